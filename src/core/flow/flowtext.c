#include "core/flow/flowtext.h"

#include "core/base/words.h"

#include <string.h>

void
flow_scan_begin(FlowScanner *scanner, const char *text, size_t length, DkisError *error)
{
	scanner->start = scanner->at = text;
	scanner->end = text + length;
	scanner->error = error;
}

/* Counted in characters from 1, as an editor shows it. */
static size_t
position_of(const FlowScanner *scanner, const char *where)
{
	size_t position = 1;

	for (const char *p = scanner->start; p < where; p++)
		if (((unsigned char) *p & 0xC0) != 0x80)
			position++;
	return position;
}

static void
tell_position(FlowScanner *scanner, const char *where)
{
	size_t rest = (size_t) (scanner->end - where);

	if (rest == 0)
		dkis_detail(scanner->error, "Posisi: karakter ke-%zu, akhir teks.",
					position_of(scanner, where));
	else
		dkis_detail(scanner->error, "Posisi: karakter ke-%zu, pada \"%.*s\".",
					position_of(scanner, where), dkis_quotable(where, rest), where);
	dkis_hint(scanner->error, "%s", scanner->hint);
}

bool
flow_refuse_at(FlowScanner *scanner, const char *where, const char *sqlstate, const char *message,
			   const FlowWord *word)
{
	if (word)
		dkis_fail(scanner->error, sqlstate, "%s tidak sah: %s \"%.*s\"", scanner->subject, message,
				  dkis_quotable(word->bytes, word->length), word->bytes);
	else
		dkis_fail(scanner->error, sqlstate, "%s tidak sah: %s", scanner->subject, message);
	tell_position(scanner, where);
	return false;
}

static void
skip_spaces(FlowScanner *scanner)
{
	while (scanner->at < scanner->end && dkis_is_space(*scanner->at))
		scanner->at++;
}

bool
flow_expected(FlowScanner *scanner, const char *what)
{
	skip_spaces(scanner);
	dkis_fail(scanner->error, DKIS_SYNTAX_ERROR, "%s tidak sah: diharapkan %s", scanner->subject,
			  what);
	tell_position(scanner, scanner->at);
	return false;
}

bool
flow_take(FlowScanner *scanner, const char *punctuation)
{
	size_t length = strlen(punctuation);

	skip_spaces(scanner);
	if ((size_t) (scanner->end - scanner->at) < length ||
		memcmp(scanner->at, punctuation, length) != 0)
		return false;
	scanner->at += length;
	return true;
}

bool
flow_at_end(FlowScanner *scanner)
{
	skip_spaces(scanner);
	return scanner->at == scanner->end;
}

static bool
continues_step(const FlowScanner *scanner)
{
	const char *at = scanner->at;

	return flow_is_step_character(*at) && (*at != '-' || at + 1 == scanner->end || at[1] != '>');
}

bool
flow_step(FlowScanner *scanner, FlowWord *word)
{
	skip_spaces(scanner);
	word->bytes = word->where = scanner->at;
	while (scanner->at < scanner->end && continues_step(scanner))
		scanner->at++;
	word->length = (size_t) (scanner->at - word->bytes);
	if (word->length > FLOW_MAX_NAME)
		return flow_refuse_at(scanner, word->where, DKIS_PROGRAM_LIMIT,
							  "nama langkah terlalu panjang", word);
	return word->length > 0 || flow_expected(scanner, "nama langkah (huruf, angka, . _ -)");
}

bool
flow_label(FlowScanner *scanner, char *buffer, FlowWord *word)
{
	const char *stop;

	skip_spaces(scanner);
	word->bytes = buffer;
	word->where = stop = scanner->at;
	while (stop < scanner->end && !strchr("[]|;&", *stop))
		stop++;
	word->length = dkis_tidy(scanner->at, (size_t) (stop - scanner->at), buffer, FLOW_MAX_NAME);
	if (word->length == (size_t) -1)
		return flow_refuse_at(scanner, word->where, DKIS_PROGRAM_LIMIT,
							  "teks dalam kurung siku terlalu panjang", NULL);
	if (word->length == 0)
		return flow_expected(scanner, "teks hasil di dalam kurung siku");
	scanner->at = stop;
	if (stop == scanner->end || (*stop != '|' && *stop != ']'))
		return flow_expected(scanner, "\"|\" atau \"]\"");
	return true;
}
