#include "core/exchange/import_flow.h"

#include "core/base/words.h"
#include "core/base/xml_writer.h"
#include "core/exchange/export.h"
#include "core/exchange/import.h"
#include "core/flow/flowtext.h"
#include "core/flow/machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LEAVES (4 * MACHINE_MAX_PLACES)

void
import_flow_init(ImportFlow *flow, const XmlDocument *document, const char *language,
				 DkisError *error)
{
	memset(flow, 0, sizeof *flow);
	flow->document = document;
	flow->language = language;
	flow->error = error;
	dkis_text_init(&flow->names);
	import_keep(flow, "", 0);
}

void
import_flow_free(ImportFlow *flow)
{
	dkis_free(flow->names.data);
	dkis_free(flow->steps.data);
	dkis_free(flow->ways.data);
	dkis_free(flow->joins.data);
	dkis_free(flow->slots.data);
	dkis_free(flow->leaves.data);
	dkis_free(flow->next_way);
}

/* ---- refusing ------------------------------------------------------------- */

static bool refuse_v(ImportFlow *flow, const char *sqlstate, int element, const char *hint,
					 const char *format, va_list arguments) __attribute__((format(printf, 5, 0)));

static bool
refuse_v(ImportFlow *flow, const char *sqlstate, int element, const char *hint, const char *format,
		 va_list arguments)
{
	char why[200];

	vsnprintf(why, sizeof why, format, arguments);
	dkis_fail(flow->error, sqlstate, "%s tidak dapat menjadi alur: %s", flow->language, why);
	if (element >= 0)
		xml_tell(flow->document, element, flow->error);
	return dkis_hint(flow->error, "%s", hint);
}

bool
import_refuse(ImportFlow *flow, const char *sqlstate, int element, const char *hint,
			  const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	refuse_v(flow, sqlstate, element, hint, format, arguments);
	va_end(arguments);
	return false;
}

bool
import_refuse_construct(ImportFlow *flow, int element, const char *hint, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	refuse_v(flow, DKIS_NOT_EXPRESSIBLE, element, hint, format, arguments);
	va_end(arguments);
	return false;
}

int
import_end_of(ImportFlow *flow, const XmlIds *ids, int element, const char *attribute,
			  const char *within)
{
	const char *id = xml_attribute(flow->document, element, attribute);
	int node = id ? xml_ids_find(ids, id) : -1;

	if (node < 0)
		import_refuse(flow, DKIS_INVALID_PARAMETER, element,
					  "Hapus panah itu atau sambungkan lagi di alat aslinya.",
					  "panah tanpa %s: \"%.*s\" tidak ada dalam %s ini",
					  attribute[0] == 's' ? "asal" : "tujuan",
					  id ? dkis_quotable(id, strlen(id)) : 0, id ? id : "", within);
	return node;
}

static bool
refuse_large_flow(ImportFlow *flow, int element, const char *what)
{
	return import_refuse(flow, DKIS_PROGRAM_LIMIT, element,
						 "Pecah proses menjadi beberapa SOP yang saling membuka.", "%s", what);
}

/* ---- names ---------------------------------------------------------------- */

size_t
import_keep(ImportFlow *flow, const char *bytes, size_t length)
{
	size_t name = flow->names.length;

	dkis_text_append(&flow->names, bytes, length);
	dkis_text_append(&flow->names, "", 1);
	return name;
}

const char *
import_string(const ImportFlow *flow, size_t name)
{
	return flow->names.data + name;
}

static bool
is_step_name(const char *name, size_t length)
{
	size_t n = 0;

	while (n < length && flow_is_step_character(name[n]))
		n++;
	return n == length && n > 0 && n <= FLOW_MAX_NAME && !dkis_same_word(name, n, "start", 5) &&
		   !dkis_same_word(name, n, "end", 3);
}

