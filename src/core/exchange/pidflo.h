/*
 * Where a presence document says that somebody is: PIDF-LO (RFC 4119), with the
 * shapes of RFC 5491. Of several locations the first counts, as that RFC orders
 * them. What comes out is the middle of the shape, and how far it reaches from there.
 */
#ifndef DKIS_CORE_EXCHANGE_PIDFLO_H
#define DKIS_CORE_EXCHANGE_PIDFLO_H

#include "core/place/location.h"

/* False: 2200M, 54000, 22P02 and 22003 in *error. */
bool pidflo_read(const char *xml, size_t length, CallerLocation *location, DkisError *error);

#endif
