/*
 * Points as programs write them: WKT (POINT(108.55 -6.73), with an SRID or not)
 * and JSON, as GeoJSON (RFC 7946) or as an object with latitude and longitude.
 * Both shapes have the longitude first. Only a point is a place; a line or an area
 * is not where a caller is.
 */
#include "core/base/words.h"
#include "core/place/location_read.h"

#include <string.h>

#define MAX_WRAPPERS 3 /* collection, feature, geometry */

static Fit
bad_shape(const char *why, DkisError *error)
{
	dkis_fail(error, DKIS_SYNTAX_ERROR, "Bentuk ini bukan tempat penelepon: %s", why);
	dkis_hint(error, "Yang dibaca satu titik dengan bujur lebih dulu, WGS 84: POINT(108.5523 "
					 "-6.732) atau {\"type\": \"Point\", \"coordinates\": [108.5523, -6.732]}.");
	return FIT_ERROR;
}

/* A device without a fix says zero twice; the sea there is nobody's city. */
static Fit
checked(const Place *place, DkisError *error)
{
	if (place->latitude == 0 && place->longitude == 0)
		return bad_shape("0, 0 berarti posisinya tidak diketahui", error);
	return FIT_YES;
}

/* ---- WKT ---------------------------------------------------------------- */

static bool
take_blanked(Reader *r, const char *token)
{
	reader_skip_blanks(r);
	return reader_take(r, token);
}

static bool
read_wkt_numbers(Reader *r, Place *place)
{
	double more;
	int extra = 0;

	reader_skip_blanks(r);
	if (!reader_number(r, '.', &place->longitude))
		return false;
	reader_skip_blanks(r);
	if (!reader_number(r, '.', &place->latitude))
		return false;
	for (reader_skip_blanks(r); extra < 2 && reader_number(r, '.', &more); extra++)
		reader_skip_blanks(r);
	return take_blanked(r, ")") && (reader_skip_blanks(r), r->at == r->end);
}

static bool
is_other_shape(Reader r)
{
	return reader_take(&r, "LINESTRING") || reader_take(&r, "POLYGON") ||
		   reader_take(&r, "MULTI") || reader_take(&r, "GEOMETRYCOLLECTION");
}

Fit
read_wkt(const char *text, size_t length, Place *place, DkisError *error)
{
	Reader r = {text, text + length};
	bool has_srid = reader_take(&r, "SRID=");
	double srid = 4326;

	if (has_srid && (!reader_number(&r, '\0', &srid) || !take_blanked(&r, ";")))
		return bad_shape("SRID tidak terbaca", error);
	reader_skip_blanks(&r);
	if (is_other_shape(r))
		return bad_shape("hanya POINT, bukan garis atau luasan", error);
	if (!reader_take(&r, "POINT"))
		return has_srid ? bad_shape("hanya POINT yang dibaca", error) : FIT_NO;
	if (srid != 4326)
		return bad_shape("hanya SRID 4326 (WGS 84)", error);
	if (!take_blanked(&r, "ZM") && !take_blanked(&r, "Z"))
		take_blanked(&r, "M");
	if (!take_blanked(&r, "(") || !read_wkt_numbers(&r, place))
		return bad_shape("koordinatnya bukan dua angka", error);
	return checked(place, error);
}

/* ---- JSON --------------------------------------------------------------- */

/* Past a string that begins here; false if it does not end. */
static bool
skip_string(Reader *r)
{
	for (r->at++; r->at < r->end; r->at++)
	{
		if (*r->at == '\\' && r->end - r->at > 1)
			r->at++;
		else if (*r->at == '"')
			return r->at++, true;
	}
	return false;
}

/* Past one value, whatever is in it. */
static bool
skip_value(Reader *r)
{
	const char *start = r->at;
	int depth = 0;

	while (r->at < r->end)
	{
		char c = *r->at;

		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			break;
		if (c == '"' && !skip_string(r))
			return false;
		if (c == '"')
			continue;
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		r->at++;
	}
	return depth == 0 && r->at > start;
}

typedef struct Member
{
	Reader name; /* without quotes */
	Reader value;
} Member;

/* The next member of an object; false at its end. *broken when it is no object. */
static bool
next_member(Reader *object, Member *member, bool *broken)
{
	reader_skip_blanks(object);
	if (object->at == object->end || *object->at == '}')
		return false;
	member->name.at = object->at + 1;
	*broken = *object->at != '"' || !skip_string(object);
	member->name.end = object->at - 1;
	if (*broken || !take_blanked(object, ":"))
		return *broken = true, false;
	reader_skip_blanks(object);
	member->value.at = object->at;
	*broken = !skip_value(object);
	member->value.end = object->at;
	member->value =
		reader_trimmed(member->value.at, (size_t) (member->value.end - member->value.at));
	if (!take_blanked(object, ",") && (object->at == object->end || *object->at != '}'))
		*broken = true;
	return !*broken;
}

