#!/bin/sh
# make bench: each piece of test/bench in the private cluster, in a database of
# its own: NAME.sql after common/measure.sql, then NAME.sh, for what does not
# run in the server. They print rows (what, ratio): dkis against the same work
# written bare, or done by others, in one run. See docs/benchmarks.md.
#
#   test/bench/run.sh             every piece
#   test/bench/run.sh calendar    these pieces
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$top"
export PG_CONFIG="${PG_CONFIG:-pg_config}"
[ $# -gt 0 ] || set -- $(basename -s .sql test/bench/*.sql)
test/packages.sh bench
test/cluster.sh start
trap 'test/cluster.sh stop' EXIT

# Others that this machine has; who is absent is passed over.
for extension in orafce; do
  control=$("$PG_CONFIG" --sharedir)/extension/$extension.control
  [ ! -f "$control" ] || others="${others:-} $extension"
done

# Bare C to measure against.
mkdir -p build/bench
for source in test/bench/*.c; do
  ${CC:-gcc} -O2 -shared -fPIC -Isrc -I"$("$PG_CONFIG" --includedir-server)" "$source" -o "build/bench/$(basename "$source" .c).so"
done

# How much size.sql makes: SIZE="past=100000 days=365".
sizes=$(for size in ${SIZE:-}; do printf -- '-v %s ' "$size"; done)

# A pipe tells only of its last command: who fails says so in a file.
failed=build/bench/failed
rm -f "$failed"
measure() {
  echo "== $1"
  export PGDATABASE="bench_$1"
  test/cluster.sh psql -q -X -d postgres -c "CREATE DATABASE $PGDATABASE" &&
    cat test/bench/common/measure.sql "test/bench/$1.sql" |
    test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -v others="${others:-}" -v bare="$top/build/bench" $sizes &&
    { [ ! -f "test/bench/$1.sh" ] || "test/bench/$1.sh"; }
}
for piece; do
  measure "$piece" || echo "$piece" >>"$failed"
done 2>&1 | tee build/bench.txt
# Every row that has a promise, from this one run.
echo "== all of it"
grep -E '\| *(ok|MISSED) *\|' build/bench.txt || true
echo "$(grep -cE '\| *ok *\|' build/bench.txt || true) kept, $(grep -cE '\| *MISSED *\|' build/bench.txt || true) missed"
[ ! -s "$failed" ] || { echo "did not run to their end:" $(cat "$failed"); exit 1; }
