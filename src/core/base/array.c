#include "core/base/array.h"

#include <string.h>

#define FIRST 16

void *
dkis_array_grow(void *data, int *capacity, int n, int more, size_t width)
{
	if (more <= *capacity - n)
		return data;
	*capacity = *capacity > more ? 2 * *capacity : *capacity + more;
	if (*capacity < FIRST)
		*capacity = FIRST;
	return dkis_realloc(data, (size_t) *capacity * width);
}

void *
dkis_zeroed(size_t size)
{
	return memset(dkis_alloc(size > 0 ? size : 1), 0, size);
}

int *
dkis_numbers(int n, int value)
{
	int *numbers = dkis_alloc(((size_t) n + 1) * sizeof(int));

	for (int i = 0; i <= n; i++)
		numbers[i] = value;
	return numbers;
}