/* The word in front: "7." or "8.1)" or "8.1", without what closes it. */
static size_t
number_in_front(const char *name, size_t length)
{
	size_t n = 0;
	bool dotted = false;

	while (n < length && flow_is_step_character(name[n]))
		n++;
	if (n == 0 || n == length || !dkis_is_digit(name[0]))
		return 0;
	if ((name[n] == ')' || name[n] == ':') && n + 1 < length && dkis_is_space(name[n + 1]))
		return n;
	if (!dkis_is_space(name[n]))
		return 0;
	if (name[n - 1] == '.')
		return n - 1;
	for (size_t i = 0; i < n; i++)
	{
		dotted |= name[i] == '.';
		if (name[i] != '.' && !dkis_is_digit(name[i]))
			return 0;
	}
	return dotted ? n : 0;
}

size_t
import_step_in(const char *name, size_t length)
{
	size_t n;

	if (is_step_name(name, length))
		return length;
	n = number_in_front(name, length);
	return n > 0 && is_step_name(name, n) ? n : 0;
}

static bool
is_taken(const ImportFlow *flow, const char *name, size_t length)
{
	for (int i = 0; i < flow->steps.n; i++)
	{
		const char *other = import_string(flow, flow->steps.data[i].name);

		if (strncmp(other, name, length) == 0 && other[length] == '\0')
			return true;
	}
	return false;
}

/* A step's name out of an id: what steps do not allow is written _xHH. */
static void
name_after_id(const XmlDocument *document, int element, DkisText *name)
{
	const char *id = xml_attribute(document, element, "id");

	if (!id)
		return;
	xml_write_id(name, id, strlen(id), 0);
	if (name->length > 0 && !is_step_name(name->data, name->length))
		dkis_text_puts(name, "_");
}

bool
import_add_step(ImportFlow *flow, int element, const char *name, size_t length, int *step)
{
	bool usable;

	dkis_check_interrupts(); /* each name is looked for among all */
	usable = length > 0 && is_step_name(name, length) && !is_taken(flow, name, length);
	if (flow->steps.n == MACHINE_MAX_STEPS)
		return refuse_large_flow(flow, element, "terlalu banyak langkah (paling banyak 4096)");
	*step = flow->steps.n;
	*array_add(&flow->steps) = (ImportStep){usable ? import_keep(flow, name, length) : 0, element};
	return true;
}

static bool
name_step_by_id(ImportFlow *flow, ImportStep *step)
{
	DkisText text;
	bool good;

	dkis_check_interrupts();
	dkis_text_init(&text);
	name_after_id(flow->document, step->element, &text);
	while (text.length > 0 && is_taken(flow, text.data, text.length))
		dkis_text_puts(&text, "_");
	good = is_step_name(text.data, text.length) && !is_taken(flow, text.data, text.length);
	if (good)
		step->name = import_keep(flow, text.data, text.length);
	dkis_free(text.data);
	return good ||
		   import_refuse(flow, DKIS_INVALID_PARAMETER, step->element,
						 "Beri langkah ini nama pendek yang belum dipakai (huruf, angka, . _ -), "
						 "atau awali namanya dengan nomor langkah seperti \"7. Verifikasi\".",
						 "langkah tanpa nama yang dapat dipakai");
}

/* Once all that have a name have it, so that no id takes it from them. */
static bool
name_the_rest(ImportFlow *flow)
{
	for (int i = 0; i < flow->steps.n; i++)
		if (flow->steps.data[i].name == 0 && !name_step_by_id(flow, &flow->steps.data[i]))
			return false;
	return true;
}

static bool
refuse_long_label(ImportFlow *flow, int element)
{
	return import_refuse(flow, DKIS_PROGRAM_LIMIT, element,
						 "Pendekkan namanya (paling banyak 1024 bita).",
						 "nama hasil terlalu panjang");
}

/* One piece between bars. */
static bool
keep_piece(ImportFlow *flow, int element, const char *text, size_t length)
{
	char buffer[FLOW_MAX_NAME];
	size_t tidy = dkis_tidy(text, length, buffer, FLOW_MAX_NAME);

	if (tidy == (size_t) -1)
		return refuse_long_label(flow, element);
	if (tidy == 0)
		return import_refuse(flow, DKIS_INVALID_PARAMETER, element,
							 "Tulis \"A|B\" bila dua hasil menempuh jalan yang sama.",
							 "hasil kosong di antara tanda |");
	dkis_text_append(&flow->names, buffer, tidy);
	return true;
}

