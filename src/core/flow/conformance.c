#include "core/flow/conformance.h"

#include "core/base/bits.h"
#include "core/base/words.h"
#include "core/base/wordset.h"
#include "core/flow/net.h"
#include "core/flow/soundness.h"

#include <string.h>

/* ---- reading a log ------------------------------------------------------- */

bool
conformance_begin(Conformance *log, const Machine *machine, const Marking *start, DkisError *error)
{
	memset(log, 0, sizeof *log);
	log->machine = machine;
	log->fits = true;
	log->has_start = start != NULL;
	if (start && !machine_state_from_marking(machine, start, &log->start, error))
		return false;
	log->state = log->start;
	log->started = dkis_alloc((size_t) machine_step_count(machine) * sizeof(int));
	dkis_text_init(&log->words);
	return true;
}

void
conformance_free(Conformance *log)
{
	dkis_free(log->started);
	dkis_free(log->events.data);
	dkis_free(log->words.data);
}

/* "7 [Sesuai]": what stands in the brackets; step and length become what stands before. */
static const char *
in_brackets(const char *step, size_t *length, size_t *outcome_length)
{
	const char *open = memchr(step, '[', *length);
	size_t end = *length;

	while (end > 0 && dkis_is_space(step[end - 1]))
		end--;
	if (!open || step[end - 1] != ']')
		return NULL;
	*length = (size_t) (open - step);
	*outcome_length = end - *length - 2;
	return open + 1;
}

static int
find_logged_step(const Machine *machine, const char *name, size_t length)
{
	name = dkis_trim(name, &length);
	return machine_step_index(machine, name, length);
}

static uint32_t
keep_words(Conformance *log, const char *words, size_t length)
{
	size_t start = log->words.length;

	words = dkis_trim(words, &length);
	dkis_text_append(&log->words, words, length);
	dkis_text_append(&log->words, "", 1);
	return (uint32_t) start;
}

static ConformanceEvent
read_logged_event(Conformance *log, const char *step, size_t length, const char *outcome,
				  size_t outcome_length)
{
	ConformanceEvent event = {machine_step_index(log->machine, step, length), ALIGNMENT_ANY, 0};
	size_t step_length = length;
	size_t bracketed_length;
	const char *bracketed;

	if (event.step < 0 && (bracketed = in_brackets(step, &step_length, &bracketed_length)))
	{
		if (!outcome)
			outcome_length = bracketed_length;
		outcome = outcome ? outcome : bracketed;
	}
	if (event.step < 0)
		event.step = find_logged_step(log->machine, step, step_length);
	if (event.step < 0)
	{
		event.step = CONFORMANCE_UNKNOWN;
		event.words = keep_words(log, step, length);
	}
	else if (outcome)
		event.outcome = machine_outcome_index(log->machine, event.step, outcome, outcome_length);
	if (event.step >= 0 && outcome && event.outcome < 0)
	{
		event.outcome = CONFORMANCE_UNKNOWN;
		event.words = keep_words(log, outcome, outcome_length);
	}
	return event;
}

/* By the first entry that makes the step active. */
static bool
enter_where_active(Conformance *log, int step)
{
	int n_started;
	DkisError ignored;

	for (int i = 0; i < machine_entry_count(log->machine); i++)
		if (machine_state_enter(log->machine, i, &log->state, log->started, &n_started, &ignored) &&
			machine_state_is_active(&log->state, step))
			return true;
	return false;
}

/* Whether any outcome of the step leads the same way. */
static bool
leads_one_way(const Machine *machine, int step)
{
	int n = machine_outcome_count(machine, step);

	return machine_input(machine, machine_outcome_input(machine, step, 0)).n_outcomes == n;
}

static bool
fires(Conformance *log, const ConformanceEvent *event)
{
	int n_started;
	DkisError ignored;

	if (event->step < 0 || event->outcome == CONFORMANCE_UNKNOWN)
		return false;
	if (log->events.n == 0 && !log->has_start && !enter_where_active(log, event->step))
		return false;
	if (!machine_state_is_active(&log->state, event->step))
		return false;
	if (event->outcome == ALIGNMENT_ANY && !leads_one_way(log->machine, event->step))
		return false;
	return machine_state_fire(log->machine, &log->state, event->step,
							  event->outcome == ALIGNMENT_ANY ? 0 : event->outcome, log->started,
							  &n_started, &ignored);
}

static bool
refuse_long_log(DkisError *error)
{
	dkis_fail(error, DKIS_PROGRAM_LIMIT, "catatan satu kasus lebih dari %d peristiwa",
			  CONFORMANCE_MAX_EVENTS);
	return dkis_hint(error, "Kelompokkan per kasus dengan GROUP BY.");
}

