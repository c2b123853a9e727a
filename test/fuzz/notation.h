/*
 * What holds of every language that flows are written in: arcs that its reader
 * takes out of any bytes are a flow or refused as one, and the flow, written in
 * that language again, comes back as it was.
 */
#ifndef FUZZ_NOTATION_H
#define FUZZ_NOTATION_H

#include <stdlib.h>

#include "core/exchange/export.h"
#include "core/exchange/import.h"

typedef bool (*ArcsReader)(const char *text, size_t length, DkisText *arcs, DkisError *error);
typedef void (*FlowWriter)(const Machine *machine, DkisText *text);

static inline void
read_again(const Machine *machine, ArcsReader read, FlowWriter write)
{
	DkisText text;
	DkisText arcs;
	DkisError error;
	Machine *again;

	dkis_text_init(&text);
	dkis_text_init(&arcs);
	write(machine, &text);
	if (!read(text.data, text.length, &arcs, &error))
		abort();
	again = import_machine(arcs.data, arcs.length, &error);
	if (!again || machine_compare(machine, again) != 0)
		abort();
	dkis_free(text.data);
	dkis_free(arcs.data);
	dkis_free(again);
}

static inline void
read_and_write(const char *data, size_t size, ArcsReader read, FlowWriter write)
{
	DkisText arcs;
	DkisError error;
	Machine *machine = NULL;

	dkis_text_init(&arcs);
	if (read(data, size, &arcs, &error))
		machine = import_machine(arcs.data, arcs.length, &error);
	if (machine)
		read_again(machine, read, write);
	else if (!error.message[0] || !error.hint[0])
		abort();
	dkis_free(machine);
	dkis_free(arcs.data);
}

#endif
