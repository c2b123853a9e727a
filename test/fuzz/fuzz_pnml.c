/* The reader of PNML. */
#include "notation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_and_write((const char *) data, size, import_pnml, export_pnml);
	return 0;
}
