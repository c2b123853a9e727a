/*
 * Who does what, a lane each: performers in the order in which they are met.
 */
#ifndef DKIS_CORE_DRAW_LANES_H
#define DKIS_CORE_DRAW_LANES_H

#include "core/draw/diagram.h"

/* Names are not copied. */
typedef struct Lanes
{
	ARRAY_OF(const char *) names;
	int *of; /* of each thing its lane */
} Lanes;

/* For n things, none with a lane yet. */
void lanes_init(Lanes *lanes, int n);
void lanes_free(Lanes *lanes);
/* That thing is done by this performer. */
void lanes_put(Lanes *lanes, int thing, const char *performer);
/* The nodes of a diagram, by the performers of its steps; the end stands beside the last one. */
void lanes_of_nodes(Lanes *lanes, const Diagram *diagram, const char *const *performer,
					const char *unknown);

#endif
