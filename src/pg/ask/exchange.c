/*
 * Flows in the languages of other tools.
 */
#include "pg/base/compat.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "pg/base/array.h"
#include "pg/base/module.h"
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

typedef bool (*Reader)(const char *xml, size_t length, DkisText *arcs, DkisError *error);

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

static Datum
read_machine(FunctionCallInfo fcinfo, Reader reader)
{
	text *document = PG_GETARG_TEXT_PP(0);
	int length = (int) VARSIZE_ANY_EXHDR(document);
	char *utf8 = pg_server_to_any(VARDATA_ANY(document), length, PG_UTF8);
	DkisText arcs;
	char *server;
	DkisError error;
	Machine *machine;

	if (utf8 != VARDATA_ANY(document))
		length = (int) strlen(utf8);
	dkis_text_init(&arcs);
	if (!reader(utf8, (size_t) length, &arcs, &error))
		raise_in_server_encoding(&error);
	server = pg_any_to_server(arcs.data, (int) arcs.length, PG_UTF8);
	machine = import_machine(server, strlen(server), &error);
	if (!machine)
		dkis_raise(&error);
	PG_RETURN_DATUM(flat_datum(machine, machine_size(machine)));
}

PG_FUNCTION_INFO_V1(dkis_from_pnml);
Datum
dkis_from_pnml(PG_FUNCTION_ARGS)
{
	return read_machine(fcinfo, import_pnml);
}

PG_FUNCTION_INFO_V1(dkis_from_bpmn);
Datum
dkis_from_bpmn(PG_FUNCTION_ARGS)
{
	return read_machine(fcinfo, import_bpmn);
}
