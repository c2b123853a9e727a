/*
 * dkis.state_machine and dkis.marking as datums: a varlena header, then the
 * flat bytes of src/core/flow/machine.h and marking.h, used in place.
 */
#ifndef DKIS_PG_TYPES_FLOW_H
#define DKIS_PG_TYPES_FLOW_H

#include "pg/base/compat.h"

#include "fmgr.h"
#include "lib/stringinfo.h"

#include "core/flow/machine.h"
#include "core/flow/marking.h"

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

/* state_machine.c: copies flat bytes behind a varlena header. */
extern Datum flat_datum(const void *bytes, size_t size);
/* state_machine.c: the text of a binary value, after its version byte. */
extern char *flow_receive(StringInfo message, int version, const char *type);
pg_noreturn extern void flow_refuse_binary(DkisError *error);

#define PG_GETARG_MACHINE(n) machine_from_datum(PG_GETARG_DATUM(n))
#define PG_GETARG_MARKING(n) marking_from_datum(PG_GETARG_DATUM(n))

#endif
