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
	bad = good, bad.flags = 0x80;
	assert_false(sla_check(&bad, &error));
	assert_true(sla_check(&good, &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form), cmocka_unit_test(refused_with_the_word),
		cmocka_unit_test(order),      cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(binary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
