/*
 * Bags of measured numbers in SQL (sql/7-report/702-rollups.sql): what
 * percentile_cont says of all numbers, said of what several bags hold together.
 */
#include "pg/base/module.h"

#include "fmgr.h"
#include "utils/memutils.h"

#include "pg/base/bags.h"

PG_FUNCTION_INFO_V1(dkis_bag_add);
PG_FUNCTION_INFO_V1(dkis_bag_join);
PG_FUNCTION_INFO_V1(dkis_bag_all);
PG_FUNCTION_INFO_V1(dkis_bag_percentile);
PG_FUNCTION_INFO_V1(dkis_bag_at_most);

static void
refuse_bag(void)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					errmsg("bilangan yang disimpan untuk laporan tidak terbaca"),
					errdetail("Bytea ini tidak dibuat oleh dkis_store.bag pada mesin ini."),
					errhint("Hitung ulang: SELECT dkis.refresh_reports(anew => true).")));
}

Bag
bag_argument(FunctionCallInfo fcinfo, int argument)
{
	bytea *packed = PG_GETARG_BYTEA_PP(argument);
	Bag bag;

	if (!bag_unpack(VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed), &bag))
		refuse_bag();
	return bag;
}

Bag
bag_asked(FunctionCallInfo fcinfo, int argument)
{
	bytea *packed = PG_GETARG_BYTEA_P(argument); /* aligned */
	Bag bag;

	if (!bag_view(VARDATA(packed), VARSIZE(packed) - VARHDRSZ, &bag))
		refuse_bag();
	return bag;
}

/* The aggregate's pile, which lives as long as its group, and is made with it. */
static BagPile *
pile_argument(FunctionCallInfo fcinfo, MemoryContext *group)
{
	if (!AggCheckCallContext(fcinfo, group))
		elog(ERROR, "bag asked outside of its aggregate");
	return PG_ARGISNULL(0) ? MemoryContextAllocZero(*group, sizeof(BagPile))
						   : (BagPile *) PG_GETARG_POINTER(0);
}

Datum
dkis_bag_add(PG_FUNCTION_ARGS)
{
	MemoryContext group, before;
	BagPile *pile = pile_argument(fcinfo, &group);

	before = MemoryContextSwitchTo(group);
	if (!PG_ARGISNULL(1))
		bag_pile_add(pile, PG_GETARG_FLOAT8(1));
	MemoryContextSwitchTo(before);
	PG_RETURN_POINTER(pile);
}

Datum
dkis_bag_join(PG_FUNCTION_ARGS)
{
	MemoryContext group, before;
	BagPile *pile = pile_argument(fcinfo, &group);

	before = MemoryContextSwitchTo(group);
	if (!PG_ARGISNULL(1))
		bag_pile_join(pile, bag_argument(fcinfo, 1));
	MemoryContextSwitchTo(before);
	PG_RETURN_POINTER(pile);
}

/* NULL where there was no number. */
Datum
dkis_bag_all(PG_FUNCTION_ARGS)
{
	MemoryContext group, before;
	BagPile *pile = pile_argument(fcinfo, &group);
	bytea *packed;
	Bag all;

	before = MemoryContextSwitchTo(group);
	all = bag_pile_all(pile);
	MemoryContextSwitchTo(before);
	if (all.n == 0)
		PG_RETURN_NULL();
	packed = palloc(VARHDRSZ + bag_packed_size(&all));
	SET_VARSIZE(packed, VARHDRSZ + bag_packed_size(&all));
	bag_pack(&all, VARDATA(packed));
	PG_RETURN_BYTEA_P(packed);
}

Datum
dkis_bag_percentile(PG_FUNCTION_ARGS)
{
	Bag bag = bag_asked(fcinfo, 0);
	double fraction = PG_GETARG_FLOAT8(1);

	if (bag.n == 0 || !(fraction >= 0 && fraction <= 1))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(bag_percentile(&bag, fraction));
}

Datum
dkis_bag_at_most(PG_FUNCTION_ARGS)
{
	Bag bag = bag_asked(fcinfo, 0);

	PG_RETURN_INT64((int64) bag_at_most(&bag, PG_GETARG_FLOAT8(1)));
}
