/*
 * Whoever cancels, or has set statement_timeout, waits for the next look at it: between two
 * looks of the domain lie no more than 100 ms of this processor's time, whatever it is given.
 * What takes long is given what is as large as its limits allow, or near to that.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/draw/case_picture.h"
#include "core/draw/form_plan.h"
#include "core/exchange/export.h"
#include "core/exchange/holiday_file.h"
#include "core/exchange/import.h"
#include "core/exchange/xes.h"
#include "core/flow/duration.h"
#include "core/flow/loops.h"
#include "core/flow/reach.h"
#include "core/flow/soundness.h"
#include "core/place/area.h"
#include "core/place/location.h"

/* ---- a host that takes the time ------------------------------------------------- */

#ifdef __SANITIZE_ADDRESS__
#define MOST_MS 1000 /* the sanitizers' own work is not what is measured */
#else
#define MOST_MS 100
#endif

static double last_look;
static double longest;

static double
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
look(void)
{
	double now = milliseconds();

	if (now - last_look > longest)
		longest = now - last_look;
	last_look = now;
}

void *
dkis_alloc(size_t size)
{
	return malloc(size > 0 ? size : 1);
}

void *
dkis_realloc(void *pointer, size_t size)
{
	return realloc(pointer, size > 0 ? size : 1);
}

void
dkis_free(void *pointer)
{
	free(pointer);
}

void
dkis_check_interrupts(void)
{
	look();
}

bool
dkis_is_interrupted(void)
{
	look();
	return false;
}

static void
begin(void)
{
	longest = 0;
	last_look = milliseconds();
}

static void
end(const char *what)
{
	look();
	if (longest > MOST_MS)
		fail_msg("%s: %.0f ms without a look", what, longest);
}

/* ---- flows -------------------------------------------------------------------------- */

static Machine *row;    /* 4,000 steps, one after the other */
static Machine *tangle; /* 1,500 steps with three ways out of each */

static int
make_flows(void **state)
{
	DkisText text;
	DkisError error;

	dkis_text_init(&text);
	dkis_text_puts(&text, "start -> s0; ");
	for (int i = 0; i < 4000; i++)
		dkis_text_printf(&text, "s%d -> s%d; ", i, i + 1);
	dkis_text_puts(&text, "s4000 -> end");
	begin();
	row = machine_parse(text.data, text.length, &error);
	end("parsing a row");
	dkis_text_clear(&text);
	dkis_text_puts(&text, "start -> t0; ");
	for (int i = 0; i < 1500; i++)
		dkis_text_printf(&text, "t%d [a] -> t%d; t%d [b] -> t%d; t%d [c] -> t%d; ", i, i + 1, i,
						 (i * 7 + 3) % 1500, i, (i * 13 + 1) % 1500);
	dkis_text_puts(&text, "t1500 -> end");
	begin();
	tangle = machine_parse(text.data, text.length, &error);
	end("parsing a tangle");
	dkis_free(text.data);
	return row == NULL || tangle == NULL;
}

static int
free_flows(void **state)
{
	dkis_free(row);
	dkis_free(tangle);
	return 0;
}

static void
documents_of_flows(void **state)
{
	Machine *const machines[] = {row, tangle};
	DkisText xml, arcs;
	DkisError error;

	dkis_text_init(&xml);
	dkis_text_init(&arcs);
	for (int i = 0; i < 2; i++)
	{
		dkis_text_clear(&xml);
		begin();
		export_bpmn(machines[i], NULL, &xml);
		end("writing BPMN");
		dkis_text_clear(&arcs);
		begin();
		assert_true(import_bpmn(xml.data, xml.length, &arcs, &error));
		end("reading BPMN");
		dkis_text_clear(&xml);
		begin();
		export_pnml(machines[i], &xml);
		end("writing PNML");
		dkis_text_clear(&arcs);
		begin();
		assert_true(import_pnml(xml.data, xml.length, &arcs, &error));
		end("reading PNML");
		begin();
		export_scxml(machines[i], &xml);
		export_mermaid(machines[i], &xml);
		end("writing SCXML and Mermaid");
	}
	dkis_free(xml.data);
	dkis_free(arcs.data);
}

static void
analysis_of_flows(void **state)
{
	int64_t *minutes = calloc((size_t) machine_all_outcomes(tangle), sizeof *minutes);
	int *started = calloc(4096, sizeof *started);
	Reach *reach = calloc((size_t) machine_all_outcomes(tangle), sizeof *reach);
	SoundnessReport report = {0};
	MachineState marking;
	DkisError error;
	DurationRun run;
	Loops loops;
	int n;

	assert_true(machine_state_enter(tangle, 0, &marking, started, &n, &error));
	begin();
	loops_find(tangle, &loops);
	end("loops");
	begin();
	assert_true(reach_find(tangle, &marking, reach, &error));
	end("reach");
	begin();
	assert_true(soundness_explain(tangle, &report, &error));
	end("soundness");
	begin();
	if (duration_find(tangle, &marking, minutes, false, &run, &error))
		duration_free(&run);
	end("duration");
	loops_free(&loops);
	soundness_report_free(&report);
	free(minutes);
	free(started);
	free(reach);
}

