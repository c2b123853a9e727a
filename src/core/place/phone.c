#include "core/place/phone.h"

#include "core/base/words.h"

#include <string.h>

#define COUNTRY "62"
#define SHORTEST 7 /* digits; what is shorter is a service code such as 112 */

static bool
is_filler(char c)
{
	return dkis_is_space(c) || c == '-' || c == '.' || c == '(' || c == ')' || c == '/';
}

/* The digits, with a leading + if there was one; 0 when anything else is in it. */
static size_t
digits_of(const char *from, size_t length, char *to)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
	{
		if (is_filler(from[i]))
			continue;
		if (!dkis_is_digit(from[i]) && !(from[i] == '+' && count == 0))
			return 0;
		to[count++] = from[i];
	}
	return count;
}

/* Puts + and the country before the digits from position skip on. */
static size_t
internationalise(char *number, size_t length, size_t skip, const char *prefix)
{
	size_t added = strlen(prefix);

	memmove(number + added, number + skip, length - skip);
	memcpy(number, prefix, added);
	return length - skip + added;
}

static size_t
trimmed(const char *from, size_t length, char *to)
{
	from = dkis_trim(from, &length);
	memcpy(to, from, length);
	return length;
}

size_t
phone_normalise(const char *from, size_t length, char *to)
{
	size_t count = digits_of(from, length, to);

	if (count == 0)
		count = trimmed(from, length, to);
	else if (to[0] != '+' && count >= SHORTEST)
	{
		if (memcmp(to, "00", 2) == 0)
			count = internationalise(to, count, 2, "+");
		else if (to[0] == '0')
			count = internationalise(to, count, 1, "+" COUNTRY);
		else if (memcmp(to, COUNTRY, 2) == 0)
			count = internationalise(to, count, 0, "+");
	}
	to[count] = '\0';
	return count;
}
