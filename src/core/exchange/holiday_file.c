#include "core/exchange/holiday_file.h"

#include "core/base/words.h"
#include "core/exchange/csv.h"
#include "core/exchange/ical.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNSURE "belum pasti"
#define KINDS "libur nasional, cuti bersama, libur daerah, hari kerja khusus"

/* ---- the list ----------------------------------------------------------- */

/* A copy on one line: outer blanks gone, inner ones single. */
static char *
one_line(const char *text, size_t length)
{
	char *copy = dkis_alloc(length + 1);

	copy[dkis_tidy(text, length, copy, length)] = '\0';
	return copy;
}

static char *
copied(const char *text)
{
	return text ? one_line(text, strlen(text)) : NULL;
}

static bool
add_entry(HolidayFile *file, HolidayEntry **entry, DkisError *error)
{
	if (file->entries.n == HOLIDAY_FILE_MAX)
	{
		dkis_fail(error, DKIS_PROGRAM_LIMIT, "lebih dari %d hari dalam satu berkas",
				  HOLIDAY_FILE_MAX);
		return dkis_hint(error, "Muat berkas ini sebagian demi sebagian.");
	}
	*entry = array_add(&file->entries);
	memset(*entry, 0, sizeof **entry);
	return true;
}

void
holiday_file_free(HolidayFile *file)
{
	for (int i = 0; i < file->entries.n; i++)
	{
		dkis_free(file->entries.data[i].name);
		dkis_free(file->entries.data[i].decree);
		dkis_free(file->entries.data[i].skipped);
	}
	dkis_free(file->entries.data);
}

static void
skip_entry(HolidayEntry *entry, const char *why)
{
	if (!entry->skipped)
		entry->skipped = copied(why);
}

/* ---- the same day twice --------------------------------------------------- */

static int
compare_by_day(const void *a, const void *b)
{
	const HolidayEntry *x = *(HolidayEntry *const *) a;
	const HolidayEntry *y = *(HolidayEntry *const *) b;
	int order = (x->day > y->day) - (x->day < y->day);

	if (order == 0)
		order = strcmp(x->name, y->name);
	if (order == 0)
		order = x->cancelled - y->cancelled;
	return order ? order : (x > y) - (x < y);
}

/* Takes over what only the later entry says. False: the two contradict each other. */
static bool
merge_entries(HolidayEntry *first, HolidayEntry *later)
{
	char why[48];

	if (later->cancelled && !first->cancelled)
	{
		skip_entry(later, "dibatalkan, tetapi berlaku di acara lain");
		return true;
	}
	if ((first->has_kind && later->has_kind && first->kind != later->kind) ||
		(first->decree && later->decree && strcmp(first->decree, later->decree) != 0))
		return false;
	if (!first->has_kind)
		first->kind = later->kind;
	first->has_kind = first->has_kind || later->has_kind;
	if (!first->decree)
		first->decree = copied(later->decree);
	snprintf(why, sizeof why, "sama dengan baris %d", first->line);
	skip_entry(later, why);
	return true;
}

static bool
refuse_contradiction(const HolidayEntry *first, const HolidayEntry *later, DkisError *error)
{
	int year, month, day;

	calendar_split_day(later->day, &year, &month, &day);
	dkis_fail(error, DKIS_INVALID_PARAMETER, "baris %d: hari yang sama dengan isi lain di baris %d",
			  later->line, first->line);
	dkis_detail(error, "%04d-%02d-%02d \"%.*s\" punya dua jenis atau dua keputusan.", year, month,
				day, dkis_quotable(later->name, strlen(later->name)), later->name);
	return dkis_hint(error, "Sisakan satu baris untuk setiap tanggal dan nama.");
}

static bool
fold_repetitions(HolidayFile *file, DkisError *error)
{
	HolidayEntry **sorted = dkis_alloc((size_t) (file->entries.n + 1) * sizeof(HolidayEntry *));
	HolidayEntry *first = NULL;
	bool good = true;
	int taken = 0;

	for (int i = 0; i < file->entries.n; i++)
		if (!file->entries.data[i].skipped)
			sorted[taken++] = &file->entries.data[i];
	qsort(sorted, (size_t) taken, sizeof *sorted, compare_by_day);
	for (int i = 0; i < taken && good; i++)
	{
		if (!first || first->day != sorted[i]->day || strcmp(first->name, sorted[i]->name) != 0)
			first = sorted[i];
		else if (!merge_entries(first, sorted[i]))
			good = refuse_contradiction(first, sorted[i], error);
	}
	dkis_free(sorted);
	return good;
}

