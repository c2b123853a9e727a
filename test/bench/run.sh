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
[ $# -gt 0 ] || set -- $(basename -s .sql test/bench/*.sql)
test/packages.sh
test/cluster.sh start
trap 'test/cluster.sh stop' EXIT

# Others that this machine has; who is absent is passed over.
for extension in orafce; do
  control=$(pg_config --sharedir)/extension/$extension.control
  [ ! -f "$control" ] || others="${others:-} $extension"
done

# Bare C to measure against.
mkdir -p build/bench
for source in test/bench/*.c; do
  ${CC:-gcc} -O2 -shared -fPIC -I"$(pg_config --includedir-server)" "$source" -o "build/bench/$(basename "$source" .c).so"
done

for piece; do
  echo "== $piece"
  test/cluster.sh psql -q -X -c "CREATE DATABASE bench_$piece"
  cat test/bench/common/measure.sql "test/bench/$piece.sql" |
    PGDATABASE=bench_$piece test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 -v others="${others:-}" -v bare="$top/build/bench"
  [ ! -f "test/bench/$piece.sh" ] || PGDATABASE=bench_$piece test/bench/"$piece".sh
done | tee build/bench.txt
