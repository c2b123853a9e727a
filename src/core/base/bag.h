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

/* Bags that are being put together; all zero at first. */
typedef struct BagPile
{
	double *loose; /* numbers that came one by one */
	size_t loose_n, loose_room;
	Bag bags[64]; /* each at least twice as large as the next */
	int depth;
} BagPile;

/* Numbers are ordered as PostgreSQL orders float8: NaN is the greatest. */
void bag_pile_add(BagPile *pile, double value);
/* Takes the bag over. */
void bag_pile_join(BagPile *pile, Bag bag);
/* Everything as one bag, which stays the pile's: more may be added afterwards. */
Bag bag_pile_all(BagPile *pile);

void bag_pile_free(BagPile *pile);
void bag_free(Bag *bag);

/* How many numbers. */
uint64_t bag_total(const Bag *bag);
/* As percentile_cont: interpolated. Of no empty bag; fraction from 0 to 1. */
double bag_percentile(const Bag *bag, double fraction);
/* How many are not above the limit. */
uint64_t bag_at_most(const Bag *bag, double limit);

size_t bag_packed_size(const Bag *bag);
void bag_pack(const Bag *bag, void *bytes);
/*
 * The bag where it lies, for asking: bytes begin four behind a multiple of eight, and
 * outlive it. False where length or counts are no bag's; the order is not looked at.
 */
bool bag_view(const void *bytes, size_t length, Bag *bag);
/* A copy; false for bytes that are no bag. */
bool bag_unpack(const void *bytes, size_t length, Bag *bag);

#endif
