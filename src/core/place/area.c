#include "core/place/area.h"

#include <math.h>
#include <string.h>

#define STRETCH 32 /* sides; a border of 4,500 corners has 140 stretches */
#define DEGREE (3.14159265358979323846 / 180)
#define WKB_POLYGON 3
#define WKB_MULTIPOLYGON 6

/* ---- read ------------------------------------------------------------------------ */

typedef struct Reader
{
	const uint8_t *at;
	size_t left;
	bool broken;
} Reader;

static void
wkb_bytes(Reader *reader, void *to, size_t size)
{
	memset(to, 0, size);
	if (reader->left < size)
		reader->broken = true;
	if (reader->broken)
		return;
	memcpy(to, reader->at, size);
	reader->at += size;
	reader->left -= size;
}

static uint32_t
wkb_count(Reader *reader)
{
	uint8_t bytes[4];

	wkb_bytes(reader, bytes, sizeof bytes);
	return bytes[0] | (uint32_t) bytes[1] << 8 | (uint32_t) bytes[2] << 16 |
		   (uint32_t) bytes[3] << 24;
}

static double
wkb_number(Reader *reader)
{
	uint8_t bytes[8];
	uint64_t bits = 0;
	double number;

	wkb_bytes(reader, bytes, sizeof bytes);
	for (int i = 7; i >= 0; i--)
		bits = bits << 8 | bytes[i];
	memcpy(&number, &bits, sizeof number);
	return number;
}

/* Of the geometry that comes; false when it is of another kind. */
static bool
wkb_kind(Reader *reader, uint32_t kind)
{
	uint8_t order;

	wkb_bytes(reader, &order, 1);
	return order == 1 && wkb_count(reader) == kind && !reader->broken;
}

/* The first time to count, the second to fill. */
static bool
walk(Reader reader, Area *area, int *rings, int *corners, bool fill)
{
	uint32_t polygons;

	*rings = *corners = 0;
	if (!wkb_kind(&reader, WKB_MULTIPOLYGON))
		return false;
	polygons = wkb_count(&reader);
	for (uint32_t p = 0; p < polygons; p++)
	{
		uint32_t count;

		if (!wkb_kind(&reader, WKB_POLYGON))
			return false;
		count = wkb_count(&reader);
		for (uint32_t ring = 0; ring < count && !reader.broken; ring++)
		{
			uint32_t length = wkb_count(&reader);

			for (uint32_t i = 0; i < length && !reader.broken; i++)
			{
				AreaCorner corner;

				corner.longitude = wkb_number(&reader);
				corner.latitude = wkb_number(&reader);
				if (fill)
					area->corners[*corners] = corner;
				++*corners;
			}
			if (fill)
				area->ends[*rings] = *corners;
			++*rings;
		}
		if (reader.broken)
			return false;
	}
	return !reader.broken;
}

static AreaDirection
direction(AreaCorner corner)
{
	double latitude = corner.latitude * DEGREE;
	double longitude = corner.longitude * DEGREE;
	AreaDirection to = {cos(latitude) * cos(longitude), cos(latitude) * sin(longitude),
						sin(latitude)};

	return to;
}

static void
measure(Area *area, int corners)
{
	area->low.longitude = area->low.latitude = INFINITY;
	area->high.longitude = area->high.latitude = -INFINITY;
	for (int i = 0; i < corners; i++)
	{
		AreaCorner corner = area->corners[i];

		if (i % 16384 == 0)
			dkis_check_interrupts();
		area->low.longitude = fmin(area->low.longitude, corner.longitude);
		area->low.latitude = fmin(area->low.latitude, corner.latitude);
		area->high.longitude = fmax(area->high.longitude, corner.longitude);
		area->high.latitude = fmax(area->high.latitude, corner.latitude);
		if (area->directions)
			area->directions[i] = direction(corner);
	}
}

static double
dot(AreaDirection a, AreaDirection b)
{
	return a.x * b.x + a.y * b.y + a.z * b.z;
}

static AreaDirection
less(AreaDirection a, AreaDirection b)
{
	AreaDirection difference = {a.x - b.x, a.y - b.y, a.z - b.z};

	return difference;
}

static double
apart(AreaDirection a, AreaDirection b)
{
	AreaDirection difference = less(a, b);

	return sqrt(dot(difference, difference));
}

