#include "pg/case/clock.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"
#include "pg/time/calendar.h"
#include "core/time/due.h"
#include "pg/types/sla.h"

static void
require(bool done, const DkisError *error)
{
	if (!done)
		dkis_raise(error);
}

static const Sla *
row_sla(const Row *row)
{
	return DatumGetSla(row->values[STEP_SLA]);
}

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
		(errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("kasus ini belum diklasifikasi"),
		 errdetail("Standar waktu langkah %s SOP %s bergantung pada klasifikasi.", defined->name,
				   definition->sop),
		 errhint(
			 "UPDATE dkis.cases SET class = 'ringan' | 'sedang' | 'berat' WHERE id = " INT64_FORMAT
			 ", lalu ulangi.",
			 row_int64(a_case, CASE_ID))));
}

void
clock_require_known(const char *calendar, TimestampTz at)
{
	DkisError error;
	Day day;

	require(calendar_local_date(calendar_find(calendar), at, &day, &error), &error);
}

TimestampTz
clock_due(const char *calendar, const Sla *sla, TimestampTz start)
{
	DkisError error;
	Instant due;

	if (sla_is_none(sla))
		return DT_NOEND;
	require(calendar_due_at(calendar_find(calendar), start, sla, false, &due, &error), &error);
	return due;
}

TimestampTz
clock_extended(const char *calendar, const Sla *sla, TimestampTz due)
{
	DkisError error;
	Instant extended;

	require(calendar_due_extended(calendar_find(calendar), due, sla, &extended, &error), &error);
	return extended;
}

/* ---- escalation -------------------------------------------------------------- */

/* The working time that the standard allows; holds do not lengthen it. */
static int64
standard_worktime(const Calendar *calendar, const Timer *timer)
{
	DkisError error;
	Instant unheld = timer->due;
	bool extended = timer->extended && sla_has_extension(&timer->sla);
	int64 worktime;

	if (!sla_is_none(&timer->sla))
		require(calendar_due_at(calendar, timer->from, &timer->sla, extended, &unheld, &error),
				&error);
	require(calendar_worktime_between(calendar, timer->from, unheld, &worktime, &error), &error);
	return worktime;
}

/*
 * Counted from the deadline, so that holds and extensions are already in it.
 */
TimestampTz
clock_level_time(const Timer *timer, int percent)
{
	const Calendar *calendar;
	DkisError error;
	Instant at;
	int64 worktime;

	if (percent == 0)
		return timer->arrived;
	if (percent == 100 || timer->due == DT_NOEND)
		return timer->due;
	calendar = calendar_find(timer->calendar);
	worktime = standard_worktime(calendar, timer);
	require(calendar_add_worktime(calendar, timer->due, worktime / 100 * (percent - 100), &at,
								  &error),
			&error);
	return at;
}

Timer
clock_timer_of_step(const Definition *definition, const Row *row)
{
	return (Timer){.calendar = definition->calendar,
				   .arrived = row_time(row, STEP_STARTED_AT),
				   .from = row_time(row, STEP_CLOCK_FROM),
				   .due = row_time(row, STEP_DUE_AT),
				   .sla = *row_sla(row),
				   .extended = !row->nulls[STEP_EXTENDED_AT]};
}

Timer
clock_timer_of_case(const Definition *definition, const Row *row)
{
	return (Timer){.calendar = definition->calendar,
				   .arrived = row_time(row, CASE_OPENED_AT),
				   .from = row_time(row, CASE_RECEIVED_AT),
				   .due = row_time(row, CASE_DUE_AT),
				   .sla = definition->total,
				   .extended = !row->nulls[CASE_EXTENDED_AT]};
}

static TimestampTz
next_level_time(const EscalationRules *escalation, const Timer *timer, int reached)
{
	const EscalationRule *next = escalation_after(escalation, reached);

	return next ? clock_level_time(timer, next->percent) : DT_NOEND;
}

/* A waiting period tells nobody; it ends by itself, or not at all. */
void
clock_next_of_step(const Definition *definition, int step, Row *row)
{
	const StepDefinition *defined = &definition->steps[step];
	Timer timer = clock_timer_of_step(definition, row);

	if (!row->nulls[STEP_FINISHED_AT])
		row_set_null(row, STEP_NEXT_ESCALATION_AT);
	else if (defined->waits)
		row_set_time(row, STEP_NEXT_ESCALATION_AT, defined->on_due_outcome ? timer.due : DT_NOEND);
	else
		row_set_time(row, STEP_NEXT_ESCALATION_AT,
					 next_level_time(&defined->escalation, &timer,
									 DatumGetInt32(row->values[STEP_ESCALATION_LEVEL])));
}

