#include "core/base/edges.h"
#include "core/base/words.h"
#include "core/exchange/import.h"
#include "core/exchange/import_flow.h"
#include "core/exchange/xml_read.h"
#include "core/flow/flowtext.h"

#include <stdlib.h>
#include <string.h>

/*
 * What a place is. Its consumers decide: a free-choice net has for each place
 * either consumers that need nothing else, or consumers that all need the same
 * other places too.
 */
typedef enum PlaceKind
{
	PLACE_STEP,    /* visible transitions lead out of it: outcomes */
	PLACE_PASSED,  /* one silent transition leads out of it */
	PLACE_ENTRIES, /* the source, with silent transitions out of it */
	PLACE_WAIT,    /* something waits here for something else */
	PLACE_SINK
} PlaceKind;

/* A place or a transition. */
typedef struct Node
{
	int element;
	bool is_place;
	bool silent;
	int rank; /* when it was reached from the source, breadth first; 0: never */
	int stamp;
	int marking;
	int group; /* the arc of the flow, when dkis wrote it; -1 */
	int n_in;
	int n_out;
	PlaceKind kind;
	int step;
	int slot;
	size_t step_label; /* of a transition "7 [Sesuai]": how many bytes are the step */
	char *name;        /* tidy */
} Node;

typedef struct Edge
{
	int element;
	int source;
	int target;
	int weight;
	const char *positions; /* among the targets, where weight > 1 */
} Edge;

typedef struct Importer
{
	ImportFlow flow;
	const XmlDocument *document;
	XmlIds ids;
	ARRAY_OF(Node) nodes;
	ARRAY_OF(Edge) edges;
	Edges ins; /* edges by target */
	Edges outs;
	int net;
	int source;
	bool ours; /* dkis wrote it: places that nothing leads to stay */
} Importer;

#define NODE(importer, i) (&(importer)->nodes.data[i])
#define EDGE(importer, i) (&(importer)->edges.data[i])

static Node *
input(const Importer *importer, const Node *node, int i)
{
	int edge = importer->ins.start[node - importer->nodes.data] + i;

	return NODE(importer, EDGE(importer, importer->ins.item[edge])->source);
}

static const Edge *
out_edge(const Importer *importer, const Node *node, int i)
{
	int edge = importer->outs.start[node - importer->nodes.data] + i;

	return EDGE(importer, importer->outs.item[edge]);
}

static Node *
output(const Importer *importer, const Node *node, int i)
{
	return NODE(importer, out_edge(importer, node, i)->target);
}

/* ---- reading ---------------------------------------------------------------- */

/* <name><text>…</text></name>, and so for every label of PNML; "": none. */
static const char *
label_of(const XmlDocument *document, int element, const char *kind)
{
	int label = xml_child(document, element, kind);
	int text = label < 0 ? -1 : xml_child(document, label, "text");

	if (label >= 0 && text < 0)
		text = xml_child(document, label, "value"); /* before the standard */
	return text < 0 ? "" : xml_text(document, text);
}

/* A whole number in a label; nothing there: otherwise; -1: something else. */
static int
number_of_label(const XmlDocument *document, int element, const char *kind, int otherwise)
{
	const char *text = label_of(document, element, kind);
	char *end;
	long number;

	while (dkis_is_space(*text))
		text++;
	if (*text == '\0')
		return otherwise;
	number = strtol(text, &end, 10);
	while (dkis_is_space(*end))
		end++;
	return *end || number < 0 || number > 1000 ? -1 : (int) number;
}

static void
read_tools(Importer *importer, int element, Node *node)
{
	const XmlDocument *document = importer->document;

	for (int i = element + 1; i < document->elements[element].end; i = document->elements[i].end)
	{
		const char *tool = xml_attribute(document, i, "tool");
		const char *activity = xml_attribute(document, i, "activity");
		const char *arc = xml_attribute(document, i, "arc");

		if (!xml_is(document, i, "toolspecific"))
			continue;
		node->silent |= activity && strcmp(activity, "$invisible$") == 0;
		if (!tool || strcmp(tool, "dkis") != 0)
			continue;
		importer->ours = true;
		if (arc && strspn(arc, "0123456789") == strlen(arc) && strlen(arc) < 8)
			node->group = atoi(arc);
	}
}

