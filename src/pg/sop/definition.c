/*
 * SOP versions compiled from their tables: see definition.h.
 */
#include "pg/base/compat.h"

#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/hsearch.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "pg/base/agency.h"
#include "pg/base/cache.h"
#include "pg/base/read.h"
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

/* ---- what is read ----------------------------------------------------------- */

#define VERSION_LIST(X)                                                                            \
	X(VERSION_AGENCY, agency, int4)                                                                \
	X(VERSION_SOP, sop, text)                                                                      \
	X(VERSION_VERSION, version, int4)                                                              \
	X(VERSION_CALENDAR, calendar, text)                                                            \
	X(VERSION_MACHINE, machine, state_machine)                                                     \
	X(VERSION_TOTAL_SLA, total_sla, sla)                                                           \
	X(VERSION_TOTAL_SLA_UNTIL, total_sla_until, text)                                              \
	X(VERSION_MAY_HOLD, may_hold, bool)                                                            \
	X(VERSION_APPLICANT_KINDS, applicant_kinds, _text)
#define SOP_LIST(X)                                                                                \
	X(SOP_NUMBER, number, int4)                                                                    \
	X(SOP_NUMBERED_LATER, numbered_later, bool) X(SOP_EMERGENCY, emergency, bool)
#define DEFINED_STEP_LIST(X)                                                                       \
	X(DEFINED_STEP, step, text)                                                                    \
	X(DEFINED_PERFORMER, performer, text)                                                          \
	X(DEFINED_SLA, sla, sla)                                                                       \
	X(DEFINED_SLA_KIND, sla_kind, text)                                                            \
	X(DEFINED_WAIT_OUTCOME, wait_outcome, text)                                                    \
	X(DEFINED_ON_DUE_OUTCOME, on_due_outcome, text)                                                \
	X(DEFINED_CLOCK, clock, text)                                                                  \
	X(DEFINED_REMIND_EVERY, remind_every, sla)                                                     \
	X(DEFINED_EACH_ORGANISATION, each_organisation, text)                                          \
	X(DEFINED_ORGANISATION_FIELD, organisation_field, text)                                        \
	X(DEFINED_DOCUMENT_REQUIRED, document_required, bool)
#define PERFORMER_LIST(X) X(PERFORMER_EXTERNAL, external, bool)
#define STANDARD_LIST(X)                                                                           \
	X(STANDARD_STEP, step, text) X(STANDARD_CLASS, class, text) X(STANDARD_SLA, sla, sla)
#define RULE_LIST(X)                                                                               \
	X(RULE_SOP, sop, text)                                                                         \
	X(RULE_STEP, step, text)                                                                       \
	X(RULE_LEVEL, level, int4) X(RULE_AT_PERCENT, at_percent, int4) X(RULE_NOTIFY, notify, text)
#define FIELD_LIST(X)                                                                              \
	X(FIELD_NAME, name, text)                                                                      \
	X(FIELD_TYPE, type, text)                                                                      \
	X(FIELD_LABEL, label, text)                                                                    \
	X(FIELD_REQUIRED, required, bool)                                                              \
	X(FIELD_STEP, step, text)                                                                      \
	X(FIELD_APPLICANT_KINDS, applicant_kinds, _text)                                               \
	X(FIELD_REPEATED, repeated, bool)                                                              \
	X(FIELD_CHOICES, choices, _text) X(FIELD_OUTCOMES, outcomes, _text)
#define LINK_LIST(X)                                                                               \
	X(LINK_STEP, step, text)                                                                       \
	X(LINK_OUTCOME, outcome, text)                                                                 \
	X(LINK_TO_SOP, to_sop, text)                                                                   \
	X(LINK_MODE, mode, text)                                                                       \
	X(LINK_DONE_STEPS, done_steps, _text)                                                          \
	X(LINK_CLOCK_FROM, clock_from, jsonb)                                                          \
	X(LINK_ENTRY, entry, text) X(LINK_RETURNS_TO, returns_to, text)

