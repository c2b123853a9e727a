/*
 * The fields a SOP asks for, held against a case's data.
 */
#ifndef DKIS_CASE_FIELDS_H
#define DKIS_CASE_FIELDS_H

#include "case_rows.h"
#include "definition.h"

/* SP006 when a required field is missing or a given one is of the wrong type. */
extern void case_check_fields(const Definition *definition, Datum data);

#endif
