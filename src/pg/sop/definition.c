/*
 * SOP versions compiled from their tables: see definition.h.
 */
#include "pg/base/compat.h"

#include "executor/spi.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "pg/base/agency.h"
#include "pg/base/cache.h"
#include "pg/time/calendar.h"
#include "pg/sop/definition.h"
#include "pg/sop/in_force.h"

typedef struct VersionEntry
{
	int64 version_id;
	Definition *definition;
} VersionEntry;

struct Definitions
{
	HTAB *versions; /* of VersionEntry; NULL: none was asked for */
};

static Cache cache = {
	.name = "SOP versions", .size = sizeof(Definitions), .sources = SOURCE_BIT(SOURCE_SOPS)};

/* ---- holding -------------------------------------------------------------- */

Definitions *
definitions_hold(void)
{
	return cache_hold(&cache);
}

void
definitions_release(Definitions *definitions)
{
	cache_release(&cache, definitions);
}

static VersionEntry *
version_entry(Definitions *definitions, int64 version_id, HASHACTION action)
{
	HASHCTL by_id = {.keysize = sizeof(int64),
					 .entrysize = sizeof(VersionEntry),
					 .hcxt = cache_context(definitions)};

	if (definitions->versions == NULL)
		definitions->versions =
			hash_create("dkis SOP versions", 32, &by_id, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return hash_search(definitions->versions, &version_id, action, NULL);
}

/* ---- reading --------------------------------------------------------------- */

/* A cell's text kept in the cache; NULL for null. */
static char *
kept_text(MemoryContext context, uint64 row, int column)
{
	char *value = cell_text(row, column);

	return value ? MemoryContextStrdup(context, value) : NULL;
}

/* The elements of a text[] cell, kept in the cache. */
static List *
kept_words(MemoryContext context, uint64 row, int column)
{
	bool is_null;
	Datum array = cell(row, column, &is_null);
	Datum *words;
	int count;
	List *list = NIL;
	MemoryContext before;

	if (is_null)
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &words, NULL,
					  &count);
	before = MemoryContextSwitchTo(context);
	for (int i = 0; i < count; i++)
		list = lappend(list, TextDatumGetCString(words[i]));
	MemoryContextSwitchTo(before);
	return list;
}

static Sla
cell_sla(uint64 row, int column)
{
	bool is_null;

	return *(Sla *) DatumGetPointer(cell(row, column, &is_null));
}

static Machine *
kept_machine(MemoryContext context, uint64 row, int column)
{
	bool is_null;
	struct varlena *stored = PG_DETOAST_DATUM(cell(row, column, &is_null));
	size_t size = VARSIZE(stored) - VARHDRSZ;
	Machine *machine = MemoryContextAlloc(context, size);

	memcpy(machine, VARDATA(stored), size);
	return machine;
}

static void
read_versions(int64 version_id, Definition *definition, MemoryContext context)
{
	static CachedQuery query = {
		"SELECT v.agency, v.sop, s.number, s.numbered_later, v.calendar, v.machine, v.total_sla,"
		" v.total_sla_until, s.emergency, v.version, v.may_hold, v.applicant_kinds"
		" FROM dkis.sop_versions v JOIN dkis.sops s ON s.agency = v.agency AND s.code = v.sop"
		" WHERE v.id = $1",
		1,
		{INT8OID},
		NULL};
	Datum id = Int64GetDatum(version_id);
	bool is_null;

	query_read(&query, &id, NULL);
	if (SPI_processed != 1)
		elog(ERROR, "SOP version " INT64_FORMAT " does not exist", version_id);
	definition->version_id = version_id;
	definition->agency = DatumGetInt32(cell(0, 1, &is_null));
	definition->sop = kept_text(context, 0, 2);
	definition->number = DatumGetInt32(cell(0, 3, &is_null));
	definition->numbered_later = cell_bool(0, 4);
	definition->calendar = kept_text(context, 0, 5);
	definition->machine = kept_machine(context, 0, 6);
	definition->total = cell_sla(0, 7);
	definition->total_until = kept_text(context, 0, 8);
	definition->emergency = cell_bool(0, 9);
	definition->version = cell_int32(0, 10);
	definition->may_hold = cell_bool(0, 11);
	definition->applicant_kinds = kept_words(context, 0, 12);
}

