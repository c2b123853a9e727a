/*
 * What has become due: levels of escalation, of steps and of whole cases, are
 * reached, and waiting periods end. Which rule counts, when, and whom it means is
 * decided here; SQL has the words of the notices (sql/4-case/455-notices.sql).
 *
 * One run, in one transaction: the agency's own cases with something due, the
 * earliest first, are locked in id order; those in somebody's hands are left to
 * the next run. Then waiting steps finish, then levels advance, each as work on
 * cases in hand. What fails for one case (a class is missing, a version has not
 * arrived whole) is found by halving, said, and keeps no other case from it. In
 * quiet hours only waits end, and only of the emergency line is anything told.
 */
#include "pg/base/compat.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "pg/base/agency.h"
#include "pg/base/announce.h"
#include "pg/base/module.h"
#include "pg/base/write.h"
#include "pg/case/clock.h"
#include "pg/case/step.h"

#define LONGEST_CHAIN 30 /* superiors in a ring end here */

static const Topic escalated = {"eskalasi", "case_ids"};

typedef struct Performer
{
	const char *code;
	const char *superior; /* NULL: none */
} Performer;

/*
 * A level that has come; or of level 0 (percent -1) a waiting step that could not be
 * finished, (percent -2) a reminder whose turn came at due.
 */
typedef struct Notice
{
	int64 case_id;
	int64 step_id; /* 0: the whole case */
	int level;
	int percent;
	const char *notify;
	const char *target;
	TimestampTz due; /* DT_NOEND: none */
	const char *reason;
} Notice;

typedef struct Failure
{
	int64 case_id;
	const char *reason;
} Failure;

/* One run; lives as long as the call. */
typedef struct Run
{
	TimestampTz at; /* the time it is taken to be */
	MemoryContext context;
	Performer *performers; /* by code */
	int performer_count;
	List *notices;      /* of Notice * */
	List *fired;        /* of int64 *: cases whose waiting steps were finished */
	List *unfinished;   /* of Failure *: cases whose waiting steps could not be */
	List *failed;       /* of Failure * */
	const char *reason; /* why the last attempt failed */
	bool quiet;         /* it is night for all but the emergency line */
	const char *head;   /* of the region; NULL: not known */
	Sla top_after;      /* the head hears of an ordinary step no sooner */
} Run;

/* Settings may be read anew meanwhile. */
static char *
region_head(void)
{
	const char *head = setting_text(SETTING_REGION_HEAD);

	return head ? pstrdup(head) : NULL;
}

/* ---- whom a rule means ---------------------------------------------------------------- */

static char *
kept_cell(MemoryContext context, uint64 row, int column)
{
	char *text = cell_text(row, column);

	return text ? MemoryContextStrdup(context, text) : NULL;
}

static void
read_performers(Run *run, int32 agency)
{
	static CachedQuery query = {"SELECT code, superior FROM dkis.performers WHERE agency = $1"
								" ORDER BY code COLLATE \"C\"",
								1,
								{INT4OID},
								NULL};
	Datum argument = Int32GetDatum(agency);
	OwnerScope scope;

	owner_enter(&scope);
	SPI_connect();
	query_run(&query, &argument, NULL, SPI_OK_SELECT);
	run->performer_count = (int) SPI_processed;
	run->performers =
		MemoryContextAlloc(run->context, sizeof(Performer) * Max(run->performer_count, 1));
	for (int i = 0; i < run->performer_count; i++)
		run->performers[i] =
			(Performer){kept_cell(run->context, i, 1), kept_cell(run->context, i, 2)};
	SPI_finish();
	owner_leave(&scope);
}

static int
by_code(const void *a, const void *b)
{
	return strcmp(((const Performer *) a)->code, ((const Performer *) b)->code);
}

static const char *
superior_of(const Run *run, const char *code)
{
	Performer key = {code, NULL};
	Performer *found =
		bsearch(&key, run->performers, run->performer_count, sizeof(Performer), by_code);

	return found ? found->superior : NULL;
}

