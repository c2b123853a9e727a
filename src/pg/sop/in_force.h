/*
 * The one answer to which SOP is meant, which of its versions is in force, and
 * which is shown, for C and for SQL.
 *
 * A SOP is meant by its code or by its number. In force on a day, for a case
 * opened then, is the latest version 'berlaku' whose effective_on is not after
 * it; the day is a date of the agency (agency_date()). Shown, and measured by,
 * is that one; else the next to come into force, else the newest draft, else
 * the newest that was withdrawn.
 *
 * SP007: no such SOP. SP005: no such version; both say which there are.
 */
#ifndef DKIS_PG_SOP_IN_FORCE_H
#define DKIS_PG_SOP_IN_FORCE_H

#include "pg/base/compat.h"

#include "utils/date.h"

/* Its code, palloced. */
extern char *sop_code(int32 agency, const char *sop);

/* Ids of versions; SP005 where there is none, or 0 if that is asked for. */
extern int64 version_in_force(int32 agency, const char *sop, DateADT day);
extern int64 version_in_force_or_none(int32 agency, const char *sop, DateADT day);
extern int64 version_shown(int32 agency, const char *sop, DateADT day);
/* This version, if it is in force on the day. */
extern int64 version_numbered(int32 agency, const char *sop, int32 version, DateADT day);

#endif
