/*
 * Arrays and NULLs between SQL and C. Arguments are looked at before they are used: a C function is
 * called with whatever a person types; what it cannot take it refuses here, in words, and never
 * reads past the end of anything.
 */
#ifndef DKIS_PG_BASE_ARRAY_H
#define DKIS_PG_BASE_ARRAY_H

#include "pg/base/compat.h"

#include "fmgr.h"

/* 22004 unless each of these arguments, a bit each, is given. */
#define GIVEN(n) (1 << (n))
extern void arguments_require(FunctionCallInfo fcinfo, int arguments);

/*
 * The elements of an array of texts, in the caller's memory context; a NULL
 * element is NULL. The shape of the array does not matter.
 */
typedef struct Texts
{
	char **values;
	int n;
} Texts;
extern Texts texts_argument(FunctionCallInfo fcinfo, int argument);
/* 2202E unless there are exactly n of them, or whole rows of n. */
extern void texts_require_length(Texts texts, int n, int argument);
extern void texts_require_rows(Texts texts, int n, int argument);
/* 22004 where a text that must be there is NULL. */
extern const char *texts_given(Texts texts, int i, int argument);

/* Exactly n bigints, none of them NULL: 2202E, 22004. */
extern int64 *bigints_argument(FunctionCallInfo fcinfo, int argument, int n);

/*
 * Values for SQL: palloced arrays of n elements, none of them NULL unless nulls says
 * so, and a text or NULL.
 */
extern Datum texts_datum(Datum *texts, int n);
extern Datum nullable_texts_datum(Datum *texts, bool *nulls, int n);
extern Datum bigints_datum(const int64 *numbers, int n);
extern Datum text_or_null(const char *text, bool *is_null);

#endif
