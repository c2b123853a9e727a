#include "core/place/phone.h"

#include "core/base/words.h"

#include <string.h>

#define COUNTRY "62"
#define SHORTEST 7 /* digits; what is shorter is a service code such as 112 */

/* What stands between digits, word processors' and address books' own marks among it. */
static bool
is_filler(uint32_t c)
{
	return (c < 0x80 && dkis_is_space((char) c)) || c == '-' || c == '.' || c == '(' || c == ')' ||
		   c == '/' || c == 0xA0 || (c >= 0x2000 && c <= 0x2015) || c == 0x202F || c == 0x2212 ||
		   (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

/* The digits, with a leading + if there was one; 0 when anything else is in it. */
static size_t
digits_of(const char *from, size_t length, char *to)
{
	size_t count = 0;

	while (length > 0)
	{
		uint32_t code = 0;
		int n = dkis_character(from, length, &code);

		if (n == 0 ||
			(!is_filler(code) && (n > 1 || !dkis_is_digit(*from)) && !(*from == '+' && count == 0)))
			return 0;
		if (!is_filler(code))
			to[count++] = *from;
		from += n;
		length -= (size_t) n;
	}
	return count;
}

/* Of tel:, sip: and the like what is called, without parameters and host. */
static const char *
within_scheme(const char *from, size_t *length)
{
	static const char *const schemes[] = {"tel:", "sip:", "sips:", "callto:"};

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
	{
		size_t skip = strlen(schemes[i]);
		size_t end = skip;

		if (*length <= skip || !dkis_same_word(from, skip, schemes[i], skip))
			continue;
		while (end < *length && !strchr(";?@", from[end]))
			end++;
		*length = end - skip;
		return from + skip;
	}
	return from;
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

/*
 * How many digits before the country dial abroad: of 001 and 007 only where the
 * number is too long for one of +1 and +7, whose 62 is theirs.
 */
static size_t
dialled_abroad(const char *number, size_t length)
{
	if (length > 7 && memcmp(number, "01017" COUNTRY, 7) == 0)
		return 5;
	if (length >= 14 &&
		(memcmp(number, "001" COUNTRY, 5) == 0 || memcmp(number, "007" COUNTRY, 5) == 0))
		return 3;
	return memcmp(number, "00", 2) == 0 ? 2 : 0;
}

/* The form that starts with +, of a number that is none of a service. */
static size_t
with_country(char *to, size_t count)
{
	size_t abroad = dialled_abroad(to, count);

	if (abroad > 0)
		count = internationalise(to, count, abroad, "+");
	else if (to[0] == '0')
		count = internationalise(to, count, 1, "+" COUNTRY);
	else if (memcmp(to, COUNTRY, 2) == 0)
		count = internationalise(to, count, 0, "+");
	while (count > 4 && memcmp(to, "+" COUNTRY "0", 4) == 0) /* +62 (0)812 */
		count = internationalise(to, count, 4, "+" COUNTRY);
	return count;
}

size_t
phone_normalise(const char *from, size_t length, char *to)
{
	size_t inner;
	const char *number;
	size_t count;

	from = dkis_trim(from, &length);
	inner = length;
	number = within_scheme(from, &inner);
	count = digits_of(number, inner, to);
	if (count == 0 || (count < SHORTEST && number != from))
	{
		memcpy(to, from, length);
		count = length;
	}
	else if (count >= SHORTEST)
		count = with_country(to, count);
	to[count] = '\0';
	return count;
}