static bool
is_blank(const char *text)
{
	size_t length = strlen(text);

	dkis_trim(text, &length);
	return length == 0;
}

bool
import_label(ImportFlow *flow, int element, const char *text, bool several, size_t *label)
{
	const char *forbidden = text + strcspn(text, several ? "[];&" : "[]|;&");

	*label = 0;
	if (is_blank(text))
		return true;
	if (*forbidden)
		return import_refuse(flow, DKIS_INVALID_PARAMETER, element,
							 "Ganti namanya, misalnya \"dan\" untuk &.",
							 "tanda %c tidak boleh ada dalam nama hasil", *forbidden);
	*label = flow->names.length;
	for (;;)
	{
		size_t length = strcspn(text, "|");

		if (!keep_piece(flow, element, text, length))
			return false;
		dkis_text_append(&flow->names, text[length] ? "|" : "", 1);
		if (!text[length])
			return true;
		text += length + 1;
	}
}

static void
put_both(DkisText *text, const char *a, size_t a_length, const char *b, size_t b_length)
{
	if (text->length > 0)
		dkis_text_puts(text, "|");
	dkis_text_append(text, a, a_length);
	dkis_text_puts(text, ", ");
	dkis_text_append(text, b, b_length);
}

bool
import_both_labels(ImportFlow *flow, int element, size_t first, size_t second, size_t *label)
{
	DkisText text;
	const char *a = import_string(flow, first);
	size_t a_length;
	size_t b_length;
	bool short_enough = true;

	*label = first ? first : second;
	if (!first || !second)
		return true;
	dkis_text_init(&text);
	for (; short_enough; a += a_length + 1)
	{
		const char *b = import_string(flow, second);

		a_length = strcspn(a, "|");
		for (; short_enough; b += b_length + 1)
		{
			b_length = strcspn(b, "|");
			put_both(&text, a, a_length, b, b_length);
			short_enough = a_length + 2 + b_length <= FLOW_MAX_NAME && text.length < 64 * 1024;
			if (!b[b_length])
				break;
		}
		if (!a[a_length])
			break;
	}
	if (short_enough)
		*label = import_keep(flow, text.data, text.length);
	dkis_free(text.data);
	return short_enough || refuse_long_label(flow, element);
}

bool
import_add_named_step(ImportFlow *flow, int element, const char *name, int *step)
{
	size_t length = strlen(name);

	name = dkis_trim(name, &length);
	return import_add_step(flow, element, name, import_step_in(name, length), step);
}

bool
import_add_way(ImportFlow *flow, ImportWay way)
{
	if (flow->ways.n == 2 * MACHINE_MAX_PLACES)
		return refuse_large_flow(flow, way.element, "terlalu banyak jalan keluar dari langkah");
	way.n_leaves = flow->leaves.n - way.first_leaf;
	*array_add(&flow->ways) = way;
	return true;
}

bool
import_add_leaf(ImportFlow *flow, int element, ImportLeafKind kind, int index)
{
	if (flow->leaves.n == MAX_LEAVES)
		return refuse_large_flow(flow, element, "terlalu banyak jalan");
	*array_add(&flow->leaves) = (ImportLeaf){kind, index};
	return true;
}

/* ---- what is asked of ways and joins --------------------------------------- */

#define WAY(flow, i) (&(flow)->ways.data[i])
#define JOIN(flow, i) (&(flow)->joins.data[i])
#define SLOT(flow, i) (&(flow)->slots.data[i])
#define LEAF(flow, i) (&(flow)->leaves.data[i])

