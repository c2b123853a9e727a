#!/bin/sh
# libFuzzer, with ASan and UBSan, over every parser of the domain, one after
# the other.
#
#   test/fuzz/run.sh [MINUTES]          each target, 10 minutes unless told
#   ONLY="csv ical" test/fuzz/run.sh    only these
#
# Starts from the committed corpus and keeps what it learns in build/fuzz. A
# finding is left there too, as NAME-crash-…: shrink it, fix it, and add it to
# test/fuzz/corpus, which "make test" replays. Exits non-zero after a finding.
set -u

top=$(cd "$(dirname "$0")/../.." && pwd -P)
cd "$top" || exit 1
minutes=${1:-10}
build=$top/build/fuzz
test/packages.sh fuzz || exit 1
clang=$(command -v clang || ls /usr/bin/clang-[0-9]* 2>/dev/null | sort -V | tail -n 1)
if [ -z "$clang" ]; then
  echo "run.sh: fuzzing needs clang and its libFuzzer (Debian: apt-get install clang)" >&2
  exit 1
fi
fixed_addresses=
if setarch -R true 2>/dev/null; then fixed_addresses="setarch -R"; fi
mkdir -p "$build"
findings=0

fuzz() { # fuzz NAME
  if ! "$clang" -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
    -Isrc $(xml2-config --cflags) "test/fuzz/fuzz_$1.c" test/unit/host.c src/core/*/*.c -lxml2 -lm -o "$build/fuzz_$1"; then
    findings=$((findings + 1))
    return
  fi
  mkdir -p "$build/learned-$1"
  dictionary=
  [ ! -f "test/fuzz/$1.dict" ] || dictionary="-dict=test/fuzz/$1.dict"
  if $fixed_addresses nice -n 19 "$build/fuzz_$1" -max_total_time=$((minutes * 60)) -timeout=10 -max_len=4096 \
    -print_final_stats=1 $dictionary -artifact_prefix="$build/$1-" "$build/learned-$1" "test/fuzz/corpus/$1" >"$build/$1.log" 2>&1; then
    echo "$1: $(sed -n 's/^stat::number_of_executed_units: //p' "$build/$1.log") executions in $minutes min, no finding"
  else
    echo "$1: a finding, see $build/$1.log"
    tail -n 30 "$build/$1.log"
    findings=$((findings + 1))
  fi
}

for source in test/fuzz/fuzz_*.c; do
  name=$(basename "$source" .c)
  name=${name#fuzz_}
  case " ${ONLY:-$name} " in *" $name "*) fuzz "$name" ;; esac
done
[ "$findings" = 0 ]
