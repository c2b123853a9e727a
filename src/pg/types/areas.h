/*
 * The areas of an agency, compiled once in a session: where a point lies among them.
 */
#ifndef DKIS_PG_TYPES_AREAS_H
#define DKIS_PG_TYPES_AREAS_H

#include "pg/base/compat.h"

#include "core/place/area.h"

/* All of it nothing while the agency has no areas. */
typedef struct AreaPlace
{
	const char *code; /* of the smallest that covers the point, NULL: none; while areas stay */
	const char *name; /* its name; likewise */
	bool has_city;
	bool in_city;
	double border_metres; /* to the border of the agency's own city */
} AreaPlace;

extern void areas_find(int32 agency, AreaCorner point, AreaPlace *place);

#endif
