# Installing in other people's databases: PostGIS in a schema of an odd name,
# an owner whose name needs quoting, an owner who is no superuser, indexes
# rebuilt with nothing but the catalogue in the search path, and CREATE, DROP,
# CREATE in one session that goes on working.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

my $quiet = "SET client_min_messages = error;\n";
my $own_sop = q{
  INSERT INTO dkis.calendars (code, kind) VALUES ('jaga', '24 jam');
  INSERT INTO dkis.performers (code, name) VALUES ('penguji', 'Penguji');
  INSERT INTO dkis.sops (code, number, name) VALUES ('uji', 901, 'Uji');
  INSERT INTO dkis.sop_versions (sop, version, calendar, machine) VALUES ('uji', 1, 'jaga', 'start -> 1; 1 -> 2; 2 -> end');
  INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer, sla)
    SELECT v.id, s, s::int, s, 'penguji', '1 jam' FROM dkis.sop_versions v, unnest(ARRAY['1', '2']) s;
  DO $do$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions; END $do$;
};
my $work = q{
  INSERT INTO dkis.cases (sop, title) VALUES ('uji', 'Uji');
  UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL;
  SELECT string_agg(marking::text, ' ') || ' ' || string_agg(split_part(register_no, '/', 3), ' ') FROM dkis.cases;
};

# ---- PostGIS elsewhere, an owner with an odd name ---------------------------------
$node->safe_psql('postgres', q{CREATE ROLE "Pak ""Budi"" 'dkis'" SUPERUSER LOGIN; CREATE ROLE "orang biasa" LOGIN; CREATE ROLE petugas LOGIN});
$node->safe_psql('postgres', 'CREATE DATABASE aneh');
$node->safe_psql('aneh', $quiet . q{
  CREATE SCHEMA "Peta & Geo, lama";
  CREATE EXTENSION postgis SCHEMA "Peta & Geo, lama";
  SET SESSION AUTHORIZATION "Pak ""Budi"" 'dkis'";
  CREATE EXTENSION dkis;});
is($node->safe_psql('aneh', $quiet . 'SELECT count(*) FROM dkis.load_cirebon()') > 10, 1, 'installs and loads with PostGIS in an odd schema');
is($node->safe_psql('aneh', q{SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'dkis'}), q{"Pak ""Budi"" 'dkis'"}, 'its owner is who made it');
my $numbers = q{SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)};
$node->safe_psql('aneh', q{GRANT dkis_officer TO petugas; SELECT dkis.open_case('konferensi-pers', 'Uji'); SELECT * FROM dkis_report.daftar_tugas});
is($node->safe_psql('aneh', q{SET ROLE petugas; UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL; SELECT count(*) FROM dkis.case_steps}), '2', 'an officer works');
is($node->safe_psql('aneh', q{SET search_path = pg_catalog; SELECT (dkis.caller_location '-6.7320, 108.5523')::text}), 'geo:-6.732,108.5523;src=decimal', 'a place is read without any search path');
is($node->safe_psql('aneh', q{SET search_path = pg_catalog; SELECT "Peta & Geo, lama".ST_AsText((dkis.caller_location '-6.7320, 108.5523')::"Peta & Geo, lama".geometry)}),
  'POINT(108.5523 -6.732)', 'and becomes a geometry');

# ---- indexes over the types, rebuilt without a search path --------------------------
$node->safe_psql('aneh', q{
  CREATE TABLE uji_indeks AS SELECT n, (n || ' menit')::dkis.sla AS s, dkis.initial_marking(('start -> ' || n || '; ' || n || ' -> end')::dkis.state_machine) AS m FROM generate_series(1, 500) n;
  CREATE INDEX ON uji_indeks (s); CREATE INDEX ON uji_indeks USING hash (s);
});
for my $command ('REINDEX DATABASE aneh', 'VACUUM FULL uji_indeks', 'ANALYZE', 'CLUSTER uji_indeks USING uji_indeks_s_idx') {
  my ($status, $out, $err) = $node->psql('aneh', $command =~ s/uji_indeks/public.uji_indeks/r, connstr => $node->connstr('aneh') . " options='-csearch_path=pg_catalog'");
  is($status, 0, "$command under search_path = pg_catalog") or diag($err);
}
is($node->safe_psql('aneh', q{SET enable_seqscan = off; SELECT n FROM uji_indeks WHERE s OPERATOR(dkis.=) '120 menit'}), '120', 'the index finds what it should');

# ---- an owner who is no superuser -----------------------------------------------------
$node->safe_psql('aneh', q{REASSIGN OWNED BY "Pak ""Budi"" 'dkis'" TO "orang biasa"});
is($node->safe_psql('aneh', q{SELECT nspowner::regrole::text || ' ' || (SELECT rolsuper FROM pg_roles r WHERE r.oid = nspowner) FROM pg_namespace WHERE nspname = 'dkis'}), '"orang biasa" false', 'the extension goes to somebody ordinary');
is($node->safe_psql('aneh', $quiet . q{SET ROLE "orang biasa"; SELECT dkis.open_case('konferensi-pers', 'Uji') > 0; CALL dkis.escalate(now() + interval '1 year'); CALL dkis.open_recurring();
  SELECT count(*) > 0 FROM dkis.escalations}), "t\nt", 'who may do all that the owner may');
