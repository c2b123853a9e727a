/*
 * How a Machine lies in memory: for machine.c, which reads it, and
 * machine_parse.c, which writes it.
 */
#ifndef DKIS_CORE_FLOW_MACHINE_LAYOUT_H
#define DKIS_CORE_FLOW_MACHINE_LAYOUT_H

#include "core/flow/machine.h"

#define NONE 0xFFFF

/*
 * The stored form: this header, then the arrays in the order of Part, then the
 * names. Where each array starts follows from the counts before it.
 */
typedef enum Part
{
	PART_STEPS,
	PART_SORTED, /* step numbers in order of their names */
	PART_OUTCOMES,
	PART_ENTRIES,
	PART_ARCS,
	PART_INPUTS,
	PART_TARGETS,
	PART_WAITS,
	PART_COUNT
} Part;

struct Machine
{
	uint8_t version;
	uint8_t reserved[3];
	uint32_t size;
	uint32_t parts[PART_COUNT]; /* where each array starts */
	uint16_t n_steps;
	uint16_t n_outcomes;
	uint16_t n_entries;
	uint16_t n_arcs;
	uint16_t n_inputs;
	uint16_t n_targets;
	uint16_t n_waits;
	uint16_t reserved_too;
};

typedef struct Name
{
	uint32_t offset;
	uint16_t length;
} Name;

typedef struct Step
{
	Name name;
	uint16_t first_outcome;
	uint16_t n_outcomes;
	uint16_t n_joins; /* inputs of this step into joins */
} Step;

typedef struct Outcome
{
	Name name;
	uint16_t arc;
	uint16_t input; /* over all arcs */
	uint16_t place; /* where a token waits after it, NONE if the arc is no join */
} Outcome;

typedef struct Arc
{
	uint16_t entry; /* NONE: it has inputs */
	uint16_t first_input;
	uint16_t n_inputs;
	uint16_t first_target;
	uint16_t n_targets; /* 0 = the end */
} Arc;

typedef struct Input
{
	uint16_t step;
	uint16_t first_outcome; /* of the step's own */
	uint16_t n_outcomes;
	uint16_t first_place;
	uint16_t n_places; /* 0: the arc is no join */
} Input;

/* A place where a token waits; outcome only where the step feeds several joins. */
typedef struct Wait
{
	uint16_t step;
	uint16_t outcome; /* of the step's own, or NONE */
} Wait;

#define PART(machine, part, type)                                                                  \
	((const type *) (const void *) ((const char *) (machine) + (machine)->parts[part]))
#define STEPS(machine) PART(machine, PART_STEPS, Step)
#define OUTCOMES(machine) PART(machine, PART_OUTCOMES, Outcome)
#define ARCS(machine) PART(machine, PART_ARCS, Arc)
#define INPUTS(machine) PART(machine, PART_INPUTS, Input)
#define TARGETS(machine) PART(machine, PART_TARGETS, uint16_t)
#define WAITS(machine) PART(machine, PART_WAITS, Wait)

#endif
