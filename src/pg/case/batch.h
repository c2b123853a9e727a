/*
 * What one statement does to cases, as a unit of work.
 *
 * INSTEAD OF triggers see one row at a time; a statement may touch a hundred
 * thousand. So row triggers open cases into pending rows and note the changes
 * asked for; at the end of the statement the cases concerned are locked in id
 * order, their open steps read, the changes made in memory, and everything is
 * written straight into the tables (rows.c). New rows wait for that in
 * tuplestores.
 */
#ifndef DKIS_PG_CASE_BATCH_H
#define DKIS_PG_CASE_BATCH_H

#include "pg/base/compat.h"

#include "access/xact.h"
#include "lib/stringinfo.h"
#include "utils/tuplestore.h"

#include "core/time/deadline.h"
#include "pg/case/columns.h"
#include "pg/case/queue.h"
#include "pg/sop/definition.h"
#include "pg/base/headway.h"
#include "pg/base/identity.h"
#include "pg/base/view.h"

/* A step row of a case in hand. */
typedef struct LiveStep
{
	Row row;
	Row before;         /* as it stands there, unless it is new */
	ItemPointerData at; /* where it stands, unless it is new */
	int index;          /* in the machine */
	bool is_new;
	bool changed;
	bool beside; /* of the same round as the new row before it: another organisation's */
} LiveStep;

/* How often a step of a case has been active. */
typedef struct StepRound
{
	const char *step;
	int last;
} StepRound;

/* A case in hand: new, or locked and read. */
typedef struct LiveCase
{
	Row row;
	Row before;         /* as it stands there, unless it is new */
	ItemPointerData at; /* where it stands, unless it is new */
	const Definition *definition;
	List *steps;  /* of LiveStep *: the open ones, and those changed here */
	List *rounds; /* of StepRound *: what has been active, unless it is new */
	bool is_new;
	bool changed;
	int32 events;        /* when it was locked */
	TimestampTz held_at; /* when a hold in force began; DT_NOEND: none */
	Hold *holds;         /* those that are over, in order; clock.c, which reads them */
	int hold_count;
	bool holds_read;
	int64 awaits;     /* while a step fires: the case that those it opens wait for; 0: none */
	int numbered_in;  /* the year of the number it is to get; 0: none asked for */
	Row *told;        /* its last event, not hashed yet: event.c */
	StringInfo facts; /* what it is to state beside the rows in hand; facts.c */
	Datum facts_salt;
	const char *deed; /* what is done without an event of its own; NULL: nothing of that kind */
} LiveCase;

typedef enum Pending
{
	NEW_CASES,
	NEW_STEPS,
	NEW_EVENTS,
	PENDING_COUNT
} Pending;

typedef struct CaseBatch
{
	struct CaseBatch *below;
	SubTransactionId subtransaction;
	bool finishing;        /* what comes now, from triggers on its tables, is not its own */
	MemoryContext context; /* as long as the batch */
	MemoryContext work;    /* what newest consists of; emptied with it */
	Definitions *definitions;
	Identity identity;
	TimestampTz now; /* the clock, read after the locks were taken */
	Tuplestorestate *pending[PENDING_COUNT];
	TupleDesc columns[PENDING_COUNT]; /* set with pending */
	int64 pending_count[PENDING_COUNT];
	List *counters;           /* number.c */
	List *tellings;           /* notice.c: who is to be told of what was done */
	bool in_a_hurry;          /* waits for no register counter: number.c */
	const char *organisation; /* the last one found to exist; check.c */
	RequestQueue *requests;   /* NULL: none yet */
	bool acting;              /* who finishes the step in hand does it as Plh or Plt */
	int64 last_asked;         /* the order of the last of them … */
	Datum answer;             /* … and its case's marking afterwards; 0: nothing was asked */
	/*
	 * The cases locked now, in id order, NIL while there are none; new ones, which
	 * are numbered and saved with them; and all of these that want a number.
	 */
	List *in_hand;     /* of LiveCase * */
	List *opened;      /* of LiveCase * */
	LiveCase *newest;  /* opened, neither numbered nor saved: as late as can be. NULL: none */
	List *unnumbered;  /* of LiveCase * */
	const char *doing; /* what is done to the cases, in words; NULL: something or other */
	Headway headway;
	uint64 named;      /* columns that the running UPDATE of dkis.case_steps names */
	bool number_later; /* more chunks follow: no counter is locked before their cases are */
} CaseBatch;

/* The batch of the running statement, begun if there is none. */
extern CaseBatch *case_batch_current(void);
/*
 * Makes the changes asked for and writes everything; the batch is then gone.
 * Answers with the marking, in the current context, of the case that the last
 * change was asked for; 0 when none was.
 */
extern Datum case_batch_finish(CaseBatch *batch);
/* The same for whatever the running statement has pending, if anything. */
extern void case_batch_finish_current(void);
/* Done when the statement ends; what request points to is copied. */
extern void case_batch_ask(CaseBatch *batch, const CaseRequest *request);
/* Work on this case, under its lock, when its turn comes; argument lives as long as the batch. */
extern void case_batch_ask_work(CaseBatch *batch, int64 case_id, CaseWork make,
								const void *argument);
/* Copies that live as long as the batch; NULL stays NULL. */
extern char *case_batch_text(const CaseBatch *batch, const char *text);
extern const Row *case_batch_row(const CaseBatch *batch, const Row *row,
								 const RowRelation *relation);
/* Of a firing, with its row as it is to be. */
extern const ViewCall *case_batch_call(const CaseBatch *batch, const ViewCall *call,
									   const Row *asked);
/*
 * The row (of the case, or of its step) that a request of columns will come to,
 * for RETURNING; in the current context. Nothing is changed or kept locked by it.
 */
extern void case_batch_foresee(const CaseBatch *batch, CaseRequest *request, Row *row);
/* How many changes have been asked for. */
extern int64 case_batch_asked(const CaseBatch *batch);
/* Once, when the module is loaded. */
extern void case_batch_start(void);

/* Puts a new case in hand among the pending rows; it must not change after that. */
extern void case_batch_save(CaseBatch *batch, LiveCase *live);
/* The case opened last, if nobody has seen it yet, gets its number and is saved. */
extern void case_batch_settle_newest(CaseBatch *batch);
/* The same for a new one: at once, or with the chunk of cases that opened it. */
extern void case_batch_save_new(CaseBatch *batch, LiveCase *live);
extern void case_batch_put(CaseBatch *batch, Pending what, const Row *row);

#endif
