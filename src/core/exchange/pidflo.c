#include "core/exchange/pidflo.h"

#include "core/base/words.h"
#include "core/exchange/xml_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NUMBERS 3000 /* of a polygon's ring */
#define DEGREE 111320.0  /* metres */
#define PI 3.14159265358979323846

/* A shape while it is read. */
typedef struct Shape
{
	const XmlDocument *document;
	int element;
	double latitude, longitude;
	double reach; /* metres; negative: not said */
	DkisError *error;
} Shape;

static bool
refuse_presence(const Shape *shape, const char *why)
{
	dkis_fail(shape->error, DKIS_SYNTAX_ERROR, "PIDF-LO tidak dapat dipakai: %s", why);
	if (shape->element >= 0)
		xml_tell(shape->document, shape->element, shape->error);
	return dkis_hint(shape->error,
					 "Yang dibaca: Point, Circle, Ellipse, ArcBand, Sphere, Ellipsoid, Prism atau "
					 "Polygon dalam EPSG 4326 atau 4979 (RFC 5491); tanyakan tempatnya kepada "
					 "penelepon.");
}

/* Plain decimal numbers, blanks between; how many, -1 for anything else. */
static int
numbers_of(const char *text, double *numbers, int most)
{
	int count = 0;

	for (;;)
	{
		char *end;

		while (dkis_is_space(*text))
			text++;
		if (*text == '\0')
			return count;
		if (count == most || strspn(text, "+-.0123456789eE") == 0)
			return -1;
		numbers[count] = strtod(text, &end);
		if (end == text || (*end != '\0' && !dkis_is_space(*end)) || !isfinite(numbers[count]))
			return -1;
		count++;
		text = end;
	}
}

/* The first element of that name within this one, however deep. */
static int
within(const XmlDocument *document, int element, const char *name)
{
	for (int i = element + 1; i < document->elements[element].end; i++)
		if (xml_is(document, i, name))
			return i;
	return -1;
}

static bool
ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Latitude first in both; the third number is an altitude, which is not kept. */
static bool
take_system(const Shape *shape, int *dimensions)
{
	const char *srs = xml_attribute(shape->document, shape->element, "srsName");

	*dimensions = srs && ends_in(srs, "4979") ? 3 : 2;
	if (srs && !ends_in(srs, "4326") && !ends_in(srs, "4979"))
		return refuse_presence(shape, "srsName bukan EPSG 4326 atau 4979");
	return true;
}

static bool
take_middle(Shape *shape)
{
	double numbers[3];
	int pos = within(shape->document, shape->element, "pos");
	int count;
	int dimensions;

	if (!take_system(shape, &dimensions))
		return false;
	count = pos < 0 ? 0 : numbers_of(xml_text(shape->document, pos), numbers, 3);
	if (count < 2)
		return refuse_presence(shape, "pos bukan lintang dan bujur");
	shape->latitude = numbers[0];
	shape->longitude = numbers[1];
	return true;
}

/* Metres (EPSG 9001) in an element of that name; false if they are not. */
static bool
take_reach(Shape *shape, const char *name)
{
	int element = within(shape->document, shape->element, name);
	const char *unit = element < 0 ? NULL : xml_attribute(shape->document, element, "uom");

	if (element < 0 || (unit && !ends_in(unit, "9001") && strcmp(unit, "m") != 0) ||
		numbers_of(xml_text(shape->document, element), &shape->reach, 1) != 1 || shape->reach < 0)
		return refuse_presence(shape, "radius atau sumbunya bukan angka meter (EPSG 9001)");
	return true;
}

/* ---- polygons ----------------------------------------------------------- */

/* The corners as posList, or pos by pos; how many numbers, -1 for anything else. */
static int
corners_of(const Shape *shape, double *numbers)
{
	const XmlDocument *document = shape->document;
	int list = within(document, shape->element, "posList");
	int count = 0;

	if (list >= 0)
		return numbers_of(xml_text(document, list), numbers, MAX_NUMBERS);
	for (int i = shape->element + 1; i < document->elements[shape->element].end; i++)
	{
		int found;

		if (!xml_is(document, i, "pos"))
			continue;
		found = numbers_of(xml_text(document, i), numbers + count, MAX_NUMBERS - count);
		if (found < 2)
			return -1;
		count += found;
	}
	return count;
}

