/*
 * The flow of an SOP: steps, their outcomes, and the arcs between them.
 *
 *   machine := arc { ';' arc } [';']     arc  := from '->' to
 *   from    := 'start' [ '[' entry ']' ] | item { '&' item }
 *   item    := step [ '[' outcome { '|' outcome } ']' ]
 *   to      := 'end' | step { '&' step }
 *
 * Finishing a step with an outcome follows the one arc that names it. Several
 * steps on the right of an arc become active together; several on its left
 * must all be done first. In the words of Petri nets: a place per step
 * ("active") and places per join input ("done and waiting"), each holding at
 * most one token; the net is always free-choice, which soundness.c relies on.
 *
 * A Machine is one flat run of bytes with offsets for pointers. It is also the
 * stored form of dkis.state_machine, so that firing neither parses nor copies.
 */
#ifndef DKIS_CORE_FLOW_MACHINE_H
#define DKIS_CORE_FLOW_MACHINE_H

#include "core/base/errors.h"
#include "core/base/text.h"
#include "core/flow/marking.h"

#define MACHINE_VERSION 1
#define MACHINE_MAX_STEPS 4096
#define MACHINE_MAX_PLACES 8192

#define MACHINE_DEFAULT_OUTCOME "Selesai"

typedef struct Machine Machine;

/*
 * Where a case stands, for one machine: a bit per place. Bits beyond the
 * machine's own places are never looked at. Small enough for the stack.
 */
typedef struct MachineState
{
	uint64_t words[MACHINE_MAX_PLACES / 64];
} MachineState;

/* ---- making and reading ------------------------------------------------ */

/* NULL and *error filled when text is no machine; the detail tells where. */
Machine *machine_parse(const char *text, size_t length, DkisError *error);
size_t machine_size(const Machine *machine);
/* Appends the canonical text, which reads back to an equal machine. */
void machine_print(const Machine *machine, DkisText *text);
/* Order of the canonical texts, byte by byte. */
int machine_compare(const Machine *a, const Machine *b);

/* Steps are 0 .. count-1 in order of first appearance; the rest likewise. */
int machine_step_count(const Machine *machine);
const char *machine_step_name(const Machine *machine, int step, size_t *length);
int machine_step_index(const Machine *machine, const char *name, size_t length); /* -1: none */
int machine_outcome_count(const Machine *machine, int step);
/* All outcomes of all steps, step after step: how many, and where a step's begin. */
int machine_all_outcomes(const Machine *machine);
int machine_first_outcome(const Machine *machine, int step);
const char *machine_outcome_name(const Machine *machine, int step, int outcome, size_t *length);
/* Without regard to ASCII case or outer and doubled spaces; -1: none. */
int machine_outcome_index(const Machine *machine, int step, const char *name, size_t length);
/* Whether it is MACHINE_DEFAULT_OUTCOME, which goes without saying. */
bool machine_is_default_outcome(const char *name, size_t length);
/* The plain "start" is an entry with an empty name. */
int machine_entry_count(const Machine *machine);
const char *machine_entry_name(const Machine *machine, int entry, size_t *length);

/* ---- arcs, for who draws, proves or exports ---------------------------- */

/*
 * An arc starts either from an entry (entry >= 0, no inputs) or from inputs;
 * it leads to targets, or to the end when there are none.
 */
typedef struct MachineArc
{
	int entry;
	int n_inputs;
	int n_targets;
	int first_input;  /* for machine_input */
	int first_target; /* for machine_target */
} MachineArc;

typedef struct MachineInput
{
	int step;
	int first_outcome; /* of the step's own, as in machine_outcome_name */
	int n_outcomes;
} MachineInput;

int machine_arc_count(const Machine *machine);
MachineArc machine_arc(const Machine *machine, int arc);
/* index runs over all arcs: first_input .. first_input + n_inputs - 1 */
MachineInput machine_input(const Machine *machine, int index);
int machine_input_count(const Machine *machine);
int machine_target(const Machine *machine, int index);
/* The arc that outcome of step follows, and through which of its inputs. */
int machine_outcome_arc(const Machine *machine, int step, int outcome);
int machine_outcome_input(const Machine *machine, int step, int outcome);

/* ---- running ----------------------------------------------------------- */

int machine_place_count(const Machine *machine);
/* The input (as in machine_input) that a waiting place belongs to; -1: the place of a step. */
int machine_place_input(const Machine *machine, int place);
/* The step whose token it holds; the places of active steps come first, in their order. */
int machine_place_step(const Machine *machine, int place);

/*
 * Empties the state and enters: by the entry of that name, or for NULL by the
 * plain start or the only entry (else SP001 with the entries in the hint).
 */
bool machine_state_start(const Machine *machine, const char *entry, MachineState *state,
						 DkisError *error);
/* The entry of that name, the plain start or the only one for NULL; -1 and *error: none. */
int machine_entry_index(const Machine *machine, const char *entry, DkisError *error);
/* Empties the state and enters by that index; started as in machine_state_fire. */
bool machine_state_enter(const Machine *machine, int entry, MachineState *state, int *started,
						 int *n_started, DkisError *error);
/*
 * Finishes a step with an outcome, both as indices. Writes the steps that
 * became active to started, which has room for machine_step_count(), in the
 * arc's order. The state is unchanged on error: SP002 the step is not active,
 * 22023 a step or a waiting place would be marked twice.
 */
bool machine_state_fire(const Machine *machine, MachineState *state, int step, int outcome,
						int *started, int *n_started, DkisError *error);
bool machine_state_is_active(const MachineState *state, int step);
/* Whether a token of that input (as in machine_input) is done and waits at its join. */
bool machine_state_is_waiting(const Machine *machine, const MachineState *state, int input);
/* Nothing active and nothing waiting. */
bool machine_state_has_ended(const Machine *machine, const MachineState *state);

/* Refuses (22023) a marking with a step or outcome this machine does not have. */
bool machine_state_from_marking(const Machine *machine, const Marking *marking, MachineState *state,
								DkisError *error);
Marking *machine_marking_from_state(const Machine *machine, const MachineState *state);

/* ---- refusals, with what is allowed now in the hint; all return false --- */

/*
 * Step by name and outcome by name, as a user wrote them, to indices:
 * SP002 unknown or inactive step (hint: the active ones),
 * SP001 no such outcome, the empty one included (hint: the lawful ones).
 */
bool machine_find_active_step(const Machine *machine, const MachineState *state, const char *name,
							  size_t length, int *step, DkisError *error);
bool machine_find_outcome(const Machine *machine, int step, const char *name, size_t length,
						  int *outcome, DkisError *error);
/* For a statement that came too late or names a step of another branch. */
bool machine_refuse_inactive(const Machine *machine, const MachineState *state, const char *name,
							 size_t length, DkisError *error);
/* For a question about a step that the machine does not have: 22023, hint: all steps. */
bool machine_refuse_unknown(const Machine *machine, const char *name, size_t length,
							DkisError *error);

#endif
