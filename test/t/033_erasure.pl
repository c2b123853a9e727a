# A person erased is gone: a word that nobody else uses is typed into every door that his
# case, or his call, offers, until it stands in every column that docs/data-pribadi.md
# says is kept until he is erased (H). Then he is erased, and a dump of the whole database
# does not hold the word once; the histories verify and the reports count as before.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my @kept;
open my $doc, '<:utf8', abs_path(dirname(__FILE__)) . '/../../docs/data-pribadi.md' or die $!;
for (<$doc>) { push @kept, $1 if /^\| `(\w+\.\w+)` \| .* \| H \|$/ }

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\n");
$node->start;
$node->safe_psql('postgres', q{CREATE DATABASE kota TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'});
sub sql { return $node->safe_psql('kota', "SET client_min_messages = error;\n" . join("\n", @_)) }
sub dumped { my ($out) = run_command([ 'pg_dump', '--inserts', '-d', $node->connstr('kota') ]); return $out }

sql(q{
  CREATE EXTENSION dkis CASCADE;
  SELECT count(*) FROM dkis.load_cirebon();
  INSERT INTO dkis.calendars (code, kind) VALUES ('terus', '24 jam');
  INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 900, 'Uji');
  INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'terus', 'start -> 1; 1[Ya] -> 2; 1[Tidak] -> 1; 2 -> 3; 3 -> end');
  INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla, each_organisation)
    SELECT v.id, s, s::int, s, 'kadis', '1 hari + 1 hari', CASE s WHEN '3' THEN 'dinas' END FROM dkis.sop_versions v, unnest('{1,2,3}'::text[]) s WHERE v.sop = 'uji';
  INSERT INTO dkis.sop_fields (sop_version, name, type, label, personal, repeated) SELECT v.id, n, 'teks', n, n <> 'luas', n = 'hadir' FROM dkis.sop_versions v, unnest('{nik,luas,hadir}'::text[]) n WHERE v.sop = 'uji';
  SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE sop = 'uji';
  INSERT INTO dkis.people (name, actor) VALUES ('Ani', 'ani');
  SELECT dkis.set_identity_key('kunci yang cukup panjang');
  INSERT INTO dkis.units (responder, callsign, kind, position) SELECT code, 'DK-1', 'damkar', 'SRID=4326;POINT(108.55 -6.72)' FROM dkis.responders WHERE kind = 'damkar' LIMIT 1;
  CREATE TABLE ids (name text PRIMARY KEY, id bigint)});

