/*
 * Cases open: by an INSERT, or because another case has come to a point that
 * asks for one.
 */
#include "pg/case/step.h"

#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "catalog/namespace.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "pg/base/module.h"
#include "pg/case/clock.h"
#include "pg/case/event.h"
#include "pg/case/check.h"
#include "pg/case/notice.h"
#include "pg/case/number.h"
#include "pg/types/flow.h"

/* ---- what must be right before a case opens ------------------------------------- */

static void
require_received_before(const Row *row, TimestampTz opened_at)
{
	TimestampTz received_at = row_time(row, CASE_RECEIVED_AT);

	if (TIMESTAMP_NOT_FINITE(received_at))
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("received_at harus berupa tanggal dan waktu yang sah"),
						errdetail("Tenggat dihitung dari saat diterima."),
						errhint("Isi tanggal dan jam, atau kosongkan.")));
	if (received_at > opened_at)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("received_at berada di masa depan"),
						errdetail("Diterima %s, dicatat %s.", timestamptz_to_str(received_at),
								  pstrdup(timestamptz_to_str(opened_at))),
						errhint("Kosongkan received_at, atau isi saat berkas diterima.")));
}

/*
 * A paper form may have lain; how long is the agency's to say, and dkis_admin's to
 * overrule. What the emergency line records is the call's own time.
 */
static void
require_received_lately(const CaseBatch *batch, const LiveCase *live)
{
	TimestampTz received_at = row_time(&live->row, CASE_RECEIVED_AT);
	int days = (int) setting_number(SETTING_BACKDATE_DAYS);

	if (!batch->identity.admin && !live->definition->emergency &&
		received_at < batch->now - days * USECS_PER_DAY)
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
						errmsg("received_at lebih dari %d hari yang lalu", days),
						errdetail("Diterima %s.", timestamptz_to_str(received_at)),
						errhint("Minta seorang dkis_admin mencatatnya; batasnya pengaturan "
								"backdate_days.")));
}

/* ---- the parent ------------------------------------------------------------------- */

/* When the step of the link ended as it asks; DT_NOEND: it has not. */
static TimestampTz
answered_at(Datum parent, const LinkDefinition *link)
{
	static CachedQuery query = {
		"SELECT max(s.finished_at) FROM dkis_store.case_steps s WHERE s.case_id = $1"
		" AND s.step = $2 AND s.ended_by = 'hasil'"
		" AND dkis_store.same_words(s.outcome) = dkis_store.same_words(coalesce($3, s.outcome))",
		3,
		{INT8OID, TEXTOID, TEXTOID},
		NULL};
	Datum arguments[] = {parent, CStringGetTextDatum(link->step),
						 link->outcome ? CStringGetTextDatum(link->outcome) : (Datum) 0};

	query_run(&query, arguments, link->outcome ? NULL : "  n", SPI_OK_SELECT);
	return cell_time(0, 1);
}

/* Of the links to that SOP the one that was asked for last; else the first that asks for nothing.
 */
static void
choose_link(const Definition *from, const char *sop, Datum parent, Origin *origin)
{
	ListCell *cell;

	foreach (cell, from->links)
	{
		const LinkDefinition *link = lfirst(cell);
		TimestampTz answered = DT_NOEND;

		if (strcmp(link->to_sop, sop) != 0)
			continue;
		if (link->step)
			answered = answered_at(parent, link);
		if (origin->link == NULL || (answered != DT_NOEND && (origin->answered_at == DT_NOEND ||
															  answered > origin->answered_at)))
		{
			origin->link = link;
			origin->answered_at = answered;
		}
	}
}

static void
hand_on(Row *row, int column, Oid type, int cell_column, MemoryContext caller)
{
	bool is_null;
	Datum value = cell(0, cell_column, &is_null);

	if (!row->nulls[column] || is_null)
		return;
	caller = MemoryContextSwitchTo(caller);
	row_set(row, column, type == TEXTOID ? CStringGetTextDatum(TextDatumGetCString(value)) : value);
	MemoryContextSwitchTo(caller);
}

