/*
 * Where a point lies: see areas.h. Reading the boundaries of a city again for every
 * call costs more than the call; so they are kept as rings of plain numbers until
 * dkis.areas changes. Lines and areas are asked of PostGIS (dkis_store.place_of).
 */
#include "pg/types/areas.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/cache.h"

typedef struct KnownArea
{
	const char *code;
	const char *name;
	Area area;
} KnownArea;

/* Of one agency, the last that was asked about; lives in its cache. */
typedef struct Areas
{
	bool whole;
	int32 agency;
	List *known; /* of KnownArea *: the smallest level first, then by code */
	const KnownArea *city;
} Areas;

static Cache cache = {"areas", sizeof(Areas), SOURCE_BIT(SOURCE_AREAS), NULL, 0};

/* code, whether it is the own city, boundary, name */
static void
remember_area(HeapTuple row, TupleDesc columns, void *context)
{
	Areas *areas = context;
	bool is_null;
	bool own = DatumGetBool(SPI_getbinval(row, columns, 2, &is_null));
	bytea *wkb = DatumGetByteaPP(SPI_getbinval(row, columns, 3, &is_null));
	MemoryContext before = MemoryContextSwitchTo(cache_context(areas));
	KnownArea *added = palloc0(sizeof(KnownArea));

	added->code = SPI_getvalue(row, columns, 1);
	added->name = SPI_getvalue(row, columns, 4);
	if (!area_read((uint8 *) VARDATA_ANY(wkb), VARSIZE_ANY_EXHDR(wkb), own, &added->area))
		elog(ERROR, "boundary of area %s is no multipolygon", added->code);
	areas->known = lappend(areas->known, added);
	if (own)
		areas->city = added;
	MemoryContextSwitchTo(before);
}

static void
read_areas(Areas *areas, int32 agency)
{
	static CachedQuery query = {
		"SELECT code, own, boundary, name FROM dkis_store.area_boundaries($1)", 1, {INT4OID}, NULL};
	Datum argument = Int32GetDatum(agency);

	areas->agency = agency;
	query_ask(&query, &argument, NULL, remember_area, areas);
	areas->whole = true;
}

static const Areas *
areas_of(int32 agency)
{
	Areas *areas = cache_take(&cache);

	if (areas->whole && areas->agency == agency)
		return areas;
	cache_forget(&cache);
	areas = cache_take(&cache);
	read_areas(areas, agency);
	return areas;
}

void
areas_find(int32 agency, AreaCorner point, AreaPlace *place)
{
	const Areas *areas = areas_of(agency);
	ListCell *cell;

	memset(place, 0, sizeof *place);
	foreach (cell, areas->known)
	{
		const KnownArea *known = lfirst(cell);

		if (!area_covers(&known->area, point))
			continue;
		place->code = known->code;
		place->name = known->name;
		break;
	}
	if (areas->city == NULL)
		return;
	place->has_city = true;
	place->in_city = area_covers(&areas->city->area, point);
	place->border_metres = area_border_metres(&areas->city->area, point);
}

PG_FUNCTION_INFO_V1(dkis_place_of_point);
PG_FUNCTION_INFO_V1(dkis_point_metres);

/* (longitude, latitude, and of the other), STRICT */
Datum
dkis_point_metres(PG_FUNCTION_ARGS)
{
	AreaCorner from = {PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1)};
	AreaCorner to = {PG_GETARG_FLOAT8(2), PG_GETARG_FLOAT8(3)};

	PG_RETURN_FLOAT8(geodesic_metres(from, to));
}

/* (longitude, latitude, agency), STRICT: area, in_city, distance_to_border_m */
Datum
dkis_place_of_point(PG_FUNCTION_ARGS)
{
	AreaCorner point = {PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1)};
	TupleDesc columns;
	AreaPlace place;
	Datum values[3] = {0};
	bool nulls[3];

	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "place_of_point() makes a row");
	areas_find(PG_GETARG_INT32(2), point, &place);
	nulls[0] = place.code == NULL;
	nulls[1] = nulls[2] = !place.has_city;
	if (place.code)
		values[0] = CStringGetTextDatum(place.code);
	values[1] = BoolGetDatum(place.in_city);
	values[2] = Float8GetDatum(place.border_metres);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(columns), values, nulls)));
}
