#include "core/time/sla.h"

#include "core/base/words.h"

#include <stdio.h>
#include <string.h>

static const char *const unit_names[SLA_UNIT_COUNT] = {"menit", "jam", "hari", "hari kerja",
													   "bulan"};
static const int64_t unit_minutes[SLA_UNIT_COUNT] = {1, 60, 24 * 60, 450, 30 * 24 * 60};

#define UNITS_HINT                                                                                 \
	"Satuan: menit, jam, hari, hari kerja, bulan. Contoh: 30 menit; 1-30 menit; "                  \
	"10 hari kerja + 7 hari kerja; - (tanpa batas)."

/* ---- words -------------------------------------------------------------- */

typedef struct UnitWord
{
	const char *first;
	const char *second; /* NULL = one word */
	SlaUnit unit;
} UnitWord;

/* Two words before one: the longest wins. */
static const UnitWord unit_words[] = {
	{"hari", "kerja", SLA_WORKDAYS},
	{"hari", "kalender", SLA_DAYS},
	{"jam", "kerja", SLA_HOURS},
	{"working", "days", SLA_WORKDAYS},
	{"working", "day", SLA_WORKDAYS},
	{"business", "days", SLA_WORKDAYS},
	{"business", "day", SLA_WORKDAYS},
	{"calendar", "days", SLA_DAYS},
	{"calendar", "day", SLA_DAYS},
	{"working", "hours", SLA_HOURS},
	{"working", "hour", SLA_HOURS},
	{"menit", NULL, SLA_MINUTES},
	{"minutes", NULL, SLA_MINUTES},
	{"minute", NULL, SLA_MINUTES},
	{"mnt", NULL, SLA_MINUTES},
	{"min", NULL, SLA_MINUTES},
	{"mins", NULL, SLA_MINUTES},
	{"jam", NULL, SLA_HOURS},
	{"hours", NULL, SLA_HOURS},
	{"hour", NULL, SLA_HOURS},
	{"hari", NULL, SLA_DAYS},
	{"days", NULL, SLA_DAYS},
	{"day", NULL, SLA_DAYS},
	{"harikerja", NULL, SLA_WORKDAYS},
	{"workdays", NULL, SLA_WORKDAYS},
	{"workday", NULL, SLA_WORKDAYS},
	{"workingdays", NULL, SLA_WORKDAYS},
	{"workingday", NULL, SLA_WORKDAYS},
	{"bulan", NULL, SLA_MONTHS},
	{"months", NULL, SLA_MONTHS},
	{"month", NULL, SLA_MONTHS},
	{"bln", NULL, SLA_MONTHS},
};

/* What rules put before the number; it changes nothing. */
static const char *const leading_words[] = {
	"maks",   "maksimal", "maksimum", "max",       "maximum", "maximal", "paling",
	"lambat", "lama",     "selambat", "lambatnya", "selama",  "lamanya", "dalam",
	"waktu",  "jangka",   "within",   "at",        "most",
};

static const char *const range_words[] = {"sampai", "dengan", "s", "d", "sd", "hingga", "to"};

/* How a number word changes the number read so far. */
typedef enum NumberWordKind
{
	NUMBER_ADD,
	NUMBER_TEEN, /* dua belas */
	NUMBER_TIMES /* dua puluh */
} NumberWordKind;

typedef struct NumberWord
{
	const char *word;
	NumberWordKind kind;
	int value;
} NumberWord;

