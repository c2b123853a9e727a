#include "core/exchange/export.h"

#include <string.h>

/* Bytes of the UTF-8 character that begins here; 0: it is none. */
static int
character(const unsigned char *bytes, size_t length, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	int n = bytes[0] < 0x80 ? 1 : bytes[0] < 0xC2 ? 0 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;

	if (n == 0 || bytes[0] > 0xF4 || (size_t) n > length)
		return 0;
	*code = n == 1 ? bytes[0] : bytes[0] & (0x7Fu >> n);
	for (int i = 1; i < n; i++)
	{
		if ((bytes[i] & 0xC0) != 0x80)
			return 0;
		*code = (*code << 6) | (bytes[i] & 0x3F);
	}
	return *code < least[n] ? 0 : n;
}

/* As XML 1.0 has it; characters outside stand for nothing there. */
static bool
xml_allows(uint32_t code)
{
	return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
		   (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

void
export_xml(DkisText *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;)
	{
		uint32_t code = 0;
		int n = character((const unsigned char *) bytes + i, length - i, &code);

		if (n == 0 || !xml_allows(code))
			dkis_text_puts(text, "&#65533;");
		else if (n == 1 && code >= 0x20)
			dkis_text_xml(text, bytes + i, 1);
		else
			dkis_text_printf(text, "&#%u;", (unsigned) code);
		i += n > 0 ? (size_t) n : 1;
	}
}

static bool
is_id_character(const char *bytes, size_t i, size_t length, char space)
{
	char c = bytes[i];

	if (c == '_')
		return space != '_' && (i + 1 == length || bytes[i + 1] != 'x');
	return dkis_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
		   (c == '.' && space == 0);
}

void
export_id(DkisText *text, const char *bytes, size_t length, char space)
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

void
export_step_id(DkisText *text, const Machine *machine, int step)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	export_id(text, name, length, 0);
}

bool
export_is_default(const char *outcome, size_t length)
{
	return length == strlen(MACHINE_DEFAULT_OUTCOME) &&
		   memcmp(outcome, MACHINE_DEFAULT_OUTCOME, length) == 0;
}

void
export_label(DkisText *label, const Machine *machine, int step, int outcome)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	dkis_text_append(label, name, length);
	name = machine_outcome_name(machine, step, outcome, &length);
	if (export_is_default(name, length))
		return;
	dkis_text_puts(label, " [");
	dkis_text_append(label, name, length);
	dkis_text_puts(label, "]");
}
