# pg_cron really runs it: jobs every minute, a step that is overdue escalated by
# a run that nobody called, its row in cron.job_run_details; and the advice in a
# database where pg_cron does not live. A second server is a Debian server set up
# by what README.md says, word for word: with Debian's pg_hba.conf, where
# start_jobs() says what is missing until nothing is. Waits for full minutes.
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

# What README.md tells a reader to type.
my ($chapter) = slurp_file("$ENV{DKIS_TOP}/README.md") =~ /^## On a real server\n(.*?)^## /ms;
my ($settings) = $chapter =~ /^```conf\n(.*?)^```$/ms;
my ($install, $people, $leave) = $chapter =~ /^```sql\n(.*?)^```$/msg;

# Debian's pg_hba.conf, as pg_createcluster leaves it.
my $debian_hba = <<'HBA';
local   all             postgres                                peer
local   all             all                                     peer
host    all             all             127.0.0.1/32            scram-sha-256
host    all             all             ::1/128                 scram-sha-256
local   replication     all                                     peer
host    replication     all             127.0.0.1/32            scram-sha-256
host    replication     all             ::1/128                 scram-sha-256
HBA

my $debian = PostgreSQL::Test::Cluster->new('debian');
$debian->init;
open my $hba, '>', $debian->data_dir . '/pg_hba.conf' or die $!;
print $hba $debian_hba;
close $hba;
$debian->append_conf('postgresql.conf', "listen_addresses = 'localhost'\ntimezone = 'UTC'\nlc_messages = 'C'\n");
$debian->start;

