/*
 * SQL run for the extension itself: as its owner and with no search path but
 * the catalogue, the way ri_triggers.c checks foreign keys. The caller needs
 * no right on the silent tables, and cannot slip in an operator of his own.
 */
#include "pg/base/compat.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

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

/* An error in between needs no owner_leave(): the abort restores all three. */
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

/*
 * In parallel mode a backend may not take GetLatestSnapshot(); the catalogue's
 * snapshot is as new, and allowed.
 */
static Snapshot
newest_snapshot(void)
{
	return IsInParallelMode() ? GetCatalogSnapshot(InvalidOid) : GetLatestSnapshot();
}

void
query_as_owner(const char *query, int count, Oid *types, Datum *values, RowVisitor visit)
{
	OwnerScope scope;

	owner_enter(&scope);
	SPI_connect();
	PushActiveSnapshot(newest_snapshot());
	if (SPI_execute_snapshot(SPI_prepare(query, count, types), values, NULL, GetActiveSnapshot(),
							 InvalidSnapshot, true, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "cannot read: %s", query);
	for (uint64 i = 0; i < SPI_processed; i++)
		visit(SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
	PopActiveSnapshot();
	SPI_finish();
	owner_leave(&scope);
}

void
read_table_as_owner(const char *query, RowVisitor visit)
{
	query_as_owner(query, 0, NULL, NULL, visit);
}

static void
prepare_kept(CachedQuery *query)
{
	if (query->plan && SPI_plan_is_valid(query->plan))
		return;
	if (query->plan)
		SPI_freeplan(query->plan);
	query->plan = NULL;
	SPIPlanPtr plan = SPI_prepare(query->text, query->n, query->types);

	if (plan == NULL)
		elog(ERROR, "SPI_prepare: %s: %s", SPI_result_code_string(SPI_result), query->text);
	if (SPI_keepplan(plan))
		elog(ERROR, "SPI_keepplan failed: %s", query->text);
	query->plan = plan;
}

void
query_run(CachedQuery *query, Datum *values, const char *nulls, int expected)
{
	int result;

	prepare_kept(query);
	result = SPI_execute_plan(query->plan, values, nulls, false, 0);
	if (result != expected)
		elog(ERROR, "%s: %s", SPI_result_code_string(result), query->text);
}
