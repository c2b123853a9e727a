#include "core/base/edges.h"
#include "core/base/words.h"
#include "core/exchange/import.h"
#include "core/exchange/import_flow.h"
#include "core/exchange/xml_read.h"
#include "core/flow/flowtext.h"

#include <string.h>

typedef enum NodeKind
{
	NODE_START,
	NODE_END,
	NODE_STEP,
	NODE_CHOICE,   /* exclusive gateway */
	NODE_PARALLEL, /* parallel gateway */
	NODE_REFUSED
} NodeKind;

typedef struct Node
{
	NodeKind kind;
	int element; /* -1: it is not drawn */
	int step;
	int n_out;
	int n_in;
	int join; /* of a parallel gateway where ways join */
	int rank; /* when it was reached from a start, breadth first; 0: never */
	bool on_path;
} Node;

typedef struct Edge
{
	int element; /* -1: it is not drawn */
	int source;
	int target;
	int final; /* the last edge through gateways that decide nothing; -1: not known, -2: being
				  sought */
	int slot;  /* of the join it leads into */
} Edge;

typedef struct Importer
{
	ImportFlow flow;
	const XmlDocument *document;
	XmlIds ids; /* of nodes */
	ARRAY_OF(Node) nodes;
	ARRAY_OF(Edge) edges;
	Edges outs; /* edges by source, in the order of the document */
	const BpmnWishes *wishes;
	int process; /* the element; -1: not found */
	bool ours;   /* dkis wrote it: what has no way into it stays as it is */
} Importer;

#define NODE(importer, i) (&(importer)->nodes.data[i])
#define EDGE(importer, i) (&(importer)->edges.data[i])

/* ---- which elements are what ------------------------------------------------ */

static const struct
{
	const char *name;
	NodeKind kind;
	const char *hint; /* of what is refused */
} node_names[] = {
	{"task", NODE_STEP, NULL},
	{"userTask", NODE_STEP, NULL},
	{"manualTask", NODE_STEP, NULL},
	{"serviceTask", NODE_STEP, NULL},
	{"scriptTask", NODE_STEP, NULL},
	{"sendTask", NODE_STEP, NULL},
	{"receiveTask", NODE_STEP, NULL},
	{"businessRuleTask", NODE_STEP, NULL},
	{"callActivity", NODE_STEP, NULL},
	{"subProcess", NODE_STEP, NULL},
	{"transaction", NODE_STEP, NULL},
	{"adHocSubProcess", NODE_STEP, NULL},
	{"startEvent", NODE_START, NULL},
	{"endEvent", NODE_END, NULL},
	{"exclusiveGateway", NODE_CHOICE, NULL},
	{"parallelGateway", NODE_PARALLEL, NULL},
	{"inclusiveGateway", NODE_REFUSED,
	 "Pakai gerbang paralel (semua jalan) atau eksklusif (satu jalan), sesuai maksudnya."},
	{"complexGateway", NODE_REFUSED,
	 "Pakai gerbang paralel (semua jalan) atau eksklusif (satu jalan), sesuai maksudnya."},
	{"eventBasedGateway", NODE_REFUSED,
	 "Jadikan penantian itu satu langkah (tugas) dengan hasil bernama lewat gerbang eksklusif."},
	{"boundaryEvent", NODE_REFUSED,
	 "Jadikan kejadian itu salah satu hasil langkahnya: gerbang eksklusif sesudah tugas."},
	{"intermediateCatchEvent", NODE_REFUSED,
	 "Jadikan penantian itu satu langkah (tugas); lamanya menjadi standar waktu langkah itu."},
	{"intermediateThrowEvent", NODE_REFUSED,
	 "Jadikan pengiriman itu satu langkah (tugas), atau hapus."},
	{"event", NODE_REFUSED, "Jadikan kejadian itu satu langkah (tugas), atau hapus."},
	{"choreographyTask", NODE_REFUSED, "Gambar sebagai proses (process), bukan koreografi."},
	{"subChoreography", NODE_REFUSED, "Gambar sebagai proses (process), bukan koreografi."},
	{"callChoreography", NODE_REFUSED, "Gambar sebagai proses (process), bukan koreografi."}};

/* Its place in node_names; -1: it is no node. */
static int
node_name(const Importer *importer, int element)
{
	if (importer->document->elements[element].space != XML_SPACE_BPMN)
		return -1;
	for (size_t i = 0; i < sizeof node_names / sizeof node_names[0]; i++)
		if (xml_is(importer->document, element, node_names[i].name))
			return (int) i;
	return -1;
}

static bool
is_bpmn(const Importer *importer, int element, const char *name)
{
	return importer->document->elements[element].space == XML_SPACE_BPMN &&
		   xml_is(importer->document, element, name);
}

