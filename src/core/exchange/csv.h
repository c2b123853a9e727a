/*
 * Comma-separated values (RFC 4180), one record after the other.
 *
 * Also read: LF or CR alone as the end of a line, a byte order mark, empty
 * lines (skipped), and semicolons or tabs for commas, as spreadsheets write
 * them where the comma is the decimal sign: the first line decides.
 */
#ifndef DKIS_CORE_EXCHANGE_CSV_H
#define DKIS_CORE_EXCHANGE_CSV_H

#include "core/base/array.h"
#include "core/base/errors.h"
#include "core/base/text.h"

typedef enum CsvResult
{
	CSV_RECORD,
	CSV_END,
	CSV_ERROR
} CsvResult;

typedef struct CsvReader
{
	const char *at;
	const char *end;
	char separator;
	int next_line;           /* where the next record starts, from 1 */
	int line;                /* where the current one starts */
	DkisText text;           /* its fields, each with a NUL */
	ARRAY_OF(size_t) starts; /* of its fields in text */
} CsvReader;

/* text stays where it is until csv_close(). */
void csv_open(CsvReader *reader, const char *text, size_t length);
void csv_close(CsvReader *reader);
/* The next record that is not an empty line. */
CsvResult csv_next(CsvReader *reader, DkisError *error);
/* A field of the current record, without its quotes; valid until csv_next(). */
const char *csv_field(const CsvReader *reader, int n, size_t *length);

#endif
