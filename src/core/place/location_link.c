/*
 * Links to map pages that carry coordinates. Only the text is read: nothing is
 * ever fetched, so a short link has to be opened by a person first.
 */
#include "core/base/words.h"
#include "core/place/location_read.h"

#include <math.h>
#include <string.h>

/* Where a link may say its place, the surest first. */
typedef enum Spot
{
	SPOT_PIN,      /* !3d-6.73!4d108.55: the place itself */
	SPOT_MARKER,   /* mlat= and mlon= */
	SPOT_QUERY,    /* q=, query=, ll=, destination= */
	SPOT_PATH,     /* /place/-6.73,108.55 */
	SPOT_VIEW,     /* @-6.73,108.55,17z: the middle of the picture */
	SPOT_FRAGMENT, /* #map=17/-6.73/108.55 */
	SPOTS
} Spot;

typedef struct LinkPlaces
{
	bool found[SPOTS];
	Place places[SPOTS];
	bool has_latitude, has_longitude; /* of the marker */
	int ends;                         /* of a route: from, over, to */
} LinkPlaces;

static const char *const map_hosts[] = {
	"maps.app.goo.gl",    "goo.gl/",         "maps.google.",
	"www.google.",        "google.com/maps", "www.openstreetmap.org/",
	"openstreetmap.org/", "www.osm.org/",    "osm.org/",
};

/* Moves past the scheme; false if this does not begin as a link does. */
static bool
take_scheme(Reader *r)
{
	if (reader_take(r, "https://") || reader_take(r, "http://"))
		return true;
	for (size_t i = 0; i < sizeof map_hosts / sizeof map_hosts[0]; i++)
	{
		Reader ahead = *r;

		if (reader_take(&ahead, map_hosts[i]))
			return true;
	}
	return false;
}

static void
remember(LinkPlaces *all, Spot spot, const Place *place)
{
	if (all->found[spot])
		return;
	all->found[spot] = true;
	all->places[spot] = *place;
}

/* Any plain form of a place, once escapes are undone. */
static void
try_coordinates(LinkPlaces *all, Spot spot, const Reader *part)
{
	size_t length;
	char *plain;
	Place place;

	if (all->found[spot])
		return;
	plain = percent_decoded(part, &length);
	if (read_any_coordinates(plain, length, &place))
		remember(all, spot, &place);
	else
	{
		/* The + of a plus code has turned into a blank. */
		char *blank = memchr(plain, ' ', length);

		if (blank)
			*blank = '+';
		if (read_pluscode(plain, length, &place) == FIT_YES)
			remember(all, spot, &place);
	}
	dkis_free(plain);
}

static void
try_pin(LinkPlaces *all, Reader r)
{
	Place place = {0, 0, -1};

	while (!all->found[SPOT_PIN] && r.at < r.end)
	{
		const char *mark = memchr(r.at, '!', (size_t) (r.end - r.at));

		if (!mark)
			return;
		r.at = mark;
		if (reader_take(&r, "!3d") && reader_number(&r, '.', &place.latitude) &&
			reader_take(&r, "!4d") && reader_number(&r, '.', &place.longitude))
			remember(all, SPOT_PIN, &place);
		else if (r.at == mark)
			r.at++;
	}
}

static void
try_view(LinkPlaces *all, Reader r)
{
	Place place = {0, 0, -1};

	if (reader_take(&r, "@") && reader_number(&r, '.', &place.latitude) && reader_take(&r, ",") &&
		reader_number(&r, '.', &place.longitude))
		remember(all, SPOT_VIEW, &place);
}

static bool
is_host_among(const Reader *name, const char *const *list)
{
	for (; *list; list++)
		if (reader_is(name, *list))
			return true;
	return false;
}

static void
try_marker(LinkPlaces *all, const Reader *value, bool is_latitude)
{
	Place *place = &all->places[SPOT_MARKER];
	double *axis = is_latitude ? &place->latitude : &place->longitude;
	bool *has = is_latitude ? &all->has_latitude : &all->has_longitude;

	if (!*has)
		*has = number_from(value->at, (size_t) (value->end - value->at), axis);
	place->uncertainty = -1;
	all->found[SPOT_MARKER] = all->has_latitude && all->has_longitude;
}

static void
read_query(LinkPlaces *all, Reader query)
{
	static const char *const places[] = {"q",     "query", "ll",     "destination",
										 "daddr", "near",  "center", NULL};
	static const char *const ends[] = {"origin", "saddr", "waypoints", "destination",
									   "daddr",  "route", NULL};
	static const char *const latitudes[] = {"mlat", "lat", NULL};
	static const char *const longitudes[] = {"mlon", "lon", "lng", NULL};

	while (query.at < query.end)
	{
		Reader value = reader_take_until(&query, '&');
		Reader name = reader_take_until(&value, '=');

		dkis_check_interrupts();
		if (is_host_among(&name, ends) && value.at < value.end)
			all->ends++;
		if (is_host_among(&name, places))
			try_coordinates(all, SPOT_QUERY, &value);
		else if (is_host_among(&name, latitudes))
			try_marker(all, &value, true);
		else if (is_host_among(&name, longitudes))
			try_marker(all, &value, false);
		else
			try_pin(all, value);
	}
}