/* The slot these leaves are; -1: they are steps, or the end. */
static bool
check_leaves(ImportFlow *flow, int element, int first, int n, int *slot)
{
	*slot = -1;
	if (n == 1 && LEAF(flow, first)->kind == LEAF_SLOT)
		*slot = LEAF(flow, first)->index;
	for (int i = first; n > 1 && i < first + n; i++)
	{
		if (LEAF(flow, i)->kind == LEAF_SLOT)
			return import_refuse_construct(
				flow, element,
				"Sisipkan satu langkah (tugas) di cabang yang kosong itu, atau hapus cabangnya.",
				"satu cabang paralel langsung menunggu di penggabungan tanpa langkah");
		if (LEAF(flow, i)->kind == LEAF_END)
			return import_refuse_construct(
				flow, element,
				"Hapus cabang yang langsung ke akhir, atau gabungkan cabang sebelum akhir.",
				"satu cabang paralel langsung berakhir tanpa langkah");
	}
	return true;
}

static bool
refuse_filling(ImportFlow *flow, int slot)
{
	return import_refuse_construct(
		flow, SLOT(flow, slot)->element,
		"Sisipkan satu langkah di antara jalan-jalan yang bertemu itu dan penggabungan paralel.",
		"beberapa langkah bergantian mengisi satu cabang penggabungan paralel");
}

static bool
fill_by_way(ImportFlow *flow, int slot, int way)
{
	ImportSlot *s = SLOT(flow, slot);
	int last = s->way;

	if (WAY(flow, way)->step < 0)
		return import_refuse_construct(flow, WAY(flow, way)->element,
									   "Sisipkan satu langkah antara awal dan penggabungan.",
									   "awal langsung menuju penggabungan paralel");
	if (s->from >= 0 || (last >= 0 && WAY(flow, last)->step != WAY(flow, way)->step))
		return refuse_filling(flow, slot);
	flow->next_way[way] = -1;
	if (last < 0)
	{
		s->way = way;
		return true;
	}
	while (flow->next_way[last] >= 0)
		last = flow->next_way[last];
	flow->next_way[last] = way;
	return true;
}

static bool
fill_by_ways(ImportFlow *flow)
{
	for (int i = 0; i < flow->ways.n; i++)
	{
		const ImportWay *way = WAY(flow, i);
		int slot;

		dkis_check_interrupts();
		if (!check_leaves(flow, way->element, way->first_leaf, way->n_leaves, &slot) ||
			(slot >= 0 && !fill_by_way(flow, slot, i)))
			return false;
	}
	return true;
}

static bool
fill_by_joins(ImportFlow *flow)
{
	for (int i = 0; i < flow->joins.n; i++)
	{
		const ImportJoin *join = JOIN(flow, i);
		int slot;

		if (!check_leaves(flow, join->element, join->first_leaf, join->n_leaves, &slot))
			return false;
		if (slot < 0)
			continue;
		if (SLOT(flow, slot)->way >= 0 || SLOT(flow, slot)->from >= 0)
			return refuse_filling(flow, slot);
		SLOT(flow, slot)->from = i;
	}
	return true;
}

static bool
check_slots(ImportFlow *flow)
{
	for (int i = 0; i < flow->slots.n; i++)
		if (SLOT(flow, i)->way < 0 && SLOT(flow, i)->from < 0)
			return import_refuse_construct(
				flow, SLOT(flow, i)->element,
				"Sambungkan cabang itu dari sebuah langkah, atau hapus cabangnya.",
				"tidak ada langkah yang mengisi satu cabang penggabungan paralel");
	return true;
}

/* ---- outcomes of one step, named once ---------------------------------------- */

static const char *
label_or_default(const ImportFlow *flow, const ImportWay *way)
{
	return way->label ? import_string(flow, way->label) : MACHINE_DEFAULT_OUTCOME;
}

typedef struct Outcome
{
	const char *bytes;
	size_t length;
	const ImportWay *way;
} Outcome;

/* By step, then by name without regard to case. */
static int
compare_outcomes(const void *a, const void *b)
{
	const Outcome *x = a;
	const Outcome *y = b;

	if (x->way->step != y->way->step)
		return x->way->step < y->way->step ? -1 : 1;
	return dkis_compare_words(x->bytes, x->length, y->bytes, y->length);
}

