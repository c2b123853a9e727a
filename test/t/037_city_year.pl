# A city's year on the line, entered by a dispatcher call by call: 723 real reports in
# their mix, 2,277 prank and 1,025 ghost calls (Cirebon's 2024), with second callers,
# merged incidents and lost calls among them. The reports are then compared with a slow
# count of the same year kept in Perl, and what is said of each incident in CAP 1.2 with
# the rules of the OASIS schema.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::Local 'timegm';
use POSIX 'floor';

srand(2024);
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\ntimezone = 'UTC'"); # nobody's zone is the agency's
$node->start;
sub sql { return $node->safe_psql('postgres', "SET client_min_messages = error;\n" . $_[0]) }
sql(q{CREATE EXTENSION dkis CASCADE; SELECT count(*) FROM dkis.load_cirebon();
INSERT INTO dkis.shift_hours (name, from_hour, until_hour) VALUES ('pagi', '07:00', '14:00'), ('siang', '14:00', '21:00'), ('malam', '21:00', '07:00');
INSERT INTO dkis.responders (code, name, kind) VALUES ('uji', 'Uji', 'damkar');
INSERT INTO dkis.units (responder, callsign, kind) SELECT 'uji', 'U-' || n, 'damkar' FROM generate_series(1, 9) n;
CREATE ROLE petugas LOGIN IN ROLE dkis_dispatcher; CREATE ROLE pembaca LOGIN IN ROLE dkis_reader;});
my @spots = map { [split /\|/] } split /\n/, sql(q{SELECT district, round(ST_X(ST_Transform(point, 4326))::numeric, 4), round(ST_Y(ST_Transform(point, 4326))::numeric, 4) FROM dkis_store.cirebon_kelurahan()});

# ---- the year ------------------------------------------------------------------------

my $zone = 7 * 3600;
my $new_year = timegm(0, 0, 0, 1, 0, 2024) - $zone;
sub at { my @t = gmtime $_[0]; return sprintf "'%04d-%02d-%02dT%02d:%02d:%02dZ'", $t[5] + 1900, $t[4] + 1, @t[3, 2, 1, 0] }
sub month_of { my @t = gmtime($_[0] + $zone); return sprintf '%04d-%02d-01', $t[5] + 1900, $t[4] + 1 }
sub shift_of { my $hour = (gmtime($_[0] + $zone))[2]; return $hour < 7 || $hour >= 21 ? 'malam' : $hour < 14 ? 'pagi' : 'siang' }
sub of { return $_[int rand @_] }

my @categories = (('kesehatan') x 419, ('kebakaran') x 100, ('bencana alam') x 59, ('kecelakaan') x 94, ('lainnya') x 51);
my @calls;
push @calls, { kind => 'darurat', category => $_, at => $new_year + int rand 366 * 86400 } for @categories;
push @calls, { kind => 'prank', at => $new_year + int rand 335 * 86400 } for 1 .. 2277; # counted to the end of November
push @calls, { kind => 'ghost', at => $new_year + int rand 335 * 86400 } for 1 .. 1025;
push @calls, { kind => '', lost => 1, at => $new_year + int rand 366 * 86400 } for 1 .. 40;
for my $call (@calls) {
  # Where the exchange has not told when it rang, it counts as answered then.
  $call->{answer} = rand() < 0.1 ? 0 : 1 + int(rand() ** 3 * 120) unless $call->{lost};
  $call->{lasts} = 20 + int rand 200;
}
@calls = sort { $a->{at} <=> $b->{at} } @calls;

my (@script, @waiting);
sub enter_waiting { push @script, 'INSERT INTO dkis.calls (received_at, answered_at, ended_at, caller_number, kind) VALUES ' . join(', ', splice @waiting) . ';' if @waiting }

