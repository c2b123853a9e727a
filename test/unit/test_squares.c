/* Places by squares: what a tile shows is what counting them one by one shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "core/place/squares.h"

static double
somewhere(double low, double high)
{
	return low + (high - low) * rand() / RAND_MAX;
}

/* The fraction of the world west or north of there. */
static double
across(double longitude)
{
	return (longitude + 180) / 360;
}

static double
down(double latitude)
{
	double phi = latitude * M_PI / 180;

	return (1 - log(tan(phi) + 1 / cos(phi)) / M_PI) / 2;
}

static Bag
bag_of_places(const double *longitude, const double *latitude, const int *priority, int n)
{
	BagPile pile = {0};
	Bag bag;

	for (int i = 0; i < n; i++)
		bag_pile_add(&pile, place_code(longitude[i], latitude[i], priority[i]));
	bag = bag_pile_all(&pile);
	bag_pile_free(&pile);
	return bag;
}

#define MANY 5000

static void
squares_are_counted(void **state)
{
	static double longitude[MANY], latitude[MANY];
	static int priority[MANY];
	static const int zooms[] = {0, 1, 5, 10, 12, 14, 16};

	srand(112);
	for (int i = 0; i < MANY; i++)
	{
		longitude[i] = i % 3 ? somewhere(108.5, 108.6) : longitude[i / 2];
		latitude[i] = i % 3 ? somewhere(-6.8, -6.7) : latitude[i / 2];
		priority[i] = 1 + rand() % 4;
	}
	Bag bag = bag_of_places(longitude, latitude, priority, MANY);
	for (size_t z = 0; z < sizeof(zooms) / sizeof(zooms[0]); z++)
	{
		double side = ldexp(1, zooms[z]);
		Squares tile = {.zoom = zooms[z],
						.x = (int64_t) (across(longitude[1]) * side),
						.y = (int64_t) (down(latitude[1]) * side)};
		uint64_t expected = 0, found = 0;
		int gravest = 9, found_gravest = 9;

		squares_add(&tile, &bag, 2);
		for (int i = 0; i < MANY; i++)
			if ((int64_t) (across(longitude[i]) * side) == tile.x &&
				(int64_t) (down(latitude[i]) * side) == tile.y)
			{
				expected += 2;
				gravest = priority[i] < gravest ? priority[i] : gravest;
			}
		for (int i = 0; i < SQUARES_ACROSS * SQUARES_ACROSS; i++)
			if (tile.square[i].count > 0)
			{
				double east, north;

				found += tile.square[i].count;
				if (tile.square[i].gravest < found_gravest)
					found_gravest = tile.square[i].gravest;
				square_middle(&tile, &tile.square[i], &east, &north);
				assert_int_equal((int) ((east / 40075016.685578488 + 0.5) * side * 64) % 64,
								 i % SQUARES_ACROSS);
				assert_int_equal((int) ((0.5 - north / 40075016.685578488) * side * 64) % 64,
								 i / SQUARES_ACROSS);
			}
		assert_true(llabs((long long) found - (long long) expected) <= 4); /* on the edge */
		assert_int_equal(found_gravest, gravest);
	}
	bag_free(&bag);
}

/* Of the tiles of a zoom each place is in one, however small these are. */
static void
each_is_in_one_tile(void **state)
{
	double longitude[] = {108.555}, latitude[] = {-6.73};
	int priority[] = {3};
	Bag bag = bag_of_places(longitude, latitude, priority, 1);

	for (int zoom = 0; zoom <= 28; zoom++)
	{
		double side = ldexp(1, zoom);
		int64_t x = (int64_t) (across(longitude[0]) * side),
				y = (int64_t) (down(latitude[0]) * side);
		int64_t near = zoom > 25 ? INT64_C(1) << (zoom - 25) : 1;
		uint64_t found = 0;

		for (int64_t i = x - near; i <= x + near; i++)
			for (int64_t k = y - near; k <= y + near; k++)
			{
				Squares tile = {.zoom = zoom, .x = i, .y = k};

				if (i < 0 || k < 0 || i >= (int64_t) side || k >= (int64_t) side)
					continue;
				squares_add(&tile, &bag, 1);
				for (int n = 0; n < SQUARES_ACROSS * SQUARES_ACROSS; n++)
					found += tile.square[n].count;
			}
		assert_int_equal(found, 1);
	}
	bag_free(&bag);
}

/* How grave it is comes along with the place. */
static void
gravity_comes_along(void **state)
{
	for (int priority = 1; priority <= 4; priority++)
	{
		double longitude[] = {108.555}, latitude[] = {-6.73};
		Bag bag = bag_of_places(longitude, latitude, &priority, 1);
		Squares tile = {0};
		int found = 0;

		squares_add(&tile, &bag, 1);
		for (int i = 0; i < SQUARES_ACROSS * SQUARES_ACROSS; i++)
			if (tile.square[i].count > 0)
			{
				assert_int_equal(tile.square[i].gravest, priority);
				found++;
			}
		assert_int_equal(found, 1);
		bag_free(&bag);
	}
}

static void
the_ends_of_the_map(void **state)
{
	assert_true(place_code(-180, 85.05, 1) >= 0);
	assert_true(place_code(180, -85.05, 4) < 4503599627370496.0); /* 2 ^ 52: exact */
	assert_true(isnan(place_code(0, 85.06, 1)) && isnan(place_code(0, 90, 1)));
	assert_true(isnan(place_code(0, -91, 1)) && isnan(place_code(180.1, 0, 1)));
	assert_true(isnan(place_code(NAN, 0, 1)) && isnan(place_code(0, INFINITY, 1)));
	assert_true(isnan(place_code(0, 0, 0)) && isnan(place_code(0, 0, 5)));
	assert_true(place_code(0, 0, 1) != place_code(0, 0, 2));
}

/* A bag of other numbers draws something or nothing, and breaks nothing. */
static void
any_bag_is_read(void **state)
{
	double values[] = {-INFINITY, -1, 0, 0.5, 4503599627370495.0, 1e300, INFINITY};
	Bag bag = {7, values, NULL};
	Squares tile = {0};
	uint64_t found = 0;

	squares_add(&tile, &bag, 1);
	for (int i = 0; i < SQUARES_ACROSS * SQUARES_ACROSS; i++)
		found += tile.square[i].count;
	assert_int_equal(found, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(squares_are_counted), cmocka_unit_test(each_is_in_one_tile),
		cmocka_unit_test(gravity_comes_along), cmocka_unit_test(the_ends_of_the_map),
		cmocka_unit_test(any_bag_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