# ---- typed into every door -----------------------------------------------------------------
# $w stands in it, each time otherwise; so that every column is known by which door filled it.
sub id { return sql("SELECT id FROM ids WHERE name = '$_[0]'") }
my $w = 'Xq7rahasia';
sql(qq{INSERT INTO dkis.applicants (name, contact, identity_hash, data) VALUES ('Siti $w', '$w\@contoh.id', dkis.identity_hash('3274'), '{"ibu": "$w"}');},
  q{INSERT INTO ids SELECT 'a', id FROM dkis.applicants; SELECT id AS a FROM dkis.applicants \gset},
  qq{UPDATE dkis.applicants SET contact = 'baru-$w\@contoh.id', name = 'Siti baru $w';
  INSERT INTO ids SELECT 'c', dkis.open_case('uji', 'Permohonan $w', data => '{"nik": "$w", "luas": "5"}', applicant => :a, organisation => 'dkis', received_at => now() - interval '2 hours');
  INSERT INTO ids SELECT 'd', dkis.open_case('uji', 'Kedua $w', applicant => :a);
  INSERT INTO ids SELECT 'e', dkis.open_case('uji', 'Orang lain');
  SELECT id AS c FROM ids WHERE name = 'c' \\gset
  SELECT id AS d FROM ids WHERE name = 'd' \\gset
  UPDATE dkis.cases SET title = 'Permohonan Siti $w', note = 'menelepon $w', data = data || '{"nik": "lain $w"}' WHERE id = :c;
  INSERT INTO dkis.case_documents (case_id, name, location) VALUES (:c, 'KTP $w', 'lemari $w');
  UPDATE dkis.case_documents SET name = 'KTP Siti $w', location = 'laci $w';
  INSERT INTO dkis.case_items (case_id, step, data) VALUES (:c, '1', '{"hadir": "$w"}');
  UPDATE dkis.case_items SET data = '{"hadir": "bukan $w"}';
  SELECT dkis.assign_step(:c, '1', 'ani');
  SELECT dkis.extend_step(:c, '1', 'perpanjang $w');
  UPDATE dkis.case_steps SET note = 'sementara $w' WHERE case_id = :c;
  UPDATE dkis.case_steps SET note = 'dibetulkan $w' WHERE case_id = :c;
  SELECT dkis.hold_case(:c, 'tunda $w'), dkis.resume_case(:c);
  SELECT dkis.finish_step(:c, '1', 'Ya', 'selesai $w');
  SELECT dkis.undo_step(:c, '1', 'keliru $w');
  SELECT dkis.finish_step(:c, '1', 'Tidak', 'ulang $w'), dkis.finish_step_with(:c, '1', '{"nik": "dengan $w"}', 'Ya', 'lagi $w');
  SELECT dkis.finish_step(:c, '2', 'Selesai', 'dua $w');
  UPDATE dkis.case_steps SET outcome = 'Selesai', note = 'dari dkis $w' WHERE case_id = :c AND step = '3' AND organisation = 'dkis';
  SELECT dkis.reopen_case(:c, 'dibuka lagi $w');
  SELECT dkis.close_step(:c, '3', 'ditutup lagi $w');
  INSERT INTO dkis.surveys (case_id, u1, u2, u3, u4, u5, u6, u7, u8, u9, suggestion) VALUES (:c, 4, 4, 4, 4, 4, 4, 4, 4, 4, 'saran $w');
  SELECT dkis.cancel_case(:d, 'batal $w');
  SELECT dkis.reveal(:c, 'menghubungi Siti $w') IS NULL;
  UPDATE dkis.notifications SET last_error = 'alamat $w ditolak' WHERE id = (SELECT max(id) FROM dkis.notifications WHERE applicant = :a);
  INSERT INTO dkis.notifications (performer, kind, subject, body) VALUES ('kadis', 'rangkuman', '2 tugas: Kedua $w', E'Orang lain\\nPermohonan Siti $w');
  INSERT INTO dkis.legal_holds (applicant, reason, until) VALUES (:a, 'sengketa $w', '2020-01-01')});
my $number = '081290871234';
my $digits = '81290871234';
sql(q{SELECT id AS c FROM ids WHERE name = 'c' \gset},
  qq{SELECT incident_id AS i, call_id AS l, case_id AS k FROM dkis.report_call('$number', 'Jalan $w 5, -6.721234, 108.553456', 'darurat', 'kebakaran', 'rumah $w terbakar') \\gset
  INSERT INTO ids VALUES ('i', :i), ('l', :l), ('k', :k);
  INSERT INTO dkis.call_locations (call, location, raw) VALUES (:l, '-6.721237, 108.553459', 'di rumah $w');
  UPDATE dkis.calls SET note = 'masih rumah $w' WHERE id = :l;
  UPDATE dkis.incidents SET address = 'Jalan $w', note = 'keterangan $w', data = '{"pemilik": "$w"}' WHERE id = :i;
  UPDATE dkis.incidents SET address = 'Gang $w', location = 'SRID=4326;POINT(108.557123 -6.725512)' WHERE id = :i;
  UPDATE dkis.incident_locations SET reason = 'kata $w';
  INSERT INTO dkis.call_backs (call, result, note) VALUES (:l, 'tersambung', 'kata $w');
  INSERT INTO dkis.dispatches (incident_id, unit_id, note, destination) SELECT :i, id, 'ke $w', 'RS $w' FROM dkis.units LIMIT 1;
  UPDATE dkis.dispatches SET cleared_at = clock_timestamp(), result = 'padam';
  SELECT dkis.hand_over(:i, 'dpkp', 'mohon bantu $w') AS h \\gset
  SELECT dkis.acknowledge_handover(:h, 'Budi', 'menuju $w');
  INSERT INTO dkis.time_corrections (record, incident_id, column_name, was, reason, corrected_by) VALUES ('calls', :i, 'received_at', now(), 'kata $w', 'ani');
  SELECT incident_id AS j FROM dkis.report_call('0812 5555', '-6.75, 108.56', 'darurat', 'kebakaran', 'yang lain') \\gset
  INSERT INTO dkis.incident_links (incident_id, related_id, note) VALUES (:i, :j, 'seperti kata $w');
  INSERT INTO dkis.blocked_numbers (number, reason, until) VALUES ('$number', 'prank $w', now() - interval '1 day');
  INSERT INTO dkis.legal_holds (caller_number, reason, until) VALUES ('$number', 'penyelidikan $w', '2020-01-01');
  SELECT dkis.reveal(:k, 'menghubungi $w') IS NULL;
  CALL dkis.escalate(now() + interval '40 days');
  SELECT dkis.cancel_case(:k, 'batal $w')});
