/*
 * Bags of measured numbers: see bag.h.
 */
#include "core/base/bag.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/host.h"

/*
 * Packed: how many values, whether counts follow; the values, then the counts. Values
 * that are whole, or whole millionths (what clocks measure), are kept as steps from one
 * to the next, in groups of which each says how many bytes its widest step takes.
 */
typedef struct PackedBag
{
	uint32_t n : 30;
	uint32_t stepped : 1;
	uint32_t counted : 1;
} PackedBag;

typedef struct PackedSteps
{
	uint32_t scale;               /* the values are so many times greater in steps */
	uint32_t from_high, from_low; /* the first, in two's complement */
} PackedSteps;

#define STEPS_A_GROUP 32
#define MOST_STEPPED 9007199254740992.0 /* 2 ^ 53: what a double holds of whole numbers */

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

/* No bag takes more bytes than with its values as they are. */
static size_t
plain_size(size_t n, bool counted)
{
	return sizeof(PackedBag) + n * (sizeof(double) + (counted ? sizeof(uint32_t) : 0));
}

size_t
bag_packed_most(const Bag *bag)
{
	return plain_size(bag->n, bag->counts);
}

/* The value in steps; false where it would not come back as it is. */
static bool
in_steps(double value, double scale, int64_t *steps)
{
	double scaled = round(value * scale), back;

	if (!(fabs(scaled) < MOST_STEPPED))
		return false;
	*steps = (int64_t) scaled;
	back = (double) *steps / scale;
	return memcmp(&back, &value, sizeof(value)) == 0;
}

static size_t
bytes_for(uint64_t step)
{
	size_t bytes = 1;

	while (bytes < sizeof(step) && step >> (8 * bytes) > 0)
		bytes++;
	return bytes;
}

/* A group of steps behind *last; NULL where there is no room for it, or a value is in none. */
static char *
pack_group(const double *values, size_t n, double scale, int64_t *last, char *at, const char *end)
{
	uint64_t steps[STEPS_A_GROUP], widest = 0;
	size_t width;

	for (size_t i = 0; i < n; i++)
	{
		int64_t next;

		if (!in_steps(values[i], scale, &next))
			return NULL;
		steps[i] = (uint64_t) (next - *last);
		widest |= steps[i];
		*last = next;
	}
	width = bytes_for(widest);
	if ((size_t) (end - at) < 1 + n * width)
		return NULL;
	*at++ = (char) width;
	for (size_t i = 0; i < n; i++)
		for (size_t byte = 0; byte < width; byte++)
			*at++ = (char) (unsigned char) (steps[i] >> (8 * byte));
	return at;
}

/* The values as steps of 1 / scale; NULL where these would not do, or take no less room. */
static char *
pack_steps(const Bag *bag, uint32_t scale, char *at, const char *end)
{
	PackedSteps head = {scale, 0, 0};
	int64_t last;

	if (bag->n == 0 || !in_steps(bag->values[0], scale, &last) ||
		(size_t) (end - at) < sizeof(head))
		return NULL;
	head.from_high = (uint32_t) ((uint64_t) last >> 32);
	head.from_low = (uint32_t) (uint64_t) last;
	memcpy(at, &head, sizeof(head));
	at += sizeof(head);
	for (size_t i = 1; i < bag->n && at; i += STEPS_A_GROUP)
	{
		size_t left = bag->n - i;

		at = pack_group(bag->values + i, left < STEPS_A_GROUP ? left : STEPS_A_GROUP, scale, &last,
						at, end);
	}
	return at;
}

