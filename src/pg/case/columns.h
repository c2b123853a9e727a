/*
 * Rows of the case tables as C sees them: columns by name, and the little
 * that is done to a column. The order is that of sql/4-case/400-cases.sql, where a
 * view shows a table's first columns.
 */
#ifndef DKIS_PG_CASE_COLUMNS_H
#define DKIS_PG_CASE_COLUMNS_H

#include "pg/base/compat.h"

#include "access/htup.h"
#include "access/tupdesc.h"
#include "datatype/timestamp.h"
#include "utils/jsonb.h"
#include "utils/tuplestore.h"

typedef enum CaseColumn
{
	CASE_ID,
	CASE_REGISTER_NO,
	CASE_SOP,
	CASE_SOP_VERSION,
	CASE_ENTRY,
	CASE_CLASS,
	CASE_TITLE,
	CASE_APPLICANT,
	CASE_ORGANISATION,
	CASE_CHANNEL,
	CASE_DATA,
	CASE_STATUS,
	CASE_MARKING,
	CASE_RECEIVED_AT,
	CASE_OPENED_AT,
	CASE_DUE_AT,
	CASE_CLOSED_AT,
	CASE_PARENT_CASE,
	CASE_SCHEDULE,
	CASE_PERIOD,
	CASE_OPENED_BY,
	CASE_NOTE,
	CASE_MET_AT,
	CASE_EXTENDED_AT,
	CASE_AGENCY,
	CASE_DUE_BASIS,
	CASE_ESCALATION_LEVEL,
	CASE_NEXT_ESCALATION_AT,
	CASE_VIEW_COLUMNS,
	CASE_EVENT_COUNT = CASE_VIEW_COLUMNS,
	CASE_HEAD,
	CASE_COLUMNS
} CaseColumn;

typedef enum StepColumn
{
	STEP_ID,
	STEP_CASE_ID,
	STEP_STEP,
	STEP_ROUND,
	STEP_PERFORMER,
	STEP_ORGANISATION,
	STEP_ASSIGNEE,
	STEP_SLA,
	STEP_DUE_BASIS,
	STEP_STARTED_AT,
	STEP_DUE_AT,
	STEP_EXTENDED_AT,
	STEP_FINISHED_AT,
	STEP_OUTCOME,
	STEP_NOTE,
	STEP_FINISHED_BY,
	STEP_ESCALATION_LEVEL,
	STEP_NEXT_ESCALATION_AT,
	STEP_CLOCK_FROM,
	STEP_AGENCY,
	STEP_ENDED_BY,
	STEP_COLUMNS
} StepColumn;

typedef enum EventColumn
{
	EVENT_ID,
	EVENT_AGENCY,
	EVENT_CASE_ID,
	EVENT_SEQ,
	EVENT_AT,
	EVENT_RECORDED_AT,
	EVENT_ACTOR,
	EVENT_DB_ROLE,
	EVENT_EVENT,
	EVENT_STEP,
	EVENT_OUTCOME,
	EVENT_DETAIL,
	EVENT_SALT,
	EVENT_DIGEST,
	EVENT_HASH,
	EVENT_COLUMNS
} EventColumn;

#define ROW_COLUMNS CASE_COLUMNS /* the widest */

typedef struct Row
{
	Datum values[ROW_COLUMNS];
	bool nulls[ROW_COLUMNS];
} Row;

/* A set of columns; column n is bit n. */
#define ASKED(column) (UINT64CONST(1) << (column))

extern void row_clear(Row *row);
/* Takes a tuple's first columns; values point into the tuple. */
extern void row_read(Row *row, HeapTuple tuple, TupleDesc columns, int count);
extern HeapTuple row_form(const Row *row, TupleDesc columns);
extern void row_store(const Row *row, TupleDesc columns, Tuplestorestate *store);

static inline void
row_set(Row *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

static inline void
row_set_null(Row *row, int column)
{
	row->values[column] = (Datum) 0;
	row->nulls[column] = true;
}

extern void row_set_text(Row *row, int column, const char *text); /* NULL: null */
/* DT_NOEND stands for null, in both directions. */
extern void row_set_time(Row *row, int column, TimestampTz at);
extern TimestampTz row_time(const Row *row, int column);
extern char *row_text(const Row *row, int column); /* NULL: null */
extern int64 row_int64(const Row *row, int column);
extern bool row_text_is(const Row *row, int column, const char *text);
extern bool row_same(const Row *a, const Row *b, int column, TupleDesc columns);

/* A jsonb object built pair by pair; NULL values are left out. */
typedef struct Detail
{
	JsonbParseState *state;
	int keys;
} Detail;
extern void detail_begin(Detail *detail);
extern void detail_text(Detail *detail, const char *key, const char *value);
extern void detail_time(Detail *detail, const char *key, TimestampTz at); /* DT_NOEND: null */
extern void detail_number(Detail *detail, const char *key, int64 number);
extern Datum detail_end(Detail *detail); /* a jsonb, or 0 when nothing was put in */

#endif
