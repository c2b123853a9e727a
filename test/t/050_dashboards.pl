# The dashboards: dashboards/build gives the committed files, byte for byte; and
# every query of the description runs as a login that is dkis_reader only, and
# returns the columns that its chart names.
use strict;
use warnings;
use FindBin;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = "$FindBin::Bin/../..";
chomp(my $python = `\Q$top\E/test/python.sh tomllib`);
plan skip_all => 'no Python 3.11 here' if $python eq '';

is(`\Q$python\E \Q$top\E/dashboards/build --check`, '', 'the files are those that dashboards/build makes');
my $queries = decode_json(scalar `\Q$python\E \Q$top\E/dashboards/build --queries`);
cmp_ok(scalar @$queries, '>', 40, 'queries to run');

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', q{SET client_min_messages = warning; CREATE EXTENSION dkis CASCADE; SELECT count(*) FROM dkis.load_cirebon();
  SELECT * FROM dkis.report_call('0812-1', '-6.7312, 108.5531', 'darurat', 'kebakaran'); SELECT dkis.open_case('permohonan-informasi', 'Uji');
  CREATE ROLE dasbor LOGIN IN ROLE dkis_reader});

my $script = join '', map { "\\echo <<< $_\n$queries->[$_]{sql};\n" } 0 .. $#$queries;
my ($out, $err) = ('', '');
$node->psql('postgres', $script, stdout => \$out, stderr => \$err,
  extra_params => ['-U', 'dasbor', '--csv', '-P', 'tuples_only=off', '-P', 'footer=off'], on_error_stop => 0);
is($err, '', 'a reader may ask all of them');
my %answer = $out =~ /^<<< (\d+)\n([^\n]*)/mg;
for my $n (0 .. $#$queries) {
  my $query = $queries->[$n];
  is(encode_json([split /,/, $answer{$n} // '']), encode_json([map { my $c = $_; utf8::encode($c); $c } @{ $query->{columns} }]), "$query->{page}: $query->{chart}");
}
$node->stop;
done_testing();
