# Every function of the extension is called with NULL, empty, wrong lengths,
# wrong order and huge in every argument, by the superuser and by each group
# role that may call it: the server lives on, nothing is an internal error
# (XX000), nothing runs for ever. Trigger functions are hung where they do not
# belong, and every receive function reads what was mutated on the way.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "log_min_messages = fatal\nfsync = off\nrestart_after_crash = on\n");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE kota');
$node->safe_psql('kota', q{
  SET client_min_messages = error;
  CREATE EXTENSION dkis CASCADE;
  SELECT count(*) FROM dkis.load_cirebon();
  SELECT dkis.open_case('16', 'Permintaan', data => '{"tujuan": "penelitian"}');
  SELECT count(*) FROM dkis.report_call('0812 3456 789', '-6.73, 108.55', 'darurat', 'kebakaran');
  INSERT INTO dkis.units (responder, callsign, kind, position) VALUES ('damkar-mako', 'D-1', 'damkar', 'SRID=4326;POINT(108.53 -6.73)');
  CREATE ROLE tanpa_apa_apa;
});

# What each type of argument is tried with; the first is the plausible one.
my $long = q{repeat('panjang ', 12500)};
my $chain = q{(SELECT 'start -> l1; ' || string_agg(format('l%s -> l%s', n, n + 1), '; ') || '; l200 -> end' FROM generate_series(1, 199) n)};
my @instants = map { "'$_'" } '2026-03-02 10:00+07', 'infinity', '-infinity', '4713-01-01 00:00+00 BC', '1900-01-01 00:00+07', '2200-12-31 23:59+07', '294276-12-31 23:59+00';
my %values = (
  'text' => [q{'a'}, q{''}, q{'16'}, q{'start'}, q{'2026-01-01'}, q{E'\u00e9\u4e16'}, q{'-6.73, 108.55'}, $long],
  'text[]' => [q{'{a,b,c}'}, q{'{}'}, q{'{NULL}'}, q{'{a}'}, q{'{a,a,a,lewat,a,a}'}, q{'{NULL,NULL,NULL,NULL,NULL,NULL}'}, q{'{a,b,c,d,e,f,g,h,i}'},
    q{'{NULL,b,c,d,e,f,g,h,i}'}, q{array_fill('x'::text, '{16}')}, q{array_fill(NULL::text, '{16}')}, q{'[5:7]={a,b,c}'}, q{'{{a,b,c},{d,e,f}}'}, q{array_fill('a'::text, '{9000}')}],
  'integer' => [1, 0, -1, 3274, 2147483647, '(-2147483648)'],
  'smallint' => [1, 0, -1, 32767],
  'bigint' => [327400000000001, 0, -1, 1, 9223372036854775807, '(-9223372036854775808)'],
  'bigint[]' => [q{'{1,2}'}, q{'{}'}, q{'{NULL}'}, q{'{1}'}, q{'{{1,2},{3,4}}'}, q{'{9223372036854775807,9223372036854775807}'}, q{'{-9223372036854775808,-1}'}, q{array_fill(1::bigint, '{9000}')}],
  'boolean' => ['true', 'false'],
  'double precision' => [1.5, 0, -1, q{'NaN'}, q{'Infinity'}, q{'-Infinity'}, '1e308'],
  'date' => [map { "'$_'" } '2026-03-02', 'infinity', '-infinity', '4713-01-01 BC', '1900-01-01', '2200-12-31', '5874897-12-31'],
  'timestamp with time zone' => \@instants,
  'timestamp with time zone[]' => [q{ARRAY['2026-03-02 10:00+07'::timestamptz]}, q{'{}'}, q{'{NULL}'}],
  'interval' => [map { "'$_'" } '1 hour', '0', '-1 hour', '1 month', '1 day', '1000000 hours', '2147483647 hours', '-2562047788 hours'],
  'daterange' => [map { "'$_'" } '[2026-03-02,2026-04-02)', 'empty', '(,)', '[2026-03-02,)', '(,2026-03-02]', '[infinity,infinity]', '[1900-01-01,2200-12-31]'],
  'bytea' => [q{'\x0102'}, q{''}, q{decode(repeat('00', 100000), 'hex')}],
  'jsonb' => [q{'{}'}, q{'[]'}, q{'null'}, q{'1'}, q{'[null]'}, q{'[{"day": null}]'}, q{'[{"day": "x", "n": "y"}]'}, q{'{"features": [{}]}'}, q{'{"features": [{"properties": null, "geometry": null}]}'}, q{(SELECT jsonb_agg(n) FROM generate_series(1, 10000) n)}],
  'xml' => [q{'<a/>'}, q{'<a><b/></a>'}, q{'<pnml><net/></pnml>'}, q{'<log><trace/></log>'}, q{(SELECT xmlelement(name definitions, xmlagg(xmlelement(name process))) FROM generate_series(1, 10000))}],
  'regclass' => [q{'pg_class'}, 0, 1],
  'name' => [q{'a'}, q{''}],
  '"char"' => [q{'a'}],
  'geometry' => [map { "'$_'" } 'SRID=4326;POINT(108.55 -6.73)', 'POINT(1 2)', 'SRID=4326;POINT EMPTY', 'SRID=4326;POINT(NaN NaN)', 'SRID=4326;POINT(900 95)', 'SRID=4326;POLYGON EMPTY', 'SRID=4326;LINESTRING(0 0, 1 1)'],
  'dkis.sla' => [map { "'$_'" } '10 hari kerja', '-', '0 hari kerja', '1 menit', '10 hari kerja + 7 hari kerja', '2147483647 menit', '9999 bulan', '99999 hari kerja'],
  'dkis.state_machine' => [map({ "'$_'" } 'start -> a; a -> end', 'start -> a; a -> b & c; b & c -> d; d [Ya] -> a; d [Tidak] -> end', 'start [x] -> a; start [y] -> b; a -> end; b -> end'), $chain],
  'dkis.marking' => [map({ "'$_'" } '{a}', '{}', '{zz}', '{b | c}', '{b, c}', '{l1}', '{a, a2, a3 | b[x], c}'), q{(SELECT ('{' || string_agg('p' || n, ', ') || '}') FROM generate_series(1, 200) n)}],
  'dkis.caller_location' => [map { "'$_'" } '-6.73, 108.55', 'geo:90,180;u=0', 'geo:-90,-180'],
  'dkis.sop_versions' => [q{(SELECT v FROM dkis.sop_versions v LIMIT 1)}],
);
for my $type ('dkis.sla', 'dkis.caller_location', 'dkis.marking', 'dkis.state_machine') {
  $values{"$type\[]"} = ["ARRAY[" . $values{$type}[0] . "::$type]", "'{}'", "'{NULL}'"];
}

