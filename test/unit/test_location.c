/*
 * Every spelling of a place, what comes out, and what is refused and how.
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

#include "core/place/location.h"

typedef struct Reading
{
	const char *input;
	const char *output;
} Reading;

static const Reading readings[] = {
	/* decimal */
	{"-6.7320, 108.5523", "geo:-6.732,108.5523;src=decimal"},
	{"  -6.7320,108.5523\n", "geo:-6.732,108.5523;src=decimal"},
	{"-6.7320 108.5523", "geo:-6.732,108.5523;src=decimal"},
	{"-6.7320; 108.5523", "geo:-6.732,108.5523;src=decimal"},
	{"(-6.7320, 108.5523)", "geo:-6.732,108.5523;src=decimal"},
	{"-6,7320; 108,5523", "geo:-6.732,108.5523;src=decimal"},
	{"-6,7320;108,5523", "geo:-6.732,108.5523;src=decimal"},
	{"-6,7320 ;108,5523", "geo:-6.732,108.5523;src=decimal"},
	{"-6,7320, 108,5523", "geo:-6.732,108.5523;src=decimal"},
	{"-6,7320 108,5523", "geo:-6.732,108.5523;src=decimal"},
	{"108.5523, -6.7320", "geo:-6.732,108.5523;src=decimal"}, /* swapped */
	{"\xE2\x88\x92"
	 "6.7320,\xC2\xA0"
	 "108.5523\xE2\x80\x8E",
	 "geo:-6.732,108.5523;src=decimal"},
	{"+6.5, -0.0", "geo:6.5,0;src=decimal"},
	{"-0, -180", "geo:0,180;src=decimal"},
	{"90, 77", "geo:90,0;src=decimal"},
	{"0.000000000000000000001, 1.0", "geo:0,1;src=decimal"},
	{"0.0000123, 100.00000001", "geo:0.0000123,100.00000001;src=decimal"},
	/* degrees, minutes, seconds */
	{"6°43'55.2\"S 108°33'08.28\"E", "geo:-6.732,108.5523;src=dms"},
	{"108°33'08.28\"E 6°43'55.2\"S", "geo:-6.732,108.5523;src=dms"},
	{"6° 43′ 55,2″ LS, 108° 33′ 8,28″ BT", "geo:-6.732,108.5523;src=dms"},
	{"6°43’55.2”S108°33’08.28”E", "geo:-6.732,108.5523;src=dms"},
	{"6°43''S 108°33'E", NULL},
	{"S 6 43 55.2, E 108 33 8.28", "geo:-6.732,108.5523;src=dms"},
	{"S6 43 55.2 E108 33 8.28", "geo:-6.732,108.5523;src=dms"},
	{"6:43:55.2 S 108:33:8.28 T", "geo:-6.732,108.5523;src=dms"},
	{"6d43m55.2sS 108d33m8.28sE", "geo:-6.732,108.5523;src=dms"},
	{"6 derajat 43 menit 55,2 detik Lintang Selatan, 108 derajat 33 menit 8,28 detik Bujur Timur",
	 "geo:-6.732,108.5523;src=dms"},
	{"6°43.92' S 108°33.138' E", "geo:-6.732,108.5523;src=dms"},
	{"6.732°S, 108.5523°E", "geo:-6.732,108.5523;src=dms"},
	{"6,732 LS 108,5523 BT", "geo:-6.732,108.5523;src=dms"},
	{"6,732° U 108,5523° B", "geo:6.732,-108.5523;src=dms"},
	{"6.732 LU / 108.5523 BB", "geo:6.732,-108.5523;src=dms"},
	{"-6°43'55.2\", 108°33'08.28\"", "geo:-6.732,108.5523;src=dms"},
	{"-6°43'55.2\" 108°33'08.28\"", "geo:-6.732,108.5523;src=dms"},
	{"-0°30' 0°30'", "geo:-0.5,0.5;src=dms"},
	{"6°S 108°E", "geo:-6,108;src=dms"},
	{"Lintang 6.732 Selatan, Bujur 108.5523 Timur", "geo:-6.732,108.5523;src=dms"},
	{"Lat: -6.732 Long: 108.5523", "geo:-6.732,108.5523;src=dms"},
	{"lat=-6.732, lon=108.5523", "geo:-6.732,108.5523;src=dms"},
	/* geo URI */
	{"geo:-6.732,108.5523", "geo:-6.732,108.5523"},
	{"GEO:-6.7320,108.55230;U=35.0", "geo:-6.732,108.5523;u=35"},
	{"geo:-6.732,108.5523;u=35;src=aml", "geo:-6.732,108.5523;u=35;src=aml"},
	{"geo:-6.732,108.5523,12.5;crs=WGS84;u=0;warna=biru;x", "geo:-6.732,108.5523;u=0"},
	{"geo:-6.732,108.5523;src=burung", "geo:-6.732,108.5523"},
	{"geo:-6.732,108.5523?z=17", "geo:-6.732,108.5523"},
	{"geo:0,0?q=-6.732,108.5523(Rumah)", "geo:-6.732,108.5523"},
	{"geo:22,-180", "geo:22,180"},
	/* plus codes */
	{"6P5C7H92+6W", "geo:-6.7319375,108.5523125;u=9.9;src=pluscode"},
	{"6p5c7h92+6w", "geo:-6.7319375,108.5523125;u=9.9;src=pluscode"},
	{"6P5C7H00+", "geo:-6.725,108.575;u=3922.3;src=pluscode"},
	{"22222222+22", "geo:-89.9999375,-179.9999375;u=7;src=pluscode"},
	/* links */
	{"https://www.google.com/maps/@-6.7320,108.5523,17z", "geo:-6.732,108.5523;u=594;src=link"},
	{"https://www.google.com/maps/place/RSD+Gunung+Jati/@-6.73,108.55,17z/"
	 "data=!3m1!4b1!4m6!3m5!1s0x2e6f:"
	 "0x1!8m2!3d-6.7320!4d108.5523!16s",
	 "geo:-6.732,108.5523;src=link"},
	{"https://maps.google.com/?q=-6.7320,108.5523", "geo:-6.732,108.5523;src=link"},
	{"https://maps.google.com/?q=-6.7320%2C108.5523&z=17", "geo:-6.732,108.5523;src=link"},
	{"https://maps.google.com/maps?q=loc:-6.7320+108.5523", "geo:-6.732,108.5523;src=link"},
	{"http://maps.google.com/maps?hl=id&q=Cirebon&ll=-6.7320,108.5523",
	 "geo:-6.732,108.5523;u=4745;src=link"},
	{"https://www.google.com/maps/search/?api=1&query=-6.7320%2C108.5523",
	 "geo:-6.732,108.5523;src=link"},
	{"https://www.google.com/maps/search/-6.7320,+108.5523?sa=X", "geo:-6.732,108.5523;src=link"},
	{"https://www.google.com/maps/place/6%C2%B043'55.2%22S+108%C2%B033'08.28%22E/"
	 "@-6.7,108.5,17z",
	 "geo:-6.732,108.5523;src=link"},
	{"https://www.google.com/maps/dir/?api=1&destination=-6.7320,108.5523",
	 "geo:-6.732,108.5523;src=link"},
	{"https://www.google.com/maps/place/6P5C7H92%2B6W",
	 "geo:-6.7319375,108.5523125;u=9.9;src=link"},
	{"https://www.google.com/maps/place/6P5C7H92+6W", "geo:-6.7319375,108.5523125;u=9.9;src=link"},
	{"www.google.com/maps?q=-6.7320,108.5523", "geo:-6.732,108.5523;src=link"},
	{"https://www.openstreetmap.org/?mlat=-6.7320&mlon=108.5523#map=17/-6.7/108.5",
	 "geo:-6.732,108.5523;src=link"},
	{"https://www.openstreetmap.org/#map=17/-6.7320/108.5523",
	 "geo:-6.732,108.5523;u=594;src=link"},
	{"https://osm.org/#map=17/-6.7320/108.5523&layers=N", "geo:-6.732,108.5523;u=594;src=link"},
	/* AML */
	{"A\"ML=1;lt=+54.76397;lg=-0.18305;rd=50;top=20130717141935;lc=90;pm=W;si=123456789012345;"
	 "ei=1234567890123456;mcc=234;mnc=30;ml=128",
	 "geo:54.76397,-0.18305;u=50;src=aml"},
	{"A\"ML=1;lt=-6.73200;lg=+108.55230;rd=35;top=20260224101500;lc=68;pm=G",
	 "geo:-6.732,108.5523;u=35;src=aml"},
	{"A\"ML=1;lt=-6.73200;lg=+108.55230;pm=C", "geo:-6.732,108.5523;src=aml"},
	/* What is asked for counts, escapes undone; a single stop is a place. */
	{"geo:0,0?q=-6.732%2C108.5523", "geo:-6.732,108.5523"},
	{"geo:0,0?q=-6.732%2C%20108.5523%28Rumah%29", "geo:-6.732,108.5523"},
	{"geo:-6.732,108.5523?q=7-Eleven+Siliwangi", "geo:-6.732,108.5523"},
	{"https://www.google.com/maps/dir//-6.7320,108.5523/@-6.7,108.5,15z",
	 "geo:-6.732,108.5523;src=link"},
	/* refused */
	{"", "22P02 Lokasi kosong"},
	{" \xC2\xA0 ", "22P02 Lokasi kosong"},
	{"Cirebon", "22P02 Lokasi tidak dikenali: \"Cirebon\""},
	{"-6.7320", NULL},
	{"-6.7320,", NULL},
	{"-6.7320, 108.5523, 3", NULL},
	{"-6.7320, 108.5523 x", NULL},
	{"1e1, 2", NULL},
	{"nan, nan", NULL},
	{"infinity, 1", NULL},
	{"8GWV+X2", "22P02 Lokasi tidak dikenali: \"8GWV+X2\""},
	{"6P5C7H92+6", NULL},
	{"91, 5", "geo:5,91;src=decimal"}, /* 91 can only be a longitude */
	{"200, 100", "22003 Lintang 200 di luar jangkauan"},
	{"10, 181", "22003 Bujur 181 di luar jangkauan"},
	{"6°60'S 108°E", "22003 Derajat, menit, detik tidak sah: menit atau detik 60 ke atas"},
	{"-6°43'S 108°33'E", "22P02 Derajat, menit, detik tidak sah: tanda minus bersama mata angin"},
	{"6°S 7°S", "22P02 Derajat, menit, detik tidak sah: dua lintang atau dua bujur"},
	{"6°43'60\"S 108°E", "22003 Derajat, menit, detik tidak sah: menit atau detik 60 ke atas"},
	{"6°43'59.999\"S 108°59'0\"E", "geo:-6.733333055555556,108.98333333333333;src=dms"},
	{"6,00000000000000000000000000000000000000000000000000 LS, 108 BT", NULL},
	{"6.0000000000000000000000000000000000000000000000 LS, 108 BT", "geo:-6,108;src=dms"},
	{"90°S 108°E", "geo:-90,0;src=dms"},
	{"90°0'1\"S 108°E", "22003 Lintang -90.00027778 di luar jangkauan"},
	{"6°S 180°E", "geo:-6,180;src=dms"},
	{"6°S 180°0'1\"E", "22003 Bujur 180.0002778 di luar jangkauan"},
	{"97°S 108°E", "22003 Lintang -97 di luar jangkauan"},
	{"geo:", "22P02 URI geo tidak sah: koordinatnya bukan dua angka desimal"},
	{"geo:1", NULL},
	{"geo:108.5,-6.7", "22003 Lintang 108.5 di luar jangkauan"},
	{"geo:1,2;crs=nad27", "22P02 URI geo tidak sah: hanya crs=wgs84 yang dikenal"},
	{"geo:1,2;u=-1", "22P02 URI geo tidak sah: u harus angka meter, tidak negatif"},
	{"geo:1,2;u=", NULL},
	{"geo:1,2;u=99999999", "22003 Ketidakpastian 99999999 meter di luar jangkauan"},
	{"geo:0,0?q=Cirebon", "22P02 URI geo tidak sah: tidak memuat koordinat"},
	{"https://maps.app.goo.gl/AbCdEf123", "22P02 Tautan tidak memuat koordinat"},
	{"https://goo.gl/maps/AbCdEf123", "22P02 Tautan tidak memuat koordinat"},
	{"maps.app.goo.gl/AbCdEf123", "22P02 Tautan tidak memuat koordinat"},
	{"https://www.google.com/maps/place/Cirebon", "22P02 Tautan tidak memuat koordinat"},
	{"https://", NULL},
	{"https://www.google.com/maps/@-96.7,108.5,17z", "22003 Lintang -96.7 di luar jangkauan"},
	{"A\"ML=3;lt=+1;lg=+1", "22P02 SMS AML tidak dapat dipakai: hanya versi 1 dan 2 yang dikenal"},
	{"A\"ML=1;lt=-6.73200;lg=+108.55230;rd=N;pm=C",
	 "22P02 SMS AML tidak dapat dipakai: telepon tidak menemukan posisinya (rd=N)"},
	{"A\"ML=1;lt=+0.00000;lg=+0.00000;rd=0;pm=G",
	 "22P02 SMS AML tidak dapat dipakai: telepon tidak menemukan posisinya (lt=0, lg=0)"},
	{"A\"ML=1;lt=0;lg=0;rd=N",
	 "22P02 SMS AML tidak dapat dipakai: telepon tidak menemukan posisinya (rd=N)"},
	{"A\"ML=1;lt=-0.0;lg=+0",
	 "22P02 SMS AML tidak dapat dipakai: telepon tidak menemukan posisinya (lt=0, lg=0)"},
	{"A\"ML=1;lt=-6.73200;lg=+108.55230;rd=dekat",
	 "22P02 SMS AML tidak dapat dipakai: radius harus angka meter, tidak negatif"},
	{"geo:0,0?q=7-Eleven+Siliwangi", "22P02 URI geo tidak sah: tidak memuat koordinat"},
	{"geo:0,0?q=12%20Jalan", "22P02 URI geo tidak sah: tidak memuat koordinat"},
	{"geo:0,0?q=-6.732%2C", "22P02 URI geo tidak sah: tidak memuat koordinat"},
	{"https://www.google.com/maps/dir/-6.70,108.50/-6.7320,108.5523",
	 "22P02 Tautan rute memuat lebih dari satu tempat"},
	{"https://www.google.com/maps/dir/Stasiun+Cirebon/-6.7320,108.5523/@-6.7,108.5,15z",
	 "22P02 Tautan rute memuat lebih dari satu tempat"},
	{"https://maps.google.com/?saddr=-6.70,108.50&daddr=-6.7320,108.5523",
	 "22P02 Tautan rute memuat lebih dari satu tempat"},
	{"https://www.google.com/maps/dir/?api=1&origin=-6.70,108.50&destination=-6.7320,108.5523",
	 "22P02 Tautan rute memuat lebih dari satu tempat"},
	{"https://www.openstreetmap.org/directions?route=-6.70%2C108.50%3B-6.73%2C108.55",
	 "22P02 Tautan rute memuat lebih dari satu tempat"},
	{"A\"ML=1;lt=+0.00000;lg=+0.00000;rd=N;pm=N",
	 "22P02 SMS AML tidak dapat dipakai: telepon tidak menemukan posisinya (pm=N)"},
	{"A\"ML=1;lt=+1.0", NULL},
};