/*
 * 'atasan tertinggi': the last superior below the head of the region, else the
 * top. A chain that is too short answers with its last superior, or the performer.
 */
static const char *
target_of(const Run *run, const char *performer, const char *notify)
{
	const char *head = run->head;
	const char *chain[LONGEST_CHAIN];
	int length = 0;

	for (const char *next = superior_of(run, performer); next && length < LONGEST_CHAIN;
		 next = superior_of(run, next))
		chain[length++] = next;
	if (length == 0 || strcmp(notify, "pelaksana") == 0)
		return performer;
	if (strcmp(notify, "atasan") == 0)
		return chain[0];
	if (strcmp(notify, "atasan kedua") == 0)
		return chain[Min(1, length - 1)];
	for (int i = length - 1; i >= 0; i--)
		if (head == NULL || strcmp(chain[i], head) != 0)
			return chain[i];
	return chain[length - 1];
}

PG_FUNCTION_INFO_V1(dkis_notify_target);

/* (agency, performer, notify) */
Datum
dkis_notify_target(PG_FUNCTION_ARGS)
{
	Run run = {.context = CurrentMemoryContext, .head = region_head()};

	read_performers(&run, PG_GETARG_INT32(0));
	PG_RETURN_TEXT_P(cstring_to_text(target_of(&run, text_to_cstring(PG_GETARG_TEXT_PP(1)),
											   text_to_cstring(PG_GETARG_TEXT_PP(2)))));
}

/* ---- levels ------------------------------------------------------------------------------ */

static Notice *
add_notice(Run *run, const LiveCase *live, int64 step_id, const char *target)
{
	MemoryContext before = MemoryContextSwitchTo(run->context);
	Notice *notice = palloc0(sizeof *notice);

	notice->case_id = row_int64(&live->row, CASE_ID);
	notice->step_id = step_id;
	notice->target = pstrdup(target);
	run->notices = lappend(run->notices, notice);
	MemoryContextSwitchTo(before);
	return notice;
}

/* The head of the region hears of an ordinary step or case only after a while. */
static TimestampTz
time_of_level(const Run *run, const LiveCase *live, const EscalationRule *rule, const char *target,
			  const Timer *timer)
{
	TimestampTz at = clock_level_time(timer, rule->percent);

	if (run->head == NULL || strcmp(target, run->head) != 0 || live->definition->emergency ||
		strcmp(rule->notify, "pelaksana") == 0 || sla_is_none(&run->top_after))
		return at;
	return Max(at, clock_time_after(timer, &run->top_after));
}

/*
 * Every level whose time has come, in their order; the last one reached. next: when
 * the one after it comes, if the head of the region has to wait for it.
 */
static int
reach_levels(Run *run, const LiveCase *live, int64 step_id, const char *performer,
			 const EscalationRules *rules, const Timer *timer, int reached, TimestampTz *next)
{
	const EscalationRule *rule;

	while ((rule = escalation_after(rules, reached)) != NULL)
	{
		const char *target = target_of(run, performer, rule->notify);
		Notice *notice;

		*next = time_of_level(run, live, rule, target, timer);
		if (*next > run->at)
			return reached;
		notice = add_notice(run, live, step_id, target);
		notice->level = reached = rule->level;
		notice->percent = rule->percent;
		notice->notify = MemoryContextStrdup(run->context, rule->notify);
		notice->due = timer->due;
	}
	*next = DT_NOEND;
	return reached;
}

static const char *
why_unfinished(const Run *run, int64 case_id)
{
	ListCell *cell;

	foreach (cell, run->unfinished)
	{
		const Failure *failure = lfirst(cell);

		if (failure->case_id == case_id)
			return failure->reason;
	}
	return NULL;
}

