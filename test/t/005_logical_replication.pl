# A hub that subscribes to the agency's tables: rows arrive exactly, nothing
# wakes up there, and what its sessions have compiled follows the holidays that
# arrive.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $agency = PostgreSQL::Test::Cluster->new('instansi');
$agency->init(allows_streaming => 'logical');
$agency->start;
my $hub = PostgreSQL::Test::Cluster->new('pusat');
$hub->init(allows_streaming => 'logical');
$hub->start;
my $quiet = "SET client_min_messages = error;\n";
$agency->safe_psql('postgres', $quiet . 'CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');
$agency->safe_psql('postgres', q{
  INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Sebelum ' || n FROM generate_series(1, 20) n;
  UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL;});
$hub->safe_psql('postgres', $quiet . 'CREATE EXTENSION dkis CASCADE');

# This server's own: its settings, and the heartbeat of its jobs.
my $tables = $agency->safe_psql('postgres', q{
  SELECT string_agg(c.oid::regclass::text, ', ' ORDER BY c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('dkis', 'dkis_store') AND c.relkind = 'r' AND c.oid::regclass::text NOT IN ('dkis.settings', 'dkis_store.job_runs')});
$agency->safe_psql('postgres', "CREATE PUBLICATION dkis FOR TABLE $tables");
my $connection = $agency->connstr . ' dbname=postgres';

# A session of the hub that has asked before anything has arrived.
my ($in, $out, $err) = ('', '', '');
my $h = IPC::Run::start(['psql', '-XAtq', '-d', $hub->connstr('postgres')], '<', \$in, '>', \$out, '2>', \$err, IPC::Run::timeout(180));
sub ask {
  my ($query) = @_;
  $out = '';
  $in .= "$query;\n\\echo selesai\n";
  $h->pump until $out =~ /selesai/;
  return $out =~ s/\s*selesai\s*$//r;
}
ask("$quiet SET dkis.agency = 3274");
is(ask(q{SELECT count(*) FROM dkis.cases}), '0', 'the hub is empty');
ask(q{SELECT dkis.is_workday('2026-12-30', 'kantor')});

$hub->safe_psql('postgres', "CREATE SUBSCRIPTION dkis CONNECTION '$connection' PUBLICATION dkis");
$hub->wait_for_subscription_sync($agency, 'dkis');

my $rows = sub {
  my ($node) = @_;
  return join "\n", map { "$_ " . $node->safe_psql('postgres', "SELECT count(*), md5(coalesce(string_agg(r::text, chr(10) ORDER BY r::text), '')) FROM $_ r") } split /, /, $tables;
};
is($rows->($hub), $rows->($agency), 'every row is copied exactly');
is(ask(q{SELECT dkis.is_workday('2026-12-30', 'kantor')}), 't', 'a session that had found no calendar finds it now');

# Changes, through the speaking views of the agency.
$agency->safe_psql('postgres', q{
  INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Sesudah ' || n FROM generate_series(1, 20) n;
  UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL AND case_id % 2 = 0;
  UPDATE dkis.cases SET status = 'batal', note = 'uji' WHERE title = 'Sesudah 1';
  INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('kantor', '2026-12-30', 'libur daerah', 'Uji');
  CALL dkis.escalate(now() + interval '30 days');});
$agency->wait_for_catchup('dkis');
is($rows->($hub), $rows->($agency), 'changes too: nothing is added, numbered or logged on the way');
is(ask(q{SELECT dkis.is_workday('2026-12-30', 'kantor')}), 'f', 'the session sees the holiday that has arrived');
is(ask(q{SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)}), '0', 'every history is whole at the hub');
is(ask(q{SELECT count(*) > 0 FROM dkis_report.daftar_tugas}), 't', 'reports work at the hub');

$agency->safe_psql('postgres', q{DELETE FROM dkis.holidays WHERE day = '2026-12-30'});
$agency->wait_for_catchup('dkis');
is(ask(q{SELECT dkis.is_workday('2026-12-30', 'kantor')}), 't', 'and that it was taken back');
$agency->safe_psql('postgres', 'TRUNCATE dkis_store.holidays');
$agency->wait_for_catchup('dkis');
is(ask(q{SELECT dkis.is_workday('2026-12-25', 'kantor')}), 't', 'also that all of them were');
is($hub->safe_psql('postgres', 'SELECT count(*) FROM dkis_store.job_runs'), '0', 'no job has run there');
$h->finish;
$hub->safe_psql('postgres', 'DROP SUBSCRIPTION dkis');
$hub->stop;
$agency->stop;
done_testing();