/* What a text reads as, or "SQLSTATE message". */
static void
reading_of(const char *input, size_t length, char *output, size_t size)
{
	CallerLocation location;
	DkisError error;

	if (location_parse(input, length, &location, &error))
	{
		char text[LOCATION_TEXT];

		location_format(&location, text);
		snprintf(output, size, "%s", text);
		return;
	}
	assert_true(error.hint[0] != '\0');
	snprintf(output, size, "%s %s", error.sqlstate, error.message);
}

static void
table(void **state)
{
	for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++)
	{
		char output[400];

		reading_of(readings[i].input, strlen(readings[i].input), output, sizeof output);
		if (!readings[i].output)
		{
			if (strncmp(output, "22P02 ", 6) != 0)
				fail_msg("%s -> %s", readings[i].input, output);
		}
		else if (strcmp(output, readings[i].output) != 0)
			fail_msg("%s -> %s, expected %s", readings[i].input, output, readings[i].output);
	}
}

/* Undoes \\n, \\t and \\\\ in place; the new length. */
static size_t
unescape(char *text)
{
	char *to = text;

	for (const char *c = text; *c; c++)
	{
		if (*c != '\\')
			*to++ = *c;
		else if (*++c)
			*to++ = *c == 'n' ? '\n' : *c == 't' ? '\t' : *c;
		else
			break;
	}
	*to = '\0';
	return (size_t) (to - text);
}

