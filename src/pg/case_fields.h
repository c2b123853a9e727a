/*
 * What must be right in a case whoever writes it: its title, its organisation,
 * and the fields its SOP asks for.
 */
#ifndef DKIS_CASE_FIELDS_H
#define DKIS_CASE_FIELDS_H

#include "case_batch.h"
#include "definition.h"

/* SP006 when it says nothing. */
extern void case_check_title(const Row *row);
/* SP007 when there is no such organisation. */
extern void case_check_organisation(CaseBatch *batch, const Row *row);
/* 23503 when there is no such applicant. */
extern void case_check_applicant(const Row *row);

/* SP006 when a required field is missing or a given one is of the wrong type. */
extern void case_check_fields(const Definition *definition, Datum data);

#endif
