/*
 * Flows out of other tools' documents: what dkis writes comes back as it was,
 * what others write becomes a flow or is refused by name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/exchange/export.h"
#include "core/exchange/import.h"
#include "core/exchange/xml_read.h"

/* ---- there and back ------------------------------------------------------- */

static const char *const flows[] = {
	"start -> end",
	"start -> 1; 1 -> 2; 2 [Sesuai] -> 3; 2 [Tidak Sesuai] -> 1; 3 -> end",
	"start -> 1; 1 -> 2; 2 [Darurat] -> 3; 2 [Informasi|Prank|Ghost] -> 11; 3 -> 4; "
	"4 [Valid] -> 5; 4 [Tidak Valid] -> 11; 5 -> 6; 6 -> 7 & 8.1 & 8.2 & 8.3; "
	"8.1 [Ya|Tidak] & 8.2 [Ya|Tidak] & 8.3 [Ya|Tidak] -> 9; 9 -> 10; 10 [Ya] & 7 -> 11; "
	"10 [Tidak] -> 9; 10 [Tambah Bantuan] -> 8.1 & 8.2 & 8.3; 11 -> end",
	"start [harian] -> 1; 1 -> 2; 2 -> end; start [bulanan] -> 7; 7 -> end; start -> 7 & 2",
	/* the same target from two arcs of one step stays two arcs */
	"start -> 1; 1 [a] -> 2; 1 [b] -> 2; 1 [c|d] -> 2; 2 [Selesai|x] -> end",
	/* the same first target, and another beside it */
	"start -> 1; 1 [a] -> 2; 1 [b] -> 2 & 3; 1 [c|d] -> 2; 2 -> end; 3 -> end",
	/* several outcomes of the very first arc */
	"1 [c|d] -> 2; start -> 1; 1 [e|f] -> end; 2 -> end",
	/* one outcome that is not the usual one; other spellings of it */
	"start -> 1; 1 [Lanjut] -> 2; 2 [selesai] -> end",
	/* arcs and joins in an order of their own */
	"b & c -> d; start -> a; d -> end; a -> c & b",
	"start -> a & b; b [x|y] & a [z] -> c & d; a [w] -> end; d & c -> end",
	"start -> a; a [x] & a [y] -> b; b -> end",
	/* dead steps, loops, a step named twice */
	"start -> 1; 1 -> end; 2 -> 1; 3 -> 3",
	"start -> 1; 1 -> 2 & 3 & 2; 2 & 3 -> end",
	"start -> 1; 1 [x] -> 1 & 1; 1 [y] -> end",
	/* names that ids must spell */
	"start -> A-; A- [a -> b, \"c\" <d>, 'e'] -> _x; _x [50%] -> a._-; a._- [\xC3\xA9\xE2\x82\xAC "
	"\xF0\x9F\x98\x80] -> end",
	"start [di luar jam (kantor)] -> a; a -> end; start [A] -> A; A -> end",
	"start -> 8.; 8. -> 8.1.; 8.1. -> end",
};

typedef void (*Writer)(const Machine *machine, DkisText *text);
typedef bool (*Reader)(const char *xml, size_t length, DkisText *arcs, DkisError *error);

static Machine *
parse(const char *text)
{
	DkisError error;
	Machine *machine = machine_parse(text, strlen(text), &error);

	if (!machine)
		fail_msg("%s: %s (%s)", text, error.message, error.detail);
	return machine;
}

static void
assert_returns(const Machine *machine, Writer writer, Reader reader)
{
	DkisText xml;
	DkisText before;
	DkisText after;
	DkisText arcs;
	DkisError error;
	Machine *again;

	dkis_text_init(&xml);
	dkis_text_init(&before);
	dkis_text_init(&after);
	dkis_text_init(&arcs);
	machine_print(machine, &before);
	writer(machine, &xml);
	if (!reader(xml.data, xml.length, &arcs, &error))
		fail_msg("%s: %s (%s)\n%s", before.data, error.message, error.detail, xml.data);
	again = import_machine(arcs.data, arcs.length, &error);
	if (!again)
		fail_msg("%s: %s %s %s", before.data, arcs.data, error.message, error.detail);
	machine_print(again, &after);
	assert_string_equal(after.data, before.data);
	dkis_free(again);
	dkis_free(xml.data);
	dkis_free(before.data);
	dkis_free(after.data);
	dkis_free(arcs.data);
}

static void
bare_bpmn(const Machine *machine, DkisText *text)
{
	export_bpmn(machine, NULL, text);
}

/* With activities, half of them unknown, and lanes. */
static void
lane_bpmn(const Machine *machine, DkisText *text)
{
	int n = machine_step_count(machine);
	const char **activity = dkis_alloc((size_t) n * sizeof(char *));
	const char **performer = dkis_alloc((size_t) n * sizeof(char *));
	ExportNotes notes = {"SOP \"A & B\"", activity, performer};

	for (int i = 0; i < n; i++)
	{
		activity[i] = i % 2 ? NULL : "Meneliti & <menilai> \"berkas\"";
		performer[i] = i % 3 ? "Kepala Dinas" : "Petugas";
	}
	export_bpmn(machine, &notes, text);
	dkis_free(activity);
	dkis_free(performer);
}

static void
all_return(const char *flow)
{
	Machine *machine = parse(flow);

	assert_returns(machine, export_pnml, import_pnml);
	assert_returns(machine, bare_bpmn, import_bpmn);
	assert_returns(machine, lane_bpmn, import_bpmn);
	dkis_free(machine);
}

