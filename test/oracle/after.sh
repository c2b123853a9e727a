#!/bin/sh
# What pg_regress starts each test with: the test, then the slow definitions of what
# reports keep beside them. What differs is printed behind the test's own output, which
# then differs from what is expected.
#
#   after.sh PSQL -X -a -q -d DATABASE ... <TEST
psql=$1
"$@"
status=$?
database=$(printf '%s\n' "$@" | sed -n '/^-d$/{n;p;}' | head -n 1)
"$psql" -X -q -d "${database:-contrib_regression}" -v counted=1 -f "$(dirname "$0")/reports.sql" </dev/null 2>&1
exit $status