static int
bpmn_child(const Importer *importer, int element, const char *name)
{
	const XmlElement *elements = importer->document->elements;

	if (element < 0)
		return -1;
	for (int i = element + 1; i < elements[element].end; i = elements[i].end)
		if (is_bpmn(importer, i, name))
			return i;
	return -1;
}

/* NULL: not said, also by what is not drawn. */
static const char *
said_of(const Importer *importer, int element, const char *attribute)
{
	return element < 0 ? NULL : xml_attribute(importer->document, element, attribute);
}

/* ---- steps ------------------------------------------------------------------- */

/* Done several times at once: a step of each organisation, where that is wished for. */
static bool
is_of_each(const Importer *importer, int element)
{
	int several = bpmn_child(importer, element, "multiInstanceLoopCharacteristics");
	const char *in_turn = said_of(importer, several, "isSequential");

	return several >= 0 && !(in_turn && strcmp(in_turn, "true") == 0);
}

static bool
check_repetition(Importer *importer, int element)
{
	if (is_of_each(importer, element))
		return importer->wishes->each_organisation ||
			   import_refuse_construct(
				   &importer->flow, element,
				   "Bila tiap organisasi mengerjakannya: each_organisation => true, lalu "
				   "sop_steps.each_organisation; bila tidak, gambar ulangannya.",
				   "tugas yang dikerjakan beberapa kali sekaligus tidak dapat dinyatakan");
	return (bpmn_child(importer, element, "multiInstanceLoopCharacteristics") < 0 &&
			bpmn_child(importer, element, "standardLoopCharacteristics") < 0) ||
		   import_refuse_construct(
			   &importer->flow, element,
			   "Gambar ulangannya: gerbang eksklusif sesudah tugas, dengan jalan kembali.",
			   "tugas berulang tidak dapat dinyatakan");
}

static bool
check_activity(Importer *importer, int element)
{
	const XmlElement *elements = importer->document->elements;
	const char *compensates = xml_attribute(importer->document, element, "isForCompensation");

	if (compensates && strcmp(compensates, "true") == 0)
		return import_refuse_construct(
			&importer->flow, element,
			"Jadikan pembatalan itu langkah biasa dengan jalannya sendiri.",
			"kompensasi tidak dapat dinyatakan");
	if (!check_repetition(importer, element))
		return false;
	for (int i = element + 1; i < elements[element].end; i = elements[i].end)
		if (node_name(importer, i) >= 0)
			return import_refuse_construct(
				&importer->flow, element,
				"Jadikan isinya SOP sendiri (dkis.sop_links membukanya), atau gambar langkahnya di "
				"proses ini.",
				"subproses berisi tidak dapat dinyatakan");
	return true;
}

static bool
add_task(Importer *importer, int element, int *step)
{
	const char *said = xml_attribute_in(importer->document, element, XML_SPACE_DKIS, "step");
	const char *name = xml_attribute(importer->document, element, "name");

	if (!check_activity(importer, element))
		return false;
	if (said)
		return import_add_step(&importer->flow, element, said, strlen(said), step);
	return import_add_named_step(&importer->flow, element, name ? name : "", step);
}

/* ---- nodes and edges ----------------------------------------------------------- */

static bool
refuse_id(Importer *importer, int element)
{
	return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, element,
						 "Setiap unsur memerlukan id sendiri; simpan ulang dari alat aslinya.",
						 "id tidak ada atau dipakai dua kali");
}

static bool
add_bpmn_node(Importer *importer, int element, int name)
{
	const char *id = xml_attribute(importer->document, element, "id");
	Node node = {.kind = node_names[name].kind, .element = element, .join = -1};

	if (node.kind == NODE_REFUSED)
		return import_refuse_construct(&importer->flow, element,
									   bpmn_child(importer, element, "linkEventDefinition") >= 0
										   ? "Ganti pasangan tautan itu dengan satu panah langsung."
										   : node_names[name].hint,
									   "%s tidak dapat dinyatakan", node_names[name].name);
	if (!id || !*id || !xml_ids_add(&importer->ids, id, importer->nodes.n))
		return refuse_id(importer, element);
	if (node.kind == NODE_STEP && !add_task(importer, element, &node.step))
		return false;
	*array_add(&importer->nodes) = node;
	return true;
}

static bool
find_nodes(Importer *importer)
{
	const XmlElement *elements = importer->document->elements;

	for (int i = importer->process + 1; i < elements[importer->process].end; i = elements[i].end)
	{
		int name = node_name(importer, i);

		if (name >= 0 && !add_bpmn_node(importer, i, name))
			return false;
	}
	return true;
}

