# docs/panduan-petugas.md followed literally by an officer: every SQL block runs, in
# order, in one session that stops at the first error, as a login that is dkis_officer
# and a member of the performers, on a day of 2026 (libfaketime), as its register
# numbers are.
use strict;
use warnings;
use FindBin;
use POSIX qw(mktime);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($faketime) = grep { -e } glob('/usr/lib/*/faketime/libfaketime.so.1 /usr/lib*/faketime/libfaketime.so.1');
plan skip_all => 'no libfaketime here' unless $faketime;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "timezone = 'Asia/Jakarta'");
{
  local %ENV = (%ENV, LD_PRELOAD => $faketime, FAKETIME => sprintf('%+d', mktime(0, 0, 2, 3, 7, 126) - time()), # Monday 3 August 2026, 09.00 in Cirebon
    FAKETIME_DONT_FAKE_MONOTONIC => 1, DONT_FAKE_MONOTONIC => 1, NO_FAKE_STAT => 1);
  $node->start;
}
$node->safe_psql('postgres', q{SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon();
  CREATE ROLE petugas LOGIN IN ROLE dkis_officer;
  INSERT INTO dkis.people (name, nip, db_role) VALUES ('Rini', '199001012015012001', 'petugas');
  INSERT INTO dkis.performer_members (performer, person) SELECT p.code, n.id FROM dkis.people n, dkis.performers p WHERE p.code = ANY ('{petugas_ppid,ppid,pejabat_penghubung}');
  INSERT INTO dkis.information_list (title, status, ground, legal_basis) VALUES ('Denah ruang server', 'dikecualikan', 'c', 'UU 14/2008 pasal 17 huruf c');});

my @blocks = slurp_file("$FindBin::Bin/../../docs/panduan-petugas.md") =~ /^```sql\n(.*?)^```$/msg;
cmp_ok(scalar @blocks, '>', 15, 'blocks to run');
my $script = join '', map { "\\echo <<< $_\n$blocks[$_]" } 0 .. $#blocks;
my ($out, $err) = ('', '');
my $status = $node->psql('postgres', $script, stdout => \$out, stderr => \$err, on_error_stop => 1, extra_params => ['-U', 'petugas', '-P', 'format=aligned', '-P', 'tuples_only=off']);
is($status, 0, 'nothing is refused to an officer') or diag($err);
unlike($err, qr/WARNING/, 'and nothing is warned of');
my %answer = ($out // '') =~ /^<<< (\d+)$(.*?)(?=^<<< |\z)/msg;
is(scalar keys %answer, scalar @blocks, 'every block was reached');
like($answer{$_->[0]}, $_->[1], $_->[2]) for (
  (map { [$_, qr/16\/2026\/000001[^\n]*2026-08-18/, 'the register number and the day of the law'] } grep { $blocks[$_] =~ /Salinan APBD/ } 0 .. $#blocks),
  (map { [$_, qr/Mengajukan keberatan[^\n]*UU 14\/2008 pasal 36 ayat \(1\)/, 'the right with its article'] } grep { $blocks[$_] =~ /hak_pemohon/ } 0 .. $#blocks),
  (map { [$_, qr/2026-08-28/, 'extended'] } grep { $blocks[$_] =~ /extend_step\('16/ } 0 .. $#blocks));
is($node->safe_psql('postgres', 'SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)'), '0', 'every history is whole');
$node->stop;
done_testing();
