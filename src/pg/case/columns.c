#include "pg/case/columns.h"

#include "access/htup_details.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/datum.h"
#include "utils/json.h"
#include "utils/numeric.h"
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
	Datum *values = palloc(sizeof(Datum) * columns->natts);
	bool *nulls = palloc(sizeof(bool) * columns->natts);

	heap_deform_tuple(tuple, columns, values, nulls);
	row_clear(row);
	memcpy(row->values, values, sizeof(Datum) * count);
	memcpy(row->nulls, nulls, sizeof(bool) * count);
	pfree(values);
	pfree(nulls);
}

/* A table may have columns beyond ours, added by hand: they stay null. */
static void
row_spread(const Row *row, TupleDesc columns, Datum **values, bool **nulls)
{
	int ours = Min(columns->natts, ROW_COLUMNS);

	*values = palloc0(sizeof(Datum) * columns->natts);
	*nulls = palloc(sizeof(bool) * columns->natts);
	memset(*nulls, true, sizeof(bool) * columns->natts);
	memcpy(*values, row->values, sizeof(Datum) * ours);
	memcpy(*nulls, row->nulls, sizeof(bool) * ours);
}

HeapTuple
row_form(const Row *row, TupleDesc columns)
{
	Datum *values;
	bool *nulls;

	row_spread(row, columns, &values, &nulls);
	return heap_form_tuple(columns, values, nulls);
}

void
row_store(const Row *row, TupleDesc columns, Tuplestorestate *store)
{
	Datum *values;
	bool *nulls;

	row_spread(row, columns, &values, &nulls);
	tuplestore_putvalues(store, columns, values, nulls);
	pfree(values);
	pfree(nulls);
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
	detail->state = NULL;
	detail->keys = 0;
}

static void
put_pair(Detail *detail, const char *key, JsonbValue *value)
{
	JsonbValue name = {.type = jbvString};

	if (detail->keys++ == 0)
		pushJsonbValue(&detail->state, WJB_BEGIN_OBJECT, NULL);
	name.val.string.val = pstrdup(key);
	name.val.string.len = (int) strlen(key);
	pushJsonbValue(&detail->state, WJB_KEY, &name);
	pushJsonbValue(&detail->state, WJB_VALUE, value);
}

void
detail_text(Detail *detail, const char *key, const char *value)
{
	JsonbValue string = {.type = jbvString};

	if (value == NULL)
		return;
	string.val.string.val = pstrdup(value);
	string.val.string.len = (int) strlen(value);
	put_pair(detail, key, &string);
}

void
detail_time(Detail *detail, const char *key, TimestampTz at)
{
	JsonbValue none = {.type = jbvNull};
	char field[MAXDATELEN + 1];
	int utc = 0;

	if (at == DT_NOEND)
	{
		put_pair(detail, key, &none);
		return;
	}
	JsonEncodeDateTime(field, TimestampTzGetDatum(at), TIMESTAMPTZOID, &utc);
	detail_text(detail, key, field);
}

void
detail_number(Detail *detail, const char *key, int64 number)
{
	JsonbValue value = {.type = jbvNumeric};

	value.val.numeric = int64_to_numeric(number);
	put_pair(detail, key, &value);
}

Datum
detail_end(Detail *detail)
{
	if (detail->keys == 0)
		return (Datum) 0;
	return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&detail->state, WJB_END_OBJECT, NULL)));
}
