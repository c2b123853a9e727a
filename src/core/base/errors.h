/*
 * Why something was refused.
 */
#ifndef DKIS_CORE_BASE_ERRORS_H
#define DKIS_CORE_BASE_ERRORS_H

#include "core/base/host.h"

#include <stdarg.h>

/* The domain's own conditions; the standard ones go by their usual codes. */
#define DKIS_NO_SUCH_OUTCOME "SP001"
#define DKIS_STEP_NOT_ACTIVE "SP002"
#define DKIS_SYNTAX_ERROR "22P02"      /* invalid_text_representation */
#define DKIS_INVALID_DATETIME "22007"  /* invalid_datetime_format */
#define DKIS_DATETIME_OVERFLOW "22008" /* datetime_field_overflow */
#define DKIS_INVALID_PARAMETER "22023" /* invalid_parameter_value */
#define DKIS_PROGRAM_LIMIT "54000"     /* program_limit_exceeded */
#define DKIS_INVALID_BINARY "22P03"    /* invalid_binary_representation */
#define DKIS_INVALID_XML "2200M"       /* invalid_xml_document */
#define DKIS_OUT_OF_MEMORY "53200"     /* out_of_memory */
#define DKIS_NOT_EXPRESSIBLE "0A000"   /* feature_not_supported */

/*
 * Lives with the caller, who fills it in no other way. Texts are Indonesian and
 * valid UTF-8: what the user typed is quoted in them shortened (words.h), never
 * cut inside a character.
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

#endif
