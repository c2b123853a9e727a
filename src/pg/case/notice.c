#include "pg/case/notice.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/array.h"
#include "pg/base/module.h"

#define TOLD_AT_ONCE 1000

enum
{
	TELL_CASE,
	TELL_KIND,
	TELL_STEP,
	TELL_TEXT,
	TELL_COLUMNS
};

/* Lives as long as its batch. */
typedef struct Telling
{
	int64 case_id;
	const char *kind;
	const char *step; /* NULL: the case as a whole */
	const char *text; /* NULL: nothing more to say */
} Telling;

static void
note(CaseBatch *batch, const LiveCase *live, const char *kind, const char *step, const char *text)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	Telling *telling = palloc(sizeof *telling);

	telling->case_id = row_int64(&live->row, CASE_ID);
	telling->kind = case_batch_text(batch, kind);
	telling->step = case_batch_text(batch, step);
	telling->text = case_batch_text(batch, text);
	batch->tellings = lappend(batch->tellings, telling);
	MemoryContextSwitchTo(before);
}

void
case_tell_applicant(CaseBatch *batch, const LiveCase *live, const char *kind, const char *step,
					const char *text)
{
	if (!live->row.nulls[CASE_APPLICANT])
		note(batch, live, kind, step, text);
}

void
case_tell_assignee(CaseBatch *batch, const LiveCase *live, const char *step, const char *assignee)
{
	if (assignee)
		note(batch, live, "penugasan", step, assignee);
}

static Datum
texts_of(const List *tellings, int from, int count, int column)
{
	Datum *values = palloc(sizeof(Datum) * count);
	bool *nulls = palloc(sizeof(bool) * count);

	for (int i = 0; i < count; i++)
	{
		const Telling *telling = list_nth(tellings, from + i);
		const char *text = column == TELL_KIND   ? telling->kind
						   : column == TELL_STEP ? telling->step
												 : telling->text;

		values[i] = text_or_null(text, &nulls[i]);
	}
	return nullable_texts_datum(values, nulls, count);
}

static Datum
case_array(const List *tellings, int from, int count)
{
	int64 *ids = palloc(sizeof(int64) * count);

	for (int i = 0; i < count; i++)
		ids[i] = ((const Telling *) list_nth(tellings, from + i))->case_id;
	return bigints_datum(ids, count);
}

void
case_tell_all(CaseBatch *batch)
{
	static CachedQuery query = {
		"SELECT dkis_store.tell_of_cases($1, $2, $3, $4, $5)",
		TELL_COLUMNS + 1,
		{INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID},
		NULL};
	int count = list_length(batch->tellings);

	for (int from = 0; from < count; from += TOLD_AT_ONCE)
	{
		int some = Min(TOLD_AT_ONCE, count - from);
		Datum arguments[TELL_COLUMNS + 1];

		SPI_connect();
		arguments[TELL_CASE] = case_array(batch->tellings, from, some);
		for (int column = TELL_KIND; column < TELL_COLUMNS; column++)
			arguments[column] = texts_of(batch->tellings, from, some, column);
		arguments[TELL_COLUMNS] = TimestampTzGetDatum(batch->now);
		query_run(&query, arguments, NULL, SPI_OK_SELECT);
		SPI_finish();
	}
}
