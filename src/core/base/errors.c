#include "core/base/errors.h"

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
