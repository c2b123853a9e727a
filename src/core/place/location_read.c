/*
 * What all readers of places are made of, and decimal pairs. Each other spelling
 * has a file of its own: location_dms, _geo, _shape, _link, _aml, _around.
 */
#include "core/place/location_read.h"

#include "core/base/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_LENGTH 48  /* longer than any coordinate anybody measured */
#define FINE_FRACTION 3   /* digits behind the mark: about 100 metres */
#define HALF_DEGREE 55660 /* metres */

static size_t
blank_length(const Reader *reader)
{
	static const char *const blanks[] = {
		"\xC2\xA0",     /* no-break space */
		"\xE2\x80\x8B", /* zero width space */
		"\xE2\x80\x8E", /* left-to-right mark */
		"\xE2\x80\x8F", /* right-to-left mark */
		"\xE2\x80\xAF", /* narrow no-break space */
		"\xEF\xBB\xBF", /* byte order mark */
	};

	if (reader->at == reader->end)
		return 0;
	if (dkis_is_space(*reader->at))
		return 1;
	for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++)
	{
		size_t length = strlen(blanks[i]);

		if ((size_t) (reader->end - reader->at) >= length &&
			memcmp(reader->at, blanks[i], length) == 0)
			return length;
	}
	return 0;
}

void
reader_skip_blanks(Reader *reader)
{
	size_t length;

	while ((length = blank_length(reader)) > 0)
		reader->at += length;
}

/* Is what ends here a blank? Blanks are one, two or three bytes long. */
static size_t
blank_before(const char *start, const char *end)
{
	for (size_t length = 1; length <= 3 && (size_t) (end - start) >= length; length++)
	{
		Reader last = {end - length, end};

		if (blank_length(&last) == length)
			return length;
	}
	return 0;
}

Reader
reader_trimmed(const char *text, size_t length)
{
	Reader reader = {text, text + length};
	size_t blank;

	reader_skip_blanks(&reader);
	while ((blank = blank_before(reader.at, reader.end)) > 0)
		reader.end -= blank;
	return reader;
}

bool
reader_take(Reader *reader, const char *token)
{
	size_t length = strlen(token);

	if ((size_t) (reader->end - reader->at) < length ||
		!dkis_same_word(reader->at, length, token, length))
		return false;
	reader->at += length;
	return true;
}

Reader
reader_take_until(Reader *reader, char delimiter)
{
	const char *stop = reader->at < reader->end
						   ? memchr(reader->at, delimiter, (size_t) (reader->end - reader->at))
						   : NULL;
	Reader part = {reader->at, stop ? stop : reader->end};

	reader->at = stop ? stop + 1 : reader->end;
	return part;
}

bool
reader_is(const Reader *part, const char *word)
{
	return dkis_same_word(part->at, (size_t) (part->end - part->at), word, strlen(word));
}

static void
skip_digits(Reader *reader)
{
	while (reader->at < reader->end && dkis_is_digit(*reader->at))
		reader->at++;
}

/* A minus sign, or a dash that a keyboard or a word processor has put for one. */
static bool
take_minus(Reader *reader)
{
	static const char *const signs[] = {
		"-",
		"\xE2\x88\x92", /* minus sign */
		"\xE2\x80\x93", /* en dash */
		"\xE2\x80\x90", /* hyphen */
		"\xE2\x80\x91", /* non-breaking hyphen */
		"\xE2\x80\x92", /* figure dash */
		"\xEF\xB9\xA3", /* small hyphen-minus */
		"\xEF\xBC\x8D", /* fullwidth hyphen-minus */
	};

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (reader_take(reader, signs[i]))
			return true;
	return false;
}

bool
reader_number(Reader *reader, char mark, double *value)
{
	Reader r = *reader;
	char digits[NUMBER_LENGTH + 1];
	const char *start;
	bool negative = take_minus(&r);

	if (!negative)
		reader_take(&r, "+");
	start = r.at;
	skip_digits(&r);
	if (r.at == start || r.at - start > NUMBER_LENGTH)
		return false;
	if (mark && r.end - r.at > 1 && *r.at == mark && dkis_is_digit(r.at[1]))
	{
		r.at++;
		skip_digits(&r);
	}
	if (r.at - start > NUMBER_LENGTH)
		return false;
	memcpy(digits, start, (size_t) (r.at - start));
	digits[r.at - start] = '\0';
	if (strchr(digits, ','))
		*strchr(digits, ',') = '.';
	*value = strtod(digits, NULL);
	if (negative)
		*value = -*value;
	*reader = r;
	return true;
}

