#include "pg/case/facts.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"
#include "utils/typcache.h"

#include "pg/base/array.h"
#include "pg/base/digest.h"
#include "pg/base/module.h"

#define DIGEST_BYTES 16 /* of a digest, as many as are told */

/* ---- a value --------------------------------------------------------------------- */

/* Columns in which somebody writes what he likes. */
static const char *const worded[] = {"title", "note",     "data",      "reason",
									 "name",  "location", "suggestion"};

static bool
is_worded(const char *column)
{
	for (size_t i = 0; i < lengthof(worded); i++)
		if (column[0] == worded[i][0] && strcmp(column, worded[i]) == 0)
			return true;
	return false;
}

/* By the type's own function, looked up once in a session for the few types there are. */
static char *
fact_text(Oid type, Datum value)
{
	static struct
	{
		Oid type;
		FmgrInfo output;
	} known[8];
	int slot = (int) (type % lengthof(known));
	Oid output;
	bool is_varlena;

	if (known[slot].type != type)
	{
		known[slot].type = InvalidOid;
		getTypeOutputInfo(type, &output, &is_varlena);
		fmgr_info_cxt(output, &known[slot].output, TopMemoryContext);
		known[slot].type = type;
	}
	return OutputFunctionCall(&known[slot].output, value);
}

/* Most texts need no escaping. */
static void
put_fact_text(StringInfo json, Datum value)
{
	text *content = DatumGetTextPP(value);
	const char *bytes = VARDATA_ANY(content);
	int length = VARSIZE_ANY_EXHDR(content);

	for (int i = 0; i < length; i++)
		if ((unsigned char) bytes[i] < ' ' || bytes[i] == '"' || bytes[i] == '\\')
		{
			escape_json(json, TextDatumGetCString(value));
			return;
		}
	appendStringInfoChar(json, '"');
	appendBinaryStringInfo(json, bytes, length);
	appendStringInfoChar(json, '"');
}

static void
put_digest(StringInfo json, Datum salt, const char *text)
{
	bytea *salt_bytes = DatumGetByteaPP(salt);
	StringInfoData bytes;
	bytea *digest;
	char hex[2 * DIGEST_BYTES];

	initStringInfo(&bytes);
	appendBinaryStringInfo(&bytes, VARDATA_ANY(salt_bytes), VARSIZE_ANY_EXHDR(salt_bytes));
	appendStringInfoString(&bytes, text);
	digest = DatumGetByteaPP(digest_bytes(bytes.data, bytes.len));
	hex_encode(VARDATA_ANY(digest), DIGEST_BYTES, hex);
	appendStringInfoString(json, "\"#");
	appendBinaryStringInfo(json, hex, sizeof hex);
	appendStringInfoChar(json, '"');
	pfree(bytes.data);
}

/* Every finished step writes a dozen: not by printf. */
static void
put_digits(StringInfo json, int64 number)
{
	char digits[MAXINT8LEN + 1];

	appendBinaryStringInfo(json, digits, pg_lltoa(number, digits));
}

static void
put_value(StringInfo json, Oid type, Datum value)
{
	switch (type)
	{
		case INT2OID: put_digits(json, DatumGetInt16(value)); break;
		case INT4OID: put_digits(json, DatumGetInt32(value)); break;
		case INT8OID:
		case TIMESTAMPTZOID: put_digits(json, DatumGetInt64(value)); break;
		case TEXTOID: put_fact_text(json, value); break;
		default: escape_json(json, fact_text(type, value));
	}
}

/* ---- what has been decided ----------------------------------------------------------- */

static Datum
salt_of(LiveCase *live)
{
	if (live->facts_salt == (Datum) 0)
		live->facts_salt = digest_salt();
	return live->facts_salt;
}

static void
put_word(StringInfo json, const char *before, const char *word, const char *after)
{
	appendStringInfoString(json, before);
	appendStringInfoString(json, word);
	appendStringInfoString(json, after);
}

