#include "pg/case/clock.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/array.h"
#include "pg/base/module.h"
#include "pg/case/event.h"
#include "pg/case/facts.h"
#include "pg/case/notice.h"
#include "pg/time/calendar.h"
#include "pg/types/sla.h"

/* Where a row keeps its deadline. */
typedef struct ClockColumns
{
	int agency;
	int arrived;
	int from;
	int extended_at;
	int due;
	int basis;
	int level;
	int next;
} ClockColumns;

static const ClockColumns step_clock = {
	.agency = STEP_AGENCY,
	.arrived = STEP_STARTED_AT,
	.from = STEP_CLOCK_FROM,
	.extended_at = STEP_EXTENDED_AT,
	.due = STEP_DUE_AT,
	.basis = STEP_DUE_BASIS,
	.level = STEP_ESCALATION_LEVEL,
	.next = STEP_NEXT_ESCALATION_AT,
};
static const ClockColumns case_clock = {
	.agency = CASE_AGENCY,
	.arrived = CASE_OPENED_AT,
	.from = CASE_RECEIVED_AT,
	.extended_at = CASE_EXTENDED_AT,
	.due = CASE_DUE_AT,
	.basis = CASE_DUE_BASIS,
	.level = CASE_ESCALATION_LEVEL,
	.next = CASE_NEXT_ESCALATION_AT,
};

#define WARNING_PERCENT 75 /* of a standard: from then on its light is yellow */

void
clock_require_known(const Definition *definition, TimestampTz at)
{
	DkisError error;
	Day day;

	const Calendar *calendar = calendar_of(definition->agency, definition->calendar);

	dkis_require(calendar_local_date(calendar, at, &day, &error), &error);
}

/* ---- standards ------------------------------------------------------------------- */

bool
clock_counts_days(const Sla *sla)
{
	return !sla_is_none(sla) && !sla_counts_time(sla->unit);
}

Sla
clock_standard(const Definition *definition, int step, const Row *a_case)
{
	const StepDefinition *defined = &definition->steps[step];
	int class = class_index(row_text(a_case, CASE_CLASS));

	if (!defined->by_class)
		return defined->sla;
	if (class >= 0)
		return defined->has_class_sla[class] ? defined->class_sla[class] : defined->sla;
	ereport(
		ERROR,
		(errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("kasus ini belum diklasifikasikan"),
		 errdetail("Standar waktu langkah %s SOP %s bergantung pada klasifikasi.", defined->name,
				   definition->sop),
		 errhint(
			 "UPDATE dkis.cases SET class = 'ringan' | 'sedang' | 'berat' WHERE id = " INT64_FORMAT
			 ", lalu ulangi.",
			 row_int64(a_case, CASE_ID))));
}

/* ---- a deadline in hand ------------------------------------------------------------- */

static Timer
timer_of(const ClockColumns *columns, const Row *row, const char *calendar, const Sla *sla)
{
	return (Timer){.agency = DatumGetInt32(row->values[columns->agency]),
				   .calendar = calendar,
				   .arrived = row_time(row, columns->arrived),
				   .due = row_time(row, columns->due),
				   .deadline = {.from = row_time(row, columns->from),
								.sla = *sla,
								.extended_at = row_time(row, columns->extended_at)}};
}

static const Calendar *
timer_calendar(const Timer *timer)
{
	return calendar_of(timer->agency, timer->calendar);
}

Timer
clock_timer_of_step(const Definition *definition, const Row *row)
{
	return timer_of(&step_clock, row, definition->calendar, DatumGetSla(row->values[STEP_SLA]));
}

Timer
clock_timer_of_case(const Definition *definition, const Row *row)
{
	return timer_of(&case_clock, row, definition->calendar, &definition->total);
}

/* ---- holds ---------------------------------------------------------------------------- */

static Datum
ids_in_hand(const CaseBatch *batch)
{
	int64 *ids = palloc(sizeof(int64) * list_length(batch->in_hand));
	ListCell *cell;

	foreach (cell, batch->in_hand)
		ids[foreach_current_index(cell)] = row_int64(&((LiveCase *) lfirst(cell))->row, CASE_ID);
	return bigints_datum(ids, list_length(batch->in_hand));
}

static void
add_hold(LiveCase *live, TimestampTz held, TimestampTz resumed)
{
	size_t size = sizeof(Hold) * (live->hold_count + 1);

	live->holds = live->holds ? repalloc(live->holds, size) : palloc(size);
	live->holds[live->hold_count++] = (Hold){held, resumed};
}