static AreaStretch
stretch_of(const Area *area, int from, int until)
{
	AreaStretch stretch = {.from = from, .until = until, .south = INFINITY, .north = -INFINITY};

	if (area->directions)
		stretch.middle = area->directions[(from + until) / 2];
	for (int i = from; i <= until; i++)
	{
		stretch.south = fmin(stretch.south, area->corners[i].latitude);
		stretch.north = fmax(stretch.north, area->corners[i].latitude);
		if (area->directions)
			stretch.reach = fmax(stretch.reach, apart(area->directions[i], stretch.middle));
	}
	return stretch;
}

static void
divide(Area *area, int corners)
{
	int corner = 0;

	area->stretches = dkis_alloc(sizeof *area->stretches * (corners / STRETCH + area->rings + 1));
	for (int ring = 0; ring < area->rings; ring++)
	{
		int last = area->ends[ring] - 1;

		for (; corner < last; corner += STRETCH)
		{
			int until = last - corner > STRETCH ? corner + STRETCH : last;

			if (area->stretch_count % 512 == 0)
				dkis_check_interrupts();
			area->stretches[area->stretch_count++] = stretch_of(area, corner, until);
		}
		corner = area->ends[ring];
	}
}

bool
area_read(const uint8_t *wkb, size_t length, bool measured, Area *area)
{
	Reader reader = {wkb, length, false};
	int corners;

	memset(area, 0, sizeof *area);
	if (!walk(reader, area, &area->rings, &corners, false))
		return false;
	area->ends = dkis_alloc(sizeof *area->ends * (area->rings + 1));
	area->corners = dkis_alloc(sizeof *area->corners * (corners + 1));
	if (measured)
		area->directions = dkis_alloc(sizeof *area->directions * (corners + 1));
	walk(reader, area, &area->rings, &corners, true);
	measure(area, corners);
	divide(area, corners);
	return true;
}

/* ---- covers ------------------------------------------------------------------------ */

static bool
is_on(AreaCorner a, AreaCorner b, AreaCorner point)
{
	double side = (point.longitude - a.longitude) * (b.latitude - a.latitude) -
				  (b.longitude - a.longitude) * (point.latitude - a.latitude);

	return side == 0 && point.longitude >= fmin(a.longitude, b.longitude) &&
		   point.longitude <= fmax(a.longitude, b.longitude) &&
		   point.latitude >= fmin(a.latitude, b.latitude) &&
		   point.latitude <= fmax(a.latitude, b.latitude);
}

/* Does the way from the point due east cross this side of the ring? */
static bool
crosses(AreaCorner a, AreaCorner b, AreaCorner point)
{
	if ((a.latitude > point.latitude) == (b.latitude > point.latitude))
		return false;
	return point.longitude < a.longitude + (point.latitude - a.latitude) *
											   (b.longitude - a.longitude) /
											   (b.latitude - a.latitude);
}

/* Rings of a valid multipolygon do not cross: an odd number of crossings is inside. */
bool
area_covers(const Area *area, AreaCorner point)
{
	bool inside = false;

	if (!(point.longitude >= area->low.longitude && point.longitude <= area->high.longitude &&
		  point.latitude >= area->low.latitude && point.latitude <= area->high.latitude))
		return false;
	for (int i = 0; i < area->stretch_count; i++)
	{
		const AreaStretch *stretch = &area->stretches[i];

		if (point.latitude < stretch->south || point.latitude > stretch->north)
			continue;
		for (const AreaCorner *a = area->corners + stretch->from;
			 a < area->corners + stretch->until; a++)
		{
			if (is_on(a[0], a[1], point))
				return true;
			inside ^= crosses(a[0], a[1], point);
		}
	}
	return inside;
}

/* ---- the border ----------------------------------------------------------------------- */

/* The place between a and b that is nearest to the point; its distance squared. */
static double
nearest_along(AreaDirection a, AreaDirection b, AreaDirection point, AreaDirection *nearest)
{
	AreaDirection side = less(b, a);
	double length = dot(side, side);
	double part = length > 0 ? fmax(0, fmin(1, dot(less(point, a), side) / length)) : 0;
	AreaDirection off;

	nearest->x = a.x + part * side.x;
	nearest->y = a.y + part * side.y;
	nearest->z = a.z + part * side.z;
	off = less(point, *nearest);
	return dot(off, off);
}

