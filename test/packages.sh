#!/bin/sh
# Installs what building and testing need, and only what is missing.
#
#   test/packages.sh          what make test and make demo need
#   test/packages.sh bench    and what make bench measures against
#   test/packages.sh fuzz     and libFuzzer
#   test/packages.sh valgrind
#
# Debian's postgresql package would create and start a cluster of its own; a
# machine that only builds dkis gets none.
set -eu
purpose=${1:-test}

major() {
  for candidate in 18 17 16 15; do
    if apt-cache show "postgresql-server-dev-$candidate" >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  echo "packages.sh: no PostgreSQL 15 to 18 among this machine's packages" >&2
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
common="gcc make libc6-dev libcmocka-dev libxml2-dev libipc-run-perl python3 python3-numpy util-linux"

if command -v "${PG_CONFIG:-pg_config}" >/dev/null && [ -f "$("${PG_CONFIG:-pg_config}" --pgxs)" ]; then
  version=$("${PG_CONFIG:-pg_config}" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
else
  version=
fi
wanted() {
  echo "$common postgresql-common postgresql-$1 postgresql-server-dev-$1 postgresql-$1-postgis-3 postgresql-$1-cron"
  case $purpose in
    bench) echo "postgresql-$1-orafce python3-pandas" ;;
    fuzz) echo "clang libclang-rt-dev" ;;
    valgrind) echo valgrind ;;
  esac
}

if [ -n "$version" ] && [ -z "$(missing $(wanted "$version"))" ]; then
  exit 0
fi
$sudo apt-get update -qq
[ -n "$version" ] || version=$(major)
packages=$(missing $(wanted "$version"))
[ -n "$packages" ] || exit 0
echo "packages.sh: installing" $packages

quiet() { $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
if [ -z "$(missing postgresql-common)" ]; then
  quiet $packages
else
  quiet postgresql-common
  no_cluster=/etc/postgresql-common/createcluster.d/dkis-no-cluster.conf
  $sudo mkdir -p "${no_cluster%/*}"
  echo 'create_main_cluster = false' | $sudo tee "$no_cluster" >/dev/null
  status=0
  quiet $packages || status=$?
  $sudo rm -f "$no_cluster"
  exit "$status"
fi
