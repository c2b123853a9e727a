/*
 * How well a log fits a machine, and where it deviates.
 *
 * A log is read event by event: a step and an outcome. As long as the events
 * simply fire, nothing else is done; only a log that does not fit, or ends too
 * early, is aligned with the machine (alignment.h).
 *
 * fitness = 1 - cost / (events + shortest run), where the shortest run goes from
 * where the log starts to the end: what an alignment costs without one event in
 * common. Of a case that is still running any start of a run will do, and the
 * shortest of these is none at all: 1 - cost / events. With nothing to compare: 1.
 */
#ifndef DKIS_CORE_FLOW_CONFORMANCE_H
#define DKIS_CORE_FLOW_CONFORMANCE_H

#include "core/base/array.h"
#include "core/base/text.h"
#include "core/flow/alignment.h"
#include "core/flow/machine.h"

/* What an event's step and outcome are when the machine has none of that name. */
#define CONFORMANCE_UNKNOWN (-2)
#define CONFORMANCE_MAX_EVENTS 10000000

typedef struct ConformanceEvent
{
	int step;
	int outcome;    /* or ALIGNMENT_ANY */
	uint32_t words; /* where in words the unknown name stands */
} ConformanceEvent;

typedef struct Conformance
{
	const Machine *machine;
	bool has_start; /* else: any entry */
	bool fits;      /* so far every event fires; state is where that leads */
	MachineState start;
	MachineState state;
	int *started;
	ARRAY_OF(ConformanceEvent) events;
	DkisText words;
} Conformance;

/* How a log was judged. Events of the moves are those of the log. */
typedef struct Verdict
{
	double fitness;
	Alignment alignment;
} Verdict;

/* The machine is not copied. start NULL: by the entry that fits best; 22023: not its own. */
bool conformance_begin(Conformance *log, const Machine *machine, const Marking *start,
					   DkisError *error);
/*
 * One event more. The step by its name, or "step [outcome]" as in PNML and XES;
 * outcome NULL: the one in brackets, else not told, which any outcome fits.
 * 54000: more than CONFORMANCE_MAX_EVENTS.
 */
bool conformance_add(Conformance *log, const char *step, size_t length, const char *outcome,
					 size_t outcome_length, DkisError *error);
/* running: the case may go on; else it has ended. Errors of alignment_find(). */
bool conformance_judge(const Conformance *log, bool running, Verdict *verdict, DkisError *error);
void conformance_free(Conformance *log);

/* Called with each deviation, in order, in Indonesian. */
typedef void (*ConformanceTeller)(const DkisText *deviation, void *context);
void conformance_tell(const Conformance *log, const Verdict *verdict, ConformanceTeller tell,
					  void *context);

#endif
