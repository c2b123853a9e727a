#!/bin/sh
# make torture: what make test has no time for, one after the other; each part ends
# with its figures, which docs/reliability.md keeps.
#
#   test/torture.sh            all parts
#   test/torture.sh PART...    some of: stress calls sqlsmith limits timeouts disk sanitized valgrind fuzz mutants
#
#   stress    sixteen clients, a moving clock, kill -9 KILLS times (100); everything adds up
#   calls     every function of the extension by the superuser and as each role, CALLS (200000)
#             calls with arguments drawn at random beside those of make test
#   sqlsmith  STATEMENTS (200000) that Debian's sqlsmith makes up, as each role
#   limits    every public function with LIMITS_MB (100) megabytes in each argument
#   timeouts  what goes on after statement_timeout, and how long
#   disk      a disk that is full, under the data and under the WAL (root only)
#   sanitized the regression with the library built for ASan and UBSan
#   valgrind  some of the regression with the server under valgrind (ONLY says which)
#   fuzz      libFuzzer, MINUTES (10) for each parser and each stored form
#   mutants   MUTANTS (60) changes of each room of src/core, and the unit tests that should see them
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0

part() { # part NAME COMMAND...
  name=$1
  shift
  printf '\n== torture: %s\n' "$name"
  begun=$(date +%s)
  "$@" || { failed=$((failed + 1)); echo "FAILED: $name"; }
  echo "$name: $(($(date +%s) - begun)) s"
}

for name in ${*:-stress calls sqlsmith limits timeouts disk sanitized valgrind fuzz mutants}; do
  case $name in
    stress) part stress test/stress/run.sh --cases 4000 --rounds 120 --statements 12 --kills "${KILLS:-100}" --seed "${SEED:-1}" ;;
    calls) part calls env PATIENCE=14400 SWEEP_CALLS="${CALLS:-200000}" ONLY=006_every_function test/run.sh build tap ;;
    sqlsmith) part sqlsmith test/faults/sqlsmith.sh ;;
    timeouts) part timeouts test/faults/timeouts.sh ;;
    disk) part disk test/faults/disk.sh ;;
    sanitized) part sanitized test/faults/sanitized.sh ;;
    valgrind) part valgrind test/faults/valgrind.sh ;;
    limits) part limits env PATIENCE=14400 LIMITS_MB="${LIMITS_MB:-100}" LIMITS_SECONDS=10 ONLY=018_limits test/run.sh build tap ;;
    fuzz) part fuzz test/fuzz/run.sh "${MINUTES:-10}" ;;
    mutants) part mutants test/mutate.py --sample "${MUTANTS:-60}" --jobs 2 --seed "${SEED:-1}" ;;
    *) echo "torture.sh: no part named $name" >&2; exit 2 ;;
  esac
done
exit $failed
