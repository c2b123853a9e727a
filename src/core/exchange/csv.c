#include "core/exchange/csv.h"

#include "core/base/words.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static bool
is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

static char
find_separator(const char *at, const char *end)
{
	bool quoted = false;

	for (; at < end && (quoted || !is_line_end(*at)); at++)
	{
		if (*at == '"')
			quoted = !quoted;
		else if (!quoted && (*at == ',' || *at == ';' || *at == '\t'))
			return *at;
	}
	return ',';
}

/* CRLF, LF and CR are one end of line each. */
static void
skip_line_end(CsvReader *reader)
{
	if (*reader->at++ == '\r' && reader->at < reader->end && *reader->at == '\n')
		reader->at++;
	reader->next_line++;
}

/* Excel's own first line, "sep=;": the separator, and no record. */
static bool
take_separator_line(CsvReader *reader)
{
	const char *at = reader->at;

	if (reader->end - at < 5 || !dkis_same_word(at, 4, "sep=", 4) ||
		(reader->end - at > 5 && !is_line_end(at[5])))
		return false;
	reader->separator = at[4];
	reader->at += 5;
	return true;
}

void
csv_open(CsvReader *reader, const char *text, size_t length)
{
	memset(reader, 0, sizeof *reader);
	reader->at = text;
	reader->end = text + length;
	reader->next_line = 1;
	if (length >= strlen(BYTE_ORDER_MARK) &&
		memcmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
		reader->at += strlen(BYTE_ORDER_MARK);
	while (reader->at < reader->end && is_line_end(*reader->at))
		skip_line_end(reader);
	if (!take_separator_line(reader))
		reader->separator = find_separator(reader->at, reader->end);
	dkis_text_init(&reader->text);
}

void
csv_close(CsvReader *reader)
{
	dkis_free(reader->starts.data);
	dkis_free(reader->text.data);
}

static bool
refuse_record(const CsvReader *reader, int line, const char *why, DkisError *error)
{
	dkis_fail(error, DKIS_SYNTAX_ERROR, "baris %d: %s", line, why);
	if (line != reader->line)
		dkis_detail(error, "Baris data ini dimulai di baris %d.", reader->line);
	return dkis_hint(error, "Kolom yang memuat pemisah, kutip atau ganti baris diapit tanda "
							"kutip, dan kutip di dalamnya ditulis dua kali: \"Hari \"\"H\"\"\".");
}

static void
start_field(CsvReader *reader)
{
	*array_add(&reader->starts) = reader->text.length;
}

/* Behind the opening quote; ends behind the closing one. */
static bool
read_quoted(CsvReader *reader, DkisError *error)
{
	int opened = reader->next_line;

	while (reader->at < reader->end)
	{
		const char *from = reader->at;

		while (reader->at < reader->end && *reader->at != '"' && !is_line_end(*reader->at))
			reader->at++;
		dkis_text_append(&reader->text, from, (size_t) (reader->at - from));
		if (reader->at == reader->end)
			break;
		if (*reader->at != '"')
		{
			skip_line_end(reader);
			dkis_text_append(&reader->text, "\n", 1);
			continue;
		}
		reader->at++;
		if (reader->at == reader->end || *reader->at != '"')
			return true;
		reader->at++;
		dkis_text_append(&reader->text, "\"", 1);
	}
	return refuse_record(reader, opened, "tanda kutip tidak ditutup", error);
}

static bool
ends_field(const CsvReader *reader)
{
	return reader->at == reader->end || *reader->at == reader->separator ||
		   is_line_end(*reader->at);
}

static bool
read_field(CsvReader *reader, DkisError *error)
{
	const char *from = reader->at;

	start_field(reader);
	if (reader->at < reader->end && *reader->at == '"')
	{
		reader->at++;
		if (!read_quoted(reader, error))
			return false;
		if (!ends_field(reader))
			return refuse_record(reader, reader->next_line, "ada teks sesudah tanda kutip penutup",
								 error);
	}
	else
	{
		while (!ends_field(reader) && *reader->at != '"')
			reader->at++;
		if (!ends_field(reader))
			return refuse_record(reader, reader->next_line,
								 "tanda kutip di tengah kolom tanpa kutip", error);
		dkis_text_append(&reader->text, from, (size_t) (reader->at - from));
	}
	dkis_text_append(&reader->text, "", 1);
	return true;
}

CsvResult
csv_next(CsvReader *reader, DkisError *error)
{
	dkis_check_interrupts();
	while (reader->at < reader->end && is_line_end(*reader->at))
		skip_line_end(reader);
	reader->line = reader->next_line;
	reader->text.length = 0;
	reader->starts.n = 0;
	if (reader->at == reader->end)
		return CSV_END;
	for (;;)
	{
		if (!read_field(reader, error))
			return CSV_ERROR;
		if (reader->at == reader->end)
			return CSV_RECORD;
		if (*reader->at != reader->separator)
		{
			skip_line_end(reader);
			return CSV_RECORD;
		}
		reader->at++;
	}
}

const char *
csv_field(const CsvReader *reader, int n, size_t *length)
{
	size_t start = reader->starts.data[n];
	size_t next = n + 1 < reader->starts.n ? reader->starts.data[n + 1] : reader->text.length;

	*length = next - start - 1;
	return reader->text.data + start;
}
