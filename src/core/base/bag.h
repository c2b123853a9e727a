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

/* Into room for bag_packed_most() bytes; answers how many it took. */
size_t bag_packed_most(const Bag *bag);
size_t bag_pack(const Bag *bag, void *bytes);
/* A bag of the caller's; false for bytes that are none, which may lie anywhere. */
bool bag_unpack(const void *bytes, size_t length, Bag *bag);

#endif
