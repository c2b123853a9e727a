/*
 * Sets of numbers from 0, a bit each in words of 64: markings, sets of steps,
 * layers that are taken. Where a set lies and how long it is, its owner knows.
 */
#ifndef DKIS_CORE_BASE_BITS_H
#define DKIS_CORE_BASE_BITS_H

#include "core/base/host.h"

/* Words that hold n bits. */
static inline int
bits_words(int n)
{
	return (n + 63) / 64;
}

static inline bool
bits_has(const uint64_t *bits, int i)
{
	return (bits[i / 64] >> (i % 64)) & 1;
}

static inline void
bits_put(uint64_t *bits, int i)
{
	bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline void
bits_drop(uint64_t *bits, int i)
{
	bits[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

/* The lowest in the set from "from" on, below limit; limit when none. */
static inline int
bits_next(const uint64_t *bits, int from, int limit)
{
	while (from < limit)
	{
		uint64_t rest = bits[from / 64] >> (from % 64);

		if (rest != 0)
		{
			from += __builtin_ctzll(rest);
			return from < limit ? from : limit;
		}
		from = (from / 64 + 1) * 64;
	}
	return limit;
}

/* for (int i = first; i < limit; next) over the set. */
#define BITS_EACH(i, bits, from, limit)                                                            \
	for (int i = bits_next(bits, from, limit); i < (limit); i = bits_next(bits, i + 1, limit))

#endif
