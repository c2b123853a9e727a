#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
dkis_text_init(DkisText *text)
{
	text->capacity = 256;
	text->length = 0;
	text->data = dkis_alloc(text->capacity);
	text->data[0] = '\0';
}

static void
make_room_for(DkisText *text, size_t more)
{
	size_t needed = text->length + more + 1;

	if (needed <= text->capacity)
		return;
	while (text->capacity < needed)
		text->capacity *= 2;
	text->data = dkis_realloc(text->data, text->capacity);
}

void
dkis_text_append(DkisText *text, const char *bytes, size_t length)
{
	make_room_for(text, length);
	memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void
dkis_text_puts(DkisText *text, const char *string)
{
	dkis_text_append(text, string, strlen(string));
}

void
dkis_text_printf(DkisText *text, const char *format, ...)
{
	va_list arguments;
	int wanted;

	va_start(arguments, format);
	wanted = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	make_room_for(text, (size_t) wanted);
	va_start(arguments, format);
	vsnprintf(text->data + text->length, (size_t) wanted + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t) wanted;
}

void
dkis_text_clear(DkisText *text)
{
	text->length = 0;
	text->data[0] = '\0';
}
