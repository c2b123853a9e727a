/*
 * The changes that an UPDATE of dkis.cases or dkis.case_steps asks for, made on
 * a case that is locked and in hand.
 */
#include "pg/case/step.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

#include "pg/base/limits.h"
#include "pg/base/module.h"
#include "pg/case/clock.h"
#include "pg/case/event.h"
#include "pg/case/check.h"
#include "pg/case/notice.h"
#include "pg/case/number.h"
#include "pg/types/flow.h"
#include "pg/types/sla.h"

void
case_require_admin(const CaseBatch *batch, const char *what, const char *else_do)
{
	if (!batch->identity.admin)
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_NOT_A_MEMBER), errmsg("%s hanya oleh dkis_admin", what),
				 errdetail("Peran basis data Anda bukan anggota dkis_admin."),
				 errhint("Minta seorang dkis_admin%s.", else_do)));
}

#define OR_LEAVE_EMPTY ", atau kosongkan kolom itu"

/* NULL takes back; infinity is no time. */
static void
require_finite(const CaseRequest *request, int column, const char *name)
{
	if (!request->asked.nulls[column] && TIMESTAMP_NOT_FINITE(row_time(&request->asked, column)))
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("%s harus berupa tanggal dan waktu yang sah", name),
						errdetail("infinity dan -infinity bukan saat pada kalender."),
						errhint("Isi tanggal dan jam, atau kosongkan.")));
}

void
case_require_hand(const CaseBatch *batch, const LiveCase *live)
{
	List *posts = NIL;
	ListCell *cell;

	foreach (cell, live->steps)
	{
		const LiveStep *step = lfirst(cell);
		const char *performer = live->definition->steps[step->index].performer;

		if (!step->row.nulls[STEP_FINISHED_AT])
			continue; /* over */
		posts = identity_add_post(posts, performer, row_text(&step->row, STEP_ORGANISATION));
		posts = identity_add_post(posts, performer, row_text(&live->row, CASE_ORGANISATION));
	}
	identity_check_action(&batch->identity, live->definition->agency, posts,
						  live->definition->emergency);
}

/* ---- finishing a step ------------------------------------------------------------- */

/* Whether it is a step of an organisation that he acts for. */
static bool
is_theirs(const CaseBatch *batch, const LiveCase *live, const LiveStep *step)
{
	return identity_may_perform(
		&batch->identity, live->definition->agency, row_text(&step->row, STEP_PERFORMER),
		row_text(&step->row, STEP_ORGANISATION), live->definition->emergency);
}

/* By its row, or by its name: of the rows of several organisations his own. */
static LiveStep *
find_step(const CaseBatch *batch, LiveCase *live, const CaseRequest *request)
{
	const char *name = request->step;
	LiveStep *found = NULL;
	MachineState state;
	DkisError error;
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (!step->row.nulls[STEP_FINISHED_AT] || step->is_new ||
			(request->step_id ? row_int64(&step->row, STEP_ID) != request->step_id
							  : !row_text_is(&step->row, STEP_STEP, name)))
			continue;
		if (found == NULL || is_theirs(batch, live, step))
			found = step;
	}
	if (found)
		return found;
	if (!machine_state_from_marking(live->definition->machine,
									marking_from_datum(live->row.values[CASE_MARKING]), &state,
									&error))
		dkis_raise(&error);
	machine_refuse_inactive(live->definition->machine, &state, name, strlen(name), &error);
	dkis_raise(&error);
}

/*
 * Nothing, now(), or a clock read in this very statement: the step is being
 * finished now, and now is when its case is locked, however long ago the
 * transaction began. Anything else is a claim about the past.
 */
static bool
finishes_now(const CaseBatch *batch, const CaseRequest *request)
{
	TimestampTz at = row_time(&request->asked, STEP_FINISHED_AT);

	if (!(request->changes & ASKED(STEP_FINISHED_AT)) || request->asked.nulls[STEP_FINISHED_AT])
		return true;
	if (at == GetCurrentTransactionStartTimestamp())
		return true;
	return at >= GetCurrentStatementStartTimestamp() && at <= batch->now;
}

