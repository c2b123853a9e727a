/*
 * A deadline and what has happened to it: the law that pg/case/clock.h keeps.
 */
#ifndef DKIS_CORE_TIME_DEADLINE_H
#define DKIS_CORE_TIME_DEADLINE_H

#include "core/time/due.h"

/* A hold that is over. */
typedef struct Hold
{
	Instant held;
	Instant resumed;
} Hold;

typedef struct Deadline
{
	Instant from; /* where its time starts to run */
	Sla sla;
	Instant extended_at; /* when the lawful extension was taken; DUE_NEVER: it was not */
	const Hold *holds;   /* in the order in which they ended; the caller's */
	int hold_count;
} Deadline;

typedef enum DeadlineStage
{
	STAGE_STANDARD,
	STAGE_HOLD,
	STAGE_EXTENSION
} DeadlineStage;

/* due: as it stands after this stage, which lasted from since until until. */
typedef void (*DeadlineVisitor)(void *context, DeadlineStage stage, Instant since, Instant until,
								Instant due);

/*
 * The standard from the start of its time; then every hold when it ended and
 * the extension when it was taken, in the order of these instants: nobody
 * extends a held case, so a hold lies before the extension (also one that ends
 * at that very instant) or after it. The part of a hold before from is no loss.
 * The order matters where days are counted that are no working days.
 *
 * DUE_NEVER for "-". An extension that the standard does not declare counts for
 * nothing. visit may be NULL.
 */
bool deadline_count(const Calendar *calendar, const Deadline *deadline, DeadlineVisitor visit,
					void *context, Instant *due, DkisError *error);

/* The extension of what stands at due, wherever that came from. */
bool deadline_extend(const Calendar *calendar, const Deadline *deadline, Instant *due,
					 DkisError *error);

/*
 * When so many per cent of the standard (with its extension) are used up, in
 * working time: counted from due, back or on, so that holds are in it and a
 * deadline set by hand has its levels too.
 */
bool deadline_percent(const Calendar *calendar, const Deadline *deadline, Instant due, int percent,
					  Instant *at, DkisError *error);

#endif
