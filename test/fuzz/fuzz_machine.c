/*
 * The reader of flows: what it takes is written so that it reads back to the
 * same bytes, can be asked whether it is sound, and can be walked: first
 * outcomes first, each state out and in again as a marking.
 */
#include <stdlib.h>
#include <string.h>

#include "core/flow/machine.h"
#include "core/flow/soundness.h"

#define STEPS_MAX 24 /* of a walk, and of a flow whose soundness is asked */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_reading_back(const Machine *machine)
{
	DkisError error;
	DkisText text;
	Machine *again;

	dkis_text_init(&text);
	machine_print(machine, &text);
	again = machine_parse(text.data, text.length, &error);
	if (!again || machine_compare(machine, again) != 0 ||
		machine_size(machine) != machine_size(again) ||
		memcmp(machine, again, machine_size(machine)) != 0)
		abort();
	dkis_free(again);
	dkis_free(text.data);
}

static void
check_soundness(const Machine *machine)
{
	SoundnessReport report = {0};
	DkisError error;
	bool sound;

	if (machine_step_count(machine) > STEPS_MAX || !soundness_decide(machine, &sound, &error))
		return;
	if (!soundness_explain(machine, &report, &error) || sound != (report.n == 0))
		abort();
	soundness_report_free(&report);
}

static void
check_marking(const Machine *machine, const MachineState *state)
{
	Marking *marking = machine_marking_from_state(machine, state);
	Marking *returned;
	MachineState again;
	DkisError error;

	if (!machine_state_from_marking(machine, marking, &again, &error))
		abort();
	returned = machine_marking_from_state(machine, &again);
	if (marking_compare(marking, returned) != 0)
		abort();
	dkis_free(returned);
	dkis_free(marking);
}

static int
active_step(const Machine *machine, const MachineState *state)
{
	for (int step = 0; step < machine_step_count(machine); step++)
		if (machine_state_is_active(state, step))
			return step;
	return -1;
}

static void
walk(const Machine *machine, int entry)
{
	int *started = dkis_alloc((size_t) machine_step_count(machine) * sizeof *started + 1);
	MachineState state;
	DkisError error;
	int n_started;

	if (machine_state_enter(machine, entry, &state, started, &n_started, &error))
		for (int i = 0; i < STEPS_MAX; i++)
		{
			int step = active_step(machine, &state);

			check_marking(machine, &state);
			if (step < 0 ||
				!machine_state_fire(machine, &state, step, i % machine_outcome_count(machine, step),
									started, &n_started, &error))
				break;
		}
	dkis_free(started);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	DkisError error;
	Machine *machine = machine_parse((const char *) data, size, &error);

	if (!machine)
		return 0;
	check_reading_back(machine);
	check_soundness(machine);
	for (int entry = 0; entry < machine_entry_count(machine) && entry < STEPS_MAX; entry++)
		walk(machine, entry);
	dkis_free(machine);
	return 0;
}
