#!/bin/sh
# Everything from nothing, and a day of the city: make demo.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
pictures=build/demo

# On the way out before the end: say so, and leave nothing running.
unfinished() {
  status=$?
  trap - EXIT
  test/cluster.sh stop >/dev/null 2>&1 || true
  echo >&2
  echo "demo.sh: demo berhenti sebelum selesai, di: $doing. Sebabnya tertulis di atas$([ ! -f build/server.log ] || echo " atau di build/server.log")." >&2
  exit "$status"
}
trap unfinished EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

doing='memasang paket'
test/packages.sh
doing='membangun dkis dan menjalankan klaster pribadi'
echo "Membangun dkis dan menjalankan klaster pribadi di build/ ..."
test/cluster.sh start
PGDATABASE=postgres test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -c 'CREATE DATABASE dkis'
export PGDATABASE=dkis
demo() { test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 "$@"; }
doing='test/demo/day.sql'
demo -f "$top/test/demo/day.sql"

doing='menunggu pg_cron'
printf 'Menunggu pg_cron menaikkan langkah yang terlambat, pada menit penuh berikutnya '
waited=0
until [ "$(demo -At -c "SELECT count(DISTINCT command) = 2 FROM cron.job_run_details WHERE status = 'succeeded'")" = t ]; do
  if [ "$waited" -ge 150 ]; then
    printf '\npg_cron tidak berhasil dalam %s detik:\n' "$waited" >&2
    demo -c 'SELECT command, status, return_message FROM cron.job_run_details' >&2
    exit 1
  fi
  sleep 2
  printf .
  waited=$((waited + 2))
done
echo
doing='test/demo/report.sql'
demo -f "$top/test/demo/report.sql"

doing='menggambar'
mkdir -p "$pictures"
demo -At -c "SELECT dkis.case_svg(min(id)) FROM dkis.cases WHERE sop = 'permohonan-informasi'" >"$pictures/kasus.svg"
demo -At -c "SELECT dkis.sop_html('permohonan-informasi')" >"$pictures/sop-16.html"
socket=$(cat build/socket)
trap - EXIT
cat <<END

Gambar, buka dengan peramban:             $top/$pictures/kasus.svg (kasus tadi)
                                          $top/$pictures/sop-16.html (SOP-nya dalam bentuk resmi)
Klaster pribadi tetap berjalan. Masuk:    test/cluster.sh psql dkis
atau dari program lain:                   host=$socket port=54112 user=postgres dbname=dkis
Hentikan:                                 test/cluster.sh stop
END
