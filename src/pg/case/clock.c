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
standard_worktime(const Calendar *calendar, TimestampTz start, TimestampTz due, const Sla *sla,
				  bool extended)
{
	DkisError error;
	Instant unheld = due;
	int64 worktime;

	if (!sla_is_none(sla))
		require(calendar_due_at(calendar, start, sla, extended && sla_has_extension(sla), &unheld,
								&error),
				&error);
	require(calendar_worktime_between(calendar, start, unheld, &worktime, &error), &error);
	return worktime;
}

/*
 * When so many per cent of the standard are used up, counted from the deadline
 * so that holds and extensions are already in it.
 */
static TimestampTz
escalation_time(const Calendar *calendar, TimestampTz start, TimestampTz due, const Sla *sla,
				bool extended, int percent)
{
	DkisError error;
	Instant at;
	int64 worktime;

	if (percent == 100)
		return due;
	worktime = standard_worktime(calendar, start, due, sla, extended);
	require(calendar_add_worktime(calendar, due, worktime / 100 * (percent - 100), &at, &error),
			&error);
	return at;
}

/* When a level comes; DT_NOEND: never, no rule names it. */
static TimestampTz
level_time(const Definition *definition, int step, const Row *row, int level)
{
	int percent = definition->steps[step].percent[level];

	if (percent == 0)
		return DT_NOEND;
	return escalation_time(calendar_find(definition->calendar), row_time(row, STEP_CLOCK_FROM),
						   row_time(row, STEP_DUE_AT), row_sla(row), !row->nulls[STEP_EXTENDED_AT],
						   percent);
}

static void
set_next_escalation(const Definition *definition, int step, Row *row)
{
	const StepDefinition *defined = &definition->steps[step];
	TimestampTz due = row_time(row, STEP_DUE_AT);
	int level = DatumGetInt32(row->values[STEP_ESCALATION_LEVEL]) + 1;

	row_set_null(row, STEP_NEXT_ESCALATION_AT);
	if (due == DT_NOEND)
		return;
	if (defined->waits)
	{
		if (defined->on_due_outcome)
			row_set_time(row, STEP_NEXT_ESCALATION_AT, due);
		return;
	}
	while (level <= MAX_ESCALATION_LEVELS && defined->percent[level] == 0)
		level++;
	if (level <= MAX_ESCALATION_LEVELS)
		row_set_time(row, STEP_NEXT_ESCALATION_AT, level_time(definition, step, row, level));
}

void
clock_moved(const Definition *definition, int step, Row *row, TimestampTz now)
{
	int reached = DatumGetInt32(row->values[STEP_ESCALATION_LEVEL]);

	if (!row->nulls[STEP_DUE_AT] && !definition->steps[step].waits)
		for (int level = 1; level <= Min(reached, MAX_ESCALATION_LEVELS); level++)
			if (definition->steps[step].percent[level] != 0 &&
				level_time(definition, step, row, level) > now)
				reached = level - 1;
	row_set(row, STEP_ESCALATION_LEVEL, Int32GetDatum(reached));
	set_next_escalation(definition, step, row);
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
	set_next_escalation(definition, step, row);
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
	const Calendar *calendar = calendar_find(text_to_cstring(PG_GETARG_TEXT_PP(3)));

	PG_RETURN_TIMESTAMPTZ(escalation_time(calendar, PG_GETARG_TIMESTAMPTZ(0),
										  PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_SLA(2),
										  PG_GETARG_BOOL(4), PG_GETARG_INT32(5)));
}