bool
number_from(const char *text, size_t length, double *value)
{
	Reader r = reader_trimmed(text, length);

	return reader_number(&r, '.', value) && r.at == r.end;
}

/* ---- decimal ------------------------------------------------------------ */

/* A comma that is the decimal mark cannot part the two without a space. */
static bool
take_parting(Reader *r, char mark)
{
	const char *before = r->at;
	bool parted;

	reader_skip_blanks(r);
	parted = r->at > before;
	if (reader_take(r, ";") || reader_take(r, ","))
	{
		parted = mark == '.' || r->at[-1] == ';' || blank_length(r) > 0;
		reader_skip_blanks(r);
	}
	return parted;
}

static bool
read_pair_with(Reader r, char mark, double *first, double *second)
{
	bool bracketed = reader_take(&r, "(") || reader_take(&r, "[");

	reader_skip_blanks(&r);
	if (!reader_number(&r, mark, first) || !take_parting(&r, mark) ||
		!reader_number(&r, mark, second))
		return false;
	reader_skip_blanks(&r);
	if (bracketed && !reader_take(&r, ")") && !reader_take(&r, "]"))
		return false;
	return r.at == r.end;
}

bool
read_pair(const char *text, size_t length, double *first, double *second)
{
	Reader trimmed = reader_trimmed(text, length);

	return read_pair_with(trimmed, '.', first, second) ||
		   read_pair_with(trimmed, ',', first, second);
}

/*
 * -6.7320, 108: whoever says one to the metre does not mean the other to the degree;
 * its fraction was lost on the way, and it is only known to half a degree.
 */
static bool
lost_fraction(const char *text, size_t length, char mark)
{
	int fractions = 0;
	bool fine = false;

	for (size_t i = 1; i + 1 < length; i++)
	{
		size_t digits = 0;

		if (text[i] != mark || !dkis_is_digit(text[i - 1]))
			continue;
		while (i + 1 + digits < length && dkis_is_digit(text[i + 1 + digits]))
			digits++;
		fractions += digits > 0;
		fine = fine || digits >= FINE_FRACTION;
	}
	return fine && fractions == 1;
}

Fit
read_decimal(const char *text, size_t length, Place *place)
{
	double first, second;
	char mark = '.';
	bool swapped;

	if (!read_pair_with(reader_trimmed(text, length), mark, &first, &second) &&
		!read_pair_with(reader_trimmed(text, length), mark = ',', &first, &second))
		return FIT_NO;
	/* Only one order makes sense when one of them cannot be a latitude. */
	swapped = fabs(first) > 90 && fabs(second) <= 90;
	place->latitude = swapped ? second : first;
	place->longitude = swapped ? first : second;
	place->uncertainty = lost_fraction(text, length, mark) ? HALF_DEGREE : -1;
	return FIT_YES;
}

bool
read_any_coordinates(const char *text, size_t length, Place *place)
{
	Reader r = reader_trimmed(text, length);
	Place found = {0, 0, -1, false}; /* a pair that fails may have read its first half */
	const char *label;
	DkisError ignored;

	reader_take(&r, "loc:");
	label = r.at < r.end && *r.at != '(' ? memchr(r.at, '(', (size_t) (r.end - r.at)) : NULL;
	if (label)
		r.end = label;
	r = reader_trimmed(r.at, (size_t) (r.end - r.at));
	length = (size_t) (r.end - r.at);
	if (!read_pair(r.at, length, &found.latitude, &found.longitude) &&
		read_pluscode(r.at, length, &found) != FIT_YES &&
		read_dms(r.at, length, &found, &ignored) != FIT_YES)
		return false;
	*place = found;
	return true;
}

int
hex_value(char c)
{
	if (dkis_is_digit(c))
		return c - '0';
	c = dkis_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *
percent_decoded(const Reader *part, size_t *length)
{
	char *plain = dkis_alloc((size_t) (part->end - part->at) + 1);
	size_t n = 0;

	for (const char *c = part->at; c < part->end; c++)
	{
		bool escape =
			*c == '%' && part->end - c > 2 && hex_value(c[1]) >= 0 && hex_value(c[2]) >= 0;

		plain[n++] = escape      ? (char) (hex_value(c[1]) * 16 + hex_value(c[2]))
					 : *c == '+' ? ' '
								 : *c;
		if (escape)
			c += 2;
	}
	plain[n] = '\0';
	*length = n;
	return plain;
}
