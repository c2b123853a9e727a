# The approximate areas against surveyed boundaries, and those loaded over them;
# skipped where the boundaries are not at hand.
use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $surveyed = "$FindBin::Bin/../../../shared/data/cirebon_kelurahan.geojson";
plan skip_all => 'no surveyed boundaries at hand' unless -r $surveyed;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
my $geojson = slurp_file($surveyed);
$geojson =~ s/\$/\\u0024/g;
$node->safe_psql('postgres', 'SET client_min_messages = error; CREATE EXTENSION dkis CASCADE; SELECT * FROM dkis.load_cirebon()');
$node->safe_psql('postgres', qq{
  CREATE TABLE place AS SELECT point, guess.area, guess.in_city FROM (
    SELECT (ST_Dump(ST_GeneratePoints(ST_Union(dkis_store.boundary_of_geojson(f -> 'geometry')), 4000, 7))).geom AS point
    FROM jsonb_array_elements(\$json\$$geojson\$json\$::jsonb -> 'features') f) p, dkis_store.place_of(point) guess});
is($node->safe_psql('postgres', qq{SELECT dkis.load_areas(\$json\$$geojson\$json\$::jsonb)}), 22, 'the surveyed boundaries are loaded');

my ($kelurahan, $kecamatan, $inside) = split /\|/, $node->safe_psql('postgres', q{
  SELECT round(100 * avg((place.area = truth.area)::int) FILTER (WHERE place.in_city)),
    round(100 * avg((left(place.area, 8) = left(truth.area, 8))::int) FILTER (WHERE place.in_city)),
    round(100 * avg(place.in_city::int))
  FROM place, dkis_store.place_of(point) truth});
cmp_ok($kelurahan, '>=', 77, "kelurahan right for $kelurahan % of places inside");
cmp_ok($kecamatan, '>=', 92, "kecamatan right for $kecamatan %");
cmp_ok($inside, '>=', 93, "$inside % of the city's places are inside");
is($node->safe_psql('postgres', q{SELECT count(*) FROM place, dkis_store.place_of(point) truth WHERE NOT truth.in_city OR truth.area IS NULL}),
  0, 'with surveyed boundaries all are');
$node->stop;
done_testing();
