#include "core/exchange/export.h"

#include "core/base/xml_writer.h"

#include <string.h>

void
export_step_id(DkisText *text, const Machine *machine, int step)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	xml_write_id(text, name, length, 0);
}

void
export_label(DkisText *label, const Machine *machine, int step, int outcome)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	dkis_text_append(label, name, length);
	name = machine_outcome_name(machine, step, outcome, &length);
	if (machine_is_default_outcome(name, length))
		return;
	dkis_text_puts(label, " [");
	dkis_text_append(label, name, length);
	dkis_text_puts(label, "]");
}