static void
own_documents_return(void **state)
{
	for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++)
		all_return(flows[i]);
}

/* ---- made-up flows ----------------------------------------------------------- */

static uint32_t seed;

static int
below(int n)
{
	seed = seed * 1664525u + 1013904223u;
	return (int) ((seed >> 8) % (uint32_t) n);
}

static void
put_some_steps(DkisText *text, int n_steps)
{
	for (int k = 0, n = 1 + below(3); k < n; k++)
		dkis_text_printf(text, "%ss%d", k > 0 ? " & " : "", below(n_steps));
}

/* One outcome per arc or several, alone or in a join; joins take what is left over. */
static void
make_flow(DkisText *text)
{
	int n_steps = 1 + below(8);
	int n_outcomes = 0;
	int n_waiting = 0;

	dkis_text_puts(text, "start -> ");
	put_some_steps(text, n_steps);
	for (int step = 0; step < n_steps; step++)
		for (int k = 0, n = 1 + below(3); k < n; k++)
		{
			dkis_text_puts(text, n_waiting > 0 ? " & " : "; ");
			dkis_text_printf(text, "s%d [o%d", step, n_outcomes++);
			if (below(3) == 0)
				dkis_text_printf(text, "|o%d", n_outcomes++);
			dkis_text_puts(text, "]");
			n_waiting = below(3) == 0 ? n_waiting + 1 : 0;
			if (n_waiting > 0)
				continue;
			dkis_text_puts(text, " -> ");
			if (below(4) == 0)
				dkis_text_puts(text, "end");
			else
				put_some_steps(text, n_steps);
		}
	dkis_text_puts(text, n_waiting > 0 ? " -> end; z -> end" : "; z -> end");
}

static void
made_up_flows_return(void **state)
{
	seed = 20260101;
	for (int i = 0; i < 400; i++)
	{
		DkisText text;
		DkisError error;
		Machine *machine;

		dkis_text_init(&text);
		make_flow(&text);
		machine = machine_parse(text.data, text.length, &error);
		dkis_free(machine); /* some have no way to the end */
		if (machine)
			all_return(text.data);
		dkis_free(text.data);
	}
}

/* ---- what others write ---------------------------------------------------------- */

static void
assert_becomes(Reader reader, const char *xml, const char *expected)
{
	DkisText arcs;
	DkisError error;
	Machine *machine;

	dkis_text_init(&arcs);
	if (!reader(xml, strlen(xml), &arcs, &error))
		fail_msg("%s (%s)\n%s", error.message, error.detail, xml);
	assert_string_equal(arcs.data, expected);
	machine = import_machine(arcs.data, arcs.length, &error);
	if (!machine)
		fail_msg("%s: %s (%s)", arcs.data, error.message, error.detail);
	dkis_free(machine);
	dkis_free(arcs.data);
}

static void
assert_refused(Reader reader, const char *xml, const char *sqlstate, const char *message,
			   const char *detail)
{
	DkisText arcs;
	DkisError error;

	dkis_text_init(&arcs);
	if (reader(xml, strlen(xml), &arcs, &error))
		fail_msg("accepted as %s\n%s", arcs.data, xml);
	if (!strstr(error.message, message) || !strstr(error.detail, detail))
		fail_msg("expected \"%s\" (%s) in \"%s\" (%s)", message, detail, error.message,
				 error.detail);
	assert_string_equal(error.sqlstate, sqlstate);
	assert_true(error.hint[0] != '\0');
	dkis_free(arcs.data);
}

#define BPMN(content)                                                                              \
	"<?xml version='1.0' encoding='UTF-8'?>\n"                                                     \
	"<b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL' id='d'>\n"               \
	"<b:process id='P'>\n" content "</b:process></b:definitions>"
#define FLOW(id, from, to) "<b:sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "'/>\n"
#define NAMED(id, from, to, name)                                                                  \
	"<b:sequenceFlow id='" id "' sourceRef='" from "' targetRef='" to "' name='" name "'/>\n"
#define NODE(kind, id) "<b:" kind " id='" id "'/>\n"
#define CALLED(kind, id, name) "<b:" kind " id='" id "' name='" name "'/>\n"
#define ENDS NODE("startEvent", "s") NODE("endEvent", "e")
#define LINE(kind)                                                                                 \
	BPMN(ENDS NODE(kind, "x") NODE("task", "a") NODE("task", "b") FLOW("1", "s", "a")              \
			 FLOW("2", "a", "x") NAMED("3", "x", "b", "Ya") NAMED("4", "x", "e", "Tidak")          \
				 FLOW("5", "b", "e"))

static void
reads_names_of_steps(void **state)
{
	assert_becomes(
		import_bpmn,
		BPMN(ENDS CALLED("userTask", "Activity_1", "7. Verifikasi berkas") CALLED(
			"manualTask", "Activity_2",
			"8.1 Kirim tim") CALLED("serviceTask", "Activity_3",
									"arsipkan") CALLED("task", "Activity_4", "Periksa berkas lagi")
				 CALLED("task", "Activity_5", " 9)&#10; Tutup ") CALLED(
					 "task", "Activity_6", "arsipkan") CALLED("task", "end-", "End")
					 FLOW("1", "s", "Activity_1") FLOW("2", "Activity_1", "Activity_2") FLOW(
						 "3", "Activity_2", "Activity_3") FLOW("4", "Activity_3", "Activity_4")
						 FLOW("5", "Activity_4", "Activity_5") FLOW("6", "Activity_5", "Activity_6")
							 FLOW("7", "Activity_6", "end-") FLOW("8", "end-", "e")),
		"start -> 7; 7 -> 8.1; 8.1 -> arsipkan; arsipkan -> Activity_4; Activity_4 -> 9; "
		"9 -> Activity_6; Activity_6 -> end-; end- -> end");
}

