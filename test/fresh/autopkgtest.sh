#!/bin/sh
# What test/fresh.sh ("autopkgtest") does within a machine from nothing, as its root: the package made of the
# sources in /srv/dkis.git is installed, and its own tests run as autopkgtest would run them: by an ordinary
# user, in the unpacked sources.
set -eu
ok() { echo "ok 1 - $*"; }
no() { tail -n 100 /tmp/installcheck; echo "not ok - $*"; exit 1; }
apt-get update -qq
git clone -q /srv/dkis.git /root/dkis
(cd /root/dkis; make deb)
# shellcheck disable=SC2046 # words they are
apt-get install -y -qq --no-install-recommends /root/dkis/build/deb/postgresql-*-dkis_*.deb \
  $(sed -n 's/^Depends: @, //p' /root/dkis/debian/tests/control | tr -d ,) >/dev/null
useradd -m siti
git clone -q /srv/dkis.git /home/siti/dkis
chown -R siti: /home/siti/dkis
sudo -u siti -H sh -euc 'cd /home/siti/dkis; debian/tests/installcheck' >/tmp/installcheck 2>&1 || no "installcheck"
[ "$(grep -cE 'All [0-9]+ tests passed' /tmp/installcheck)" = 4 ] || no "installcheck did not run twice"
ok "installcheck in a SQL_ASCII and in a UTF-8 cluster: $(grep -E 'All [0-9]+ tests passed' /tmp/installcheck | tr -d '#' | tr -s ' ' | paste -sd ';')"
echo "1 passed, 0 failed"
