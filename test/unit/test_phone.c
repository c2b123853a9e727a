/* Numbers as an exchange, a form and a person write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_number_is_written_one_way),
		cmocka_unit_test(however_it_is_dialled),
		cmocka_unit_test(what_is_no_number_stays),
		cmocka_unit_test(twice_is_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
