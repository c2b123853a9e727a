/*
 * Plus codes against the public test vectors of Open Location Code, read from
 * beside the project; without them only the cases written here run.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/place/pluscode.h"

#define MAX_FIELDS 6

typedef void (*LineCheck)(char *fields[MAX_FIELDS]);

/* Calls check for every line that holds data; returns how many there were. */
static int
each_line(const char *path, LineCheck check)
{
	FILE *file = fopen(path, "r");
	char line[256];
	int count = 0;

	if (!file)
		return 0;
	while (fgets(line, sizeof line, file))
	{
		char *fields[MAX_FIELDS] = {0};
		char *rest = line;

		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		for (int i = 0; i < MAX_FIELDS && rest; i++)
		{
			fields[i] = rest;
			if ((rest = strchr(rest, ',')))
				*rest++ = '\0';
		}
		check(fields);
		count++;
	}
	fclose(file);
	return count;
}

static void
run_file(const char *path, LineCheck check)
{
	int count = each_line(path, check);

	if (count == 0)
	{
		print_message("%s is not here: skipped\n", path);
		skip();
	}
	print_message("%s: %d lines\n", path, count);
}

static void
check_encoding(char *fields[])
{
	char code[PLUSCODE_TEXT];
	int digits = atoi(fields[4]);

	assert_true(pluscode_encode(atof(fields[0]), atof(fields[1]), digits, code));
	assert_string_equal(code, fields[5]);
}

static void
check_decoding(char *fields[])
{
	PluscodeArea area;

	assert_true(pluscode_decode(fields[0], strlen(fields[0]), &area));
	assert_int_equal(area.digits, atoi(fields[1]));
	assert_true(fabs(area.south - atof(fields[2])) < 1e-9);
	assert_true(fabs(area.west - atof(fields[3])) < 1e-9);
	assert_true(fabs(area.north - atof(fields[4])) < 1e-9);
	assert_true(fabs(area.east - atof(fields[5])) < 1e-9);
	assert_true(area.latitude > area.south && area.latitude < area.north);
}

static void
check_recovery(char *fields[])
{
	char full[PLUSCODE_TEXT];

	if (fields[4][0] == 'S')
		return;
	assert_true(
		pluscode_recover(fields[3], strlen(fields[3]), atof(fields[1]), atof(fields[2]), full));
	assert_string_equal(full, fields[0]);
}

static void
check_shortening(char *fields[])
{
	char shorter[PLUSCODE_TEXT];

	if (fields[4][0] == 'R')
		return;
	assert_true(
		pluscode_shorten(fields[0], strlen(fields[0]), atof(fields[1]), atof(fields[2]), shorter));
	assert_string_equal(shorter, fields[3]);
}

static void
check_validity(char *fields[])
{
	size_t length = strlen(fields[0]);

	assert_int_equal(pluscode_is_short(fields[0], length), strcmp(fields[2], "true") == 0);
	assert_int_equal(pluscode_is_full(fields[0], length), strcmp(fields[3], "true") == 0);
}

static void
published_encoding(void **state)
{
	run_file("../shared/data/olc_encoding.csv", check_encoding);
}

static void
published_decoding(void **state)
{
	run_file("../shared/data/olc_decoding.csv", check_decoding);
}

static void
published_recovery(void **state)
{
	run_file("../shared/data/olc_shortCodeTests.csv", check_recovery);
}

static void
published_shortening(void **state)
{
	run_file("../shared/data/olc_shortCodeTests.csv", check_shortening);
}

/* What is shortened is completed to itself from where it was shortened. */
static void
short_and_whole_again(void **state)
{
	char shorter[PLUSCODE_TEXT], full[PLUSCODE_TEXT];

	for (int i = 0; i < 4000; i++)
	{
		char code[PLUSCODE_TEXT];
		double latitude = (i * 7919 % 17800 - 8900) / 100.0;
		double longitude = (i * 104729 % 36000 - 18000) / 100.0;
		double off = i % 9 / 7.0 * (i % 2 ? 1 : -1);

		assert_true(pluscode_encode(latitude, longitude, 10 + i % 5, code));
		assert_true(pluscode_shorten(code, strlen(code), latitude + off, longitude - off, shorter));
		assert_true(
			pluscode_recover(shorter, strlen(shorter), latitude + off, longitude - off, full));
		assert_string_equal(full, code);
	}
	assert_false(pluscode_shorten("6P5C7H00+", 9, 0, 0, shorter));
	assert_false(pluscode_shorten("7H92+6W", 7, 0, 0, shorter));
	assert_false(pluscode_shorten("6P5C7H92+6W", 11, NAN, 0, shorter));
}

