#!/bin/sh
# What test/fresh.sh ("package") does within a machine from nothing, as its root: docs/memasang.md, which is in
# /srv/page, block by block; the sources are in /srv/dkis.git. Then it leaves again.
set -eu
started=$(date +%s)
checks=0
so_far() { echo $(($(date +%s) - started)); }
ok() { checks=$((checks + 1)); echo "ok $checks - $*"; }
no() { echo "not ok - $*"; exit 1; }
as_postgres() { runuser -u postgres -- psql -XAt -v ON_ERROR_STOP=1 "$@"; }
sql() { sed "s|/2026/|/$(date +%Y)/|g" "/srv/page/$1.sql" >"/tmp/$1.sql"; shift; as_postgres "$@"; }

apt-get update -qq
number=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p')
sed -e 's/apt install/apt-get install -y -qq/' -e 's/apt update/apt-get update -qq/' -e 's|ALAMAT|/srv/dkis.git|' -e "s/postgresql-15/postgresql-$number/g" /srv/page/package.sh >/tmp/package.sh
sed -i 's/^apt-get install.*build\/deb/date +%s >\/tmp\/built; &/' /tmp/package.sh
sh -eu /tmp/package.sh
built=$(cat /tmp/built)
sed 's/^ *#.*//' /srv/page/settings.conf >>"/etc/postgresql/$number/main/postgresql.conf"
pg_ctlcluster "$number" main restart || pg_ctlcluster "$number" main start
sql 1 -f /tmp/1.sql
sql 2 -d kota -f /tmp/2.sql | tee /tmp/said
grep -q '^13/[0-9]*/000001|' /tmp/said || no "no first case"
whole=$(so_far)
from_package=$(($(date +%s) - built))
ok "an empty machine has its first case after $whole s, $from_package s of them from the package"
[ "$from_package" -le 300 ] || no "more than five minutes"
sql 3 -d kota -f /tmp/3.sql
sql 4 -d kota -f /tmp/4.sql
ok "the officer, help, the reader"
if (cd /root/dkis; sh -eu /srv/page/dashboard.sh) >/tmp/bi 2>&1; then
  opened=$(sed -n 's/^Dasbor,.* //p' /tmp/bi)
  login=$(sed -n 's/^Masuk sebagai: *\(.*\), kata sandi /\1 /p' /tmp/bi)
  dashboard=$(so_far)
  # shellcheck disable=SC2086
  if answer=$(python3 /srv/superset_rows.py "$opened" $login); then
    ok "dashboards after $dashboard s, from an empty machine: $answer"
  else
    no "dashboards open, but do not answer"
  fi
  (cd /root/dkis; test/clients/superset.sh stop)
elif grep -q 'needs Python 3.10 to 3.12' /tmp/bi; then
  ok "no dashboards with this machine's Python, and told so"
else
  tail -n 40 /tmp/bi
  no "no dashboards"
fi

package=postgresql-$number-dkis
# The page's last block, then the package: every file of its own, and nothing else, goes.
sql 5 -d kota -f /tmp/5.sql
[ "$(as_postgres -c "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'dkis%'")" = 0 ] || no "roles stay"
files() { find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /var/cache -o -path /var/lib/apt -o -path /var/log -o -path /var/lib/postgresql -o -path /home \) -prune -o ! -type d -print | sort; }
files >/tmp/before
dpkg -L "$package" | sort >/tmp/own
ls "/var/lib/dpkg/info/$package".* >/tmp/info
apt-get purge -y -qq "$package" >/dev/null
files >/tmp/after
sort -u /tmp/own /tmp/info | comm -23 /tmp/before - >/tmp/expected
diff /tmp/expected /tmp/after || no "purging leaves something, or takes too much"
! find / -xdev \( -path /proc -o -path /root -o -path /home -o -path /srv -o -path /tmp -o -path /var/cache \) -prune -o -name '*dkis*' -print | grep . || no "purging leaves this"
! dpkg -l | grep dkis || no "dpkg remembers it"
pg_ctlcluster "$number" main restart
as_postgres -d kota -c 'SELECT 1' >/dev/null || no "the server does not start without it"
ok "purged: nothing stays"
echo "$checks passed, 0 failed"
