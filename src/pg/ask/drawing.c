/*
 * Pictures: where a case stands, and a SOP as its official form. What is told
 * in them comes as arrays of text, a row per step, from sql/5-ask/510-drawing.sql.
 */
#include "pg/base/compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "pg/base/module.h"
#include "core/draw/case_picture.h"
#include "core/draw/form_plan.h"
#include "pg/types/flow.h"

/* Rows of texts of an agreed width; NULL where the array says NULL. */
typedef struct TextRows
{
	char **cells;
	int n_rows;
	int width;
} TextRows;

static TextRows
text_rows(ArrayType *array, int width)
{
	TextRows rows = {NULL, 0, width};
	Datum *values;
	bool *nulls;
	int n;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &values, &nulls, &n);
	if (n % width != 0)
		elog(ERROR, "an array of %d texts is not made of rows of %d", n, width);
	rows.n_rows = n / width;
	rows.cells = palloc0(sizeof(char *) * (Size) Max(n, 1));
	for (int i = 0; i < n; i++)
		if (!nulls[i])
		{
			char *cell = TextDatumGetCString(values[i]);

			rows.cells[i] = pg_server_to_any(cell, (int) strlen(cell), PG_UTF8);
		}
	return rows;
}

static int
step_of(const Machine *machine, const char *name)
{
	return machine_step_index(machine, name, strlen(name));
}

/* ---- a case ----------------------------------------------------------------- */

/* step, activity, performer, state, note, outcomes */
static CaseStep *
case_steps(const Machine *machine, ArrayType *array)
{
	CaseStep *steps = palloc0(sizeof(CaseStep) * (Size) (machine_step_count(machine) + 1));
	TextRows rows = text_rows(array, 6);

	for (int i = 0; i < rows.n_rows; i++)
	{
		char **row = rows.cells + i * rows.width;
		int step = step_of(machine, row[0]);

		if (step < 0)
			continue;
		steps[step] = (CaseStep){row[1], row[2], row[4], row[5], i, STEP_NOT_REACHED};
		if (!case_picture_state(row[3], &steps[step].state))
			elog(ERROR, "unknown state of a step: %s", row[3]);
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

/* (machine, marking, heading[3], entry, ended, steps) */
PG_FUNCTION_INFO_V1(dkis_case_picture);
Datum
dkis_case_picture(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	TextRows heading = text_rows(PG_GETARG_ARRAYTYPE_P(2), 3);
	CaseStep *steps = case_steps(machine, PG_GETARG_ARRAYTYPE_P(5));
	CaseNotes notes = {.heading = heading.cells[0],
					   .line = heading.cells[1],
					   .warning = heading.cells[2],
					   .ended = PG_GETARG_BOOL(4),
					   .steps = steps};
	DkisError error;
	DkisText picture;

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
form_steps(const Machine *machine, ArrayType *array)
{
	int n_steps = machine_step_count(machine);
	FormStep *steps = palloc0(sizeof(FormStep) * (Size) (n_steps + 1));
	TextRows rows = text_rows(array, 9);
	int place = 0;

	for (int i = 0; i < n_steps; i++)
		steps[i].order = -1;
	for (int i = 0; i < rows.n_rows; i++)
	{
		char **row = rows.cells + i * rows.width;
		int step = step_of(machine, row[0]);

		if (step >= 0)
			steps[step] = (FormStep){row[1], row[2], row[3], row[4],         row[5],
									 row[6], row[7], row[8], place++};
	}
	for (int i = 0; i < n_steps; i++) /* a draft may not yet tell of all its steps */
		if (steps[i].order < 0)
			steps[i].order = place++;
	return steps;
}

static FormList
form_list(ArrayType *array)
{
	TextRows rows = text_rows(array, 1);

	return (FormList){rows.n_rows, rows.cells};
}

/* (machine, heading[16], legal_basis, qualifications, related, equipment, steps) */
PG_FUNCTION_INFO_V1(dkis_sop_form);
Datum
dkis_sop_form(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	char **heading = text_rows(PG_GETARG_ARRAYTYPE_P(1), 16).cells;
	FormNotes notes = {.government = heading[0],
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
					   .legal_basis = form_list(PG_GETARG_ARRAYTYPE_P(2)),
					   .qualifications = form_list(PG_GETARG_ARRAYTYPE_P(3)),
					   .related = form_list(PG_GETARG_ARRAYTYPE_P(4)),
					   .equipment = form_list(PG_GETARG_ARRAYTYPE_P(5)),
					   .steps = form_steps(machine, PG_GETARG_ARRAYTYPE_P(6))};
	DkisText page;

	dkis_text_init(&page);
	form_html(machine, &notes, &page);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(page.data, (int) page.length));
}
