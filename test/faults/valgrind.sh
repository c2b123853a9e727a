#!/bin/sh
# Some of the regression with the server under valgrind's memcheck, in a copy of the sources below
# build/. What is found with dkis on the stack fails the run, and stands in the copy's build/findings;
# of what PostgreSQL and PostGIS do by themselves nothing is said. Part of make torture.
#
#   ONLY='cases tree' test/faults/valgrind.sh        these tests of test/sql
#
# Debian's server is not built for valgrind: what lies in one block of palloc's memory is not told
# apart. What was never written is seen, which ASan (sanitized.sh) does not see.
set -eu
cd "$(dirname "$0")/../.."
tree=$PWD/build/valgrind
test/packages.sh valgrind
mkdir -p "$tree/build"
git ls-files -z | tar -c --null -T - | tar -x -C "$tree"
cd "$tree"
rm -rf build/found
mkdir -m 777 build/found
programs=$tree/build/server$(${PG_CONFIG:-pg_config} --bindir)
export DKIS_POSTGRES="$tree/build/postgres" # instead of the server's program
cat >"$DKIS_POSTGRES" <<END
#!/bin/sh
exec valgrind --quiet --num-callers=40 --fullpath-after= --suppressions=$tree/test/faults/valgrind.supp \
  --log-file=$tree/build/found/%p $programs/postgres "\$@"
END
chmod 755 "$DKIS_POSTGRES"
export COPT="-O1 -g" PATIENCE=14400 DKIS_CRON_DATABASE=postgres
export ONLY="${ONLY:-cases calendar tree import line112 state_machine}"
status=0
test/run.sh regress || status=$?
# One finding is what stands between two lines that say nothing but whose it is.
cat build/found/* | sed 's/^==[0-9]*== \{0,1\}//; s/^\*\*[0-9]*\*\* .*//' |
  awk 'BEGIN { RS = ""; ORS = "\n\n" } /src\/(core|pg)\// { print; n++ } { all++ } END { printf "%d findings in dkis, %d elsewhere\n", n, all - n }' >build/findings
grep " findings in dkis, " build/findings | sed "s/^/valgrind ($ONLY): /"
[ "$(grep -c 'src/\(core\|pg\)/' build/findings)" = 0 ] || { head -n 60 build/findings; status=1; }
exit $status