static int
step_of_cell(const Definition *definition, uint64 row, int column)
{
	char *name = cell_text(row, column);

	return machine_step_index(definition->machine, name, strlen(name));
}

static void
read_step(Definition *definition, MemoryContext context, uint64 row)
{
	int index = step_of_cell(definition, row, 1);
	StepDefinition *step;
	char *wait_outcome;

	if (index < 0)
		return;
	step = &definition->steps[index];
	step->name = kept_text(context, row, 1);
	step->performer = kept_text(context, row, 2);
	step->external = cell_bool(row, 3);
	step->sla = cell_sla(row, 4);
	step->waits = cell_bool(row, 5);
	wait_outcome = cell_text(row, 6);
	step->wait_outcome = wait_outcome ? machine_outcome_index(definition->machine, index,
															  wait_outcome, strlen(wait_outcome))
									  : -1;
	step->on_due_outcome = kept_text(context, row, 7);
	step->from_receipt = cell_bool(row, 8);
	step->remind_every = cell_sla(row, 9);
	step->each_organisation = kept_text(context, row, 10);
	step->organisation_field = kept_text(context, row, 11);
	step->document_required = cell_bool(row, 12);
}

static char *
step_name(const Machine *machine, int step)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	return pnstrdup(name, length);
}

static void
read_steps(Definition *definition, MemoryContext context)
{
	static CachedQuery query = {
		"SELECT t.step, t.performer, p.external, t.sla, t.sla_kind = 'tunggu', t.wait_outcome,"
		" t.on_due_outcome, t.clock = 'diterima', t.remind_every, t.each_organisation,"
		" t.organisation_field, t.document_required"
		" FROM dkis.sop_steps t JOIN dkis.performers p ON p.agency = t.agency AND p.code = "
		"t.performer"
		" WHERE t.sop_version = $1",
		1,
		{INT8OID},
		NULL};
	Datum id = Int64GetDatum(definition->version_id);
	int count = machine_step_count(definition->machine);

	definition->steps = MemoryContextAllocZero(context, sizeof(StepDefinition) * Max(count, 1));
	query_read(&query, &id, NULL);
	for (uint64 i = 0; i < SPI_processed; i++)
		read_step(definition, context, i);
	for (int i = 0; i < count; i++)
		if (definition->steps[i].name == NULL)
			ereport(
				ERROR,
				(errcode(ERRCODE_DKIS_VERSION_NOT_READY),
				 errmsg("versi SOP %s tidak lengkap", definition->sop),
				 errdetail("Langkah %s ada di alur tetapi tidak di sop_steps.",
						   step_name(definition->machine, i)),
				 errhint("Lengkapi dkis.sop_steps, lalu SELECT dkis.activate_version(" INT64_FORMAT
						 ").",
						 definition->version_id)));
}

static void
read_class_slas(Definition *definition)
{
	static CachedQuery query = {
		"SELECT step, class, sla FROM dkis.sop_step_slas WHERE sop_version = $1",
		1,
		{INT8OID},
		NULL};
	Datum id = Int64GetDatum(definition->version_id);

	query_read(&query, &id, NULL);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		int index = step_of_cell(definition, i, 1);
		int class = class_index(cell_text(i, 2));

		if (index < 0)
			continue;
		definition->steps[index].by_class = true;
		definition->steps[index].has_class_sla[class] = true;
		definition->steps[index].class_sla[class] = cell_sla(i, 3);
	}
}

static void
add_rule(EscalationRules *escalation, MemoryContext context, uint64 row, int first_column)
{
	EscalationRule *rule;
	bool is_null;

	if (escalation->count == MAX_ESCALATION_LEVELS)
		elog(ERROR, "too many levels of escalation");
	rule = &escalation->rules[escalation->count++];
	rule->level = DatumGetInt32(cell(row, first_column, &is_null));
	rule->percent = DatumGetInt32(cell(row, first_column + 1, &is_null));
	rule->notify = kept_text(context, row, first_column + 2);
}