static void
check_line(char *line)
{
	char *tab = strrchr(line, '\t');
	char output[400];
	size_t length;

	assert_non_null(tab);
	*tab = '\0';
	tab[1 + strcspn(tab + 1, "\n")] = '\0';
	length = unescape(line);
	unescape(tab + 1);
	reading_of(line, length, output, sizeof output);
	if (strcmp(output, tab + 1) != 0)
		fail_msg("%s -> %s, expected %s", line, output, tab + 1);
}

/* Forms as they come in real life, each with the place or the refusal. */
static void
forms_of_real_life(void **state)
{
	FILE *file = fopen("test/data/places.tsv", "r");
	char line[2000];
	int count = 0;

	assert_non_null(file);
	for (; fgets(line, sizeof line, file); count++)
		if (line[0] != '#')
			check_line(line);
	fclose(file);
	assert_true(count >= 450);
}

/* "| `form` | `what it becomes` |"; false for every other line. */
static bool
check_row(char *line)
{
	char *between = strstr(line, "` | `");
	char *end = strrchr(line, '`');
	char *tab;

	if (strncmp(line, "| `", 3) != 0 || !between || end <= between + 5 || strcmp(end, "` |\n") != 0)
		return false;
	*end = '\0';
	tab = between + 4;
	*tab = '\t';
	memmove(between, tab, strlen(tab) + 1);
	check_line(line + 3);
	return true;
}

