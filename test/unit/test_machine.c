/*
 * Machines and markings: grammar, running, and soundness against an oracle
 * that knows nothing of machine.c: it plays every interleaving with counted
 * tokens on machines this file makes up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/flow/machine.h"
#include "core/flow/soundness.h"

#define EMERGENCY                                                                                  \
	"start -> 1; 1 -> 2; 2 [Darurat] -> 3; 2 [Informasi|Prank|Ghost] -> 11; 3 -> 4; "              \
	"4 [Valid] -> 5; 4 [Tidak Valid] -> 11; 5 -> 6; 6 -> 7 & 8.1 & 8.2 & 8.3 & 8.4 & 8.5; "        \
	"8.1 [Ya|Tidak] & 8.2 [Ya|Tidak] & 8.3 [Ya|Tidak] & 8.4 [Ya|Tidak] & 8.5 [Ya|Tidak] -> 9; "    \
	"9 -> 10; 10 [Ya] & 7 -> 11; 10 [Tidak] -> 9; "                                                \
	"10 [Tambah Bantuan] -> 8.1 & 8.2 & 8.3 & 8.4 & 8.5; 11 -> end"

static Machine *
parse(const char *text)
{
	DkisError error;
	Machine *machine = machine_parse(text, strlen(text), &error);

	if (!machine)
		fail_msg("%s: %s (%s)", text, error.message, error.detail);
	return machine;
}

static char *
printed(const Machine *machine)
{
	DkisText text;

	dkis_text_init(&text);
	machine_print(machine, &text);
	return text.data;
}

static void
assert_reads(const char *text, const char *canonical)
{
	Machine *machine = parse(text);
	char *once = printed(machine);
	Machine *again = parse(once);

	assert_string_equal(once, canonical);
	assert_int_equal(machine_compare(machine, again), 0);
	assert_int_equal(machine_size(machine), machine_size(again));
	assert_memory_equal(machine, again, machine_size(machine));
	dkis_free(once);
	dkis_free(machine);
	dkis_free(again);
}

static void
assert_refused(const char *text, const char *sqlstate, const char *position)
{
	DkisError error;

	if (machine_parse(text, strlen(text), &error))
		fail_msg("accepted: %s", text);
	assert_string_equal(error.sqlstate, sqlstate);
	if (!strstr(error.detail, position))
		fail_msg("%s: expected \"%s\" in \"%s\" (%s)", text, position, error.detail, error.message);
}

static void
reads_and_writes(void **state)
{
	assert_reads("START->1;1->END", "start -> 1; 1 -> end");
	assert_reads(" start -> 1 ;\n 1 [ Sangat   baik |b] -> end ; ",
				 "start -> 1; 1 [Sangat baik|b] -> end");
	assert_reads("start [ pagi ] -> a; start [sore] -> b; a -> end; b -> end;",
				 "start [pagi] -> a; start [sore] -> b; a -> end; b -> end");
	/* a bare item is [Selesai]; another spelling of it stays as declared */
	assert_reads("start -> 1; 1 [Selesai] -> 2; 2 [selesai] -> end",
				 "start -> 1; 1 -> 2; 2 [selesai] -> end");
	assert_reads("start -> 1; 1 [Selesai|x] -> end", "start -> 1; 1 [Selesai|x] -> end");
	/* -> goes before a trailing - */
	assert_reads("start->a-;a-->-b;-b->end", "start -> a-; a- -> -b; -b -> end");
	/* an outcome may hold an arrow, a comma, a quote */
	assert_reads("start -> 1; 1 [a -> b, \"c\"] -> end", "start -> 1; 1 [a -> b, \"c\"] -> end");
	assert_reads("start -> end", "start -> end");
	assert_reads("start -> A; A -> a; a -> end", "start -> A; A -> a; a -> end");
	assert_reads(EMERGENCY, EMERGENCY);
}

