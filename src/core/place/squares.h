/*
 * Places on the map as numbers, and how many of them lie in each square of a tile.
 *
 * A place's number is that of its cell in the Web Mercator grid of zoom 25, 1.2 m wide
 * at the equator: the bits of column and row in turns, then two bits for a priority. So
 * what lies in a tile is one range of numbers, and a bag of them (core/base/bag.h) can
 * be asked about every tile.
 */
#ifndef DKIS_CORE_PLACE_SQUARES_H
#define DKIS_CORE_PLACE_SQUARES_H

#include "core/base/bag.h"

#define SQUARES_ACROSS 64

typedef struct Square
{
	uint64_t count;
	int gravest; /* the least priority */
	double x, y; /* sums of their places within the tile, each from 0 to 1, y southwards */
} Square;

/* All zero but for the tile at first. */
typedef struct Squares
{
	int zoom; /* 0 to 31; x and y from 0 to 2 ^ zoom - 1 */
	int64_t x, y;
	Square square[SQUARES_ACROSS * SQUARES_ACROSS];
} Squares;

/* Degrees, priority 1 to 4; NaN for what is on no map. */
double place_code(double longitude, double latitude, int priority);

/* Those of the bag that lie in the tile, each so many times. */
void squares_add(Squares *squares, const Bag *places, uint64_t times);
/* The middle of those in a square, in Web Mercator metres. */
void square_middle(const Squares *squares, const Square *square, double *east, double *north);

#endif
