/*
 * Lists of holidays from CSV and iCalendar: what the two standards ask for,
 * with answers written down from their texts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/exchange/csv.h"
#include "core/exchange/holiday_file.h"
#include "core/exchange/ical.h"

/* ---- CSV --------------------------------------------------------------------- */

/* Records as "line:[field][field]", one after the other. */
static void
assert_records(const char *csv, const char *expected)
{
	CsvReader reader;
	DkisError error;
	DkisText text;
	CsvResult result;

	dkis_text_init(&text);
	csv_open(&reader, csv, strlen(csv));
	while ((result = csv_next(&reader, &error)) == CSV_RECORD)
	{
		dkis_text_printf(&text, "%d:", reader.line);
		for (int i = 0; i < reader.starts.n; i++)
		{
			size_t length;
			const char *field = csv_field(&reader, i, &length);

			assert_int_equal(length, strlen(field));
			dkis_text_printf(&text, "[%s]", field);
		}
	}
	if (result == CSV_ERROR)
		dkis_text_printf(&text, "%s %s", error.sqlstate, error.message);
	assert_string_equal(text.data, expected);
	csv_close(&reader);
	dkis_free(text.data);
}

/* RFC 4180, section 2, rule by rule. */
static void
csv_by_the_rules(void **state)
{
	assert_records("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "1:[aaa][bbb][ccc]2:[zzz][yyy][xxx]");
	assert_records("aaa,bbb,ccc\r\nzzz,yyy,xxx", "1:[aaa][bbb][ccc]2:[zzz][yyy][xxx]");
	assert_records(" a , b\r\n", "1:[ a ][ b]");
	assert_records("\"aaa\",\"bbb\",ccc\r\n", "1:[aaa][bbb][ccc]");
	assert_records("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz\r\n", "1:[aaa][b\nbb][ccc]3:[zzz]");
	assert_records("\"aaa\",\"b\"\"bb\",\"\"", "1:[aaa][b\"bb][]");
	assert_records(",\n,", "1:[][]2:[][]");
}

static void
csv_as_found(void **state)
{
	assert_records("", "");
	assert_records("\n\r\n\r", "");
	assert_records("a,b\rc,d\n\n\ne,f", "1:[a][b]2:[c][d]5:[e][f]");
	assert_records("\xEF\xBB\xBF"
				   "a;b,c\n1;2,5\n",
				   "1:[a][b,c]2:[1][2,5]");
	assert_records("\"x;\"\ta;b\n", "1:[x;][a;b]");
	assert_records("a\nb,c\n", "1:[a]2:[b][c]");
}

static void
csv_refused(void **state)
{
	assert_records("a,\"b\n\n", "22P02 baris 1: tanda kutip tidak ditutup");
	assert_records("a\nb\"c\n", "1:[a]22P02 baris 2: tanda kutip di tengah kolom tanpa kutip");
	assert_records("\"a\n\" b\n", "22P02 baris 2: ada teks sesudah tanda kutip penutup");
}

/* ---- what a file says --------------------------------------------------------- */

typedef bool (*FileReader)(const char *text, size_t length, HolidayFile *file, DkisError *error);

/* Entries as "line day kind name (decree)", with what else is to say; or the error. */
static void
assert_entries(FileReader read, const char *content, const char *expected)
{
	HolidayFile file;
	DkisError error;
	DkisText text;

	dkis_text_init(&text);
	if (!read(content, strlen(content), &file, &error))
		dkis_text_printf(&text, "%s %s", error.sqlstate, error.message);
	else
		for (int i = 0; i < file.entries.n; i++)
		{
			const HolidayEntry *entry = &file.entries.data[i];
			int year, month, day;

			calendar_split_day(entry->day, &year, &month, &day);
			dkis_text_printf(&text, "%s%d %04d-%02d-%02d %s %s", i > 0 ? "; " : "", entry->line,
							 year, month, day,
							 entry->has_kind ? holiday_kind_name(entry->kind) : "?", entry->name);
			if (entry->decree)
				dkis_text_printf(&text, " (%s)", entry->decree);
			if (entry->cancelled)
				dkis_text_puts(&text, " batal");
			if (entry->skipped)
				dkis_text_printf(&text, " [%s]", entry->skipped);
		}
	assert_string_equal(text.data, expected);
	holiday_file_free(&file);
	dkis_free(text.data);
}

static void
lists(void **state)
{
	assert_entries(holiday_read_csv,
				   "day,kind,name,decree\n2024-02-29,cuti bersama,Kabisat,SKB 1\n"
				   "2026-01-01,libur nasional,\"Tahun\n Baru\",\n",
				   "2 2024-02-29 cuti bersama Kabisat (SKB 1); "
				   "3 2026-01-01 libur nasional Tahun Baru");
	assert_entries(holiday_read_csv, "NAMA\tTanggal\nA\t1900-01-01\nB\t2200-12-31",
				   "2 1900-01-01 ? A; 3 2200-12-31 ? B");
	assert_entries(holiday_read_csv, "day,name\n1900-02-29,x",
				   "22008 baris 2: 1900-02-29 bukan tanggal yang ada antara 1900 dan 2200");
	assert_entries(holiday_read_csv, "day,name\n1899-12-31,x",
				   "22008 baris 2: 1899-12-31 bukan tanggal yang ada antara 1900 dan 2200");
	assert_entries(holiday_read_csv, "day,name\n2026-00-10,x",
				   "22008 baris 2: 2026-00-10 bukan tanggal yang ada antara 1900 dan 2200");
	assert_entries(holiday_read_csv, "day,name\n2026-1-1,x",
				   "22007 baris 2: \"2026-1-1\" bukan tanggal");
	assert_entries(holiday_read_csv, "day,name,decree\n2026-01-01,x,\n2026-01-01,x,SKB\n",
				   "2 2026-01-01 ? x (SKB); 3 2026-01-01 ? x (SKB) [sama dengan baris 2]");
	assert_entries(holiday_read_csv, "day,name,decree\n2026-01-01,x,SE\n2026-01-01,x,SKB\n",
				   "22023 baris 3: hari yang sama dengan isi lain di baris 2");
}

/* What offices send: dates in words, headers of their own, Excel's first line and its blanks. */
static void
sheets_as_found(void **state)
{
	assert_entries(
		holiday_read_csv,
		"sep=;\r\nNo;Hari;Tanggal;Keterangan;;\r\n1;Kamis;1 Januari 2026;\xC2\xA0Tahun\xC2\xA0"
		"Baru Masehi;;\r\n2;Jumat;Jumat, 16 Jan 2026;Isra Mikraj\r\n",
		"3 2026-01-01 ? Tahun Baru Masehi; 4 2026-01-16 ? Isra Mikraj");
	assert_entries(holiday_read_csv,
				   "date,name\n2026/12/25,Natal\n2026-12-25 00:00:00,Natal\n26-Des-2026,x\n",
				   "2 2026-12-25 ? Natal; 3 2026-12-25 ? Natal [sama dengan baris 2]; "
				   "4 2026-12-26 ? x");
	assert_entries(holiday_read_csv,
				   "Tanggal,Hari Libur,Keterangan\n20 Maret 2026,Idulfitri,Cuti Bersama\n"
				   "21 Maret 2026,Idulfitri,Libur Nasional\n",
				   "2 2026-03-20 cuti bersama Idulfitri; 3 2026-03-21 libur nasional Idulfitri");
	/* A name that says joint leave is believed; a day that is not sure is not taken. */
	assert_entries(holiday_read_csv,
				   "tanggal,nama\n2026-12-24,Natal (Cuti Bersama)\n2027-03-10,Idulfitri (belum "
				   "pasti)\n",
				   "2 2026-12-24 cuti bersama Natal (Cuti Bersama); "
				   "3 2027-03-10 ? Idulfitri (belum pasti) [belum pasti]");
	assert_entries(holiday_read_csv, "tanggal,nama\nRabu, 1 Januari 2026,x\n",
				   "22P02 baris 2: 3 kolom, seharusnya 2");
	assert_entries(holiday_read_csv, "tanggal;nama\nRabu, 1 Januari 2026;x\n",
				   "22007 baris 2: \"Rabu, 1 Januari 2026\" bukan hari Rabu");
	assert_entries(holiday_read_csv, "tanggal;nama\n31 Februari 2026;x\n",
				   "22008 baris 2: 31 Februari 2026 bukan tanggal yang ada antara 1900 dan 2200");
	assert_entries(holiday_read_csv, "tanggal;nama\n21-22 Maret 2026;x\n",
				   "22007 baris 2: \"21-22 Maret 2026\" bukan tanggal");
	assert_entries(holiday_read_csv, "tanggal;nama\n02/03/2026;x\n",
				   "22007 baris 2: \"02/03/2026\" bukan tanggal");
	assert_entries(holiday_read_csv, "tanggal,nama\n2026-01-01,x,y\n",
				   "22P02 baris 2: 3 kolom, seharusnya 2");
}

/* Rows that say nothing are none; those that say half are refused, not passed over. */
static void
rows_that_say_little(void **state)
{
	assert_entries(holiday_read_csv, "tanggal,nama\n,\n \t, \n2026-01-01,x\n,\n",
				   "4 2026-01-01 ? x");
	assert_entries(holiday_read_csv, "tanggal,nama\n2026-01-01,\n",
				   "22023 baris 2: nama hari kosong");
	assert_entries(holiday_read_csv, "tanggal,nama\n,x\n", "22007 baris 2: tanggal kosong");
	/* columns beyond the header's are no matter while they are empty */
	assert_entries(holiday_read_csv, "tanggal,nama\n2026-01-01,x,,\n", "2 2026-01-01 ? x");
	assert_entries(holiday_read_csv, "tanggal,nama\n2026-01-01,x,,y\n",
				   "22P02 baris 2: 4 kolom, seharusnya 2");
	/* the same day and name with others of that day in between */
	assert_entries(
		holiday_read_csv,
		"tanggal,nama\n2026-01-01,x\n2026-01-01,a\n2026-01-01,z\n2026-01-01,x\n"
		"2026-01-01,z\n2026-01-01,a\n",
		"2 2026-01-01 ? x; 3 2026-01-01 ? a; 4 2026-01-01 ? z; "
		"5 2026-01-01 ? x [sama dengan baris 2]; 6 2026-01-01 ? z [sama dengan baris 4]; "
		"7 2026-01-01 ? a [sama dengan baris 3]");
}

/* A day has two digits at most, a year four; what is no weekday is no date. */
static void
dates_in_words(void **state)
{
	static const char *const good[] = {
		"1 Januari 2026", "01 Januari 2026",      "Kamis 1 Jan 2026", "1-Januari-2026",
		"1 January 2026", "Thursday, 1 Jan 2026", "Kam, 1. Jan 2026", "KAMIS, 1 JANUARI 2026"};
	static const char *const bad[] = {"012 Januari 2026",      "1 Januari 20260",  "1 Januari 226",
									  "Besok, 1 Januari 2026", "1 Januar 2026",    "1 2026",
									  "Ka, 1 Januari 2026",    "1 Januari 2026 x", "Januari 2026"};
	char sheet[100], expected[100];

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
	{
		snprintf(sheet, sizeof sheet, "tanggal;nama\n%s;x\n", good[i]);
		assert_entries(holiday_read_csv, sheet, "2 2026-01-01 ? x");
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
	{
		snprintf(sheet, sizeof sheet, "tanggal;nama\n%s;x\n", bad[i]);
		snprintf(expected, sizeof expected, "22007 baris 2: \"%s\" bukan tanggal", bad[i]);
		assert_entries(holiday_read_csv, sheet, expected);
	}
}

/* What lies behind the text is none of it: as large as it is, and no NUL. */
static void
texts_end_where_they_end(void **state)
{
	static const char *const texts[] = {"a,b",          "a",       "\"a\"", "a\r", "sep=;",
										"\xEF\xBB\xBF", "\xEF\xBB"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
	{
		size_t length = strlen(texts[i]);
		char *exact = malloc(length);
		HolidayFile file;
		CsvReader reader;
		DkisError error;

		memcpy(exact, texts[i], length);
		csv_open(&reader, exact, length);
		while (csv_next(&reader, &error) == CSV_RECORD)
			;
		csv_close(&reader);
		holiday_read_ics(exact, length, &file, &error);
		holiday_file_free(&file);
		holiday_read_csv(exact, length, &file, &error);
		holiday_file_free(&file);
		free(exact);
	}
	assert_entries(holiday_read_ics, "\xEF\xBB\xBF", "22P02 baris 1: diharapkan BEGIN:VCALENDAR");
}

/* ---- iCalendar ------------------------------------------------------------------ */

#define EVENT(lines) "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" lines "END:VEVENT\r\nEND:VCALENDAR\r\n"

/* RFC 5545 3.6.1: an all-day event; DTEND is not part of it; DURATION in days or weeks. */
static void
feeds(void **state)
{
	assert_entries(
		holiday_read_ics,
		EVENT("DTSTART;VALUE=DATE:20240228\r\nDTEND;VALUE=DATE:20240302\r\nSUMMARY:x\r\n"),
		"2 2024-02-28 ? x; 2 2024-02-29 ? x; 2 2024-03-01 ? x");
	assert_entries(holiday_read_ics, EVENT("DTSTART;VALUE=DATE:20261231\r\nSUMMARY:x\r\n"),
				   "2 2026-12-31 ? x");
	assert_entries(holiday_read_ics,
				   EVENT("DURATION:P2D\r\nDTSTART;VALUE=DATE:20261231\r\nSUMMARY:x\r\n"),
				   "2 2026-12-31 ? x; 2 2027-01-01 ? x");
	assert_entries(holiday_read_ics,
				   EVENT("DTSTART:20261231\r\nSUMMARY:Cuti bersama Natal\r\n"
						 "DESCRIPTION:SKB 5\\, 2026\\nx\r\n"),
				   "2 2026-12-31 cuti bersama Cuti bersama Natal (SKB 5, 2026)");
	assert_entries(holiday_read_ics,
				   EVENT("DTSTART:20261231T000000Z\r\nDURATION:PT1H\r\nSUMMARY:x\r\n"),
				   "2 2026-12-31 ? x [acara berjam, bukan sehari penuh]");
}

/* 3.8.1.2: any of the categories may say what kind of day it is. */
static void
categories_say_the_kind(void **state)
{
#define OF_KIND(categories) EVENT("DTSTART:20260101\r\nSUMMARY:x\r\nCATEGORIES:" categories "\r\n")
	assert_entries(holiday_read_ics, OF_KIND("cuti bersama"), "2 2026-01-01 cuti bersama x");
	assert_entries(holiday_read_ics, OF_KIND("Indonesia,Cuti Bersama"),
				   "2 2026-01-01 cuti bersama x");
	assert_entries(holiday_read_ics, OF_KIND("a,,b,Libur Nasional,Cuti Bersama"),
				   "2 2026-01-01 libur nasional x");
	assert_entries(holiday_read_ics, OF_KIND("a,b,"), "2 2026-01-01 ? x");
#undef OF_KIND
}

/* The words of a widely used feed. */
static void
feeds_as_found(void **state)
{
	assert_entries(holiday_read_ics,
				   EVENT("DTSTART;VALUE=DATE:20270310\r\nSUMMARY:Hari Idul Fitri (belum pasti)\r\n"
						 "DESCRIPTION:Hari libur nasional\\nTanggal bersifat tentatif.\r\n"),
				   "2 2027-03-10 ? Hari Idul Fitri (belum pasti) [belum pasti]");
	assert_entries(holiday_read_ics,
				   EVENT("DTSTART;VALUE=DATE:20270310\r\nSUMMARY:Idul Fitri\r\n"
						 "DESCRIPTION:Tanggal bersifat tentatif\r\n"),
				   "2 2027-03-10 ? Idul Fitri [belum pasti]");
	assert_entries(holiday_read_ics,
				   EVENT("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Christmas Eve Joint Holiday\r\n"),
				   "2 2026-12-24 cuti bersama Christmas Eve Joint Holiday");
	assert_entries(holiday_read_ics,
				   EVENT("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Natal (Cuti Bersama)\r\n"),
				   "2 2026-12-24 cuti bersama Natal (Cuti Bersama)");
}

/* 3.1: folded anywhere, here inside of é; with LF alone, and with a tab. */
static void
folding(void **state)
{
	assert_entries(
		holiday_read_ics,
		EVENT("DTSTART;VAL\r\n UE=DATE:2026\r\n 0101\r\nSUMMARY:Caf\xC3\r\n \xA9  b\r\n"),
		"2 2026-01-01 ? Caf\xC3\xA9 b");
	/* Folded inside of VALUE, after the colon, in the middle of an escape; a byte order mark. */
	assert_entries(
		holiday_read_ics,
		"\xEF\xBB\xBF" EVENT("DTSTART;VALUE=\r\n DATE:\r\n 20260101\r\nSUMMARY:a\\\r\n ,b\r\n"),
		"2 2026-01-01 ? a,b");
	assert_entries(holiday_read_ics,
				   "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nSUMMARY:satu\n\tdua\n  tiga\n"
				   "END:VEVENT\nEND:VCALENDAR",
				   "2 2026-01-01 ? satudua tiga");
	assert_entries(holiday_read_ics,
				   "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nSUMMARY:a\n b\n c\nDTEND:x\n",
				   "22007 baris 7: DTEND \"x\" bukan tanggal");
}

/* 3.3.11: backslash, comma, semicolon, newline. */
static void
escapes(void **state)
{
	assert_entries(holiday_read_ics,
				   EVENT("DTSTART:20260101\r\nSUMMARY:a\\,b\\;c\\\\d\\ne\\Nf\r\n"),
				   "2 2026-01-01 ? a,b;c\\d e f");
}

static void
what_does_not_count(void **state)
{
	assert_entries(
		holiday_read_ics,
		EVENT("DTSTART:20260101\r\nSUMMARY:x\r\nSTATUS:CANCELLED\r\nRRULE:FREQ=YEARLY\r\n"),
		"2 2026-01-01 ? x batal");
	assert_entries(holiday_read_ics,
				   "BEGIN:VCALENDAR\nBEGIN:VTODO\nDTSTART:x\nEND:VTODO\nBEGIN:VTIMEZONE\n"
				   "BEGIN:DAYLIGHT\nDTSTART:19700101T000000\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
				   "BEGIN:VEVENT\nDTSTART:20260101\nSUMMARY:x\nBEGIN:VALARM\nDTSTART:x\nSUMMARY:y\n"
				   "END:VALARM\nEND:VEVENT\nEND:VCALENDAR\n"
				   "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
				   "10 2026-01-01 ? x");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\r\nSUMMARY:x\r\nRDATE:20270101\r\n"),
				   "22023 baris 2: acara berulang (RRULE atau RDATE)");
}

/* How long an all-day event is: DTEND is not part of it, DURATION is days or weeks, 366 at most. */
static void
spans(void **state)
{
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDTEND:20260101\nSUMMARY:x\n"),
				   "2 2026-01-01 ? x");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDTEND:20260102\nSUMMARY:x\n"),
				   "2 2026-01-01 ? x");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260102\nDTEND:20260101\nSUMMARY:x\n"),
				   "22007 baris 4: DTEND sebelum DTSTART");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:P1D\nSUMMARY:x\n"),
				   "2 2026-01-01 ? x");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:+P02D\nSUMMARY:x\n"),
				   "2 2026-01-01 ? x; 2 2026-01-02 ? x");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:p1w\nSUMMARY:x\n"),
				   "2 2026-01-01 ? x; 2 2026-01-02 ? x; 2 2026-01-03 ? x; 2 2026-01-04 ? x; "
				   "2 2026-01-05 ? x; 2 2026-01-06 ? x; 2 2026-01-07 ? x");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:P0D\nSUMMARY:x\n"),
				   "22008 baris 4: DURATION \"P0D\" bukan lama antara 1 dan 366 hari");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:P367D\nSUMMARY:x\n"),
				   "22008 baris 4: DURATION \"P367D\" bukan lama antara 1 dan 366 hari");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:P53W\nSUMMARY:x\n"),
				   "22008 baris 4: DURATION \"P53W\" bukan lama antara 1 dan 366 hari");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:P99999999999D\nSUMMARY:x\n"),
				   "22008 baris 4: DURATION \"P99999999999D\" bukan lama antara 1 dan 366 hari");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:PT2H\nSUMMARY:x\n"),
				   "22007 baris 4: DURATION acara sehari penuh hanya dalam hari (P2D) atau minggu "
				   "(P1W)");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:2D\nSUMMARY:x\n"),
				   "22007 baris 4: DURATION \"2D\" bukan lama waktu");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:P\nSUMMARY:x\n"),
				   "22007 baris 4: DURATION \"P\" bukan lama dalam hari atau minggu");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDURATION:P2M\nSUMMARY:x\n"),
				   "22007 baris 4: DURATION \"P2M\" bukan lama dalam hari atau minggu");
	assert_entries(holiday_read_ics,
				   EVENT("DTSTART:20260101\nDTEND:20260103\nDURATION:P2D\nSUMMARY:x\n"),
				   "22P02 baris 5: DTEND dan DURATION tidak boleh bersama");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDTEND:20260102T000000\nSUMMARY:x\n"),
				   "22007 baris 4: DTEND harus tanggal saja, seperti DTSTART-nya");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nDTEND:20270103\nSUMMARY:x\n"),
				   "22008 baris 2: acara lebih dari 366 hari");
	assert_entries(holiday_read_ics, EVENT("DTSTART:22001231\nDURATION:P2D\nSUMMARY:x\n"),
				   "22008 baris 2: acara melewati 2200-12-31");
	assert_entries(holiday_read_ics, EVENT("SUMMARY:x\n"), "22P02 baris 2: VEVENT tanpa DTSTART");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nSUMMARY: \xc2\xa0 \n"),
				   "22023 baris 2: VEVENT tanpa SUMMARY");
}

