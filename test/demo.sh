#!/bin/sh
# Everything from nothing, and a day of the city: make demo.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
test/packages.sh
test/cluster.sh start
export PGDATABASE=postgres
test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -c 'CREATE DATABASE dkis'
export PGDATABASE=dkis
demo() { test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 "$@"; }
demo <test/demo/day.sql

printf '\nMenunggu pg_cron menaikkan langkah yang terlambat (paling lama dua menit) ...\n'
waited=0
until [ "$(demo -At -c 'SELECT count(*) > 0 FROM dkis.escalations')" = t ]; do
  [ "$waited" -lt 150 ] || { echo "pg_cron tidak berjalan; lihat build/server.log" >&2; exit 1; }
  sleep 2
  waited=$((waited + 2))
done
demo <test/demo/report.sql
socket=$(cat build/socket)
cat <<END

Klaster pribadi tetap berjalan. Masuk:    test/cluster.sh psql dkis
atau dari program lain:                   host=$socket port=54112 user=postgres dbname=dkis
Hentikan:                                 test/cluster.sh stop
END
