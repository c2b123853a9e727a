/*
 * Telephone numbers, so that the same one is always written the same way.
 */
#ifndef DKIS_CORE_PLACE_PHONE_H
#define DKIS_CORE_PLACE_PHONE_H

#include "core/base/host.h"

/*
 * Spaces, dots, dashes and brackets go; an Indonesian number ('08…', '628…',
 * '0062…') becomes international ('+628…'). What is no number ('anonymous', a
 * short code) stays as it is but for the blanks around it: the line must take
 * whatever the exchange delivers. to has room for length + 3 bytes and a NUL;
 * returns the new length.
 */
size_t phone_normalise(const char *from, size_t length, char *to);

#endif
