# docs/panduan-kota-lain.md followed literally, from CREATE EXTENSION on: every SQL
# block runs in one session of psql that stops at the first error, and every line
# shown under a block stands in what it answered, in that order.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

my $text = slurp_file("$FindBin::Bin/../../docs/panduan-kota-lain.md");
my @parts = $text =~ /^```sql\n(.*?)^```\n(?:```\n(.*?)^```$)?/msg;
my @blocks;
while (my ($sql, $shown) = splice @parts, 0, 2) { push @blocks, [$sql, $shown // ''] }
cmp_ok(scalar @blocks, '>', 8, 'blocks to run');

my $script = join '', map { "\\echo <<< $_\n$blocks[$_][0]" } 0 .. $#blocks;
my ($out, $err) = ('', '');
my $status = $node->psql('postgres', "SET datestyle = ISO;\n$script", stdout => \$out, stderr => \$err, on_error_stop => 1,
  extra_params => ['-P', 'format=aligned', '-P', 'tuples_only=off']);
is($status, 0, 'nothing is refused') or diag($err);
unlike($err, qr/WARNING/, 'and nothing is warned of');

sub plain { my $line = shift; $line =~ s/\s*\|\s*/|/g; $line =~ s/^\s+|\s+$//g; return $line }

my %answer = ($out // '') =~ /^<<< (\d+)$(.*?)(?=^<<< |\z)/msg;
for my $n (0 .. $#blocks) {
  next unless $blocks[$n][1];
  my @answer = map { plain($_) } split /\n/, $answer{$n} // '';
  my @missing;
  for my $line (grep { !/^[-+ ]*$/ } split /\n/, $blocks[$n][1]) {
    my $found = 0;
    while (@answer) { last if $found = plain($line) eq shift @answer }
    push @missing, $line unless $found;
  }
  is(join("\n", @missing), '', 'shown: ' . (split /\n/, $blocks[$n][0])[0]);
}
my $words = qr/cirebon|jakarta|\bWIB\b|3274/i;
unlike($node->safe_psql('postgres', q{SELECT string_agg(t::text, ' ') FROM (SELECT n::text FROM dkis.notifications n UNION ALL SELECT c::text FROM dkis.cases c
  UNION ALL SELECT dkis.sop_html(code) FROM dkis.sops) AS t}), $words, 'no other city in it');
$node->stop;
done_testing();
