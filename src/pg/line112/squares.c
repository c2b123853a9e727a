/*
 * Incidents on the map by squares (sql/7-report/720-line112.sql).
 */
#include "pg/base/module.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "core/place/squares.h"
#include "pg/base/bags.h"

PG_FUNCTION_INFO_V1(dkis_place_code);
PG_FUNCTION_INFO_V1(dkis_squares_add);
PG_FUNCTION_INFO_V1(dkis_squares_all);

Datum
dkis_place_code(PG_FUNCTION_ARGS)
{
	double code = place_code(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), PG_GETARG_INT32(2));

	if (isnan(code))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(code);
}

/* Arguments 3 to 5: zoom, column and row of the tile. */
static Squares *
squares_of_tile(FunctionCallInfo fcinfo, MemoryContext group)
{
	Squares *made;
	int64 side;

	for (int i = 3; i <= 5; i++)
		if (PG_ARGISNULL(i))
			return NULL;
	if (PG_GETARG_INT32(3) < 0 || PG_GETARG_INT32(3) > 31)
		return NULL;
	side = INT64CONST(1) << PG_GETARG_INT32(3);
	if (PG_GETARG_INT32(4) < 0 || PG_GETARG_INT32(4) >= side || PG_GETARG_INT32(5) < 0 ||
		PG_GETARG_INT32(5) >= side)
		return NULL;
	made = MemoryContextAllocZero(group, sizeof(Squares));
	made->zoom = PG_GETARG_INT32(3);
	made->x = PG_GETARG_INT32(4);
	made->y = PG_GETARG_INT32(5);
	return made;
}

/* squares_add(state, bag, times, z, x, y): the tile is that of the first row. */
Datum
dkis_squares_add(PG_FUNCTION_ARGS)
{
	MemoryContext group;
	Squares *squares = PG_ARGISNULL(0) ? NULL : (Squares *) PG_GETARG_POINTER(0);

	if (!AggCheckCallContext(fcinfo, &group))
		elog(ERROR, "squares asked outside of their aggregate");
	if (!squares)
		squares = squares_of_tile(fcinfo, group);
	if (!squares)
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2) && PG_GETARG_INT64(2) > 0)
	{
		Bag bag = bag_argument(fcinfo, 1); /* in order, or squares outside would be written */

		CHECK_FOR_INTERRUPTS();
		squares_add(squares, &bag, (uint64) PG_GETARG_INT64(2));
		bag_free(&bag);
	}
	PG_RETURN_POINTER(squares);
}

/* For each square that holds any: how many, the gravest priority, their middle. */
Datum
dkis_squares_all(PG_FUNCTION_ARGS)
{
	Squares *squares = PG_ARGISNULL(0) ? NULL : (Squares *) PG_GETARG_POINTER(0);
	Datum *numbers = palloc(sizeof(Datum) * 4 * lengthof(squares->square));
	int n = 0;

	for (size_t i = 0; squares && i < lengthof(squares->square); i++)
	{
		Square *square = &squares->square[i];
		double east, north;

		if (square->count == 0)
			continue;
		square_middle(squares, square, &east, &north);
		numbers[n++] = Float8GetDatum((double) square->count);
		numbers[n++] = Float8GetDatum(square->gravest);
		numbers[n++] = Float8GetDatum(east);
		numbers[n++] = Float8GetDatum(north);
	}
	PG_RETURN_ARRAYTYPE_P(construct_md_array(numbers, NULL, 2, (int[]){n / 4, 4}, (int[]){1, 1},
											 FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, 'd'));
}
