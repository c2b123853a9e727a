#!/bin/sh
# make test-clients: other people's programs against the private cluster, each as the
# login it would have. Installs what it needs: packages by test/packages.sh, the rest
# from PyPI, npm and Maven below build/clients and build/bi. The snippets are those of
# docs/aplikasi.md. Nothing is left out: what cannot be installed or tried is a failure.
#
#   test/clients/run.sh            ONLY="psql jdbc superset ..." some of them
#   RECORD=1 test/clients/run.sh   also writes docs/clients.md
#   STAY=1 test/clients/run.sh     leaves everything running, and takes it as it is
#                                  where it still runs
#
# Shows each check as "ok - …" or "not ok - …", ends with "N passed, N failed" and
# exits non-zero when something failed.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$top" || exit 1
work=$top/build/clients
snippets=$work/snippets
pooler=$top/build/results # where the server's user may write
pool_port=54113
passed=0 failed=0
export DKIS_LISTEN=127.0.0.1 PYTHONWARNINGS=ignore
mkdir -p "$work/pictures" "$snippets"
: >"$work/record"

stop_pooler() {
  [ ! -f "$pooler/pgbouncer.pid" ] || kill "$(cat "$pooler/pgbouncer.pid")" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do [ -f "$pooler/pgbouncer.pid" ] || return; sleep 0.2; done
  rm -f "$pooler/pgbouncer.pid"
}
finish() {
  [ "${STAY:-}" != 1 ] || return
  test/clients/superset.sh stop >/dev/null 2>&1
  stop_pooler
  test/cluster.sh stop >/dev/null 2>&1
}
trap finish EXIT
trap 'exit 130' HUP INT TERM

# subject NAME TITLE VERSION COMMAND...: counts its checks; to break off, or to check nothing, is a failure.
subject() {
  name=$1 title=$2 version=$3
  shift 3
  case " ${ONLY:-$name} " in *" $name "*) ;; *) return ;; esac
  printf '\n== %s %s\n' "$title" "$version"
  status=0
  "$@" >"$work/checks" 2>"$work/complaints" || status=$?
  cat "$work/checks"
  good=$(grep -c '^ok ' "$work/checks")
  bad=$(grep -c '^not ok ' "$work/checks")
  if [ "$bad" = 0 ] && { [ "$status" != 0 ] || [ "$good" = 0 ]; }; then
    bad=1
    echo "not ok - it broke off (exit status $status)"
    tail -n 30 "$work/complaints"
  fi
  passed=$((passed + good)) failed=$((failed + bad))
  printf '| %s | %s | %s of %s | %s |\n' "$title" "$version" "$good" "$((good + bad))" \
    "$(sed -n 's/^ok - //p' "$work/checks" | sed 's/|/;/g' | head -n 7 | paste -sd '~' | sed 's/~/; /g')" >>"$work/record"
}

# says PATTERN COMMAND...: the program ends well, and a line of its answer fits the pattern.
says() {
  pattern=$1
  shift
  for last in "$@"; do :; done
  case $last in PG:*) last=$1 ;; esac
  answer=$("$@" 2>&1) || { echo "not ok - $(basename "$last"): $answer"; return 0; }
  line=$(echo "$answer" | grep -E "$pattern" | tail -n 1)
  if [ -n "$line" ]; then echo "ok - $(basename "$last"): $line"; else echo "not ok - $(basename "$last"): $answer"; fi
}

# ---- what it needs ----------------------------------------------------------------

install_tools() {
  test/packages.sh clients || return 1
  [ -x "$work/venv/bin/django-admin" ] || { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q 'psycopg[binary]' SQLAlchemy Django grafana-foundation-sdk; } || return 1
  [ -d "$work/node_modules/puppeteer-core" ] && [ -d "$work/node_modules/pg" ] ||
    npm install --silent --no-fund --no-audit --prefix "$work" pg@8 puppeteer-core @metabase/representations@1 || return 1
  cp test/clients/pom.xml "$work/"
  [ -d "$work/lib" ] || (cd "$work" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib >&2) || return 1
  test/clients/superset.sh install || return 1
  echo "ok - installed"
}

# Each block that follows "<!-- klien: NAME -->" into a file of that name.
extract() {
  awk -v to="$snippets/" '/^<!-- klien: / { name = $3; next } name && /^```/ { if (out) { close(out); out = name = "" } else out = to name; next } out { print > out }' docs/aplikasi.md
  awk '/^```sql/ { n++; next } /^```/ { if (n == 1) exit; next } n == 1' docs/aplikasi.md >"$snippets/roles.sql"
}

