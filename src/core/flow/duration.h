/*
 * How long a flow lawfully takes.
 */
#ifndef DKIS_CORE_FLOW_DURATION_H
#define DKIS_CORE_FLOW_DURATION_H

#include "core/base/errors.h"
#include "core/flow/machine.h"

/* A step may take no longer than this: the sum over all steps has to fit. */
#define DURATION_MAX_MINUTES (INT64_C(1) << 37)

typedef struct DurationTurn
{
	int step;
	int outcome;
	int64_t finished; /* minutes since the start */
} DurationTurn;

typedef struct DurationRun
{
	bool found;
	int64_t minutes;
	int n_turns; /* of the critical path: each begins when the one before is finished */
	DurationTurn *turns;
} DurationRun;

/*
 * The shortest or the longest run from "from" to the end of a sound flow, when
 * each outcome takes its minutes (as many as machine_all_outcomes()) from when
 * its step becomes active. Branches run side by side: after a join time
 * goes on from the last of those joined. Shortest: over all runs. Longest: over
 * all runs in which no step is finished twice, since with a loop there is no
 * longest; found is false where there is none even so. Of equally long runs
 * the shortest has the fewest and the longest the most steps on its critical
 * path. 54000 where more is to be compared than fits in 64 MB; 22008 for
 * minutes below 0 or above DURATION_MAX_MINUTES.
 */
bool duration_find(const Machine *machine, const MachineState *from, const int64_t *minutes,
				   bool longest, DurationRun *run, DkisError *error);
void duration_free(DurationRun *run);

#endif
