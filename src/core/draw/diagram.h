/*
 * A flow as a drawing has it: rounds for starts and the end, boxes for steps,
 * diamonds where ways part and meet. What Mermaid, DOT and BPMN are written
 * from. The order of the edges is that of the arcs.
 */
#ifndef DKIS_CORE_DRAW_DIAGRAM_H
#define DKIS_CORE_DRAW_DIAGRAM_H

#include "core/base/array.h"
#include "core/base/text.h"
#include "core/flow/machine.h"

typedef enum DiagramKind
{
	DIAGRAM_START, /* of: the entry */
	DIAGRAM_END,
	DIAGRAM_STEP,   /* of: the step */
	DIAGRAM_CHOICE, /* after the step of; it decides which way */
	DIAGRAM_MERGE,  /* before the step of; -1: before the end */
	DIAGRAM_SPLIT,  /* of: the arc */
	DIAGRAM_JOIN    /* of: the arc */
} DiagramKind;

typedef struct DiagramNode
{
	DiagramKind kind;
	int of;
	int step; /* near which it stands, for its lane */
} DiagramNode;

typedef struct DiagramEdge
{
	int source;
	int target;
	int input; /* of the machine, whose outcomes it carries; -1: none */
} DiagramEdge;

typedef struct Diagram
{
	const Machine *machine;
	ARRAY_OF(DiagramNode) nodes; /* that of step i is node i */
	ARRAY_OF(DiagramEdge) edges;
} Diagram;

/* merges: with diamonds where ways meet again, as BPMN likes it. */
void diagram_make(Diagram *diagram, const Machine *machine, bool merges);
void diagram_free(Diagram *diagram);
/* The outcomes an edge carries, "A|B"; false and nothing when they go without saying. */
bool diagram_edge_label(const Diagram *diagram, int edge, DkisText *label);

#endif
