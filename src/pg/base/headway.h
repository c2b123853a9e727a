/*
 * How far long work is. Who works through many things says what they are, how many, and each time
 * that one is done. What takes longer than the setting tell_seconds says so as a NOTICE at that
 * pace; other sessions see it in dkis.jobs while it runs. A cancel is heeded at every step of it.
 */
#ifndef DKIS_PG_BASE_HEADWAY_H
#define DKIS_PG_BASE_HEADWAY_H

#include "pg/base/compat.h"

#include "utils/timestamp.h"

/* Of one piece of work; zeroed it says nothing, and still heeds a cancel. */
typedef struct Headway
{
	const char *what; /* in words, as "kasus diperiksa"; outlives the work */
	int64 total;      /* 0: not known beforehand */
	int64 done;
	TimestampTz begun;
	TimestampTz told; /* last, or begun */
	int64 pace;       /* microseconds from one notice to the next */
	bool has_told;
	uint64 number; /* of the pieces of work of this session */
} Headway;

extern void headway_begin(Headway *work, const char *what, int64 total);
/* So many more are done. */
extern void headway_made(Headway *work, int64 done);
/* Others no longer see it; the end of the transaction does that too. */
extern void headway_end(Headway *work);

#endif