static bool
naming_ways(const char *xml, size_t length, DkisText *arcs, DkisError *error)
{
	return import_bpmn_process(xml, length, &(BpmnWishes){.name_ways = true}, NULL, arcs, error);
}

/* Where it is wished ways out of a gateway that bear no name are called after what they lead to,
   what a flow's text cannot hold written otherwise; where two would be called alike each says its
   id. */
static void
names_unnamed_ways(void **state)
{
#define UNNAMED(b, c)                                                                              \
	BPMN(ENDS NODE("task", "a") NODE("exclusiveGateway", "x") CALLED("task", "b", b)               \
			 CALLED("task", "c", c) FLOW("1", "s", "a") FLOW("2", "a", "x") FLOW("w3", "x", "b")   \
				 FLOW("w4", "x", "c") FLOW("w5", "x", "e") FLOW("6", "b", "e")                     \
					 FLOW("7", "c", "e"))
	assert_becomes(naming_ways, UNNAMED("Setujui &amp; bayar", "Tolak [tegas]; catat|arsip"),
				   "start -> a; a [Setujui + bayar] -> b; a [Tolak (tegas), catat/arsip] -> c; "
				   "a -> end; b -> end; c -> end");
	assert_becomes(naming_ways, UNNAMED("Tolak dahulu", "tolak dahulu"),
				   "start -> a; a [Tolak dahulu (w3)] -> b; a [tolak dahulu (w4)] -> c; a -> end; "
				   "b -> end; c -> end");
	assert_becomes(naming_ways, UNNAMED("", " "),
				   "start -> a; a [b] -> b; a [c] -> c; a -> end; b -> end; c -> end");
	assert_refused(import_bpmn, UNNAMED("B", "C"), "22023", "tanpa nama", "sequenceFlow \"w3\"");
#undef UNNAMED
}

/* An id that steps may not bear is written so that they may. */
static void
names_steps_by_their_ids(void **state)
{
	assert_becomes(import_bpmn,
				   BPMN(ENDS NODE("task", "end") NODE("task", "start") NODE("task", "a_x2f")
							FLOW("1", "s", "end") FLOW("2", "end", "start")
								FLOW("3", "start", "a_x2f") FLOW("4", "a_x2f", "e")),
				   "start -> end_; end_ -> start_; start_ -> a_x5Fx2f; a_x5Fx2f -> end");
}

/* Where no start or end event is drawn BPMN says where the flow begins and ends. */
static void
reads_undrawn_ends(void **state)
{
	assert_becomes(import_bpmn, BPMN(NODE("endEvent", "e") NODE("task", "a") FLOW("1", "a", "e")),
				   "start -> a; a -> end");
	assert_becomes(import_bpmn, BPMN(NODE("startEvent", "s") NODE("task", "a") FLOW("1", "s", "a")),
				   "start -> a; a -> end");
	assert_becomes(import_bpmn,
				   BPMN(NODE("task", "a") NODE("task", "b") NODE("parallelGateway", "j")
							FLOW("1", "a", "j") FLOW("2", "b", "j")),
				   "start -> a & b; a & b -> end");
	assert_becomes(import_bpmn,
				   BPMN(NODE("task", "a") NODE("exclusiveGateway", "x") NODE("task", "b")
							NODE("task", "c") FLOW("1", "a", "x") NAMED("2", "x", "b", "Ya")
								NAMED("3", "x", "c", "Tidak")),
				   "start -> a; a [Ya] -> b; a [Tidak] -> c; b -> end; c -> end");
	/* one start is drawn: what else nothing leads to is loose */
	assert_refused(
		import_bpmn,
		BPMN(NODE("startEvent", "s") NODE("task", "a") NODE("task", "b") FLOW("1", "s", "a")),
		"22023", "tidak ada panah yang masuk", "task \"b\"");
}

/* Several processes are told apart by their pools, else by their own names, else by their ids. */
static void
names_several_processes(void **state)
{
	static const char xml[] =
		"<b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL'>"
		"<b:process id='P0'/>"
		"<b:process id='P1' name='proses satu'><b:task id='a'/></b:process>"
		"<b:process id='P2' name='proses dua'><b:task id='b'/></b:process>"
		"<b:process id='P3'><b:task id='c'/></b:process>"
		"<b:collaboration id='C'><b:participant id='x' processRef='P1' name='Dinas'/>"
		"<b:participant id='y' processRef='P2' name=''/></b:collaboration>"
		"</b:definitions>";
	DkisText arcs;
	DkisError error;

	dkis_text_init(&arcs);
	assert_false(import_bpmn(xml, sizeof xml - 1, &arcs, &error));
	assert_non_null(strstr(error.message, "lebih dari satu proses"));
	assert_non_null(strstr(error.hint, ": Dinas, proses dua, P3."));
	dkis_free(arcs.data);
}