static void
put_column(LiveCase *live, const RowRelation *relation, const Row *row, int column)
{
	StringInfo json = live->facts;
	Oid type = relation->type[column];

	put_word(json, "\"", relation->columns[column].name, "\":");
	if (row->nulls[column])
		appendStringInfoString(json, "null");
	else if (is_worded(relation->columns[column].name))
		put_digest(json, salt_of(live),
				   type == TEXTOID ? TextDatumGetCString(row->values[column])
								   : fact_text(type, row->values[column]));
	else
		put_value(json, type, row->values[column]);
}

static bool
same_value(const RowRelation *relation, int column, const Row *one, Datum other, bool other_null)
{
	if (one->nulls[column] || other_null)
		return one->nulls[column] == other_null;
	if (one->values[column] == other)
		return true;
	return !relation->by_value[column] &&
		   datum_image_eq(one->values[column], other, false, relation->length[column]);
}

static bool
fact_differs(const RowRelation *relation, const Row *before, const Row *row, int column)
{
	return before
			   ? !same_value(relation, column, row, before->values[column], before->nulls[column])
			   : !row->nulls[column];
}

/* ---- what follows from the event itself ------------------------------------------------ */

/* A column that is as the event's, or this number, or this word, or (none of them) null. */
typedef struct Implied
{
	int column;
	int of_event; /* 0: none */
	const char *number;
	const char *word;
} Implied;

/* What is begun or ended by an event. */
typedef struct FactForm
{
	const char *what;
	const char *name;
	RowRelation *relation;
	const Implied *implied;
	int count;
} FactForm;

static const Implied case_begun[] = {
	{CASE_ENTRY, .of_event = EVENT_OUTCOME},   {CASE_STATUS, .word = "berjalan"},
	{CASE_RECEIVED_AT, .of_event = EVENT_AT},  {CASE_OPENED_AT, .of_event = EVENT_AT},
	{CASE_OPENED_BY, .of_event = EVENT_ACTOR}, {CASE_AGENCY, .of_event = EVENT_AGENCY},
	{CASE_DUE_BASIS, .word = "hitung"},        {CASE_ESCALATION_LEVEL, .number = "0"}};
static const Implied step_begun[] = {{STEP_ROUND, .number = "1"},
									 {STEP_DUE_BASIS, .word = "hitung"},
									 {STEP_STARTED_AT, .of_event = EVENT_AT},
									 {STEP_CLOCK_FROM, .of_event = EVENT_AT},
									 {STEP_AGENCY, .of_event = EVENT_AGENCY},
									 {STEP_ESCALATION_LEVEL, .number = "0"}};
static const Implied step_ended[] = {{STEP_FINISHED_AT, .of_event = EVENT_AT},
									 {STEP_FINISHED_BY, .of_event = EVENT_ACTOR},
									 {STEP_OUTCOME, .of_event = EVENT_OUTCOME},
									 {STEP_ENDED_BY, .word = "hasil"},
									 {STEP_NEXT_ESCALATION_AT, .of_event = 0}};

static const FactForm forms[] = {
	{"cases", "mulai", &stored_cases, case_begun, lengthof(case_begun)},
	{"steps", "mulai", &stored_steps, step_begun, lengthof(step_begun)},
	{"steps", "selesai", &stored_steps, step_ended, lengthof(step_ended)}};
enum
{
	CASE_BEGUN,
	STEP_BEGUN,
	STEP_ENDED
};

static bool
is_implied(const FactForm *form, const Implied *implied, const Row *event, const Row *row)
{
	int column = implied->column;

	if (implied->of_event)
		return same_value(form->relation, column, row, event->values[implied->of_event],
						  event->nulls[implied->of_event]);
	if (implied->number)
		return !row->nulls[column] && DatumGetInt32(row->values[column]) == atoi(implied->number);
	return implied->word ? row_text_is(row, column, implied->word) : row->nulls[column];
}

/* Of the columns that the form has a word about, those that are otherwise; all of these. */
static uint64
told_otherwise(const FactForm *form, const Row *event, const Row *row, uint64 *all)
{
	uint64 otherwise = 0;

	for (int i = 0; i < form->count; i++)
	{
		*all |= ASKED(form->implied[i].column);
		if (!is_implied(form, &form->implied[i], event, row))
			otherwise |= ASKED(form->implied[i].column);
	}
	return otherwise;
}

