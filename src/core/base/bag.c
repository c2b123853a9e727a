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

static uint32_t
count_of(const Bag *bag, size_t i)
{
	return bag->counts ? bag->counts[i] : 1;
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

/*
 * From where neither has anything left of the other; false when both have a value
 * and there is no room for counts.
 */
static bool
merge_into(Bag *all, const Bag *a, const Bag *b, size_t *i, size_t *k)
{
	while (*i < a->n && *k < b->n)
	{
		int order = compare(a->values[*i], b->values[*k]);

		if (order == 0 && !all->counts)
			return false;
		all->values[all->n] = order <= 0 ? a->values[*i] : b->values[*k];
		if (all->counts)
			all->counts[all->n] =
				(order <= 0 ? count_of(a, *i) : 0) + (order >= 0 ? count_of(b, *k) : 0);
		all->n++;
		*i += order <= 0;
		*k += order >= 0;
	}
	return true;
}

static void
append_from(Bag *all, const Bag *bag, size_t from)
{
	if (all->counts)
		for (size_t i = from; i < bag->n; i++)
			all->counts[all->n + i - from] = count_of(bag, i);
	memcpy(all->values + all->n, bag->values + from, sizeof(double) * (bag->n - from));
	all->n += bag->n - from;
}

/* Measured to the microsecond hardly anything comes twice: counts only if it does. */
static Bag
bag_merge(const Bag *a, const Bag *b)
{
	Bag all = bag_with_room(a->n + b->n, a->counts || b->counts);
	size_t i = 0, k = 0;

	if (!merge_into(&all, a, b, &i, &k))
	{
		bag_free(&all);
		all = bag_with_room(a->n + b->n, true);
		i = k = 0;
		merge_into(&all, a, b, &i, &k);
	}
	append_from(&all, a, i);
	append_from(&all, b, k);
	return all;
}

/* ---- piles ------------------------------------------------------------------- */

static void
merge_last_two(BagPile *pile)
{
	Bag *under = &pile->bags[pile->depth - 2], *last = under + 1;
	Bag both = bag_merge(under, last);

	dkis_check_interrupts();
	bag_free(under);
	bag_free(last);
	*under = both;
	pile->depth--;
}

void
bag_pile_join(BagPile *pile, Bag bag)
{
	pile->bags[pile->depth++] = bag;
	while (pile->depth > 1 && pile->bags[pile->depth - 2].n < 2 * pile->bags[pile->depth - 1].n + 1)
		merge_last_two(pile);
}

void
bag_pile_add(BagPile *pile, double value)
{
	if (pile->loose_n == pile->loose_room)
	{
		pile->loose_room = pile->loose_room ? 2 * pile->loose_room : 64;
		pile->loose = dkis_realloc(pile->loose, sizeof(double) * pile->loose_room);
	}
	pile->loose[pile->loose_n++] = value;
}

Bag
bag_pile_all(BagPile *pile)
{
	if (pile->loose_n > 0 || pile->depth == 0)
	{
		Bag bag = bag_of(pile->loose, pile->loose_n);

		pile->loose_n = 0;
		bag_pile_join(pile, bag);
	}
	while (pile->depth > 1)
		merge_last_two(pile);
	return pile->bags[0];
}

void
bag_pile_free(BagPile *pile)
{
	dkis_free(pile->loose);
	for (int i = 0; i < pile->depth; i++)
		bag_free(&pile->bags[i]);
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

/* The number at this place, from 0, of all in order. */
static double
value_at(const Bag *bag, uint64_t place)
{
	size_t i = 0;

	if (!bag->counts)
		return bag->values[place];
	for (; place >= bag->counts[i]; i++)
		place -= bag->counts[i];
	return bag->values[i];
}

double
bag_percentile(const Bag *bag, double fraction)
{
	double place = fraction * (double) (bag_total(bag) - 1);
	double low = value_at(bag, (uint64_t) floor(place));
	double high = value_at(bag, (uint64_t) ceil(place));

	return low == high ? low : low + (place - floor(place)) * (high - low);
}

uint64_t
bag_at_most(const Bag *bag, double limit)
{
	uint64_t total = 0;

	for (size_t i = 0; i < bag->n && compare(bag->values[i], limit) <= 0; i++)
		total += count_of(bag, i);
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
		if (compare(bag->values[i - 1], bag->values[i]) >= 0)
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