/* Each of these tables, the enum of its columns, and where it has them. */
#define TABLES_READ(X)                                                                             \
	X(VERSION, version, "sop_versions")                                                            \
	X(SOP, sop, "sops")                                                                            \
	X(DEFINED_STEP, defined_step, "sop_steps")                                                     \
	X(PERFORMER, performer, "performers")                                                          \
	X(STANDARD, standard, "sop_step_slas")                                                         \
	X(RULE, rule, "escalation_rules") X(FIELD, field, "sop_fields") X(LINK, link, "sop_links")
#define TABLE_READ(NAME, name, table)                                                              \
	enum                                                                                           \
	{                                                                                              \
		NAME##_ID,                                                                                 \
		NAME##_LIST(COLUMN_NUMBER) NAME##_COLUMNS                                                  \
	};                                                                                             \
	static const Column name##_columns[] = {COLUMN_ID, NAME##_LIST(COLUMN_ENTRY)};                 \
	static RowRelation name##_table = ROW_RELATION("dkis", table, name##_columns, NAME##_COLUMNS);
TABLES_READ(TABLE_READ)

/* What a version is made of, while it is read. */
typedef struct Draft
{
	Definition *definition;
	MemoryContext context; /* its own; what is only needed for reading goes with the caller's */
} Draft;

/* They count in the order in which they were entered. */
typedef struct Numbered
{
	int64 id;
	void *what;
} Numbered;

static int
as_entered(const ListCell *one, const ListCell *other)
{
	int64 first = ((const Numbered *) lfirst(one))->id;
	int64 second = ((const Numbered *) lfirst(other))->id;

	return first < second ? -1 : first > second;
}

static List *
add_numbered(List *list, const Row *row, void *what)
{
	Numbered *numbered = palloc(sizeof *numbered);

	*numbered = (Numbered){row_int64(row, 0), what};
	return lappend(list, numbered);
}

/* The things alone, in their order, as they are kept. */
static List *
in_order(List *numbered, MemoryContext context)
{
	MemoryContext before = MemoryContextSwitchTo(context);
	List *things = NIL;
	ListCell *cell;

	list_sort(numbered, as_entered);
	foreach (cell, numbered)
		things = lappend(things, ((Numbered *) lfirst(cell))->what);
	MemoryContextSwitchTo(before);
	return things;
}

static Sla
row_sla(const Row *row, int column)
{
	return *(Sla *) DatumGetPointer(row->values[column]);
}

/* ---- the version ------------------------------------------------------------- */

static Machine *
kept_machine(MemoryContext context, const Row *row)
{
	struct varlena *stored = PG_DETOAST_DATUM(row->values[VERSION_MACHINE]);
	size_t size = VARSIZE(stored) - VARHDRSZ;
	Machine *machine = MemoryContextAlloc(context, size);

	memcpy(machine, VARDATA(stored), size);
	return machine;
}

static void
refuse_absent(int64 version_id)
{
	elog(ERROR, "SOP version " INT64_FORMAT " does not exist", version_id);
}

static void
fill_version(Draft *draft, int64 version_id)
{
	Definition *definition = draft->definition;
	MemoryContext context = draft->context;
	Reading reading;
	Row row;

	reading_begin(&reading, &version_table, "sop_versions_pkey", 1);
	reading_for(&reading, &(Datum){Int64GetDatum(version_id)});
	if (!reading_next(&reading, &row))
		refuse_absent(version_id);
	definition->version_id = version_id;
	definition->agency = DatumGetInt32(row.values[VERSION_AGENCY]);
	definition->sop = row_keep_text(&row, VERSION_SOP, context);
	definition->version = DatumGetInt32(row.values[VERSION_VERSION]);
	definition->calendar = row_keep_text(&row, VERSION_CALENDAR, context);
	definition->machine = kept_machine(context, &row);
	definition->total = row_sla(&row, VERSION_TOTAL_SLA);
	definition->total_until = row_keep_text(&row, VERSION_TOTAL_SLA_UNTIL, context);
	definition->may_hold = row_bool(&row, VERSION_MAY_HOLD);
	definition->applicant_kinds = row_keep_words(&row, VERSION_APPLICANT_KINDS, context);
	reading_end(&reading);
}