static void
refuses(void **state)
{
	assert_refused("", "22P02", "karakter ke-1,");
	assert_refused("start", "22P02", "karakter ke-6,");
	assert_refused("start -> 1", "22P02", "karakter ke-10");
	assert_refused("start -> 1; 1 -> 2; 2 -> 9; 9x -> end", "22P02", "karakter ke-26");
	assert_refused("1 -> end", "22P02", "karakter ke-9, akhir");
	assert_refused("start -> 1; 1 -> 2; 2 -> 1", "22P02", "karakter ke-27, akhir");
	assert_refused("start -> 1; 1 -> 1; 2 -> end", "22P02", "akhir teks");
	assert_refused("start -> 1; 1 -> end; 1 [selesai] -> end", "22P02", "karakter ke-26");
	assert_refused("start -> 1; 1 [a|A] -> end", "22P02", "karakter ke-18");
	assert_refused("start [x] -> 1; start [X] -> 1; 1 -> end", "22P02", "karakter ke-24");
	assert_refused("start -> 1; start -> 1; 1 -> end", "22P02", "karakter ke-13");
	assert_refused("start -> 1; 1 [] -> end", "22P02", "karakter ke-16");
	assert_refused("start -> 1; 1 [a|] -> end", "22P02", "karakter ke-18");
	assert_refused("start -> 1; 1 [a -> end", "22P02", "akhir");
	assert_refused("start -> 1; 1 [a[b]] -> end", "22P02", "karakter ke-17");
	assert_refused("start -> 1 & end; 1 -> end", "22P02", "karakter ke-14");
	assert_refused("start -> start; 1 -> end", "22P02", "karakter ke-10");
	assert_refused("start & 1 -> 2; 1 -> end; 2 -> end", "22P02", "karakter ke-7");
	assert_refused("start -> 1;; 1 -> end", "22P02", "karakter ke-12");
	assert_refused("start -> 1; 1 -> end x", "22P02", "karakter ke-22");
	assert_refused("start -> 1; 1 > end", "22P02", "karakter ke-15");
	/* counted in characters, not bytes */
	assert_refused("start -> 1; 1 [\xC3\xA9\xC3\xA9] -> end; ?", "22P02", "karakter ke-28");
}

static void
refuses_too_many_steps(void **state)
{
	DkisText text;

	dkis_text_init(&text);
	dkis_text_puts(&text, "start -> s0");
	for (int i = 0; i < 4096; i++)
		dkis_text_printf(&text, "; s%d -> s%d", i, i + 1);
	dkis_text_puts(&text, "; s4096 -> end");
	assert_refused(text.data, "54000", "karakter ke-");
	dkis_free(text.data);
}

/* ---- running ----------------------------------------------------------- */

static char *
marking_text(const Marking *marking)
{
	DkisText text;

	dkis_text_init(&text);
	marking_print(marking, &text);
	return text.data;
}

static Marking *
parse_marking(const char *text)
{
	DkisError error;
	Marking *marking = marking_parse(text, strlen(text), &error);

	if (!marking)
		fail_msg("%s: %s (%s)", text, error.message, error.detail);
	return marking;
}

/* Fires by name from a marking's text and compares; expects an error code instead of "{". */
static void
assert_fires(const char *flow, const char *from, const char *step, const char *outcome,
			 const char *expected)
{
	Machine *machine = parse(flow);
	Marking *marking = parse_marking(from);
	Marking *after;
	MachineState state;
	int started[MACHINE_MAX_STEPS];
	int n;
	int s;
	int o;
	DkisError error;
	char *text;

	if (machine_state_from_marking(machine, marking, &state, &error) &&
		machine_find_active_step(machine, &state, step, strlen(step), &s, &error) &&
		machine_find_outcome(machine, s, outcome, strlen(outcome), &o, &error) &&
		machine_state_fire(machine, &state, s, o, started, &n, &error))
	{
		after = machine_marking_from_state(machine, &state);
		text = marking_text(after);
		assert_string_equal(text, expected);
		dkis_free(text);
		dkis_free(after);
	}
	else
		assert_string_equal(error.sqlstate, expected);
	dkis_free(marking);
	dkis_free(machine);
}