static int
count_outcomes(const ImportFlow *flow)
{
	int n = 0;

	for (int i = 0; i < flow->ways.n; i++)
	{
		n++;
		for (const char *c = label_or_default(flow, WAY(flow, i)); *c; c++)
			n += *c == '|';
	}
	return n;
}

static void
list_outcomes(const ImportFlow *flow, Outcome *outcomes)
{
	for (int i = 0; i < flow->ways.n; i++)
	{
		const ImportWay *way = WAY(flow, i);
		const char *label =
			way->step < 0 ? import_string(flow, way->label) : label_or_default(flow, way);

		for (;; label++)
		{
			size_t length = way->step < 0 ? strlen(label) : strcspn(label, "|");

			*outcomes++ = (Outcome){label, length, way};
			label += length;
			if (!*label)
				break;
		}
	}
}

static bool
refuse_same_outcome(ImportFlow *flow, const Outcome *outcome)
{
	int quoted = dkis_quotable(outcome->bytes, outcome->length);

	if (outcome->way->step < 0 && outcome->length == 0)
		return import_refuse(flow, DKIS_INVALID_PARAMETER, outcome->way->element,
							 "Beri setiap awal nama sendiri: itulah jenis pelaksanaannya.",
							 "beberapa awal, lebih dari satu tanpa nama");
	if (outcome->way->step < 0)
		return import_refuse(flow, DKIS_INVALID_PARAMETER, outcome->way->element,
							 "Beri setiap awal nama sendiri.", "dua awal bernama sama: \"%.*s\"",
							 quoted, outcome->bytes);
	return import_refuse(flow, DKIS_INVALID_PARAMETER, outcome->way->element,
						 "Beri setiap jalan keluar dari langkah itu nama sendiri; bila keduanya "
						 "sama saja, hapus satu.",
						 "langkah %.60s punya dua jalan dengan hasil \"%.*s\"",
						 import_string(flow, flow->steps.data[outcome->way->step].name), quoted,
						 outcome->bytes);
}

static bool
check_outcomes(ImportFlow *flow)
{
	int n = count_outcomes(flow);
	Outcome *outcomes;
	int twice = -1;

	if (n > 2 * MACHINE_MAX_PLACES)
		return refuse_large_flow(flow, -1, "terlalu banyak hasil (paling banyak 8192)");
	outcomes = dkis_alloc(((size_t) n + 1) * sizeof *outcomes);
	list_outcomes(flow, outcomes);
	qsort(outcomes, (size_t) n, sizeof *outcomes, compare_outcomes);
	for (int i = 1; i < n && twice < 0; i++)
		if (compare_outcomes(&outcomes[i - 1], &outcomes[i]) == 0)
			twice = i;
	if (twice >= 0)
		refuse_same_outcome(flow, &outcomes[twice]);
	dkis_free(outcomes);
	return twice < 0;
}

/* ---- writing ----------------------------------------------------------------- */

/* The usual outcome alone goes without saying. */
static void
put_labels(ImportFlow *flow, int way, int last, DkisText *arcs)
{
	const char *first = label_or_default(flow, WAY(flow, way));

	if (way == last && machine_is_default_outcome(first, strlen(first)))
		return;
	dkis_text_puts(arcs, " [");
	for (int i = way; i >= 0; i = i == last ? -1 : flow->next_way[i])
	{
		dkis_text_puts(arcs, i == way ? "" : "|");
		dkis_text_puts(arcs, label_or_default(flow, WAY(flow, i)));
	}
	dkis_text_puts(arcs, "]");
}

static void
put_imported_step(ImportFlow *flow, int step, DkisText *arcs)
{
	dkis_text_puts(arcs, import_string(flow, flow->steps.data[step].name));
}

static void
put_leaves(ImportFlow *flow, int first, int n, DkisText *arcs)
{
	dkis_text_puts(arcs, " -> ");
	if (LEAF(flow, first)->kind == LEAF_END)
		dkis_text_puts(arcs, "end");
	for (int i = first; i < first + n && LEAF(flow, i)->kind == LEAF_STEP; i++)
	{
		dkis_text_puts(arcs, i > first ? " & " : "");
		put_imported_step(flow, LEAF(flow, i)->index, arcs);
	}
}