/* The page says of each form what it becomes. */
static void
forms_of_the_page(void **state)
{
	FILE *file = fopen("docs/caller_location.md", "r");
	char line[2000];
	bool begun = false;
	int count = 0;

	assert_non_null(file);
	while (fgets(line, sizeof line, file))
	{
		begun = begun || strncmp(line, "## Every form", 13) == 0;
		count += begun && check_row(line);
	}
	fclose(file);
	assert_true(count >= 400);
}

/* What is written reads back as the same bytes, whatever the numbers. */
static void
round_trip(void **state)
{
	uint64_t seed = 7;

	for (int i = 0; i < 100000; i++)
	{
		CallerLocation location, again;
		DkisError error;
		char text[LOCATION_TEXT];
		double numbers[3];

		for (int j = 0; j < 3; j++)
		{
			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
			numbers[j] = (double) (int64_t) seed / 9223372036854775808.0 * pow(10, -(i % 17));
		}
		assert_true(location_make(&location, numbers[0] * 90, numbers[1] * 180, numbers[2] * 1e6,
								  (LocationSource) (i % LOCATION_SOURCES), &error));
		location_format(&location, text);
		assert_true(strlen(text) < LOCATION_TEXT);
		assert_true(location_parse(text, strlen(text), &again, &error));
		assert_memory_equal(&location, &again, sizeof location);
		assert_int_equal(location_compare(&location, &again), 0);
	}
}

