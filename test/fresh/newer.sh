#!/bin/sh
# What test/fresh.sh ("newer") does within a machine from nothing that has a newer PostgreSQL: 15 of
# bookworm lies in /srv/old with its own libc and libraries, since Debian's packages of 15 and those of a
# later release do not stand in one root. dkis for 15 is built there; each program is called by the
# loader of there. Then the case's way from one to the other (test/t/024_newer_server.pl).
set -eu
old=/srv/old
packages() { # packages NUMBER: what a server with dkis is built with
  mkdir -p /etc/postgresql-common/createcluster.d
  echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/none.conf
  apt-get install -y -qq --no-install-recommends gcc libc6-dev libxml2-dev "postgresql-$1" "postgresql-server-dev-$1" "postgresql-$1-postgis-3" >/dev/null
}
cd /srv/dkis
apt-get update -qq
if [ "${1:-}" = old ]; then
  packages 15
  # what goes by way of /etc/alternatives would be sought in the machine's
  find /usr/share/postgresql/15 /usr/lib/postgresql/15 /usr/lib/*-linux-gnu -type l -lname '/*' | while IFS= read -r link; do
    [ ! -f "$link" ] || cp --remove-destination "$(readlink -f "$link")" "$link"
  done
  make -s with_llvm=no WERROR=1 all
  exit
fi
packages "$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p')"
mkdir -p "$old/srv/dkis"
mount -t proc proc "$old/proc"
mount --bind /srv/dkis "$old/srv/dkis"
chroot "$old" sh -eu /srv/newer.sh old

bin=$old/usr/lib/postgresql/15/bin
loader=$(echo "$old"/usr/lib/*-linux-gnu/ld-linux*)
mv "$bin" "$bin.programs"
mkdir "$bin"
for program in "$bin.programs"/*; do
  # argv[0] is where a program of PostgreSQL looks for its files
  printf '#!/bin/sh\nPROJ_DATA=%s/usr/share/proj exec %s --library-path "%s" --argv0 "$0" %s "$@"\n' \
    "$old" "$loader" "$(echo "$old"/usr/lib/*-linux-gnu)" "$program" >"$bin/${program##*/}"
  chmod 755 "$bin/${program##*/}"
done
export PG_CONFIG=$bin/pg_config
said=build/results/tap/024_newer_server/tmp_check/log/regress_log_024_newer_server
ONLY=024_newer_server PATIENCE=3600 test/run.sh tap || { tail -n 40 "$said"; exit 1; }
grep -E '^ok|^# ' build/024_newer_server.out
