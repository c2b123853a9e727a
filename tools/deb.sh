#!/bin/sh
# Debian packages out of the sources as committed, into build/deb: make deb. One for each
# PostgreSQL whose headers are here. The same sources give the same bytes: times are those
# of debian/changelog, and no path of this machine is in them.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
version=$(sed -n '1s/.*(\(.*\)-.*/\1/p' debian/changelog)
needed="build-essential debhelper dpkg-dev libxml2-dev postgresql-server-dev-all"
missing=$(for package in $needed; do dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"; done)
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
  $sudo apt-get update -qq
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
source=build/deb/dkis-$version
rm -rf build/deb
mkdir -p "$source"
if git rev-parse -q --verify HEAD >/dev/null 2>&1; then git archive HEAD; else tar -cf - --exclude=./build --exclude='*.o' --exclude='*.bc' --exclude='*.so' --exclude='./dkis--*.sql' .; fi | tar -C "$source" -xf -
(cd "$source" && pg_buildext updatecontrol && dpkg-buildpackage -us -uc -b -j"$(nproc)" >../build.log 2>&1) || { tail -n 40 build/deb/build.log >&2; exit 1; }
rm -rf "$source"
for package in build/deb/*.deb; do echo "$package  $(sha256sum <"$package" | cut -c1-16)  $(($(stat -c %s "$package") / 1024)) kB"; done