static void
refused_numbers(void **state)
{
	CallerLocation location;
	DkisError error;

	assert_false(location_make(&location, NAN, 0, -1, LOCATION_GEO, &error));
	assert_string_equal(error.sqlstate, "22003");
	assert_false(location_make(&location, 0, NAN, -1, LOCATION_GEO, &error));
	assert_false(location_make(&location, 0, 0, NAN, LOCATION_GEO, &error));
	assert_false(location_make(&location, INFINITY, 0, -1, LOCATION_GEO, &error));
	assert_false(location_make(&location, 0, -INFINITY, -1, LOCATION_GEO, &error));
	assert_false(location_make(&location, 0, 0, INFINITY, LOCATION_GEO, &error));
}

static void
order(void **state)
{
	static const char *const sorted[] = {
		"geo:-7,108",         "geo:-6,107",     "geo:-6,108",
		"geo:-6,108;src=aml", "geo:-6,108;u=0", "geo:-6,108;u=5",
	};
	CallerLocation a, b;
	DkisError error;

	for (int i = 0; i < 6; i++)
		for (int j = 0; j < 6; j++)
		{
			int found;

			assert_true(location_parse(sorted[i], strlen(sorted[i]), &a, &error));
			assert_true(location_parse(sorted[j], strlen(sorted[j]), &b, &error));
			found = location_compare(&a, &b);
			assert_int_equal((found > 0) - (found < 0), (i > j) - (i < j));
		}
}