/* A waiting step that could not be finished: its performer is told once, and it is tried again. */
static void
postpone_wait(Run *run, const LiveCase *live, LiveStep *step)
{
	const char *reason = why_unfinished(run, row_int64(&live->row, CASE_ID));
	Notice *notice;

	if (reason == NULL)
		return; /* a rehearsal ends no wait before its time */
	notice =
		add_notice(run, live, row_int64(&step->row, STEP_ID), row_text(&step->row, STEP_PERFORMER));
	notice->percent = -1;
	notice->due = row_time(&step->row, STEP_DUE_AT);
	notice->reason = reason;
	row_set_time(&step->row, STEP_NEXT_ESCALATION_AT, run->at + USECS_PER_HOUR);
	step->changed = true;
}

static bool
has_come(const Run *run, const Row *row, int column)
{
	return !row->nulls[column] && row_time(row, column) <= run->at;
}

/* The last reminder whose turn has come; those before it were missed. */
static void
remind(Run *run, const LiveCase *live, LiveStep *step, const Timer *timer)
{
	const StepDefinition *defined = &live->definition->steps[step->index];
	TimestampTz turn = clock_reminder_before(timer, &defined->remind_every, run->at);
	Notice *notice;

	if (turn == DT_NOBEGIN)
		return;
	notice =
		add_notice(run, live, row_int64(&step->row, STEP_ID), row_text(&step->row, STEP_PERFORMER));
	notice->percent = -2;
	notice->due = turn;
}

static void
advance_levels(Run *run, const LiveCase *live, LiveStep *step, const Timer *timer)
{
	const StepDefinition *defined = &live->definition->steps[step->index];
	int level = DatumGetInt32(step->row.values[STEP_ESCALATION_LEVEL]);
	TimestampTz next = DT_NOEND;

	if (!defined->waits)
		level = reach_levels(run, live, row_int64(&step->row, STEP_ID),
							 row_text(&step->row, STEP_PERFORMER), &defined->escalation, timer,
							 level, &next);
	else if (defined->on_due_outcome)
		next = timer->due;
	row_set(&step->row, STEP_ESCALATION_LEVEL, Int32GetDatum(level));
	row_set_time(&step->row, STEP_NEXT_ESCALATION_AT,
				 Min(next, clock_reminder_after(timer, &defined->remind_every, run->at)));
}

static void
advance_step(Run *run, const LiveCase *live, LiveStep *step)
{
	const StepDefinition *defined = &live->definition->steps[step->index];
	Timer timer = clock_timer_of_step(live->definition, &step->row);

	remind(run, live, step, &timer);
	if (defined->waits && defined->on_due_outcome && timer.due <= run->at)
		postpone_wait(run, live, step);
	else
		advance_levels(run, live, step, &timer);
	step->changed = true;
}

/* Who answers for the whole case: whoever of the agency has to act now, else who began it. */
static const char *
answers_for_case(const LiveCase *live)
{
	const Definition *definition = live->definition;
	int count = machine_step_count(definition->machine);
	ListCell *cell;

	foreach (cell, live->steps)
	{
		const LiveStep *step = lfirst(cell);

		if (step->index >= 0 && !definition->steps[step->index].external)
			return row_text(&step->row, STEP_PERFORMER);
	}
	for (int i = 0; i < count; i++)
		if (!definition->steps[i].external)
			return definition->steps[i].performer;
	return definition->steps[0].performer;
}

static void
advance_case(Run *run, LiveCase *live)
{
	Timer timer = clock_timer_of_case(live->definition, &live->row);
	int level = DatumGetInt32(live->row.values[CASE_ESCALATION_LEVEL]);
	TimestampTz next = DT_NOEND;

	if (live->row.nulls[CASE_MET_AT])
		level = reach_levels(run, live, 0, answers_for_case(live), &live->definition->escalation,
							 &timer, level, &next);
	row_set(&live->row, CASE_ESCALATION_LEVEL, Int32GetDatum(level));
	row_set_time(&live->row, CASE_NEXT_ESCALATION_AT, next);
	live->changed = true;
}

