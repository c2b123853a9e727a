/*
 * Places by squares: see squares.h.
 */
#include "core/place/squares.h"

#include <math.h>

#define CELL_ZOOM 25
#define HALF_THE_WORLD 20037508.342789244 /* metres, as Web Mercator has it */
#define PI 3.14159265358979323846

/* Its bits at the even places: 0b101 becomes 0b10001. */
static uint64_t
spread(uint64_t n)
{
	n = (n | n << 16) & UINT64_C(0x0000ffff0000ffff);
	n = (n | n << 8) & UINT64_C(0x00ff00ff00ff00ff);
	n = (n | n << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	n = (n | n << 2) & UINT64_C(0x3333333333333333);
	return (n | n << 1) & UINT64_C(0x5555555555555555);
}

static uint64_t
gathered(uint64_t n)
{
	n &= UINT64_C(0x5555555555555555);
	n = (n | n >> 1) & UINT64_C(0x3333333333333333);
	n = (n | n >> 2) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	n = (n | n >> 4) & UINT64_C(0x00ff00ff00ff00ff);
	n = (n | n >> 8) & UINT64_C(0x0000ffff0000ffff);
	return (n | n >> 16) & UINT64_C(0x00000000ffffffff);
}

static uint64_t
cell_code(uint64_t column, uint64_t row)
{
	return (spread(column) | spread(row) << 1) << 2;
}

/* From 0 to 1 from west to east or from north to south, as a cell. */
static uint64_t
cell_at(double fraction)
{
	uint64_t last = (UINT64_C(1) << CELL_ZOOM) - 1;
	uint64_t cell = (uint64_t) ldexp(fraction, CELL_ZOOM);

	return cell > last ? last : cell; /* the 180th meridian */
}

double
place_code(double longitude, double latitude, int priority)
{
	double x = longitude / 360 + 0.5;
	double y = 0.5 - asinh(tan(latitude * PI / 180)) / (2 * PI);

	if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1 && fabs(latitude) < 90) || priority < 1 ||
		priority > 4)
		return NAN;
	return (double) (cell_code(cell_at(x), cell_at(y)) | (uint64_t) (priority - 1));
}

/* The codes in a tile, from low to below high; false where no cell's middle is in it. */
static bool
codes_in_tile(const Squares *tile, double *low, double *high)
{
	int finer = CELL_ZOOM - tile->zoom; /* below 0: the tile is smaller than a cell */
	int64_t side = finer < 0 ? INT64_C(1) << -finer : 1;
	uint64_t column = (uint64_t) (finer < 0 ? tile->x / side : tile->x << finer);
	uint64_t row = (uint64_t) (finer < 0 ? tile->y / side : tile->y << finer);

	*low = (double) cell_code(column, row);
	*high = *low + ldexp(4, finer < 0 ? 0 : 2 * finer);
	return tile->x % side == side / 2 && tile->y % side == side / 2;
}

static size_t
first_not_below(const Bag *bag, double limit)
{
	size_t low = 0, high = bag->n;

	while (low < high)
	{
		size_t middle = low + (high - low) / 2;

		if (bag->values[middle] < limit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
add_code(Squares *tile, double scale, uint64_t code, uint64_t times)
{
	double x = ((double) gathered(code >> 2) + 0.5) * scale - (double) tile->x;
	double y = ((double) gathered(code >> 3) + 0.5) * scale - (double) tile->y;
	int priority = (int) (code & 3) + 1;
	Square *square =
		&tile->square[(int) (y * SQUARES_ACROSS) * SQUARES_ACROSS + (int) (x * SQUARES_ACROSS)];

	if (square->count == 0 || priority < square->gravest)
		square->gravest = priority;
	square->count += times;
	square->x += x * (double) times;
	square->y += y * (double) times;
}

void
squares_add(Squares *squares, const Bag *places, uint64_t times)
{
	double scale = ldexp(1, squares->zoom - CELL_ZOOM);
	double low, high;

	if (!codes_in_tile(squares, &low, &high))
		return;
	for (size_t i = first_not_below(places, low); i < places->n && places->values[i] < high; i++)
		add_code(squares, scale, (uint64_t) places->values[i],
				 times * (places->counts ? places->counts[i] : 1));
}

void
square_middle(const Squares *squares, const Square *square, double *east, double *north)
{
	double side = ldexp(2 * HALF_THE_WORLD, -squares->zoom);

	*east = ((double) squares->x + square->x / (double) square->count) * side - HALF_THE_WORLD;
	*north = HALF_THE_WORLD - ((double) squares->y + square->y / (double) square->count) * side;
}