/* What of one agency has this code. */
static void
seek_code(Reading *reading, int32 agency, const char *code)
{
	reading_for(reading, (Datum[]){Int32GetDatum(agency), CStringGetTextDatum(code)});
}

static void
read_sop(Draft *draft)
{
	Definition *definition = draft->definition;
	Reading reading;
	Row row;

	reading_begin(&reading, &sop_table, "sops_agency_code_key", 2);
	seek_code(&reading, definition->agency, definition->sop);
	if (!reading_next(&reading, &row))
		refuse_absent(definition->version_id);
	definition->number = DatumGetInt32(row.values[SOP_NUMBER]);
	definition->numbered_later = row_bool(&row, SOP_NUMBERED_LATER);
	definition->emergency = row_bool(&row, SOP_EMERGENCY);
	reading_end(&reading);
}

/* ---- its steps --------------------------------------------------------------- */

static int
step_of_row(const Definition *definition, const Row *row, int column)
{
	char *name = row_text(row, column);

	return machine_step_index(definition->machine, name, strlen(name));
}

static void
fill_step(Draft *draft, const Row *row, int index, bool external)
{
	StepDefinition *step = &draft->definition->steps[index];
	MemoryContext context = draft->context;
	char *wait_outcome = row_text(row, DEFINED_WAIT_OUTCOME);

	step->name = row_keep_text(row, DEFINED_STEP, context);
	step->performer = row_keep_text(row, DEFINED_PERFORMER, context);
	step->external = external;
	step->sla = row_sla(row, DEFINED_SLA);
	step->waits = row_text_is(row, DEFINED_SLA_KIND, "tunggu");
	step->wait_outcome = wait_outcome ? machine_outcome_index(draft->definition->machine, index,
															  wait_outcome, strlen(wait_outcome))
									  : -1;
	step->on_due_outcome = row_keep_text(row, DEFINED_ON_DUE_OUTCOME, context);
	step->from_receipt = row_text_is(row, DEFINED_CLOCK, "diterima");
	step->remind_every = row_sla(row, DEFINED_REMIND_EVERY);
	step->each_organisation = row_keep_text(row, DEFINED_EACH_ORGANISATION, context);
	step->organisation_field = row_keep_text(row, DEFINED_ORGANISATION_FIELD, context);
	step->document_required = row_bool(row, DEFINED_DOCUMENT_REQUIRED);
}

static char *
step_name(const Machine *machine, int step)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	return pnstrdup(name, length);
}

