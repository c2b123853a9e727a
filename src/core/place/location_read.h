/*
 * How the readers of the several spellings of a place work together; for
 * location*.c only.
 */
#ifndef DKIS_CORE_PLACE_LOCATION_READ_H
#define DKIS_CORE_PLACE_LOCATION_READ_H

#include "core/place/location.h"

/* Not this form; this form; this form, but wrong (the error says why). */
typedef enum Fit
{
	FIT_NO,
	FIT_YES,
	FIT_ERROR
} Fit;

typedef struct Reader
{
	const char *at;
	const char *end;
} Reader;

/* What was read, before it is checked. */
typedef struct Place
{
	double latitude, longitude;
	double uncertainty; /* negative = unknown */
	bool is_view;       /* the middle of a picture, not the place itself */
} Place;

/* Whose map a link is. */
typedef enum MapPage
{
	MAP_FOREIGN, /* nobody's that we know */
	MAP_SHORT,   /* of a service that must be opened to see where it leads */
	MAP_GOOGLE,
	MAP_OSM,
	MAP_APPLE,
	MAP_WAZE,
	MAP_HERE,
	MAP_BING,
	MAP_PLUSCODE
} MapPage;

/* Spaces, and the invisible characters that come along when people copy. */
void reader_skip_blanks(Reader *reader);
/* The text without blanks on either side. */
Reader reader_trimmed(const char *text, size_t length);
bool reader_take(Reader *reader, const char *token); /* ASCII case is ignored */
/* Trimmed, without quotes around, a full stop behind and words like "Koordinat:" in front. */
Reader reader_bare(const char *text, size_t length);
/* [sign] digits [mark digits]; mark '\0' = whole numbers only. No exponent. */
bool reader_number(Reader *reader, char mark, double *value);
/* The part up to a delimiter, which is consumed with it. */
Reader reader_take_until(Reader *reader, char delimiter);
bool reader_is(const Reader *part, const char *word);
bool number_from(const char *text, size_t length, double *value);
int hex_value(char c); /* -1: no hexadecimal digit */
/* Past scheme, host and the / behind it; false if this does not begin as a link does. */
bool take_map_page(Reader *reader, MapPage *page);

/* "-6.7320, 108.5523" and nothing else. */
bool read_pair(const char *text, size_t length, double *first, double *second);

Fit read_decimal(const char *text, size_t length, Place *place);
Fit read_dms(const char *text, size_t length, Place *place, DkisError *error);
Fit read_pluscode(const char *text, size_t length, Place *place);
Fit read_geo(const char *text, size_t length, Place *place, LocationSource *source,
			 DkisError *error);
Fit read_link(const char *text, size_t length, Place *place, DkisError *error);
Fit read_aml(const char *text, size_t length, Place *place, DkisError *error);
Fit read_wkt(const char *text, size_t length, Place *place, DkisError *error);
Fit read_json(const char *text, size_t length, Place *place, DkisError *error);
/* The one place that a message speaks of, by a link or on a line of its own. */
Fit read_around(const char *text, size_t length, Place *place, LocationSource *source,
				DkisError *error);

/* The value of a parameter that may hold a place in any plain form; *place is set only if it does.
 */
bool read_any_coordinates(const char *text, size_t length, Place *place);
/* %2C and + undone; what is no escape stays as it is. The caller frees it. */
char *percent_decoded(const Reader *part, size_t *length);

#endif