static char *
tidied(char *text)
{
	size_t length = strlen(text);

	if (length > 0) /* what is empty is shared */
		text[dkis_tidy(text, length, text, length)] = '\0';
	return text;
}

static bool
add_net_node(Importer *importer, int element, bool is_place)
{
	const char *id = xml_attribute(importer->document, element, "id");
	Node node = {.element = element,
				 .is_place = is_place,
				 .group = -1,
				 .slot = -1,
				 .step = -1,
				 .marking = number_of_label(importer->document, element, "initialMarking", 0),
				 .name = tidied((char *) label_of(importer->document, element, "name"))};

	if (!id || !*id || !xml_ids_add(&importer->ids, id, importer->nodes.n))
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, element,
							 "Setiap unsur memerlukan id sendiri; simpan ulang dari alat aslinya.",
							 "id tidak ada atau dipakai dua kali");
	if (!is_place)
		read_tools(importer, element, &node);
	*array_add(&importer->nodes) = node;
	return true;
}

/* ours: <toolspecific tool="dkis" positions="1 3"/> within the arc */
static const char *
positions_of(const XmlDocument *document, int element)
{
	int tool = xml_child(document, element, "toolspecific");
	const char *positions = tool < 0 ? NULL : xml_attribute(document, tool, "positions");

	return positions ? positions : "";
}

static bool
refuse_arc_kind(Importer *importer, int element)
{
	return import_refuse_construct(&importer->flow, element,
								   "Pakai panah biasa saja: tempat ke transisi atau sebaliknya.",
								   "panah khusus (inhibitor, reset, dan sejenisnya) tidak dapat "
								   "dinyatakan");
}

static bool
check_arc_kind(Importer *importer, int element)
{
	int kind = xml_child(importer->document, element, "type");
	const char *value;

	if (kind < 0)
		kind = xml_child(importer->document, element, "arctype");
	if (kind < 0)
		return true;
	value = xml_attribute(importer->document, kind, "value");
	if (!value)
		value = xml_child(importer->document, kind, "text") >= 0
					? xml_text(importer->document, xml_child(importer->document, kind, "text"))
					: xml_text(importer->document, kind);
	return strcmp(value, "normal") == 0 || *value == '\0' || refuse_arc_kind(importer, element);
}

static bool
check_arc(Importer *importer, const Edge *edge)
{
	const Node *source = NODE(importer, edge->source);

	if (source->is_place == NODE(importer, edge->target)->is_place)
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, edge->element,
							 "Panah menghubungkan tempat dengan transisi, tidak dua yang sejenis.",
							 "panah di antara dua %s", source->is_place ? "tempat" : "transisi");
	if (edge->weight < 1 || (source->is_place && edge->weight != 1))
		return import_refuse_construct(&importer->flow, edge->element,
									   "Pakai panah berbobot 1, atau gambar langkah yang terpisah.",
									   "bobot panah yang bukan 1 tidak dapat dinyatakan");
	return true;
}

static bool
add_net_arc(Importer *importer, int element)
{
	Edge edge = {.element = element,
				 .weight = number_of_label(importer->document, element, "inscription", 1),
				 .positions = positions_of(importer->document, element)};

	edge.source = import_end_of(&importer->flow, &importer->ids, element, "source", "jaring");
	if (edge.source < 0)
		return false;
	edge.target = import_end_of(&importer->flow, &importer->ids, element, "target", "jaring");
	if (edge.target < 0 || !check_arc(importer, &edge) || !check_arc_kind(importer, element))
		return false;
	NODE(importer, edge.source)->n_out++;
	NODE(importer, edge.target)->n_in++;
	*array_add(&importer->edges) = edge;
	return true;
}

/* Whether nodes or arcs lie in an element that is no page: they would be passed over. */
static bool
hides_nodes(const XmlDocument *document, int element)
{
	if (xml_is(document, element, "toolspecific"))
		return false;
	for (int i = element + 1; i < document->elements[element].end; i++)
		if (xml_attribute(document, i, "id") &&
			(xml_is(document, i, "place") || xml_is(document, i, "transition") ||
			 xml_is(document, i, "arc")))
			return true;
	return false;
}