bool
conformance_add(Conformance *log, const char *step, size_t length, const char *outcome,
				size_t outcome_length, DkisError *error)
{
	ConformanceEvent event;

	if (log->events.n == CONFORMANCE_MAX_EVENTS)
		return refuse_long_log(error);
	event = read_logged_event(log, step, length, outcome, outcome_length);
	log->fits = log->fits && fires(log, &event);
	*array_add(&log->events) = event;
	return true;
}

/* ---- judging ------------------------------------------------------------- */

static bool
can_fit(const ConformanceEvent *event)
{
	return event->step >= 0 && event->outcome != CONFORMANCE_UNKNOWN;
}

/*
 * Events that nothing in the machine can fit are left out of the search, and put
 * back in front of the event after them.
 */
static void
put_back(const Conformance *log, const int *kept, int n_kept, Alignment *alignment)
{
	int n_left_out = log->events.n - n_kept;
	AlignmentMove *moves =
		dkis_alloc((size_t) (alignment->n_moves + n_left_out) * sizeof(AlignmentMove) + 1);
	int n = 0;
	int next = 0; /* event */

	for (int i = 0; i <= alignment->n_moves; i++)
	{
		bool is_end = i == alignment->n_moves;
		AlignmentMove move = is_end ? (AlignmentMove){0} : alignment->moves[i];
		int until = is_end ? log->events.n : move.event < 0 ? next : kept[move.event];

		while (next < until)
			moves[n++] = (AlignmentMove){next++, -1, 0};
		if (is_end)
			break;
		if (move.event >= 0)
			move.event = next++;
		moves[n++] = move;
	}
	dkis_free(alignment->moves);
	alignment->cost += n_left_out;
	alignment->n_moves = n;
	alignment->moves = moves;
}

/* The run of an alignment played from its start: what it stood at before each move. */
typedef struct Playback
{
	Net net;
	WordSet markings;
	int *before; /* per move: which of these */
	uint64_t *bits;
} Playback;

/* False where the step cannot be finished; an event alone changes nothing. */
static bool
play_move(Playback *playback, const AlignmentMove *move)
{
	const Net *net = &playback->net;

	if (move->step < 0)
		return true;
	if (!bits_has(playback->bits, move->step) ||
		!net_fire(net, playback->bits, &net->moves[net_move_of(net, move->step, move->outcome)],
				  NULL))
		return false;
	bits_drop(playback->bits, net->end);
	return true;
}

static void
play_all(Playback *playback, const Conformance *log, const Alignment *alignment)
{
	MachineState start = log->start;
	int n_started;
	DkisError ignored;

	net_init(&playback->net, log->machine);
	wordset_init(&playback->markings, playback->net.n_words);
	playback->before = dkis_numbers(alignment->n_moves, 0);
	playback->bits = dkis_zeroed((size_t) playback->net.n_words * sizeof(uint64_t));
	if (!log->has_start)
		machine_state_enter(log->machine, alignment->entry, &start, log->started, &n_started,
							&ignored);
	net_marking(&playback->net, &start, playback->bits);
	for (int i = 0; i < alignment->n_moves; i++)
	{
		playback->before[i] = (int) wordset_add(&playback->markings, playback->bits);
		play_move(playback, &alignment->moves[i]);
	}
}

static void
playback_free(Playback *playback)
{
	net_free(&playback->net);
	wordset_free(&playback->markings);
	dkis_free(playback->before);
	dkis_free(playback->bits);
}

/*
 * A skipped step is told before the event that had to come after it, not before one
 * that merely did; and beside an event of its own that did not fit. So far back may
 * the move at i be put.
 */
static int
latest_place(const Conformance *log, const Alignment *alignment, Playback *playback, int i)
{
	const AlignmentMove *moves = alignment->moves;
	int place = i;

	memcpy(playback->bits, wordset_at(&playback->markings, (uint32_t) playback->before[i]),
		   (size_t) playback->net.n_words * sizeof(uint64_t));
	for (int k = i + 1; k < alignment->n_moves; k++)
	{
		const AlignmentMove *next = &moves[k];

		if (k % 1024 == 0)
			dkis_check_interrupts();
		if (next->step == moves[i].step || !play_move(playback, next))
			return place;
		place = next->event >= 0 ? k : place;
		if (next->step < 0 && log->events.data[next->event].step == moves[i].step)
			return place;
	}
	return place;
}

