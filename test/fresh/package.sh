#!/bin/sh
# What test/fresh.sh ("package") does within a machine from nothing, as its root: docs/memasang.md, which is in
# /srv/page chapter by chapter; the sources are in /srv/dkis.git. Then it leaves again, as the page says.
set -eu
cd /tmp
started=$(date +%s)
checks=0
now() { date +%s; }
ok() { checks=$((checks + 1)); echo "ok $checks - $*"; }
no() { echo "not ok - $*"; exit 1; }
as_postgres() { runuser -u postgres -- psql -XAt -v ON_ERROR_STOP=1 "$@"; }
# Debian's pg_hba.conf asks them for their passwords.
as_login() { PGPASSWORD=$2 psql -XAt -v ON_ERROR_STOP=1 -h localhost -U "$1" kota -c "$3"; }
chapter() { sed "s|/2026/|/$(date +%Y)/|g" "/srv/page/$1.sql" >"/tmp/$1.sql"; shift; as_postgres "$@"; }

apt-get update -qq
number=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p')
sed -e 's/apt install/apt-get install -y -qq/' -e 's/apt update/apt-get update -qq/' -e 's|ALAMAT|/srv/dkis.git|' -e "s/postgresql-15/postgresql-$number/g" /srv/page/1.sh >/tmp/package.sh
sed -i 's/^apt-get install.*build\/deb/date +%s >\/tmp\/built; &/' /tmp/package.sh
(cd /root; sh -eu /tmp/package.sh)
built=$(cat /tmp/built)
sed 's/^ *#.*//' /srv/page/2.conf >>"/etc/postgresql/$number/main/postgresql.conf"
pg_ctlcluster "$number" main restart || pg_ctlcluster "$number" main start
chapter 3 -f /tmp/3.sql
chapter 4 -d kota -f /tmp/4.sql | tee /tmp/said
first=$(now)
grep -q '^13/[0-9]*/000001|' /tmp/said || no "no first case"
[ $((first - built)) -le 300 ] || no "the first case came more than five minutes after the package: $((first - built)) s"
[ "$(as_postgres -d kota -c "SELECT finished_by FROM dkis.case_steps WHERE step = '1'")" = 'Budi Santoso' ] || no "the officer has finished nothing"
as_login budi ganti-ini 'SELECT * FROM dkis.help()' | grep -q '13/[0-9]*/000001' || no "the officer is not helped"
ok "an empty machine has its first case after $((first - started)) s: $((built - started)) s until the package, $((first - built)) s from it"

chapter 5 -d kota -f /tmp/5.sql
as_login dasbor ganti-ini-juga 'SELECT count(*) FROM dkis_report.kasus' | grep -qx 1 || no "the reader reads nothing"
as_login dasbor ganti-ini-juga 'SELECT * FROM dkis.cases' 2>/dev/null && no "the reader reads more than reports"
ok "the reader reads reports, and nothing else"
bi=$(now)
if (cd /root/dkis; sh -eu /srv/page/5.sh) >/tmp/bi 2>&1; then
  opened=$(sed -n 's/^Dasbor,.* //p' /tmp/bi)
  login=$(sed -n 's/^Masuk sebagai: *\(.*\), kata sandi /\1 /p' /tmp/bi)
  pip=$(stat -c %Y /root/dkis/build/bi/venv/installed-*)
  open=$(now)
  # shellcheck disable=SC2086
  answer=$(python3 /srv/superset_rows.py "$opened" $login) || no "dashboards open, but do not answer: $answer"
  ok "dashboards after $((open - started)) s, $((open - bi)) s of them Superset's: $((pip - bi)) s from PyPI, $((open - pip)) s to set up and open; $answer"
  [ ! -f /srv/look ] || while [ -f /srv/look ]; do sleep 1; done # as long as somebody looks
  (cd /root/dkis; test/clients/superset.sh stop)
elif grep -q 'needs Python 3.10 to 3.12' /tmp/bi; then
  ok "no dashboards with this machine's Python, and told so"
else
  tail -n 40 /tmp/bi
  no "no dashboards"
fi

package=postgresql-$number-dkis
# The page's last chapter, then the package: every file of its own, and nothing else, goes.
chapter 6 -d kota -f /tmp/6.sql
[ "$(as_postgres -c "SELECT count(*) FROM pg_roles WHERE rolname ~ '^dkis' OR rolname IN ('budi', 'dasbor')")" = 0 ] || no "roles stay"
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
