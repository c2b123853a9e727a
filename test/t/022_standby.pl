# docs/siaga.md followed literally: a primary, its standby, reading there, and the
# standby taking over from a primary that dies while people work. Whatever reads
# reads on a standby; what must write says so; nothing acknowledged is lost.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $page = slurp_file("$ENV{DKIS_TOP}/docs/siaga.md");
# The blocks of a place, in their order.
my %blocks;
push @{ $blocks{$1} }, $2 while $page =~ /^```(?:sql|sh) ([a-z-]+)\n(.*?)^```$/msg;

my $primary = PostgreSQL::Test::Cluster->new('utama');
$primary->init(allows_streaming => 1);
$primary->start;
my $quiet = "SET client_min_messages = error;\n";
my $database = $primary->connstr('postgres');
$primary->safe_psql('postgres', $quiet . q{
  CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon();
  INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Sebelum ' || n FROM generate_series(1, 20) n;
  UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL AND case_id % 2 = 0;
  SELECT dkis.open_case('13', 'Pengaduan', class => 'sedang');
  SELECT dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran');
  INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('damkar-mako', 'D-1', 'damkar', 'SRID=4326;POINT(108.53 -6.73)');
  SELECT dkis.seal();});

# ---- the standby, as the page says --------------------------------------------------
$primary->safe_psql('postgres', $blocks{utama}[0]);
my $standby = PostgreSQL::Test::Cluster->new('siaga');
sub shell { # a block, where its first line says what a reader fills in
  my ($block, %mine) = @_;
  my (undef, @lines) = split /\n/, $block;
  local %ENV = (%ENV, %mine);
  return run_log(['sh', '-euc', join "\n", @lines]);
}
ok(shell($blocks{siaga}[0], UTAMA => $primary->connstr . ' user=replika', DATA => $standby->data_dir), 'pg_basebackup');
chmod 0700, $standby->data_dir;
append_to_file($standby->data_dir . '/postgresql.conf', "\nport = " . $standby->port . "\nunix_socket_directories = '" . $standby->host . "'\n");
$standby->start;
$primary->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming'});
$primary->safe_psql('postgres', $blocks{utama}[1]);
$primary->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'});
is($primary->safe_psql('postgres', $blocks{utama}[2]), 'siaga|streaming|sync', 'followed, and waited for');

# ---- reading there --------------------------------------------------------------------
my ($status, $out, $said) = $standby->psql('postgres', $blocks{siaga}[1], on_error_stop => 1);
is($status, 0, 'what the page reads is read') or diag($said);
like($said, qr/NOTICE:  server ini siaga: dkis\.escalate berjalan di server utama/, 'a job does nothing, and says why');
like($standby->safe_psql('postgres', 'SELECT dkis.start_jobs(); SELECT dkis.stop_jobs()'), qr/siaga.*promosi.*\n.*siaga/, 'so do those who start and stop them');
for my $preview (q{dkis.preview_holidays(E'day,name\n2027-01-04,Uji', 'kantor')}, q{dkis.preview_holidays_ics(E'BEGIN:VCALENDAR\nEND:VCALENDAR', 'kantor')}, q{dkis.preview_migration((SELECT min(id) FROM dkis.cases), 1)}) {
  (undef, undef, $said) = $standby->psql('postgres', "SELECT * FROM $preview", extra_params => ['-v', 'VERBOSITY=verbose']);
  like($said, qr/^psql:.*ERROR:  25006: server ini siaga: pratinjau.*HINT:  Jalankan di server utama/s, "$preview says that it needs the primary");
}

# Every view, and every function that does not write, as an admin would ask.
my @views = split /\n/, $standby->safe_psql('postgres', q{SELECT c.oid::regclass FROM pg_class c WHERE c.relkind IN ('v', 'r') AND c.relnamespace::regnamespace::text IN ('dkis', 'dkis_report') ORDER BY 1});
cmp_ok(scalar @views, '>', 60, scalar(@views) . ' tables and views');
my ($case, $number) = split /\|/, $primary->safe_psql('postgres', q{SELECT id, register_no FROM dkis.cases WHERE title = 'Pengaduan'});
my %values = ('text' => "'16'", 'bigint' => $case, 'integer' => 1, 'date' => "'2026-03-02'", 'timestamp with time zone' => "'2026-03-02 10:00+07'", 'jsonb' => "'{}'", 'boolean' => 'true',
  'double precision' => '1.5', 'interval' => "'1 hour'", 'daterange' => "'[2026-03-02,2026-04-02)'", 'dkis.sla' => "'10 hari kerja'", 'dkis.state_machine' => "'start -> a; a -> end'",
  'dkis.marking' => "'{a}'", 'dkis.caller_location' => "'-6.73, 108.55'", 'text[]' => "'{a}'", 'geometry' => "'SRID=4326;POINT(108.55 -6.73)'", 'xml' => "'<a/>'", 'bytea' => q{'\x01'}, 'regclass' => "'dkis.cases'");
