/*
 * A bag of measured numbers, kept so that percentiles of several together are
 * those of all their numbers: distinct values in order, each with how often it was
 * seen. Packed, a bag is bytes in this machine's own order; whoever keeps them can
 * always count them anew.
 */
#ifndef DKIS_CORE_BASE_BAG_H
#define DKIS_CORE_BASE_BAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Bag
{
	size_t n;         /* distinct values */
	double *values;   /* ascending */
	uint32_t *counts; /* NULL: each once */
} Bag;

/* Numbers as they come; all zero at first. */
typedef struct BagPile
{
	double *values;
	size_t n, room;
} BagPile;

void bag_pile_add(BagPile *pile, double value);
/* All of them as a bag of the caller's; more may be added afterwards. */
Bag bag_pile_all(BagPile *pile);

void bag_pile_free(BagPile *pile);
void bag_free(Bag *bag);

/* How many numbers. They are ordered as PostgreSQL orders float8: NaN is the greatest. */
uint64_t bag_total(const Bag *bag);
/*
 * Of all numbers of these bags together, which are not put together for it. As
 * percentile_cont: interpolated; there is a number; fraction from 0 to 1.
 */
double bag_percentile(const Bag *bags, size_t n, double fraction);
/* How many are not above the limit. */
uint64_t bag_at_most(const Bag *bags, size_t n, double limit);

size_t bag_packed_size(const Bag *bag);
void bag_pack(const Bag *bag, void *bytes);
/*
 * The bag where it lies, for asking: bytes begin four behind a multiple of eight, and
 * outlive it. False where length or counts are no bag's; the order is not looked at.
 */
bool bag_view(const void *bytes, size_t length, Bag *bag);
/* A copy; false for bytes that are no bag. */
bool bag_unpack(const void *bytes, size_t length, Bag *bag);

/* Packed bags that are to stand side by side: bytes that are asked as one bag is. All zero at
 * first. */
typedef struct BagShelf
{
	const void **bags; /* they stay where they are, and outlive the shelf */
	size_t *lengths;
	size_t n, room;
} BagShelf;

/* Bytes as bag_view() wants them; false for what is no bag, or in no order. */
bool bag_shelf_put(BagShelf *shelf, const void *bytes, size_t length);
size_t bag_shelf_size(const BagShelf *shelf);
void bag_shelf_pack(const BagShelf *shelf, void *bytes);
void bag_shelf_free(BagShelf *shelf);
/*
 * The bags of a shelf, or the one packed bag that the bytes are, where they lie, as
 * bag_view: an array to be freed. NULL for bytes that are neither.
 */
Bag *bag_view_all(const void *bytes, size_t length, size_t *n);

#endif
