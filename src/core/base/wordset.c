#include "core/base/wordset.h"

#include "core/base/host.h"

#include <string.h>

static uint32_t *
empty_buckets(uint32_t n)
{
	return memset(dkis_alloc(n * sizeof(uint32_t)), 0, n * sizeof(uint32_t));
}

void
wordset_init(WordSet *set, int n_words)
{
	memset(set, 0, sizeof *set);
	set->n_words = n_words;
	set->capacity = 64;
	set->rows = dkis_alloc(set->capacity * (size_t) n_words * sizeof(uint64_t));
	set->n_buckets = 256;
	set->buckets = empty_buckets(set->n_buckets);
}

void
wordset_free(WordSet *set)
{
	dkis_free(set->rows);
	dkis_free(set->buckets);
}

static uint32_t
hash_words(const uint64_t *words, int n_words)
{
	uint64_t h = 0;

	for (int i = 0; i < n_words; i++)
	{
		h = (h ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15);
		h ^= h >> 29;
	}
	return (uint32_t) (h ^ (h >> 32));
}

static uint32_t *
bucket_for(const WordSet *set, const uint64_t *words)
{
	size_t size = (size_t) set->n_words * sizeof(uint64_t);
	uint32_t mask = set->n_buckets - 1;
	uint32_t i = hash_words(words, set->n_words) & mask;

	while (set->buckets[i] != 0 && memcmp(wordset_at(set, set->buckets[i] - 1), words, size) != 0)
		i = (i + 1) & mask;
	return &set->buckets[i];
}

static void
grow(WordSet *set)
{
	set->capacity *= 2;
	set->n_buckets *= 2;
	set->rows = dkis_realloc(set->rows, set->capacity * (size_t) set->n_words * sizeof(uint64_t));
	dkis_free(set->buckets);
	set->buckets = empty_buckets(set->n_buckets);
	dkis_check_interrupts();
	for (uint32_t i = 0; i < set->n; i++)
		*bucket_for(set, wordset_at(set, i)) = i + 1;
}

uint32_t
wordset_add(WordSet *set, const uint64_t *words)
{
	uint32_t *bucket = bucket_for(set, words);

	if (*bucket != 0)
		return *bucket - 1;
	if (set->n == set->capacity)
	{
		grow(set);
		bucket = bucket_for(set, words);
	}
	memcpy(set->rows + (size_t) set->n * (size_t) set->n_words, words,
		   (size_t) set->n_words * sizeof(uint64_t));
	*bucket = ++set->n;
	return set->n - 1;
}

size_t
wordset_bytes(const WordSet *set)
{
	return (size_t) set->capacity * (size_t) set->n_words * sizeof(uint64_t) +
		   (size_t) set->n_buckets * sizeof(uint32_t);
}