/* From the last to the first, so that what comes before a move stays as it was played. */
static void
postpone_skipped(const Conformance *log, Alignment *alignment)
{
	Playback playback;

	play_all(&playback, log, alignment);
	for (int i = alignment->n_moves - 1; i >= 0; i--)
	{
		AlignmentMove move = alignment->moves[i];
		int place;

		if (move.event >= 0)
			continue;
		dkis_check_interrupts();
		place = latest_place(log, alignment, &playback, i);
		memmove(&alignment->moves[i], &alignment->moves[i + 1], (size_t) (place - i) * sizeof move);
		alignment->moves[place] = move;
	}
	playback_free(&playback);
}

static bool
align_log(const Conformance *log, AlignmentTask *task, Alignment *alignment, DkisError *error)
{
	size_t room = (size_t) log->events.n + 1;
	AlignmentEvent *events = dkis_alloc(room * sizeof *events);
	int *kept = dkis_alloc(room * sizeof *kept);
	bool found;

	for (int i = 0; i < log->events.n; i++)
		if (can_fit(&log->events.data[i]))
		{
			kept[task->n_events] = i;
			events[task->n_events++] =
				(AlignmentEvent){log->events.data[i].step, log->events.data[i].outcome};
		}
	task->events = events;
	found = alignment_find(task, alignment, error);
	if (found)
	{
		put_back(log, kept, task->n_events, alignment);
		postpone_skipped(log, alignment);
	}
	dkis_free(events);
	dkis_free(kept);
	return found;
}

/* What the shortest run costs; 0: none is needed. -1: refused. */
static int
shortest_run(AlignmentTask task, DkisError *error)
{
	Alignment run;

	if (task.running)
		return 0;
	task.n_events = 0;
	if (!alignment_find(&task, &run, error))
		return -1;
	dkis_free(run.moves);
	return run.cost;
}

bool
conformance_judge(const Conformance *log, bool running, Verdict *verdict, DkisError *error)
{
	AlignmentTask task = {.machine = log->machine, .running = running};
	bool is_over =
		(log->events.n > 0 || log->has_start) && machine_state_has_ended(log->machine, &log->state);
	DkisError undecided;
	int shortest;

	*verdict = (Verdict){1, {0}};
	if (log->fits && (running || is_over))
		return true;
	if (!running && !soundness_decide(log->machine, &task.sound, &undecided))
		task.sound = false;
	task.start = log->has_start ? &log->start : NULL;
	shortest = shortest_run(task, error);
	if (shortest < 0 || !align_log(log, &task, &verdict->alignment, error))
		return false;
	verdict->fitness = verdict->alignment.cost == 0
						   ? 1
						   : 1 - (double) verdict->alignment.cost / (log->events.n + shortest);
	return true;
}

/* ---- telling ------------------------------------------------------------- */

typedef struct Telling
{
	const Conformance *log;
	const Alignment *alignment;
	bool *told;        /* of each move */
	int *next_missing; /* per move without an event: the next of the same step between two that fit;
						  -1: none */
	int *missing;      /* per step: the first of them not told */
	ConformanceTeller tell;
	void *context;
	DkisText text;
} Telling;

static bool
is_synchronous(const AlignmentMove *move)
{
	return move->event >= 0 && move->step >= 0;
}

static void
tell_step_name(Telling *telling, int step)
{
	size_t length;
	const char *name = machine_step_name(telling->log->machine, step, &length);

	dkis_text_append(&telling->text, name, length);
}

static void
put_outcomes(Telling *telling, int step, int first, int n, const char *separator)
{
	for (int i = first; i < first + n; i++)
	{
		size_t length;
		const char *name = machine_outcome_name(telling->log->machine, step, i, &length);

		dkis_text_puts(&telling->text, i > first ? separator : "");
		dkis_text_append(&telling->text, name, length);
	}
}

static void
put_quoted(Telling *telling, const ConformanceEvent *event)
{
	const char *words = telling->log->words.data + event->words;

	dkis_text_printf(&telling->text, "\"%.*s\"", dkis_quotable(words, strlen(words)), words);
}

static void
say(Telling *telling)
{
	telling->tell(&telling->text, telling->context);
	telling->text.length = 0;
	telling->text.data[0] = '\0';
}

/* Lists the steps finished without an event between two moves that fit. */
static void
list_missing(Telling *telling, int from, int until)
{
	const AlignmentMove *moves = telling->alignment->moves;

	for (int i = from; i < until; i++)
		if (moves[i].event < 0)
			telling->missing[moves[i].step] = -1;
	for (int i = until - 1; i >= from; i--)
		if (moves[i].event < 0)
		{
			telling->next_missing[i] = telling->missing[moves[i].step];
			telling->missing[moves[i].step] = i;
		}
}

