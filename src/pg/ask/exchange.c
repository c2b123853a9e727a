/*
 * Flows in the languages of other tools.
 */
#include "pg/base/compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "pg/base/array.h"
#include "pg/base/module.h"
#include "core/base/words.h"
#include "core/exchange/csv.h"
#include "core/exchange/export.h"
#include "pg/types/flow.h"
#include "core/exchange/import.h"

typedef void (*Writer)(const Machine *machine, DkisText *text);

/* text; and xml, which is the same inside. */
static Datum
write_machine(FunctionCallInfo fcinfo, Writer writer)
{
	DkisText text;

	dkis_text_init(&text);
	writer(PG_GETARG_MACHINE(0), &text);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(text.data, text.length));
}

PG_FUNCTION_INFO_V1(dkis_to_mermaid);
PG_FUNCTION_INFO_V1(dkis_to_dot);
PG_FUNCTION_INFO_V1(dkis_to_pnml);
PG_FUNCTION_INFO_V1(dkis_to_scxml);
PG_FUNCTION_INFO_V1(dkis_to_bpmn);
PG_FUNCTION_INFO_V1(dkis_to_bpmn_lanes);

Datum
dkis_to_mermaid(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, export_mermaid);
}

Datum
dkis_to_dot(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, export_dot);
}

Datum
dkis_to_pnml(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, export_pnml);
}

Datum
dkis_to_scxml(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, export_scxml);
}

static void
bare_bpmn(const Machine *machine, DkisText *text)
{
	export_bpmn(machine, NULL, text);
}

Datum
dkis_to_bpmn(PG_FUNCTION_ARGS)
{
	return write_machine(fcinfo, bare_bpmn);
}

/* Texts by step: the i-th is of the step that names has in the i-th place. */
static const char **
by_step(const Machine *machine, Texts names, FunctionCallInfo fcinfo, int argument)
{
	const char **found = palloc0(sizeof(char *) * machine_step_count(machine));
	Texts texts = texts_argument(fcinfo, argument);

	texts_require_length(texts, names.n, argument);
	for (int i = 0; i < names.n; i++)
	{
		const char *step = texts_given(names, i, 2);
		int index = machine_step_index(machine, step, strlen(step));

		if (index >= 0)
			found[index] = texts_given(texts, i, argument);
	}
	return found;
}

/* (machine, title, steps, activities, performers) */
Datum
dkis_to_bpmn_lanes(PG_FUNCTION_ARGS)
{
	const Machine *machine = PG_GETARG_MACHINE(0);
	Texts steps = texts_argument(fcinfo, 2);
	ExportNotes notes = {text_to_cstring(PG_GETARG_TEXT_PP(1)), by_step(machine, steps, fcinfo, 3),
						 by_step(machine, steps, fcinfo, 4)};
	DkisText text;

	dkis_text_init(&text);
	export_bpmn(machine, &notes, &text);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(text.data, text.length));
}

/* ---- and back: documents are read in UTF-8, whatever the database is in ---- */

static void
to_server(char *field, size_t size)
{
	size_t length = strlen(field);
	char *converted = pg_any_to_server(field, (int) length, PG_UTF8);

	if (converted != field)
		strlcpy(field, converted, size);
}

/* What was quoted from the document may be cut; it is in the server's encoding at last. */
void
raise_in_server_encoding(DkisError *error)
{
	to_server(error->message, sizeof error->message);
	to_server(error->detail, sizeof error->detail);
	to_server(error->hint, sizeof error->hint);
	dkis_raise(error);
}

/* An argument in UTF-8; NULL where it is. */
static char *
utf8_document(FunctionCallInfo fcinfo, int argument, size_t *length)
{
	text *given;
	char *utf8;

	*length = 0;
	if (PG_NARGS() <= argument || PG_ARGISNULL(argument))
		return NULL;
	given = PG_GETARG_TEXT_PP(argument);
	utf8 = pg_server_to_any(text_to_cstring(given), VARSIZE_ANY_EXHDR(given), PG_UTF8);
	*length = strlen(utf8);
	return utf8;
}

static Datum
made_machine(const DkisText *arcs)
{
	char *server = pg_any_to_server(arcs->data, (int) arcs->length, PG_UTF8);
	DkisError error;
	Machine *machine = import_machine(server, strlen(server), &error);

	if (!machine)
		dkis_raise(&error);
	return flat_datum(machine, machine_size(machine));
}

