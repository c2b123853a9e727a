/*
 * Time standards: every form that rules and people write, its canonical text,
 * what is refused and the word it is refused for, and the order of lengths.
 * The answers are written by hand from the reference, docs/sla.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/time/sla.h"

typedef struct Pair
{
	const char *given;
	const char *expected;
} Pair;

static const Pair forms[] = {
	/* units, one and two words, case and spacing free */
	{"30 menit", "30 menit"},
	{"2 jam", "2 jam"},
	{"3 hari", "3 hari"},
	{"10 hari kerja", "10 hari kerja"},
	{"6 bulan", "6 bulan"},
	{"0 hari kerja", "0 hari kerja"},
	{"0 menit", "0 menit"},
	{"1-30 menit", "1-30 menit"},
	{"10 hari kerja + 7 hari kerja", "10 hari kerja + 7 hari kerja"},
	{"-", "-"},
	{"  \t10\n HARI   Kerja ", "10 hari kerja"},
	{"10hari kerja+7hari kerja", "10 hari kerja + 7 hari kerja"},
	{"007 menit", "7 menit"},
	{"10\xC2\xA0hari\xC2\xA0kerja", "10 hari kerja"},
	/* ranges: B is the limit */
	{"1 - 30 menit", "1-30 menit"},
	{"1\xE2\x80\x93"
	 "30 menit",
	 "1-30 menit"},
	{"1\xE2\x80\x94"
	 "30 menit",
	 "1-30 menit"},
	{"1 sampai 3 hari", "1-3 hari"},
	{"1 sampai dengan 3 hari", "1-3 hari"},
	{"1 s.d. 3 hari", "1-3 hari"},
	{"1 s/d 3 hari", "1-3 hari"},
	{"1 hari kerja - 3 hari kerja", "1-3 hari kerja"},
	{"5-5 menit", "5 menit"},
	/* English */
	{"30 minutes", "30 menit"},
	{"1 minute", "1 menit"},
	{"2 hours", "2 jam"},
	{"1 hour", "1 jam"},
	{"3 days", "3 hari"},
	{"10 workdays", "10 hari kerja"},
	{"10 working days", "10 hari kerja"},
	{"1 working day", "1 hari kerja"},
	{"1 Month", "1 bulan"},
	{"within 5 working days + 2 days", "5 hari kerja + 2 hari"},
	/* ISO 8601 */
	{"PT30M", "30 menit"},
	{"PT2H", "2 jam"},
	{"PT1H30M", "90 menit"},
	{"PT90M", "90 menit"},
	{"P3D", "3 hari"},
	{"P2W", "14 hari"},
	{"P1M", "1 bulan"},
	{"P1Y", "12 bulan"},
	{"P1Y6M", "18 bulan"},
	{"pt30m", "30 menit"},
	{"P3D + PT2H", "3 hari + 2 jam"},
	/* as rules write it */
	{"10 (sepuluh) hari kerja", "10 hari kerja"},
	{"10 (sepuluh) hari kerja + 7 (tujuh) hari kerja", "10 hari kerja + 7 hari kerja"},
	{"Maks. 3 Hari", "3 hari"},
	{"Maksimal 3 Hari Kerja", "3 hari kerja"},
	{"paling lambat 14 hari kerja", "14 hari kerja"},
	{"Paling lama 30 (tiga puluh) hari kerja", "30 hari kerja"},
	{"selambat-lambatnya 3 (tiga) hari kerja", "3 hari kerja"},
	{"dalam jangka waktu 60 (enam puluh) hari", "60 hari"},
	{"tiga puluh hari kerja", "30 hari kerja"},
	{"dua puluh lima (25) hari", "25 hari"},
	{"dua belas bulan", "12 bulan"},
	{"seratus dua puluh menit", "120 menit"},
	{"sebelas jam", "11 jam"},
	/* a no-break space may be the last thing there is */
	{"2 jam\xC2\xA0", "2 jam"},
	{"\xC2\xA0 2\xC2\xA0jam", "2 jam"},
	/* numbers in words */
	{"nol menit", "0 menit"},
	{"sembilan belas menit", "19 menit"},
	{"seratus sebelas menit", "111 menit"},
	{"dua ratus tiga puluh empat menit", "234 menit"},
	{"seribu menit", "1000 menit"},
	{"seribu dua ratus lima puluh menit", "1250 menit"},
	{"dua ribu lima ratus menit", "2500 menit"},
	{"dua puluh lima ribu seratus menit", "25100 menit"},
	{"sepuluh (10) hari kerja", "10 hari kerja"},
	{"twenty-one days", "21 hari"},
	{"twenty - one days", "21 hari"},
	{"ninety nine minutes", "99 menit"},
	{"two thousand five hundred minutes", "2500 menit"},
	{"one to two days", "1-2 hari"},
	{"lima - enam hari", "5-6 hari"},
	{"5 hingga 6 hari", "5-6 hari"},
	{"5 sd 6 hari", "5-6 hari"},
	{"1 sampai dengan 3 hari + 2 jam", "1-3 hari + 2 jam"},
	{"1-30 menit + 90 menit", "1-30 menit + 90 menit"},
	/* every word of a unit */
	{"2 hari kalender", "2 hari"},
	{"2 jam kerja", "2 jam"},
	{"2 working day", "2 hari kerja"},
	{"2 business days", "2 hari kerja"},
	{"2 business day", "2 hari kerja"},
	{"2 calendar days", "2 hari"},
	{"2 calendar day", "2 hari"},
	{"2 working hours", "2 jam"},
	{"2 working hour", "2 jam"},
	{"2 mnt", "2 menit"},
	{"2 min", "2 menit"},
	{"2 mins", "2 menit"},
	{"2 day", "2 hari"},
	{"2 harikerja", "2 hari kerja"},
	{"2 workday", "2 hari kerja"},
	{"2 workingdays", "2 hari kerja"},
	{"2 workingday", "2 hari kerja"},
	{"2 months", "2 bulan"},
	{"2 bln", "2 bulan"},
	/* what stands before it */
	{"maks: 3 hari", "3 hari"},
	{"at most 3 hari", "3 hari"},
	{"max 3 hari + maks. 2 hari", "3 hari + 2 hari"},
	/* ISO 8601: whole hours are hours when they are written so */
	{"PT120M", "120 menit"},
	{"PT60M1H", "2 jam"},
	{"PT0H", "0 menit"},
	{"P1D2D", "3 hari"},
	{"P2W1D", "15 hari"},
	{"P2147483647D", "2147483647 hari"},
	{"PT35791394H", "35791394 jam"},
	{"P3D+P2D", "3 hari + 2 hari"},
	/* the largest */
	{"2147483647 menit", "2147483647 menit"},
	{"2147483647 hari kerja + 2147483647 hari kerja",
	 "2147483647 hari kerja + 2147483647 hari kerja"},
};