static int
entries_of(const char *content)
{
	HolidayFile file;
	DkisError error;
	int n = -1;

	if (holiday_read_ics(content, strlen(content), &file, &error))
		n = file.entries.n;
	holiday_file_free(&file);
	return n;
}

static void
a_year_is_the_longest(void **state)
{
	assert_int_equal(entries_of(EVENT("DTSTART:20260101\nDURATION:P366D\nSUMMARY:x\n")), 366);
	assert_int_equal(entries_of(EVENT("DTSTART:20260101\nDURATION:P52W\nSUMMARY:x\n")), 364);
	assert_int_equal(entries_of(EVENT("DTSTART:20260101\nDTEND:20270102\nSUMMARY:x\n")), 366);
}

static void
dates_of_feeds(void **state)
{
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260230\nSUMMARY:x\n"),
				   "22008 baris 3: DTSTART \"20260230\" bukan tanggal yang ada antara 1900 dan "
				   "2200");
	assert_entries(holiday_read_ics, EVENT("DTSTART:2026010\nSUMMARY:x\n"),
				   "22007 baris 3: DTSTART \"2026010\" bukan tanggal");
	assert_entries(holiday_read_ics, EVENT("DTSTART:2026O101\nSUMMARY:x\n"),
				   "22007 baris 3: DTSTART \"2026O101\" bukan tanggal");
	assert_entries(holiday_read_ics, EVENT("DTSTART:2026010X\nSUMMARY:x\n"),
				   "22007 baris 3: DTSTART \"2026010X\" bukan tanggal");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101T0900\nSUMMARY:x\n"),
				   "22007 baris 3: DTSTART \"20260101T0900\" bukan tanggal");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101T090000X\nSUMMARY:x\n"),
				   "22007 baris 3: DTSTART \"20260101T090000X\" bukan tanggal");
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101t090000z\nSUMMARY:x\n"),
				   "2 2026-01-01 ? x [acara berjam, bukan sehari penuh]");
	assert_entries(holiday_read_ics, EVENT("DTSTART;TZID=\"a:b;c\":20260101T090000\nSUMMARY:x\n"),
				   "2 2026-01-01 ? x [acara berjam, bukan sehari penuh]");
}