/*
 * For each step and level the most specific rule (step, then SOP, then all);
 * of those an external performer is told only what is meant for itself. What
 * tells everybody of an arrival does not mean the emergency line: who works there
 * has it before his eyes.
 */
static void
read_step_rules(Definition *definition, MemoryContext context)
{
	static CachedQuery query = {
		"SELECT s.step, s.level, s.at_percent, s.notify FROM ("
		"SELECT DISTINCT ON (t.step, r.level) t.step, r.level, r.at_percent, r.notify, p.external"
		" FROM dkis.sop_steps t JOIN dkis.escalation_rules r ON r.agency = t.agency"
		" AND r.scope = 'langkah' AND (r.sop IS NULL OR r.sop = $2)"
		" AND (r.step IS NULL OR r.step = t.step)"
		" AND (r.at_percent > 0 OR r.sop IS NOT NULL OR NOT $3)"
		" JOIN dkis.performers p ON p.agency = t.agency AND p.code = t.performer"
		" WHERE t.sop_version = $1"
		" ORDER BY t.step, r.level, r.step NULLS LAST, r.sop NULLS LAST) AS s"
		" WHERE NOT s.external OR s.notify = 'pelaksana' ORDER BY s.step, s.at_percent, s.level",
		3,
		{INT8OID, TEXTOID, BOOLOID},
		NULL};
	Datum arguments[] = {Int64GetDatum(definition->version_id),
						 CStringGetTextDatum(definition->sop), BoolGetDatum(definition->emergency)};

	query_read(&query, arguments, NULL);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		int index = step_of_cell(definition, i, 1);

		if (index >= 0)
			add_rule(&definition->steps[index].escalation, context, i, 2);
	}
}

static void
read_case_rules(Definition *definition, MemoryContext context)
{
	static CachedQuery query = {
		"SELECT s.level, s.at_percent, s.notify FROM ("
		"SELECT DISTINCT ON (r.level) r.level, r.at_percent, r.notify"
		" FROM dkis.escalation_rules r WHERE r.agency = $1 AND r.scope = 'kasus'"
		" AND (r.sop IS NULL OR r.sop = $2) ORDER BY r.level, r.sop NULLS LAST) AS s"
		" ORDER BY s.at_percent, s.level",
		2,
		{INT4OID, TEXTOID},
		NULL};
	Datum arguments[] = {Int32GetDatum(definition->agency), CStringGetTextDatum(definition->sop)};

	query_read(&query, arguments, NULL);
	for (uint64 i = 0; i < SPI_processed; i++)
		add_rule(&definition->escalation, context, i, 1);
}

static void
read_fields(Definition *definition, MemoryContext context)
{
	static CachedQuery query = {"SELECT name, type, label, required, step,"
								" applicant_kinds, repeated, choices, outcomes FROM dkis.sop_fields"
								" WHERE sop_version = $1 ORDER BY id",
								1,
								{INT8OID},
								NULL};
	Datum id = Int64GetDatum(definition->version_id);

	query_read(&query, &id, NULL);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		FieldDefinition *field = MemoryContextAllocZero(context, sizeof(FieldDefinition));
		MemoryContext before;

		field->name = kept_text(context, i, 1);
		field->type = kept_text(context, i, 2);
		field->label = kept_text(context, i, 3);
		field->required = cell_bool(i, 4);
		field->step = kept_text(context, i, 5);
		field->applicant_kinds = kept_words(context, i, 6);
		field->repeated = cell_bool(i, 7);
		field->choices = kept_words(context, i, 8);
		field->outcomes = kept_words(context, i, 9);
		before = MemoryContextSwitchTo(context);
		definition->fields = lappend(definition->fields, field);
		MemoryContextSwitchTo(before);
	}
}

