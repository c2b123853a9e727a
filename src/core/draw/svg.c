#include "core/draw/svg.h"

#include "core/base/words.h"
#include "core/base/xml_writer.h"

#include <string.h>

/* Bytes of the character that begins here; what is no UTF-8 counts byte by byte. */
static size_t
character_at(const char *bytes, size_t length)
{
	uint32_t code;
	int n = dkis_character(bytes, length, &code);

	return n > 0 ? (size_t) n : 1;
}

/* In thousandths of the font's size. */
static int
character_width(const char *bytes, size_t n)
{
	char c = bytes[0];

	if (n > 2)
		return 1000; /* ideographs and the like; generous to the others */
	if (n == 2)
		return 620;
	if (strchr("ijl.,:;'|!", c) && c)
		return 280;
	if (strchr("frt()[]/- ", c) && c)
		return 340;
	if (strchr("mwMW%@", c) && c)
		return 900;
	if (c >= 'A' && c <= 'Z')
		return 700;
	return 560;
}

int
svg_text_width(const char *bytes, size_t length, int size)
{
	int64_t width = 0;
	size_t n;

	for (size_t i = 0; i < length; i += n)
	{
		n = character_at(bytes + i, length - i);
		width += character_width(bytes + i, n);
	}
	width = (width * size + 999) / 1000;
	return width > 1000000 ? 1000000 : (int) width;
}

/* How many bytes of text fit into the width; at least one character. */
static size_t
fitting(const char *text, size_t length, int size, int width)
{
	int64_t room = (int64_t) width * 1000;
	size_t n;

	for (size_t i = 0; i < length; i += n)
	{
		n = character_at(text + i, length - i);
		room -= (int64_t) character_width(text + i, n) * size;
		if (room < 0)
			return i > 0 ? i : n;
	}
	return length;
}

static size_t
skip_line_spaces(const char *text, size_t at, size_t length)
{
	while (at < length && dkis_is_space(text[at]) && text[at] != '\n')
		at++;
	return at;
}

/*
 * Where a line that begins here ends: before a line feed or a space, behind a
 * stroke, else where it must.
 */
static size_t
line_end(const char *text, size_t length, int size, int width)
{
	const char *feed = memchr(text, '\n', length);
	size_t whole = feed ? (size_t) (feed - text) : length;
	size_t fits = fitting(text, whole, size, width);
	size_t end = fits;

	if (fits == whole)
		return fits;
	while (end > 0 && !dkis_is_space(text[end]) && text[end - 1] != '/')
		end--;
	return end > 0 ? end : fits;
}

int
svg_wrap(const char *text, size_t length, int size, int width, SvgLine *lines, int max_lines)
{
	int n = 0;
	size_t at = skip_line_spaces(text, 0, length);

	while (at < length && n < max_lines)
	{
		size_t end = at + line_end(text + at, length - at, size, width);
		size_t trimmed = end;

		while (trimmed > at && dkis_is_space(text[trimmed - 1]))
			trimmed--;
		lines[n++] = (SvgLine){text + at, trimmed - at, false};
		at = skip_line_spaces(text, end, length);
		if (at < length && text[at] == '\n')
			at = skip_line_spaces(text, at + 1, length);
	}
	if (at < length && n > 0)
		lines[n - 1].cut = true;
	return n;
}

void
svg_put_lines(DkisText *out, const SvgLine *lines, int n, int x, int y, int leading,
			  const char *class_name, const char *anchor)
{
	if (n == 0)
		return;
	dkis_text_printf(out, "<text class=\"%s\" text-anchor=\"%s\">", class_name, anchor);
	for (int i = 0; i < n; i++)
	{
		dkis_text_printf(out, "<tspan x=\"%d\" y=\"%d\">", x, y + i * leading);
		xml_write(out, lines[i].bytes, lines[i].length);
		dkis_text_puts(out, lines[i].cut ? "&#8230;" : i + 1 < n ? " " : "");
		dkis_text_puts(out, "</tspan>");
	}
	dkis_text_puts(out, "</text>\n");
}

int
svg_put_text(DkisText *out, const char *text, int size, int width, int max_lines, int x, int y,
			 int leading, const char *class_name, const char *anchor)
{
	SvgLine *lines;
	int n;

	if (!text)
		return 0;
	lines = dkis_alloc((size_t) max_lines * sizeof *lines);
	n = svg_wrap(text, strlen(text), size, width, lines, max_lines);
	svg_put_lines(out, lines, n, x, y, leading, class_name, anchor);
	dkis_free(lines);
	return n;
}

void
svg_spell_ways(DkisText *label)
{
	DkisText spelt;

	dkis_text_init(&spelt);
	for (size_t i = 0; i < label->length; i++)
		if (label->data[i] == '|')
			dkis_text_puts(&spelt, " / ");
		else
			dkis_text_append(&spelt, label->data + i, 1);
	dkis_free(label->data);
	*label = spelt;
}

void
svg_put_arrowhead(DkisText *out, int x, int y, int dx, int dy, const char *class_name)
{
	int back_x = x - 7 * dx;
	int back_y = y - 7 * dy;

	dkis_text_printf(out, "<path class=\"%s\" d=\"M%d %dL%d %dL%d %dZ\"/>\n", class_name, x, y,
					 back_x - 3 * dy, back_y - 3 * dx, back_x + 3 * dy, back_y + 3 * dx);
}
