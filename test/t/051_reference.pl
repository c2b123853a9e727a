# docs/reference is what the catalogue says today, and dkis.error_codes() knows every
# SQLSTATE that the sources raise.
use strict;
use warnings;
use File::Basename;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = "$FindBin::Bin/../..";
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'SET client_min_messages = error; CREATE EXTENSION dkis CASCADE');

my $made = PostgreSQL::Test::Utils::tempdir;
$node->command_ok(['psql', '-X', '-At', '-d', $node->connstr('postgres'), '-v', "dir=$made", '-f', "$top/tools/reference.sql"], 'the reference is made');
is(join(' ', map { basename($_) } sort glob "$top/docs/reference/*.md"), join(' ', map { basename($_) } sort glob "$made/*.md"), 'its pages');
for my $page (map { basename($_) } sort glob "$made/*.md") {
  my @is = -e "$top/docs/reference/$page" ? split /\n/, slurp_file("$top/docs/reference/$page") : ();
  my @should = split /\n/, slurp_file("$made/$page");
  my ($is, $should) = ({map { $_ => 1 } @is}, {map { $_ => 1 } @should});
  ok(!(grep { !$is->{$_} } @should) && !(grep { !$should->{$_} } @is), "$page: run make reference")
    or diag(join "\n", (map { "- $_" } grep { !$should->{$_} } @is), (map { "+ $_" } grep { !$is->{$_} } @should));
}

# A table cell without words, or a line that no table can have.
for my $page (sort glob "$made/*.md") {
  my @empty = grep { /^\| `/ && /\| *\|$/ } split /\n/, slurp_file($page);
  is(join("\n", grep { $page !~ /errors|reports/ } @empty), '', basename($page) . ': everything is described');
}

my %known = map { $_ => 1 } split /\n/, $node->safe_psql('postgres', 'SELECT sqlstate FROM dkis.error_codes()');
my %state;
sub state_of { # of a condition, as C or SQL name it
  my $name = lc $_[0] =~ s/^(T_R_|E_R_I_E_)//ir;
  $name = 'datetime_field_overflow' if $name eq 'datetime_value_out_of_range';
  return $state{$name} //= $name =~ /^[a-z_]+$/ ? $node->safe_psql('postgres', "DO \$\$ BEGIN RAISE '' USING ERRCODE = '$name'; EXCEPTION WHEN OTHERS THEN PERFORM set_config('uji.kode', SQLSTATE, false); END \$\$;
    SELECT current_setting('uji.kode')") : uc $name;
}
my %raised;
for my $file (glob("$top/sql/*/*.sql"), glob("$top/src/core/base/errors.h"), glob("$top/src/pg/*/*.[ch]")) {
  my $text = slurp_file($file);
  $raised{state_of($1)} = basename($file) while $text =~ /ERRCODE = '(\w+)'/g;
  $raised{state_of($1)} = basename($file) while $text =~ /ERRCODE_((?!DKIS_|TO_CATEGORY|TRANSACTION_ROLLBACK\b)[A-Z_]+)/g;
  $raised{$1} = basename($file) while $text =~ /^#define DKIS_\w+ "(\w{5})"/mg;
  $raised{join '', $1, $2, $3, $4, $5} = basename($file) while $text =~ /MAKE_SQLSTATE\('(.)', '(.)', '(.)', '(.)', '(.)'\)/g;
}
delete $raised{SPUND}; # undoes a preview, and is caught
is(join(' ', map { "$_ ($raised{$_})" } grep { !$known{$_} } sort keys %raised), '', 'every SQLSTATE raised is known');
cmp_ok(scalar keys %raised, '>', 15, 'SQLSTATEs are found in the sources');
$node->stop;
done_testing();
