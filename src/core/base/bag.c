/*
 * Bags of measured numbers: see bag.h.
 */
#include "core/base/bag.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/host.h"

/* Packed: how many values, whether counts follow, the values, the counts. */
typedef struct PackedBag
{
	uint32_t n : 31;
	uint32_t counted : 1;
} PackedBag;

static int
compare(double a, double b)
{
	if (a < b)
		return -1;
	if (a > b)
		return 1;
	return isnan(a) - isnan(b);
}

static int
compare_values(const void *a, const void *b)
{
	return compare(*(const double *) a, *(const double *) b);
}

void
bag_free(Bag *bag)
{
	dkis_free(bag->values);
	dkis_free(bag->counts);
}

static Bag
bag_with_room(size_t n, bool counted)
{
	Bag bag = {0, dkis_alloc(sizeof(double) * (n + 1)), NULL};

	if (counted)
		bag.counts = dkis_alloc(sizeof(uint32_t) * (n + 1));
	return bag;
}

static void
bag_put(Bag *bag, double value, uint32_t count)
{
	if (bag->n > 0 && compare(bag->values[bag->n - 1], value) == 0)
	{
		bag->counts[bag->n - 1] += count;
		return;
	}
	bag->values[bag->n] = value;
	if (bag->counts)
		bag->counts[bag->n] = count;
	bag->n++;
}

/* Sorts them where they are. */
static Bag
bag_of(double *values, size_t n)
{
	bool again = false;
	Bag bag;

	if (n > 1)
		qsort(values, n, sizeof(double), compare_values);
	for (size_t i = 1; i < n && !again; i++)
		again = compare(values[i - 1], values[i]) == 0;
	bag = bag_with_room(n, again);
	for (size_t i = 0; i < n; i++)
		bag_put(&bag, values[i], 1);
	return bag;
}

/* ---- piles ------------------------------------------------------------------- */

void
bag_pile_add(BagPile *pile, double value)
{
	if (pile->n == pile->room)
	{
		pile->room = pile->room ? 2 * pile->room : 64;
		pile->values = dkis_realloc(pile->values, sizeof(double) * pile->room);
	}
	pile->values[pile->n++] = value;
}

Bag
bag_pile_all(BagPile *pile)
{
	return bag_of(pile->values, pile->n);
}

void
bag_pile_free(BagPile *pile)
{
	dkis_free(pile->values);
	*pile = (BagPile){0};
}

/* ---- asking -------------------------------------------------------------------- */

uint64_t
bag_total(const Bag *bag)
{
	uint64_t total = bag->n;

	if (bag->counts)
	{
		total = 0;
		for (size_t i = 0; i < bag->n; i++)
			total += bag->counts[i];
	}
	return total;
}

/* A bag among several, and where in it what is looked for may still lie. */
typedef struct Slice
{
	const double *values;
	uint64_t *before; /* how many numbers come before each value; NULL: each came once */
	size_t low, high;
	size_t from, until; /* of those: not below the value that was tried; above it */
} Slice;

static uint64_t
before(const Slice *slice, size_t i)
{
	return slice->before ? slice->before[i] : i;
}

static Slice
slice_of(const Bag *bag)
{
	Slice slice = {bag->values, NULL, 0, bag->n, 0, 0};

	if (!bag->counts)
		return slice;
	slice.before = dkis_alloc(sizeof(uint64_t) * (bag->n + 1));
	slice.before[0] = 0;
	for (size_t i = 0; i < bag->n; i++)
		slice.before[i + 1] = slice.before[i] + bag->counts[i];
	return slice;
}

