/*
 * From text to Machine: reads the arcs into a draft, checks what no machine
 * may lack, and lays the draft out flat.
 */
#include "core/base/array.h"
#include "core/base/edges.h"
#include "core/base/words.h"
#include "core/flow/flowtext.h"
#include "core/flow/machine_layout.h"

#include <string.h>

/*
 * What the text says, before it is laid out flat. Names point into the text
 * or into labels; DraftOutcome and DraftInput know their step by number.
 */
typedef struct DraftName
{
	size_t offset; /* into names */
	size_t length;
} DraftName;

typedef struct DraftStep
{
	DraftName name;
	const char *where; /* first mention */
	bool finished;     /* stands on the left of an arc */
	int n_outcomes;
	int last_outcome; /* over all; -1: none yet */
	int n_joins;
	int next_same_hash;
} DraftStep;

typedef struct DraftOutcome
{
	DraftName name;
	int step;
	int input;
	int arc;
	int before; /* the one before it of the same step, -1: none */
} DraftOutcome;

typedef struct DraftInput
{
	int step;
	int first_outcome; /* over all */
	int n_outcomes;
	int own_first; /* of the step's own */
} DraftInput;

#define BUCKETS 1024

typedef struct Builder
{
	FlowScanner scanner;
	DkisText names;
	ARRAY_OF(DraftStep) steps;
	ARRAY_OF(DraftOutcome) outcomes;
	ARRAY_OF(DraftName) entries;
	ARRAY_OF(Arc) arcs;
	ARRAY_OF(DraftInput) inputs;
	ARRAY_OF(uint16_t) targets;
	int buckets[BUCKETS];
} Builder;

static void
builder_init(Builder *builder, const char *text, size_t length, DkisError *error)
{
	*builder = (Builder){
		.scanner = {.subject = "alur",
					.hint =
						"Contoh: start -> 1; 1 [Sesuai] -> 2; 1 [Tidak Sesuai] -> 1; 2 -> end"}};
	flow_scan_begin(&builder->scanner, text, length, error);
	dkis_text_init(&builder->names);
	memset(builder->buckets, 0xFF, sizeof builder->buckets);
}

static void
builder_free(Builder *builder)
{
	dkis_free(builder->names.data);
	dkis_free(builder->steps.data);
	dkis_free(builder->outcomes.data);
	dkis_free(builder->entries.data);
	dkis_free(builder->arcs.data);
	dkis_free(builder->inputs.data);
	dkis_free(builder->targets.data);
}

static DraftName
keep_name(Builder *builder, const FlowWord *word)
{
	DraftName name = {builder->names.length, word->length};

	dkis_text_append(&builder->names, word->bytes, word->length);
	return name;
}

static bool
too_many(Builder *builder, const char *what)
{
	return flow_refuse_at(&builder->scanner, builder->scanner.at, DKIS_PROGRAM_LIMIT, what, NULL);
}

static bool
is_keyword(const FlowWord *word, const char *keyword)
{
	return dkis_same_word(word->bytes, word->length, keyword, strlen(keyword));
}

static int
bucket_of(const FlowWord *word)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < word->length; i++)
		h = (h ^ (unsigned char) word->bytes[i]) * 16777619u;
	return (int) (h % BUCKETS);
}

/* The step of that name, met for the first time or not; -1 when there are too many. */
static int
step_named(Builder *builder, const FlowWord *word)
{
	int *bucket = &builder->buckets[bucket_of(word)];
	DraftStep *step;

	for (int i = *bucket; i >= 0; i = builder->steps.data[i].next_same_hash)
	{
		step = &builder->steps.data[i];
		if (step->name.length == word->length &&
			memcmp(builder->names.data + step->name.offset, word->bytes, word->length) == 0)
			return i;
	}
	if (builder->steps.n == MACHINE_MAX_STEPS)
	{
		too_many(builder, "terlalu banyak langkah (paling banyak 4096)");
		return -1;
	}
	step = array_add(&builder->steps);
	*step = (DraftStep){.name = keep_name(builder, word),
						.where = word->where,
						.last_outcome = -1,
						.next_same_hash = *bucket};
	*bucket = builder->steps.n - 1;
	return *bucket;
}

