/*
 * Things by a number that each has: edges by where they begin or lead to,
 * outcomes by their step. Those of k are item[start[k]] .. item[start[k + 1] - 1],
 * in the order in which they came.
 */
#ifndef DKIS_CORE_BASE_EDGES_H
#define DKIS_CORE_BASE_EDGES_H

#include "core/base/host.h"

typedef struct Edges
{
	int *start;
	int *item;
} Edges;

/*
 * n things of that width, each with its number, an int of 0 .. n_numbers - 1, at
 * offset: edges_sort(&into, n_nodes, n, edges, sizeof(Edge), offsetof(Edge, to)).
 */
void edges_sort(Edges *edges, int n_numbers, int n, const void *things, size_t width,
				size_t offset);
void edges_free(Edges *edges);

#define EDGES_EACH(i, edges, k) for (int i = (edges)->start[k]; i < (edges)->start[(k) + 1]; i++)

#endif
