# An hour's storm: two thousand calls, eight dispatchers who each look, then act, while
# the others do: they send, bring back, merge, part, move, call off and close, and
# escalation runs beside them minute by minute. Each statement stands by itself, as in
# psql. Nothing is stranded, no unit is in two places, no case is closed over a unit that
# is out, nobody waits for another in a ring, and every history verifies.
# DKIS_STORM_CALLS enlarges it.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes 'time';

my $calls = $ENV{DKIS_STORM_CALLS} || 2000;
my $dispatchers = 8;
srand(112);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off\nlog_statement = none\nlog_min_messages = error");
$node->start;
sub sql { return $node->safe_psql('postgres', "SET client_min_messages = error;\n" . $_[0]) }
sql(q{CREATE EXTENSION dkis CASCADE; SELECT count(*) FROM dkis.load_cirebon();
INSERT INTO dkis.responders (code, name, kind, position) VALUES ('pos', 'Pos', 'damkar', 'SRID=4326;POINT(108.54 -6.73)'), ('psc', 'PSC', 'kesehatan', 'SRID=4326;POINT(108.555 -6.73)'),
  ('polsek', 'Polsek', 'polisi', 'SRID=4326;POINT(108.56 -6.70)');
INSERT INTO dkis.units (responder, callsign, kind, position) SELECT v.responder, v.kind || '-' || n, v.kind, ST_SetSRID(ST_MakePoint(108.53 + n / 500.0, -6.75 + n / 600.0), 4326)
FROM (VALUES ('pos', 'damkar'), ('psc', 'ambulans'), ('polsek', 'polisi')) v (responder, kind), generate_series(1, 20) n;
CREATE VIEW public.stranded AS
SELECT 'a unit in two places' AS what, u.callsign AS which FROM dkis.dispatches d JOIN dkis.units u ON u.id = d.unit_id WHERE d.cleared_at IS NULL GROUP BY u.callsign HAVING count(*) > 1
UNION ALL SELECT 'a unit out for what is closed or merged', i.id::text FROM dkis.dispatches d JOIN dkis.incidents i ON i.id = d.incident_id WHERE d.cleared_at IS NULL AND (i.closed_at IS NOT NULL OR i.duplicate_of IS NOT NULL)
UNION ALL SELECT 'a case closed over a unit that is out', c.id::text FROM dkis.dispatches d JOIN dkis.incidents i ON i.id = d.incident_id JOIN dkis.cases c ON c.id = i.case_id WHERE d.cleared_at IS NULL AND c.closed_at IS NOT NULL
UNION ALL SELECT 'a record left on a duplicate', i.id::text FROM dkis.incidents i WHERE i.duplicate_of IS NOT NULL
  AND (EXISTS (SELECT FROM dkis.calls c WHERE c.incident_id = i.id) OR EXISTS (SELECT FROM dkis.dispatches d WHERE d.incident_id = i.id))
UNION ALL SELECT 'an emergency of nobody', c.id::text FROM dkis.calls c WHERE c.kind = 'darurat' AND c.incident_id IS NULL
UNION ALL SELECT 'an incident that nobody has reported', i.id::text FROM dkis.incidents i WHERE i.duplicate_of IS NULL AND NOT EXISTS (SELECT FROM dkis.calls c WHERE c.incident_id = i.id)
UNION ALL SELECT 'a duplicate of a duplicate', i.id::text FROM dkis.incidents i JOIN dkis.incidents o ON o.id = i.duplicate_of WHERE o.duplicate_of IS NOT NULL
UNION ALL SELECT 'a duplicate whose case goes on', i.id::text FROM dkis.incidents i JOIN dkis.cases c ON c.id = i.case_id WHERE i.duplicate_of IS NOT NULL AND c.closed_at IS NULL
UNION ALL SELECT 'a case that has lost its incident', c.id::text FROM dkis.cases c WHERE c.closed_at IS NULL AND NOT EXISTS (SELECT FROM dkis.incidents i WHERE i.case_id = c.id)
UNION ALL SELECT v.problem, c.id::text FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id) v;
});
sql("CREATE ROLE petugas_$_ LOGIN IN ROLE dkis_dispatcher") for 1 .. $dispatchers;

# ---- what a dispatcher does -------------------------------------------------------

sub of { return $_[int rand @_] }

