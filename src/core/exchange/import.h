/*
 * Flows out of the documents of other tools: BPMN 2.0 and PNML.
 *
 * What comes out is the arc text of machine.h in UTF-8; machine_parse() has the
 * last word. What the exporters of export.h write comes back as the same text;
 * the arcs of other documents stand in the order in which the flow reaches them.
 * What cannot be said in a flow is refused by name (0A000), never bent: the detail
 * tells the element and its line, the hint what to do.
 *
 * BPMN. One process, the only one with content or the one that is asked for by its id or
 * name, or its pool's; only then are message flows to other pools passed over. Tasks of every kind,
 * call activities and sub-processes without content are steps. A step is called what dkis:step
 * says, or its name where that is a step's name ("7", "verifikasi") or begins with a number
 * ("7. Verifikasi", "8.1 Kirim tim"), else its id; of two that would be called
 * the same the later one gets its id. Several flows into anything but a parallel
 * gateway merge. An exclusive gateway asks the step before it: the flow's name is
 * the outcome, "A|B" two of them; an unnamed default flow is IMPORT_OTHERWISE;
 * gateways one after another make "A, B". Where that is wished for an unnamed one is called
 * after what follows, and a task that is done several times at once is one step, of each
 * organisation. Parallel gateways split and join;
 * several unnamed flows out of a task split as well. Start events are entries by
 * their names (a lone one called "start" or "mulai" has none); every end event is
 * the end. Where no start or no end is drawn the flow begins with what nothing leads to, and
 * ends with what leads nowhere, as BPMN has it. What happens on the way (messages,
 * timers in front, who performs, data, texts) is not looked at.
 *
 * PNML. One place/transition net, a workflow net: one source, one sink. It is
 * free-choice, and a step is a place: the visible transitions out of it are its
 * outcomes. One called "7 [Sesuai]" is outcome Sesuai of step 7; one that is the
 * only way out of its place names the step ("7"), else the place does and the
 * transitions name the outcomes. A transition with several places before it is a
 * join: silent, or itself a step after the join. A silent transition that is the
 * only way out of its place is passed through; those out of the source are the
 * entries.
 */
#ifndef DKIS_CORE_EXCHANGE_IMPORT_H
#define DKIS_CORE_EXCHANGE_IMPORT_H

#include "core/base/array.h"
#include "core/base/errors.h"
#include "core/base/text.h"
#include "core/flow/machine.h"

/* The outcome that an unnamed default flow stands for. */
#define IMPORT_OTHERWISE "Lainnya"

/* A task as the document has it; the strings are the host's, and NULL where it says nothing. */
typedef struct BpmnStep
{
	char *step; /* as the flow calls it */
	char *id;
	char *name;
	char *lane;             /* the innermost that has it */
	char *kind;             /* userTask, ... */
	bool each_organisation; /* done several times at once */
} BpmnStep;

typedef ARRAY_OF(BpmnStep) BpmnSteps;

/* What is asked for beside what the document says. */
typedef struct BpmnWishes
{
	const char *process;    /* of several; NULL: the only one */
	bool name_ways;         /* unnamed ways out of a choice are called after what follows */
	bool each_organisation; /* a task done several times at once is a step of each organisation */
} BpmnWishes;

/* Append the arcs; false: 2200M, 54000, 0A000 and 22023 in *error. */
bool import_bpmn(const char *xml, size_t length, DkisText *arcs, DkisError *error);
/* The same as wished for; steps, unless NULL, gets its tasks. */
bool import_bpmn_process(const char *xml, size_t length, const BpmnWishes *wishes, BpmnSteps *steps,
						 DkisText *arcs, DkisError *error);
bool import_pnml(const char *xml, size_t length, DkisText *arcs, DkisError *error);

/* machine_parse() of such arcs, its refusal told as one of the document. */
Machine *import_machine(const char *arcs, size_t length, DkisError *error);

#endif
