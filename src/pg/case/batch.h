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
#include "utils/tuplestore.h"

#include "core/time/deadline.h"
#include "pg/case/columns.h"
#include "pg/sop/definition.h"
#include "pg/base/identity.h"

/* A step row of a case in hand. */
typedef struct LiveStep
{
	Row row;
	ItemPointerData at; /* where it stands, unless it is new */
	int index;          /* in the machine */
	bool is_new;
	bool changed;
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
	ItemPointerData at; /* where it stands, unless it is new */
	const Definition *definition;
	List *steps;  /* of LiveStep *: the open ones, and those changed here */
	List *rounds; /* of StepRound *: what has been active, unless it is new */
	bool is_new;
	bool changed;
	TimestampTz held_at; /* when a hold in force began; DT_NOEND: none */
	Hold *holds;         /* those that are over, in order; clock.c, which reads them */
	int hold_count;
	bool holds_read;
} LiveCase;

typedef enum RequestKind
{
	REQUEST_CASE,      /* columns of the case change */
	REQUEST_STEP,      /* columns of one of its open steps change */
	REQUEST_NUMBER,    /* it gets a register number, unless it has one */
	REQUEST_RECOMPUTE, /* its calendar has changed: deadlines are computed again */
	REQUEST_MIGRATE,   /* it moves to another version of its SOP */
	REQUEST_WORK,      /* whatever a subject above makes of it */
} RequestKind;

struct CaseBatch;
/* The case is locked and in hand; inside SPI as the owner. */
typedef void (*CaseWork)(struct CaseBatch *batch, LiveCase *live, const void *argument);

/* What is asked of one case, done when the statement ends. */
typedef struct CaseRequest
{
	RequestKind kind;
	int order; /* as asked */
	int64 case_id;
	union
	{
		/* REQUEST_CASE, REQUEST_STEP: bit n of changes for column n of asked. */
		struct
		{
			uint64 changes;
			Row asked;
			int64 step_id; /* REQUEST_STEP: its row, or 0 and its name */
			const char *step;
		};
		struct
		{
			const char *reason; /* told with each deadline that moves */
		} recompute;
		struct
		{
			int32 version;
			bool recount; /* open deadlines are counted again by its standards */
		} migrate;
		struct
		{
			CaseWork make;
			const void *argument; /* lives as long as the batch */
		} work;
	};
} CaseRequest;

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
	bool finishing; /* what comes now, from triggers on its tables, is not its own */
	MemoryContext context; /* as long as the batch */
	MemoryContext work;    /* emptied after each case or chunk */
	Definitions *definitions;
	Identity identity;
	TimestampTz now; /* the clock, read after the locks were taken */
	Tuplestorestate *pending[PENDING_COUNT];
	TupleDesc columns[PENDING_COUNT]; /* set with pending */
	int64 pending_count[PENDING_COUNT];
	List *counters;           /* number.c */
	const char *organisation; /* the last one found to exist; check.c */
	List *requests;           /* of CaseRequest * */
	List *in_hand;            /* of LiveCase *: those locked now, in id order */
} CaseBatch;

/* The batch of the running statement, begun if there is none. */
extern CaseBatch *case_batch_current(void);
/*
 * Makes the changes asked for and writes everything; the batch is then gone.
 * Answers with the marking after the last change, 0 when none was asked for.
 */
extern Datum case_batch_finish(CaseBatch *batch);
/* The same for whatever the running statement has pending, if anything. */
extern void case_batch_finish_current(void);
extern void case_batch_ask(CaseBatch *batch, const CaseRequest *request);
/* Once, when the module is loaded. */
extern void case_batch_start(void);

/* Puts a new case in hand among the pending rows; it must not change after that. */
extern void case_batch_save(CaseBatch *batch, LiveCase *live);
extern void case_batch_put(CaseBatch *batch, Pending what, const Row *row);

#endif
