/*
 * SHA-256, PostgreSQL's own, and the salted digest of a payload: what the chain
 * of a case's events and the record of other changes are made of.
 */
#ifndef DKIS_PG_BASE_DIGEST_H
#define DKIS_PG_BASE_DIGEST_H

#include "pg/base/compat.h"

#define DIGEST_LENGTH 32 /* bytes */

extern void digest_into(uint8 *hash, const void *bytes, size_t length);
/* A bytea, in the current context. */
extern Datum digest_bytes(const void *bytes, size_t length);
/* Random bytes, as a bytea: with them a payload can be erased and not be guessed. */
extern Datum digest_salt(void);
/* Over the salt, a bytea, and the text of the jsonb. */
extern Datum digest_payload(Datum salt, Datum payload);

#endif