void
clock_next_of_case(const Definition *definition, Row *row)
{
	Timer timer = clock_timer_of_case(definition, row);

	if (timer.due == DT_NOEND || !row->nulls[CASE_MET_AT] || !row->nulls[CASE_CLOSED_AT] ||
		!row_text_is(row, CASE_STATUS, "berjalan"))
		row_set_null(row, CASE_NEXT_ESCALATION_AT);
	else
		row_set_time(row, CASE_NEXT_ESCALATION_AT,
					 next_level_time(&definition->escalation, &timer,
									 DatumGetInt32(row->values[CASE_ESCALATION_LEVEL])));
}

/* The level that a deadline, once moved, has still come to. */
static int
still_reached(const EscalationRules *escalation, const Timer *timer, int reached, TimestampTz now)
{
	int still = 0;

	for (int i = 0; i < escalation->count && still != reached; i++)
	{
		if (clock_level_time(timer, escalation->rules[i].percent) > now)
			return still;
		still = escalation->rules[i].level;
	}
	return reached;
}

void
clock_moved(const Definition *definition, int step, Row *row, TimestampTz now)
{
	const StepDefinition *defined = &definition->steps[step];
	int reached = DatumGetInt32(row->values[STEP_ESCALATION_LEVEL]);
	Timer timer = clock_timer_of_step(definition, row);

	if (reached > 0 && timer.due != DT_NOEND && !defined->waits)
		row_set(row, STEP_ESCALATION_LEVEL,
				Int32GetDatum(still_reached(&defined->escalation, &timer, reached, now)));
	clock_next_of_step(definition, step, row);
}

void
clock_case_moved(const Definition *definition, Row *row, TimestampTz now)
{
	int reached = DatumGetInt32(row->values[CASE_ESCALATION_LEVEL]);
	Timer timer = clock_timer_of_case(definition, row);

	if (reached > 0 && timer.due != DT_NOEND)
		row_set(row, CASE_ESCALATION_LEVEL,
				Int32GetDatum(still_reached(&definition->escalation, &timer, reached, now)));
	clock_next_of_case(definition, row);
}

/* ---- starting, extending, holding ------------------------------------------------ */

static void
set_standard(const Definition *definition, Row *row, const Sla *sla)
{
	Sla *kept = palloc(sizeof(Sla));
	TimestampTz due = clock_due(definition->calendar, sla, row_time(row, STEP_CLOCK_FROM));

	*kept = *sla;
	row_set(row, STEP_SLA, PointerGetDatum(kept));
	if (!row->nulls[STEP_EXTENDED_AT] && sla_has_extension(sla))
		due = clock_extended(definition->calendar, sla, due);
	row_set_time(row, STEP_DUE_AT, due);
}

void
clock_start_step(const Definition *definition, int step, Row *row, const Sla *sla)
{
	set_standard(definition, row, sla);
	clock_next_of_step(definition, step, row);
}

void
clock_restart_step(const Definition *definition, int step, Row *row, const Sla *sla,
				   TimestampTz now)
{
	set_standard(definition, row, sla);
	clock_moved(definition, step, row, now);
}

TimestampTz
clock_after_hold(const Definition *definition, const Sla *sla, TimestampTz due, TimestampTz held,
				 TimestampTz resumed)
{
	DkisError error;
	Instant new_due;

	if (due == DT_NOEND || sla_is_none(sla))
		return due;
	require(calendar_due_after_hold(calendar_find(definition->calendar), due, sla, held, resumed,
									&new_due, &error),
			&error);
	return new_due;
}

void
clock_resume_step(const Definition *definition, int step, Row *row, TimestampTz held,
				  TimestampTz resumed)
{
	TimestampTz from = Max(held, row_time(row, STEP_CLOCK_FROM));

	if (row_text_is(row, STEP_DUE_BASIS, "hitung") && from < resumed)
		row_set_time(
			row, STEP_DUE_AT,
			clock_after_hold(definition, row_sla(row), row_time(row, STEP_DUE_AT), from, resumed));
	clock_moved(definition, step, row, resumed);
}

PG_FUNCTION_INFO_V1(dkis_escalation_time);

/* (started, due, sla, calendar, extended, at_percent), for escalate(). */
Datum
dkis_escalation_time(PG_FUNCTION_ARGS)
{
	Timer timer = {.calendar = text_to_cstring(PG_GETARG_TEXT_PP(3)),
				   .arrived = PG_GETARG_TIMESTAMPTZ(0),
				   .from = PG_GETARG_TIMESTAMPTZ(0),
				   .due = PG_GETARG_TIMESTAMPTZ(1),
				   .sla = *PG_GETARG_SLA(2),
				   .extended = PG_GETARG_BOOL(4)};

	PG_RETURN_TIMESTAMPTZ(clock_level_time(&timer, PG_GETARG_INT32(5)));
}
