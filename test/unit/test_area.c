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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_area_covers_what_is_in_it_and_on_its_border),
		cmocka_unit_test(distances_are_those_of_the_ellipsoid),
		cmocka_unit_test(the_border_is_as_far_as_its_nearest_place),
		cmocka_unit_test(what_breaks_off_or_is_something_else_is_refused),
	};

	return cmocka_run_group_tests_name("area", tests, NULL, NULL);
}
