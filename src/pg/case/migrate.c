/*
 * A running case moves to another version of its SOP: what is done stays done,
 * what is open goes on by the new version's flow, performers and, if asked for,
 * time standards. Refused where the new flow has no such place to stand, or no
 * way to its end from there.
 */
#include "pg/case/step.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "pg/base/agency.h"
#include "pg/base/module.h"
#include "pg/case/clock.h"
#include "pg/case/event.h"
#include "pg/case/check.h"
#include "pg/sop/in_force.h"
#include "pg/types/flow.h"
#include "pg/types/sla.h"
#include "core/flow/soundness.h"

/* ---- where to ------------------------------------------------------------------- */

/* That version of the case's SOP, in force today. */
static const Definition *
find_version(CaseBatch *batch, const Definition *from, int32 version)
{
	DateADT today = agency_date(from->agency, batch->now);

	return definition_of_version(batch->definitions,
								 version_numbered(from->agency, from->sop, version, today));
}

/* ---- where the case then stands ----------------------------------------------------- */

static void
refuse_standing(const LiveCase *live, int32 version, const char *why)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_DKIS_VERSION_NOT_READY),
		 errmsg("kasus " INT64_FORMAT
				" tidak dapat dipindahkan ke versi %d dari tempatnya sekarang",
				row_int64(&live->row, CASE_ID), version),
		 errdetail("%s", why),
		 errhint("Selesaikan dahulu langkahnya menurut versi yang sekarang, sampai kasus berdiri "
				 "di tempat yang ada dalam kedua versi; lihat dkis.diff_versions(a, b).")));
}

static void
stand(LiveCase *live, const Definition *to, int32 version, MachineState *state)
{
	const Marking *marking = marking_from_datum(live->row.values[CASE_MARKING]);
	DkisError error;
	DkisText text;
	bool sound;

	if (!machine_state_from_marking(to->machine, marking, state, &error))
		refuse_standing(live, version, error.message);
	if (!soundness_decide_from(to->machine, state, &sound, &error))
		dkis_raise(&error);
	if (sound)
		return;
	dkis_text_init(&text);
	marking_print(marking, &text);
	refuse_standing(live, version,
					psprintf("Menurut versi itu, dari %s tidak ada jalan ke akhir.", text.data));
}

static void
write_standing(LiveCase *live, const Definition *to, const MachineState *state)
{
	Marking *marking = machine_marking_from_state(to->machine, state);

	live->definition = to;
	row_set(&live->row, CASE_MARKING, flat_datum(marking, marking_size(marking)));
	row_set(&live->row, CASE_SOP_VERSION, Int64GetDatum(to->version_id));
	live->changed = true;
}

/* ---- what is open ------------------------------------------------------------------------ */

static void
move_step(CaseBatch *batch, LiveCase *live, LiveStep *step, const Definition *from,
		  const CaseRequest *request, const char *reason)
{
	char *name = row_text(&step->row, STEP_STEP);

	step->index = machine_step_index(live->definition->machine, name, strlen(name));
	row_set_text(&step->row, STEP_PERFORMER, live->definition->steps[step->index].performer);
	clock_move_step(batch, live, step, from, request->migrate.recount, reason);
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* When the step that the whole time runs to was last finished; DT_NOEND: it was not. */
static TimestampTz
finished_already(const LiveCase *live)
{
	static CachedQuery query = {
		"SELECT max(finished_at) FROM dkis_store.case_steps WHERE case_id = $1 AND step = $2"
		" HAVING bool_and(finished_at IS NOT NULL)",
		2,
		{INT8OID, TEXTOID},
		NULL};
	Datum arguments[] = {live->row.values[CASE_ID], (Datum) 0};

	if (live->definition->total_until == NULL)
		return DT_NOEND;
	arguments[1] = CStringGetTextDatum(live->definition->total_until);
	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	return SPI_processed == 0 ? DT_NOEND : cell_time(0, 1);
}

static void
move_whole(CaseBatch *batch, LiveCase *live, const Definition *from, const CaseRequest *request,
		   const char *reason)
{
	if (!live->row.nulls[CASE_MET_AT])
		return;
	clock_move_case(batch, live, from, request->migrate.recount, reason);
	if (!same_text(from->total_until, live->definition->total_until))
		clock_meet_case(live, finished_already(live));
}

/* ---- the move ---------------------------------------------------------------------------- */

/* Where the case stands is told too: a history is replayed from there. */
static void
record_move(CaseBatch *batch, LiveCase *live, const CaseRequest *request, const Definition *from)
{
	Detail detail;
	DkisText standing;

	dkis_text_init(&standing);
	marking_print(marking_from_datum(live->row.values[CASE_MARKING]), &standing);
	detail_begin(&detail);
	detail_number(&detail, "dari", from->version);
	detail_number(&detail, "ke", request->migrate.version);
	detail_text(&detail, "kedudukan", standing.data);
	detail_text(&detail, "tenggat", request->migrate.recount ? "hitung" : "tetap");
	case_event(batch, live, batch->now, batch->identity.actor, "dipindahkan", NULL, NULL, &detail);
}

void
case_migrate(CaseBatch *batch, LiveCase *live, const CaseRequest *request)
{
	const Definition *from = live->definition;
	const Definition *to;
	const char *reason;
	MachineState state;
	ListCell *cell;

	case_require_admin(batch, "memindahkan kasus ke versi lain", "");
	case_require_running(live);
	to = find_version(batch, from, request->migrate.version);
	if (to == from)
		return;
	stand(live, to, request->migrate.version, &state);
	case_check_fields(to, &live->row);
	write_standing(live, to, &state);
	record_move(batch, live, request, from);
	reason = psprintf("dipindahkan ke versi %d", request->migrate.version);
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->row.nulls[STEP_FINISHED_AT])
			move_step(batch, live, step, from, request, reason);
	}
	move_whole(batch, live, from, request, reason);
}
