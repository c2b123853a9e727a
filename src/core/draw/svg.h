/*
 * What the pictures share: how wide words are, where lines of text break, and
 * the marks that SVG is written in. No font is asked: widths are those of the
 * usual sans serif faces, rounded up, so that what is measured fits.
 */
#ifndef DKIS_CORE_DRAW_SVG_H
#define DKIS_CORE_DRAW_SVG_H

#include "core/base/text.h"

typedef struct SvgLine
{
	const char *bytes;
	size_t length;
	bool cut; /* the text went on: an ellipsis follows */
} SvgLine;

/* In pixels, of UTF-8 text written size pixels high. */
int svg_text_width(const char *bytes, size_t length, int size);
/*
 * Breaks text at spaces (a word that is too long: between characters) into at
 * most max_lines lines of that width. Returns how many; none for an empty text.
 */
int svg_wrap(const char *text, size_t length, int size, int width, SvgLine *lines, int max_lines);
/* A text element with those lines, the first on the base line y. anchor: start, middle, end. */
void svg_put_lines(DkisText *out, const SvgLine *lines, int n, int x, int y, int leading,
				   const char *class_name, const char *anchor);
/* svg_wrap and svg_put_lines in one; returns the number of lines. */
int svg_put_text(DkisText *out, const char *text, int size, int width, int max_lines, int x, int y,
				 int leading, const char *class_name, const char *anchor);
/* Outcomes "A|B" as a reader has them, "A / B". */
void svg_spell_ways(DkisText *label);
/* An arrowhead with its point at x, y, looking along (dx, dy), one of them 0. */
void svg_put_arrowhead(DkisText *out, int x, int y, int dx, int dy, const char *class_name);

#endif
