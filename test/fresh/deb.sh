#!/bin/sh
# What test/fresh.sh ("deb") does within a machine from nothing, as its root, with the package that make deb
# makes of the sources in /srv/dkis.git: lintian, and the same bytes again.
set -eu
checks=0
ok() { checks=$((checks + 1)); echo "ok $checks - $*"; }
no() { echo "not ok - $*"; exit 1; }
apt-get update -qq
git clone -q /srv/dkis.git /root/dkis
(cd /root/dkis; make deb)
number=$(ls /root/dkis/build/deb | sed -n 's/^postgresql-\([0-9]*\)-dkis_.*/\1/p')
package=postgresql-$number-dkis
made=$(ls /root/dkis/build/deb/"$package"_*.deb)
apt-get install -y -qq --no-install-recommends lintian "$made" >/dev/null
lintian --allow-root --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs /root/dkis/build/deb/*.changes
ok "lintian finds no fault"

# The same sources give the same bytes: elsewhere, later, by another, in another zone and language.
useradd -m siti
git clone -q /srv/dkis.git /home/siti/lain/dkis
chown -R siti: /home/siti
sudo -u siti -H sh -euc 'umask 027; export TZ=Asia/Jakarta LC_ALL=C; cd /home/siti/lain/dkis; make deb' >/dev/null
for file in /root/dkis/build/deb/*.deb; do
  cmp "$file" "/home/siti/lain/dkis/build/deb/${file##*/}" || no "${file##*/} is made of other bytes elsewhere"
done
[ "$(dpkg -c "$made" | grep -c '\.bc$')" -gt 50 ] || no "no bitcode in the package"
ok "two builds give the same bytes, bitcode too"
echo "$checks passed, 0 failed"
