/*
 * A machine as a Petri net: its places, its moves, and what comes of them. What
 * soundness, reach, duration and alignment go through a flow with.
 *
 * A place for each step ("active"), one for each input of a join ("done and
 * waiting"), and the end. A move finishes a step; the outcomes of one input do
 * the same, so that they are one move. Where the last input of a join comes in,
 * its move goes through the join at once. A marking is a set of places (bits.h)
 * of n_words words.
 */
#ifndef DKIS_CORE_FLOW_NET_H
#define DKIS_CORE_FLOW_NET_H

#include "core/base/array.h"
#include "core/base/bits.h"
#include "core/base/wordset.h"
#include "core/flow/machine.h"

typedef struct NetMove
{
	int step;
	int outcome; /* the first of those that do the same */
	int n_outcomes;
	int arc;
	int place; /* where it waits, -1: the arc is no join */
} NetMove;

typedef struct Net
{
	const Machine *machine;
	int n_steps;
	int n_places; /* steps, inputs of joins, and the end */
	int end;      /* the place of the end */
	int n_words;
	int n_moves;
	NetMove *moves;
	int *first_move;  /* of each step, and where the last one's end */
	int *input_place; /* of each input, -1 when its arc is no join */
	int *place_input; /* of each place the other way round, -1: a step's, or the end */
} Net;

/* The machine is not copied. */
void net_init(Net *net, const Machine *machine);
void net_free(Net *net);
/* The step whose token it holds; -1: the end. */
int net_place_step(const Net *net, int place);
/* The move that an outcome is one of. */
int net_move_of(const Net *net, int step, int outcome);
/* Whether any place is marked. */
bool net_is_empty(const Net *net, const uint64_t *bits);

/*
 * Empties bits and goes along an arc without inputs; from where step is active
 * along a move. False: places would hold two tokens, twice tells which (unless
 * NULL), and bits are of no use.
 */
bool net_enter(const Net *net, uint64_t *bits, int arc, uint64_t *twice);
bool net_fire(const Net *net, uint64_t *bits, const NetMove *move, uint64_t *twice);
/* Where a case stands, which has a place per outcome that waits; ended: no place. */
void net_marking(const Net *net, const MachineState *state, uint64_t *bits);

/* ---- markings that were met ----------------------------------------------- */

typedef struct NetEdge
{
	int from; /* markings, by number */
	int to;
	int move;
} NetEdge;

typedef struct NetGraph
{
	const Net *net;
	bool keeps_end; /* else a token at the end is gone at once */
	WordSet markings;
	ARRAY_OF(NetEdge) edges; /* as they were followed */
	uint64_t *twice;         /* places that the last move would give a second token */
	uint64_t *bits;          /* scratch: a marking */
} NetGraph;

void net_graph_init(NetGraph *graph, const Net *net, bool keeps_end);
void net_graph_free(NetGraph *graph);
size_t net_graph_bytes(const NetGraph *graph);
const uint64_t *net_graph_marking(const NetGraph *graph, int number);
/* The number of the marking in graph->bits, new (the last) or known. */
int net_graph_visit(NetGraph *graph);
/* Follows a move of an active step to where it leads; -1 and twice: it must not. */
int net_graph_follow(NetGraph *graph, int from, int move);
/*
 * Given 0 for some markings and -1 for the others: how many edges (backward:
 * against them) lead to each from there at least; -1 stays where none do.
 */
void net_graph_measure(const NetGraph *graph, bool backward, int *distance);

#endif
