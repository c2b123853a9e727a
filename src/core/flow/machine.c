#include "core/flow/machine.h"

#include "core/base/bits.h"
#include "core/base/words.h"
#include "core/flow/flowtext.h"
#include "core/flow/machine_layout.h"

#include <stdlib.h>
#include <string.h>

/* ---- reading ----------------------------------------------------------- */

size_t
machine_size(const Machine *machine)
{
	return machine->size;
}

static const char *
name_of(const Machine *machine, Name name, size_t *length)
{
	*length = name.length;
	return (const char *) machine + name.offset;
}

int
machine_step_count(const Machine *machine)
{
	return machine->n_steps;
}

const char *
machine_step_name(const Machine *machine, int step, size_t *length)
{
	return name_of(machine, STEPS(machine)[step].name, length);
}

int
machine_step_index(const Machine *machine, const char *name, size_t length)
{
	const uint16_t *sorted = PART(machine, PART_SORTED, uint16_t);
	int low = 0;
	int high = machine->n_steps - 1;

	while (low <= high)
	{
		int middle = (low + high) / 2;
		size_t other_length;
		const char *other = machine_step_name(machine, sorted[middle], &other_length);
		int order = dkis_compare_bytes(name, length, other, other_length);

		if (order == 0)
			return sorted[middle];
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return -1;
}

int
machine_outcome_count(const Machine *machine, int step)
{
	return STEPS(machine)[step].n_outcomes;
}

int
machine_first_outcome(const Machine *machine, int step)
{
	return STEPS(machine)[step].first_outcome;
}

int
machine_all_outcomes(const Machine *machine)
{
	return machine->n_outcomes;
}

static const Outcome *
outcome_of(const Machine *machine, int step, int outcome)
{
	return &OUTCOMES(machine)[STEPS(machine)[step].first_outcome + outcome];
}

const char *
machine_outcome_name(const Machine *machine, int step, int outcome, size_t *length)
{
	return name_of(machine, outcome_of(machine, step, outcome)->name, length);
}

static int
tidy_outcome_index(const Machine *machine, int step, const char *name, size_t length)
{
	int n = machine_outcome_count(machine, step);

	for (int i = 0; i < n; i++)
	{
		size_t other_length;
		const char *other = machine_outcome_name(machine, step, i, &other_length);

		if (dkis_same_word(name, length, other, other_length))
			return i;
	}
	return -1;
}

int
machine_outcome_index(const Machine *machine, int step, const char *name, size_t length)
{
	char buffer[FLOW_MAX_NAME];
	int index = tidy_outcome_index(machine, step, name, length);

	if (index >= 0)
		return index;
	length = dkis_tidy(name, length, buffer, FLOW_MAX_NAME);
	return length == (size_t) -1 ? -1 : tidy_outcome_index(machine, step, buffer, length);
}

int
machine_entry_count(const Machine *machine)
{
	return machine->n_entries;
}

const char *
machine_entry_name(const Machine *machine, int entry, size_t *length)
{
	return name_of(machine, PART(machine, PART_ENTRIES, Name)[entry], length);
}

int
machine_arc_count(const Machine *machine)
{
	return machine->n_arcs;
}

MachineArc
machine_arc(const Machine *machine, int arc)
{
	const Arc *a = &ARCS(machine)[arc];

	return (MachineArc){a->entry == NONE ? -1 : a->entry, a->n_inputs, a->n_targets, a->first_input,
						a->first_target};
}

int
machine_input_count(const Machine *machine)
{
	return machine->n_inputs;
}

MachineInput
machine_input(const Machine *machine, int index)
{
	const Input *input = &INPUTS(machine)[index];

	return (MachineInput){input->step, input->first_outcome, input->n_outcomes};
}

int
machine_target(const Machine *machine, int index)
{
	return TARGETS(machine)[index];
}

int
machine_outcome_arc(const Machine *machine, int step, int outcome)
{
	return outcome_of(machine, step, outcome)->arc;
}

int
machine_outcome_input(const Machine *machine, int step, int outcome)
{
	return outcome_of(machine, step, outcome)->input;
}

int
machine_place_count(const Machine *machine)
{
	return machine->n_steps + machine->n_waits;
}

int
machine_place_input(const Machine *machine, int place)
{
	for (int i = 0; i < machine->n_inputs; i++)
	{
		const Input *input = &INPUTS(machine)[i];

		if (place >= input->first_place && place < input->first_place + input->n_places)
			return i;
	}
	return -1;
}

int
machine_place_step(const Machine *machine, int place)
{
	return place < machine->n_steps ? place : WAITS(machine)[place - machine->n_steps].step;
}

/* ---- canonical text ---------------------------------------------------- */

static void
print_name(const Machine *machine, Name name, DkisText *text)
{
	dkis_text_append(text, (const char *) machine + name.offset, name.length);
}

bool
machine_is_default_outcome(const char *name, size_t length)
{
	return length == strlen(MACHINE_DEFAULT_OUTCOME) &&
		   memcmp(name, MACHINE_DEFAULT_OUTCOME, length) == 0;
}

static void
print_input(const Machine *machine, const Input *input, DkisText *text)
{
	const Outcome *outcomes = outcome_of(machine, input->step, input->first_outcome);
	size_t length;
	const char *name = name_of(machine, outcomes[0].name, &length);

	print_name(machine, STEPS(machine)[input->step].name, text);
	if (input->n_outcomes == 1 && machine_is_default_outcome(name, length))
		return;
	for (int i = 0; i < input->n_outcomes; i++)
	{
		dkis_text_puts(text, i == 0 ? " [" : "|");
		print_name(machine, outcomes[i].name, text);
	}
	dkis_text_puts(text, "]");
}

static void
print_entry(const Machine *machine, int entry, DkisText *text)
{
	Name name = PART(machine, PART_ENTRIES, Name)[entry];

	dkis_text_puts(text, "start");
	if (name.length == 0)
		return;
	dkis_text_puts(text, " [");
	print_name(machine, name, text);
	dkis_text_puts(text, "]");
}

static void
print_arc(const Machine *machine, const Arc *arc, DkisText *text)
{
	if (arc->entry != NONE)
		print_entry(machine, arc->entry, text);
	for (int i = 0; i < arc->n_inputs; i++)
	{
		if (i > 0)
			dkis_text_puts(text, " & ");
		print_input(machine, &INPUTS(machine)[arc->first_input + i], text);
	}
	dkis_text_puts(text, " -> ");
	if (arc->n_targets == 0)
		dkis_text_puts(text, "end");
	for (int i = 0; i < arc->n_targets; i++)
	{
		if (i > 0)
			dkis_text_puts(text, " & ");
		print_name(machine, STEPS(machine)[TARGETS(machine)[arc->first_target + i]].name, text);
	}
}

void
machine_print(const Machine *machine, DkisText *text)
{
	for (int i = 0; i < machine->n_arcs; i++)
	{
		if (i > 0)
			dkis_text_puts(text, "; ");
		print_arc(machine, &ARCS(machine)[i], text);
	}
}

int
machine_compare(const Machine *a, const Machine *b)
{
	DkisText left;
	DkisText right;
	int order;

	if (a->size == b->size && memcmp(a, b, a->size) == 0)
		return 0;
	dkis_text_init(&left);
	dkis_text_init(&right);
	machine_print(a, &left);
	machine_print(b, &right);
	order = dkis_compare_bytes(left.data, left.length, right.data, right.length);
	dkis_free(left.data);
	dkis_free(right.data);
	return order;
}

/* ---- running ----------------------------------------------------------- */

static int
n_words(const Machine *machine)
{
	return bits_words(machine_place_count(machine));
}

static void
empty(const Machine *machine, MachineState *state)
{
	memset(state->words, 0, (size_t) n_words(machine) * sizeof(uint64_t));
}

bool
machine_state_is_active(const MachineState *state, int step)
{
	return bits_has(state->words, step);
}

bool
machine_state_has_ended(const Machine *machine, const MachineState *state)
{
	for (int i = 0; i < n_words(machine); i++)
		if (state->words[i] != 0)
			return false;
	return true;
}

static bool
refuse_doubled(const Machine *machine, int step, const char *what, DkisError *error)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	dkis_fail(error, DKIS_INVALID_PARAMETER, "langkah \"%.*s\" %s", dkis_quotable(name, length),
			  name, what);
	return dkis_hint(error, "Alur ini tidak sehat; lihat dkis.soundness().");
}

