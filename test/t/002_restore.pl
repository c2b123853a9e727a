# Dump and restore: every row comes back exactly, nothing wakes up on the way,
# and the restored database works on.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE lama');
$node->safe_psql('postgres', 'CREATE DATABASE baru');
$node->safe_psql('lama', 'SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');
$node->safe_psql('lama', q{
  SELECT dkis.open_case('16', 'Permintaan ' || n, data => '{"tujuan": "penelitian"}') FROM generate_series(1, 5) n;
  SELECT dkis.open_case('13', 'Pengaduan', class => 'sedang');
  UPDATE dkis.case_steps SET outcome = 'Selesai', note = 'ok' WHERE step = '1' AND finished_at IS NULL;
  UPDATE dkis.cases SET status = 'ditunda', note = 'menunggu' WHERE title = 'Pengaduan';
  UPDATE dkis.cases SET status = 'batal', note = 'keliru' WHERE title = 'Permintaan 3';
  INSERT INTO dkis.holidays (calendar, day, name) VALUES ('kantor', '2027-01-01', 'Tahun Baru');
  SELECT dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran');
  SELECT dkis.report_call('0812 3456 789', '-6.7301, 108.55', 'darurat', 'kebakaran');
  SELECT dkis.report_call(NULL, NULL, 'ghost');
  SELECT dkis.merge_incidents(min(id), max(id)) FROM dkis.incidents;
  INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('damkar-mako', 'D-1', 'damkar', 'SRID=4326;POINT(108.53 -6.73)');
  INSERT INTO dkis.dispatches (incident_id, unit_id) SELECT min(i.id), min(u.id) FROM dkis.incidents i, dkis.units u;
  INSERT INTO dkis.call_locations (call, raw) SELECT min(id), 'geo:-6.74,108.56;u=20' FROM dkis.calls;
  SELECT dkis.acknowledge_handover(dkis.hand_over(min(id), '112 tetangga'), 'Bu Ratna') FROM dkis.incidents WHERE closed_at IS NULL;
  -- Rows that others of their own table point at are written again, behind them.
  INSERT INTO dkis.cases (sop, title, parent_case) SELECT 'permohonan-informasi', 'Anak', min(id) FROM dkis.cases;
  UPDATE dkis.cases SET note = 'ditulis lagi' WHERE title = 'Permintaan 1';
  UPDATE dkis.incidents SET priority = 1 WHERE duplicate_of IS NULL;
  UPDATE dkis.areas SET name = name WHERE level <> 'kelurahan';
  UPDATE dkis.performers SET name = name WHERE code IN (SELECT superior FROM dkis.performers);
  -- What is recorded of changes, and the stamps of who wrote a row, come along as they are.
  INSERT INTO dkis.applicants (name) VALUES ('Budi');
  UPDATE dkis.applicants SET contact = '0812';
  INSERT INTO dkis.case_documents (case_id, name, sha256) SELECT min(id), 'Surat', sha256('surat') FROM dkis.cases;
  UPDATE dkis.performers SET name = name || ' (uji)' WHERE code = 'ppid';
  SELECT dkis.seal();
});

# Every table of the extension, its rows in key order, hashed; sequences too.
my $fingerprint = q{
  SELECT string_agg(t || ' ' || rows || ' ' || coalesce(digest, ''), E'\n' ORDER BY t) FROM (
    SELECT n.nspname || '.' || c.relname AS t,
      (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', n.nspname, c.relname), false, true, '')))[1]::text AS rows,
      (xpath('/row/d/text()', query_to_xml(format('SELECT md5(string_agg(r::text, chr(10) ORDER BY r::text)) AS d FROM %I.%I r', n.nspname, c.relname), false, true, '')))[1]::text AS digest
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('dkis', 'dkis_store') AND c.relname !~ '^(report_(periods|parts|late|horizon)|secrets)' -- counted anew; never dumped
    UNION ALL
    SELECT schemaname || '.' || sequencename, coalesce(last_value::text, 'unused'), NULL
    FROM pg_sequences WHERE schemaname IN ('dkis', 'dkis_store') AND sequencename !~ '^(report_(periods|parts|late|horizon)|secrets)') all_of_it};

my $before = $node->safe_psql('lama', $fingerprint);
my $dump = $node->backup_dir . '/dkis.sql';
mkdir $node->backup_dir;
$node->command_ok(['pg_dump', '-f', $dump, $node->connstr('lama')], 'pg_dump');
$node->command_ok(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr('baru')], 'psql restores it without an error');
is($node->safe_psql('baru', $fingerprint), $before, 'every row and every sequence is as before');
is($node->safe_psql('baru', 'SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)'), '0', 'every history is whole');