/*
 * A case that an officer opens under a parent has its applicant and organisation,
 * unless he names others, and, if a link joins the two SOPs, its clocks. Sees
 * what earlier statements wrote.
 */
static bool
read_origin(CaseBatch *batch, Row *row, const char *sop, Origin *origin)
{
	static CachedQuery parent_query = {
		"SELECT sop_version, received_at, applicant, organisation FROM dkis_store.cases"
		" WHERE id = $1",
		1,
		{INT8OID},
		NULL};
	Datum parent = row->values[CASE_PARENT_CASE];
	MemoryContext caller = CurrentMemoryContext;
	int64 parent_version;
	OwnerScope scope;

	*origin = (Origin){.answered_at = DT_NOEND};
	owner_enter(&scope);
	SPI_connect();
	query_run(&parent_query, &parent, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("kasus asal " INT64_FORMAT " tidak ada", row_int64(row, CASE_PARENT_CASE)),
				 errdetail("Tidak ada kasus dengan id itu di dkis.cases."),
				 errhint("parent_case menyebut dkis.cases.id.")));
	parent_version = cell_int64(0, 1);
	origin->registered_at = cell_time(0, 2);
	hand_on(row, CASE_APPLICANT, INT8OID, 3, caller);
	hand_on(row, CASE_ORGANISATION, TEXTOID, 4, caller);
	choose_link(definition_of_version(batch->definitions, parent_version), sop, parent, origin);
	SPI_finish();
	owner_leave(&scope);
	return origin->link != NULL;
}

static bool
names(List *steps, const char *step)
{
	ListCell *cell;

	foreach (cell, steps)
		if (strcmp(lfirst(cell), step) == 0)
			return true;
	return false;
}

/* ---- clocks of the first steps ---------------------------------------------------- */

/*
 * The emergency line is recorded while it runs or afterwards: its clock starts
 * with the call. Elsewhere only day units reach back to the day of receipt.
 */
static TimestampTz
first_clock(const LiveCase *live, int step)
{
	Sla standard = clock_standard(live->definition, step, &live->row);

	return live->definition->emergency || clock_counts_days(&standard)
			   ? row_time(&live->row, CASE_RECEIVED_AT)
			   : row_time(&live->row, CASE_OPENED_AT);
}

static void
start_first_steps(CaseBatch *batch, LiveCase *live, const MachineState *state)
{
	int count = machine_step_count(live->definition->machine);

	for (int step = 0; step < count; step++)
		if (machine_state_is_active(state, step))
			case_start_step(batch, live, step,
							live->definition->emergency ? row_time(&live->row, CASE_RECEIVED_AT)
														: row_time(&live->row, CASE_OPENED_AT),
							first_clock(live, step));
}

/* A link's clock for one of the new case's steps; DT_NOEND: the step's own. */
static TimestampTz
inherited_clock(const Origin *origin, const char *step)
{
	if (names(origin->link->from_registration, step))
		return origin->registered_at;
	if (names(origin->link->from_answer, step))
		return origin->answered_at;
	return DT_NOEND;
}

static void
inherit_clocks(CaseBatch *batch, LiveCase *live, const Origin *origin)
{
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);
		const StepDefinition *defined = &live->definition->steps[step->index];
		TimestampTz clock = inherited_clock(origin, defined->name);

		if (clock == DT_NOEND || !step->row.nulls[STEP_FINISHED_AT])
			continue;
		row_set_time(&step->row, STEP_CLOCK_FROM, clock);
		clock_start_step(batch, live, step);
	}
}

/* Steps that the parent has done already, in the order of the link. */
static void
finish_inherited(CaseBatch *batch, LiveCase *live, const Origin *origin)
{
	ListCell *cell;

	foreach (cell, origin->link->done_steps)
	{
		const char *name = lfirst(cell);
		int index = machine_step_index(live->definition->machine, name, strlen(name));
		LiveStep *step = index < 0 ? NULL : case_open_step(live, index);
		Finish finish = {row_time(&live->row, CASE_OPENED_AT), batch->identity.actor,
						 "sudah dilakukan pada kasus asal", NULL};

		inherit_clocks(batch, live, origin);
		if (step)
			case_finish_step(batch, live, step, 0, &finish);
	}
	inherit_clocks(batch, live, origin);
}