/* Tokens to all targets, or to none. */
static bool
activate(const Machine *machine, MachineState *state, const Arc *arc, int *started, int *n_started,
		 DkisError *error)
{
	const uint16_t *targets = &TARGETS(machine)[arc->first_target];

	for (int i = 0; i < arc->n_targets; i++)
	{
		if (bits_has(state->words, targets[i]))
		{
			while (i-- > 0)
				bits_drop(state->words, targets[i]);
			return refuse_doubled(machine, targets[*n_started],
								  "akan aktif dua kali pada saat yang sama", error);
		}
		bits_put(state->words, targets[i]);
		started[(*n_started)++] = targets[i];
	}
	return true;
}

static bool
input_is_done(const MachineState *state, const Input *input)
{
	for (int i = 0; i < input->n_places; i++)
		if (bits_has(state->words, input->first_place + i))
			return true;
	return false;
}

bool
machine_state_is_waiting(const Machine *machine, const MachineState *state, int input)
{
	return input_is_done(state, &INPUTS(machine)[input]);
}

static bool
all_done_but(const Machine *machine, const MachineState *state, const Arc *arc, int but)
{
	for (int i = 0; i < arc->n_inputs; i++)
		if (arc->first_input + i != but &&
			!input_is_done(state, &INPUTS(machine)[arc->first_input + i]))
			return false;
	return true;
}

