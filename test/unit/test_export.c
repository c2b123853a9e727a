/*
 * Flows in the languages of other tools: what stands there, and that no word of
 * a flow can break out of where it stands. Other tools read all of it in
 * test/exchange; here the domain's own reader of XML does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/words.h"
#include "core/exchange/export.h"
#include "core/exchange/xml_read.h"

static const char plain[] =
	"start [harian] -> 1; start [mingguan] -> 2; 1 [Ya|Tidak \"pasti\"] -> 2; "
	"1 [Ulang] -> 1; 2 -> end";
static const char parallel[] = "start -> a; a -> b & c; b [x] & c [<y>, {z}] -> d.1; d.1 -> end";

static Machine *
parse(const char *text)
{
	DkisError error;
	Machine *machine = machine_parse(text, strlen(text), &error);

	if (!machine)
		fail_msg("%s (%s)", error.message, error.detail);
	return machine;
}

static DkisText
written(void (*export)(const Machine *, DkisText *), const char *flow)
{
	Machine *machine = parse(flow);
	DkisText text;

	dkis_text_init(&text);
	export(machine, &text);
	dkis_free(machine);
	return text;
}

static void
writes(void (*export)(const Machine *, DkisText *), const char *flow, const char *expected)
{
	DkisText text = written(export, flow);

	assert_string_equal(text.data, expected);
	dkis_free(text.data);
}

static int
count(const char *text, const char *word)
{
	int n = 0;

	for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
		n++;
	return n;
}

static void
mermaid_is_written(void **state)
{
	writes(export_mermaid, plain,
		   "flowchart TD\n  n0[\"1\"]\n  n1[\"2\"]\n  n2([\"Selesai\"])\n  n3([\"harian\"])\n"
		   "  n4([\"mingguan\"])\n  n5{\"#63;\"}\n  n3 --> n0\n  n4 --> n1\n  n0 --> n5\n"
		   "  n5 -->|\"Ya/Tidak #34;pasti#34;\"| n1\n  n5 -->|\"Ulang\"| n0\n  n1 --> n2\n");
	writes(export_mermaid, parallel,
		   "flowchart TD\n  n0[\"a\"]\n  n1[\"b\"]\n  n2[\"c\"]\n  n3[\"d.1\"]\n"
		   "  n4([\"Selesai\"])\n  n5([\"Mulai\"])\n  n6((\"#43;\"))\n  n7((\"#43;\"))\n"
		   "  n5 --> n0\n  n6 --> n1\n  n6 --> n2\n  n0 --> n6\n  n7 --> n3\n"
		   "  n1 -->|\"x\"| n7\n  n2 -->|\"#60;y#62;#44; #123;z#125;\"| n7\n  n3 --> n4\n");
}

static void
dot_is_written(void **state)
{
	DkisText text = written(export_dot, plain);

	assert_non_null(strstr(text.data, "digraph alur {"));
	assert_int_equal(count(text.data, "shape=box"), 2);
	assert_int_equal(count(text.data, "shape=oval"), 3);
	assert_int_equal(count(text.data, "shape=diamond"), 1);
	assert_int_equal(count(text.data, " -> "), 6);
	assert_non_null(strstr(text.data, "[label=\"Ya\\nTidak \\\"pasti\\\"\"]"));
	assert_string_equal(text.data + text.length - 2, "}\n");
	dkis_free(text.data);
	text = written(export_dot, parallel);
	assert_int_equal(count(text.data, "fillcolor=black"), 2);
	assert_non_null(strstr(text.data, "[label=\"<y>, {z}\"]"));
	dkis_free(text.data);
}

/* Every place that a transition names is a state's id. */
static void
check_targets(const XmlDocument *document)
{
	for (int i = 0; i < document->n_elements; i++)
	{
		static const char *const refers[] = {"target", "initial"};

		for (int k = 0; k < 2; k++)
		{
			const char *target = xml_attribute(document, i, refers[k]);
			int found = 0;

			if (!target)
				continue;
			for (int j = 0; j < document->n_elements; j++)
			{
				const char *id = xml_attribute(document, j, "id");

				found += id && strcmp(id, target) == 0;
			}
			assert_int_equal(found, 1);
		}
	}
}