# A fix as it comes, with what the reports say of it: where from, how many metres.
sub fix_at {
  my ($spot) = @_;
  my ($lon, $lat) = map { $_ + (int(rand 5) - 2) / 10000 } @$spot[1, 2]; # in the same street
  my $metres = of(5, 12, 35, 50, 51, 180, 900);
  return of([sprintf(q{A"ML=1;lt=%.5f;lg=%.5f;rd=%d;lc=90;pm=G}, $lat, $lon, $metres), 'aml', $metres], [sprintf('geo:%.5f,%.5f;u=%d', $lat, $lon, $metres), 'geo', $metres],
    [sprintf('%.5f, %.5f', $lat, $lon), 'decimal', undef], ['dekat pasar', '', undef]);
}

my (@incidents, @second, $last_fire);
for my $call (@calls) {
  my ($received, $answered) = ($call->{at}, $call->{lost} ? undef : $call->{at} + $call->{answer});
  my $ended = ($answered // $received) + $call->{lasts};
  if ($call->{kind} ne 'darurat') {
    push @waiting, sprintf q{(%s, %s, %s, '0812%07d', %s)}, at($received), $answered ? at($answered) : 'NULL', at($ended), rand 1e7, $call->{kind} ? "'$call->{kind}'" : 'NULL';
    enter_waiting() if @waiting >= 50;
    next;
  }
  enter_waiting();
  my $spot = of(@spots);
  my $incident = { category => $call->{category}, reported => $received, first => $call, district => $spot->[0], sent => [], there => [] };
  $call->{incident} = $incident;
  push @script, sprintf q{INSERT INTO dkis.calls (received_at, answered_at, ended_at, caller_number, category, note) VALUES (%s, %s, %s, '0813%07d', '%s', 'uji') RETURNING id AS c \gset},
    at($received), at($answered), at($ended), rand 1e7, $call->{category};
  for (0 .. rand 2) {
    my ($raw, $source, $metres) = @{ fix_at($spot) };
    push @script, sprintf q{INSERT INTO dkis.call_locations (call, at, raw) VALUES (:c, %s, '%s');}, at($answered + $_), $raw;
    next unless $source;
    my ($best, $worse) = ([$source, $metres], $call->{fix});
    ($best, $worse) = ($worse, $best) if $worse && defined $worse->[1] && !(defined $best->[1] && $best->[1] <= $worse->[1]);
    $call->{fix} = $best;
  }
  push @script, q{UPDATE dkis.calls SET kind = 'darurat' WHERE id = :c RETURNING incident_id AS i \gset};
  $incident->{district} = 'tidak diketahui' unless $call->{fix};
  # Units, now and then none; one of them may never arrive.
  for my $unit (1 .. of(0, 1, 1, 1, 2, 3)) {
    my $requested = $answered + 20 + int rand 200;
    my $there = rand() < 0.05 ? undef : $requested + 120 + int rand 1500;
    push @script, sprintf q{INSERT INTO dkis.dispatches (incident_id, unit_id, requested_at, on_scene_at, cleared_at) SELECT :i, id, %s, %s, %s FROM dkis.units WHERE callsign = 'U-%d';},
      at($requested), $there ? at($there) : 'NULL', at($requested + 7200), $unit;
    push @{ $incident->{sent} }, $requested;
    push @{ $incident->{there} }, $there if $there;
  }
  # A second caller about the same; or two fires that turn out to be one.
  if (rand() < 0.08) {
    my $second = { kind => 'duplikat', at => $received + 60, answer => 7, incident => $incident };
    push @script, sprintf q{INSERT INTO dkis.calls (received_at, answered_at, ended_at, caller_number, kind, incident_id) VALUES (%s, %s, %s, '0811%07d', 'duplikat', :i);},
      at($second->{at}), at($second->{at} + 7), at($second->{at} + 20), rand 1e7;
    push @second, $second;
  }
  my $merged = $call->{category} eq 'kebakaran' && $last_fire && !$last_fire->{into} && rand() < 0.25 ? $last_fire : undef;
  if ($merged) { # the later one is kept; the first report of either counts
    push @script, 'SELECT dkis.merge_incidents(:i, :fire);';
    $merged->{into} = $incident;
    $incident->{reported} = $merged->{reported};
    $incident->{first} = $merged->{first};
    push @{ $incident->{$_} }, @{ $merged->{$_} } for qw(sent there);
    $_->{incident} = $incident for grep { ($_->{incident} // 0) == $merged } @calls, @second;
  }
  if ($call->{category} eq 'kebakaran') { # stays open until the next one
    push @script, 'SELECT dkis.close_incident(:fire);' if $last_fire && !$last_fire->{into};
    push @script, '\set fire :i';
    $last_fire = $incident;
  } else {
    push @script, 'SELECT dkis.close_incident(:i);';
  }
  $incident->{at} = $received;
  push @incidents, $incident;
}
enter_waiting();

my $file = PostgreSQL::Test::Utils::tempdir() . '/year.sql';
append_to_file($file, "\\set QUIET on\n\\set ON_ERROR_STOP on\nSET client_min_messages = error;\n" . join("\n", @script) . "\n");
command_ok(['psql', '-X', '-q', '-o', '/dev/null', '-h', $node->host, '-p', $node->port, '-U', 'petugas', '-f', $file, 'postgres'], scalar(@script) . ' statements of a dispatcher');
is(sql(q{SELECT string_agg(n || ' ' || kind, ', ' ORDER BY kind) FROM (SELECT kind, count(*) AS n FROM dkis.calls WHERE kind IN ('darurat', 'ghost', 'prank') GROUP BY 1) k}),
  '723 darurat, 1025 ghost, 2277 prank', 'the year is in');

# ---- the slow count --------------------------------------------------------------------

sub percentile {
  my ($share, @values) = @_;
  return '' unless @values;
  @values = sort { $a <=> $b } @values;
  my $place = $share * $#values;
  my $below = floor($place);
  my $above = $below < $#values ? $values[$below + 1] : $values[$below];
  return sprintf '%.3f', $values[$below] + ($place - $below) * ($above - $values[$below]);
}
sub percent { my ($part, $all) = @_; return sprintf '%.1f', floor((2000 * $part + $all) / (2 * $all)) / 10 } # half up
sub smallest { return (sort { $a <=> $b } @_)[0] }

my (%month, %waits, %fixes);
for my $call (@calls, @second) {
  my $incident = $call->{incident};
  my $first_there = $incident && $call == $incident->{first} ? smallest(@{ $incident->{there} }) : undef;
  my %under = (semua => 'semua', jenis => $call->{kind} || 'belum dikenali', regu => shift_of($call->{at}));
  @under{qw(kategori kecamatan)} = @$incident{qw(category district)} if $incident;
  for my $dimension (keys %under) {
    my $sum = $month{ join '|', month_of($call->{at}), $dimension, $under{$dimension} } //= { incidents => {}, answers => [], responses => [], false => 0, lost => 0 };
    $sum->{calls}++;
    $sum->{incidents}{$incident} = 1 if $incident;
    $sum->{false}++ if $call->{kind} =~ /^(prank|ghost)$/;
    $sum->{lost}++ if $call->{lost};
    push @{ $sum->{answers} }, $call->{answer} if $call->{answer};
    push @{ $sum->{responses} }, $first_there - $incident->{reported} if $first_there;
  }
  if ($incident) {
    my ($source, $metres) = @{ $call->{fix} // ['tanpa lokasi', undef] };
    push @{ $fixes{ month_of($call->{at}) . "|$source" } }, $metres;
  }
}
for my $incident (grep { !$_->{into} } @incidents) {
  for (['kirim', smallest(@{ $incident->{sent} })], ['tiba', smallest(@{ $incident->{there} })]) {
    my ($measure, $first) = @$_;
    push @{ $waits{ join '|', month_of($incident->{at}), $incident->{category}, $measure } }, $first - $incident->{reported} if $first;
  }
}

sub lines { return join "\n", sort @_ }
sub report { my ($columns, $view) = @_; my $out = $node->safe_psql('postgres', "SELECT $columns FROM dkis_report.$view WHERE bulan BETWEEN '2024-01-01' AND '2024-12-31'", extra_params => ['-U', 'pembaca']); return lines(split /\n/, $out) }
sub number { return "coalesce(round(($_[0])::numeric, 3)::text, '')" }

is(report(join(', ', qw(bulan menurut nilai panggilan insiden panggilan_palsu palsu_persen terlepas jawab_terukur), number('jawab_median_detik'), number('jawab_p90_detik'), 'jawab_memenuhi', 'tiba_terukur',
      number('tiba_median_detik'), number('tiba_p90_detik')), 'laporan_112'),
  lines(map {
    my $s = $month{$_};
    join '|', $_, $s->{calls}, scalar keys %{ $s->{incidents} }, $s->{false}, percent($s->{false}, $s->{calls}), $s->{lost}, scalar @{ $s->{answers} }, percentile(0.5, @{ $s->{answers} }),
      percentile(0.9, @{ $s->{answers} }), scalar(grep { $_ <= 60 } @{ $s->{answers} }), scalar @{ $s->{responses} }, percentile(0.5, @{ $s->{responses} }), percentile(0.9, @{ $s->{responses} })
  } keys %month), 'laporan_112: ' . keys(%month) . ' rows as counted');

is(report(join(', ', qw(bulan kategori ukuran jumlah), number('median_detik'), number('p90_detik'), 'terlama_detik', q{coalesce(memenuhi::text, '')}, q{coalesce(memenuhi_persen::text, '')}), 'waktu_tanggap'),
  lines(map {
    my @w = @{ $waits{$_} };
    my $kept = grep { $_ <= 900 } @w;
    join '|', $_, scalar @w, percentile(0.5, @w), percentile(0.9, @w), (sort { $b <=> $a } @w)[0], /kebakaran.tiba/ ? ($kept, percent($kept, scalar @w)) : ('', '')
  } keys %waits), 'waktu_tanggap: ' . keys(%waits) . ' rows as counted');

is(report(join(', ', qw(bulan sumber panggilan dalam_50_m tanpa_ukuran dalam_50_m_persen), number('median_meter')), 'mutu_lokasi'),
  lines(map {
    my @known = grep { defined } @{ $fixes{$_} };
    my ($all, $near) = (scalar @{ $fixes{$_} }, scalar grep { $_ <= 50 } @known);
    join '|', $_, $all, $near, /tanpa lokasi/ ? 0 : $all - @known, percent($near, $all), percentile(0.5, @known)
  } keys %fixes), 'mutu_lokasi: ' . keys(%fixes) . ' rows as counted');

is(sql(q{SELECT problem FROM dkis.cases c, dkis.verify_case(c.id)}), '', 'every history verifies');

# ---- CAP 1.2 ---------------------------------------------------------------------------

# Shapes of every kind, one that is called off, one under another category, a drill.
my %shapes = (line => 'LINESTRING(108.55 -6.72, 108.56 -6.73)', area => 'POLYGON((108.55 -6.72, 108.56 -6.72, 108.56 -6.73, 108.55 -6.72))', points => 'MULTIPOINT(108.55 -6.72, 108.56 -6.73)',
  mixed => 'GEOMETRYCOLLECTION(POINT(108.55 -6.72), POLYGON((108.55 -6.72, 108.56 -6.72, 108.56 -6.73, 108.55 -6.72)), LINESTRING(108.55 -6.72, 108.56 -6.73))', far => 'POINT(108.4 -6.9)', nowhere => '');
my $petugas = 'SET ROLE petugas; ';
sql($petugas . "INSERT INTO dkis.incidents (category, priority, location, uncertainty_m, note) VALUES ('bencana alam', 3, NULLIF('$shapes{$_}', '')::geometry(Geometry, 4326), 30, '$_')") for sort keys %shapes;
sql($petugas . q{UPDATE dkis.incidents SET status = 'batal', note = 'bukan <"kebakaran"> & tidak apa-apa' WHERE note = 'far'; SELECT dkis.reclassify_incident(id, 'kebakaran') FROM dkis.incidents WHERE note = 'line'});
sql($petugas . q{SET dkis.exercise = 1; INSERT INTO dkis.incidents (category, note) VALUES ('keamanan', 'latihan')});

my %one_of = (status => 'Actual|Exercise|System|Test|Draft', msgType => 'Alert|Update|Cancel|Ack|Error', scope => 'Public|Restricted|Private', category => 'Geo|Met|Safety|Security|Rescue|Fire|Health|Env|Transport|Infra|CBRNE|Other',
  urgency => 'Immediate|Expected|Future|Past|Unknown', severity => 'Extreme|Severe|Moderate|Minor|Unknown', certainty => 'Observed|Likely|Possible|Unlikely|Unknown',
  identifier => '[^ ,<&]+', sender => '[^ ,<&]+', sent => '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d', language => '[a-z]{2}-[A-Z]{2}', references => '[^ ,]+,[^ ,]+,[-+:T0-9]+( [^ ,]+,[^ ,]+,[-+:T0-9]+)*',
  polygon => '(?:-?\d+\.\d+,-?\d+\.\d+ ?){4,}', circle => '-?\d+\.\d+,-?\d+\.\d+ \d+(\.\d+)?', (map { $_ => '[^<]+' } qw(restriction note incidents event headline areaDesc)));
my %within = (alert => 'identifier sender sent status msgType (source )?scope (restriction )?(addresses )?(code )*(note )?(references )?(incidents )?(info )*',
  info => '(language )?(category )+event (responseType )*urgency severity certainty (audience )?(eventCode )*(effective )?(onset )?(expires )?(senderName )?(headline )?(description )?(instruction )?(web )?(contact )?(parameter )*(resource )*(area )*',
  area => 'areaDesc (polygon )*(circle )*(geocode )*(altitude )?(ceiling )?');

sub faults {
  my ($name, $inside, $seen) = @_;
  return $inside =~ /^(?:$one_of{$name})$/ ? () : "$name: $inside" if $one_of{$name};
  return "unknown: $name" unless $within{$name};
  my ($order, @faults) = ('');
  while ($inside =~ /\G<(\w+)>(.*?)<\/\1>/gcs) { my ($child, $of_it) = ($1, $2); $order .= "$child "; push @{ $seen->{$child} }, $of_it; push @faults, faults($child, $of_it, $seen) }
  push @faults, "order of $name: $order" unless $order =~ /^$within{$name}$/;
  push @faults, "left over in $name: " . substr $inside, pos($inside) // 0 if (pos($inside) // 0) != length $inside;
  return @faults;
}

my (@faults, %kinds, %identifiers);
for my $message (split /\n/, sql($petugas . q{SELECT regexp_replace(dkis.to_cap(id)::text, '\s+', ' ', 'g') FROM dkis.incidents ORDER BY id})) {
  my $seen = {};
  my ($inside) = $message =~ /^<alert xmlns="urn:oasis:names:tc:emergency:cap:1\.2">(.*)<\/alert>$/ or do { push @faults, "no alert: $message"; next };
  push @faults, faults('alert', $inside, $seen);
  my ($kind, $sender, $identifier, $sent) = map { $seen->{$_}[0] } qw(msgType sender identifier sent);
  $kinds{"$kind $seen->{status}[0]"}++;
  push @faults, "$kind without references" if $kind ne 'Alert' && !$seen->{references};
  push @faults, 'refers to itself' if grep { $_ eq "$sender,$identifier,$sent" } split / /, $seen->{references}[0] // '';
  push @faults, 'restricted, but to whom' if $seen->{scope}[0] eq 'Restricted' && !$seen->{restriction};
  push @faults, "twice: $identifier" if $identifiers{"$identifier $sent"}++;
  for (@{ $seen->{polygon} // [] }) { my @corners = split / /; push @faults, "not closed: $_" if $corners[0] ne $corners[-1] }
  for (map { split / / } @{ $seen->{polygon} // [] }, map { s/ .*//r } @{ $seen->{circle} // [] }) { my ($lat, $lon) = split /,/; push @faults, "not on earth, or the wrong way round: $_" if abs($lat) > 10 || abs($lon) < 100 }
}
is_deeply(\@faults, [], 'CAP 1.2: by the rules of the schema');
is(join(', ', sort keys %kinds), 'Alert Actual, Alert Exercise, Cancel Actual, Update Actual', 'of every kind');
$node->stop;
done_testing();
