# Every ```sql block of every page is run: a page in a database of its own that has
# Cirebon's data, its blocks in their order in one session of psql, as the superuser.
# Nothing may be refused but in a block with "<!-- ditolak -->" before it. What a
# page takes for granted (a case that has come so far) it says itself, unseen by
# the reader: "<!-- uji: SQL -->". Files named there lie in test/pages. Pages that
# begin with CREATE EXTENSION start from nothing.
use strict;
use warnings;
use File::Basename;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = "$FindBin::Bin/../..";
my %elsewhere = ('panduan-kota-lain' => 1, 'memasang' => 1); # 026 follows the one line by line; the other is below
my $node = PostgreSQL::Test::Cluster->new('main');
my $cron = -e $node->config_data('--pkglibdir') . '/pg_cron.so';
$node->init;
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pg_cron'\ncron.database_name = 'kota'\ncron.use_background_workers = on") if $cron;
$node->append_conf('postgresql.conf', "timezone = 'Asia/Jakarta'\nfsync = off");
$node->start;
# Where the reader is thought to be: among the files named, in a checkout.
my $place = PostgreSQL::Test::Utils::tempdir;
symlink("$top/test", "$place/test");
symlink($_, "$place/" . basename($_)) for glob "$top/test/pages/*";
chdir $place or die;

# The parts of a page: [kind, text]; kind is sql, ditolak or uji.
sub parts {
  my ($text) = @_;
  my (@parts, $refused);
  while ($text =~ /^```sql\n(.*?)^```$|<!-- ditolak -->|<!-- uji: (.*?)\s*-->/msg) {
    if (defined $1) { push @parts, [$refused ? 'ditolak' : 'sql', $1]; $refused = 0 }
    elsif (defined $2) { push @parts, ['uji', $2] }
    else { $refused = 1 }
  }
  return @parts;
}

# Runs parts in a database, and tells each block's errors.
sub run_parts {
  my ($page, $database, @parts) = @_;
  my ($out, $err) = ('', '');
  my $year = 1900 + (localtime)[5];
  my $script = join '', map { "\\warn <<< $_\n$parts[$_][1]\n" } 0 .. $#parts;
  $script =~ s{/2026/}{/$year/}g; # register numbers are this year's
  $node->psql($database, $script, stdout => \$out, stderr => \$err, on_error_stop => 0);
  my %said = $err =~ /^<<< (\d+)$(.*?)(?=^<<< |\z)/msg;
  for my $n (0 .. $#parts) {
    my ($kind, $sql) = @{$parts[$n]};
    my @errors = ($said{$n} // 'ERROR:  never came to it') =~ /(ERROR:  .*)/g;
    my $title = "$page: " . (split /\n/, $sql)[0];
    if ($kind eq 'ditolak') { cmp_ok(scalar @errors, '>', 0, "$title (refused)") }
    else { is(join("\n", @errors), '', $title) }
  }
}

sub from_template {
  my ($page, @parts) = @_;
  $node->safe_psql('postgres', 'CREATE DATABASE halaman TEMPLATE dasar');
  run_parts($page, 'halaman', @parts);
  $node->safe_psql('postgres', 'DROP DATABASE halaman WITH (FORCE)');
}

# README.md first: its last chapter drops the roles, so nothing may stand upon them.
# Ten lines in a database of their own, then the server from its database to the end.
SKIP: {
  skip 'no pg_cron here', 1 unless $cron;
  my ($lines, @server) = parts(slurp_file("$top/README.md"));
  $node->safe_psql('postgres', 'CREATE DATABASE lain');
  run_parts('README', 'lain', $lines);
  $node->safe_psql('postgres', 'DROP DATABASE lain WITH (FORCE)');
  run_parts('README', 'postgres', @server);
  $node->safe_psql('postgres', 'DROP DATABASE kota WITH (FORCE)');
  run_parts('memasang', 'postgres', parts(slurp_file("$top/docs/memasang.md")));
}

$node->safe_psql('postgres', 'CREATE DATABASE dasar');
$node->safe_psql('dasar', 'SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');
for my $file (sort glob "$top/docs/*.md") {
  my ($page) = $file =~ m{([^/]+)\.md$};
  my @parts = parts(slurp_file($file));
  next if $elsewhere{$page} || !grep { $_->[0] ne 'uji' } @parts;
  from_template($page, @parts);
}

# docs/psqlrc: each of its commands, as an officer who is a dispatcher too, on a case.
my ($out, $err) = ('', '');
my @commands = slurp_file("$top/docs/psqlrc") =~ /^\\set ([a-z]+) '/mg;
cmp_ok(scalar @commands, '>', 15, 'commands of psqlrc');
$node->safe_psql('postgres', 'CREATE DATABASE halaman TEMPLATE dasar');
$node->safe_psql('halaman', q{CREATE ROLE budi LOGIN IN ROLE dkis_officer, dkis_dispatcher;
  INSERT INTO dkis.people (name, db_role) VALUES ('Budi Santoso', 'budi');
  INSERT INTO dkis.performer_members (performer, person) SELECT s.performer, p.id FROM dkis.people p, dkis.sop_steps s JOIN dkis.sop_versions v ON v.id = s.sop_version
    WHERE v.sop = 'pengaduan-sikapri' AND s.step = '1';
  SELECT dkis.open_case('13', 'Lampu mati', 'sedang')});
my $number = $node->safe_psql('halaman', 'SELECT register_no FROM dkis.cases');
$node->psql('halaman', "\\i $top/docs/psqlrc\n\\set nomor '$number'\n" . join('', map { "\\echo <<< $_\n:$_\n" } @commands),
  stdout => \$out, stderr => \$err, on_error_stop => 0, extra_params => ['-U', 'budi', '-P', 'format=aligned', '-P', 'tuples_only=off']);
is($err, '', 'psqlrc: nothing is refused');
my %answer = $out =~ /^<<< (\w+)$(.*?)(?=^<<< |\z)/msg;
is(join(' ', grep { ($answer{$_} // '') !~ /[─│]/ } @commands), '', 'psqlrc: every command answers');
like($answer{tugas}, qr{\Q$number\E}, 'psqlrc: :tugas shows the case');
like($answer{bantuan}, qr{Anda: Budi Santoso.*finish_step\('\Q$number\E', '1'}s, 'psqlrc: :bantuan says what to type');
is(join("\n", grep { !/─/ && length > 250 } split /\n/, $answer{fungsi}), '', 'psqlrc: :fungsi can be read');
$node->stop;
done_testing();