/* Nodes or, once all of these are known, arcs; pages are looked into. */
static bool
read_page(Importer *importer, int page, bool arcs)
{
	const XmlDocument *document = importer->document;

	for (int i = page + 1; i < document->elements[page].end; i = document->elements[i].end)
	{
		bool good = true;

		if (xml_is(document, i, "page"))
			good = read_page(importer, i, arcs);
		else if (xml_is(document, i, "referencePlace") ||
				 xml_is(document, i, "referenceTransition"))
			good = import_refuse_construct(
				&importer->flow, i, "Gabungkan halaman-halaman menjadi satu di alat aslinya.",
				"rujukan antarhalaman tidak dapat dinyatakan");
		else if (arcs && xml_is(document, i, "arc"))
			good = add_net_arc(importer, i);
		else if (!arcs && (xml_is(document, i, "place") || xml_is(document, i, "transition")))
			good = add_net_node(importer, i, xml_is(document, i, "place"));
		else if (!arcs && !xml_is(document, i, "arc") && hides_nodes(document, i))
			good = import_refuse_construct(
				&importer->flow, i, "Simpan isinya langsung dalam jaring atau halamannya.",
				"tempat dan transisi di dalam unsur ini tidak dapat dinyatakan");
		if (!good)
			return false;
	}
	return true;
}

/* ---- a workflow net, free-choice ------------------------------------------------- */

#define NOT_A_WORKFLOW "jaring ini bukan workflow net: "

static bool
refuse_net(Importer *importer, int node, const char *hint, const char *why)
{
	return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER,
						 node < 0 ? importer->net : NODE(importer, node)->element, hint, "%s%s",
						 NOT_A_WORKFLOW, why);
}

#define HINT_SOURCE "Beri jaring tepat satu tempat awal dengan satu token, tanpa panah masuk."
#define HINT_SINK "Beri jaring tepat satu tempat akhir tanpa panah keluar."
#define HINT_CONNECT "Sambungkan, atau hapus dari jaring."

/* The source: the marked place, or the one that nothing leads to. */
static bool
find_source(Importer *importer)
{
	bool marked = false;

	importer->source = -1;
	for (int i = 0; i < importer->nodes.n; i++)
	{
		const Node *node = NODE(importer, i);

		if (!node->is_place || node->marking == 0)
			continue;
		if (marked || node->marking != 1)
			return refuse_net(importer, i, HINT_SOURCE, "token awal lebih dari satu");
		marked = true;
		importer->source = i;
	}
	for (int i = 0; i < importer->nodes.n && !marked; i++)
		if (NODE(importer, i)->is_place && NODE(importer, i)->n_in == 0)
		{
			if (importer->source >= 0)
				return refuse_net(importer, i, HINT_SOURCE, "tempat awal lebih dari satu");
			importer->source = i;
		}
	if (importer->source < 0)
		return refuse_net(importer, -1, HINT_SOURCE, "tidak ada tempat awal");
	return NODE(importer, importer->source)->n_in == 0 ||
		   refuse_net(importer, importer->source, HINT_SOURCE,
					  "ada panah yang masuk ke tempat awal");
}

static bool
check_net_ends(Importer *importer)
{
	int sink = -1;

	for (int i = 0; i < importer->nodes.n; i++)
	{
		const Node *node = NODE(importer, i);

		if (!node->is_place && (node->n_in == 0 || node->n_out == 0))
			return refuse_net(importer, i, HINT_CONNECT,
							  node->n_in == 0 ? "transisi tanpa tempat sebelumnya"
											  : "transisi tanpa tempat sesudahnya");
		if (!node->is_place || node->n_out > 0)
			continue;
		if (sink >= 0)
			return refuse_net(importer, i, HINT_SINK, "tempat akhir lebih dari satu");
		sink = i;
	}
	return sink >= 0 || refuse_net(importer, -1, HINT_SINK, "tidak ada tempat akhir");
}

/* What dkis writes may have dead steps, which soundness() tells. */
static bool
check_net_reached(Importer *importer)
{
	int *queue = dkis_alloc(((size_t) importer->nodes.n + 1) * sizeof(int));
	int n = 0;
	int lost = -1;

	queue[n++] = importer->source;
	NODE(importer, importer->source)->rank = n;
	for (int i = 0; i < n; i++)
		for (int k = 0; k < NODE(importer, queue[i])->n_out; k++)
		{
			int target = out_edge(importer, NODE(importer, queue[i]), k)->target;

			if (NODE(importer, target)->rank > 0)
				continue;
			queue[n++] = target;
			NODE(importer, target)->rank = n;
		}
	dkis_free(queue);
	for (int i = importer->nodes.n - 1; i >= 0; i--)
		if (NODE(importer, i)->rank == 0)
			lost = i;
	return lost < 0 || importer->ours ||
		   refuse_net(importer, lost, HINT_CONNECT, "bagian ini tidak tercapai dari tempat awal");
}

