/*
 * Text that grows.
 */
#ifndef DKIS_CORE_BASE_TEXT_H
#define DKIS_CORE_BASE_TEXT_H

#include "core/base/host.h"

/* data is its maker's to free. */
typedef struct DkisText
{
	char *data; /* always NUL-terminated */
	size_t length;
	size_t capacity;
} DkisText;

void dkis_text_init(DkisText *text);
void dkis_text_append(DkisText *text, const char *bytes, size_t length);
void dkis_text_puts(DkisText *text, const char *string);
void dkis_text_printf(DkisText *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Nothing again, in the memory it has. */
void dkis_text_clear(DkisText *text);

#endif