is($node->safe_psql('aneh', q{SET ROLE petugas; UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL AND step = '1'; SELECT count(*) FROM dkis_report.kasus WHERE kode_sop = 'konferensi-pers'}), '2', 'and under whom an officer works on');
is($node->safe_psql('aneh', q{SET ROLE "orang biasa"; SELECT done, count(*) FROM dkis.refresh_registers() GROUP BY 1}), 'diperbarui|24', 'registers are made again by him');
is($node->safe_psql('aneh', q{SET ROLE petugas; INSERT INTO dkis_report.register_konten_informasi (perihal) VALUES ('Uji') RETURNING instansi}), '3274', 'and open cases');
is($node->safe_psql('aneh', $numbers), '0', 'every history is whole');

# ---- somebody has put a trap beside PostGIS --------------------------------------------
$node->safe_psql('postgres', 'CREATE DATABASE jebakan');
$node->safe_psql('jebakan', $quiet . q{CREATE EXTENSION postgis;
  CREATE FUNCTION public.format(text, text) RETURNS text LANGUAGE plpgsql AS $f$BEGIN RAISE WARNING 'terperangkap'; RETURN pg_catalog.format($1, $2); END$f$});
my ($trap_status, undef, $trap_said) = $node->psql('jebakan', 'CREATE EXTENSION dkis');
like($trap_said, qr/ERROR:  dkis tidak dipasang: function dkis\.\w+\([a-z ,]*\) akan memakai function (public\.)?format\(text,text\)/, 'a better fitting function beside PostGIS is not built into dkis');
unlike($trap_said, qr/terperangkap/, 'nor called while it is installed');
$node->safe_psql('jebakan', $quiet . 'DROP FUNCTION public.format(text, text); CREATE EXTENSION dkis');

# ---- CREATE, DROP, CREATE in one session ------------------------------------------------
$node->safe_psql('postgres', 'CREATE DATABASE lagi');
my $session = "CREATE EXTENSION dkis CASCADE;\n$own_sop\n$work\nSELECT dkis.is_workday('2026-01-01', 'jaga');\nDROP EXTENSION dkis;\n";
is($node->safe_psql('lagi', $quiet . $session . $session . $session), join("\n", ('{2} 000001', 't') x 3), 'CREATE, DROP, CREATE in one live session, each time from the beginning');
is($node->safe_psql('lagi', q{
  SELECT count(*) FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'dkis'
  UNION ALL SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'dkis%'
  UNION ALL SELECT count(*) FROM pg_proc WHERE probin LIKE '%dkis%'
  UNION ALL SELECT count(*) FROM pg_type WHERE typname IN ('sla', 'state_machine', 'marking', 'caller_location')
  UNION ALL SELECT count(*) FROM pg_default_acl}), join("\n", (0) x 5), 'DROP leaves nothing behind');

# ---- what an office that has worked leaves: its group roles, which README.md says how to drop ----
$node->safe_psql('postgres', 'CREATE DATABASE pergi');
$node->safe_psql('pergi', $quiet . 'CREATE EXTENSION postgis');
# Every catalogue with its number of rows; what autovacuum measures meanwhile is nobody's.
my $catalogues = q{SELECT relname || ' ' || (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM pg_catalog.%I', relname), false, true, '')))[1]
  FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' AND relname !~ '^pg_statistic' ORDER BY 1};
my ($roles) = slurp_file("$FindBin::Bin/../../README.md") =~ /^(DROP ROLE dkis_admin.*)$/m;
my $guide = slurp_file("$FindBin::Bin/../../docs/memasang.md");
cmp_ok(index($guide, $roles), '>', 0, 'both pages say how the group roles are dropped');
$node->safe_psql('postgres', "DROP DATABASE $_") for 'aneh', 'jebakan'; # which still have dkis, and use its roles
$node->safe_psql('postgres', $roles);
my $before = $node->safe_psql('pergi', $catalogues);
$node->safe_psql('pergi', $quiet . q{CREATE EXTENSION dkis; SELECT count(*) FROM dkis.load_cirebon(); SELECT * FROM dkis.refresh_registers();
  INSERT INTO dkis_report.register_konten_informasi (perihal) VALUES ('Uji'); SELECT * FROM dkis.report_call('0812-3456-7890', '-6.7312, 108.5531', 'darurat', 'kebakaran');
  SELECT dkis.checkpoint(); SELECT * FROM dkis.refresh_reports(); DROP EXTENSION dkis});
is($node->safe_psql('pergi', q{SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname LIKE 'dkis%'}), 'dkis_admin dkis_app dkis_dispatcher dkis_officer dkis_reader', 'DROP EXTENSION leaves the group roles');
$node->safe_psql('pergi', $roles);
is($node->safe_psql('pergi', $catalogues), $before, 'and nothing else in any catalogue');

# A session that has compiled everything sees the extension go and come back.
my ($in, $out, $err) = ('', '', '');
my $h = IPC::Run::start(['psql', '-XAtq', '-f', '-', '-d', $node->connstr('lagi')], '<', \$in, '>', \$out, '2>', \$err, IPC::Run::timeout(120));
$in .= "$quiet CREATE EXTENSION dkis;\n$own_sop\n$work\n\\echo siap\n";
$h->pump until $out =~ /siap/;
like($out, qr/^\{2\} 000001$/m, 'a session works');
$node->safe_psql('lagi', $quiet . 'DROP EXTENSION dkis; CREATE EXTENSION dkis;' . $own_sop);
$out = '';
$in .= "$work\n\\echo lagi\n";
$h->pump until $out =~ /lagi/;
like($out, qr/^\{2\} 000001$/m, 'and goes on after another has dropped and created the extension') or diag($err);
$h->finish;
$node->stop;
done_testing();
