#!/bin/sh
# The floors of the house, and that a name is one thing's.
#
#   test/house.sh     prints what is wrong, and fails if anything is
#
# Core knows no glue and no server; its rooms include down only: base, then
# flow, time, place and history side by side, then draw, then exchange. The
# glue's rooms likewise: base, types, time, sop, case, line112; ask stands
# beside case and uses what is below. No function is defined in two files,
# static ones included, so that a name in a backtrace is one place. The script is ASCII. A refusal says
# with which value (DETAIL) and what to do instead (HINT).
set -u

cd "$(dirname "$0")/.." || exit 1

includes() {
  grep -HE '^#include "(core|pg)/' src/core/*/*.[ch] src/pg/*/*.[ch] | sed -E 's/:#include "/ /; s/".*//'
}

check_floors() {
  includes | awk '
    BEGIN {
      split("base 0 flow 1 time 1 place 1 history 1 draw 2 exchange 3", c, " ")
      for (i = 1; i in c; i += 2) floor["core/" c[i]] = c[i + 1]
      split("base 10 types 11 time 12 sop 13 case 14 ask 14 line112 15", g, " ")
      for (i = 1; i in g; i += 2) floor["pg/" g[i]] = g[i + 1]
    }
    {
      split($1, a, "/"); split($2, b, "/")
      from = a[2] "/" a[3]; to = b[1] "/" b[2]
      if (!(from in floor)) { print "no floor for " from; next }
      if (!(to in floor)) { print $1 ": no floor for " to; next }
      if (from == to || floor[to] < floor[from]) next
      print $1 " includes " $2 ": not below"
    }'
  grep -HE '^#include "(core/)?[a-z_]*\.h"' src/core/*/*.[ch] | sed 's/:.*//; s/$/ includes without a path/'
}

# A definition has its name at the start of a line and a { at the start of one soon after.
check_names() {
  awk '
    /^[a-z_][a-z_0-9]*\(/ { name = $0; sub(/\(.*/, "", name) }
    /;[ \t]*$/ { name = "" }
    /^\{/ { if (name != "") print name, FILENAME; name = "" }' src/core/*/*.c src/pg/*/*.c |
    sort -u | awk '
      $1 == last { files = files " " $2; next }
      { tell(); last = $1; files = $2 }
      END { tell() }
      function tell() { if (files ~ / /) print "function " last " in " files }'
}

# What a script says is read in the database's own encoding, whatever that is: its words are ASCII, comments are free.
check_words() {
  perl -ne 's/--.*//; print "$ARGV:$.: not ASCII: $_" if /[^\x00-\x7f]/; close ARGV if eof' sql/*/*.sql
}

# Not those that only a wrong trigger sees, nor the server's own words for a retry.
check_refusals() {
  perl -0777 -ne '
    while (/\bereport(\((?:[^()"]|"(?:\\.|[^"\\])*"|(?1))*\))/g) {
      my ($refusal, $line) = ($1, 1 + substr($_, 0, $-[0]) =~ tr/\n//);
      next if $refusal !~ /^\(\s*ERROR/ || $refusal =~ /TRIGGER_PROTOCOL_VIOLATED|could not serialize/;
      print "$ARGV:$line: no DETAIL\n" if $refusal !~ /\b(err)?detail(_\w+)?\(/;
      print "$ARGV:$line: no HINT\n" if $refusal !~ /\b(err)?hint(_\w+)?\(/;
    }' src/pg/*/*.c
  # SPUND only undoes what a preview has done; nobody sees it.
  perl -0777 -ne '
    while (/\bRAISE EXCEPTION((?:[^;\x27]|\x27[^\x27]*\x27)*);/g) {
      my ($refusal, $line) = ($1, 1 + substr($_, 0, $-[0]) =~ tr/\n//);
      next if $refusal =~ /SPUND/;
      for my $part (qw(ERRCODE DETAIL HINT)) {
        print "$ARGV:$line: no $part\n" if $refusal !~ /\b$part = /;
      }
    }' sql/*/*.sql
}

# What only PostgreSQL 15 has, and make test runs on 15: later ones say abs, llabs, fabs.
check_gone() {
  grep -nE '\bAbs\(' src/*/*/*.[ch] | sed 's/$/ -- gone since PostgreSQL 16/'
  grep -nE '\bcopyObject\(' src/*/*/*.[ch] | sed 's/$/ -- wants C23 since PostgreSQL 19: copyObjectImpl()/'
}

wrong=$(check_floors; check_names; check_words; check_refusals; check_gone)
[ -z "$wrong" ] && exit 0
echo "$wrong"
exit 1
