/* What all rooms of the domain stand on: errors, text, words, arrays, bits, edges, XML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/array.h"
#include "core/base/bits.h"
#include "core/base/edges.h"
#include "core/base/errors.h"
#include "core/base/words.h"
#include "core/base/xml_writer.h"

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
xml_is_written_in_ascii(void **state)
{
	static const char raw[] =
		"<a b='c' d=\"e\"> & \xC3\xA9\n\x01\xFF\xED\xA0\x80\xF0\x9F\x9A\x92\xC3";
	DkisText text;

	dkis_text_init(&text);
	xml_write(&text, raw, sizeof raw - 1);
	assert_string_equal(text.data,
						"&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt; &amp; &#233;&#10;&#65533;&#65533;"
						"&#65533;&#128658;&#65533;");
	dkis_text_clear(&text);
	xml_write_string(&text, NULL);
	assert_string_equal(text.data, "");
	dkis_free(text.data);
}

static void
ids_are_told_apart(void **state)
{
	static const char *const names[] = {"8.1", "a b", "a_b",      "a_x20b",
										"a&b", "_",   "\xC3\xA9", "a-b"};
	DkisText ids[8];

	for (int i = 0; i < 8; i++)
	{
		dkis_text_init(&ids[i]);
		xml_write_id(&ids[i], names[i], strlen(names[i]), '_');
		for (int k = 0; k < i; k++)
			assert_string_not_equal(ids[i].data, ids[k].data);
	}
	assert_string_equal(ids[1].data, "a_b");
	for (int i = 0; i < 8; i++)
		dkis_free(ids[i].data);
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

static void
words_are_trimmed_and_tidied(void **state)
{
	static const char raw[] = " \t Hari   Kerja \n";
	size_t length = sizeof raw - 1;
	char to[sizeof raw];

	assert_memory_equal(dkis_trim(raw, &length), "Hari   Kerja", 12);
	assert_int_equal(length, 12);
	length = 3;
	dkis_trim(" \t ", &length);
	assert_int_equal(length, 0);
	assert_int_equal(dkis_tidy(raw, sizeof raw - 1, to, sizeof to), 10);
	assert_memory_equal(to, "Hari Kerja", 10);
	assert_int_equal(dkis_tidy(raw, sizeof raw - 1, to, 10), 10);
	assert_int_equal(dkis_tidy(raw, sizeof raw - 1, to, 9), (size_t) -1);
	memcpy(to, raw, sizeof raw);
	assert_int_equal(dkis_tidy(to, sizeof raw - 1, to, sizeof raw - 1), 10);
	assert_memory_equal(to, "Hari Kerja", 10);
}

static void
words_have_an_order(void **state)
{
	assert_true(dkis_compare_bytes("a", 1, "ab", 2) < 0);
	assert_true(dkis_compare_bytes("b", 1, "ab", 2) > 0);
	assert_true(dkis_compare_bytes("a", 1, "A", 1) > 0);
	assert_true(dkis_compare_words("a", 1, "A", 1) == 0);
	assert_true(dkis_compare_words("A", 1, "b", 1) < 0);
	assert_true(dkis_compare_words(NULL, 0, "b", 1) < 0);
}

static void
quotes_never_end_inside_a_character(void **state)
{
	char text[64];

	memset(text, 'x', sizeof text);
	assert_int_equal(dkis_quotable(text, DKIS_MAX_QUOTE), DKIS_MAX_QUOTE);
	assert_int_equal(dkis_quotable(text, sizeof text), DKIS_MAX_QUOTE);
	memcpy(text + DKIS_MAX_QUOTE - 2, "\xE2\x82\xAC", 3);
	assert_int_equal(dkis_quotable(text, sizeof text), DKIS_MAX_QUOTE - 2);
}

static void
characters_are_read(void **state)
{
	static const struct
	{
		const char *bytes;
		int n;
		uint32_t code;
	} characters[] = {{"a", 1, 'a'},
					  {"\xC3\xA9", 2, 0xE9},
					  {"\xE2\x82\xAC", 3, 0x20AC},
					  {"\xF0\x9F\x9A\x92", 4, 0x1F692},
					  {"\xC0\x80", 0, 0}, /* longer than need be */
					  {"\xE0\x80\x80", 0, 0},
					  {"\x80", 0, 0},
					  {"\xC3", 0, 0},
					  {"\xF5\x80\x80\x80", 0, 0}};

	for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
	{
		uint32_t code = 0;

		assert_int_equal(dkis_character(characters[i].bytes, strlen(characters[i].bytes), &code),
						 characters[i].n);
		if (characters[i].n > 0)
			assert_int_equal(code, characters[i].code);
	}
}