static const NumberWord number_words[] = {
	{"nol", NUMBER_ADD, 0},         {"satu", NUMBER_ADD, 1},          {"dua", NUMBER_ADD, 2},
	{"tiga", NUMBER_ADD, 3},        {"empat", NUMBER_ADD, 4},         {"lima", NUMBER_ADD, 5},
	{"enam", NUMBER_ADD, 6},        {"tujuh", NUMBER_ADD, 7},         {"delapan", NUMBER_ADD, 8},
	{"sembilan", NUMBER_ADD, 9},    {"sepuluh", NUMBER_ADD, 10},      {"sebelas", NUMBER_ADD, 11},
	{"seratus", NUMBER_ADD, 100},   {"seribu", NUMBER_ADD, 1000},     {"belas", NUMBER_TEEN, 10},
	{"puluh", NUMBER_TIMES, 10},    {"ratus", NUMBER_TIMES, 100},     {"ribu", NUMBER_TIMES, 1000},
	{"one", NUMBER_ADD, 1},         {"two", NUMBER_ADD, 2},           {"three", NUMBER_ADD, 3},
	{"four", NUMBER_ADD, 4},        {"five", NUMBER_ADD, 5},          {"six", NUMBER_ADD, 6},
	{"seven", NUMBER_ADD, 7},       {"eight", NUMBER_ADD, 8},         {"nine", NUMBER_ADD, 9},
	{"ten", NUMBER_ADD, 10},        {"eleven", NUMBER_ADD, 11},       {"twelve", NUMBER_ADD, 12},
	{"thirteen", NUMBER_ADD, 13},   {"fourteen", NUMBER_ADD, 14},     {"fifteen", NUMBER_ADD, 15},
	{"sixteen", NUMBER_ADD, 16},    {"seventeen", NUMBER_ADD, 17},    {"eighteen", NUMBER_ADD, 18},
	{"nineteen", NUMBER_ADD, 19},   {"twenty", NUMBER_ADD, 20},       {"thirty", NUMBER_ADD, 30},
	{"forty", NUMBER_ADD, 40},      {"fifty", NUMBER_ADD, 50},        {"sixty", NUMBER_ADD, 60},
	{"seventy", NUMBER_ADD, 70},    {"eighty", NUMBER_ADD, 80},       {"ninety", NUMBER_ADD, 90},
	{"hundred", NUMBER_TIMES, 100}, {"thousand", NUMBER_TIMES, 1000},
};

/* ---- reading ------------------------------------------------------------ */

typedef struct Reader
{
	const char *at;
	const char *end;
	DkisError *error;
} Reader;

/* A letter run, a digit run, or one character. */
typedef struct Token
{
	const char *start;
	size_t length; /* 0 = the end */
} Token;

/* Word processors leave no-break spaces. */
static void
skip_sla_spaces(Reader *reader)
{
	while (reader->at < reader->end)
	{
		if (dkis_is_space(*reader->at))
			reader->at++;
		else if (reader->end - reader->at >= 2 && memcmp(reader->at, "\xC2\xA0", 2) == 0)
			reader->at += 2;
		else
			return;
	}
}

static Token
peek(Reader *reader)
{
	Token token;
	const char *at;
	uint32_t code;

	skip_sla_spaces(reader);
	at = reader->at;
	token.start = at;
	if (at < reader->end && dkis_is_letter(*at))
		while (at < reader->end && dkis_is_letter(*at))
			at++;
	else if (at < reader->end && dkis_is_digit(*at))
		while (at < reader->end && dkis_is_digit(*at))
			at++;
	else if (at < reader->end)
	{
		int n = dkis_character(at, (size_t) (reader->end - at), &code);

		at += n > 0 ? n : 1;
	}
	token.length = (size_t) (at - token.start);
	return token;
}

static void
take_token(Reader *reader, Token token)
{
	reader->at = token.start + token.length;
}

static bool
token_is(Token token, const char *word)
{
	return dkis_same_word(token.start, token.length, word, strlen(word));
}

static bool
is_one_of_words(Token token, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (token_is(token, words[i]))
			return true;
	return false;
}

/* A hyphen, an en dash or an em dash. */
static bool
is_dash(Token token)
{
	return token_is(token, "-") || token_is(token, "\xE2\x80\x93") ||
		   token_is(token, "\xE2\x80\x94");
}

static bool
take_word(Reader *reader, const char *word)
{
	Token token = peek(reader);

	if (!token_is(token, word))
		return false;
	take_token(reader, token);
	return true;
}

