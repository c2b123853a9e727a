/*
 * Arrays that grow, of any type:
 *
 *   ARRAY_OF(Edge) edges = {0};
 *   *array_add(&edges) = (Edge){from, to};
 *   ... edges.data[i] ... edges.n ...
 *   dkis_free(edges.data);
 *
 * What array_add() returns holds until the next one is added. Elements are not
 * cleared.
 */
#ifndef DKIS_CORE_BASE_ARRAY_H
#define DKIS_CORE_BASE_ARRAY_H

#include "core/base/host.h"

#define ARRAY_OF(type)                                                                             \
	struct                                                                                         \
	{                                                                                              \
		type *data;                                                                                \
		int n;                                                                                     \
		int capacity;                                                                              \
	}

/* Room for that many more behind the n there are. */
#define array_reserve(array, more)                                                                 \
	((array)->data = dkis_array_grow((array)->data, &(array)->capacity, (array)->n, (more),        \
									 sizeof *(array)->data))
#define array_add(array) (array_reserve(array, 1), &(array)->data[(array)->n++])
#define array_bytes(array) ((size_t) (array)->capacity * sizeof *(array)->data)

void *dkis_array_grow(void *data, int *capacity, int n, int more, size_t width);

/* size bytes of 0. */
void *dkis_zeroed(size_t size);
/* For each of 0 .. n (the last is the end of all) that value. */
int *dkis_numbers(int n, int value);

#endif
