#!/bin/sh
# The disk is full, first under the data, then under the WAL, while cases are opened and
# finished; then there is room again. What was acknowledged is there, what was refused is
# not, every history is whole, and work goes on. Part of make torture.
#
# Root mounts two small file systems for it below build/; others skip it.
set -eu
cd "$(dirname "$0")/../.."

if [ "${1:-}" != inside ]; then
  [ "$(id -u)" = 0 ] || { echo "disk: skipped, only root can mount a small disk"; exit 0; }
  test/packages.sh
  disk=$PWD/build/disk
  umount "$disk/data" "$disk/wal" 2>/dev/null || true
  rm -rf "$disk"
  mkdir -p "$disk/data" "$disk/wal"
  for part in data wal; do
    mount -t tmpfs -o "size=${DISK_MB:-160}m" "dkis-$part" "$disk/$part" 2>/dev/null || { umount "$disk/data" 2>/dev/null || true; echo "disk: skipped, nothing can be mounted here"; exit 0; }
  done
  leave() { # also where it was stopped half-way
    if [ -f "$disk/main/postmaster.pid" ]; then kill -QUIT "$(head -n 1 "$disk/main/postmaster.pid")" 2>/dev/null && sleep 2; fi
    test/cluster.sh stop
    umount "$disk/data" "$disk/wal"
  }
  trap leave EXIT
  trap 'exit 143' HUP INT TERM
  chmod 777 "$disk" "$disk/data" "$disk/wal"
  test/cluster.sh run "$PWD/test/faults/disk.sh" inside "$disk"
  exit
fi

# ---- as the server's user ---------------------------------------------------------------
disk=$2
export PGHOST="$disk" PGPORT=54113 PGDATABASE=postgres PGOPTIONS='-c client_min_messages=error'
log=$disk/log
failed=0
check() { # check WHAT GOT WANTED
  if [ "$2" = "$3" ]; then echo "ok: $1"; else echo "FAILED: $1: $2, not $3"; failed=1; fi
}
ask() { "$DKIS_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -d "${2:-kecil}" -c "$1"; }
start() { "$DKIS_BIN/pg_ctl" -D "$disk/main" -l "$log" -t 120 -w start >/dev/null; }
ballast() { # ballast PART MB: so much is left beside it
  dd if=/dev/zero of="$disk/$1/ballast" bs=1M count=$(($(df -m --output=avail "$disk/$1" | tail -n 1) - $2)) 2>/dev/null
}

# A statement of many rows, then another over what it opened; its number and how many it
# opened, once the server has said that it is done.
acknowledged=0
refused=0
work() {
  number=$((acknowledged + refused))
  if ask "INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Pernyataan $number' FROM generate_series(1, 200)" >/dev/null 2>>"$disk/refusals"; then
    acknowledged=$((acknowledged + 1))
    echo "$number" >>"$disk/acknowledged"
    ask "UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL AND step = '1' AND case_id IN (SELECT id FROM dkis.cases WHERE title = 'Pernyataan $number')" >/dev/null 2>>"$disk/refusals" || true
  else
    refused=$((refused + 1))
    return 1
  fi
}
fill() { # fill REFUSALS: until it has refused five times, or the server is gone
  until [ "$refused" -ge "$1" ] || [ "$acknowledged" -ge 2000 ]; do
    work || "$DKIS_BIN/pg_isready" -q || break
  done
}
settled() { # settled WHEN DEATHS
  sed 's/$/:200/' "$disk/acknowledged" | sort >"$disk/wanted"
  ask "SELECT split_part(title, ' ', 2) || ':' || count(*) FROM dkis.cases GROUP BY title" | sort >"$disk/there"
  check "$1: what was acknowledged is there, all 200 cases of a statement" "$(comm -23 "$disk/wanted" "$disk/there" | paste -sd' ')" ""
  # a server that dies may have committed what it could no longer acknowledge
  check "$1: what was refused is not" "$(comm -13 "$disk/wanted" "$disk/there" | grep -c -v ':200$' || true)" 0
  check "$1: or is there whole, once a death" "$([ "$(comm -13 "$disk/wanted" "$disk/there" | wc -l)" -le "$2" ] && echo yes)" yes
  check "$1: every history is whole" "$(ask 'SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)')" 0
  check "$1: the register has no gap" "$(ask "SELECT count(*) FILTER (WHERE n <> place) FROM (SELECT split_part(register_no, '/', 3)::int AS n, row_number() OVER (PARTITION BY sop, split_part(register_no, '/', 2) ORDER BY split_part(register_no, '/', 3)::int) AS place FROM dkis.cases WHERE register_no IS NOT NULL) r")" 0
  check "$1: sealed, and in the tree" "$(ask 'SELECT dkis.seal() > 0; SELECT count(*) FROM dkis.verify_all()' | paste -sd' ')" "t 0"
}

"$DKIS_BIN/initdb" -D "$disk/main" -X "$disk/wal/pg_wal" --wal-segsize=4 -U postgres -A trust -E UTF8 --locale=C >"$disk/initdb.log" 2>&1
cat >>"$disk/main/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$disk'
port = $PGPORT
max_wal_size = 32MB
autovacuum = off
log_min_messages = warning
CONF
mkdir "$disk/data/kecil"
start
trap '"$DKIS_BIN/pg_ctl" -D "$disk/main" -m immediate stop >/dev/null 2>&1 || true' EXIT
trap 'exit 143' HUP INT TERM
ask "CREATE TABLESPACE kecil LOCATION '$disk/data/kecil'" postgres
ask "CREATE DATABASE kecil TABLESPACE kecil" postgres
ask "CREATE EXTENSION dkis CASCADE; SELECT count(*) FROM dkis.load_cirebon()" >/dev/null

ballast data 6
fill 5
echo "data: full after $acknowledged statements of 200 cases; $refused refused ($(sed -n 's/.*ERROR: *//p' "$disk/refusals" | sed 's/ "[^"]*"//; s/:.*:/:/' | sort | uniq -c | sort -rn | head -n 1 | sed 's/^ *//'))"
check "the disk under the data was full" "$(grep -c 'No space left' "$disk/refusals" | sed 's/^[1-9].*/yes/')" yes
ask 'SELECT count(*) FROM dkis_report.kasus' >/dev/null && echo "ok: full, the server still answers"
rm "$disk/data/ballast"
work && echo "ok: with room again work goes on"
settled "data" 0

# A slot that nobody reads keeps all WAL.
ask "SELECT pg_create_physical_replication_slot('macet', true)" postgres >/dev/null
ballast wal 12
was=$acknowledged
fill $((refused + 50))
echo "WAL: full after $((acknowledged - was)) more; the server is $("$DKIS_BIN/pg_isready" -q && echo up || echo gone)"
check "the disk under the WAL was full" "$(grep -c 'No space left' "$log" | sed 's/^[1-9].*/yes/')" yes
"$DKIS_BIN/pg_ctl" -D "$disk/main" -m immediate stop >/dev/null 2>&1 || true
rm "$disk/wal/ballast"
start
ask "SELECT pg_drop_replication_slot('macet')" postgres >/dev/null
work && echo "ok: with room again work goes on"
settled "WAL" 1
exit $failed
