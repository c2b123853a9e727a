/*
 * Drawings that people have looked at, in a browser and on paper, stand in
 * test/unit/drawings; each is drawn anew and has to be the same, letter by letter. What
 * holds of every drawing (no way runs through a symbol, names stay inside) is asked in
 * test_drawing.c; here is what no such rule says: that it looks right.
 *
 * A drawing that is meant to change: DKIS_DRAW=1 writes them all; look at each before it
 * is committed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/draw/case_picture.h"
#include "core/draw/form_plan.h"
#include "core/exchange/export.h"
#include "core/flow/machine.h"

#define FOLDER "test/unit/drawings/"

static Machine *
machine_of(const char *flow)
{
	DkisError error;
	Machine *machine = machine_parse(flow, strlen(flow), &error);

	if (machine == NULL)
		fail_msg("%s: %s", flow, error.message);
	return machine;
}

static void
write_kept(const char *path, const DkisText *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fwrite(text->data, 1, text->length, file);
	fclose(file);
}

static void
first_difference(const char *path, const char *is, const char *was)
{
	size_t at = 0, from;

	while (is[at] && is[at] == was[at])
		at++;
	from = at > 60 ? at - 60 : 0;
	fail_msg("%s at byte %zu\n was: ...%.120s\n is:  ...%.120s", path, at, was + from, is + from);
}

/* Is it as the one that is kept? Frees the text. */
static void
compare_kept(const char *name, DkisText *text)
{
	static char kept[200000];
	char path[100];
	FILE *file;
	size_t length;

	snprintf(path, sizeof path, FOLDER "%s", name);
	if (getenv("DKIS_DRAW"))
		write_kept(path, text);
	file = fopen(path, "r");
	if (file == NULL)
		fail_msg("no %s: run from the top of the sources", path);
	length = fread(kept, 1, sizeof kept - 1, file);
	fclose(file);
	kept[length] = '\0';
	if (strcmp(kept, text->data) != 0)
		first_difference(path, text->data, kept);
	dkis_free(text->data);
}

/* ---- where cases stand ---------------------------------------------------------------- */

static void
draw_case(const char *name, const char *flow, const CaseNotes *notes)
{
	Machine *machine = machine_of(flow);
	DkisText text;

	dkis_text_init(&text);
	case_picture(machine, notes, &text);
	compare_kept(name, &text);
	dkis_free(machine);
}

/* A request that came in by the counter, was sent back once, and waits for one of two. */
#define REQUEST                                                                                    \
	"start [loket] -> 1; start [pos <surat>] -> 2; 1 [lengkap] -> 2; 1 [tidak lengkap] -> end; "   \
	"2 -> 3 & 4; 3 [ada] & 4 [ada] -> 5; 5 [perbaiki|ulangi] -> 2; 5 [setuju] -> 6; 6 -> end"

static void
a_case_under_way(void **state)
{
	static const CaseStep steps[] = {
		{"Menerima permohonan dan memeriksa kelengkapannya", "Petugas Loket",
		 "selesai 02-03-2026 09.15", "lengkap", 0, STEP_DONE},
		{"Mencatat", "Petugas Loket", NULL, "Selesai", 1, STEP_DONE},
		{"Mencari dokumen yang diminta dalam arsip yang ada pada bidang, lalu menilai apakah "
		 "seluruhnya dapat diberikan kepada pemohon tanpa pengecualian apa pun",
		 "Bidang Informasi dan Komunikasi Publik", "tenggat 10-03-2026 16.00", NULL, 2,
		 STEP_OVERDUE},
		{"Menyusun daftar", "Bidang Informasi dan Komunikasi Publik",
		 "selesai 05-03-2026 10.00 oleh Ani, dua hari sebelum tenggatnya lewat", "ada", 3,
		 STEP_WAITING},
		{"Memutuskan", "PPID", NULL, "perbaiki", 4, STEP_HELD},
		{"Menyerahkan", NULL, NULL, NULL, 5, STEP_NOT_REACHED},
	};

	draw_case("kasus-berjalan.svg", REQUEST,
			  &(CaseNotes){"1/2026 Permohonan informasi <anggaran>",
						   "SOP 13, ditunda, tenggat 10-03-2026",
						   "DITUNDA: menunggu jawaban pemohon", 0, false, steps});
}