static bool
refuse_token(Reader *reader, Token token, const char *expected)
{
	if (token.length == 0)
		dkis_fail(reader->error, DKIS_INVALID_DATETIME,
				  "standar waktu tidak lengkap: diharapkan %s di akhir", expected);
	else
		dkis_fail(reader->error, DKIS_INVALID_DATETIME,
				  "standar waktu tidak dikenal pada \"%.*s\": diharapkan %s",
				  dkis_quotable(token.start, token.length), token.start, expected);
	return dkis_hint(reader->error, "%s", UNITS_HINT);
}

static bool
refuse_out_of_range(Reader *reader, Token token, const char *why)
{
	dkis_fail(reader->error, DKIS_DATETIME_OVERFLOW,
			  "standar waktu di luar batas pada \"%.*s\": %s",
			  dkis_quotable(token.start, token.length), token.start, why);
	return dkis_hint(reader->error, "%s", UNITS_HINT);
}

/* ---- numbers ------------------------------------------------------------ */

static const NumberWord *
number_word(Token token)
{
	for (size_t i = 0; i < sizeof number_words / sizeof *number_words; i++)
		if (token_is(token, number_words[i].word))
			return &number_words[i];
	return NULL;
}

/* Reads "dua puluh lima"; at least one word must be a number's. */
static bool
read_number_words(Reader *reader, int64_t *value)
{
	int64_t total = 0;
	int64_t group = 0;
	int64_t last = 0;
	const NumberWord *word;
	Token token = peek(reader);

	if (!number_word(token))
		return refuse_token(reader, token, "bilangan");
	for (; (word = number_word(token)) != NULL; token = peek(reader))
	{
		take_token(reader, token);
		if (word->kind == NUMBER_ADD)
		{
			group += last;
			last = word->value;
		}
		else if (word->kind == NUMBER_TEEN)
			last += word->value;
		else if (word->value == 1000)
		{
			total += (group + last) * 1000;
			group = last = 0;
		}
		else
		{
			group += last * word->value;
			last = 0;
		}
		if (total + group + last > INT32_MAX)
			return refuse_out_of_range(reader, token, "terlalu besar");
		if (is_dash(peek(reader)) && word->kind == NUMBER_ADD && word->value >= 20)
			take_token(reader, peek(reader)); /* twenty-one */
	}
	*value = total + group + last;
	return true;
}

static bool
read_sla_digits(Reader *reader, Token token, int64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < token.length; i++)
	{
		*value = *value * 10 + (token.start[i] - '0');
		if (*value > INT32_MAX)
			return refuse_out_of_range(reader, token, "terlalu besar");
	}
	take_token(reader, token);
	token = peek(reader);
	if (token.start == reader->at && token.length == 1 &&
		(*token.start == ',' || *token.start == '.') && token.start + 1 < reader->end &&
		dkis_is_digit(token.start[1]))
		return refuse_token(reader, token, "bilangan bulat, misalnya 90 menit");
	return true;
}

/* "10", "10 (sepuluh)", "sepuluh", "sepuluh (10)". */
static bool
read_number(Reader *reader, int64_t *value)
{
	Token token = peek(reader);
	int64_t again;

	if (is_dash(token))
		return refuse_out_of_range(reader, token, "tidak boleh negatif");
	if (token.length > 0 && dkis_is_digit(*token.start))
	{
		if (!read_sla_digits(reader, token, value))
			return false;
	}
	else if (!read_number_words(reader, value))
		return false;
	if (!take_word(reader, "("))
		return true;
	token = peek(reader);
	if (token.length > 0 && dkis_is_digit(*token.start) ? !read_sla_digits(reader, token, &again)
														: !read_number_words(reader, &again))
		return false;
	if (again != *value)
		return refuse_token(reader, token, "bilangan yang sama dengan di depan kurung");
	return take_word(reader, ")") || refuse_token(reader, peek(reader), "\")\"");
}

