/*
 * The changes that a statement asks for, until it ends. There may be a million
 * of them: they wait packed, on disk beyond work_mem, and come back in the order
 * in which their cases are locked.
 */
#ifndef DKIS_PG_CASE_QUEUE_H
#define DKIS_PG_CASE_QUEUE_H

#include "pg/case/columns.h"
#include "nodes/pg_list.h"

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
struct LiveCase;
/* The case is locked and in hand; inside SPI as the owner. */
typedef void (*CaseWork)(struct CaseBatch *batch, struct LiveCase *live, const void *argument);

/* What is asked of one case, done when the statement ends. */
typedef struct CaseRequest
{
	RequestKind kind;
	int64 order; /* as asked */
	int64 case_id;
	uint64 statement; /* view_statement(): it changes a row once; 0: a function's call */
	/* case_batch_foresee(): when it was tried, the case having had so many events; 0: not. */
	TimestampTz foreseen_at;
	int64 foreseen_events;
	union
	{
		/*
		 * REQUEST_CASE, REQUEST_STEP: bit n of changes for column n of asked.
		 * What does not change may be missing from asked.
		 */
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

typedef struct RequestQueue RequestQueue;

/* Lives in the current context, its files as long as the (sub)transaction. */
extern RequestQueue *request_queue_make(void);
/* Sets its order; copies what it points to. Not once the first has been taken. */
extern void request_queue_put(RequestQueue *queue, CaseRequest request);
extern int64 request_queue_count(const RequestQueue *queue);
/*
 * The next requests, about so many: all those of their cases, by case and in
 * the order asked; in the current context. NIL when there are no more.
 */
extern List *request_queue_take(RequestQueue *queue, int about);
/* Whether everything has been taken. */
extern bool request_queue_at_end(RequestQueue *queue);

#endif
