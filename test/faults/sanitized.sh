#!/bin/sh
# The regression with the library built for AddressSanitizer and UndefinedBehaviorSanitizer,
# in a copy of the sources below build/. A finding ends the server, and the test fails; what
# was found stands in the copy's build/server.log. Part of make torture.
#
#   ONLY='a*' test/faults/sanitized.sh        only these tests of test/sql and test/specs
#
# Debian's server itself is built without: what lies in one block of palloc's memory is not
# told apart. (The domain's unit tests, each block on its own, run under both in make test.)
set -eu
cd "$(dirname "$0")/../.."
tree=$PWD/build/sanitized
test/packages.sh
mkdir -p "$tree"
git ls-files -z | tar -c --null -T - | tar -x -C "$tree"
fixed_addresses=
if setarch -R true 2>/dev/null; then fixed_addresses="setarch -R"; fi # as in test/run.sh
cd "$tree"
mkdir -p build
export COPT="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -g -Wno-error"
# ASan awakes at the first malloc; where that is a library's that begins before libc knows its
# languages (those of Debian's psql and postgres are), the program hangs. So this one begins first.
echo '#include <stdlib.h>
__attribute__((constructor)) static void awake(void) { free(malloc(1)); }' | ${CC:-gcc} -shared -fPIC -O0 -Wl,-z,initfirst -x c -o build/awake.so -
export DKIS_PRELOAD="$(${CC:-gcc} -print-file-name=libasan.so):$(${CC:-gcc} -print-file-name=libubsan.so):$tree/build/awake.so"
export PATIENCE=14400 # seconds for all of a part
# what the server has is its contexts' to give back, not free()'s
export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:detect_odr_violation=0 UBSAN_OPTIONS=print_stacktrace=1
status=0
$fixed_addresses test/run.sh regress isolation || status=$?
if grep -nE 'AddressSanitizer|runtime error' build/server.log; then status=1; else echo "sanitized: no finding in the server's log"; fi
exit $status