static void
put_slot(ImportFlow *flow, int slot, DkisText *arcs, int *n)
{
	int way = SLOT(flow, slot)->way;
	int last = way;

	dkis_text_puts(arcs, (*n)++ > 0 ? " & " : "");
	put_imported_step(flow, WAY(flow, way)->step, arcs);
	while (flow->next_way[last] >= 0)
		last = flow->next_way[last];
	put_labels(flow, way, last, arcs);
}

/* Joins that fill a slot stand for what they wait for; a ring of them waits forever. */
#define MAX_NESTED 64

static bool
put_inputs(ImportFlow *flow, int join, DkisText *arcs, int *n, int depth)
{
	const ImportJoin *j = JOIN(flow, join);

	if (depth == MAX_NESTED)
		return refuse_large_flow(flow, j->element, "terlalu banyak penggabungan berturut-turut");
	flow->n_joins_put++;
	for (int i = j->first_slot; i < j->first_slot + j->n_slots; i++)
	{
		int from = SLOT(flow, i)->from;

		if (from < 0)
			put_slot(flow, i, arcs, n);
		else if (!put_inputs(flow, from, arcs, n, depth + 1))
			return false;
	}
	return true;
}

/* The way of the join's that comes first, or INT64_MAX when the join fills another. */
static int64_t
key_of_join(const ImportFlow *flow, int join, int depth)
{
	const ImportJoin *j = JOIN(flow, join);
	int64_t key = INT64_MAX;

	for (int i = j->first_slot; i < j->first_slot + j->n_slots && depth < MAX_NESTED; i++)
	{
		const ImportSlot *slot = SLOT(flow, i);
		int64_t k =
			slot->from >= 0 ? key_of_join(flow, slot->from, depth + 1) : WAY(flow, slot->way)->key;

		if (k < key)
			key = k;
	}
	return key;
}

typedef struct Arc
{
	int64_t key;
	int way; /* -1: a join */
	int join;
} Arc;

static int
compare_arcs(const void *a, const void *b)
{
	const Arc *x = a;
	const Arc *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->way != y->way ? (x->way > y->way) - (x->way < y->way)
							: (x->join > y->join) - (x->join < y->join);
}

static bool
is_slot(const ImportFlow *flow, int first)
{
	return LEAF(flow, first)->kind == LEAF_SLOT;
}

static int
list_arcs(ImportFlow *flow, Arc *arcs)
{
	int n = 0;

	for (int i = 0; i < flow->ways.n; i++)
		if (!is_slot(flow, WAY(flow, i)->first_leaf))
			arcs[n++] = (Arc){WAY(flow, i)->key, i, -1};
	for (int i = 0; i < flow->joins.n; i++)
		if (!is_slot(flow, JOIN(flow, i)->first_leaf))
			arcs[n++] = (Arc){key_of_join(flow, i, 0), -1, i};
	qsort(arcs, (size_t) n, sizeof *arcs, compare_arcs);
	return n;
}

static bool
leads_alike(const ImportFlow *flow, const ImportWay *a, const ImportWay *b)
{
	if (a->group < 0 || a->group != b->group || a->step != b->step || a->step < 0 ||
		a->n_leaves != b->n_leaves)
		return false;
	for (int i = 0; i < a->n_leaves; i++)
	{
		const ImportLeaf *x = LEAF(flow, a->first_leaf + i);
		const ImportLeaf *y = LEAF(flow, b->first_leaf + i);

		if (x->kind != y->kind || x->index != y->index)
			return false;
	}
	return true;
}

static void
put_imported_entry(ImportFlow *flow, const ImportWay *way, DkisText *arcs)
{
	dkis_text_puts(arcs, "start");
	if (way->label)
		dkis_text_printf(arcs, " [%s]", import_string(flow, way->label));
}

