/*
 * Telephone numbers: the one form fits where it is written and is that of itself,
 * so that no spelling of a blocked number leads past the block.
 */
#include <stdlib.h>
#include <string.h>

#include "core/place/phone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *once = malloc(size + 4), *twice = malloc(size + 8);
	size_t length, again;

	if (!once || !twice)
		abort();
	length = phone_normalise((const char *) data, size, once);
	if (length > size + 3 || once[length] != '\0')
		abort();
	again = phone_normalise(once, length, twice);
	if (again != length || memcmp(once, twice, length) != 0)
		abort();
	free(once);
	free(twice);
	return 0;
}