static bool
add_bpmn_flow(Importer *importer, int element)
{
	Edge edge = {.element = element, .final = -1, .slot = -1};

	edge.source = import_end_of(&importer->flow, &importer->ids, element, "sourceRef", "proses");
	if (edge.source < 0)
		return false;
	edge.target = import_end_of(&importer->flow, &importer->ids, element, "targetRef", "proses");
	if (edge.target < 0)
		return false;
	NODE(importer, edge.source)->n_out++;
	NODE(importer, edge.target)->n_in++;
	*array_add(&importer->edges) = edge;
	return true;
}

static bool
find_edges(Importer *importer)
{
	const XmlElement *elements = importer->document->elements;

	for (int i = importer->process + 1; i < elements[importer->process].end; i = elements[i].end)
		if (is_bpmn(importer, i, "sequenceFlow") && !add_bpmn_flow(importer, i))
			return false;
	return true;
}

static int
out_of(const Importer *importer, const Node *node, int i)
{
	return importer->outs.item[importer->outs.start[node - importer->nodes.data] + i];
}

/* ---- what a drawing may leave out ---------------------------------------------------- */

static bool
has_kind(const Importer *importer, NodeKind kind)
{
	for (int i = 0; i < importer->nodes.n; i++)
		if (NODE(importer, i)->kind == kind)
			return true;
	return false;
}

/* Between a node that is drawn and one that is not, which comes to be with its first arrow. */
static void
join_undrawn(Importer *importer, NodeKind kind, int *undrawn, int node)
{
	int here;

	if (*undrawn < 0)
	{
		*undrawn = importer->nodes.n;
		*array_add(&importer->nodes) = (Node){.kind = kind, .element = -1, .join = -1};
	}
	here = *undrawn;
	*array_add(&importer->edges) = (Edge){.element = -1,
										  .source = kind == NODE_START ? here : node,
										  .target = kind == NODE_START ? node : here,
										  .final = -1,
										  .slot = -1};
	NODE(importer, kind == NODE_START ? here : node)->n_out++;
	NODE(importer, kind == NODE_START ? node : here)->n_in++;
}

/*
 * So BPMN has it: where no start event is drawn all begins that nothing leads to, where no
 * end event is drawn a way ends with what leads nowhere.
 */
static void
add_undrawn(Importer *importer)
{
	int n = importer->nodes.n;
	int start = -1;
	int end = -1;
	bool starts = !has_kind(importer, NODE_START);
	bool ends = !has_kind(importer, NODE_END);

	for (int i = 0; i < n && !importer->ours; i++)
	{
		if (starts && NODE(importer, i)->n_in == 0 && NODE(importer, i)->kind != NODE_END)
			join_undrawn(importer, NODE_START, &start, i);
		if (ends && NODE(importer, i)->n_out == 0 && NODE(importer, i)->kind != NODE_START)
			join_undrawn(importer, NODE_END, &end, i);
	}
}

/* ---- what every process must keep to --------------------------------------------- */

static bool
check_start(Importer *importer, const Node *node)
{
	if (node->n_in > 0)
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, node->element,
							 "Arahkan panah itu ke langkah sesudah awal.",
							 "ada panah yang masuk ke awal");
	if (node->n_out == 0)
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, node->element,
							 "Sambungkan awal itu ke langkah pertamanya, atau hapus.",
							 "awal tanpa panah keluar");
	return true;
}

static bool
check_between(Importer *importer, const Node *node)
{
	if (node->n_out == 0)
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, node->element,
							 "Sambungkan ke langkah berikutnya atau ke akhir (endEvent).",
							 "tidak ada panah yang keluar");
	if (node->n_in == 0 && !(importer->ours && node->kind == NODE_STEP))
		return import_refuse(
			&importer->flow, DKIS_INVALID_PARAMETER, node->element,
			"Sambungkan dari langkah sebelumnya atau dari awal (startEvent), atau hapus.",
			"tidak ada panah yang masuk");
	return true;
}

static const char *const abnormal_ends[] = {"errorEventDefinition", "escalationEventDefinition",
											"cancelEventDefinition", "compensateEventDefinition"};

/*
 * A terminate event is an end like others: a flow in which it would stop anything is unsound,
 * and soundness() tells which step was still active.
 */
