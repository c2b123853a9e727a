/*
 * Where a caller is: a place on WGS 84, how sure that is, and how it was given.
 *
 * One value has one text form, a geo URI (RFC 5870) that reads back equal:
 * geo:-6.732,108.5523;u=35;src=aml
 */
#ifndef DKIS_CORE_PLACE_LOCATION_H
#define DKIS_CORE_PLACE_LOCATION_H

#include "core/base/errors.h"

#define DKIS_NUMBER_OUT_OF_RANGE "22003" /* numeric_value_out_of_range */

#define LOCATION_VERSION 1
#define LOCATION_TEXT 192                   /* room for any value written out, with the NUL */
#define LOCATION_UNCERTAINTY_MAX 20040000.0 /* metres: half way round the earth */

typedef enum LocationSource
{
	LOCATION_GEO,
	LOCATION_DECIMAL,
	LOCATION_DMS,
	LOCATION_PLUSCODE,
	LOCATION_LINK,
	LOCATION_AML,
	LOCATION_WKT,
	LOCATION_JSON, /* GeoJSON too */
	LOCATION_PIDF, /* a presence document with a location (RFC 5491) */
	LOCATION_SOURCES
} LocationSource;

#define LOCATION_HAS_UNCERTAINTY 1 /* in flags */

/* As stored: 32 bytes, every byte determined by the value. */
typedef struct CallerLocation
{
	uint8_t version;
	uint8_t source;
	uint16_t flags;
	uint32_t reserved;  /* zero */
	double longitude;   /* degrees, in (-180, 180] */
	double latitude;    /* degrees, in [-90, 90] */
	double uncertainty; /* metres; zero when unknown */
} CallerLocation;

/*
 * The one way to a value. Equal places get equal bytes: no -0, the date line
 * is 180, a pole has longitude 0. A negative uncertainty means unknown.
 */
bool location_make(CallerLocation *location, double latitude, double longitude, double uncertainty,
				   LocationSource source, DkisError *error);
bool location_parse(const char *text, size_t length, CallerLocation *location, DkisError *error);
void location_format(const CallerLocation *location, char text[LOCATION_TEXT]);
/*
 * What came, without the values that name a telephone or its card (IMEI, IMSI and
 * the like; their names stay): these say nothing of where. to has room for length
 * bytes; returns the new length.
 */
size_t location_without_identifiers(const char *text, size_t length, char *to);
/*
 * The text of an AML data message in hexadecimal, NULL if this is none; its length
 * in *count. The caller frees it.
 */
char *aml_data_text(const char *hex, size_t length, size_t *count);
/* Total order: latitude, longitude, uncertainty (unknown first), source. */
int location_compare(const CallerLocation *a, const CallerLocation *b);
/* Metres, or -1 when unknown. */
double location_uncertainty(const CallerLocation *location);
const char *location_source_name(LocationSource source);
/* LOCATION_SOURCES when there is no such source. */
LocationSource location_source_by_name(const char *name, size_t length);

/* A short plus code and the place it leans on: "8GWV+X2 NamaKota". */
typedef struct LocationShortCode
{
	const char *code;
	size_t code_length;
	const char *locality; /* may be empty */
	size_t locality_length;
} LocationShortCode;

bool location_read_short(const char *text, size_t length, LocationShortCode *found);
bool location_from_short(const LocationShortCode *found, double near_latitude,
						 double near_longitude, CallerLocation *location, DkisError *error);

#endif
