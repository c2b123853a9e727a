/*
 * Bags of measured numbers in SQL (sql/7-report/702-rollups.sql): what
 * percentile_cont says of all numbers, said of what several bags hold together.
 */
#include "pg/base/module.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "pg/base/bags.h"

PG_FUNCTION_INFO_V1(dkis_bag_add);
PG_FUNCTION_INFO_V1(dkis_bag_all);
PG_FUNCTION_INFO_V1(dkis_bags_put);
PG_FUNCTION_INFO_V1(dkis_bags_all);
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

/* A bag, or several on a shelf, where they lie, to be read only; their order is not checked. */
static Bag *
bags_asked(FunctionCallInfo fcinfo, int argument, size_t *n)
{
	bytea *packed = PG_GETARG_BYTEA_P(argument); /* aligned */
	Bag *bags = bag_view_all(VARDATA(packed), VARSIZE(packed) - VARHDRSZ, n);

	if (bags == NULL)
		refuse_bag();
	return bags;
}

/* The aggregate's state, which lives as long as its group, and is made with it. */
static void *
state_argument(FunctionCallInfo fcinfo, size_t size, MemoryContext *group)
{
	if (!AggCheckCallContext(fcinfo, group))
		elog(ERROR, "bag asked outside of its aggregate");
	return PG_ARGISNULL(0) ? MemoryContextAllocZero(*group, size) : PG_GETARG_POINTER(0);
}

Datum
dkis_bag_add(PG_FUNCTION_ARGS)
{
	MemoryContext group, before;
	BagPile *pile = state_argument(fcinfo, sizeof(BagPile), &group);

	before = MemoryContextSwitchTo(group);
	if (!PG_ARGISNULL(1))
		bag_pile_add(pile, PG_GETARG_FLOAT8(1));
	MemoryContextSwitchTo(before);
	PG_RETURN_POINTER(pile);
}

/* NULL where there was no number. */
Datum
dkis_bag_all(PG_FUNCTION_ARGS)
{
	Bag all = bag_pile_all((BagPile *) PG_GETARG_POINTER(0));
	bytea *packed;

	if (all.n == 0)
		PG_RETURN_NULL();
	packed = palloc(VARHDRSZ + bag_packed_size(&all));
	SET_VARSIZE(packed, VARHDRSZ + bag_packed_size(&all));
	bag_pack(&all, VARDATA(packed));
	bag_free(&all);
	PG_RETURN_BYTEA_P(packed);
}

Datum
dkis_bags_put(PG_FUNCTION_ARGS)
{
	MemoryContext group, before;
	BagShelf *shelf = state_argument(fcinfo, sizeof(BagShelf), &group);

	if (!PG_ARGISNULL(1))
	{
		bytea *packed;

		CHECK_FOR_INTERRUPTS();
		before = MemoryContextSwitchTo(group);
		packed = PG_GETARG_BYTEA_P_COPY(1); /* the group's, and aligned */
		if (!bag_shelf_put(shelf, VARDATA(packed), VARSIZE(packed) - VARHDRSZ))
			refuse_bag();
		MemoryContextSwitchTo(before);
	}
	PG_RETURN_POINTER(shelf);
}

/* NULL where there was no bag. */
Datum
dkis_bags_all(PG_FUNCTION_ARGS)
{
	BagShelf *shelf = (BagShelf *) PG_GETARG_POINTER(0);
	bytea *packed;

	if (shelf->n == 0)
		PG_RETURN_NULL();
	packed = palloc(VARHDRSZ + bag_shelf_size(shelf));
	SET_VARSIZE(packed, VARHDRSZ + bag_shelf_size(shelf));
	bag_shelf_pack(shelf, VARDATA(packed));
	PG_RETURN_BYTEA_P(packed);
}

static uint64
how_many(const Bag *bags, size_t n)
{
	uint64 total = 0;

	for (size_t i = 0; i < n; i++)
		total += bag_total(&bags[i]);
	return total;
}

Datum
dkis_bag_percentile(PG_FUNCTION_ARGS)
{
	size_t n;
	Bag *bags = bags_asked(fcinfo, 0, &n);
	double fraction = PG_GETARG_FLOAT8(1);

	if (how_many(bags, n) == 0 || !(fraction >= 0 && fraction <= 1))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(bag_percentile(bags, n, fraction));
}

Datum
dkis_bag_at_most(PG_FUNCTION_ARGS)
{
	size_t n;
	Bag *bags = bags_asked(fcinfo, 0, &n);

	PG_RETURN_INT64((int64) bag_at_most(bags, n, PG_GETARG_FLOAT8(1)));
}