/* A long run of anything is answered at once. */
static void
long_texts(void **state)
{
	static const char *const heads[] = {
		"",         "9", " ",  "-", "6°",   "https://a/", "https://a/?q=", "geo:1,2;",
		"A\"ML=1;", "%", "S6", "'", "\xC2", "!3d",        "https://a/!3d", "8GWV+X2 "};
	size_t length = 1 << 18;
	char *text = malloc(length);

	for (size_t head = 0; head < sizeof heads / sizeof heads[0]; head++)
		for (size_t tail = 0; tail < sizeof heads / sizeof heads[0]; tail++)
		{
			size_t repeated = strlen(heads[tail]);
			char output[400];

			memset(text, 'x', length);
			for (size_t at = 0; repeated > 0 && at + repeated <= length; at += repeated)
				memcpy(text + at, heads[tail], repeated);
			memcpy(text, heads[head], strlen(heads[head]));
			reading_of(text, length, output, sizeof output);
		}
	free(text);
}

/* Cut anywhere: an answer or a refusal, never a read past the end. */
static void
cut_texts(void **state)
{
	for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++)
		for (size_t length = 0; length <= strlen(readings[i].input); length++)
		{
			char output[400];
			char *exact = malloc(length + 1);

			memcpy(exact, readings[i].input, length);
			reading_of(exact, length, output, sizeof output);
			free(exact);
		}
}

static void
osm_shortlink(void **state)
{
	/* An example: 51.510772, 0.054974 at zoom 16 (Greenwich peninsula way). */
	CallerLocation location;
	DkisError error;
	const char *link = "https://osm.org/go/0EEQjE--";

	assert_true(location_parse(link, strlen(link), &location, &error));
	assert_true(fabs(location.latitude - 51.5111) < 0.003);
	assert_true(fabs(location.longitude - 0.0550) < 0.003);
}

static void
short_codes(void **state)
{
	LocationShortCode found;
	CallerLocation location;
	DkisError error;
	char text[LOCATION_TEXT];

	assert_true(location_read_short(" 7H92+6W, Kota Cirebon ", 23, &found));
	assert_int_equal(found.locality_length, strlen("Kota Cirebon"));
	assert_memory_equal(found.locality, "Kota Cirebon", found.locality_length);
	assert_true(location_from_short(&found, -6.70, 108.50, &location, &error));
	location_format(&location, text);
	assert_string_equal(text, "geo:-6.7319375,108.5523125;u=9.9;src=pluscode");
	assert_false(location_read_short("Cirebon", 7, &found));
	assert_false(location_read_short("", 0, &found));
	assert_true(location_read_short("6P5C7H92+6W", 11, &found));
	assert_int_equal(found.locality_length, 0);
}