my @functions = map { [split /\|/] } split /\n/, $node->safe_psql('kota', q{
  SELECT p.oid, p.pronamespace::regnamespace || '.' || quote_ident(p.proname), p.prokind, p.provolatile,
    array_to_string(ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY n), ';')
  FROM pg_proc p
  JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
  JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'dkis'
  WHERE p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
    -- PostGIS calls what it refuses internal errors; these two are given shapes
    -- that were looked at, or turn its refusal into a reason.
    AND p.oid <> ALL (ARRAY['dkis_store.boundary_of_geojson(jsonb)', 'dkis_store.place_of(geometry,integer)']::regprocedure[])
    AND 'internal'::regtype <> ALL (p.proargtypes::oid[]) AND 'cstring'::regtype <> ALL (p.proargtypes::oid[])
  ORDER BY 2, 5});

sub call {
  my ($name, $kind, $types, $arguments) = @_;
  my $list = join ', ', map { "($arguments->[$_])::$types->[$_]" } 0 .. $#$types;
  return "CALL $name($list)" if $kind eq 'p';
  return "SELECT $name($list)" . ($kind eq 'a' ? ' FROM generate_series(1, 2)' : '');
}

# Each argument in turn is everything, beside plausible ones and beside NULLs.
sub calls {
  my ($name, $kind, @types) = @_;
  my (%calls, @order);
  my $add = sub { my $call = call($name, $kind, \@types, [@_]); push @order, $call unless $calls{$call}++ };
  my @known = map { $values{$_} // ["NULL"] } @types;
  my @plausible = map { $_->[0] } @known;
  $add->(@plausible);
  $add->(('NULL') x @types);
  for my $i (0 .. $#types) {
    for my $value ('NULL', @{ $known[$i] }) {
      $add->(map { $_ == $i ? $value : $plausible[$_] } 0 .. $#types);
      $add->(map { $_ == $i ? $value : 'NULL' } 0 .. $#types);
    }
  }
  # Arrays that go together are of one length.
  for my $j (1 .. 12) {
    $add->(map { $known[$_][$j] // $known[$_][0] } 0 .. $#types);
  }
  return @order;
}

# Runs each statement in a transaction of its own that is rolled back, all in
# as few sessions as the server survives; returns what went wrong.
sub sweep {
  my ($role, $check, @statements) = @_;
  my @wrong;
  my $next = 0;
  while ($next < @statements) {
    my $script = "SET client_min_messages = error;\nSET statement_timeout = '60s';\nSET dkis.actor = 'uji';\nSET ROLE $role;\n\\set VERBOSITY sqlstate\n\\o /dev/null\n";
    $script .= "\\warn \@$_\nBEGIN; $statements[$_]; ROLLBACK;\n" for $next .. $#statements;
    my $file = "$PostgreSQL::Test::Utils::tmp_check/sweep.sql"; # a pipe would break with the server
    open my $to, '>:utf8', $file or die $!;
    print $to $script;
    close $to;
    my ($out, $err);
    IPC::Run::run(['psql', '-XqAt', '-d', $node->connstr('kota'), '-f', $file], '>', \$out, '2>', \$err);
    my $at = $next;
    my $died;
    for my $line (split /\n/, $err) {
      if ($line =~ /^\@(\d+)$/) { $at = $1 }
      elsif ($line =~ /server closed the connection|terminating connection|connection to server was lost|crash/) { $died = 1 }
      elsif ($line =~ /(?:ERROR|FATAL|PANIC): +(\w{5})/ && $check->($1)) { push @wrong, "$role: $1 $statements[$at]" }
    }
    last unless $died;
    push @wrong, "$role: the server died of $statements[$at]";
    $next = $at + 1;
    last unless $node->poll_query_until('postgres', 'SELECT true');
  }
  return @wrong;
}

# SWEEP_CALLS (make torture): so many calls more, each with arguments drawn at random.
sub random_calls {
  my ($count, @callable) = @_;
  return map {
    my ($name, $kind, $types) = @{ $callable[rand @callable] }[1, 2, 4];
    my @types = split /;/, $types // '';
    call($name, $kind, \@types, [map { my $known = $values{$_} // ['NULL']; rand() < 0.1 ? 'NULL' : $known->[rand @$known] } @types]);
  } 1 .. $count;
}
srand($ENV{SEED} // 1);

my $internal = sub { $_[0] =~ /^XX|^57014$/ };
my $called = 0;
my $superuser = $node->safe_psql('postgres', 'SELECT current_user'); # whoever runs the tests
for my $role ($superuser, qw(dkis_admin dkis_officer dkis_dispatcher dkis_app dkis_reader tanpa_apa_apa)) {
  my (%may, @statements);
  $may{$_} = 1 for split /\n/, $node->safe_psql('kota', "SELECT oid FROM pg_proc WHERE has_function_privilege('$role', oid, 'EXECUTE') AND has_schema_privilege('$role', pronamespace, 'USAGE')");
  for my $function (@functions) {
    my ($oid, $name, $kind, $volatility, $types) = @$function;
    # Who asks is nothing to a function of its arguments alone.
    next if $role ne $superuser && $volatility eq 'i';
    push @statements, calls($name, $kind, split /;/, $types // '') if $may{$oid};
  }
  my @callable = grep { $may{ $_->[0] } && ($role eq $superuser || $_->[3] ne 'i') } @functions;
  push @statements, random_calls(int(($ENV{SWEEP_CALLS} // 0) / 7), @callable) if @callable;
  $called += @statements;
  my @wrong = sweep($role, $internal, @statements);
  is(join("\n", @wrong), '', "$role: " . @statements . ' calls');
}
cmp_ok($called, '>', 5000, "$called calls in all");

# ---- trigger functions where they do not belong --------------------------------------
my @triggers = split /\n/, $node->safe_psql('kota', q{
  SELECT p.oid::regproc FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
  JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'dkis' WHERE p.prorettype = 'trigger'::regtype ORDER BY 1});
my @hung;
for my $function (@triggers) {
  for my $when ('BEFORE', 'AFTER') {
    for my $level ('ROW', 'STATEMENT') {
      push @hung, "CREATE TEMP TABLE hung (id bigint, code text, closed bool); CREATE TRIGGER hung $when INSERT OR UPDATE OR DELETE ON pg_temp.hung FOR EACH $level EXECUTE FUNCTION $function(); "
        . "$_" for 'INSERT INTO hung VALUES (1)', 'INSERT INTO hung DEFAULT VALUES', 'UPDATE hung SET id = 1', 'DELETE FROM hung';
      push @hung, "CREATE TEMP TABLE hung (); CREATE TRIGGER hung $when INSERT ON pg_temp.hung FOR EACH $level EXECUTE FUNCTION $function(); INSERT INTO hung DEFAULT VALUES";
    }
    push @hung, "CREATE TEMP TABLE hung (id bigint); CREATE TRIGGER hung $when TRUNCATE ON pg_temp.hung FOR EACH STATEMENT EXECUTE FUNCTION $function(); TRUNCATE hung";
  }
  push @hung, "CREATE TEMP VIEW hung AS SELECT 1 AS id; CREATE TRIGGER hung INSTEAD OF INSERT OR UPDATE OR DELETE ON pg_temp.hung FOR EACH ROW EXECUTE FUNCTION $function(); $_"
    for 'INSERT INTO hung VALUES (2)', 'UPDATE hung SET id = 2', 'DELETE FROM hung';
}
is(join("\n", sweep((getpwuid($<))[0], $internal, @hung)), '', @triggers . ' trigger functions, ' . @hung . ' wrong places');

# ---- receive functions --------------------------------------------------------------
# COPY BINARY of one column, one row: what a client sends, with bytes changed,
# cut, repeated and put in. Either it is refused or it is a value like any other:
# shown, compared, sent again.
srand(20260101);
my %sent = (
  sla => [map { "'$_'::dkis.sla" } '-', '10 hari kerja + 7 hari kerja', '1-30 menit'],
  state_machine => ["'start -> a; a -> b & c; b & c -> d; d [Ya] -> a; d [Tidak] -> end'::dkis.state_machine", "($chain)::dkis.state_machine"],
  marking => [map { "'$_'::dkis.marking" } '{}', '{8.1, 8.3 | 8.2}', '{a | b[x]}'],
  caller_location => [map { "'$_'::dkis.caller_location" } '-6.73, 108.55', 'geo:-6.732,108.5523;u=35'],
);
my $rounds = 400;
mkdir "$PostgreSQL::Test::Utils::tmp_check/recv";

sub mutated {
  my ($bytes) = @_;
  for (0 .. int rand 3) {
    my $at = int rand(length($bytes) + 1);
    my $what = int rand 6;
    if ($what == 0 && length $bytes) { $bytes = substr $bytes, 0, $at }
    elsif ($what == 1) { substr($bytes, $at, 0) = chr int rand 256 }
    elsif ($what == 2 && $at < length $bytes) { substr($bytes, $at, 1) = chr int rand 256 }
    elsif ($what == 3 && $at < length $bytes) { substr($bytes, $at, 1) = (chr(0), chr(255), chr(127), chr(128))[rand 4] }
    elsif ($what == 4 && $at + 4 <= length $bytes) { substr($bytes, $at, 4) = pack 'N', (0, 1, 0xffffffff, 0x7fffffff, 0x80000000, 65536)[rand 6] }
    elsif ($what == 5) { $bytes .= substr $bytes, $at }
  }
  return $bytes;
}

for my $type (sort keys %sent) {
  my (@statements, $n);
  $node->safe_psql('kota', "CREATE TABLE received_$type (v dkis.$type)");
  for my $value (@{ $sent{$type} }) {
    my $bytes = pack 'H*', $node->safe_psql('kota', "SELECT encode(dkis.${type}_send($value), 'hex')");
    for my $round (1 .. $rounds) {
      my $changed = $round == 1 ? $bytes : mutated($bytes);
      my $file = "$PostgreSQL::Test::Utils::tmp_check/recv/$type" . $n++;
      open my $out, '>:raw', $file or die $!;
      print $out "PGCOPY\n\377\r\n\0", pack('NNnN', 0, 0, 1, length $changed), $changed, pack('n', 0xffff);
      close $out;
      my $shown = "SELECT v::text, v = v, v < v, dkis.${type}_hash(v), dkis.${type}_send(v), v::text::dkis.$type = v FROM received_$type";
      $shown =~ s/v < v/v < v/;
      push @statements, "COPY received_$type FROM '$file' (FORMAT binary); SET LOCAL search_path = dkis, public, pg_catalog; $shown";
    }
  }
  is(join("\n", sweep((getpwuid($<))[0], $internal, @statements)), '', "$type: " . @statements . ' receptions');
}
$node->stop;
done_testing();