static void
pictures_of_flows(void **state)
{
	CaseStep *steps = calloc(4001, sizeof *steps);
	FormStep *form = calloc(4001, sizeof *form);
	CaseNotes notes = {.heading = "1", .line = "SOP", .steps = steps};
	FormNotes sheet = {.government = "",
					   .office = "",
					   .division = "",
					   .document_no = "",
					   .created = "",
					   .revised = "",
					   .effective = "",
					   .approved_by = "",
					   .name = "",
					   .activity = "",
					   .sub_activity = "",
					   .warning = "",
					   .recording = "",
					   .version = "",
					   .note = "",
					   .steps = form};
	DkisText text;

	for (int i = 0; i <= 4000; i++)
	{
		steps[i] =
			(CaseStep){"Kegiatan yang panjang namanya", "Petugas", "5 Januari", "Ya", i, STEP_DONE};
		form[i] = (FormStep){"Kegiatan yang panjang namanya",
							 "Petugas",
							 "Surat",
							 "5 menit",
							 "Hasil",
							 "",
							 "",
							 NULL,
							 i};
	}
	dkis_text_init(&text);
	begin();
	case_picture(tangle, &notes, &text);
	end("a case's picture");
	begin();
	form_html(row, &sheet, &text);
	end("a form");
	dkis_free(text.data);
	free(steps);
	free(form);
}

/* ---- files and texts -------------------------------------------------------------------- */

static void
files_of_days_and_logs(void **state)
{
	HolidayFile file;
	DkisError error;
	DkisText text;
	XesLog log;

	dkis_text_init(&text);
	dkis_text_puts(&text, "day,name\n");
	for (int i = 0; i < 20000; i++)
		dkis_text_printf(&text, "%04d-%02d-%02d,Libur %d\n", 1950 + i / 336, i / 28 % 12 + 1,
						 i % 28 + 1, i);
	begin();
	assert_true(holiday_read_csv(text.data, text.length, &file, &error));
	end("a sheet of holidays");
	holiday_file_free(&file);
	dkis_text_clear(&text);
	dkis_text_puts(&text, "<log>");
	for (int i = 0; i < 60000; i++)
		dkis_text_printf(&text,
						 "%s<event><string key=\"concept:name\" value=\"1\"/><date key="
						 "\"time:timestamp\" value=\"2026-03-02T10:00:00+07:00\"/></event>%s",
						 i % 6 ? "" : "<trace>", i % 6 == 5 ? "</trace>" : "");
	dkis_text_puts(&text, "</log>");
	begin();
	assert_true(xes_read(&log, text.data, text.length, &error));
	end("a log");
	xes_free(&log);
	dkis_free(text.data);
}

static void
texts_with_no_place(void **state)
{
	static const char *const pieces[] = {"6,7 108,5 jalan\n",
										 "https://maps.google.com/?q=x ",
										 "6\xC2\xB0"
										 "43'55\"S jalan ",
										 "\"\"**<> ",
										 "Koordinat: ",
										 "A\"ML=1;lt=x;",
										 "(((((((("};
	CallerLocation location;
	DkisError error;
	DkisText text;

	dkis_text_init(&text);
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
	{
		dkis_text_clear(&text);
		while (text.length < 19950)
			dkis_text_puts(&text, pieces[i]);
		begin();
		assert_false(location_parse(text.data, text.length, &location, &error));
		end(pieces[i]);
	}
	dkis_free(text.data);
}

static void
an_area_of_a_million_corners(void **state)
{
	int32_t corners = 1000000;
	size_t size = 22 + sizeof(AreaCorner) * (size_t) corners;
	uint8_t *wkb = calloc(1, size);
	AreaCorner point = {108.5, -6.7};
	Area area;

	memcpy(wkb, (const uint8_t[]){1, 6, 0, 0, 0, 1, 0, 0, 0, 1, 3, 0, 0, 0, 1}, 15);
	memcpy(wkb + 18, &corners, 4);
	for (int i = 0; i < corners; i++)
	{
		AreaCorner corner = {108 + i % 1000 / 1e3, -7 + i / 1e6};

		memcpy(wkb + 22 + sizeof corner * (size_t) i, &corner, sizeof corner);
	}
	begin();
	assert_true(area_read(wkb, size, true, &area));
	end("reading an area");
	begin();
	area_covers(&area, point);
	area_border_metres(&area, point);
	end("asking an area");
	dkis_free(area.ends);
	dkis_free(area.corners);
	dkis_free(area.directions);
	dkis_free(area.stretches);
	free(wkb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_of_flows),  cmocka_unit_test(analysis_of_flows),
		cmocka_unit_test(pictures_of_flows),   cmocka_unit_test(files_of_days_and_logs),
		cmocka_unit_test(texts_with_no_place), cmocka_unit_test(an_area_of_a_million_corners),
	};

	return cmocka_run_group_tests(tests, make_flows, free_flows);
}
