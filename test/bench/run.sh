#!/bin/sh
# make bench: each piece of test/bench/*.sql in the private cluster. A piece
# prints rows (what, ratio): dkis against the same work written bare, in one run.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$top"
test/packages.sh
test/cluster.sh start
trap 'test/cluster.sh stop' EXIT
for piece in test/bench/*.sql; do
  echo "== $(basename "$piece" .sql)"
  test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 <"$piece"
done | tee build/bench.txt
