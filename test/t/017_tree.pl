# A stranger judges: tools/verify, which needs nothing of dkis, checks receipts, growth
# and records of a tree sealed in several runs against the notes that were published,
# and refuses each that was tampered with. Where there is Go, the library of the
# transparency logs (test/judge) judges beside it, and they must agree. Figures of
# sealing (DKIS_CASES, 20000 at once) and proofs.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes 'time';
use JSON::PP;
use FindBin;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\n");
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE kota');
sub sql { return $node->safe_psql('kota', shift) }
sql(q{SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT count(*) FROM dkis.load_cirebon()});

my $dir = $PostgreSQL::Test::Utils::tmp_check;
sub keep { my ($name, $text) = @_; open my $to, '>', "$dir/$name" or die $!; print $to $text; close $to; return "$dir/$name" }
my $second = second_judge();
my $judged = 0;
my @disagree;
sub ask { my ($out, $err); IPC::Run::run([@_], '>', \$out, '2>', \$err); return $out =~ /^ok$/m ? 'ok' : $out . $err }
sub judge {
  my $answer = ask('python3', "$FindBin::Bin/../../tools/verify", @_);
  return $answer unless $second && $_[0] ne 'records';
  my $other = ask($second, @_);
  $judged++;
  push @disagree, "@_: $answer / $other" unless ($answer eq 'ok') == ($other eq 'ok');
  return $answer;
}

# Built from its source and its two pinned modules; undef where that cannot be done.
sub second_judge {
  my $judge = "$PostgreSQL::Test::Utils::tmp_check/judge";
  my ($out, $err);
  local $ENV{GOFLAGS} = '-mod=readonly';
  local $ENV{PATH} = "$ENV{PATH}:/usr/local/go/bin:/usr/lib/go/bin";
  local $ENV{HOME} = $ENV{HOME} // '/tmp';
  local $ENV{GOCACHE} = "$PostgreSQL::Test::Utils::tmp_check/go-cache";
  local $ENV{GOMODCACHE} = $ENV{GOMODCACHE} // "$PostgreSQL::Test::Utils::tmp_check/go-modules";
  return eval { IPC::Run::run(['go', 'build', '-C', "$FindBin::Bin/../judge", '-o', $judge, '.'], '>', \$out, '2>', \$err, IPC::Run::timeout(60)) } ? $judge : undef;
}

# Sealed in runs of odd sizes; the note of each is kept.
my @notes;
for my $cases (1, 2, 5, 30, 211) {
  sql("INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Uji ' || n FROM generate_series(1, $cases) n");
  sql('SELECT dkis.seal()');
  push @notes, keep('note' . @notes, sql('SELECT dkis.checkpoint()') . "\n");
}
my $last = $notes[-1];
my $size = (split /\n/, slurp_file($last))[1];

my @wrong;
my $longest = 0;
for my $case (split /\n/, sql('SELECT id FROM dkis.cases ORDER BY id')) {
  next if $case % 7;
  my $proof = sql("SELECT dkis.inclusion_proof($case, 1)");
  $longest = length $proof if length $proof > $longest;
  my $answer = judge('receipt', keep('proof', $proof), $last);
  push @wrong, "$case: $answer" unless $answer eq 'ok';
}
is_deeply(\@wrong, [], 'receipts hold against the published note');

