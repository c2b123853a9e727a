/* Areas: what covers a point, how far its border is, and files that break off. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/place/area.h"

static uint8_t wkb[4096];
static size_t length;

static void
put(const void *bytes, size_t size)
{
	memcpy(wkb + length, bytes, size);
	length += size;
}

static void
put_head(uint32_t kind, uint32_t count)
{
	uint8_t order = 1;

	put(&order, 1);
	put(&kind, 4);
	put(&count, 4);
}

/* A square ring. */
static void
put_square(double west, double south, double size)
{
	double corners[] = {west,         south, west + size,  south, west + size,
						south + size, west,  south + size, west,  south};
	uint32_t count = 5;

	put(&count, 4);
	put(corners, sizeof corners);
}

/* A square with a hole in it, and another beside it. */
static void
put_city(void)
{
	length = 0;
	put_head(6, 2);
	put_head(3, 2);
	put_square(108, -7, 1);
	put_square(108.4, -6.6, 0.2);
	put_head(3, 1);
	put_square(110, -7, 1);
}

static bool
covered(const Area *area, double longitude, double latitude)
{
	AreaCorner point = {longitude, latitude};

	return area_covers(area, point);
}

static void
forget(Area *area)
{
	dkis_free(area->ends);
	dkis_free(area->corners);
	dkis_free(area->directions);
	dkis_free(area->stretches);
}

static void
an_area_covers_what_is_in_it_and_on_its_border(void **state)
{
	Area area;

	put_city();
	assert_true(area_read(wkb, length, false, &area));
	assert_int_equal(area.rings, 3);
	assert_true(covered(&area, 108.1, -6.9));
	assert_true(covered(&area, 110.5, -6.5));
	assert_false(covered(&area, 108.5, -6.5)); /* the hole */
	assert_true(covered(&area, 108.4, -6.5));  /* its border */
	assert_true(covered(&area, 108, -7));
	assert_true(covered(&area, 109, -6.3));
	assert_false(covered(&area, 109.5, -6.5));
	assert_false(covered(&area, NAN, -6.5));
	assert_null(area.directions);
	forget(&area);
}

static void
near(double metres, double expected, double within)
{
	if (fabs(metres - expected) > within)
		fail_msg("%.6f is not %.6f", metres, expected);
}

/* The expected distances are PostGIS's (GeographicLib). */
static void
distances_are_those_of_the_ellipsoid(void **state)
{
	AreaCorner a = {108.55, -6.73}, b = {108.56, -6.74}, c = {-74.006, 40.7128}, pole = {0, 90};

	near(geodesic_metres(a, a), 0, 1e-6);
	near(geodesic_metres(a, b), 1563.737924, 1e-3);
	near(geodesic_metres(a, c), 16230982.4456, 0.1);
	near(geodesic_metres(a, pole), 10746164.8797, 0.1);
	/* nearly opposite places, of Karney (2013): only roughly, and it ends */
	near(geodesic_metres((AreaCorner){.longitude = 0, .latitude = -30},
						 (AreaCorner){.longitude = 179.8, .latitude = 29.9}),
		 19989832.8276, 50000);
}

static void
the_border_is_as_far_as_its_nearest_place(void **state)
{
	Area area;
	AreaCorner inside = {108.1, -6.5}, outside = {108.5, -7.5}, hole = {108.45, -6.5},
			   on = {108.3, -7};

	put_city();
	assert_true(area_read(wkb, length, true, &area));
	near(area_border_metres(&area, inside), 11060.8657, 0.01);
	near(area_border_metres(&area, outside), 55266.7989, 0.5);
	near(area_border_metres(&area, hole), 5530.4329, 0.01);
	near(area_border_metres(&area, on), 24.5157, 0.1);
	forget(&area);
}