/* Whether the transition needs exactly the places stamped with *stamp, which moves on. */
static bool
needs_stamped(Importer *importer, const Node *transition, int *stamp)
{
	bool same = true;

	for (int i = 0; i < transition->n_in && same; i++)
	{
		same = input(importer, transition, i)->stamp == *stamp;
		input(importer, transition, i)->stamp++;
	}
	++*stamp;
	for (int i = 0; i < transition->n_in && same; i++)
		same = input(importer, transition, i)->stamp == *stamp;
	return same;
}

static bool
check_free_choice(Importer *importer, const Node *place, int *stamp)
{
	const Node *first = output(importer, place, 0);

	++*stamp;
	for (int i = 0; i < first->n_in; i++)
		input(importer, first, i)->stamp = *stamp;
	for (int i = 0; i < place->n_out; i++)
	{
		const Node *other = output(importer, place, i);

		dkis_check_interrupts();
		if (other->n_in != first->n_in || !needs_stamped(importer, other, stamp))
			return import_refuse_construct(
				&importer->flow, place->element,
				"Ubah jaring agar transisi yang berbagi satu tempat berbagi semua tempat masuknya "
				"(free-choice), tanpa panah ganda.",
				"pilihan di tempat ini bergantung pada tempat lain");
	}
	++*stamp;
	return true;
}

static int
count_silent(const Importer *importer, const Node *place)
{
	int n = 0;

	for (int i = 0; i < place->n_out; i++)
		n += output(importer, place, i)->silent;
	return n;
}

static bool
refuse_silent_choice(Importer *importer, const Node *place)
{
	return import_refuse_construct(
		&importer->flow, place->element,
		"Beri transisi-transisi itu nama hasil dan jadikan terlihat, misalnya \"7 [Sesuai]\".",
		"pilihan lewat transisi tak terlihat: hasilnya tidak bernama");
}

static bool
classify(Importer *importer, Node *place, int *stamp)
{
	int silent;

	if (place->n_out == 0)
	{
		place->kind = PLACE_SINK;
		return true;
	}
	if (!check_free_choice(importer, place, stamp))
		return false;
	silent = count_silent(importer, place);
	if (output(importer, place, 0)->n_in > 1)
		place->kind = PLACE_WAIT;
	else if (silent == 0)
		place->kind = PLACE_STEP;
	else if (silent == place->n_out && place == NODE(importer, importer->source))
		place->kind = PLACE_ENTRIES;
	else if (silent == 1 && place->n_out == 1)
		place->kind = PLACE_PASSED;
	else
		return refuse_silent_choice(importer, place);
	if (place->kind == PLACE_WAIT && silent > 0 && place->n_out > 1)
		return refuse_silent_choice(importer, place);
	return true;
}

static bool
classify_places(Importer *importer)
{
	int stamp = 0;

	for (int i = 0; i < importer->nodes.n; i++)
		if (NODE(importer, i)->is_place && !classify(importer, NODE(importer, i), &stamp))
			return false;
	return true;
}

/* ---- steps ----------------------------------------------------------------------------- */

/* How many bytes of "7 [Sesuai]" are the step; 0: it is not written so. */
static size_t
step_in_label(const char *label)
{
	size_t length = strlen(label);
	size_t step = strcspn(label, " [");
	const char *bracket = label + step + strspn(label + step, " ");

	if (*bracket != '[' || label[length - 1] != ']' || import_step_in(label, step) != step)
		return 0;
	return step;
}

/* The step that all these transitions name; 0: they do not agree. */
static size_t
common_step(const Importer *importer, const Node *place)
{
	const char *first = output(importer, place, 0)->name;
	size_t step = step_in_label(first);

	if (step == 0)
		step = strlen(first);
	if (step == 0 || import_step_in(first, step) != step)
		return 0;
	for (int i = 0; i < place->n_out; i++)
	{
		const char *name = output(importer, place, i)->name;

		if (strncmp(name, first, step) != 0 || (name[step] && step_in_label(name) != step))
			return 0;
	}
	return step;
}

