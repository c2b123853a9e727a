/*
 * Whose map a link is. By the host's whole name: maps.google.com.example.net is
 * nobody we know.
 */
#include "core/base/words.h"
#include "core/place/location_read.h"

#include <string.h>

#define HOST_LENGTH 253

static const struct MapHost
{
	const char *name; /* without www. */
	const char *path; /* that its maps begin with; "": any */
	MapPage page;
} map_hosts[] = {
	{"openstreetmap.org", "", MAP_OSM}, {"osm.org", "", MAP_OSM},
	{"maps.apple.com", "", MAP_APPLE},  {"waze.com", "", MAP_WAZE},
	{"ul.waze.com", "", MAP_WAZE},      {"embed.waze.com", "", MAP_WAZE},
	{"share.here.com", "", MAP_HERE},   {"wego.here.com", "", MAP_HERE},
	{"here.com", "", MAP_HERE},         {"bing.com", "maps", MAP_BING},
	{"plus.codes", "", MAP_PLUSCODE},   {"maps.app.goo.gl", "", MAP_SHORT},
	{"goo.gl", "", MAP_SHORT},          {"g.co", "", MAP_SHORT},
	{"maps.apple", "", MAP_SHORT},
};

/* com, co.id, com.sg, de: what may follow google. */
static bool
is_top_level(const char *name, size_t length)
{
	if (length >= 3 && (memcmp(name, "co.", 3) == 0))
		return length == 5;
	if (length >= 4 && (memcmp(name, "com.", 4) == 0))
		return length == 6;
	return (length == 2 || (length == 3 && memcmp(name, "com", 3) == 0)) &&
		   !memchr(name, '.', length);
}

/* maps.google.co.id, and google.com/maps; its other pages are not about a place. */
static bool
is_google(Reader host, const Reader *path)
{
	Reader r = *path;
	bool maps = reader_take(&host, "maps.");

	return reader_take(&host, "google.") && is_top_level(host.at, (size_t) (host.end - host.at)) &&
		   (maps || reader_take(&r, "maps") || reader_take(&r, "search"));
}

static MapPage
page_of(Reader host, const Reader *path)
{
	reader_take(&host, "www.");
	if (is_google(host, path))
		return MAP_GOOGLE;
	for (size_t i = 0; i < sizeof map_hosts / sizeof map_hosts[0]; i++)
	{
		Reader r = *path;

		if (reader_is(&host, map_hosts[i].name) && reader_take(&r, map_hosts[i].path))
			return map_hosts[i].page;
	}
	return MAP_FOREIGN;
}

static bool
is_host_letter(char c)
{
	return dkis_is_letter(c) || dkis_is_digit(c) || c == '.' || c == '-';
}

/* Past the host, in small letters; what is no plain host name (a user, a port but 443) is foreign.
 */
static MapPage
take_host(Reader *r, char lower[HOST_LENGTH])
{
	Reader host = {lower, lower};
	Reader path;

	while (r->at < r->end && is_host_letter(*r->at) && host.end < lower + HOST_LENGTH)
		lower[host.end++ - lower] = dkis_lower(*r->at++);
	if (r->at < r->end && *r->at == ':')
		reader_take(r, ":443");
	if (r->at < r->end && strchr("/?#", *r->at) == NULL)
		return MAP_FOREIGN;
	path = *r;
	reader_take(&path, "/");
	return page_of(host, &path);
}

bool
take_map_page(Reader *r, MapPage *page)
{
	char lower[HOST_LENGTH];
	Reader start = *r;
	bool has_scheme = reader_take(r, "https://") || reader_take(r, "http://");

	if (reader_take(r, "waze://") || reader_take(r, "maps://"))
	{
		*page = dkis_lower(*start.at) == 'w' ? MAP_WAZE : MAP_APPLE;
		return true;
	}
	*page = take_host(r, lower);
	reader_take(r, "/");
	if (has_scheme || *page != MAP_FOREIGN)
		return true;
	*r = start;
	return false;
}