/* The first that is not below this value. */
static size_t
first_from(const double *values, size_t low, size_t high, double value)
{
	while (low < high)
	{
		size_t middle = low + (high - low) / 2;

		if (compare(values[middle], value) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static Slice *
widest_of(Slice *slices, size_t n)
{
	Slice *widest = slices;

	for (size_t i = 1; i < n; i++)
		if (slices[i].high - slices[i].low > widest->high - widest->low)
			widest = &slices[i];
	return widest;
}

/* Finds the value that stands there in each, as far as it is known not to; how many are below. */
static uint64_t
split_all(Slice *slices, size_t n, const Slice *own, size_t at, uint64_t *up_to)
{
	double value = own->values[at];
	uint64_t below = 0;

	*up_to = 0;
	for (size_t i = 0; i < n; i++)
	{
		Slice *slice = &slices[i];

		/* Its own value it finds where it is, also in what nobody has put in order: this ends. */
		slice->from = slice == own ? at : first_from(slice->values, slice->low, slice->high, value);
		slice->until = slice->from + (slice->from < slice->high &&
									  compare(slice->values[slice->from], value) == 0);
		below += before(slice, slice->from);
		*up_to += before(slice, slice->until);
	}
	return below;
}

/*
 * The number at this place, from 0, of all in order. Nothing is put together: a value of
 * the widest slice is tried, by turns the one at the same share of it and its middle, and
 * what lies on the wrong side of it is left in every bag.
 */
static double
number_at(Slice *slices, size_t n, uint64_t place, uint64_t total)
{
	uint64_t least = 0, most = total; /* numbers below what is left, and with it */

	for (bool share = true;; share = !share)
	{
		Slice *widest = widest_of(slices, n);
		size_t width = widest->high - widest->low, at = widest->low + width / 2;
		uint64_t below, up_to;

		if (width == 0)
			return NAN; /* not of bags in order */
		if (share && place >= least && place < most)
			at = widest->low +
				 (size_t) ((double) width * (double) (place - least) / (double) (most - least));
		below = split_all(slices, n, widest, at, &up_to);
		if (place >= below && place < up_to)
			return widest->values[at];
		for (size_t i = 0; i < n; i++)
			if (place < below)
				slices[i].high = slices[i].from;
			else
				slices[i].low = slices[i].until;
		if (place < below)
			most = below;
		else
			least = up_to;
	}
}

static double
number_of(const Bag *bags, Slice *slices, size_t n, uint64_t place, uint64_t total)
{
	for (size_t i = 0; i < n; i++)
	{
		slices[i].low = 0;
		slices[i].high = bags[i].n;
	}
	return number_at(slices, n, place, total);
}

double
bag_percentile(const Bag *bags, size_t n, double fraction)
{
	Slice *slices = dkis_alloc(sizeof(Slice) * n);
	uint64_t total = 0;
	double place, low, high;

	for (size_t i = 0; i < n; i++)
	{
		slices[i] = slice_of(&bags[i]);
		total += before(&slices[i], bags[i].n);
	}
	place = fraction * (double) (total - 1);
	low = high = number_of(bags, slices, n, (uint64_t) floor(place), total);
	if (ceil(place) > floor(place))
		high = number_of(bags, slices, n, (uint64_t) ceil(place), total);
	for (size_t i = 0; i < n; i++)
		dkis_free(slices[i].before);
	dkis_free(slices);
	return low == high ? low : low + (place - floor(place)) * (high - low);
}

uint64_t
bag_at_most(const Bag *bags, size_t n, double limit)
{
	uint64_t total = 0;

	for (size_t i = 0; i < n; i++)
	{
		size_t until = first_from(bags[i].values, 0, bags[i].n, limit);

		until += until < bags[i].n && compare(bags[i].values[until], limit) == 0;
		total += bag_total(&(Bag){until, bags[i].values, bags[i].counts});
	}
	return total;
}

/* ---- packed ---------------------------------------------------------------------- */

static size_t
packed_size(size_t n, bool counted)
{
	return sizeof(PackedBag) + n * (sizeof(double) + (counted ? sizeof(uint32_t) : 0));
}

size_t
bag_packed_size(const Bag *bag)
{
	return packed_size(bag->n, bag->counts);
}

void
bag_pack(const Bag *bag, void *bytes)
{
	PackedBag head = {(uint32_t) bag->n & 0x7fffffff, bag->counts ? 1 : 0};
	char *at = (char *) bytes + sizeof(head);

	memcpy(bytes, &head, sizeof(head));
	if (bag->n > 0)
		memcpy(at, bag->values, sizeof(double) * bag->n);
	if (bag->counts)
		memcpy(at + sizeof(double) * bag->n, bag->counts, sizeof(uint32_t) * bag->n);
}

static bool
is_in_order(const Bag *bag)
{
	for (size_t i = 1; i < bag->n; i++)
		if (!(bag->values[i - 1] < bag->values[i]) &&
			compare(bag->values[i - 1], bag->values[i]) >= 0)
			return false;
	return true;
}

/* Places would lead outside. Bytes that are to be copied may lie anywhere. */
static bool
none_is_zero(const char *counts, size_t n)
{
	uint32_t count;

	for (size_t i = 0; i < n; i++)
	{
		memcpy(&count, counts + i * sizeof(count), sizeof(count));
		if (count == 0)
			return false;
	}
	return true;
}

bool
bag_view(const void *bytes, size_t length, Bag *bag)
{
	PackedBag head;
	char *at = (char *) bytes + sizeof(head);

	if (length < sizeof(head))
		return false;
	memcpy(&head, bytes, sizeof(head));
	if (length != packed_size(head.n, head.counted))
		return false;
	*bag = (Bag){head.n, (double *) at, NULL};
	if (!head.counted)
		return true;
	at += sizeof(double) * head.n;
	bag->counts = (uint32_t *) at;
	return none_is_zero(at, head.n);
}

bool
bag_unpack(const void *bytes, size_t length, Bag *bag)
{
	Bag there;

	if (!bag_view(bytes, length, &there))
		return false;
	*bag = bag_with_room(there.n, there.counts);
	bag->n = there.n;
	memcpy(bag->values, there.values, sizeof(double) * there.n);
	if (bag->counts)
		memcpy(bag->counts, there.counts, sizeof(uint32_t) * there.n);
	if (is_in_order(bag))
		return true;
	bag_free(bag);
	return false;
}

/* ---- several side by side ---------------------------------------------------------- */

/* Begins as an empty bag with counts would, which there is not. */
static const PackedBag shelf_mark = {0, 1};

/* Its length, then the bag; so that each lies as if it were alone. */
static size_t
place_on_shelf(size_t length)
{
	return (sizeof(uint32_t) + length + 7) / 8 * 8;
}

bool
bag_shelf_put(BagShelf *shelf, const void *bytes, size_t length)
{
	Bag bag;

	if (!bag_view(bytes, length, &bag) || !is_in_order(&bag))
		return false;
	if (shelf->n == shelf->room)
	{
		shelf->room = shelf->room ? 2 * shelf->room : 16;
		shelf->bags = dkis_realloc(shelf->bags, sizeof(*shelf->bags) * shelf->room);
		shelf->lengths = dkis_realloc(shelf->lengths, sizeof(*shelf->lengths) * shelf->room);
	}
	shelf->bags[shelf->n] = bytes;
	shelf->lengths[shelf->n++] = length;
	return true;
}

size_t
bag_shelf_size(const BagShelf *shelf)
{
	size_t size = sizeof(shelf_mark);

	for (size_t i = 0; i < shelf->n; i++)
		size += place_on_shelf(shelf->lengths[i]);
	return size;
}

void
bag_shelf_pack(const BagShelf *shelf, void *bytes)
{
	char *at = (char *) bytes + sizeof(shelf_mark);

	memcpy(bytes, &shelf_mark, sizeof(shelf_mark));
	for (size_t i = 0; i < shelf->n; i++)
	{
		uint32_t length = (uint32_t) shelf->lengths[i];
		size_t place = place_on_shelf(length);

		memset(at + place - sizeof(length), 0, sizeof(length)); /* what is left over */
		memcpy(at, &length, sizeof(length));
		memcpy(at + sizeof(length), shelf->bags[i], length);
		at += place;
	}
}

void
bag_shelf_free(BagShelf *shelf)
{
	dkis_free(shelf->bags);
	dkis_free(shelf->lengths);
	*shelf = (BagShelf){0};
}

/* The next bag of the shelf at *at; false when it is no bag, or ends outside. */
static bool
next_on_shelf(const char *bytes, size_t length, size_t *at, Bag *bag)
{
	uint32_t said;

	if (length - *at < sizeof(said))
		return false;
	memcpy(&said, bytes + *at, sizeof(said));
	if (place_on_shelf(said) > length - *at)
		return false;
	*at += place_on_shelf(said);
	return bag_view(bytes + *at - place_on_shelf(said) + sizeof(said), said, bag);
}

static bool
is_shelf(const void *bytes, size_t length)
{
	return length >= sizeof(shelf_mark) && memcmp(bytes, &shelf_mark, sizeof(shelf_mark)) == 0;
}

/* How many bags; -1 for bytes that are none. With bags NULL they are only counted. */
static long
shelf_walk(const char *bytes, size_t length, Bag *bags)
{
	size_t at = sizeof(shelf_mark);
	long n = 0;
	Bag bag;

	for (; at < length; n++)
	{
		if (!next_on_shelf(bytes, length, &at, &bag))
			return -1;
		if (bags)
			bags[n] = bag;
	}
	return n;
}

Bag *
bag_view_all(const void *bytes, size_t length, size_t *n)
{
	long there = is_shelf(bytes, length) ? shelf_walk(bytes, length, NULL) : 1;
	Bag *bags;

	if (there < 0)
		return NULL;
	bags = dkis_alloc(sizeof(Bag) * (size_t) (there + 1));
	*n = (size_t) there;
	if (is_shelf(bytes, length))
		shelf_walk(bytes, length, bags);
	else if (!bag_view(bytes, length, &bags[0]))
	{
		dkis_free(bags);
		return NULL;
	}
	return bags;
}
