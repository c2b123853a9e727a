# docs/panduan-112.md followed statement by statement, as a dispatcher: what stands in its
# SQL blocks and every statement among its words, in the order of the page. Where the page
# leaves a number to the reader (… or a word, or one for all), the one is taken that he
# would have then. Its blocks alone are run by 050_pages.pl too.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', q{SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT count(*) FROM dkis.load_cirebon();
INSERT INTO dkis.responders (code, name, kind, position) VALUES ('pos-a', 'Pos A', 'damkar', 'SRID=4326;POINT(108.553 -6.731)');
INSERT INTO dkis.units (responder, callsign, kind) VALUES ('pos-a', 'D-1', 'damkar'), ('pos-a', 'D-2', 'damkar'), ('pos-a', 'D-3', 'damkar');
CREATE ROLE petugas LOGIN IN ROLE dkis_dispatcher;});

my $text = slurp_file("$FindBin::Bin/../../docs/panduan-112.md");
my @statements;
while ($text =~ /^```(\w*)\n(.*?)^```|`([^`]+)`/msg) {
  my ($language, $block, $words) = ($1, $2, $3);
  next if defined $language && $language ne 'sql';
  my $sql = $block // $words;
  $sql =~ s/--.*$//mg;
  push @statements, grep { /^(SELECT|INSERT|UPDATE|SET|RESET)\b/ } map { s/\s+/ /gr =~ s/^ | $//gr } split /;/, $sql;
}
cmp_ok(scalar @statements, '>', 35, scalar(@statements) . ' statements on the page');

# What the reader puts in, the first that fits; the rest of the statement stays.
my $call = '(SELECT max(id) FROM dkis.calls)';
my $open = '(SELECT max(id) FROM dkis.incidents WHERE closed_at IS NULL)';
my @put = (
  [qr/^INSERT INTO dkis.calls \(received_at, caller_number\) …/, sub { s/…/VALUES (now() - interval '9 s', '0857-0000-0001')/ }],
  [qr/^INSERT INTO dkis.calls \(received_at, answered_at/, sub { s/…/VALUES (now() - interval '1 h', now() - interval '1 h', now() - interval '50 min', '0811', 'darurat')/ }],
  [qr/^INSERT INTO dkis.incidents \(call_id/, sub { s/…/VALUES ((SELECT id FROM dkis.calls WHERE kind = 'darurat' AND incident_id IS NULL), 'kebakaran', dkis.locate('-6.72, 108.55'), 2)/ }],
  [qr/^INSERT INTO dkis.incident_links/, sub { s/…, …/(SELECT min(id) FROM dkis.incidents), (SELECT max(id) FROM dkis.incidents)/ }],
  [qr/^INSERT INTO dkis.call_/, sub { s/…/$call/ }],
  [qr/^UPDATE dkis.call_locations/, sub { s/(…|3274\d+)$/(SELECT max(id) FROM dkis.call_locations WHERE location IS NOT NULL)/ }],
  [qr/^UPDATE dkis.calls/, sub { s/(…|3274\d+)$/$call/ }],
  [qr/^UPDATE dkis.dispatches/, sub { s/(…|3274\d+)$/(SELECT max(id) FROM dkis.dispatches)/ }],
  [qr/^UPDATE dkis.incidents/, sub { s/(…|3274\d+)$/$open/ }],
  [qr/block_caller/, sub { s/nomor_panggilan/(SELECT max(id) FROM dkis.calls WHERE kind = 'prank')/ }],
  [qr/merge_incidents\(yang/, sub { s/yang_diteruskan, duplikatnya/(SELECT max(id) FROM dkis.incidents WHERE closed_at IS NULL AND id < $open), $open/ }],
  [qr/unmerge_incident/, sub { s/duplikatnya/(SELECT max(id) FROM dkis.incidents WHERE duplicate_of IS NOT NULL)/ }],
  [qr/acknowledge_handover/, sub { s/nomor/(SELECT max(id) FROM dkis.handovers)/ }],
  [qr/hand_over/, sub { s/insiden/$open/ }],
  [qr/finish_step/, sub { s/kasus/(SELECT i.case_id FROM dkis.incidents i JOIN dkis.case_steps s ON s.case_id = i.case_id AND s.step = '10' AND s.finished_at IS NULL)/ }],
);
# The reports that the page takes for granted at these places.
my $report = sub { my ($kind, $words) = @_; "SELECT * FROM dkis.report_call('0856' || nextval('pg_temp.caller'), '$words', '$kind', 'kebakaran')" };
my (%before, %done);
%before = (
  'UPDATE dkis.calls SET kind' => $report->('putus', 'Jl. Kartini 1'),
  'INSERT INTO dkis.call_backs' => $report->('ghost', ''),
  'SELECT dkis.merge_incidents' => $report->('darurat', '-6.7400, 108.5500') . '; ' . $report->('darurat', '-6.7401, 108.5501'),
);

my $script = "CREATE TEMP SEQUENCE caller START 10000000;\n";
for (@statements) {
  for my $put (@put) { if ($_ =~ $put->[0]) { $put->[1]->(); last } }
  for my $start (keys %before) { $script .= "$before{$start};\n" if index($_, $start) == 0 && !$done{$start}++ }
  s/0812…|08…|0857…/0812-1111-2222/g;
  $script .= "$_;\n";
}
unlike($script, qr/…/, 'nothing is left open');
my ($out, $err) = ('', '');
my $status = $node->psql('postgres', $script, stdout => \$out, stderr => \$err, on_error_stop => 1, extra_params => ['-U', 'petugas']);
is($status, 0, 'nothing is refused') or diag($err . "\n" . join "\n", @statements);
is($node->safe_psql('postgres', 'SELECT status, closed_at IS NOT NULL FROM dkis.incidents WHERE id = 327400000000001'), 'selesai|t', 'from ringing to clear');
is($node->safe_psql('postgres', q{SELECT problem FROM dkis.cases c, dkis.verify_case(c.id)}), '', 'every history verifies');
$node->stop;
done_testing();