static void
read_links(Definition *definition, MemoryContext context)
{
	static CachedQuery query = {
		"SELECT l.step, l.outcome, l.to_sop, l.mode = 'dibuka', l.done_steps,"
		" ARRAY(SELECT key FROM jsonb_each_text(l.clock_from) WHERE value = 'registrasi'),"
		" ARRAY(SELECT key FROM jsonb_each_text(l.clock_from) WHERE value = 'jawaban'),"
		" l.entry, l.returns_to FROM dkis.sop_links l WHERE l.agency = $1 AND l.from_sop = $2"
		" AND l.mode <> 'terkait' ORDER BY l.id",
		2,
		{INT4OID, TEXTOID},
		NULL};
	Datum arguments[] = {Int32GetDatum(definition->agency), CStringGetTextDatum(definition->sop)};

	query_read(&query, arguments, NULL);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		LinkDefinition *link = MemoryContextAllocZero(context, sizeof(LinkDefinition));
		MemoryContext before;

		link->step = kept_text(context, i, 1);
		link->outcome = kept_text(context, i, 2);
		link->to_sop = kept_text(context, i, 3);
		link->entry = kept_text(context, i, 8);
		link->returns_to = kept_text(context, i, 9);
		link->opens = cell_bool(i, 4);
		link->done_steps = kept_words(context, i, 5);
		link->from_registration = kept_words(context, i, 6);
		link->from_answer = kept_words(context, i, 7);
		before = MemoryContextSwitchTo(context);
		definition->links = lappend(definition->links, link);
		MemoryContextSwitchTo(before);
	}
}

static Definition *
read_definition(int64 version_id, MemoryContext context)
{
	Definition *definition = MemoryContextAllocZero(context, sizeof(Definition));
	OwnerScope scope;

	owner_enter(&scope);
	SPI_connect();
	read_versions(version_id, definition, context);
	read_steps(definition, context);
	read_class_slas(definition);
	read_step_rules(definition, context);
	read_case_rules(definition, context);
	read_fields(definition, context);
	read_links(definition, context);
	SPI_finish();
	owner_leave(&scope);
	return definition;
}

/*
 * Built in a context of its own that is handed to the cache only when whole:
 * an error on the way leaves nothing half made behind.
 */
const Definition *
definition_of_version(Definitions *definitions, int64 version_id)
{
	VersionEntry *entry = version_entry(definitions, version_id, HASH_FIND);

	if (entry == NULL)
	{
		MemoryContext context =
			AllocSetContextCreate(CurrentMemoryContext, "dkis SOP version", ALLOCSET_SMALL_SIZES);
		Definition *definition = read_definition(version_id, context);

		MemoryContextSetParent(context, cache_context(definitions));
		entry = version_entry(definitions, version_id, HASH_ENTER);
		entry->definition = definition;
	}
	return entry->definition;
}

const Definition *
definition_in_force(Definitions *definitions, int32 agency, const char *sop, TimestampTz at)
{
	return definition_of_version(definitions,
								 version_in_force(agency, sop, agency_date(agency, at)));
}

char *
definition_outcome(const Definition *definition, int step, int outcome)
{
	size_t length;
	const char *name = machine_outcome_name(definition->machine, step, outcome, &length);

	return pnstrdup(name, length);
}

const EscalationRule *
escalation_after(const EscalationRules *escalation, int reached)
{
	int next = 0;

	for (int i = 0; i < escalation->count; i++)
		if (escalation->rules[i].level == reached)
			next = i + 1;
	if (next == 0 && reached > 0) /* of a rule that is no more */
		while (next < escalation->count && escalation->rules[next].level < reached)
			next++;
	return next < escalation->count ? &escalation->rules[next] : NULL;
}

int
class_index(const char *class_name)
{
	static const char *const names[CASE_CLASSES] = {"ringan", "sedang", "berat"};

	if (class_name == NULL)
		return -1;
	for (int i = 0; i < CASE_CLASSES; i++)
		if (strcmp(names[i], class_name) == 0)
			return i;
	ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING),
					errmsg("klasifikasi \"%s\" tidak dikenal", shortened(class_name)),
					errdetail("Klasifikasi menentukan waktu baku langkah yang berbeda menurut "
							  "berat ringannya aduan."),
					errhint("Klasifikasi: ringan, sedang, berat.")));
}
