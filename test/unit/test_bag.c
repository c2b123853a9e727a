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
		assert_true(bag_percentile(&seen, 1, 0.3) == bag_percentile(bag, 1, 0.3));
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

/* Some of the values as a packed bag on the shelf, four behind a multiple of eight. */
static void
shelve(BagShelf *shelf, const double *values, int n)
{
	BagPile pile = {0};
	char *bytes;
	Bag bag;

	for (int i = 0; i < n; i++)
		bag_pile_add(&pile, values[i]);
	bag = bag_pile_all(&pile);
	bytes = malloc(bag_packed_size(&bag) + 4);
	bag_pack(&bag, bytes + 4);
	assert_true(bag_shelf_put(shelf, bytes + 4, bag_packed_size(&bag)));
	bag_free(&bag);
	bag_pile_free(&pile);
}

/* The shelf as bytes, which is then empty. */
static char *
packed(BagShelf *shelf)
{
	char *bytes = malloc(bag_shelf_size(shelf) + 4);

	bag_shelf_pack(shelf, bytes + 4);
	for (size_t i = 0; i < shelf->n; i++)
		free((char *) shelf->bags[i] - 4);
	bag_shelf_free(shelf);
	return bytes;
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

static void
a_shelf_says_what_one_bag_says(void **state)
{
	static const double fractions[] = {0, 0.1, 0.5, 0.9, 0.999, 1};

	srand(52);
	for (int round = 0; round < 400; round++)
	{
		double values[600];
		int n = 1 + rand() % 600, from = 0;
		BagShelf shelf = {0};
		size_t there, size;
		char *bytes;
		Bag *bags;

		for (int i = 0; i < n; i++)
			values[i] = some_value(round, i);
		while (from < n)
		{
			int until = from + 1 + rand() % (round % 3 ? 300 : 5);

			until = until > n ? n : until;
			shelve(&shelf, values + from, until - from);
			from = until;
		}
		size = bag_shelf_size(&shelf);
		bytes = packed(&shelf);
		assert_null(bag_view_all(bytes + 4, size - 1, &there));
		bags = bag_view_all(bytes + 4, size, &there);
		assert_non_null(bags);
		qsort(values, (size_t) n, sizeof(double), ascending);
		for (size_t i = 0; i < 6; i++)
			assert_true(bag_percentile(bags, there, fractions[i]) ==
						percentile_of(values, n, fractions[i]));
		assert_int_equal(bag_at_most(bags, there, values[n - 1]), n);
		assert_true(bag_at_most(bags, there, values[n / 2]) > (uint64_t) n / 2);
		assert_int_equal(bag_at_most(bags, there, values[0] - 1), 0);
		free(bags);
		free(bytes);
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
	_Alignas(8) unsigned char room[28] = {0, 0, 0, 0, 2};
	unsigned char *bytes = room + 4;
	BagShelf shelf = {0};
	Bag bag;

	assert_false(bag_unpack(bytes, 0, &bag));
	assert_false(bag_unpack(bytes, 3, &bag));
	assert_false(bag_unpack(bytes, 4 + 16, &bag)); /* twice zero: not in order */
	assert_false(bag_shelf_put(&shelf, bytes, 4 + 16));
	assert_int_equal(shelf.n, 0);
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
	assert_true(isnan(bag_percentile(&bag, 1, 1)));
	assert_int_equal(bag_at_most(&bag, 1, INFINITY), 2);
	bag_free(&bag);
	bag_pile_free(&pile);
}

/* Bags stay where they are: nothing is copied for each that comes, and adding up takes no square of
 * time. */
static void
small_bags_leave_large_ones_alone(void **state)
{
	static double values[1000];
	BagShelf shelf = {0};
	int grown = 0;

	for (int i = 0; i < 1000; i++)
		values[i] = i;
	for (int round = 0; round < 3000; round++)
	{
		size_t room = shelf.room;

		shelve(&shelf, values, round == 0 ? 1000 : 1);
		grown += shelf.room != room;
	}
	assert_true(grown >= 2 && grown <= 12);
	free(packed(&shelf));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bag_says_what_its_numbers_say),
		cmocka_unit_test(a_shelf_says_what_one_bag_says),
		cmocka_unit_test(disorder_ends),
		cmocka_unit_test(what_is_no_bag_is_refused),
		cmocka_unit_test(not_a_number_is_the_greatest),
		cmocka_unit_test(small_bags_leave_large_ones_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