static void
require_all_steps(const Definition *definition)
{
	for (int i = 0; i < machine_step_count(definition->machine); i++)
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
read_steps(Draft *draft)
{
	Definition *definition = draft->definition;
	int count = machine_step_count(definition->machine);
	Reading steps;
	Reading performers;
	Row row;
	Row performer;

	definition->steps =
		MemoryContextAllocZero(draft->context, sizeof(StepDefinition) * Max(count, 1));
	reading_begin(&steps, &defined_step_table, "sop_steps_sop_version_step_key", 1);
	reading_begin(&performers, &performer_table, "performers_agency_code_key", 2);
	reading_for(&steps, &(Datum){Int64GetDatum(definition->version_id)});
	while (reading_next(&steps, &row))
	{
		int index = step_of_row(definition, &row, DEFINED_STEP);

		seek_code(&performers, definition->agency, row_text(&row, DEFINED_PERFORMER));
		if (index >= 0 && reading_next(&performers, &performer))
			fill_step(draft, &row, index, row_bool(&performer, PERFORMER_EXTERNAL));
	}
	reading_end(&performers);
	reading_end(&steps);
	require_all_steps(definition);
}

static void
read_class_slas(Draft *draft)
{
	Definition *definition = draft->definition;
	Reading reading;
	Row row;

	reading_begin(&reading, &standard_table, "sop_step_slas_sop_version_step_class_key", 1);
	reading_for(&reading, &(Datum){Int64GetDatum(definition->version_id)});
	while (reading_next(&reading, &row))
	{
		int index = step_of_row(definition, &row, STANDARD_STEP);
		int class = class_index(row_text(&row, STANDARD_CLASS));

		if (index < 0)
			continue;
		definition->steps[index].by_class = true;
		definition->steps[index].has_class_sla[class] = true;
		definition->steps[index].class_sla[class] = row_sla(&row, STANDARD_SLA);
	}
	reading_end(&reading);
}

/* ---- who is told when -------------------------------------------------------- */

/* As it was entered. */
typedef struct Rule
{
	EscalationRule rule;
	bool of_sop;      /* this one; else of all */
	const char *step; /* NULL: of every step */
} Rule;

/* Of the agency's those that may mean this SOP. */
static List *
read_rules(Draft *draft, const char *scope)
{
	const Definition *definition = draft->definition;
	List *rules = NIL;
	Reading reading;
	Row row;

	reading_begin(&reading, &rule_table, "escalation_rules_once", 2);
	seek_code(&reading, definition->agency, scope);
	while (reading_next(&reading, &row))
	{
		Rule *rule;

		if (!row.nulls[RULE_SOP] && !row_text_is(&row, RULE_SOP, definition->sop))
			continue;
		rule = palloc(sizeof *rule);
		rule->rule = (EscalationRule){DatumGetInt32(row.values[RULE_LEVEL]),
									  DatumGetInt32(row.values[RULE_AT_PERCENT]),
									  row_keep_text(&row, RULE_NOTIFY, draft->context)};
		rule->of_sop = !row.nulls[RULE_SOP];
		rule->step = row_text(&row, RULE_STEP);
		rules = lappend(rules, rule);
	}
	reading_end(&reading);
	return rules;
}

/* Step, then SOP, then all. */
static bool
is_more_specific(const Rule *one, const Rule *other)
{
	if ((one->step != NULL) != (other->step != NULL))
		return one->step != NULL;
	return one->of_sop && !other->of_sop;
}

/*
 * What tells everybody of an arrival does not mean the emergency line: who works there has it
 * before his eyes. step NULL: of the case.
 */
static bool
may_mean(const Definition *definition, const Rule *rule, const char *step)
{
	if (step == NULL)
		return true;
	return (rule->step == NULL || strcmp(rule->step, step) == 0) &&
		   (rule->rule.percent > 0 || rule->of_sop || !definition->emergency);
}

static bool
is_overruled(const Definition *definition, const List *rules, const Rule *rule, const char *step)
{
	const ListCell *cell;

	foreach (cell, rules)
	{
		const Rule *other = lfirst(cell);

		if (other->rule.level == rule->rule.level && may_mean(definition, other, step) &&
			is_more_specific(other, rule))
			return true;
	}
	return false;
}

/* In its place among those that are there: by percent, then by level. */
static void
add_rule(EscalationRules *escalation, const EscalationRule *rule)
{
	int at = escalation->count;

	if (escalation->count == MAX_ESCALATION_LEVELS)
		elog(ERROR, "too many levels of escalation");
	for (; at > 0; at--)
	{
		const EscalationRule *before = &escalation->rules[at - 1];

		if (before->percent < rule->percent ||
			(before->percent == rule->percent && before->level < rule->level))
			break;
		escalation->rules[at] = *before;
	}
	escalation->rules[at] = *rule;
	escalation->count++;
}

/* An external performer is told only what is meant for itself. */
static void
choose_rules(const Definition *definition, const List *rules, const char *step, bool external,
			 EscalationRules *escalation)
{
	const ListCell *cell;

	foreach (cell, rules)
	{
		const Rule *rule = lfirst(cell);

		if (may_mean(definition, rule, step) && !is_overruled(definition, rules, rule, step) &&
			(!external || strcmp(rule->rule.notify, "pelaksana") == 0))
			add_rule(escalation, &rule->rule);
	}
}

static void
read_escalation(Draft *draft)
{
	Definition *definition = draft->definition;
	List *rules = read_rules(draft, "langkah");

	for (int i = 0; i < machine_step_count(definition->machine); i++)
	{
		StepDefinition *step = &definition->steps[i];

		choose_rules(definition, rules, step->name, step->external, &step->escalation);
	}
	choose_rules(definition, read_rules(draft, "kasus"), NULL, false, &definition->escalation);
}

/* ---- fields and links ---------------------------------------------------------- */

static FieldDefinition *
field_of_row(const Row *row, MemoryContext context)
{
	FieldDefinition *field = MemoryContextAllocZero(context, sizeof(FieldDefinition));

	field->name = row_keep_text(row, FIELD_NAME, context);
	field->type = row_keep_text(row, FIELD_TYPE, context);
	field->label = row_keep_text(row, FIELD_LABEL, context);
	field->required = row_bool(row, FIELD_REQUIRED);
	field->step = row_keep_text(row, FIELD_STEP, context);
	field->applicant_kinds = row_keep_words(row, FIELD_APPLICANT_KINDS, context);
	field->repeated = row_bool(row, FIELD_REPEATED);
	field->choices = row_keep_words(row, FIELD_CHOICES, context);
	field->outcomes = row_keep_words(row, FIELD_OUTCOMES, context);
	return field;
}

static void
read_fields(Draft *draft)
{
	Definition *definition = draft->definition;
	List *fields = NIL;
	Reading reading;
	Row row;

	reading_begin(&reading, &field_table, "sop_fields_sop_version_name_key", 1);
	reading_for(&reading, &(Datum){Int64GetDatum(definition->version_id)});
	while (reading_next(&reading, &row))
		fields = add_numbered(fields, &row, field_of_row(&row, draft->context));
	reading_end(&reading);
	definition->fields = in_order(fields, draft->context);
}

/* The keys of an object whose value is this word. */
static List *
keys_with(Datum object, const char *word, MemoryContext context)
{
	JsonbIterator *iterator = JsonbIteratorInit(&DatumGetJsonbP(object)->root);
	JsonbIteratorToken token;
	JsonbValue value;
	List *keys = NIL;
	char *key = NULL;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		MemoryContext before = MemoryContextSwitchTo(context);

		if (token == WJB_KEY)
			key = pnstrdup(value.val.string.val, value.val.string.len);
		else if (token == WJB_VALUE && value.type == jbvString &&
				 value.val.string.len == (int) strlen(word) &&
				 memcmp(value.val.string.val, word, strlen(word)) == 0)
			keys = lappend(keys, key);
		MemoryContextSwitchTo(before);
	}
	return keys;
}

