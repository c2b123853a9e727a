#!/bin/sh
# What a container of dkis does: the first time a database kota with dkis in it and the
# password of postgres out of SANDI; then the server in the foreground.
set -eu
bin=/usr/lib/postgresql/15/bin
# While kota is being made nobody outside sees the server.
server() { "$bin/pg_ctl" -D /var/lib/postgresql/15/main -o "-c config_file=/etc/postgresql/15/main/postgresql.conf -c listen_addresses=''" -w "$1" >/dev/null; }
made=/var/lib/postgresql/15/kota-dibuat
if [ ! -e "$made" ]; then
  : "${SANDI:?SANDI belum diisi: sandi bagi postgres}"
  server start
  psql -XAtq -v ON_ERROR_STOP=1 -v sandi="$SANDI" <<SQL
ALTER ROLE postgres PASSWORD :'sandi';
CREATE DATABASE kota TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
\connect kota
CREATE EXTENSION pg_cron;
CREATE EXTENSION dkis CASCADE;
SELECT dkis.start_jobs();
SQL
  touch "$made"
  server stop
fi
exec "$bin/postgres" -D /var/lib/postgresql/15/main -c config_file=/etc/postgresql/15/main/postgresql.conf