/* ---- what a name says of itself -------------------------------------------- */

static bool
has_any(const char *text, const char *const *words)
{
	for (; text && *words; words++)
		if (dkis_has_word(text, *words))
			return true;
	return false;
}

/* Joint leave by its name, wherever in it: "Natal (Cuti Bersama)", "Christmas Joint Holiday". */
static bool
is_joint_leave(const char *name)
{
	static const char *const words[] = {"cuti bersama", "joint holiday", "joint leave",
										"collective leave", NULL};

	return has_any(name, words);
}

/* A day that is still to be decreed, by the words of those who publish such lists. */
static bool
is_unsure(const char *text)
{
	static const char *const words[] = {"belum pasti", "tentati", "belum ditetapkan",
										"to be confirmed", NULL};

	return has_any(text, words);
}

/* ---- CSV -------------------------------------------------------------------- */

typedef enum Column
{
	COLUMN_DAY,
	COLUMN_KIND,
	COLUMN_NAME,
	COLUMN_DECREE,
	COLUMN_COUNT,
	COLUMN_REMARK,
	COLUMN_IDLE /* says nothing that is not said elsewhere */
} Column;

/* Headers as offices write them. "Keterangan" is the name where nothing else is, else the kind. */
static const struct
{
	const char *name;
	Column column;
} column_names[] = {{"day", COLUMN_DAY},
					{"tanggal", COLUMN_DAY},
					{"date", COLUMN_DAY},
					{"tgl", COLUMN_DAY},
					{"kind", COLUMN_KIND},
					{"jenis", COLUMN_KIND},
					{"jenis libur", COLUMN_KIND},
					{"name", COLUMN_NAME},
					{"nama", COLUMN_NAME},
					{"hari libur", COLUMN_NAME},
					{"nama hari libur", COLUMN_NAME},
					{"libur", COLUMN_NAME},
					{"holiday", COLUMN_NAME},
					{"peringatan", COLUMN_NAME},
					{"keterangan", COLUMN_REMARK},
					{"decree", COLUMN_DECREE},
					{"keputusan", COLUMN_DECREE},
					{"dasar", COLUMN_DECREE},
					{"no", COLUMN_IDLE},
					{"no.", COLUMN_IDLE},
					{"nomor", COLUMN_IDLE},
					{"hari", COLUMN_IDLE},
					{"", COLUMN_IDLE}};

typedef struct Table
{
	CsvReader csv;
	int fields;           /* of each record */
	int at[COLUMN_COUNT]; /* where; -1 = the file has no such column */
	int remark;           /* where "Keterangan" is; -1 */
	bool has_idle;        /* some columns are not looked at */
	DkisError *error;
} Table;

static bool
refuse_row(const Table *table, const char *sqlstate, const char *why, const char *hint)
{
	dkis_fail(table->error, sqlstate, "baris %d: %s", table->csv.line, why);
	return dkis_hint(table->error, "%s", hint);
}

/* The field on one line; NULL when the file has no such column, or nothing there. */
static char *
field(const Table *table, Column column)
{
	const char *text;
	size_t length;
	char *value;

	if (table->at[column] < 0)
		return NULL;
	text = csv_field(&table->csv, table->at[column], &length);
	value = one_line(text, length);
	if (*value)
		return value;
	dkis_free(value);
	return NULL;
}

static bool
all_empty(const Table *table)
{
	for (int i = 0; i < table->csv.starts.n; i++)
	{
		size_t length;
		const char *text = csv_field(&table->csv, i, &length);

		for (size_t j = 0; j < length; j++)
			if (!dkis_is_space(text[j]))
				return false;
	}
	return true;
}

/* So many digits at most; how many were there. */
static int
date_digits(const char **at, int most, int *number)
{
	int n = 0;

	*number = 0;
	for (; n < most && dkis_is_digit(**at); n++)
		*number = *number * 10 + (*(*at)++ - '0');
	return n;
}

/* year-month-day in digits; a midnight may follow, as spreadsheets write it. */
static bool
split_date(const char *text, int parts[3])
{
	char mark;

	if (date_digits(&text, 4, &parts[0]) != 4 || (*text != '-' && *text != '/'))
		return false;
	mark = *text++;
	if (date_digits(&text, 2, &parts[1]) != 2 || *text++ != mark ||
		date_digits(&text, 2, &parts[2]) != 2)
		return false;
	if ((*text == ' ' || *text == 'T') && strncmp(text + 1, "00:00", 5) == 0)
		text += strncmp(text + 6, ":00", 3) == 0 ? 9 : 6;
	return *text == '\0';
}

