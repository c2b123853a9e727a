# For the pieces that do not run in the server: rows as measure.sql prints them.

heading() { printf ' %-46s | %6s | %-7s | %-7s | %9s | %9s\n' what ratio target verdict "$1" "$2"; } # heading OURS THEIRS

# row WHAT RATIO AT_LEAST AT_MOST OURS THEIRS, of which one bound is given
row() {
  awk -v what="$1" -v ratio="$2" -v least="$3" -v most="$4" -v ours="$5" -v theirs="$6" 'BEGIN {
    target = least ? ">= " least : "<= " most
    printf " %-46s | %6.2f | %-7s | %-7s | %9.0f | %9.0f\n", what, ratio, target, (least ? ratio >= least : ratio <= most) ? "ok" : "MISSED", ours, theirs }'
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'; }
