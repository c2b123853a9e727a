/*
 * Memory that ends at the first block asked for, the second ... until it suffices, in one call
 * of everything that the domain does. No call is half done: the server frees what it held, as
 * here the host does, nothing of libxml2's is left over, and what comes next is right.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "starving.h"

#include "core/base/bag.h"
#include "core/draw/case_picture.h"
#include "core/draw/form_plan.h"
#include "core/exchange/export.h"
#include "core/exchange/holiday_file.h"
#include "core/exchange/import.h"
#include "core/exchange/pidflo.h"
#include "core/exchange/xes.h"
#include "core/flow/conformance.h"
#include "core/flow/duration.h"
#include "core/flow/loops.h"
#include "core/flow/reach.h"
#include "core/flow/soundness.h"
#include "core/place/area.h"
#include "core/place/location.h"
#include "core/time/due.h"

static const char flow[] =
	"start [surat] -> terima; start [lisan] -> catat; catat -> terima; "
	"terima [Lengkap] -> telaah & arsip; terima [Kurang] -> catat; "
	"telaah [Setuju] & arsip -> jawab; telaah [Ulang] -> telaah; jawab -> end";

typedef struct Writer
{
	void (*write)(DkisText *text);
} Writer;

/* A right answer is the same each time: the first that is found is kept. */
typedef struct Answer
{
	char *text;
	void (*write)(DkisText *text);
} Answer;

static void
answer(void *context)
{
	Answer *answer = context;
	DkisText text;

	dkis_text_init(&text);
	answer->write(&text);
	if (starved)
		return; /* libxml2 had no memory and said so */
	if (!answer->text)
		answer->text = strdup(text.data);
	assert_string_equal(text.data, answer->text);
}

/* It is answered rightly with memory enough, before hunger and after. */
static void
starve_writer(void (*write)(DkisText *text))
{
	Answer expected = {NULL, write};
	long blocks;

	blocks_left = -1;
	starved = false;
	answer(&expected);
	while (all_blocks)
		dkis_free(all_blocks + 1);
	assert_true(strlen(expected.text) > 0);
	blocks = starve(answer, &expected);
	if (blocks <= 0)
		fail_msg("libxml2 keeps blocks, or nothing was asked for");
	free(expected.text);
}

static Machine *
machine(void)
{
	DkisError error;
	Machine *machine = machine_parse(flow, sizeof flow - 1, &error);

	if (!machine)
		fail_msg("%s", error.message);
	return machine;
}

/* ---- flows -------------------------------------------------------------------------- */

static void
write_flow(DkisText *text)
{
	machine_print(machine(), text);
}

static void
write_soundness(DkisText *text)
{
	static const char bad[] = "start -> a; a [x] -> b & c; a [y] -> b; b & c -> d; d -> end";
	SoundnessReport report;
	DkisError error;
	bool sound;

	assert_true(soundness_decide(machine(), &sound, &error) && sound);
	assert_true(soundness_explain(machine_parse(bad, sizeof bad - 1, &error), &report, &error));
	for (int i = 0; i < report.n; i++)
		dkis_text_printf(text, "%s: %s\n", report.data[i].problem,
						 report.data[i].detail ? report.data[i].detail : "");
}

static void
write_analysis(DkisText *text)
{
	int64_t minutes[16] = {10, 20, 30, 40, 50, 60, 70, 80}; /* per outcome */
	const Machine *m = machine();
	Reach reach[32];
	DurationRun run;
	MachineState state;
	DkisError error;
	Loops loops;
	int n;

	assert_true(machine_state_enter(m, 0, &state, (int[8]){0}, &n, &error));
	assert_true(reach_find(m, &state, reach, &error));
	assert_true(duration_find(m, &state, minutes, true, &run, &error));
	loops_find(m, &loops);
	dkis_text_printf(text, "%d %d %d %d", reach[0].soonest, (int) run.minutes, run.n_turns,
					 loops.n_loops);
}

static void
put_deviation(const DkisText *deviation, void *context)
{
	dkis_text_puts(context, deviation->data);
}

static void
write_conformance(DkisText *text)
{
	static const char *const events[] = {"terima", "jawab", "arsip", "tiada", "catat"};
	Conformance log;
	Verdict verdict;
	DkisError error;

	assert_true(conformance_begin(&log, machine(), NULL, &error));
	for (int i = 0; i < 5; i++)
		assert_true(conformance_add(&log, events[i], strlen(events[i]), NULL, 0, &error));
	assert_true(conformance_judge(&log, false, &verdict, &error));
	conformance_tell(&log, &verdict, put_deviation, text);
}

static void
write_markings(DkisText *text)
{
	const Machine *m = machine();
	MachineState state;
	DkisError error;
	Marking *marking;
	int n;

	assert_true(machine_state_enter(m, 1, &state, (int[8]){0}, &n, &error));
	marking = machine_marking_from_state(m, &state);
	marking_print(marking, text);
	assert_non_null(marking_parse(text->data, text->length, &error));
}