/* One that should not be waiting at all (held, finished) waits no more. */
static void
advance(CaseBatch *batch, LiveCase *live, const void *argument)
{
	Run *run = *(Run *const *) argument;
	bool runs = row_text_is(&live->row, CASE_STATUS, "berjalan");
	ListCell *cell;

	live->deed = "eskalasi";
	if (run->quiet && !live->definition->emergency)
		return;
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->index < 0 || !has_come(run, &step->row, STEP_NEXT_ESCALATION_AT))
			continue;
		if (runs)
			advance_step(run, live, step);
		else
			row_set_null(&step->row, STEP_NEXT_ESCALATION_AT);
		step->changed = true;
	}
	if (has_come(run, &live->row, CASE_NEXT_ESCALATION_AT))
	{
		if (runs)
			advance_case(run, live);
		else
			clock_next_of_case(live->definition, &live->row);
		live->changed = true;
	}
}

/* ---- waiting periods that are over ------------------------------------------------------------
 */

static void
fire(CaseBatch *batch, LiveCase *live, LiveStep *step)
{
	const StepDefinition *defined = &live->definition->steps[step->index];
	Finish finish = {batch->now, "sistem", NULL, NULL};
	DkisError error;
	int outcome;

	if (!machine_find_outcome(live->definition->machine, step->index, defined->on_due_outcome,
							  strlen(defined->on_due_outcome), &outcome, &error))
		dkis_raise(&error);
	case_finish_step(batch, live, step, outcome, &finish);
}

/* By the clock, whatever time the run is taken to be. */
static bool
is_over(const CaseBatch *batch, const Run *run, const LiveCase *live, const LiveStep *step)
{
	const StepDefinition *defined;

	if (step->index < 0 || step->is_new || !step->row.nulls[STEP_FINISHED_AT])
		return false;
	defined = &live->definition->steps[step->index];
	return defined->waits && defined->on_due_outcome &&
		   has_come(run, &step->row, STEP_NEXT_ESCALATION_AT) &&
		   row_time(&step->row, STEP_DUE_AT) <= batch->now;
}

static void
fire_waits(CaseBatch *batch, LiveCase *live, const void *argument)
{
	Run *run = *(Run *const *) argument;
	MemoryContext before;
	int64 *id;

	for (int i = 0; i < list_length(live->steps); i++)
	{
		LiveStep *step = list_nth(live->steps, i);

		if (!row_text_is(&live->row, CASE_STATUS, "berjalan"))
			return;
		if (!is_over(batch, run, live, step))
			continue;
		fire(batch, live, step);
		before = MemoryContextSwitchTo(run->context);
		id = palloc(sizeof *id);
		*id = row_int64(&live->row, CASE_ID);
		run->fired = lappend(run->fired, id);
		MemoryContextSwitchTo(before);
	}
}

/* ---- work on many, of which one may fail
 * ---------------------------------------------------------- */

static void
work_in_one_batch(Run *run, const int64 *ids, int count, CaseWork make)
{
	CaseBatch *batch = case_batch_current();
	Run **argument = MemoryContextAlloc(batch->context, sizeof(Run *));
	CaseRequest request = {.kind = REQUEST_WORK};

	*argument = run;
	request.work.make = make;
	request.work.argument = argument;
	batch->in_a_hurry = true;
	for (int i = 0; i < count; i++)
	{
		request.case_id = ids[i];
		case_batch_ask(batch, &request);
	}
	case_batch_finish(batch);
}

/* What is about the server or about others, not about a case. */
static bool
concerns_all(const ErrorData *error)
{
	int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	return category == ERRCODE_TRANSACTION_ROLLBACK || category == ERRCODE_OPERATOR_INTERVENTION ||
		   category == ERRCODE_INSUFFICIENT_RESOURCES;
}

/* What a failed attempt has noted is not so. */
static void
forget_after(Run *run, int notices, int fired)
{
	run->notices = list_truncate(run->notices, notices);
	run->fired = list_truncate(run->fired, fired);
}

