#include "core/base/edges.h"

#include "core/base/array.h"

void
edges_sort(Edges *edges, int n_numbers, int n, const void *things, size_t width, size_t offset)
{
	int *start = dkis_numbers(n_numbers + 1, 0);
	int *number = dkis_numbers(n, 0);

	for (int i = 0; i < n; i++)
	{
		if (i % 65536 == 0)
			dkis_check_interrupts();
		number[i] =
			*(const int *) (const void *) ((const char *) things + (size_t) i * width + offset);
		start[number[i] + 2]++;
	}
	for (int k = 0; k < n_numbers; k++)
		start[k + 2] += start[k + 1];
	edges->start = start;
	edges->item = dkis_numbers(n, 0);
	for (int i = 0; i < n; i++) /* start[k + 1] walks from where k begins to where it ends */
		edges->item[start[number[i] + 1]++] = i;
	dkis_free(number);
}

void
edges_free(Edges *edges)
{
	dkis_free(edges->start);
	dkis_free(edges->item);
}
