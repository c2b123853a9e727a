/*
 * Tells each backend that tables it has compiled something from have changed.
 *
 * Changing rows sends no message by itself, so each such table carries the
 * triggers of dkis_store.forget_compiled(): per row, because a logical
 * subscriber fires no statement triggers, and for TRUNCATE; ENABLE ALWAYS,
 * because a subscriber fires no others. The message is PostgreSQL's own
 * relation-cache invalidation: it reaches this transaction at the next
 * command, other sessions at commit, and nobody after a rollback.
 *
 * The callback may run at almost any moment, so it only counts. It does not
 * ask which relation the message was about beyond comparing numbers that were
 * looked up earlier, in an ordinary moment.
 */
#include "pg/base/compat.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "commands/trigger.h"
#include "fmgr.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "pg/base/module.h"

typedef struct Watched
{
	Source source;
	const char *schema;
	const char *table;
	Oid relid; /* as last looked up; InvalidOid = not yet */
} Watched;

static Watched watched[] = {
	{SOURCE_SETTINGS, "dkis", "settings", InvalidOid},
	{SOURCE_CALENDARS, "dkis_store", "calendars", InvalidOid},
	{SOURCE_CALENDARS, "dkis_store", "calendar_hours", InvalidOid},
	{SOURCE_CALENDARS, "dkis_store", "holidays", InvalidOid},
	{SOURCE_SOPS, "dkis", "sops", InvalidOid},
	{SOURCE_SOPS, "dkis", "sop_versions", InvalidOid},
	{SOURCE_SOPS, "dkis", "sop_steps", InvalidOid},
	{SOURCE_SOPS, "dkis", "sop_step_slas", InvalidOid},
	{SOURCE_SOPS, "dkis", "sop_fields", InvalidOid},
	{SOURCE_SOPS, "dkis", "sop_links", InvalidOid},
	{SOURCE_SOPS, "dkis", "escalation_rules", InvalidOid},
	{SOURCE_SOPS, "dkis", "performers", InvalidOid},
	{SOURCE_PEOPLE, "dkis", "people", InvalidOid},
	{SOURCE_PEOPLE, "dkis", "performers", InvalidOid},
	{SOURCE_PEOPLE, "dkis", "performer_members", InvalidOid},
	{SOURCE_AREAS, "dkis", "areas", InvalidOid},
	{SOURCE_LINE, "dkis", "call_kinds", InvalidOid},
	{SOURCE_LINE, "dkis", "incident_categories", InvalidOid},
	{SOURCE_LINE, "dkis", "intake_steps", InvalidOid},
};

uint64 source_generations[SOURCE_COUNT];
/* Set when a message about a watched table has come since the last look-up. */
static bool looked_up[SOURCE_COUNT];

static void
relation_changed(Datum argument, Oid relid)
{
	for (size_t i = 0; i < lengthof(watched); i++)
	{
		if (relid != InvalidOid && relid != watched[i].relid)
			continue;
		source_generations[watched[i].source]++;
		looked_up[watched[i].source] = false;
	}
}

void
invalidation_start(void)
{
	for (int i = 0; i < SOURCE_COUNT; i++)
		source_generations[i] = 1;
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
}

/*
 * The look-up comes before the caller loads: a message that arrives while it
 * loads then counts, and the load is repeated at the next question. After
 * DROP and CREATE EXTENSION the drop's own message brings us here again.
 */
uint64
source_generation(Source source)
{
	if (!looked_up[source])
	{
		looked_up[source] = true;
		for (size_t i = 0; i < lengthof(watched); i++)
		{
			Oid schema;

			if (watched[i].source != source)
				continue;
			schema = get_namespace_oid(watched[i].schema, true);
			watched[i].relid =
				OidIsValid(schema) ? get_relname_relid(watched[i].table, schema) : InvalidOid;
		}
	}
	return source_generations[source];
}

PG_FUNCTION_INFO_V1(dkis_forget_compiled);

/* Trigger on every watched table: see the head of this file. */
Datum
dkis_forget_compiled(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("dkis_store.forget_compiled() hanya dapat dipanggil sebagai trigger")));
	CacheInvalidateRelcache(trigger->tg_relation);
	return PointerGetDatum(NULL);
}