/* The past is dkis_admin's to record; both times are kept. */
static TimestampTz
finishing_time(const CaseBatch *batch, const LiveStep *step, const CaseRequest *request)
{
	TimestampTz at = row_time(&request->asked, STEP_FINISHED_AT);
	TimestampTz from = row_time(&step->row, STEP_STARTED_AT);

	if (finishes_now(batch, request))
		return Max(batch->now, from);
	require_finite(request, STEP_FINISHED_AT, "finished_at");
	if (at < batch->now)
		case_require_admin(batch, "finished_at di masa lalu", OR_LEAVE_EMPTY);
	if (at < from || at > batch->now)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("finished_at di luar masa langkah"),
						errdetail("Langkah mulai %s.", timestamptz_to_str(from)),
						errhint("Isi saat antara mulainya langkah dan sekarang, atau kosongkan.")));
	return at;
}

/* It is done by the case that it waits for. */
static void
refuse_awaiting(const LiveCase *live, const LiveStep *step)
{
	if (!step->row.nulls[STEP_AWAITS_CASE])
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
						errmsg("langkah %s selesai bersama kasus " INT64_FORMAT,
							   live->definition->steps[step->index].name,
							   row_int64(&step->row, STEP_AWAITS_CASE)),
						errdetail("Kasus itu kasus lanjutan dari kasus ini."),
						errhint("Selesaikan kasus itu; hasilnya menjadi hasil langkah ini.")));
}

static void
finish_step(CaseBatch *batch, LiveCase *live, LiveStep *step, const CaseRequest *request)
{
	const StepDefinition *defined = &live->definition->steps[step->index];
	char *asked = row_text(&request->asked, STEP_OUTCOME);
	char *organisation = row_text(&step->row, STEP_ORGANISATION);
	Finish finish = {0};
	DkisError error;
	int outcome;

	case_require_running(live);
	refuse_awaiting(live, step);
	if (!machine_find_outcome(live->definition->machine, step->index, asked ? asked : "",
							  asked ? strlen(asked) : 0, &outcome, &error))
		dkis_raise(&error);
	identity_check_performer(&batch->identity, live->definition->agency, defined->performer,
							 organisation, live->definition->emergency);
	finish.at = finishing_time(batch, step, request);
	finish.by = identity_claim(&batch->identity, request->changes & ASKED(STEP_FINISHED_BY)
													 ? row_text(&request->asked, STEP_FINISHED_BY)
													 : NULL);
	finish.note = request->changes & ASKED(STEP_NOTE) ? row_text(&request->asked, STEP_NOTE) : NULL;
	case_check_step(live, step->index, outcome);
	batch->acting =
		identity_acts(&batch->identity, live->definition->agency, defined->performer, organisation);
	case_finish_step(batch, live, step, outcome, &finish);
	batch->acting = false;
}

/* ---- other changes of a step --------------------------------------------------------- */

/*
 * The step's own deadline, and the whole case's where that is extended with it: the
 * law counts the days of the case, whenever the step began. What was decided in time
 * and is entered late is dkis_admin's to enter.
 */
static void
require_before_deadline(const CaseBatch *batch, const LiveCase *live, const LiveStep *step)
{
	TimestampTz due = row_time(&step->row, STEP_DUE_AT);
	bool of_case = live->row.nulls[CASE_MET_AT] && sla_has_extension(&live->definition->total) &&
				   row_time(&live->row, CASE_DUE_AT) < batch->now;

	if (!batch->identity.admin && (of_case || due < batch->now))
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_NOT_ALLOWED),
				 errmsg("langkah %s tidak dapat diperpanjang sesudah tenggat%s",
						live->definition->steps[step->index].name,
						of_case ? " keseluruhan kasusnya" : "nya"),
				 errdetail("Tenggatnya %s.",
						   timestamptz_to_str(of_case ? row_time(&live->row, CASE_DUE_AT) : due)),
				 errhint("Selesaikan langkah itu; perpanjangan yang diputuskan tepat waktu "
						 "dicatat oleh dkis_admin.")));
}

