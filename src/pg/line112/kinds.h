/*
 * What an agency has said of its line: kinds of calls and what each does, categories
 * and the SOP of each, what a call has done of a flow. Rows, asked for at every call;
 * so they are kept for the session until they change.
 */
#ifndef DKIS_PG_LINE112_KINDS_H
#define DKIS_PG_LINE112_KINDS_H

#include "pg/base/compat.h"

#include "nodes/pg_list.h"

/* Of dkis.call_kinds. Its words, like all that is answered here, are copies. */
typedef struct CallKind
{
	char *kind;
	char *outcome; /* of the step that tells kinds; NULL: it means none */
	char *effect;  /* NULL: a row and nothing else */
} CallKind;

/* NULL: the agency has no such kind. */
extern const CallKind *call_kind(int32 agency, const char *kind);
/* Those that there are, as a hint says it. */
extern char *call_kinds_hint(int32 agency);

/* The SOP of a category; NULL: there is no such category. */
extern char *category_sop(int32 agency, const char *category);
/* Of an incident whose category nobody has named; NULL: there is none for that. */
extern char *category_unnamed(int32 agency);
extern char *categories_hint(int32 agency);

/* Of dkis.intake_steps. */
typedef struct IntakeStep
{
	char *step;
	char *moment;
	char *outcome; /* NULL: the step's first */
} IntakeStep;

/* Of one SOP, in the order of the rows: of const IntakeStep *. */
extern List *intake_steps(int32 agency, const char *sop);

#endif
