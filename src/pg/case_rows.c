#include "case_rows.h"

#include "access/htup_details.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/timestamp.h"

void
row_clear(Row *row)
{
	for (int i = 0; i < ROW_COLUMNS; i++)
		row_set_null(row, i);
}

void
row_read(Row *row, HeapTuple tuple, TupleDesc columns, int count)
{
	row_clear(row);
	for (int i = 0; i < count; i++)
		row->values[i] = heap_getattr(tuple, i + 1, columns, &row->nulls[i]);
}

/* A table may have columns beyond ours, added by hand: they stay null. */
HeapTuple
row_form(const Row *row, TupleDesc columns)
{
	Datum *values = palloc0(sizeof(Datum) * columns->natts);
	bool *nulls = palloc(sizeof(bool) * columns->natts);

	for (int i = 0; i < columns->natts; i++)
	{
		nulls[i] = i >= ROW_COLUMNS || row->nulls[i];
		if (!nulls[i])
			values[i] = row->values[i];
	}
	return heap_form_tuple(columns, values, nulls);
}

void
row_set_text(Row *row, int column, const char *text)
{
	if (text)
		row_set(row, column, CStringGetTextDatum(text));
	else
		row_set_null(row, column);
}

void
row_set_time(Row *row, int column, TimestampTz at)
{
	if (at == DT_NOEND)
		row_set_null(row, column);
	else
		row_set(row, column, TimestampTzGetDatum(at));
}

TimestampTz
row_time(const Row *row, int column)
{
	return row->nulls[column] ? DT_NOEND : DatumGetTimestampTz(row->values[column]);
}

char *
row_text(const Row *row, int column)
{
	return row->nulls[column] ? NULL : TextDatumGetCString(row->values[column]);
}

int64
row_int64(const Row *row, int column)
{
	return DatumGetInt64(row->values[column]);
}

bool
row_text_is(const Row *row, int column, const char *word)
{
	text *stored;

	if (row->nulls[column])
		return false;
	stored = DatumGetTextPP(row->values[column]);
	return VARSIZE_ANY_EXHDR(stored) == strlen(word) &&
		   memcmp(VARDATA_ANY(stored), word, strlen(word)) == 0;
}

bool
row_same(const Row *a, const Row *b, int column, TupleDesc columns)
{
	Form_pg_attribute attribute = TupleDescAttr(columns, column);

	if (a->nulls[column] || b->nulls[column])
		return a->nulls[column] == b->nulls[column];
	return datum_image_eq(a->values[column], b->values[column], attribute->attbyval,
						  attribute->attlen);
}

void
detail_begin(Detail *detail)
{
	detail->json = makeStringInfo();
}

static void
put_key(Detail *detail, const char *key)
{
	appendStringInfoChar(detail->json, detail->json->len == 0 ? '{' : ',');
	escape_json(detail->json, key);
	appendStringInfoChar(detail->json, ':');
}

void
detail_text(Detail *detail, const char *key, const char *value)
{
	if (value == NULL)
		return;
	put_key(detail, key);
	escape_json(detail->json, value);
}

void
detail_time(Detail *detail, const char *key, TimestampTz at)
{
	char field[MAXDATELEN + 1];
	int utc = 0;

	put_key(detail, key);
	if (at == DT_NOEND)
	{
		appendStringInfoString(detail->json, "null");
		return;
	}
	JsonEncodeDateTime(field, TimestampTzGetDatum(at), TIMESTAMPTZOID, &utc);
	escape_json(detail->json, field);
}

void
detail_number(Detail *detail, const char *key, int64 number)
{
	put_key(detail, key);
	appendStringInfo(detail->json, INT64_FORMAT, number);
}

Datum
detail_end(Detail *detail)
{
	if (detail->json->len == 0)
		return (Datum) 0;
	appendStringInfoChar(detail->json, '}');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(detail->json->data));
}
