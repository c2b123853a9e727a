/*
 * Lists of holidays as agencies get them: CSV with a header, and iCalendar
 * feeds. docs/calendar.md has the rules in words.
 */
#ifndef DKIS_CORE_EXCHANGE_HOLIDAY_FILE_H
#define DKIS_CORE_EXCHANGE_HOLIDAY_FILE_H

#include "core/base/array.h"
#include "core/base/errors.h"
#include "core/time/calendar.h"

#define HOLIDAY_FILE_MAX 100000 /* entries of one file, days of events counted singly */

typedef struct HolidayEntry
{
	int line; /* of the file, from 1 */
	Day day;
	bool has_kind; /* false: the file does not say */
	HolidayKind kind;
	char *name;   /* one line, trimmed; never NULL */
	char *decree; /* NULL: the file does not say */
	bool cancelled;
	char *skipped; /* why it is not taken (Indonesian); NULL: it is */
} HolidayEntry;

typedef struct HolidayFile
{
	ARRAY_OF(HolidayEntry) entries; /* in the order of the file */
} HolidayFile;

/*
 * Both fill *file, which is to be freed also after an error. Columns of CSV:
 * day and name, and if wanted kind and decree, in any order; without a header
 * day, kind, name, decree. Messages begin with "baris N: ".
 */
bool holiday_read_csv(const char *text, size_t length, HolidayFile *file, DkisError *error);
bool holiday_read_ics(const char *text, size_t length, HolidayFile *file, DkisError *error);
void holiday_file_free(HolidayFile *file);

#endif