static void
a_case_that_ended(void **state)
{
	static const CaseStep steps[] = {
		{"Menerima", "Loket", "1", "tidak lengkap", 5, STEP_DONE},
		{"Mencatat", "Loket", NULL, NULL, 4, STEP_NOT_REACHED},
		{"Mencari", "Arsip", NULL, NULL, 3, STEP_NOT_REACHED},
		{"Menyusun", "Arsip", NULL, NULL, 2, STEP_STOPPED},
		{"Memutuskan", "PPID", NULL, NULL, 1, STEP_ACTIVE},
		{"Menyerahkan", "Loket", NULL, NULL, 0, STEP_NOT_REACHED},
	};

	draw_case("kasus-selesai.svg", REQUEST,
			  &(CaseNotes){"2/2026 Permohonan", "SOP 13, selesai", NULL, 1, true, steps});
}

/* Ways that go far, forwards and back, past much else. */
#define FAR                                                                                        \
	"start -> a; a [1] -> b; a [2] -> f; a [3] -> end; b -> c; c [lagi] -> a; c [maju] -> d; "     \
	"d -> e; e [ulang dari awal] -> a; e [ke f] -> f; f [g] -> g & h; g -> i; h -> i; i [b] -> "   \
	"b; "                                                                                          \
	"i [x] -> i; i [tamat] -> end"

static const char *const far_performers[] = {
	"Kepala", "Staf", "Staf", "Kepala", "Wakil", "Tim Teknis Daerah", "Staf", "Wakil", "Kepala"};

static void
a_case_that_went_far(void **state)
{
	CaseStep steps[9];

	for (int i = 0; i < 9; i++)
		steps[i] = (CaseStep){"Kegiatan yang panjang namanya",
							  far_performers[i],
							  NULL,
							  i == 0   ? "1|2"
							  : i == 8 ? "x|tamat"
									   : NULL,
							  i,
							  i % 2 ? STEP_DONE : STEP_NOT_REACHED};
	draw_case("kasus-jauh.svg", FAR, &(CaseNotes){"Jauh", "SOP 1", NULL, 0, true, steps});
	for (int i = 0; i < 9; i++)
		steps[i].performer = NULL;
	draw_case("kasus-judul.svg", "start -> a; a -> b; b -> a; a [x] -> end",
			  &(CaseNotes){
				  "Perihal yang panjangnya lebih daripada selebar gambar, sehingga dipotong "
				  "di ujungnya dan diakhiri dengan tiga titik",
				  "SOP 1 yang panjangnya lebih daripada selebar gambar, sehingga dipotong di "
				  "ujungnya dan diakhiri dengan tiga titik, sebab hanya ada satu baris di sana",
				  "DITUNDA karena sesuatu yang panjangnya lebih daripada selebar gambar, sehingga "
				  "dipotong di ujungnya dan diakhiri dengan tiga titik, seperti judulnya",
				  0, false, steps});
}

static void
cases_of_hardly_a_flow(void **state)
{
	static const CaseStep step = {"Satu-satunya", "Loket", NULL, "Selesai", 0, STEP_DONE};

	draw_case("kasus-kosong.svg", "start -> end",
			  &(CaseNotes){"Kosong", NULL, NULL, 0, true, NULL});
	draw_case("kasus-satu.svg", "start -> 1; 1 -> end",
			  &(CaseNotes){"Satu", "SOP 2", "DIBATALKAN: keliru", 0, false, &step});
}

/* ---- forms ------------------------------------------------------------------------------ */

static void
draw_form(const char *name, const char *flow, const FormNotes *notes)
{
	Machine *machine = machine_of(flow);
	DkisText text;

	dkis_text_init(&text);
	form_html(machine, notes, &text);
	compare_kept(name, &text);
	dkis_free(machine);
}