static void
empty_inputs(const Machine *machine, MachineState *state, const Arc *arc)
{
	for (int i = 0; i < arc->n_inputs; i++)
	{
		const Input *input = &INPUTS(machine)[arc->first_input + i];

		for (int k = 0; k < input->n_places; k++)
			bits_drop(state->words, input->first_place + k);
	}
}

/* A join: the token waits, or the last one in sets the arc going. */
static bool
fire_join(const Machine *machine, MachineState *state, int step, const Outcome *outcome,
		  int *started, int *n_started, DkisError *error)
{
	const Arc *arc = &ARCS(machine)[outcome->arc];
	MachineState before;

	if (input_is_done(state, &INPUTS(machine)[outcome->input]))
		return refuse_doubled(machine, step, "sudah selesai dan masih menunggu langkah lain",
							  error);
	if (!all_done_but(machine, state, arc, outcome->input))
	{
		bits_drop(state->words, step);
		bits_put(state->words, outcome->place);
		return true;
	}
	memcpy(before.words, state->words, (size_t) n_words(machine) * sizeof(uint64_t));
	bits_drop(state->words, step);
	empty_inputs(machine, state, arc);
	if (activate(machine, state, arc, started, n_started, error))
		return true;
	memcpy(state->words, before.words, (size_t) n_words(machine) * sizeof(uint64_t));
	*n_started = 0;
	return false;
}

bool
machine_state_fire(const Machine *machine, MachineState *state, int step, int outcome, int *started,
				   int *n_started, DkisError *error)
{
	const Outcome *o = outcome_of(machine, step, outcome);
	size_t length;
	const char *name;

	*n_started = 0;
	if (!bits_has(state->words, step))
	{
		name = machine_step_name(machine, step, &length);
		return machine_refuse_inactive(machine, state, name, length, error);
	}
	if (o->place != NONE)
		return fire_join(machine, state, step, o, started, n_started, error);
	bits_drop(state->words, step);
	if (activate(machine, state, &ARCS(machine)[o->arc], started, n_started, error))
		return true;
	bits_put(state->words, step);
	*n_started = 0;
	return false;
}