/*
 * The step whose ways out are the transitions out of this place: named by them,
 * or by the place.
 */
static bool
name_step(Importer *importer, const Node *place, int *step)
{
	const Node *first = output(importer, place, 0);
	size_t length = common_step(importer, place);

	for (int i = 0; i < place->n_out; i++)
		output(importer, place, i)->step_label = length;
	if (length > 0)
		return import_add_step(&importer->flow, first->element, first->name, length, step);
	if (place->n_out > 1)
		return import_add_named_step(&importer->flow, place->element, place->name, step);
	first = output(importer, place, 0);
	output(importer, place, 0)->step_label = strlen(first->name);
	return import_add_named_step(&importer->flow, first->element, first->name, step);
}

/* A join of all the places before the transition at place's, once. */
static bool
add_place_join(Importer *importer, const Node *place)
{
	ImportFlow *flow = &importer->flow;
	const Node *first = output(importer, place, 0);
	int join = flow->joins.n;

	if (input(importer, first, 0)->slot >= 0)
		return true;
	*array_add(&flow->joins) = (ImportJoin){
		.element = first->element, .first_slot = flow->slots.n, .n_slots = first->n_in};
	for (int i = 0; i < first->n_in; i++)
	{
		input(importer, first, i)->slot = flow->slots.n;
		*array_add(&flow->slots) = (ImportSlot){join, input(importer, first, i)->element, -1, -1};
	}
	return first->silent || name_step(importer, place, &input(importer, first, 0)->step);
}

/* Whether the place itself names the step, for want of transitions that do. */
static bool
is_named_by_place(const Importer *importer, const Node *place)
{
	return place->n_out > 1 && common_step(importer, place) == 0;
}

/* What transitions name comes first: it is the word of the work, a place's may be anything. */
static bool
name_steps(Importer *importer, bool by_places)
{
	for (int i = 0; i < importer->nodes.n; i++)
	{
		Node *node = NODE(importer, i);

		if (!node->is_place || node->n_out == 0 || is_named_by_place(importer, node) != by_places)
			continue;
		if (node->kind == PLACE_STEP && !name_step(importer, node, &node->step))
			return false;
		if (node->kind == PLACE_WAIT && !add_place_join(importer, node))
			return false;
	}
	return true;
}

/* ---- ways --------------------------------------------------------------------------------- */

#define MAX_NESTED 200

static bool add_outputs(Importer *importer, const Node *transition, int depth);

static bool
add_place(Importer *importer, const Node *place, const Edge *edge, int depth)
{
	ImportFlow *flow = &importer->flow;

	if (edge->weight > 1 && place->kind != PLACE_STEP)
		return import_refuse_construct(flow, edge->element,
									   "Pakai panah berbobot 1, atau gambar langkah yang terpisah.",
									   "bobot panah yang bukan 1 tidak dapat dinyatakan");
	switch (place->kind)
	{
		case PLACE_STEP: return import_add_leaf(flow, place->element, LEAF_STEP, place->step);
		case PLACE_SINK: return import_add_leaf(flow, place->element, LEAF_END, 0);
		case PLACE_WAIT: return import_add_leaf(flow, place->element, LEAF_SLOT, place->slot);
		default: break;
	}
	if (depth == MAX_NESTED)
		return import_refuse(flow, DKIS_PROGRAM_LIMIT, place->element,
							 "Sisipkan langkah, atau gabungkan transisi-transisi itu.",
							 "terlalu banyak transisi tak terlihat berturut-turut, atau melingkar");
	return add_outputs(importer, output(importer, place, 0), depth + 1);
}

/*
 * The arcs out of a transition, each as often as it weighs: at the positions that
 * dkis keeps where a step is named several times, the others in between.
 */
static void
put_at_positions(const Edge *edge, const Edge **places, int n)
{
	const char *positions = edge->positions;

	for (int i = 0; i < edge->weight && *positions; i++)
	{
		char *end;
		long position = strtol(positions, &end, 10);

		if (end == positions)
			return;
		if (position >= 1 && position <= n)
			places[position - 1] = edge;
		positions = end;
	}
}

