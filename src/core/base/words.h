/*
 * What people type: ASCII whatever the locale, trimmed, compared, quoted.
 */
#ifndef DKIS_CORE_BASE_WORDS_H
#define DKIS_CORE_BASE_WORDS_H

#include "core/base/host.h"

static inline bool
dkis_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
dkis_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline char
dkis_lower(char c)
{
	return (c >= 'A' && c <= 'Z') ? (char) (c + ('a' - 'A')) : c;
}

static inline bool
dkis_is_letter(char c)
{
	return dkis_lower(c) >= 'a' && dkis_lower(c) <= 'z';
}

/* Without the spaces before and behind; length becomes what is left. */
const char *dkis_trim(const char *bytes, size_t *length);
/* So, with single spaces inside, no-break ones too, into room bytes (bytes itself will do);
 * (size_t) -1: too few. */
size_t dkis_tidy(const char *bytes, size_t length, char *to, size_t room);
/* Equal without regard to ASCII case. */
bool dkis_same_word(const char *a, size_t a_length, const char *b, size_t b_length);
/* Whether the text has these letters somewhere, without regard to ASCII case. */
bool dkis_has_word(const char *text, const char *word);
/* Their order, byte by byte, and the same without regard to ASCII case. */
int dkis_compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length);
int dkis_compare_words(const char *a, size_t a_length, const char *b, size_t b_length);

/* Bytes of the UTF-8 character that begins here, and what it is; 0: none does. */
int dkis_character(const char *bytes, size_t length, uint32_t *code);

/* As many bytes as there are, at most so many, and never half a character: for "%.*s". */
int dkis_clip(const char *bytes, size_t length, size_t most);
/* So many bytes of what somebody typed a message of ours quotes. */
#define DKIS_MAX_QUOTE 60
int dkis_quotable(const char *bytes, size_t length);

#endif
