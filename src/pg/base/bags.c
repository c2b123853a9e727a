/*
 * Bags of measured numbers in SQL (sql/7-report/702-rollups.sql): what
 * percentile_cont says of all numbers, said of what several bags hold together.
 */
#include "pg/base/module.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "pg/base/bags.h"

PG_FUNCTION_INFO_V1(dkis_bag_add);
PG_FUNCTION_INFO_V1(dkis_bag_all);
PG_FUNCTION_INFO_V1(dkis_bag_percentile);
PG_FUNCTION_INFO_V1(dkis_figures_put);
PG_FUNCTION_INFO_V1(dkis_figures_all);

static void
refuse_bag(void)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					errmsg("bilangan yang disimpan untuk laporan tidak terbaca"),
					errdetail("Bytea ini tidak dibuat oleh dkis_store.bag pada mesin ini."),
					errhint("Hitung ulang: SELECT dkis.refresh_reports(anew => true).")));
}

/* A copy in the current context; what was read from a table for it does not stay. */
static Bag
bag_of_datum(Datum datum)
{
	bytea *packed = PG_DETOAST_DATUM_PACKED(datum);
	Bag bag;

	if (!bag_unpack(VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed), &bag))
		refuse_bag();
	if ((Pointer) packed != DatumGetPointer(datum))
		pfree(packed);
	return bag;
}

Bag
bag_argument(FunctionCallInfo fcinfo, int argument)
{
	return bag_of_datum(PG_GETARG_DATUM(argument));
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
	packed = palloc(VARHDRSZ + bag_packed_most(&all));
	SET_VARSIZE(packed, VARHDRSZ + bag_pack(&all, VARDATA(packed)));
	bag_free(&all);
	PG_RETURN_BYTEA_P(packed);
}

Datum
dkis_bag_percentile(PG_FUNCTION_ARGS)
{
	Bag bag = bag_argument(fcinfo, 0);
	double fraction = PG_GETARG_FLOAT8(1);

	if (bag.n == 0 || !(fraction >= 0 && fraction <= 1))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(bag_percentile(&bag, 1, fraction));
}

/* ---- several, as one ------------------------------------------------------------ */

/*
 * A bag that was read for one group serves the others that its row belongs to: month,
 * half-year and year. The last that were read, as many as a year of one thing has, are
 * remembered with the call (fn_extra); a bag goes when neither this nor any group that was
 * not asked yet holds it.
 */
#define BAGS_KEPT 32

typedef struct SharedBag
{
	Bag bag;
	int holders;
} SharedBag;

typedef struct LastRead
{
	int next; /* whose place is taken */
	SharedBag *shared[BAGS_KEPT];
	char source[BAGS_KEPT][TOAST_POINTER_SIZE];
} LastRead;

typedef struct Shelf
{
	SharedBag **bags;
	size_t n, room;
	bool limited;
	float8 limit;
} Shelf;

static void
let_go(SharedBag *shared)
{
	if (shared == NULL || --shared->holders > 0)
		return;
	bag_free(&shared->bag);
	pfree(shared);
}

static SharedBag *
read_bag(Datum datum, MemoryContext lives)
{
	MemoryContext before = MemoryContextSwitchTo(lives);
	SharedBag *shared = palloc(sizeof(SharedBag));

	CHECK_FOR_INTERRUPTS();
	*shared = (SharedBag){bag_of_datum(datum), 0};
	MemoryContextSwitchTo(before);
	return shared;
}

static SharedBag *
bag_remembered(const LastRead *last, const struct varlena *source)
{
	for (int i = 0; i < BAGS_KEPT; i++)
		if (last->shared[i] && memcmp(last->source[i], source, TOAST_POINTER_SIZE) == 0)
			return last->shared[i];
	return NULL;
}

static void
remember_bag(LastRead *last, const struct varlena *source, SharedBag *shared)
{
	int place = last->next;

	let_go(last->shared[place]);
	shared->holders++;
	last->shared[place] = shared;
	memcpy(last->source[place], source, TOAST_POINTER_SIZE);
	last->next = (place + 1) % BAGS_KEPT;
}

/* What lies in a table is read once for the groups that ask for it soon after. */
static SharedBag *
shared_bag(FmgrInfo *call, Datum datum)
{
	struct varlena *source = (struct varlena *) DatumGetPointer(datum);
	LastRead *last = call->fn_extra;
	SharedBag *shared;

	if (!VARATT_IS_EXTERNAL_ONDISK(source))
		return read_bag(datum, call->fn_mcxt);
	if (last == NULL)
		last = call->fn_extra = MemoryContextAllocZero(call->fn_mcxt, sizeof(LastRead));
	shared = bag_remembered(last, source);
	if (shared == NULL)
	{
		shared = read_bag(datum, call->fn_mcxt);
		remember_bag(last, source, shared);
	}
	return shared;
}

static void
shelf_put(Shelf *shelf, SharedBag *shared)
{
	if (shelf->n == shelf->room)
	{
		size_t room = shelf->room ? 2 * shelf->room : 8;

		shelf->bags = shelf->bags ? repalloc(shelf->bags, sizeof(SharedBag *) * room)
								  : palloc(sizeof(SharedBag *) * room);
		shelf->room = room;
	}
	shared->holders++;
	shelf->bags[shelf->n++] = shared;
}

Datum
dkis_figures_put(PG_FUNCTION_ARGS)
{
	MemoryContext group, before;
	Shelf *shelf = state_argument(fcinfo, sizeof(Shelf), &group);

	if (!PG_ARGISNULL(2))
	{
		shelf->limited = true;
		shelf->limit = PG_GETARG_FLOAT8(2);
	}
	if (!PG_ARGISNULL(1))
	{
		SharedBag *shared = shared_bag(fcinfo->flinfo, PG_GETARG_DATUM(1));

		before = MemoryContextSwitchTo(group);
		shelf_put(shelf, shared);
		MemoryContextSwitchTo(before);
	}
	PG_RETURN_POINTER(shelf);
}

/* {median, ninetieth percentile, greatest, how many up to the limit (NULL without one)} */
static Datum
figures_of(const Bag *bags, const Shelf *shelf)
{
	static const double fractions[] = {0.5, 0.9, 1};
	bool nulls[4] = {false, false, false, !shelf->limited};
	int dims[] = {4}, lower[] = {1};
	Datum figures[4] = {0};

	for (int i = 0; i < 3; i++)
		figures[i] = Float8GetDatum(bag_percentile(bags, shelf->n, fractions[i]));
	if (shelf->limited)
		figures[3] = Float8GetDatum((float8) bag_at_most(bags, shelf->n, shelf->limit));
	return PointerGetDatum(construct_md_array(figures, nulls, 1, dims, lower, FLOAT8OID,
											  sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* NULL where there is no number. A group is asked once (FINALFUNC_MODIFY), and lets its bags go. */
Datum
dkis_figures_all(PG_FUNCTION_ARGS)
{
	Shelf *shelf = (Shelf *) PG_GETARG_POINTER(0);
	Bag *bags = palloc(sizeof(Bag) * (shelf->n + 1));
	uint64 total = 0;
	Datum figures;

	for (size_t i = 0; i < shelf->n; i++)
	{
		bags[i] = shelf->bags[i]->bag;
		total += bag_total(&bags[i]);
	}
	figures = total > 0 ? figures_of(bags, shelf) : (Datum) 0;
	for (size_t i = 0; i < shelf->n; i++)
		let_go(shelf->bags[i]);
	shelf->n = 0;
	if (total == 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(figures);
}
