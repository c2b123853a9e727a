#include "core/place/location.h"

#include "core/base/words.h"
#include "core/place/location_read.h"
#include "core/place/pluscode.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMS                                                                                      \
	"Bentuk yang dikenal: -6.7320, 108.5523 (lintang, bujur); 6°43'55.2\"S 108°33'08.3\"E; "     \
	"geo:-6.732,108.5523;u=35; kode plus lengkap 6P5C7H92+6W; tautan peta (Google, "               \
	"OpenStreetMap, Apple, Waze, HERE, Bing) yang memuat koordinat; POINT(108.5523 -6.732); "      \
	"GeoJSON; pesan AML (A\"ML=1;lt=...)."

#define EARTH_DEGREE                                                                               \
	111320.0 /* metres in a degree of latitude, and of longitude at the equator                    \
			  */
#define PI 3.14159265358979323846

static const char *const source_names[LOCATION_SOURCES] = {
	"geo", "decimal", "dms", "pluscode", "link", "aml", "wkt", "json", "pidf"};

const char *
location_source_name(LocationSource source)
{
	return source_names[source];
}

LocationSource
location_source_by_name(const char *name, size_t length)
{
	for (int i = 0; i < LOCATION_SOURCES; i++)
		if (dkis_same_word(name, length, source_names[i], strlen(source_names[i])))
			return (LocationSource) i;
	return LOCATION_SOURCES;
}

double
location_uncertainty(const CallerLocation *location)
{
	return location->flags & LOCATION_HAS_UNCERTAINTY ? location->uncertainty : -1;
}

/* No -0, and nothing that would need hundreds of zeros to write. */
static double
without_dust(double value)
{
	return fabs(value) < 1e-15 ? 0.0 : value;
}

static bool
out_of_range(DkisError *error, const char *what, double value, double limit)
{
	dkis_fail(error, DKIS_NUMBER_OUT_OF_RANGE, "%s %.10g di luar jangkauan", what, value);
	return dkis_hint(error, "%s harus antara -%g dan %g. " FORMS, what, limit, limit);
}

static bool
check_uncertain(double uncertainty, DkisError *error)
{
	if (uncertainty <= LOCATION_UNCERTAINTY_MAX)
		return true;
	dkis_fail(error, DKIS_NUMBER_OUT_OF_RANGE, "Ketidakpastian %.10g meter di luar jangkauan",
			  uncertainty);
	return dkis_hint(error, "Ketidakpastian adalah meter, dari 0 sampai %.0f.",
					 LOCATION_UNCERTAINTY_MAX);
}

bool
location_make(CallerLocation *location, double latitude, double longitude, double uncertainty,
			  LocationSource source, DkisError *error)
{
	memset(location, 0, sizeof *location);
	if (!(fabs(latitude) <= 90)) /* NaN fails too */
		return out_of_range(error, "Lintang", latitude, 90);
	if (!(fabs(longitude) <= 180))
		return out_of_range(error, "Bujur", longitude, 180);
	if (!(uncertainty < 0) && !check_uncertain(uncertainty, error))
		return false;
	location->version = LOCATION_VERSION;
	location->source = (uint8_t) source;
	location->latitude = without_dust(latitude);
	if (fabs(latitude) < 90)
		location->longitude = longitude == -180 ? 180.0 : without_dust(longitude);
	if (uncertainty >= 0)
	{
		location->flags = LOCATION_HAS_UNCERTAINTY;
		location->uncertainty = without_dust(uncertainty);
	}
	return true;
}

static int
compare_coordinates(double a, double b)
{
	return (a > b) - (a < b);
}

int
location_compare(const CallerLocation *a, const CallerLocation *b)
{
	int order = compare_coordinates(a->latitude, b->latitude);

	if (order == 0)
		order = compare_coordinates(a->longitude, b->longitude);
	if (order == 0)
		order = compare_coordinates(location_uncertainty(a), location_uncertainty(b));
	return order != 0 ? order : (int) a->source - (int) b->source;
}

/* ---- writing ------------------------------------------------------------ */

/* Moves the point of d.ddde-7 so that no exponent is left. */
static char *
write_positional(char *to, const char *digits, int count, int exponent)
{
	if (exponent < 0)
	{
		*to++ = '0';
		*to++ = '.';
		for (int i = exponent + 1; i < 0; i++)
			*to++ = '0';
	}
	for (int i = 0; i < count || i <= exponent; i++)
	{
		if (i > 0 && i == exponent + 1)
			*to++ = '.';
		*to++ = i < count ? digits[i] : '0';
	}
	return to;
}

/* The fewest digits that read back as the same number. */
static char *
write_number(char *to, double value)
{
	char text[40], digits[24];
	int count = 0;

	for (int precision = 0; precision < 17; precision++)
	{
		snprintf(text, sizeof text, "%.*e", precision, fabs(value));
		if (strtod(text, NULL) == fabs(value))
			break;
	}
	for (const char *c = text; *c != 'e'; c++)
		if (dkis_is_digit(*c))
			digits[count++] = *c;
	if (value < 0)
		*to++ = '-';
	return write_positional(to, digits, count, atoi(strchr(text, 'e') + 1));
}

static char *
write_string(char *to, const char *string)
{
	size_t length = strlen(string);

	memcpy(to, string, length);
	return to + length;
}

void
location_format(const CallerLocation *location, char text[LOCATION_TEXT])
{
	char *to = write_string(text, "geo:");

	to = write_number(to, location->latitude);
	*to++ = ',';
	to = write_number(to, location->longitude);
	if (location->flags & LOCATION_HAS_UNCERTAINTY)
		to = write_number(write_string(to, ";u="), location->uncertainty);
	if (location->source != LOCATION_GEO)
		to = write_string(write_string(to, ";src="), source_names[location->source]);
	*to = '\0';
}