static AreaCorner
corner_towards(AreaDirection to)
{
	AreaCorner corner = {atan2(to.y, to.x) / DEGREE, atan2(to.z, hypot(to.x, to.y)) / DEGREE};

	return corner;
}

static void
nearest_of(const AreaDirection *directions, const AreaStretch *stretch, AreaDirection from,
		   double *least, AreaDirection *nearest)
{
	for (int i = stretch->from; i < stretch->until; i++)
	{
		AreaDirection place;
		double squared = nearest_along(directions[i], directions[i + 1], from, &place);

		if (squared < *least)
		{
			*least = squared;
			*nearest = place;
		}
	}
}

/* A side is the great circle between its corners, as PostGIS has it; it is short. */
double
area_border_metres(const Area *area, AreaCorner point)
{
	AreaDirection from = direction(point);
	AreaDirection nearest = from;
	double least = INFINITY, within = INFINITY;

	for (int i = 0; i < area->stretch_count; i++)
		within = fmin(within, apart(from, area->stretches[i].middle));
	for (int i = 0; i < area->stretch_count; i++)
	{
		const AreaStretch *stretch = &area->stretches[i];

		if (apart(from, stretch->middle) - stretch->reach > within + 1e-12)
			continue;
		nearest_of(area->directions, stretch, from, &least, &nearest);
	}
	return geodesic_metres(point, corner_towards(nearest));
}

/* ---- the ellipsoid ------------------------------------------------------------------------ */

#define EQUATOR 6378137.0
#define FLATTENING (1 / 298.257223563)
#define POLE (EQUATOR * (1 - FLATTENING))

/* What Vincenty's formulae go over and over, until they change no more. */
typedef struct Arc
{
	double sine, cosine, angle; /* of the arc on the sphere beside the ellipsoid */
	double slope;               /* the square of the cosine of its azimuth at the equator */
	double middle;              /* the cosine of twice the arc to its middle */
} Arc;

static double
step_arc(double u1, double u2, double turn, Arc *arc)
{
	double east = cos(u2) * sin(turn);
	double north = cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(turn);
	double sine_of_azimuth, c;

	arc->sine = hypot(east, north);
	arc->cosine = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(turn);
	arc->angle = atan2(arc->sine, arc->cosine);
	sine_of_azimuth = arc->sine > 0 ? cos(u1) * cos(u2) * sin(turn) / arc->sine : 0;
	arc->slope = 1 - sine_of_azimuth * sine_of_azimuth;
	arc->middle = arc->slope > 0 ? arc->cosine - 2 * sin(u1) * sin(u2) / arc->slope : 0;
	c = FLATTENING / 16 * arc->slope * (4 + FLATTENING * (4 - 3 * arc->slope));
	return (1 - c) * FLATTENING * sine_of_azimuth *
		   (arc->angle +
			c * arc->sine * (arc->middle + c * arc->cosine * (2 * arc->middle * arc->middle - 1)));
}

static double
arc_metres(const Arc *arc)
{
	double u = arc->slope * (EQUATOR * EQUATOR - POLE * POLE) / (POLE * POLE);
	double a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)));
	double b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)));
	double m = arc->middle;
	double change = b * arc->sine *
					(m + b / 4 *
							 (arc->cosine * (2 * m * m - 1) -
							  b / 6 * m * (4 * arc->sine * arc->sine - 3) * (4 * m * m - 3)));

	return POLE * a * (arc->angle - change);
}

/*
 * By Vincenty (1975), to the millimetre. Nearly opposite places, where it does not
 * settle, are as far as the last step says: within some fifty kilometres in 20,000.
 */
double
geodesic_metres(AreaCorner a, AreaCorner b)
{
	double u1 = atan((1 - FLATTENING) * tan(a.latitude * DEGREE));
	double u2 = atan((1 - FLATTENING) * tan(b.latitude * DEGREE));
	double apart = (b.longitude - a.longitude) * DEGREE;
	double turn = apart, before;
	Arc arc = {0};

	for (int i = 0; i < 50; i++)
	{
		before = turn;
		turn = apart + step_arc(u1, u2, turn, &arc);
		if (fabs(turn - before) < 1e-13)
			break;
	}
	return arc_metres(&arc);
}
