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

/* Bytes of the space that begins here: an ASCII one, or one that spreadsheets put in (no-break,
   narrow no-break, zero width). */
static size_t
space_bytes(const char *bytes, size_t length)
{
	static const char *const wide[] = {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x8B", "\xEF\xBB\xBF"};

	if (dkis_is_space(bytes[0]))
		return 1;
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		if (length >= strlen(wide[i]) && memcmp(bytes, wide[i], strlen(wide[i])) == 0)
			return strlen(wide[i]);
	return 0;
}

size_t
dkis_tidy(const char *bytes, size_t length, char *to, size_t room)
{
	size_t written = 0;

	for (size_t i = 0, step; i < length; i += step)
	{
		size_t space = space_bytes(bytes + i, length - i);

		step = space > 0 ? space : 1;
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
dkis_has_word(const char *text, const char *word)
{
	size_t length = strlen(word);
	size_t rest = strlen(text);

	for (; rest >= length; text++, rest--)
		if (dkis_same_word(text, length, word, length))
			return true;
	return false;
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