static double
corner_distance(double latitude, double longitude, double to_latitude, double to_longitude)
{
	double across = remainder(longitude - to_longitude, 360) * cos(latitude * PI / 180);

	return hypot(latitude - to_latitude, across) * DEGREE;
}

/* The middle of what the corners span, and the corner that is farthest from it. */
static void
settle_polygon(Shape *shape, const double *numbers, int count, int dimensions)
{
	double south = 90, north = -90, west = INFINITY, east = -INFINITY;

	for (int i = 0; i < count; i += dimensions)
	{
		double longitude = numbers[1] + remainder(numbers[i + 1] - numbers[1], 360);

		south = fmin(south, numbers[i]);
		north = fmax(north, numbers[i]);
		west = fmin(west, longitude);
		east = fmax(east, longitude);
	}
	shape->latitude = (south + north) / 2;
	shape->longitude = remainder((west + east) / 2, 360);
	for (int i = 0; i < count; i += dimensions)
		shape->reach = fmax(shape->reach, corner_distance(shape->latitude, shape->longitude,
														  numbers[i], numbers[i + 1]));
	shape->reach = ceil(shape->reach * 10) / 10;
}

static bool
take_polygon(Shape *shape)
{
	double *numbers = dkis_alloc(MAX_NUMBERS * sizeof *numbers);
	int dimensions;
	bool good = take_system(shape, &dimensions);
	int count = good ? corners_of(shape, numbers) : -1;

	if (good && (count < 4 * dimensions || count % dimensions != 0))
		good = refuse_presence(shape, "sudut poligonnya kurang atau bukan angka");
	for (int i = 0; good && i < count; i += dimensions)
		if (!(fabs(numbers[i]) <= 90) || !(fabs(numbers[i + 1]) <= 180))
			good = refuse_presence(shape, "sudut poligonnya bukan tempat di bumi");
	if (good)
		settle_polygon(shape, numbers, count, dimensions);
	dkis_free(numbers);
	return good;
}

/* ---- the document -------------------------------------------------------- */

/* By its name; what reaches farthest from the middle says how sure it is. */
static bool
take_shape(Shape *shape)
{
	static const char *const reaches[][2] = {{"Circle", "radius"},
											 {"Sphere", "radius"},
											 {"Ellipse", "semiMajorAxis"},
											 {"Ellipsoid", "semiMajorAxis"},
											 {"ArcBand", "outerRadius"}};
	const XmlDocument *document = shape->document;

	shape->reach = -1;
	if (xml_is(document, shape->element, "Polygon") || xml_is(document, shape->element, "Prism"))
		return take_polygon(shape);
	if (!take_middle(shape))
		return false;
	for (size_t i = 0; i < sizeof reaches / sizeof reaches[0]; i++)
		if (xml_is(document, shape->element, reaches[i][0]))
			return take_reach(shape, reaches[i][1]);
	return true;
}

static int
find_shape(const XmlDocument *document)
{
	static const char *const names[] = {"Circle",    "Point", "Ellipse", "ArcBand", "Sphere",
										"Ellipsoid", "Prism", "Polygon", NULL};

	for (int i = 0; i < document->n_elements; i++)
		for (const char *const *name = names; *name; name++)
			if (xml_is(document, i, *name))
				return i;
	return -1;
}

static bool
read_presence(Shape *shape, CallerLocation *location)
{
	shape->element = find_shape(shape->document);
	if (!xml_is(shape->document, 0, "presence"))
		return shape->element = 0, refuse_presence(shape, "akarnya bukan presence");
	if (shape->element < 0)
		return refuse_presence(shape, "tidak memuat titik atau bentuk di peta");
	if (!take_shape(shape))
		return false;
	if (shape->latitude == 0 && shape->longitude == 0)
		return refuse_presence(shape, "0, 0 berarti posisinya tidak diketahui");
	return location_make(location, shape->latitude, shape->longitude, shape->reach, LOCATION_PIDF,
						 shape->error);
}

bool
pidflo_read(const char *xml, size_t length, CallerLocation *location, DkisError *error)
{
	XmlDocument document = {0};
	Shape shape = {.document = &document, .element = -1, .error = error};
	bool good = xml_read(&document, xml, length, error) && read_presence(&shape, location);

	xml_free(&document);
	return good;
}