static void
put_in_between(const Edge *edge, const Edge **places, int n, int *next)
{
	int times = edge->weight;

	for (int i = 0; i < n && *edge->positions; i++)
		times -= places[i] == edge;
	for (; times > 0 && *next < n; ++*next)
		if (!places[*next])
		{
			places[*next] = edge;
			times--;
		}
}

static int
count_outputs(const Importer *importer, const Node *transition)
{
	size_t n = 0;

	for (int i = 0; i < transition->n_out; i++)
		n += (size_t) out_edge(importer, transition, i)->weight;
	return n <= MACHINE_MAX_PLACES ? (int) n : -1;
}

static const Edge **
list_outputs(const Importer *importer, const Node *transition, int n)
{
	const Edge **places = dkis_alloc(((size_t) n + 1) * sizeof *places);
	int next = 0;

	for (int i = 0; i < n; i++)
		places[i] = NULL;
	for (int i = 0; i < transition->n_out; i++)
		put_at_positions(out_edge(importer, transition, i), places, n);
	for (int i = 0; i < transition->n_out; i++)
		put_in_between(out_edge(importer, transition, i), places, n, &next);
	return places;
}

static bool
add_outputs(Importer *importer, const Node *transition, int depth)
{
	int n = count_outputs(importer, transition);
	const Edge **places;
	bool good = true;

	dkis_check_interrupts();
	if (n < 0)
		return import_refuse(&importer->flow, DKIS_PROGRAM_LIMIT, transition->element,
							 "Pecah proses menjadi beberapa SOP yang saling membuka.",
							 "terlalu banyak panah keluar dari satu transisi");
	places = list_outputs(importer, transition, n);
	for (int i = 0; i < n && good; i++)
		if (places[i])
			good = add_place(importer, NODE(importer, places[i]->target), places[i], depth);
	dkis_free(places);
	return good;
}

/* Arcs of ours stand in the order of the transitions, those of others in that of the flow. */
static bool
add_transition_way(Importer *importer, const Node *transition, int step, size_t label)
{
	ImportWay way = {.step = step,
					 .label = label,
					 .key = importer->ours ? transition->element : transition->rank,
					 .group = transition->group,
					 .element = transition->element,
					 .first_leaf = importer->flow.leaves.n};

	return add_outputs(importer, transition, 0) && import_add_way(&importer->flow, way);
}

/* "7 [Sesuai]" after its step, or the whole name. */
static bool
read_transition_outcome(Importer *importer, const Node *transition, size_t *label)
{
	const char *name = transition->name + transition->step_label;
	size_t length;
	DkisText inner;
	bool good;

	name += strspn(name, " ");
	length = strlen(name);
	if (transition->step_label == 0 || *name != '[')
		return import_label(&importer->flow, transition->element, name, false, label);
	dkis_text_init(&inner);
	dkis_text_append(&inner, name + 1, length - 2);
	good = import_label(&importer->flow, transition->element, inner.data, false, label);
	dkis_free(inner.data);
	return good;
}

static bool
add_outcomes(Importer *importer, const Node *place, int step)
{
	for (int i = 0; i < place->n_out; i++)
	{
		const Node *transition = output(importer, place, i);
		size_t label;

		if (!read_transition_outcome(importer, transition, &label) ||
			!add_transition_way(importer, transition, step, label))
			return false;
	}
	return true;
}

/* Silent transitions out of the source: one alone has no name but from us. */
static bool
add_entries(Importer *importer, const Node *source)
{
	for (int i = 0; i < source->n_out; i++)
	{
		const Node *transition = output(importer, source, i);
		bool named = source->n_out > 1 || transition->group >= 0;
		size_t label;

		if (!import_label(&importer->flow, transition->element, named ? transition->name : "",
						  false, &label) ||
			!add_transition_way(importer, transition, -1, label))
			return false;
	}
	return true;
}

/* A source that is itself a step, or waited at, or passed: it is entered without a name. */
static bool
add_start(Importer *importer)
{
	const Node *source = NODE(importer, importer->source);
	ImportWay way = {.step = -1,
					 .key = -1,
					 .group = -1,
					 .element = source->element,
					 .first_leaf = importer->flow.leaves.n};
	Edge entering = {.element = source->element, .weight = 1};

	if (source->kind == PLACE_ENTRIES)
		return add_entries(importer, source);
	return add_place(importer, source, &entering, 0) && import_add_way(&importer->flow, way);
}

