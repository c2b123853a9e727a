#!/bin/sh
# sqlsmith (Debian's package) makes up STATEMENTS (200000) statements out of the catalogue, as
# the superuser and as each group role, one after the other; ROLES names some of them. The
# server has to live on, and no statement may come upon an internal error (XX000) that says
# anything of dkis. Part of make torture.
set -eu
cd "$(dirname "$0")/../.."
statements=${STATEMENTS:-200000}
roles=${ROLES:-dkis_officer dkis_dispatcher dkis_reader dkis_app dkis_admin postgres}
test/packages.sh
command -v sqlsmith >/dev/null || { echo "sqlsmith: skipped, it is not here (Debian: apt-get install sqlsmith)"; exit 0; }
trap 'test/cluster.sh stop' EXIT
trap 'exit 143' HUP INT TERM
psql() { test/cluster.sh psql -Xq -v ON_ERROR_STOP=1 "$@"; }
psql >build/sqlsmith.out <<'SQL'
SET client_min_messages = error;
ALTER SYSTEM SET log_line_prefix = '%e %u ';
ALTER SYSTEM SET log_min_messages = error;
SELECT pg_reload_conf();
CREATE DATABASE tukang TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';
\c tukang
SET client_min_messages = error;
CREATE EXTENSION dkis CASCADE;
SELECT count(*) FROM dkis.load_cirebon();
INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Kasus ' || n FROM generate_series(1, 50) n;
SELECT dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran');
SELECT dkis.seal();
ANALYZE;
ALTER DATABASE tukang SET statement_timeout = '1s';
SQL
failed=0
for role in $roles; do
  login=$role
  if [ "$role" != postgres ]; then
    login=uji_$role
    psql -d tukang -c "SELECT FROM pg_roles WHERE rolname = '$role'" -At >/dev/null
    psql -d tukang -c "CREATE ROLE $login LOGIN IN ROLE $role"
  fi
  begun=$(date +%s)
  # shellcheck disable=SC2016 # the inner shell knows PGHOST
  test/cluster.sh run sh -c 'exec sqlsmith --target="host=$PGHOST port=$PGPORT dbname=tukang user=$1" --exclude-catalog --max-queries="$2" --seed="$3"' - "$login" "$statements" "${SEED:-1}" >build/sqlsmith.said 2>&1 || { failed=1; tail -n 3 build/sqlsmith.said; }
  echo "sqlsmith as $role: $statements statements, $(grep -c "^[0-9A-Z]* $login ERROR" build/server.log || true) of them refused, in $(($(date +%s) - begun)) s"
done
if grep -nE 'terminated by signal|PANIC' build/server.log; then failed=1; fi
# an internal error, and what it says of where; those of PostgreSQL and PostGIS alone are theirs
grep -A6 '^XX' build/server.log | grep -B6 -A6 -iE 'CONTEXT:.*dkis|ERROR: .*(dkis|columns|relation)' >build/sqlsmith.internal || true
grep '^XX' build/server.log | sed 's/[0-9][0-9]*/N/g; s/^XXN [a-z_]* //' | sort | uniq -c | sort -rn | head -n 20
if [ -s build/sqlsmith.internal ]; then echo "internal errors, see build/sqlsmith.internal:"; head -n 20 build/sqlsmith.internal; failed=1; fi
exit $failed