# Where he looks first: the newest or the oldest of what is open, so that all meet there.
sub look { my $name = shift; return sprintf q{SELECT coalesce((SELECT id FROM (SELECT id FROM dkis.incidents WHERE closed_at IS NULL AND duplicate_of IS NULL ORDER BY id %s LIMIT 10) i ORDER BY random() LIMIT 1), 0) AS %s \gset}, of('', 'DESC'), $name }

my $ringing = 0;

sub call {
  my $number = '0812' . int(rand 3000);
  my $place = sprintf '-6.7%d%d, 108.5%d%d', 1 + rand 4, rand 10, 3 + rand 4, rand 10;
  my $report = sub { my ($kind, $category) = @_; return sprintf q{SELECT call_id FROM dkis.report_call('%s', '%s', '%s', '%s', 'badai', %d);}, $number, $place, $kind, $category, 1 + rand 4 };
  my $category = of('kebakaran', 'kesehatan', 'keamanan', 'kecelakaan', 'bencana alam');
  my $dice = rand 100;
  return $report->('darurat', $category) if $dice < 55;
  return $report->('duplikat', $category) if $dice < 65;
  return $report->(of('prank', 'ghost'), 'lainnya') if $dice < 75;
  # The exchange says that it rings; whoever is free answers.
  return (sprintf(q{INSERT INTO dkis.calls (received_at, caller_number) VALUES (clock_timestamp(), '0813%07d');}, ++$ringing),
    q{SELECT coalesce(max(caller_number), '') AS n FROM dkis.answer_call() \gset},
    q{SELECT call_id FROM dkis.report_call(:'n', '} . $place . qq{', 'darurat', '$category') WHERE length(:'n') > 0;}) if $dice < 88;
  # Silent, and an emergency after all.
  return ($report->('putus', $category) =~ s/;$/ \\gset/r, q{UPDATE dkis.calls SET kind = 'darurat', ended_at = clock_timestamp() WHERE id = :call_id;});
}

my %turns = (
  call => [50, \&call],
  send => [14, sub { look('i'), 'INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :i, s.unit_id FROM dkis.suggest_units(:i) s WHERE s.unit_id IS NOT NULL;' }],
  'send two' => [4, sub { look('i'), q{INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT :i, u.id FROM (SELECT id FROM dkis.units WHERE status = 'siap' ORDER BY random() LIMIT 2) u;} }],
  there => [4, sub { look('i'), 'UPDATE dkis.dispatches SET acknowledged_at = coalesce(acknowledged_at, clock_timestamp()), on_scene_at = clock_timestamp() WHERE incident_id = :i AND on_scene_at IS NULL AND cleared_at IS NULL;' }],
  back => [10, sub { look('i'), 'UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE incident_id = :i AND cleared_at IS NULL;' }],
  'one back' => [6, sub { 'UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE id = (SELECT id FROM dkis.dispatches WHERE cleared_at IS NULL ORDER BY random() LIMIT 1);' }],
  merge => [8, sub { look('i'), look('o'), 'SELECT dkis.merge_incidents(:i, :o);' }],
  part => [4, sub { 'SELECT dkis.unmerge_incident((SELECT id FROM dkis.incidents WHERE duplicate_of IS NOT NULL ORDER BY random() LIMIT 1));' }],
  cancel => [4, sub { look('i'), q{UPDATE dkis.incidents SET status = 'batal', note = 'reda' WHERE id = :i;} }],
  close => [14, sub { look('i'), q{SELECT dkis.close_incident(:i, 'selesai');} }],
  'other kind' => [3, sub { look('i'), sprintf q{SELECT dkis.reclassify_incident(:i, '%s');}, of('kebakaran', 'kesehatan', 'kecelakaan') }],
  fix => [3, sub { look('i'), sprintf q{INSERT INTO dkis.call_locations (call, raw) SELECT max(id), '-6.72%d, 108.55%d' FROM dkis.calls WHERE incident_id = :i HAVING count(*) > 0;}, rand 10, rand 10 }],
  move => [2, sub { look('i'), q{UPDATE dkis.incidents SET location = 'SRID=4326;POINT(108.551 -6.721)' WHERE id = :i;} }],
  over => [1, sub { look('i'), q{SELECT dkis.hand_over(:i, 'Kabupaten Cirebon');} }],
  gps => [4, sub { sprintf q{UPDATE dkis.units SET position = ST_SetSRID(ST_MakePoint(108.5%d, -6.7%d), 4326) WHERE callsign = '%s-%d';}, 30 + rand 40, 10 + rand 40, of('damkar', 'ambulans', 'polisi'), 1 + rand 20 }],
  board => [1, sub { q{SELECT count(*) FROM dkis.board();} }],
);
my @acts = map { my $act = $_; ($act) x ($turns{$act}[0]) } sort keys %turns;

