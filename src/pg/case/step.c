/*
 * Steps start and finish, cases close.
 */
#include "pg/case/step.h"

#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"
#include "pg/case/clock.h"
#include "pg/case/check.h"
#include "pg/case/event.h"
#include "pg/case/notice.h"
#include "pg/case/number.h"
#include "pg/types/flow.h"

void
case_prepare(CaseBatch *batch, LiveCase *live)
{
	ListCell *cell;

	live->definition =
		definition_of_version(batch->definitions, row_int64(&live->row, CASE_SOP_VERSION));
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);
		char *name = row_text(&step->row, STEP_STEP);

		step->index = machine_step_index(live->definition->machine, name, strlen(name));
	}
}

LiveStep *
case_open_step(LiveCase *live, int step)
{
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *candidate = lfirst(cell);

		if (candidate->index == step && candidate->row.nulls[STEP_FINISHED_AT])
			return candidate;
	}
	return NULL;
}

void
case_require_running(const LiveCase *live)
{
	int64 id = row_int64(&live->row, CASE_ID);

	if (row_text_is(&live->row, CASE_STATUS, "berjalan"))
		return;
	if (row_text_is(&live->row, CASE_STATUS, "ditunda"))
		ereport(
			ERROR,
			(errcode(ERRCODE_DKIS_CASE_CLOSED), errmsg("kasus " INT64_FORMAT " sedang ditunda", id),
			 errdetail("Selama kasus ditunda, waktunya berhenti dan langkahnya tidak berjalan."),
			 errhint("Lanjutkan dulu: UPDATE dkis.cases SET status = 'berjalan' WHERE "
					 "id = " INT64_FORMAT ".",
					 id)));
	ereport(ERROR, (errcode(ERRCODE_DKIS_CASE_CLOSED),
					errmsg("kasus " INT64_FORMAT " sudah %s", id,
						   case_ended_word(row_text(&live->row, CASE_STATUS))),
					errdetail("Riwayatnya tetap dapat dibaca di dkis.case_events."),
					errhint("Kasus yang sudah ditutup tidak berubah lagi; buka kasus baru dengan "
							"parent_case = " INT64_FORMAT ".",
							id)));
}

/* ---- the marking ---------------------------------------------------------------- */

static void
read_state(const LiveCase *live, MachineState *state)
{
	DkisError error;

	if (!machine_state_from_marking(live->definition->machine,
									marking_from_datum(live->row.values[CASE_MARKING]), state,
									&error))
		dkis_raise(&error);
}

void
case_write_state(LiveCase *live, const MachineState *state)
{
	Marking *marking = machine_marking_from_state(live->definition->machine, state);

	row_set(&live->row, CASE_MARKING, flat_datum(marking, marking_size(marking)));
	live->changed = true;
}

/* ---- starting --------------------------------------------------------------------- */

/* A new case has all its steps in hand; for others 0: counted when written. */
static int32
next_round(const LiveCase *live, int step)
{
	int32 round = 1;
	ListCell *cell;

	if (!live->is_new)
		return 0;
	foreach (cell, live->steps)
		if (((LiveStep *) lfirst(cell))->index == step)
			round++;
	return round;
}

static bool
was_active(const LiveCase *live, int step)
{
	ListCell *cell;

	foreach (cell, live->steps)
		if (((LiveStep *) lfirst(cell))->index == step)
			return true;
	foreach (cell, live->rounds)
		if (strcmp(((StepRound *) lfirst(cell))->step, live->definition->steps[step].name) == 0)
			return true;
	return false;
}

const char *
case_step_organisation(const LiveCase *live, int step)
{
	const char *field = live->definition->steps[step].organisation_field;
	const char *named = field ? case_field_text(&live->row, field) : NULL;

	return named ? named : row_text(&live->row, CASE_ORGANISATION);
}

/* beside: another organisation's row of the same round came before. */
static void
start_row(CaseBatch *batch, LiveCase *live, int step, const char *organisation, int32 round,
		  bool beside, TimestampTz started_at, TimestampTz clock_from)
{
	const StepDefinition *defined = &live->definition->steps[step];
	LiveStep *started = palloc0(sizeof(LiveStep));
	Row *row = &started->row;

	row_clear(row);
	row_set(row, STEP_CASE_ID, live->row.values[CASE_ID]);
	row_set_text(row, STEP_STEP, defined->name);
	row_set(row, STEP_ROUND, Int32GetDatum(round));
	row_set_text(row, STEP_PERFORMER, defined->performer);
	row_set_text(row, STEP_ORGANISATION, organisation);
	row_set_time(row, STEP_STARTED_AT, started_at);
	row_set_time(row, STEP_CLOCK_FROM, clock_from);
	row->values[STEP_AGENCY] = live->row.values[CASE_AGENCY];
	row->nulls[STEP_AGENCY] = false;
	if (live->awaits)
		row_set(row, STEP_AWAITS_CASE, Int64GetDatum(live->awaits));
	started->index = step;
	started->is_new = true;
	started->beside = beside;
	clock_start_step(batch, live, started);
	live->steps = lappend(live->steps, started);
}