/* ---- other languages ------------------------------------------------------------------ */

static void
write_exports(DkisText *text)
{
	const Machine *m = machine();

	export_mermaid(m, text);
	export_dot(m, text);
	export_scxml(m, text);
}

typedef bool (*FlowReader)(const char *bytes, size_t length, DkisText *arcs, DkisError *error);

/* Larger than what libxml2 has room for at first. */
static void
pad(DkisText *xml)
{
	dkis_text_puts(xml, "<!-- ");
	for (int i = 0; i < 2000; i++)
		dkis_text_puts(xml, "panjang ");
	dkis_text_puts(xml, "-->");
}

/* Without memory libxml2 has read nothing, and the refusal says what it lacked. */
static void
read_back(FlowReader read, const DkisText *xml, DkisText *text)
{
	DkisError error;

	if (read(xml->data, xml->length, text, &error))
		return;
	if (!starved)
		fail_msg("%s (%s)", error.message, error.detail);
	assert_string_equal(error.sqlstate, DKIS_OUT_OF_MEMORY);
	assert_true(error.hint[0] != '\0');
}

static void
write_bpmn(DkisText *text)
{
	DkisText xml;

	dkis_text_init(&xml);
	export_bpmn(machine(), NULL, &xml);
	pad(&xml);
	read_back(import_bpmn, &xml, text);
}

static void
write_pnml(DkisText *text)
{
	DkisText xml;

	dkis_text_init(&xml);
	export_pnml(machine(), &xml);
	pad(&xml);
	read_back(import_pnml, &xml, text);
}

/* A document that libxml2 had memory for, or a refusal of its lack. */
static bool
was_read(bool read, const DkisError *error)
{
	if (!read && !starved)
		fail_msg("%s (%s)", error->message, error->detail);
	if (!read)
		assert_string_equal(error->sqlstate, DKIS_OUT_OF_MEMORY);
	return read;
}

static void
write_log(DkisText *text)
{
	static const char document[] =
		"<log><trace><string key=\"concept:name\" value=\"7\"/><event>"
		"<string key=\"concept:name\" value=\"terima\"/><date key=\"time:timestamp\" "
		"value=\"2026-03-02T10:00:00+07:00\"/></event></trace></log>";
	DkisError error;
	XesLog log;

	if (!was_read(xes_read(&log, document, sizeof document - 1, &error), &error))
		return;
	dkis_text_printf(text, "%d %s %s", log.n_events, log.events[0].case_name, log.events[0].step);
}

static void
write_presence(DkisText *text)
{
	static const char document[] =
		"<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" "
		"xmlns:gp=\"urn:ietf:params:xml:ns:pidf:geopriv10\" "
		"xmlns:gml=\"http://www.opengis.net/gml\"><tuple><status><gp:geopriv><gp:location-info>"
		"<gml:Point srsName=\"urn:ogc:def:crs:EPSG::4326\"><gml:pos>-6.73 108.55</gml:pos>"
		"</gml:Point></gp:location-info></gp:geopriv></status></tuple></presence>";
	char written[LOCATION_TEXT];
	CallerLocation location;
	DkisError error;

	if (!was_read(pidflo_read(document, sizeof document - 1, &location, &error), &error))
		return;
	location_format(&location, written);
	dkis_text_puts(text, written);
}

static void
put_entries(DkisText *text, const HolidayFile *file)
{
	for (int i = 0; i < file->entries.n; i++)
		dkis_text_printf(text, "%d %s %s\n", file->entries.data[i].day, file->entries.data[i].name,
						 file->entries.data[i].decree ? file->entries.data[i].decree : "-");
}

static void
write_holidays(DkisText *text)
{
	static const char csv[] = "tanggal;nama;keputusan\n2026-03-20;\"Hari \"\"Raya\"\"\";SKB 1\n"
							  "21 Maret 2026;Cuti Bersama;\n";
	static const char ics[] = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n"
							  "DTSTART;VALUE=DATE:20260320\r\nDTEND;VALUE=DATE:20260322\r\n"
							  "SUMMARY:Hari\r\n  Raya\r\nDESCRIPTION:SKB 1\r\nEND:VEVENT\r\n"
							  "END:VCALENDAR\r\n";
	HolidayFile file;
	DkisError error;

	assert_true(holiday_read_csv(csv, sizeof csv - 1, &file, &error));
	put_entries(text, &file);
	assert_true(holiday_read_ics(ics, sizeof ics - 1, &file, &error));
	put_entries(text, &file);
}

/* ---- places ---------------------------------------------------------------------------- */

static void
write_places(DkisText *text)
{
	static const double square[] = {108.5, -6.8,  108.6, -6.8,  108.6,
									-6.7,  108.5, -6.7,  108.5, -6.8};
	static const char hex[] = "413D333B6C743D2D362E37333B6C6E3D3130382E3535"; /* A=3;lt=…;ln=… */
	uint8_t wkb[22 + sizeof square] = {1, 6, 0, 0, 0, 1, 0, 0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 0, 5};
	AreaCorner point = {108.55, -6.73};
	size_t count;
	Area area;

	memcpy(wkb + 22, square, sizeof square);
	assert_true(area_read(wkb, sizeof wkb, true, &area));
	dkis_text_printf(text, "%d %.0f %s", area_covers(&area, point),
					 area_border_metres(&area, point), aml_data_text(hex, sizeof hex - 1, &count));
}