static void
assert_reads(const char *given, const char *expected)
{
	char text[SLA_TEXT_SIZE];
	DkisError error;
	Sla sla;
	Sla again;

	if (!sla_parse(given, strlen(given), &sla, &error))
		fail_msg("\"%s\": %s", given, error.message);
	sla_print(&sla, text);
	assert_string_equal(text, expected);
	assert_true(sla_check(&sla, &error));
	assert_true(sla_parse(text, strlen(text), &again, &error));
	assert_memory_equal(&sla, &again, sizeof sla);
	assert_int_equal(sla_compare(&sla, &again), 0);
	assert_true(sla_hash(&sla, 7) == sla_hash(&again, 7));
}

static void
every_form(void **state)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		assert_reads(forms[i].given, forms[i].expected);
}

/* Given, SQLSTATE, the word that the message must quote ("" = the end of the text). */
static const char *const refused[][3] = {
	{"", "22007", ""},
	{"10", "22007", ""},
	{"hari", "22007", "hari"},
	{"10 jamz", "22007", "jamz"},
	{"10 hari kerjaa", "22007", "kerjaa"},
	{"2 minggu", "22007", "minggu"},
	{"10 hari kerja +", "22007", ""},
	{"10 hari kerja + 7", "22007", ""},
	{"10 hari kerja + - 7 hari", "22008", "-"},
	{"10 hari kerja + 0 hari kerja", "22008", "0"},
	{"10 hari kerja + 7 hari kerja + 7 hari kerja", "22007", "+"},
	{"10 hari kerja lagi", "22007", "lagi"},
	{"10 (sembilan) hari", "22007", "sembilan"},
	{"10 (sepuluh hari", "22007", "hari"},
	{"1,5 jam", "22007", ","},
	{"1.5 jam", "22007", "."},
	{"1 jam - 30 menit", "22007", "menit"},
	{"1-30-60 menit", "22007", "-"},
	{"-5 menit", "22008", "-5 menit"},
	{"-5", "22008", "-5"},
	{"30-1 menit", "22008", "1"},
	{"2147483648 menit", "22008", "2147483648"},
	{"99999999999999999999 menit", "22008", "99999999999999999999"},
	{"P", "22007", "P"},
	{"PT", "22007", "PT"},
	{"P1D2H", "22007", "H"},
	{"P1DT2H", "22007", ""},
	{"PT30S", "22007", "S"},
	{"P200000000Y", "22008", "200000000"},
	{"+ 7 hari", "22007", "+"},
	{"P2147483648D", "22008", "2147483648"},
	{"PT35791395H", "22008", "35791395"},
	{"P306783379W", "22008", "306783379"},
	{"P3", "22007", ""},
	{"P3X", "22007", "X"},
	{"PT3D", "22007", "D"},
	{"P3H", "22007", "H"},
	{"PT1H T2M", "22007", "T"},
	{"P1Y2D", "22007", "D"},
	{"1.5 (satu) jam", "22007", "."},
	{"10 (11) hari", "22007", "11"},
	{"10 () hari", "22007", ")"},
	{"5-4 hari", "22008", "4"},
	{"5 hari - 6 jam", "22007", "jam"},
	{"10 hari + 3", "22007", ""},
	{"10 hari + minggu", "22007", "minggu"},
	{"10 hari + PT0M", "22008", "PT"},
	{"- 5", "22008", "- 5"},
	{"hari kerja", "22007", "hari"},
	{"1 -", "22007", ""},
	{"1 sampai", "22007", ""},
	{"1 hari - 3", "22007", ""},
};

