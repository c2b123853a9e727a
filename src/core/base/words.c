#include "core/base/words.h"

#include <string.h>

const char *
dkis_trim(const char *bytes, size_t *length)
{
	while (*length > 0 && dkis_is_space(bytes[0]))
		bytes++, (*length)--;
	while (*length > 0 && dkis_is_space(bytes[*length - 1]))
		(*length)--;
	return bytes;
}

size_t
dkis_tidy(const char *bytes, size_t length, char *to, size_t room)
{
	size_t written = 0;

	for (size_t i = 0; i < length; i++)
	{
		bool space = dkis_is_space(bytes[i]);

		if (space && (written == 0 || to[written - 1] == ' '))
			continue;
		if (written == room)
		{
			if (space)
				continue;
			return (size_t) -1;
		}
		to[written++] = space ? ' ' : bytes[i];
	}
	return written > 0 && to[written - 1] == ' ' ? written - 1 : written;
}

bool
dkis_same_word(const char *a, size_t a_length, const char *b, size_t b_length)
{
	return a_length == b_length && dkis_compare_words(a, a_length, b, b_length) == 0;
}

int
dkis_compare_words(const char *a, size_t a_length, const char *b, size_t b_length)
{
	for (size_t i = 0; i < a_length && i < b_length; i++)
	{
		int order = (unsigned char) dkis_lower(a[i]) - (unsigned char) dkis_lower(b[i]);

		if (order != 0)
			return order;
	}
	return (a_length > b_length) - (a_length < b_length);
}

int
dkis_compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
	int order = memcmp(a, b, a_length < b_length ? a_length : b_length);

	return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

int
dkis_character(const char *bytes, size_t length, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char) bytes[0];
	int n = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

	if (n == 0 || lead > 0xF4 || (size_t) n > length)
		return 0;
	*code = n == 1 ? lead : lead & (0x7Fu >> n);
	for (int i = 1; i < n; i++)
	{
		if (((unsigned char) bytes[i] & 0xC0) != 0x80)
			return 0;
		*code = (*code << 6) | ((unsigned char) bytes[i] & 0x3F);
	}
	return *code < least[n] ? 0 : n;
}

int
dkis_clip(const char *bytes, size_t length, size_t most)
{
	if (length <= most)
		return (int) length;
	while (most > 0 && ((unsigned char) bytes[most] & 0xC0) == 0x80)
		most--;
	return (int) most;
}

int
dkis_quotable(const char *bytes, size_t length)
{
	return dkis_clip(bytes, length, DKIS_MAX_QUOTE);
}