/* For all cases in hand at once: a decree asks for as many as ten thousand. */
static void
read_holds(CaseBatch *batch)
{
	static CachedQuery query = {
		"SELECT case_id, held_at, resumed_at FROM dkis_store.case_holds"
		" WHERE case_id = ANY ($1) AND resumed_at IS NOT NULL ORDER BY case_id, resumed_at, id",
		1,
		{INT8ARRAYOID},
		NULL};
	Datum ids = ids_in_hand(batch);
	uint64 row = 0;
	ListCell *cell;

	query_run(&query, &ids, NULL, SPI_OK_SELECT);
	foreach (cell, batch->in_hand)
	{
		LiveCase *live = lfirst(cell);

		live->holds_read = true;
		for (; row < SPI_processed && cell_int64(row, 1) == row_int64(&live->row, CASE_ID); row++)
			add_hold(live, cell_time(row, 2), cell_time(row, 3));
	}
}

/* A new case has had none, nor has time that starts now. */
static void
fetch_holds(CaseBatch *batch, LiveCase *live, Deadline *deadline)
{
	if (deadline->from >= batch->now || live->is_new)
		return;
	if (!live->holds_read)
		read_holds(batch);
	deadline->holds = live->holds;
	deadline->hold_count = live->hold_count;
}

/* ---- counting ---------------------------------------------------------------------------- */

static TimestampTz
count_due(CaseBatch *batch, LiveCase *live, Timer *timer)
{
	const Calendar *calendar;
	DkisError error;
	Instant due;

	fetch_holds(batch, live, &timer->deadline);
	calendar = timer_calendar(timer);
	dkis_require(deadline_count(calendar, &timer->deadline, NULL, NULL, &due, &error), &error);
	if (due != DUE_NEVER)
		calendar_note_instants(calendar, timer->deadline.from, due);
	return due;
}

static TimestampTz
extend_due(const Timer *timer)
{
	DkisError error;
	Instant due = timer->due;

	dkis_require(deadline_extend(timer_calendar(timer), &timer->deadline, &due, &error), &error);
	return due;
}

TimestampTz
clock_level_time(const Timer *timer, int percent)
{
	DkisError error;
	Instant at;

	if (percent == 0)
		return timer->arrived;
	dkis_require(
		deadline_percent(timer_calendar(timer), &timer->deadline, timer->due, percent, &at, &error),
		&error);
	return at;
}

TimestampTz
clock_time_after(const Timer *timer, const Sla *sla)
{
	DkisError error;
	Instant at;

	dkis_require(
		calendar_due_at(timer_calendar(timer), timer->deadline.from, sla, false, &at, &error),
		&error);
	return at;
}

/* ---- reminders --------------------------------------------------------------------------------
 */

/* In the standard's own unit, working days or microseconds of work, from the start of its time. */
static int64
reminder_units(const Timer *timer, const Sla *every, TimestampTz at)
{
	const Calendar *calendar = timer_calendar(timer);
	DkisError error;
	int64_t worked;
	int32_t days;
	Day a;
	Day b;

	if (sla_counts_time(every->unit))
	{
		dkis_require(calendar_worktime_between(calendar, timer->deadline.from, at, &worked, &error),
					 &error);
		return worked;
	}
	dkis_require(calendar_local_date(calendar, timer->deadline.from, &a, &error), &error);
	dkis_require(calendar_local_date(calendar, at, &b, &error), &error);
	dkis_require(calendar_workdays_between(calendar, a, b, &days, &error), &error);
	return days;
}

static int64
reminder_step(const Sla *every)
{
	if (!sla_counts_time(every->unit))
		return every->limit;
	return every->limit * (every->unit == SLA_HOURS ? USECS_PER_HOUR : USECS_PER_MINUTE);
}

static TimestampTz
reminder_time(const Timer *timer, const Sla *every, int64 n)
{
	const Calendar *calendar = timer_calendar(timer);
	int64 units = n * reminder_step(every);
	DkisError error;
	Instant at;
	Day day;

	if (sla_counts_time(every->unit))
	{
		dkis_require(calendar_add_worktime(calendar, timer->deadline.from, units, &at, &error),
					 &error);
		return at;
	}
	dkis_require(calendar_local_date(calendar, timer->deadline.from, &day, &error), &error);
	dkis_require(calendar_add_workdays(calendar, day, (int32_t) units, &day, &error), &error);
	dkis_require(
		calendar_next_opening(calendar, calendar_from_local(calendar, day, 0), &at, &error),
		&error);
	return at;
}