load() {
  rm -rf "$snippets" && mkdir -p "$snippets"
  extract
  if [ "${STAY:-}" = 1 ] && PGDATABASE=klien test/cluster.sh psql -q -X -At -c "SELECT 'dasbor'::regrole, 'aplikasi'::regrole" >/dev/null 2>&1; then
    echo "ok - a city that is there already"
    return
  fi
  test/cluster.sh start || return 1
  PGDATABASE=postgres test/cluster.sh psql -q -X -c 'CREATE DATABASE klien' || return 1
  export PGDATABASE=klien
  test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -c 'SET client_min_messages = error' -c 'CREATE EXTENSION dkis CASCADE' || return 1
  test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -f "$top/test/clients/city.sql" || return 1
  test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 <"$snippets/roles.sql" || return 1
  echo "ok - a city's year, two logins"
}

environment() {
  PGHOST=$(cat build/socket)
  export PGHOST PGPORT=54112 PGDATABASE=klien PGUSER=aplikasi DKIS_URL=jdbc:postgresql://127.0.0.1:54112/klien POOL_PORT=$pool_port PGPASSWORD=-
  export RESTART="test/cluster.sh run sh -c '\"\$DKIS_BIN/pg_ctl\" -D build/data -m fast -w -l build/server.log restart'"
}

# ---- the subjects --------------------------------------------------------------------

