# Notices under a clock that the test moves (libfaketime), through Lebaran 2026:
# daily reminders of a wait until it ends by itself, a server that is down for three
# days, a night with quiet hours, and the Wali Kota, who hears of a step of five
# minutes on the next working day.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use MovedClock;

plan skip_all => 'no libfaketime here' unless MovedClock::library();

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "timezone = 'Asia/Jakarta'\nautovacuum = off");
my $clock = MovedClock->new($node);


sub sql { return $node->safe_psql('postgres', "SET client_min_messages = error;\n$_[0]") }
# What was told since the last time, in a line each.
sub told { return sql(q{SELECT coalesce(performer, 'pemohon') || ' ' || kind || coalesce(' ' || step, '') FROM dkis.notifications WHERE delivered_at IS NULL ORDER BY 1;
  UPDATE dkis.notifications SET delivered_at = now() WHERE delivered_at IS NULL}) }
sub run_at { $clock->set($_[0]); sql('CALL dkis.escalate()'); return told() }

$clock->set('2026-03-16 08:00'); # a Monday in Ramadan
$clock->start_server;
sql('CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');
is(run_at('2026-03-16 08:01'), '', 'nothing to tell');

# ---- SOP 13 step 8: each working day, until nobody has answered --------------------
my $case = sql(q{SELECT dkis.open_case('13', 'Lampu PJU mati', class => 'ringan')});
sql("SELECT dkis.finish_step($case, '$_')") for 1 .. 7;
like(told(), qr/^$/, 'a wait has begun; nobody is told of that');
is(run_at('2026-03-16 15:00'), '', 'not on the day itself');
is(run_at('2026-03-17 08:01'), 'pejabat_penghubung pengingat 8', 'the first working day');
is(run_at('2026-03-17 14:00'), '', 'once a day');
is(run_at("2026-03-$_ 09:00"), '', "the $_ is no working day") for 18 .. 24;
is(run_at('2026-03-25 07:31'), 'pejabat_penghubung pengingat 8', 'the second working day, by the hours after Ramadan');
is(run_at("2026-$_ 09:00"), 'pejabat_penghubung pengingat 8', "and on $_") for qw(03-26 03-27 03-30 03-31 04-01 04-02 04-06);
is(sql("SELECT due_at::date FROM dkis.case_steps WHERE case_id = $case AND step = '8'"), '2026-04-07', 'the tenth');
is(run_at('2026-04-07 15:59'), 'pejabat_penghubung pengingat 8', 'on the tenth it still lasts');
$clock->set('2026-04-07 16:00');
sql('CALL dkis.escalate()');
is(sql("SELECT outcome || ' ' || finished_by FROM dkis.case_steps WHERE case_id = $case AND step = '8'"), 'Tidak Ada Tanggapan sistem', 'then it ends by itself');
told();
sql("SELECT dkis.finish_step($case, '9')");

# ---- the Wali Kota ------------------------------------------------------------------------
$clock->set('2026-04-08 09:00');
$case = sql(q{SELECT dkis.open_case('13', 'Jalan berlubang', class => 'ringan')});
sql("SELECT dkis.finish_step($case, '$_')") for 1 .. 3;
is(run_at('2026-04-08 09:10'), 'pimpinan_skpd pengingat 4', 'five minutes are over: the performer alone');
is(run_at('2026-04-08 15:59'), '', 'nobody above him on that day');
is(run_at('2026-04-09 15:59'), '', 'nor on the next before it closes');
is(run_at('2026-04-09 16:00'), 'walikota eskalasi 4', 'a working day later the Wali Kota, once');
sql("SELECT dkis.cancel_case($case, 'uji')");
told();

# ---- three days without a server -------------------------------------------------------------
$clock->set('2026-04-13 08:00');
sql('CALL dkis.escalate()');
sql(q{SELECT dkis.open_case('1', 'Konferensi ' || n) FROM generate_series(1, 16) n});
sql(q{SELECT dkis.finish_step(id, '1') FROM dkis.cases WHERE sop = 'konferensi-pers'});
sql(q{CALL dkis.escalate()});
told();
is(run_at('2026-04-16 08:00'), join("\n", map { "$_ rangkuman" } qw(kabid_pikp kadis subkoor_kemitraan)), 'afterwards one notice for each');
is(sql(q{SELECT count(*) FROM dkis.escalations WHERE at = (SELECT max(at) FROM dkis.escalations)}), 64, 'of sixty-four levels');
is(sql(q{SELECT string_agg(DISTINCT array_length(string_to_array(body, E'\n'), 1)::text, ',') FROM dkis.notifications WHERE kind = 'rangkuman'}), '16', 'with sixteen lines');

# ---- a night --------------------------------------------------------------------------------------
sql(q{SELECT dkis.cancel_case(id, 'uji') FROM dkis.cases WHERE closed_at IS NULL; INSERT INTO dkis.settings VALUES ('quiet_hours', '20.00-06.00')});
told();
$clock->set('2026-04-16 19:59');
sql('CALL dkis.escalate()');
sql(q{SELECT dkis.open_case('1', 'Malam')});
my $fire = sql(q{SELECT case_id FROM dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran')});
sql("SELECT dkis.finish_step($fire, '4', 'Valid'), dkis.finish_step($fire, '5'), dkis.finish_step($fire, '6')");
told();
is(run_at('2026-04-16 20:00'), '', 'nobody hears of a new task at eight in the evening');
like(run_at('2026-04-17 02:00'), qr/^(?!.*pelaksana tugas baru).*eskalasi/s, 'at two in the morning the emergency line does');
is(run_at('2026-04-17 06:00'), 'pelaksana tugas baru 1', 'at six the others');
is(sql(q{SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)}), '0', 'every history is whole');
$node->stop;
done_testing();
