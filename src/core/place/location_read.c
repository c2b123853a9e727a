/*
 * Reading places written by people and handsets: decimal pairs, geo URIs and
 * AML messages. Degrees, minutes and seconds are in location_dms.c, links in
 * location_link.c.
 */
#include "core/place/location_read.h"

#include "core/base/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_LENGTH 48 /* longer than any coordinate anybody measured */

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

bool
reader_number(Reader *reader, char mark, double *value)
{
	Reader r = *reader;
	char digits[NUMBER_LENGTH + 1];
	const char *start;
	bool negative = reader_take(&r, "-") || reader_take(&r, "\xE2\x88\x92"); /* U+2212 */

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

Fit
read_decimal(const char *text, size_t length, Place *place)
{
	double first, second;
	bool swapped;

	if (!read_pair(text, length, &first, &second))
		return FIT_NO;
	/* Only one order makes sense when one of them cannot be a latitude. */
	swapped = fabs(first) > 90 && fabs(second) <= 90;
	place->latitude = swapped ? second : first;
	place->longitude = swapped ? first : second;
	return FIT_YES;
}

bool
read_any_coordinates(const char *text, size_t length, Place *place)
{
	Reader r = reader_trimmed(text, length);
	Place found = {0, 0, -1}; /* a pair that fails may have read its first half */
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

static int
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

/* ---- geo URI ------------------------------------------------------------ */

static bool
bad_geo(const Reader *part, const char *why, DkisError *error)
{
	size_t length = (size_t) (part->end - part->at);

	dkis_fail(error, DKIS_SYNTAX_ERROR, "URI geo tidak sah: %s", why);
	dkis_detail(error, "Pada \"%.*s\".", dkis_quotable(part->at, length), part->at);
	return dkis_hint(error, "Bentuknya geo:lintang,bujur;u=meter, misalnya "
							"geo:-6.732,108.5523;u=35 (RFC 5870).");
}

static bool
read_geo_parameter(Reader part, Place *place, LocationSource *source, DkisError *error)
{
	Reader value = part;
	Reader name = reader_take_until(&value, '=');
	size_t length = (size_t) (value.end - value.at);

	if (reader_is(&name, "crs") && !reader_is(&value, "wgs84"))
		return bad_geo(&part, "hanya crs=wgs84 yang dikenal", error);
	if (reader_is(&name, "u"))
	{
		if (!number_from(value.at, length, &place->uncertainty) || place->uncertainty < 0)
			return bad_geo(&part, "u harus angka meter, tidak negatif", error);
	}
	else if (reader_is(&name, "src"))
	{
		LocationSource named = location_source_by_name(value.at, length);

		*source = named == LOCATION_SOURCES ? LOCATION_GEO : named;
	}
	return true;
}

/* An altitude is allowed, and not kept. */
static bool
read_geo_coordinates(Reader r, Place *place)
{
	double altitude;

	return reader_number(&r, '.', &place->latitude) && reader_take(&r, ",") &&
		   reader_number(&r, '.', &place->longitude) &&
		   (r.at == r.end ||
			(reader_take(&r, ",") && reader_number(&r, '.', &altitude) && r.at == r.end));
}

static bool
read_coded_coordinates(const Reader *value, Place *place)
{
	size_t length;
	char *plain = percent_decoded(value, &length);
	bool found = read_any_coordinates(plain, length, place);

	dkis_free(plain);
	return found;
}

/*
 * geo:0,0?q=-6.732,108.5523(Rumah), as Android shares a pin: what is asked for
 * is the place, and 0,0 stands for none. Words to search for are no place.
 */
static bool
read_geo_query(Reader query, Place *place)
{
	while (query.at < query.end)
	{
		Reader value = reader_take_until(&query, '&');
		Reader name = reader_take_until(&value, '=');

		if (reader_is(&name, "q"))
			return read_coded_coordinates(&value, place) || place->latitude != 0 ||
				   place->longitude != 0;
	}
	return true;
}

Fit
read_geo(const char *text, size_t length, Place *place, LocationSource *source, DkisError *error)
{
	Reader r = {text, text + length};
	Reader rest, coordinates;

	if (!reader_take(&r, "geo:"))
		return FIT_NO;
	*source = LOCATION_GEO;
	rest = reader_take_until(&r, '?');
	coordinates = reader_take_until(&rest, ';');
	if (!read_geo_coordinates(coordinates, place))
		return bad_geo(&coordinates, "koordinatnya bukan dua angka desimal", error), FIT_ERROR;
	while (rest.at < rest.end)
		if (!read_geo_parameter(reader_take_until(&rest, ';'), place, source, error))
			return FIT_ERROR;
	if (!read_geo_query(r, place))
		return bad_geo(&r, "tidak memuat koordinat", error), FIT_ERROR;
	return FIT_YES;
}

/* ---- AML ---------------------------------------------------------------- */

static bool
bad_aml(const char *why, DkisError *error)
{
	dkis_fail(error, DKIS_SYNTAX_ERROR, "SMS AML tidak dapat dipakai: %s", why);
	return dkis_hint(error, "Bentuknya A\"ML=1;lt=-6.73200;lg=+108.55230;rd=35;... "
							"(ETSI TS 103 625 v1).");
}

/* The fields of a message that say where; the rest is not ours to keep. */
typedef struct AmlFields
{
	Reader latitude, longitude, radius, method;
} AmlFields;

static void
read_aml_fields(Reader message, AmlFields *fields)
{
	while (message.at < message.end)
	{
		Reader value = reader_take_until(&message, ';');
		Reader name = reader_take_until(&value, '=');

		name = reader_trimmed(name.at, (size_t) (name.end - name.at));
		value = reader_trimmed(value.at, (size_t) (value.end - value.at));
		if (reader_is(&name, "lt"))
			fields->latitude = value;
		else if (reader_is(&name, "lg"))
			fields->longitude = value;
		else if (reader_is(&name, "rd"))
			fields->radius = value;
		else if (reader_is(&name, "pm"))
			fields->method = value;
	}
}

static bool
number_in(const Reader *value, double *number)
{
	return number_from(value->at, (size_t) (value->end - value->at), number);
}

/* Without a fix a handset sends zeros, and N for the radius or the method. */
static const char *
without_fix(const AmlFields *fields, const Place *place)
{
	if (reader_is(&fields->method, "N"))
		return "telepon tidak menemukan posisinya (pm=N)";
	if (reader_is(&fields->radius, "N"))
		return "telepon tidak menemukan posisinya (rd=N)";
	if (place->latitude == 0 && place->longitude == 0)
		return "telepon tidak menemukan posisinya (lt=0, lg=0)";
	return NULL;
}

Fit
read_aml(const char *text, size_t length, Place *place, DkisError *error)
{
	Reader r = {text, text + length};
	Reader version;
	Reader none = {text, text};
	AmlFields fields = {none, none, none, none};
	const char *missing;

	if (!reader_take(&r, "A\"ML="))
		return FIT_NO;
	version = reader_take_until(&r, ';');
	if (!reader_is(&version, "1"))
		return bad_aml("hanya versi 1 yang dikenal", error), FIT_ERROR;
	read_aml_fields(r, &fields);
	if (!number_in(&fields.latitude, &place->latitude) ||
		!number_in(&fields.longitude, &place->longitude))
		return bad_aml("lt dan lg harus ada dan berupa angka desimal", error), FIT_ERROR;
	missing = without_fix(&fields, place);
	if (missing)
		return bad_aml(missing, error), FIT_ERROR;
	if (fields.radius.at < fields.radius.end &&
		(!number_in(&fields.radius, &place->uncertainty) || place->uncertainty < 0))
		return bad_aml("rd harus angka meter, tidak negatif", error), FIT_ERROR;
	return FIT_YES;
}