/* ---- entries ------------------------------------------------------------------------------ */

/* The next row's entry follows. */
static void
begin_entry(LiveCase *live)
{
	if (live->facts == NULL)
		live->facts = makeStringInfo();
	appendStringInfoChar(live->facts, live->facts->len == 0 ? '[' : ',');
}

static void
put_facts(LiveCase *live, const char *what, int64 key, const FactForm *form,
		  const RowRelation *relation, const Row *row, uint64 columns)
{
	StringInfo json;
	const char *between = "";

	begin_entry(live);
	json = live->facts;
	put_word(json, "[\"", what, "\",");
	put_digits(json, key);
	appendStringInfoChar(json, ',');
	if (form)
		put_word(json, "\"", form->name, "\",");
	appendStringInfoChar(json, '{');
	for (int column = 1; column < relation->count; column++)
		if (columns & ASKED(column))
		{
			appendStringInfoString(json, between);
			put_column(live, relation, row, column);
			between = ",";
		}
	appendStringInfoString(json, "}]");
}

/* form NULL: none; else live->told is the event. */
static void
state_row(LiveCase *live, const char *what, int64 key, const FactForm *form, RowRelation *relation,
		  const Row *before, const Row *row, uint64 but)
{
	uint64 columns = 0;
	uint64 settled = but;

	row_relation_find(relation);
	if (form)
		columns = told_otherwise(form, live->told, row, &settled);
	for (int column = 1; column < relation->count; column++)
		if (!(settled & ASKED(column)) && fact_differs(relation, before, row, column))
			columns |= ASKED(column);
	if (form || columns)
		put_facts(live, what, key, form, relation, row, columns & ~but);
}

void
facts_state(LiveCase *live, const char *what, int64 key, RowRelation *relation, const Row *before,
			const Row *row, uint64 but)
{
	state_row(live, what, key, NULL, relation, before, row, but);
}

/* What the last event has begun, or ended. */
static const FactForm *
form_of_step(const LiveCase *live, const LiveStep *step)
{
	if (live->told == NULL)
		return NULL;
	if (step->is_new)
		return &forms[STEP_BEGUN];
	return step->before.nulls[STEP_FINISHED_AT] && !step->row.nulls[STEP_FINISHED_AT]
			   ? &forms[STEP_ENDED]
			   : NULL;
}

void
facts_state_case(LiveCase *live)
{
	ListCell *cell;

	state_row(live, "cases", 0, live->is_new && live->told ? &forms[CASE_BEGUN] : NULL,
			  &stored_cases, live->is_new ? NULL : &live->before, &live->row,
			  ASKED(CASE_EVENT_COUNT) | ASKED(CASE_HEAD));
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		state_row(live, "steps", row_int64(&step->row, STEP_ID), form_of_step(live, step),
				  &stored_steps, step->is_new ? NULL : &step->before, &step->row,
				  ASKED(STEP_CASE_ID));
	}
}

void
facts_state_words(LiveCase *live)
{
	static CachedQuery query = {
		"SELECT dkis_store.words_of_case($1, $2)", 2, {INT8OID, BYTEAOID}, NULL};
	Datum arguments[] = {live->row.values[CASE_ID], salt_of(live)};
	char *entries = query_text(&query, arguments, NULL);

	if (entries == NULL)
		return;
	begin_entry(live);
	appendStringInfoString(live->facts, entries);
}

bool
facts_give(LiveCase *live, Row *event)
{
	if (live->facts == NULL)
		return false;
	appendStringInfoChar(live->facts, ']');
	row_set(event, EVENT_FACTS,
			PointerGetDatum(cstring_to_text_with_len(live->facts->data, live->facts->len)));
	if (live->facts_salt != (Datum) 0)
		row_set(event, EVENT_FACTS_SALT, live->facts_salt);
	live->facts = NULL;
	live->facts_salt = (Datum) 0;
	return true;
}

/* ---- for whoever compares -------------------------------------------------------------- */