static void
refused_with_the_word(void **state)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
	{
		const char *given = refused[i][0];
		char quoted[64];
		DkisError error;
		Sla sla;

		if (sla_parse(given, strlen(given), &sla, &error))
			fail_msg("\"%s\" is taken", given);
		if (strcmp(error.sqlstate, refused[i][1]) != 0)
			fail_msg("\"%s\": %s %s", given, error.sqlstate, error.message);
		snprintf(quoted, sizeof quoted, "\"%s\"", refused[i][2]);
		if (*refused[i][2] && !strstr(error.message, quoted))
			fail_msg("\"%s\": %s", given, error.message);
		assert_non_null(strstr(error.hint, "hari kerja"));
	}
}

static void
assert_hint(const char *given, bool of_weeks)
{
	DkisError error;
	Sla sla;

	assert_false(sla_parse(given, strlen(given), &sla, &error));
	assert_int_equal(strstr(error.hint, "Satu minggu ditulis") != NULL, of_weeks);
}

static void
weeks_are_told_how(void **state)
{
	assert_hint("2 minggu", true);
	assert_hint("2 pekan", true);
	assert_hint("2 weeks", true);
	assert_hint("1 week", true);
	assert_hint("1-2 Minggu", true);
	assert_hint("2 abad", false);
	assert_hint("2", false);
}

