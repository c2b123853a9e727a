# From one version to the next: this one, then one of the same minor number that
# adds a column, then the next minor, which adds a table, a function, a report.
# Their scripts are made here and put together by the Makefile; their libraries
# are this one under other names. Sessions live through it or are refused by name
# of both versions; what comes out is, object by object, what an installation
# makes; old data is worked on.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use File::Copy;
use Test::More;

$ENV{CCACHE_DISABLE} = 1; # whose cache it would be is not ours
my ($top, $tmp) = ($ENV{DKIS_TOP}, $PostgreSQL::Test::Utils::tmp_check);
chomp(my ($now) = map { /^default_version = '(.*)'/ ? $1 : () } split /\n/, slurp_file("$top/dkis.control"));
my ($major, $minor, $patch) = split /\./, $now;
my ($added, $next) = ("$major.$minor." . ($patch + 1), "$major." . ($minor + 1) . '.0');

# ---- a server of our own, whose dkis we may replace --------------------------------
my $server = "$tmp/server";
system_or_bail('cp', '-a', "$top/build/server", $server);
my ($bin) = $ENV{DKIS_BIN} =~ m{^\Q$top\E/build/server(/.*)};
chomp(my $include = `$bin/pg_config --includedir-server`);
chomp(my $extensions = `$server$bin/pg_config --sharedir`);
chomp(my $libraries = `$server$bin/pg_config --pkglibdir`);
$extensions .= '/extension';

# The library, as if it had been built for that version.
my @named = qw(module row view); # who speak of the version
sub put_library {
  my ($version) = @_;
  my @objects = grep { my $o = $_; !grep { $o =~ m{/pg/base/$_\.o$} } @named } glob "$top/src/*/*/*.o";
  for (@named) {
    system_or_bail('gcc', '-std=gnu11', '-O1', '-fPIC', '-w', "-I$top/src", "-I$include", "-DDKIS_VERSION=\"$version\"", '-c', "$top/src/pg/base/$_.c", '-o', "$tmp/$_.o");
  }
  system_or_bail('gcc', '-shared', '-o', "$libraries/dkis.so.new", @objects, map({ "$tmp/$_.o" } @named), '-lxml2');
  rename "$libraries/dkis.so.new", "$libraries/dkis.so" or die $!; # who has it open keeps what he has
}

# The sources of a version: those that are here, its parts before 9-end, its updates.
my %sources = (
  $added => q{
ALTER TABLE dkis_store.cases ADD COLUMN urgency text NOT NULL DEFAULT 'biasa';
COMMENT ON COLUMN dkis_store.cases.urgency IS 'Sifat';
DO $$ BEGIN EXECUTE format('CREATE OR REPLACE VIEW dkis.cases AS %s', regexp_replace(rtrim(pg_get_viewdef('dkis.cases'::regclass), ';'), '\n +FROM', ', urgency FROM')); END $$;
COMMENT ON COLUMN dkis.cases.urgency IS 'Sifat';
},
  $next => q{
CREATE TABLE dkis.next_things (id bigserial PRIMARY KEY, agency int NOT NULL DEFAULT dkis.agency(), above bigint REFERENCES dkis.next_things (id), name text NOT NULL);
COMMENT ON TABLE dkis.next_things IS 'Uji';
SELECT dkis_store.announce_changes('dkis.next_things');
SELECT dkis_store.record_changes('dkis.next_things');
CREATE FUNCTION dkis.urgent(case_id bigint) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN (SELECT c.urgency FROM dkis.cases AS c WHERE c.id = case_id);
COMMENT ON FUNCTION dkis.urgent(bigint) IS 'Sifat kasus';
CREATE OR REPLACE FUNCTION dkis_store.job_calls() RETURNS TABLE (job text, command text) LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC SELECT j.job, format('CALL dkis.run_job(%L)', j.job) FROM (VALUES ('dkis.escalate'), ('dkis.open_recurring')) AS j (job) WHERE true; END;
CREATE VIEW dkis_report.mendesak AS SELECT c.id, c.urgency AS sifat FROM dkis.cases AS c WHERE c.closed_at IS NULL;
COMMENT ON VIEW dkis_report.mendesak IS 'Uji';
});