static List *
organisations_of_kind(int32 agency, const char *kind)
{
	static CachedQuery query = {"SELECT code FROM dkis.organisations"
								" WHERE agency = $1 AND kind = $2 ORDER BY code",
								2,
								{INT4OID, TEXTOID},
								NULL};
	Datum arguments[] = {Int32GetDatum(agency), CStringGetTextDatum(kind)};
	MemoryContext caller = CurrentMemoryContext;
	List *codes = NIL;
	OwnerScope scope;

	owner_enter(&scope);
	SPI_connect();
	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		char *code = MemoryContextStrdup(caller, cell_text(i, 1));
		MemoryContext before = MemoryContextSwitchTo(caller);

		codes = lappend(codes, code);
		MemoryContextSwitchTo(before);
	}
	SPI_finish();
	owner_leave(&scope);
	return codes;
}

void
case_start_step(CaseBatch *batch, LiveCase *live, int step, TimestampTz started_at,
				TimestampTz clock_from)
{
	const StepDefinition *defined = &live->definition->steps[step];
	List *organisations = NIL;
	int32 round = next_round(live, step);
	ListCell *cell;

	if (defined->from_receipt && !was_active(live, step))
		clock_from = row_time(&live->row, CASE_RECEIVED_AT);
	if (defined->each_organisation)
		organisations = organisations_of_kind(live->definition->agency, defined->each_organisation);
	foreach (cell, organisations)
		start_row(batch, live, step, lfirst(cell), round, foreach_current_index(cell) > 0,
				  started_at, clock_from);
	if (organisations == NIL)
		start_row(batch, live, step, case_step_organisation(live, step), round, false, started_at,
				  clock_from);
}

/* ---- finishing ---------------------------------------------------------------------- */

/* The outcome that says "nobody answered" is lawful only once the wait is over. */
static void
check_waiting(const LiveCase *live, const LiveStep *step, int outcome, TimestampTz at)
{
	const StepDefinition *defined = &live->definition->steps[step->index];
	TimestampTz due = row_time(&step->row, STEP_DUE_AT);

	if (!defined->waits || outcome != defined->wait_outcome || at >= due)
		return;
	ereport(ERROR, (errcode(ERRCODE_DKIS_STILL_WAITING),
					errmsg("masa tunggu langkah %s belum habis", defined->name),
					errdetail("Hasil \"%s\" baru boleh sejak %s.",
							  definition_outcome(live->definition, step->index, outcome),
							  timestamptz_to_str(due)),
					errhint("Tunggu sampai saat itu, atau pilih hasil lain.")));
}

/* ended_by: "hasil" when somebody did the step, "pembatalan" when its case went from under it. */
static void
record_finish(LiveStep *step, const char *outcome, const char *ended_by, const Finish *finish)
{
	Row *row = &step->row;

	row_set_time(row, STEP_FINISHED_AT, finish->at);
	row_set_text(row, STEP_OUTCOME, outcome);
	row_set_text(row, STEP_ENDED_BY, ended_by);
	row_set_text(row, STEP_FINISHED_BY, finish->by);
	if (finish->note)
		row_set_text(row, STEP_NOTE, finish->note);
	row_set_null(row, STEP_NEXT_ESCALATION_AT);
	step->changed = true;
}

void
case_end_step(LiveStep *step, const Finish *finish)
{
	record_finish(step, "Batal", "pembatalan", finish);
}

static void
record_finish_event(CaseBatch *batch, LiveCase *live, const LiveStep *step, const char *outcome,
					const Finish *finish)
{
	Detail detail;

	detail_begin(&detail);
	detail_text(&detail, "catatan", finish->note);
	detail_text(&detail, "sebagai", batch->acting ? "Plh/Plt" : NULL);
	case_event(batch, live, finish->at, finish->by, "langkah selesai",
			   live->definition->steps[step->index].name, outcome, &detail);
}

/* What the whole case's deadline asks for has been done. */
static void
meet_deadline(LiveCase *live, TimestampTz at)
{
	if (live->row.nulls[CASE_MET_AT])
		clock_meet_case(live, at);
}

static void
start_following(CaseBatch *batch, LiveCase *live, MachineState *state, const int *started,
				int count, const Finish *finish)
{
	case_write_state(live, state);
	for (int i = 0; i < count; i++)
		case_start_step(batch, live, started[i], finish->at, finish->at);
	if (machine_state_has_ended(live->definition->machine, state))
		case_close(batch, live, "selesai", finish);
}

/* The flow goes on from a step that is over. */
static void
go_on(CaseBatch *batch, LiveCase *live, int step, int outcome, int64 awaits, const Finish *finish)
{
	const Machine *machine = live->definition->machine;
	const char *name = live->definition->steps[step].name;
	const char *outcome_name = definition_outcome(live->definition, step, outcome);
	int *started = palloc(sizeof(int) * machine_step_count(machine));
	int count;
	MachineState state;
	DkisError error;

	read_state(live, &state);
	if (!machine_state_fire(machine, &state, step, outcome, started, &count, &error))
		dkis_raise(&error);
	if (live->definition->total_until && strcmp(live->definition->total_until, name) == 0)
	{
		meet_deadline(live, finish->at);
		case_tell_applicant(batch, live, "jawaban", name, outcome_name);
	}
	live->awaits = awaits;
	case_open_links(batch, live, name, outcome_name, finish->at);
	start_following(batch, live, &state, started, count,
					&(Finish){finish->at, finish->by, finish->note, outcome_name});
	live->awaits = 0;
}

