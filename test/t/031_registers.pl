# The registers of the SOPs are made while the database lives: a dump has them
# once, with what the agency granted and built upon them, and so have their
# restores; the extension goes and takes them along.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(lama polos folder lagi);
$node->safe_psql('postgres', 'CREATE ROLE bi; CREATE ROLE pemilik; CREATE ROLE petugas; CREATE ROLE pengelola');
$node->safe_psql('lama', q{SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()});
$node->safe_psql('lama', q{
  GRANT dkis_officer TO petugas; GRANT dkis_admin TO pengelola;
  SET ROLE pengelola;
  INSERT INTO dkis.sops (code, number, name) VALUES ('Uji "baru"', 901, 'Uji');
  INSERT INTO dkis.sop_versions (sop, version, machine) VALUES ('Uji "baru"', 1, 'start -> 1; 1 -> end');
  INSERT INTO dkis.sop_steps (sop_version, step, ordinal, activity, performer) SELECT id, '1', 1, 'Uji', 'staf' FROM dkis.sop_versions WHERE sop LIKE 'Uji%';
  INSERT INTO dkis.sop_fields (sop_version, name, type, label) SELECT id, 'jumlah', 'bilangan', 'Jumlah' FROM dkis.sop_versions WHERE sop LIKE 'Uji%';
  SELECT dkis.activate_version(id) FROM dkis.sop_versions WHERE sop LIKE 'Uji%';
  RESET ROLE;
  INSERT INTO dkis_report.register_uji__baru_ (perihal, jumlah) VALUES ('Satu', 1);
  GRANT SELECT ON dkis_report.register_uji__baru_ TO bi;
  CREATE VIEW public.ringkas AS SELECT perihal, jumlah FROM dkis_report.register_uji__baru_;
  COMMENT ON VIEW dkis_report.register_konferensi_pers IS 'Milik kami';
});
is($node->safe_psql('lama', q{SELECT count(*) FROM pg_class WHERE relnamespace = 'dkis_report'::regnamespace AND relowner <> current_user::regrole}), '0',
  'an administrator puts a SOP in force; its register is the owner\'s');

# Columns, definition, comments, triggers, rights of each register.
my $registers = q{
  SELECT string_agg(concat_ws(' | ', c.relname, md5(pg_get_viewdef(c.oid)), obj_description(c.oid, 'pg_class'), c.relacl::text,
    (SELECT string_agg(pg_get_triggerdef(t.oid), ' ') FROM pg_trigger t WHERE t.tgrelid = c.oid),
    (SELECT md5(string_agg(a.attname || ' ' || coalesce(col_description(c.oid, a.attnum), ''), ' ' ORDER BY a.attnum)) FROM pg_attribute a WHERE a.attrelid = c.oid)), E'\n' ORDER BY c.relname)
  FROM pg_class c WHERE c.relnamespace = 'dkis_report'::regnamespace AND c.relname LIKE 'register\_%'};
my $before = $node->safe_psql('lama', $registers);
is(scalar(split /\n/, $before), 25, '24 registers and one of the agency');

mkdir $node->backup_dir;
my $dump = $node->backup_dir . '/polos.sql';
$node->command_ok(['pg_dump', '-f', $dump, $node->connstr('lama')], 'pg_dump, plain');
$node->command_ok(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr('polos')], 'psql restores it without an error');
$node->command_ok(['pg_dump', '-Fd', '-f', $node->backup_dir . '/folder', $node->connstr('lama')], 'pg_dump, as a folder');
$node->command_ok(['pg_restore', '--exit-on-error', '-d', $node->connstr('folder'), $node->backup_dir . '/folder'], 'pg_restore restores it without an error');

for my $db ('polos', 'folder') {
  is($node->safe_psql($db, $registers), $before, "$db: every register is as it was");
  is($node->safe_psql($db, q{SELECT perihal || jumlah FROM public.ringkas}), 'Satu1', "$db: and what stood upon one");
  is($node->safe_psql($db, q{SET ROLE petugas; INSERT INTO dkis_report.register_uji__baru_ (perihal, jumlah) VALUES ('Dua', 2) RETURNING split_part(nomor_register, '/', 3), jumlah, langkah}),
    '000002|2|1 Uji', "$db: an officer opens the next case");
}

# Again from the restored database, made by its own hand: nothing doubles.
is($node->safe_psql('polos', q{SELECT done, count(*) FROM dkis.refresh_registers() GROUP BY 1}), 'diperbarui|25', 'they can be made again');
is($node->safe_psql('polos', $registers) =~ s/Milik kami/Register SOP 1 Konferensi Pers; INSERT membuka kasus/r, $before =~ s/Milik kami/Register SOP 1 Konferensi Pers; INSERT membuka kasus/r, 'as they were');
$node->command_ok(['pg_dump', '-f', $dump, $node->connstr('polos')], 'a dump of the restored');
$node->command_ok(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr('lagi')], 'restores too');

my ($status, $out, $err);

# Restored by another, the extension is the restorer's, the registers are whose
# they were, until they are made again.
$node->safe_psql('lagi', q{ALTER VIEW dkis_report.register_konferensi_pers OWNER TO pemilik; GRANT CREATE ON SCHEMA dkis_report TO pemilik});
($status, $out, $err) = $node->psql('lagi', 'SELECT * FROM dkis_report.register_konferensi_pers');
like($err, qr/permission denied/, 'a register of somebody who has lost the extension');
is($node->safe_psql('lagi', q{SET ROLE pengelola; SELECT DISTINCT done FROM dkis.refresh_registers(); SELECT count(*) FROM dkis_report.register_konferensi_pers}), "diperbarui\n0",
  'works again once made again');

# ---- the extension goes -----------------------------------------------------------
my $left = q{SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'dkis%'};
($status, $out, $err) = $node->psql('lama', 'DROP EXTENSION dkis');
like($err, qr/view ringkas depends on/, 'not from under what stands upon a register');
is($node->safe_psql('lama', "DROP VIEW public.ringkas; DROP EXTENSION dkis; $left"), '0', 'DROP EXTENSION takes the registers along');
is($node->safe_psql('polos', "DROP VIEW public.ringkas; DROP EXTENSION dkis; $left"), '0', 'also after a restore and refresh_registers()');
is($node->safe_psql('folder', "SET client_min_messages = error; DROP EXTENSION dkis CASCADE; $left"), '0', 'with CASCADE after a restore without it');
$node->stop;
done_testing();