/* Which of the words begins here, with nothing but letters left out behind it; 0: none. */
static int
date_word(const char **at, const char *const *words, int n)
{
	size_t length = 0;

	while (dkis_is_letter((*at)[length]))
		length++;
	for (int i = 0; i < n && length >= 3; i++)
		if (dkis_same_word(*at, length, words[i], strlen(words[i])) ||
			(length == 3 && dkis_same_word(*at, 3, words[i], 3)))
		{
			*at += length;
			return i + 1;
		}
	return 0;
}

/* In Indonesian, then in English, January first; shortened to three letters too. */
static const char *const month_words[] = {
	"Januari", "Februari",  "Maret",    "April",    "Mei",      "Juni",    "Juli",
	"Agustus", "September", "Oktober",  "November", "Desember", "January", "February",
	"March",   "April",     "May",      "June",     "July",     "August",  "September",
	"October", "November",  "December", "Agt",      "Ags",      "Nop",     "Nopember"};
static const int month_of_word[] = {1, 2, 3, 4, 5, 6, 7, 8,  9,  10, 11, 12, 1,  2,
									3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 8,  8,  11, 11};

/* Monday first. */
static const char *const weekday_words[] = {
	"Senin",   "Selasa",    "Rabu",     "Kamis",  "Jumat",    "Sabtu",  "Minggu", "Monday",
	"Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Ahad"};

static void
skip_marks(const char **at)
{
	while (**at == ' ' || **at == ',' || **at == '-' || **at == '.')
		(*at)++;
}

/* "Kamis, 1 Januari 2026"; *weekday is 0 where none is said, else from 1, Monday. */
static bool
split_date_in_words(const char *text, int parts[3], int *weekday)
{
	int word = date_word(&text, weekday_words, 15);
	int month;

	*weekday = word == 0 ? 0 : word == 15 ? 7 : (word - 1) % 7 + 1;
	skip_marks(&text);
	if (date_digits(&text, 2, &parts[2]) == 0)
		return false;
	skip_marks(&text);
	month = date_word(&text, month_words, 28);
	skip_marks(&text);
	if (month == 0 || date_digits(&text, 4, &parts[0]) != 4)
		return false;
	parts[1] = month_of_word[month - 1];
	return *text == '\0';
}

static bool
refuse_weekday(const Table *table, const char *text, int weekday)
{
	char why[200];

	snprintf(why, sizeof why, "\"%.*s\" bukan hari %s", dkis_quotable(text, strlen(text)), text,
			 weekday_words[weekday - 1]);
	return refuse_row(table, DKIS_INVALID_DATETIME, why, "Betulkan harinya atau tanggalnya.");
}

static bool
read_holiday_day(const Table *table, const char *text, Day *day)
{
	static const char hint[] =
		"Tanggal ditulis 2026-03-20 atau 20 Maret 2026, antara 1900 dan 2200.";
	char why[160];
	int parts[3];
	int weekday = 0;

	if (!text)
		return refuse_row(table, DKIS_INVALID_DATETIME, "tanggal kosong", hint);
	if (!split_date(text, parts) && !split_date_in_words(text, parts, &weekday))
	{
		snprintf(why, sizeof why, "\"%.*s\" bukan tanggal", dkis_quotable(text, strlen(text)),
				 text);
		return refuse_row(table, DKIS_INVALID_DATETIME, why, hint);
	}
	if (calendar_real_day(parts[0], parts[1], parts[2], day))
		return weekday == 0 || (*day - CALENDAR_FIRST_DAY) % 7 + 1 == weekday ||
			   refuse_weekday(table, text, weekday);
	snprintf(why, sizeof why, "%s bukan tanggal yang ada antara 1900 dan 2200", text);
	return refuse_row(table, DKIS_DATETIME_OVERFLOW, why, hint);
}

static bool
find_kind(const char *text, HolidayKind *kind)
{
	for (int i = HOLIDAY_NATIONAL; i <= HOLIDAY_WORKED; i++)
	{
		const char *name = holiday_kind_name((HolidayKind) i);

		*kind = (HolidayKind) i;
		if (dkis_same_word(text, strlen(text), name, strlen(name)))
			return true;
	}
	return false;
}