static bool
check_end_event(Importer *importer, const Node *node)
{
	if (node->n_out > 0)
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, node->element,
							 "Hapus panah itu, atau jadikan akhir itu sebuah tugas.",
							 "ada panah yang keluar dari akhir");
	if (node->n_in == 0 && !importer->ours)
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, node->element,
							 "Sambungkan dari langkah terakhir, atau hapus.",
							 "tidak ada panah yang masuk");
	for (size_t i = 0; i < sizeof abnormal_ends / sizeof abnormal_ends[0]; i++)
		if (bpmn_child(importer, node->element, abnormal_ends[i]) >= 0)
			return import_refuse_construct(&importer->flow, node->element,
										   "Jadikan akhir biasa; alasannya menjadi hasil langkah "
										   "sebelumnya.",
										   "akhir dengan %s tidak dapat dinyatakan",
										   abnormal_ends[i]);
	return true;
}

/* Several ways out of a task are parallel ones, so they have neither names nor conditions. */
static bool
check_implicit_split(Importer *importer, const Node *node)
{
	for (int i = 0; i < node->n_out; i++)
	{
		int element = EDGE(importer, out_of(importer, node, i))->element;
		const char *name = said_of(importer, element, "name");

		if ((name && *name && node->n_out > 1) ||
			bpmn_child(importer, element, "conditionExpression") >= 0 ||
			said_of(importer, node->element, "default"))
			return import_refuse_construct(
				&importer->flow, element,
				"Sisipkan gerbang eksklusif sesudah tugas bila hanya satu jalan ditempuh, atau "
				"gerbang "
				"paralel tanpa nama jalan bila semuanya.",
				"panah bersyarat langsung dari tugas tidak dapat dinyatakan");
	}
	return true;
}

static bool
is_gateway(const Node *node)
{
	return node->kind == NODE_CHOICE || node->kind == NODE_PARALLEL;
}

static bool
check_nodes(Importer *importer)
{
	for (int i = 0; i < importer->nodes.n; i++)
	{
		const Node *node = NODE(importer, i);
		bool good;

		if (node->kind == NODE_START)
			good = check_start(importer, node);
		else if (node->kind == NODE_END)
			good = check_end_event(importer, node);
		else
			good = check_between(importer, node);
		if (!good || (!is_gateway(node) && !check_implicit_split(importer, node)))
			return false;
	}
	return true;
}

/* Whatever no start leads to. What dkis writes may have dead steps, which soundness() tells. */
static bool
check_bpmn_reached(Importer *importer)
{
	int *queue = dkis_alloc(((size_t) importer->nodes.n + 1) * sizeof(int));
	int n = 0;
	int lost = -1;

	for (int i = 0; i < importer->nodes.n; i++)
		if (NODE(importer, i)->kind == NODE_START)
		{
			queue[n++] = i;
			NODE(importer, i)->rank = n;
		}
	for (int i = 0; i < n; i++)
		for (int k = 0; k < NODE(importer, queue[i])->n_out; k++)
		{
			int target = EDGE(importer, out_of(importer, NODE(importer, queue[i]), k))->target;

			if (NODE(importer, target)->rank > 0)
				continue;
			queue[n++] = target;
			NODE(importer, target)->rank = n;
		}
	dkis_free(queue);
	for (int i = importer->nodes.n - 1; i >= 0 && !importer->ours; i--)
		if (NODE(importer, i)->rank == 0)
			lost = NODE(importer, i)->element;
	return lost < 0 || import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, lost,
									 "Sambungkan bagian itu dengan awal (startEvent), atau hapus.",
									 "bagian ini tidak tercapai dari awal");
}

/* ---- following edges ---------------------------------------------------------------- */

/* A gateway with one way out decides nothing, unless it waits for several. */
static bool
is_passed_through(const Node *node)
{
	return node->n_out == 1 &&
		   (node->kind == NODE_CHOICE || (node->kind == NODE_PARALLEL && node->n_in == 1));
}

/* The last edge of those that only pass through, from this one on; -1 and refused: a ring. */
static int
final_edge(Importer *importer, int edge)
{
	int last = edge;
	int final;

	while (EDGE(importer, last)->final == -1 &&
		   is_passed_through(NODE(importer, EDGE(importer, last)->target)))
	{
		EDGE(importer, last)->final = -2;
		last = out_of(importer, NODE(importer, EDGE(importer, last)->target), 0);
	}
	final = EDGE(importer, last)->final;
	if (final == -2)
	{
		import_refuse_construct(&importer->flow, EDGE(importer, edge)->element,
								"Sisipkan langkah di dalam lingkaran itu, atau putuskan.",
								"gerbang-gerbang melingkar tanpa langkah di antaranya");
		return -1;
	}
	if (final == -1)
		final = last;
	for (int i = edge; EDGE(importer, i)->final == -2;
		 i = out_of(importer, NODE(importer, EDGE(importer, i)->target), 0))
		EDGE(importer, i)->final = final;
	return final;
}

#define MAX_NESTED 200