static void
fires(void **state)
{
	const char *two =
		"start -> a & b; a [x] & b [x] -> c; a [y|z] & b [y] -> d; c -> end; d -> end";

	assert_fires(EMERGENCY, "{1}", "1", "Selesai", "{2}");
	assert_fires(EMERGENCY, "{2}", "2", "  prank ", "{11}");
	assert_fires(EMERGENCY, "{6}", "6", "Selesai", "{7, 8.1, 8.2, 8.3, 8.4, 8.5}");
	assert_fires(EMERGENCY, "{7, 8.1 | 8.2, 8.3, 8.4, 8.5}", "8.1", "Tidak", "{7, 9}");
	assert_fires(EMERGENCY, "{10, 7}", "10", "Ya", "{7 | 10}");
	assert_fires(EMERGENCY, "{10 | 7}", "10", "Ya", "{11}");
	assert_fires(EMERGENCY, "{10 | 7}", "10", "Tidak", "{9 | 7}");
	assert_fires(EMERGENCY, "{11}", "11", "Selesai", "{}");
	/* the step feeds two joins: the outcome tells which */
	assert_fires(two, "{a, b}", "a", "z", "{b | a[z]}");
	assert_fires(two, "{b | a[z]}", "b", "y", "{d}");
	assert_fires(two, "{b | a[Z]}", "b", "x", "{| a[z], b[x]}");
	/* refused */
	assert_fires(EMERGENCY, "{1}", "2", "Prank", "SP002");
	assert_fires(EMERGENCY, "{1}", "99", "Selesai", "SP002");
	assert_fires(EMERGENCY, "{2}", "2", "Selesai", "SP001");
	assert_fires(EMERGENCY, "{2}", "2", "", "SP001");
	assert_fires(EMERGENCY, "{}", "2", "Prank", "SP002");
	assert_fires(EMERGENCY, "{99}", "2", "Prank", "22023");
	assert_fires(EMERGENCY, "{1 | 2}", "1", "Selesai", "22023");
	assert_fires(two, "{b | a}", "b", "x", "22023");
	/* never beyond one token */
	assert_fires("start -> 1; 1 -> 2 & 3; 2 -> 4; 3 -> 4; 4 -> end", "{3, 4}", "3", "Selesai",
				 "22023");
	assert_fires("start -> 1; 1 -> 2 & 2; 2 -> end", "{1}", "1", "Selesai", "22023");
	assert_fires("start -> 1; 1 -> 1; 1 [x] -> end", "{1}", "1", "Selesai", "{1}");
	assert_fires("start -> a & b; a & b -> c; c -> a & b & c; c [x] -> end", "{a, c | a}", "a",
				 "Selesai", "22023");
}

static void
keeps_the_state_on_error(void **state)
{
	Machine *machine = parse("start -> 1 & 4; 1 -> 2 & 3 & 4; 2 -> end; 3 -> end; 4 -> end");
	MachineState before;
	MachineState after;
	int started[8];
	int n = 7;
	DkisError error;

	memset(&before, 0, sizeof before);
	assert_true(machine_state_start(machine, NULL, &before, &error));
	after = before;
	assert_false(machine_state_fire(machine, &after, machine_step_index(machine, "1", 1), 0,
									started, &n, &error));
	assert_memory_equal(&before, &after, sizeof(uint64_t));
	assert_int_equal(n, 0);
	dkis_free(machine);
}

static void
lists_what_is_allowed(void **state)
{
	Machine *machine = parse(EMERGENCY);
	MachineState at;
	int index;
	DkisError error;

	assert_true(machine_state_start(machine, NULL, &at, &error));
	assert_false(machine_find_active_step(machine, &at, "11", 2, &index, &error));
	assert_string_equal(error.hint, "Langkah yang aktif sekarang: 1.");
	assert_false(machine_find_outcome(machine, machine_step_index(machine, "4", 1), "Ya", 2, &index,
									  &error));
	assert_string_equal(error.hint, "Hasil yang sah: Valid, Tidak Valid.");
	dkis_free(machine);
}

