/*
 * What an event states: each column of a case and of what belongs to it (its
 * steps, holds, documents, items, survey) that dkis has decided since the event
 * before. So every row follows from the history, and dkis.verify_case names the
 * column that does not.
 *
 * In the column facts of case_events, as JSON and under the event's hash:
 *
 *   [["steps", 17, "selesai", {}], ["steps", 18, "mulai", {"step": "2", …}],
 *    ["cases", 0, {"marking": "{2}"}], …]
 *
 * table, id of the row (of the case itself 0), columns. Instants are microseconds
 * since 2000-01-01 UTC, numbers numbers, everything else its text. Words that may
 * name somebody stand as '#' and 16 bytes of SHA-256 over facts_salt and the text,
 * so that they can be erased.
 *
 * A row that begins with the event ("mulai") or ends with it ("selesai") states
 * only in what it differs from what that word and the event itself, which is
 * hashed with it, say already (facts.c has the list; dkis_store.implied_facts()
 * tells it). Nothing is left to tables that somebody may edit.
 */
#ifndef DKIS_PG_CASE_FACTS_H
#define DKIS_PG_CASE_FACTS_H

#include "pg/case/batch.h"

/*
 * The columns of the row, but for these, in which it differs from what it was;
 * before NULL: those that are not null. what: the table as the history calls it.
 */
extern void facts_state(LiveCase *live, const char *what, int64 key, RowRelation *relation,
						const Row *before, const Row *row, uint64 but);
/* Of the case in hand and its steps whatever has changed. */
extern void facts_state_case(LiveCase *live);
/* Of a case whose words have been erased: what now stands in their place. */
extern void facts_state_words(LiveCase *live);
/* Whether anything was stated; then it goes into the event. */
extern bool facts_give(LiveCase *live, Row *event);

#endif