sub put_scripts {
  my ($version, @steps) = @_; # each step leads from the version before to its own
  my $tree = "$tmp/sources-$version";
  system_or_bail('mkdir', '-p', "$tree/sql/upgrade", map { "$tree/sql/8-of-$_" } @steps);
  symlink "$top/$_", "$tree/$_" for qw(Makefile src);
  symlink $_, "$tree/sql/" . ($_ =~ s{.*/}{}r) for glob "$top/sql/[0-9]-*";
  my $before = $now;
  for my $step (@steps) {
    append_to_file("$tree/sql/8-of-$step/899-of.sql", $sources{$step});
    append_to_file("$tree/sql/upgrade/dkis--$before--$step.sql", "SET LOCAL search_path = pg_catalog, pg_temp;\n$sources{$step}");
    $before = $step;
  }
  append_to_file("$tree/dkis.control", slurp_file("$top/dkis.control") =~ s/^default_version = .*/default_version = '$version'/mr);
  my @scripts = ("dkis--$version.sql", map { s{.*/}{}r } glob "$tree/sql/upgrade/*.sql");
  system_or_bail('make', '-s', '-C', $tree, "PG_CONFIG=$bin/pg_config", @scripts);
  for (@scripts, 'dkis.control') {
    unlink "$extensions/$_";
    copy("$tree/$_", "$extensions/$_") or die "$_: $!";
  }
}

