/*
 * The reader of places, in every form: what it takes is in range, and is
 * written as a geo URI that reads back to the same bytes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/place/location.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const CallerLocation *location)
{
	char text[LOCATION_TEXT];
	CallerLocation again;
	DkisError error;

	if (!(fabs(location->latitude) <= 90) || !(fabs(location->longitude) <= 180) ||
		location->longitude == -180)
		abort();
	location_format(location, text);
	if (!location_parse(text, strlen(text), &again, &error) ||
		location_compare(location, &again) != 0 || memcmp(location, &again, sizeof again) != 0)
		abort();
}

/* Never longer, and nothing more to take away. */
static void
check_without_identifiers(const char *text, size_t size)
{
	char *once = malloc(size + 1), *twice = malloc(size + 1);
	size_t length, again;

	if (!once || !twice)
		abort();
	length = location_without_identifiers(text, size, once);
	if (length > size)
		abort();
	again = location_without_identifiers(once, length, twice);
	if (again != length || memcmp(once, twice, length) != 0)
		abort();
	free(once);
	free(twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	CallerLocation location;
	LocationShortCode found;
	DkisError error;

	check_without_identifiers(text, size);
	if (location_parse(text, size, &location, &error))
		check(&location);
	if (location_read_short(text, size, &found) &&
		location_from_short(&found, -6.732, 108.5523, &location, &error))
		check(&location);
	return 0;
}