static bool
refuse_duplicate_outcome(Builder *builder, int step, const FlowWord *outcome)
{
	for (int i = builder->steps.data[step].last_outcome; i >= 0;
		 i = builder->outcomes.data[i].before)
	{
		DraftOutcome *other = &builder->outcomes.data[i];

		if (dkis_same_word(builder->names.data + other->name.offset, other->name.length,
						   outcome->bytes, outcome->length))
			return flow_refuse_at(&builder->scanner, outcome->where, DKIS_SYNTAX_ERROR,
								  "langkah dan hasil ini sudah punya panah:", outcome);
	}
	return true;
}

static bool
add_outcome(Builder *builder, const FlowWord *word)
{
	int input = builder->inputs.n - 1;
	DraftInput *draft = &builder->inputs.data[input];
	DraftStep *step = &builder->steps.data[draft->step];

	if (!refuse_duplicate_outcome(builder, draft->step, word))
		return false;
	if (builder->outcomes.n == MACHINE_MAX_PLACES)
		return too_many(builder, "terlalu banyak hasil (paling banyak 8192)");
	*array_add(&builder->outcomes) = (DraftOutcome){keep_name(builder, word), draft->step, input,
													builder->arcs.n - 1, step->last_outcome};
	step->last_outcome = builder->outcomes.n - 1;
	step->n_outcomes++;
	draft->n_outcomes++;
	return true;
}

static bool
read_outcomes(Builder *builder, const FlowWord *step)
{
	char buffer[FLOW_MAX_NAME];
	FlowWord word = {MACHINE_DEFAULT_OUTCOME, strlen(MACHINE_DEFAULT_OUTCOME), step->where};

	if (!flow_take(&builder->scanner, "["))
		return add_outcome(builder, &word);
	do
	{
		if (!flow_label(&builder->scanner, buffer, &word) || !add_outcome(builder, &word))
			return false;
	} while (flow_take(&builder->scanner, "|"));
	return flow_take(&builder->scanner, "]") || flow_expected(&builder->scanner, "\"]\"");
}

/* -1, with an error: where a step must stand, the two ends of a flow are none. */
static int
step_meant(Builder *builder, const FlowWord *word)
{
	if (!is_keyword(word, "start") && !is_keyword(word, "end"))
		return step_named(builder, word);
	flow_refuse_at(&builder->scanner, word->where, DKIS_SYNTAX_ERROR,
				   "bukan nama langkah di sini:", word);
	return -1;
}

static bool
read_input(Builder *builder, const FlowWord *word)
{
	int step = step_meant(builder, word);

	if (step < 0)
		return false;
	builder->steps.data[step].finished = true;
	*array_add(&builder->inputs) =
		(DraftInput){step, builder->outcomes.n, 0, builder->steps.data[step].n_outcomes};
	return read_outcomes(builder, word);
}

static bool
read_inputs(Builder *builder, FlowWord *word)
{
	int first = builder->inputs.n;
	int n;

	if (!read_input(builder, word))
		return false;
	while (flow_take(&builder->scanner, "&"))
		if (!flow_step(&builder->scanner, word) || !read_input(builder, word))
			return false;
	n = builder->inputs.n - first;
	builder->arcs.data[builder->arcs.n - 1].n_inputs = (uint16_t) n;
	for (int i = first; n > 1 && i < builder->inputs.n; i++)
	{
		int step = builder->inputs.data[i].step;

		builder->steps.data[step].n_joins++;
	}
	return true;
}

static bool
refuse_duplicate_entry(Builder *builder, const FlowWord *word)
{
	for (int i = 0; i < builder->entries.n; i++)
	{
		DraftName *other = &builder->entries.data[i];

		if (dkis_same_word(builder->names.data + other->offset, other->length, word->bytes,
						   word->length))
			return flow_refuse_at(&builder->scanner, word->where, DKIS_SYNTAX_ERROR,
								  "jenis pelaksanaan ini sudah ada:", word);
	}
	return true;
}

static bool
read_start(Builder *builder, const FlowWord *start)
{
	char buffer[FLOW_MAX_NAME];
	FlowWord word = {"", 0, start->where};

	if (flow_take(&builder->scanner, "["))
	{
		if (!flow_label(&builder->scanner, buffer, &word))
			return false;
		if (!flow_take(&builder->scanner, "]"))
			return flow_expected(&builder->scanner, "\"]\"");
	}
	if (!refuse_duplicate_entry(builder, &word))
		return false;
	builder->arcs.data[builder->arcs.n - 1].entry = (uint16_t) builder->entries.n;
	*array_add(&builder->entries) = keep_name(builder, &word);
	return true;
}

