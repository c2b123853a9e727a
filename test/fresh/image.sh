#!/bin/sh
# What test/fresh.sh ("image") does within a machine from nothing that has PostgreSQL 18: dkis lies in a
# directory of its own, laid out as Containerfile.image lays it out, and nowhere else.
set -eu
cd /srv/dkis
apt-get update -qq
apt-get install -y -qq --no-install-recommends postgresql-common >/dev/null
mkdir -p /etc/postgresql-common/createcluster.d
echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/none.conf
# shellcheck disable=SC2046 # words they are
apt-get install -y -qq --no-install-recommends $(sed -n 's/.*--no-install-recommends //p' Containerfile.image) postgresql-18 postgresql-18-postgis-3 >/dev/null
$(sed -n 's/^RUN \(make .*\)/\1/p' Containerfile.image | sed 's|/src|/srv/dkis|')
mkdir /extensions
mv build/image /extensions/dkis
rm -rf /srv/dkis
cd /srv
! find /usr -name '*dkis*' | grep .

bin=/usr/lib/postgresql/18/bin
as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }
install -d -o postgres data
as_postgres $bin/initdb -D data -U postgres >/dev/null
cat >>data/postgresql.conf <<'END'
extension_control_path = '/extensions/dkis/share:$system'
dynamic_library_path = '/extensions/dkis/lib:$libdir'
unix_socket_directories = '/srv/data'
listen_addresses = ''
END
as_postgres $bin/pg_ctl -D data -l data/log -w start >/dev/null
as_postgres psql -XAt -h /srv/data -v ON_ERROR_STOP=1 <<'END' | tee said
CREATE EXTENSION dkis CASCADE;
SELECT count(*) FROM dkis.load_cirebon();
INSERT INTO dkis.cases (sop, title, class) VALUES ('13', 'Lampu PJU mati', 'sedang') RETURNING register_no, due_at;
SELECT version();
END
as_postgres $bin/pg_ctl -D data -m fast -w stop >/dev/null
grep -q '^13/[0-9]*/000001|' said
echo "built, and read from a directory of its own of $(du -sk --apparent-size /extensions/dkis | cut -f1) kB"
