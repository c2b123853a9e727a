/* Numbers as an exchange, a form and a person write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/place/phone.h"

static void
becomes(const char *given, const char *expected)
{
	char *to = malloc(strlen(given) + 4);

	assert_int_equal(phone_normalise(given, strlen(given), to), strlen(expected));
	assert_string_equal(to, expected);
	free(to);
}

static void
one_number_is_written_one_way(void **state)
{
	becomes("0812-3456-789", "+628123456789");
	becomes("0812 3456 789", "+628123456789");
	becomes("(0812) 3456.789", "+628123456789");
	becomes("628123456789", "+628123456789");
	becomes("+62 812 3456 789", "+628123456789");
	becomes("00628123456789", "+628123456789");
	becomes("0231-206330", "+62231206330");
	becomes("+65 6123 4567", "+6561234567");
	becomes("0065 6123 4567", "+6561234567");
}

/* Ways to write a number that once escaped a block. */
static void
however_it_is_dialled(void **state)
{
	static const char *const same[] = {"+62 (0)812-3456-789",
									   "62-0812-3456-789",
									   "001628123456789",
									   "007 62 812 3456 789",
									   "01017 62 812 3456 789",
									   "tel:+62-812-3456-789",
									   "TEL:08123456789;phone-context=+62",
									   "sip:+628123456789@ims.example.id;user=phone",
									   "sips:08123456789@10.0.0.1",
									   "\xC2\xA0+62\xC2\xA0"
									   "812\xC2\xA0"
									   "3456\xC2\xA0"
									   "789",
									   "0812\xE2\x80\x93"
									   "3456\xE2\x80\x93"
									   "789",
									   "\xE2\x80\xAA+62 812-3456-789\xE2\x80\xAC",
									   "+620812 3456 789",
									   "+62 (00) 812 3456 789",
									   "callto:08123456789"};

	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		becomes(same[i], "+628123456789");
	/* of other countries, though 62 comes after what dials abroad */
	becomes("001 626 555 1234", "+16265551234");
	becomes("007 626 555 12 34", "+76265551234");
	becomes("0086 28 1234 5678", "+862812345678");
}

static void
what_is_no_number_stays(void **state)
{
	becomes("", "");
	becomes("   ", "");
	becomes(" anonymous ", "anonymous");
	becomes("112", "112");
	becomes("021", "021");
	becomes("sip:0812@x", "sip:0812@x");
	becomes("+", "+");
	becomes("08+12345678", "08+12345678");
	becomes("08123456789 (ibu)", "08123456789 (ibu)");
	becomes("sip:anonymous@anonymous.invalid", "sip:anonymous@anonymous.invalid");
	becomes("tel:112", "tel:112");
	becomes("tel:", "tel:");
	becomes("0812345678\xE2\x80", "0812345678\xE2\x80");
}

static void
twice_is_once(void **state)
{
	becomes("+628123456789", "+628123456789");
}

/* What may stand between digits, and its neighbours that may not. */
static void
between_digits(void **state)
{
	static const struct
	{
		const char *mark;
		bool filler;
	} marks[] = {{" ", true},
				 {"\t", true},
				 {"\r", true},
				 {"-", true},
				 {".", true},
				 {"(", true},
				 {")", true},
				 {"/", true},
				 {"\xC2\xA0", true},      /* U+00A0 */
				 {"\xE2\x80\x80", true},  /* U+2000 */
				 {"\xE2\x80\x95", true},  /* U+2015 */
				 {"\xE2\x80\xAA", true},  /* U+202A */
				 {"\xE2\x80\xAE", true},  /* U+202E */
				 {"\xE2\x80\xAF", true},  /* U+202F */
				 {"\xE2\x88\x92", true},  /* U+2212 */
				 {"\xE2\x81\xA0", true},  /* U+2060 */
				 {"\xE2\x81\xA9", true},  /* U+2069 */
				 {"\xEF\xBB\xBF", true},  /* U+FEFF */
				 {"\xC2\xA1", false},     /* U+00A1 */
				 {"\xE1\xBF\xBE", false}, /* U+1FFE */
				 {"\xE2\x80\x96", false}, /* U+2016 */
				 {"\xE2\x80\xA9", false}, /* U+2029 */
				 {"\xE2\x80\xB0", false}, /* U+2030 */
				 {"\xE2\x81\x9F", false}, /* U+205F */
				 {"\xE2\x81\xAA", false}, /* U+206A */
				 {"\xE2\x88\x93", false}, /* U+2213 */
				 {"\xEF\xBB\xBE", false}, /* U+FEFE */
				 {"*", false},
				 {",", false},
				 {"x", false},
				 {"+", false}};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
	{
		char given[32];

		snprintf(given, sizeof given, "0812%s3456789", marks[i].mark);
		becomes(given, marks[i].filler ? "+628123456789" : given);
	}
}

/* Seven digits are a number; what is shorter is a service's. */
static void
how_long_a_number_is(void **state)
{
	becomes("021123", "021123");
	becomes("1 1 2", "112");
	becomes("0211234", "+62211234");
	becomes("tel:021123", "tel:021123");
	becomes("tel:0211234", "+62211234");
	becomes("123-4567", "1234567"); /* of which town nobody says */
	becomes("14045", "14045");
	becomes("6211234", "+6211234");
	becomes("+6211234", "+6211234");
}

/* 001 and 007 dial abroad only where what follows is long enough for 62 to be a country. */
static void
which_prefix_dials_abroad(void **state)
{
	becomes("00162812345678", "+62812345678");
	becomes("0016281234567", "+16281234567");
	becomes("00762812345678", "+62812345678");
	becomes("0076281234567", "+76281234567");
	becomes("00165812345678", "+165812345678");
	becomes("010176281234", "+6281234");
	becomes("01017628", "+628");
	becomes("0101762", "+62101762");
	becomes("01017123456", "+621017123456");
	becomes("0062081234567", "+6281234567");
}

static void
what_is_called_within_a_scheme(void **state)
{
	becomes("tel:08123456789;ext=1", "+628123456789");
	becomes("sip:08123456789?x=1", "+628123456789");
	becomes("sips:08123456789", "+628123456789");
	becomes("CallTo:0812-3456-789@x", "+628123456789");
	becomes("mailto:08123456789", "mailto:08123456789");
	becomes("te:08123456789", "te:08123456789");
	becomes("sip:", "sip:");
	becomes("tel:;ext=1", "tel:;ext=1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_number_is_written_one_way),
		cmocka_unit_test(however_it_is_dialled),
		cmocka_unit_test(what_is_no_number_stays),
		cmocka_unit_test(twice_is_once),
		cmocka_unit_test(between_digits),
		cmocka_unit_test(how_long_a_number_is),
		cmocka_unit_test(which_prefix_dials_abroad),
		cmocka_unit_test(what_is_called_within_a_scheme),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
