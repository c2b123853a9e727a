#!/bin/sh
# test/pgspot.sh SCRIPT (make pgspot): what pgspot finds unsafe in the extension script; installs it
# below build/pgspot. BEGIN ATOMIC bodies, which it cannot read, are bound when
# they are created and are left out; of a variable with a table's type it knows no
# columns, so that is a record here. It takes the search path for the catalogue
# alone, and cannot know that PostGIS's schema is added to it; what that could
# bend, sql/9-end/990-privileges.sql looks for itself (test/t/001_install.pl).
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
work=build/pgspot
[ -x "$work/bin/pgspot" ] || test/packages.sh pgspot
[ -x "$work/bin/pgspot" ] || { python3 -m venv "$work" && "$work/bin/pip" install -q pgspot; }
perl -0pe 's/^( +\w+) dkis(_store)?\.\w+;$/$1 record;/gm; s/^BEGIN ATOMIC\n.*?^END;/SET search_path = pg_catalog, pg_temp AS \$atomic\$ SELECT NULL \$atomic\$;/gms' "$1" >"$work/script.sql"
"$work/bin/pgspot" "$work/script.sql" >"$work/found" 2>&1 || true
grep -q '^ *Errors: ' "$work/found" || { cat "$work/found"; exit 1; }
if grep -vE '^ *Errors: |^ *$' "$work/found"; then
  exit 1
fi
echo "pgspot: nothing unsafe"
