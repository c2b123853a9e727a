/*
 * The SQL functions of working time.
 */
#include "pg/base/compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"
#include "utils/tuplestore.h"

#include "core/time/deadline.h"
#include "pg/base/module.h"
#include "pg/time/calendar.h"
#include "pg/types/sla.h"

static void
refuse_infinity(void)
{
	ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
					errmsg("tanggal atau waktu tak hingga tidak dapat dihitung"),
					errdetail("infinity dan -infinity bukan hari pada kalender."),
					errhint("Pakai tanggal antara 1900-01-01 dan 2200-12-31.")));
}

static Day
argument_day(FunctionCallInfo fcinfo, int n)
{
	DateADT day = PG_GETARG_DATEADT(n);

	if (DATE_NOT_FINITE(day))
		refuse_infinity();
	return day;
}

static Instant
argument_instant(FunctionCallInfo fcinfo, int n)
{
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(n);

	if (TIMESTAMP_NOT_FINITE(at))
		refuse_infinity();
	return at;
}

/* Months and days have no fixed length: those are for dkis.sla. */
static int64
argument_worktime(FunctionCallInfo fcinfo, int n)
{
	Interval *work = PG_GETARG_INTERVAL_P(n);

	if (work->month != 0 || work->day != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("interval waktu kerja hanya boleh jam, menit dan detik"),
				 errdetail("Hari dan bulan tidak tetap panjangnya."),
				 errhint("Untuk hari dan bulan pakai dkis.sla, misalnya dkis.due_at(mulai, '3 "
						 "hari kerja').")));
	return work->time;
}

PG_FUNCTION_INFO_V1(dkis_is_workday);
PG_FUNCTION_INFO_V1(dkis_add_workdays);
PG_FUNCTION_INFO_V1(dkis_workdays_between);
PG_FUNCTION_INFO_V1(dkis_workdays);
PG_FUNCTION_INFO_V1(dkis_next_opening);
PG_FUNCTION_INFO_V1(dkis_add_worktime);
PG_FUNCTION_INFO_V1(dkis_worktime_between);
PG_FUNCTION_INFO_V1(dkis_work_minutes);
PG_FUNCTION_INFO_V1(dkis_due_at);
PG_FUNCTION_INFO_V1(dkis_due_after_hold);
PG_FUNCTION_INFO_V1(dkis_explain_due);
PG_FUNCTION_INFO_V1(dkis_deadline_stages);

/* (day, calendar) */
Datum
dkis_is_workday(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	const Calendar *calendar = calendar_argument(fcinfo, 1, 2);
	Day day = argument_day(fcinfo, 0);
	DkisError error;
	bool result;

	dkis_require(calendar_is_workday(calendar, day, &result, &error), &error);
	calendar_note_days(calendar, day, day);
	PG_RETURN_BOOL(result);
}

/* (day, n, calendar) */
Datum
dkis_add_workdays(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	const Calendar *calendar = calendar_argument(fcinfo, 2, 3);
	Day day = argument_day(fcinfo, 0);
	DkisError error;
	Day result;

	dkis_require(calendar_add_workdays(calendar, day, PG_GETARG_INT32(1), &result, &error), &error);
	calendar_note_days(calendar, day, result);
	PG_RETURN_DATEADT(result);
}

/* (a, b, calendar) */
Datum
dkis_workdays_between(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	const Calendar *calendar = calendar_argument(fcinfo, 2, 3);
	Day a = argument_day(fcinfo, 0);
	Day b = argument_day(fcinfo, 1);
	DkisError error;
	int32_t result;

	dkis_require(calendar_workdays_between(calendar, a, b, &result, &error), &error);
	calendar_note_days(calendar, a, b);
	PG_RETURN_INT32(result);
}

