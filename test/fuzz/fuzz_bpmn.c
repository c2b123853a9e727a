/*
 * The reader of BPMN: arcs that it takes out of any bytes are a flow or refused
 * as one, and the flow, written in that language again, comes back as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "core/exchange/export.h"
#include "core/exchange/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Machine *
read_again(const Machine *machine)
{
	DkisText xml;
	DkisText arcs;
	DkisError error;
	Machine *again;

	dkis_text_init(&xml);
	dkis_text_init(&arcs);
	export_bpmn(machine, NULL, &xml);
	if (!import_bpmn(xml.data, xml.length, &arcs, &error))
		abort();
	again = import_machine(arcs.data, arcs.length, &error);
	if (!again || machine_compare(machine, again) != 0)
		abort();
	dkis_free(xml.data);
	dkis_free(arcs.data);
	return again;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	DkisText arcs;
	DkisError error;
	Machine *machine = NULL;

	dkis_text_init(&arcs);
	if (import_bpmn((const char *) data, size, &arcs, &error))
		machine = import_machine(arcs.data, arcs.length, &error);
	if (machine)
		dkis_free(read_again(machine));
	else if (!error.message[0] || !error.hint[0])
		abort();
	dkis_free(machine);
	dkis_free(arcs.data);
	return 0;
}