/* A colon inside quotes is a parameter's; what is no line, or no component, is told by its line. */
static void
lines_and_components(void **state)
{
	assert_entries(holiday_read_ics, "", "22P02 baris 1: diharapkan BEGIN:VCALENDAR");
	assert_entries(holiday_read_ics, "DTSTART:20260101\n",
				   "22P02 baris 1: diharapkan BEGIN:VCALENDAR");
	assert_entries(holiday_read_ics, "BEGIN:VEVENT\nEND:VEVENT\n",
				   "22P02 baris 1: diharapkan BEGIN:VCALENDAR");
	assert_entries(holiday_read_ics, "BEGIN:VCALENDAR\nBEGIN:VCALENDAR\n",
				   "22P02 baris 2: BEGIN:VCALENDAR di dalam VCALENDAR");
	assert_entries(holiday_read_ics, "BEGIN:VCALENDAR\n\n\nBEGIN:VEVENT\n",
				   "22P02 baris 4: BEGIN tidak ditutup: berkas terpotong");
	assert_entries(holiday_read_ics, "BEGIN:VCALENDAR\n",
				   "22P02 baris 1: BEGIN tidak ditutup: berkas terpotong");
	assert_entries(holiday_read_ics, "BEGIN:VCALENDAR\nEND:VEVENT\n",
				   "22P02 baris 2: END tanpa BEGIN-nya");
	assert_entries(holiday_read_ics, "BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n",
				   "22P02 baris 3: diharapkan BEGIN:VCALENDAR");
	assert_entries(holiday_read_ics, "BEGIN:VCALENDAR\nX-A-1:y\nx\nEND:VCALENDAR\n",
				   "22P02 baris 3: bukan baris iCalendar, diharapkan NAMA:nilai");
	assert_entries(holiday_read_ics, "BEGIN:VCALENDAR\n:x\nEND:VCALENDAR\n",
				   "22P02 baris 2: bukan baris iCalendar, diharapkan NAMA:nilai");
	assert_entries(holiday_read_ics, "BEGIN:VCALENDAR\nX Y:z\nEND:VCALENDAR\n",
				   "22P02 baris 2: bukan baris iCalendar, diharapkan NAMA:nilai");
	assert_entries(holiday_read_ics,
				   "begin:vcalendar\nBegin:Vevent\nDtstart:20260101 \n"
				   "summary:x\nend:VEVENT\nEND:vcalendar\n",
				   "2 2026-01-01 ? x");
}

