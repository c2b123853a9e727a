#!/bin/sh
# Superset with the dashboards, from PyPI into build/bi, on loopback.
#
#   test/clients/superset.sh install            the venv; nothing when it is there
#   test/clients/superset.sh start DATABASE     imports the dashboards for that database of the
#                                               private cluster, or for any at postgresql://…,
#                                               starts, prints address and login
#   test/clients/superset.sh stop
#
# Superset keeps its own things in a SQLite file; it reads the city's as the login
# dasbor, which is dkis_reader and nothing more.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd -P)
bi=$top/build/bi
port=${SUPERSET_PORT:-8088}
venv=$bi/venv
version=6.0.0
mkdir -p "$bi"
export SUPERSET_CONFIG_PATH="$bi/superset_config.py" FLASK_APP=superset PYTHONWARNINGS=ignore SUPERSET_HOME="$bi/home"

install() {
  [ ! -f "$venv/installed-$version" ] || return 0
  python=${PYTHON:-python3}
  "$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 13))' || {
    echo "superset.sh: Superset $version needs Python 3.10 to 3.12, this is $("$python" --version); PYTHON=/path/to/python3.12 names another" >&2
    return 1
  }
  "$python" -m venv "$venv"
  "$venv/bin/pip" install -q "apache-superset==$version" 'marshmallow<4' rich psycopg2-binary gunicorn
  touch "$venv/installed-$version"
}

configure() {
  [ -f "$bi/password" ] || "$venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(9))' >"$bi/password"
  [ -f "$bi/secret" ] || "$venv/bin/python" -c 'import secrets; print(secrets.token_urlsafe(42))' >"$bi/secret"
  chmod 600 "$bi/password" "$bi/secret"
  cat >"$bi/superset_config.py" <<CONF
SECRET_KEY = '$(cat "$bi/secret")'
SQLALCHEMY_DATABASE_URI = 'sqlite:///$bi/superset.db?check_same_thread=false'
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
ENABLE_PROXY_FIX = False
APP_NAME = 'dkis'
DEFAULT_TIME_FILTER = 'No filter'
D3_FORMAT = {'decimal': ',', 'thousands': '.', 'grouping': [3], 'currency': ['Rp', '']}
CONF
}

superset() { "$venv/bin/superset" "$@"; }

# Its own tables, with the administrator: made once, for making them takes a minute.
make_base() {
  [ ! -f "$bi/base-$version.db" ] || return 0
  rm -f "$bi/superset.db"
  { superset db upgrade && superset fab create-admin --username admin --firstname Admin --lastname dkis --email admin@localhost --password "$(cat "$bi/password")" &&
    superset init; } >"$bi/base.log" 2>&1 || { tail -n 20 "$bi/base.log" >&2; return 1; }
  mv "$bi/superset.db" "$bi/base-$version.db"
}

private_uri() { # private_uri DATABASE: as the login dasbor, which is made where it is not there
  socket=$(cat "$top/build/socket")
  PGDATABASE=$1 "$top/test/cluster.sh" psql -q -X -c "SET client_min_messages = error" -c "DO \$\$ BEGIN CREATE ROLE dasbor LOGIN IN ROLE dkis_reader; EXCEPTION WHEN duplicate_object THEN NULL; END \$\$"
  echo "postgresql+psycopg2://dasbor@/$1?host=$socket&port=54112"
}

import_dashboards() { # import_dashboards DATABASE
  case $1 in
    *://*) uri=postgresql+psycopg2:${1#*:} ;;
    *) uri=$(private_uri "$1") ;;
  esac
  "$venv/bin/python" "$top/dashboards/build" --superset "$bi/superset.zip" "$uri"
  make_base
  cp "$bi/base-$version.db" "$bi/superset.db"
  superset import-dashboards --path "$bi/superset.zip" --username admin >"$bi/import.log" 2>&1 || { tail -n 30 "$bi/import.log" >&2; return 1; }
  case $1 in # an import leaves a password out
    *://*) superset set-database-uri --skip_create --database_name "$("$venv/bin/python" -c 'import sys, tomllib
print(tomllib.load(open(sys.argv[1], "rb"))["database"]["name"])' "$top/dashboards/pages.toml")" --uri "$uri" >>"$bi/import.log" 2>&1 || { tail -n 30 "$bi/import.log" >&2; return 1; } ;;
  esac
}

stop() {
  [ -f "$bi/pid" ] || return 0
  kill "$(cat "$bi/pid")" 2>/dev/null || true
  rm -f "$bi/pid"
}

start() {
  stop
  install
  configure
  import_dashboards "$1"
  "$venv/bin/gunicorn" --bind "127.0.0.1:$port" --workers 1 --threads 8 --timeout 120 --pid "$bi/pid" --daemon \
    --error-logfile "$bi/server.log" --capture-output 'superset.app:create_app()'
  waited=0
  until "$venv/bin/python" -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/health')" 2>/dev/null; do
    [ "$waited" -lt 90 ] || { tail -n 30 "$bi/server.log" >&2; return 1; }
    sleep 1
    waited=$((waited + 1))
  done
  echo "http://127.0.0.1:$port/dashboard/list/ admin $(cat "$bi/password")"
}

case ${1:-} in
  install) install ;;
  start) start "$2" ;;
  stop) stop ;;
  *) echo "usage: superset.sh install | start DATABASE|URI | stop" >&2; exit 2 ;;
esac
