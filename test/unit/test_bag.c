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
compare_with_row(const Bag *bag, double *values, int n)
{
	static const double fractions[] = {0, 0.1, 0.5, 0.9, 1};

	qsort(values, (size_t) n, sizeof(double), ascending);
	assert_int_equal(bag_total(bag), n);
	for (size_t i = 0; i < 5; i++)
		assert_true(bag_percentile(bag, 1, fractions[i]) == percentile_of(values, n, fractions[i]));
	assert_int_equal(bag_at_most(bag, 1, values[n - 1]), n);
	assert_int_equal(bag_at_most(bag, 1, -1), 0);
}

static Bag
read_back(const Bag *bag)
{
	void *bytes = malloc(bag_packed_most(bag));
	size_t size = bag_pack(bag, bytes);
	Bag again;

	assert_true(size <= bag_packed_most(bag));
	assert_false(bag_unpack(bytes, size - 1, &again));
	assert_true(bag_unpack(bytes, size, &again));
	assert_int_equal(again.n, bag->n);
	assert_memory_equal(again.values, bag->values, sizeof(double) * bag->n);
	free(bytes);
	return again;
}

static void
a_bag_says_what_its_numbers_say(void **state)
{
	srand(112);
	for (int round = 0; round < 200; round++)
	{
		double values[600];
		int n = 1 + rand() % 600, range = 1 + rand() % 1000;
		BagPile pile = {0};
		Bag bag, again;

		for (int i = 0; i < n; i++)
		{
			values[i] = rand() % range / 8.0;
			bag_pile_add(&pile, values[i]);
			if (i == n / 2) /* more may come */
			{
				bag = bag_pile_all(&pile);
				bag_free(&bag);
			}
		}
		bag = bag_pile_all(&pile);
		again = read_back(&bag);
		compare_with_row(&again, values, n);
		bag_free(&again);
		bag_free(&bag);
		bag_pile_free(&pile);
	}
}

/* Values that are alike, or each far from all before, or hardly different, with and without counts.
 */
static double
some_value(int round, int i)
{
	switch (round % 4)
	{
		case 0: return rand() % (1 + round) / 8.0;
		case 1: return rand() / 1e6;
		case 2: return exp(i / 3.0);
		default: return i % 7 ? 5 + rand() % 3 : -rand() / 1e3;
	}
}

static Bag
bag_of_some(const double *values, int n)
{
	BagPile pile = {0};
	Bag bag;

	for (int i = 0; i < n; i++)
		bag_pile_add(&pile, values[i]);
	bag = bag_pile_all(&pile);
	bag_pile_free(&pile);
	return bag;
}

static void
several_say_what_one_bag_says(void **state)
{
	static const double fractions[] = {0, 0.1, 0.5, 0.9, 0.999, 1};

	srand(52);
	for (int round = 0; round < 400; round++)
	{
		double values[600];
		int n = 1 + rand() % 600, from = 0;
		Bag bags[600];
		size_t there = 0;

		for (int i = 0; i < n; i++)
			values[i] = some_value(round, i);
		while (from < n)
		{
			int until = from + 1 + rand() % (round % 3 ? 300 : 5);

			until = until > n ? n : until;
			bags[there++] = bag_of_some(values + from, until - from);
			from = until;
		}
		qsort(values, (size_t) n, sizeof(double), ascending);
		for (size_t i = 0; i < 6; i++)
			assert_true(bag_percentile(bags, there, fractions[i]) ==
						percentile_of(values, n, fractions[i]));
		assert_int_equal(bag_at_most(bags, there, values[n - 1]), n);
		assert_true(bag_at_most(bags, there, values[n / 2]) > (uint64_t) n / 2);
		assert_int_equal(bag_at_most(bags, there, values[0] - 1), 0);
		while (there > 0)
			bag_free(&bags[--there]);
	}
}

