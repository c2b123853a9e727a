/*
 * The reader of CSV: the records it finds, written with every field quoted,
 * are found again. Then the same bytes as a list of holidays: what is taken
 * has a name on one line and a day that calendars know.
 */
#include <stdlib.h>
#include <string.h>

#include "core/exchange/csv.h"
#include "core/exchange/holiday_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
write_field(DkisText *text, const char *value, size_t length)
{
	dkis_text_puts(text, "\"");
	for (size_t i = 0; i < length; i++)
		dkis_text_append(text, value[i] == '"' ? "\"\"" : value + i, value[i] == '"' ? 2 : 1);
	dkis_text_puts(text, "\"");
}

static void
write_record(DkisText *text, const CsvReader *csv)
{
	for (int i = 0; i < csv->starts.n; i++)
	{
		size_t length;
		const char *value = csv_field(csv, i, &length);

		if (i > 0)
			dkis_text_append(text, &csv->separator, 1);
		write_field(text, value, length);
	}
	dkis_text_puts(text, "\r\n");
}

/* Writes all its records again; false when they are no CSV. */
static bool
rewrite(const char *bytes, size_t size, DkisText *text)
{
	CsvReader csv;
	CsvResult result;
	DkisError error;

	dkis_text_init(text);
	csv_open(&csv, bytes, size);
	while ((result = csv_next(&csv, &error)) == CSV_RECORD)
		write_record(text, &csv);
	csv_close(&csv);
	return result == CSV_END;
}

static void
check_holidays(const HolidayFile *file)
{
	for (int i = 0; i < file->entries.n; i++)
	{
		const HolidayEntry *entry = &file->entries.data[i];

		if (entry->day < CALENDAR_FIRST_DAY || entry->day > CALENDAR_LAST_DAY || !*entry->name ||
			strpbrk(entry->name, "\r\n") != NULL || entry->line < 1)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *) data;
	HolidayFile file;
	DkisError error;
	DkisText once;
	DkisText twice;

	if (rewrite(bytes, size, &once))
	{
		if (!rewrite(once.data, once.length, &twice) || once.length != twice.length ||
			memcmp(once.data, twice.data, once.length) != 0)
			abort();
		dkis_free(twice.data);
	}
	dkis_free(once.data);
	/* In a text of PostgreSQL no NUL can be. */
	if (memchr(bytes, '\0', size) == NULL)
	{
		if (holiday_read_csv(bytes, size, &file, &error))
			check_holidays(&file);
		holiday_file_free(&file);
	}
	return 0;
}