static bool
add_join_ways(Importer *importer, const Node *place)
{
	ImportJoin *join = &importer->flow.joins.data[importer->flow.slots.data[place->slot].join];
	const Node *first = output(importer, place, 0);
	int leaf = importer->flow.leaves.n;

	if (input(importer, first, 0) != place)
		return true;
	if (first->silent ? !add_outputs(importer, first, 0)
					  : !import_add_leaf(&importer->flow, place->element, LEAF_STEP, place->step))
		return false;
	join->first_leaf = leaf;
	join->n_leaves = importer->flow.leaves.n - leaf;
	return first->silent || add_outcomes(importer, place, place->step);
}

static bool
find_net_ways(Importer *importer)
{
	if (!add_start(importer))
		return false;
	for (int i = 0; i < importer->nodes.n; i++)
	{
		const Node *node = NODE(importer, i);

		if (!node->is_place)
			continue;
		if (node->kind == PLACE_STEP && !add_outcomes(importer, node, node->step))
			return false;
		if (node->kind == PLACE_WAIT && !add_join_ways(importer, node))
			return false;
	}
	return true;
}

/* ---- the document --------------------------------------------------------------------------- */

static bool
check_type(Importer *importer)
{
	static const char *const high_level[] = {"highlevelnet", "symmetricnet", "hlcore",    "hlpng",
											 "pt-hlpng",     "timednet",     "stochastic"};
	const char *type = xml_attribute(importer->document, importer->net, "type");

	for (size_t i = 0; type && i < sizeof high_level / sizeof high_level[0]; i++)
		if (strstr(type, high_level[i]))
			return import_refuse_construct(
				&importer->flow, importer->net,
				"Ekspor sebagai jaring tempat/transisi (P/T net, ptnet).",
				"jenis jaring ini tidak dapat dinyatakan: %.*s", dkis_quotable(type, strlen(type)),
				type);
	return true;
}

static bool
find_net(Importer *importer)
{
	const XmlElement *elements = importer->document->elements;

	importer->net = -1;
	if (!xml_is(importer->document, 0, "pnml"))
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, 0,
							 xml_is(importer->document, 0, "definitions")
								 ? "Ini BPMN: pakai dkis.from_bpmn()."
								 : "Ekspor sebagai PNML (ISO/IEC 15909-2).",
							 "bukan dokumen PNML");
	for (int i = 1; i < elements[0].end; i = elements[i].end)
	{
		if (!xml_is(importer->document, i, "net"))
			continue;
		if (importer->net >= 0)
			return import_refuse_construct(&importer->flow, i,
										   "Simpan setiap jaring sebagai dokumen sendiri.",
										   "lebih dari satu jaring");
		importer->net = i;
	}
	if (importer->net < 0)
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, 0,
							 "Ekspor sebagai PNML (ISO/IEC 15909-2).", "tidak ada jaring (net)");
	return check_type(importer);
}

static bool
read_net(Importer *importer)
{
	if (!find_net(importer) || !read_page(importer, importer->net, false) ||
		!read_page(importer, importer->net, true))
		return false;
	edges_sort(&importer->ins, importer->nodes.n, importer->edges.n, importer->edges.data,
			   sizeof(Edge), offsetof(Edge, target));
	edges_sort(&importer->outs, importer->nodes.n, importer->edges.n, importer->edges.data,
			   sizeof(Edge), offsetof(Edge, source));
	return find_source(importer) && check_net_ends(importer) && check_net_reached(importer) &&
		   classify_places(importer) && name_steps(importer, false) && name_steps(importer, true) &&
		   find_net_ways(importer);
}

bool
import_pnml(const char *xml, size_t length, DkisText *arcs, DkisError *error)
{
	XmlDocument document;
	Importer importer = {.document = &document};
	bool good = xml_read(&document, xml, length, error);

	if (good)
	{
		import_flow_init(&importer.flow, &document, "PNML", error);
		xml_ids_init(&importer.ids, document.n_elements);
		good = read_net(&importer) && import_compose(&importer.flow, arcs);
		xml_ids_free(&importer.ids);
		import_flow_free(&importer.flow);
	}
	dkis_free(importer.nodes.data);
	dkis_free(importer.edges.data);
	edges_free(&importer.ins);
	edges_free(&importer.outs);
	xml_free(&document);
	return good;
}
