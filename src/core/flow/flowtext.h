/*
 * The words that machines and markings are written in: steps, labels in
 * brackets, and punctuation. A scanner never looks beyond its end.
 */
#ifndef DKIS_CORE_FLOW_FLOWTEXT_H
#define DKIS_CORE_FLOW_FLOWTEXT_H

#include "core/base/errors.h"
#include "core/base/words.h"

/* Names of steps, outcomes, entries: the same limit for all. */
#define FLOW_MAX_NAME 1024

typedef struct FlowScanner
{
	const char *start;
	const char *at;
	const char *end;
	const char *subject; /* what is being read, for the message: "alur" */
	const char *hint;    /* how it should look */
	DkisError *error;
} FlowScanner;

typedef struct FlowWord
{
	const char *bytes;
	size_t length;
	const char *where; /* in the text that was read */
} FlowWord;

/* A step's name is of these. */
static inline bool
flow_is_step_character(char c)
{
	return dkis_is_digit(c) || dkis_is_letter(c) || c == '.' || c == '_' || c == '-';
}

void flow_scan_begin(FlowScanner *scanner, const char *text, size_t length, DkisError *error);
/* Takes the punctuation if it comes next, after spaces. */
bool flow_take(FlowScanner *scanner, const char *punctuation);
bool flow_at_end(FlowScanner *scanner);
/* A step's name: letters, digits, . _ - with "->" going before a trailing -. */
bool flow_step(FlowScanner *scanner, FlowWord *word);
/*
 * A label up to one of | ] (which stays), trimmed and with single spaces. The
 * bytes are written to buffer, FLOW_MAX_NAME of them.
 */
bool flow_label(FlowScanner *scanner, char *buffer, FlowWord *word);
/* Refuses what comes next, or what stands at where; both return false. */
bool flow_expected(FlowScanner *scanner, const char *what);
bool flow_refuse_at(FlowScanner *scanner, const char *where, const char *sqlstate,
					const char *message, const FlowWord *word);

#endif