/* Adds what the edge leads into: a step, the end, a join, or all of a split. */
static bool
add_leaves(Importer *importer, int edge, int depth)
{
	int final = final_edge(importer, edge);
	const Node *node;

	if (final < 0)
		return false;
	node = NODE(importer, EDGE(importer, final)->target);
	if (node->kind == NODE_STEP)
		return import_add_leaf(&importer->flow, node->element, LEAF_STEP, node->step);
	if (node->kind == NODE_END)
		return import_add_leaf(&importer->flow, node->element, LEAF_END, 0);
	if (node->kind == NODE_CHOICE)
		return import_refuse_construct(&importer->flow, node->element,
									   "Sisipkan satu langkah (tugas) sebelum gerbang eksklusif "
									   "itu: keputusan adalah hasil sebuah "
									   "langkah.",
									   "gerbang eksklusif langsung sesudah gerbang paralel");
	if (node->n_in > 1)
		return import_add_leaf(&importer->flow, node->element, LEAF_SLOT,
							   EDGE(importer, final)->slot);
	if (depth == MAX_NESTED)
		return import_refuse(&importer->flow, DKIS_PROGRAM_LIMIT, node->element,
							 "Gabungkan gerbang-gerbang itu menjadi satu.",
							 "terlalu banyak gerbang paralel berturut-turut");
	for (int i = 0; i < node->n_out; i++)
		if (!add_leaves(importer, out_of(importer, node, i), depth + 1))
			return false;
	return true;
}

static bool
add_all_leaves(Importer *importer, const Node *node)
{
	for (int i = 0; i < node->n_out; i++)
		if (!add_leaves(importer, out_of(importer, node, i), 0))
			return false;
	return true;
}

/* ---- ways ------------------------------------------------------------------------------ */

static int
step_of_node(const Node *node)
{
	return node->kind == NODE_STEP ? node->step : -1;
}

/* Arcs of ours stand in the order of the edges, those of others in that of the flow. */
static int64_t
key_of_edge(const Importer *importer, const Node *from, int edge)
{
	return importer->ours ? edge : ((int64_t) from->rank << 32) + edge;
}

static bool
is_default_flow(const Importer *importer, const Node *gateway, int edge)
{
	const char *by_default = said_of(importer, gateway->element, "default");
	const char *id = said_of(importer, EDGE(importer, edge)->element, "id");

	return by_default && id && strcmp(by_default, id) == 0;
}

/* What a way leads to, in its own words; of the end its name, else that it is one. */
static const char *
words_ahead(Importer *importer, int edge)
{
	int final = final_edge(importer, edge);
	const Node *node = final < 0 ? NULL : NODE(importer, EDGE(importer, final)->target);
	const char *name = node ? said_of(importer, node->element, "name") : NULL;

	if (name && name[strspn(name, " \t\r\n")])
		return name;
	if (node && node->kind == NODE_END)
		return MACHINE_DEFAULT_OUTCOME;
	return node ? said_of(importer, node->element, "id") : NULL;
}

/* Whether another way out of the gateway has these words, as its name or ahead of it. */
static bool
are_anothers(Importer *importer, const Node *gateway, int edge, const char *words)
{
	for (int i = 0; i < gateway->n_out; i++)
	{
		int other = out_of(importer, gateway, i);
		const char *name = said_of(importer, EDGE(importer, other)->element, "name");

		if (other == edge)
			continue;
		if (!name || !*name)
			name = words_ahead(importer, other);
		if (name && dkis_same_word(name, strlen(name), words, strlen(words)))
			return true;
	}
	return false;
}

/* An unnamed way is called after what follows, and its id where several would be. */
static bool
name_choice(Importer *importer, const Node *gateway, int edge, size_t *label)
{
	static const char forbidden[] = "[]|;&";
	static const char instead[] = "()/,+";
	int element = EDGE(importer, edge)->element;
	const char *words = words_ahead(importer, edge);
	const char *id = said_of(importer, element, "id");
	DkisText name;
	bool good;

	dkis_text_init(&name);
	dkis_text_puts(&name, words ? words : "");
	if (words && id && are_anothers(importer, gateway, edge, words))
		dkis_text_printf(&name, " (%s)", id);
	for (size_t i = 0; i < name.length; i++)
		if (strchr(forbidden, name.data[i]))
			name.data[i] = instead[strchr(forbidden, name.data[i]) - forbidden];
	good = import_label(&importer->flow, element, name.data ? name.data : "", false, label);
	dkis_free(name.data);
	return good;
}

