/*
 * dkis.sla as the server passes it: its stored form, by reference.
 */
#ifndef DKIS_PG_TYPES_SLA_H
#define DKIS_PG_TYPES_SLA_H

#include "fmgr.h"

#include "core/time/sla.h"

#define DatumGetSla(datum) ((const Sla *) DatumGetPointer(datum))
#define PG_GETARG_SLA(n) DatumGetSla(PG_GETARG_DATUM(n))

#endif
