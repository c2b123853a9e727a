#!/bin/sh
# Installs what building and testing need, and only what is missing.
#
#   test/packages.sh          what make test and make demo need
#   test/packages.sh bench    and what make bench measures against
#   test/packages.sh exchange and what make test-exchange lets read what dkis writes
#   test/packages.sh bi       and what make demo-bi builds Superset with
#   test/packages.sh clients  and the programs of make test-clients
#   test/packages.sh fuzz     and libFuzzer
#   test/packages.sh pgspot   and what make pgspot is installed with
#   test/packages.sh valgrind
#
# Debian's postgresql package would create and start a cluster of its own; a
# machine that only builds dkis gets none.
set -eu
purpose=${1:-test}

# The PostgreSQL that serves here already, or the newest there is.
major() {
  for state in installed known; do
    for candidate in 19 18 17 16 15; do
      [ "$state" = known ] || [ -z "$(missing "postgresql-$candidate")" ] || continue
      if apt-cache show "postgresql-server-dev-$candidate" >/dev/null 2>&1; then
        echo "$candidate"
        return
      fi
    done
  done
  echo "packages.sh: no PostgreSQL 15 to 19 among this machine's packages" >&2
  exit 1
}

missing() {
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
  done
}

if ! command -v apt-get >/dev/null; then
  echo "packages.sh: no apt-get here; install PostgreSQL with its server headers, PostGIS, pg_cron, libxml2's headers, cmocka, IPC::Run, gcc and make" >&2
  exit 0
fi

if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
common="gcc make libc6-dev libcmocka-dev libxml2-dev libipc-run-perl faketime python3 python3-numpy util-linux"

# Which major; where PG_CONFIG names a server that is not Debian's, it brings
# its own PostGIS and pg_cron.
pg_config=${PG_CONFIG:-pg_config}
version=
if command -v "$pg_config" >/dev/null && [ -f "$("$pg_config" --pgxs)" ]; then
  case $("$pg_config" --bindir) in
    /usr/lib/postgresql/*) version=$("$pg_config" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/') ;;
    *) version=own ;;
  esac
fi
wanted() {
  echo "$common"
  case $purpose in
    bench) echo python3-pandas ;;
    exchange)
      echo "python3-venv graphviz chromium poppler-utils fonts-liberation"
      command -v npm >/dev/null || echo "nodejs npm"
      ;;
    bi) echo "python3-venv python3-dev g++" ;;
    clients)
      echo "python3-venv python3-dev g++ chromium fonts-liberation pgbouncer php-cli php-pgsql unixodbc odbc-postgresql gdal-bin
        python3-qgis qgis-providers ruby ruby-pg ruby-activerecord default-jdk-headless maven"
      command -v npm >/dev/null || echo "nodejs npm"
      ;;
    fuzz) echo "clang libclang-rt-dev" ;;
    valgrind) echo valgrind ;;
    pgspot) echo python3-venv ;;
  esac
  [ "$1" != own ] || return 0
  echo "postgresql-common postgresql-$1 postgresql-server-dev-$1 postgresql-$1-postgis-3 postgresql-$1-cron"
  [ "$purpose" != test ] || ! apt-cache show "postgresql-$1-pgrouting" >/dev/null 2>&1 || echo "postgresql-$1-pgrouting"
  [ "$purpose" != bench ] || echo "postgresql-$1-orafce"
}

if [ -n "$version" ] && [ -z "$(missing $(wanted "$version"))" ]; then
  exit 0
fi
if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
  [ -n "$version" ] || version=$(major)
  echo "packages.sh: these packages are missing, and without sudo only root can install them:" $(missing $(wanted "$version")) >&2
  echo "packages.sh: let root run $(cd "$(dirname "$0")" && pwd)/packages.sh${1:+ $1}, then try again" >&2
  exit 1
fi
$sudo apt-get update -qq || echo "packages.sh: the package lists could not be renewed; going on with those that are here" >&2
[ -n "$version" ] || version=$(major)
packages=$(missing $(wanted "$version"))
[ -n "$packages" ] || exit 0
echo "packages.sh: installing" $packages

quiet() { $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
if [ "$version" = own ]; then quiet $packages; exit; fi
if [ -n "$(missing postgresql-common)" ]; then quiet postgresql-common; fi
no_cluster=/etc/postgresql-common/createcluster.d/dkis-no-cluster.conf
trap '$sudo rm -f "$no_cluster"' EXIT
trap 'exit 130' HUP INT TERM
$sudo mkdir -p "${no_cluster%/*}"
echo 'create_main_cluster = false' | $sudo tee "$no_cluster" >/dev/null
quiet $packages
