/*
 * Whether a flow always comes to a good end: workflow-net soundness.
 *
 * Sound means: from wherever a case may get, the end can still be reached
 * (option to complete); when it is reached nothing else is left over (proper
 * completion); every step can happen (no dead step); and no step is ever
 * active twice at once (1-safe).
 */
#ifndef DKIS_CORE_FLOW_SOUNDNESS_H
#define DKIS_CORE_FLOW_SOUNDNESS_H

#include "core/base/array.h"
#include "core/flow/machine.h"

typedef struct SoundnessProblem
{
	char *problem; /* the verdict, in Indonesian */
	int step;      /* the step it is about, -1 = none */
	char *detail;  /* the shortest way there, or NULL */
} SoundnessProblem;

typedef ARRAY_OF(SoundnessProblem) SoundnessReport;

/* False only when the flow is too entangled to decide (54000). */
bool soundness_decide(const Machine *machine, bool *sound, DkisError *error);
/*
 * Whether a case of a sound machine that stands there always comes to a good
 * end. The state need not be one that the machine itself leads to.
 */
bool soundness_decide_from(const Machine *machine, const MachineState *state, bool *sound,
						   DkisError *error);
/* Every verdict on the machine; an empty report = sound. */
bool soundness_explain(const Machine *machine, SoundnessReport *report, DkisError *error);
void soundness_report_free(SoundnessReport *report);

#endif
