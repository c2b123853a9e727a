# The pages about deadlines: every query shown there (after "=> ") is run, and
# every line shown under it stands in the answer, in that order. A line of "…"
# leaves some out; a heading that is not shown need not be.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', "SET client_min_messages = error;\nCREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()");
# The case of docs/calendar.md: received on 27 March 2025, held for one closing.
$node->safe_psql('postgres', q{
  SET timezone = 'Asia/Jakarta';
  SELECT dkis.open_case('permohonan-informasi', 'Salinan rencana kerja', received_at => '2025-03-27 11:00');
  INSERT INTO dkis_store.case_holds (case_id, held_at, resumed_at, held_by) SELECT id, '2025-04-08 10:00', '2025-04-09 10:00', 'uji' FROM dkis.cases;
  UPDATE dkis_store.cases SET due_at = '2025-04-23 16:00';});

sub plain { # one line, as it is compared
  my ($line) = @_;
  $line =~ s/^psql:\S+ //;
  $line =~ s/\s+/ /g;
  return $line =~ s/^ | $//gr;
}

sub answer {
  my ($query) = @_;
  my ($out, $err) = ('', '');
  $node->psql('postgres', "SET timezone = 'Asia/Jakarta';\n$query", stdout => \$out, stderr => \$err, on_error_stop => 0,
    extra_params => ['-P', 'format=aligned', '-P', 'tuples_only=off']);
  return map { plain($_) } split /\n/, "$out\n$err";
}

for my $page (qw(calendar sla panduan-tenggat)) {
  my $text = slurp_file("$FindBin::Bin/../../docs/$page.md");
  my $shown = 0;
  for my $block ($text =~ /^```\n(=> .*?)^```$/msg) {
    my ($query, $lines) = $block =~ /^=> (.*?;)\n(.*)$/s or BAIL_OUT("$page.md: no query in\n$block");
    my @answer = answer($query);
    my @missing;
    for my $line (grep { !/^[-+ ]*$/ && !/^ *…$/ } split /\n/, $lines) {
      my $found = 0;
      my $wanted = plain($line);
      while (@answer) { last if $found = $wanted eq shift @answer }
      push @missing, $line unless $found;
    }
    is(join("\n", @missing), '', "$page.md: " . plain($query));
    $shown++;
  }
  cmp_ok($shown, '>', 0, "$page.md has examples");
}
$node->stop;
done_testing();
