#!/bin/sh
# make matrix: every PostgreSQL that dkis is for, on machines from nothing (test/fresh.sh). As root.
#
#   test/matrix.sh [NUMBER...]   15 16 17 18 19, and to17 and to18 (a case's way from 15 to there), or some of them
#
# 19 is built and loaded only: it is not released, and there is no PostGIS for it. ONLY='cases sla' runs
# some of the tests; FRESH says where machines are kept.
set -u
here=$(dirname "$0")
[ $# -gt 0 ] || set -- 15 16 17 18 19 to17 to18
status=0 table=
for number; do
  case $number in
    15) suite=bookworm ways="build fast" ;;
    16) suite=noble ways="build fast" ;;
    17) suite=trixie ways="build fast" ;;
    18) suite=forky ways="build fast" ;;
    19) suite=experimental ways=build ;;
    to17) suite=trixie ways=newer ;;
    to18) suite=forky ways=newer ;;
    *) echo "matrix.sh: no machine for $number" >&2; exit 2 ;;
  esac
  for way in $ways; do
    if "$here/fresh.sh" "$suite" "$way"; then result=passed; else result=FAILED status=1; fi
    table="$table
$(printf '%-6s %-13s %-6s %s' "$number" "$suite" "$way" "$result")"
  done
done
printf '\n== matrix\n%s\n' "${table#?}"
exit $status
