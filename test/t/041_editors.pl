# What editors draw: whatever is read of it is read as it is drawn, which a second reader
# says that shares nothing with dkis (test/exchange/second_bpmn.py), and at least two of
# five drawings that a flow can express are read. The files are not ours: they are looked
# for in DKIS_BPMN and in ../shared/data/bpmn; the flows of the SOPs are always there.
# docs/exchange.md says which files were read, and how many.
use strict;
use warnings;
use FindBin;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $second = "$FindBin::Bin/../exchange/second_bpmn.py";
my $top = "$FindBin::Bin/../..";
chomp(my $python = `\Q$top\E/test/python.sh json`);
plan skip_all => 'no Python here' if $python eq '';
my @given = grep { -d } ($ENV{DKIS_BPMN} // (), "$top/../shared/data/bpmn");
my $tmp = PostgreSQL::Test::Utils::tempdir;
chmod 0777, $tmp;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => ['--locale=C', '--encoding=UTF8']);
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off");
$node->start;
$node->safe_psql('postgres', q{SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT count(*) FROM dkis.load_cirebon();
CREATE TABLE drawings (path text, process text);
-- As it stands, else with all that may be wished for.
CREATE FUNCTION answer(path text, process text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  drawn text;
  read dkis.state_machine;
  plain bool := true;
BEGIN
  drawn := pg_read_file(path);
  BEGIN
    read := dkis.from_bpmn(drawn, process);
  EXCEPTION WHEN OTHERS THEN
    plain := false;
    read := dkis.from_bpmn(drawn, process, name_ways => true, each_organisation => true);
  END;
  RETURN jsonb_build_object('path', path, 'process', process, 'machine', read::text, 'plain', plain, 'sound', dkis.is_sound(read),
    'steps', (SELECT jsonb_agg(jsonb_build_object('step', s.step, 'id', s.id)) FROM dkis.bpmn_steps(drawn, process) AS s));
EXCEPTION WHEN OTHERS THEN
  RETURN jsonb_build_object('path', path, 'process', process, 'machine', NULL, 'message', SQLSTATE || ' ' || regexp_replace(SQLERRM, '"[^"]*"|langkah \S+', '…', 'g'));
END
$$;});

# What one directory comes to: counts, and what differed as notes.
sub held_against {
  my ($dir, $bend) = (shift, shift // sub { return $_[0] });
  my ($list, $answers) = ("$tmp/list", "$tmp/answers");
  system_or_bail('sh', '-c', '"$4" "$1" list "$2" >"$3"', 'sh', $second, $dir, $list, $python);
  $node->safe_psql('postgres', "TRUNCATE drawings; COPY drawings FROM '$list'");
  my $answered = $node->safe_psql('postgres', 'SELECT answer(path, process) FROM drawings');
  open my $file, '>:raw', $answers or die;
  print $file $bend->($answered), "\n";
  close $file;
  my @said = split /\n/, `"$python" "$second" compare "$answers"`;
  BAIL_OUT("$second ends with $?") if $? != 0;
  my $counts = decode_json(pop @said // '{}');
  note $_ for @said, join ', ', map { "$_ $counts->{$_}" } sort keys %$counts;
  return $counts;
}

mkdir "$tmp/sops";
for my $number (1 .. 24) {
  open my $file, '>:raw', "$tmp/sops/$number.bpmn" or die;
  print $file $node->safe_psql('postgres', "SELECT dkis.sop_bpmn('$number')");
}
chmod 0755, "$tmp/sops";
my $ours = held_against("$tmp/sops");
is($ours->{expressible}, 24, 'the flows of the SOPs, in BPMN');
is($ours->{read}, 24, '... are read');
is($ours->{bent} // 0, 0, '... none is bent');
my $bent = held_against("$tmp/sops", sub { return $_[0] =~ s/"machine": "start ([^"]*)-> end"/"machine": "start $1-> 1"/gr });
cmp_ok($bent->{bent} // 0, '>', 12, '... and where one is, that is seen');

SKIP: {
  skip 'no files of editors here (DKIS_BPMN)', 3 if !@given;
  for my $dir (@given) {
    my $theirs = held_against($dir);
    cmp_ok($theirs->{expressible} // 0, '>', 0, "$dir: drawings that a flow can express");
    cmp_ok($theirs->{read} // 0, '>=', 0.4 * ($theirs->{expressible} // 0), '... two of five at least are read');
    is($theirs->{bent} // 0, 0, '... none is bent');
  }
}
done_testing();
