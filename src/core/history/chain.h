/*
 * The chain of a case's events, and the record of changes beside it: what exactly
 * is hashed.
 *
 * An event's hash is SHA-256 over the hash of the event before it (32 zero
 * bytes before the first) and the event's own bytes, in this order:
 *
 *   version 1 (1 byte), agency (4), case (8), seq (4), at (8), recorded_at (8),
 *   actor, db_role, event, step, outcome, digest of the payload, facts
 *
 * Numbers are big-endian; instants are microseconds since 2000-01-01 UTC; each
 * text is its length in 4 bytes, then its bytes; absent is length 0xFFFFFFFF.
 * Any program with SHA-256 can check a chain from this alone.
 *
 * What changes outside of a case (an applicant, a call, a rule, a setting) is
 * recorded row by row; such a record's hash is SHA-256 over
 *
 *   version 2 (1 byte), agency (4), number (8), at (8), actor, db_role,
 *   relation, row, change, digest of the payload, digest of the row afterwards
 *
 * written alike.
 */
#ifndef DKIS_CORE_HISTORY_CHAIN_H
#define DKIS_CORE_HISTORY_CHAIN_H

#include "core/base/text.h"

#define CHAIN_VERSION 1
#define CHANGE_VERSION 2
#define CHAIN_HASH_LENGTH 32
#define CHAIN_SALT_LENGTH 16

typedef struct ChainText
{
	const char *bytes; /* NULL = absent */
	size_t length;
} ChainText;

typedef struct ChainEvent
{
	int32_t agency;
	int64_t case_id;
	int32_t seq;
	int64_t at;
	int64_t recorded_at;
	ChainText actor;
	ChainText db_role;
	ChainText event;
	ChainText step;
	ChainText outcome;
	ChainText digest;
	ChainText facts;
} ChainEvent;

typedef struct ChainChange
{
	int32_t agency;
	int64_t id;
	int64_t at;
	ChainText actor;
	ChainText db_role;
	ChainText relation;
	ChainText row;
	ChainText change;
	ChainText digest;
	ChainText state;
} ChainChange;

/* Appends what is to be hashed; previous is NULL for the first event. */
void chain_serialise(const ChainEvent *event, const uint8_t *previous, DkisText *bytes);
void chain_serialise_change(const ChainChange *change, DkisText *bytes);

#endif