my $node = PostgreSQL::Test::Cluster->new('main', install_path => "$server$bin/..");
$node->init;
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
my $quiet = "SET client_min_messages = error;\n";
sub session {
  my %s = (in => '', out => '', err => '');
  $s{h} = IPC::Run::start(['psql', '-XAtq', '-d', $node->connstr('kota')], '<', \$s{in}, '>', \$s{out}, '2>', \$s{err}, IPC::Run::timeout(120));
  return \%s;
}
sub ask {
  my ($s, $query) = @_;
  $s->{out} = $s->{err} = '';
  $s->{in} .= "$query;\n\\echo selesai\n\\warn selesai\n";
  $s->{h}->pump until $s->{out} =~ /selesai/ && $s->{err} =~ /selesai/;
  return join '', map { s/\s*selesai\s*$//r } $s->{out}, $s->{err};
}

# ---- this version at work -----------------------------------------------------------
$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(kota lompat segar pulih);
$node->safe_psql('kota', $quiet . q{
  CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon();
  CREATE ROLE dkis_uji_admin LOGIN IN ROLE dkis_admin;
  INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Lama ' || n FROM generate_series(1, 20) n;
  UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE finished_at IS NULL AND case_id % 2 = 0;
  SELECT dkis.hold_case(min(id), 'menunggu') FROM dkis.cases;
  SELECT * FROM dkis.refresh_registers();});
$node->safe_psql('lompat', "$quiet CREATE EXTENSION dkis CASCADE");
my $old = session();
my $finish = q{WITH one AS (SELECT min(s.id) AS id FROM dkis.case_steps s JOIN dkis.cases c ON c.id = s.case_id WHERE s.finished_at IS NULL AND s.step = '1' AND c.status = 'berjalan')
  UPDATE dkis.case_steps s SET outcome = 'Selesai' FROM one WHERE s.id = one.id RETURNING s.outcome};
is(ask($old, $finish), 'Selesai', "a session of $now works");

# ---- the same minor: in either order ---------------------------------------------------
put_library($added);
is($node->safe_psql('kota', $finish), 'Selesai', "library $added on script $now: works");
put_scripts($added, $added);
is($node->safe_psql('kota', "ALTER EXTENSION dkis UPDATE; SELECT extversion FROM pg_extension WHERE extname = 'dkis'"), $added, "updated to $added");
is(ask($old, $finish), 'Selesai', "library $now on script $added, in the session that lived through it: works");
for my $who (sub { ask($old, $_[0]) }, sub { $node->safe_psql('kota', $_[0]) }) {
  $who->(q{INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Baru')});
  is($who->(q{SELECT urgency FROM dkis.cases WHERE title = 'Baru' ORDER BY id DESC LIMIT 1}), 'biasa', '... a new case takes the default of the new column');
}

# ---- the next minor: refused by name of both, each way --------------------------------------
my $both = sub { my ($library, $script) = @_; return qr/ERROR:  pustaka dkis \Q$library\E tidak mengenal skrip ekstensi \Q$script\E\n.*HINT:  \S/s };
my $refused = sub {
  my ($library, $script, $why) = @_;
  my %calls = (opening => q{SELECT dkis.open_case('konferensi-pers', 'X')}, finishing => $finish, escalating => 'CALL dkis.escalate()', 'a call' => q{SELECT dkis.report_call('0812')},
    'a day' => q{SELECT dkis.is_workday('2026-01-02', 'kantor')}, 'a statement' => q{INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'X')});
  for (sort keys %calls) {
    my (undef, undef, $said) = $node->psql('kota', $calls{$_});
    like($said, $both->($library, $script), "$why: $_ is refused");
  }
};
put_library($next);
$refused->($next, $added, 'newer library, older script');
put_scripts($next, $added, $next);
is($node->safe_psql('kota', "ALTER EXTENSION dkis UPDATE; SELECT extversion FROM pg_extension WHERE extname = 'dkis'"), $next, "updated to $next");
like(ask($old, q{INSERT INTO dkis.holidays (calendar, day, name) VALUES ('kantor', '2027-01-05', 'Uji')}) . ask($old, $finish), $both->($now, $next), 'a session that still has the old library is refused');
$old->{h}->finish;
put_library($now);
$refused->($now, $next, 'older library, newer script');
put_library($next);

# ---- fresh and updated are the same ------------------------------------------------------------
$node->safe_psql('segar', "$quiet CREATE EXTENSION dkis CASCADE");
$node->safe_psql('lompat', 'ALTER EXTENSION dkis UPDATE');
my $catalogue = q{
  WITH member AS (
    SELECT d.classid, d.objid, i.type, i.identity FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'dkis', pg_identify_object(d.classid, d.objid, 0) i
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e')
  SELECT line FROM (
  SELECT concat_ws(' ', m.type, m.identity, (SELECT string_agg(a.privs::text, ',' ORDER BY a.privs::text) FROM pg_init_privs p, unnest(p.initprivs) a (privs) WHERE p.classoid = m.classid AND p.objoid = m.objid AND p.objsubid = 0),
    obj_description(m.objid, m.classid::regclass::name)) AS line FROM member m
  UNION ALL SELECT concat_ws(' ', 'function', p.oid::regprocedure, (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(p.proacl) a), CASE WHEN p.prokind IN ('f', 'p') THEN md5(pg_get_functiondef(p.oid)) END)
    FROM member m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
  UNION ALL SELECT concat_ws(' ', 'relation', c.oid::regclass, c.relkind, c.reloptions, (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(c.relacl) a), CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END,
      (SELECT string_agg('dumped ' || n.condition, ',') FROM pg_extension x, unnest(x.extconfig, x.extcondition) AS n (rel, condition) WHERE x.extname = 'dkis' AND n.rel = c.oid))
    FROM member m JOIN pg_class c ON m.classid = 'pg_class'::regclass AND c.oid = m.objid
  UNION ALL SELECT concat_ws(' ', 'column', a.attrelid::regclass, row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum), a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attacl, pg_get_expr(f.adbin, f.adrelid), col_description(a.attrelid, a.attnum))
    FROM member m JOIN pg_attribute a ON m.classid = 'pg_class'::regclass AND a.attrelid = m.objid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
  UNION ALL SELECT concat_ws(' ', 'constraint', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) FROM member m JOIN pg_constraint c ON m.classid = 'pg_class'::regclass AND c.conrelid = m.objid
  UNION ALL SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid)) FROM member m JOIN pg_index i ON m.classid = 'pg_class'::regclass AND i.indrelid = m.objid
  UNION ALL SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled) FROM member m JOIN pg_trigger t ON m.classid = 'pg_class'::regclass AND t.tgrelid = m.objid AND NOT t.tgisinternal
  UNION ALL SELECT concat_ws(' ', 'version', extversion) FROM pg_extension WHERE extname = 'dkis') AS lines ORDER BY line COLLATE "C"};
