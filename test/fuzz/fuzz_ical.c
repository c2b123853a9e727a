/*
 * The reader of iCalendar: whatever it takes is a named day that calendars
 * know, and folding every line anew changes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/exchange/holiday_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Folds after every seventh byte of a line, in the middle of characters too. */
static void
fold(const char *bytes, size_t size, DkisText *text)
{
	int column = 0;

	dkis_text_init(text);
	for (size_t i = 0; i < size; i++)
	{
		bool ends = bytes[i] == '\n' || bytes[i] == '\r';

		if (!ends && column == 7)
		{
			dkis_text_puts(text, "\r\n ");
			column = 0;
		}
		dkis_text_append(text, bytes + i, 1);
		column = ends ? 0 : column + 1;
	}
}

static bool
same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void
check(const HolidayFile *file, const HolidayFile *folded)
{
	if (file->entries.n != folded->entries.n)
		abort();
	for (int i = 0; i < file->entries.n; i++)
	{
		const HolidayEntry *a = &file->entries.data[i];
		const HolidayEntry *b = &folded->entries.data[i];

		if (a->day < CALENDAR_FIRST_DAY || a->day > CALENDAR_LAST_DAY ||
			(!*a->name && !a->skipped) || a->day != b->day || a->has_kind != b->has_kind ||
			!same_text(a->name, b->name) || !same_text(a->decree, b->decree) ||
			a->cancelled != b->cancelled || !a->skipped != !b->skipped)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *) data;
	HolidayFile file;
	HolidayFile folded;
	DkisError error;
	DkisText text;

	/* In a text of PostgreSQL no NUL can be; a lone CR is part of its line. */
	if (memchr(bytes, '\0', size) != NULL)
		return 0;
	if (holiday_read_ics(bytes, size, &file, &error))
	{
		fold(bytes, size, &text);
		if (!holiday_read_ics(text.data, text.length, &folded, &error))
			abort();
		check(&file, &folded);
		holiday_file_free(&folded);
		dkis_free(text.data);
	}
	holiday_file_free(&file);
	return 0;
}
