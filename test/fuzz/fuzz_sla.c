/*
 * The reader of time standards: whatever it takes, it must write so that it
 * reads back equal, and stand the check of binary input.
 */
#include <stdlib.h>
#include <string.h>

#include "core/time/sla.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[SLA_TEXT_SIZE];
	DkisError error;
	Sla again;
	Sla sla;

	if (!sla_parse((const char *) data, size, &sla, &error))
		return 0;
	sla_print(&sla, text);
	if (!sla_check(&sla, &error) || !sla_parse(text, strlen(text), &again, &error) ||
		sla_compare(&sla, &again) != 0 || memcmp(&sla, &again, sizeof sla) != 0)
		abort();
	return 0;
}
