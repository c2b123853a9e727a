/* Bags of numbers: several together say what all their numbers in one row say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "core/base/bag.h"
#include "core/base/host.h"

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

/* percentile_cont as PostgreSQL counts it. */
static double
percentile_of(const double *sorted, int n, double fraction)
{
	double place = fraction * (n - 1);
	double low = sorted[(int) floor(place)], high = sorted[(int) ceil(place)];

	return low + (place - floor(place)) * (high - low);
}

static void
compare_with_row(BagPile *pile, double *values, int n)
{
	static const double fractions[] = {0, 0.1, 0.5, 0.9, 1};
	Bag bag = bag_pile_all(pile);

	qsort(values, (size_t) n, sizeof(double), ascending);
	assert_int_equal(bag_total(&bag), n);
	for (size_t i = 0; i < 5; i++)
		assert_true(bag_percentile(&bag, fractions[i]) == percentile_of(values, n, fractions[i]));
	assert_int_equal(bag_at_most(&bag, values[n - 1]), n);
	assert_int_equal(bag_at_most(&bag, -1), 0);
}

/* Where it lies it says the same; there is the server's own length before it. */
static void
look_at(const Bag *bag, const void *bytes, size_t size)
{
	char *there = malloc(size + 4);
	Bag seen;

	memcpy(there + 4, bytes, size);
	assert_false(bag_view(there + 4, size - 1, &seen));
	assert_true(bag_view(there + 4, size, &seen));
	assert_int_equal(bag_total(&seen), bag_total(bag));
	if (bag->n > 0)
		assert_true(bag_percentile(&seen, 0.3) == bag_percentile(bag, 0.3));
	free(there);
}

static Bag
read_back(const Bag *bag)
{
	size_t size = bag_packed_size(bag);
	void *bytes = malloc(size);
	Bag again;

	bag_pack(bag, bytes);
	assert_false(bag_unpack(bytes, size - 1, &again));
	assert_true(bag_unpack(bytes, size, &again));
	look_at(bag, bytes, size);
	free(bytes);
	return again;
}

static void
several_bags_are_one(void **state)
{
	srand(112);
	for (int round = 0; round < 200; round++)
	{
		double values[600];
		int n = 1 + rand() % 600, range = 1 + rand() % 1000;
		BagPile all = {0}, some = {0};

		for (int i = 0; i < n; i++)
		{
			values[i] = rand() % range / 8.0;
			bag_pile_add(round % 2 ? &all : &some, values[i]);
			if (rand() % 50 == 0)
			{
				Bag part = bag_pile_all(&some);

				bag_pile_join(&all, read_back(&part));
				bag_pile_free(&some);
			}
		}
		Bag rest = bag_pile_all(&some);

		bag_pile_join(&all, read_back(&rest));
		compare_with_row(&all, values, n);
		bag_pile_free(&some);
		bag_pile_free(&all);
	}
}

static void
what_is_no_bag_is_refused(void **state)
{
	unsigned char bytes[24] = {2, 0, 0, 0};
	Bag bag;

	assert_false(bag_unpack(bytes, 0, &bag));
	assert_false(bag_unpack(bytes, 3, &bag));
	assert_false(bag_unpack(bytes, 4 + 16, &bag)); /* twice zero: not in order */
	bytes[4 + 15] = 0x40;
	assert_true(bag_unpack(bytes, 4 + 16, &bag));
	bag_free(&bag);
	bytes[0] = 1;
	bytes[3] = 0x80;
	assert_false(bag_unpack(bytes, 4 + 12, &bag)); /* never seen */
	bytes[0] = 0;
	bytes[3] = 0;
	assert_true(bag_unpack(bytes, 4, &bag));
	assert_int_equal(bag_total(&bag), 0);
	bag_free(&bag);
}

static void
not_a_number_is_the_greatest(void **state)
{
	BagPile pile = {0};

	bag_pile_add(&pile, NAN);
	bag_pile_add(&pile, INFINITY);
	bag_pile_add(&pile, NAN);
	bag_pile_add(&pile, 1);
	Bag bag = bag_pile_all(&pile);

	assert_int_equal(bag.n, 3);
	assert_true(isnan(bag_percentile(&bag, 1)));
	assert_int_equal(bag_at_most(&bag, INFINITY), 2);
	bag_pile_free(&pile);
}

/* A large bag is not copied for each small one that comes: adding up takes no square of time. */
static void
small_bags_leave_large_ones_alone(void **state)
{
	BagPile pile = {0};

	for (int round = 0; round < 300; round++)
	{
		BagPile some = {0};

		for (int i = 0; i < (round == 0 ? 1000 : 1); i++)
			bag_pile_add(&some, round * 1000 + i);
		bag_pile_join(&pile, bag_pile_all(&some));
		dkis_free(some.loose);
		assert_int_equal(pile.bags[0].n, 1000);
		for (int i = 1; i < pile.depth; i++)
			assert_true(pile.bags[i - 1].n > 2 * pile.bags[i].n);
	}
	assert_true(pile.depth >= 2 && pile.depth <= 10);
	bag_pile_free(&pile);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_bags_are_one),
		cmocka_unit_test(what_is_no_bag_is_refused),
		cmocka_unit_test(not_a_number_is_the_greatest),
		cmocka_unit_test(small_bags_leave_large_ones_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