/* A ring that nothing leads to is loose: the first of it in the document is named. */
static void
refuses_a_ring_of_its_own(void **state)
{
	assert_refused(import_bpmn,
				   BPMN(NODE("task", "a") NODE("task", "b") ENDS NODE("task", "c") FLOW(
					   "1", "a", "b") FLOW("2", "b", "a") FLOW("3", "s", "c") FLOW("4", "c", "e")),
				   "22023", "tidak tercapai dari awal", "task \"a\"");
}

static void
reads_gateways(void **state)
{
	assert_becomes(import_bpmn, LINE("exclusiveGateway"),
				   "start -> a; a [Ya] -> b; a [Tidak] -> end; b -> end");
	/* gateways in a row, and a default flow */
	assert_becomes(
		import_bpmn,
		BPMN(ENDS NODE("task", "a") NODE("task", "b") NODE("task", "c") NODE(
			"exclusiveGateway", "x") "<b:exclusiveGateway id='y' default='6'/>" FLOW("1", "s", "a")
				 FLOW("2", "a", "x") NAMED("3", "x", "b", "Ya|Mungkin")
					 NAMED("4", "x", "y", "Tidak| Belum") NAMED("5", "y", "c", "Besar")
						 FLOW("6", "y", "e") FLOW("7", "b", "e") FLOW("8", "c", "e")),
		"start -> a; a [Ya|Mungkin] -> b; a [Tidak, Besar|Belum, Besar] -> c; "
		"a [Tidak, Lainnya|Belum, Lainnya] -> end; b -> end; c -> end");
	/* a decision shared by two steps */
	assert_becomes(
		import_bpmn,
		BPMN(CALLED("startEvent", "s", "A") CALLED("startEvent", "t", "B") NODE("endEvent", "e")
				 NODE("task", "a") NODE("task", "b") NODE("exclusiveGateway", "x")
					 FLOW("1", "s", "a") FLOW("2", "t", "b") FLOW("3", "a", "x") FLOW("4", "b", "x")
						 NAMED("5", "x", "a", "Ulang") NAMED("6", "x", "e", "Cukup")),
		"start [A] -> a; start [B] -> b; a [Ulang] -> a; a [Cukup] -> end; b [Ulang] -> a; "
		"b [Cukup] -> end");
	/* entries by a gateway after the start */
	assert_becomes(import_bpmn,
				   BPMN(ENDS NODE("exclusiveGateway", "x") NODE("task", "a") NODE("task", "b") FLOW(
					   "1", "s", "x") NAMED("2", "x", "a", "pagi") NAMED("3", "x", "b", "sore")
							FLOW("4", "a", "e") FLOW("5", "b", "e")),
				   "start [pagi] -> a; start [sore] -> b; a -> end; b -> end");
}

static void
reads_parallels(void **state)
{
	assert_becomes(import_bpmn,
				   BPMN(ENDS NODE("task", "a") NODE("task", "b") NODE("task", "c") NODE("task", "d")
							NODE("parallelGateway", "p") NODE("parallelGateway", "q")
								NODE("parallelGateway", "j") NODE("parallelGateway", "k") FLOW(
									"1", "s", "a") FLOW("2", "a", "p") FLOW("3", "p", "b")
									FLOW("4", "p", "q") FLOW("5", "q", "c") FLOW("6", "q", "d")
										FLOW("7", "c", "j") FLOW("8", "d", "j") FLOW("9", "j", "k")
											FLOW("10", "b", "k") FLOW("11", "k", "e")),
				   "start -> a; a -> b & c & d; c & d & b -> end");
	/* out of a task, without a gateway; one gateway that joins and splits */
	assert_becomes(import_bpmn,
				   BPMN(ENDS NODE("task", "a") NODE("task", "b") NODE("task", "c") NODE("task", "d")
							NODE("task", "f") NODE("parallelGateway", "p")
								NODE("parallelGateway", "q") FLOW("1", "s", "a") FLOW("2", "a", "b")
									FLOW("3", "a", "c") FLOW("4", "b", "p") FLOW("5", "c", "p")
										FLOW("6", "p", "d") FLOW("7", "p", "f") FLOW("8", "d", "q")
											FLOW("9", "f", "q") FLOW("10", "q", "e")),
				   "start -> a; a -> b & c; b & c -> d & f; d & f -> end");
}