static void
extend_step(CaseBatch *batch, LiveCase *live, LiveStep *step, const CaseRequest *request)
{
	const Sla *standard = DatumGetSla(step->row.values[STEP_SLA]);
	char *reason =
		request->changes & ASKED(STEP_NOTE) ? row_text(&request->asked, STEP_NOTE) : NULL;

	case_require_running(live);
	if (!sla_has_extension(standard) || !step->row.nulls[STEP_EXTENDED_AT])
	{
		char text[SLA_TEXT_SIZE];

		sla_print(standard, text);
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("langkah %s tidak dapat diperpanjang%s",
							   live->definition->steps[step->index].name,
							   step->row.nulls[STEP_EXTENDED_AT] ? "" : " lagi"),
						errdetail("Standar waktunya \"%s\".", text),
						errhint("Hanya standar dengan perpanjangan (\"+ N hari kerja\") yang dapat "
								"diperpanjang, satu kali.")));
	}
	require_before_deadline(batch, live, step);
	dkis_require_reason(reason, "memperpanjang langkah", "perpanjangan",
						"dkis.extend_step(case_id, step, reason), atau UPDATE dkis.case_steps SET "
						"extended_at = now(), note = 'alasannya'.");
	clock_extend(batch, live, step, reason);
}

static void
require_basis(const char *basis)
{
	if (basis == NULL || (strcmp(basis, "hitung") != 0 && strcmp(basis, "tetap") != 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("due_basis \"%s\" tidak dikenal", basis ? shortened(basis) : ""),
						errdetail("due_basis menentukan apakah tenggat dihitung menurut kalender "
								  "atau ditetapkan dengan tangan."),
						errhint("Yang ada: hitung, tetap.")));
}

/* 'tetap': what was entered stays, whatever happens to the calendar. */
static void
fix_due(CaseBatch *batch, LiveCase *live, LiveStep *step, const CaseRequest *request)
{
	char *basis = row_text(&request->asked, STEP_DUE_BASIS);

	case_require_running(live);
	case_require_admin(batch, "tenggat ditetapkan", OR_LEAVE_EMPTY);
	if (request->changes & ASKED(STEP_DUE_BASIS))
		require_basis(basis);
	require_finite(request, STEP_DUE_AT, "due_at");
	if (basis && strcmp(basis, "hitung") == 0 && !(request->changes & ASKED(STEP_DUE_AT)))
		clock_release_step(batch, live, step);
	else
		clock_fix_step(batch, live, step, row_time(&request->asked, STEP_DUE_AT));
}

static void
assign_step(CaseBatch *batch, LiveCase *live, LiveStep *step, const CaseRequest *request)
{
	static CachedQuery query = {"SELECT count(*) FROM dkis.people WHERE agency = $1"
								" AND $2 IN (nip, actor, db_role::text, name)",
								2,
								{INT4OID, TEXTOID},
								NULL};
	char *assignee = row_text(&request->asked, STEP_ASSIGNEE);
	Detail detail;
	Datum arguments[2];
	bool is_null;

	case_require_running(live);
	if (assignee)
	{
		arguments[0] = Int32GetDatum(live->definition->agency);
		arguments[1] = CStringGetTextDatum(assignee);
		query_run(&query, arguments, NULL, SPI_OK_SELECT);
		if (DatumGetInt64(
				SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null)) != 1)
			ereport(ERROR,
					(errcode(ERRCODE_DKIS_UNKNOWN_CODE),
					 errmsg("\"%s\" bukan tepat satu orang di dkis.people", shortened(assignee)),
					 errdetail("Tidak ada orang, atau lebih dari satu, yang disebut demikian."),
					 errhint("Sebut NIP, nama di aplikasi (actor), peran basis data atau "
							 "nama lengkapnya.")));
	}
	detail_begin(&detail);
	detail_text(&detail, "dari", row_text(&step->row, STEP_ASSIGNEE));
	row_set_text(&step->row, STEP_ASSIGNEE, assignee);
	step->changed = true;
	detail_text(&detail, "kepada", assignee);
	case_event(batch, live, batch->now, batch->identity.actor, "ditugaskan",
			   live->definition->steps[step->index].name, NULL, &detail);
	case_tell_assignee(batch, live, live->definition->steps[step->index].name, assignee);
}

static void
change_note(CaseBatch *batch, LiveCase *live, LiveStep *step, const CaseRequest *request)
{
	Detail detail;

	detail_begin(&detail);
	detail_text(&detail, "lama", row_text(&step->row, STEP_NOTE));
	detail_text(&detail, "baru", row_text(&request->asked, STEP_NOTE));
	row_set_text(&step->row, STEP_NOTE, row_text(&request->asked, STEP_NOTE));
	step->changed = true;
	case_event(batch, live, batch->now, batch->identity.actor, "catatan diubah",
			   live->definition->steps[step->index].name, NULL, &detail);
}