/* The arcs of ways at i and as many after it as are one with it; returns how many. */
static int
put_imported_ways(ImportFlow *flow, const Arc *list, int n, DkisText *arcs)
{
	const ImportWay *way = WAY(flow, list[0].way);
	int alike = 1;

	if (way->step < 0)
		put_imported_entry(flow, way, arcs);
	else
	{
		while (alike < n && list[alike].way >= 0 &&
			   leads_alike(flow, way, WAY(flow, list[alike].way)))
		{
			flow->next_way[list[alike - 1].way] = list[alike].way;
			alike++;
		}
		put_imported_step(flow, way->step, arcs);
		put_labels(flow, list[0].way, list[alike - 1].way, arcs);
	}
	put_leaves(flow, way->first_leaf, way->n_leaves, arcs);
	return alike;
}

static bool
put_join(ImportFlow *flow, int join, DkisText *arcs)
{
	const ImportJoin *j = JOIN(flow, join);
	int n = 0;

	if (!put_inputs(flow, join, arcs, &n, 0))
		return false;
	put_leaves(flow, j->first_leaf, j->n_leaves, arcs);
	return true;
}

/* Joins that no arc was written for fill one another's slots. */
static bool
refuse_ring(ImportFlow *flow)
{
	int i = 0;

	while (i < flow->joins.n - 1 && !is_slot(flow, JOIN(flow, i)->first_leaf))
		i++;
	return import_refuse_construct(flow, JOIN(flow, i)->element,
								   "Putuskan lingkaran itu, atau sisipkan langkah di dalamnya.",
								   "penggabungan paralel saling menunggu");
}

static bool
put_imported_arcs(ImportFlow *flow, const Arc *list, int n, DkisText *arcs)
{
	for (int i = 0; i < n;)
	{
		dkis_check_interrupts();
		dkis_text_puts(arcs, i > 0 ? "; " : "");
		if (list[i].way >= 0)
			i += put_imported_ways(flow, list + i, n - i, arcs);
		else if (!put_join(flow, list[i++].join, arcs))
			return false;
	}
	return flow->n_joins_put == flow->joins.n || refuse_ring(flow);
}

static int
compare_ways(const void *a, const void *b)
{
	const ImportWay *x = a;
	const ImportWay *y = b;

	return x->key != y->key ? (x->key < y->key ? -1 : 1)
							: (x->first_leaf > y->first_leaf) - (x->first_leaf < y->first_leaf);
}

bool
import_compose(ImportFlow *flow, DkisText *arcs)
{
	Arc *list;
	bool done;

	if (!name_the_rest(flow))
		return false;
	if (flow->ways.n == 0)
		return import_refuse(flow, DKIS_INVALID_PARAMETER, -1,
							 "Gambar awal, langkah, dan akhirnya.", "tidak ada satu jalan pun");
	qsort(flow->ways.data, (size_t) flow->ways.n, sizeof(ImportWay), compare_ways);
	flow->next_way = dkis_alloc(((size_t) flow->ways.n + 1) * sizeof(int));
	if (!fill_by_ways(flow) || !fill_by_joins(flow) || !check_slots(flow) || !check_outcomes(flow))
		return false;
	list = dkis_alloc(((size_t) flow->ways.n + (size_t) flow->joins.n + 1) * sizeof *list);
	done = put_imported_arcs(flow, list, list_arcs(flow, list), arcs);
	dkis_free(list);
	return done;
}

#define MAX_QUOTE 800 /* bytes of a flow in a hint */

Machine *
import_machine(const char *arcs, size_t length, DkisError *error)
{
	Machine *machine = machine_parse(arcs, length, error);
	size_t quoted = length < MAX_QUOTE ? length : MAX_QUOTE;

	while (quoted > 0 && quoted < length && ((unsigned char) arcs[quoted] & 0xC0) == 0x80)
		quoted--;
	if (!machine)
		dkis_hint(error, "Perbaiki di dokumennya. Alur yang terbaca: %.*s%s", (int) quoted, arcs,
				  quoted < length ? " ..." : "");
	return machine;
}