static bool
read_target(Builder *builder, const FlowWord *word)
{
	int step = step_meant(builder, word);

	if (step < 0)
		return false;
	if (builder->targets.n == 4 * MACHINE_MAX_PLACES - 1)
		return too_many(builder, "terlalu banyak panah");
	*array_add(&builder->targets) = (uint16_t) step;
	builder->arcs.data[builder->arcs.n - 1].n_targets++;
	return true;
}

static bool
read_targets(Builder *builder)
{
	FlowWord word;

	builder->arcs.data[builder->arcs.n - 1].first_target = (uint16_t) builder->targets.n;
	if (!flow_step(&builder->scanner, &word))
		return false;
	if (is_keyword(&word, "end"))
		return true;
	if (!read_target(builder, &word))
		return false;
	while (flow_take(&builder->scanner, "&"))
		if (!flow_step(&builder->scanner, &word) || !read_target(builder, &word))
			return false;
	return true;
}

static bool
read_arc(Builder *builder)
{
	FlowWord word;

	if (!flow_step(&builder->scanner, &word))
		return false;
	if (builder->arcs.n == 2 * MACHINE_MAX_PLACES)
		return too_many(builder, "terlalu banyak panah");
	*array_add(&builder->arcs) = (Arc){.entry = NONE, .first_input = (uint16_t) builder->inputs.n};
	if (is_keyword(&word, "start") ? !read_start(builder, &word) : !read_inputs(builder, &word))
		return false;
	if (!flow_take(&builder->scanner, "->"))
		return flow_expected(&builder->scanner, "\"->\"");
	return read_targets(builder);
}

static bool
read_arcs(Builder *builder)
{
	if (!read_arc(builder))
		return false;
	while (flow_take(&builder->scanner, ";"))
	{
		if (flow_at_end(&builder->scanner))
			return true;
		if (!read_arc(builder))
			return false;
	}
	return flow_at_end(&builder->scanner) || flow_expected(&builder->scanner, "\";\"");
}

/* ---- what no machine may lack ------------------------------------------ */

static bool
check_steps(Builder *builder)
{
	for (int i = 0; i < builder->steps.n; i++)
	{
		DraftStep *step = &builder->steps.data[i];
		FlowWord word = {builder->names.data + step->name.offset, step->name.length, step->where};

		if (!step->finished)
			return flow_refuse_at(&builder->scanner, step->where, DKIS_SYNTAX_ERROR,
								  "tidak ada panah yang berangkat dari langkah", &word);
	}
	return true;
}

/* Follows an arc in a search that takes every join as passable. */
static bool
follow_arc(Builder *builder, int arc, bool *reached, int *queue, int *n)
{
	const Arc *a = &builder->arcs.data[arc];

	for (int i = 0; i < a->n_targets; i++)
	{
		int step = builder->targets.data[a->first_target + i];

		if (reached[step])
			continue;
		reached[step] = true;
		queue[(*n)++] = step;
	}
	return a->n_targets == 0;
}

static bool
end_is_reachable(Builder *builder, const Edges *outcomes)
{
	bool *reached = dkis_zeroed((size_t) builder->steps.n * sizeof(bool));
	int *queue = dkis_numbers(builder->steps.n, 0);
	int n = 0;
	bool ended = false;

	for (int arc = 0; arc < builder->arcs.n; arc++)
		if (builder->arcs.data[arc].entry != NONE)
			ended |= follow_arc(builder, arc, reached, queue, &n);
	for (int i = 0; i < n; i++)
		EDGES_EACH(k, outcomes, queue[i])
	ended |= follow_arc(builder, builder->outcomes.data[outcomes->item[k]].arc, reached, queue, &n);
	dkis_free(reached);
	dkis_free(queue);
	return ended;
}

static bool
check_start_and_end(Builder *builder, const Edges *outcomes)
{
	const char *end = builder->scanner.end;

	if (builder->entries.n == 0)
		return flow_refuse_at(&builder->scanner, end, DKIS_SYNTAX_ERROR,
							  "tidak ada awal (start -> ...)", NULL);
	if (!end_is_reachable(builder, outcomes))
		return flow_refuse_at(&builder->scanner, end, DKIS_SYNTAX_ERROR,
							  "tidak ada jalan dari start ke end", NULL);
	return true;
}

