#include "core/place/pluscode.h"

#include <math.h>
#include <string.h>

#define SEPARATOR_AT 8   /* digits before the + */
#define PAIRED_DIGITS 10 /* then the grid: 4 columns by 5 rows */
#define LATITUDE_CELLS INT64_C(25000000)
#define LONGITUDE_CELLS INT64_C(8192000)

static const char alphabet[] = "23456789CFGHJMPQRVWX";

static int
digit_value(char c)
{
	char upper = (c >= 'a' && c <= 'z') ? (char) (c - ('a' - 'A')) : c;
	const char *found = upper ? strchr(alphabet, upper) : NULL;

	return found ? (int) (found - alphabet) : -1;
}

/* Where the one + stands; -1 if there is none, two, or one out of place. */
static int
separator_position(const char *code, size_t length)
{
	const char *plus = memchr(code, '+', length);
	size_t at = plus ? (size_t) (plus - code) : 0;

	if (!plus || at > SEPARATOR_AT || at % 2 != 0 || length == 1 ||
		memchr(plus + 1, '+', length - at - 1))
		return -1;
	return (int) at;
}

/* 8FWCX400+: zeros from an even digit up to the separator, nothing after it. */
static bool
padding_is_lawful(const char *code, size_t length, int separator)
{
	const char *zero = memchr(code, '0', length);

	if (!zero)
		return true;
	if (zero == code || (zero - code) % 2 != 0 || separator != SEPARATOR_AT ||
		length != SEPARATOR_AT + 1)
		return false;
	for (const char *c = zero; c < code + separator; c++)
		if (*c != '0')
			return false;
	return true;
}

static bool
is_valid(const char *code, size_t length, int *separator)
{
	*separator = separator_position(code, length);
	if (*separator < 0 || length - (size_t) *separator == 2) /* one digit after the + */
		return false;
	for (size_t i = 0; i < length; i++)
		if (code[i] != '+' && code[i] != '0' && digit_value(code[i]) < 0)
			return false;
	return padding_is_lawful(code, length, *separator);
}

bool
pluscode_is_full(const char *code, size_t length)
{
	int separator;

	/* The first pair must not lie beyond the pole or the date line. */
	return is_valid(code, length, &separator) && separator == SEPARATOR_AT &&
		   digit_value(code[0]) < 9 && digit_value(code[1]) < 18;
}

bool
pluscode_is_short(const char *code, size_t length)
{
	int separator;

	return is_valid(code, length, &separator) && separator < SEPARATOR_AT;
}

/*
 * The cell that begins at or before a coordinate. 129.7 is stored a hair below
 * itself and so is its product; what counts is whether the next cell begins at
 * this very number.
 */
static int64_t
cell_of(double degrees, int64_t cells)
{
	int64_t cell = (int64_t) floor(degrees * (double) cells);

	return (double) (cell + 1) / (double) cells <= degrees ? cell + 1 : cell;
}

static int64_t
latitude_cell(double latitude)
{
	int64_t limit = 180 * LATITUDE_CELLS;
	int64_t cell = cell_of(fmin(fmax(latitude, -90.0), 90.0), LATITUDE_CELLS) + limit / 2;

	return cell < limit ? cell : limit - 1; /* the pole belongs to the last row */
}

static int64_t
longitude_cell(double longitude)
{
	int64_t limit = 360 * LONGITUDE_CELLS;
	int64_t cell = cell_of(fmod(longitude, 360.0), LONGITUDE_CELLS) + limit / 2;

	return (cell % limit + limit) % limit;
}

static bool
is_code_length(int digits)
{
	return digits >= 2 && (digits >= PAIRED_DIGITS || digits % 2 == 0);
}

/* All 15 digits, without separator, from the finest to the coarsest. */
static void
write_digits(int64_t row, int64_t column, char digits[PLUSCODE_DIGITS])
{
	for (int i = PLUSCODE_DIGITS - 1; i >= PAIRED_DIGITS; i--)
	{
		digits[i] = alphabet[row % 5 * 4 + column % 4];
		row /= 5;
		column /= 4;
	}
	for (int i = PAIRED_DIGITS - 2; i >= 0; i -= 2)
	{
		digits[i] = alphabet[row % 20];
		digits[i + 1] = alphabet[column % 20];
		row /= 20;
		column /= 20;
	}
}

bool
pluscode_encode(double latitude, double longitude, int digits, char code[PLUSCODE_TEXT])
{
	char all[PLUSCODE_DIGITS];
	int used = digits < SEPARATOR_AT ? digits : SEPARATOR_AT;

	if (digits > PLUSCODE_DIGITS)
		digits = PLUSCODE_DIGITS;
	if (!is_code_length(digits) || !isfinite(latitude) || !isfinite(longitude))
		return false;
	write_digits(latitude_cell(latitude), longitude_cell(longitude), all);
	memset(code, '0', SEPARATOR_AT);
	memcpy(code, all, (size_t) used);
	code[SEPARATOR_AT] = '+';
	memcpy(code + SEPARATOR_AT + 1, all + SEPARATOR_AT, (size_t) (digits - used));
	code[SEPARATOR_AT + 1 + digits - used] = '\0';
	return true;
}

