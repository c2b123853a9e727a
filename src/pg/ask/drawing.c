/*
 * Pictures: where a case stands, and a SOP as its official form. What is told
 * in them comes as arrays of text, a row per step, from sql/5-ask/510-drawing.sql.
 */
#include "pg/base/compat.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "pg/base/array.h"
#include "pg/base/module.h"
#include "core/draw/case_picture.h"
#include "core/draw/form_plan.h"
#include "pg/types/flow.h"

/* Drawn in UTF-8, whatever the database is in. */
static Texts
utf8_argument(FunctionCallInfo fcinfo, int argument)
{
	Texts texts = texts_argument(fcinfo, argument);

	for (int i = 0; i < texts.n; i++)
		if (texts.values[i])
			texts.values[i] =
				pg_server_to_any(texts.values[i], (int) strlen(texts.values[i]), PG_UTF8);
	return texts;
}

static int
step_of(const Machine *machine, const char *name)
{
	return machine_step_index(machine, name, strlen(name));
}

/* ---- a case ----------------------------------------------------------------- */

/* step, activity, performer, state, note, outcomes */
static CaseStep *
case_steps(FunctionCallInfo fcinfo, int argument, const Machine *machine)
{
	CaseStep *steps = palloc0(sizeof(CaseStep) * (Size) (machine_step_count(machine) + 1));
	Texts texts = utf8_argument(fcinfo, argument);

	texts_require_rows(texts, 6, argument);
	for (int i = 0; i < texts.n; i += 6)
	{
		char **row = texts.values + i;
		int step = step_of(machine, texts_given(texts, i, argument));

		if (step < 0)
			continue;
		steps[step] = (CaseStep){row[1], row[2], row[4], row[5], i / 6, STEP_NOT_REACHED};
		if (!case_picture_state(texts_given(texts, i + 3, argument), &steps[step].state))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("keadaan langkah tidak dikenal: \"%s\"", row[3]),
							errdetail("Langkah %s.", row[0]),
							errhint("Keadaan: selesai, menunggu, aktif, lewat, tunda, batal.")));
	}
	return steps;
}

static void
mark_waiting(const Machine *machine, const Marking *marking, CaseStep *steps)
{
	int active = marking_active_count(marking);

	for (int i = 0; i < marking_waiting_count(marking); i++)
	{
		MarkingEntry entry = marking_entry(marking, active + i);
		int step = machine_step_index(machine, entry.step, entry.step_length);

		if (step >= 0 && steps[step].state == STEP_DONE)
			steps[step].state = STEP_WAITING;
	}
}

/* (machine, marking, heading[3], entry, ended, steps); the entry, and the last line, may be NULL */
PG_FUNCTION_INFO_V1(dkis_case_picture);
Datum
dkis_case_picture(PG_FUNCTION_ARGS)
{
	const Machine *machine;
	Texts heading;
	CaseStep *steps;
	CaseNotes notes;
	DkisError error;
	DkisText picture;

	arguments_require(fcinfo, GIVEN(0) | GIVEN(1) | GIVEN(2) | GIVEN(4) | GIVEN(5));
	machine = PG_GETARG_MACHINE(0);
	heading = utf8_argument(fcinfo, 2);
	texts_require_length(heading, 3, 2);
	steps = case_steps(fcinfo, 5, machine);
	notes = (CaseNotes){.heading = texts_given(heading, 0, 2),
						.line = texts_given(heading, 1, 2),
						.warning = heading.values[2],
						.ended = PG_GETARG_BOOL(4),
						.steps = steps};
	notes.entry = machine_entry_index(
		machine, PG_ARGISNULL(3) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(3)), &error);
	mark_waiting(machine, PG_GETARG_MARKING(1), steps);
	dkis_text_init(&picture);
	case_picture(machine, &notes, &picture);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(picture.data, (int) picture.length));
}

/* ---- a SOP ------------------------------------------------------------------ */

/* step, activity, performer, requirement, time, output, note, provenance, waits */
static FormStep *
form_steps(FunctionCallInfo fcinfo, int argument, const Machine *machine)
{
	int n_steps = machine_step_count(machine);
	FormStep *steps = palloc0(sizeof(FormStep) * (Size) (n_steps + 1));
	Texts texts = utf8_argument(fcinfo, argument);
	int place = 0;

	texts_require_rows(texts, 9, argument);
	for (int i = 0; i < n_steps; i++)
		steps[i].order = -1;
	for (int i = 0; i < texts.n; i += 9)
	{
		char **row = texts.values + i;
		int step = step_of(machine, texts_given(texts, i, argument));

		if (step >= 0)
			steps[step] =
				(FormStep){row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], place++};
	}
	for (int i = 0; i < n_steps; i++) /* a draft may not yet tell of all its steps */
		if (steps[i].order < 0)
			steps[i].order = place++;
	return steps;
}

static FormList
form_list(FunctionCallInfo fcinfo, int argument)
{
	Texts texts = utf8_argument(fcinfo, argument);

	for (int i = 0; i < texts.n; i++)
		texts_given(texts, i, argument);
	return (FormList){texts.n, texts.values};
}

/* (machine, heading[16], legal_basis, qualifications, related, equipment, steps) */
PG_FUNCTION_INFO_V1(dkis_sop_form);
Datum
dkis_sop_form(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	Texts head = utf8_argument(fcinfo, 1);
	char **heading = head.values;
	FormNotes notes;
	DkisText page;

	texts_require_length(head, 16, 1);
	notes = (FormNotes){.government = heading[0],
						.office = heading[1],
						.division = heading[2],
						.document_no = heading[3],
						.created = heading[4],
						.revised = heading[5],
						.effective = heading[6],
						.approved_by = heading[7],
						.name = heading[8],
						.activity = heading[9],
						.sub_activity = heading[10],
						.warning = heading[11],
						.recording = heading[12],
						.version = heading[13],
						.note = heading[14],
						.draft = heading[15],
						.legal_basis = form_list(fcinfo, 2),
						.qualifications = form_list(fcinfo, 3),
						.related = form_list(fcinfo, 4),
						.equipment = form_list(fcinfo, 5),
						.steps = form_steps(fcinfo, 6, machine)};
	dkis_text_init(&page);
	form_html(machine, &notes, &page);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(page.data, (int) page.length));
}
