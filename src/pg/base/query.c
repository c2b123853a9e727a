/*
 * SQL run for the extension itself: as its owner and with no search path but
 * the catalogue, the way ri_triggers.c checks foreign keys. The caller needs
 * no right on the silent tables, and cannot slip in an operator of his own.
 */
#include "pg/base/query.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"

Oid
extension_owner(void)
{
	Oid schema = get_namespace_oid("dkis", false);
	HeapTuple row = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	Oid owner;

	if (!HeapTupleIsValid(row))
		elog(ERROR, "cache lookup failed for namespace %u", schema);
	owner = ((Form_pg_namespace) GETSTRUCT(row))->nspowner;
	ReleaseSysCache(row);
	return owner;
}

void
owner_enter(OwnerScope *scope)
{
	GetUserIdAndSecContext(&scope->user, &scope->security_context);
	SetUserIdAndSecContext(extension_owner(), scope->security_context |
												  SECURITY_LOCAL_USERID_CHANGE |
												  SECURITY_NOFORCE_RLS);
	scope->guc_level = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

void
owner_leave(const OwnerScope *scope)
{
	AtEOXact_GUC(true, scope->guc_level);
	SetUserIdAndSecContext(scope->user, scope->security_context);
}

/* ---- plans ----------------------------------------------------------------------- */

/*
 * A list of ids is planned once for any list: custom plans look cheaper to the
 * planner, who would then plan each of them anew.
 */
static int
plan_options(const CachedQuery *query)
{
	for (int i = 0; i < query->n; i++)
		if (OidIsValid(get_element_type(query->types[i])))
			return CURSOR_OPT_GENERIC_PLAN;
	return 0;
}

static void
prepare_kept(CachedQuery *query)
{
	SPIPlanPtr plan;

	if (query->plan && SPI_plan_is_valid(query->plan))
		return;
	if (query->plan)
		SPI_freeplan(query->plan);
	query->plan = NULL;
	module_require_script();
	plan = SPI_prepare_cursor(query->text, query->n, query->types, plan_options(query));
	if (plan == NULL)
		elog(ERROR, "SPI_prepare: %s: %s", SPI_result_code_string(SPI_result), query->text);
	if (SPI_keepplan(plan))
		elog(ERROR, "SPI_keepplan failed: %s", query->text);
	query->plan = plan;
}

static void
require_result(const CachedQuery *query, int result, int expected)
{
	if (result != expected)
		elog(ERROR, "%s: %s", SPI_result_code_string(result), query->text);
}

void
query_run(CachedQuery *query, Datum *values, const char *nulls, int expected)
{
	prepare_kept(query);
	require_result(query, SPI_execute_plan(query->plan, values, nulls, false, 0), expected);
}

/*
 * In parallel mode a backend may not take GetLatestSnapshot(); the catalogue's
 * snapshot is as new, and allowed.
 */
Snapshot
query_newest_snapshot(void)
{
	return IsInParallelMode() ? GetCatalogSnapshot(InvalidOid) : GetLatestSnapshot();
}

void
query_read(CachedQuery *query, Datum *values, const char *nulls)
{
	int result;

	PushActiveSnapshot(query_newest_snapshot());
	prepare_kept(query);
	result = SPI_execute_snapshot(query->plan, values, nulls, GetActiveSnapshot(), InvalidSnapshot,
								  true, false, 0);
	PopActiveSnapshot();
	require_result(query, result, SPI_OK_SELECT);
}

char *
query_text(CachedQuery *query, Datum *values, const char *nulls)
{
	query_run(query, values, nulls, SPI_OK_SELECT);
	return SPI_processed == 0 ? NULL : cell_text(0, 1);
}

/* ---- one question from outside ------------------------------------------------------- */

uint64
query_ask(CachedQuery *query, Datum *values, const char *nulls, RowVisitor visit, void *context)
{
	SPITupleTable *found;
	OwnerScope scope;
	uint64 count;

	owner_enter(&scope);
	SPI_connect();
	query_read(query, values, nulls);
	count = SPI_processed;
	found = SPI_tuptable;
	for (uint64 i = 0; visit && i < count; i++)
		visit(found->vals[i], found->tupdesc, context);
	SPI_finish();
	owner_leave(&scope);
	return count;
}

bool
query_ask_any(CachedQuery *query, Datum *values, const char *nulls)
{
	return query_ask(query, values, nulls, NULL, NULL) > 0;
}

typedef struct FirstText
{
	MemoryContext caller;
	char *text;
} FirstText;

static void
keep_first_text(HeapTuple row, TupleDesc columns, void *context)
{
	FirstText *first = context;
	char *text = first->text ? NULL : SPI_getvalue(row, columns, 1);

	if (text)
		first->text = MemoryContextStrdup(first->caller, text);
}

char *
query_ask_text(CachedQuery *query, Datum *values, const char *nulls)
{
	FirstText first = {CurrentMemoryContext, NULL};

	query_ask(query, values, nulls, keep_first_text, &first);
	return first.text;
}

/* ---- cells ----------------------------------------------------------------------------- */

Datum
cell(uint64 row, int column, bool *is_null)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, is_null);
}

char *
cell_text(uint64 row, int column)
{
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column);
}

bool
cell_bool(uint64 row, int column)
{
	bool is_null;
	Datum value = cell(row, column, &is_null);

	return !is_null && DatumGetBool(value);
}

int32
cell_int32(uint64 row, int column)
{
	bool is_null;

	return DatumGetInt32(cell(row, column, &is_null));
}

int64
cell_int64(uint64 row, int column)
{
	bool is_null;

	return DatumGetInt64(cell(row, column, &is_null));
}

TimestampTz
cell_time(uint64 row, int column)
{
	bool is_null;
	Datum value = cell(row, column, &is_null);

	return is_null ? DT_NOEND : DatumGetTimestampTz(value);
}
