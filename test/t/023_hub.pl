# docs/hub.md followed literally: three agencies with the same SOPs and numbers
# send their rows to a hub that is an agency itself. The first copy, what follows,
# jobs at the hub beside others' rows, reports over all, and an agency whose
# server is another one now.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $page = slurp_file("$ENV{DKIS_TOP}/docs/hub.md");
my %blocks = $page =~ /^```sql ([a-z-]+)\n(.*?)^```$/msg;

my @codes = (3209, 3210, 3274);
my $agencies = PostgreSQL::Test::Cluster->new('instansi'); # each a database of its own
my $hub = PostgreSQL::Test::Cluster->new('pusat');
for my $node ($agencies, $hub) {
  $node->init(allows_streaming => 'logical');
  $node->append_conf('postgresql.conf', "fsync = off\nmax_worker_processes = 40\nmax_logical_replication_workers = 24\nmax_sync_workers_per_subscription = 4\nmax_wal_senders = 24\nmax_replication_slots = 24");
  $node->start;
}
my $quiet = "SET client_min_messages = error;\n";
$agencies->safe_psql('postgres', 'CREATE DATABASE dasar');
$agencies->safe_psql('dasar', "$quiet CREATE EXTENSION dkis CASCADE");
for my $code (@codes) {
  $agencies->safe_psql('postgres', "CREATE DATABASE kota_$code TEMPLATE dasar");
  $agencies->safe_psql("kota_$code", $quiet . qq{
    SELECT dkis.set_agency($code); SELECT * FROM dkis.load_cirebon();
    INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Kasus ' || n || ' $code' FROM generate_series(1, 10) n;
    UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL AND case_id % 2 = 0;
    SELECT dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran');
    SELECT dkis.seal();});
  # The role is the server's, once.
  $agencies->safe_psql("kota_$code", $code == $codes[0] ? $blocks{instansi} : $blocks{instansi} =~ s/^CREATE ROLE.*\n//mr);
}
$hub->safe_psql('postgres', $quiet . q{CREATE EXTENSION dkis CASCADE; SELECT dkis.set_agency(3200); SELECT * FROM dkis.load_cirebon();
  INSERT INTO dkis.cases (sop, title, received_at) VALUES ('konferensi-pers', 'Pusat', now() - interval '20 days')});

# A block for an agency: what the reader fills in are its \set lines.
sub fill_in {
  my ($block, $code) = @_;
  $block =~ s/^\\set instansi .*$/\\set instansi $code/m;
  my $connection = $agencies->connstr("kota_$code") =~ s/'/''/gr;
  $block =~ s/^\\set sambungan .*$/\\set sambungan '$connection user=pusat'/m;
  return $block;
}
sub synced { $hub->poll_query_until('postgres', q{SELECT count(*) > 0 AND bool_and(srsubstate = 'r') FROM pg_subscription_rel}) }
sub caught_up {
  for my $code (@codes) {
    my $lsn = $agencies->safe_psql("kota_$code", 'SELECT pg_current_wal_lsn()');
    $agencies->poll_query_until('postgres', "SELECT confirmed_flush_lsn >= '$lsn' FROM pg_replication_slots WHERE slot_name = 'dkis_pusat_$code'") or die "$code does not catch up";
  }
}
my $published = q{SELECT string_agg(schemaname || '.' || tablename, ' ' ORDER BY 1) FROM pg_publication_tables WHERE pubname = 'dkis'};
my @tables = split / /, $agencies->safe_psql('kota_3274', $published);
cmp_ok(scalar @tables, '>', 50, scalar(@tables) . ' tables are published');
sub rows_of {
  my ($node, $database, $code) = @_;
  return $node->safe_psql($database, join ' UNION ALL ', map { "SELECT '$_', count(*), md5(coalesce(string_agg(r::text, chr(10) ORDER BY r::text), '')) FROM $_ r WHERE agency = $code" } @tables);
}
sub as_sent { my ($why) = @_; is(rows_of($hub, 'postgres', $_), rows_of($agencies, "kota_$_", $_), "$_: every row is as it was sent, $why") for @codes }

# ---- the first copy --------------------------------------------------------------------
my $own = rows_of($hub, 'postgres', 3200);
$hub->safe_psql('postgres', fill_in($blocks{pusat}, $_)) for @codes;
synced();
as_sent('at first');
my ($status, $out, $said) = $hub->psql('postgres', $blocks{'pusat-sesudah'}, on_error_stop => 1);
is($status, 0, 'registers, and a reader') or diag($said);

# ---- what follows, while the hub's own jobs run -------------------------------------------
$agencies->safe_psql("kota_$_", q{
  INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Berikut ' || n FROM generate_series(1, 10) n;
  UPDATE dkis.cases SET status = 'batal', note = 'uji' WHERE title = 'Berikut 1';
  INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('kantor', now()::date + 3, 'libur daerah', 'Uji');
  CALL dkis.escalate(now() + interval '30 days'); SELECT dkis.seal();}) for @codes;
$hub->safe_psql('postgres', q{INSERT INTO dkis.holidays (calendar, day, kind, name) VALUES ('kantor', now()::date + 4, 'libur daerah', 'Uji');
  CALL dkis.run_job('dkis.escalate'); CALL dkis.run_job('dkis.open_recurring')});
caught_up();
$hub->safe_psql('postgres', q{CALL dkis.escalate(now() + interval '1 year'); CALL dkis.run_job('dkis.escalate')});
as_sent("beside the hub's jobs");
isnt(rows_of($hub, 'postgres', 3200), $own, "which do the hub's own work");
is($hub->safe_psql('postgres', q{SELECT count(*) FROM dkis.jobs WHERE error IS NOT NULL}), '0', 'without an error');
(undef, undef, $said) = $hub->psql('postgres', q{SELECT dkis.finish_step(min(c.id), '1') FROM dkis.cases c WHERE c.agency = 3209 AND c.title = 'Berikut 2'}, extra_params => ['-v', 'VERBOSITY=verbose']);
like($said, qr/ERROR:  SP008/, "another agency's case is not worked on there");
$agencies->safe_psql('kota_3209', q{SELECT dkis.finish_step(c.id, '1') FROM dkis.cases c WHERE c.title = 'Berikut 2'});
caught_up();
as_sent('and work goes on');

# ---- reading there -----------------------------------------------------------------------------
is($hub->safe_psql('postgres', $blocks{pimpinan} =~ s/.*?;//sr, extra_params => ['-U', 'pimpinan']) =~ tr/\n//, 3, 'a reader counts the cases of all four');
like($hub->safe_psql('postgres', $blocks{pimpinan} =~ s/(.*?;).*/$1/sr, extra_params => ['-U', 'pimpinan']), qr/^3209\|.*^3274\|/ms, 'and their tasks');
is($hub->safe_psql('postgres', q{SELECT count(DISTINCT instansi) FROM dkis_report.register_konferensi_pers}, extra_params => ['-U', 'pimpinan']), '4', 'a register holds those of all');
for my $code (@codes) {
  my $note = $agencies->safe_psql("kota_$code", 'SELECT dkis.checkpoint()');
  my $block = fill_in($blocks{periksa}, $code) =~ s/:'nota'/'$note'/r;
  is($hub->safe_psql('postgres', $block), '', "$code: what it has published is here, whole, and nothing is stuck");
}

# What reports have counted already is counted again where rows come late.
$hub->safe_psql('postgres', 'SELECT dkis.refresh_reports()');
$agencies->safe_psql('kota_3210', q{UPDATE dkis_store.cases SET closed_at = now() - interval '3 days' WHERE title = 'Berikut 1'});
caught_up();
is($hub->safe_psql('postgres', q{SELECT count(*) > 0 FROM dkis_store.report_late}), 't', 'an end that comes late is noted there');

# ---- an agency's server is another one now ---------------------------------------------------------
my $others = join "\n", map { rows_of($hub, 'postgres', $_) } 3209, 3210, 3200;
my ($slot, $database) = ('dkis_pusat_3274', 'kota_3274');
$hub->safe_psql('postgres', 'ALTER SUBSCRIPTION dkis_3274 DISABLE');
$agencies->poll_query_until('postgres', "SELECT NOT active FROM pg_replication_slots WHERE slot_name = '$slot'");
$agencies->safe_psql($database, qq{SELECT pg_drop_replication_slot('$slot');
  INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Tak terkirim'); UPDATE dkis.cases SET note = 'diubah' WHERE title LIKE 'Kasus%'});
$hub->safe_psql('postgres', fill_in($blocks{'salin-ulang'}, 3274));
is($hub->safe_psql('postgres', 'SELECT count(*) FROM dkis.cases WHERE agency = 3274'), '0', 'its rows go from the hub');
is(join("\n", map { rows_of($hub, 'postgres', $_) } 3209, 3210, 3200), $others, "... and nobody else's");
$hub->safe_psql('postgres', fill_in($blocks{pusat}, 3274));
synced();
caught_up();
as_sent('copied again');
$hub->safe_psql('postgres', "DROP SUBSCRIPTION dkis_$_") for @codes;
$hub->stop;
$agencies->stop;
done_testing();