number='kasus [0-9]+/[0-9]{4}/[0-9]{6}'
refused='^SP008 .+'
python() { "$work/venv/bin/python" "$@"; }
run_psql() { says "$number" sh "$snippets/psql.sh"; }
run_psycopg() {
  says "^SP001 .*\| .+" python "$snippets/kasus.py"
  says "$number" python "$snippets/kasus.py"
}
run_sqlalchemy() {
  says "$number berjalan berat" python "$snippets/sqlalchemy_orm.py"
  says "$refused" python "$snippets/sqlalchemy_orm.py"
}
run_django() {
  says "$number" python "$snippets/django_orm.py"
  says "$refused" python "$snippets/django_orm.py"
}
run_node() {
  cp "$snippets/node.mjs" "$work/"
  says "$number" node "$work/node.mjs"
  says "$refused" node "$work/node.mjs"
}
java_with() { java -cp "$work/lib/*:$work/classes" "$@"; }
run_jdbc() {
  mkdir -p "$work/classes"
  javac -cp "$work/lib/*" -d "$work/classes" "$snippets/Jdbc.java" "$top/test/clients/Metadata.java" || return 1
  says "$number" java_with Jdbc
  says "$refused" java_with Jdbc
  java_with Metadata
}
run_hibernate() {
  javac -cp "$work/lib/*" -d "$work/classes" "$snippets/Hibernate.java" || return 1
  says "$number Sampah menumpuk di Kalijaga" java_with Hibernate
  says "$refused" java_with Hibernate
}
run_php() {
  says "$number" php "$snippets/pdo.php"
  says "$refused" php "$snippets/pdo.php"
  sed "s/lastInsertId('dkis_store.cases_id_seq')/lastInsertId()/" "$snippets/pdo.php" >"$work/lastval.php"
  answer=$(php "$work/lastval.php" 2>&1) && echo "not ok - lastInsertId() answers $answer" || echo "ok - lastInsertId() without a name is refused: $(echo "$answer" | sed -n 's/.*\(SQLSTATE.*\) in .*/\1/p' | head -n 1)"
}
run_ruby() {
  says "$number sedang" ruby -W0 "$snippets/activerecord.rb"
  says "$refused" ruby -W0 "$snippets/activerecord.rb"
}
run_odbc() {
  says '^[0-9]+' sh "$snippets/odbc.sh"
  wrong= count=0
  for view in $(PGUSER=dasbor psql -X -At -c "SELECT relname FROM pg_class WHERE relnamespace = 'dkis_report'::regnamespace AND relkind = 'v' ORDER BY 1"); do
    count=$((count + 1))
    answer=$(echo "SELECT * FROM dkis_report.$view LIMIT 20" | isql -b -d, -v -k "Driver=PostgreSQL Unicode;Servername=$PGHOST;Port=$PGPORT;Database=klien;Username=dasbor;ReadOnly=1" 2>&1) || wrong="$wrong $view"
    case $answer in *ERROR*) wrong="$wrong $view: $answer" ;; esac
  done
  [ -z "$wrong" ] && echo "ok - isql reads every view ($count)" || echo "not ok - isql:$wrong"
}
run_ogr() {
  says 'EPSG",4326' sh "$snippets/ogr.sh"
  says 'FID Column = id' sh "$snippets/ogr.sh"
  source="PG:host=$PGHOST port=$PGPORT dbname=klien user=dasbor active_schema=dkis_report"
  for layer in insiden_peta:Point wilayah_peta:Multi.Polygon armada_112:Point; do
    says "${layer%:*}.*${layer#*:}" ogrinfo -ro "$source"
  done
}
run_qgis() { QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$work /usr/bin/python3 test/clients/qgis_project.py "$top/dashboards/peta.qgs" "$work/pictures/peta.png"; }
run_pgbouncer() {
  mkdir -p "$pooler"
  sed -e "s|host=/var/run/postgresql port=5432|host=$PGHOST port=54112|" -e "s/6432/$pool_port/" -e 's/scram-sha-256/trust/' \
    -e "s|/etc/pgbouncer/userlist.txt|$pooler/userlist.txt|" -e 's/default_pool_size = 20/default_pool_size = 1/' "$snippets/pgbouncer.ini" >"$pooler/pgbouncer.ini"
  printf 'logfile = %s\npidfile = %s\n' "$pooler/pgbouncer.log" "$pooler/pgbouncer.pid" >>"$pooler/pgbouncer.ini"
  printf '"aplikasi" ""\n"dasbor" ""\n"postgres" ""\n' >"$pooler/userlist.txt"
  stop_pooler
  rm -f "$pooler/pgbouncer.log"
  test/cluster.sh run /usr/sbin/pgbouncer -q -d "$pooler/pgbouncer.ini" || return 1
  PGHOST=127.0.0.1 PGPORT=$pool_port says "$number" sh "$snippets/psql.sh"
}
run_checks() { python test/clients/checks.py "$snippets"; }
run_metabase() {
  says ' 0 failed' "$work/node_modules/.bin/representations" validate-schema --folder dashboards/metabase
}
run_grafana() { python test/clients/grafana_models.py dashboards/grafana; }
run_superset() {
  login=$(test/clients/superset.sh start klien) || return 1
  echo "ok - imports dashboards/superset.zip"
  cp test/clients/superset.mjs "$work/"
  pages=$(dashboards/build --titles)
  # shellcheck disable=SC2086
  (cd "$work" && node superset.mjs http://127.0.0.1:8088 ${login#* } pictures "$pages")
}

version_of() { "$@" 2>&1 | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1; }
pip_version() { python -c "import importlib.metadata as m; print(m.version('$1'))"; }
npm_version() { node -p "require('$work/node_modules/$1/package.json').version"; }
jar_version() { ls "$work/lib" | sed -n "s/^$1-\([0-9].*\)\.jar/\1/p"; }

ONLY_ASKED=${ONLY:-}
unset ONLY
subject tools "Tools" "" install_tools
[ "$failed" = 0 ] && subject city "A city" "" load
export PGDATABASE=klien
if [ "$failed" = 0 ]; then
  environment
  : >"$work/record"
  [ -z "$ONLY_ASKED" ] || ONLY=$ONLY_ASKED
  subject psql psql "$(version_of psql --version)" run_psql
  subject psycopg psycopg "$(pip_version psycopg)" run_psycopg
  subject sqlalchemy SQLAlchemy "$(pip_version SQLAlchemy)" run_sqlalchemy
  subject django Django "$(pip_version Django)" run_django
  subject node node-postgres "$(npm_version pg)" run_node
  subject jdbc pgjdbc "$(jar_version postgresql)" run_jdbc
  subject hibernate Hibernate "$(jar_version hibernate-core)" run_hibernate
  subject php "PHP PDO" "$(version_of php --version)" run_php
  subject ruby ActiveRecord "$(ruby -e 'require "active_record"; puts ActiveRecord.version' 2>/dev/null)" run_ruby
  subject odbc "unixODBC, psqlODBC" "$(version_of isql --version)" run_odbc
  subject ogr GDAL "$(version_of ogrinfo --version)" run_ogr
  subject qgis QGIS "$(dpkg-query -W -f '${Version}' python3-qgis)" run_qgis
  subject pgbouncer PgBouncer "$(version_of /usr/sbin/pgbouncer --version)" run_pgbouncer
  subject checks "JSON, tiles, retries, pooler, LISTEN" "" run_checks
  subject metabase "Metabase's validator" "$(npm_version @metabase/representations)" run_metabase
  subject grafana "Grafana's schema (foundation SDK)" "$(pip_version grafana-foundation-sdk)" run_grafana
  subject superset Superset "$(build/bi/venv/bin/pip show apache_superset 2>/dev/null | sed -n 's/^Version: //p')" run_superset
fi
if [ "${RECORD:-}" = 1 ] && [ "$failed" = 0 ]; then
  sed -n '/^## /,$p' docs/clients.md >"$work/kept" # what other runs have found
  {
    printf '# Clients\n\nWhat `make test-clients` found on %s: PostgreSQL %s, Debian %s. %s checks passed, %s failed.\n' "$(date +%F)" "$(version_of psql --version)" "$(cat /etc/debian_version)" "$passed" "$failed"
    printf 'The snippets are those of [aplikasi.md](aplikasi.md), run as they stand; every program signs in as the login it would have.\n\n'
    printf '| client | version | checks | among them |\n|---|---|---|---|\n'
    cat "$work/record"
    echo
    cat "$work/kept"
  } >docs/clients.md
fi
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
