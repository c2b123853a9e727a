# Cases live for two months under a clock that the test moves (libfaketime):
# held for days, extended, reclassified, moved by decrees and to another version,
# finished. No row is edited. After every move the oracle counts all open
# deadlines day by day, and counting them again moves none.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use MovedClock;

plan skip_all => 'no libfaketime here' unless MovedClock::library();
my $oracle = "$ENV{DKIS_TOP}/test/oracle";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "timezone = 'Asia/Jakarta'\nautovacuum = off");
my $clock = MovedClock->new($node);
my $quiet = "SET client_min_messages = error;\n";


sub sql { return $node->safe_psql('postgres', $quiet . $_[0]) }

$clock->set('2025-03-20 08:00');
$clock->start_server;
is(sql(q{SELECT now()::date}), '2025-03-20', 'the clock is ours');
sql('CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');
$node->safe_psql('postgres', "\\i $oracle/sops.sql\n\\i $oracle/deadlines.sql");
# What the oracle has looked at it need not look at again, unless a decree came.
my $look = q{CALL oracle.look('2025-03-15', '2025-12-31', '{uji,terus}')};
sql(q{CALL oracle.look('2025-03-15', '2025-12-31')});

my $moved = 0;

# Nothing differs from the oracle, and counting again moves nothing.
sub settled {
  my ($what) = @_;
  is(sql('SELECT * FROM oracle.differences'), '', "$what: the oracle agrees");
  my $events = sql(q{SELECT count(*) FROM dkis.case_events});
  my $rows = q{SELECT md5(string_agg(s::text, '|' ORDER BY s.id)) || (SELECT md5(string_agg(c::text, '|' ORDER BY c.id)) FROM dkis.cases c) FROM dkis.case_steps s};
  my $was = sql($rows);
  sql('UPDATE dkis.calendars SET note = note');
  is(sql('SELECT count(*) FROM dkis.case_events') . sql($rows), $events . $was, "$what: counted again, nothing moves");
}

# ---- one complaint over Lebaran -------------------------------------------------

my $complaint = sql(q{SELECT dkis.open_case('13', 'Lampu PJU mati', class => 'ringan')});
my $step = "SELECT step || ' ' || to_char(due_at, 'DD-MM HH24:MI') || ' ' || coalesce(to_char(next_escalation_at, 'DD-MM HH24:MI'), '-') FROM dkis.case_steps WHERE case_id = $complaint AND finished_at IS NULL";
sql("SELECT dkis.finish_step($complaint, '$_')") for 1 .. 4;
is(sql($step), '5 25-03 15:00 25-03 08:00', 'handling, three working days');

# ---- twenty-four cases, each another ------------------------------------------------

sql(q{INSERT INTO dkis.cases (sop, title, class) SELECT CASE n % 4 WHEN 0 THEN 'terus' ELSE 'uji' END, 'Kasus ' || n, 'ringan' FROM generate_series(1, 24) n});
sql(q{CREATE TABLE tried (at timestamptz DEFAULT clock_timestamp(), what text, title text, refused text)});
# To each of the cases whose number leaves this rest, if it is allowed just now.
sub every {
  my ($divisor, $rest, $what) = @_;
  sql(qq{DO \$\$ DECLARE c record; BEGIN
    FOR c IN SELECT id, title FROM dkis.cases WHERE title LIKE 'Kasus %' AND split_part(title, ' ', 2)::int % $divisor = $rest AND closed_at IS NULL ORDER BY id LOOP
      BEGIN
        EXECUTE \$q\$$what\$q\$ USING c.id;
        INSERT INTO tried (what, title) VALUES (\$q\$$what\$q\$, c.title);
      EXCEPTION WHEN SQLSTATE 'SP002' OR SQLSTATE 'SP003' OR SQLSTATE 'SP010' OR invalid_parameter_value THEN
        INSERT INTO tried (what, title, refused) VALUES (\$q\$$what\$q\$, c.title, SQLSTATE);
      END;
    END LOOP; END \$\$});
}
settled('opened');