static bool
read_kind(const Table *table, const char *text, HolidayEntry *entry)
{
	char why[160];

	if (table->at[COLUMN_KIND] < 0)
		return true;
	if (!text)
		return refuse_row(table, DKIS_INVALID_PARAMETER, "jenis hari kosong",
						  "Pilihan: " KINDS ".");
	entry->has_kind = true;
	if (find_kind(text, &entry->kind))
		return true;
	snprintf(why, sizeof why, "jenis hari tidak dikenal \"%.*s\"",
			 dkis_quotable(text, strlen(text)), text);
	return refuse_row(table, DKIS_INVALID_PARAMETER, why, "Pilihan: " KINDS ".");
}

/* As many as the header; what more there is, or less, is empty and idle. */
static bool
has_all_fields(const Table *table)
{
	int needed = 0;

	for (int i = 0; i < COLUMN_COUNT; i++)
		if (table->at[i] >= needed)
			needed = table->at[i] + 1;
	for (int i = table->fields; i < table->csv.starts.n; i++)
	{
		size_t length;

		csv_field(&table->csv, i, &length);
		if (length > 0)
			return false;
	}
	return table->csv.starts.n >= (table->has_idle ? needed : table->fields);
}

/* What the row says by its name, where no column says it. */
static void
read_said(HolidayEntry *entry)
{
	if (!entry->has_kind && is_joint_leave(entry->name))
	{
		entry->has_kind = true;
		entry->kind = HOLIDAY_JOINT;
	}
	if (is_unsure(entry->name) || is_unsure(entry->decree))
		skip_entry(entry, UNSURE);
}

static bool
read_holiday_row(const Table *table, HolidayFile *file)
{
	char *day, *kind;
	HolidayEntry *entry;
	bool good;

	if (!has_all_fields(table))
	{
		dkis_fail(table->error, DKIS_SYNTAX_ERROR, "baris %d: %d kolom, seharusnya %d",
				  table->csv.line, table->csv.starts.n, table->fields);
		return dkis_hint(table->error,
						 "Nama yang memuat pemisah diapit tanda kutip: \"Natal, hari kedua\".");
	}
	if (!add_entry(file, &entry, table->error))
		return false;
	entry->line = table->csv.line;
	entry->name = field(table, COLUMN_NAME);
	entry->decree = field(table, COLUMN_DECREE);
	day = field(table, COLUMN_DAY);
	kind = field(table, COLUMN_KIND);
	good = read_holiday_day(table, day, &entry->day) && read_kind(table, kind, entry) &&
		   (entry->name || refuse_row(table, DKIS_INVALID_PARAMETER, "nama hari kosong",
									  "Misalnya Hari Raya Idulfitri 1447 Hijriah."));
	if (day)
		dkis_free(day);
	if (kind)
		dkis_free(kind);
	if (good)
		read_said(entry);
	return good;
}

static bool
refuse_header(const Table *table, const char *why)
{
	return refuse_row(
		table, DKIS_INVALID_PARAMETER, why,
		"Baris pertama menyebut kolomnya: day,kind,name,decree; day dan name wajib. "
		"Boleh juga tanggal, jenis, nama atau hari libur, keterangan, keputusan, no, hari.");
}

static int *
place_of_column(Table *table, Column column)
{
	return column == COLUMN_REMARK ? &table->remark : &table->at[column];
}

static bool
read_header_field(Table *table, int n)
{
	size_t length;
	const char *text = csv_field(&table->csv, n, &length);
	char *name = one_line(text, length);
	char why[160];
	bool good = false;
	int *at = NULL;

	snprintf(why, sizeof why, "kolom tidak dikenal \"%.*s\"", dkis_quotable(name, strlen(name)),
			 name);
	for (size_t i = 0; i < sizeof column_names / sizeof *column_names; i++)
	{
		Column column = column_names[i].column;

		if (!dkis_same_word(name, strlen(name), column_names[i].name, strlen(column_names[i].name)))
			continue;
		good = column == COLUMN_IDLE || *(at = place_of_column(table, column)) < 0;
		if (column == COLUMN_IDLE)
			table->has_idle = true;
		else
			*at = n;
		snprintf(why, sizeof why, "kolom \"%.*s\" disebut dua kali",
				 dkis_quotable(name, strlen(name)), name);
	}
	dkis_free(name);
	return good || refuse_header(table, why);
}

