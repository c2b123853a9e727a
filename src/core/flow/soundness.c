/*
 * Soundness by exploring the markings a case can get to.
 *
 * Deciding follows, in every marking, the outcomes of one active step only
 * (the lowest) instead of all interleavings. That is enough, because a machine
 * is a free-choice net: what one active step does neither enables nor prevents
 * what another may do, so its outcomes are a persistent set. Persistent sets
 * keep every way to a marking where nothing can happen any more, the good end
 * among them; so "every marking explored this way reaches the end" holds
 * exactly when it holds for all markings. Then every run can be continued to
 * the end and reordered into an explored one, so each step that can happen is
 * seen to happen; and a sound free-choice net is 1-safe. Without "&" the
 * markings explored are the steps themselves; with it their number grows with
 * the sum, not the product, of what parallel branches do.
 *
 * Explaining why a flow is unsound explores all interleavings, breadth first,
 * because the shortest trace is wanted; where these are too many, it explains
 * from what deciding has seen.
 */
#include "core/flow/soundness.h"

#include "core/flow/net.h"

#include <string.h>

/* What one exploration may hold: beyond it, 54000 or the smaller exploration. */
#define DECIDE_BYTES ((size_t) 128 << 20)
#define EXPLAIN_BYTES ((size_t) 32 << 20)
#define MAX_STUCK_REPORTED 8

/* What is known of each marking beside its number. */
typedef struct Met
{
	int parent; /* -1: an entry */
	int move;   /* from the parent; of an entry: which */
	bool bad;   /* a wrong end, or a move that would give a second token */
} Met;

typedef struct Exploration
{
	const Net *net;
	NetGraph graph;
	size_t limit; /* in bytes */
	bool truncated;
	ARRAY_OF(Met) met;
	uint64_t *seen;        /* steps that were active */
	uint64_t *doubled;     /* places that would get a second token, reported once */
	uint64_t *left_behind; /* places still marked at the end, reported once */
	bool unsound;
	SoundnessReport *report; /* NULL: only decide */
} Exploration;

/* ---- telling ----------------------------------------------------------- */

static void
append_step(const Net *net, int step, DkisText *text)
{
	size_t length;
	const char *name = machine_step_name(net->machine, step, &length);

	dkis_text_append(text, name, length);
}

static bool
feeds_several_joins(const Net *net, int step)
{
	int n = 0;

	for (int i = 0; i < machine_input_count(net->machine); i++)
		n += net->input_place[i] >= 0 && machine_input(net->machine, i).step == step;
	return n > 1;
}

static void
append_bracketed(const char *name, size_t length, DkisText *text)
{
	dkis_text_puts(text, "[");
	dkis_text_append(text, name, length);
	dkis_text_puts(text, "]");
}

static void
append_place(const Net *net, int place, DkisText *text)
{
	MachineInput input;
	size_t length;
	const char *name;

	append_step(net, net_place_step(net, place), text);
	if (place < net->n_steps || !feeds_several_joins(net, net_place_step(net, place)))
		return;
	input = machine_input(net->machine, net->place_input[place]);
	name = machine_outcome_name(net->machine, input.step, input.first_outcome, &length);
	append_bracketed(name, length, text);
}

static void
append_list(const Net *net, const uint64_t *bits, int from, int limit, DkisText *text)
{
	bool first = true;

	BITS_EACH(p, bits, from, limit)
	{
		dkis_text_puts(text, first ? "" : ", ");
		append_place(net, p, text);
		first = false;
	}
}

/* As dkis.marking writes it. */
static void
append_marking(const Net *net, const uint64_t *bits, DkisText *text)
{
	dkis_text_puts(text, "{");
	append_list(net, bits, 0, net->n_steps, text);
	if (bits_next(bits, net->n_steps, net->end) < net->end)
	{
		dkis_text_puts(text, bits_next(bits, 0, net->n_steps) < net->n_steps ? " | " : "| ");
		append_list(net, bits, net->n_steps, net->end, text);
	}
	dkis_text_puts(text, "}");
}

static void
append_label(const char *name, size_t length, DkisText *text)
{
	dkis_text_puts(text, " ");
	append_bracketed(name, length, text);
}

static void
append_entry(const Net *net, int entry, DkisText *text)
{
	size_t length;
	const char *name = machine_entry_name(net->machine, entry, &length);

	dkis_text_puts(text, "start");
	if (length > 0)
		append_label(name, length, text);
}