/* ---- units -------------------------------------------------------------- */

static bool
match_unit(Reader *reader, SlaUnit *unit)
{
	Token first = peek(reader);
	Reader after = *reader;
	Token second;

	take_token(&after, first);
	second = peek(&after);
	for (size_t i = 0; i < sizeof unit_words / sizeof *unit_words; i++)
	{
		const UnitWord *word = &unit_words[i];

		if (!token_is(first, word->first) || (word->second && !token_is(second, word->second)))
			continue;
		*unit = word->unit;
		take_token(reader, word->second ? second : first);
		return true;
	}
	return false;
}

static bool
read_unit(Reader *reader, SlaUnit *unit)
{
	Token token = peek(reader);

	if (match_unit(reader, unit))
		return true;
	refuse_token(reader, token, "satuan");
	if (token_is(token, "minggu") || token_is(token, "pekan") || token_is(token, "weeks") ||
		token_is(token, "week"))
		dkis_hint(reader->error, "Satu minggu ditulis 7 hari atau 5 hari kerja. %s", UNITS_HINT);
	return false;
}

/* ---- ISO 8601 durations ------------------------------------------------- */

typedef struct IsoUnit
{
	char letter;
	bool time; /* after the T */
	SlaUnit unit;
	int times;
} IsoUnit;

static const IsoUnit iso_units[] = {
	{'y', false, SLA_MONTHS, 12}, {'m', false, SLA_MONTHS, 1},  {'w', false, SLA_DAYS, 7},
	{'d', false, SLA_DAYS, 1},    {'h', true, SLA_MINUTES, 60}, {'m', true, SLA_MINUTES, 1},
};

static bool
is_iso(const Reader *reader)
{
	const char *at = reader->at;

	return reader->end - at >= 2 && dkis_lower(at[0]) == 'p' &&
		   (dkis_is_digit(at[1]) ||
			(dkis_lower(at[1]) == 't' && reader->end - at >= 3 && dkis_is_digit(at[2])));
}

/* One "30M": adds to value, which so far is in *unit (SLA_UNIT_COUNT = none). */
static bool
read_iso_part(Reader *reader, bool time, SlaUnit *unit, int64_t *value)
{
	Token number = peek(reader);
	int64_t part;
	char letter;

	if (!read_sla_digits(reader, number, &part))
		return false;
	letter = reader->at < reader->end ? dkis_lower(*reader->at) : '\0';
	for (size_t i = 0; i < sizeof iso_units / sizeof *iso_units; i++)
	{
		const IsoUnit *iso = &iso_units[i];

		if (letter != iso->letter || time != iso->time)
			continue;
		if (*unit != SLA_UNIT_COUNT && *unit != iso->unit)
			return refuse_token(reader, peek(reader), "satu jenis satuan saja");
		*unit = iso->unit;
		*value += part * iso->times;
		reader->at++;
		return *value <= INT32_MAX || refuse_out_of_range(reader, number, "terlalu besar");
	}
	return refuse_token(reader, peek(reader), "satuan ISO 8601 (PT30M, PT2H, P3D, P1M)");
}

/* PT30M, PT1H30M, P3D, P2W, P1Y6M; whole hours come out as jam. */
static bool
read_iso(Reader *reader, int64_t *value, SlaUnit *unit)
{
	bool time = false;

	*value = 0;
	*unit = SLA_UNIT_COUNT;
	reader->at++;
	while (reader->at < reader->end && !dkis_is_space(*reader->at) && *reader->at != '+')
	{
		if (dkis_lower(*reader->at) == 't' && !time)
		{
			time = true;
			reader->at++;
		}
		else if (!dkis_is_digit(*reader->at))
			return refuse_token(reader, peek(reader), "bilangan");
		else if (!read_iso_part(reader, time, unit, value))
			return false;
	}
	if (*unit == SLA_UNIT_COUNT || dkis_lower(reader->at[-1]) == 't')
		return refuse_token(reader, peek(reader), "satuan ISO 8601 (PT30M, PT2H, P3D, P1M)");
	if (*unit == SLA_MINUTES && *value % 60 == 0 && *value > 0 && dkis_lower(reader->at[-1]) == 'h')
	{
		*unit = SLA_HOURS;
		*value /= 60;
	}
	return true;
}

