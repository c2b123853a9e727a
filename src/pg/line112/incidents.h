/*
 * dkis.incidents: what is reported to 112, with the case that handles it.
 */
#ifndef DKIS_PG_LINE112_INCIDENTS_H
#define DKIS_PG_LINE112_INCIDENTS_H

#include "pg/base/compat.h"

#include "nodes/pg_list.h"

/* NOTIFY dkis with the ids of incidents that a statement opened; none: nothing. */
extern void incidents_tell(List *ids);

#endif