# However it was made.
for my $form (['--inserts'], ['--column-inserts', '--on-conflict-do-nothing', '--no-owner', '--no-privileges'], ['--rows-per-insert=7']) {
  $node->safe_psql('postgres', 'DROP DATABASE IF EXISTS bentuk; CREATE DATABASE bentuk');
  $node->command_ok(['pg_dump', @$form, '-f', $dump, $node->connstr('lama')], "pg_dump @$form");
  $node->command_ok(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr('bentuk')], '... restored without an error');
  is($node->safe_psql('bentuk', $fingerprint), $before, '... every row and every sequence is as before');
}
$node->safe_psql('postgres', 'DROP DATABASE bentuk; CREATE DATABASE bentuk');
$node->command_ok(['pg_dump', '-Fc', '-f', $dump, $node->connstr('lama')], 'pg_dump -Fc');
$node->command_ok(['pg_restore', '--exit-on-error', '-d', $node->connstr('bentuk'), $dump], '... restored without an error');
is($node->safe_psql('bentuk', $fingerprint), $before, '... every row and every sequence is as before');

# An archive does not keep the order that foreign keys between the tables of an
# extension ask for: with several jobs the rows come as replicated ones do.
# (--disable-triggers would leave triggers that always fire as ordinary ones.)
my $firing = q{SELECT string_agg(tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text, E'\n' ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger WHERE NOT tgisinternal};
$node->safe_psql('postgres', 'CREATE DATABASE sejajar');
my ($archive, $to) = ($node->backup_dir . '/dkis.dir', $node->connstr('sejajar'));
$node->command_ok(['pg_dump', '-Fd', '-j', 3, '-f', $archive, $node->connstr('lama')], 'pg_dump with three jobs');
$node->command_ok(['pg_restore', '--section=pre-data', '-d', $to, $archive], 'pg_restore: what rows need');
{
  local $ENV{PGOPTIONS} = '-c session_replication_role=replica';
  $node->command_ok(['pg_restore', '-j', 3, '--data-only', '-d', $to, $archive], 'pg_restore with three jobs: the rows');
}
$node->command_ok(['pg_restore', '-j', 3, '--section=post-data', '-d', $to, $archive], 'pg_restore: the rest');
is($node->safe_psql('sejajar', $fingerprint), $before, 'every row and every sequence is as before');
is($node->safe_psql('sejajar', $firing), $node->safe_psql('lama', $firing), 'every trigger fires when it did');

my ($case) = $node->safe_psql('baru', q{SELECT id FROM dkis.cases WHERE title = 'Permintaan 1'});
is($node->safe_psql('baru', "SELECT dkis.finish_step($case, '2', 'Tersedia')"), '{4}', 'the next step finishes');
is($node->safe_psql('baru', q{INSERT INTO dkis.cases (sop, title) VALUES ('permohonan-informasi', 'Berikutnya') RETURNING split_part(register_no, '/', 3)}),
  "000007", 'the next case takes the next register number');
is($node->safe_psql('baru', q{SELECT incident_id - (SELECT max(id) FROM dkis.incidents) FROM dkis.report_call('0811', 'depan pasar')}), '1', 'the line takes the next call');
is($node->safe_psql('baru', q{SELECT status FROM dkis.units}), 'bertugas', 'the unit on its way still is');
is($node->safe_psql('baru', q{SELECT dkis.is_workday('2027-01-01')}), 'f', 'the calendar has the holiday');

$node->restart;
is($node->safe_psql('baru', "SELECT dkis.finish_step($case, '4')"), '{5}', 'and all goes on after a restart');
$node->stop;
done_testing();