/* However long the name of a component is, it is ended by its own. */
static void
long_components(void **state)
{
	for (size_t length = 1; length < 40; length++)
	{
		char content[200], name[48] = "", other[48];

		memset(name, 'x', length);
		strcpy(other, name);
		snprintf(content, sizeof content, "BEGIN:VCALENDAR\nBEGIN:%s\nEND:%s\nEND:VCALENDAR\n",
				 name, other);
		assert_entries(holiday_read_ics, content, "");
		other[length < 23 ? length - 1 : 22] = 'y'; /* what is longer, by its first 23 letters */
		snprintf(content, sizeof content, "BEGIN:VCALENDAR\nBEGIN:%s\nEND:%s\nEND:VCALENDAR\n",
				 name, other);
		assert_entries(holiday_read_ics, content, "22P02 baris 3: END tanpa BEGIN-nya");
	}
}

/* Cancelled by STATUS or by the whole calendar's METHOD; tentative; replaced by a higher SEQUENCE.
 */
static void
states_of_events(void **state)
{
	assert_entries(holiday_read_ics, EVENT("DTSTART:20260101\nSUMMARY:x\nSTATUS:TENTATIVE\n"),
				   "2 2026-01-01 ? x [belum pasti (STATUS:TENTATIVE)]");
	assert_entries(holiday_read_ics,
				   "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nDTSTART:20260101\nSUMMARY:x\n"
				   "STATUS:TENTATIVE\nEND:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n"
				   "DTSTART:20260102\nSUMMARY:y\nEND:VEVENT\nEND:VCALENDAR\n",
				   "3 2026-01-01 ? x batal; 10 2026-01-02 ? y");
	assert_entries(holiday_read_ics,
				   "BEGIN:VCALENDAR\nMETHOD:PUBLISH\nBEGIN:VEVENT\nDTSTART:20260101\nSUMMARY:x\n"
				   "END:VEVENT\nEND:VCALENDAR\n",
				   "3 2026-01-01 ? x");
	assert_entries(holiday_read_ics,
				   "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSEQUENCE:9\nDTSTART:20260101\n"
				   "SUMMARY:x\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\nSEQUENCE:10\n"
				   "DTSTART:20260102\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n",
				   "2 2026-01-01 ? x [diganti acara dengan UID sama dan SEQUENCE lebih tinggi]; 8 "
				   "2026-01-02 ? x");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_by_the_rules),
		cmocka_unit_test(csv_as_found),
		cmocka_unit_test(csv_refused),
		cmocka_unit_test(lists),
		cmocka_unit_test(rows_that_say_little),
		cmocka_unit_test(dates_in_words),
		cmocka_unit_test(texts_end_where_they_end),
		cmocka_unit_test(categories_say_the_kind),
		cmocka_unit_test(sheets_as_found),
		cmocka_unit_test(feeds_as_found),
		cmocka_unit_test(feeds),
		cmocka_unit_test(folding),
		cmocka_unit_test(escapes),
		cmocka_unit_test(what_does_not_count),
		cmocka_unit_test(spans),
		cmocka_unit_test(a_year_is_the_longest),
		cmocka_unit_test(dates_of_feeds),
		cmocka_unit_test(lines_and_components),
		cmocka_unit_test(states_of_events),
		cmocka_unit_test(long_components),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