/* ---- the standard ------------------------------------------------------- */

static void
skip_leading_words(Reader *reader)
{
	for (;;)
	{
		Token token = peek(reader);

		if (!is_one_of_words(token, leading_words, sizeof leading_words / sizeof *leading_words))
			return;
		take_token(reader, token);
		token = peek(reader);
		if (token_is(token, ".") || token_is(token, ":") || token_is(token, "-"))
			take_token(reader, token); /* Maks. 3 hari; selambat-lambatnya 3 hari */
	}
}

static bool
take_range_sign(Reader *reader)
{
	Token token = peek(reader);
	bool found = is_dash(token);

	if (found)
	{
		take_token(reader, token);
		return true;
	}
	while (is_one_of_words(token, range_words, sizeof range_words / sizeof *range_words))
	{
		found = true;
		take_token(reader, token);
		token = peek(reader);
		if (token_is(token, ".") || token_is(token, "/"))
			take_token(reader, token); /* s.d., s/d */
		token = peek(reader);
	}
	return found;
}

/* "30 menit", "1-30 menit", "1 menit - 30 menit". */
static bool
read_limit(Reader *reader, Sla *sla)
{
	int64_t minimum;
	int64_t limit;
	SlaUnit unit;
	SlaUnit first_unit;
	bool has_first_unit;
	Token token;

	if (!read_number(reader, &minimum))
		return false;
	has_first_unit = match_unit(reader, &first_unit);
	limit = minimum;
	if (take_range_sign(reader))
	{
		token = peek(reader);
		if (!read_number(reader, &limit))
			return false;
		if (limit < minimum)
			return refuse_out_of_range(reader, token, "batas lebih kecil dari permulaannya");
		token = peek(reader);
		if (!read_unit(reader, &unit))
			return false;
		if (has_first_unit && unit != first_unit)
			return refuse_token(reader, token, "satuan yang sama dengan permulaannya");
	}
	else if (has_first_unit)
		unit = first_unit;
	else if (!read_unit(reader, &unit))
		return false;
	sla->unit = (uint8_t) unit;
	sla->minimum = (int32_t) minimum;
	sla->limit = (int32_t) limit;
	return true;
}

static bool
read_base(Reader *reader, Sla *sla)
{
	int64_t value;
	SlaUnit unit;

	skip_leading_words(reader);
	skip_sla_spaces(reader);
	if (!is_iso(reader))
		return read_limit(reader, sla);
	if (!read_iso(reader, &value, &unit))
		return false;
	sla->unit = (uint8_t) unit;
	sla->minimum = sla->limit = (int32_t) value;
	return true;
}

static bool
read_extension(Reader *reader, Sla *sla)
{
	int64_t value;
	SlaUnit unit;
	Token token;

	skip_leading_words(reader);
	token = peek(reader);
	if (is_iso(reader) ? !read_iso(reader, &value, &unit)
					   : !read_number(reader, &value) || !read_unit(reader, &unit))
		return false;
	if (value == 0)
		return refuse_out_of_range(reader, token, "perpanjangan harus lebih dari nol");
	sla->flags |= SLA_EXTENDED;
	sla->extension_unit = (uint8_t) unit;
	sla->extension = (int32_t) value;
	return true;
}

