#!/bin/sh
# test/python.sh MODULE...: prints the first Python here that has these modules.
set -u
imports=$(printf 'import %s;' "$@")
for python in ${PYTHON:-} python3 /usr/bin/python3; do
  if "$python" -c "$imports" 2>/dev/null; then
    echo "$python"
    exit 0
  fi
done
exit 1
