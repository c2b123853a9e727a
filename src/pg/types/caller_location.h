/*
 * dkis.caller_location as SQL passes it: by reference, 32 bytes.
 */
#ifndef DKIS_PG_TYPES_CALLER_LOCATION_H
#define DKIS_PG_TYPES_CALLER_LOCATION_H

#include "core/place/location.h"

#define DatumGetLocation(datum) ((CallerLocation *) DatumGetPointer(datum))
#define PG_GETARG_LOCATION(n) DatumGetLocation(PG_GETARG_DATUM(n))

#endif
