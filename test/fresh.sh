#!/bin/sh
# test/fresh.sh SUITE [WAY...]: what a stranger sees, on Debian machines from nothing (a root
# directory made by debootstrap, with git and make; entered by chroot in namespaces of its own,
# so that nothing that runs or is mounted there outlives it). As root.
#
#   SUITE: bookworm (PostgreSQL 15), trixie (17), forky (18), experimental (19, on sid), Ubuntu's
#          noble (16, which no Debian has; UBUNTU_MIRROR names where from), or another that debootstrap knows
#   WAY:   root       make demo and make test, as root
#          user       the same as a user who has sudo
#          installed  the same as root where dkis is installed, with bitcode where that can be had
#          server     README.md's chapter "On a real server", word for word, until pg_cron has escalated
#          package    docs/memasang.md, word for word, timed: package, first case, dashboards; leave, and purge
#          deb        the package itself: lintian, and the same bytes again elsewhere
#          autopkgtest  the package's own tests, in a SQL_ASCII and in a UTF-8 cluster
#          image      on forky: 18 reads dkis from a directory of its own (make image-layout), until the first case
#          fast       make test-fast, as root (ONLY='cases sla' for some of it)
#          newer      PostgreSQL 15 of bookworm beside the suite's own, a case's way from one to the other,
#                     with DKIS_CASES (10000) open beside it (trixie, forky)
#          build      compiled without a warning, and loaded by the server
#
# Each way begins from the same bare machine. What was bootstrapped is kept in
# FRESH (/var/tmp/dkis-fresh): remove it to begin from the mirror again.
# LOOK=1: package waits with its dashboards open until FRESH/machine/srv/look is removed.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
suite=${1:?usage: test/fresh.sh SUITE [WAY...]}
shift
[ $# -gt 0 ] || set -- root user installed server
keep=${FRESH:-/var/tmp/dkis-fresh}
machine=$keep/machine
mkdir -p "$keep"

# within SCRIPT: as root of the machine, with nothing of this one's environment
within() {
  # shellcheck disable=SC2016 # expanded by that shell
  unshare --mount --pid --fork --kill-child sh -c '
    mount -t proc proc "$1/proc"
    mount -t tmpfs tmpfs "$1/dev/shm"
    exec chroot "$1" /usr/bin/env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -euc "$2" </dev/null' - "$machine" "$1"
}

# The mirror that this machine's own packages come from.
debian_mirror() { apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | sed '/-security/d' | head -n 1; }

# bootstrap SUITE: the machine as it comes, kept as an archive. Ubuntu's keys are Debian 13's to vouch for.
bootstrap() {
  [ ! -f "$keep/$1.tar" ] || return 0
  [ "$1" != noble ] || [ -f "$keep/ubuntu.gpg" ] || {
    bare_machine trixie
    within 'apt-get update -qq; apt-get install -y -qq ubuntu-archive-keyring >/dev/null'
    cp "$machine/usr/share/keyrings/ubuntu-archive-keyring.gpg" "$keep/ubuntu.gpg"
  }
  base=$1 mirror=$(debian_mirror) options=
  case $1 in
    experimental) base=sid ;;
    noble) mirror=${UBUNTU_MIRROR:?names a mirror of Ubuntu} options="--components=main,universe --keyring=$keep/ubuntu.gpg" ;;
  esac
  script=/usr/share/debootstrap/scripts/$base
  [ -e "$script" ] || case $base in # younger than this debootstrap
    noble) script=${script%/*}/gutsy ;;
    *) script=${script%/*}/sid ;;
  esac
  rm -rf "$machine"
  # shellcheck disable=SC2086
  debootstrap --variant=minbase --include=git,make,ca-certificates,sudo $options "$base" "$machine" "$mirror" "$script" >"$keep/$1.log"
  [ "$1" != experimental ] || echo "deb $mirror experimental main" >"$machine/etc/apt/sources.list.d/experimental.list"
  # The mirror may be a snapshot, whose lists of what still moves expire.
  echo 'Acquire::Check-Valid-Until "false";' >"$machine/etc/apt/apt.conf.d/snapshot"
  rm -f "$machine"/var/cache/apt/archives/*.deb
  tar -C "$machine" -cf "$keep/$1.tar" .
}

bare_machine() {
  bootstrap "$1"
  rm -rf "$machine"
  mkdir "$machine"
  tar -C "$machine" -xf "$keep/$1.tar"
  cp /etc/resolv.conf "$machine/etc/"
  # A mirror may have a certificate of its own: whom this machine trusts pip trusts there too.
  cp /etc/ssl/certs/ca-certificates.crt "$machine/etc/ssl/trusted.crt"
  printf '[global]\ncert = /etc/ssl/trusted.crt\n' >"$machine/etc/pip.conf"
  mkdir "$machine/srv/dkis"
  git -C "$top" archive HEAD | tar -C "$machine/srv/dkis" -xf -
}

# README.md's lines, where the number of the suite's PostgreSQL stands for 15
chapter() { sed -n '/^## On a real server/,/^## What/p' "$top/README.md"; }
block() { chapter | awk -v kind="$1" '$0 == "```" kind {on = 1; next} /^```$/ {if (on) exit} on'; }

# page PAGE CHAPTER KIND: what the numbered chapter has in blocks of that kind
page() { awk -v chapter="## $2. " -v kind="$3" '/^## / {elsewhere = index($0, chapter) != 1} $0 == "```" kind {on = !elsewhere; next} /^```$/ {on = 0} on' "$top/$1"; }

way_root() { within 'cd /srv/dkis; make demo; test/cluster.sh stop; make test'; }
way_user() {
  within 'useradd -m siti; echo "siti ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/siti; chown -R siti: /srv/dkis
    sudo -u siti -H sh -euc "cd /srv/dkis; make demo; test/cluster.sh stop; make test"'
}
way_installed() {
  within 'cd /srv/dkis; apt-get update -qq; make packages
    clang=$(sed -n "s/^CLANG *= *//p" "$(pg_config --pgxs | sed s,makefiles/pgxs.mk,Makefile.global,)")
    [ -z "$clang" ] || apt-get install -y -qq --no-install-recommends "${clang##*/}" llvm >/dev/null || true
    make -s && make -s install || make -s with_llvm=no install; make -s clean
    ls -d "$(pg_config --pkglibdir)"/dkis.so "$(pg_config --pkglibdir)"/bitcode/dkis* || true
    make demo; test/cluster.sh stop; make test'
}
way_server() {
  block sh >"$machine/srv/install.sh"
  block conf >"$machine/srv/settings.conf"
  block sql >"$machine/srv/database.sql"
  within 'cd /srv/dkis; apt-get update -qq
    number=$(apt-cache depends postgresql | sed -n "s/.*Depends: postgresql-\([0-9]*\)$/\1/p")
    sed -e "s/apt install/apt-get install -y -qq/" -e "s/postgresql-15/postgresql-$number/g; s/dev-15/dev-$number/" /srv/install.sh | sh -eu
    sed "s/^ *#.*//" /srv/settings.conf >>/etc/postgresql/$number/main/postgresql.conf
    pg_ctlcluster $number main restart || pg_ctlcluster $number main start
    sudo -u postgres psql -XAt -v ON_ERROR_STOP=1 -f /srv/database.sql
    sudo -u postgres psql -XAtq -d kota -c "SELECT dkis.open_case('\''darurat-kecelakaan'\'', '\''Tabrakan'\'', received_at => now() - interval '\''1 hour'\'')"
    waited=0
    until [ "$(sudo -u postgres psql -XAtq -d kota -c "SELECT count(*) > 0 FROM dkis.escalations")" = t ]; do
      [ $waited -lt 150 ] || { sudo -u postgres psql -d kota -c "SELECT * FROM cron.job_run_details"; exit 1; }
      waited=$((waited + 5)); sleep 5
    done
    sudo -u postgres psql -XAt -d kota -c "SELECT dkis.start_jobs()"'
}
way_package() {
  git clone -q --bare "$top" "$machine/srv/dkis.git"
  rm -rf "$machine/srv/dkis"
  mkdir "$machine/srv/page"
  for chapter in 1 2 3 4 5 6; do
    for kind in sh conf sql; do page docs/memasang.md $chapter $kind >"$machine/srv/page/$chapter.$kind"; done
  done
  cp "$top/test/fresh/package.sh" "$top/test/clients/superset_rows.py" "$machine/srv/"
  [ "${LOOK:-}" != 1 ] || touch "$machine/srv/look"
  within 'cd /root; sh -eu /srv/package.sh'
}
way_deb() {
  git clone -q --bare "$top" "$machine/srv/dkis.git"
  cp "$top/test/fresh/deb.sh" "$machine/srv/"
  within 'cd /root; sh -eu /srv/deb.sh'
}
way_autopkgtest() {
  git clone -q --bare "$top" "$machine/srv/dkis.git"
  cp "$top/test/fresh/autopkgtest.sh" "$machine/srv/"
  within 'cd /root; sh -eu /srv/autopkgtest.sh'
}
way_image() {
  cp "$top/test/fresh/image.sh" "$machine/srv/"
  within 'sh -eu /srv/image.sh'
}
way_fast() { within "cd /srv/dkis; ONLY='${ONLY:-*}' make test-fast"; }
way_newer() {
  [ -f "$keep/bookworm.tar" ] || { bootstrap bookworm; bare_machine "$suite"; }
  mkdir "$machine/srv/old"
  tar -C "$machine/srv/old" -xf "$keep/bookworm.tar"
  cp /etc/resolv.conf "$machine/srv/old/etc/"
  cp "$top/test/fresh/newer.sh" "$machine/srv/"
  cp "$top/test/fresh/newer.sh" "$machine/srv/old/srv/"
  within "DKIS_CASES=${DKIS_CASES:-10000} sh -eu /srv/newer.sh"
}
way_build() {
  within 'cd /srv/dkis; apt-get update -qq
    number=$(apt-cache pkgnames postgresql-server-dev- | sed "s/.*-//" | sort -n | tail -n 1)
    apt-get install -y -qq --no-install-recommends gcc libc6-dev libxml2-dev postgresql-common >/dev/null
    mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/none.conf
    release=$(apt-cache policy postgresql-$number | grep -q " experimental/" && echo "-t experimental" || true)
    apt-get install -y -qq --no-install-recommends $release postgresql-$number postgresql-server-dev-$number >/dev/null
    export PG_CONFIG=/usr/lib/postgresql/$number/bin/pg_config
    make -s WERROR=1 with_llvm=no all
    $PG_CONFIG --version
    apt-cache show postgresql-$number-postgis-3 >/dev/null 2>&1 || echo "no PostGIS for $number here: no CREATE EXTENSION"
    install -d -o postgres /srv/data
    as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }
    as_postgres ${PG_CONFIG%pg_config}initdb -D /srv/data -U postgres >/dev/null
    echo "LOAD '\''/srv/dkis/dkis.so'\'';" | as_postgres ${PG_CONFIG%pg_config}postgres --single -j -D /srv/data postgres >/srv/loaded 2>&1
    ! grep -E "ERROR|FATAL" /srv/loaded
    echo "built without a warning, loaded"'
}

passed=0 failed=0
for way; do
  printf '\n==== %s, %s\n' "$suite" "$way"
  bare_machine "$suite"
  started=$(date +%s)
  if "way_$way" >"$keep/$suite-$way.out" 2>&1; then
    passed=$((passed + 1))
    result=passed
  else
    failed=$((failed + 1))
    result=FAILED
    tail -n 60 "$keep/$suite-$way.out"
  fi
  grep -E '^[0-9]+ passed, [0-9]+ failed|^PostgreSQL [0-9]|^no PostGIS|^built|^ok [0-9]+ - ' "$keep/$suite-$way.out" || true
  echo "$suite, $way: $result after $((($(date +%s) - started) / 60)) minutes ($keep/$suite-$way.out)"
done
rm -rf "$machine"
echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