/* How many have come; a day has begun before its opening has. */
static int64
reminders_come(const Timer *timer, const Sla *every, TimestampTz at)
{
	int64 come =
		at < timer->deadline.from ? 0 : reminder_units(timer, every, at) / reminder_step(every);

	while (come > 0 && reminder_time(timer, every, come) > at)
		come--;
	return come;
}

TimestampTz
clock_reminder_before(const Timer *timer, const Sla *every, TimestampTz at)
{
	int64 come = sla_is_none(every) ? 0 : reminders_come(timer, every, at);

	return come == 0 ? DT_NOBEGIN : reminder_time(timer, every, come);
}

TimestampTz
clock_reminder_after(const Timer *timer, const Sla *every, TimestampTz at)
{
	if (sla_is_none(every))
		return DT_NOEND;
	return reminder_time(timer, every, reminders_come(timer, every, at) + 1);
}

/* ---- levels of escalation -------------------------------------------------------------------- */

static TimestampTz
next_level_time(const EscalationRules *escalation, const Timer *timer, Datum reached)
{
	const EscalationRule *next = escalation_after(escalation, DatumGetInt32(reached));

	return next ? clock_level_time(timer, next->percent) : DT_NOEND;
}

/*
 * A waiting period tells of no level; it ends by itself, or not at all. Reminders:
 * from the first on; which have been told is for escalate.c to know.
 */
void
clock_next_of_step(const Definition *definition, int step, Row *row)
{
	const StepDefinition *defined = &definition->steps[step];
	Timer timer = clock_timer_of_step(definition, row);
	TimestampTz next;

	if (!row->nulls[STEP_FINISHED_AT] || !row->nulls[STEP_AWAITS_CASE])
	{
		row_set_null(row, STEP_NEXT_ESCALATION_AT);
		return;
	}
	if (defined->waits)
		next = defined->on_due_outcome ? timer.due : DT_NOEND;
	else
		next = next_level_time(&defined->escalation, &timer, row->values[STEP_ESCALATION_LEVEL]);
	row_set_time(
		row, STEP_NEXT_ESCALATION_AT,
		Min(next, clock_reminder_after(&timer, &defined->remind_every, timer.deadline.from)));
}

void
clock_next_of_case(const Definition *definition, Row *row)
{
	Timer timer = clock_timer_of_case(definition, row);

	if (timer.due == DT_NOEND || !row->nulls[CASE_MET_AT] || !row->nulls[CASE_CLOSED_AT] ||
		!row_text_is(row, CASE_STATUS, "berjalan"))
		row_set_null(row, CASE_NEXT_ESCALATION_AT);
	else
		row_set_time(
			row, CASE_NEXT_ESCALATION_AT,
			next_level_time(&definition->escalation, &timer, row->values[CASE_ESCALATION_LEVEL]));
}

/*
 * The level that a deadline, once moved, has still come to: what was told of
 * the old one says nothing of the new.
 */
static void
lower_level(Row *row, const ClockColumns *columns, const EscalationRules *escalation,
			const Timer *timer, TimestampTz now)
{
	int reached = DatumGetInt32(row->values[columns->level]);
	int still = 0;

	if (timer->due == DT_NOEND)
		return;
	for (int i = 0; i < escalation->count && still != reached; i++)
	{
		if (clock_level_time(timer, escalation->rules[i].percent) > now)
		{
			row_set(row, columns->level, Int32GetDatum(still));
			return;
		}
		still = escalation->rules[i].level;
	}
}

/* While a case is held it is the instant at which it was. */
static TimestampTz
case_time(const CaseBatch *batch, const LiveCase *live)
{
	return Min(batch->now, live->held_at);
}

static void
settle_step(const CaseBatch *batch, const LiveCase *live, LiveStep *step)
{
	const StepDefinition *defined = &live->definition->steps[step->index];
	Timer timer = clock_timer_of_step(live->definition, &step->row);

	if (!defined->waits)
		lower_level(&step->row, &step_clock, &defined->escalation, &timer, case_time(batch, live));
	if (live->held_at == DT_NOEND)
		clock_next_of_step(live->definition, step->index, &step->row);
	else
		row_set_null(&step->row, STEP_NEXT_ESCALATION_AT);
}

static void
settle_case(const CaseBatch *batch, LiveCase *live)
{
	Timer timer = clock_timer_of_case(live->definition, &live->row);

	lower_level(&live->row, &case_clock, &live->definition->escalation, &timer,
				case_time(batch, live));
	clock_next_of_case(live->definition, &live->row);
}

