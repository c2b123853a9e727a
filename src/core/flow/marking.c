#include "core/flow/marking.h"

#include "core/base/array.h"
#include "core/base/words.h"
#include "core/flow/flowtext.h"

#include <stdlib.h>
#include <string.h>

typedef struct Entry
{
	uint32_t offset; /* of the step's name, the outcome right after it */
	uint16_t step_length;
	uint16_t outcome_length; /* 0 = none */
	uint16_t hint;
	uint16_t reserved;
} Entry;

struct Marking
{
	uint8_t version;
	uint8_t reserved[3];
	uint32_t size;
	uint16_t n_active;
	uint16_t n_waiting;
	Entry entries[];
};

size_t
marking_size(const Marking *marking)
{
	return marking->size;
}

int
marking_active_count(const Marking *marking)
{
	return marking->n_active;
}

int
marking_waiting_count(const Marking *marking)
{
	return marking->n_waiting;
}

MarkingEntry
marking_entry(const Marking *marking, int index)
{
	const Entry *entry = &marking->entries[index];
	const char *step = (const char *) marking + entry->offset;
	bool outcome = entry->outcome_length > 0;

	return (MarkingEntry){step, entry->step_length, outcome ? step + entry->step_length : NULL,
						  entry->outcome_length, entry->hint};
}

Marking *
marking_make(const MarkingEntry *entries, int n_active, int n_waiting)
{
	int n = n_active + n_waiting;
	size_t size = sizeof(Marking) + (size_t) n * sizeof(Entry);
	size_t offset = size;
	Marking *marking;

	for (int i = 0; i < n; i++)
		size += entries[i].step_length + entries[i].outcome_length;
	marking = dkis_alloc(size);
	memset(marking, 0, sizeof(Marking));
	marking->version = MARKING_VERSION;
	marking->size = (uint32_t) size;
	marking->n_active = (uint16_t) n_active;
	marking->n_waiting = (uint16_t) n_waiting;
	for (int i = 0; i < n; i++)
	{
		const MarkingEntry *from = &entries[i];

		marking->entries[i] = (Entry){(uint32_t) offset, (uint16_t) from->step_length,
									  (uint16_t) from->outcome_length, from->hint, 0};
		memcpy((char *) marking + offset, from->step, from->step_length);
		offset += from->step_length;
		if (from->outcome_length > 0)
			memcpy((char *) marking + offset, from->outcome, from->outcome_length);
		offset += from->outcome_length;
	}
	return marking;
}

/* ---- text -------------------------------------------------------------- */

static void
print_entries(const Marking *marking, int first, int n, DkisText *text)
{
	for (int i = first; i < first + n; i++)
	{
		MarkingEntry entry = marking_entry(marking, i);

		if (i > first)
			dkis_text_puts(text, ", ");
		dkis_text_append(text, entry.step, entry.step_length);
		if (entry.outcome)
		{
			dkis_text_puts(text, "[");
			dkis_text_append(text, entry.outcome, entry.outcome_length);
			dkis_text_puts(text, "]");
		}
	}
}

void
marking_print(const Marking *marking, DkisText *text)
{
	dkis_text_puts(text, "{");
	print_entries(marking, 0, marking->n_active, text);
	if (marking->n_waiting > 0)
	{
		dkis_text_puts(text, marking->n_active > 0 ? " | " : "| ");
		print_entries(marking, marking->n_active, marking->n_waiting, text);
	}
	dkis_text_puts(text, "}");
}

typedef struct Reader
{
	FlowScanner scanner;
	ARRAY_OF(MarkingEntry) entries;
	DkisText labels; /* outcomes, tidied; entries point into it at the end */
} Reader;

static bool
read_marked_outcome(Reader *reader, MarkingEntry *entry)
{
	char buffer[FLOW_MAX_NAME];
	FlowWord word;

	if (!flow_label(&reader->scanner, buffer, &word))
		return false;
	dkis_text_append(&reader->labels, word.bytes, word.length);
	entry->outcome_length = word.length;
	return flow_take(&reader->scanner, "]") || flow_expected(&reader->scanner, "\"]\"");
}

static bool
read_marked(Reader *reader, bool waiting)
{
	FlowWord word;
	MarkingEntry *entry;

	if (!flow_step(&reader->scanner, &word))
		return false;
	if (reader->entries.n == MARKING_MAX_ENTRIES)
		return flow_refuse_at(&reader->scanner, word.where, DKIS_PROGRAM_LIMIT,
							  "terlalu banyak langkah", NULL);
	entry = array_add(&reader->entries);
	*entry =
		(MarkingEntry){.step = word.bytes, .step_length = word.length, .hint = MARKING_NO_HINT};
	if (!flow_take(&reader->scanner, "["))
		return true;
	if (!waiting)
		return flow_refuse_at(&reader->scanner, word.where, DKIS_SYNTAX_ERROR,
							  "langkah yang masih aktif belum punya hasil:", &word);
	return read_marked_outcome(reader, entry);
}

static bool
read_all_marked(Reader *reader, bool waiting)
{
	do
	{
		if (!read_marked(reader, waiting))
			return false;
	} while (flow_take(&reader->scanner, ","));
	return true;
}

static bool
read_lists(Reader *reader, int *n_active)
{
	FlowScanner *scanner = &reader->scanner;

	if (!flow_take(scanner, "{"))
		return flow_expected(scanner, "\"{\"");
	if (flow_take(scanner, "}"))
		return flow_at_end(scanner) || flow_expected(scanner, "akhir teks sesudah \"}\"");
	if (!flow_take(scanner, "|"))
	{
		if (!read_all_marked(reader, false))
			return false;
		*n_active = reader->entries.n;
		if (flow_take(scanner, "}"))
			return flow_at_end(scanner) || flow_expected(scanner, "akhir teks sesudah \"}\"");
		if (!flow_take(scanner, "|"))
			return flow_expected(scanner, "\",\", \"|\" atau \"}\"");
	}
	if (!read_all_marked(reader, true))
		return false;
	if (!flow_take(scanner, "}"))
		return flow_expected(scanner, "\",\" atau \"}\"");
	return flow_at_end(scanner) || flow_expected(scanner, "akhir teks sesudah \"}\"");
}

