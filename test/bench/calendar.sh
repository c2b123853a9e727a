#!/bin/sh
# Beside calendar.sql: the libraries that people count working days with.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd -P)
python=$("$top"/test/python.sh numpy) || { echo "no Python here has numpy"; exit 0; }
"$python" "$top"/test/bench/others.py "$top"/test/cluster.sh psql
