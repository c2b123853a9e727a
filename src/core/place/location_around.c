/*
 * What stands around a place: a word in front ("Koordinat:"), a full stop behind,
 * quotes, the text of a message with a link in it. Of a message each link and each
 * line is looked at; what is found must be one place.
 */
#include "core/base/words.h"
#include "core/place/location_read.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846
#define DEGREE 111320.0
#define SAME_METRES 150 /* between two ways of saying one place in a message */
#define MAX_FOUND 16
#define FRACTION 3 /* digits after the mark that make a bare pair a place within a text */

/* ---- in front and behind ------------------------------------------------ */

static bool
is_label(const char *word, size_t length)
{
	static const char *const labels[] = {
		"koordinat", "titik",   "lokasi", "posisi",   "gps",         "saya",       "kami",
		"kejadian",  "tkp",     "di",     "location", "coordinates", "coordinate", "position",
		"my",        "current", "loc",    "pin",      "shareloc",    "sharelok",   "sherlok",
		"map",       "maps",    "peta",   "alamat"};

	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (dkis_same_word(word, length, labels[i], strlen(labels[i])))
			return true;
	return false;
}

/* Not the first word of maps.google.com or location_latitude=. */
static bool
ends_label(const Reader *r)
{
	Reader after = *r;

	reader_skip_blanks(&after);
	return after.at > r->at || r->at == r->end || *r->at == ':' || *r->at == '=';
}

/* "Titik koordinat: ": words that say no more than that a place follows. */
static void
skip_labels(Reader *r)
{
	for (;;)
	{
		Reader word = *r;

		while (word.at < word.end && dkis_is_letter(*word.at))
			word.at++;
		if (!is_label(r->at, (size_t) (word.at - r->at)) || !ends_label(&word))
			return;
		reader_skip_blanks(&word);
		while (word.at < word.end && (*word.at == ':' || *word.at == '='))
			word.at++;
		reader_skip_blanks(&word);
		*r = word;
	}
}

static bool
is_closing(char c)
{
	return c == '.' || c == ',' || c == ';' || c == '!';
}

/* "...", *...*, <...>, as people quote and message programs set in bold. */
static bool
drop_quotes(Reader *r)
{
	static const char pairs[] = "\"\"**__''``<>";

	if (r->end - r->at < 3)
		return false;
	for (const char *pair = pairs; *pair; pair += 2)
		if (*r->at == pair[0] && r->end[-1] == pair[1])
		{
			*r = reader_trimmed(r->at + 1, (size_t) (r->end - r->at) - 2);
			return true;
		}
	return false;
}

Reader
reader_bare(const char *text, size_t length)
{
	Reader r = reader_trimmed(text, length);

	while (drop_quotes(&r))
		;
	while (r.at < r.end && is_closing(r.end[-1]))
		r = reader_trimmed(r.at, (size_t) (r.end - r.at) - 1);
	skip_labels(&r);
	return r;
}

/* ---- within a message --------------------------------------------------- */

typedef struct Found
{
	Place places[MAX_FOUND];
	LocationSource sources[MAX_FOUND];
	int count;
	bool too_many;
	bool refused; /* a link was there, but it said no place; the error says why */
} Found;

static double
metres_between(const Place *a, const Place *b)
{
	double across = remainder(a->longitude - b->longitude, 360) * cos(a->latitude * PI / 180);

	return hypot(a->latitude - b->latitude, across) * DEGREE;
}

static void
keep_place(Found *found, const Place *place, LocationSource source)
{
	if (found->count == MAX_FOUND)
	{
		found->too_many = true;
		return;
	}
	found->places[found->count] = *place;
	found->sources[found->count++] = source;
}

/* Where a link begins at all: at the start of a word. */
static bool
begins_link(const Reader *r, const char *start)
{
	Reader ahead = *r;
	MapPage page;

	if (r->at > start && (dkis_is_letter(r->at[-1]) || dkis_is_digit(r->at[-1]) ||
						  strchr("/@.-_", r->at[-1]) != NULL))
		return false;
	return reader_take(&ahead, "geo:") || take_map_page(&ahead, &page);
}

