#include "pg/base/announce.h"

#include "access/xact.h"
#include "commands/async.h"
#include "lib/qunique.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/memutils.h"

#define IDS_TOLD 400 /* what a payload holds */

/* One id, and the subtransaction that it stands or falls with. */
typedef struct Gathered
{
	int64 id;
	SubTransactionId subtransaction;
} Gathered;

/* What is to be told of one topic; lives as long as the transaction. */
typedef struct Message
{
	const Topic *topic;
	Gathered *ids;
	int count;
	int room;
} Message;

static List *messages; /* of Message * */

static Message *
message_on(const Topic *topic)
{
	MemoryContext before;
	Message *message;
	ListCell *cell;

	foreach (cell, messages)
	{
		message = lfirst(cell);
		if (message->topic == topic)
			return message;
	}
	before = MemoryContextSwitchTo(TopTransactionContext);
	message = palloc0(sizeof *message);
	message->topic = topic;
	message->room = 8;
	message->ids = palloc(sizeof(Gathered) * message->room);
	messages = lappend(messages, message);
	MemoryContextSwitchTo(before);
	return message;
}

void
announce(const Topic *topic, int64 id)
{
	Message *message = message_on(topic);

	if (message->count == message->room)
	{
		message->room *= 2;
		message->ids = repalloc_huge(message->ids, sizeof(Gathered) * message->room);
	}
	message->ids[message->count++] = (Gathered){id, GetCurrentSubTransactionId()};
}

static int
by_id(const void *a, const void *b)
{
	int64 x = ((const Gathered *) a)->id;
	int64 y = ((const Gathered *) b)->id;

	return (x > y) - (x < y);
}

static void
tell(Message *message)
{
	StringInfoData payload;
	int count;

	if (message->count == 0)
		return;
	qsort(message->ids, message->count, sizeof(Gathered), by_id);
	count = (int) qunique(message->ids, message->count, sizeof(Gathered), by_id);
	initStringInfo(&payload);
	appendStringInfo(&payload, "{\"event\" : \"%s\", \"%s\" : [", message->topic->event,
					 message->topic->ids);
	for (int i = 0; i < Min(count, IDS_TOLD); i++)
		appendStringInfo(&payload, "%s" INT64_FORMAT, i ? "," : "", message->ids[i].id);
	appendStringInfo(&payload, "], \"more\" : %s}", count > IDS_TOLD ? "true" : "false");
	Async_Notify("dkis", payload.data);
	pfree(payload.data);
}

/* Before a PREPARE too: PostgreSQL refuses one that has something to tell. */
static void
announcements_end(XactEvent event, void *argument)
{
	ListCell *cell;

	if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE)
		foreach (cell, messages)
			tell(lfirst(cell));
	messages = NIL;
}

/*
 * Subtransactions are numbered as they begin: what one and those within it
 * have gathered stands last, under its number and higher ones.
 */
static void
announcements_end_sub(SubXactEvent event, SubTransactionId id, SubTransactionId parent,
					  void *argument)
{
	ListCell *cell;

	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	foreach (cell, messages)
	{
		Message *message = lfirst(cell);

		while (message->count > 0 && message->ids[message->count - 1].subtransaction >= id)
			message->count--;
	}
}

void
announce_start(void)
{
	RegisterXactCallback(announcements_end, NULL);
	RegisterSubXactCallback(announcements_end_sub, NULL);
}