/* Other organisations have not done theirs yet. */
static bool
others_are_open(const LiveCase *live, const LiveStep *step)
{
	ListCell *cell;

	foreach (cell, live->steps)
	{
		const LiveStep *other = lfirst(cell);

		if (other != step && other->index == step->index && other->row.nulls[STEP_FINISHED_AT])
			return true;
	}
	return false;
}

static void
record_share(CaseBatch *batch, LiveCase *live, const LiveStep *step, const char *outcome,
			 const Finish *finish)
{
	Detail detail;

	detail_begin(&detail);
	detail_text(&detail, "organisasi", row_text(&step->row, STEP_ORGANISATION));
	detail_text(&detail, "catatan", finish->note);
	detail_text(&detail, "sebagai", batch->acting ? "Plh/Plt" : NULL);
	case_event(batch, live, finish->at, finish->by, "organisasi selesai",
			   live->definition->steps[step->index].name, outcome, &detail);
}

static StepFinished on_finished; /* NULL: nobody asks */

void
case_on_finished(StepFinished finished)
{
	on_finished = finished;
}

void
case_finish_step(CaseBatch *batch, LiveCase *live, LiveStep *step, int outcome,
				 const Finish *finish)
{
	const char *name = definition_outcome(live->definition, step->index, outcome);
	int64 awaits = step->row.nulls[STEP_AWAITS_CASE] ? 0 : row_int64(&step->row, STEP_AWAITS_CASE);

	check_waiting(live, step, outcome, finish->at);
	record_finish(step, name, "hasil", finish);
	if (live->definition->steps[step->index].each_organisation && others_are_open(live, step))
	{
		record_share(batch, live, step, name, finish);
		return;
	}
	record_finish_event(batch, live, step, name, finish);
	if (on_finished && live->definition->emergency && !live->is_new)
		on_finished(live, step, name);
	go_on(batch, live, step->index, outcome, awaits, finish);
}

void
case_close_rest(CaseBatch *batch, LiveCase *live, int step, const Finish *finish)
{
	StringInfoData missing;
	Detail detail;
	ListCell *cell;

	initStringInfo(&missing);
	foreach (cell, live->steps)
	{
		LiveStep *row = lfirst(cell);
		char *organisation = row_text(&row->row, STEP_ORGANISATION);

		if (row->index != step || !row->row.nulls[STEP_FINISHED_AT])
			continue;
		case_end_step(row, finish);
		appendStringInfo(&missing, "%s%s", missing.len ? ", " : "", organisation);
	}
	detail_begin(&detail);
	detail_text(&detail, "catatan", finish->note);
	detail_text(&detail, "tanpa", missing.data);
	case_event(batch, live, finish->at, finish->by, "langkah selesai",
			   live->definition->steps[step].name, definition_outcome(live->definition, step, 0),
			   &detail);
	go_on(batch, live, step, 0, 0, finish);
}

/* ---- closing -------------------------------------------------------------------------- */

/* Steps still open end with the case: nobody works on them any more. */
static void
end_open_steps(LiveCase *live, const Finish *finish)
{
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->row.nulls[STEP_FINISHED_AT])
			case_end_step(step, finish);
	}
}

static CaseClosing closing_asked; /* by the subject above; set when the module is loaded */

void
case_on_closing(CaseClosing closing)
{
	closing_asked = closing;
}

/* The note says why; only a cancelled case keeps it as its own. */
void
case_close(CaseBatch *batch, LiveCase *live, const char *status, const Finish *finish)
{
	bool cancelled = strcmp(status, "batal") == 0;
	Detail detail;

	if (closing_asked && live->definition->emergency && !live->is_new)
		closing_asked(batch, live, finish->at, finish->note);
	row_set_text(&live->row, CASE_STATUS, status);
	row_set_time(&live->row, CASE_CLOSED_AT, finish->at);
	end_open_steps(live, &(Finish){finish->at, finish->by, NULL, NULL});
	if (!cancelled)
		meet_deadline(live, finish->at);
	clock_next_of_case(live->definition, &live->row);
	if (live->row.nulls[CASE_REGISTER_NO])
		register_number(batch, live);
	detail_begin(&detail);
	detail_text(&detail, "catatan", cancelled ? finish->note : NULL);
	case_event(batch, live, finish->at, finish->by, cancelled ? "dibatalkan" : "ditutup", NULL,
			   NULL, &detail);
	case_tell_applicant(batch, live, cancelled ? "pembatalan" : "penutupan", NULL, finish->note);
	if (!live->row.nulls[CASE_RETURNS_TO])
		case_return(batch, live, finish);
	if (!cancelled)
		case_open_links(batch, live, NULL, NULL, finish->at);
}
