/*
 * What dkis refuses, and how it says so: the SQLSTATEs of the contract, and the
 * way from an error of the domain to one of the server.
 *
 * Whoever raises says what is wrong (message, Indonesian), with which value
 * (DETAIL), and what to do instead (HINT).
 */
#ifndef DKIS_PG_BASE_ERRORS_H
#define DKIS_PG_BASE_ERRORS_H

#include "pg/base/compat.h"

#include "core/base/errors.h"
#include "core/base/words.h"

#define ERRCODE_DKIS_NO_SUCH_OUTCOME MAKE_SQLSTATE('S', 'P', '0', '0', '1')
#define ERRCODE_DKIS_STEP_NOT_ACTIVE MAKE_SQLSTATE('S', 'P', '0', '0', '2')
#define ERRCODE_DKIS_CASE_CLOSED MAKE_SQLSTATE('S', 'P', '0', '0', '3')
#define ERRCODE_DKIS_NOT_A_MEMBER MAKE_SQLSTATE('S', 'P', '0', '0', '4')
#define ERRCODE_DKIS_VERSION_NOT_READY MAKE_SQLSTATE('S', 'P', '0', '0', '5')
#define ERRCODE_DKIS_FIELD_MISSING MAKE_SQLSTATE('S', 'P', '0', '0', '6')
#define ERRCODE_DKIS_UNKNOWN_CODE MAKE_SQLSTATE('S', 'P', '0', '0', '7')
#define ERRCODE_DKIS_IMMUTABLE MAKE_SQLSTATE('S', 'P', '0', '0', '8')
#define ERRCODE_DKIS_STILL_WAITING MAKE_SQLSTATE('S', 'P', '0', '0', '9')
#define ERRCODE_DKIS_NOT_ALLOWED MAKE_SQLSTATE('S', 'P', '0', '1', '0')

/* Raises what the domain refused. */
pg_noreturn extern void dkis_raise(const DkisError *error);
/* Raises it unless it was done. */
static inline void
dkis_require(bool done, const DkisError *error)
{
	if (!done)
		dkis_raise(error);
}
/* exchange.c: the same of what the domain refused in UTF-8. */
pg_noreturn extern void raise_in_server_encoding(DkisError *error);

/*
 * Raises SP006 unless a reason is given that says something. what: the deed
 * (message), whose: of what it is the reason (DETAIL), how it is given (HINT).
 */
extern void dkis_require_reason(const char *reason, const char *what, const char *whose,
								const char *how);

/* What a person typed, short enough to be quoted in a message. */
extern const char *shortened(const char *text);

/* An input function's refusal: softly where the server can, else raised. */
#define dkis_refuse_input(fcinfo, error)                                                           \
	dkis_soft_error(                                                                               \
		fcinfo, (Datum) 0,                                                                         \
		(errcode(MAKE_SQLSTATE((error)->sqlstate[0], (error)->sqlstate[1], (error)->sqlstate[2],   \
							   (error)->sqlstate[3], (error)->sqlstate[4])),                       \
		 errmsg("%s", (error)->message),                                                           \
		 (error)->detail[0] ? errdetail("%s", (error)->detail) : 0,                                \
		 (error)->hint[0] ? errhint("%s", (error)->hint) : 0))

#endif