/* Outcomes are matched without regard to case, so they count as equal so. */
static int
compare_marked(const void *left, const void *right)
{
	const MarkingEntry *a = left;
	const MarkingEntry *b = right;
	int order = dkis_compare_bytes(a->step, a->step_length, b->step, b->step_length);

	if (order != 0)
		return order;
	return dkis_compare_words(a->outcome, a->outcome_length, b->outcome, b->outcome_length);
}

static bool
refuse_repeated(Reader *reader, int first, int n)
{
	MarkingEntry *sorted;
	FlowWord word;

	if (n < 2)
		return true;
	sorted = dkis_alloc((size_t) n * sizeof(MarkingEntry));
	memcpy(sorted, reader->entries.data + first, (size_t) n * sizeof(MarkingEntry));
	qsort(sorted, (size_t) n, sizeof(MarkingEntry), compare_marked);
	for (int i = 1; i < n; i++)
		if (compare_marked(&sorted[i - 1], &sorted[i]) == 0)
		{
			word = (FlowWord){sorted[i].step, sorted[i].step_length, NULL};
			dkis_free(sorted);
			return flow_refuse_at(&reader->scanner, word.bytes, DKIS_SYNTAX_ERROR,
								  "disebut dua kali: langkah", &word);
		}
	dkis_free(sorted);
	return true;
}

/* Only now, when the buffer of labels moves no more. */
static void
point_to_labels(Reader *reader)
{
	const char *label = reader->labels.data;

	for (int i = 0; i < reader->entries.n; i++)
		if (reader->entries.data[i].outcome_length > 0)
		{
			reader->entries.data[i].outcome = label;
			label += reader->entries.data[i].outcome_length;
		}
}

Marking *
marking_parse(const char *text, size_t length, DkisError *error)
{
	Reader reader = {.scanner = {.subject = "posisi kasus",
								 .hint = "Contoh: {8.1, 8.3 | 8.2}; {} berarti selesai."}};
	int n_active = 0;
	Marking *marking = NULL;

	flow_scan_begin(&reader.scanner, text, length, error);
	dkis_text_init(&reader.labels);
	if (read_lists(&reader, &n_active))
	{
		point_to_labels(&reader);
		if (refuse_repeated(&reader, 0, n_active) &&
			refuse_repeated(&reader, n_active, reader.entries.n - n_active))
			marking = marking_make(reader.entries.data, n_active, reader.entries.n - n_active);
	}
	dkis_free(reader.entries.data);
	dkis_free(reader.labels.data);
	return marking;
}

/* ---- equality, order, hash --------------------------------------------- */

static int
compare_lists(const Marking *a, const Marking *b, int a_first, int b_first, int a_n, int b_n)
{
	size_t n = (size_t) a_n + (size_t) b_n;
	MarkingEntry *left = dkis_alloc((n > 0 ? n : 1) * sizeof(MarkingEntry));
	MarkingEntry *right = left + a_n;
	int order = 0;

	for (int i = 0; i < a_n; i++)
		left[i] = marking_entry(a, a_first + i);
	for (int i = 0; i < b_n; i++)
		right[i] = marking_entry(b, b_first + i);
	qsort(left, (size_t) a_n, sizeof(MarkingEntry), compare_marked);
	qsort(right, (size_t) b_n, sizeof(MarkingEntry), compare_marked);
	for (int i = 0; i < a_n && i < b_n && order == 0; i++)
		order = compare_marked(&left[i], &right[i]);
	dkis_free(left);
	return order != 0 ? order : (a_n > b_n) - (a_n < b_n);
}

int
marking_compare(const Marking *a, const Marking *b)
{
	int order;

	if (a->size == b->size && memcmp(a, b, a->size) == 0)
		return 0;
	order = compare_lists(a, b, 0, 0, a->n_active, b->n_active);
	if (order != 0)
		return order;
	return compare_lists(a, b, a->n_active, b->n_active, a->n_waiting, b->n_waiting);
}

static uint64_t
mix(uint64_t h, unsigned char byte)
{
	return (h ^ byte) * UINT64_C(0x100000001B3); /* FNV-1a */
}

static uint64_t
scramble(uint64_t h)
{
	h = (h ^ (h >> 33)) * UINT64_C(0xFF51AFD7ED558CCD);
	h = (h ^ (h >> 33)) * UINT64_C(0xC4CEB9FE1A85EC53);
	return h ^ (h >> 33);
}

static uint64_t
hash_entry(MarkingEntry entry, bool waiting, uint64_t seed)
{
	uint64_t h = mix(UINT64_C(0xCBF29CE484222325) ^ seed, waiting);

	for (size_t i = 0; i < entry.step_length; i++)
		h = mix(h, (unsigned char) entry.step[i]);
	h = mix(h, 0);
	for (size_t i = 0; i < entry.outcome_length; i++)
		h = mix(h, (unsigned char) dkis_lower(entry.outcome[i]));
	return scramble(h);
}

/* A sum, so that the order of the entries does not matter. */
uint64_t
marking_hash(const Marking *marking, uint64_t seed)
{
	uint64_t sum = seed;

	for (int i = 0; i < marking->n_active + marking->n_waiting; i++)
		sum += hash_entry(marking_entry(marking, i), i >= marking->n_active, seed);
	return scramble(sum);
}
