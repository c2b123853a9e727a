#!/bin/sh
# test/pgspot.sh SCRIPT (make pgspot): what pgspot finds unsafe in the extension script; installs it
# below build/pgspot. BEGIN ATOMIC bodies, which it cannot read, are bound when
# they are created and are left out. PostGIS lies where the agency has put it,
# which CREATE EXTENSION sets the path to: its names cannot be qualified.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top"
work=build/pgspot
[ -x "$work/bin/pgspot" ] || { python3 -m venv "$work" && "$work/bin/pip" install -q pgspot; }
perl -0pe 's/^BEGIN ATOMIC\n.*?^END;/SET search_path = pg_catalog, pg_temp AS \$atomic\$ SELECT NULL \$atomic\$;/gms' "$1" >"$work/script.sql"
"$work/bin/pgspot" "$work/script.sql" >"$work/found" 2>&1 || true
grep -q '^ *Errors: ' "$work/found" || { cat "$work/found"; exit 1; }
if grep -vE '^ *Errors: |^ *$|PS016: Unqualified function call: st_|PS017: Unqualified object reference: geo(metry|graphy) ' "$work/found"; then
  exit 1
fi
echo "pgspot: nothing but PostGIS by name ($(grep -c PS01 "$work/found") times)"
