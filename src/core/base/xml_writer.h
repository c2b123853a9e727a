/*
 * XML as it is written here: in ASCII with character references, so that it is
 * right in every encoding of a database.
 */
#ifndef DKIS_CORE_BASE_XML_WRITER_H
#define DKIS_CORE_BASE_XML_WRITER_H

#include "core/base/text.h"

/* Character data or an attribute's value; what XML forbids becomes U+FFFD. */
void xml_write(DkisText *text, const char *bytes, size_t length);
/* The same of a string; nothing for NULL. */
void xml_write_string(DkisText *text, const char *string);
/*
 * A name out of letters, digits, . _ - that no other bytes give: the rest is
 * written _xHH, and the space as replaced (when not zero).
 */
void xml_write_id(DkisText *text, const char *bytes, size_t length, char space);

#endif
