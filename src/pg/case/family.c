/*
 * A case and those it has opened: what a child takes over from its parent, and a
 * parent that waits for its child. One objection is one case (sop_links.returns_to):
 * while the child runs, the parent's steps up to that one wait for it
 * (case_steps.awaits_case), nobody is asked to do them, and they finish when it
 * does, with its outcome.
 *
 * The batch locks a waiting parent together with its child, in id order; what the
 * parent is to do when the child has ended is asked of the batch all the same, and
 * done after everything that was asked of it before.
 */
#include "pg/case/step.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "pg/base/module.h"
#include "pg/case/clock.h"
#include "pg/case/event.h"

/* What a parent is told; lives as long as the batch. */
typedef struct Message
{
	int64 child;
	const char *known_as;
	const char *returns_to;
	const char *outcome; /* NULL: it was cancelled */
	TimestampTz at;
	const char *by;
} Message;

static Message *
message_of(const CaseBatch *batch, const LiveCase *child)
{
	Message *message = MemoryContextAllocZero(batch->context, sizeof(Message));
	char *number = row_text(&child->row, CASE_REGISTER_NO);

	message->child = row_int64(&child->row, CASE_ID);
	message->known_as =
		case_batch_text(batch, number ? number : psprintf("kasus " INT64_FORMAT, message->child));
	message->returns_to = case_batch_text(batch, row_text(&child->row, CASE_RETURNS_TO));
	return message;
}

/* ---- the child has ended ------------------------------------------------------------- */

static LiveStep *
waiting_step(const LiveCase *live, int64 child)
{
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->row.nulls[STEP_FINISHED_AT] && !step->row.nulls[STEP_AWAITS_CASE] &&
			row_int64(&step->row, STEP_AWAITS_CASE) == child)
			return step;
	}
	return NULL;
}

/* It is somebody's work again. */
static void
release(LiveCase *live, LiveStep *step)
{
	row_set_null(&step->row, STEP_AWAITS_CASE);
	clock_next_of_step(live->definition, step->index, &step->row);
	step->changed = true;
}

/* The outcome that the step takes over, or its only one on the way there; -1: none. */
static int
outcome_with(const LiveCase *live, const LiveStep *step, const Message *message)
{
	const Machine *machine = live->definition->machine;

	if (message->outcome == NULL || !row_text_is(&live->row, CASE_STATUS, "berjalan"))
		return -1;
	if (row_text_is(&step->row, STEP_STEP, message->returns_to))
		return machine_outcome_index(machine, step->index, message->outcome,
									 strlen(message->outcome));
	return machine_outcome_count(machine, step->index) == 1 ? 0 : -1;
}

static void
tell_parent(CaseBatch *batch, LiveCase *live, const Message *message)
{
	Detail detail;

	detail_begin(&detail);
	detail_number(&detail, "kasus", message->child);
	case_event(batch, live, message->at, message->by,
			   message->outcome ? "kasus lanjutan selesai" : "kasus lanjutan batal", NULL,
			   message->outcome, &detail);
}

static void
take_over(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Message *message = argument;
	Finish finish = {message->at, message->by, psprintf("bersama %s", message->known_as), NULL};
	LiveStep *step;

	if (!live->row.nulls[CASE_CLOSED_AT])
		return;
	tell_parent(batch, live, message);
	while ((step = waiting_step(live, message->child)) != NULL)
	{
		int outcome = outcome_with(live, step, message);

		if (outcome < 0 || row_text_is(&step->row, STEP_STEP, message->returns_to))
			release(live, step);
		if (outcome < 0)
			continue;
		case_finish_step(batch, live, step, outcome, &finish);
	}
}

void
case_return(CaseBatch *batch, LiveCase *live, const Finish *finish)
{
	Message *message;

	if (live->is_new)
		return;
	message = message_of(batch, live);
	message->outcome = case_batch_text(batch, finish->outcome);
	message->at = finish->at;
	message->by = case_batch_text(batch, finish->by);
	case_batch_ask_work(batch, row_int64(&live->row, CASE_PARENT_CASE), take_over, message);
}

/* ---- it runs again ----------------------------------------------------------------------- */

static void
wait_again(CaseBatch *batch, LiveCase *live, const void *argument)
{
	const Message *message = argument;
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (!step->row.nulls[STEP_FINISHED_AT] || step->index < 0 ||
			!row_text_is(&step->row, STEP_STEP, message->returns_to))
			continue;
		row_set(&step->row, STEP_AWAITS_CASE, Int64GetDatum(message->child));
		clock_next_of_step(live->definition, step->index, &step->row);
		step->changed = true;
		return;
	}
	ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
					errmsg("%s sudah dikembalikan ke kasus asalnya", message->known_as),
					errdetail("Langkah %s kasus asal " INT64_FORMAT " tidak terbuka.",
							  message->returns_to, row_int64(&live->row, CASE_ID)),
					errhint("Buka kembali dahulu kasus asalnya dengan dkis.reopen_case().")));
}

void
case_await_again(CaseBatch *batch, LiveCase *live)
{
	if (!live->row.nulls[CASE_RETURNS_TO])
		case_batch_ask_work(batch, row_int64(&live->row, CASE_PARENT_CASE), wait_again,
							message_of(batch, live));
}

/* ---- a child that is there already --------------------------------------------------------- */

int64
case_child(const LiveCase *live, const char *sop)
{
	static CachedQuery query = {"SELECT id FROM dkis_store.cases WHERE parent_case = $1"
								" AND sop = $2 AND closed_at IS NULL ORDER BY id DESC LIMIT 1",
								2,
								{INT8OID, TEXTOID},
								NULL};
	Datum arguments[] = {live->row.values[CASE_ID], CStringGetTextDatum(sop)};

	if (live->is_new)
		return 0;
	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	return SPI_processed == 0 ? 0 : cell_int64(0, 1);
}

static void
return_from_now_on(CaseBatch *batch, LiveCase *live, const void *argument)
{
	if (live->row.nulls[CASE_CLOSED_AT])
	{
		row_set_text(&live->row, CASE_RETURNS_TO, argument);
		live->changed = true;
	}
}

void
case_adopt(CaseBatch *batch, LiveCase *live, const LinkDefinition *link, TimestampTz at,
		   int64 child)
{
	Detail detail;

	live->awaits = child;
	case_batch_ask_work(batch, child, return_from_now_on, case_batch_text(batch, link->returns_to));
	detail_begin(&detail);
	detail_number(&detail, "kasus", child);
	case_event(batch, live, at, batch->identity.actor, "kasus lanjutan ditunggu", link->step,
			   link->outcome, &detail);
}
