/*
 * dkis.state_machine and dkis.marking as datums: a varlena header, then the
 * flat bytes of src/core/machine.h and marking.h, used in place.
 */
#ifndef DKIS_FLOW_H
#define DKIS_FLOW_H

#include "compat.h"

#include "fmgr.h"
#include "lib/stringinfo.h"

#include "machine.h"
#include "marking.h"

static inline const Machine *
machine_from_datum(Datum datum)
{
	return (const Machine *) VARDATA(PG_DETOAST_DATUM(datum));
}

static inline const Marking *
marking_from_datum(Datum datum)
{
	return (const Marking *) VARDATA(PG_DETOAST_DATUM(datum));
}

/* machine.c: copies flat bytes behind a varlena header. */
extern Datum flat_datum(const void *bytes, size_t size);
/* machine.c: the text of a binary value, after its version byte. */
extern char *flow_receive(StringInfo message, int version, const char *type);
pg_noreturn extern void flow_refuse_binary(DkisError *error);

#define PG_GETARG_MACHINE(n) machine_from_datum(PG_GETARG_DATUM(n))
#define PG_GETARG_MARKING(n) marking_from_datum(PG_GETARG_DATUM(n))

#endif
