/*
 * How long a text may be, how many elements an array: the one home of it, for
 * whatever comes in. A speaking view asks for the row that it was given, a plain
 * table by the trigger dkis_store.within_limits(), a function for its arguments.
 * Refused with 22001 (texts) or 54000 (everything else), saying how much there was,
 * how much there may be, and what to do.
 */
#ifndef DKIS_PG_BASE_LIMITS_H
#define DKIS_PG_BASE_LIMITS_H

#include "pg/base/compat.h"

#include "fmgr.h"

#include "pg/base/row.h"

#define LIMIT_TITLE 1000               /* characters */
#define LIMIT_TEXT 20000               /* characters of any other text */
#define LIMIT_ELEMENTS 10000           /* of an array */
#define LIMIT_JSON (256 * 1024)        /* bytes */
#define LIMIT_BINARY (1024 * 1024)     /* bytes of a bytea or an array */
#define LIMIT_OTHER (16 * 1024 * 1024) /* bytes of a shape, a flow */
#define LIMIT_FILE (16 * 1024 * 1024)  /* bytes of a file given to a function to be read */

/* A value of this type; name: of its column or argument, for the message. */
extern void limits_check(const char *name, Oid type, Datum value);
/* Those of the columns (a bit each) that are not null; relation has been found. */
extern void limits_check_row(const RowRelation *relation, const Row *row, uint64 columns);
/* A text in C; NULL is within them. */
extern void limits_check_text(const char *name, const char *text);
/* A file: a text or bytea of LIMIT_FILE bytes at most. */
extern void limits_check_file(const char *name, Datum value);

#endif