static void
a_form(void **state)
{
	static const FormStep steps[] = {
		{"Menerima permohonan dan memeriksa kelengkapannya", "Loket/Front Office", "Formulir, KTP",
		 "15 menit", "Tanda terima", NULL, "dokumen", NULL, 0},
		{"Mencatat", "Loket/Front Office", "Buku register", "5 menit", "Nomor register", NULL,
		 "disimpulkan", NULL, 1},
		{"Mencari dokumen", "Arsip",
		 "Daftar informasi publik, arsip bidang, dan daftar informasi yang dikecualikan",
		 "2 hari kerja\nringan: 1 hari kerja", "Dokumen", "Bila ada", "rekonstruksi", NULL, 2},
		{"Menyusun daftar", "Arsip", NULL, "1 hari kerja", "Daftar", NULL, NULL, NULL, 3},
		{"Memutuskan", "PPID", "Dokumen", "1 hari kerja", "Keputusan", NULL, NULL, "ya", 4},
		{"Menyerahkan", "Loket/Front Office", NULL, NULL, NULL, NULL, NULL, NULL, 5},
	};
	char *basis[] = {"UU 14/2008", "Perki 1/2021 tentang Standar Layanan Informasi Publik"};
	char *skills[] = {"Menguasai komputer"};

	draw_form("formulir.html", REQUEST,
			  &(FormNotes){.government = "PEMERINTAH KOTA",
						   .office = "DINAS KOMUNIKASI",
						   .division = "BIDANG INFORMASI",
						   .document_no = "13/2026",
						   .created = "1 Maret 2026",
						   .effective = "2 Maret 2026",
						   .approved_by = "Kepala Dinas, Budi Santoso, NIP 1970",
						   .name = "Permohonan Informasi",
						   .activity = "Layanan",
						   .sub_activity = "Informasi & dokumentasi",
						   .warning = "Jangan terlambat",
						   .recording = "Buku register",
						   .version = "Versi 1, berlaku",
						   .note = "Disusun kembali.",
						   .legal_basis = {2, basis},
						   .qualifications = {1, skills},
						   .equipment = {1, skills},
						   .steps = steps});
}

static FormStep
plain_step(const char *performer, int order)
{
	return (FormStep){.activity = "Kegiatan", .performer = performer, .order = order};
}

static void
a_form_that_goes_far(void **state)
{
	FormStep steps[9];
	char *many[40];

	for (int i = 0; i < 9; i++)
		steps[i] = plain_step(far_performers[i], (i + 4) % 9); /* e comes first */
	for (int i = 0; i < 40; i++)
		many[i] = "Peraturan yang panjang sekali namanya, tentang sesuatu yang tidak kalah panjang";
	draw_form("formulir-jauh.html", FAR,
			  &(FormNotes){.name = "Jauh",
						   .draft = "RANCANGAN",
						   .approved_by = "Budi",
						   .related = {9, many},
						   .legal_basis = {12, many},
						   .qualifications = {11, many},
						   .steps = steps});
}