/* Words as they are, everything else as an event states it. */
static void
tell_column(ReturnSetInfo *result, Form_pg_attribute attribute, Datum value, bool is_null)
{
	bool worded = !is_null && is_worded(NameStr(attribute->attname));
	Datum values[3] = {CStringGetTextDatum(NameStr(attribute->attname))};
	bool nulls[3] = {false, false, false};
	StringInfoData json;

	initStringInfo(&json);
	if (is_null)
		appendStringInfoString(&json, "null");
	else if (worded)
		appendStringInfoString(&json, fact_text(attribute->atttypid, value));
	else
		put_value(&json, attribute->atttypid, value);
	values[1] = PointerGetDatum(cstring_to_text_with_len(json.data, json.len));
	values[2] = BoolGetDatum(worded);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(dkis_told_columns);

/* (row), STRICT: its columns, each with its value and whether that is words */
Datum
dkis_told_columns(PG_FUNCTION_ARGS)
{
	HeapTupleHeader header = PG_GETARG_HEAPTUPLEHEADER(0);
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(header), .t_data = header};
	TupleDesc columns = lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(header),
													HeapTupleHeaderGetTypMod(header));

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < columns->natts; i++)
	{
		bool is_null;
		Datum value;

		if (TupleDescAttr(columns, i)->attisdropped)
			continue;
		value = heap_getattr(&tuple, i + 1, columns, &is_null);
		tell_column((ReturnSetInfo *) fcinfo->resultinfo, TupleDescAttr(columns, i), value,
					is_null);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(dkis_implied_facts);

static const FactForm *
form_named(const char *what, const char *name)
{
	for (size_t i = 0; i < lengthof(forms); i++)
		if (strcmp(forms[i].what, what) == 0 && strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

static void
put_implied(StringInfo json, const Implied *implied, const Row *event)
{
	if (implied->number)
		appendStringInfoString(json, implied->number);
	else if (implied->word)
		put_word(json, "\"", implied->word, "\"");
	else if (implied->of_event == 0 || event->nulls[implied->of_event])
		appendStringInfoString(json, "null");
	else
		put_value(json, stored_events.type[implied->of_event], event->values[implied->of_event]);
}

/* (what, form, at, actor, outcome, agency): the columns that an entry need not state. */
Datum
dkis_implied_facts(PG_FUNCTION_ARGS)
{
	static const EventColumn given[] = {EVENT_AT, EVENT_ACTOR, EVENT_OUTCOME, EVENT_AGENCY};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const FactForm *form;
	Row event;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	row_relation_find(&stored_events);
	row_clear(&event);
	for (size_t i = 0; i < lengthof(given); i++)
		if (!PG_ARGISNULL(i + 2))
			row_set(&event, given[i], PG_GETARG_DATUM(i + 2));
	form = form_named(text_to_cstring(PG_GETARG_TEXT_PP(0)), text_to_cstring(PG_GETARG_TEXT_PP(1)));
	for (int i = 0; form && i < form->count; i++)
	{
		StringInfoData json;
		bool nulls[2] = {false, false};
		Datum values[2] = {
			CStringGetTextDatum(form->relation->columns[form->implied[i].column].name)};

		initStringInfo(&json);
		put_implied(&json, &form->implied[i], &event);
		values[1] = PointerGetDatum(cstring_to_text_with_len(json.data, json.len));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(dkis_worded_columns);

Datum
dkis_worded_columns(PG_FUNCTION_ARGS)
{
	Datum names[lengthof(worded)];

	for (size_t i = 0; i < lengthof(worded); i++)
		names[i] = CStringGetTextDatum(worded[i]);
	PG_RETURN_DATUM(texts_datum(names, lengthof(worded)));
}

PG_FUNCTION_INFO_V1(dkis_told_words);

/* (words, salt), STRICT: as an event states them */
Datum
dkis_told_words(PG_FUNCTION_ARGS)
{
	StringInfoData json;

	initStringInfo(&json);
	put_digest(&json, PG_GETARG_DATUM(1), text_to_cstring(PG_GETARG_TEXT_PP(0)));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(json.data, json.len));
}
