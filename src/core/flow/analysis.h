/*
 * What people ask of a flow: what can still happen and how soon the case can
 * end, where it goes round in circles, how long it lawfully takes, and what
 * waits for a step.
 */
#ifndef DKIS_CORE_FLOW_ANALYSIS_H
#define DKIS_CORE_FLOW_ANALYSIS_H

#include "core/base/errors.h"
#include "core/flow/machine.h"

/* All outcomes of all steps, step after step: how many, and where a step's begin. */
int analysis_outcome_count(const Machine *machine);
int analysis_first_outcome(const Machine *machine, int step);

/* ---- what can happen ---------------------------------------------------- */

typedef struct AnalysisReach
{
	int soonest; /* fewest steps finished until it has happened, itself counted; 0: it cannot */
	int to_end;  /* fewest steps then still to be finished; 0: it can end the case, -1: no way */
} AnalysisReach;

/*
 * Of every outcome, for a case that stands at "from". Walks every marking that
 * can be reached (without "&" no more than there are steps): 54000 where they
 * need more than 128 MB.
 */
bool analysis_reach(const Machine *machine, const MachineState *from, AnalysisReach *reach,
					DkisError *error);

/* ---- loops --------------------------------------------------------------- */

/*
 * Steps that lead to each other belong to one loop. Within it an outcome leads
 * back when it makes a step active that is no farther from the start than the
 * step finished, counted in the fewest steps; of two equally far the one whose
 * name comes first is nearer, numbers in names counted as numbers. So there is
 * a way back in every circle.
 */
typedef struct AnalysisLoops
{
	const Machine *machine;
	int n_loops;
	int *loop;     /* per step; -1: it belongs to none */
	int *distance; /* per step: the fewest steps to be finished before; -1: no way from a start */
} AnalysisLoops;

void analysis_loops(const Machine *machine, AnalysisLoops *loops);
void analysis_loops_free(AnalysisLoops *loops);
/* Whether an outcome of step that makes target active leads back there. */
bool analysis_leads_back(const AnalysisLoops *loops, int step, int target);
/* Whether this outcome of a step in a loop makes no step of that loop active. */
bool analysis_leaves(const AnalysisLoops *loops, int step, int outcome);

/* ---- how long ------------------------------------------------------------- */

/* A step may take no longer than this: the sum over all steps has to fit. */
#define ANALYSIS_MAX_MINUTES (INT64_C(1) << 37)

typedef struct AnalysisTurn
{
	int step;
	int outcome;
	int64_t finished; /* minutes since the start */
} AnalysisTurn;

typedef struct AnalysisRun
{
	bool found;
	int64_t minutes;
	int n_turns; /* of the critical path: each begins when the one before is finished */
	AnalysisTurn *turns;
} AnalysisRun;

/*
 * The shortest or the longest run from "from" to the end of a sound flow, when
 * each outcome takes its minutes (as many as analysis_outcome_count()) from
 * when its step becomes active. Branches run side by side: after a join time
 * goes on from the last of those joined. Shortest: over all runs. Longest: over
 * all runs in which no step is finished twice, since with a loop there is no
 * longest; found is false where there is none even so. Of equally long runs
 * the shortest has the fewest and the longest the most steps on its critical
 * path. 54000 where more is to be compared than fits in 64 MB; 22008 for
 * minutes below 0 or above ANALYSIS_MAX_MINUTES.
 */
bool analysis_duration(const Machine *machine, const MachineState *from, const int64_t *minutes,
					   bool longest, AnalysisRun *run, DkisError *error);
void analysis_run_free(AnalysisRun *run);
/* Whether a case that stands at "from" can get into a loop. */
bool analysis_can_loop(const Machine *machine, const MachineState *from);

/* ---- what waits ------------------------------------------------------------ */

/*
 * Marks the inputs of joins (as in machine_input) that are done and wait for
 * "step" of a sound flow: whatever else is done, their join does not come about
 * before that step is finished. 54000 as above.
 */
bool analysis_held_up(const Machine *machine, const MachineState *state, int step, bool *inputs,
					  DkisError *error);

#endif