/* ---- laying out -------------------------------------------------------- */

/* Waiting places in the order of the steps, so that markings read in it. */
static int
count_waits(const Builder *builder)
{
	int n = 0;

	for (int i = 0; i < builder->inputs.n; i++)
	{
		const DraftInput *input = &builder->inputs.data[i];
		int joins = builder->steps.data[input->step].n_joins;
		int arc = builder->outcomes.data[input->first_outcome].arc;

		if (builder->arcs.data[arc].n_inputs > 1)
			n += joins > 1 ? input->n_outcomes : 1;
	}
	return n;
}

static size_t
aligned(size_t offset)
{
	return (offset + 3) & ~(size_t) 3;
}

static Machine *
allocate_machine(const Builder *builder, int n_waits)
{
	size_t widths[PART_COUNT] = {sizeof(Step), sizeof(uint16_t), sizeof(Outcome),  sizeof(Name),
								 sizeof(Arc),  sizeof(Input),    sizeof(uint16_t), sizeof(Wait)};
	int counts[PART_COUNT] = {builder->steps.n,   builder->steps.n, builder->outcomes.n,
							  builder->entries.n, builder->arcs.n,  builder->inputs.n,
							  builder->targets.n, n_waits};
	uint32_t parts[PART_COUNT];
	size_t size = sizeof(Machine);
	Machine *machine;

	for (int i = 0; i < PART_COUNT; i++)
	{
		parts[i] = (uint32_t) size;
		size = aligned(size + (size_t) counts[i] * widths[i]);
	}
	machine = dkis_alloc(size + builder->names.length);
	memset(machine, 0, size);
	memcpy((char *) machine + size, builder->names.data, builder->names.length);
	machine->version = MACHINE_VERSION;
	machine->size = (uint32_t) (size + builder->names.length);
	memcpy(machine->parts, parts, sizeof parts);
	machine->n_steps = (uint16_t) builder->steps.n;
	machine->n_outcomes = (uint16_t) builder->outcomes.n;
	machine->n_entries = (uint16_t) builder->entries.n;
	machine->n_arcs = (uint16_t) builder->arcs.n;
	machine->n_inputs = (uint16_t) builder->inputs.n;
	machine->n_targets = (uint16_t) builder->targets.n;
	machine->n_waits = (uint16_t) n_waits;
	return machine;
}

#define WRITE(machine, part, type, index)                                                          \
	(&((type *) (void *) ((char *) (machine) + (machine)->parts[part]))[index])

static void
set_name(Name *to, DraftName name, const Machine *machine, const Builder *builder)
{
	to->offset = (uint32_t) (machine->size - builder->names.length + name.offset);
	to->length = (uint16_t) name.length;
}

static void
write_inputs(Machine *machine, const Builder *builder)
{
	for (int i = 0; i < builder->inputs.n; i++)
	{
		const DraftInput *draft = &builder->inputs.data[i];
		Input *input = WRITE(machine, PART_INPUTS, Input, i);

		input->step = (uint16_t) draft->step;
		input->first_outcome = (uint16_t) draft->own_first;
		input->n_outcomes = (uint16_t) draft->n_outcomes;
	}
}

/* Gives the outcome a place to wait: its own, or its input's common one. */
static uint16_t
waiting_place(Machine *machine, const Step *step, uint16_t own, Input *input, int *n_waits)
{
	Wait *wait;

	if (input->n_places > 0 && step->n_joins == 1)
		return input->first_place;
	wait = WRITE(machine, PART_WAITS, Wait, *n_waits);
	wait->step = input->step;
	wait->outcome = step->n_joins == 1 ? NONE : own;
	if (input->n_places++ == 0)
		input->first_place = (uint16_t) (machine->n_steps + *n_waits);
	return (uint16_t) (machine->n_steps + (*n_waits)++);
}