/* ---- entering ---------------------------------------------------------- */

static bool
refuse_entry(const Machine *machine, const char *wanted, DkisError *error)
{
	DkisText list;
	size_t only;

	if (wanted)
		dkis_fail(error, DKIS_NO_SUCH_OUTCOME, "alur ini tidak punya jenis pelaksanaan \"%.*s\"",
				  dkis_quotable(wanted, strlen(wanted)), wanted);
	else
		dkis_fail(error, DKIS_NO_SUCH_OUTCOME, "alur ini punya beberapa jenis pelaksanaan");
	machine_entry_name(machine, 0, &only);
	if (machine->n_entries == 1 && only == 0)
		return dkis_hint(error,
						 "Alur ini dimulai tanpa jenis pelaksanaan: kosongkan entry (NULL).");
	dkis_text_init(&list);
	for (int i = 0; i < machine->n_entries; i++)
	{
		size_t length;
		const char *name = machine_entry_name(machine, i, &length);

		dkis_text_puts(&list, i > 0 ? ", " : "");
		if (length == 0)
			dkis_text_puts(&list, "NULL");
		else
			dkis_text_append(&list, name, length);
	}
	dkis_hint(error, "Jenis pelaksanaan yang ada: %s.", list.data);
	dkis_free(list.data);
	return false;
}

static int
find_entry(const Machine *machine, const char *wanted, size_t length)
{
	for (int i = 0; i < machine->n_entries; i++)
	{
		size_t other_length;
		const char *other = machine_entry_name(machine, i, &other_length);

		if (dkis_same_word(wanted, length, other, other_length))
			return i;
	}
	return -1;
}

int
machine_entry_index(const Machine *machine, const char *entry, DkisError *error)
{
	char buffer[FLOW_MAX_NAME];
	size_t length = entry ? dkis_tidy(entry, strlen(entry), buffer, FLOW_MAX_NAME) : 0;
	int index = length == (size_t) -1 ? -1 : find_entry(machine, buffer, length);

	if (entry && length == 0)
		index = -1;
	if (index < 0 && !entry && machine->n_entries == 1)
		index = 0;
	if (index < 0)
		refuse_entry(machine, entry, error);
	return index;
}

bool
machine_state_enter(const Machine *machine, int entry, MachineState *state, int *started,
					int *n_started, DkisError *error)
{
	*n_started = 0;
	empty(machine, state);
	for (int i = 0; i < machine->n_arcs; i++)
		if (ARCS(machine)[i].entry == entry)
			return activate(machine, state, &ARCS(machine)[i], started, n_started, error);
	return true;
}

bool
machine_state_start(const Machine *machine, const char *entry, MachineState *state,
					DkisError *error)
{
	int index = machine_entry_index(machine, entry, error);
	int n_started;
	int *started;
	bool entered;

	if (index < 0)
		return false;
	started = dkis_alloc(((size_t) machine->n_steps + 1) * sizeof(int));
	entered = machine_state_enter(machine, index, state, started, &n_started, error);
	dkis_free(started);
	return entered;
}

/* ---- markings ---------------------------------------------------------- */

static bool
refuse_marking(const Machine *machine, MarkingEntry entry, const char *what, DkisError *error)
{
	int quoted = dkis_quotable(entry.step, entry.step_length);

	(void) machine;
	dkis_fail(error, DKIS_INVALID_PARAMETER, "posisi kasus tidak cocok dengan alurnya: %s \"%.*s\"",
			  what, quoted, entry.step);
	if (entry.outcome)
		dkis_detail(error, "Hasil: \"%.*s\".", dkis_quotable(entry.outcome, entry.outcome_length),
					entry.outcome);
	return dkis_hint(error, "Mungkin kasus ini berjalan menurut versi alur yang lain.");
}

