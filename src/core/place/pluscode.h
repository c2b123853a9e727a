/*
 * Plus codes: the Open Location Code of a place, and back.
 *
 * Coordinates are counted in whole cells of the finest grid (15 digits), so
 * that every digit comes from integer arithmetic: 25,000,000 cells a degree of
 * latitude, 8,192,000 a degree of longitude.
 */
#ifndef DKIS_CORE_PLACE_PLUSCODE_H
#define DKIS_CORE_PLACE_PLUSCODE_H

#include "core/base/host.h"

#define PLUSCODE_DIGITS 15                  /* more digits are lawful, and ignored */
#define PLUSCODE_TEXT (PLUSCODE_DIGITS + 2) /* with the + and the NUL */

typedef struct PluscodeArea
{
	double south, west, north, east; /* degrees; north and east are outside */
	double latitude, longitude;      /* the middle */
	int digits;                      /* without padding, 2 to 15 */
} PluscodeArea;

bool pluscode_is_full(const char *code, size_t length);
/* A code whose first digits are left to a place nearby, as in 8GWV+X2. */
bool pluscode_is_short(const char *code, size_t length);

/* digits: 2, 4, 6, 8 or from 10 up, of which 15 are written; false if none of them. */
bool pluscode_encode(double latitude, double longitude, int digits, char code[PLUSCODE_TEXT]);
/* False if code is not a full code. */
bool pluscode_decode(const char *code, size_t length, PluscodeArea *area);
/*
 * Completes a short code with the match nearest to a reference; a full code is
 * only written in capitals. False if code is neither.
 */
bool pluscode_recover(const char *code, size_t length, double latitude, double longitude,
					  char full[PLUSCODE_TEXT]);
/*
 * The other way: leaves off the digits that a reference near enough makes
 * superfluous, and none where it is too far. False if code is no full code, or padded.
 */
bool pluscode_shorten(const char *code, size_t length, double latitude, double longitude,
					  char shorter[PLUSCODE_TEXT]);

#endif
