/*
 * PostgreSQL 15 to 18 as one: every difference between versions lives here,
 * nowhere else.
 */
#ifndef DKIS_PG_BASE_COMPAT_H
#define DKIS_PG_BASE_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000
#error "dkis needs PostgreSQL 15 or later"
#endif

/* 16 lets input functions report softly; before it, an error is an error. */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define dkis_soft_error(fcinfo, dummy, ...) ereturn((fcinfo)->context, dummy, __VA_ARGS__)
#else
#define dkis_soft_error(fcinfo, dummy, ...) ereport(ERROR, __VA_ARGS__)
#endif

/* 16 moved varatt and friends out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 18 writes this before a declaration, and has given up what stood after it. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn _Noreturn
#endif

#endif
