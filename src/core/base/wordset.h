/*
 * A set of rows of 64-bit words, numbered 0, 1, 2 … as they come: the markings
 * that an exploration has met.
 */
#ifndef DKIS_CORE_BASE_WORDSET_H
#define DKIS_CORE_BASE_WORDSET_H

#include "core/base/host.h"

typedef struct WordSet
{
	int n_words; /* of each row */
	uint32_t n;
	uint32_t capacity;
	uint64_t *rows;
	uint32_t *buckets; /* open addressing, number + 1 */
	uint32_t n_buckets;
} WordSet;

void wordset_init(WordSet *set, int n_words);
void wordset_free(WordSet *set);
/* The number of that row; it is new when it equals what set->n was before. */
uint32_t wordset_add(WordSet *set, const uint64_t *words);
size_t wordset_bytes(const WordSet *set);

/* Moves when a row is added. */
static inline const uint64_t *
wordset_at(const WordSet *set, uint32_t number)
{
	return set->rows + (size_t) number * (size_t) set->n_words;
}

#endif