static void
published_validity(void **state)
{
	run_file("../shared/data/olc_validityTests.csv", check_validity);
}

/* What comes back from a code is the code: at every length, all over the globe. */
static void
round_trip(void **state)
{
	uint64_t seed = 1;

	for (int i = 0; i < 20000; i++)
	{
		static const int lengths[] = {2, 4, 6, 8, 10, 11, 12, 13, 14, 15};
		char code[PLUSCODE_TEXT], again[PLUSCODE_TEXT];
		PluscodeArea area;
		double latitude, longitude;

		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
		latitude = (double) (seed >> 11) / 9007199254740992.0 * 180 - 90;
		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
		longitude = (double) (seed >> 11) / 9007199254740992.0 * 360 - 180;
		assert_true(pluscode_encode(latitude, longitude, lengths[i % 10], code));
		assert_true(pluscode_decode(code, strlen(code), &area));
		assert_true(area.south <= latitude && latitude <= area.north);
		assert_true(area.west <= longitude && longitude <= area.east);
		assert_true(pluscode_encode(area.latitude, area.longitude, area.digits, again));
		assert_string_equal(code, again);
	}
}

static void
refusals(void **state)
{
	char code[PLUSCODE_TEXT];
	PluscodeArea area;

	assert_false(pluscode_encode(0, 0, 9, code));
	assert_false(pluscode_encode(0, 0, 0, code));
	assert_false(pluscode_encode(NAN, 0, 10, code));
	assert_false(pluscode_encode(0, INFINITY, 10, code));
	assert_false(pluscode_decode("", 0, &area));
	assert_false(pluscode_decode("8GWV+X2", 7, &area));
	assert_false(pluscode_decode("XX222222+22", 11, &area)); /* beyond the pole */
	assert_false(pluscode_recover("Cirebon", 7, -6.7, 108.5, code));
	assert_false(pluscode_recover("8GWV+X2", 7, NAN, 108.5, code));
}

static void
cirebon(void **state)
{
	char code[PLUSCODE_TEXT];

	assert_true(pluscode_encode(-6.7320, 108.5523, 10, code));
	assert_string_equal(code, "6P5C7H92+6W");
	assert_true(pluscode_recover("8gwv+x2", 7, -6.7320, 108.5523, code));
	assert_string_equal(code, "6P5C8GWV+X2");
}

/* The poles are in the last rows, whatever lies beyond them: of the grid's digits R is the top. */
static void
poles_have_codes(void **state)
{
	static const struct
	{
		double latitude;
		int digits;
		const char *code;
	} poles[] = {{90, 4, "CFX30000+"},          {92, 10, "CFX3X2X2+X2"},
				 {90, 15, "CFX3X2X2+X2RRRRR"},  {89.9999999999999, 15, "CFX3X2X2+X2RRRRR"},
				 {-90, 15, "2F232222+2222222"}, {-91, 4, "2F230000+"}};

	for (size_t i = 0; i < sizeof poles / sizeof *poles; i++)
	{
		char code[PLUSCODE_TEXT];

		assert_true(pluscode_encode(poles[i].latitude, 1, poles[i].digits, code));
		assert_string_equal(code, poles[i].code);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(poles_have_codes),
		cmocka_unit_test(published_encoding),
		cmocka_unit_test(published_decoding),
		cmocka_unit_test(published_recovery),
		cmocka_unit_test(published_validity),
		cmocka_unit_test(published_shortening),
		cmocka_unit_test(short_and_whole_again),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(refusals),
		cmocka_unit_test(cirebon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