static void
scxml_is_written(void **state)
{
	static const char *const flows[] = {plain, parallel};

	for (int i = 0; i < 2; i++)
	{
		DkisText text = written(export_scxml, flows[i]);
		XmlDocument document;
		DkisError error;

		if (!xml_read(&document, text.data, text.length, &error))
			fail_msg("%s: %s", error.message, text.data);
		assert_true(xml_is(&document, 0, "scxml"));
		assert_string_equal(xml_attribute(&document, 0, "datamodel"),
							i == 0 ? "null" : "ecmascript");
		check_targets(&document);
		xml_free(&document);
		dkis_free(text.data);
	}
}

static void
scxml_has_an_event_for_each_outcome(void **state)
{
	DkisText text = written(export_scxml, plain);

	assert_int_equal(count(text.data, "event=\"start:harian\""), 1);
	assert_int_equal(count(text.data, "event=\"1:Ya 1:Tidak__x22pasti_x22\" target=\"s.2\""), 1);
	assert_int_equal(count(text.data, "event=\"1:Ulang\" target=\"s.1\""), 1);
	assert_int_equal(count(text.data, "event=\"2:Selesai\" target=\"end\""), 1);
	dkis_free(text.data);
	text = written(export_scxml, parallel);
	assert_int_equal(count(text.data, "<parallel"), 1);
	assert_int_equal(count(text.data, "In('w."), 2);
	assert_int_equal(count(text.data, "<raise event=\"activate:d.1:\"/>"), 1);
	assert_int_equal(count(text.data, "<raise event=\"end:\"/>"), 1);
	dkis_free(text.data);
}

/* Regions are for what runs beside something else: where ways only part, or only meet, too. */
static void
scxml_is_parallel_where_something_is(void **state)
{
	static const char *const parallel[] = {"start -> 1 & 2; 1 -> end; 2 -> end",
										   "start -> 1; 1 -> 2 & 3; 2 -> end; 3 -> end",
										   "start -> 1; 1 [a] & 1 [b] -> 2; 2 -> end"};
	static const char *const alone[] = {"start -> end", "start -> 1; 1 [a] -> 1; 1 [b|c] -> end",
										"start [x] -> 1; start [y] -> 2; 1 -> 2; 2 -> end"};

	for (int i = 0; i < 3; i++)
	{
		DkisText text = written(export_scxml, parallel[i]);

		assert_int_equal(count(text.data, "<parallel"), 1);
		dkis_free(text.data);
		text = written(export_scxml, alone[i]);
		assert_int_equal(count(text.data, "<parallel"), 0);
		dkis_free(text.data);
	}
}

/* Every byte that an outcome may have, in every language. */
static void
words_cannot_break_out(void **state)
{
	for (int c = 1; c < 256; c++)
	{
		char flow[64];
		DkisText text;
		XmlDocument document;
		DkisError error;
		Machine *machine;

		if (strchr("[]|;&", c))
			continue;
		memcpy(flow, "start -> 1; 1 [a?b] -> end; 1 [c] -> 1", 39);
		flow[16] = (char) c;
		machine = machine_parse(flow, strlen(flow), &error);
		if (!machine)
			continue;
		dkis_free(machine);
		text = written(export_scxml, flow);
		assert_true(xml_read(&document, text.data, text.length, &error));
		xml_free(&document);
		dkis_free(text.data);
		text = written(export_pnml, flow);
		assert_true(xml_read(&document, text.data, text.length, &error));
		xml_free(&document);
		dkis_free(text.data);
		text = written(export_mermaid, flow);
		assert_int_equal(count(text.data, "\n"), 9);
		assert_int_equal(count(text.data, "\"") % 2, 0);
		dkis_free(text.data);
		text = written(export_dot, flow);
		assert_int_equal((count(text.data, "\"") - count(text.data, "\\\"")) % 2, 0);
		dkis_free(text.data);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mermaid_is_written),
		cmocka_unit_test(dot_is_written),
		cmocka_unit_test(scxml_is_written),
		cmocka_unit_test(scxml_has_an_event_for_each_outcome),
		cmocka_unit_test(scxml_is_parallel_where_something_is),
		cmocka_unit_test(words_cannot_break_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