my $hold = q{SELECT dkis.hold_case($1, 'menunggu berkas')};
my $resume = q{UPDATE dkis.cases SET status = 'berjalan' WHERE id = $1 AND status = 'ditunda'};
my $finish = q{SELECT dkis.finish_step($1, '%s')};
my $extend = q{SELECT dkis.extend_step($1, '%s', 'perlu waktu')};
my $class = q{UPDATE dkis.cases SET class = '%s' WHERE id = $1};
my $version_2 = q{DO $do$ BEGIN PERFORM dkis.activate_version(id) FROM dkis.sop_versions WHERE sop IN ('uji', 'terus') AND version = 2; END $do$};
my @days = (
  ['2025-03-21 15:00', sub { every(2, 0, $hold); every(3, 1, sprintf $extend, 'a') }],
  ['2025-03-24 09:00', sub { sql("SELECT dkis.hold_case($complaint, 'menunggu lapangan')"); every(4, 0, $resume); every(3, 2, $hold) }],
  ['2025-03-25 17:00', sub { every(4, 2, $resume); every(4, 2, sprintf $extend, 'b'); every(5, 0, sprintf $finish, 'a') }],
  ['2025-03-27 11:00', sub { sql(q{INSERT INTO dkis.holidays (calendar, day, name, decree) VALUES ('uji', '2025-03-26', 'Libur surut', 'SE 1'), ('uji', '2025-04-01', 'Libur', 'SE 2'), ('uji', '2025-04-02', 'Libur', 'SE 2')}); sql($look) }],
  ['2025-04-03 10:00', sub { every(3, 2, $resume); every(3, 2, sprintf $extend, 'a'); every(7, 1, $hold) }],
  ['2025-04-09 09:00', sub { sql("SELECT dkis.resume_case($complaint)"); every(7, 1, $resume); every(2, 1, sprintf $finish, $_) for 'a', 'b' }],
  ['2025-04-10 14:00', sub { every(5, 1, sprintf $class, 'sedang'); every(3, 0, $hold); sql(q{DELETE FROM dkis.holidays WHERE calendar = 'uji' AND day = '2025-04-02'}); sql($look) }],
  ['2025-04-12 08:00', sub { every(3, 0, sprintf $class, 'berat') }],
  ['2025-04-15 23:00', sub { every(3, 0, $resume); every(3, 0, sprintf $finish, 'a'); every(2, 1, sprintf $extend, 'c') }],
  ['2025-04-16 10:00', sub { sql("$version_2"); every(4, 1, q{SELECT dkis.migrate_case($1, 2, 'hitung')}); every(4, 2, q{SELECT dkis.migrate_case($1, 2, 'tetap')}) }],
  ['2025-04-22 12:00', sub { every(6, 1, q{UPDATE dkis.case_steps SET due_at = '2025-05-20 11:00+07' WHERE case_id = $1 AND finished_at IS NULL}); every(2, 1, $hold) }],
  ['2025-05-05 07:00', sub { every(2, 1, $resume); every(12, 1, q{UPDATE dkis.case_steps SET due_basis = 'hitung' WHERE case_id = $1 AND finished_at IS NULL}); every(2, 1, sprintf $finish, 'c') }],
  ['2025-05-19 10:00', sub { every(2, 1, q{SELECT dkis.finish_step($1, 'd', 'Ulang')}); every(5, 2, $hold); sql(q{INSERT INTO dkis.holidays (calendar, day, name) SELECT 'uji', d, 'Libur panjang' FROM generate_series(date '2025-04-24', '2025-04-30', '1 day') d}); sql($look) }],
  ['2025-05-26 13:00', sub { every(5, 2, $resume) }],
);
for (@days) {
  my ($at, $what) = @$_;
  $clock->set($at);
  sql('CALL dkis.escalate()');
  $what->();
  settled($at);
}

# ---- the complaint again ----------------------------------------------------------------
# Held from 24 March to 9 April: the closes of 24, 25, 26, 27 March and 8 April.
my $told = qq{SELECT string_agg(event, ', ' ORDER BY seq) FROM dkis.case_events WHERE case_id = $complaint AND event NOT LIKE 'langkah%'};
is(sql($step), '5 10-04 16:00 -', 'three working days and the five closes of the hold; every level has come');
sql("UPDATE dkis.cases SET class = 'sedang' WHERE id = $complaint");
is(sql($step), '5 22-04 16:00 -', 'ten working days and the same five closes');
sql("UPDATE dkis.case_steps SET due_at = '2025-06-30 12:00+07' WHERE case_id = $complaint AND finished_at IS NULL");
sql("UPDATE dkis.case_steps SET due_basis = 'hitung' WHERE case_id = $complaint AND finished_at IS NULL");
like(sql($step), qr/^5 22-04 16:00 /, 'by hand, and back');
is(sql($told), 'dibuka, ditunda, dilanjutkan, eskalasi, eskalasi, eskalasi, eskalasi, klasifikasi diubah, tenggat berubah, tenggat ditetapkan, tenggat dihitung kembali', 'its history tells each');
sql("SELECT dkis.hold_case($complaint, 'menunggu'); UPDATE dkis.cases SET class = 'berat' WHERE id = $complaint");
like(sql($step), qr/^5 23-05 \d\d:\d\d -$/, 'held and reclassified: it stands still');

# ---- and all of it ------------------------------------------------------------------------
is(sql(q{SELECT count(*) FROM (SELECT what FROM tried GROUP BY what HAVING count(*) FILTER (WHERE refused IS NULL) = 0) AS never}), '0', 'everything that was tried was done somewhere');
cmp_ok(sql(q{SELECT count(*) FROM dkis.case_holds WHERE resumed_at - held_at > interval '1 day'}), '>', 25, 'holds of days');
is(sql(q{SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)}), '0', 'every history is whole');
is(sql(q{SELECT count(*) FROM dkis.escalations e JOIN dkis.case_holds h ON h.case_id = e.case_id AND e.at > h.held_at AND e.at < h.resumed_at}), '0', 'nobody was told of a held case');
$node->stop;
done_testing();
