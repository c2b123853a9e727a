#include "pg/line112/kinds.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"

#include "pg/base/cache.h"

typedef struct Category
{
	char *category;
	char *sop;
	bool otherwise;
} Category;

typedef struct SopStep
{
	char *sop;
	IntakeStep step;
} SopStep;

/* Of one agency, the last that was asked about; lives in its cache. */
typedef struct Line
{
	bool whole;
	int32 agency;
	List *kinds;      /* of CallKind *, all three in the order of the rows */
	List *categories; /* of Category * */
	List *steps;      /* of SopStep * */
} Line;

static Cache cache = {"line", sizeof(Line), SOURCE_BIT(SOURCE_LINE), NULL, 0};

/* ---- read --------------------------------------------------------------------------- */

static void
remember_kind(HeapTuple row, TupleDesc columns, void *context)
{
	Line *line = context;
	MemoryContext before = MemoryContextSwitchTo(cache_context(line));
	CallKind *added = palloc(sizeof *added);

	added->kind = SPI_getvalue(row, columns, 1);
	added->outcome = SPI_getvalue(row, columns, 2);
	added->effect = SPI_getvalue(row, columns, 3);
	line->kinds = lappend(line->kinds, added);
	MemoryContextSwitchTo(before);
}

static void
remember_category(HeapTuple row, TupleDesc columns, void *context)
{
	Line *line = context;
	MemoryContext before = MemoryContextSwitchTo(cache_context(line));
	Category *added = palloc(sizeof *added);
	bool is_null;

	added->category = SPI_getvalue(row, columns, 1);
	added->sop = SPI_getvalue(row, columns, 2);
	added->otherwise = DatumGetBool(SPI_getbinval(row, columns, 3, &is_null));
	line->categories = lappend(line->categories, added);
	MemoryContextSwitchTo(before);
}

static void
remember_step(HeapTuple row, TupleDesc columns, void *context)
{
	Line *line = context;
	MemoryContext before = MemoryContextSwitchTo(cache_context(line));
	SopStep *added = palloc(sizeof *added);

	added->sop = SPI_getvalue(row, columns, 1);
	added->step.step = SPI_getvalue(row, columns, 2);
	added->step.moment = SPI_getvalue(row, columns, 3);
	added->step.outcome = SPI_getvalue(row, columns, 4);
	line->steps = lappend(line->steps, added);
	MemoryContextSwitchTo(before);
}

static void
keep_rows(Line *line, int32 agency)
{
	static CachedQuery kinds = {
		"SELECT kind, outcome, effect FROM dkis.call_kinds WHERE agency = $1 ORDER BY id",
		1,
		{INT4OID},
		NULL};
	static CachedQuery categories = {"SELECT category, sop, otherwise FROM dkis.incident_categories"
									 " WHERE agency = $1 ORDER BY id",
									 1,
									 {INT4OID},
									 NULL};
	static CachedQuery steps = {
		"SELECT sop, step, moment, outcome FROM dkis.intake_steps WHERE agency = $1 ORDER BY id",
		1,
		{INT4OID},
		NULL};
	Datum argument = Int32GetDatum(agency);

	line->agency = agency;
	query_ask(&kinds, &argument, NULL, remember_kind, line);
	query_ask(&categories, &argument, NULL, remember_category, line);
	query_ask(&steps, &argument, NULL, remember_step, line);
	line->whole = true;
}

static const Line *
line_of(int32 agency)
{
	Line *line = cache_take(&cache);

	if (line->whole && line->agency == agency)
		return line;
	cache_forget(&cache);
	line = cache_take(&cache);
	keep_rows(line, agency);
	return line;
}

/* ---- answered ------------------------------------------------------------------------- */

static char *
copy(const char *text)
{
	return text ? pstrdup(text) : NULL;
}

const CallKind *
call_kind(int32 agency, const char *kind)
{
	ListCell *cell;

	foreach (cell, line_of(agency)->kinds)
	{
		const CallKind *known = lfirst(cell);
		CallKind *answer;

		if (strcmp(known->kind, kind) != 0)
			continue;
		answer = palloc(sizeof *answer);
		*answer = (CallKind){copy(known->kind), copy(known->outcome), copy(known->effect)};
		return answer;
	}
	return NULL;
}

char *
call_kinds_hint(int32 agency)
{
	StringInfoData hint;
	ListCell *cell;

	initStringInfo(&hint);
	foreach (cell, line_of(agency)->kinds)
		appendStringInfo(&hint, "%s%s",
						 hint.len ? ", " : "Jenis: ", ((const CallKind *) lfirst(cell))->kind);
	appendStringInfoString(&hint, hint.len ? "." : "dkis.call_kinds masih kosong: isi dahulu.");
	return hint.data;
}

char *
category_sop(int32 agency, const char *category)
{
	ListCell *cell;

	foreach (cell, line_of(agency)->categories)
	{
		const Category *known = lfirst(cell);

		if (strcmp(known->category, category) == 0)
			return copy(known->sop);
	}
	return NULL;
}

char *
category_unnamed(int32 agency)
{
	ListCell *cell;

	foreach (cell, line_of(agency)->categories)
	{
		const Category *known = lfirst(cell);

		if (known->otherwise)
			return copy(known->category);
	}
	return NULL;
}

char *
categories_hint(int32 agency)
{
	StringInfoData hint;
	ListCell *cell;

	initStringInfo(&hint);
	foreach (cell, line_of(agency)->categories)
		appendStringInfo(&hint, "%s%s", hint.len ? ", " : "Kategori: ",
						 ((const Category *) lfirst(cell))->category);
	appendStringInfoString(&hint,
						   hint.len ? "." : "dkis.incident_categories masih kosong: isi dahulu.");
	return hint.data;
}

List *
intake_steps(int32 agency, const char *sop)
{
	List *steps = NIL;
	ListCell *cell;

	foreach (cell, line_of(agency)->steps)
	{
		const SopStep *known = lfirst(cell);
		IntakeStep *answer;

		if (strcmp(known->sop, sop) != 0)
			continue;
		answer = palloc(sizeof *answer);
		*answer = (IntakeStep){copy(known->step.step), copy(known->step.moment),
							   copy(known->step.outcome)};
		steps = lappend(steps, answer);
	}
	return steps;
}