static void
append_move(const Net *net, const NetMove *move, DkisText *text)
{
	size_t length;
	const char *name = machine_outcome_name(net->machine, move->step, move->outcome, &length);

	dkis_text_puts(text, ", ");
	append_step(net, move->step, text);
	if (machine_outcome_count(net->machine, move->step) > 1)
		append_label(name, length, text);
}

static void
append_trace(const Exploration *x, int number, DkisText *text)
{
	int length = 0;
	int *path;

	for (int i = number; i >= 0; i = x->met.data[i].parent)
		length++;
	path = dkis_numbers(length, 0);
	for (int i = number, k = length; i >= 0; i = x->met.data[i].parent)
		path[--k] = x->met.data[i].move;
	append_entry(x->net, path[0], text);
	for (int i = 1; i < length; i++)
		append_move(x->net, &x->net->moves[path[i]], text);
	dkis_free(path);
}

static void
add_problem(SoundnessReport *report, const DkisText *problem, int step, const DkisText *detail)
{
	*array_add(report) = (SoundnessProblem){problem->data, step, detail ? detail->data : NULL};
}

/* The trace to marking number, then one more move (NULL: none). */
static void
trace_to(const Exploration *x, int number, const NetMove *move, int entry, DkisText *detail)
{
	dkis_text_init(detail);
	dkis_text_puts(detail, "jejak: ");
	if (number < 0)
		append_entry(x->net, entry, detail);
	else
		append_trace(x, number, detail);
	if (move)
		append_move(x->net, move, detail);
}

static void
tell_doubled(Exploration *x, int place, int from, const NetMove *move, int entry)
{
	DkisText problem;
	DkisText detail;
	int step = net_place_step(x->net, place);

	if (bits_has(x->doubled, place))
		return;
	bits_put(x->doubled, place);
	dkis_text_init(&problem);
	if (place == x->net->end)
		dkis_text_puts(&problem, "akhir tercapai dua kali");
	else
	{
		dkis_text_puts(&problem, "langkah ");
		append_step(x->net, step, &problem);
		dkis_text_puts(&problem, place < x->net->n_steps ? " aktif dua kali"
														 : " selesai dua kali sebelum digabung");
	}
	trace_to(x, from, move, entry, &detail);
	add_problem(x->report, &problem, step, &detail);
}

/* All that the last move would double: one trace may show several problems. */
static void
tell_twice(Exploration *x, int from, const NetMove *move, int entry)
{
	int limit = x->net->n_places;

	x->unsound = true;
	BITS_EACH(p, x->graph.twice, 0, limit)
	{
		bits_drop(x->graph.twice, p);
		if (x->report)
			tell_doubled(x, p, from, move, entry);
	}
}

/* The end was reached and other tokens are left. */
static void
tell_left_behind(Exploration *x, int number)
{
	const uint64_t *bits = net_graph_marking(&x->graph, number);
	int place = bits_next(bits, 0, x->net->end);
	bool waits = place >= x->net->n_steps;
	DkisText problem;
	DkisText detail;

	x->unsound = true;
	if (!x->report || bits_has(x->left_behind, place))
		return;
	bits_put(x->left_behind, place);
	dkis_text_init(&problem);
	dkis_text_puts(&problem, "akhir tercapai sementara ");
	append_list(x->net, bits, waits ? x->net->n_steps : 0, waits ? x->net->end : x->net->n_steps,
				&problem);
	dkis_text_puts(&problem, waits ? " masih menunggu" : " masih aktif");
	trace_to(x, number, NULL, 0, &detail);
	add_problem(x->report, &problem, net_place_step(x->net, place), &detail);
}

/* ---- exploring --------------------------------------------------------- */

static void
exploration_init(Exploration *x, const Net *net, size_t limit, SoundnessReport *report)
{
	size_t words = (size_t) net->n_words * sizeof(uint64_t);

	*x = (Exploration){.net = net, .limit = limit, .report = report};
	net_graph_init(&x->graph, net, true);
	x->seen = dkis_zeroed(words);
	x->doubled = dkis_zeroed(words);
	x->left_behind = dkis_zeroed(words);
}

static void
exploration_free(Exploration *x)
{
	net_graph_free(&x->graph);
	dkis_free(x->met.data);
	dkis_free(x->seen);
	dkis_free(x->doubled);
	dkis_free(x->left_behind);
}