my @reads = map { "SELECT * FROM $_" } @views;
for (split /\n/, $standby->safe_psql('postgres', q{
  SELECT concat_ws('|', p.pronamespace::regnamespace || '.' || quote_ident(p.proname), array_to_string(ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY a (t, n) ORDER BY n), ';'))
  FROM pg_proc p WHERE p.pronamespace IN ('dkis'::regnamespace, 'dkis_report'::regnamespace) AND p.prokind = 'f' AND p.provolatile <> 'v'
    AND 'internal'::regtype <> ALL (p.proargtypes::oid[]) AND 'cstring'::regtype <> ALL (p.proargtypes::oid[])})) {
  my ($name, $types) = split /\|/;
  my @types = split /;/, $types // '';
  next if grep { !exists $values{$_} } @types;
  push @reads, "SELECT $name(" . join(', ', map { "$values{$_}::$_" } @types) . ')';
}
push @reads, map { s/\$case/$case/r =~ s/\$number/$number/r } "SELECT dkis.verify_case(\$case)", "SELECT dkis.explain_case('\$number')", "SELECT dkis.next_actions('\$number')", 'SELECT dkis.case_svg($case)',
  'SELECT * FROM dkis.help()', q{SELECT dkis.sop_html('13')}, q{SELECT dkis.conformance('13')}, q{SELECT dkis.board()}, 'SELECT dkis.checkpoint()';
cmp_ok(scalar @reads, '>', 250, scalar(@reads) . ' questions');
(undef, undef, $said) = $standby->psql('postgres', "SET client_min_messages = error;\n\\set VERBOSITY verbose\n\\o /dev/null\n" . join('', map { "\\warn <<< $_\n$_;\n" } @reads), on_error_stop => 0);
my %said = $said =~ /^<<< (.*?)$(.*?)(?=^<<< |\z)/msg;
is(join("\n", map { "$_: $said{$_}" } grep { $said{$_} =~ /ERROR:  (?:25|XX|58)/ } sort keys %said), '', 'none of them writes, or fails of being on a standby');

# ---- it takes over while people work -------------------------------------------------------
my $note = $primary->safe_psql('postgres', 'SELECT dkis.seal() IS NULL; SELECT dkis.checkpoint()') =~ s/^f\n//r;
my @clients;
for my $n (1 .. 4) {
  my %c = (out => '', err => '', in => join('', map { "INSERT INTO dkis.cases (sop, title) VALUES ('konferensi-pers', 'Klien $n kasus $_') RETURNING 'ya ' || title;\n" } 1 .. 4000));
  $c{h} = IPC::Run::start(['psql', '-XAtq', '-d', $database], '<', \$c{in}, '>', \$c{out}, '2>', \$c{err}, IPC::Run::timeout(120));
  push @clients, \%c;
}
for (@clients) { my $c = $_; $c->{h}->pump until ($c->{out} =~ tr/\n//) > 40 }
$primary->stop('immediate');
eval { $_->{h}->finish } for @clients;
my @acknowledged = map { $_->{out} =~ /^ya (.*)$/mg } @clients;
cmp_ok(scalar @acknowledged, '>', 160, scalar(@acknowledged) . ' cases were acknowledged before the primary died');
ok(shell($blocks{'ambil-alih'}[0], DATA => $standby->data_dir), 'promoted');
$standby->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()');
like($standby->safe_psql('postgres', $blocks{'ambil-alih'}[1]), qr/pg_cron/, 'who starts the jobs there says what there is to say, nothing is broken');
$standby->safe_psql('postgres', 'CREATE TEMP TABLE none ()'); # it can be written to
my %has = map { $_ => 1 } split /\n/, $standby->safe_psql('postgres', q{SELECT title FROM dkis.cases});
is(join(', ', grep { !$has{$_} } @acknowledged), '', 'every one of them is there');
is($standby->safe_psql('postgres', qq{SELECT * FROM dkis.compare_note('$note')}), '', 'what the primary had published is there, unchanged');
is($standby->safe_psql('postgres', q{SELECT count(*) FILTER (WHERE n <> place) FROM (SELECT split_part(register_no, '/', 3)::int AS n,
  row_number() OVER (PARTITION BY sop, split_part(register_no, '/', 2) ORDER BY register_no) AS place FROM dkis.cases WHERE register_no IS NOT NULL) r}), '0', 'the register has no gap');
is($standby->safe_psql('postgres', "SELECT dkis.finish_step($case, '1')"), '{2}', 'work begun before is gone on with');
is($standby->safe_psql('postgres', 'SELECT * FROM dkis.preview_migration((SELECT min(id) FROM dkis.cases), 1)'), '', 'previews work');
$standby->safe_psql('postgres', q{CALL dkis.run_job('dkis.escalate')});
is($standby->safe_psql('postgres', q{SELECT error IS NULL FROM dkis.jobs ORDER BY id DESC LIMIT 1}), 't', 'and so do the jobs');
$standby->safe_psql('postgres', $_) for @{ $blocks{'utama-sendiri'} }, @{ $blocks{'versi-baru'} };
is($standby->safe_psql('postgres', 'SELECT * FROM dkis.verify_all()'), '', 'every history is whole');
$standby->stop;
done_testing();