/* What clocks measure comes back to the last bit, and takes less than half the room. */
static void
instants_take_little_room(void **state)
{
	static const double scales[] = {1, 1e6}, starts[] = {0, -3e9, 40, 4e9};

	srand(7);
	for (int turn = 0; turn < 64; turn++)
	{
		static double values[5000];
		double scale = scales[turn % 2], start = starts[turn / 2 % 4], spread = turn % 3 ? 60 : 600;
		Bag bag, again;

		for (int i = 0; i < 5000; i++)
			values[i] = round((start + spread * rand() / RAND_MAX) * scale) / scale;
		bag = bag_of_some(values, 5000);
		again = read_back(&bag);
		if (!bag.counts)
		{
			void *bytes = malloc(bag_packed_most(&bag));

			assert_true(2 * bag_pack(&bag, bytes) < bag_packed_most(&bag));
			free(bytes);
		}
		bag_free(&again);
		bag_free(&bag);
	}
}

/* What is no whole number of millionths, or more than a double holds of these, is kept as it is. */
static void
others_come_back_as_they_are(void **state)
{
	static const double strange[] = {-0.0,
									 1.0 / 3,
									 1e300,
									 -1e300,
									 5e-324,
									 9007199254740993.0,
									 -9007199254740992.0,
									 0.0000005,
									 INFINITY,
									 -INFINITY,
									 NAN,
									 86400.000001};

	for (size_t i = 0; i < sizeof(strange) / sizeof(*strange); i++)
		for (size_t k = i; k < sizeof(strange) / sizeof(*strange); k++)
		{
			double values[] = {strange[i], 17, strange[k], 18.25};
			Bag bag = bag_of_some(values, 4), again = read_back(&bag);

			bag_free(&again);
			bag_free(&bag);
		}
}

/* What nobody has put in order is no bag, but may stand in bytes: asking it comes to an end. */
static void
disorder_ends(void **state)
{
	double values[] = {9, 1, 8, 2, 7, 3, 9, 1, 5, 5}, others[] = {1, 1, 1, 0, 0, 0, 2, 2, 2, 4};
	uint32_t counts[] = {1, 1, 3, 1, 1, 1, 9, 1, 1, 1};
	Bag bags[] = {{10, values, NULL}, {10, others, counts}, {5, values, counts}};

	for (int i = 0; i <= 100; i++)
	{
		bag_percentile(bags, 3, i / 100.0);
		bag_percentile(bags + 1, 2, i / 100.0);
	}
}

static void
what_is_no_bag_is_refused(void **state)
{
	unsigned char bytes[24] = {2};
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

/* 3 steps of a bag {5, 6, 8} and what would not be one. */
static void
what_are_no_steps_is_refused(void **state)
{
	static const unsigned char good[] = {3, 0, 0, 0x40, 1, 0, 0, 0, 0, 0,
										 0, 0, 5, 0,    0, 0, 1, 1, 2};
	static const struct
	{
		size_t at;
		unsigned char is;
	} wrong[] = {{4, 0}, {16, 0}, {16, 9}, {16, 2},   {17, 0},
				 {0, 2}, {0, 4},  {0, 0},  {3, 0x7f}, {3, 0xc0}};
	double values[] = {5, 6, 8};
	Bag bag = {3, values, NULL}, again;
	unsigned char bytes[32];

	assert_true(bag_unpack(good, sizeof(good), &again));
	assert_memory_equal(again.values, values, sizeof(values));
	bag_free(&again);
	assert_int_equal(bag_pack(&bag, bytes), sizeof(good));
	assert_memory_equal(bytes, good, sizeof(good));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
	{
		memcpy(bytes, good, sizeof(good));
		bytes[wrong[i].at] = wrong[i].is;
		assert_false(bag_unpack(bytes, sizeof(good), &again));
	}
	for (size_t length = 0; length < sizeof(good); length++)
		assert_false(bag_unpack(good, length, &again));
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
	assert_true(isnan(bag_percentile(&bag, 1, 1)));
	assert_int_equal(bag_at_most(&bag, 1, INFINITY), 2);
	bag_free(&bag);
	bag_pile_free(&pile);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bag_says_what_its_numbers_say),
		cmocka_unit_test(several_say_what_one_bag_says),
		cmocka_unit_test(instants_take_little_room),
		cmocka_unit_test(others_come_back_as_they_are),
		cmocka_unit_test(disorder_ends),
		cmocka_unit_test(what_is_no_bag_is_refused),
		cmocka_unit_test(what_are_no_steps_is_refused),
		cmocka_unit_test(not_a_number_is_the_greatest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