static void
tells_why_none_is_active(void **state)
{
	Machine *machine = parse("start [a] -> 1; start [b] -> 2; 1 & 2 -> 3; 3 -> end");
	Machine *short_one = parse("start -> 1; 1 -> end");
	MachineState at;
	int started[8];
	int n;
	int index;
	DkisError error;

	assert_true(machine_state_start(machine, "a", &at, &error));
	assert_true(machine_state_fire(machine, &at, machine_step_index(machine, "1", 1), 0, started,
								   &n, &error));
	assert_false(machine_find_active_step(machine, &at, "2", 1, &index, &error));
	assert_string_equal(error.hint,
						"Tidak ada langkah yang aktif; semuanya menunggu. Lihat dkis.soundness().");
	assert_true(machine_state_start(short_one, NULL, &at, &error));
	assert_true(machine_state_fire(short_one, &at, 0, 0, started, &n, &error));
	assert_false(machine_find_active_step(short_one, &at, "1", 1, &index, &error));
	assert_string_equal(error.hint, "Alur sudah selesai; tidak ada langkah yang aktif.");
	dkis_free(machine);
	dkis_free(short_one);
}

static void
enters(void **state)
{
	Machine *machine = parse("start [harian] -> 1; start [bulanan] -> 2; 1 -> end; 2 -> end");
	Machine *only = parse("start [harian] -> 1; 1 -> end");
	MachineState at;
	DkisError error;

	assert_true(machine_state_start(machine, " BULANAN", &at, &error));
	assert_true(machine_state_is_active(&at, machine_step_index(machine, "2", 1)));
	assert_false(machine_state_start(machine, NULL, &at, &error));
	assert_string_equal(error.sqlstate, "SP001");
	assert_string_equal(error.hint, "Jenis pelaksanaan yang ada: harian, bulanan.");
	assert_false(machine_state_start(machine, "", &at, &error));
	assert_false(machine_state_start(machine, "tahunan", &at, &error));
	assert_true(machine_state_start(only, NULL, &at, &error));
	assert_true(machine_state_is_active(&at, 0));
	dkis_free(machine);
	dkis_free(only);
}

/* ---- markings ---------------------------------------------------------- */

static void
assert_marking(const char *text, const char *canonical)
{
	Marking *marking = parse_marking(text);
	char *once = marking_text(marking);
	Marking *again = parse_marking(once);

	assert_string_equal(once, canonical);
	assert_int_equal(marking_compare(marking, again), 0);
	dkis_free(once);
	dkis_free(marking);
	dkis_free(again);
}

static void
assert_no_marking(const char *text, const char *position)
{
	DkisError error;

	assert_null(marking_parse(text, strlen(text), &error));
	assert_string_equal(error.sqlstate, "22P02");
	if (!strstr(error.detail, position))
		fail_msg("%s: %s", text, error.detail);
}

static void
reads_markings(void **state)
{
	assert_marking(" { } ", "{}");
	assert_marking("{8.1,8.3|8.2}", "{8.1, 8.3 | 8.2}");
	assert_marking("{ | 2}", "{| 2}");
	assert_marking("{b|a[ Sangat  baik ], c}", "{b | a[Sangat baik], c}");
	assert_marking("{a | a}", "{a | a}");
	assert_marking("{a | b[x, } ]}", "{a | b[x, }]}");
	assert_no_marking("", "ke-1");
	assert_no_marking("{1", "ke-3");
	assert_no_marking("{1,}", "ke-4");
	assert_no_marking("{|}", "ke-3");
	assert_no_marking("{1|}", "ke-4");
	assert_no_marking("{1} 2", "ke-5");
	assert_no_marking("{1, 1}", "ke-");
	assert_no_marking("{2 | 1[a], 1[A]}", "ke-");
	assert_no_marking("{1[x]}", "ke-2");
	assert_no_marking("{1 2}", "ke-4");
}

static void
assert_order(const char *a, const char *b, int expected)
{
	Marking *left = parse_marking(a);
	Marking *right = parse_marking(b);
	int order = marking_compare(left, right);

	assert_int_equal((order > 0) - (order < 0), expected);
	assert_int_equal(marking_compare(right, left), -order);
	assert_int_equal(marking_hash(left, 7) == marking_hash(right, 7), expected == 0);
	dkis_free(left);
	dkis_free(right);
}

