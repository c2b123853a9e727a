#!/bin/sh
# make stress: sixteen clients do everything at once to two thousand cases, under a
# clock that is moved between rounds, while backends and the server are killed.
# Then everything must add up. See docs/reliability.md; arguments go to stress.py.
set -eu
cd "$(dirname "$0")/../.."
test/packages.sh stress
trap 'test/cluster.sh stop' EXIT
test/cluster.sh run python3 test/stress/stress.py "$@"
