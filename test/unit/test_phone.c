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
		cmocka_unit_test(what_is_no_number_stays),
		cmocka_unit_test(twice_is_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
