/* The reader of BPMN. */
#include "notation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
write_bpmn(const Machine *machine, DkisText *text)
{
	export_bpmn(machine, NULL, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_and_write((const char *) data, size, import_bpmn, write_bpmn);
	return 0;
}
