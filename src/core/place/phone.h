/*
 * Telephone numbers, so that the same one is always written the same way.
 */
#ifndef DKIS_CORE_PLACE_PHONE_H
#define DKIS_CORE_PLACE_PHONE_H

#include "core/base/host.h"

/*
 * Spaces, dots, dashes and brackets go, no-break spaces and the marks that address
 * books put around a number too, and "tel:" or "sip:" with host and parameters. An
 * Indonesian number becomes international, however it is dialled: '08…', '628…',
 * '0062…', '00162…', '01017 62…', '+62 (0)8…' are '+628…'. What is no number
 * ('anonymous', a short code) stays as it is but for the blanks around it: the line
 * must take whatever the exchange delivers. to has room for length + 3 bytes and a
 * NUL; returns the new length.
 */
size_t phone_normalise(const char *from, size_t length, char *to);

#endif
