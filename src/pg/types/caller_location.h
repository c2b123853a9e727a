/*
 * dkis.caller_location as SQL passes it: by reference, 32 bytes.
 */
#ifndef DKIS_PG_TYPES_CALLER_LOCATION_H
#define DKIS_PG_TYPES_CALLER_LOCATION_H

#include "pg/base/compat.h"

#include "core/place/location.h"

#define DatumGetLocation(datum) ((CallerLocation *) DatumGetPointer(datum))
#define PG_GETARG_LOCATION(n) DatumGetLocation(PG_GETARG_DATUM(n))

/*
 * Reads what almost every caller says: a place by itself, in or near the agency's own
 * city. False for anything else: dkis.locate() reads it, or says what is wrong with it.
 */
extern bool location_is_plain(text *given, CallerLocation *location);

#endif