/* ---- counting anew -----------------------------------------------------------------------------
 */

static bool
is_counted(const Row *row, const ClockColumns *columns)
{
	return row_text_is(row, columns->basis, "hitung");
}

static void
set_standard(Row *row, const Sla *standard)
{
	Sla *kept;

	if (!row->nulls[STEP_SLA] && sla_compare(DatumGetSla(row->values[STEP_SLA]), standard) == 0)
		return;
	kept = palloc(sizeof(Sla));
	*kept = *standard;
	row_set(row, STEP_SLA, PointerGetDatum(kept));
}

static void
count_step(CaseBatch *batch, LiveCase *live, LiveStep *step)
{
	Sla standard = clock_standard(live->definition, step->index, &live->row);
	Timer timer;

	set_standard(&step->row, &standard);
	timer = clock_timer_of_step(live->definition, &step->row);
	row_set_time(&step->row, STEP_DUE_AT, count_due(batch, live, &timer));
}

static void
count_case(CaseBatch *batch, LiveCase *live)
{
	Timer timer = clock_timer_of_case(live->definition, &live->row);

	row_set_time(&live->row, CASE_DUE_AT, count_due(batch, live, &timer));
}

static bool
differs(const Row *a, const Row *b, const ClockColumns *columns)
{
	return row_time(a, columns->due) != row_time(b, columns->due) ||
		   row_time(a, columns->next) != row_time(b, columns->next) ||
		   a->values[columns->level] != b->values[columns->level];
}

void
clock_recount_step(CaseBatch *batch, LiveCase *live, LiveStep *step, const char *reason)
{
	Row old = step->row;

	if (is_counted(&step->row, &step_clock))
		count_step(batch, live, step);
	settle_step(batch, live, step);
	if (differs(&old, &step->row, &step_clock) ||
		old.values[STEP_SLA] != step->row.values[STEP_SLA])
		step->changed = true;
	if (row_time(&old, STEP_DUE_AT) != row_time(&step->row, STEP_DUE_AT))
		case_due_event(batch, live, step, "tenggat berubah", row_time(&old, STEP_DUE_AT), reason);
}

void
clock_recount_case(CaseBatch *batch, LiveCase *live, const char *reason)
{
	Row old = live->row;

	if (!live->row.nulls[CASE_MET_AT])
		return;
	if (is_counted(&live->row, &case_clock))
		count_case(batch, live);
	settle_case(batch, live);
	if (differs(&old, &live->row, &case_clock))
		live->changed = true;
	if (row_time(&old, CASE_DUE_AT) != row_time(&live->row, CASE_DUE_AT))
		case_due_event(batch, live, NULL, "tenggat berubah", row_time(&old, CASE_DUE_AT), reason);
}

/* ---- starting, meeting
 * ----------------------------------------------------------------------------- */

void
clock_start_step(CaseBatch *batch, LiveCase *live, LiveStep *step)
{
	row_set_text(&step->row, STEP_DUE_BASIS, "hitung");
	row_set(&step->row, STEP_ESCALATION_LEVEL, Int32GetDatum(0));
	count_step(batch, live, step);
	settle_step(batch, live, step);
}

void
clock_start_case(CaseBatch *batch, LiveCase *live)
{
	row_set_text(&live->row, CASE_DUE_BASIS, "hitung");
	row_set(&live->row, CASE_ESCALATION_LEVEL, Int32GetDatum(0));
	count_case(batch, live);
	settle_case(batch, live);
}

void
clock_meet_case(LiveCase *live, TimestampTz at)
{
	row_set_time(&live->row, CASE_MET_AT, at);
	clock_next_of_case(live->definition, &live->row);
	live->changed = true;
}

/* ---- extension
 * ---------------------------------------------------------------------------------------- */

/* What stands by hand is extended from where it stands. */
static void
extend(CaseBatch *batch, LiveCase *live, Row *row, const ClockColumns *columns, Timer timer)
{
	timer.deadline.extended_at = batch->now;
	row_set_time(row, columns->extended_at, batch->now);
	row_set_time(row, columns->due,
				 is_counted(row, columns) ? count_due(batch, live, &timer) : extend_due(&timer));
}