/* The step was finished, but otherwise than its event says; -1: it was not. */
static int
take_twin(Telling *telling, int step, int from)
{
	int move = telling->missing[step];

	if (move < from) /* of an earlier list */
		return -1;
	telling->missing[step] = telling->next_missing[move];
	telling->told[move] = true;
	return move;
}

/* An outcome that the step does not have. */
static void
put_strange_outcome(Telling *telling, const ConformanceEvent *event)
{
	dkis_text_puts(&telling->text, " selesai dengan hasil ");
	put_quoted(telling, event);
	dkis_text_puts(&telling->text, ", alur mengenal ");
	put_outcomes(telling, event->step, 0, machine_outcome_count(telling->log->machine, event->step),
				 ", ");
}

/* One that it has, while the run goes on as after others. */
static void
put_other_outcome(Telling *telling, const ConformanceEvent *event, const AlignmentMove *instead)
{
	const Machine *machine = telling->log->machine;
	MachineInput input =
		machine_input(machine, machine_outcome_input(machine, instead->step, instead->outcome));

	dkis_text_puts(&telling->text, " selesai dengan hasil ");
	put_outcomes(telling, event->step, event->outcome, 1, "");
	dkis_text_puts(&telling->text, ", sesudahnya berjalan seperti ");
	put_outcomes(telling, instead->step, input.first_outcome, input.n_outcomes, "|");
}

/* An event that the run passes over, among the moves from "from" on between two that fit. */
static void
tell_event(Telling *telling, int number, int from)
{
	const ConformanceEvent *event = &telling->log->events.data[number];
	int other = event->step < 0 ? -1 : take_twin(telling, event->step, from);

	if (event->step < 0)
	{
		put_quoted(telling, event);
		dkis_text_puts(&telling->text, " tidak dikenal alur");
	}
	else
	{
		dkis_text_puts(&telling->text, "langkah ");
		tell_step_name(telling, event->step);
	}
	if (event->step >= 0 && event->outcome == CONFORMANCE_UNKNOWN)
		put_strange_outcome(telling, event);
	else if (other >= 0 && event->outcome >= 0)
		put_other_outcome(telling, event, &telling->alignment->moves[other]);
	else if (event->step >= 0)
		dkis_text_puts(&telling->text, " dikerjakan tidak pada waktunya");
	dkis_text_printf(&telling->text, " (peristiwa %d)", number + 1);
	say(telling);
}

static void
tell_skipped(Telling *telling, int step, int before)
{
	dkis_text_puts(&telling->text, "langkah ");
	tell_step_name(telling, step);
	dkis_text_printf(&telling->text, " dilewati (sebelum peristiwa %d)", before + 1);
	say(telling);
}

/* Steps without an event, before the event that fits again, or until the end. */
static void
tell_missing(Telling *telling, int from, int until)
{
	const Alignment *alignment = telling->alignment;
	int n = 0;

	for (int i = from; i < until; i++)
	{
		const AlignmentMove *move = &alignment->moves[i];

		if (telling->told[i] || move->event >= 0)
			continue;
		if (until < alignment->n_moves)
		{
			tell_skipped(telling, move->step, alignment->moves[until].event);
			continue;
		}
		dkis_text_puts(&telling->text, n++ > 0 ? ", " : "berakhir sebelum waktunya: ");
		tell_step_name(telling, move->step);
	}
	if (n > 0)
	{
		dkis_text_puts(&telling->text, " belum");
		say(telling);
	}
}

void
conformance_tell(const Conformance *log, const Verdict *verdict, ConformanceTeller tell,
				 void *context)
{
	const Alignment *alignment = &verdict->alignment;
	Telling telling = {.log = log, .alignment = alignment, .tell = tell, .context = context};
	int from = 0;

	telling.told = dkis_zeroed((size_t) alignment->n_moves * sizeof(bool));
	telling.next_missing = dkis_numbers(alignment->n_moves, -1);
	telling.missing = dkis_numbers(machine_step_count(log->machine), -1);
	dkis_text_init(&telling.text);
	for (int until = 0; until <= alignment->n_moves; until++)
	{
		if (until < alignment->n_moves && !is_synchronous(&alignment->moves[until]))
			continue;
		dkis_check_interrupts();
		list_missing(&telling, from, until);
		for (int i = from; i < until; i++)
			if (alignment->moves[i].event >= 0)
				tell_event(&telling, alignment->moves[i].event, from);
		tell_missing(&telling, from, until);
		from = until + 1;
	}
	dkis_free(telling.told);
	dkis_free(telling.next_missing);
	dkis_free(telling.missing);
	dkis_free(telling.text.data);
}
