# The approximate areas against surveyed boundaries, and those loaded over them; what
# dkis makes of points there against PostGIS itself; skipped where the boundaries are
# not at hand.
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

# PostGIS asked the slow way: random points in and around the city, and corners of the
# boundaries themselves, which several areas cover (the first by code counts).
$node->safe_psql('postgres', q{SELECT setseed(0.112);
  CREATE TABLE spot AS
  SELECT ST_SetSRID(ST_MakePoint(ST_XMin(e) - 0.03 + random() * (ST_XMax(e) - ST_XMin(e) + 0.06), ST_YMin(e) - 0.03 + random() * (ST_YMax(e) - ST_YMin(e) + 0.06)), 4326) AS point
  FROM (SELECT boundary AS e FROM dkis.areas WHERE level = 'kota') city, generate_series(1, 1500)
  UNION ALL
  SELECT point FROM (SELECT (ST_DumpPoints(boundary)).geom AS point FROM dkis.areas WHERE level = 'kelurahan') corner WHERE random() < 0.05});
my $corners = $node->safe_psql('postgres', 'SELECT count(*) - 1500 FROM spot');
cmp_ok($corners, '>', 100, "$corners corners beside 1,500 points");
is($node->safe_psql('postgres', q{
  SELECT ST_AsText(s.point), p.area, truth.area, p.in_city, truth.in_city, p.distance_to_border_m, truth.metres
  FROM spot s CROSS JOIN LATERAL dkis_store.place_of(s.point) p
  CROSS JOIN LATERAL (SELECT (SELECT a.code FROM dkis.areas a WHERE ST_Covers(a.boundary, s.point) ORDER BY array_position('{kelurahan,kecamatan,kota}'::text[], a.level), a.code LIMIT 1) AS area,
    ST_Covers(c.boundary, s.point) AS in_city, ST_Distance(ST_Boundary(c.boundary)::geography, s.point::geography) AS metres FROM dkis.areas c WHERE c.level = 'kota') truth
  WHERE (p.area, p.in_city) IS DISTINCT FROM (truth.area, truth.in_city) OR NOT abs(p.distance_to_border_m - truth.metres) < 0.01}),
  '', 'area, in the city or not, metres to its border: as PostGIS says');

# The nearest units, and how far they are, among those that have told a position and those that have not.
is($node->safe_psql('postgres', q{
  INSERT INTO dkis.responders (code, name, kind, position) VALUES ('uji', 'Uji', 'damkar', 'SRID=4326;POINT(108.55 -6.73)');
  INSERT INTO dkis.units (responder, callsign, kind, position) SELECT 'uji', 'U-' || n, CASE n % 2 WHEN 0 THEN 'damkar' ELSE 'ambulans' END, CASE WHEN n % 20 > 0 THEN s.point END
  FROM (SELECT point, row_number() OVER () AS n FROM (SELECT point FROM spot ORDER BY ST_X(point) * 1e6 - floor(ST_X(point) * 1e6) LIMIT 400) p) s;
  SELECT count(*), ST_AsText(s.point), min(k.kind)
  FROM (SELECT point FROM spot LIMIT 1000) s CROSS JOIN (VALUES (NULL), ('damkar')) k (kind)
  CROSS JOIN LATERAL (SELECT array_agg(n.unit_id ORDER BY n.distance_m, n.unit_id) AS ids, array_agg(round(n.distance_m::numeric, 3) ORDER BY n.distance_m, n.unit_id) AS metres FROM dkis.nearest_units(s.point, k.kind, 5) n) ours
  CROSS JOIN LATERAL (SELECT array_agg(t.id) AS ids, array_agg(round(t.metres::numeric, 3)) AS metres FROM (
    SELECT u.id, ST_Distance(coalesce(u.position, r.position)::geography, s.point::geography) AS metres FROM dkis.units u JOIN dkis.responders r ON r.code = u.responder
    WHERE k.kind IS NULL OR u.kind = k.kind ORDER BY 2, u.id LIMIT 5) t) truth
  WHERE ours IS DISTINCT FROM truth GROUP BY s.point}), '', 'the five nearest of 400 units, of any kind and of one, and their metres: as PostGIS says');
$node->stop;
done_testing();
