#!/bin/sh
# make pictures: what dkis itself draws in docs/gambar, anew, by following the guides in a private cluster.
# The dashboards there are Superset's: make test-clients takes them.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
work=$top/build/results/pictures
psql() { "$top/test/cluster.sh" psql -q -X -At "$@"; }
trap 'test/cluster.sh stop' EXIT
test/packages.sh exchange
test/cluster.sh start
rm -rf "$work"
mkdir -p "$work"
chmod 777 "$work"

# follow PAGE: its SQL in a database of Cirebon, with this year's register numbers; what it refuses is meant to be
follow() {
  psql -c 'SET client_min_messages = error' -c "CREATE DATABASE $1" >/dev/null
  PGDATABASE=$1
  export PGDATABASE
  psql -c 'SET client_min_messages = error' -c 'CREATE EXTENSION dkis CASCADE' -c 'SELECT count(*) FROM dkis.load_cirebon()' >/dev/null
  perl -0777 -ne 'while (/^```sql\n(.*?)^```$|<!-- uji: (.*?)\s*-->/msg) { print $1 // $2, "\n" }' "docs/$2.md" | sed "s|/2026/|/$(date +%Y)/|g" >"$work/$1.sql"
  (cd "$work" && psql -f "$work/$1.sql" >"$1.out" 2>&1)
}
draw() { psql -c "SELECT $2" >"docs/gambar/$1"; }

follow sop panduan-menulis-sop
cp "$work/formulir-pinjam-ruang.html" "$work/kasus-menunggu.svg" "$work/kasus-baru.svg" docs/gambar/
page=$(mktemp -d)
trap 'test/cluster.sh stop; rm -rf "$page"' EXIT
# the form's table, as a browser prints it
chromium --headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run --user-data-dir="$page" --no-pdf-header-footer \
  --print-to-pdf="$page/form.pdf" "file://$top/docs/gambar/formulir-pinjam-ruang.html" >/dev/null 2>&1
pdftoppm -png -r 110 -f 2 -l 2 -singlefile "$page/form.pdf" docs/gambar/formulir-pinjam-ruang

PGDATABASE=postgres
follow petugas panduan-petugas
draw kasus-petugas.svg "dkis.case_svg('16/$(date +%Y)/000001')"
ls -l docs/gambar