/* What begins as ISO 8601 does is refused as that. */
static void
iso_is_told(void **state)
{
	static const char *const broken[] = {"P3", "p3", "PT3", "P3X", "PT3D", "P3H", "pt3s"};
	static const char *const others[] = {"P", "PT", "PX3", "3P", "Px"};
	DkisError error;
	Sla sla;

	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
	{
		assert_false(sla_parse(broken[i], strlen(broken[i]), &sla, &error));
		assert_non_null(strstr(error.message, "satuan ISO 8601"));
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
	{
		assert_false(sla_parse(others[i], strlen(others[i]), &sla, &error));
		assert_null(strstr(error.message, "satuan ISO 8601"));
	}
}

/* Words may say more than fits, too: a hundred million, times 21 and 22. */
static void
words_have_an_end(void **state)
{
	char text[22 * 18 + 16] = "";
	DkisError error;
	Sla sla;

	for (int i = 0; i < 21; i++)
		strcat(text, "seribu ratus ribu ");
	strcat(text, "menit");
	assert_true(sla_parse(text, strlen(text), &sla, &error));
	assert_int_equal(sla.limit, 2100000000);
	strcpy(text + 21 * 18, "seribu ratus ribu menit");
	assert_false(sla_parse(text, strlen(text), &sla, &error));
	assert_string_equal(error.sqlstate, "22008");
}

/* 1 hari kerja is 450 minutes, or a day where nobody closes; a month is 30 days. */
static void
minutes(void **state)
{
	static const struct
	{
		const char *text;
		int64_t base, extended, round_the_clock;
	} lengths[] = {{"7 menit", 7, 7, 7},
				   {"2 jam + 5 menit", 120, 125, 120},
				   {"3 hari", 4320, 4320, 4320},
				   {"2 hari kerja + 1 hari kerja", 900, 1350, 2880},
				   {"1 bulan + 1 hari", 43200, 44640, 43200},
				   {"2147483647 bulan", INT64_C(92771293550400), INT64_C(92771293550400),
					INT64_C(92771293550400)}};

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
	{
		DkisError error;
		Sla sla;

		assert_true(sla_parse(lengths[i].text, strlen(lengths[i].text), &sla, &error));
		assert_int_equal(sla_minutes(&sla, false, false), lengths[i].base);
		assert_int_equal(sla_minutes(&sla, true, false), lengths[i].extended);
		assert_int_equal(sla_minutes(&sla, false, true), lengths[i].round_the_clock);
	}
}

/* By length: 1 hari kerja is 450 minutes, 1 hari 24 h; equal only if identical; "-" last. */
static void
order(void **state)
{
	static const char *const ascending[] = {
		"0 menit",
		"0 jam",
		"0 hari kerja",
		"1 menit",
		"1-30 menit",
		"30 menit",
		"59 menit",
		"60 menit",
		"1 jam",
		"449 menit",
		"450 menit",
		"1 hari kerja",
		"451 menit",
		"8 jam",
		"1439 menit",
		"1440 menit",
		"24 jam",
		"1 hari",
		"3 hari",
		"10 hari kerja",
		"10 hari kerja + 1 menit",
		"10 hari kerja + 7 hari kerja",
		"1 bulan",
		"2147483647 bulan",
		"-",
	};
	int count = sizeof ascending / sizeof *ascending;
	DkisError error;
	Sla a, b;

	for (int i = 0; i < count; i++)
		for (int j = 0; j < count; j++)
		{
			assert_true(sla_parse(ascending[i], strlen(ascending[i]), &a, &error));
			assert_true(sla_parse(ascending[j], strlen(ascending[j]), &b, &error));
			if ((sla_compare(&a, &b) < 0) != (i < j) || (sla_compare(&a, &b) == 0) != (i == j))
				fail_msg("\"%s\" and \"%s\" are out of order", ascending[i], ascending[j]);
		}
}

/* Cut anywhere, no byte beyond the end is read (ASan) and nothing is left half filled. */
static void
cut_anywhere(void **state)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		for (size_t length = 0; length <= strlen(forms[i].given); length++)
		{
			char *exact = malloc(length + 1);
			DkisError error;
			Sla sla;

			memcpy(exact, forms[i].given, length);
			if (sla_parse(exact, length, &sla, &error))
				assert_true(sla_check(&sla, &error));
			else
				assert_true(strlen(error.message) > 0);
			free(exact);
		}
}

static void
binary(void **state)
{
	DkisError error;
	Sla good, bad;

	assert_int_equal(sizeof(Sla), 16);
	assert_true(sla_parse("1-30 menit + 1 jam", 18, &good, &error));
	bad = good, bad.version = 2;
	assert_false(sla_check(&bad, &error));
	assert_string_equal(error.sqlstate, "22P03");
	bad = good, bad.unit = SLA_UNIT_COUNT;
	assert_false(sla_check(&bad, &error));
	bad = good, bad.minimum = 31;
	assert_false(sla_check(&bad, &error));
	bad = good, bad.minimum = -1;
	assert_false(sla_check(&bad, &error));
	bad = good, bad.extension = 0;
	assert_false(sla_check(&bad, &error));
	bad = good, bad.flags = SLA_NONE;
	assert_false(sla_check(&bad, &error));
	bad = good, bad.limit = 0;
	assert_false(sla_check(&bad, &error));
	bad = good, bad.extension = -1;
	assert_false(sla_check(&bad, &error));
	bad = good, bad.extension_unit = SLA_UNIT_COUNT;
	assert_false(sla_check(&bad, &error));
	bad = good, bad.flags = 0; /* an extension that is said not to be there */
	assert_false(sla_check(&bad, &error));
	bad = good, bad.flags = 0, bad.extension = 0, bad.extension_unit = SLA_HOURS;
	assert_false(sla_check(&bad, &error));
	bad = good, bad.flags = 0, bad.extension = 0, bad.extension_unit = 0;
	assert_true(sla_check(&bad, &error));
	bad = good, bad.minimum = bad.limit, bad.extension = 1;
	assert_true(sla_check(&bad, &error));
	bad = (Sla){.version = SLA_VERSION, .flags = SLA_NONE};
	assert_true(sla_check(&bad, &error));
	bad = good, bad.flags = 0x80;
	assert_false(sla_check(&bad, &error));
	assert_true(sla_check(&good, &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form),  cmocka_unit_test(refused_with_the_word),
		cmocka_unit_test(order),       cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(binary),      cmocka_unit_test(weeks_are_told_how),
		cmocka_unit_test(minutes),     cmocka_unit_test(words_have_an_end),
		cmocka_unit_test(iso_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