/* The days of a daterange as first and last, both inside. False: it is empty. */
static bool
range_days(RangeType *range, Day *first, Day *last)
{
	TypeCacheEntry *type = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	RangeBound lower, upper;
	bool empty;

	range_deserialize(type, range, &lower, &upper, &empty);
	if (empty)
		return false;
	if (lower.infinite || upper.infinite || DATE_NOT_FINITE(DatumGetDateADT(lower.val)) ||
		DATE_NOT_FINITE(DatumGetDateADT(upper.val)))
		refuse_infinity();
	*first = DatumGetDateADT(lower.val); /* canonical: [first, after) */
	*last = DatumGetDateADT(upper.val) - 1;
	return true;
}

/* (span, calendar) */
Datum
dkis_workdays(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const Calendar *calendar;
	Day first, last;
	DkisError error;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	if (PG_ARGISNULL(0) || !range_days(PG_GETARG_RANGE_P(0), &first, &last))
		return (Datum) 0;
	calendar = calendar_argument(fcinfo, 1, 2);
	calendar_note_days(calendar, first, last);
	for (Day day = first; day <= last; day++)
	{
		bool counted, is_null = false;
		Datum value = DateADTGetDatum(day);

		CHECK_FOR_INTERRUPTS();
		dkis_require(calendar_is_workday(calendar, day, &counted, &error), &error);
		if (counted)
			tuplestore_putvalues(result->setResult, result->setDesc, &value, &is_null);
	}
	return (Datum) 0;
}

/* (at, calendar) */
Datum
dkis_next_opening(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	const Calendar *calendar = calendar_argument(fcinfo, 1, 2);
	Instant at = argument_instant(fcinfo, 0);
	Instant result;
	DkisError error;

	dkis_require(calendar_next_opening(calendar, at, &result, &error), &error);
	calendar_note_instants(calendar, at, result);
	PG_RETURN_TIMESTAMPTZ(result);
}

/* (at, work, calendar) */
Datum
dkis_add_worktime(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	const Calendar *calendar = calendar_argument(fcinfo, 2, 3);
	Instant at = argument_instant(fcinfo, 0);
	Instant result;
	DkisError error;

	dkis_require(calendar_add_worktime(calendar, at, argument_worktime(fcinfo, 1), &result, &error),
				 &error);
	calendar_note_instants(calendar, at, result);
	PG_RETURN_TIMESTAMPTZ(result);
}

/* In microseconds. */
static int64_t
worktime_of_arguments(FunctionCallInfo fcinfo)
{
	const Calendar *calendar = calendar_argument(fcinfo, 2, 3);
	Instant a = argument_instant(fcinfo, 0);
	Instant b = argument_instant(fcinfo, 1);
	int64_t micros;
	DkisError error;

	dkis_require(calendar_worktime_between(calendar, a, b, &micros, &error), &error);
	calendar_note_instants(calendar, a, b);
	return micros;
}

/* (a, b, calendar) */
Datum
dkis_worktime_between(PG_FUNCTION_ARGS)
{
	Interval *result;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	result = palloc0(sizeof(Interval));
	result->time = worktime_of_arguments(fcinfo);
	PG_RETURN_INTERVAL_P(result);
}

/* (a, b, calendar, agency): to the nearest minute. */
Datum
dkis_work_minutes(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	PG_RETURN_INT64((int64) rint(worktime_of_arguments(fcinfo) / (double) USECS_PER_MINUTE));
}

/* (start, target, calendar, extended) */
Datum
dkis_due_at(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	TimestampTz due =
		calendar_deadline(calendar_argument(fcinfo, 2, 4), argument_instant(fcinfo, 0),
						  PG_GETARG_SLA(1), !PG_ARGISNULL(3) && PG_GETARG_BOOL(3));

	if (due == DT_NOEND)
		PG_RETURN_NULL();
	PG_RETURN_TIMESTAMPTZ(due);
}

