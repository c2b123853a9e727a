/*
 * Where a case stands: `{8.1, 8.3 | 8.2}`, the active steps, then those done
 * and waiting at a join, with their outcome in brackets where the step feeds
 * more than one join; `{}` is the end.
 *
 * A Marking names its steps itself and is read without its machine. Like a
 * Machine it is one flat run of bytes, and the stored form of dkis.marking.
 */
#ifndef DKIS_CORE_FLOW_MARKING_H
#define DKIS_CORE_FLOW_MARKING_H

#include "core/base/errors.h"
#include "core/base/text.h"

#define MARKING_VERSION 1
#define MARKING_NO_HINT 0xFFFF
#define MARKING_MAX_ENTRIES 8192

typedef struct Marking Marking;

typedef struct MarkingEntry
{
	const char *step;
	size_t step_length;
	const char *outcome; /* only of a waiting step, and mostly NULL */
	size_t outcome_length;
	/* Which place of its machine this probably is; checked, never trusted. */
	uint16_t hint;
} MarkingEntry;

/* NULL and *error filled when text is no marking; the detail tells where. */
Marking *marking_parse(const char *text, size_t length, DkisError *error);
/* The first n_active entries are active, the other n_waiting wait. */
Marking *marking_make(const MarkingEntry *entries, int n_active, int n_waiting);
size_t marking_size(const Marking *marking);
void marking_print(const Marking *marking, DkisText *text);

int marking_active_count(const Marking *marking);
int marking_waiting_count(const Marking *marking);
/* Active ones first, then the waiting ones. */
MarkingEntry marking_entry(const Marking *marking, int index);

/* Without regard to order: <0, 0, >0; equal markings hash alike. */
int marking_compare(const Marking *a, const Marking *b);
uint64_t marking_hash(const Marking *marking, uint64_t seed);

#endif