/* The whole case's deadline goes with the first step that is extended. */
static void
extend_case(CaseBatch *batch, LiveCase *live, const char *reason)
{
	TimestampTz old_due = row_time(&live->row, CASE_DUE_AT);

	if (old_due == DT_NOEND || !sla_has_extension(&live->definition->total) ||
		!live->row.nulls[CASE_EXTENDED_AT] || !live->row.nulls[CASE_MET_AT])
		return;
	extend(batch, live, &live->row, &case_clock, clock_timer_of_case(live->definition, &live->row));
	settle_case(batch, live);
	case_due_event(batch, live, NULL, "tenggat diperpanjang", old_due, reason);
}

void
clock_extend(CaseBatch *batch, LiveCase *live, LiveStep *step, const char *reason)
{
	TimestampTz old_due = row_time(&step->row, STEP_DUE_AT);

	extend(batch, live, &step->row, &step_clock, clock_timer_of_step(live->definition, &step->row));
	settle_step(batch, live, step);
	step->changed = true;
	case_due_event(batch, live, step, "tenggat diperpanjang", old_due, reason);
	extend_case(batch, live, reason);
	case_tell_applicant(batch, live, "perpanjangan", live->definition->steps[step->index].name,
						reason);
}

/* ---- by hand
 * --------------------------------------------------------------------------------------------- */

static void
tell_basis(CaseBatch *batch, LiveCase *live, LiveStep *step, TimestampTz old_due)
{
	settle_step(batch, live, step);
	step->changed = true;
	case_due_event(batch, live, step,
				   is_counted(&step->row, &step_clock) ? "tenggat dihitung kembali"
													   : "tenggat ditetapkan",
				   old_due, NULL);
}

void
clock_fix_step(CaseBatch *batch, LiveCase *live, LiveStep *step, TimestampTz due)
{
	TimestampTz old_due = row_time(&step->row, STEP_DUE_AT);

	if (due != DT_NOEND)
		clock_require_known(live->definition, due);
	row_set_text(&step->row, STEP_DUE_BASIS, "tetap");
	row_set_time(&step->row, STEP_DUE_AT, due);
	tell_basis(batch, live, step, old_due);
}

void
clock_release_step(CaseBatch *batch, LiveCase *live, LiveStep *step)
{
	TimestampTz old_due = row_time(&step->row, STEP_DUE_AT);

	row_set_text(&step->row, STEP_DUE_BASIS, "hitung");
	count_step(batch, live, step);
	tell_basis(batch, live, step, old_due);
}

/* ---- holding
 * ------------------------------------------------------------------------------------------------
 */

#define HOLD_LIST(X)                                                                               \
	X(HOLD_AGENCY, agency, int4)                                                                   \
	X(HOLD_HELD_AT, held_at, timestamptz)                                                          \
	X(HOLD_RESUMED_AT, resumed_at, timestamptz)                                                    \
	X(HOLD_REASON, reason, text)                                                                   \
	X(HOLD_HELD_BY, held_by, text)

enum
{
	HOLD_ID,
	HOLD_LIST(COLUMN_NUMBER) HOLD_COLUMNS
};

static const Column hold_columns[] = {COLUMN_ID, HOLD_LIST(COLUMN_ENTRY)};
static RowRelation stored_holds =
	ROW_RELATION("dkis_store", "case_holds", hold_columns, HOLD_COLUMNS);

static bool
is_open(const LiveStep *step)
{
	return step->row.nulls[STEP_FINISHED_AT];
}

static void
begin_hold(CaseBatch *batch, LiveCase *live, const char *reason)
{
	static CachedQuery query = {
		"INSERT INTO dkis_store.case_holds (agency, case_id, held_at, reason, held_by)"
		" VALUES ($1, $2, $3, $4, $5) RETURNING id",
		5,
		{INT4OID, INT8OID, TIMESTAMPTZOID, TEXTOID, TEXTOID},
		NULL};
	Datum arguments[] = {live->row.values[CASE_AGENCY], live->row.values[CASE_ID],
						 TimestampTzGetDatum(batch->now),
						 reason ? CStringGetTextDatum(reason) : (Datum) 0,
						 CStringGetTextDatum(batch->identity.actor)};
	Row row;

	query_run(&query, arguments, reason ? NULL : "   n ", SPI_OK_INSERT_RETURNING);
	live->held_at = batch->now;
	row_clear(&row);
	row_set(&row, HOLD_AGENCY, live->row.values[CASE_AGENCY]);
	row_set_time(&row, HOLD_HELD_AT, batch->now);
	row_set_text(&row, HOLD_REASON, reason);
	row_set_text(&row, HOLD_HELD_BY, batch->identity.actor);
	facts_state(live, "holds", cell_int64(0, 1), &stored_holds, NULL, &row, 0);
}