/* A first line that begins with a date is data: the columns in their usual order. */
static bool
begins_with_date(const Table *table)
{
	size_t length;
	const char *first = csv_field(&table->csv, 0, &length);
	char *text = one_line(first, length);
	int parts[3];
	bool found = split_date(text, parts);

	dkis_free(text);
	return found;
}

static void
take_remark(Table *table)
{
	int *at = &table->at[table->at[COLUMN_NAME] < 0 ? COLUMN_NAME : COLUMN_KIND];

	if (table->remark >= 0 && *at < 0)
		*at = table->remark;
	else if (table->remark >= 0)
		table->has_idle = true;
}

static bool
read_header(Table *table, bool *is_data)
{
	for (int i = 0; i < COLUMN_COUNT; i++)
		table->at[i] = -1;
	table->remark = -1;
	table->fields = table->csv.starts.n;
	*is_data = begins_with_date(table);
	if (*is_data)
	{
		if (table->fields < 3 || table->fields > COLUMN_COUNT)
			return refuse_header(table, "bukan baris kepala, dan bukan day,kind,name,decree");
		for (int i = 0; i < table->fields; i++)
			table->at[i] = i;
		return true;
	}
	for (int i = 0; i < table->fields; i++)
		if (!read_header_field(table, i))
			return false;
	take_remark(table);
	if (table->at[COLUMN_DAY] < 0)
		return refuse_header(table, "kolom day tidak ada");
	return table->at[COLUMN_NAME] >= 0 || refuse_header(table, "kolom name tidak ada");
}

static bool
read_rows(Table *table, HolidayFile *file)
{
	bool is_data;
	CsvResult result = csv_next(&table->csv, table->error);

	if (result == CSV_END)
		return refuse_header(table, "berkas kosong");
	if (result == CSV_ERROR || !read_header(table, &is_data))
		return false;
	if (is_data && !read_holiday_row(table, file))
		return false;
	while ((result = csv_next(&table->csv, table->error)) == CSV_RECORD)
		if (!all_empty(table) && !read_holiday_row(table, file))
			return false;
	return result == CSV_END;
}

bool
holiday_read_csv(const char *text, size_t length, HolidayFile *file, DkisError *error)
{
	Table table = {.error = error};
	bool good;

	memset(file, 0, sizeof *file);
	csv_open(&table.csv, text, length);
	good = read_rows(&table, file) && fold_repetitions(file, error);
	csv_close(&table.csv);
	return good;
}

/* ---- iCalendar ---------------------------------------------------------------- */

/* The newest event of a UID, to tell which entries it replaces. */
typedef struct Source
{
	char *uid; /* NULL = none, or one occurrence of another event */
	int sequence;
	int first_entry;
	int entry_count;
} Source;

typedef struct Feed
{
	HolidayFile *file;
	ARRAY_OF(Source) sources;
} Feed;

static bool
begins_with(const char *text, const char *word)
{
	size_t length = strlen(word);

	return text && strlen(text) >= length && dkis_same_word(text, length, word, length);
}

/* What a list of categories says, else joint leave by its name, else nothing. */
static bool
event_kind(const IcalEvent *event, HolidayKind *kind)
{
	const char *at = event->categories;

	while (at && *at)
	{
		size_t length = strcspn(at, ",");
		char *category = one_line(at, length);
		bool found = find_kind(category, kind);

		dkis_free(category);
		if (found)
			return true;
		at += length + (at[length] == ',');
	}
	*kind = HOLIDAY_JOINT;
	return is_joint_leave(event->summary);
}

/* A description such as "SKB 1497/2/5 2025" names the decree; its first line counts. */
static char *
event_decree(const IcalEvent *event)
{
	static const char *const words[] = {"SKB ",     "Keputusan ",    "Keppres ", "Peraturan ",
										"Perpres ", "Surat Edaran ", "SE "};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (begins_with(event->description, words[i]))
			return one_line(event->description, strcspn(event->description, "\n"));
	return NULL;
}

/* Feeds mix days off with other things; NULL = this is a day off. */
static const char *
not_a_holiday(const IcalEvent *event)
{
	if (event->timed)
		return "acara berjam, bukan sehari penuh";
	if (event->status == ICAL_TENTATIVE)
		return UNSURE " (STATUS:TENTATIVE)";
	if (is_unsure(event->summary) || is_unsure(event->description))
		return UNSURE;
	if (begins_with(event->description, "perayaan") ||
		begins_with(event->description, "observance"))
		return "perayaan, bukan hari libur";
	return NULL;
}

