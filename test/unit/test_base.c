/* What all rooms of the domain stand on: errors, text, words, arrays, bits, edges, XML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/array.h"
#include "core/base/bits.h"
#include "core/base/edges.h"
#include "core/base/errors.h"
#include "core/base/words.h"
#include "core/base/wordset.h"
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

/* As many bytes as there is room for, with the NUL. */
static void
error_is_as_long_as_its_field(void **state)
{
	char long_text[3000];
	DkisError error;

	memset(long_text, 'x', sizeof long_text);
	long_text[sizeof long_text - 1] = '\0';
	dkis_fail(&error, DKIS_SYNTAX_ERROR, "%s", long_text);
	dkis_detail(&error, "%s", long_text);
	dkis_hint(&error, "%s", long_text);
	assert_int_equal(strlen(error.message), sizeof error.message - 1);
	assert_int_equal(strlen(error.detail), sizeof error.detail - 1);
	assert_int_equal(strlen(error.hint), sizeof error.hint - 1);
	dkis_fail(&error, DKIS_SYNTAX_ERROR, "%.*s", (int) sizeof error.message - 1, long_text);
	assert_int_equal(strlen(error.message), sizeof error.message - 1);
	/* a character of three bytes just fits, or is left out whole */
	for (int over = 0; over < 3; over++)
	{
		size_t at = sizeof error.message - 4 + (size_t) over;

		memset(long_text, 'x', sizeof long_text - 1);
		memcpy(long_text + at, "\xE2\x82\xAC", 4);
		dkis_fail(&error, DKIS_SYNTAX_ERROR, "%s", long_text);
		assert_int_equal(strlen(error.message), over == 0 ? at + 3 : at);
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
	length = 2;
	dkis_trim("    ", &length); /* what lies behind is none of it */
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

/* ---- rule by rule ---------------------------------------------------------------------- */

/* UTF-8 as RFC 3629 lays it out; 0: no such character. */
static int
encode(uint32_t code, char *to)
{
	int n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};

	for (int i = n - 1; i > 0; i--, code >>= 6)
		to[i] = (char) (0x80 | (code & 0x3F));
	to[0] = (char) (leads[n] | code);
	return n;
}

static void
every_character_is_read_and_none_cut_off(void **state)
{
	for (uint32_t code = 0; code <= 0x10FFFF; code++)
	{
		char bytes[4] = "";
		int n = encode(code, bytes);
		uint32_t found;

		if (dkis_character(bytes, 4, &found) != n || found != code)
			fail_msg("U+%04X", (unsigned) code);
		for (int cut = 1; cut < n; cut++)
			if (dkis_character(bytes, (size_t) cut, &found) != 0)
				fail_msg("U+%04X cut after %d", (unsigned) code, cut);
		if (n < 4) /* written one byte longer than need be */
		{
			char longer[4] = {(char) (n == 1   ? 0xC0
									  : n == 2 ? 0xE0
											   : 0xF0),
							  (char) 0x80, (char) 0x80, (char) 0x80};

			for (int i = n, rest = (int) code; i > 0; i--, rest >>= 6)
				longer[i] = (char) (0x80 | (rest & 0x3F));
			longer[0] = (char) (longer[0] | (n == 1 ? code >> 6 : 0));
			assert_int_equal(dkis_character(longer, 4, &found), 0);
		}
	}
	for (int second = 0; second < 256; second++)
	{
		char bytes[4] = {(char) 0xE2, (char) second, (char) 0x82};
		uint32_t found;

		assert_int_equal(dkis_character(bytes, 3, &found), second >= 0x80 && second < 0xC0 ? 3 : 0);
		bytes[1] = (char) 0x82;
		bytes[2] = (char) second;
		assert_int_equal(dkis_character(bytes, 3, &found), second >= 0x80 && second < 0xC0 ? 3 : 0);
	}
}

static void
letters_digits_and_spaces_are_those_of_ascii(void **state)
{
	for (int c = 0; c < 256; c++)
	{
		bool upper = strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", c) && c;
		bool lower = strchr("abcdefghijklmnopqrstuvwxyz", c) && c;

		assert_int_equal(dkis_is_letter((char) c), upper || lower);
		assert_int_equal(dkis_is_digit((char) c), strchr("0123456789", c) && c);
		assert_int_equal(dkis_is_space((char) c), strchr(" \t\n\v\f\r", c) && c);
		assert_int_equal(dkis_lower((char) c), (char) (upper ? c + 32 : c));
	}
}

static void
xml_has_what_xml_allows(void **state)
{
	static const uint32_t allowed[][2] = {
		{0x9, 0xA}, {0xD, 0xD}, {0x20, 0xD7FF}, {0xE000, 0xFFFD}, {0x10000, 0x10FFFF}};
	static const uint32_t around[] = {
		0,    1,    8,      9,      0xA,    0xB,    0xC,    0xD,    0xE,    0x1F,    0x20,    0x7E,
		0x7F, 0x80, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF};

	for (size_t i = 0; i < sizeof around / sizeof *around; i++)
	{
		char bytes[4];
		char expected[16];
		bool is_allowed = false;
		DkisText text;
		int n = encode(around[i], bytes);

		for (int k = 0; k < 5; k++)
			is_allowed |= around[i] >= allowed[k][0] && around[i] <= allowed[k][1];
		if (is_allowed && around[i] >= 0x20 && around[i] < 0x80)
			snprintf(expected, sizeof expected, "%c", (int) around[i]);
		else
			snprintf(expected, sizeof expected, "&#%u;", is_allowed ? (unsigned) around[i] : 65533);
		dkis_text_init(&text);
		xml_write(&text, bytes, (size_t) n);
		assert_string_equal(text.data, expected);
		dkis_free(text.data);
	}
}

/* What is written of an id is read back from it: %02X of what it cannot hold. */
static void
ids_say_what_they_are_of(void **state)
{
	static const char *const written[][3] = {/* of, with spaces as _, with none */
											 {"a b", "a_b", "a_x20b"},
											 {"a_b", "a_x5Fb", "a_b"},
											 {"8.1", "8_x2E1", "8.1"},
											 {"_x20", "_x5Fx20", "_x5Fx20"},
											 {"_", "_x5F", "_"},
											 {"a-b", "a-b", "a-b"},
											 {"\xC3\xA9", "_xC3_xA9", "_xC3_xA9"},
											 {"a_", "a_x5F", "a_"},
											 {"Z&9", "Z_x269", "Z_x269"}};

	for (size_t i = 0; i < sizeof written / sizeof *written; i++)
		for (int spaces = 0; spaces < 2; spaces++)
		{
			DkisText text;

			dkis_text_init(&text);
			xml_write_id(&text, written[i][0], strlen(written[i][0]), spaces ? '\0' : '_');
			assert_string_equal(text.data, written[i][1 + spaces]);
			dkis_free(text.data);
		}
}

static void
every_kind_of_space_is_tidied(void **state)
{
	static const char *const spaces[] = {
		" ", "\t", "\r\n", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x8B", "\xEF\xBB\xBF"};
	char raw[64], to[64];

	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
	{
		snprintf(raw, sizeof raw, "%sHari%s%sKerja%s", spaces[i], spaces[i], spaces[i], spaces[i]);
		assert_int_equal(dkis_tidy(raw, strlen(raw), to, sizeof to), 10);
		assert_memory_equal(to, "Hari Kerja", 10);
		assert_int_equal(dkis_tidy(raw, strlen(raw), to, 10), 10);
		assert_int_equal(dkis_tidy(raw, strlen(raw), to, 9), (size_t) -1);
		assert_int_equal(dkis_tidy(spaces[i], strlen(spaces[i]), to, sizeof to), 0);
	}
	assert_int_equal(dkis_tidy("\xC2", 1, to, 1), 1); /* half a space is none */
	assert_int_equal(dkis_tidy("\xE2\x80", 2, to, 2), 2);
	assert_int_equal(dkis_tidy("", 0, to, 0), 0);
}

static void
words_are_found_anywhere(void **state)
{
	assert_true(dkis_has_word("Cuti BERSAMA", "bersama"));
	assert_true(dkis_has_word("bersama", "bersama"));
	assert_true(dkis_has_word("xbersama", "Bersama"));
	assert_true(dkis_has_word("", ""));
	assert_false(dkis_has_word("bersam", "bersama"));
	assert_false(dkis_has_word("", "a"));
	assert_false(dkis_has_word("bersa ma", "bersama"));
}

static void
words_are_ordered_as_people_expect(void **state)
{
	assert_true(dkis_compare_words("ab", 2, "abc", 3) < 0);
	assert_true(dkis_compare_words("abc", 3, "ab", 2) > 0);
	assert_true(dkis_compare_words("aBc", 3, "AbD", 3) < 0);
	assert_true(dkis_compare_words("b", 1, "A", 1) > 0);
	assert_true(dkis_compare_words("\xC3\xA9", 2, "z", 1) > 0); /* bytes are not signed */
	assert_true(dkis_compare_words("same", 4, "SAME", 4) == 0);
	assert_true(dkis_compare_bytes("abc", 3, "abc", 3) == 0);
	assert_true(dkis_compare_bytes("abd", 3, "abc", 3) > 0);
	assert_true(dkis_compare_bytes("ab", 2, "abc", 3) < 0);
	assert_true(dkis_compare_bytes("abc", 3, "ab", 2) > 0);
	assert_true(dkis_same_word("", 0, "", 0));
	assert_false(dkis_same_word("a", 1, "", 0));
}

static void
clipping_keeps_characters_whole(void **state)
{
	assert_int_equal(dkis_clip("abc", 3, 3), 3);
	assert_int_equal(dkis_clip("abc", 3, 2), 2);
	assert_int_equal(dkis_clip("abc", 3, 0), 0);
	assert_int_equal(dkis_clip("a\xE2\x82\xAC", 4, 4), 4);
	assert_int_equal(dkis_clip("a\xE2\x82\xAC", 4, 3), 1);
	assert_int_equal(dkis_clip("a\xE2\x82\xAC", 4, 2), 1);
	assert_int_equal(dkis_clip("a\xE2\x82\xAC", 4, 1), 1);
	assert_int_equal(dkis_clip("\xE2\x82\xAC\xE2\x82\xAC", 6, 5), 3);
	assert_int_equal(dkis_clip("\x80\x80\x80", 3, 2), 0);
}

/* Room is made when it is needed, twice as much each time. */
static void
text_and_arrays_double(void **state)
{
	ARRAY_OF(int64_t) numbers = {0};
	size_t room;
	int times = 0;
	DkisText text;

	dkis_text_init(&text);
	room = text.capacity;
	while (text.length + 1 < room)
		dkis_text_append(&text, "x", 1);
	assert_int_equal(text.capacity, room); /* the NUL just fits */
	dkis_text_append(&text, "x", 1);
	assert_int_equal(text.capacity, 2 * room);
	assert_int_equal(strlen(text.data), room);
	dkis_text_printf(&text, "%*s", (int) (room - 1), "");
	assert_int_equal(text.capacity, 2 * room);
	dkis_text_printf(&text, "%s", "y");
	assert_int_equal(text.capacity, 4 * room);
	dkis_text_printf(&text, "%s", "");
	assert_int_equal(strlen(text.data), 2 * room);
	dkis_text_clear(&text);
	assert_int_equal(text.length, 0);
	assert_string_equal(text.data, "");
	dkis_free(text.data);
	for (int i = 0; i < 100000; i++)
	{
		int before = numbers.capacity;

		*array_add(&numbers) = i;
		if (numbers.capacity == before)
			continue;
		assert_int_equal(before, i); /* no sooner than it was full */
		assert_true(numbers.capacity >= 2 * before);
		times++;
	}
	assert_true(times <= 14); /* 16, 32 … 131072 */
	dkis_free(numbers.data);
}

/* Numbers as they come, the same row the same number, whatever the width. */
static void
rows_are_numbered_once(void **state)
{
	for (int width = 1; width <= 3; width++)
	{
		size_t bytes = 0;
		WordSet set;

		wordset_init(&set, width);
		for (int round = 0; round < 2; round++)
			for (uint32_t i = 0; i < 5000; i++)
			{
				uint64_t words[3] = {i % 70, i / 70, i};

				words[width - 1] = i;
				assert_int_equal(wordset_add(&set, words), i);
				assert_memory_equal(wordset_at(&set, i), words, (size_t) width * sizeof *words);
				assert_int_equal(set.n, round ? 5000 : i + 1);
				assert_true(set.n_buckets > set.n); /* else no search would end */
			}
		bytes = (size_t) set.capacity * (size_t) width * 8 + (size_t) set.n_buckets * 4;
		assert_int_equal(wordset_bytes(&set), bytes);
		assert_true(set.capacity < 2 * 5000 + 64);
		wordset_free(&set);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error_is_never_cut_inside_a_character),
		cmocka_unit_test(error_is_as_long_as_its_field),
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
		cmocka_unit_test(every_character_is_read_and_none_cut_off),
		cmocka_unit_test(letters_digits_and_spaces_are_those_of_ascii),
		cmocka_unit_test(xml_has_what_xml_allows),
		cmocka_unit_test(ids_say_what_they_are_of),
		cmocka_unit_test(every_kind_of_space_is_tidied),
		cmocka_unit_test(words_are_found_anywhere),
		cmocka_unit_test(words_are_ordered_as_people_expect),
		cmocka_unit_test(clipping_keeps_characters_whole),
		cmocka_unit_test(text_and_arrays_double),
		cmocka_unit_test(rows_are_numbered_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
