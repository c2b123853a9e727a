/*
 * What every part of the domain shares: memory, errors, text.
 *
 * The domain is plain C11 and knows no server. Whoever links it supplies the
 * four functions of "the host" below: the extension with palloc and friends,
 * the unit tests and fuzzers with malloc.
 *
 * Times are PostgreSQL's own numbers, so that no conversion stands between a
 * caller and an answer: an instant is microseconds since 2000-01-01 00:00 UTC,
 * a day is days since 2000-01-01.
 */
#ifndef DKIS_CORE_BASE_CORE_H
#define DKIS_CORE_BASE_CORE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- the host ---------------------------------------------------------- */

/*
 * Never return NULL: a host without memory does not come back. As with realloc()
 * and free(), a NULL pointer is nothing yet.
 */
void *dkis_alloc(size_t size);
void *dkis_realloc(void *pointer, size_t size);
void dkis_free(void *pointer);
/* Called in every loop that may run long; may not come back. */
void dkis_check_interrupts(void);

/* ---- errors ------------------------------------------------------------ */

/* The domain's own conditions; the standard ones go by their usual codes. */
#define DKIS_NO_SUCH_OUTCOME "SP001"
#define DKIS_STEP_NOT_ACTIVE "SP002"
#define DKIS_SYNTAX_ERROR "22P02"         /* invalid_text_representation */
#define DKIS_INVALID_DATETIME "22007"     /* invalid_datetime_format */
#define DKIS_DATETIME_OVERFLOW "22008"    /* datetime_field_overflow */
#define DKIS_INVALID_PARAMETER "22023"    /* invalid_parameter_value */
#define DKIS_PROGRAM_LIMIT "54000"        /* program_limit_exceeded */
#define DKIS_INVALID_BINARY "22P03"       /* invalid_binary_representation */
#define DKIS_INVALID_XML "2200M"          /* invalid_xml_document */
#define DKIS_NOT_EXPRESSIBLE "0A000"      /* feature_not_supported */

/*
 * Why something was refused. Texts are Indonesian and valid UTF-8: what the
 * user typed is quoted in them shortened, never cut inside a character.
 */
typedef struct DkisError
{
	char sqlstate[6];
	char message[256];
	char detail[512]; /* empty = none */
	char hint[1024];  /* empty = none */
} DkisError;

/* All three return false, so that a parser can "return dkis_fail(...)". */
bool dkis_fail(DkisError *error, const char *sqlstate, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool dkis_detail(DkisError *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool dkis_hint(DkisError *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- text that grows --------------------------------------------------- */

typedef struct DkisText
{
	char *data; /* always NUL-terminated */
	size_t length;
	size_t capacity;
} DkisText;

void dkis_text_init(DkisText *text);
void dkis_text_append(DkisText *text, const char *bytes, size_t length);
void dkis_text_puts(DkisText *text, const char *string);
void dkis_text_printf(DkisText *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Appends string with & < > " ' as character references, for XML and HTML. */
void dkis_text_xml(DkisText *text, const char *bytes, size_t length);

/* ---- ASCII, whatever the locale ---------------------------------------- */

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

/* Equal without regard to ASCII case. */
bool dkis_same_word(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