static void
write_outcome(Machine *machine, const Builder *builder, const DraftOutcome *draft, int index,
			  int *n_waits)
{
	Outcome *outcome = WRITE(machine, PART_OUTCOMES, Outcome, index);
	const Step *step = &STEPS(machine)[draft->step];

	set_name(&outcome->name, draft->name, machine, builder);
	outcome->arc = (uint16_t) draft->arc;
	outcome->input = (uint16_t) draft->input;
	outcome->place = NONE;
	if (ARCS(machine)[draft->arc].n_inputs > 1)
		outcome->place = waiting_place(machine, step, (uint16_t) (index - step->first_outcome),
									   WRITE(machine, PART_INPUTS, Input, draft->input), n_waits);
}

static void
write_steps(Machine *machine, const Builder *builder, const Edges *outcomes)
{
	int n_waits = 0;

	for (int i = 0; i < builder->steps.n; i++)
	{
		const DraftStep *draft = &builder->steps.data[i];
		Step *step = WRITE(machine, PART_STEPS, Step, i);

		set_name(&step->name, draft->name, machine, builder);
		step->first_outcome = (uint16_t) outcomes->start[i];
		step->n_outcomes = (uint16_t) draft->n_outcomes;
		step->n_joins = (uint16_t) draft->n_joins;
		EDGES_EACH(k, outcomes, i)
		write_outcome(machine, builder, &builder->outcomes.data[outcomes->item[k]], k, &n_waits);
	}
}

/* A heap sort's worth of steps is not worth more than this. */
static void
merge_sorted(const Machine *machine, uint16_t *sorted, uint16_t *spare, int n)
{
	int half = n / 2;
	int i = 0;
	int j = half;

	if (n < 2)
		return;
	merge_sorted(machine, sorted, spare, half);
	merge_sorted(machine, sorted + half, spare, n - half);
	for (int k = 0; k < n; k++)
	{
		bool left = j == n;

		if (!left && i < half)
		{
			size_t a_length;
			size_t b_length;
			const char *a = machine_step_name(machine, sorted[i], &a_length);
			const char *b = machine_step_name(machine, sorted[j], &b_length);

			left = dkis_compare_bytes(a, a_length, b, b_length) < 0;
		}
		spare[k] = left ? sorted[i++] : sorted[j++];
	}
	memcpy(sorted, spare, (size_t) n * sizeof(uint16_t));
}

static void
sort_steps(Machine *machine)
{
	uint16_t *sorted = WRITE(machine, PART_SORTED, uint16_t, 0);
	uint16_t *spare = dkis_zeroed((size_t) machine->n_steps * sizeof(uint16_t));

	for (int i = 0; i < machine->n_steps; i++)
		sorted[i] = (uint16_t) i;
	merge_sorted(machine, sorted, spare, machine->n_steps);
	dkis_free(spare);
}

static Machine *
lay_out_machine(Builder *builder, const Edges *outcomes)
{
	int n_waits = count_waits(builder);
	Machine *machine;

	if (builder->steps.n + n_waits > MACHINE_MAX_PLACES)
	{
		too_many(builder, "terlalu banyak langkah yang saling menunggu");
		return NULL;
	}
	machine = allocate_machine(builder, n_waits);
	for (int i = 0; i < builder->entries.n; i++)
		set_name(WRITE(machine, PART_ENTRIES, Name, i), builder->entries.data[i], machine, builder);
	memcpy(WRITE(machine, PART_ARCS, Arc, 0), builder->arcs.data,
		   (size_t) builder->arcs.n * sizeof(Arc));
	for (int i = 0; i < builder->targets.n; i++) /* there may be none */
		*WRITE(machine, PART_TARGETS, uint16_t, i) = builder->targets.data[i];
	write_inputs(machine, builder);
	write_steps(machine, builder, outcomes);
	sort_steps(machine);
	return machine;
}

Machine *
machine_parse(const char *text, size_t length, DkisError *error)
{
	Builder builder;
	Machine *machine = NULL;

	builder_init(&builder, text, length, error);
	if (read_arcs(&builder) && check_steps(&builder))
	{
		Edges outcomes; /* by step */

		edges_sort(&outcomes, builder.steps.n, builder.outcomes.n, builder.outcomes.data,
				   sizeof(DraftOutcome), offsetof(DraftOutcome, step));
		if (check_start_and_end(&builder, &outcomes))
			machine = lay_out_machine(&builder, &outcomes);
		edges_free(&outcomes);
	}
	builder_free(&builder);
	return machine;
}