sub typed { # as somebody types it into psql
  my ($server, $text) = @_;
  my ($out, $err);
  my $ok = IPC::Run::run(['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $server->connstr('postgres')], '<', \$text, '>', \$out, '2>', \$err);
  diag($err) unless $ok;
  return $ok ? $out : undef;
}

# Too early: pg_cron not loaded, then loaded but not created, then without the
# setting that README.md has; each time it says what to do next.
(my $without_cron = $install) =~ s/^CREATE EXTENSION pg_cron;\n//m;
$without_cron =~ s/^CREATE EXTENSION dkis/SET client_min_messages = error;\n$&/m;
my ($bare, $others) = ("listen_addresses = 'localhost'\n", 'CREATE ROLE kelola LOGIN IN ROLE dkis_admin');
like(typed($debian, $without_cron), qr/^pg_cron belum dimuat server ini\. Tulis di postgresql\.conf, lalu mulai ulang server:\nshared_preload_libraries = 'pg_cron'\ncron\.database_name = 'kota'\ncron\.use_background_workers = on\nKemudian di basis data ini, sebagai superuser:\nCREATE EXTENSION pg_cron;\nSELECT dkis\.start_jobs\(\);$/m,
  'start_jobs() where pg_cron is not loaded: the settings of README.md');
(my $unquiet = $settings) =~ s/^cron\.use_background_workers.*\n//m;
$debian->append_conf('postgresql.conf', $unquiet);
$debian->restart;
like($debian->safe_psql('kota', 'SELECT dkis.start_jobs()'), qr/^pg_cron belum dipasang di basis data ini\..*\nCREATE EXTENSION pg_cron;$/, '... loaded, but not created');
my $late = $debian->safe_psql('kota', q{SELECT dkis.open_case('darurat-kecelakaan', 'Tabrakan', received_at => now() - interval '1 hour')});
$debian->safe_psql('kota', "CREATE EXTENSION pg_cron; $others");
my $as_admin = 'SET SESSION AUTHORIZATION kelola; SELECT dkis.start_jobs()';
like($debian->safe_psql('kota', $as_admin), qr/^Dijadwalkan tiap menit: .*\nPERHATIAN: belum tentu berjalan\.\ncron\.use_background_workers mati:.*\n.*\nALTER SYSTEM SET cron\.use_background_workers = on;$/,
  '... as dkis_admin, without background workers: scheduled, with a warning');

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
  my ($database, $query, $server) = @_;
  for (1 .. 300) {
    return 1 if ($server // $node)->safe_psql($database, $query) eq 't';
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

# Meanwhile on the Debian server: refused, as start_jobs() had warned. With what
# README.md has besides, it runs.
ok(wait_for('kota', q{SELECT count(*) >= 2 FROM cron.job_run_details WHERE status = 'failed'}, $debian), "Debian's pg_hba.conf refuses pg_cron over localhost");
like($debian->safe_psql('kota', $as_admin), qr/\nPERHATIAN: jalan terakhir GAGAL \(.*\)\.\ncron\.use_background_workers mati:/, 'start_jobs() says so, and why');
is($debian->safe_psql('kota', 'SELECT count(*) FROM dkis.escalations'), '0', 'nothing has been escalated');
$debian->append_conf('postgresql.conf', $settings);
$debian->restart;
ok(wait_for('kota', 'SELECT count(*) > 0 FROM dkis.escalations', $debian), 'with the settings of README.md a cron run escalates');
ok(wait_for('kota', q{SELECT count(DISTINCT command) = 2 FROM cron.job_run_details WHERE status = 'succeeded'}, $debian), 'both jobs succeed');
like($debian->safe_psql('kota', $as_admin), qr/^Dijadwalkan tiap menit: [^\n]*$/, 'and start_jobs() has nothing more to say');
is($debian->safe_psql('kota', 'SELECT count(*) FROM cron.job'), '2', 'scheduled once, however often it was called');

# The rest of the chapter: people, a copy under another name, leaving.
ok(defined typed($debian, "\\connect kota\n$people"), 'people as README.md makes them');
is($debian->safe_psql('kota', q{SET SESSION AUTHORIZATION budi; SELECT count(*) > 0 FROM dkis.cases}), 't', 'an officer sees cases');
my ($options) = $chapter =~ /`pg_dump ((?:--extension=\w+ )+)kota`/;
my $dump = $debian->basedir . '/kota.sql';
$debian->command_ok(['pg_dump', split(' ', $options), '-f', $dump, $debian->connstr('kota')], "pg_dump $options");
$debian->safe_psql('postgres', 'CREATE DATABASE kembar');
$debian->command_ok(['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $debian->connstr('kembar')], 'restored beside pg_cron under another name');
is($debian->safe_psql('kembar', 'SELECT count(*) FROM dkis.escalations'), $debian->safe_psql('kota', 'SELECT count(*) FROM dkis.escalations'), 'with its rows');
like($debian->safe_psql('kembar', 'SELECT dkis.start_jobs()'), qr/^pg_cron tidak ada di basis data ini\. Di basis data kota jalankan:$/m, 'where start_jobs() says where to go');
$debian->safe_psql('kembar', 'DROP EXTENSION dkis CASCADE');
$debian->safe_psql('kota', 'DROP ROLE kelola');
my $superuser = (getpwuid $<)[0];
$leave =~ s/\bTO postgres\b/TO "$superuser"/;
ok(defined typed($debian, "\\connect kota\n$leave"), 'leaving as README.md says');
is($debian->safe_psql('kota', q{SELECT (SELECT count(*) FROM cron.job) + (SELECT count(*) FROM pg_roles WHERE rolname LIKE 'dkis%') + (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'dkis%')}), '0', 'leaves nothing');
$debian->stop;

like($node->safe_psql('kota', 'SELECT dkis.stop_jobs()'), qr/^Dihentikan: dkis\.(escalate, dkis\.open_recurring|open_recurring, dkis\.escalate)$/, 'stop_jobs() stops both');
is($node->safe_psql('kota', q{SELECT count(*) FROM cron.job WHERE database = 'kota'}), '0', 'and only its own');
is($node->safe_psql('kota', 'SELECT dkis.stop_jobs()'), 'Tidak ada pekerjaan yang terjadwal.', 'a second time there is nothing to stop');
my ($unschedule) = $node->safe_psql('lain', 'SELECT dkis.stop_jobs()') =~ /^(SELECT cron\.unschedule.*;)$/m;
$node->safe_psql('kota', $unschedule);
is($node->safe_psql('kota', 'SELECT count(*) FROM cron.job'), '0', 'elsewhere it says how to stop');
$node->stop;
done_testing();
