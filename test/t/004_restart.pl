# The server dies while people work: what was committed is there, what was not
# is gone, every history is whole and the register has no gap.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = on\nfull_page_writes = on\nsynchronous_commit = on");
$node->start;
my $quiet = "SET client_min_messages = error;\n";
$node->safe_psql('postgres', $quiet . 'CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');

my $broken = 'SELECT count(*) FROM dkis.cases c CROSS JOIN LATERAL dkis.verify_case(c.id)';
my $gaps = q{SELECT count(*) FILTER (WHERE n <> place) FROM (SELECT split_part(register_no, '/', 3)::int AS n,
  row_number() OVER (PARTITION BY sop, split_part(register_no, '/', 2) ORDER BY register_no) AS place FROM dkis.cases) r};
for my $round (1 .. 3) {
  $node->safe_psql('postgres', "INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Ke-' || n FROM generate_series(1, 200) n");
  my ($in, $out, $err) = ("BEGIN; INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Hilang' FROM generate_series(1, 50);\n"
    . "UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL;\nCHECKPOINT;\n\\echo siap\n", '', '');
  my $h = IPC::Run::start(['psql', '-XAtq', '-d', $node->connstr('postgres')], '<', \$in, '>', \$out, '2>', \$err, IPC::Run::timeout(120));
  $h->pump until $out =~ /siap/;
  my ($in2, $out2, $err2) = ("\\echo mulai\nSELECT count(*) FROM (SELECT dkis.open_case('konferensi-pers', 'Satu') FROM generate_series(1, 100000)) x;\n", '', '');
  my $opener = IPC::Run::start(['psql', '-XAtq', '-d', $node->connstr('postgres')], '<', \$in2, '>', \$out2, '2>', \$err2, IPC::Run::timeout(120));
  $opener->pump until $out2 =~ /mulai/;
  $node->stop('immediate');
  $h->finish;
  $opener->finish;
  $node->start;
  is($node->safe_psql('postgres', q{SELECT count(*), count(*) FILTER (WHERE title IN ('Hilang', 'Satu')) FROM dkis.cases}), (200 * $round) . '|0', "crash $round: what was committed is there, the rest is gone");
  is($node->safe_psql('postgres', $broken), '0', 'every history is whole');
  is($node->safe_psql('postgres', $gaps), '0', 'the register has no gap');
  $node->safe_psql('postgres', q{UPDATE dkis.case_steps SET outcome = 'Selesai' WHERE step = '1' AND finished_at IS NULL});
  is($node->safe_psql('postgres', q{SELECT count(*) FROM dkis.case_steps WHERE step = '1' AND finished_at IS NULL}), '0', 'and work goes on');
}
is($node->safe_psql('postgres', $broken), '0', 'in the end every history is whole');
$node->stop;
done_testing();
