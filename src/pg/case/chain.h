/*
 * Hashing the chain of a case's events (src/core/history/chain.h says what is hashed).
 */
#ifndef DKIS_PG_CASE_CHAIN_H
#define DKIS_PG_CASE_CHAIN_H

#include "pg/case/columns.h"

/* Fills salt and digest of an event row from its detail. */
extern void chain_seal_detail(Row *event);
/* The hash of an event row, as bytea; previous is a bytea, or 0 for the first. */
extern Datum chain_hash_event(const Row *event, Datum previous);

#endif
