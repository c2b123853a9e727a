# Through PgBouncer, in transaction mode, a session is one client's for one transaction: what
# an application may keep in it, and what not (docs/aplikasi.md). Two clients, one session.
use strict;
use warnings;
use IPC::Run qw(start timeout);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($pooler) = grep { -x } map { "$_/pgbouncer" } '/usr/sbin', '/usr/bin', '/usr/local/bin', split /:/, $ENV{PATH};
plan skip_all => 'no pgbouncer here' unless $pooler;
my ($out) = run_command([$pooler, '--version']);
my $version = $out =~ /PgBouncer (\d+)\.(\d+)/ ? 100 * $1 + $2 : 0;
note "PgBouncer $version";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
my ($socket, $port) = ($node->host, $node->port);
$node->safe_psql('postgres', 'CREATE DATABASE kota');
$node->safe_psql('kota', q{SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT count(*) FROM dkis.load_cirebon();
  CREATE ROLE aplikasi LOGIN IN ROLE dkis_app; INSERT INTO dkis.people (name, actor) VALUES ('Ani', 'ani'), ('Budi', 'budi')});

my $dir = $PostgreSQL::Test::Utils::tmp_check;
my $pool_port = PostgreSQL::Test::Cluster::get_free_port();
append_to_file("$dir/users.txt", qq{"aplikasi" ""\n});
append_to_file("$dir/pooler.ini", qq{[databases]\nkota = host=$socket port=$port\n[pgbouncer]\nlisten_addr = \nlisten_port = $pool_port\nunix_socket_dir = $socket\nauth_type = trust
auth_file = $dir/users.txt\npool_mode = transaction\ndefault_pool_size = 1\nidle_transaction_timeout = 1\nlogfile = $dir/pooler.log\npidfile = $dir/pooler.pid\n} . ($version >= 121 ? "max_prepared_statements = 100\n" : ''));
system_or_bail($pooler, '-q', '-d', "$dir/pooler.ini");
END { kill 'INT', slurp_file("$dir/pooler.pid") + 0 if $dir && -e "$dir/pooler.pid" }

# ---- a client of its own, held open --------------------------------------------------------
sub client {
  my ($through) = @_;
  my %c = (in => '', out => '', err => '');
  $c{run} = start(['psql', '-XAtq', '-h', $socket, '-p', $through, '-U', 'aplikasi', '-d', 'kota'], '<', \$c{in}, '>', \$c{out}, '2>', \$c{err}, timeout(60));
  return \%c;
}
sub ask {
  my ($c, $sql) = @_;
  $c->{out} = $c->{err} = '';
  $c->{in} .= "$sql\n\\echo --\n";
  $c->{run}->pump until $c->{out} =~ s/--\n$//;
  $c->{run}->pump_nb;
  return $c->{out} . $c->{err};
}
my ($first, $second, $direct) = (client($pool_port), client($pool_port), client($port));
is(ask($first, 'SELECT pg_backend_pid();'), ask($second, 'SELECT pg_backend_pid();'), 'two clients, one session');

# ---- whom an application acts for ---------------------------------------------------------------
sub opened { my ($c, $set) = @_; return ask($c, "BEGIN; $set INSERT INTO dkis.cases (sop, title, class) VALUES ('13', 'Lampu', 'sedang') RETURNING opened_by; COMMIT;") }
is(opened($first, "SET LOCAL dkis.actor = 'ani';"), "Ani\n", 'SET LOCAL names whom it acts for');
is(opened($second, ''), "aplikasi\n", 'and nobody has it afterwards');
ask($first, "SET dkis.actor = 'budi';");
my $whose = opened($second, '');
like($whose, qr/^Budi$/m, 'SET without LOCAL is there for the next client');
like($whose, qr/SET LOCAL dkis\.actor/, 'who is warned, and told what to write');
ask($second, 'RESET dkis.actor;');

# ---- prepared statements ----------------------------------------------------------------------
# Each of two clients prepares its statements by name once (pgbench: prepared), or sends them
# unnamed with parameters (extended), or as text (simple).
append_to_file("$dir/opens.sql", "BEGIN;\nSET LOCAL dkis.actor = 'ani';\n\\set n random(1, 1000)\nINSERT INTO dkis.cases (sop, title, class) VALUES ('13', 'Nomor ' || :n, 'sedang');\nCOMMIT;\n");
sub bench { my ($mode) = @_; return run_command(['pgbench', '-n', '-M', $mode, '-c', 2, '-j', 2, '-t', 5, '-f', "$dir/opens.sql", '-h', $socket, '-p', $pool_port, '-U', 'aplikasi', 'kota']) }
for my $mode ('simple', 'extended') {
  my ($said, $err) = bench($mode);
  like($said, qr{processed: 10/10}, "statements sent $mode go through") or diag $err;
}
my ($said, $err) = bench('prepared');
if ($version >= 121) { like($said, qr{processed: 10/10}, 'prepared statements go through: max_prepared_statements') or diag $err }
else { like($err, qr/prepared statement .* (?:already exists|does not exist)/, 'prepared statements do not, before PgBouncer 1.21') }
is(ask($second, 'DEALLOCATE ALL; SELECT count(*) FROM dkis.cases WHERE opened_by = \'Ani\';') > 20, 1, 'the cases are there');

# ---- LISTEN -------------------------------------------------------------------------------------
ask($first, 'LISTEN dkis;');
ask($direct, 'LISTEN dkis;');
ask($second, "SELECT count(*) FROM dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran');");
like(ask($direct, 'SELECT 1;'), qr/Asynchronous notification "dkis"/, 'who listens on a connection of his own hears');
unlike(ask($first, 'SELECT 1;'), qr/Asynchronous notification/, 'who listens through the pooler does not');

# ---- what dkis keeps in a session is nobody's in particular ----------------------------------------
is(ask($first, 'SELECT count(*) FROM dkis.case_steps WHERE finished_at IS NULL;') > 0, 1, 'reading through the pooler');
is($node->safe_psql('kota', 'SELECT * FROM dkis.verify_all()'), '', 'every history is whole');
$_->{run}->kill_kill for $first, $second, $direct;

done_testing();
