/*
 * The case tables as C sees them; see pg/base/row.h for how a list is read. The
 * names are those of sql/4-case/400-cases.sql, the order is C's own.
 */
#ifndef DKIS_PG_CASE_COLUMNS_H
#define DKIS_PG_CASE_COLUMNS_H

#include "pg/base/row.h"

#include "utils/jsonb.h"

/* What the view shows; then what the table alone has. */
#define CASE_LIST(X)                                                                               \
	X(CASE_REGISTER_NO, register_no, text)                                                         \
	X(CASE_SOP, sop, text)                                                                         \
	X(CASE_SOP_VERSION, sop_version, int8)                                                         \
	X(CASE_ENTRY, entry, text)                                                                     \
	X(CASE_CLASS, class, text)                                                                     \
	X(CASE_TITLE, title, text)                                                                     \
	X(CASE_APPLICANT, applicant, int8)                                                             \
	X(CASE_ORGANISATION, organisation, text)                                                       \
	X(CASE_CHANNEL, channel, text)                                                                 \
	X(CASE_DATA, data, jsonb)                                                                      \
	X(CASE_STATUS, status, text)                                                                   \
	X(CASE_MARKING, marking, marking)                                                              \
	X(CASE_RECEIVED_AT, received_at, timestamptz)                                                  \
	X(CASE_OPENED_AT, opened_at, timestamptz)                                                      \
	X(CASE_DUE_AT, due_at, timestamptz)                                                            \
	X(CASE_CLOSED_AT, closed_at, timestamptz)                                                      \
	X(CASE_PARENT_CASE, parent_case, int8)                                                         \
	X(CASE_SCHEDULE, schedule, int8)                                                               \
	X(CASE_PERIOD, period, text)                                                                   \
	X(CASE_OPENED_BY, opened_by, text)                                                             \
	X(CASE_NOTE, note, text)                                                                       \
	X(CASE_MET_AT, met_at, timestamptz)                                                            \
	X(CASE_EXTENDED_AT, extended_at, timestamptz)                                                  \
	X(CASE_AGENCY, agency, int4)                                                                   \
	X(CASE_DUE_BASIS, due_basis, text)                                                             \
	X(CASE_ESCALATION_LEVEL, escalation_level, int4)                                               \
	X(CASE_NEXT_ESCALATION_AT, next_escalation_at, timestamptz)                                    \
	X(CASE_REOPENED_AT, reopened_at, timestamptz)                                                  \
	X(CASE_RETURNS_TO, returns_to, text)

#define CASE_HIDDEN_LIST(X)                                                                        \
	X(CASE_EVENT_COUNT, event_count, int4)                                                         \
	X(CASE_HEAD, head, bytea)

typedef enum CaseColumn
{
	CASE_ID,
	CASE_LIST(COLUMN_NUMBER) CASE_VIEW_COLUMNS,
	CASE_LAST_SHOWN = CASE_VIEW_COLUMNS - 1,
	CASE_HIDDEN_LIST(COLUMN_NUMBER) CASE_COLUMNS
} CaseColumn;

#define STEP_LIST(X)                                                                               \
	X(STEP_CASE_ID, case_id, int8)                                                                 \
	X(STEP_STEP, step, text)                                                                       \
	X(STEP_ROUND, round, int4)                                                                     \
	X(STEP_PERFORMER, performer, text)                                                             \
	X(STEP_ORGANISATION, organisation, text)                                                       \
	X(STEP_ASSIGNEE, assignee, text)                                                               \
	X(STEP_SLA, sla, sla)                                                                          \
	X(STEP_DUE_BASIS, due_basis, text)                                                             \
	X(STEP_STARTED_AT, started_at, timestamptz)                                                    \
	X(STEP_DUE_AT, due_at, timestamptz)                                                            \
	X(STEP_EXTENDED_AT, extended_at, timestamptz)                                                  \
	X(STEP_FINISHED_AT, finished_at, timestamptz)                                                  \
	X(STEP_OUTCOME, outcome, text)                                                                 \
	X(STEP_NOTE, note, text)                                                                       \
	X(STEP_FINISHED_BY, finished_by, text)                                                         \
	X(STEP_ESCALATION_LEVEL, escalation_level, int4)                                               \
	X(STEP_NEXT_ESCALATION_AT, next_escalation_at, timestamptz)                                    \
	X(STEP_CLOCK_FROM, clock_from, timestamptz)                                                    \
	X(STEP_AGENCY, agency, int4)                                                                   \
	X(STEP_ENDED_BY, ended_by, text)                                                               \
	X(STEP_AWAITS_CASE, awaits_case, int8)

typedef enum StepColumn
{
	STEP_ID,
	STEP_LIST(COLUMN_NUMBER) STEP_COLUMNS
} StepColumn;

#define EVENT_LIST(X)                                                                              \
	X(EVENT_AGENCY, agency, int4)                                                                  \
	X(EVENT_CASE_ID, case_id, int8)                                                                \
	X(EVENT_SEQ, seq, int4)                                                                        \
	X(EVENT_AT, at, timestamptz)                                                                   \
	X(EVENT_RECORDED_AT, recorded_at, timestamptz)                                                 \
	X(EVENT_ACTOR, actor, text)                                                                    \
	X(EVENT_DB_ROLE, db_role, text)                                                                \
	X(EVENT_EVENT, event, text)                                                                    \
	X(EVENT_STEP, step, text)                                                                      \
	X(EVENT_OUTCOME, outcome, text)                                                                \
	X(EVENT_DETAIL, detail, jsonb)                                                                 \
	X(EVENT_SALT, salt, bytea)                                                                     \
	X(EVENT_DIGEST, digest, bytea)                                                                 \
	X(EVENT_HASH, hash, bytea)                                                                     \
	X(EVENT_FACTS, facts, json)                                                                    \
	X(EVENT_FACTS_SALT, facts_salt, bytea)

typedef enum EventColumn
{
	EVENT_ID,
	EVENT_LIST(COLUMN_NUMBER) EVENT_COLUMNS
} EventColumn;

extern const Column case_columns[CASE_COLUMNS];
extern const Column step_columns[STEP_COLUMNS];

/* The silent tables of dkis_store. */
extern RowRelation stored_cases;
extern RowRelation stored_steps;
extern RowRelation stored_events;

/* A jsonb object built pair by pair; NULL values are left out. */
typedef struct Detail
{
	JsonbBuilder built;
	int keys;
} Detail;
extern void detail_begin(Detail *detail);
extern void detail_text(Detail *detail, const char *key, const char *value);
extern void detail_time(Detail *detail, const char *key, TimestampTz at); /* DT_NOEND: null */
extern void detail_number(Detail *detail, const char *key, int64 number);
extern void detail_json(Detail *detail, const char *key, Datum jsonb);
extern void detail_pairs(Detail *detail, Datum object); /* all those of a jsonb object */
extern Datum detail_end(Detail *detail);                /* a jsonb, or 0 when nothing was put in */

#endif
