# pg_cron really runs it: jobs every minute, a step that is overdue escalated by
# a run that nobody called, its row in cron.job_run_details; and the advice in a
# database where pg_cron does not live. Waits for the next full minute.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);

my $pg_config = $ENV{PG_CONFIG} // 'pg_config';
my $library = `$pg_config --pkglibdir`;
chomp $library;
plan skip_all => 'no pg_cron here' unless -e "$library/pg_cron.so";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', q{
shared_preload_libraries = 'pg_cron'
cron.database_name = 'kota'
cron.use_background_workers = on
max_worker_processes = 24
timezone = 'UTC'
});
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE kota');
$node->safe_psql('postgres', 'CREATE DATABASE lain');
my $quiet = "SET client_min_messages = error;\n";
$node->safe_psql('kota', $quiet . 'CREATE EXTENSION pg_cron; CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');
$node->safe_psql('lain', $quiet . 'CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');

# The emergency line never closes: late at any hour of any day.
my $case = $node->safe_psql('kota', q{SELECT dkis.open_case('darurat-kecelakaan', 'Tabrakan', received_at => now() - interval '1 hour')});
is($node->safe_psql('kota', "SELECT next_escalation_at < now() FROM dkis.case_steps WHERE case_id = $case"), 't', 'a step is overdue');
like($node->safe_psql('kota', 'SELECT dkis.start_jobs()'), qr/^Dijadwalkan tiap menit: dkis\.escalate \(pekerjaan \d+\), dkis\.open_recurring \(pekerjaan \d+\)$/, 'start_jobs() schedules both');
$node->safe_psql('kota', 'SELECT dkis.start_jobs()');
is($node->safe_psql('kota', q{SELECT string_agg(jobname || ' ' || schedule || ' ' || command || ' ' || active, ', ' ORDER BY jobname) FROM cron.job}),
  q{dkis.escalate * * * * * CALL dkis.run_job('dkis.escalate') true, dkis.open_recurring * * * * * CALL dkis.run_job('dkis.open_recurring') true}, 'once, however often it is called');

# In the database beside it: what to run, which is run as it says.
my $advice = $node->safe_psql('lain', 'SELECT dkis.start_jobs()');
like($advice, qr/^pg_cron tidak ada di basis data ini\. Di basis data kota jalankan:$/m, 'elsewhere it says where pg_cron lives');
my @commands = $advice =~ /^(SELECT cron\.schedule_in_database.*;)$/mg;
is(scalar @commands, 2, 'and what to run there');
$node->safe_psql('kota', join "\n", @commands);
my $other = $node->safe_psql('lain', q{SELECT dkis.open_case('darurat-kecelakaan', 'Tabrakan', received_at => now() - interval '1 hour')});

my $listener = ['psql', '-XAtq', '-d', $node->connstr('kota')];
my ($in, $out, $err) = ("LISTEN dkis;\n\\echo mendengar\n", '', '');
my $h = IPC::Run::start($listener, '<', \$in, '>', \$out, '2>', \$err, IPC::Run::timeout(180));
$h->pump until $out =~ /mendengar/;

sub wait_for {
  my ($database, $query) = @_;
  for (1 .. 300) {
    return 1 if $node->safe_psql($database, $query) eq 't';
    sleep 0.5;
  }
  return 0;
}
ok(wait_for('kota', 'SELECT count(*) > 0 FROM dkis.escalations'), 'a cron run has escalated it');
is($node->safe_psql('kota', "SELECT string_agg(e.level || ' ' || e.performer, ', ' ORDER BY e.level) FROM dkis.escalations e JOIN dkis.case_steps s ON s.id = e.case_step_id WHERE s.case_id = $case"),
  '1 call_taker, 2 spv, 3 subkoor_plip, 4 kadis', 'every level that had come');
like($node->safe_psql('kota', "SELECT register_no FROM dkis.cases WHERE id = $case"), qr{^6/\d{4}/000001$}, 'and numbered it');
ok(wait_for('kota', q{SELECT count(*) > 0 FROM cron.job_run_details WHERE status = 'succeeded' AND command = $$CALL dkis.run_job('dkis.escalate')$$ AND database = 'kota'}), 'its run stands in cron.job_run_details');
is($node->safe_psql('kota', q{SELECT count(*) FROM cron.job_run_details WHERE status = 'failed'}), '0', 'none has failed');
ok(wait_for('kota', q{SELECT count(DISTINCT job) = 2 FROM dkis.jobs WHERE error IS NULL}), 'both stand in dkis.jobs');
ok(wait_for('lain', 'SELECT count(*) > 0 FROM dkis.escalations'), 'the other database was escalated as the advice said');
$in .= "SELECT 1;\n\\echo sekali lagi\n";
$h->pump until $out =~ /sekali lagi/;
$h->finish;
# A recurring case opened in the same minute may be told of with it.
my @told = grep { /\b$case\b/ } $out =~ /notification "dkis" with payload "(.*)" received/g;
is(scalar @told, 1, 'one NOTIFY for the transaction');
like($told[0], qr/^\{"event" : "eskalasi", "case_ids" : \[$case(,\d+)*\], "more" : false\}$/, 'with ids only');

like($node->safe_psql('kota', 'SELECT dkis.stop_jobs()'), qr/^Dihentikan: dkis\.(escalate, dkis\.open_recurring|open_recurring, dkis\.escalate)$/, 'stop_jobs() stops both');
is($node->safe_psql('kota', q{SELECT count(*) FROM cron.job WHERE database = 'kota'}), '0', 'and only its own');
is($node->safe_psql('kota', 'SELECT dkis.stop_jobs()'), 'Tidak ada pekerjaan yang terjadwal.', 'a second time there is nothing to stop');
my ($unschedule) = $node->safe_psql('lain', 'SELECT dkis.stop_jobs()') =~ /^(SELECT cron\.unschedule.*;)$/m;
$node->safe_psql('kota', $unschedule);
is($node->safe_psql('kota', 'SELECT count(*) FROM cron.job'), '0', 'elsewhere it says how to stop');
$node->stop;
done_testing();