static void
write_bag(DkisText *text)
{
	BagPile pile = {0};
	Bag bag, again;
	char *packed;
	size_t length;

	for (int i = 0; i < 300; i++)
		bag_pile_add(&pile, i % 97);
	bag = bag_pile_all(&pile);
	packed = dkis_alloc(bag_packed_most(&bag));
	length = bag_pack(&bag, packed);
	assert_true(bag_unpack(packed, length, &again));
	dkis_text_printf(text, "%d %g %d", (int) bag_total(&bag), bag_percentile(&bag, 1, 0.5),
					 (int) bag_at_most(&again, 1, 50));
}

/* ---- pictures ------------------------------------------------------------------------- */

static void
write_pictures(DkisText *text)
{
	static const CaseStep steps[] = {
		{"Menerima", "Petugas", "5 Januari", "Lengkap", 0, STEP_DONE},
		{"Mencatat", "Petugas", NULL, NULL, 1, STEP_NOT_REACHED},
		{"Menelaah", "Kepala Bidang", NULL, NULL, 2, STEP_ACTIVE},
		{"Mengarsip", "Petugas", NULL, NULL, 3, STEP_OVERDUE},
		{"Menjawab", "Kepala Dinas", NULL, NULL, 4, STEP_NOT_REACHED},
	};
	static const FormStep form[] = {
		{"Menerima", "Petugas", "Surat", "5 menit", "Tanda terima", "", "", NULL, 0},
		{"Mencatat", "Petugas", "Buku", "5 menit", "Catatan", "", "", NULL, 1},
		{"Menelaah", "Kepala Bidang", "Berkas", "1 jam", "Telaah", "", "", NULL, 2},
		{"Mengarsip", "Petugas", "Map", "5 menit", "Arsip", "", "", NULL, 3},
		{"Menjawab", "Kepala Dinas", "Telaah", "1 hari", "Jawaban", "", "", NULL, 4},
	};
	CaseNotes notes = {.heading = "1", .line = "SOP 1", .steps = steps};
	FormNotes sheet = {.government = "Kota",
					   .office = "Dinas",
					   .division = "Bidang",
					   .document_no = "1",
					   .created = "",
					   .revised = "",
					   .effective = "",
					   .approved_by = "",
					   .name = "Alur",
					   .activity = "",
					   .sub_activity = "",
					   .warning = "",
					   .recording = "",
					   .version = "1",
					   .note = "",
					   .steps = form};

	case_picture(machine(), &notes, text);
	form_html(machine(), &sheet, text);
}

/* ---- time ------------------------------------------------------------------------------- */

static void
put_day(void *context, Day day, bool counted, const char *reason)
{
	dkis_text_printf(context, "%d %d %s\n", day, counted, reason);
}

static void
write_deadline(DkisText *text)
{
	static const CalendarHoliday holidays[] = {{9500, HOLIDAY_JOINT, "Cuti", "SKB"}};
	static const CalendarOffset offsets[] = {{INT64_MIN, 0}, {9502 * MICROS_PER_DAY, 3600}};
	CalendarHours hours[5];
	CalendarSource source = {.code = "x",
							 .offsets = offsets,
							 .offset_count = 2,
							 .hours = hours,
							 .hours_count = 5,
							 .holidays = holidays,
							 .holiday_count = 1};
	const Calendar *calendar;
	DkisError error;
	Sla sla;

	for (int i = 0; i < 5; i++)
		hours[i] =
			(CalendarHours){INT32_MIN, INT32_MAX, i + 1, 8 * MICROS_PER_HOUR, 16 * MICROS_PER_HOUR};
	calendar = calendar_build(&source, &error);
	assert_true(sla_parse("10 hari kerja", 13, &sla, &error));
	assert_true(
		calendar_explain_due(calendar, 9497 * MICROS_PER_DAY, &sla, false, put_day, text, &error));
}

static void
starve_one(void **state)
{
	starve_writer(((const Writer *) *state)->write);
}

#define STARVES(writer)                                                                            \
	{                                                                                              \
#writer, starve_one, NULL, NULL, &(Writer)                                                 \
		{                                                                                          \
			writer                                                                                 \
		}                                                                                          \
	}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STARVES(write_flow),     STARVES(write_soundness), STARVES(write_analysis),
		STARVES(write_markings), STARVES(write_bpmn),      STARVES(write_conformance),
		STARVES(write_exports),  STARVES(write_pnml),      STARVES(write_log),
		STARVES(write_presence), STARVES(write_holidays),  STARVES(write_places),
		STARVES(write_bag),      STARVES(write_pictures),  STARVES(write_deadline),
	};

	starving_begin();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