/* What may say where in an object. */
typedef struct JsonPlace
{
	Reader type, coordinates, inner, latitude, longitude, accuracy;
	bool several; /* one of them is there twice */
	bool broken;
} JsonPlace;

static void
keep_member(JsonPlace *json, Reader *field, const Reader *value)
{
	json->several = json->several || field->at != NULL;
	*field = *value;
}

static bool
is_one_of(const Reader *name, const char *const *names)
{
	for (; *names; names++)
		if (reader_is(name, *names))
			return true;
	return false;
}

static JsonPlace
read_members(Reader object)
{
	static const char *const latitudes[] = {"latitude", "lat", "lintang", NULL};
	static const char *const longitudes[] = {"longitude", "lng", "lon", "long", "bujur", NULL};
	static const char *const accuracies[] = {"accuracy", "akurasi", "uncertainty_m", NULL};
	static const char *const inners[] = {"geometry", "features", "coords", "location", NULL};
	JsonPlace json = {0};
	Member member;

	while (next_member(&object, &member, &json.broken))
	{
		if (reader_is(&member.name, "type"))
			keep_member(&json, &json.type, &member.value);
		else if (reader_is(&member.name, "coordinates"))
			keep_member(&json, &json.coordinates, &member.value);
		else if (is_one_of(&member.name, inners))
			keep_member(&json, &json.inner, &member.value);
		else if (is_one_of(&member.name, latitudes))
			keep_member(&json, &json.latitude, &member.value);
		else if (is_one_of(&member.name, longitudes))
			keep_member(&json, &json.longitude, &member.value);
		else if (is_one_of(&member.name, accuracies))
			keep_member(&json, &json.accuracy, &member.value);
	}
	json.broken = json.broken || object.at == object.end || object.at + 1 != object.end;
	return json;
}

/* [108.5523, -6.732] with an altitude or not. */
static bool
read_position(Reader r, Place *place)
{
	double altitude;

	if (!reader_take(&r, "[") ||
		(reader_skip_blanks(&r), !reader_number(&r, '.', &place->longitude)) ||
		!take_blanked(&r, ",") ||
		(reader_skip_blanks(&r), !reader_number(&r, '.', &place->latitude)))
		return false;
	if (take_blanked(&r, ",") && (reader_skip_blanks(&r), !reader_number(&r, '.', &altitude)))
		return false;
	return take_blanked(&r, "]") && r.at == r.end;
}

/* A number, or one in quotes. */
static bool
json_number(Reader r, double *number)
{
	if (reader_take(&r, "\"") && r.at < r.end)
		r.end--;
	return number_from(r.at, (size_t) (r.end - r.at), number);
}

static Fit
read_named_pair(const JsonPlace *json, Place *place, DkisError *error)
{
	if (!json_number(json->latitude, &place->latitude) ||
		!json_number(json->longitude, &place->longitude))
		return bad_shape("lintang atau bujurnya bukan angka", error);
	if (json->accuracy.at && json_number(json->accuracy, &place->uncertainty) &&
		place->uncertainty <= 0)
		place->uncertainty = -1;
	return checked(place, error);
}

/* The only object in it: of a collection with one feature, or the value itself. */
static bool
only_object(Reader *r)
{
	if (reader_take(r, "["))
	{
		*r = reader_trimmed(r->at, (size_t) (r->end - r->at));
		if (r->at == r->end || *--r->end != ']')
			return false;
		*r = reader_trimmed(r->at, (size_t) (r->end - r->at));
	}
	return r->at < r->end && *r->at == '{';
}

static Fit
read_object(Reader r, int wrappers, Place *place, DkisError *error)
{
	JsonPlace json = (r.at++, read_members(r));

	if (json.broken || json.several)
		return bad_shape(json.broken ? "JSON-nya tidak utuh" : "satu nama tertulis dua kali",
						 error);
	if (json.latitude.at && json.longitude.at)
		return read_named_pair(&json, place, error);
	if (json.inner.at && wrappers < MAX_WRAPPERS && only_object(&json.inner))
		return read_object(json.inner, wrappers + 1, place, error);
	if (!json.type.at || !reader_is(&json.type, "\"Point\"") || !json.coordinates.at)
		return bad_shape("bukan satu titik", error);
	if (!read_position(json.coordinates, place))
		return bad_shape("koordinatnya bukan dua angka", error);
	return checked(place, error);
}

Fit
read_json(const char *text, size_t length, Place *place, DkisError *error)
{
	Reader r = {text, text + length};

	return length > 0 && *text == '{' ? read_object(r, 0, place, error) : FIT_NO;
}
