# The story of a case: opened on one server, parked while that is dumped, restored
# and upgraded to the newest PostgreSQL there is here (to the same, where there is
# no other), gone on with after a revision of its SOP, a decree and a failover,
# finished. Nothing differs on the way: every row, every history, every deadline
# by the oracle. DKIS_CASES more are open beside it (1000).
use strict;
use warnings;
use File::Basename;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

$ENV{CCACHE_DISABLE} = 1; # whose cache it would be is not ours
my ($top, $tmp, $cases) = ($ENV{DKIS_TOP}, $PostgreSQL::Test::Utils::tmp_check, $ENV{DKIS_CASES} // 1000);
my ($mine) = $ENV{DKIS_BIN} =~ m{/(\d+)/bin$};
my ($newest) = sort { $b <=> $a } grep { -e "/usr/lib/postgresql/$_/lib/postgis-3.so" && -e "/usr/lib/postgresql/$_/lib/pgxs/src/makefiles/pgxs.mk" } map { m{/(\d+)/bin/postgres$} } glob '/usr/lib/postgresql/*/bin/postgres';
$newest = $mine if !$mine || !$newest || $newest < $mine;
note $newest eq ($mine // '') ? "no newer server here: from $mine to $mine" : "from $mine to $newest";
my ($old_bin, $new_bin) = ($ENV{DKIS_BIN}, $ENV{DKIS_BIN});
if ($newest ne ($mine // '')) { # its tree is made as test/cluster.sh makes ours
  my ($from, $tree) = ("/usr/lib/postgresql/$newest", "$tmp/newer");
  system_or_bail('sh', '-euc', q{
    for dir in "/usr/share/postgresql/$1" "/usr/lib/postgresql/$1/lib"; do mkdir -p "$2$dir"; cp -as "$dir/." "$2$dir/"; done
    mkdir -p "$2/usr/lib/postgresql/$1/bin" "$2/build"
    cp "/usr/lib/postgresql/$1/bin"/* "$2/usr/lib/postgresql/$1/bin/"
    find "$2" -name 'dkis*' -prune -exec rm -rf {} +
    tar -C "$3" --exclude=./build --exclude=./.git --exclude='*.o' --exclude='*.so' --exclude='./dkis--*.sql' -cf - . | tar -C "$2/build" -xf - # what is built here is the old one's
    make -s -j2 -C "$2/build" PG_CONFIG="/usr/lib/postgresql/$1/bin/pg_config" with_llvm=no WERROR=1 install DESTDIR="$2"}, 'sh', $newest, $tree, $top);
  $new_bin = "$tree/usr/lib/postgresql/$newest/bin";
}

sub server {
  my ($name, $bin, @more) = @_;
  my $node = PostgreSQL::Test::Cluster->new($name, install_path => dirname($bin));
  $node->init(allows_streaming => 1, extra => [$bin eq $new_bin && $newest >= 18 ? '--no-data-checksums' : (), '--locale=C', '--encoding=UTF8']) unless "@more" eq 'bare';
  return $node;
}
my $quiet = "SET client_min_messages = error;\n";
my $fingerprint = q{
  SET timezone = 'UTC';
  SELECT string_agg(t || ' ' || rows || ' ' || coalesce(digest, ''), E'\n' ORDER BY t) FROM (
    SELECT n.nspname || '.' || c.relname AS t,
      (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', n.nspname, c.relname), false, true, '')))[1]::text AS rows,
      (xpath('/row/d/text()', query_to_xml(format('SELECT md5(string_agg(r::text, chr(10) ORDER BY r::text)) AS d FROM %I.%I r', n.nspname, c.relname), false, true, '')))[1]::text AS digest
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN ('dkis', 'dkis_store') AND c.relname !~ '^(report_(periods|parts|late|horizon)|secrets)'
    UNION ALL SELECT schemaname || '.' || sequencename, coalesce(last_value::text, 'unused'), NULL FROM pg_sequences WHERE schemaname IN ('dkis', 'dkis_store') AND sequencename !~ '^(report_(periods|parts|late|horizon)|secrets)') all_of_it};

# ---- the old server: opened, and parked ------------------------------------------------
my $old = server('lama', $old_bin);
$old->append_conf('postgresql.conf', 'fsync = off');
$old->start;
$old->safe_psql('postgres', 'CREATE DATABASE kota');
$old->safe_psql('kota', $quiet . qq{
  CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon();
  INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Terbuka ' || n FROM generate_series(1, $cases) n;
  UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL AND case_id % 3 = 0;
  INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Cerita');
  UPDATE dkis.case_steps s SET outcome = 'Selesai' FROM dkis.cases c WHERE c.id = s.case_id AND c.title = 'Cerita' AND s.finished_at IS NULL;
  SELECT dkis.hold_case(id, 'menunggu server baru') FROM dkis.cases WHERE title = 'Cerita';
  SELECT * FROM dkis.refresh_registers();
  SELECT dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran');
  SELECT dkis.seal();});
my $before = $old->safe_psql('kota', $fingerprint);
my $note = $old->safe_psql('kota', 'SELECT dkis.checkpoint()');

# ---- dumped by the new one's tools, restored there ---------------------------------------
my $new = server('baru', $new_bin);
$new->append_conf('postgresql.conf', 'fsync = off');
$new->start;
my $archive = "$tmp/kota.dir";
$new->command_ok(["$new_bin/pg_dump", '-Fd', '-j', 3, '-f', $archive, $old->connstr('kota')], "pg_dump $newest of $mine, three jobs");
$new->safe_psql('postgres', 'CREATE DATABASE pulih');
for (['--section=pre-data'], ['-j', 3, '--data-only'], ['-j', 3, '--section=post-data']) {
  local $ENV{PGOPTIONS} = '-c session_replication_role=replica';
  $new->command_ok(["$new_bin/pg_restore", '--exit-on-error', @$_, '-d', $new->connstr('pulih'), $archive], "pg_restore @$_");
}
is($new->safe_psql('pulih', $fingerprint), $before, 'every row and every sequence is as before');
is($new->safe_psql('pulih', "SELECT problem FROM dkis.verify_all() UNION ALL SELECT problem FROM dkis.compare_note('$note')"), '', 'every history is whole, and what was published is there');
$new->safe_psql('postgres', 'DROP DATABASE pulih');
$new->safe_psql('postgres', 'DROP ROLE dkis_admin, dkis_officer, dkis_dispatcher, dkis_app, dkis_reader'); # pg_upgrade wants none there

# ---- pg_upgrade -----------------------------------------------------------------------------
$new->stop;
$old->stop;
my $here = "$tmp/pg_upgrade";
mkdir $here;
chdir $here or die;
my $took = time;
$new->command_ok(["$new_bin/pg_upgrade", '-d', $old->data_dir, '-D', $new->data_dir, '-b', $old_bin, '-B', $new_bin, '-s', $new->host, '-p', $old->port, '-P', $new->port, '-N'], "pg_upgrade from $mine to $newest, with $cases open cases");
note 'pg_upgrade took ' . (time - $took) . ' s';
$new->start;
is($new->safe_psql('kota', $fingerprint), $before, 'every row and every sequence is as before');
is($new->safe_psql('kota', q{SELECT DISTINCT done FROM dkis.refresh_registers()}), 'diperbarui', 'registers are made anew');
is($new->safe_psql('kota', "SELECT problem FROM dkis.verify_all() UNION ALL SELECT problem FROM dkis.compare_note('$note')"), '', 'every history is whole, and what was published is there');

# ---- a revision, a decree -----------------------------------------------------------------------
my $asks = sub { my ($node, $query) = @_; return $node->safe_psql('kota', $quiet . $query) };
my $story = $asks->($new, q{SELECT id FROM dkis.cases WHERE title = 'Cerita'});
$asks->($new, qq{SELECT dkis.resume_case($story);
  SELECT dkis.activate_version(dkis.copy_version(id)) FROM dkis.sop_versions WHERE sop = 'konferensi-pers';
  SELECT dkis.migrate_case($story, 2);
  INSERT INTO dkis.holidays (calendar, day, kind, name) SELECT 'kantor', d::date, 'libur daerah', 'Keputusan' FROM generate_series(now() + interval '1 day', now() + interval '4 days', '1 day') d
    WHERE dkis.is_workday(d::date, 'kantor');
  CALL dkis.escalate();
  SELECT dkis.seal();});
is($asks->($new, "SELECT v.version FROM dkis.cases c JOIN dkis.sop_versions v ON v.id = c.sop_version WHERE c.id = $story"), '2', 'the case goes by the revision');
cmp_ok($asks->($new, q{SELECT count(DISTINCT case_id) FROM dkis.case_events WHERE event LIKE '%tenggat%' OR event LIKE '%kalender%'}), '>', 0, 'the decree has moved deadlines');

# ---- a failover -------------------------------------------------------------------------------------
$new->backup('cadangan');
my $standby = server('siaga', $new_bin, 'bare');
$standby->init_from_backup($new, 'cadangan', has_streaming => 1);
$standby->start;
$asks->($new, q{INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Terakhir')});
$new->wait_for_catchup($standby, 'replay', $new->lsn('flush'));
$new->stop('immediate');
$standby->promote;
is($asks->($standby, q{SELECT count(*) FROM dkis.cases WHERE title = 'Terakhir'}), '1', 'the standby has taken over');

# ---- and the case is finished -----------------------------------------------------------------------------
$asks->($standby, qq{DO \$\$ BEGIN FOR n IN 1 .. 30 LOOP
  UPDATE dkis.case_steps s SET outcome = coalesce((SELECT a.outcome FROM dkis.next_actions(s.case_id) a WHERE a.step = s.step AND a.outcome IS NOT NULL LIMIT 1), 'Selesai') WHERE s.case_id = $story AND s.finished_at IS NULL;
  EXIT WHEN NOT FOUND; END LOOP; END \$\$});
is($asks->($standby, "SELECT status FROM dkis.cases WHERE id = $story"), 'selesai', 'the case is finished');
is($asks->($standby, "SELECT problem FROM dkis.verify_all() UNION ALL SELECT problem FROM dkis.compare_note('$note')"), '', 'every history is whole, and what the first server had published is there');
my $differences = $asks->($standby, "\\i $top/test/oracle/deadlines.sql\nCALL oracle.look((now() - interval '30 days')::date, (now() + interval '120 days')::date, '{kantor}');\nANALYZE;\n"
  . q{SELECT count(*) FROM oracle.differences d JOIN dkis.cases c ON c.id = d.case_id WHERE c.sop = 'konferensi-pers'});
is($differences, '0', 'no open deadline differs from the oracle');
$standby->stop;
done_testing();
