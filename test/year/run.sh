#!/bin/sh
# make test-year: a year of the office, played by its officers under a clock that is
# moved; then every report is counted again outside the database. See
# docs/reliability.md; arguments go to year.py.
set -eu
cd "$(dirname "$0")/../.."
test/packages.sh stress
trap 'test/cluster.sh stop' EXIT
test/cluster.sh run python3 test/year/year.py "$@"