/* ---- reading ------------------------------------------------------------ */

/* A cell stands for its middle; the corner is as far as one can be wrong. */
static double
cell_radius(const PluscodeArea *area)
{
	double up = (area->north - area->south) / 2 * EARTH_DEGREE;
	double across = (area->east - area->west) / 2 * EARTH_DEGREE * cos(area->latitude * PI / 180);

	return ceil(hypot(up, across) * 10) / 10;
}

Fit
read_pluscode(const char *text, size_t length, Place *place)
{
	PluscodeArea area;

	if (!pluscode_decode(text, length, &area))
		return FIT_NO;
	place->latitude = area.latitude;
	place->longitude = area.longitude;
	place->uncertainty = cell_radius(&area);
	return FIT_YES;
}

/* A geo URI or a link and nothing else. */
static Fit
read_uri(const char *text, size_t length, Place *place, LocationSource *source, DkisError *error)
{
	Fit fit;

	for (size_t i = 0; i < length; i++)
		if (dkis_is_space(text[i]))
			return FIT_NO;
	if ((fit = read_geo(text, length, place, source, error)) != FIT_NO)
		return fit;
	*source = LOCATION_LINK;
	return read_link(text, length, place, error);
}

/* What fits no form on its own may still be a message that has one in it. */
static Fit
read_form(const char *text, size_t length, Place *place, LocationSource *source, DkisError *error)
{
	Fit fit;

	if ((fit = read_decimal(text, length, place)) != FIT_NO)
		return *source = LOCATION_DECIMAL, fit;
	/* Before DMS, which could take 2222222W+22 for two angles. */
	if ((fit = read_pluscode(text, length, place)) != FIT_NO)
		return *source = LOCATION_PLUSCODE, fit;
	if ((fit = read_dms(text, length, place, error)) != FIT_NO)
		return *source = LOCATION_DMS, fit;
	if ((fit = read_wkt(text, length, place, error)) != FIT_NO)
		return *source = LOCATION_WKT, fit;
	if ((fit = read_json(text, length, place, error)) != FIT_NO)
		return *source = LOCATION_JSON, fit;
	if ((fit = read_aml(text, length, place, error)) != FIT_NO)
		return *source = LOCATION_AML, fit;
	if ((fit = read_uri(text, length, place, source, error)) != FIT_NO)
		return fit;
	return read_around(text, length, place, source, error);
}

static bool
fits_nothing(Reader text, DkisError *error)
{
	size_t length = (size_t) (text.end - text.at);
	LocationShortCode found;

	if (length == 0)
		dkis_fail(error, DKIS_SYNTAX_ERROR, "Lokasi kosong");
	else
		dkis_fail(error, DKIS_SYNTAX_ERROR, "Lokasi tidak dikenali: \"%.*s\"%s",
				  dkis_quotable(text.at, length), text.at, length > DKIS_MAX_QUOTE ? " ..." : "");
	if (location_read_short(text.at, length, &found))
		return dkis_hint(error,
						 "Kode plus pendek perlu tempat di dekatnya: pakai "
						 "dkis.locate('8GWV+X2 NamaKota') atau dkis.locate(kode, lokasi_dekat).");
	return dkis_hint(error, "%s", FORMS);
}

bool
location_parse(const char *text, size_t length, CallerLocation *location, DkisError *error)
{
	Reader bare = reader_bare(text, length);
	Place place = {.uncertainty = -1};
	LocationSource source = LOCATION_GEO;

	switch (read_form(bare.at, (size_t) (bare.end - bare.at), &place, &source, error))
	{
		case FIT_YES:
			return location_make(location, place.latitude, place.longitude, place.uncertainty,
								 source, error);
		case FIT_ERROR: return false;
		default: return fits_nothing(reader_trimmed(text, length), error);
	}
}

/* ---- short plus codes --------------------------------------------------- */

bool
location_read_short(const char *text, size_t length, LocationShortCode *found)
{
	Reader trimmed = reader_trimmed(text, length);
	const char *end = trimmed.at;
	Reader locality;

	while (end < trimmed.end && !dkis_is_space(*end) && *end != ',')
		end++;
	found->code = trimmed.at;
	found->code_length = (size_t) (end - trimmed.at);
	if (end < trimmed.end && *end == ',')
		end++;
	locality = reader_trimmed(end, (size_t) (trimmed.end - end));
	found->locality = locality.at;
	found->locality_length = (size_t) (locality.end - locality.at);
	return pluscode_is_short(found->code, found->code_length) ||
		   pluscode_is_full(found->code, found->code_length);
}

bool
location_from_short(const LocationShortCode *found, double near_latitude, double near_longitude,
					CallerLocation *location, DkisError *error)
{
	char full[PLUSCODE_TEXT];
	Place place;

	if (!pluscode_recover(found->code, found->code_length, near_latitude, near_longitude, full) ||
		read_pluscode(full, strlen(full), &place) != FIT_YES)
	{
		dkis_fail(error, DKIS_SYNTAX_ERROR, "Kode plus \"%.*s\" tidak dapat dilengkapi",
				  dkis_quotable(found->code, found->code_length), found->code);
		return dkis_hint(error, "Kode plus pendek ditulis seperti 8GWV+X2 NamaKota.");
	}
	return location_make(location, place.latitude, place.longitude, place.uncertainty,
						 LOCATION_PLUSCODE, error);
}