PG_FUNCTION_INFO_V1(dkis_from_pnml);
Datum
dkis_from_pnml(PG_FUNCTION_ARGS)
{
	size_t length;
	char *document = utf8_document(fcinfo, 0, &length);
	DkisText arcs;
	DkisError error;

	dkis_text_init(&arcs);
	if (!import_pnml(document, length, &arcs, &error))
		raise_in_server_encoding(&error);
	PG_RETURN_DATUM(made_machine(&arcs));
}

/* Reads the process (document, process) as wished for; steps, unless NULL, gets its tasks. */
static void
read_bpmn(FunctionCallInfo fcinfo, BpmnWishes wishes, BpmnSteps *steps, DkisText *arcs)
{
	size_t length;
	size_t name_length;
	char *document = utf8_document(fcinfo, 0, &length);
	DkisError error;

	wishes.process = utf8_document(fcinfo, 1, &name_length);
	dkis_text_init(arcs);
	if (!import_bpmn_process(document, length, &wishes, steps, arcs, &error))
		raise_in_server_encoding(&error);
}

static bool
is_wished(FunctionCallInfo fcinfo, int argument)
{
	return !PG_ARGISNULL(argument) && PG_GETARG_BOOL(argument);
}

PG_FUNCTION_INFO_V1(dkis_from_bpmn);
/* (document, process, name_ways, each_organisation) */
Datum
dkis_from_bpmn(PG_FUNCTION_ARGS)
{
	DkisText arcs;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	read_bpmn(
		fcinfo,
		(BpmnWishes){.name_ways = is_wished(fcinfo, 2), .each_organisation = is_wished(fcinfo, 3)},
		NULL, &arcs);
	PG_RETURN_DATUM(made_machine(&arcs));
}

static Datum
bpmn_text(const char *utf8, bool *is_null)
{
	*is_null = utf8 == NULL;
	return utf8 ? CStringGetTextDatum(pg_any_to_server(utf8, (int) strlen(utf8), PG_UTF8))
				: (Datum) 0;
}

PG_FUNCTION_INFO_V1(dkis_bpmn_steps);
/* (document, process): whatever ways are called, and whoever does it several times. */
Datum
dkis_bpmn_steps(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	BpmnSteps steps = {0};
	DkisText arcs;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	read_bpmn(fcinfo, (BpmnWishes){.name_ways = true, .each_organisation = true}, &steps, &arcs);
	for (int i = 0; i < steps.n; i++)
	{
		const BpmnStep *step = &steps.data[i];
		Datum values[6];
		bool nulls[6] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = bpmn_text(step->step, &nulls[0]);
		values[1] = bpmn_text(step->id, &nulls[1]);
		values[2] = bpmn_text(step->name, &nulls[2]);
		values[3] = bpmn_text(step->lane, &nulls[3]);
		values[4] = bpmn_text(step->kind, &nulls[4]);
		values[5] = BoolGetDatum(step->each_organisation);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* ---- sheets ------------------------------------------------------------------- */

/* The cells of the record that was just read, tidied; NULL where nothing is left. */
static Datum
record_cells(const CsvReader *csv)
{
	int n = csv->starts.n;
	Datum *cells = palloc(n * sizeof(Datum));
	bool *nulls = palloc(n * sizeof(bool));

	for (int i = 0; i < n; i++)
	{
		size_t length;
		const char *cell = csv_field(csv, i, &length);
		char *tidy = palloc(length + 1);

		length = dkis_tidy(cell, length, tidy, length);
		nulls[i] = length == 0;
		cells[i] = PointerGetDatum(cstring_to_text_with_len(tidy, (int) length));
	}
	return nullable_texts_datum(cells, nulls, n);
}

PG_FUNCTION_INFO_V1(dkis_csv_rows);
Datum
dkis_csv_rows(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	text *csv = PG_GETARG_TEXT_PP(0);
	bool nulls[2] = {false, false};
	CsvReader reader;
	CsvResult read;
	DkisError error;

	InitMaterializedSRF(fcinfo, 0);
	csv_open(&reader, VARDATA_ANY(csv), VARSIZE_ANY_EXHDR(csv));
	while ((read = csv_next(&reader, &error)) == CSV_RECORD)
	{
		Datum values[2] = {Int32GetDatum(reader.line), record_cells(&reader)};

		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	if (read == CSV_ERROR)
		dkis_raise(&error);
	csv_close(&reader);
	return (Datum) 0;
}
