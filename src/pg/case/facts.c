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
		if (strcmp(column, worded[i]) == 0)
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
put_column(LiveCase *live, const RowRelation *relation, const Row *row, int column)
{
	StringInfo json = live->facts;
	Oid type = relation->type[column];

	appendStringInfoChar(json, '"');
	appendStringInfoString(json, relation->columns[column].name);
	appendStringInfoString(json, "\":");
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
fact_differs(const RowRelation *relation, const Row *before, const Row *row, int column)
{
	if (before == NULL)
		return !row->nulls[column];
	if (before->nulls[column] || row->nulls[column])
		return before->nulls[column] != row->nulls[column];
	if (before->values[column] == row->values[column])
		return false;
	return relation->by_value[column] ||
		   !datum_image_eq(before->values[column], row->values[column], false,
						   relation->length[column]);
}

/* The next row's entry follows. */
static void
begin_entry(LiveCase *live)
{
	if (live->facts == NULL)
		live->facts = makeStringInfo();
	appendStringInfoChar(live->facts, live->facts->len == 0 ? '[' : ',');
}

void
facts_state(LiveCase *live, const char *what, int64 key, RowRelation *relation, const Row *before,
			const Row *row, uint64 but)
{
	int count = 0;

	row_relation_find(relation);
	for (int column = 1; column < relation->count; column++)
	{
		if ((but & ASKED(column)) || !fact_differs(relation, before, row, column))
			continue;
		if (count++ == 0)
		{
			begin_entry(live);
			appendStringInfo(live->facts, "[\"%s\"," INT64_FORMAT ",{", what, key);
		}
		else
			appendStringInfoChar(live->facts, ',');
		put_column(live, relation, row, column);
	}
	if (count > 0)
		appendStringInfoString(live->facts, "}]");
}

void
facts_state_case(LiveCase *live)
{
	ListCell *cell;

	facts_state(live, "cases", 0, &stored_cases, live->is_new ? NULL : &live->before, &live->row,
				ASKED(CASE_EVENT_COUNT) | ASKED(CASE_HEAD));
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		facts_state(live, "steps", row_int64(&step->row, STEP_ID), &stored_steps,
					step->is_new ? NULL : &step->before, &step->row, ASKED(STEP_CASE_ID));
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