void
clock_hold(CaseBatch *batch, LiveCase *live, const char *reason)
{
	ListCell *cell;

	begin_hold(batch, live, reason);
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (is_open(step))
			settle_step(batch, live, step);
		step->changed = true;
	}
	settle_case(batch, live);
	live->changed = true;
}

void
clock_end_hold(CaseBatch *batch, LiveCase *live)
{
	static CachedQuery query = {"UPDATE dkis_store.case_holds SET resumed_at = $2"
								" WHERE case_id = $1 AND resumed_at IS NULL RETURNING id",
								2,
								{INT8OID, TIMESTAMPTZOID},
								NULL};
	Datum arguments[] = {live->row.values[CASE_ID], TimestampTzGetDatum(batch->now)};
	Row row;

	if (!live->holds_read)
		read_holds(batch);
	query_run(&query, arguments, NULL, SPI_OK_UPDATE_RETURNING);
	row_clear(&row);
	row_set_time(&row, HOLD_RESUMED_AT, batch->now);
	if (SPI_processed == 1)
		facts_state(live, "holds", cell_int64(0, 1), &stored_holds, NULL, &row, 0);
	add_hold(live, live->held_at, batch->now);
	live->held_at = DT_NOEND;
}

void
clock_resume(CaseBatch *batch, LiveCase *live)
{
	ListCell *cell;

	clock_end_hold(batch, live);
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (!is_open(step))
			continue;
		if (is_counted(&step->row, &step_clock))
			count_step(batch, live, step);
		settle_step(batch, live, step);
		step->changed = true;
	}
	if (live->row.nulls[CASE_MET_AT] && is_counted(&live->row, &case_clock))
		count_case(batch, live);
	settle_case(batch, live);
	live->changed = true;
}

/* ---- moving to another version
 * ------------------------------------------------------------------------------- */

static bool
same_standard(const Definition *from, const Sla *old, const Definition *to, const Sla *new)
{
	return strcmp(from->calendar, to->calendar) == 0 && sla_compare(old, new) == 0;
}

void
clock_move_step(CaseBatch *batch, LiveCase *live, LiveStep *step, const Definition *from,
				bool recount, const char *reason)
{
	Sla standard = clock_standard(live->definition, step->index, &live->row);

	if (!recount &&
		!same_standard(from, DatumGetSla(step->row.values[STEP_SLA]), live->definition, &standard))
		row_set_text(&step->row, STEP_DUE_BASIS, "tetap");
	clock_recount_step(batch, live, step, reason);
	step->changed = true;
}

void
clock_move_case(CaseBatch *batch, LiveCase *live, const Definition *from, bool recount,
				const char *reason)
{
	if (recount)
		row_set_text(&live->row, CASE_DUE_BASIS, "hitung");
	else if (!same_standard(from, &from->total, live->definition, &live->definition->total))
		row_set_text(&live->row, CASE_DUE_BASIS, "tetap");
	clock_recount_case(batch, live, reason);
	live->changed = true;
}

/* ---- for views
 * -------------------------------------------------------------------------------------------------
 */

PG_FUNCTION_INFO_V1(dkis_light);

/* (seen_at, from, due_at, sla, calendar, extended_at, agency): its light at that instant. */
Datum
dkis_light(PG_FUNCTION_ARGS)
{
	const char *light = "hijau";
	Timer timer;

	if (PG_ARGISNULL(2))
		PG_RETURN_TEXT_P(cstring_to_text(light));
	for (int n = 0; n < 7; n++)
		if (PG_ARGISNULL(n) && n != 5)
			PG_RETURN_NULL();
	timer =
		(Timer){.agency = PG_GETARG_INT32(6),
				.calendar = text_to_cstring(PG_GETARG_TEXT_PP(4)),
				.due = PG_GETARG_TIMESTAMPTZ(2),
				.deadline = {.from = PG_GETARG_TIMESTAMPTZ(1),
							 .sla = *PG_GETARG_SLA(3),
							 .extended_at = PG_ARGISNULL(5) ? DT_NOEND : PG_GETARG_TIMESTAMPTZ(5)}};
	if (PG_GETARG_TIMESTAMPTZ(0) > timer.due)
		light = "merah";
	else if (PG_GETARG_TIMESTAMPTZ(0) >= clock_level_time(&timer, WARNING_PERCENT))
		light = "kuning";
	PG_RETURN_TEXT_P(cstring_to_text(light));
}