size_t
bag_pack(const Bag *bag, void *bytes)
{
	PackedBag head = {(uint32_t) bag->n & 0x3fffffff, 1, bag->counts ? 1 : 0};
	char *values = (char *) bytes + sizeof(head), *end = values + sizeof(double) * bag->n;
	char *at = pack_steps(bag, 1, values, end);

	if (at == NULL)
		at = pack_steps(bag, 1000000, values, end);
	if (at == NULL)
	{
		head.stepped = 0;
		at = end;
		if (bag->n > 0)
			memcpy(values, bag->values, sizeof(double) * bag->n);
	}
	memcpy(bytes, &head, sizeof(head));
	if (bag->counts)
		memcpy(at, bag->counts, sizeof(uint32_t) * bag->n);
	return (size_t) (at - (char *) bytes) + (bag->counts ? sizeof(uint32_t) * bag->n : 0);
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

/* Places would lead outside. */
static bool
none_is_zero(const Bag *bag)
{
	for (size_t i = 0; bag->counts && i < bag->n; i++)
		if (bag->counts[i] == 0)
			return false;
	return true;
}

/* With a width that the compiler knows: nearly all are of few bytes. */
static inline void
read_group(double *values, size_t n, double scale, int64_t *last, const unsigned char *at,
		   size_t width)
{
	for (size_t i = 0; i < n; i++, at += width)
	{
		uint64_t step = 0;

		for (size_t byte = 0; byte < width; byte++)
			step |= (uint64_t) at[byte] << (8 * byte);
		*last = (int64_t) ((uint64_t) *last + step);
		values[i] = (double) *last / scale;
	}
}

static const unsigned char *
unpack_group(double *values, size_t n, double scale, int64_t *last, const unsigned char *at,
			 const unsigned char *end)
{
	size_t width = at < end ? *at++ : 0;

	if (width < 1 || width > sizeof(uint64_t) || (size_t) (end - at) < n * width)
		return NULL;
	if (width == 1)
		read_group(values, n, scale, last, at, 1);
	else if (width == 2)
		read_group(values, n, scale, last, at, 2);
	else if (width == 3)
		read_group(values, n, scale, last, at, 3);
	else
		read_group(values, n, scale, last, at, width);
	return at + n * width;
}

/* What follows the values; NULL where these end outside. */
static const unsigned char *
unpack_steps(Bag *bag, const unsigned char *at, const unsigned char *end)
{
	PackedSteps head;
	int64_t last;

	if ((size_t) (end - at) < sizeof(head))
		return NULL;
	memcpy(&head, at, sizeof(head));
	at += sizeof(head);
	last = (int64_t) ((uint64_t) head.from_high << 32 | head.from_low);
	if (head.scale == 0)
		return NULL;
	bag->values[0] = (double) last / head.scale;
	for (size_t i = 1; i < bag->n && at; i += STEPS_A_GROUP)
	{
		size_t left = bag->n - i;

		at = unpack_group(bag->values + i, left < STEPS_A_GROUP ? left : STEPS_A_GROUP, head.scale,
						  &last, at, end);
	}
	return at;
}

static const unsigned char *
unpack_values(Bag *bag, const unsigned char *at, const unsigned char *end)
{
	if ((size_t) (end - at) < sizeof(double) * bag->n)
		return NULL;
	if (bag->n > 0)
		memcpy(bag->values, at, sizeof(double) * bag->n);
	return at + sizeof(double) * bag->n;
}

/* A value takes a byte at least: a lie about their number asks for no memory. */
static bool
could_hold(const PackedBag *head, size_t length)
{
	return head->n <= length && (head->n > 0 || !head->stepped);
}

bool
bag_unpack(const void *bytes, size_t length, Bag *bag)
{
	const unsigned char *at = bytes, *end = at + length;
	PackedBag head;

	if (length < sizeof(head))
		return false;
	memcpy(&head, bytes, sizeof(head));
	if (!could_hold(&head, length))
		return false;
	*bag = bag_with_room(head.n, head.counted);
	bag->n = head.n;
	at += sizeof(head);
	at = head.stepped ? unpack_steps(bag, at, end) : unpack_values(bag, at, end);
	if (at && (size_t) (end - at) == (head.counted ? sizeof(uint32_t) * head.n : 0))
	{
		if (head.counted && head.n > 0)
			memcpy(bag->counts, at, sizeof(uint32_t) * head.n);
		if (is_in_order(bag) && none_is_zero(bag))
			return true;
	}
	bag_free(bag);
	return false;
}
