#!/bin/sh
# Dashboards in Superset, from nothing: make demo-bi. Over the demo's database where
# the private cluster runs it, else over twelve months of made-up data.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
test/packages.sh bi
if ! PGDATABASE=dkis test/cluster.sh psql -q -X -At -c 'SELECT 1 FROM dkis.sops LIMIT 1' >/dev/null 2>&1; then
  echo "Klaster pribadi dengan data contoh setahun ..."
  PGDATABASE=postgres test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -c 'SET client_min_messages = error' -c 'DROP DATABASE IF EXISTS dkis' -c 'CREATE DATABASE dkis'
  PGDATABASE=dkis test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -c 'SET client_min_messages = error' -c 'CREATE EXTENSION dkis CASCADE'
  PGDATABASE=dkis test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -f "$top/test/clients/city.sql"
fi
echo "Superset dari PyPI ke build/bi; pertama kali beberapa menit ..."
test/clients/superset.sh install
set -- $(test/clients/superset.sh start dkis)
cat <<END

Dasbor, buka dengan peramban:   $1
Masuk sebagai:                  $2, kata sandi $3
Hentikan:                       test/clients/superset.sh stop; test/cluster.sh stop
END