static void
apply_to_step(CaseBatch *batch, LiveCase *live, const CaseRequest *request)
{
	const uint64 finishing =
		ASKED(STEP_OUTCOME) | ASKED(STEP_FINISHED_AT) | ASKED(STEP_FINISHED_BY);
	uint64 changes = request->changes;
	LiveStep *step;

	if (!row_text_is(&live->row, CASE_STATUS, "berjalan"))
		case_require_running(live);
	step = find_step(batch, live, request);
	if (!(changes & finishing) || (changes & ~finishing & ~ASKED(STEP_NOTE)))
		case_require_hand(batch, live);
	if (changes & ASKED(STEP_ASSIGNEE))
		assign_step(batch, live, step, request);
	if (changes & ASKED(STEP_EXTENDED_AT))
		extend_step(batch, live, step, request);
	else if (changes & (ASKED(STEP_DUE_AT) | ASKED(STEP_DUE_BASIS)))
		fix_due(batch, live, step, request);
	if (changes & finishing)
		finish_step(batch, live, step, request);
	else if ((changes & ASKED(STEP_NOTE)) && !(changes & ASKED(STEP_EXTENDED_AT)))
		change_note(batch, live, step, request);
}

/* ---- changes of the case ---------------------------------------------------------------- */

static void
hold_case(CaseBatch *batch, LiveCase *live, const char *reason)
{
	Detail detail;

	case_require_running(live);
	if (!live->definition->may_hold)
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
						errmsg("kasus SOP %s tidak dapat ditunda", live->definition->sop),
						errdetail("Hari-harinya ditentukan undang-undang dan tidak berhenti."),
						errhint("Perpanjang dengan dkis.extend_step() bila standarnya memuat "
								"perpanjangan, atau batalkan dengan alasan.")));
	dkis_require_reason(
		reason, "menunda kasus", "penundaan",
		"dkis.hold_case(case_id, reason), atau UPDATE dkis.cases SET status = 'ditunda', "
		"note = 'alasannya'.");
	row_set_text(&live->row, CASE_STATUS, "ditunda");
	clock_hold(batch, live, reason);
	detail_begin(&detail);
	detail_text(&detail, "alasan", reason);
	case_event(batch, live, batch->now, batch->identity.actor, "ditunda", NULL, NULL, &detail);
}

static void
resume_case(CaseBatch *batch, LiveCase *live)
{
	TimestampTz held = live->held_at;
	TimestampTz old_due = row_time(&live->row, CASE_DUE_AT);
	Detail detail;

	row_set_text(&live->row, CASE_STATUS, "berjalan");
	clock_resume(batch, live);
	detail_begin(&detail);
	detail_time(&detail, "ditunda_sejak", held);
	if (old_due != DT_NOEND)
	{
		detail_time(&detail, "tenggat_lama", old_due);
		detail_time(&detail, "tenggat_baru", row_time(&live->row, CASE_DUE_AT));
	}
	case_event(batch, live, batch->now, batch->identity.actor, "dilanjutkan", NULL, NULL, &detail);
}

/* Now; where the clock was set back, when the last of its open steps began. */
static TimestampTz
cancelling_time(const CaseBatch *batch, const LiveCase *live)
{
	TimestampTz at = batch->now;
	ListCell *cell;

	foreach (cell, live->steps)
	{
		const LiveStep *step = lfirst(cell);

		if (step->row.nulls[STEP_FINISHED_AT])
			at = Max(at, row_time(&step->row, STEP_STARTED_AT));
	}
	return at;
}

static void
cancel_case(CaseBatch *batch, LiveCase *live, const char *reason)
{
	Finish finish = {cancelling_time(batch, live), batch->identity.actor, reason, NULL};

	dkis_require_reason(
		reason, "membatalkan kasus", "pembatalan",
		psprintf("UPDATE dkis.cases SET status = 'batal', note = 'alasannya' WHERE id "
				 "= " INT64_FORMAT ".",
				 row_int64(&live->row, CASE_ID)));
	if (live->held_at != DT_NOEND)
		clock_end_hold(batch, live);
	case_close(batch, live, "batal", &finish);
}

