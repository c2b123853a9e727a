#!/bin/sh
# A private PostgreSQL in build/, with dkis, PostGIS and pg_cron.
#
#   test/cluster.sh start          builds dkis and starts the cluster
#   test/cluster.sh run COMMAND    runs COMMAND against it (starting it if need be)
#   test/cluster.sh psql [ARG...]  psql in it
#   test/cluster.sh stop           stops it; what it held stays in build/ until the next start
#
# It listens on a socket only (for programs that know none, DKIS_LISTEN=127.0.0.1
# adds the loopback, port 54112). It runs from a copy of the server's tree in
# build/server, made of symbolic links around the few programs themselves and
# dkis, so nothing is installed into the machine's PostgreSQL. PostgreSQL
# refuses to run as root: for root everything below runs as the user postgres.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd -P)
PG_CONFIG=${PG_CONFIG:-pg_config}
build=$top/build
server=$build/server
bin=$server$($PG_CONFIG --bindir)
data=$build/data
socket_file=$build/socket

fail() { echo "cluster.sh: $*" >&2; exit 1; }

server_user() {
  for candidate in postgres nobody; do
    if id "$candidate" >/dev/null 2>&1; then echo "$candidate"; return; fi
  done
  fail "no user to step down to; create one named postgres"
}

# as_user USER CAPABILITIES COMMAND...: keeps of root's powers only these
as_user() {
  stepping_user=$1 kept=$2 holding=
  shift 2
  # access(2), with which the programs look for each other, knows kept powers only so
  [ "$kept" = -all ] || holding=--securebits=+no_setuid_fixup
  # shellcheck disable=SC2086
  setpriv $holding --reuid "$stepping_user" --regid "$(id -g "$stepping_user")" --clear-groups \
    --inh-caps="$kept" --ambient-caps="$kept" --bounding-set="$kept" "$@"
}

# What the other user needs so as to reach the checkout: nothing; or to pass
# through directories such as /root; or, in a container that withholds this,
# the next best.
kept_powers() {
  for kept in -all -all,+dac_read_search -all,+dac_override; do
    if as_user "$1" "$kept" perl -e 'use POSIX; exit !access($ARGV[0], R_OK)' "$top/Makefile" 2>/dev/null; then
      echo "$kept"
      return
    fi
  done
  fail "the user $1 cannot read $top"
}

as_server() {
  if [ "$(id -u)" = 0 ]; then
    user=${user:-$(server_user)} || exit 1
    powers=${powers:-$(kept_powers "$user")} || exit 1
    as_user "$user" "$powers" env HOME="$build" USER="$user" LOGNAME="$user" "$@"
  else
    "$@"
  fi
}

own() { if [ "$(id -u)" = 0 ]; then chown "$(server_user)" "$@"; fi; }

link_tree() { # link_tree FROM: a tree of links to every file below FROM
  [ -d "$1" ] || return 0
  mkdir -p "$server$1"
  cp -as "$1/." "$server$1/"
}

install_tree() {
  rm -rf "$server"
  link_tree "$($PG_CONFIG --sharedir)"
  link_tree "$($PG_CONFIG --pkglibdir)"
  mkdir -p "$bin"
  cp "$($PG_CONFIG --bindir)"/* "$bin/"
  # an installed dkis stands aside: files, and with bitcode a directory
  find "$server$($PG_CONFIG --sharedir)/extension" "$server$($PG_CONFIG --pkglibdir)" -name 'dkis*' -prune -exec rm -rf {} +
  make -s -C "$top" PG_CONFIG="$PG_CONFIG" install DESTDIR="$server" with_llvm=no >"$build/install.log" 2>&1 \
    || { cat "$build/install.log" >&2; fail "make install failed"; }
}

running() { [ -f "$data/postmaster.pid" ] && as_server "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }

configure() {
  cat >>"$data/postgresql.conf" <<CONF
listen_addresses = '${DKIS_LISTEN:-}'
unix_socket_directories = '$socket'
port = 54112
max_worker_processes = 24
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = logical
log_min_messages = warning
timezone = 'Asia/Jakarta'
lc_messages = 'C'
CONF
  if [ ! -f "$server$($PG_CONFIG --pkglibdir)/pg_cron.so" ]; then
    echo "cluster.sh: no pg_cron here; going on without it" >&2
    return
  fi
  cat >>"$data/postgresql.conf" <<CONF
shared_preload_libraries = 'pg_cron'
cron.database_name = '${DKIS_CRON_DATABASE:-dkis}'
cron.use_background_workers = on
CONF
}

stop() {
  if running; then as_server "$bin/pg_ctl" -D "$data" -m immediate -w stop >/dev/null; fi
  if [ -f "$socket_file" ]; then rm -rf "$(cat "$socket_file")" "$socket_file"; fi
}

start() {
  mkdir -p "$build"
  make -s -C "$top" PG_CONFIG="$PG_CONFIG" ${WERROR:+WERROR=1} with_llvm=no all
  stop
  install_tree
  rm -rf "$data"
  mkdir "$data"
  own "$data"
  chmod 700 "$data"
  socket=$(mktemp -d "${TMPDIR:-/tmp}/dkis-XXXXXX") # a socket's path must be short
  own "$socket"
  echo "$socket" >"$socket_file"
  trap stop EXIT
  trap 'exit 130' HUP INT TERM
  as_server "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C >"$build/initdb.log" 2>&1 \
    || { cat "$build/initdb.log" >&2; fail "initdb failed"; }
  configure
  log=$build/server.log
  : >"$log"
  own "$log"
  # for the server's processes alone (test/faults): DKIS_PRELOAD, a library; DKIS_POSTGRES, who calls its program
  as_server env ${DKIS_PRELOAD:+LD_PRELOAD="$DKIS_PRELOAD"} "$bin/pg_ctl" ${DKIS_POSTGRES:+-p "$DKIS_POSTGRES"} -D "$data" -l "$log" -t 120 -w start >/dev/null || { cat "$log" >&2; fail "the server did not start"; }
  trap - EXIT HUP INT TERM
}

run() {
  running || start
  socket=$(cat "$socket_file")
  mkdir -p "$build/results"
  own -R "$build/results"
  as_server env PATH="$bin:$PATH" PGHOST="$socket" PGPORT=54112 PGUSER=postgres \
    PGDATABASE="${PGDATABASE:-postgres}" DKIS_BIN="$bin" DKIS_RESULTS="$build/results" "$@"
}

command=${1:-}
[ -n "$command" ] || fail "usage: cluster.sh start|run|psql|stop"
shift
case $command in
  start) start ;;
  stop) stop ;;
  run) run "$@" ;;
  psql) run "$bin/psql" "$@" ;;
  *) fail "usage: cluster.sh start|run|psql|stop" ;;
esac
