/*
 * Where both importers meet: ways out of steps, what they lead into, and joins.
 * An importer finds these in its document; here they become arcs, or it is told
 * why not.
 *
 * A way begins at the start or at a step with an outcome, and leads into leaves:
 * steps, the end, or slots of joins. A join has slots, each filled by one way (or
 * several of one step, or another join), and leaves of its own.
 */
#ifndef DKIS_CORE_EXCHANGE_IMPORT_FLOW_H
#define DKIS_CORE_EXCHANGE_IMPORT_FLOW_H

#include "core/base/array.h"
#include "core/base/errors.h"
#include "core/base/text.h"
#include "core/exchange/xml_read.h"

typedef enum ImportLeafKind
{
	LEAF_STEP,
	LEAF_END,
	LEAF_SLOT
} ImportLeafKind;

typedef struct ImportLeaf
{
	ImportLeafKind kind;
	int index; /* of the step or the slot */
} ImportLeaf;

typedef struct ImportStep
{
	size_t name; /* into names; 0: after its id, once all names are known */
	int element;
} ImportStep;

typedef struct ImportWay
{
	int step;     /* -1: from the start */
	size_t label; /* into names: the outcomes "A|B", or the entry; "": the usual one */
	int64_t key;  /* ways are told in this order */
	int group;    /* ways of one step with the same group and leaves are one; -1: never */
	int element;
	int first_leaf;
	int n_leaves;
} ImportWay;

typedef struct ImportJoin
{
	int element;
	int first_leaf;
	int n_leaves;
	int first_slot;
	int n_slots;
} ImportJoin;

typedef struct ImportSlot
{
	int join;
	int element; /* for who must be told what is wrong with it */
	int way;     /* the first that fills it, in order; -1 none */
	int from;    /* the join that fills it; -1 none */
} ImportSlot;

typedef struct ImportFlow
{
	const XmlDocument *document;
	DkisError *error;
	const char *language; /* "BPMN", "PNML" */
	DkisText names;       /* NUL-terminated one after another; "" at 0 */
	ARRAY_OF(ImportStep) steps;
	ARRAY_OF(ImportWay) ways;
	ARRAY_OF(ImportJoin) joins;
	ARRAY_OF(ImportSlot) slots;
	ARRAY_OF(ImportLeaf) leaves;
	int *next_way; /* per way: the next that fills the same slot */
	int n_joins_put;
} ImportFlow;

void import_flow_init(ImportFlow *flow, const XmlDocument *document, const char *language,
					  DkisError *error);
void import_flow_free(ImportFlow *flow);

/* Refuses because of an element, which goes into the detail. Both return false. */
bool import_refuse(ImportFlow *flow, const char *sqlstate, int element, const char *hint,
				   const char *format, ...) __attribute__((format(printf, 5, 6)));
bool import_refuse_construct(ImportFlow *flow, int element, const char *hint, const char *format,
							 ...) __attribute__((format(printf, 4, 5)));
/*
 * The node that an arrow's attribute (source…, target…) names; -1 and refused: there is
 * none in this process or net (within).
 */
int import_end_of(ImportFlow *flow, const XmlIds *ids, int element, const char *attribute,
				  const char *within);

size_t import_keep(ImportFlow *flow, const char *bytes, size_t length);
const char *import_string(const ImportFlow *flow, size_t name);

/* How many bytes of a name are a step's name: all of it, or the number in front; 0: none. */
size_t import_step_in(const char *name, size_t length);
/* A new step, called name (of these bytes) unless that is taken or none, else after the id. */
bool import_add_step(ImportFlow *flow, int element, const char *name, size_t length, int *step);
/* The same by import_step_in(), outer spaces aside. */
bool import_add_named_step(ImportFlow *flow, int element, const char *name, int *step);
/*
 * An outcome or entry as machines have it, trimmed; several with '|' where these
 * are allowed. *label is where it is kept, 0 for nothing.
 */
bool import_label(ImportFlow *flow, int element, const char *text, bool several, size_t *label);
/* Every outcome of the first with every one of the second: "a, c|b, c". */
bool import_both_labels(ImportFlow *flow, int element, size_t first, size_t second, size_t *label);

/* n_leaves is what was added since first_leaf. */
bool import_add_way(ImportFlow *flow, ImportWay way);
bool import_add_leaf(ImportFlow *flow, int element, ImportLeafKind kind, int index);

/* Appends the arcs of all that was added. */
bool import_compose(ImportFlow *flow, DkisText *arcs);

#endif