# A caller without a number, too.
sql(qq{SELECT call_id AS l FROM dkis.report_call(NULL, NULL, 'informasi', NULL, 'tanpa nomor $w') \\gset}, q{INSERT INTO ids VALUES ('m', :l)});

# ---- it stands everywhere -------------------------------------------------------------------
my %filled = map { $_ => 1 } split /\n/, sql(qq{
  SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND c.relnamespace IN ('dkis'::regnamespace, 'dkis_store'::regnamespace)
    AND (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s WHERE %I::text ~* %L', c.oid::regclass, a.attname, '$w|$digits'), false, true, '')))[1]::text <> '0'});
my %place = map { $_ => 1 } qw(applicants.identity_hash call_locations.location incidents.location incident_locations.location report_parts.x);
is(join(' ', grep { !$filled{$_} && !$place{$_} } @kept), '', scalar(@kept) . ' columns that are kept until he is erased hold the word, or the place');
is(join(' ', grep { my $c = $_; !grep { $_ eq $c } @kept } sort keys %filled), '', 'no other column does');
is(sql(q{SELECT count(*) FROM dkis_store.incidents WHERE ST_DWithin(location, 'SRID=4326;POINT(108.557123 -6.725512)', 0.00001)}), 1, 'and the place');
cmp_ok(scalar(() = dumped() =~ /$w/g), '>', 100, 'a dump is full of it');

sub figures { return sql(map { "SELECT jsonb_agg(to_jsonb(k) ORDER BY k) FROM dkis_report.$_ k;" } qw(kepatuhan_sla ikm laporan_112 waktu_tanggap mutu_lokasi kemacetan beban_kerja wilayah_peta laporan_ppid)) . sql(
  'SELECT jsonb_agg(jsonb_build_array(s.started_at, s.finished_at, s.outcome, s.due_at) ORDER BY s.id) FROM dkis.case_steps s') }
my $before = figures();

# ---- erased ------------------------------------------------------------------------------------
my ($a, $i, $l, $m) = map { id($_) } qw(a i l m);
is(sql("SELECT dkis.erase_person($a, 'permintaan pemohon')"), 2, 'a person with two cases');
is(sql("SELECT caller_number FROM dkis.retention_due_callers()"), '', 'nobody is due by default');
like(sql("SELECT dkis.export_caller('$number')"), qr/$w.*$w/s, 'a caller gets his copy');
is(sql("SELECT dkis.erase_caller('$number', 'permintaan penelepon')"), 1, 'a caller');
is(sql("SELECT dkis.erase_call($m, 'permintaan penelepon')"), 1, 'a call without a number');
my $dump = dumped();
is(join("\n", map { substr $_, 0, 300 } grep { /$w|$digits/i } split /\n/, $dump), '', 'not one row of a dump holds the word or the number');
is(join("\n", map { substr $_, 0, 300 } grep { /108\.55345[69]|108\.557123|-6\.72123[47]|-6\.725512/ } split /\n/, $dump), '', 'nor the place');
is(sql(q{SELECT count(*) FROM dkis_store.incidents WHERE ST_DWithin(location, 'SRID=4326;POINT(108.557123 -6.725512)', 0.00001)}), 0, 'in whatever form');
is(sql(q{SELECT * FROM dkis.verify_all()}), '', 'every history, row and record verifies');
is(figures(), $before, 'the reports count as before');
is(sql(q{SELECT string_agg(DISTINCT relation, ' ' ORDER BY relation) FROM dkis.changes WHERE change = 'data pribadi dihapus'}),
  'access_log applicants blocked_numbers call_backs call_locations calls dispatches handovers incident_links incident_locations incidents legal_holds time_corrections', 'each row that was erased says so');

# ---- and when not ----------------------------------------------------------------------------------
sub refused { my ($out, $err) = ('', ''); $node->psql('kota', $_[0], stderr => \$err); return $err =~ /ERROR:  .*?(?:DETAIL:  (.*?))?\n/s ? "$err" : 'no error' }
sql(q{INSERT INTO dkis.legal_holds (caller_number, reason) VALUES ('0812 5555', 'penyelidikan')});
like(refused(q{SELECT dkis.erase_caller('0812 5555', 'x')}), qr/belum dapat dihapus.*ditahan: penyelidikan/s, 'a legal hold');
sql(q{UPDATE dkis.legal_holds SET until = '2020-01-01'});
like(refused(q{SELECT dkis.erase_caller('0812 5555', 'x')}), qr/insiden \d+ masih terbuka/, 'an emergency that is going on');
sql(q{SELECT dkis.cancel_case(case_id, 'selesai') FROM dkis.incidents WHERE closed_at IS NULL});
sql(q{INSERT INTO dkis.blocked_numbers (number, reason) VALUES ('0812 5555', 'prank')});
like(refused(q{SELECT dkis.erase_caller('0812 5555', 'x')}), qr/diblokir sampai/, 'a number that is blocked');
sql(q{UPDATE dkis.blocked_numbers SET until = now()});
like(refused(q{SELECT dkis.erase_caller('0812 5555', ' ')}), qr/perlu alasan/, 'without a reason');
like(refused(q{SELECT dkis.erase_caller('0899', 'x')}), qr/tidak ada panggilan/, 'a number that never called');
like(refused(q{SELECT dkis.erase_caller(' ', 'x')}), qr/nomor telepon kosong/, 'no number');
like(refused(q{SELECT dkis.erase_call(-1, 'x')}), qr/panggilan -1 tidak ada/, 'no call');
sql(q{INSERT INTO dkis.retention (months, basis, subject) VALUES (0, 'jadwal retensi arsip', 'penelepon')});
is(sql('SELECT caller_number, calls FROM dkis.retention_due_callers()'), '+628125555|1', 'whose time is over');
# An incident that somebody else reported too keeps its words; only the call goes.
sql(q{SELECT incident_id AS i, call_id AS l FROM dkis.report_call('0812 7777', '-6.71, 108.54', 'darurat', 'kebakaran', 'api') \gset},
  q{INSERT INTO dkis.calls (caller_number, kind, incident_id) VALUES ('0812 8888', 'duplikat', :i);
  UPDATE dkis.incidents SET address = 'Jalan Umum' WHERE id = :i;
  SELECT dkis.cancel_case(case_id, 'selesai') FROM dkis.incidents WHERE id = :i});
is(sql(q{SELECT dkis.erase_caller('0812 7777', 'x'); SELECT address FROM dkis.incidents ORDER BY id DESC LIMIT 1}), "1\nJalan Umum", 'what another has reported stays');
is(sql(q{SELECT dkis.erase_caller('0812 8888', 'x'); SELECT address FROM dkis.incidents ORDER BY id DESC LIMIT 1}), "1\n", 'until he goes too');
is(sql(q{SELECT * FROM dkis.verify_all()}), '', 'and all verifies');

done_testing();
