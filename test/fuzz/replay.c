/*
 * Runs a fuzz target over the files named on the command line, in TAP: what a
 * fuzzer once found stays found, also where there is no fuzzer.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An exact malloc for each file, so that ASan sees a read one byte too far. */
static uint8_t *
read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data;
	long length;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (length = ftell(file)) < 0)
		return NULL;
	rewind(file);
	data = malloc(length > 0 ? (size_t) length : 1);
	if (data != NULL)
		*size = fread(data, 1, (size_t) length, file);
	fclose(file);
	return data;
}

int
main(int argc, char **argv)
{
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++)
	{
		size_t size = 0;
		uint8_t *data = read_file(argv[i], &size);

		if (data == NULL)
		{
			printf("not ok %d - %s cannot be read\n", i, argv[i]);
			return 1;
		}
		LLVMFuzzerTestOneInput(data, size);
		free(data);
		printf("ok %d - %s\n", i, argv[i]);
		fflush(stdout);
	}
	return 0;
}