/* Eleven performers, and decisions with names longer than there is room. */
static void
a_form_of_many(void **state)
{
	static const char *const names[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"};
	FormStep steps[11];

	for (int i = 0; i < 11; i++)
		steps[i] = plain_step(names[i], i);
	steps[10].performer = NULL;
	draw_form("formulir-banyak.html",
			  "start [satu] -> 1; start [dua] -> 4; start [langsung] -> end; "
			  "1 [tidak ada tanggapan] -> 11; 1 [perlu dijawab tertulis] -> 2; 1 [c] -> 3; "
			  "1 [d] -> 5; 1 [e] -> 7; 2 -> 3; 3 [ke depan] -> 9; 3 [ke belakang] -> 1; 4 -> 5; "
			  "5 -> 6 & 7 & 8; 6 & 7 & 8 -> 9; 9 -> 10; 10 [kembali jauh sekali] -> 1; "
			  "10 [berhenti] -> end; 10 [terus] -> 11; 11 [a] -> end; 11 [b|c] -> 11",
			  &(FormNotes){.name = "Banyak", .steps = steps});
}

/* So many performers that names have just not the room they would like. */
static void
a_form_of_five(void **state)
{
	static const char *const names[] = {"Loket", "Arsip", "Bidang", "PPID", "Kepala"};
	FormStep steps[5];

	for (int i = 0; i < 5; i++)
		steps[i] = plain_step(names[i], i);
	draw_form("formulir-lima.html",
			  "1 [perlu dijawab tertulis] -> 5; 1 [tidak ada tanggapan] -> 2; start -> 1; "
			  "2 [kembali jauh sekali] -> 1; 2 [diteruskan ke pimpinan] -> 3; 3 [perbaikan] -> 2; "
			  "3 [ok] -> 4; 4 [mundur dua langkah] -> 2; 4 [maju] -> 5; "
			  "5 [selesai semuanya] -> end; 5 [ulang dari awal sekali] -> 1",
			  &(FormNotes){.name = "Lima", .steps = steps});
}

/* Ways that part to the left: what goes farther leaves lower, so that none is crossed. */
static void
a_form_to_the_left(void **state)
{
	static const char *const names[] = {"Loket", "Arsip", "Bidang", "Kepala"};
	static const int lanes[] = {0, 1, 2, 3, 0, 1, 2, 3};
	FormStep steps[8];

	for (int i = 0; i < 8; i++)
		steps[i] = plain_step(names[lanes[i]], i);
	draw_form("formulir-kiri.html",
			  "start -> 1; 1 -> 2; 2 -> 3; 3 -> 4; 4 [a] -> 5; 4 [b] -> 6; 4 [c] -> 7; 4 [d] -> 8; "
			  "5 -> end; 6 -> end; 7 -> end; 8 -> end",
			  &(FormNotes){.name = "Kiri", .steps = steps});
}

/* Names below their symbols, where other ways pass beside them. */
static void
a_form_of_names_below(void **state)
{
	FormStep steps[5];

	for (int i = 0; i < 5; i++)
		steps[i] = plain_step(i == 3 ? "Arsip" : i == 4 ? "PPID" : "Loket", i);
	draw_form("formulir-bawah.html",
			  "start -> 1; 1 [diteruskan seluruhnya] -> 2; 1 [dilewati saja] -> 4; "
			  "2 [x] -> 3; 2 [kembali ke awal] -> 1; 3 [diperiksa dahulu] -> 4; "
			  "3 [tidak perlu diperiksa] -> 5; 4 [y] -> 1; 4 [tamat] -> end; 5 -> end",
			  &(FormNotes){.name = "Bawah", .steps = steps});
}

static void
a_form_of_nothing(void **state)
{
	draw_form("formulir-kosong.html", "start -> end", &(FormNotes){.name = "Kosong"});
}

/* ---- for other programs -------------------------------------------------------------------- */

static void
diagrams_for_others(void **state)
{
	static const char *const flows[] = {REQUEST, FAR};
	static const char *const names[] = {"permohonan", "jauh"};

	for (int i = 0; i < 2; i++)
	{
		Machine *machine = machine_of(flows[i]);
		const char *activity[9] = {"Menerima", NULL, "Mencari"};
		const char *performer[9];
		ExportNotes notes = {"Uji", activity, performer};
		char file[40];
		DkisText text;

		for (int k = 0; k < 9; k++)
			performer[k] = far_performers[k];
		dkis_text_init(&text);
		export_bpmn(machine, &notes, &text);
		snprintf(file, sizeof file, "%s.bpmn", names[i]);
		compare_kept(file, &text);
		dkis_text_init(&text);
		export_mermaid(machine, &text);
		snprintf(file, sizeof file, "%s.mmd", names[i]);
		compare_kept(file, &text);
		dkis_text_init(&text);
		export_pnml(machine, &text);
		snprintf(file, sizeof file, "%s.pnml", names[i]);
		compare_kept(file, &text);
		dkis_text_init(&text);
		export_scxml(machine, &text);
		snprintf(file, sizeof file, "%s.scxml", names[i]);
		compare_kept(file, &text);
		dkis_text_init(&text);
		export_dot(machine, &text);
		snprintf(file, sizeof file, "%s.dot", names[i]);
		compare_kept(file, &text);
		dkis_free(machine);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_under_way),
		cmocka_unit_test(a_case_that_ended),
		cmocka_unit_test(a_case_that_went_far),
		cmocka_unit_test(cases_of_hardly_a_flow),
		cmocka_unit_test(a_form),
		cmocka_unit_test(a_form_that_goes_far),
		cmocka_unit_test(a_form_of_many),
		cmocka_unit_test(a_form_of_five),
		cmocka_unit_test(a_form_to_the_left),
		cmocka_unit_test(a_form_of_names_below),
		cmocka_unit_test(a_form_of_nothing),
		cmocka_unit_test(diagrams_for_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
