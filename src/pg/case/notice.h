/*
 * Who is told of what is done to a case, in the same transaction: the applicant
 * (receipt, extension, answer, end), and whoever a step was given to. What becomes
 * due is told by escalate.c. The words stand in sql/4-case/455-notices.sql.
 */
#ifndef DKIS_PG_CASE_NOTICE_H
#define DKIS_PG_CASE_NOTICE_H

#include "pg/case/batch.h"

/* Told once when the statement ends; nobody, if the case has no applicant. text: reason, outcome.
 */
extern void case_tell_applicant(CaseBatch *batch, const LiveCase *live, const char *kind,
								const char *step, const char *text);
/* The person, by whichever name was used, that a step was given to. */
extern void case_tell_assignee(CaseBatch *batch, const LiveCase *live, const char *step,
							   const char *assignee);
/* Writes what is to be told into the outbox; the cases are written. As the owner. */
extern void case_tell_all(CaseBatch *batch);

#endif