static bool
attempt(Run *run, const int64 *ids, int count, CaseWork make)
{
	ResourceOwner owner = CurrentResourceOwner;
	int notices = list_length(run->notices);
	int fired = list_length(run->fired);
	volatile bool done = true;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(run->context);
	PG_TRY();
	{
		work_in_one_batch(run, ids, count, make);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(run->context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		if (concerns_all(error))
			ReThrowError(error);
		forget_after(run, notices, fired);
		run->reason = error->message;
		done = false;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(run->context);
	CurrentResourceOwner = owner;
	return done;
}

/* Those that fail, one by one, are added to failures. */
static void
work_on(Run *run, const int64 *ids, int count, CaseWork make, List **failures)
{
	Failure *failure;

	if (count == 0 || attempt(run, ids, count, make))
		return;
	if (count > 1)
	{
		work_on(run, ids, count / 2, make, failures);
		work_on(run, ids + count / 2, count - count / 2, make, failures);
		return;
	}
	failure = palloc(sizeof *failure);
	failure->case_id = ids[0];
	failure->reason = run->reason;
	*failures = lappend(*failures, failure);
}

/* ---- telling
 * ------------------------------------------------------------------------------------------ */

enum
{
	TOLD_CASE,
	TOLD_STEP,
	TOLD_LEVEL,
	TOLD_PERCENT,
	TOLD_NOTIFY,
	TOLD_TARGET,
	TOLD_DUE,
	TOLD_REASON,
	TOLD_COLUMNS
};

static void
put_text_value(Datum *values, bool *nulls, const char *text)
{
	*nulls = text == NULL;
	*values = text ? CStringGetTextDatum(text) : (Datum) 0;
}

static Datum
array_of(Datum *values, bool *nulls, int count, Oid type)
{
	int16 length;
	bool by_value;
	char align;
	int lower = 1;

	get_typlenbyvalalign(type, &length, &by_value, &align);
	return PointerGetDatum(
		construct_md_array(values, nulls, 1, &count, &lower, type, length, by_value, align));
}

/* The notices from from on, column by column, as arrays. */
static void
gather(const Run *run, int from, int count, Datum *arrays)
{
	static const Oid types[TOLD_COLUMNS] = {INT8OID, INT8OID, INT4OID,        INT4OID,
											TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID};
	Datum *values = palloc0(sizeof(Datum) * count * TOLD_COLUMNS);
	bool *nulls = palloc0(sizeof(bool) * count * TOLD_COLUMNS);

	for (int i = 0; i < count; i++)
	{
		const Notice *notice = list_nth(run->notices, from + i);

		values[TOLD_CASE * count + i] = Int64GetDatum(notice->case_id);
		values[TOLD_STEP * count + i] = Int64GetDatum(notice->step_id);
		nulls[TOLD_STEP * count + i] = notice->step_id == 0;
		values[TOLD_LEVEL * count + i] = Int32GetDatum(notice->level);
		values[TOLD_PERCENT * count + i] = Int32GetDatum(notice->percent);
		put_text_value(&values[TOLD_NOTIFY * count + i], &nulls[TOLD_NOTIFY * count + i],
					   notice->notify);
		put_text_value(&values[TOLD_TARGET * count + i], &nulls[TOLD_TARGET * count + i],
					   notice->target);
		values[TOLD_DUE * count + i] = TimestampTzGetDatum(notice->due);
		nulls[TOLD_DUE * count + i] = notice->due == DT_NOEND;
		put_text_value(&values[TOLD_REASON * count + i], &nulls[TOLD_REASON * count + i],
					   notice->reason);
	}
	for (int column = 0; column < TOLD_COLUMNS; column++)
		arrays[column] =
			array_of(values + column * count, nulls + column * count, count, types[column]);
}

#define TOLD_AT_ONCE 250 /* few enough for any plan of the statement that tells them */

/* Each level once; announces the cases told of, and says of how many notices. Inside SPI as the
 * owner. */
static int
tell_some(const Run *run, int from, int count)
{
	static CachedQuery query = {"SELECT dkis_store.tell_levels($1, $2, $3, $4, $5, $6, $7, $8, $9)",
								TOLD_COLUMNS + 1,
								{INT8ARRAYOID, INT8ARRAYOID, INT4ARRAYOID, INT4ARRAYOID,
								 TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZARRAYOID, TEXTARRAYOID,
								 TIMESTAMPTZOID},
								NULL};
	Datum arguments[TOLD_COLUMNS + 1];
	SPITupleTable *told;

	gather(run, from, count, arguments);
	arguments[TOLD_COLUMNS] = TimestampTzGetDatum(run->at);
	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	told = SPI_tuptable;
	for (uint64 i = 0; i < told->numvals; i++)
	{
		bool is_null;

		announce(&escalated,
				 DatumGetInt64(SPI_getbinval(told->vals[i], told->tupdesc, 1, &is_null)));
	}
	return (int) told->numvals;
}

/* How many cases were told of. A case's notices stand together, but for its waits. */
static int
tell_all(const Run *run)
{
	int count = list_length(run->notices);
	OwnerScope scope;
	int told = 0;

	owner_enter(&scope);
	for (int from = 0; from < count; from += TOLD_AT_ONCE)
	{
		SPI_connect();
		told += tell_some(run, from, Min(TOLD_AT_ONCE, count - from));
		SPI_finish();
	}
	owner_leave(&scope);
	return told;
}

/* ---- one run
 * ---------------------------------------------------------------------------------------- */

/* Whether the agency's earliest row there has come, by an index of (agency, that instant). */
static bool
earliest_has_come(RowRelation *relation, const char *index, int column, TimestampTz at)
{
	Relation table = row_relation_open(relation, AccessShareLock);
	bool come = false;
	bool is_null;
	RowSearch search;

	PushActiveSnapshot(GetTransactionSnapshot());
	search_begin_named(&search, table, index, 1);
	search_for(&search, &(Datum){Int32GetDatum(settings_agency())});
	if (search_next(&search))
		come = DatumGetTimestampTz(
				   slot_getattr(search.slot, relation->place[column] + 1, &is_null)) <= at;
	search_end(&search);
	PopActiveSnapshot();
	table_close(table, NoLock);
	return come;
}

/* As in nearly no minute. */
static bool
anything_due(TimestampTz at)
{
	return earliest_has_come(&stored_steps, "case_steps_escalation", STEP_NEXT_ESCALATION_AT, at) ||
		   earliest_has_come(&stored_cases, "cases_escalation", CASE_NEXT_ESCALATION_AT, at);
}

PG_FUNCTION_INFO_V1(dkis_anything_due);

/* (at), STRICT */
Datum
dkis_anything_due(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(anything_due(PG_GETARG_TIMESTAMPTZ(0)));
}

/* Due cases, in id order and locked; and those of them that may have a wait to end. */
typedef struct DueCases
{
	int64 *ids;
	int count;
	int64 *waiting;
	int waiting_count;
} DueCases;

static DueCases
lock_due_cases(const Run *run, int max_rows)
{
	static CachedQuery query = {
		"SELECT c.id, EXISTS (SELECT FROM dkis_store.case_steps s WHERE s.case_id = c.id"
		"  AND s.finished_at IS NULL AND s.next_escalation_at <= $2"
		"  AND (SELECT d.on_due_outcome IS NOT NULL FROM dkis.sop_steps d"
		"   WHERE d.sop_version = c.sop_version AND d.step = s.step))"
		" FROM dkis_store.cases c WHERE c.id = ANY (ARRAY(SELECT d.case_id FROM ("
		"(SELECT s.case_id, s.next_escalation_at FROM dkis_store.case_steps s"
		" WHERE s.agency = $1 AND s.next_escalation_at <= $2 AND (NOT $4 OR EXISTS (SELECT"
		"  FROM dkis_store.cases q JOIN dkis.sops o ON o.agency = q.agency AND o.code = q.sop"
		"  LEFT JOIN dkis.sop_steps d ON d.sop_version = q.sop_version AND d.step = s.step"
		"  WHERE q.id = s.case_id AND (o.emergency OR (d.on_due_outcome IS NOT NULL"
		"   AND s.due_at <= $2))))"
		" ORDER BY s.next_escalation_at LIMIT $3)"
		" UNION ALL "
		"(SELECT w.id, w.next_escalation_at FROM dkis_store.cases w"
		" WHERE w.agency = $1 AND w.next_escalation_at <= $2 AND (NOT $4 OR EXISTS (SELECT"
		"  FROM dkis.sops o WHERE o.agency = w.agency AND o.code = w.sop AND o.emergency))"
		" ORDER BY w.next_escalation_at LIMIT $3)"
		") AS d ORDER BY d.next_escalation_at LIMIT $3))"
		" ORDER BY c.id FOR NO KEY UPDATE OF c SKIP LOCKED",
		4,
		{INT4OID, TIMESTAMPTZOID, INT4OID, BOOLOID},
		NULL};
	Datum arguments[] = {Int32GetDatum(settings_agency()), TimestampTzGetDatum(run->at),
						 Int32GetDatum(max_rows), BoolGetDatum(run->quiet)};
	DueCases due = {0};
	OwnerScope scope;

	owner_enter(&scope);
	SPI_connect();
	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	due.count = (int) SPI_processed;
	due.ids = MemoryContextAlloc(run->context, sizeof(int64) * Max(due.count, 1));
	due.waiting = MemoryContextAlloc(run->context, sizeof(int64) * Max(due.count, 1));
	for (int i = 0; i < due.count; i++)
	{
		due.ids[i] = cell_int64(i, 1);
		if (cell_bool(i, 2))
			due.waiting[due.waiting_count++] = due.ids[i];
	}
	SPI_finish();
	owner_leave(&scope);
	return due;
}

/* For dkis.jobs; NULL: nothing went wrong. */
static char *
describe_failures(const Run *run)
{
	StringInfoData text;
	ListCell *cell;

	if (run->failed == NIL)
		return NULL;
	initStringInfo(&text);
	foreach (cell, run->failed)
	{
		const Failure *failure = lfirst(cell);

		if (foreach_current_index(cell) == 10)
		{
			appendStringInfo(&text, "; dan %d kasus lagi", list_length(run->failed) - 10);
			break;
		}
		appendStringInfo(&text, "%skasus " INT64_FORMAT " dilewati: %s", text.len ? "; " : "",
						 failure->case_id, failure->reason);
	}
	return text.data;
}

static int
escalate(Run *run, int max_rows)
{
	DueCases due = {0};
	ListCell *cell;

	if (anything_due(run->at))
		due = lock_due_cases(run, max_rows);
	if (due.count == 0)
		return 0;
	read_performers(run, settings_agency());
	work_on(run, due.waiting, due.waiting_count, fire_waits, &run->unfinished);
	work_on(run, due.ids, due.count, advance, &run->failed);
	foreach (cell, run->fired)
		announce(&escalated, *(int64 *) lfirst(cell));
	return list_length(run->fired) + tell_all(run);
}

PG_FUNCTION_INFO_V1(dkis_escalate_due);

/* (now, max_rows): how many cases were escalated or moved on, and what went wrong. */
Datum
dkis_escalate_due(PG_FUNCTION_ARGS)
{
	Run run = {.at = PG_GETARG_TIMESTAMPTZ(0),
			   .context = CurrentMemoryContext,
			   .quiet = agency_is_quiet(settings_agency(), PG_GETARG_TIMESTAMPTZ(0)),
			   .head = region_head(),
			   .top_after = setting_sla(SETTING_TOP_AFTER)};
	Datum values[2];
	bool nulls[2] = {false, true};
	TupleDesc columns;
	char *failures;

	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "escalate_due must return a row");
	values[0] = Int32GetDatum(escalate(&run, PG_GETARG_INT32(1)));
	failures = describe_failures(&run);
	put_text_value(&values[1], &nulls[1], failures);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(columns), values, nulls)));
}
