#include "pg/base/cache.h"

#include "utils/memutils.h"

/* Stands before what the subject keeps, in the same context. */
typedef struct Head
{
	MemoryContext context;
	uint64 generation; /* of all its sources together: each of them only grows */
	int holders;
} Head;

#define HEAD_SIZE MAXALIGN(sizeof(Head))

static Head *
head_before(const void *kept)
{
	return (Head *) ((char *) unconstify(void *, kept) - HEAD_SIZE);
}

static uint64
generation_of(const Cache *cache)
{
	uint64 generation = 0;

	for (int source = 0; source < SOURCE_COUNT; source++)
		if (cache->sources & SOURCE_BIT(source))
			generation += source_generation(source);
	return generation;
}

static void *
begin_anew(const Cache *cache, uint64 generation)
{
	MemoryContext context =
		AllocSetContextCreate(CacheMemoryContext, "dkis cache", ALLOCSET_SMALL_SIZES);
	Head *head = MemoryContextAllocZero(context, HEAD_SIZE + cache->size);

	MemoryContextSetIdentifier(context, cache->name);
	head->context = context;
	head->generation = generation;
	return (char *) head + HEAD_SIZE;
}

static void
free_if_unused(Cache *cache, void *kept)
{
	if (kept == NULL || kept == cache->current || head_before(kept)->holders > 0)
		return;
	cache->freed++;
	MemoryContextDelete(head_before(kept)->context);
}

void
cache_forget(Cache *cache)
{
	void *stale = cache->current;

	cache->current = NULL;
	free_if_unused(cache, stale);
}

void *
cache_take(Cache *cache)
{
	uint64 generation = generation_of(cache);

	if (cache->current && head_before(cache->current)->generation == generation)
		return cache->current;
	cache_forget(cache);
	return cache->current = begin_anew(cache, generation);
}

void *
cache_hold(Cache *cache)
{
	void *kept = cache_take(cache);

	cache_hold_this(kept);
	return kept;
}

void
cache_hold_this(void *kept)
{
	head_before(kept)->holders++;
}

void
cache_release(Cache *cache, void *kept)
{
	head_before(kept)->holders--;
	free_if_unused(cache, kept);
}

MemoryContext
cache_context(const void *kept)
{
	return head_before(kept)->context;
}