/* (due, target, held_from, held_until, calendar) */
Datum
dkis_due_after_hold(PG_FUNCTION_ARGS)
{
	const Calendar *calendar;
	Instant due;
	Instant result;
	DkisError error;

	for (int i = 0; i < 4; i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	calendar = calendar_argument(fcinfo, 4, 5);
	due = argument_instant(fcinfo, 0);
	dkis_require(calendar_due_after_hold(calendar, due, PG_GETARG_SLA(1),
										 argument_instant(fcinfo, 2), argument_instant(fcinfo, 3),
										 &result, &error),
				 &error);
	calendar_note_instants(calendar, due, result);
	PG_RETURN_TIMESTAMPTZ(result);
}

static void
put_explained_day(void *context, Day day, bool counted, const char *reason)
{
	ReturnSetInfo *result = context;
	Datum values[] = {DateADTGetDatum(day), BoolGetDatum(counted), CStringGetTextDatum(reason)};
	bool nulls[] = {false, false, false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* (start, target, calendar, extended) */
Datum
dkis_explain_due(PG_FUNCTION_ARGS)
{
	bool extended = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	const Calendar *calendar;
	DkisError error;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	calendar = calendar_argument(fcinfo, 2, 4);
	(void) calendar_deadline(calendar, argument_instant(fcinfo, 0), PG_GETARG_SLA(1), extended);
	dkis_require(calendar_explain_due(calendar, argument_instant(fcinfo, 0), PG_GETARG_SLA(1),
									  extended, put_explained_day, fcinfo->resultinfo, &error),
				 &error);
	return (Datum) 0;
}

/* ---- what became of a deadline -------------------------------------------------- */

static Datum *
argument_instants(FunctionCallInfo fcinfo, int n, int *count)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(n);
	Datum *instants;

	if (ARR_NDIM(array) > 1 || array_contains_nulls(array))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("daftar penundaan berisi NULL atau lebih dari satu dimensi"),
						errdetail("Tiap penundaan mempunyai awal dan akhir yang nyata."),
						errhint("Beri dua larik timestamptz[] yang sama panjang, tanpa NULL.")));
	deconstruct_array(array, TIMESTAMPTZOID, sizeof(TimestampTz), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &instants, NULL, count);
	return instants;
}

/* Two arrays, as long as each other. */
static Hold *
argument_holds(FunctionCallInfo fcinfo, int n, int *count)
{
	int ends;
	Datum *held = argument_instants(fcinfo, n, count);
	Datum *resumed = argument_instants(fcinfo, n + 1, &ends);
	Hold *holds = palloc(sizeof(Hold) * (*count + 1));

	if (ends != *count)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("daftar penundaan: %d awal, %d akhir", *count, ends),
						errdetail("Tiap penundaan mempunyai satu awal dan satu akhir."),
						errhint("Beri dua larik timestamptz[] yang sama panjang.")));
	for (int i = 0; i < *count; i++)
	{
		holds[i] = (Hold){DatumGetTimestampTz(held[i]), DatumGetTimestampTz(resumed[i])};
		if (TIMESTAMP_NOT_FINITE(holds[i].held) || TIMESTAMP_NOT_FINITE(holds[i].resumed))
			refuse_infinity();
	}
	return holds;
}

static void
put_stage(void *context, DeadlineStage stage, Instant since, Instant until, Instant due)
{
	static const char *const names[] = {"standar", "penundaan", "perpanjangan"};
	ReturnSetInfo *result = context;
	Datum values[] = {CStringGetTextDatum(names[stage]), TimestampTzGetDatum(since),
					  TimestampTzGetDatum(until), TimestampTzGetDatum(due)};
	bool nulls[] = {false, false, false, false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* (start, target, extended_at, held[], resumed[], calendar, agency) */
Datum
dkis_deadline_stages(PG_FUNCTION_ARGS)
{
	Deadline deadline;
	DkisError error;
	Instant due;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
		return (Datum) 0;
	deadline = (Deadline){.from = argument_instant(fcinfo, 0),
						  .sla = *PG_GETARG_SLA(1),
						  .extended_at = PG_ARGISNULL(2) ? DUE_NEVER : argument_instant(fcinfo, 2)};
	deadline.holds = argument_holds(fcinfo, 3, &deadline.hold_count);
	dkis_require(deadline_count(calendar_argument(fcinfo, 5, 6), &deadline, put_stage,
								fcinfo->resultinfo, &due, &error),
				 &error);
	return (Datum) 0;
}
