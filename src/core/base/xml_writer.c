#include "core/base/xml_writer.h"

#include "core/base/words.h"

#include <string.h>

/* As XML 1.0 has it; characters outside stand for nothing there. */
static bool
xml_allows(uint32_t code)
{
	return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
		   (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

static const char *
xml_reference(char c)
{
	switch (c)
	{
		case '&': return "&amp;";
		case '<': return "&lt;";
		case '>': return "&gt;";
		case '"': return "&quot;";
		case '\'': return "&#39;";
		default: return NULL;
	}
}

void
xml_write(DkisText *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;)
	{
		uint32_t code = 0;
		int n = dkis_character(bytes + i, length - i, &code);
		const char *reference = xml_reference(bytes[i]);

		if (n == 0 || !xml_allows(code))
			dkis_text_puts(text, "&#65533;");
		else if (reference)
			dkis_text_puts(text, reference);
		else if (n == 1 && code >= 0x20)
			dkis_text_append(text, bytes + i, 1);
		else
			dkis_text_printf(text, "&#%u;", (unsigned) code);
		i += n > 0 ? (size_t) n : 1;
	}
}

void
xml_write_string(DkisText *text, const char *string)
{
	if (string)
		xml_write(text, string, strlen(string));
}

static bool
is_id_character(const char *bytes, size_t i, size_t length, char space)
{
	char c = bytes[i];

	if (c == '_')
		return space != '_' && (i + 1 == length || bytes[i + 1] != 'x');
	return dkis_is_digit(c) || dkis_is_letter(c) || c == '-' || (c == '.' && space == 0);
}

void
xml_write_id(DkisText *text, const char *bytes, size_t length, char space)
{
	for (size_t i = 0; i < length; i++)
	{
		if (bytes[i] == ' ' && space)
			dkis_text_append(text, &space, 1);
		else if (is_id_character(bytes, i, length, space))
			dkis_text_append(text, bytes + i, 1);
		else
			dkis_text_printf(text, "_x%02X", (unsigned) (unsigned char) bytes[i]);
	}
}