/* Every year anew by decree: a rule would also make years look loaded that are not. */
static bool
refuse_recurrence(const IcalEvent *event, DkisError *error)
{
	dkis_fail(error, DKIS_INVALID_PARAMETER, "baris %d: acara berulang (RRULE atau RDATE)",
			  event->line);
	dkis_detail(error, "Hari libur ditetapkan tahun demi tahun; pengulangan akan mengisi tahun "
					   "yang belum ditetapkan.");
	return dkis_hint(error, "Tulis satu VEVENT per tahun, tanpa RRULE.");
}

static bool
add_event_days(HolidayFile *file, const IcalEvent *event, DkisError *error)
{
	const char *skipped = not_a_holiday(event);
	HolidayEntry *entry;

	for (Day day = event->first; day <= event->last; day++)
	{
		if (!add_entry(file, &entry, error))
			return false;
		entry->line = event->line;
		entry->day = day;
		entry->has_kind = event_kind(event, &entry->kind);
		entry->name = copied(event->summary ? event->summary : "");
		entry->decree = event_decree(event);
		entry->cancelled = event->status == ICAL_CANCELLED;
		if (skipped)
			skip_entry(entry, skipped);
		else if (entry->cancelled && !*entry->name)
			skip_entry(entry, "dibatalkan, tanpa SUMMARY");
	}
	return true;
}

static void
remember_source(Feed *feed, const IcalEvent *event, int first_entry)
{
	Source *source;

	source = array_add(&feed->sources);
	source->uid = event->is_part ? NULL : copied(event->uid);
	source->sequence = event->sequence;
	source->first_entry = first_entry;
	source->entry_count = feed->file->entries.n - first_entry;
}

static bool
visit_event(void *context, const IcalEvent *event, DkisError *error)
{
	Feed *feed = context;
	int first_entry = feed->file->entries.n;
	const char *name = event->summary ? event->summary : "";
	char first[1];
	bool nameless = dkis_tidy(name, strlen(name), first, 1) == 0; /* as it will be kept */

	if (event->status != ICAL_CANCELLED && !not_a_holiday(event))
	{
		if (event->recurs)
			return refuse_recurrence(event, error);
		if (nameless)
		{
			dkis_fail(error, DKIS_INVALID_PARAMETER, "baris %d: VEVENT tanpa SUMMARY", event->line);
			return dkis_hint(error, "SUMMARY memuat nama hari liburnya.");
		}
	}
	if (!add_event_days(feed->file, event, error))
		return false;
	remember_source(feed, event, first_entry);
	return true;
}

static int
compare_sources(const void *a, const void *b)
{
	const Source *x = a;
	const Source *y = b;
	int order = (x->uid != NULL) - (y->uid != NULL);

	if (order == 0 && x->uid)
		order = strcmp(x->uid, y->uid);
	if (order == 0)
		order = (y->sequence > x->sequence) - (y->sequence < x->sequence);
	return order ? order : (x->first_entry > y->first_entry) - (x->first_entry < y->first_entry);
}

/*
 * Of one UID the highest SEQUENCE stands, and the others are not taken. Equal
 * ones are all taken: feeds exist that give every event the same UID.
 */
static void
skip_superseded(Feed *feed)
{
	const Source *newest = NULL;

	if (feed->sources.n > 0)
		qsort(feed->sources.data, (size_t) feed->sources.n, sizeof(Source), compare_sources);
	for (int i = 0; i < feed->sources.n; i++)
	{
		const Source *source = &feed->sources.data[i];

		if (!source->uid)
			continue;
		if (!newest || strcmp(newest->uid, source->uid) != 0)
			newest = source;
		for (int j = 0; newest->sequence > source->sequence && j < source->entry_count; j++)
			skip_entry(&feed->file->entries.data[source->first_entry + j],
					   "diganti acara dengan UID sama dan SEQUENCE lebih tinggi");
	}
}

bool
holiday_read_ics(const char *text, size_t length, HolidayFile *file, DkisError *error)
{
	Feed feed = {.file = file};
	bool good;

	memset(file, 0, sizeof *file);
	good = ical_read(text, length, visit_event, &feed, error);
	if (good)
		skip_superseded(&feed);
	for (int i = 0; i < feed.sources.n; i++)
		dkis_free(feed.sources.data[i].uid);
	dkis_free(feed.sources.data);
	return good && fold_repetitions(file, error);
}
