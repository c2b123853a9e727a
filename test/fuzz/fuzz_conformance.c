/*
 * Logs against flows: the first line is a flow, each other line an event. Whatever
 * they say, a verdict is a run of the flow and a reading of the log in one; a log that
 * may go on costs no more than one that has ended; and what fires costs nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "core/flow/conformance.h"
#include "core/flow/soundness.h"

#define STEPS_MAX 16
#define EVENTS_MAX 40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
add_events(Conformance *log, const char *text, const char *end)
{
	DkisError error;

	while (text < end && log->events.n < EVENTS_MAX)
	{
		const char *stop = memchr(text, '\n', (size_t) (end - text));

		stop = stop ? stop : end;
		if (!conformance_add(log, text, (size_t) (stop - text), NULL, 0, &error))
			abort();
		text = stop + (stop < end);
	}
}

static void
check_run(const Conformance *log, const Alignment *alignment, bool running)
{
	MachineState state;
	DkisError error;
	int next = 0;
	int n;

	if (!machine_state_enter(log->machine, alignment->entry, &state, log->started, &n, &error))
		abort();
	for (int i = 0; i < alignment->n_moves; i++)
	{
		const AlignmentMove *move = &alignment->moves[i];

		if (move->event >= 0 && move->event != next++)
			abort();
		if (move->step >= 0 && !machine_state_fire(log->machine, &state, move->step, move->outcome,
												   log->started, &n, &error))
			abort();
	}
	if (next != log->events.n || (!running && !machine_state_has_ended(log->machine, &state)))
		abort();
}

static void
ignore(const DkisText *deviation, void *context)
{
	*(int *) context += deviation->length > 0;
}

/* What it costs; -1: refused. */
static int
judge(Conformance *log, bool running, bool sound)
{
	Verdict verdict;
	DkisError error;
	int deviations = 0;

	if (!conformance_judge(log, running, &verdict, &error))
	{
		if (!error.message[0] || !error.hint[0] ||
			(sound && strcmp(error.sqlstate, DKIS_PROGRAM_LIMIT) != 0))
			abort();
		return -1;
	}
	conformance_tell(log, &verdict, ignore, &deviations);
	if (verdict.fitness < 0 || verdict.fitness > 1 ||
		(deviations == 0) != (verdict.alignment.cost == 0) ||
		(verdict.fitness < 1) != (verdict.alignment.cost > 0))
		abort();
	if (sound && verdict.alignment.n_moves > 0)
		check_run(log, &verdict.alignment, running);
	dkis_free(verdict.alignment.moves);
	return verdict.alignment.cost;
}

static void
check(const Machine *machine, const char *events, const char *end)
{
	Conformance log;
	DkisError error;
	bool sound;
	int ended;
	int running;

	if (!soundness_decide(machine, &sound, &error) ||
		!conformance_begin(&log, machine, NULL, &error))
		return;
	add_events(&log, events, end);
	ended = judge(&log, false, sound);
	running = judge(&log, true, sound);
	if (ended >= 0 && running > ended)
		abort();
	if (log.fits)
	{
		log.fits = false; /* searched for, it is found as well */
		if (running != 0 || (sound && judge(&log, true, sound) != 0) ||
			judge(&log, false, sound) != ended)
			abort();
	}
	conformance_free(&log);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	const char *line = size > 0 ? memchr(text, '\n', size) : NULL;
	size_t length = line ? (size_t) (line - text) : size;
	DkisError error;
	Machine *machine = machine_parse(text, length, &error);

	if (machine && machine_step_count(machine) <= STEPS_MAX)
		check(machine, text + length + (line != NULL), text + size);
	dkis_free(machine);
	return 0;
}
