/*
 * Links to map pages that carry coordinates. Only the text is read: nothing is
 * ever fetched, so a short link has to be opened by a person first. Whose page it
 * is decides where a place stands in it (location_host.c); any other page's numbers
 * may be anything.
 */
#include "core/base/words.h"
#include "core/place/location_read.h"

#include <math.h>
#include <string.h>

/* Where a link may say its place, the surest first. */
typedef enum Spot
{
	SPOT_PIN,    /* !3d-6.73!4d108.55: the place itself */
	SPOT_MARKER, /* mlat= and mlon= */
	SPOT_QUERY,  /* q=, query=, destination= */
	SPOT_PATH,   /* /place/-6.73,108.55 */
	SPOT_VIEW,   /* @-6.73,108.55,17z: the middle of a picture */
	SPOTS
} Spot;

#define SURE_SPOTS SPOT_VIEW
#define SAME_PLACE 0.005 /* degrees between two ways of saying one place in a link */

/*
 * The middle of a picture is where somebody was looking: the place may be anywhere
 * in it, 500 pixels to either side. The whole world has 256 pixels at zoom 0. One
 * who stands in a street picture sees as far as across the street.
 */
#define WORLD_PIXEL 156543.03
#define PICTURE_PIXELS 500
#define MAX_ZOOM 24
#define UNSAID_ZOOM 14 /* a town */
#define STREET_PICTURE 50
#define EARTH_DEGREE 111320.0 /* metres */
#define PI 3.14159265358979323846

typedef struct LinkPlaces
{
	MapPage page;
	bool found[SPOTS];
	Place places[SPOTS];
	bool has_latitude, has_longitude; /* of the marker */
	bool differ;                      /* two sure places, and not the same */
	bool is_route;
	int ends;      /* of a route: from, over, to */
	double zoom;   /* of the picture; negative: not said */
	double metres; /* how far the place may be from its middle; negative: by its zoom */
} LinkPlaces;

static bool
far_apart(const Place *a, const Place *b)
{
	return fabs(a->latitude - b->latitude) > SAME_PLACE ||
		   fabs(a->longitude - b->longitude) > SAME_PLACE;
}

/* A page without a place says 0, 0. */
static void
remember(LinkPlaces *all, Spot spot, const Place *place)
{
	if (place->latitude == 0 && place->longitude == 0)
		return;
	if (all->found[spot] && spot < SURE_SPOTS && far_apart(&all->places[spot], place))
		all->differ = true;
	if (all->found[spot])
		return;
	all->found[spot] = true;
	all->places[spot] = *place;
}

/* Any plain form of a place, once escapes are undone. */
static bool
try_coordinates(LinkPlaces *all, Spot spot, const Reader *part)
{
	size_t length;
	char *plain = percent_decoded(part, &length);
	char *blank = memchr(plain, ' ', length);
	Place place = {.uncertainty = -1};
	bool found = read_any_coordinates(plain, length, &place);

	/* The + of a plus code has turned into a blank. */
	if (!found && blank)
	{
		*blank = '+';
		found = read_pluscode(plain, length, &place) == FIT_YES;
	}
	if (found)
		remember(all, spot, &place);
	dkis_free(plain);
	return found;
}