/* The name of a way out of a gateway. */
static bool
read_choice(Importer *importer, const Node *gateway, int edge, size_t *label)
{
	int element = EDGE(importer, edge)->element;
	const char *name = said_of(importer, element, "name");

	if (!import_label(&importer->flow, element, name ? name : "", true, label))
		return false;
	if (*label == 0 && is_default_flow(importer, gateway, edge))
		*label = import_keep(&importer->flow, IMPORT_OTHERWISE, strlen(IMPORT_OTHERWISE));
	if (*label == 0 && importer->wishes->name_ways && !name_choice(importer, gateway, edge, label))
		return false;
	return *label != 0 ||
		   import_refuse(
			   &importer->flow, DKIS_INVALID_PARAMETER, element,
			   "Beri setiap panah keluar dari gerbang eksklusif nama: itulah hasil langkah "
			   "sebelumnya, misalnya Sesuai dan Tidak Sesuai; atau name_ways => true menamainya "
			   "menurut yang berikutnya.",
			   "jalan keluar gerbang eksklusif tanpa nama");
}

static bool add_ways(Importer *importer, const Node *from, int edge, size_t label);

static bool
add_choices(Importer *importer, const Node *from, Node *gateway, size_t label)
{
	bool good = true;

	if (gateway->on_path)
		return import_refuse_construct(&importer->flow, gateway->element,
									   "Sisipkan langkah di dalam lingkaran itu, atau putuskan.",
									   "gerbang-gerbang melingkar tanpa langkah di antaranya");
	gateway->on_path = true;
	for (int i = 0; i < gateway->n_out && good; i++)
	{
		int edge = out_of(importer, gateway, i);
		size_t own;
		size_t both;

		dkis_check_interrupts();
		good =
			read_choice(importer, gateway, edge, &own) &&
			import_both_labels(&importer->flow, EDGE(importer, edge)->element, label, own, &both) &&
			add_ways(importer, from, edge, both);
	}
	gateway->on_path = false;
	return good;
}

/* The ways from a step or start through this edge, which is named so far by label. */
static bool
add_ways(Importer *importer, const Node *from, int edge, size_t label)
{
	ImportWay way = {.step = step_of_node(from),
					 .label = label,
					 .key = key_of_edge(importer, from, edge),
					 .group = -1,
					 .element =
						 from->kind == NODE_START ? from->element : EDGE(importer, edge)->element,
					 .first_leaf = importer->flow.leaves.n};
	int final = final_edge(importer, edge);
	Node *node;

	if (final < 0)
		return false;
	node = NODE(importer, EDGE(importer, final)->target);
	if (node->kind == NODE_CHOICE)
		return add_choices(importer, from, node, label);
	return add_leaves(importer, edge, 0) && import_add_way(&importer->flow, way);
}

static bool
add_split(Importer *importer, const Node *from, size_t label)
{
	ImportWay way = {.step = step_of_node(from),
					 .label = label,
					 .key = key_of_edge(importer, from, out_of(importer, from, 0)),
					 .group = -1,
					 .element = from->element,
					 .first_leaf = importer->flow.leaves.n};

	return add_all_leaves(importer, from) && import_add_way(&importer->flow, way);
}

