# What goes wrong around the server: its clock is set an hour back while people work, nobody
# runs the jobs for a week, two servers both take themselves for the only one, files come in
# broken. Nothing is lost, told twice or taken for what it is not.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use MovedClock;

my $quiet = "SET client_min_messages = error;\n";
my $broken = 'SELECT c.id, p.* FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id) p';

my $node = PostgreSQL::Test::Cluster->new('utama');
$node->init(allows_streaming => 1);
$node->append_conf('postgresql.conf', "timezone = 'Asia/Jakarta'\nautovacuum = off\n");
my $clock = MovedClock->new($node);


sub sql { return $node->safe_psql('postgres', $quiet . $_[0]) }

SKIP: {
  skip 'no libfaketime here', 1 unless MovedClock::library();
  $clock->set('2025-03-20 10:00');
  $clock->start_server;
  sql('CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');

  # ---- an hour back ------------------------------------------------------------------
  sql(q{INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Kasus ' || n FROM generate_series(1, 6) n});
  my ($done, $held, $extended, $cancelled, $long, $left) = split /\n/, sql('SELECT id FROM dkis.cases ORDER BY id');
  sql("SELECT dkis.hold_case($_, 'menunggu') FROM (SELECT 1) x") for $held, $long;
  my $call = sql(q{SELECT incident_id FROM dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran')});
  my $note = sql('SELECT dkis.seal(); SELECT dkis.checkpoint()') =~ s/^\d+\n//r;
  my $deadline = sql("SELECT due_at FROM dkis.cases WHERE id = $held");
  $clock->set('2025-03-20 09:00');
  is(sql(q{SELECT to_char(now(), 'HH24')}), '09', 'the clock is an hour back');
  sql("SELECT dkis.finish_step($done, '1'); SELECT dkis.resume_case($held); SELECT dkis.cancel_case($cancelled, 'keliru')");
  is(sql("SELECT due_at FROM dkis.cases WHERE id = $held"), $deadline, 'a hold that ends before it began gives nothing back');
  is(sql('SELECT count(*) FROM dkis.case_steps WHERE finished_at < started_at'), '0', 'no step ends before it began');
  sql(q{SELECT dkis.open_case('konferensi-pers', 'Dibuka sejam sebelumnya'); CALL dkis.escalate(); CALL dkis.open_recurring(); SELECT dkis.seal()});
  is(sql($broken), '', 'every history is whole');
  is(sql(q{SELECT * FROM dkis.verify_all()}), '', 'and in the tree');
  is($node->safe_psql('postgres', "SELECT * FROM dkis.compare_note(\$\$$note\n\$\$)"), '', 'the note of an hour ahead still holds');
  is(sql("SELECT string_agg(seq::text, ',' ORDER BY seq) = string_agg(seq::text, ',' ORDER BY recorded_at, seq) FROM dkis.case_events WHERE case_id = $done"), 'f', 'its events keep the order in which they came, whatever their clock said');
  $clock->set('2025-03-20 11:00');
  sql("SELECT dkis.finish_step($done, step, outcome) FROM dkis.next_actions($done) LIMIT 1; SELECT dkis.resume_case($long); SELECT dkis.seal()");
  is(sql($broken), '', 'and whole when the clock is right again');

  # ---- a month without jobs ------------------------------------------------------------
  sql(q{CALL dkis.escalate(); CALL dkis.open_recurring()});
  my $opened = sql('SELECT count(*) FROM dkis.cases');
  $clock->set('2025-04-28 08:00');
  sql(q{CALL dkis.run_job('dkis.escalate'); CALL dkis.run_job('dkis.open_recurring')});
  is(sql('SELECT job, error FROM dkis.jobs WHERE error IS NOT NULL'), '', 'after weeks in which nobody ran them the jobs run, without an error');
  my $caught_up = sql('SELECT count(*) FROM dkis.cases');
  cmp_ok($caught_up, '>', $opened, 'the recurring cases of the weeks that were missed are open');
  sql(q{CALL dkis.run_job('dkis.escalate')}); # of these some are late already
  my $levels = sql('SELECT count(*) FROM dkis.escalations');
  cmp_ok($levels, '>', 0, "$levels levels have come at once");
  is(sql('SELECT count(*) - count(DISTINCT (case_step_id, case_id, level)) FROM dkis.escalations'), '0', 'each once');
  sql(q{CALL dkis.run_job('dkis.escalate'); CALL dkis.run_job('dkis.open_recurring')});
  is(sql('SELECT (SELECT count(*) FROM dkis.escalations), (SELECT count(*) FROM dkis.cases)'), "$levels|$caught_up", 'and nothing comes a second time');
  is(sql($broken), '', 'every history is whole');
  $node->stop;
}

# ---- two masters -----------------------------------------------------------------------------
$node->start;
unless (MovedClock::library()) { sql('CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()') }
sql(q{SELECT dkis.open_case('konferensi-pers', 'Bersama'); SELECT dkis.seal()});
my $common = sql('SELECT dkis.checkpoint()');
$node->backup('salinan');
my $second = PostgreSQL::Test::Cluster->new('kedua');
$second->init_from_backup($node, 'salinan', has_streaming => 1);
$second->start;
$node->wait_for_catchup('kedua');
$second->promote; # while the first works on
my %last;
for my $server ($node, $second) {
  my $name = $server->name;
  $server->safe_psql('postgres', $quiet . qq{SELECT dkis.finish_step(id, '1') FROM dkis.cases WHERE title = 'Bersama'; SELECT dkis.open_case('konferensi-pers', 'Dari $name'); SELECT dkis.seal()});
  $last{$name} = { note => $server->safe_psql('postgres', 'SELECT dkis.checkpoint()'), heads => $server->safe_psql('postgres', 'SELECT jsonb_agg(h) FROM dkis.audit_heads h') };
}
for ([$node, 'kedua'], [$second, 'utama']) {
  my ($server, $other) = @$_;
  is($server->safe_psql('postgres', "SELECT * FROM dkis.verify_all()"), '', $server->name . ': a history of its own, and whole');
  is($server->safe_psql('postgres', "SELECT * FROM dkis.compare_note(\$\$$common\n\$\$)"), '', '... which goes through what both had');
  like($server->safe_psql('postgres', "SELECT * FROM dkis.compare_note(\$\$$last{$other}{note}\n\$\$)"), qr/catatan pertama tidak menuju akar nota|hilang/, '... and not through what the other has published since');
  my $apart = $server->safe_psql('postgres', "SELECT string_agg(c.title, ', ' ORDER BY h.case_id) FROM dkis.compare_heads(\$\$$last{$other}{heads}\$\$) h JOIN dkis.cases c ON c.id = h.case_id");
  is($apart, 'Bersama, Dari ' . $server->name, '... each case that has gone two ways is named');
}
$second->stop;

# ---- broken files -------------------------------------------------------------------------------
$node->safe_psql('postgres', 'CREATE TABLE files (call text, value text)');
my %calls = ('kasus-lama.csv' => 'dkis.load_cases($1)', 'libur-2027.csv' => q{dkis.load_holidays($1, 'kantor')}, 'libur.ics' => q{dkis.load_holidays_ics($1, 'kantor')},
  'sop13.bpmn' => 'dkis.from_bpmn($1)', 'sop13.pnml' => 'dkis.from_pnml($1)', 'batas.geojson' => 'dkis.load_areas($1::jsonb)');
for my $file (sort keys %calls) {
  my $text = slurp_file("$ENV{DKIS_TOP}/test/pages/$file");
  $node->safe_psql('postgres', "INSERT INTO files VALUES (\$call\$$calls{$file}\$call\$, \$file\$$text\$file\$)");
}
my $ends = $node->safe_psql('postgres', $quiet . q{
CREATE TABLE ends (call text, state text, message text);
DO $do$
DECLARE
  f record;
  broken text;
  place int;
BEGIN
  FOR f IN SELECT * FROM files CROSS JOIN generate_series(1, 60) n LOOP
    place := 1 + (f.n * 7919) % length(f.value);
    -- cut off, a letter is another, a piece is lost, a piece is there twice
    broken := CASE f.n % 4 WHEN 0 THEN left(f.value, place) WHEN 1 THEN overlay(f.value PLACING chr(33 + f.n * 7 % 90) FROM place FOR 1)
      WHEN 2 THEN left(f.value, place) || substr(f.value, place + 1 + f.n * 13 % 50) ELSE left(f.value, place) || substr(f.value, greatest(1, place - f.n)) END;
    BEGIN
      EXECUTE 'SELECT count(*) FROM ' || f.call USING broken;
      RAISE SQLSTATE 'ZZ001'; -- taken, and taken back
    EXCEPTION WHEN OTHERS THEN
      INSERT INTO ends VALUES (f.call, SQLSTATE, SQLERRM);
    END;
  END LOOP;
END
$do$;
SELECT DISTINCT call, state, message FROM ends WHERE state <> 'ZZ001' AND state NOT IN (SELECT sqlstate FROM dkis.error_codes() WHERE sqlstate <> 'XX000')});
is($ends, '', 'a broken file is taken as far as it can be read, or refused by a code that an application knows');
is($node->safe_psql('postgres', q{SELECT count(*) FROM ends WHERE state <> 'ZZ001'}) > 100 ? 'many' : 'few', 'many', 'and many of them are refused');
$node->stop;
done_testing();
