#!/bin/sh
# The engine knows no city: what is one agency's own (the codes of its SOPs,
# performers, calendars and organisations, outcomes and dotted steps of its flows,
# its zone, its name) stands in sql/8-cirebon and nowhere else in C or SQL. Prints
# where it does all the same; exit status 1 then.
#
# Allowed: the defaults in the table of settings, and the Indonesian names of
# Indonesia's zones.
set -u
cd "$(dirname "$0")/.." || exit 1

# What happens to be a code too: a rule notifies the pelaksana, notices go to the
# pemohon, schedules have periods, and the extension has a name.
trade='^(pelaksana|pemohon|petugas|harian|bulanan|triwulan|tahunan|dkis)$'

own_words() {
  sed -nE "s/^ *\\('([a-z0-9_-]{4,})', .*/\\1/p" sql/8-cirebon/801-*.sql sql/8-cirebon/807-*.sql
  sed -nE "s/^ *\\([0-9]+, '([a-z0-9-]+)',?.*/\\1/p" sql/8-cirebon/808-*.sql
  sed -nE "/cirebon_organisations/,/^\\$\\$|^END/s/^ *\\('([a-z0-9_-]{4,})', .*/\\1/p" sql/8-cirebon/*.sql
  grep -ohE '\[[^]]+\]' sql/8-cirebon/805-*.sql | tr -d '[]' | tr '|' '\n' | sed -E 's/^ +//; s/ +$//'
  grep -ohE '\b[0-9]+\.[0-9]+ (\[|->)' sql/8-cirebon/805-*.sql | sed -E 's/ .*//'
}

hits=$(
  {
    own_words | sort -u | grep -vE "$trade" | sed "s/.*/'&'/; p; s/'/\"/g" | grep -rnF --include='*.[ch]' --include='*.sql' -f - src sql
    grep -rniE --include='*.[ch]' --include='*.sql' 'cirebon|asia/[a-z]+|wali ?kota|kepala dinas|sikapri' src sql
  } | grep -vE '^sql/8-cirebon/|^src/pg/base/settings\.h:|^sql/0-base/003-words\.sql:.*WI|^[^:]*:[0-9]*: *(/\*|\*|--)' | sort -u
)
[ -z "$hits" ] && exit 0
echo "$hits"
exit 1
