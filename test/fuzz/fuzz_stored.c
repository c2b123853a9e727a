/*
 * What the receive functions read, as they hand it to the domain: the first byte
 * chooses the type, the rest are the fields of a time standard or of a place, or
 * the text of a flow or of a marking (0xff: a bag of numbers, as it is kept). What is
 * taken reads back equal.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/bag.h"
#include "core/flow/machine.h"
#include "core/place/location.h"
#include "core/time/sla.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
receive_sla(const uint8_t *data, size_t size)
{
	char text[SLA_TEXT_SIZE];
	DkisError error;
	Sla again;
	Sla sla;

	if (size < sizeof sla)
		return;
	memcpy(&sla, data, sizeof sla);
	if (!sla_check(&sla, &error))
		return;
	sla_print(&sla, text);
	if (!sla_parse(text, strlen(text), &again, &error) || sla_compare(&sla, &again) != 0)
		abort();
}

static void
receive_location(const uint8_t *data, size_t size)
{
	char text[LOCATION_TEXT];
	CallerLocation location;
	CallerLocation again;
	double numbers[3];
	DkisError error;

	if (size < 1 + sizeof numbers)
		return;
	memcpy(numbers, data + 1, sizeof numbers);
	if (!location_make(&location, numbers[0], numbers[1], numbers[2],
					   (LocationSource) (data[0] % LOCATION_SOURCES), &error))
		return;
	if (!isfinite(location.latitude) || !isfinite(location.longitude) ||
		!isfinite(location.uncertainty))
		abort();
	location_format(&location, text);
	if (!location_parse(text, strlen(text), &again, &error) ||
		location_compare(&location, &again) != 0)
		abort();
}

static void
receive_machine(const char *text, size_t size)
{
	DkisError error;
	Machine *machine = machine_parse(text, size, &error);
	Machine *again;
	DkisText printed;

	if (!machine)
		return;
	dkis_text_init(&printed);
	machine_print(machine, &printed);
	again = machine_parse(printed.data, printed.length, &error);
	if (!again || machine_compare(machine, again) != 0)
		abort();
	dkis_free(printed.data);
	dkis_free(machine);
	dkis_free(again);
}

static void
receive_marking(const char *text, size_t size)
{
	DkisError error;
	Marking *marking = marking_parse(text, size, &error);
	Marking *again;
	DkisText printed;

	if (!marking)
		return;
	dkis_text_init(&printed);
	marking_print(marking, &printed);
	again = marking_parse(printed.data, printed.length, &error);
	if (!again || marking_compare(marking, again) != 0 ||
		marking_hash(marking, 7) != marking_hash(again, 7))
		abort();
	dkis_free(printed.data);
	dkis_free(marking);
	dkis_free(again);
}

static void
receive_bag(const uint8_t *data, size_t size)
{
	Bag bag, again;
	char *bytes;

	if (!bag_unpack(data, size, &bag))
		return;
	bytes = malloc(bag_packed_most(&bag));
	if (!bag_unpack(bytes, bag_pack(&bag, bytes), &again) || again.n != bag.n)
		abort();
	for (size_t i = 0; i < bag.n; i++)
		if (again.values[i] != bag.values[i] && !(isnan(again.values[i]) && isnan(bag.values[i])))
			abort();
	if (bag_total(&again) != bag_total(&bag) || bag_at_most(&bag, 1, NAN) != bag_total(&bag))
		abort();
	if (bag.n > 0)
		bag_percentile(&bag, 1, 0.5);
	bag_free(&again);
	bag_free(&bag);
	free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] == 0xff)
		receive_bag(data + 1, size - 1);
	switch (data[0] % 4)
	{
		case 0: receive_sla(data + 1, size - 1); break;
		case 1: receive_location(data + 1, size - 1); break;
		case 2: receive_machine((const char *) data + 1, size - 1); break;
		default: receive_marking((const char *) data + 1, size - 1);
	}
	return 0;
}