bool
sla_parse(const char *text, size_t length, Sla *sla, DkisError *error)
{
	Reader reader = {text, text + length, error};
	Token token = peek(&reader);

	memset(sla, 0, sizeof *sla);
	sla->version = SLA_VERSION;
	if (is_dash(token))
	{
		take_token(&reader, token);
		if (peek(&reader).length == 0)
		{
			sla->flags = SLA_NONE;
			return true;
		}
		return refuse_out_of_range(&reader,
								   (Token){token.start, (size_t) (reader.end - token.start)},
								   "tidak boleh negatif");
	}
	if (!read_base(&reader, sla))
		return false;
	if (take_word(&reader, "+") && !read_extension(&reader, sla))
		return false;
	token = peek(&reader);
	return token.length == 0 ||
		   refuse_token(&reader, token, sla_has_extension(sla) ? "akhir" : "\"+\" atau akhir");
}

/* ---- the rest ----------------------------------------------------------- */

const char *
sla_unit_name(SlaUnit unit)
{
	return unit_names[unit];
}

void
sla_print(const Sla *sla, char text[SLA_TEXT_SIZE])
{
	int length = 0;

	if (sla_is_none(sla))
	{
		strcpy(text, "-");
		return;
	}
	if (sla->minimum != sla->limit)
		length = snprintf(text, SLA_TEXT_SIZE, "%d-", sla->minimum);
	length += snprintf(text + length, SLA_TEXT_SIZE - (size_t) length, "%d %s", sla->limit,
					   unit_names[sla->unit]);
	if (sla_has_extension(sla))
		snprintf(text + length, SLA_TEXT_SIZE - (size_t) length, " + %d %s", sla->extension,
				 unit_names[sla->extension_unit]);
}

bool
sla_check(const Sla *sla, DkisError *error)
{
	static const Sla none = {.version = SLA_VERSION, .flags = SLA_NONE};

	if (sla->version != SLA_VERSION)
		return dkis_fail(error, DKIS_INVALID_BINARY, "versi standar waktu tidak dikenal: %d",
						 sla->version);
	if (sla->flags == SLA_NONE && memcmp(sla, &none, sizeof none) == 0)
		return true;
	if ((sla->flags & ~SLA_EXTENDED) != 0 || sla->unit >= SLA_UNIT_COUNT || sla->minimum < 0 ||
		sla->limit < sla->minimum || sla->extension_unit >= SLA_UNIT_COUNT ||
		(sla_has_extension(sla) ? sla->extension <= 0
								: sla->extension != 0 || sla->extension_unit != 0))
		return dkis_fail(error, DKIS_INVALID_BINARY, "isi biner standar waktu tidak sah");
	return true;
}

static int
compare_limits(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int64_t
in_minutes(int32_t count, uint8_t unit, bool round_the_clock)
{
	return count * unit_minutes[round_the_clock && unit == SLA_WORKDAYS ? SLA_DAYS : unit];
}

int64_t
sla_minutes(const Sla *sla, bool extended, bool round_the_clock)
{
	return in_minutes(sla->limit, sla->unit, round_the_clock) +
		   (extended ? in_minutes(sla->extension, sla->extension_unit, round_the_clock) : 0);
}

int
sla_compare(const Sla *a, const Sla *b)
{
	int order = compare_limits(sla_is_none(a), sla_is_none(b));

	if (order == 0)
		order = compare_limits(sla_minutes(a, false, false), sla_minutes(b, false, false));
	if (order == 0)
		order = compare_limits(sla_minutes(a, true, false), sla_minutes(b, true, false));
	if (order == 0)
		order = compare_limits(in_minutes(a->minimum, a->unit, false),
							   in_minutes(b->minimum, b->unit, false));
	if (order == 0)
		order = compare_limits(a->unit, b->unit);
	if (order == 0)
		order = compare_limits(a->extension_unit, b->extension_unit);
	return order;
}

/* FNV-1a, then a finaliser: the values differ in few bits. */
uint64_t
sla_hash(const Sla *sla, uint64_t seed)
{
	const unsigned char *bytes = (const unsigned char *) sla;
	uint64_t hash = UINT64_C(14695981039346656037) ^ seed;

	for (size_t i = 0; i < sizeof *sla; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
	hash ^= hash >> 32;
	hash *= UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ (hash >> 29);
}
