/*
 * The host of the domain for unit tests and fuzzers: malloc, and no memory is
 * the end.
 */
#include "core/base/host.h"

#include <stdlib.h>

static void *
or_abort(void *pointer)
{
	if (pointer == NULL)
		abort();
	return pointer;
}

void *
dkis_alloc(size_t size)
{
	return or_abort(malloc(size > 0 ? size : 1));
}

void *
dkis_realloc(void *pointer, size_t size)
{
	return or_abort(realloc(pointer, size > 0 ? size : 1));
}

void
dkis_free(void *pointer)
{
	free(pointer);
}

void
dkis_check_interrupts(void)
{
}

bool
dkis_is_interrupted(void)
{
	return false;
}