/* A place stays readable, and says no more which telephone it was. */
static void
without_identifiers(void **state)
{
	static const char *const cases[][2] = {
		{"A\"ML=1;lt=-6.73200;lg=+108.55230;rd=35;top=20260224101500;lc=68;pm=G;si=510101234567890;"
		 "ei=353472104343540;mcc=510;mnc=10;ml=130",
		 "A\"ML=1;lt=-6.73200;lg=+108.55230;rd=35;top=20260224101500;lc=68;pm=G;si=;ei=;mcc=510;"
		 "mnc=10;"
		 "ml=130"},
		{"A\"ML=2;lo=-6.73200,108.55230,20.1;ei=358239059042542;nc=51010",
		 "A\"ML=2;lo=-6.73200,108.55230,20.1;ei=;nc=51010"},
		{"v=1&location_latitude=-6.7&device_imei=354773072099116&device_imsi=234159176307582&x=1",
		 "v=1&location_latitude=-6.7&device_imei=&device_imsi=&x=1"},
		{"IMEI: 35-347210-434354-0, -6.732", "IMEI: , -6.732"},
		{"A\"ML=1;lt=-6.73;meid=A1000049D5F1AB;rd=5", "A\"ML=1;lt=-6.73;meid=;rd=5"},
		{"device_meid=a10000009296f2&location_latitude=-6.7",
		 "device_meid=&location_latitude=-6.7"},
		{"MEID A1000049D5F1AB, depan pasar", "MEID , depan pasar"},
		{"MEID 990000862471854 depan pasar", "MEID depan pasar"},
		{"meid tidak ada", "meid tidak ada"},
		{"{\"imsi\": \"510101234567890\", \"lat\": 1}", "{\"imsi\": \"\", \"lat\": 1}"},
		{"-6.732000000000001, 108.552299999999995", "-6.732000000000001, 108.552299999999995"},
		{"IMEI 353472104343540, depan pasar", "IMEI , depan pasar"},
		{"ei=123456=-0.18305;rd=50", "ei=.18305;rd=50"},
		{"IMEI: 353472104343540 dekat pasar", "IMEI: dekat pasar"},
		{"imei tidak ada", "imei tidak ada"},
		{"si 5 rumah", "si 5 rumah"},
		{"di sini = 5 rumah", "di sini = 5 rumah"},
		{"si", "si"},
		{"ei=", "ei="},
		{"", ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
	{
		size_t length = strlen(cases[i][0]);
		char *to = malloc(length + 1);

		to[location_without_identifiers(cases[i][0], length, to)] = '\0';
		assert_string_equal(to, cases[i][1]);
		free(to);
	}
}

/* Whose a host is, its name says as a whole: maps of Google's under any country, and nobody else's.
 */
static void
hosts_are_whole_names(void **state)
{
	static const char *const theirs[] = {"google.com", "google.co.id", "google.com.sg", "google.de",
										 "GOOGLE.CO.ID"};
	static const char *const others[] = {
		"google.evil", "google.comx",     "google.co.idx", "google.com.sgp", "google.c.m",
		"google.",     "google.com.evil", "google.x",      "agoogle.com",    "google.com.s"};
	char link[100], read[200];

	for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
		for (int maps = 0; maps < 2; maps++)
		{
			snprintf(link, sizeof link,
					 maps ? "https://maps.%s/?q=-6.732,108.5523"
						  : "https://www.%s/maps?q=-6.732,108.5523",
					 theirs[i]);
			reading_of(link, strlen(link), read, sizeof read);
			assert_string_equal(read, "geo:-6.732,108.5523;src=link");
		}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
	{
		snprintf(link, sizeof link, "https://www.%s/maps?q=-6.732,108.5523", others[i]);
		reading_of(link, strlen(link), read, sizeof read);
		if (strncmp(read, "geo:", 4) == 0)
			fail_msg("%s read as %s", link, read);
	}
}

/* What is opened is closed. */
static void
brackets_are_closed(void **state)
{
	static const char *const open[] = {"(-6.7320, 108.5523", "[-6.7320, 108.5523",
									   "(-6,7320; 108,5523", "-6.7320, 108.5523)"};
	char read[200];

	for (size_t i = 0; i < sizeof open / sizeof *open; i++)
	{
		reading_of(open[i], strlen(open[i]), read, sizeof read);
		assert_true(strncmp(read, "geo:", 4) != 0);
	}
	reading_of("[-6,7320; 108,5523]", 19, read, sizeof read);
	assert_string_equal(read, "geo:-6.732,108.5523;src=decimal");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_are_whole_names),
		cmocka_unit_test(brackets_are_closed),
		cmocka_unit_test(table),
		cmocka_unit_test(round_trip),
		cmocka_unit_test(refused_numbers),
		cmocka_unit_test(order),
		cmocka_unit_test(long_texts),
		cmocka_unit_test(cut_texts),
		cmocka_unit_test(osm_shortlink),
		cmocka_unit_test(short_codes),
		cmocka_unit_test(forms_of_real_life),
		cmocka_unit_test(without_identifiers),
		cmocka_unit_test(forms_of_the_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
