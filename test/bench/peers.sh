#!/bin/sh
# make bench-peers: a process of five steps, one after another, driven from one Node
# program over the socket, by dkis and by others that keep where a process stands in
# PostgreSQL. In turns, three rounds, medians. Needs npm; who cannot be installed is
# passed over, and said.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$top"
command -v npm >/dev/null || { echo "no npm here: apt-get install npm, then again"; exit 1; }
work=build/bench/peers
mkdir -p "$work"
for package in pg@8 @dbos-inc/dbos-sdk@4 pg-boss@10 graphile-worker@0.16; do
  [ -d "$work/node_modules/${package%@*}" ] ||
    npm install --silent --no-fund --no-audit --prefix "$work" "$package" >/dev/null 2>&1 ||
    echo "could not be installed: $package"
done
cp test/bench/peers.mjs "$work/"
test/cluster.sh start
trap 'test/cluster.sh stop' EXIT
test/cluster.sh psql -q -X -d postgres -c "DROP DATABASE IF EXISTS bench_peers" -c "CREATE DATABASE bench_peers"
test/cluster.sh psql -q -X -d bench_peers -v ON_ERROR_STOP=1 -f - <test/bench/common/peers.sql
chmod -R a+rX build/bench
PGDATABASE=bench_peers test/cluster.sh run env POSTMASTER="$(head -n 1 build/data/postmaster.pid)" PROCESSES="${PROCESSES:-400}" node "$work/peers.mjs"
