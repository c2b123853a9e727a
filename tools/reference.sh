#!/bin/sh
# docs/reference anew, from a private cluster: make reference
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
made=build/results/reference
test/cluster.sh start
psql() { PGDATABASE=$1; shift; PGDATABASE=$PGDATABASE test/cluster.sh psql -q -X -v ON_ERROR_STOP=1 "$@"; }
psql postgres -c 'CREATE DATABASE reference'
psql reference -c 'SET client_min_messages = error; CREATE EXTENSION dkis CASCADE'
rm -rf "$made"
mkdir -p "$made" docs/reference
chmod 777 "$made"
psql reference -At -v dir="$top/$made" -f "$top/tools/reference.sql"
rm -f docs/reference/*.md
cp "$made"/*.md docs/reference/
chmod 644 docs/reference/*.md
test/cluster.sh stop
echo "docs/reference: $(cat docs/reference/*.md | wc -l) lines"