static Reader
take_link(Reader *r)
{
	Reader link = {r->at, r->at};

	while (r->at < r->end && !dkis_is_space(*r->at) && *r->at != '<' && *r->at != '>')
		r->at++;
	link.end = r->at;
	while (link.end > link.at && strchr(".,;:!?)]}\"'*", link.end[-1]))
		link.end--;
	return link;
}

static void
try_link(Found *found, Reader link, DkisError *error)
{
	size_t length = (size_t) (link.end - link.at);
	Place place = {.uncertainty = -1};
	LocationSource source = LOCATION_LINK;
	DkisError ignored;
	DkisError *why = found->refused ? &ignored : error; /* the first is told */
	Fit fit = read_geo(link.at, length, &place, &source, why);

	if (fit == FIT_NO)
		fit = read_link(link.at, length, &place, why);
	if (fit == FIT_YES)
		keep_place(found, &place, source);
	else if (fit == FIT_ERROR)
		found->refused = true;
}

/* Two numbers in a text may be anything; two with several decimals are a place. */
static bool
has_fractions(const Reader *r)
{
	int fractions = 0;

	for (const char *c = r->at; c < r->end; c++)
	{
		const char *digit = c + 1;

		if (*c != '.' && *c != ',')
			continue;
		while (digit < r->end && dkis_is_digit(*digit))
			digit++;
		fractions += digit - c > FRACTION;
	}
	return fractions == 2;
}

/* A line, or what stands before or behind a link in it. */
static void
try_piece(Found *found, const char *start, const char *end)
{
	Reader piece = reader_bare(start, (size_t) (end - start));
	size_t length = (size_t) (piece.end - piece.at);
	Place place = {.uncertainty = -1};
	DkisError ignored;

	if (has_fractions(&piece) && read_decimal(piece.at, length, &place) == FIT_YES)
		keep_place(found, &place, LOCATION_DECIMAL);
	else if (read_pluscode(piece.at, length, &place) == FIT_YES)
		keep_place(found, &place, LOCATION_PLUSCODE);
	else if (read_dms(piece.at, length, &place, &ignored) == FIT_YES)
		keep_place(found, &place, LOCATION_DMS);
}

static void
look_through(Found *found, Reader r, DkisError *error)
{
	const char *start = r.at, *piece = r.at;

	while (r.at < r.end)
	{
		bool link = begins_link(&r, start);

		dkis_check_interrupts();
		if (!link && *r.at != '\n')
		{
			r.at++;
			continue;
		}
		try_piece(found, piece, r.at);
		if (link)
			try_link(found, take_link(&r), error);
		else
			r.at++;
		piece = r.at;
	}
	try_piece(found, piece, r.end);
}

static bool
is_one_place(const Found *found)
{
	for (int i = 1; i < found->count; i++)
	{
		double reach =
			fmax(found->places[0].uncertainty, 0) + fmax(found->places[i].uncertainty, 0);

		if (!(metres_between(&found->places[0], &found->places[i]) <= SAME_METRES + reach))
			return false;
	}
	return !found->too_many;
}

/* The first that is not the middle of a picture. */
static int
surest_of(const Found *found)
{
	for (int i = 0; i < found->count; i++)
		if (!found->places[i].is_view)
			return i;
	return 0;
}

Fit
read_around(const char *text, size_t length, Place *place, LocationSource *source, DkisError *error)
{
	Found found = {.count = 0};

	look_through(&found, (Reader){text, text + length}, error);
	if (found.count == 0)
		return found.refused ? FIT_ERROR : FIT_NO;
	if (!is_one_place(&found))
	{
		dkis_fail(error, DKIS_SYNTAX_ERROR, "Pesan memuat lebih dari satu tempat");
		dkis_hint(error, "Tanyakan di mana penelepon berada, lalu salin satu tempat itu saja.");
		return FIT_ERROR;
	}
	*place = found.places[surest_of(&found)];
	*source = found.sources[surest_of(&found)];
	return FIT_YES;
}