static void
refuses_what_flows_cannot_say(void **state)
{
	assert_refused(import_bpmn, LINE("inclusiveGateway"), "0A000", "inclusiveGateway",
				   "inclusiveGateway \"x\", baris 6");
	assert_refused(import_bpmn, LINE("complexGateway"), "0A000", "complexGateway", "\"x\"");
	assert_refused(import_bpmn, LINE("eventBasedGateway"), "0A000", "eventBasedGateway", "\"x\"");
	assert_refused(import_bpmn, LINE("intermediateCatchEvent"), "0A000", "intermediateCatchEvent",
				   "\"x\"");
	assert_refused(import_bpmn, LINE("task"), "0A000", "panah bersyarat",
				   "sequenceFlow \"3\" (\"Ya\")");
	/* one of the branches straight to the end */
	assert_refused(import_bpmn, LINE("parallelGateway"), "0A000", "langsung berakhir",
				   "sequenceFlow \"2\"");
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("task", "a") "<b:boundaryEvent id='x' attachedToRef='a'/>" FLOW(
					   "1", "s", "a") FLOW("2", "a", "e")),
				   "0A000", "boundaryEvent", "\"x\"");
	assert_refused(
		import_bpmn,
		BPMN(ENDS "<b:subProcess id='a' name='Rinci'><b:task id='i'/></b:subProcess>" FLOW(
			"1", "s", "a") FLOW("2", "a", "e")),
		"0A000", "subproses", "subProcess \"a\" (\"Rinci\")");
	assert_refused(import_bpmn,
				   BPMN(ENDS "<b:task id='a'><b:multiInstanceLoopCharacteristics/></b:task>" FLOW(
					   "1", "s", "a") FLOW("2", "a", "e")),
				   "0A000", "beberapa kali sekaligus", "task \"a\"");
	assert_refused(import_bpmn,
				   BPMN(ENDS "<b:task id='a'><b:multiInstanceLoopCharacteristics "
							 "isSequential='true'/></b:task>" FLOW("1", "s", "a")
								 FLOW("2", "a", "e")),
				   "0A000", "berulang", "task \"a\"");
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("task", "a") NODE("exclusiveGateway", "x") FLOW("1", "s", "a")
							FLOW("2", "a", "x") NAMED("3", "x", "a", "Ya") FLOW("4", "x", "e")),
				   "22023", "tanpa nama", "sequenceFlow \"4\"");
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("task", "a") NODE("exclusiveGateway", "x") FLOW("1", "s", "a")
							FLOW("2", "a", "x") NAMED("3", "x", "a", "Ya")
								NAMED("4", "x", "e", "ya")),
				   "22023", "dua jalan dengan hasil \"ya\"", "sequenceFlow \"4\"");
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("task", "a") NODE("exclusiveGateway", "x") FLOW("1", "s", "a")
							FLOW("2", "a", "x") NAMED("3", "x", "a", "R&amp;D")
								NAMED("4", "x", "e", "Ya")),
				   "22023", "tanda &", "sequenceFlow \"3\" (\"R&D\")");
	/* an exclusive gateway after a join, and steps that take turns at a join */
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("task", "a") NODE("task", "b") NODE("exclusiveGateway", "x")
							NODE("parallelGateway", "p") NODE("parallelGateway", "j")
								FLOW("1", "s", "p") FLOW("2", "p", "a") FLOW("3", "p", "b")
									FLOW("4", "a", "j") FLOW("5", "b", "j") FLOW("6", "j", "x")
										NAMED("7", "x", "e", "Ya") NAMED("8", "x", "p", "Tidak")),
				   "0A000", "sesudah gerbang paralel", "exclusiveGateway \"x\"");
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("task", "a") NODE("task", "b") NODE("task", "c")
							NODE("exclusiveGateway", "m") NODE("parallelGateway", "p")
								NODE("parallelGateway", "j") FLOW("1", "s", "p") FLOW("2", "p", "a")
									FLOW("3", "p", "b") FLOW("3b", "p", "c") FLOW("4", "a", "m")
										FLOW("5", "b", "m") FLOW("6", "m", "j") FLOW("7", "c", "j")
											FLOW("8", "j", "e")),
				   "0A000", "bergantian", "parallelGateway \"j\"");
	/* gateways in a ring */
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("task", "a") NODE("exclusiveGateway", "x")
							NODE("exclusiveGateway", "y") FLOW("1", "s", "a") FLOW("2", "a", "x")
								NAMED("3", "x", "y", "1") NAMED("4", "y", "x", "2")
									NAMED("5", "x", "e", "3") NAMED("6", "y", "e", "4")),
				   "0A000", "melingkar", "exclusiveGateway \"x\"");
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("exclusiveGateway", "x") NODE("exclusiveGateway", "y")
							NODE("task", "a") FLOW("1", "s", "x") FLOW("2", "x", "y")
								FLOW("3", "y", "x") FLOW("4", "a", "e") FLOW("5", "a", "x")),
				   "22023", "", "");
}

static void
refuses_unfinished_drawings(void **state)
{
	assert_refused(import_bpmn, BPMN(ENDS NODE("task", "a") FLOW("1", "s", "e")), "22023",
				   "tidak ada panah yang keluar", "task \"a\"");
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("task", "a") FLOW("1", "s", "e") FLOW("2", "a", "e")), "22023",
				   "tidak ada panah yang masuk", "task \"a\"");
	assert_refused(import_bpmn,
				   BPMN(ENDS NODE("task", "a") FLOW("1", "s", "e") FLOW("2", "a", "a")), "22023",
				   "tidak tercapai", "task \"a\"");
	assert_refused(import_bpmn, BPMN(ENDS FLOW("1", "s", "z")), "22023",
				   "panah tanpa tujuan: \"z\"", "sequenceFlow \"1\"");
	assert_refused(import_bpmn, BPMN(ENDS "<b:sequenceFlow id='1' targetRef='e'/>"), "22023",
				   "panah tanpa asal", "sequenceFlow \"1\"");
	assert_refused(import_bpmn, BPMN(ENDS FLOW("1", "s", "e") FLOW("2", "s", "s")), "22023",
				   "masuk ke awal", "startEvent \"s\"");
	assert_refused(import_bpmn, BPMN(ENDS NODE("task", "s") FLOW("1", "s", "e")), "22023",
				   "id tidak ada atau dipakai dua kali", "task \"s\"");
	assert_refused(
		import_bpmn,
		BPMN(NODE("task", "a") NODE("task", "b") FLOW("1", "a", "b") FLOW("2", "b", "a")), "22023",
		"tidak ada awal", "process \"P\"");
	assert_refused(import_bpmn, BPMN(NODE("startEvent", "s")), "22023", "tidak ada akhir",
				   "process \"P\"");
	assert_refused(import_bpmn, BPMN(""), "22023", "tidak ada proses berisi", "definitions");
	assert_refused(import_bpmn,
				   BPMN(NODE("startEvent", "s") NODE("startEvent", "t") NODE("endEvent", "e")
							FLOW("1", "s", "e") FLOW("2", "t", "e")),
				   "22023", "lebih dari satu tanpa nama", "startEvent \"t\"");
	assert_refused(import_bpmn,
				   BPMN(CALLED("startEvent", "s", "Pagi") CALLED("startEvent", "t", "pagi")
							NODE("endEvent", "e") FLOW("1", "s", "e") FLOW("2", "t", "e")),
				   "22023", "dua awal bernama sama: \"pagi\"", "startEvent \"t\"");
	assert_refused(import_bpmn, "<definitions/>", "22023", "bukan dokumen BPMN", "definitions");
	assert_refused(import_bpmn, "<pnml/>", "22023", "bukan dokumen BPMN", "pnml");
}

