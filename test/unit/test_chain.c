/*
 * What is hashed of an event and of a change, byte by byte, written by hand from the
 * words of chain.h: any program must be able to do the same from these words alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/history/chain.h"

#define TEXT(literal) ((ChainText){literal, sizeof literal - 1})

static const char absent[] = "\xFF\xFF\xFF\xFF";

/* The bytes of a literal without its NUL, after what is there already. */
typedef struct Expected
{
	char bytes[512];
	size_t length;
} Expected;

static void
expect(Expected *expected, const char *bytes, size_t length)
{
	memcpy(expected->bytes + expected->length, bytes, length);
	expected->length += length;
}

#define EXPECT(expected, literal) expect(expected, literal, sizeof literal - 1)

static void
assert_bytes(const DkisText *bytes, const Expected *expected)
{
	assert_int_equal(bytes->length, expected->length);
	assert_memory_equal(bytes->data, expected->bytes, expected->length);
}

static void
first_event(void **state)
{
	ChainEvent event = {.agency = 1,
						.case_id = 0x0102030405060708,
						.seq = 0x0A0B0C0D,
						.at = -1,
						.recorded_at = 0x1122334455667788,
						.actor = TEXT("budi"),
						.db_role = TEXT(""),
						.event = TEXT("dibuka"),
						.outcome = TEXT("Selesai"),
						.facts = TEXT("{}")};
	Expected expected = {.length = 32}; /* nothing before it: 32 zero bytes */
	DkisText bytes;

	EXPECT(&expected, "\x01");             /* version */
	EXPECT(&expected, "\x00\x00\x00\x01"); /* agency */
	EXPECT(&expected, "\x01\x02\x03\x04\x05\x06\x07\x08");
	EXPECT(&expected, "\x0A\x0B\x0C\x0D");
	EXPECT(&expected, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"); /* a microsecond before 2000 */
	EXPECT(&expected, "\x11\x22\x33\x44\x55\x66\x77\x88");
	EXPECT(&expected, "\x00\x00\x00\x04"
					  "budi");
	EXPECT(&expected, "\x00\x00\x00\x00"); /* empty is not absent */
	EXPECT(&expected, "\x00\x00\x00\x06"
					  "dibuka");
	EXPECT(&expected, absent); /* step */
	EXPECT(&expected, "\x00\x00\x00\x07"
					  "Selesai");
	EXPECT(&expected, absent); /* digest */
	EXPECT(&expected, "\x00\x00\x00\x02"
					  "{}");
	dkis_text_init(&bytes);
	chain_serialise(&event, NULL, &bytes);
	assert_bytes(&bytes, &expected);
	dkis_free(bytes.data);
}

/* Every text is there, and so is the hash before: what follows is appended. */
static void
next_event(void **state)
{
	static const char digest[] = "0123456789abcdef\0"
								 "123456789abcde";
	ChainEvent event = {.agency = -2,
						.actor = TEXT("a"),
						.db_role = TEXT("b"),
						.event = TEXT("c"),
						.step = TEXT("d"),
						.outcome = TEXT("e"),
						.digest = {digest, 32},
						.facts = TEXT("f")};
	uint8_t previous[CHAIN_HASH_LENGTH];
	Expected expected = {.length = 0};
	DkisText bytes;

	for (int i = 0; i < CHAIN_HASH_LENGTH; i++)
		previous[i] = (uint8_t) (200 + i);
	EXPECT(&expected, "before");
	expect(&expected, (const char *) previous, 32);
	EXPECT(&expected, "\x01\xFF\xFF\xFF\xFE"); /* version, agency */
	expect(&expected, (const char[28]){0}, 28);
	for (const char *letter = "abcde"; *letter; letter++)
	{
		EXPECT(&expected, "\x00\x00\x00\x01");
		expect(&expected, letter, 1);
	}
	EXPECT(&expected, "\x00\x00\x00\x20");
	expect(&expected, digest, 32);
	EXPECT(&expected, "\x00\x00\x00\x01"
					  "f");
	dkis_text_init(&bytes);
	dkis_text_puts(&bytes, "before");
	chain_serialise(&event, previous, &bytes);
	assert_bytes(&bytes, &expected);
	dkis_free(bytes.data);
}

static void
change(void **state)
{
	ChainChange change = {.agency = 3,
						  .id = 0x0102030405060708,
						  .at = 256,
						  .actor = TEXT("a"),
						  .db_role = TEXT("bb"),
						  .relation = TEXT("ccc"),
						  .change = TEXT("e"),
						  .state = TEXT("0123456789abcdef0123456789abcdef")};
	Expected expected = {.length = 0};
	DkisText bytes;

	EXPECT(&expected, "\x02\x00\x00\x00\x03"); /* version, agency; no hash before */
	EXPECT(&expected, "\x01\x02\x03\x04\x05\x06\x07\x08");
	EXPECT(&expected, "\x00\x00\x00\x00\x00\x00\x01\x00");
	EXPECT(&expected, "\x00\x00\x00\x01"
					  "a");
	EXPECT(&expected, "\x00\x00\x00\x02"
					  "bb");
	EXPECT(&expected, "\x00\x00\x00\x03"
					  "ccc");
	EXPECT(&expected, absent); /* row */
	EXPECT(&expected, "\x00\x00\x00\x01"
					  "e");
	EXPECT(&expected, absent); /* digest of the payload */
	EXPECT(&expected, "\x00\x00\x00\x20"
					  "0123456789abcdef0123456789abcdef"); /* of the row afterwards */
	dkis_text_init(&bytes);
	chain_serialise_change(&change, &bytes);
	assert_bytes(&bytes, &expected);
	dkis_free(bytes.data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_event),
		cmocka_unit_test(next_event),
		cmocka_unit_test(change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