/* Each !3d-6.73!4d108.55 of it. */
static void
try_pins(LinkPlaces *all, Reader r)
{
	while (r.at < r.end)
	{
		const char *mark = memchr(r.at, '!', (size_t) (r.end - r.at));
		Place place = {.uncertainty = -1};

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

/* What follows @-6.73,108.55: 17z is its zoom, 500m its height, 3a a street picture. */
static void
read_view_size(LinkPlaces *all, Reader r)
{
	double size;

	if (!reader_take(&r, ",") || !reader_number(&r, '.', &size) || r.at == r.end)
		return;
	if (*r.at == 'z')
		all->zoom = size;
	else if (*r.at == 'm')
		all->metres = size;
	else if (*r.at == 'a')
		all->metres = STREET_PICTURE;
}

static void
try_view(LinkPlaces *all, Reader r)
{
	Place place = {.uncertainty = -1};

	if (!reader_take(&r, "@") || !reader_number(&r, '.', &place.latitude) ||
		!reader_take(&r, ",") || !reader_number(&r, '.', &place.longitude))
		return;
	remember(all, SPOT_VIEW, &place);
	read_view_size(all, r);
}

/* -6.732,108.5523,15,normal */
static void
try_here_view(LinkPlaces *all, Reader r)
{
	Place place = {.uncertainty = -1};
	double zoom;

	if (!reader_number(&r, '.', &place.latitude) || !reader_take(&r, ",") ||
		!reader_number(&r, '.', &place.longitude))
		return;
	remember(all, SPOT_VIEW, &place);
	if (reader_take(&r, ",") && reader_number(&r, '.', &zoom))
		all->zoom = zoom;
}

/* -6.732~108.5523, and point.-6.732_108.5523_Name */
static void
try_bing(LinkPlaces *all, Spot spot, Reader r, const char *between)
{
	Place place = {.uncertainty = -1};

	if (reader_number(&r, '.', &place.latitude) && reader_take(&r, between) &&
		reader_number(&r, '.', &place.longitude))
		remember(all, spot, &place);
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

/* ---- queries ------------------------------------------------------------ */

/* What a parameter says on whose page. */
typedef enum Meaning
{
	MEANS_PLACE,
	MEANS_END,       /* of a route; its place too */
	MEANS_OTHER_END, /* where it begins, or passes */
	MEANS_ROUTE,
	MEANS_VIEW,
	MEANS_ZOOM,
	MEANS_LATITUDE,
	MEANS_LONGITUDE,
	MEANS_HERE_VIEW,
	MEANS_BING_VIEW,
	MEANS_BING_POINT
} Meaning;

#define ANY_PAGE (~0u)
#define ON(page) (1u << (page))

static const struct Parameter
{
	const char *name;
	unsigned pages;
	Meaning meaning;
} parameters[] = {
	{"q", ON(MAP_GOOGLE) | ON(MAP_APPLE) | ON(MAP_BING), MEANS_PLACE},
	{"query", ON(MAP_GOOGLE), MEANS_PLACE},
	{"cbll", ON(MAP_GOOGLE), MEANS_PLACE},
	{"viewpoint", ON(MAP_GOOGLE), MEANS_PLACE},
	{"ll", ON(MAP_GOOGLE), MEANS_VIEW},
	{"ll", ON(MAP_APPLE) | ON(MAP_WAZE), MEANS_PLACE},
	{"coordinate", ON(MAP_APPLE), MEANS_PLACE},
	{"latlng", ON(MAP_WAZE), MEANS_PLACE},
	{"where1", ON(MAP_BING), MEANS_PLACE},
	{"center", ON(MAP_GOOGLE) | ON(MAP_APPLE), MEANS_VIEW},
	{"destination", ON(MAP_GOOGLE) | ON(MAP_APPLE), MEANS_END},
	{"daddr", ON(MAP_GOOGLE) | ON(MAP_APPLE), MEANS_END},
	{"to", ON(MAP_WAZE) | ON(MAP_OSM), MEANS_END},
	{"origin", ON(MAP_GOOGLE) | ON(MAP_APPLE), MEANS_OTHER_END},
	{"source", ON(MAP_APPLE), MEANS_OTHER_END},
	{"saddr", ON(MAP_GOOGLE) | ON(MAP_APPLE), MEANS_OTHER_END},
	{"waypoints", ON(MAP_GOOGLE) | ON(MAP_APPLE), MEANS_OTHER_END},
	{"from", ON(MAP_WAZE) | ON(MAP_OSM), MEANS_OTHER_END},
	{"route", ON(MAP_OSM), MEANS_ROUTE},
	{"rtp", ON(MAP_BING), MEANS_ROUTE},
	{"map", ON(MAP_HERE), MEANS_HERE_VIEW},
	{"cp", ON(MAP_BING), MEANS_BING_VIEW},
	{"sp", ON(MAP_BING), MEANS_BING_POINT},
	{"mlat", ON(MAP_OSM), MEANS_LATITUDE},
	{"mlon", ON(MAP_OSM), MEANS_LONGITUDE},
	{"lat", ON(MAP_OSM) | ON(MAP_WAZE), MEANS_LATITUDE},
	{"lon", ON(MAP_OSM) | ON(MAP_WAZE), MEANS_LONGITUDE},
	{"z", ANY_PAGE, MEANS_ZOOM},
	{"zoom", ANY_PAGE, MEANS_ZOOM},
	{"lvl", ON(MAP_BING), MEANS_ZOOM},
};

static const struct Parameter *
parameter_named(const Reader *name, MapPage page)
{
	for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
		if ((parameters[i].pages & ON(page)) && reader_is(name, parameters[i].name))
			return &parameters[i];
	return NULL;
}

/* Where a route goes is a place if nothing is said of where it begins. */
static void
try_end(LinkPlaces *all, Reader value, Meaning meaning)
{
	if (value.at == value.end)
		return;
	all->ends++;
	reader_take(&value, "ll.");
	if (meaning == MEANS_END)
		try_coordinates(all, SPOT_QUERY, &value);
}

static void
take_parameter(LinkPlaces *all, Meaning meaning, Reader value)
{
	switch (meaning)
	{
		case MEANS_PLACE: try_coordinates(all, SPOT_QUERY, &value); break;
		case MEANS_END:
		case MEANS_OTHER_END: try_end(all, value, meaning); break;
		case MEANS_ROUTE: all->is_route = true; break;
		case MEANS_VIEW: try_coordinates(all, SPOT_VIEW, &value); break;
		case MEANS_ZOOM: number_from(value.at, (size_t) (value.end - value.at), &all->zoom); break;
		case MEANS_LATITUDE: try_marker(all, &value, true); break;
		case MEANS_LONGITUDE: try_marker(all, &value, false); break;
		case MEANS_HERE_VIEW: try_here_view(all, value); break;
		case MEANS_BING_VIEW: try_bing(all, SPOT_VIEW, value, "~"); break;
		case MEANS_BING_POINT:
			if (reader_take(&value, "point."))
				try_bing(all, SPOT_QUERY, value, "_");
			break;
	}
}

static void
read_query(LinkPlaces *all, Reader query)
{
	while (query.at < query.end)
	{
		Reader value = reader_take_until(&query, '&');
		Reader name = reader_take_until(&value, '=');
		const struct Parameter *parameter = parameter_named(&name, all->page);

		dkis_check_interrupts();
		if (parameter)
			take_parameter(all, parameter->meaning, value);
		else if (all->page == MAP_GOOGLE)
			try_pins(all, value);
	}
}

static int
shortlink_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~";
	const char *found = c ? strchr(digits, c == '@' ? '~' : c) : NULL;

	return found ? (int) (found - digits) : -1;
}

/*
 * osm.org/go/...: the bits of both coordinates in turn, six to a character; ?m says
 * that a marker stands there, else it is the middle of a picture.
 */
static void
try_shortlink(LinkPlaces *all, Reader code, bool is_marker)
{
	Place place = {.uncertainty = -1};
	double step = 1;
	int digits = 0, dashes = 0;

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
	for (; code.at < code.end && *code.at == '-'; code.at++)
		dashes++;
	if (digits == 0 || code.at < code.end)
		return;
	/* The middle of the cell. */
	place.longitude = (place.longitude + step / 2) * 360 - 180;
	place.latitude = (place.latitude + step / 2) * 180 - 90;
	place.uncertainty = ceil(hypot(step * 90, step * 180) * EARTH_DEGREE);
	all->zoom = 3 * digits - 8 - (dashes > 0 ? (3 - dashes) % 3 : 0);
	remember(all, is_marker ? SPOT_MARKER : SPOT_VIEW, &place);
}

/* A stop between /dir/ and the picture; empty: from where one is. */
static bool
is_route_end(const Reader *segment)
{
	return segment->at < segment->end && *segment->at != '@' && *segment->at != '!' &&
		   memchr(segment->at, '=', (size_t) (segment->end - segment->at)) == NULL;
}

/* Google's pages: /place/A, /search/A, /dir/A/B, /@view, /data=!3d...!4d... */
static void
read_google_path(LinkPlaces *all, Reader path)
{
	bool on_route = false, names_place = false;

	while (path.at < path.end)
	{
		Reader segment = reader_take_until(&path, '/');

		dkis_check_interrupts();
		if (on_route && is_route_end(&segment))
			all->ends++;
		if (segment.at < segment.end && *segment.at == '@')
			try_view(all, segment);
		else if (on_route || names_place)
			try_coordinates(all, SPOT_PATH, &segment);
		on_route = on_route || reader_is(&segment, "dir");
		names_place = reader_is(&segment, "place") || reader_is(&segment, "search");
		try_pins(all, segment);
	}
}

/* share.here.com/l/-6.732,108.5523,Name; /r/ and /directions/ are routes. */
static void
read_here_path(LinkPlaces *all, Reader path)
{
	Reader kind = reader_take_until(&path, '/');
	Reader latitude = reader_take_until(&path, ',');
	Reader longitude = reader_take_until(&path, ',');
	Place place = {.uncertainty = -1};

	all->is_route = reader_is(&kind, "r") || reader_is(&kind, "directions");
	if (reader_is(&kind, "l") &&
		number_from(latitude.at, (size_t) (latitude.end - latitude.at), &place.latitude) &&
		number_from(longitude.at, (size_t) (longitude.end - longitude.at), &place.longitude))
		remember(all, SPOT_PATH, &place);
}

static void
read_path(LinkPlaces *all, Reader path, const Reader *query)
{
	if (all->page == MAP_GOOGLE)
		read_google_path(all, path);
	else if (all->page == MAP_HERE)
		read_here_path(all, path);
	else if (all->page == MAP_PLUSCODE)
		try_coordinates(all, SPOT_PATH, &path);
	else if (all->page == MAP_OSM && reader_take(&path, "go/"))
	{
		Reader rest = *query;
		Reader first = reader_take_until(&rest, '&');
		Reader name = reader_take_until(&first, '=');

		try_shortlink(all, path, reader_is(&name, "m"));
	}
}

/* #map=17/-6.7320/108.5523&layers=N */
static void
read_fragment(LinkPlaces *all, Reader fragment)
{
	Place place = {.uncertainty = -1};
	double zoom;

	if (all->page != MAP_OSM || !reader_take(&fragment, "map=") ||
		!reader_number(&fragment, '.', &zoom) || !reader_take(&fragment, "/") ||
		!reader_number(&fragment, '.', &place.latitude) || !reader_take(&fragment, "/") ||
		!reader_number(&fragment, '.', &place.longitude))
		return;
	if (all->zoom < 0)
		all->zoom = zoom;
	remember(all, SPOT_VIEW, &place);
}

static Fit
refuse_link(const char *why, const char *text, size_t length, DkisError *error)
{
	dkis_fail(error, DKIS_SYNTAX_ERROR, "%s", why);
	dkis_detail(error, "Tautan \"%.*s\"%s.", dkis_quotable(text, length), text,
				length > DKIS_MAX_QUOTE ? " ..." : "");
	dkis_hint(error, "Buka dulu tautan itu di peramban, lalu salin alamat lengkapnya (yang memuat "
					 "@lintang,bujur atau q=lintang,bujur) atau koordinatnya; server tidak membuka "
					 "tautan.");
	return FIT_ERROR;
}

/* From one place to another: nobody can say at which of them the caller is. */
static Fit
refuse_several(const char *why, DkisError *error)
{
	dkis_fail(error, DKIS_SYNTAX_ERROR, "%s", why);
	dkis_hint(error, "Tanyakan di mana penelepon berada, lalu salin tautan atau koordinat satu "
					 "tempat itu saja.");
	return FIT_ERROR;
}

static double
picture_radius(const LinkPlaces *all, double latitude)
{
	double zoom = all->zoom < 0 ? UNSAID_ZOOM : fmin(all->zoom, MAX_ZOOM);

	if (all->metres >= 0)
		return fmin(all->metres, LOCATION_UNCERTAINTY_MAX);
	return ceil(fmin(PICTURE_PIXELS * WORLD_PIXEL * fabs(cos(latitude * PI / 180)) / pow(2, zoom),
					 LOCATION_UNCERTAINTY_MAX));
}

/* A latitude and a longitude beside a zoom are the middle of a picture. */
static void
settle_marker(LinkPlaces *all)
{
	if (!all->found[SPOT_MARKER] || all->zoom < 0 || all->page != MAP_WAZE)
		return;
	all->found[SPOT_MARKER] = false;
	remember(all, SPOT_VIEW, &all->places[SPOT_MARKER]);
}

static bool
sure_places_differ(const LinkPlaces *all)
{
	for (int a = 0; a < SURE_SPOTS; a++)
		for (int b = a + 1; b < SURE_SPOTS; b++)
			if (all->found[a] && all->found[b] && far_apart(&all->places[a], &all->places[b]))
				return true;
	return all->differ;
}

static Fit
surest(LinkPlaces *all, const char *text, size_t length, Place *place, DkisError *error)
{
	settle_marker(all);
	if (all->ends > 1 || all->is_route)
		return refuse_several("Tautan rute memuat lebih dari satu tempat", error);
	if (all->has_latitude != all->has_longitude)
		return refuse_link("Tautan hanya memuat separuh koordinat", text, length, error);
	if (sure_places_differ(all))
		return refuse_several("Tautan memuat dua tempat yang berbeda", error);
	for (int spot = 0; spot < SPOTS; spot++)
		if (all->found[spot])
		{
			*place = all->places[spot];
			if (spot == SPOT_VIEW)
			{
				place->is_view = true;
				place->uncertainty = picture_radius(all, place->latitude);
			}
			return FIT_YES;
		}
	return refuse_link("Tautan tidak memuat koordinat", text, length, error);
}

Fit
read_link(const char *text, size_t length, Place *place, DkisError *error)
{
	Reader rest = {text, text + length};
	LinkPlaces all = {.zoom = -1, .metres = -1};
	Reader query, path;

	if (!take_map_page(&rest, &all.page))
		return FIT_NO;
	if (all.page == MAP_FOREIGN)
		return refuse_link("Tautan bukan dari peta yang dikenal", text, length, error);
	query = reader_take_until(&rest, '#');
	path = reader_take_until(&query, '?');
	read_path(&all, path, &query);
	read_query(&all, query);
	read_fragment(&all, rest);
	return surest(&all, text, length, place, error);
}
