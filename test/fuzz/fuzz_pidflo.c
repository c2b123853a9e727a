/*
 * The reader of presence documents: a place in range, written as a geo URI that
 * reads back to it, or a refusal with a hint.
 */
#include <stdlib.h>
#include <string.h>

#include "core/exchange/pidflo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CallerLocation location, again;
	char text[LOCATION_TEXT];
	DkisError error;

	if (!pidflo_read((const char *) data, size, &location, &error))
	{
		if (!error.message[0] || !error.hint[0])
			abort();
		return 0;
	}
	location_format(&location, text);
	if (!location_parse(text, strlen(text), &again, &error) ||
		memcmp(&location, &again, sizeof again) != 0)
		abort();
	return 0;
}
