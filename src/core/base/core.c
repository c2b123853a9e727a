#include "core/base/core.h"

#include <stdio.h>
#include <string.h>

static void format_field(char *field, size_t size, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

/* Formats into a fixed field and never leaves half a UTF-8 character there. */
static void
format_field(char *field, size_t size, const char *format, va_list arguments)
{
	int wanted = vsnprintf(field, size, format, arguments);

	if (wanted < (int) size)
		return;
	for (size_t end = size - 1; end > 0; end--)
	{
		unsigned char c = (unsigned char) field[end - 1];

		field[end] = '\0';
		if (c < 0x80)
			return;
		if (c >= 0xC0) /* a lead byte whose tail may be missing: drop it */
		{
			field[end - 1] = '\0';
			return;
		}
	}
}

bool
dkis_fail(DkisError *error, const char *sqlstate, const char *format, ...)
{
	va_list arguments;

	memcpy(error->sqlstate, sqlstate, sizeof error->sqlstate);
	error->detail[0] = '\0';
	error->hint[0] = '\0';
	va_start(arguments, format);
	format_field(error->message, sizeof error->message, format, arguments);
	va_end(arguments);
	return false;
}

bool
dkis_detail(DkisError *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_field(error->detail, sizeof error->detail, format, arguments);
	va_end(arguments);
	return false;
}

bool
dkis_hint(DkisError *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_field(error->hint, sizeof error->hint, format, arguments);
	va_end(arguments);
	return false;
}

void
dkis_text_init(DkisText *text)
{
	text->capacity = 256;
	text->length = 0;
	text->data = dkis_alloc(text->capacity);
	text->data[0] = '\0';
}

static void
reserve(DkisText *text, size_t more)
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
	reserve(text, length);
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
	reserve(text, (size_t) wanted);
	va_start(arguments, format);
	vsnprintf(text->data + text->length, (size_t) wanted + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t) wanted;
}

static const char *
xml_reference(char c)
{
	switch (c)
	{
		case '&': return "&amp;";
		case '<': return "&lt;";
		case '>': return "&gt;";
		case '"': return "&quot;";
		case '\'': return "&#39;";
		default: return NULL;
	}
}

void
dkis_text_xml(DkisText *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		const char *reference = xml_reference(bytes[i]);

		if (reference)
			dkis_text_puts(text, reference);
		else
			dkis_text_append(text, bytes + i, 1);
	}
}

bool
dkis_same_word(const char *a, size_t a_length, const char *b, size_t b_length)
{
	if (a_length != b_length)
		return false;
	for (size_t i = 0; i < a_length; i++)
		if (dkis_lower(a[i]) != dkis_lower(b[i]))
			return false;
	return true;
}
