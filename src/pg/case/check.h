/*
 * What must be right in a case whoever writes it: its title, its organisation,
 * and the fields its SOP asks for.
 */
#ifndef DKIS_PG_CASE_CHECK_H
#define DKIS_PG_CASE_CHECK_H

#include "pg/case/batch.h"
#include "pg/sop/definition.h"

/* SP006 when it says nothing. */
extern void case_check_title(const Row *row);
/* SP007 when there is no such organisation. */
extern void case_check_organisation(CaseBatch *batch, const Row *row);
/* 23503 when there is no such applicant, SP006 when the SOP is not for his kind. */
extern void case_check_applicant(const Definition *definition, const Row *row);

/*
 * SP006 when a field that is required from the start is missing or a given one is of
 * the wrong type; SP007 when it names no organisation.
 */
extern void case_check_fields(const Definition *definition, const Row *row);
/* The same of a row within the case (jsonb): the repeated fields. */
extern void case_check_item(const Definition *definition, Datum data);
/* SP006 when a field that this step asks for, ending so, or its document, is missing. */
extern void case_check_step(const LiveCase *live, int step, int outcome);
/* How a case, or an incident with it, has ended, after "sudah". */
extern const char *case_ended_word(const char *status);
/* SP002 unless it is a step of the case's flow, whether active or not; NULL is none. */
extern void case_require_step_of_flow(const LiveCase *live, const char *name);
/* What a field of the case says; NULL: nothing. */
extern char *case_field_text(const Row *row, const char *field);

#endif