/* ---- PNML ------------------------------------------------------------------------- */

#define PNML(content)                                                                              \
	"<pnml><net id='n' type='http://www.pnml.org/version-2009/grammar/pnmlcoremodel'>"             \
	"<name><text>x</text></name><page id='g'>\n" content "</page></net></pnml>"
#define PLACE(id) "<place id='" id "'><name><text>" id "</text></name></place>\n"
#define SOURCE(id) "<place id='" id "'><initialMarking><text> 1 </text></initialMarking></place>\n"
#define TRANS(id, name) "<transition id='" id "'><name><text>" name "</text></name></transition>\n"
#define SILENT(id)                                                                                 \
	"<transition id='" id "'><name><text>tau_" id "</text></name>"                                 \
	"<toolspecific tool='ProM' version='6.4' activity='$invisible$' "                              \
	"localNodeID='1'/></transition>\n"
#define ARC(from, to) "<arc id='" from "-" to "' source='" from "' target='" to "'/>\n"

static void
reads_nets_of_others(void **state)
{
	/* a line of tasks */
	assert_becomes(import_pnml,
				   PNML(SOURCE("i") PLACE("p") PLACE("o") TRANS("A", "terima")
							TRANS("t2", "Periksa berkas") ARC("i", "A") ARC("A", "p") ARC("p", "t2")
								ARC("t2", "o")),
				   "start -> terima; terima -> t2; t2 -> end");
	/* a place with several ways out is the step, its transitions the outcomes */
	assert_becomes(import_pnml,
				   PNML(PLACE("i") PLACE("p") PLACE("o") TRANS("A", "1. Terima")
							TRANS("B", "Sesuai") TRANS("C", "Tidak  Sesuai") ARC("i", "A")
								ARC("A", "p") ARC("p", "B") ARC("p", "C") ARC("B", "o")
									ARC("C", "i2") PLACE("i2") TRANS("D", "7 [Ya]") TRANS("E", "7")
										ARC("i2", "D") ARC("i2", "E") ARC("D", "o") ARC("E", "p")),
				   "start -> 1; 1 -> p; p [Sesuai] -> end; p [Tidak Sesuai] -> 7; 7 [Ya] -> end; "
				   "7 -> p");
	/* a silent start and split, a visible join, then a silent end */
	assert_becomes(import_pnml,
				   PNML(SOURCE("i") PLACE("p") PLACE("q") PLACE("r") PLACE("s") PLACE("z")
							PLACE("o") SILENT("t0") SILENT("t9") TRANS("a", "a") TRANS("b", "b")
								TRANS("c", "c") ARC("i", "t0") ARC("t0", "p") ARC("t0", "q")
									ARC("p", "a") ARC("q", "b") ARC("a", "r") ARC("b", "s")
										ARC("r", "c") ARC("s", "c") ARC("c", "z") ARC("z", "t9")
											ARC("t9", "o")),
				   "start -> a & b; a & b -> c; c -> end");
	/* a place called as a transition is leaves it its name, and so does one with such an id */
	assert_becomes(
		import_pnml,
		PNML(SOURCE("i") PLACE("cetak") PLACE("q") PLACE("o") TRANS("t1", "terima")
				 TRANS("t2", "Ya") TRANS("t3", "Tidak") TRANS("t4", "cetak") ARC("i", "t1")
					 ARC("t1", "cetak") ARC("cetak", "t2") ARC("cetak", "t3") ARC("t2", "q")
						 ARC("t3", "o") ARC("q", "t4") ARC("t4", "o")),
		"start -> terima; terima -> cetak_; cetak_ [Ya] -> cetak; cetak_ [Tidak] -> end; "
		"cetak -> end");
	assert_becomes(
		import_pnml,
		PNML(SOURCE("i") "<place id='cetak'/>" PLACE("q") PLACE("o") TRANS("t1", "terima")
				 TRANS("t2", "Ya") TRANS("t3", "Tidak") TRANS("t4", "cetak") ARC("i", "t1")
					 ARC("t1", "cetak") ARC("cetak", "t2") ARC("cetak", "t3") ARC("t2", "q")
						 ARC("t3", "o") ARC("q", "t4") ARC("t4", "o")),
		"start -> terima; terima -> cetak_; cetak_ [Ya] -> cetak; cetak_ [Tidak] -> end; "
		"cetak -> end");
}