static int
shortlink_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~";
	const char *found = c ? strchr(digits, c == '@' ? '~' : c) : NULL;

	return found ? (int) (found - digits) : -1;
}

/* osm.org/go/...: the bits of both coordinates in turn, six to a character. */
static void
try_shortlink(LinkPlaces *all, Reader code)
{
	Place place = {0, 0, -1};
	double step = 1;
	int digits = 0;

	for (int value; code.at < code.end && digits < 12; code.at++, digits++)
	{
		if ((value = shortlink_value(*code.at)) < 0)
			break;
		for (int bit = 4; bit >= 0; bit -= 2)
		{
			step /= 2;
			place.longitude += (value >> bit & 2) != 0 ? step : 0;
			place.latitude += (value >> bit & 1) != 0 ? step : 0;
		}
	}
	while (code.at < code.end && *code.at == '-')
		code.at++;
	if (digits == 0 || code.at < code.end)
		return;
	/* The middle of the cell. */
	place.longitude = (place.longitude + step / 2) * 360 - 180;
	place.latitude = (place.latitude + step / 2) * 180 - 90;
	remember(all, SPOT_VIEW, &place);
}

/* A stop between /dir/ and the picture; empty: from where one is. */
static bool
is_route_end(const Reader *segment)
{
	return segment->at < segment->end && *segment->at != '@' && *segment->at != '!' &&
		   memchr(segment->at, '=', (size_t) (segment->end - segment->at)) == NULL;
}

static void
read_path(LinkPlaces *all, Reader path)
{
	bool on_route = false;
	Reader host = reader_take_until(&path, '/');
	bool is_openstreetmap = reader_is(&host, "osm.org") || reader_is(&host, "www.osm.org") ||
							reader_is(&host, "openstreetmap.org") ||
							reader_is(&host, "www.openstreetmap.org");

	if (is_openstreetmap && reader_take(&path, "go/"))
	{
		try_shortlink(all, path);
		return;
	}
	while (path.at < path.end)
	{
		Reader segment = reader_take_until(&path, '/');

		dkis_check_interrupts();
		if (on_route && is_route_end(&segment))
			all->ends++;
		on_route = on_route || reader_is(&segment, "dir");
		if (segment.at < segment.end && *segment.at == '@')
			try_view(all, segment);
		else if (segment.at < segment.end)
			try_coordinates(all, SPOT_PATH, &segment);
		try_pin(all, segment);
	}
}

/* #map=17/-6.7320/108.5523&layers=N */
static void
read_fragment(LinkPlaces *all, Reader fragment)
{
	Place place = {0, 0, -1};
	double zoom;

	if (reader_take(&fragment, "map=") && reader_number(&fragment, '.', &zoom) &&
		reader_take(&fragment, "/") && reader_number(&fragment, '.', &place.latitude) &&
		reader_take(&fragment, "/") && reader_number(&fragment, '.', &place.longitude))
		remember(all, SPOT_FRAGMENT, &place);
}

static Fit
without_coordinates(const char *text, size_t length, DkisError *error)
{
	dkis_fail(error, DKIS_SYNTAX_ERROR, "Tautan tidak memuat koordinat");
	dkis_detail(error, "Tautan \"%.*s\"%s.", dkis_quotable(text, length), text,
				length > DKIS_MAX_QUOTE ? " ..." : "");
	dkis_hint(error, "Buka dulu tautan itu di peramban, lalu salin alamat lengkapnya (yang memuat "
					 "@lintang,bujur atau q=lintang,bujur) atau koordinatnya; server tidak membuka "
					 "tautan.");
	return FIT_ERROR;
}

/* From one place to another: nobody can say at which of them the caller is. */
static Fit
refuse_route(DkisError *error)
{
	dkis_fail(error, DKIS_SYNTAX_ERROR, "Tautan rute memuat lebih dari satu tempat");
	dkis_hint(error, "Tanyakan di mana penelepon berada, lalu salin tautan atau koordinat satu "
					 "tempat itu saja.");
	return FIT_ERROR;
}

Fit
read_link(const char *text, size_t length, Place *place, DkisError *error)
{
	Reader rest = {text, text + length};
	LinkPlaces all = {0};
	Reader before_fragment, path;

	if (!take_scheme(&rest))
		return FIT_NO;
	before_fragment = reader_take_until(&rest, '#');
	path = reader_take_until(&before_fragment, '?');
	read_path(&all, path);
	read_query(&all, before_fragment);
	read_fragment(&all, rest);
	if (all.ends > 1)
		return refuse_route(error);
	for (int spot = 0; spot < SPOTS; spot++)
		if (all.found[spot])
		{
			*place = all.places[spot];
			return FIT_YES;
		}
	return without_coordinates(text, length, error);
}