static bool
is_end(const Exploration *x, int number, bool with_others)
{
	const uint64_t *bits = net_graph_marking(&x->graph, number);

	return bits_has(bits, x->net->end) &&
		   (bits_next(bits, 0, x->net->end) < x->net->end) == with_others;
}

/* Notes a marking that is new, from where it came. */
static void
note_marking(Exploration *x, int number, int parent, int move)
{
	if (number < x->met.n)
		return;
	*array_add(&x->met) = (Met){parent, move, is_end(x, number, true)};
	for (int i = 0; i < x->net->n_words; i++)
		x->seen[i] |= net_graph_marking(&x->graph, number)[i];
	if (x->met.data[number].bad)
		tell_left_behind(x, number);
}

static void
enter_all(Exploration *x)
{
	for (int i = 0; i < machine_arc_count(x->net->machine); i++)
	{
		int entry = machine_arc(x->net->machine, i).entry;

		if (entry < 0)
			continue;
		if (net_enter(x->net, x->graph.bits, i, x->graph.twice))
			note_marking(x, net_graph_visit(&x->graph), -1, entry);
		else
			tell_twice(x, -1, NULL, entry);
	}
}

static void
enter_where(Exploration *x, const MachineState *state)
{
	net_marking(x->net, state, x->graph.bits);
	if (net_is_empty(x->net, x->graph.bits))
		bits_put(x->graph.bits, x->net->end);
	note_marking(x, net_graph_visit(&x->graph), -1, 0);
}

static void
follow_step(Exploration *x, int number, int step)
{
	for (int m = x->net->first_move[step]; m < x->net->first_move[step + 1]; m++)
	{
		int to = net_graph_follow(&x->graph, number, m);

		if (to >= 0)
		{
			note_marking(x, to, number, m);
			continue;
		}
		x->met.data[number].bad = true;
		tell_twice(x, number, &x->net->moves[m], 0);
	}
}

static int
next_step(const Exploration *x, int number, int from)
{
	return bits_next(net_graph_marking(&x->graph, number), from, x->net->n_steps);
}

/*
 * Breadth first, so that the first way found to a marking is a shortest one.
 * One step per marking, or all of them; stops at the first problem when there
 * is no report to write.
 */
static void
explore_markings(Exploration *x, bool all_steps)
{
	int n_steps = x->net->n_steps;

	for (int i = 0; i < x->met.n && (x->report || !x->unsound); i++)
	{
		dkis_check_interrupts();
		if (net_graph_bytes(&x->graph) + array_bytes(&x->met) > x->limit)
		{
			x->truncated = true;
			return;
		}
		for (int step = next_step(x, i, 0); step < n_steps;
			 step = all_steps ? next_step(x, i, step + 1) : n_steps)
			follow_step(x, i, step);
	}
}

/* ---- judging ----------------------------------------------------------- */

/* Of each marking: how far the good end (or for the report what was told); -1: no way. */
static int *
measure_to_end(const Exploration *x, bool or_bad)
{
	int *left = dkis_numbers(x->met.n, -1);

	for (int i = 0; i < x->met.n; i++)
		if (is_end(x, i, false) || (or_bad && x->met.data[i].bad))
			left[i] = 0;
	net_graph_measure(&x->graph, true, left);
	return left;
}

static bool
all_complete(const Exploration *x)
{
	bool all = true;
	int *left;

	if (x->unsound)
		return false;
	left = measure_to_end(x, false);
	for (int i = 0; i < x->met.n; i++)
		all = all && left[i] >= 0;
	dkis_free(left);
	return all;
}

static bool
all_seen(const Exploration *x)
{
	for (int i = 0; i < x->net->n_steps; i++)
		if (!bits_has(x->seen, i))
			return false;
	return true;
}

static void
tell_unreached(const Exploration *x)
{
	for (int i = 0; i < x->net->n_steps; i++)
	{
		DkisText problem;

		if (bits_has(x->seen, i))
			continue;
		dkis_text_init(&problem);
		dkis_text_puts(&problem, "langkah ");
		append_step(x->net, i, &problem);
		dkis_text_puts(&problem, " tidak pernah tercapai");
		add_problem(x->report, &problem, i, NULL);
	}
}

/* The first marking reached where nothing is active any more; -1: none. */
static int
find_halt(const Exploration *x, const int *reached)
{
	for (int i = 0; i < x->met.n; i++)
		if (reached[i] >= 0 && next_step(x, i, 0) == x->net->n_steps)
			return i;
	return -1;
}