my $fresh = $node->safe_psql('segar', $catalogue);
cmp_ok(scalar(split /\n/, $fresh), '>', 3000, 'the catalogue is long');
for my $database ('kota', 'lompat') {
  my (%fresh, %updated);
  $fresh{$_}++ for split /\n/, $fresh;
  $updated{$_}++ for split /\n/, $node->safe_psql($database, $catalogue);
  is(join("\n", map({ "- $_" } grep { !$updated{$_} } sort keys %fresh), map { "+ $_" } grep { !$fresh{$_} } sort keys %updated), '', "$database: updated is what is installed afresh");
}

# ---- and old data is worked on -------------------------------------------------------------------
my $admin = sub { $node->safe_psql('kota', $_[0], extra_params => ['-U', 'dkis_uji_admin']) };
is($admin->(q{INSERT INTO dkis.next_things (name) VALUES ('satu') RETURNING id / 100000000000, agency}), '3274|3274', "an admin writes the new table; its ids are in the agency's range");
is($admin->(q{UPDATE dkis.next_things SET name = 'dua'; SELECT relation FROM dkis.changes ORDER BY id DESC LIMIT 1}), 'next_things', 'its changes are recorded');
is($admin->(q{SELECT dkis.urgent(register_no) FROM dkis.cases WHERE title = 'Lama 1'}), 'biasa', 'a new function takes a number too');
is($admin->(q{SELECT dkis.resume_case(id) IS NULL FROM dkis.cases WHERE status = 'ditunda'}) =~ /^[tf]?$/, 1, 'a case held before goes on');
$node->safe_psql('kota', q{DO $$ BEGIN FOR n IN 1 .. 30 LOOP
  UPDATE dkis.case_steps s SET outcome = coalesce((SELECT a.outcome FROM dkis.next_actions(s.case_id) a WHERE a.step = s.step AND a.outcome IS NOT NULL LIMIT 1), 'Selesai') WHERE s.finished_at IS NULL; EXIT WHEN NOT FOUND; END LOOP; END $$});
is($node->safe_psql('kota', q{SELECT string_agg(DISTINCT status, ' ') FROM dkis.cases}), 'selesai', 'every case that was begun before is finished');
is($node->safe_psql('kota', q{SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)}), '0', 'every history is whole');
is($node->safe_psql('kota', q{SELECT count(DISTINCT done) || ' ' || min(done) FROM dkis.refresh_registers()}), '1 diperbarui', 'registers are made anew');
my $dump = "$tmp/kota.sql";
$node->command_ok(['pg_dump', '-f', $dump, $node->connstr('kota')], 'a dump of it');
$node->command_ok(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr('pulih')], '... is restored');
is($node->safe_psql('pulih', q{SELECT name FROM dkis.next_things; SELECT has_table_privilege('dkis_reader', 'dkis_report.register_konferensi_pers', 'SELECT')}), "dua\nt", 'with the new rows and the rights on registers');
$node->stop;
done_testing();