static void
refuses_nets(void **state)
{
	assert_refused(import_pnml,
				   PNML(SOURCE("i") PLACE("o") TRANS("a", "a") ARC("i", "a")
							ARC("a", "o") "<net "
										  "id='m'>" PLACE("p") "</net>"),
				   "0A000", "di dalam unsur ini", "net \"m\"");
	assert_refused(import_pnml, PNML(SOURCE("i") PLACE("o") TRANS("a", "a") ARC("i", "a")), "22023",
				   "transisi tanpa tempat sesudahnya", "transition \"a\"");
	assert_refused(import_pnml, PNML(TRANS("a", "a") SOURCE("i") PLACE("o") ARC("i", "a")), "22023",
				   "transisi tanpa tempat sesudahnya", "transition \"a\"");
	assert_refused(import_pnml,
				   PNML(SOURCE("i") SOURCE("k") PLACE("o") TRANS("a", "a") ARC("i", "a")
							ARC("k", "a") ARC("a", "o")),
				   "22023", "token awal lebih dari satu", "place \"k\"");
	assert_refused(import_pnml,
				   PNML(PLACE("i") PLACE("k") PLACE("o") TRANS("a", "a") ARC("i", "a") ARC("k", "a")
							ARC("a", "o")),
				   "22023", "tempat awal lebih dari satu", "place \"k\" (\"k\")");
	assert_refused(import_pnml,
				   PNML(SOURCE("i") PLACE("o") PLACE("o2") TRANS("a", "a") ARC("i", "a")
							ARC("a", "o") ARC("a", "o2")),
				   "22023", "tempat akhir lebih dari satu", "place \"o2\"");
	assert_refused(
		import_pnml,
		PNML(SOURCE("i") PLACE("o") TRANS("a", "a") ARC("i", "a") ARC("a", "o") ARC("i", "o")),
		"22023", "di antara dua tempat", "arc \"i-o\"");
	assert_refused(import_pnml,
				   PNML(SOURCE("i") PLACE("o") TRANS(
					   "a", "a") "<arc id='w' source='i' target='a'><inscription><text>2</text>"
								 "</inscription></arc>" ARC("a", "o")),
				   "0A000", "bobot", "arc \"w\"");
	assert_refused(
		import_pnml,
		PNML(SOURCE("i") PLACE("o") TRANS(
			"a", "a") "<arc id='w' source='i' target='a'><type value='inhibitor'/></arc>" ARC("a",
																							  "o")),
		"0A000", "panah khusus", "arc \"w\"");
	/* not free-choice */
	assert_refused(import_pnml,
				   PNML(SOURCE("i") PLACE("p") PLACE("q") PLACE("o") TRANS("a", "a") TRANS("b", "b")
							TRANS("c", "c") ARC("i", "a") ARC("a", "p") ARC("a", "q") ARC("p", "b")
								ARC("p", "c") ARC("q", "c") ARC("b", "o") ARC("c", "o")),
				   "0A000", "bergantung pada tempat lain", "place \"p\"");
	assert_refused(import_pnml,
				   PNML(SOURCE("i") PLACE("p") PLACE("o") TRANS("a", "a") SILENT("b")
							TRANS("c", "c") ARC("i", "a") ARC("a", "p") ARC("p", "b") ARC("p", "c")
								ARC("b", "o") ARC("c", "o")),
				   "0A000", "tak terlihat", "place \"p\"");
	assert_refused(import_pnml, "<pnml><net id='a'/><net id='b'/></pnml>", "0A000",
				   "lebih dari satu jaring", "net \"b\"");
	for (int i = 0; i < 7; i++)
	{
		static const char *const kinds[] = {"highlevelnet", "symmetricnet", "hlcore",    "hlpng",
											"pt-hlpng",     "timednet",     "stochastic"};
		char xml[200];

		snprintf(xml, sizeof xml,
				 "<pnml><net id='a' type='http://www.pnml.org/version-2009/grammar/%s'/></pnml>",
				 kinds[i]);
		assert_refused(import_pnml, xml, "0A000", "jenis jaring", "net \"a\"");
	}
	assert_refused(
		import_pnml,
		"<pnml><net id='a' type='http://www.pnml.org/version-2009/grammar/ptnet'/></pnml>", "22023",
		"tidak ada tempat awal", "net");
	assert_refused(import_pnml, "<pnml/>", "22023", "tidak ada jaring", "pnml");
	assert_refused(import_pnml, "<pnml><net id='n'/></pnml>", "22023", "tidak ada tempat awal",
				   "net");
	assert_refused(import_pnml, PNML(SOURCE("i") ARC("i", "t")), "22023",
				   "panah tanpa tujuan: \"t\"", "arc \"i-t\"");
}

/* ---- XML --------------------------------------------------------------------------- */

static void
refuses_no_xml(void **state)
{
	assert_refused(import_bpmn, "", "2200M", "bukan dokumen XML", "");
	assert_refused(import_bpmn, "alur", "2200M", "bukan dokumen XML", "Baris 1");
	assert_refused(import_bpmn, "<a>\n<b></a>", "2200M", "mismatch", "Baris 2");
	assert_refused(import_bpmn, "<a/><b/>", "2200M", "bukan dokumen XML", "Baris 1");
	assert_refused(import_bpmn, "<a x='1' x='2'/>", "2200M", "redefined", "Baris 1");
	assert_refused(import_bpmn, "<p:a/>", "22023", "bukan dokumen BPMN",
				   "baris 1"); /* a prefix of nothing */
	assert_refused(import_bpmn, "<a>&nbsp;</a>", "2200M", "nbsp", "Baris 1");
	assert_refused(import_bpmn, "<a>\n\xFF</a>", "2200M", "bukan dokumen XML", "Baris 2");
	assert_refused(import_bpmn, "<a n='\xC3'/>", "2200M", "bukan dokumen XML", "Baris 1");
	assert_refused(import_bpmn, "<!DOCTYPE a><a/>", "2200M", "DOCTYPE", "Baris 1");
	assert_refused(import_bpmn,
				   "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;'>\n"
				   "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&c;&f;</a>",
				   "2200M", "DOCTYPE", "Baris 2");
}