static bool
same_name(const Machine *machine, int step, MarkingEntry entry)
{
	size_t length;
	const char *name = machine_step_name(machine, step, &length);

	return length == entry.step_length && memcmp(name, entry.step, length) == 0;
}

/* The step a marking's entry names; the hint spares the search. */
static int
step_of_entry(const Machine *machine, MarkingEntry entry)
{
	int step = entry.hint;

	if (step >= machine->n_steps && step < machine_place_count(machine))
		step = WAITS(machine)[step - machine->n_steps].step;
	if (step < machine->n_steps && same_name(machine, step, entry))
		return step;
	return machine_step_index(machine, entry.step, entry.step_length);
}

static int
place_of_waiting(const Machine *machine, int step, MarkingEntry entry)
{
	const Step *s = &STEPS(machine)[step];
	int outcome = -1;

	if (entry.outcome)
		outcome = machine_outcome_index(machine, step, entry.outcome, entry.outcome_length);
	for (int i = 0; i < s->n_outcomes; i++)
	{
		int place = outcome_of(machine, step, i)->place;

		if (place != NONE && (entry.outcome ? i == outcome : s->n_joins == 1))
			return place;
	}
	return -1;
}

bool
machine_state_from_marking(const Machine *machine, const Marking *marking, MachineState *state,
						   DkisError *error)
{
	int n_active = marking_active_count(marking);
	int n = n_active + marking_waiting_count(marking);

	empty(machine, state);
	for (int i = 0; i < n; i++)
	{
		MarkingEntry entry = marking_entry(marking, i);
		int place = step_of_entry(machine, entry);

		if (place < 0)
			return refuse_marking(machine, entry, "tidak ada langkah", error);
		if (i >= n_active)
			place = place_of_waiting(machine, place, entry);
		if (place < 0)
			return refuse_marking(machine, entry, "tidak ada yang ditunggu oleh langkah", error);
		if (bits_has(state->words, place))
			return refuse_marking(machine, entry, "disebut dua kali: langkah", error);
		bits_put(state->words, place);
	}
	return true;
}

static MarkingEntry
entry_of_place(const Machine *machine, int place)
{
	MarkingEntry entry = {.hint = (uint16_t) place};
	Wait wait = {(uint16_t) place, NONE};

	if (place >= machine->n_steps)
		wait = WAITS(machine)[place - machine->n_steps];
	entry.step = machine_step_name(machine, wait.step, &entry.step_length);
	if (wait.outcome != NONE)
		entry.outcome =
			machine_outcome_name(machine, wait.step, wait.outcome, &entry.outcome_length);
	return entry;
}

static int
count_places(const Machine *machine, const MachineState *state)
{
	int n = 0;

	for (int i = 0; i < n_words(machine); i++)
		n += __builtin_popcountll(state->words[i]);
	return n;
}

Marking *
machine_marking_from_state(const Machine *machine, const MachineState *state)
{
	MarkingEntry few[16] = {{0}};
	int n = count_places(machine, state);
	MarkingEntry *entries = n <= 16 ? few : dkis_alloc((size_t) n * sizeof(MarkingEntry));
	int n_active = 0;
	Marking *marking;

	n = 0;
	for (int i = 0; i < n_words(machine); i++)
		for (uint64_t rest = state->words[i]; rest != 0; rest &= rest - 1)
		{
			int place = i * 64 + __builtin_ctzll(rest);

			entries[n++] = entry_of_place(machine, place);
			n_active += place < machine->n_steps;
		}
	marking = marking_make(entries, n_active, n - n_active);
	if (entries != few)
		dkis_free(entries);
	return marking;
}

/* ---- refusals ---------------------------------------------------------- */