/* Tools call the only start event so, when nobody else has named it. */
static bool
says_start(const char *name)
{
	static const char *const words[] = {"start", "startevent", "start event", "mulai", "awal"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (dkis_same_word(name, strlen(name), words[i], strlen(words[i])))
			return true;
	return false;
}

static int
count_starts(const Importer *importer)
{
	int n = 0;

	for (int i = 0; i < importer->nodes.n; i++)
		n += NODE(importer, i)->kind == NODE_START;
	return n;
}

/* A start's name, or that of a task's only way out. */
static const char *
name_of_ways(const Importer *importer, const Node *node, int element)
{
	const char *name = said_of(importer, element, "name");

	if (!name || (node->kind == NODE_START && !importer->ours && says_start(name) &&
				  count_starts(importer) == 1))
		return "";
	return name;
}

static bool
add_ways_from(Importer *importer, const Node *node)
{
	int element = node->kind == NODE_START ? node->element
										   : EDGE(importer, out_of(importer, node, 0))->element;
	const char *name = name_of_ways(importer, node, element);
	size_t label;

	if (!import_label(&importer->flow, element, name, node->kind == NODE_STEP, &label))
		return false;
	if (node->n_out > 1)
		return add_split(importer, node, label);
	return add_ways(importer, node, out_of(importer, node, 0), label);
}

/* ---- joins ------------------------------------------------------------------------------ */

static void
add_slots(Importer *importer)
{
	ImportFlow *flow = &importer->flow;

	for (int i = 0; i < importer->nodes.n; i++)
	{
		Node *node = NODE(importer, i);

		if (node->kind != NODE_PARALLEL || node->n_in < 2)
			continue;
		node->join = flow->joins.n;
		*array_add(&flow->joins) =
			(ImportJoin){.element = node->element, .first_slot = flow->slots.n};
		for (int k = 0; k < node->n_in; k++)
			*array_add(&flow->slots) = (ImportSlot){node->join, node->element, -1, -1};
	}
	for (int i = 0; i < importer->edges.n; i++)
	{
		Edge *edge = EDGE(importer, i);
		int join = NODE(importer, edge->target)->join;

		if (join < 0)
			continue;
		edge->slot = flow->joins.data[join].first_slot + flow->joins.data[join].n_slots++;
	}
}

static bool
add_bpmn_join(Importer *importer, const Node *node)
{
	int first = importer->flow.leaves.n;
	ImportJoin *join;

	if (!add_all_leaves(importer, node))
		return false;
	join = &importer->flow.joins.data[node->join];
	join->first_leaf = first;
	join->n_leaves = importer->flow.leaves.n - first;
	return true;
}

static bool
find_bpmn_ways(Importer *importer)
{
	add_slots(importer);
	for (int i = 0; i < importer->nodes.n; i++)
	{
		const Node *node = NODE(importer, i);

		dkis_check_interrupts();
		if ((node->kind == NODE_START || node->kind == NODE_STEP) && !add_ways_from(importer, node))
			return false;
		if (node->join >= 0 && !add_bpmn_join(importer, node))
			return false;
	}
	return true;
}

/* ---- the document ------------------------------------------------------------------------- */

static bool
check_root(Importer *importer)
{
	const char *exporter;

	if (!is_bpmn(importer, 0, "definitions"))
		return import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, 0,
							 xml_is(importer->document, 0, "pnml")
								 ? "Ini PNML: pakai dkis.from_pnml()."
								 : "Ekspor sebagai BPMN 2.0 XML (definitions dari "
								   "http://www.omg.org/spec/BPMN/20100524/MODEL).",
							 "bukan dokumen BPMN 2.0");
	exporter = xml_attribute(importer->document, 0, "exporter");
	importer->ours = exporter && strcmp(exporter, "dkis") == 0;
	return true;
}

static bool
has_content(const Importer *importer, int process)
{
	const XmlElement *elements = importer->document->elements;

	for (int i = process + 1; i < elements[process].end; i = elements[i].end)
		if (node_name(importer, i) >= 0)
			return true;
	return false;
}

/* The pool's name, else the process's, else its id; "": none of these. */
static const char *
pool_name(const Importer *importer, int process)
{
	const XmlDocument *document = importer->document;
	const char *id = xml_attribute(document, process, "id");
	const char *name = xml_attribute(document, process, "name");

	for (int i = 1; id && i < document->n_elements; i++)
	{
		const char *of =
			is_bpmn(importer, i, "participant") ? xml_attribute(document, i, "processRef") : NULL;
		const char *pool = of && strcmp(of, id) == 0 ? xml_attribute(document, i, "name") : NULL;

		if (pool && *pool)
			return pool;
	}
	return name && *name ? name : id ? id : "";
}

/* What several processes, or pools, are told apart by, in the words that the document has. */
static void
name_processes(const Importer *importer, DkisText *names)
{
	const XmlElement *elements = importer->document->elements;

	for (int i = 1; i < elements[0].end; i = elements[i].end)
	{
		const char *name = pool_name(importer, i);

		if (is_bpmn(importer, i, "process") && has_content(importer, i))
			dkis_text_printf(names, "%s%.*s", names->length > 0 ? ", " : "",
							 dkis_quotable(name, strlen(name)), name);
	}
}

static bool
refuse_processes(Importer *importer, int element, const char *what)
{
	DkisText names;

	dkis_text_init(&names);
	name_processes(importer, &names);
	import_refuse_construct(&importer->flow, element, "", "%s", what);
	dkis_hint(importer->flow.error, "Sebut satu dengan process => nama: %s.",
			  names.length > 0 ? names.data : "tidak ada yang berisi");
	dkis_free(names.data);
	return false;
}

static bool
check_collaboration(Importer *importer, int element)
{
	int message = bpmn_child(importer, element, "messageFlow");

	return importer->wishes->process || message < 0 ||
		   refuse_processes(importer, message,
							"aliran pesan antarkolam tidak dapat dinyatakan dalam satu alur");
}

static bool
is_wanted(const Importer *importer, int process)
{
	const char *said[] = {xml_attribute(importer->document, process, "id"),
						  xml_attribute(importer->document, process, "name"),
						  pool_name(importer, process)};

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		if (said[i] && dkis_same_word(said[i], strlen(said[i]), importer->wishes->process,
									  strlen(importer->wishes->process)))
			return true;
	return false;
}