my $case = sql('SELECT max(id) FROM dkis.cases');
my $true = decode_json(sql("SELECT dkis.inclusion_proof($case, 1)"));
my $other = decode_json(sql("SELECT dkis.inclusion_proof($case - 1, 1)"));
my %tampered = (
  'another record' => { %$true, record => $other->{record} },
  'another place' => { %$true, index => $true->{index} - 1 },
  'a shorter path' => { %$true, path => [@{ $true->{path} }[1 .. $#{ $true->{path} }]] },
  'a longer path' => { %$true, path => [@{ $true->{path} }, $true->{record}] },
  'a path turned round' => { %$true, path => [reverse @{ $true->{path} }] },
  'a place outside' => { %$true, index => $size + 1 },
  'another size' => { %$true, size => $size - 1 },
);
isnt(judge('receipt', keep('proof', encode_json($tampered{$_})), $last), 'ok', "refused: $_") for sort keys %tampered;
isnt(judge('receipt', keep('proof', encode_json($true)), $notes[0]), 'ok', 'refused: an older note');

for my $said ("+$size", "0$size", " $size", "$size ", "-$size", "$size.0", $size =~ s/^(.)/$1_/r, '') {
  my @lines = split /\n/, slurp_file($last);
  isnt(judge('receipt', keep('proof', encode_json($true)), keep('crooked', join("\n", $lines[0], $said, $lines[2], ''))), 'ok', "refused: the size written as '$said'");
}
isnt(judge('receipt', keep('proof', encode_json($true)), keep('cut', join("\n", (split /\n/, slurp_file($last))[0, 1]))), 'ok', 'refused: a note cut off');

@wrong = ();
for my $old (0 .. $#notes) {
  for my $new ($old .. $#notes) {
    my ($from, $to) = map { (split /\n/, slurp_file($notes[$_]))[1] } $old, $new;
    my $proof = keep('proof', sql("SELECT dkis.consistency_proof($from, $to)"));
    my $answer = judge('grows', $proof, $notes[$old], $notes[$new]);
    push @wrong, "$from to $to: $answer" unless $answer eq 'ok';
    next if $old == $new;
    push @wrong, "$from to $to: forged" if judge('grows', $proof, keep('forged', forge($notes[$old])), $notes[$new]) eq 'ok';
  }
}
is_deeply(\@wrong, [], 'each tree begins with every older one, and with no forged one');

sub forge { my @lines = split /\n/, slurp_file(shift); $lines[2] =~ tr/A-Za-z/B-ZAb-za/; return join("\n", @lines) . "\n" }

my $records = sql(q{SELECT string_agg(encode(coalesce(e.hash, c.hash), 'hex'), E'\n' ORDER BY n.place) FROM dkis_store.tree_nodes n
  LEFT JOIN dkis_store.case_events e ON n.relation = 'case_events' AND e.id = n.record LEFT JOIN dkis_store.changes c ON n.relation = 'changes' AND c.id = n.record WHERE n.level = 0});
is(judge('records', keep('records', $records), $_), 'ok', 'all records lead to the published root') for @notes;
isnt(judge('records', keep('records', $records =~ s/^../00/r), $last), 'ok', 'refused: a record changed');
isnt(judge('records', keep('records', $records =~ s/^[^\n]*\n//r), $last), 'ok', 'refused: a record gone');
is(sql('SELECT count(*) FROM dkis.verify_all()'), 0, 'and dkis itself agrees');
SKIP: {
  skip 'no Go here, or no way to its modules', 1 unless $second;
  is(join("\n", @disagree), '', "transparency-dev/merkle and tools/verify agree in $judged judgements");
}

# Figures: told, and held far below what they are on a quiet machine.
my $many = $ENV{DKIS_CASES} // 20000;
sql("INSERT INTO dkis.cases (sop, title) SELECT 'konferensi-pers', 'Uji ' || n FROM generate_series(1, $many) n");
my $waiting = sql('SELECT count(*) FROM dkis_store.case_events e WHERE NOT EXISTS (SELECT FROM dkis_store.tree_nodes n WHERE n.level = 0 AND n.relation = $$case_events$$ AND n.record = e.id)');
my $begun = time;
sql('SELECT dkis.seal()');
my $took = time - $begun;
note sprintf '%d events sealed in %.2f s: %d a second', $waiting, $took, $waiting / $took;
cmp_ok($waiting / $took, '>', 2000, 'sealing keeps up');
cmp_ok(sql('SELECT count(*)::numeric / count(*) FILTER (WHERE level = 0) FROM dkis_store.tree_nodes'), '<', 1.2, 'few nodes are stored beside the leaves');
$case = sql('SELECT min(id) FROM dkis.cases');
my $proof = sql("SELECT dkis.inclusion_proof($case, 1)");
note sprintf 'a receipt among %s records: %d bytes, %s ms', sql('SELECT max(tree_size) FROM dkis_store.seals'), length $proof,
  sql("DO \$\$ DECLARE begun timestamptz := clock_timestamp(); BEGIN FOR i IN 1 .. 1000 LOOP PERFORM dkis.inclusion_proof($case, 1); END LOOP; PERFORM set_config('uji.ms', (extract(epoch FROM clock_timestamp() - begun))::text, false); END \$\$; SELECT current_setting('uji.ms')");
cmp_ok(length $proof, '<', 1500, 'a receipt is short');
done_testing();