# One dispatcher's hour as a script of psql, and which turn each line of it belongs to.
sub hour {
  my ($file, $his_calls) = @_;
  my @of_line = ('setup') x 3;
  append_to_file($file, "\\set QUIET on\n\\set VERBOSITY sqlstate\nSET client_min_messages = error;\n");
  while ($his_calls > 0) {
    my $act = of(@acts);
    my @lines = $turns{$act}[1]->();
    append_to_file($file, join("\n", @lines) . "\n");
    push @of_line, ($act) x @lines;
    $his_calls-- if $act eq 'call';
  }
  return \@of_line;
}

# ---- the hour ----------------------------------------------------------------------

my $dir = PostgreSQL::Test::Utils::tempdir();
my (@runs, @acts_of_line, @errors);
for my $n (1 .. $dispatchers) {
  $acts_of_line[$n] = hour("$dir/$n.sql", $calls / $dispatchers);
  $errors[$n] = '';
}
my $minutes = join '', map { "CALL dkis.escalate(now() + '$_ min'); SELECT dkis.seal(); SELECT pg_sleep(0.2);\n" } 1 .. 60;
append_to_file("$dir/clock.sql", "\\set QUIET on\n\\set VERBOSITY sqlstate\n$minutes");
my @psql = ('psql', '-X', '-q', '-A', '-t', '-h', $node->host, '-p', $node->port, 'postgres');
my $started = time;
my $clock_errors = '';
my $clock = IPC::Run::start([@psql, '-f', "$dir/clock.sql"], '>', '/dev/null', '2>', \$clock_errors);
push @runs, IPC::Run::start([@psql, '-U', "petugas_$_", '-f', "$dir/$_.sql"], '>', '/dev/null', '2>', \$errors[$_]) for 1 .. $dispatchers;
$_->finish for @runs;
my $seconds = time - $started;
$clock->finish;

# What somebody else has done meanwhile is said, and is no error of the line.
my %meanwhile = map { $_ => 1 } qw(SP003 SP008 SP010 23505 55P03 40001 22023 22008 23503 P0002 22004);
my (%said, @wrong);
for my $n (1 .. $dispatchers) {
  for (split /\n/, $errors[$n]) {
    my ($line, $state) = /^psql:\S+:(\d+): \w+:  (\w{5})$/ or do { push @wrong, $_; next };
    my $act = $acts_of_line[$n][$line - 1];
    $said{"$act $state"}++;
    push @wrong, "$act: $state" if !$meanwhile{$state} || $act eq 'call';
  }
}
diag(sprintf '%d statements in %.1f s; refused: %s', sum_of(map { scalar @$_ } grep { $_ } @acts_of_line), $seconds, join ', ', map { "$_ $said{$_}" } sort keys %said);
sub sum_of { my $sum = 0; $sum += $_ for @_; return $sum }

is_deeply(\@wrong, [], 'no call is refused, and nothing else but for what another has done meanwhile');
is($clock_errors, '', 'escalation and sealing ran beside it');
is(() = slurp_file($node->logfile) =~ /deadlock detected/g, 0, 'nobody waited in a ring');
cmp_ok(sql('SELECT count(*) FROM dkis.calls'), '>=', $calls, 'all calls are recorded');
is(sql(q{SELECT string_agg(DISTINCT e.event, ', ') FROM dkis.case_events e WHERE e.event IN ('insiden digabung', 'penggabungan dibatalkan', 'lokasi diubah', 'kasus dibatalkan')}),
  'insiden digabung, lokasi diubah, penggabungan dibatalkan', 'there was merging, parting, moving and calling off');
is(sql('SELECT * FROM public.stranded'), '', 'nothing is stranded, every history verifies');

# The storm is over: all units back, all incidents closed.
my $last = q{SET ROLE petugas_1; };
sql($last . q{UPDATE dkis.dispatches SET cleared_at = clock_timestamp() WHERE cleared_at IS NULL});
sql($last . q{SELECT count(*) FROM (SELECT dkis.close_incident(id, 'badai reda') FROM dkis.incidents WHERE closed_at IS NULL) x});
is(sql('SELECT count(*) FROM dkis.running_incidents'), '0', 'and all of it ends');
is(sql('SELECT * FROM public.stranded'), '', 'with nothing stranded');
$node->stop;
done_testing();