/* The one process that has content, or that is wanted, below the definitions. */
static bool
find_process(Importer *importer)
{
	const XmlElement *elements = importer->document->elements;

	importer->process = -1;
	for (int i = 1; i < elements[0].end; i = elements[i].end)
	{
		if (is_bpmn(importer, i, "collaboration") && !check_collaboration(importer, i))
			return false;
		if (!is_bpmn(importer, i, "process") || !has_content(importer, i) ||
			(importer->wishes->process && !is_wanted(importer, i)))
			continue;
		if (importer->process >= 0)
			return refuse_processes(importer, i, "lebih dari satu proses");
		importer->process = i;
	}
	if (importer->process < 0 && importer->wishes->process)
		return refuse_processes(importer, 0, "proses yang diminta tidak ada");
	return importer->process >= 0 ||
		   import_refuse(&importer->flow, DKIS_INVALID_PARAMETER, 0,
						 "Gambar awal, langkah, dan akhir dalam satu proses.",
						 "tidak ada proses berisi");
}

static bool
check_has(Importer *importer, NodeKind kind, const char *what, const char *hint)
{
	return has_kind(importer, kind) || import_refuse(&importer->flow, DKIS_INVALID_PARAMETER,
													 importer->process, hint, "tidak ada %s", what);
}

static bool
read_process(Importer *importer)
{
	if (!check_root(importer) || !find_process(importer) || !find_nodes(importer) ||
		!find_edges(importer))
		return false;
	add_undrawn(importer);
	edges_sort(&importer->outs, importer->nodes.n, importer->edges.n, importer->edges.data,
			   sizeof(Edge), offsetof(Edge, source));
	return check_has(importer, NODE_START, "awal (startEvent)",
					 "Tambahkan startEvent yang menuju langkah pertama.") &&
		   check_has(importer, NODE_END, "akhir (endEvent)",
					 "Tambahkan endEvent sesudah langkah terakhir.") &&
		   check_nodes(importer) && check_bpmn_reached(importer) && find_bpmn_ways(importer);
}

/* ---- its tasks as rows --------------------------------------------------------------------- */

static char *
copy_of(const char *text)
{
	size_t size = text ? strlen(text) + 1 : 0;

	return text ? memcpy(dkis_alloc(size), text, size) : NULL;
}

/* The name of the last lane that lists the id: inner lanes come after those around them. */
static const char *
lane_of(const Importer *importer, const char *id)
{
	const XmlDocument *document = importer->document;
	const char *lane = NULL;

	for (int i = importer->process + 1; i < document->elements[importer->process].end; i++)
		if (is_bpmn(importer, i, "flowNodeRef") && strcmp(xml_text(document, i), id) == 0)
			lane = xml_attribute(document, document->elements[i].parent, "name");
	return lane;
}

static void
tell_steps(const Importer *importer, BpmnSteps *steps)
{
	const ImportFlow *flow = &importer->flow;

	for (int i = 0; i < flow->steps.n; i++)
	{
		int element = flow->steps.data[i].element;
		const char *id = xml_attribute(importer->document, element, "id");

		dkis_check_interrupts();
		*array_add(steps) = (BpmnStep){copy_of(import_string(flow, flow->steps.data[i].name)),
									   copy_of(id),
									   copy_of(xml_attribute(importer->document, element, "name")),
									   copy_of(lane_of(importer, id)),
									   copy_of(xml_name(importer->document, element)),
									   is_of_each(importer, element)};
	}
}

bool
import_bpmn(const char *xml, size_t length, DkisText *arcs, DkisError *error)
{
	return import_bpmn_process(xml, length, &(BpmnWishes){0}, NULL, arcs, error);
}

bool
import_bpmn_process(const char *xml, size_t length, const BpmnWishes *wishes, BpmnSteps *steps,
					DkisText *arcs, DkisError *error)
{
	XmlDocument document;
	Importer importer = {.document = &document, .wishes = wishes};
	bool good = xml_read(&document, xml, length, error);

	if (good)
	{
		import_flow_init(&importer.flow, &document, "BPMN", error);
		xml_ids_init(&importer.ids, document.n_elements);
		good = read_process(&importer) && import_compose(&importer.flow, arcs);
		if (good && steps)
			tell_steps(&importer, steps);
		xml_ids_free(&importer.ids);
		import_flow_free(&importer.flow);
	}
	dkis_free(importer.nodes.data);
	dkis_free(importer.edges.data);
	edges_free(&importer.outs);
	xml_free(&document);
	return good;
}