static void
compares_markings(void **state)
{
	assert_order("{a, b}", "{b, a}", 0);
	assert_order("{a | b, c}", "{a | c, b}", 0);
	assert_order("{a | b[X]}", "{a | b[x]}", 0);
	assert_order("{a | b}", "{b | a}", -1);
	assert_order("{a | b}", "{a, b}", -1);
	assert_order("{}", "{a}", -1);
	assert_order("{a | b[x]}", "{a | b[y]}", -1);
	assert_order("{ab | c}", "{a | bc}", 1);
}

/* ---- soundness --------------------------------------------------------- */

static bool
is_sound(const char *text)
{
	Machine *machine = parse(text);
	SoundnessReport report;
	DkisError error;
	bool sound;

	assert_true(soundness_decide(machine, &sound, &error));
	assert_true(soundness_explain(machine, &report, &error));
	if (sound != (report.n == 0))
		fail_msg("%s: decided %d, explained %d problems", text, sound, report.n);
	soundness_report_free(&report);
	dkis_free(machine);
	return sound;
}

static void
assert_problem(const char *text, const char *problem, const char *step, const char *detail)
{
	Machine *machine = parse(text);
	SoundnessReport report;
	DkisError error;
	bool found = false;
	size_t length;

	assert_true(soundness_explain(machine, &report, &error));
	for (int i = 0; i < report.n; i++)
	{
		SoundnessProblem *p = &report.data[i];

		if (strcmp(p->problem, problem) != 0)
			continue;
		found = true;
		if (step)
			assert_memory_equal(machine_step_name(machine, p->step, &length), step, strlen(step));
		if (detail)
			assert_string_equal(p->detail, detail);
		else
			assert_null(p->detail);
	}
	if (!found)
		fail_msg("%s: \"%s\" not found; first of %d: %s", text, problem, report.n,
				 report.n > 0 ? report.data[0].problem : "-");
	soundness_report_free(&report);
	dkis_free(machine);
}

static void
proves(void **state)
{
	assert_true(is_sound("start -> 1; 1 -> end"));
	assert_true(is_sound("start -> end"));
	assert_true(is_sound(EMERGENCY));
	assert_problem("start -> 1; 1 -> end; 7 -> 7", "langkah 7 tidak pernah tercapai", "7", NULL);
	assert_problem("start -> 1; 1 [a] -> 2; 1 [b] -> end; 2 -> 3; 3 -> 2",
				   "dari {2} tidak ada jalan ke akhir", "2", "jejak: start, 1 [a]");
	assert_problem("start -> 1; 1 -> 2 & 3; 2 -> 4; 3 -> 4; 4 -> end", "langkah 4 aktif dua kali",
				   "4", "jejak: start, 1, 2, 3");
	assert_problem("start -> 1; 1 -> 2 & 5; 2 -> end; 5 -> end",
				   "akhir tercapai sementara 5 masih aktif", "5", "jejak: start, 1, 2");
	/* b may wait for c, which waits for nobody knows what */
	assert_problem("start -> a & b; a & b [x] -> end; b [y] & c -> end; c [z] -> c",
				   "dari {a | b[y]} tidak ada jalan ke akhir", "a",
				   "jejak: start, b [y]; macet di {| a, b[y]}");
	assert_problem("start -> a & b & c; a & b [x] -> d; b [y] & c -> d; d -> end",
				   "akhir tercapai sementara c masih menunggu", "c",
				   "jejak: start, a, b [x], c, d");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes),
		cmocka_unit_test(refuses),
		cmocka_unit_test(refuses_too_many_steps),
		cmocka_unit_test(fires),
		cmocka_unit_test(keeps_the_state_on_error),
		cmocka_unit_test(lists_what_is_allowed),
		cmocka_unit_test(tells_why_none_is_active),
		cmocka_unit_test(enters),
		cmocka_unit_test(reads_markings),
		cmocka_unit_test(compares_markings),
		cmocka_unit_test(proves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
