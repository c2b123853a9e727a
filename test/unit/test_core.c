/* Errors that quote what a user typed, and text that grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/core.h"

static void
error_is_never_cut_inside_a_character(void **state)
{
	char long_text[600];
	DkisError error;

	/* 299 two-byte characters, shifted by 0 and by 1 byte. */
	for (int shift = 0; shift < 2; shift++)
	{
		memset(long_text, 'x', sizeof long_text);
		for (int i = 0; i < 299; i++)
			memcpy(long_text + shift + 2 * i, "\xC3\xA9", 2);
		long_text[599] = '\0';
		assert_false(dkis_fail(&error, DKIS_SYNTAX_ERROR, "%s", long_text));
		size_t length = strlen(error.message);

		assert_true(length >= 250 && length < sizeof error.message);
		assert_int_equal((length - shift) % 2, 0);
		assert_memory_equal(error.message, long_text, length);
	}
}

static void
failing_anew_forgets_detail_and_hint(void **state)
{
	DkisError error;

	dkis_fail(&error, DKIS_SYNTAX_ERROR, "satu");
	dkis_detail(&error, "rincian %d", 1);
	dkis_hint(&error, "petunjuk");
	assert_string_equal(error.detail, "rincian 1");
	assert_string_equal(error.hint, "petunjuk");
	dkis_fail(&error, DKIS_DATETIME_OVERFLOW, "dua");
	assert_string_equal(error.sqlstate, "22008");
	assert_string_equal(error.detail, "");
	assert_string_equal(error.hint, "");
}

static void
text_grows(void **state)
{
	DkisText text;

	dkis_text_init(&text);
	assert_string_equal(text.data, "");
	for (int i = 0; i < 10000; i++)
		dkis_text_printf(&text, "%04d", i);
	assert_int_equal(text.length, 40000);
	assert_memory_equal(text.data + 4 * 9999, "9999", 5);
	dkis_free(text.data);
}

static void
xml_is_escaped(void **state)
{
	static const char raw[] = "<a b='c' d=\"e\"> & \xC3\xA9";
	DkisText text;

	dkis_text_init(&text);
	dkis_text_xml(&text, raw, sizeof raw - 1);
	assert_null(strpbrk(text.data, "<>'\""));
	assert_non_null(strstr(text.data, "&lt;"));
	dkis_free(text.data);
}

static void
words_are_compared_without_regard_to_ascii_case(void **state)
{
	assert_true(dkis_same_word("Hari KERJA", 10, "hari kerja", 10));
	assert_false(dkis_same_word("hari", 4, "haru", 4));
	assert_false(dkis_same_word("hari", 4, "harian", 6));
	/* No locale folds these. */
	assert_false(dkis_same_word("\xC3\x89", 2, "\xC3\xA9", 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error_is_never_cut_inside_a_character),
		cmocka_unit_test(failing_anew_forgets_detail_and_hint),
		cmocka_unit_test(text_grows),
		cmocka_unit_test(xml_is_escaped),
		cmocka_unit_test(words_are_compared_without_regard_to_ascii_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