/* The names of the steps in state, or of all steps. */
static void
list_steps(const Machine *machine, const MachineState *state, DkisText *list)
{
	dkis_text_init(list);
	for (int i = 0; i < machine->n_steps; i++)
	{
		size_t length;
		const char *name = machine_step_name(machine, i, &length);

		if (state && !bits_has(state->words, i))
			continue;
		dkis_text_puts(list, list->length > 0 ? ", " : "");
		dkis_text_append(list, name, length);
	}
}

static void
hint_active(const Machine *machine, const MachineState *state, DkisError *error)
{
	DkisText list;

	if (machine_state_has_ended(machine, state))
	{
		dkis_hint(error, "Alur sudah selesai; tidak ada langkah yang aktif.");
		return;
	}
	list_steps(machine, state, &list);
	if (list.length > 0)
		dkis_hint(error, "Langkah yang aktif sekarang: %s.", list.data);
	else
		dkis_hint(error,
				  "Tidak ada langkah yang aktif; semuanya menunggu. Lihat dkis.soundness().");
	dkis_free(list.data);
}

bool
machine_refuse_unknown(const Machine *machine, const char *name, size_t length, DkisError *error)
{
	DkisText list;

	dkis_fail(error, DKIS_INVALID_PARAMETER, "alur ini tidak punya langkah \"%.*s\"",
			  dkis_quotable(name, length), name);
	list_steps(machine, NULL, &list);
	dkis_hint(error, "Langkah yang ada: %s.", list.data);
	dkis_free(list.data);
	return false;
}

static bool
is_waiting(const Machine *machine, const MachineState *state, int step)
{
	for (int i = 0; i < machine->n_waits; i++)
		if (WAITS(machine)[i].step == step && bits_has(state->words, machine->n_steps + i))
			return true;
	return false;
}

bool
machine_refuse_inactive(const Machine *machine, const MachineState *state, const char *name,
						size_t length, DkisError *error)
{
	int step = machine_step_index(machine, name, length);

	dkis_fail(error, DKIS_STEP_NOT_ACTIVE, "langkah \"%.*s\" tidak aktif",
			  dkis_quotable(name, length), name);
	if (step < 0)
		dkis_detail(error, "Alur ini tidak punya langkah itu.");
	else if (is_waiting(machine, state, step))
		dkis_detail(error, "Langkah itu sudah selesai dan menunggu langkah lain.");
	hint_active(machine, state, error);
	return false;
}

bool
machine_find_active_step(const Machine *machine, const MachineState *state, const char *name,
						 size_t length, int *step, DkisError *error)
{
	*step = machine_step_index(machine, name, length);
	if (*step >= 0 && bits_has(state->words, *step))
		return true;
	return machine_refuse_inactive(machine, state, name, length, error);
}

static bool
refuse_outcome(const Machine *machine, int step, const char *name, size_t length, DkisError *error)
{
	size_t step_length;
	const char *step_name = machine_step_name(machine, step, &step_length);
	DkisText list;

	dkis_fail(error, DKIS_NO_SUCH_OUTCOME, "langkah \"%.*s\" tidak punya hasil \"%.*s\"",
			  dkis_quotable(step_name, step_length), step_name, dkis_quotable(name, length), name);
	dkis_text_init(&list);
	for (int i = 0; i < machine_outcome_count(machine, step); i++)
	{
		size_t other_length;
		const char *other = machine_outcome_name(machine, step, i, &other_length);

		dkis_text_puts(&list, i > 0 ? ", " : "");
		dkis_text_append(&list, other, other_length);
	}
	dkis_hint(error, "Hasil yang sah: %s.", list.data);
	dkis_free(list.data);
	return false;
}

bool
machine_find_outcome(const Machine *machine, int step, const char *name, size_t length,
					 int *outcome, DkisError *error)
{
	*outcome = machine_outcome_index(machine, step, name, length);
	return *outcome >= 0 || refuse_outcome(machine, step, name, length, error);
}