static void
what_breaks_off_or_is_something_else_is_refused(void **state)
{
	Area area;
	uint8_t big[] = {1, 6, 0, 0,    0,    0xFF, 0xFF, 0xFF, 0xFF, 1,    3,
					 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

	put_city();
	for (size_t shorter = 0; shorter < length; shorter++)
	{
		uint8_t *copy = malloc(shorter + 1);

		memcpy(copy, wkb, shorter);
		assert_false(area_read(copy, shorter, true, &area));
		free(copy);
	}
	assert_false(area_read(big, sizeof big, true, &area));
	wkb[0] = 0; /* big-endian */
	assert_false(area_read(wkb, length, true, &area));
	length = 0;
	put_head(3, 1);
	put_square(108, -7, 1);
	assert_false(area_read(wkb, length, true, &area));
}

/* From, to, metres: by GeographicLib (Karney 2013), which integrates where Vincenty goes by series.
 */
static void
far_distances_are_right_to_the_millimetre(void **state)
{
	static const double known[][5] = {{0, 0, 0, 90, 10018754.1714},
									  {0, 0, 0, 1, 111319.4908},
									  {0, 0, 90, 0, 10001965.7293},
									  {0, 0, 1, 0, 110574.3886},
									  {45, 10, 45, 100, 6690232.9325},
									  {60, -150, -30, 20, 16587315.6340},
									  {10, 179.5, 10, -179.5, 109639.3221},
									  {52.2, 0.1, -41.3, 174.8, 18728732.2677},
									  {70, 20, 70, -160, 4465970.0031},
									  {-80, 0, 80, 100, 18573068.2522},
									  {-6.73, 108.55, 40.7128, -74.006, 16230982.4456},
									  {-6.73, 108.55, 90, 0, 10746164.8797}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
	{
		AreaCorner a = {known[i][1], known[i][0]}, b = {known[i][3], known[i][2]};

		near(geodesic_metres(a, b), known[i][4], 1e-3);
		near(geodesic_metres(b, a), known[i][4], 1e-3);
	}
}

/* ---- skylines: columns side by side, of which it is plain what they cover ---------------- */

#define COLUMNS 24 /* more sides than a stretch has */

static int heights[COLUMNS];

static int
dice(int sides)
{
	static uint64_t seed = 112;

	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int) ((seed >> 33) % (uint64_t) sides);
}

/* Leaning to the side, so that few sides run straight up. */
static AreaCorner
leaning(double x, double y, int lean, double unit)
{
	return (AreaCorner){(x + lean * y) * unit, y * unit};
}

static void
put_skyline(int lean, double unit)
{
	AreaCorner corners[2 * COLUMNS + 3];
	uint32_t n = 0;

	corners[n++] = leaning(0, 0, lean, unit);
	for (int i = 0; i < COLUMNS; i++)
	{
		corners[n++] = leaning(i, heights[i], lean, unit);
		corners[n++] = leaning(i + 1, heights[i], lean, unit);
	}
	corners[n++] = leaning(COLUMNS, 0, lean, unit);
	corners[n++] = corners[0];
	length = 0;
	put_head(6, 1);
	put_head(3, 1);
	put(&n, 4);
	put(corners, sizeof *corners * n);
}

static bool
column_covers(double x, double y)
{
	for (int i = 0; i < COLUMNS; i++)
		if (x >= i && x <= i + 1 && y >= 0 && y <= heights[i])
			return true;
	return false;
}

static void
a_skyline_covers_its_columns(void **state)
{
	for (int round = 0; round < 40; round++)
	{
		int lean = round % 5 - 2;
		Area area;

		for (int i = 0; i < COLUMNS; i++)
			heights[i] = 1 + dice(6);
		put_skyline(lean, 1);
		assert_true(area_read(wkb, length, false, &area));
		for (int x = -2; x <= 2 * COLUMNS + 2; x++)
			for (int y = -2; y <= 15; y++)
				if (area_covers(&area, leaning(x / 2.0, y / 2.0, lean, 1)) !=
					column_covers(x / 2.0, y / 2.0))
					fail_msg("round %d: %g, %g", round, x / 2.0, y / 2.0);
		forget(&area);
	}
}

/* As far as the nearest of many places along its sides, a fraction of a metre from each other. */
static double
nearest_of_many(const Area *area, AreaCorner point)
{
	double least = INFINITY;

	for (int i = 0; i + 1 < area->ends[0]; i++)
	{
		AreaCorner a = area->corners[i], b = area->corners[i + 1];
		int places = 400 + (int) (fabs(b.longitude - a.longitude) * 400000);

		for (int k = 0; k <= places; k++)
		{
			AreaCorner at = {a.longitude + (b.longitude - a.longitude) * k / places,
							 a.latitude + (b.latitude - a.latitude) * k / places};

			least = fmin(least, geodesic_metres(point, at));
		}
	}
	return least;
}

static void
a_skylines_border_is_near_its_sides(void **state)
{
	for (int round = 0; round < 6; round++)
	{
		Area area;

		for (int i = 0; i < COLUMNS; i++)
			heights[i] = 1 + dice(6);
		put_skyline(round % 3 - 1, 0.001);
		assert_true(area_read(wkb, length, true, &area));
		for (int i = 0; i < 12; i++)
		{
			AreaCorner point = leaning(dice(20) - 6, dice(20) - 6, 0, 0.0007);

			near(area_border_metres(&area, point), nearest_of_many(&area, point), 0.2);
		}
		forget(&area);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_area_covers_what_is_in_it_and_on_its_border),
		cmocka_unit_test(distances_are_those_of_the_ellipsoid),
		cmocka_unit_test(far_distances_are_right_to_the_millimetre),
		cmocka_unit_test(a_skyline_covers_its_columns),
		cmocka_unit_test(a_skylines_border_is_near_its_sides),
		cmocka_unit_test(the_border_is_as_far_as_its_nearest_place),
		cmocka_unit_test(what_breaks_off_or_is_something_else_is_refused),
	};

	return cmocka_run_group_tests_name("area", tests, NULL, NULL);
}
