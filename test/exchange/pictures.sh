#!/bin/sh
# Part of make test-exchange: a browser prints the forms of all 24 SOPs, and
# draws a case of each, from the database that PGDATABASE names. Everything
# lies in build/exchange/pictures afterwards, to be looked at.
#
# Fails when a form is no A4 document across of at least two pages (the header
# page, then the steps) with words on every page, or when a picture of a case
# comes out empty.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$top"
pictures=$top/build/exchange/pictures
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
quiet() { test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -At "$@"; }
fail() { echo "not ok - $*"; exit 1; }

rm -rf "$pictures"
mkdir -p "$pictures"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
draw() { # draw OPTION... FILE: without a network, without leaving anything behind
  timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update \
    --disable-sync --no-first-run --user-data-dir="$profile" "$@" >"$pictures/browser.log" 2>&1
}

has_words() { # has_words FILE.pdf PAGES
  for page in $(seq "$2"); do
    [ -n "$(pdftotext -f "$page" -l "$page" "$1" - | tr -d '[:space:]')" ] || return 1
  done
}

for number in $(quiet -c 'SELECT number FROM dkis.sops ORDER BY number'); do
  form=$pictures/sop-$number
  quiet -c "SELECT dkis.sop_html('$number')" >"$form.html"
  draw --no-pdf-header-footer --print-to-pdf="$form.pdf" "file://$form.html" || fail "the browser does not print SOP $number"
  [ -s "$form.pdf" ] || fail "SOP $number prints nothing"
  n=$(pdfinfo "$form.pdf" | sed -n 's/^Pages: *//p')
  pdfinfo "$form.pdf" | grep -q '^Page size: *84[12][.0-9]* x 59[45][.0-9]* pts (A4)' || fail "SOP $number is not on A4 across"
  [ "$n" -ge 2 ] || fail "SOP $number prints $n pages"
  has_words "$form.pdf" "$n" || fail "SOP $number prints an empty page"
  echo "ok - the form of SOP $number: $n pages"
done

quiet <<'SQL' >"$pictures/cases"
SELECT dkis.open_case(o.code, 'Gambar ' || o.name, 'ringan', (dkis.entries(v.machine))[1])
FROM dkis.sops AS o JOIN dkis.sop_versions AS v ON v.sop = o.code ORDER BY o.number;
SQL
while read -r id; do
  picture=$pictures/kasus-$id
  quiet -c "SELECT dkis.case_svg($id)" >"$picture.svg" </dev/null
  size=$(sed -n 's/^<svg .* width="\([0-9]*\)" height="\([0-9]*\)" .*/\1,\2/p' "$picture.svg")
  draw --hide-scrollbars --screenshot="$picture.png" --window-size="$size" "file://$picture.svg" </dev/null \
    || fail "the browser does not draw case $id"
  [ "$(wc -c <"$picture.png")" -gt 5000 ] || fail "the picture of case $id is empty"
  echo "ok - the picture of case $id"
done <"$pictures/cases"
