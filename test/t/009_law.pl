# The law by worked examples: test/data/law.tsv says what is done, when and by whom, which
# day then follows, who is told of it, and where that is written, counted by hand. Lived
# through under a clock that the test moves (libfaketime), each act by a login that is
# dkis_officer and a member of the step's performer and nothing else. An oracle in Python,
# which knows calendars but not dkis, counts the days of the table itself.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use MovedClock;

my $top = $ENV{DKIS_TOP};
plan skip_all => 'no libfaketime here' unless MovedClock::library();

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "timezone = 'Asia/Jakarta'\nautovacuum = off\nfsync = off");
my $clock = MovedClock->new($node);
my $database = 'postgres';
my $now;
my %case; # its id by the letter that the table gives it

sub set_clock {
  my ($at, $minutes_before, $seconds) = @_;
  $clock->set($at, $minutes_before, $seconds);
  $now = $at;
}

# As this login; what it gives, or the SQLSTATE of what it is refused.
sub ask {
  my ($who, $sql) = @_;
  my ($status, $out, $err) = $node->psql($database, "\\set VERBOSITY verbose\nSET client_min_messages = error;\n$sql",
    extra_params => ['-U', $who], on_error_stop => 1);
  return $out if $status == 0;
  return $err =~ /ERROR:\s+(\w{5}):/ ? $1 : "error: $err";
}
sub do_as {
  my ($who, $sql) = @_;
  my $answer = ask($who, $sql);
  die "$now $who: $sql\n$answer" if $answer =~ /^([0-9A-Z]{2}\d{3}|SP\d{3}|error: .*)$/s;
  return $answer;
}
sub quoted { my $text = shift; $text =~ s/'/''/g; return "'$text'" }
sub id { return $case{$_[0]} // die "no case $_[0]" }
sub member { return ask('postgres', "SELECT CASE WHEN external THEN 'm_desk' ELSE 'm_' || code END FROM dkis.performers WHERE code = " . quoted($_[0])) }
my %login = (admin => 'm_admin', jobs => 'm_admin');
sub login { my $who = shift; return $login{$who} // ($who eq '' ? 'm_desk' : "m_$who") }

# Something for every field that the SOP requires, and for those that it asks of a person.
my $answers = q{(SELECT coalesce(jsonb_object_agg(f.name, CASE f.type WHEN 'organisasi' THEN jsonb '"dkis"' WHEN 'bilangan' THEN '1' WHEN 'pengecualian' THEN '"belum tersedia"' ELSE coalesce(to_jsonb(f.choices[1]), '"isi"') END), '{}')
  FROM dkis.sop_fields f JOIN dkis.sop_versions v ON v.id = f.sop_version WHERE v.sop = %s AND f.required AND NOT f.repeated)};
sub by_sop { return "(SELECT code FROM dkis.sops WHERE number = $_[0])" }

my %act = (
  buka => sub {
    my ($who, $name, $sop, @more) = @_;
    my %more = map { /^(\w+)=(.*)$/ ? ($1 => $2) : ($_ => 1) } @more;
    my $code = by_sop($sop);
    my $applicant = $more{pemohon} ? do_as($who, q{INSERT INTO dkis.applicants (name, contact) VALUES ('Siti Aminah', '0812-0000-0000') RETURNING id}) : 'NULL';
    (my $received = $more{diterima} // $now) =~ tr/_/ /;
    $case{$name} = do_as($who, "INSERT INTO dkis.cases (sop, title, class, entry, applicant, parent_case, received_at, data) VALUES ('$sop', 'Perihal $name', "
      . ($more{kelas} ? quoted($more{kelas}) : 'NULL') . ', ' . ($more{jalur} ? quoted($more{jalur}) : 'NULL') . ", $applicant, " . ($more{dari} ? id($more{dari}) : 'NULL')
      . ", least('$received'::timestamptz, now()), " . sprintf($answers, $code) . ') RETURNING id');
  },
  anak => sub { my ($who, $name, $parent, $sop) = @_; $case{$name} = do_as($who, 'SELECT id FROM dkis.cases WHERE sop = ' . by_sop($sop) . ' AND parent_case = ' . id($parent)) },
  periode => sub { my ($who, $name, $sop, $period) = @_; $case{$name} = do_as($who, "SELECT id FROM dkis.cases WHERE sop = '$sop' AND period = '$period'") },
  isi => sub { my ($who, $name) = @_; do_as($who, 'UPDATE dkis.cases SET data = data || ' . sprintf($answers, 'cases.sop') . ' WHERE id = ' . id($name)) },
  laku => sub { # each step by a member of its performer
    my ($who, $name, @steps) = @_;
    for (split / (?=[\d.]+(?::| |$))/, join ' ', @steps) {
      my ($step, $outcome) = split /:/;
      my $performer = do_as('m_desk', 'SELECT performer FROM dkis.case_steps WHERE case_id = ' . id($name) . " AND step = '$step' AND finished_at IS NULL LIMIT 1");
      do_as(member($performer), 'UPDATE dkis.case_steps SET outcome = ' . quoted($outcome // 'Selesai') . ' WHERE case_id = ' . id($name) . " AND step = '$step' AND finished_at IS NULL");
    }
  },
  keputusan => sub { my ($who, $day, @kind) = @_; do_as($who, "INSERT INTO dkis.holidays (calendar, day, kind, name, decree) VALUES ('kantor', '$day', '@kind', 'Contoh', 'Keputusan contoh')") },
  # Late in the minute: what was done in it took some seconds, and deadlines follow.
  jalan => sub { set_clock($now, 0, 50); do_as('m_admin', 'CALL dkis.escalate()') },
  berulang => sub { set_clock($now, 0, 50); do_as('m_admin', 'CALL dkis.open_recurring()') },
  batalkan => sub { my ($who, $sop) = @_; do_as($who, "UPDATE dkis.cases SET status = 'batal', note = 'contoh' WHERE sop = '$sop' AND entry = 'harian' AND closed_at IS NULL") },
  mulai => sub { my ($who, $day) = @_; do_as($who, "UPDATE dkis.sop_schedules SET starts_on = '$day'") },
);
# These may be what is refused.
my %try = (
  panjang => sub { my ($who, $name, $step, @why) = @_; return ask($who, 'SELECT dkis.extend_step(' . id($name) . ", '$step', '@why')") },
  tunda => sub { my ($who, $name, @why) = @_; return ask($who, 'SELECT dkis.hold_case(' . id($name) . ", '@why')") },
  lanjut => sub { my ($who, $name) = @_; return ask($who, 'SELECT dkis.resume_case(' . id($name) . ')') },
  kelas => sub { my ($who, $name, $class) = @_; return ask($who, "UPDATE dkis.cases SET class = '$class' WHERE id = " . id($name)) },
  selesai => sub { my ($who, $name, $step, @outcome) = @_; return ask($who, 'SELECT dkis.finish_step(' . id($name) . ", '$step', '@outcome')") },
);
my $refused;
sub perform {
  my ($who, $acts) = @_;
  $refused = '';
  for (split / ; /, $acts) {
    my ($verb, @words) = split / /;
    if (my $try = $try{$verb}) {
      my $answer = $try->($who, @words);
      $refused = $answer if $answer =~ /^([0-9A-Z]{2}\d{3}|SP\d{3}|error: .*)$/s;
    } else {
      ($act{$verb} // die "what is $_?")->($who, @words);
    }
  }
}

# What a gateway takes, in words of the table: each notice once, by its case's letter.
sub told {
  my ($only) = @_;
  my %letter = map { $case{$_} => $_ } keys %case;
  my %count;
  my $rows = do_as('m_gateway', q{SELECT coalesce(case_id::text, '-') || '|' || CASE WHEN applicant IS NOT NULL AND performer IS NULL THEN 'pemohon' ELSE performer END || ' ' || kind || coalesce(' ' || step, '') FROM dkis.notifications WHERE delivered_at IS NULL}
    . ($only ? ' AND case_id = ' . id($only) : '') . ' ORDER BY id; UPDATE dkis.notifications SET delivered_at = now() WHERE delivered_at IS NULL' . ($only ? ' AND case_id = ' . id($only) : ''));
  for (split /\n/, $rows) {
    my ($id, $words) = split /\|/;
    $count{($letter{$id} // $id) . ">$words"}++;
  }
  return join ', ', map { $count{$_} > 1 ? "$_ x$count{$_}" : $_ } sort keys %count;
}
my $minute = 'YYYY-MM-DD HH24:MI';
my %question = (
  tenggat => sub {
    my ($name, $step) = @_;
    my $from = $step ? 'dkis.case_steps WHERE case_id = ' . id($name) . " AND step = '$step' ORDER BY round DESC LIMIT 1" : 'dkis.cases WHERE id = ' . id($name);
    return do_as('m_desk', "SELECT coalesce(to_char(due_at, '$minute'), '-') FROM $from");
  },
  peringatan => sub {
    my ($name, $step) = @_;
    return do_as('m_desk', "SELECT to_char(next_escalation_at, '$minute:SS') FROM " . ($step ? 'dkis.case_steps WHERE case_id = ' . id($name) . " AND step = '$step' AND finished_at IS NULL" : 'dkis.cases WHERE id = ' . id($name)));
  },
  kabar => \&told,
  tiba => sub {
    my ($at, $before) = ($now, told());
    set_clock($at, 1);
    do_as('m_admin', 'CALL dkis.escalate()');
    my $early = told();
    set_clock($at);
    perform('m_admin', 'jalan');
    return ($before || $early ? "before: $before $early; then: " : '') . told();
  },
  bunyi => sub {
    my ($name, $kind, $words) = @_;
    my $body = do_as('m_gateway', 'SELECT subject || E\'\n\' || body FROM dkis.notifications WHERE case_id = ' . id($name) . " AND kind = '$kind' ORDER BY id DESC LIMIT 1");
    return index($body, $words) >= 0 ? $words : $body;
  },
  baris => sub { my ($kind, $performer) = @_; return do_as('m_gateway', "SELECT array_length(string_to_array(body, E'\\n'), 1) FROM dkis.notifications WHERE kind = '$kind' AND performer = '$performer' ORDER BY id DESC LIMIT 1") },
  hak => sub { my ($name) = @_; return do_as('m_desk', "SELECT string_agg(hak || ' ' || coalesce(sampai_tanggal::text, '-'), ', ' ORDER BY hak) FROM dkis_report.hak_pemohon WHERE berlaku AND kasus_id = " . id($name)) },
  tawaran => sub { my ($name) = @_; return do_as('m_desk', "SELECT string_agg(kode_sop_lanjutan || ' ' || coalesce(to_char(sampai, '$minute'), '-'), ', ' ORDER BY kode_sop_lanjutan) FROM dkis_report.tawaran WHERE kasus_id = " . id($name)) },
  langkah => sub { my ($name) = @_; return do_as('m_desk', "SELECT string_agg(step || ' ' || performer, ', ' ORDER BY id) FROM dkis.case_steps WHERE finished_at IS NULL AND case_id = " . id($name)) },
  hasil => sub { my ($name, $step) = @_; return do_as('m_desk', 'SELECT outcome FROM dkis.case_steps WHERE case_id = ' . id($name) . " AND step = '$step' ORDER BY round DESC LIMIT 1") },
  status => sub { my ($name) = @_; return do_as('m_desk', 'SELECT status FROM dkis.cases WHERE id = ' . id($name)) },
  lampu => sub { my ($name) = @_; return do_as('m_desk', 'SELECT lampu FROM dkis_report.daftar_tugas WHERE kasus_id = ' . id($name)) },
  periode => sub { return do_as('m_desk', q{SELECT string_agg(period, ', ' ORDER BY period) FROM dkis.cases WHERE sop = 'e-kliping' AND entry = 'harian'}) },
  terbuka => sub { my ($sop, $period) = @_; return do_as('m_desk', "SELECT CASE count(*) WHEN 0 THEN 'tidak' ELSE 'ya' END FROM dkis.cases WHERE sop = '$sop' AND period = '$period'") },
  ditolak => sub { return $refused },
  jatuh => sub { my ($day, $hour, @standard) = @_; return do_as('m_desk', "SELECT to_char(dkis.due_at('$day $hour', '@standard', 'kantor'), '$minute')") },
  hari_kerja => sub { my ($year) = @_; return do_as('m_desk', sprintf q{SELECT dkis.workdays_between('%d-12-31', '%d-12-31', 'kantor')}, $year - 1, $year) },
  menit => sub { my ($from, $to) = @_; return do_as('m_desk', "SELECT extract(epoch FROM dkis.worktime_between('$from', '$to', 'kantor'))::int / 60") },
);
sub answer {
  my ($question, $expected) = @_;
  my ($verb, @words) = split / /, $question;
  return $question{bunyi}->($words[0], "@words[1 .. $#words]", $expected) if $verb eq 'bunyi';
  return ($question{$verb} // die "what is $question?")->(@words);
}

# ---- the table -----------------------------------------------------------------------
set_clock('2026-01-02 08:00');
$clock->start_server;
$node->safe_psql('postgres', q{SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon();
  DO $$ DECLARE p record; BEGIN
    CREATE ROLE m_desk LOGIN IN ROLE dkis_officer;
    CREATE ROLE m_admin LOGIN IN ROLE dkis_admin;
    CREATE ROLE m_gateway LOGIN IN ROLE dkis_app;
    FOR p IN SELECT code, name FROM dkis.performers WHERE NOT external LOOP
      EXECUTE format('CREATE ROLE %I LOGIN IN ROLE dkis_officer', 'm_' || p.code);
      WITH person AS (INSERT INTO dkis.people (name, db_role) VALUES (p.name, 'm_' || p.code) RETURNING id)
      INSERT INTO dkis.performer_members (performer, person) SELECT p.code, id FROM person;
    END LOOP;
  END $$;});
is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_roles WHERE rolname ~ '^m_' AND (rolsuper OR pg_has_role(rolname, 'dkis_admin', 'MEMBER')) AND rolname <> 'm_admin'}), '0', 'nobody but the admin is more than an officer');

my ($chapter, $examples) = (0, 0);
open my $table, '<', "$top/test/data/law.tsv" or die $!;
while (my $line = <$table>) {
  chomp $line;
  next if $line =~ /^#/ || $line eq '';
  if ($line =~ /^== (.*)/) {
    note($1);
    is(do_as('m_admin', 'SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)'), '0', 'every history is whole') if $chapter;
    $database = 'chapter_' . ++$chapter;
    $node->safe_psql('postgres', "CREATE DATABASE $database TEMPLATE postgres");
    %case = ();
    next;
  }
  my ($at, $who, $acts, $question, $expected, $law) = split /\t/, $line, -1;
  $_ //= '' for $who, $acts, $question, $expected, $law;
  set_clock($at) if $at ne '' && $question ne 'tiba';
  $now = $at if $question eq 'tiba';
  perform(login($who), $acts) if $acts ne '';
  next if $question eq '';
  $examples++;
  die "$line: nothing says where that is written" if $law eq '';
  is(answer($question, $expected), $expected, "$now $question: $law");
}
cmp_ok($examples, '>=', 80, "$examples worked examples");
$node->stop;

# ---- the days once more, by somebody else ---------------------------------------------------
chomp(my $python = `\Q$top\E/test/python.sh datetime`);
SKIP: {
  skip 'no Python here', 1 if $python eq '';
  my @lines = `$python \Q$top\E/test/oracle/law.py \Q$top\E/test/data/law.tsv`;
  diag(grep { !/^ok/ } @lines);
  my $agreed = grep { /^ok/ } @lines;
  ok($agreed > 75 && $agreed == @lines, "the oracle counts the same: $agreed");
}
done_testing();