static void
refuses_too_much(void **state)
{
	DkisText text;

	dkis_text_init(&text);
	for (int i = 0; i < 1000; i++)
		dkis_text_puts(&text, "<a>");
	assert_refused(import_bpmn, text.data, "54000", "terlalu dalam", "Baris 1");
	text.length = 0;
	dkis_text_puts(&text, "<a>");
	for (int i = 0; i < 1100000; i++)
		dkis_text_puts(&text, "<b/>");
	dkis_text_puts(&text, "</a>");
	assert_refused(import_pnml, text.data, "54000", "terlalu banyak unsur", "");
	while (text.length <= XML_MAX_BYTES)
		dkis_text_append(&text, "                                ", 32);
	assert_refused(import_pnml, text.data, "54000", "16 MB", "");
	dkis_free(text.data);
}

static void
refuses_too_many_steps(void **state)
{
	DkisText text;

	dkis_text_init(&text);
	dkis_text_puts(&text, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>"
						  "<process id='p'><startEvent id='s'/><endEvent id='e'/>");
	for (int i = 0; i <= MACHINE_MAX_STEPS; i++)
		dkis_text_printf(&text, "<task id='a%d'/>", i);
	dkis_text_puts(&text, "</process></definitions>");
	assert_refused(import_bpmn, text.data, "54000", "paling banyak 4096", "task \"a4096\"");
	dkis_free(text.data);
}

/* A name of a megabyte: of a step it does not matter, of an outcome it is too long. */
static void
reads_long_names(void **state)
{
	static const char *const parts[] = {
		"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process id='p'>"
		"<startEvent id='s'/><endEvent id='e'/><task id='a' name='",
		"'/><sequenceFlow id='1' sourceRef='s' targetRef='a'/>"
		"<sequenceFlow id='2' sourceRef='a' targetRef='e' name='",
		"'/></process></definitions>"};

	for (int long_one = 0; long_one < 2; long_one++)
	{
		DkisText text;

		dkis_text_init(&text);
		for (int part = 0; part < 3; part++)
		{
			dkis_text_puts(&text, parts[part]);
			for (int i = 0; part == long_one && i < 1 << 18; i++)
				dkis_text_puts(&text, "\xC3\xA9\xC3\xA9");
		}
		if (long_one == 0)
			assert_becomes(import_bpmn, text.data, "start -> a; a -> end");
		else
			assert_refused(import_bpmn, text.data, "54000", "nama hasil terlalu panjang",
						   "sequenceFlow \"2\"");
		dkis_free(text.data);
	}
}

/* Thirty decisions in a row are a thousand million outcomes. */
static void
refuses_too_many_ways(void **state)
{
	DkisText text;

	dkis_text_init(&text);
	dkis_text_puts(&text, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>"
						  "<process id='p'><startEvent id='s'/><endEvent id='e'/><task id='a'/>"
						  "<sequenceFlow id='1' sourceRef='s' targetRef='a'/>"
						  "<sequenceFlow id='2' sourceRef='a' targetRef='x0'/>");
	for (int i = 0; i < 30; i++)
		dkis_text_printf(&text,
						 "<exclusiveGateway id='x%d'/><exclusiveGateway id='y%d'/>"
						 "<sequenceFlow id='a%d' name='1' sourceRef='x%d' targetRef='y%d'/>"
						 "<sequenceFlow id='b%d' name='2' sourceRef='x%d' targetRef='y%d'/>"
						 "<sequenceFlow id='c%d' sourceRef='y%d' targetRef='x%d'/>",
						 i, i, i, i, i, i, i, i, i, i, i + 1);
	dkis_text_puts(&text, "<exclusiveGateway id='x30'/>"
						  "<sequenceFlow id='z' sourceRef='x30' targetRef='e'/>"
						  "</process></definitions>");
	assert_refused(import_bpmn, text.data, "54000", "terlalu banyak jalan", "");
	dkis_free(text.data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_documents_return),
		cmocka_unit_test(made_up_flows_return),
		cmocka_unit_test(reads_names_of_steps),
		cmocka_unit_test(names_unnamed_ways),
		cmocka_unit_test(names_steps_by_their_ids),
		cmocka_unit_test(reads_undrawn_ends),
		cmocka_unit_test(refuses_a_ring_of_its_own),
		cmocka_unit_test(names_several_processes),
		cmocka_unit_test(reads_gateways),
		cmocka_unit_test(reads_parallels),
		cmocka_unit_test(refuses_what_flows_cannot_say),
		cmocka_unit_test(refuses_unfinished_drawings),
		cmocka_unit_test(reads_nets_of_others),
		cmocka_unit_test(refuses_nets),
		cmocka_unit_test(refuses_no_xml),
		cmocka_unit_test(refuses_too_much),
		cmocka_unit_test(refuses_too_many_steps),
		cmocka_unit_test(reads_long_names),
		cmocka_unit_test(refuses_too_many_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
