/* Presence documents with the shapes of RFC 5491, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/exchange/pidflo.h"

#define SIZE 8192

/* The corpus of the fuzzer is the documents. */
static size_t
read_document(const char *name, char text[SIZE])
{
	char path[200];
	FILE *file;
	size_t length;

	snprintf(path, sizeof path, "test/fuzz/corpus/pidflo/%s", name);
	file = fopen(path, "r");
	assert_non_null(file);
	length = fread(text, 1, SIZE - 1, file);
	fclose(file);
	text[length] = '\0';
	return length;
}

static void
reads_as(const char *name, const char *expected)
{
	char text[SIZE], output[400];
	size_t length = read_document(name, text);
	CallerLocation location;
	DkisError error;

	if (pidflo_read(text, length, &location, &error))
		location_format(&location, output);
	else
	{
		assert_true(error.hint[0] != '\0');
		snprintf(output, sizeof output, "%s %s", error.sqlstate, error.message);
	}
	if (strcmp(output, expected) != 0)
		fail_msg("%s -> %s, expected %s", name, output, expected);
}

static void
shapes(void **state)
{
	reads_as("point", "geo:-34.407,150.883;src=pidf");
	reads_as("point3", "geo:-34.407,150.883;src=pidf");
	reads_as("circle", "geo:42.5463,-73.2512;u=850.24;src=pidf");
	reads_as("ellipse", "geo:42.5463,-73.2512;u=1275;src=pidf");
	reads_as("arcband", "geo:-43.5723,153.2176;u=4148;src=pidf");
	reads_as("sphere", "geo:42.5463,-73.2512;u=850.24;src=pidf");
	reads_as("ellipsoid", "geo:42.5463,-73.2512;u=7.7156;src=pidf");
	reads_as("prism", "geo:42.606843999999995,-73.298157;u=6911.1;src=pidf");
	reads_as("polygon", "geo:43.260999999999996,-73.27199999999999;u=17183;src=pidf");
	reads_as("two", "geo:42.5463,-73.2512;u=850.24;src=pidf");
}

static void
refusals(void **state)
{
	reads_as("civic", "22P02 PIDF-LO tidak dapat dipakai: tidak memuat titik atau bentuk di peta");
	reads_as("foreign", "22P02 PIDF-LO tidak dapat dipakai: srsName bukan EPSG 4326 atau 4979");
	reads_as("null", "22P02 PIDF-LO tidak dapat dipakai: 0, 0 berarti posisinya tidak diketahui");
	reads_as("half", "22P02 PIDF-LO tidak dapat dipakai: pos bukan lintang dan bujur");
	reads_as("words", "22P02 PIDF-LO tidak dapat dipakai: pos bukan lintang dan bujur");
	reads_as("range", "22003 Lintang 150.883 di luar jangkauan");
	reads_as("feet", "22P02 PIDF-LO tidak dapat dipakai: radius atau sumbunya bukan angka meter "
					 "(EPSG 9001)");
	reads_as("noradius", "22P02 PIDF-LO tidak dapat dipakai: radius atau sumbunya bukan angka "
						 "meter (EPSG 9001)");
	reads_as("no-presence", "22P02 PIDF-LO tidak dapat dipakai: akarnya bukan presence");
}

/* Cut anywhere: a place or a refusal, never half a number. */
static void
cut_documents(void **state)
{
	char text[SIZE];
	size_t length = read_document("circle", text);

	for (size_t cut = 0; cut < length; cut++)
	{
		CallerLocation location;
		DkisError error;

		assert_false(pidflo_read(text, cut, &location, &error));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes),
		cmocka_unit_test(refusals),
		cmocka_unit_test(cut_documents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
