# Every public function is given, in each of its arguments, what lies within the
# limits of src/pg/base/limits.h (a text of 20,000 letters, an array of 10,000
# elements, JSON of 256 kB, a file of 1 MB) and what lies far beyond them
# (LIMITS_MB megabytes, 100 in `make torture`). Within: no more than 50 MB and
# 2 s. Beyond: refused, or done, in no more than 2 s; never an internal error.
# What is typed into the speaking views and plain tables is in test/sql/limits.sql.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $megabytes = $ENV{LIMITS_MB} // 4;
my $patience = $ENV{LIMITS_SECONDS} // 2;
plan skip_all => 'needs /proc' unless -e '/proc/self/clear_refs';

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "log_min_messages = fatal\nfsync = off\nshared_buffers = 16MB\njit = off\n");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE kota');
$node->safe_psql('kota', q{
  SET client_min_messages = error;
  CREATE EXTENSION dkis CASCADE;
  SELECT count(*) FROM dkis.load_cirebon();
  SELECT dkis.open_case('16', 'Permintaan', data => '{"tujuan": "penelitian"}');
  SELECT count(*) FROM dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran');
  CREATE TABLE big (what text PRIMARY KEY, within text, beyond text);
  ALTER TABLE big ALTER within SET STORAGE EXTERNAL, ALTER beyond SET STORAGE EXTERNAL;
});
$node->safe_psql('kota', qq{
  INSERT INTO big SELECT 'text', repeat('panjang ', 2500), repeat('panjang ', $megabytes * 131072);
  INSERT INTO big SELECT 'array', array_fill('a'::text, '{10000}')::text, array_fill('panjang'::text, ARRAY[$megabytes * 131072])::text;
  INSERT INTO big SELECT 'numbers', array_fill(1::bigint, '{10000}')::text, array_fill(1::bigint, ARRAY[$megabytes * 131072])::text;
  INSERT INTO big SELECT 'json', (SELECT jsonb_agg(repeat('x', 20)) FROM generate_series(1, 10000))::text, (SELECT jsonb_agg(repeat('x', 1000)) FROM generate_series(1, $megabytes * 1000))::text;
  INSERT INTO big SELECT 'xml', '<log>' || repeat('<trace/>', 100000) || '</log>', '<log>' || repeat('<trace/>', $megabytes * 131072) || '</log>';
});

my %plausible = (
  'text' => q{'16'}, 'integer' => 1, 'smallint' => 1, 'bigint' => '327400000000001', 'boolean' => 'true', 'double precision' => '1.5', 'date' => q{'2026-03-02'},
  'timestamp with time zone' => q{'2026-03-02 10:00+07'}, 'interval' => q{'1 hour'}, 'daterange' => q{'[2026-03-02,2026-04-02)'}, 'bytea' => q{'\x0102'}, 'jsonb' => q{'{}'}, 'xml' => q{'<log/>'},
  'text[]' => q{'{a}'}, 'bigint[]' => q{'{1}'}, 'geometry' => q{'SRID=4326;POINT(108.55 -6.73)'}, 'dkis.sla' => q{'10 hari kerja'}, 'dkis.state_machine' => q{'start -> a; a -> end'},
  'dkis.marking' => q{'{a}'}, 'dkis.caller_location' => q{'-6.73, 108.55'}, 'name' => q{'a'}, 'regclass' => q{'pg_class'},
);
my %big = ('text' => 'text', 'text[]' => 'array', 'bigint[]' => 'numbers', 'jsonb' => 'json', 'xml' => 'xml', 'bytea' => 'text',
  'dkis.sla' => 'text', 'dkis.state_machine' => 'text', 'dkis.marking' => 'text', 'dkis.caller_location' => 'text');

my @calls;
for (split /\n/, $node->safe_psql('kota', q{
  SELECT 'dkis.' || quote_ident(p.proname), p.prokind, array_to_string(ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY n), ';')
  FROM pg_proc p WHERE p.pronamespace = 'dkis'::regnamespace AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
    AND 'internal'::regtype <> ALL (p.proargtypes::oid[]) AND 'cstring'::regtype <> ALL (p.proargtypes::oid[]) ORDER BY 1, 3})) {
  my ($name, $kind, $list) = split /\|/;
  my @types = split /;/, $list // '';
  for my $i (0 .. $#types) {
    my $what = $big{ $types[$i] } or next;
    for my $size ('within', 'beyond') {
      my $value = "(SELECT $size FROM big WHERE what = '$what')";
      $value = "convert_to($value, 'UTF8')" if $types[$i] eq 'bytea';
      my $arguments = join ', ', map { ($_ == $i ? $value : $plausible{ $types[$_] } // 'NULL') . "::$types[$_]" } 0 .. $#types;
      push @calls, [$size, $kind eq 'p' ? "DO \$\$ BEGIN CALL $name($arguments); END \$\$" : "SELECT $name($arguments)" . ($kind eq 'a' ? ' FROM generate_series(1, 2)' : '')];
    }
  }
}

# VmHWM, the most memory that a process ever had, is begun anew by writing 5 to clear_refs.
my $script = "SET client_min_messages = error;\nSET statement_timeout = '${patience}s';\nSET dkis.actor = 'uji';\n\\set VERBOSITY sqlstate\n\\pset tuples_only on\n";
for my $n (0 .. $#calls) {
  my $memory = "SELECT 'kB $n ' || substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\\s+([0-9]+)')";
  $script .= "\\c kota\nSET client_min_messages = error;\nSET statement_timeout = '${patience}s';\n" if $n % 20 == 0;
  $script .= "\\warn \@$n\n\\o /dev/null\nCOPY (SELECT 5) TO '/proc/self/clear_refs';\n\\o\n$memory;\n\\o /dev/null\nBEGIN;\n$calls[$n][1];\nROLLBACK;\n\\o\n$memory;\n";
}
my $file = "$PostgreSQL::Test::Utils::tmp_check/limits.sql";
open my $to, '>:utf8', $file or die $!;
print $to $script;
close $to;
my ($out, $err);
IPC::Run::run(['psql', '-XqAt', '-d', $node->connstr('kota'), '-f', $file], '>', \$out, '2>', \$err);

my (@wrong, $at, %seen, @greedy);
for my $line (split /\n/, $err) {
  if ($line =~ /^\@(\d+)$/) { $at = $1 }
  elsif ($line =~ /server closed the connection|connection to server was lost/) { push @wrong, "the server died of $calls[$at][1]" }
  elsif ($line =~ /(?:ERROR|FATAL|PANIC): +(\w{5})/) {
    my $state = $1;
    next if $state eq '57014' && $calls[$at][1] =~ /what = 'xml'/; # a file may take its time: statement_timeout ends it
    push @wrong, "$state $calls[$at][0]: $calls[$at][1]" if $state =~ /^XX|^57014$|^53/;
  }
}
for my $line (split /\n/, $out) {
  next unless $line =~ /^kB (\d+) (\d+)$/;
  if (!defined $seen{$1}) { $seen{$1} = $2; next }
  push @greedy, sprintf('%d MB: %s', ($2 - $seen{$1}) / 1024, $calls[$1][1]) if $calls[$1][0] eq 'within' && $2 - $seen{$1} > 50 * 1024;
}
is(join("\n", @wrong), '', @calls . " calls, $megabytes MB beyond the limits: each ends within $patience s, none is an internal error");
is(join("\n", @greedy), '', 'within its limits no call takes more than 50 MB');
is(scalar keys %seen, scalar @calls, 'each was made');
$node->stop;
done_testing();