/* ---- opening ------------------------------------------------------------------------ */

static int64
next_case_id(void)
{
	Oid sequence = get_relname_relid("cases_id_seq", get_namespace_oid("dkis_store", false));

	return nextval_internal(sequence, false);
}

static void
fill_row(CaseBatch *batch, LiveCase *live)
{
	const Definition *definition = live->definition;
	Row *row = &live->row;

	row_set(row, CASE_ID, Int64GetDatum(next_case_id()));
	row_set_text(row, CASE_SOP, definition->sop);
	row_set(row, CASE_SOP_VERSION, Int64GetDatum(definition->version_id));
	row_set(row, CASE_AGENCY, Int32GetDatum(definition->agency));
	row_set_text(row, CASE_STATUS, "berjalan");
	row_set_text(row, CASE_OPENED_BY,
				 identity_claim(&batch->identity, row_text(row, CASE_OPENED_BY)));
	if (row->nulls[CASE_DATA])
		row_set(row, CASE_DATA, DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")));
	clock_start_case(batch, live);
}

static void
record_opening(CaseBatch *batch, LiveCase *live)
{
	Detail detail;

	detail_begin(&detail);
	detail_text(&detail, "perihal", row_text(&live->row, CASE_TITLE));
	detail_text(&detail, "klasifikasi", row_text(&live->row, CASE_CLASS));
	if (!live->row.nulls[CASE_PARENT_CASE])
		detail_number(&detail, "kasus_asal", row_int64(&live->row, CASE_PARENT_CASE));
	if (row_time(&live->row, CASE_RECEIVED_AT) != row_time(&live->row, CASE_OPENED_AT))
		detail_time(&detail, "diterima", row_time(&live->row, CASE_RECEIVED_AT));
	/* The entry stands where a step's outcome stands: the start's choice. */
	case_event(batch, live, row_time(&live->row, CASE_OPENED_AT),
			   row_text(&live->row, CASE_OPENED_BY), "dibuka", NULL,
			   row_text(&live->row, CASE_ENTRY), &detail);
	case_tell_applicant(batch, live, "tanda bukti", NULL, NULL);
}

static void
enter_machine(LiveCase *live, MachineState *state)
{
	DkisError error;
	Marking *marking;

	if (!machine_state_start(live->definition->machine, row_text(&live->row, CASE_ENTRY), state,
							 &error))
		dkis_raise(&error);
	marking = machine_marking_from_state(live->definition->machine, state);
	row_set(&live->row, CASE_MARKING, flat_datum(marking, marking_size(marking)));
}

LiveCase *
case_begin(CaseBatch *batch, const Row *row, const Origin *origin)
{
	LiveCase *live = palloc0(sizeof(LiveCase));
	Origin found;
	MachineState state;

	live->row = *row;
	live->is_new = true;
	live->held_at = DT_NOEND;
	case_check_title(row);
	case_check_organisation(batch, row);
	class_index(row_text(row, CASE_CLASS));
	row_set_time(&live->row, CASE_OPENED_AT, batch->now);
	if (row->nulls[CASE_RECEIVED_AT])
		row_set_time(&live->row, CASE_RECEIVED_AT, batch->now);
	require_received_before(&live->row, batch->now);
	live->definition = definition_in_force(batch->definitions, settings_agency(),
										   row_text(row, CASE_SOP), batch->now);
	require_received_lately(batch, live);
	if (!row->nulls[CASE_RECEIVED_AT])
		clock_require_known(live->definition, row_time(row, CASE_RECEIVED_AT));
	if (origin == NULL && !row->nulls[CASE_PARENT_CASE] &&
		read_origin(batch, &live->row, live->definition->sop, &found))
		origin = &found;
	fill_row(batch, live);
	case_check_applicant(live->definition, &live->row);
	case_check_fields(live->definition, &live->row);
	enter_machine(live, &state);
	record_opening(batch, live);
	start_first_steps(batch, live, &state);
	if (origin)
		finish_inherited(batch, live, origin);
	if (machine_state_has_ended(live->definition->machine, &state))
		case_close(batch, live, "selesai",
				   &(Finish){batch->now, row_text(&live->row, CASE_OPENED_BY), NULL, NULL});
	return live;
}

void
case_number(CaseBatch *batch, LiveCase *live)
{
	if (!live->definition->numbered_later && live->row.nulls[CASE_REGISTER_NO])
		register_number(batch, live);
}

void
case_open(CaseBatch *batch, Row *row, const Origin *origin)
{
	LiveCase *live = case_begin(batch, row, origin);

	case_number(batch, live);
	case_batch_save_new(batch, live);
	*row = live->row;
}

void
case_open_unseen(CaseBatch *batch, const Row *row)
{
	MemoryContext before;
	Row kept;

	case_batch_settle_newest(batch);
	before = MemoryContextSwitchTo(batch->work);
	row_relation_find(&stored_cases);
	row_keep(&kept, row, ~UINT64CONST(0), &stored_cases);
	batch->newest = case_begin(batch, &kept, NULL);
	MemoryContextSwitchTo(before);
}

/* ---- cases that others ask for -------------------------------------------------------- */

static void
copy_column(Row *to, const Row *from, int column)
{
	to->values[column] = from->values[column];
	to->nulls[column] = from->nulls[column];
}

static void
open_linked(CaseBatch *batch, LiveCase *parent, const LinkDefinition *link, TimestampTz at)
{
	Origin origin = {link, row_time(&parent->row, CASE_RECEIVED_AT), at};
	int64 there = link->returns_to ? case_child(parent, link->to_sop) : 0;
	Detail detail;
	Row child;

	check_stack_depth();
	if (there)
	{
		case_adopt(batch, parent, link, at, there);
		return;
	}
	row_clear(&child);
	row_set_text(&child, CASE_SOP, link->to_sop);
	row_set_text(&child, CASE_ENTRY, link->entry);
	row_set_text(&child, CASE_RETURNS_TO, link->returns_to);
	copy_column(&child, &parent->row, CASE_TITLE);
	copy_column(&child, &parent->row, CASE_CLASS);
	copy_column(&child, &parent->row, CASE_APPLICANT);
	copy_column(&child, &parent->row, CASE_ORGANISATION);
	row_set(&child, CASE_PARENT_CASE, parent->row.values[CASE_ID]);
	case_open(batch, &child, &origin);
	if (link->returns_to && child.nulls[CASE_CLOSED_AT])
		parent->awaits = row_int64(&child, CASE_ID);

	detail_begin(&detail);
	detail_number(&detail, "kasus", row_int64(&child, CASE_ID));
	detail_text(&detail, "sop", link->to_sop);
	case_event(batch, parent, at, batch->identity.actor, "kasus lanjutan dibuka", link->step,
			   link->outcome, &detail);
}

static bool
follows(const LinkDefinition *link, const char *step, const char *outcome)
{
	if (!link->opens || (link->step == NULL) != (step == NULL))
		return false;
	if (step == NULL)
		return true;
	return strcmp(link->step, step) == 0 &&
		   (link->outcome == NULL ||
			dkis_same_word(link->outcome, strlen(link->outcome), outcome, strlen(outcome)));
}

/* A case that was opened again after it had ended: what ended with it is there already. */
static bool
is_open_already(const LiveCase *parent, const LinkDefinition *link)
{
	static CachedQuery query = {"SELECT FROM dkis_store.cases WHERE parent_case = $1"
								" AND sop = $2 AND status <> 'batal'",
								2,
								{INT8OID, TEXTOID},
								NULL};
	Datum arguments[] = {parent->row.values[CASE_ID], CStringGetTextDatum(link->to_sop)};

	return link->step == NULL && !parent->row.nulls[CASE_REOPENED_AT] &&
		   query_ask_any(&query, arguments, NULL);
}

void
case_open_links(CaseBatch *batch, LiveCase *parent, const char *step, const char *outcome,
				TimestampTz at)
{
	ListCell *cell;

	foreach (cell, parent->definition->links)
		if (follows(lfirst(cell), step, outcome) && !is_open_already(parent, lfirst(cell)))
			open_linked(batch, parent, lfirst(cell), at);
}
