/*
 * What a transaction tells the world by NOTIFY dkis.
 *
 * NOTIFY takes a lock that all commits share, so ids are gathered while the
 * transaction runs and told once, as it commits: one message for each topic,
 * {"event" : "insiden baru", "incident_ids" : [1,2], "more" : false}. What a
 * rolled back savepoint did is not told.
 */
#ifndef DKIS_PG_BASE_ANNOUNCE_H
#define DKIS_PG_BASE_ANNOUNCE_H

#include "pg/base/compat.h"

/* Declare it static const: topics are told apart by their address. */
typedef struct Topic
{
	const char *event;
	const char *ids; /* what the ids are called in the message */
} Topic;

extern void announce(const Topic *topic, int64 id);
/* Once, when the module is loaded. */
extern void announce_start(void);

#endif
