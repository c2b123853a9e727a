/*
 * The reader of markings: what it takes is written so that it reads back
 * equal, with the same hash.
 */
#include <stdlib.h>

#include "core/flow/marking.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	DkisError error;
	DkisText text;
	Marking *marking = marking_parse((const char *) data, size, &error);
	Marking *again;

	if (!marking)
		return 0;
	dkis_text_init(&text);
	marking_print(marking, &text);
	again = marking_parse(text.data, text.length, &error);
	if (!again || marking_compare(marking, again) != 0 ||
		marking_hash(marking, 7) != marking_hash(again, 7) ||
		marking_active_count(marking) != marking_active_count(again) ||
		marking_waiting_count(marking) != marking_waiting_count(again))
		abort();
	dkis_free(again);
	dkis_free(text.data);
	dkis_free(marking);
	return 0;
}