bool
pluscode_decode(const char *code, size_t length, PluscodeArea *area)
{
	int64_t row = 0, column = 0;
	int64_t row_step = 20 * 20 * 20 * 20 * INT64_C(20) * 3125;
	int64_t column_step = 20 * 20 * 20 * 20 * INT64_C(20) * 1024;

	if (!pluscode_is_full(code, length))
		return false;
	area->digits = 0;
	for (size_t i = 0; i < length && area->digits < PLUSCODE_DIGITS && code[i] != '0'; i++)
	{
		int value = digit_value(code[i]);

		if (code[i] == '+')
			continue;
		if (area->digits >= PAIRED_DIGITS)
		{
			row += value / 4 * (row_step /= 5);
			column += value % 4 * (column_step /= 4);
		}
		else if (area->digits % 2 == 0)
			row += value * (row_step /= 20);
		else
			column += value * (column_step /= 20);
		area->digits++;
	}
	row -= 90 * LATITUDE_CELLS;
	column -= 180 * LONGITUDE_CELLS;
	area->south = (double) row / LATITUDE_CELLS;
	area->west = (double) column / LONGITUDE_CELLS;
	area->north = (double) (row + row_step) / LATITUDE_CELLS;
	area->east = (double) (column + column_step) / LONGITUDE_CELLS;
	area->latitude = (double) (2 * row + row_step) / (2 * LATITUDE_CELLS);
	area->longitude = (double) (2 * column + column_step) / (2 * LONGITUDE_CELLS);
	return true;
}

static void
write_capitals(const char *code, size_t length, char *capitals)
{
	for (size_t i = 0; i < length; i++)
		capitals[i] = code[i] == '+' || code[i] == '0' ? code[i] : alphabet[digit_value(code[i])];
	capitals[length] = '\0';
}

/* Moves a coordinate by a whole span where that brings it nearer to the reference. */
static double
nearest_repeat(double coordinate, double reference, double span, double limit)
{
	if (reference + span / 2 < coordinate && coordinate - span >= -limit)
		return coordinate - span;
	if (reference - span / 2 > coordinate && coordinate + span <= limit)
		return coordinate + span;
	return coordinate;
}

/* Degrees after which a code without its first missing digits repeats. */
static double
repeat_span(int missing)
{
	return pow(20.0, 2.0 - missing / 2.0);
}

bool
pluscode_recover(const char *code, size_t length, double latitude, double longitude,
				 char full[PLUSCODE_TEXT])
{
	char reference[PLUSCODE_TEXT], joined[PLUSCODE_TEXT];
	PluscodeArea area;
	int separator, missing;
	size_t kept;

	if (!is_valid(code, length, &separator) || !isfinite(latitude) || !isfinite(longitude))
		return false;
	missing = SEPARATOR_AT - separator;
	kept = length < (size_t) (PLUSCODE_TEXT - 1 - missing) ? length
														   : (size_t) (PLUSCODE_TEXT - 1 - missing);
	latitude = fmin(fmax(latitude, -90.0), 90.0);
	pluscode_encode(latitude, longitude, PAIRED_DIGITS, reference);
	memcpy(joined, reference, (size_t) missing);
	write_capitals(code, kept, joined + missing);
	if (!pluscode_decode(joined, (size_t) missing + kept, &area))
		return false;
	if (missing > 0)
	{
		double span = repeat_span(missing);

		longitude -= 360.0 * floor((longitude + 180.0) / 360.0);
		area.latitude = nearest_repeat(area.latitude, latitude, span, 90.0);
		area.longitude = nearest_repeat(area.longitude, longitude, span, INFINITY);
	}
	return pluscode_encode(area.latitude, area.longitude, area.digits, full);
}

/* As the reference implementations do: well within half of what the digits stand for. */
#define SAFE_SHARE 0.3

bool
pluscode_shorten(const char *code, size_t length, double latitude, double longitude,
				 char shorter[PLUSCODE_TEXT])
{
	size_t kept = length < PLUSCODE_TEXT - 1 ? length : PLUSCODE_TEXT - 1;
	PluscodeArea area;
	double range;

	if (!pluscode_decode(code, length, &area) || memchr(code, '0', length) || !isfinite(latitude) ||
		!isfinite(longitude))
		return false;
	range = fmax(fabs(area.latitude - fmin(fmax(latitude, -90.0), 90.0)),
				 fabs(remainder(area.longitude - longitude, 360.0)));
	write_capitals(code, kept, shorter);
	for (int missing = SEPARATOR_AT; missing >= 4; missing -= 2)
		if (range < repeat_span(missing) * SAFE_SHARE)
		{
			memmove(shorter, shorter + missing, kept + 1 - (size_t) missing);
			break;
		}
	return true;
}
