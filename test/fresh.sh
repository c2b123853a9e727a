#!/bin/sh
# test/fresh.sh SUITE [WAY...]: what a stranger sees, on Debian machines from nothing (a root
# directory made by debootstrap, with git and make; entered by chroot in namespaces of its own,
# so that nothing that runs or is mounted there outlives it). As root.
#
#   SUITE: bookworm (PostgreSQL 15), trixie (17), or another that debootstrap knows
#   WAY:   root       make demo and make test, as root
#          user       the same as a user who has sudo
#          installed  the same as root where dkis is installed, with bitcode where that can be had
#          server     README.md's chapter "On a real server", word for word, until pg_cron has escalated
#
# Each way begins from the same bare machine. What was bootstrapped is kept in
# FRESH (/var/tmp/dkis-fresh): remove it to begin from the mirror again.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
suite=${1:?usage: test/fresh.sh SUITE [WAY...]}
shift
[ $# -gt 0 ] || set -- root user installed server
keep=${FRESH:-/var/tmp/dkis-fresh}
machine=$keep/machine
mkdir -p "$keep"

[ -f "$keep/$suite.tar" ] || {
  rm -rf "$machine"
  debootstrap --variant=minbase --include=git,make,ca-certificates,sudo "$suite" "$machine" >"$keep/$suite.log"
  rm -f "$machine"/var/cache/apt/archives/*.deb
  tar -C "$machine" -cf "$keep/$suite.tar" .
}

bare_machine() {
  rm -rf "$machine"
  mkdir "$machine"
  tar -C "$machine" -xf "$keep/$suite.tar"
  cp /etc/resolv.conf "$machine/etc/"
  mkdir "$machine/srv/dkis"
  git -C "$top" archive HEAD | tar -C "$machine/srv/dkis" -xf -
}

# within SCRIPT: as root of the machine, with nothing of this one's environment
within() {
  # shellcheck disable=SC2016 # expanded by that shell
  unshare --mount --pid --fork --kill-child sh -c '
    mount -t proc proc "$1/proc"
    mount -t tmpfs tmpfs "$1/dev/shm"
    exec chroot "$1" /usr/bin/env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -euc "$2" </dev/null' - "$machine" "$1"
}

# README.md's lines, where the number of the suite's PostgreSQL stands for 15
chapter() { sed -n '/^## On a real server/,/^## What/p' "$top/README.md"; }
block() { chapter | awk -v kind="$1" '$0 == "```" kind {on = 1; next} /^```$/ {if (on) exit} on'; }

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

passed=0 failed=0
for way; do
  printf '\n==== %s, %s\n' "$suite" "$way"
  bare_machine
  started=$(date +%s)
  if "way_$way" >"$keep/$suite-$way.out" 2>&1; then
    passed=$((passed + 1))
    result=passed
  else
    failed=$((failed + 1))
    result=FAILED
    tail -n 60 "$keep/$suite-$way.out"
  fi
  grep -E '^[0-9]+ passed, [0-9]+ failed' "$keep/$suite-$way.out" || true
  echo "$suite, $way: $result after $((($(date +%s) - started) / 60)) minutes ($keep/$suite-$way.out)"
done
rm -rf "$machine"
echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