static LinkDefinition *
link_of_row(const Row *row, MemoryContext context)
{
	LinkDefinition *link = MemoryContextAllocZero(context, sizeof(LinkDefinition));
	Datum clock_from = row->values[LINK_CLOCK_FROM];

	link->step = row_keep_text(row, LINK_STEP, context);
	link->outcome = row_keep_text(row, LINK_OUTCOME, context);
	link->to_sop = row_keep_text(row, LINK_TO_SOP, context);
	link->entry = row_keep_text(row, LINK_ENTRY, context);
	link->returns_to = row_keep_text(row, LINK_RETURNS_TO, context);
	link->opens = row_text_is(row, LINK_MODE, "dibuka");
	link->done_steps = row_keep_words(row, LINK_DONE_STEPS, context);
	link->from_registration = keys_with(clock_from, "registrasi", context);
	link->from_answer = keys_with(clock_from, "jawaban", context);
	return link;
}

static void
read_links(Draft *draft)
{
	Definition *definition = draft->definition;
	List *links = NIL;
	Reading reading;
	Row row;

	reading_begin(&reading, &link_table, "sop_links_once", 2);
	seek_code(&reading, definition->agency, definition->sop);
	while (reading_next(&reading, &row))
		if (!row_text_is(&row, LINK_MODE, "terkait"))
			links = add_numbered(links, &row, link_of_row(&row, draft->context));
	reading_end(&reading);
	definition->links = in_order(links, draft->context);
}

/* ---- all of it -------------------------------------------------------------------- */

static Definition *
read_definition(int64 version_id, MemoryContext context)
{
	Draft draft = {MemoryContextAllocZero(context, sizeof(Definition)), context};

	readings_begin();
	fill_version(&draft, version_id);
	read_sop(&draft);
	read_steps(&draft);
	read_class_slas(&draft);
	read_escalation(&draft);
	read_fields(&draft);
	read_links(&draft);
	readings_end();
	return draft.definition;
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
