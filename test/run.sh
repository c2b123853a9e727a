#!/bin/sh
# Everything from nothing, and every test.
#
#   test/run.sh                 all parts but valgrind
#   test/run.sh unit regress    some of: build unit coverage valgrind fuzz regress isolation tap
#   ONLY='sla*' test/run.sh ... only the tests of that name (init and drop always)
#   PATIENCE=3600               seconds for all of pg_regress, pg_isolation_regress (900) or one of test/t (600)
#
# Keeps going after a failure, shows what differed, ends with
# "N passed, N failed" and exits non-zero when something failed. Everything it
# makes lies in build/; the private cluster is stopped on every way out.
set -u

top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top" || exit 1
PG_CONFIG=${PG_CONFIG:-pg_config}
export PG_CONFIG WERROR=1
build=$top/build
parts=${*:-build unit fuzz regress isolation tap}
only=${ONLY:-*}

passed=0 failed=0 skipped=0
pass() { passed=$((passed + ${1:-1})); }
fail() { failed=$((failed + 1)); echo "FAILED: $*"; }
skip() { skipped=$((skipped + 1)); echo "skipped: $*"; }
heading() { printf '\n== %s\n' "$*"; }
indent() { sed 's/^/    /'; }

stop_cluster() {
  [ -z "${beside:-}" ] || kill "$beside" 2>/dev/null
  test/cluster.sh stop >/dev/null 2>&1
}
trap stop_cluster EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# tap NAME FILE STATUS: counts the lines of a TAP stream. A stream that broke
# off, or failed without a "not ok", is one failure more. What is skipped is
# "not ok" to older cmockas, "ok" to everybody else.
tap() {
  skips=$(grep -ciE '^(not )?ok [0-9].*# *skip' "$2")
  ok=$(($(grep -cE '^ok [0-9]' "$2") + $(grep -ciE '^not ok [0-9].*# *skip' "$2")))
  not_ok=$(grep -E '^not ok' "$2" | grep -civE '# *skip')
  for_all=$(sed -n 's/.* \.\. skipped: //p' "$2") # so says prove
  if [ "$3" = 0 ] && [ -n "$for_all" ]; then skip "$1: $for_all"; return; fi
  passed=$((passed + ok - skips))
  skipped=$((skipped + skips))
  failed=$((failed + not_ok))
  [ "$3" != 0 ] && [ "$not_ok" = 0 ] && failed=$((failed + 1))
  if [ "$3" != 0 ] || [ "$not_ok" != 0 ]; then
    echo "FAILED: $1 ($ok passed, $not_ok failed, exit status $3)"
    grep -vE '^ok [0-9]' "$2" | tail -n 60 | indent
  else
    printf '%-44s %5d passed%s\n' "$1" $((ok - skips)) "$([ "$skips" = 0 ] || echo ", $skips skipped")"
    [ "$skips" = 0 ] || grep -E ': skipped$' "$2" | indent
  fi
}

selected() { # selected NAME: is it one of ONLY?
  set -f
  for pattern in $only; do
    # shellcheck disable=SC2254 # a pattern it is
    case $1 in $pattern) set +f; return 0 ;; esac
  done
  set +f
  return 1
}

warnings="-Wall -Wextra -Wno-unused-parameter"
xml_flags() { xml2-config --cflags; } # once packages are in

# ---- build: without a warning, by every compiler that is here ---------------

compile_with_clang() {
  clang=$(command -v clang || ls /usr/bin/clang-[0-9]* 2>/dev/null | sort -V | tail -n 1)
  [ -n "$clang" ] || { skip "no clang here"; return; }
  if "$clang" -std=gnu11 -fsyntax-only $warnings -Werror -Isrc -DDKIS_VERSION='""' \
    $(xml_flags) -isystem "$($PG_CONFIG --includedir-server)" src/core/*/*.c src/pg/*/*.c; then
    pass
    echo "clang: no warnings"
  else
    fail "clang finds fault"
  fi
}