/* Asked for by a function, or by somebody who was a moment too late. */
static void
refuse_same_status(const LiveCase *live, const char *status)
{
	bool held = strcmp(status, "ditunda") == 0;

	ereport(
		ERROR,
		(errcode(ERRCODE_DKIS_CASE_CLOSED),
		 errmsg("kasus " INT64_FORMAT " sudah %s", row_int64(&live->row, CASE_ID), status),
		 held ? errdetail("Ditunda sejak %s; alasan yang baru tidak dicatat.",
						  timestamptz_to_str(live->held_at))
			  : errdetail("Jamnya tidak sedang berhenti."),
		 held ? errhint("Lanjutkan dulu dengan dkis.resume_case(case_id), lalu tunda dengan alasan "
						"yang baru.")
			  : errhint("Hanya kasus yang ditunda yang dapat dilanjutkan.")));
}

static void
change_status(CaseBatch *batch, LiveCase *live, const CaseRequest *request)
{
	char *status = row_text(&request->asked, CASE_STATUS);
	char *note = request->changes & ASKED(CASE_NOTE) ? row_text(&request->asked, CASE_NOTE) : NULL;

	if (status && row_text_is(&live->row, CASE_STATUS, status))
		refuse_same_status(live, status);
	if (status && strcmp(status, "ditunda") == 0)
		hold_case(batch, live, note);
	else if (status && strcmp(status, "berjalan") == 0)
		resume_case(batch, live);
	else if (status && strcmp(status, "batal") == 0)
		cancel_case(batch, live, note);
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("status \"%s\" tidak dapat diberikan", status ? shortened(status) : ""),
				 errdetail("Kasus " INT64_FORMAT " sekarang %s.", row_int64(&live->row, CASE_ID),
						   row_text(&live->row, CASE_STATUS)),
				 errhint("Status yang dapat diberikan: ditunda, berjalan, batal. Kasus menjadi "
						 "selesai ketika langkah terakhirnya selesai.")));
}

/* Open steps whose standard depends on the class get new deadlines; finished ones keep theirs. */
static void
change_class(CaseBatch *batch, LiveCase *live, const CaseRequest *request)
{
	char *old_class = row_text(&live->row, CASE_CLASS);
	char *new_class = row_text(&request->asked, CASE_CLASS);
	Detail detail;
	ListCell *cell;

	class_index(new_class);
	row_set_text(&live->row, CASE_CLASS, new_class);
	detail_begin(&detail);
	detail_text(&detail, "lama", old_class);
	detail_text(&detail, "baru", new_class);
	case_event(batch, live, batch->now, batch->identity.actor, "klasifikasi diubah", NULL, NULL,
			   &detail);
	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (step->row.nulls[STEP_FINISHED_AT] && live->definition->steps[step->index].by_class &&
			row_text_is(&step->row, STEP_DUE_BASIS, "hitung"))
			clock_recount_step(batch, live, step, "klasifikasi diubah");
	}
}

/* Work in progress goes to the organisation that now has the case. */
static void
move_open_steps(LiveCase *live)
{
	ListCell *cell;

	foreach (cell, live->steps)
	{
		LiveStep *step = lfirst(cell);

		if (live->definition->steps[step->index].each_organisation)
			continue;
		row_set_text(&step->row, STEP_ORGANISATION, case_step_organisation(live, step->index));
		step->changed = true;
	}
}

/* What an officer keeps about a case, beside its course, and how the history calls it. */
static const struct
{
	int column;
	const char *word;
} data_columns[] = {
	{CASE_TITLE, "perihal"}, {CASE_APPLICANT, "pemohon"}, {CASE_ORGANISATION, "organisasi"},
	{CASE_CHANNEL, "kanal"}, {CASE_DATA, "isian"},        {CASE_NOTE, "catatan"},
};

static void
require_whole(const LiveCase *live)
{
	case_check_title(&live->row);
	if (live->row.nulls[CASE_DATA])
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("data tidak boleh dikosongkan"),
						errdetail("Kolom data memuat isian SOP menurut namanya."),
						errhint("Isi data dengan setidaknya '{}'.")));
	limits_check("data", JSONBOID, live->row.values[CASE_DATA]);
	case_check_fields(live->definition, &live->row);
}

static void
tell_value(Detail *detail, const char *word, const Row *row, int column)
{
	if (row->nulls[column])
		return;
	if (column == CASE_APPLICANT)
		detail_number(detail, word, row_int64(row, column));
	else if (column == CASE_DATA)
		detail_json(detail, word, row->values[column]);
	else
		detail_text(detail, word, row_text(row, column));
}