static void
tell_stuck(const Exploration *x, int number, const int *reached)
{
	const uint64_t *bits = net_graph_marking(&x->graph, number);
	int place = bits_next(bits, 0, x->net->end);
	int halt = find_halt(x, reached);
	DkisText problem;
	DkisText detail;

	dkis_text_init(&problem);
	dkis_text_puts(&problem, "dari ");
	append_marking(x->net, bits, &problem);
	dkis_text_puts(&problem, " tidak ada jalan ke akhir");
	trace_to(x, number, NULL, 0, &detail);
	if (halt >= 0 && halt != number)
	{
		dkis_text_puts(&detail, "; macet di ");
		append_marking(x->net, net_graph_marking(&x->graph, halt), &detail);
	}
	add_problem(x->report, &problem, net_place_step(x->net, place), &detail);
}

/* Each marking without a way on, unless one before it was told and leads to it. */
static void
tell_all_stuck(const Exploration *x)
{
	int *left = measure_to_end(x, true);
	int told = 0;

	for (int i = 0; i < x->met.n && told < MAX_STUCK_REPORTED; i++)
	{
		int *reached;

		if (left[i] >= 0)
			continue;
		reached = dkis_numbers(x->met.n, -1);
		reached[i] = 0;
		net_graph_measure(&x->graph, false, reached);
		tell_stuck(x, i, reached);
		for (int k = i; k < x->met.n; k++)
			left[k] = left[k] < 0 ? reached[k] : left[k];
		dkis_free(reached);
		told++;
	}
	dkis_free(left);
}

static bool
refuse_entangled(DkisError *error)
{
	dkis_fail(error, DKIS_PROGRAM_LIMIT, "alur ini terlalu rumit untuk dibuktikan");
	dkis_detail(error, "Kemungkinan posisi kasusnya melebihi %zu MB.", DECIDE_BYTES >> 20);
	return dkis_hint(error, "Pecah alur ini menjadi beberapa SOP yang saling berhubungan.");
}

/* from NULL: from the machine's entries, and all of its steps must happen. */
static bool
decide(const Net *net, const MachineState *from, bool *sound, DkisError *error)
{
	Exploration x;
	bool truncated;

	exploration_init(&x, net, DECIDE_BYTES, NULL);
	if (from)
		enter_where(&x, from);
	else
		enter_all(&x);
	explore_markings(&x, false);
	truncated = x.truncated && !x.unsound;
	*sound = !truncated && (from || all_seen(&x)) && all_complete(&x);
	exploration_free(&x);
	return !truncated || refuse_entangled(error);
}

bool
soundness_decide_from(const Machine *machine, const MachineState *state, bool *sound,
					  DkisError *error)
{
	Net net;
	bool decided;

	net_init(&net, machine);
	decided = decide(&net, state, sound, error);
	net_free(&net);
	return decided;
}

bool
soundness_decide(const Machine *machine, bool *sound, DkisError *error)
{
	return soundness_decide_from(machine, NULL, sound, error);
}

/* What was seen going wrong holds even when the exploration was cut short. */
static void
explain(const Net *net, bool all_steps, size_t limit, SoundnessReport *report)
{
	Exploration x;

	exploration_init(&x, net, limit, report);
	enter_all(&x);
	explore_markings(&x, all_steps);
	if (!x.truncated)
	{
		tell_all_stuck(&x);
		tell_unreached(&x);
	}
	exploration_free(&x);
}

bool
soundness_explain(const Machine *machine, SoundnessReport *report, DkisError *error)
{
	Net net;
	bool sound;
	bool decided;

	memset(report, 0, sizeof *report);
	net_init(&net, machine);
	decided = decide(&net, NULL, &sound, error);
	if (decided && !sound)
		explain(&net, true, EXPLAIN_BYTES, report);
	if (decided && !sound && report->n == 0)
		explain(&net, false, DECIDE_BYTES, report);
	if (decided && !sound && report->n == 0)
		decided = refuse_entangled(error);
	net_free(&net);
	return decided;
}

void
soundness_report_free(SoundnessReport *report)
{
	for (int i = 0; i < report->n; i++)
	{
		dkis_free(report->data[i].problem);
		dkis_free(report->data[i].detail);
	}
	dkis_free(report->data);
	memset(report, 0, sizeof *report);
}