# Every page is named in README.md, and every relative link leads somewhere.
check_links() {
  broken=$(
    for page in docs/*.md; do grep -qF "($page)" README.md || echo "README.md does not name $page"; done
    grep -oHE '\]\([^)#: ]+[)#]' README.md docs/*.md | while IFS= read -r link; do
      file=${link%%:*}
      target=${link#*](}
      [ -e "$(dirname "$file")/${target%?}" ] || echo "$file: ${target%?}"
    done
  )
  if [ -z "$broken" ]; then pass; echo "docs: every link leads somewhere"; else fail "links: $broken"; fi
}

# Databases of the tests say what they are in: make installcheck runs in
# clusters made for any encoding, by superusers of any name.
check_tests() {
  unsaid=$(grep -HnE '^CREATE DATABASE' test/sql/*.sql | grep -v "TEMPLATE template0 ENCODING")
  named=$(grep -HnE '^\\\\c[a-z]* +[^ ]+ +[^ ]' test/sql/*.sql)
  if [ -z "$unsaid$named" ]; then pass; echo "tests: at home in any cluster"; else fail "without an encoding, or logging in by name: $unsaid $named"; fi
}

check_house() {
  if wrong=$(test/house.sh); then pass; echo "house: includes run down only, a name is one function's"; else fail "house: $wrong"; fi
}

# A build in a directory of its own, as pg_buildext makes them, finds the sources, and by no name
# that depends on where they are: the same sources give the same bytes.
check_elsewhere() {
  mkdir -p "$build/elsewhere"
  make -nB -C "$build/elsewhere" -f "$top/Makefile" VPATH="$top" with_llvm=no all >"$build/elsewhere.out"
  if grep -q 'src/pg/base/module\.o' "$build/elsewhere.out" && ! grep -q -- "$top/src" "$build/elsewhere.out"; then
    pass
    echo "make: builds elsewhere too"
  else
    fail "a build elsewhere (VPATH) is empty, or knows where the sources are"
  fi
}

# As .clang-format says, by the version that Debian 12 has: others break lines elsewhere.
check_format() {
  formatter=$(command -v clang-format-14) || { skip "no clang-format-14 here"; return; }
  crooked=$("$formatter" --dry-run -Werror src/*/*/*.[ch] test/unit/*.[ch] test/fuzz/*.[ch] 2>&1 | sed -n 's/^\([^:]*\.[ch]\):.*/\1/p' | sort -u)
  if [ -z "$crooked" ]; then pass; echo "clang-format: in the house's format"; else fail "not in the house's format (clang-format-14 -i):" $crooked; fi
}

# More deaths than there are rounds to die in are refused, before anything is begun.
check_stress() {
  if said=$(DKIS_RESULTS=/dev/null python3 test/stress/stress.py --kills 9 --rounds 11 2>&1); then
    fail "stress.py takes more kills than it has rounds for"
  elif [ "${said#*--rounds 12 at least}" = "$said" ]; then
    fail "stress.py, more kills than rounds: $said"
  else
    pass
    echo "stress.py: as many deaths as there are rounds for"
  fi
}

# META.json is what PGXN takes, and says the version that is built.
check_meta() {
  if wrong=$(python3 test/meta.py 2>&1); then pass; echo "META.json: as PGXN has it"; else fail "META.json: $wrong"; fi
}

# What make install has put somewhere make uninstall takes away.
check_uninstall() {
  rm -rf "$build/installed"
  make -s with_llvm=no install DESTDIR="$build/installed" >/dev/null 2>&1
  there=$(find "$build/installed" -type f | wc -l)
  make -s with_llvm=no uninstall DESTDIR="$build/installed" >"$build/uninstall.out" 2>&1
  left=$(find "$build/installed" ! -type d)
  if [ "$there" -ge 3 ] && [ -z "$left" ] && grep -q 'DROP ROLE dkis_admin' "$build/uninstall.out"; then
    pass
    echo "make: uninstall leaves nothing and says which roles stay"
  else
    fail "make uninstall leaves of $there files: $left"
  fi
}

part_build() {
  heading "build"
  if make -s all with_llvm=no; then pass; echo "gcc: no warnings"; else fail "make all"; fi
  compile_with_clang
  check_format
  check_house
  check_links
  if cities=$(test/no_city.sh); then pass; echo "sources: no city outside sql/8-cirebon"; else fail "a city in the engine:"; echo "$cities" | indent; fi
  check_tests
  if test/where.sh; then pass; echo "docs/where.md: every home is there"; else fail "docs/where.md"; fi
  check_elsewhere
  check_meta
  check_stress
  check_uninstall
}

# ---- the domain without a server ---------------------------------------------

# gcc's sanitizers cannot live with the address-space randomness of some kernels.
fixed_addresses=
if setarch -R true 2>/dev/null; then fixed_addresses="setarch -R"; fi
sanitizers="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"

compile_core() { # compile_core KIND FLAGS...: build/unit/KIND/core.a
  objects=$build/unit/$1
  shift
  rm -rf "$objects"
  mkdir -p "$objects"
  for source in src/core/*/*.c test/unit/host.c; do
    ${CC:-gcc} -std=c11 -g "$@" $warnings -Werror -Isrc $(xml_flags) -c "$source" \
      -o "$objects/$(echo "${source%.c}" | tr / -).o" || return 1 # rooms may name files alike
  done
  ar rcs "$objects/core.a" "$objects"/*.o
}

ready() { # ready KIND: compiles the core once for plain or sanitized programs
  [ ! -f "$build/unit/$1/core.ready" ] || return 0
  case $1 in
    plain) compile_core plain -O1 ;;
    sanitized) compile_core sanitized -O1 $sanitizers ;;
    coverage) compile_core coverage -O0 --coverage ;;
  esac && touch "$build/unit/$1/core.ready" || { fail "src/core does not compile ($1)"; return 1; }
}

compile_program() { # compile_program KIND NAME SOURCE...
  program=$build/unit/$1/$2
  flags=-O1
  case $1 in
    sanitized) flags="-O1 $sanitizers" ;;
    coverage) flags="-O0 --coverage" ;;
  esac
  kind=$1
  shift 2
  ${CC:-gcc} -std=gnu11 -g $flags $warnings -Isrc -Itest/unit $(xml_flags) "$@" "$build/unit/$kind/core.a" \
    -lcmocka -lxml2 -lm -o "$program"
}

run_unit() { # run_unit KIND NAME: runs one cmocka program, in TAP
  output=$build/unit/$1/$2.tap
  if ! compile_program "$1" "$2" "test/unit/$2.c"; then fail "$2 does not compile ($1)"; return; fi
  status=0
  CMOCKA_MESSAGE_OUTPUT=TAP timeout 300 $fixed_addresses "$build/unit/$1/$2" >"$output" 2>&1 || status=$?
  tap "$2 ($1)" "$output" "$status"
}

part_unit() {
  heading "unit tests of src/core: plain, then under ASan and UBSan"
  ready plain && ready sanitized || return
  for source in test/unit/test_*.c; do
    [ -f "$source" ] || continue
    name=$(basename "$source" .c)
    selected "${name#test_}" || continue
    run_unit plain "$name"
    run_unit sanitized "$name"
  done
}

# Not among the parts run unless named: it takes minutes where the others take
# seconds, and finds mostly what ASan finds, but also what was never written.
part_valgrind() {
  heading "unit tests of src/core under valgrind"
  command -v valgrind >/dev/null || { fail "no valgrind here"; return; }
  ready plain || return
  for source in test/unit/test_*.c; do
    name=$(basename "$source" .c)
    selected "${name#test_}" || continue
    if ! compile_program plain "$name" "$source"; then fail "$name does not compile"; continue; fi
    if valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,possible \
      "$build/unit/plain/$name" >"$build/unit/$name.valgrind" 2>&1; then
      pass
      echo "$name: clean"
    else
      fail "$name under valgrind"
      tail -n 40 "$build/unit/$name.valgrind" | indent
    fi
  done
}

part_fuzz() {
  heading "what fuzzers found before"
  ready sanitized || return
  for source in test/fuzz/fuzz_*.c; do
    [ -f "$source" ] || continue
    name=$(basename "$source" .c)
    selected "${name#fuzz_}" || continue
    corpus=test/fuzz/corpus/${name#fuzz_}
    [ -n "$(ls "$corpus" 2>/dev/null)" ] || { skip "$name has no corpus"; continue; }
    if ! compile_program sanitized "$name" "$source" test/fuzz/replay.c; then fail "$name does not compile"; continue; fi
    status=0
    timeout 300 $fixed_addresses "$build/unit/sanitized/$name" "$corpus"/* >"$build/unit/$name.tap" 2>&1 || status=$?
    tap "$name" "$build/unit/$name.tap" "$status"
  done
}

# Not among the parts run unless named: which lines of src/core the unit tests go
# through, room by room. docs/design.md keeps the figures.
part_coverage() {
  heading "coverage of src/core by its unit tests"
  ready coverage || return
  rm -f "$build"/unit/coverage/*.gcda
  for source in test/unit/test_*.c; do
    name=$(basename "$source" .c)
    case $name in test_soundness_traces) continue ;; esac # the same lines, many times more often
    if ! compile_program coverage "$name" "$source"; then fail "$name does not compile"; continue; fi
    if "$build/unit/coverage/$name" >"$build/unit/coverage/$name.out" 2>&1; then pass; else fail "$name"; fi
  done
  (cd "$build/unit/coverage" && gcov -r -s "$top" *.gcda 2>/dev/null >gcov.out)
  awk '/^File .src\/core\/.*\.c/ { split($2, path, "/"); room = path[3] }
    /^Lines executed:/ && room { split($0, a, /[:% ]+/); n = $NF; hit[room] += a[3] * n / 100; all[room] += n; room = "" }
    END { for (r in all) { printf "%-10s %5.1f %% of %d lines\n", r, 100 * hit[r] / all[r], all[r]; h += hit[r]; t += all[r] }
      if (t) printf "%-10s %5.1f %% of %d lines\n", "all", 100 * h / t, t }' "$build/unit/coverage/gcov.out" | sort -k2n
}

# ---- with a server -------------------------------------------------------------

results=$build/results
harness= # where PGXS keeps pg_regress and the Perl modules; known once packages are in

cluster_ready() {
  case ${cluster_state:-} in
    up) return 0 ;;
    down) return 1 ;;
  esac
  if test/cluster.sh start; then
    cluster_state=up
  else
    cluster_state=down
    fail "the private cluster does not start"
    return 1
  fi
}

# pg_regress 15 and every pg_isolation_regress look for expected/ below their
# input directory only: for them a directory of links is put together.
link_inputs() {
  rm -rf "$build/regress"
  mkdir -p "$build/regress"
  ln -s "$top/test/sql" "$top/test/specs" "$top/test/oracle" "$top/expected" "$build/regress/"
}

# pg_regress speaks TAP from 16 on; 15's lines are turned into it.
regress_to_tap() {
  sed -E -e 's/^(test )?[ ]*([A-Za-z0-9_-]+) +\.\.\. (ok|FAILED).*$/\3 0 - \2/' \
    -e 's/^FAILED 0/not ok 0/' "$1"
}

run_regress() { # run_regress TITLE PROGRAM DATABASE TEST...
  title=$1 program=$2 database=$3
  shift 3
  outputs=$results/$title
  rm -rf "$outputs"
  mkdir -p "$outputs"
  link_inputs
  status=0
  timeout "${PATIENCE:-900}" test/cluster.sh run "$program" --inputdir=build/regress --outputdir="$outputs" \
    --bindir="$build/server$($PG_CONFIG --bindir)" --encoding=UTF8 --dbname="$database" "$@" \
    >"$build/$title.out" 2>&1 || status=$?
  regress_to_tap "$build/$title.out" >"$build/$title.tap"
  tap "$title" "$build/$title.tap" "$status"
  if [ -s "$outputs/regression.diffs" ]; then
    head -n 400 "$outputs/regression.diffs"
    echo "(all of it: $outputs/regression.diffs)"
  fi
}

names() { # names SUFFIX FILE...: the selected tests among these files
  suffix=$1
  shift
  for file in "$@"; do
    [ -f "$file" ] || continue
    name=$(basename "$file" "$suffix")
    case $name in init | drop) continue ;; esac
    if selected "$name"; then echo "$name"; fi
  done
}

part_regress() {
  heading "SQL: pg_regress"
  cluster_ready || return
  # after each test: what reports keep against the slow definitions beside them
  run_regress regress "$harness/regress/pg_regress" contrib_regression --launcher="$top/test/oracle/after.sh" init $(names .sql test/sql/*.sql) drop
}

part_isolation() {
  heading "side by side: pg_isolation_regress"
  tests=$(names .spec test/specs/*.spec)
  [ -n "$tests" ] || return 0
  cluster_ready || return
  run_regress isolation "$harness/isolation/pg_isolation_regress" isolation_regression $tests
}

# One file, by prove; what it says is shown at once when it ends, as two run side by side.
run_tap() { # run_tap FILE NAME
  work=$results/tap/$2
  rm -rf "$work"
  mkdir -p "$work"
  status=0
  timeout "${PATIENCE:-600}" test/cluster.sh run env -u PGHOST -u PGPORT -u PGUSER -u PGDATABASE TZ=UTC \
    PG_REGRESS="$harness/regress/pg_regress" TESTDIR="$work" TESTDATADIR="$work/data" TESTLOGDIR="$work/log" \
    PG_TEST_PORT_DIR="$results/tap/ports" PERL5LIB="$harness/perl:$top/test/t/lib" DKIS_TOP="$top" \
    prove --verbose --nocolor "$1" >"$build/$2.out" 2>&1 || status=$?
  tap "$2" "$build/$2.out" "$status" >"$build/$2.said"
  cat "$build/$2.said"
}

# Whoever makes a file's directory runs the file: the others pass it by.
claims=$build/claims
run_taps() {
  for file in test/t/*.pl; do
    [ -f "$file" ] || continue
    name=$(basename "$file" .pl)
    selected "$name" || continue
    mkdir "$claims/$name" 2>/dev/null || continue
    run_tap "$file" "$name"
  done
}

# They wait much, so where there are two processors they run beside the other parts.
beside=
start_taps() {
  rm -rf "$claims"
  mkdir -p "$claims" "$results/tap/ports"
  cluster_ready || return
  [ "$(nproc 2>/dev/null || echo 1)" -gt 1 ] || return 0
  (
    trap - EXIT HUP INT TERM
    passed=0 failed=0 skipped=0
    run_taps
    echo "passed=$((passed)) failed=$((failed)) skipped=$((skipped))" >"$build/beside.counts"
  ) &
  beside=$!
}

part_tap() {
  heading "clusters of their own: prove"
  [ "${cluster_state:-}" = up ] || return
  run_taps
  [ -n "$beside" ] || return 0
  wait "$beside"
  before="$passed $failed $skipped"
  if ! . "$build/beside.counts"; then fail "the tests that ran beside the others broke off"; return; fi
  # shellcheck disable=SC2086
  set -- $before
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

# ---- all together ----------------------------------------------------------------

case " $parts " in
  *" valgrind "*) test/packages.sh valgrind ;;
  *) test/packages.sh ;;
esac || exit 1
harness=$(cd "$(dirname "$($PG_CONFIG --pgxs)")/../test" && pwd)
mkdir -p "$build"
rm -f "$build"/unit/*/core.ready "$build/beside.counts"
for part in $parts; do
  case " build valgrind coverage " in
    *" $part "*) ;;
    *) case " $parts " in *" tap "*) [ -n "${cluster_state:-}" ] || start_taps ;; esac ;;
  esac
  case $part in
    build | unit | coverage | valgrind | fuzz | regress | isolation | tap) "part_$part" ;;
    *) echo "run.sh: no part named $part" >&2; exit 2 ;;
  esac
done

echo
echo "$passed passed, $failed failed$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
[ "$failed" = 0 ]