/* Each with what it was, and what it is. A status brings its reason as the note. */
static void
change_data(CaseBatch *batch, LiveCase *live, const CaseRequest *request, uint64 changes)
{
	bool told = changes & ~(request->changes & ASKED(CASE_STATUS) ? ASKED(CASE_NOTE) : 0);
	Detail detail;

	detail_begin(&detail);
	for (size_t i = 0; i < lengthof(data_columns); i++)
	{
		int column = data_columns[i].column;

		if (!(changes & ASKED(column)))
			continue;
		tell_value(&detail, psprintf("%s_lama", data_columns[i].word), &live->row, column);
		row_copy(&live->row, &request->asked, column);
		tell_value(&detail, data_columns[i].word, &live->row, column);
	}
	live->changed = true;
	if (changes & ASKED(CASE_APPLICANT))
		case_check_applicant(live->definition, &live->row);
	if (changes & ASKED(CASE_ORGANISATION))
		case_check_organisation(batch, &live->row);
	require_whole(live);
	if (changes & (ASKED(CASE_ORGANISATION) | ASKED(CASE_DATA)))
		move_open_steps(live);
	if (told)
		case_event(batch, live, batch->now, batch->identity.actor, "data diubah", NULL, NULL,
				   &detail);
}

static void
apply_to_case(CaseBatch *batch, LiveCase *live, const CaseRequest *request)
{
	uint64 changes = request->changes;
	uint64 data = 0;

	for (size_t i = 0; i < lengthof(data_columns); i++)
		data |= ASKED(data_columns[i].column);
	if (!live->row.nulls[CASE_CLOSED_AT])
		case_require_running(live);
	case_require_hand(batch, live);
	if (changes & data)
		change_data(batch, live, request, changes & data);
	if (changes & ASKED(CASE_CLASS))
		change_class(batch, live, request);
	if (changes & ASKED(CASE_STATUS))
		change_status(batch, live, request);
}

/* What a step asks for is written down with its finish: whoever may do that may do this. */
static void
add_data(CaseBatch *batch, LiveCase *live, const void *argument)
{
	Datum more = PointerGetDatum(argument);
	Detail detail;

	if (!row_text_is(&live->row, CASE_STATUS, "berjalan"))
		case_require_running(live);
	if (!JB_ROOT_IS_OBJECT(DatumGetJsonbP(more)))
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("data harus berupa objek JSON"),
						errdetail("Isian yang ditambahkan ditulis menurut namanya."),
						errhint("Misalnya '{\"disposisi\": \"dinkes\"}'.")));
	detail_begin(&detail);
	tell_value(&detail, "isian_lama", &live->row, CASE_DATA);
	row_set(&live->row, CASE_DATA,
			DirectFunctionCall2(jsonb_concat, live->row.values[CASE_DATA], more));
	tell_value(&detail, "isian", &live->row, CASE_DATA);
	live->changed = true;
	require_whole(live);
	move_open_steps(live);
	case_event(batch, live, batch->now, batch->identity.actor, "data diubah", NULL, NULL, &detail);
}

void
case_ask_data(CaseBatch *batch, int64 case_id, Datum data)
{
	MemoryContext before = MemoryContextSwitchTo(batch->context);
	const void *kept = DatumGetJsonbPCopy(data);

	MemoryContextSwitchTo(before);
	case_batch_ask_work(batch, case_id, add_data, kept);
}

/* ---- whatever is asked --------------------------------------------------------------------- */

static void
give_number(CaseBatch *batch, LiveCase *live)
{
	if (!live->row.nulls[CASE_REGISTER_NO])
		return;
	register_number(batch, live);
	live->changed = true;
}

void
case_apply(CaseBatch *batch, LiveCase *live, const CaseRequest *request)
{
	switch (request->kind)
	{
		case REQUEST_CASE: apply_to_case(batch, live, request); break;
		case REQUEST_STEP: apply_to_step(batch, live, request); break;
		case REQUEST_NUMBER: give_number(batch, live); break;
		case REQUEST_RECOMPUTE: case_recompute(batch, live, request); break;
		case REQUEST_MIGRATE: case_migrate(batch, live, request); break;
		case REQUEST_WORK: request->work.make(batch, live, request->work.argument); break;
	}
}
