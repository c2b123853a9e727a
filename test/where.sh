#!/bin/sh
# Follows docs/where.md: each file is there and defines the name behind the colon.
set -eu
cd "$(dirname "$0")/.."
lost=0 count=0
for entry in $(grep -oE '`[a-z0-9_./-]+:[a-z0-9_]+`' docs/where.md | tr -d '`'); do
  file=${entry%%:*} name=${entry#*:}
  count=$((count + 1))
  case $file in
    *.c) defines="^(static )?([a-z].* \**)?$name\(" ;;
    *.h) defines="^#define $name\b|\b$name\(" ;;
    *) defines="(FUNCTION|PROCEDURE|VIEW|TABLE) ([a-z_]+\.)?$name\b|SELECT dkis_store\.$name\(" ;;
  esac
  grep -qE "$defines" "$file" 2>/dev/null || { echo "docs/where.md: $file does not define $name"; lost=1; }
done
[ "$count" -ge 40 ] || { echo "docs/where.md names only $count homes"; exit 1; }
exit $lost