static void
arrays_grow(void **state)
{
	ARRAY_OF(int) numbers = {0};
	int *many = dkis_numbers(3, -1);
	char *zeros = dkis_zeroed(5);

	for (int i = 0; i < 1000; i++)
		*array_add(&numbers) = i;
	array_reserve(&numbers, 100000);
	assert_true(numbers.capacity >= 101000);
	assert_int_equal(array_bytes(&numbers), (size_t) numbers.capacity * sizeof(int));
	for (int i = 0; i < 1000; i++)
		assert_int_equal(numbers.data[i], i);
	for (int i = 0; i <= 3; i++)
		assert_int_equal(many[i], -1);
	assert_memory_equal(zeros, "\0\0\0\0\0", 5);
	dkis_free(numbers.data);
	dkis_free(many);
	dkis_free(zeros);
}

static void
bits_are_found(void **state)
{
	uint64_t bits[3] = {0};
	int found[4];
	int n = 0;

	assert_int_equal(bits_words(1), 1);
	assert_int_equal(bits_words(64), 1);
	assert_int_equal(bits_words(65), 2);
	assert_int_equal(bits_next(bits, 0, 192), 192);
	bits_put(bits, 0);
	bits_put(bits, 63);
	bits_put(bits, 64);
	bits_put(bits, 191);
	BITS_EACH(i, bits, 0, 192)
	found[n++] = i;
	assert_int_equal(n, 4);
	assert_int_equal(found[1], 63);
	assert_int_equal(found[3], 191);
	assert_int_equal(bits_next(bits, 1, 63), 63); /* the limit itself is not in it */
	assert_true(bits_has(bits, 64));
	bits_drop(bits, 64);
	assert_false(bits_has(bits, 64));
	assert_int_equal(bits_next(bits, 64, 192), 191);
}

static void
edges_are_sorted_and_keep_their_order(void **state)
{
	static const struct
	{
		char name;
		int to;
	} things[] = {{'a', 2}, {'b', 0}, {'c', 2}, {'d', 3}, {'e', 0}};
	static const int expected[] = {1, 4, 0, 2, 3};
	static const int starts[] = {0, 2, 2, 4, 5};
	Edges edges;

	edges_sort(&edges, 4, 5, things, sizeof *things,
			   (size_t) ((const char *) &things[0].to - (const char *) &things[0]));
	assert_memory_equal(edges.item, expected, sizeof expected);
	assert_memory_equal(edges.start, starts, sizeof starts);
	EDGES_EACH(i, &edges, 1)
	fail();
	edges_free(&edges);
	edges_sort(&edges, 2, 0, NULL, 8, 4);
	assert_int_equal(edges.start[2], 0);
	edges_free(&edges);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error_is_never_cut_inside_a_character),
		cmocka_unit_test(failing_anew_forgets_detail_and_hint),
		cmocka_unit_test(text_grows),
		cmocka_unit_test(xml_is_written_in_ascii),
		cmocka_unit_test(ids_are_told_apart),
		cmocka_unit_test(words_are_compared_without_regard_to_ascii_case),
		cmocka_unit_test(words_are_trimmed_and_tidied),
		cmocka_unit_test(words_have_an_order),
		cmocka_unit_test(quotes_never_end_inside_a_character),
		cmocka_unit_test(characters_are_read),
		cmocka_unit_test(arrays_grow),
		cmocka_unit_test(bits_are_found),
		cmocka_unit_test(edges_are_sorted_and_keep_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
