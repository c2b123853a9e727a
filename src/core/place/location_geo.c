/*
 * geo URIs (RFC 5870), also as Android shares a pin: geo:0,0?q=-6.732,108.5523(Rumah).
 */
#include "core/base/words.h"
#include "core/place/location_read.h"

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
