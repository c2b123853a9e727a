#!/bin/sh
# Dashboards in Superset, from nothing. make demo-bi: over the twelve months of made-up data that make demo
# leaves in the private cluster, made here where they are not. make bi DB=postgresql://…: over any database with dkis.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
database=${1:-setahun}
test/packages.sh bi
[ "$database" != setahun ] || stops='; test/cluster.sh stop'
year() { PGDATABASE=setahun test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 "$@"; }
if [ "$database" = setahun ] && ! year -At -c 'SELECT 1 FROM dkis.sops LIMIT 1' >/dev/null 2>&1; then
  echo "Klaster pribadi dengan data contoh setahun ..."
  year -d postgres -c 'SET client_min_messages = error' -c 'DROP DATABASE IF EXISTS setahun' -c 'CREATE DATABASE setahun'
  year -c 'SET client_min_messages = error' -c 'CREATE EXTENSION dkis CASCADE'
  year -f "$top/test/clients/city.sql"
fi
echo "Superset dari PyPI ke build/bi; pertama kali beberapa menit ..."
test/clients/superset.sh install
set -- $(test/clients/superset.sh start "$database")
cat <<END

Dasbor, buka dengan peramban:   $1
Masuk sebagai:                  $2, kata sandi $3
Hentikan:                       test/clients/superset.sh stop${stops:-}
END
