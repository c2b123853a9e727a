/*
 * A call's row for those beside dkis.calls itself who need it: its places, its incident.
 * All inside SPI as the owner; false where there is no such call.
 */
#ifndef DKIS_PG_LINE112_CALLS_H
#define DKIS_PG_LINE112_CALLS_H

#include "pg/base/compat.h"

#include "nodes/pg_list.h"

#include "pg/base/row.h"

/* As it stands now. */
extern bool call_look(int64 id, Row *row);
/* Locked as an UPDATE locks it. */
extern bool call_lock(int64 id, Row *row);
/* It is about this incident from now on. */
extern void call_link(int64 id, Datum incident);
/* Those of one number that came between these instants: of const Row *, the oldest first. */
extern List *calls_of_number(Datum number, TimestampTz since, TimestampTz until);
/* 23503 */
pg_noreturn extern void call_refuse_unknown(int64 id, const char *detail);

#endif
