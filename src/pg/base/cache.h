/*
 * What a session has read or compiled from tables, kept until these change: the
 * one lifetime of everything of that kind.
 *
 * A subject declares a Cache and what it keeps there. cache_take() gives what is
 * kept as long as it still holds; once a source has changed it begins anew, all
 * zero. What is kept lives in a memory context of its own, a child of
 * CacheMemoryContext, together with whatever the subject puts there, and is freed as
 * a whole. So a pointer into it is good until the next cache_take() of that cache;
 * whoever needs it longer, as a statement does, holds it.
 *
 * The generation is taken before anything is read: what changes while the subject
 * reads is read again at the next question. A subject that fails half way leaves
 * nothing that counts as read: it notes its rows only when they are whole.
 */
#ifndef DKIS_PG_BASE_CACHE_H
#define DKIS_PG_BASE_CACHE_H

#include "pg/base/compat.h"

#include "pg/base/module.h"

/* Declare it static. */
typedef struct Cache
{
	const char *name; /* of its memory contexts */
	size_t size;      /* of what the subject keeps */
	uint32 sources;   /* SOURCE_BIT() of what it is made from */
	void *current;    /* NULL: none */
	uint64 freed;     /* moves whenever something kept here is freed */
} Cache;

#define SOURCE_BIT(source) (1u << (source))

extern void *cache_take(Cache *cache);
/* As cache_take(), and it stays until cache_release(). */
extern void *cache_hold(Cache *cache);
extern void cache_hold_this(void *kept);
extern void cache_release(Cache *cache, void *kept);
/* The next question begins anew: for a subject whose cache has grown enough. */
extern void cache_forget(Cache *cache);
/* Where the subject puts what it keeps. */
extern MemoryContext cache_context(const void *kept);

#endif
