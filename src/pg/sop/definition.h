/*
 * A SOP version as a backend keeps it compiled: what the case engine asks of
 * it many times, read once. A version in force does not change, so nothing
 * here goes stale but by the tables' own message (invalidation.h).
 */
#ifndef DKIS_PG_SOP_DEFINITION_H
#define DKIS_PG_SOP_DEFINITION_H

#include "pg/base/compat.h"

#include "datatype/timestamp.h"
#include "nodes/pg_list.h"
#include "utils/date.h"

#include "core/flow/machine.h"
#include "pg/types/sla.h"

#define MAX_ESCALATION_LEVELS 9
#define CASE_CLASSES 3

/* One level of escalation. */
typedef struct EscalationRule
{
	int level;
	int percent;        /* of the time standard; 0: on arrival */
	const char *notify; /* 'pelaksana', 'atasan', ... */
} EscalationRule;

/* The levels of a deadline in the order in which they come: by percent, then by level. */
typedef struct EscalationRules
{
	int count;
	EscalationRule rules[MAX_ESCALATION_LEVELS];
} EscalationRules;

typedef struct StepDefinition
{
	const char *name;
	const char *performer;
	bool external; /* the performer is outside the agency */
	Sla sla;
	bool by_class; /* the standard depends on the case's class */
	Sla class_sla[CASE_CLASSES];
	bool has_class_sla[CASE_CLASSES];
	bool waits;                     /* sla_kind 'tunggu' */
	int wait_outcome;               /* lawful only when the wait is over; -1: none */
	const char *on_due_outcome;     /* NULL: nothing happens by itself */
	const char *each_organisation;  /* a kind, each of which has a row of it; NULL: one row */
	const char *organisation_field; /* names whose work it is; NULL: the case's organisation */
	bool document_required;         /* without one it cannot be finished */
	bool from_receipt;              /* its clock starts with the case's receipt, the first time */
	Sla remind_every;               /* "-": never; working days, hours or minutes */
	EscalationRules escalation;     /* an external performer has only its reminders */
} StepDefinition;

typedef struct LinkDefinition
{
	const char *step;    /* NULL: when the case closes */
	const char *outcome; /* NULL: any */
	const char *to_sop;
	const char *entry;       /* of the new case; NULL: the flow has one */
	const char *returns_to;  /* the parent's step that finishes with it; NULL: none */
	bool opens;              /* by itself; else only offered */
	List *done_steps;        /* of char * */
	List *from_registration; /* steps whose clock starts at the parent's receipt */
	List *from_answer;       /* … at the finishing of the parent's step */
} LinkDefinition;

typedef struct FieldDefinition
{
	const char *name;
	const char *type;
	const char *label;
	bool required;
	const char *step;      /* asked when it is finished; NULL: when the case opens */
	List *applicant_kinds; /* of char *: asked of these only; NIL: of all */
	bool repeated;         /* of each item, not of the case */
	List *choices;         /* of char *: nothing else may be said; NIL: anything */
	List *outcomes;        /* of char *: asked when its step ends so; NIL: however it ends */
} FieldDefinition;

typedef struct Definition
{
	int64 version_id;
	int32 version;
	int32 agency;
	const char *sop;
	int number;
	bool numbered_later; /* numbering only */
	bool emergency;      /* worked by dispatchers; clocks start with the call */
	const char *calendar;
	const Machine *machine;
	Sla total;
	const char *total_until;    /* NULL: until the case closes */
	EscalationRules escalation; /* of the whole case's deadline */
	StepDefinition *steps;      /* by the machine's step index */
	List *links;                /* of LinkDefinition * */
	bool may_hold;              /* its clock may stand still */
	List *applicant_kinds;      /* of char *; who may apply, NIL: anybody */
	List *fields;               /* of FieldDefinition * */
} Definition;

/*
 * What was compiled under one state of the tables. Held by a statement while
 * it works, freed when the tables have changed and nobody holds it.
 */
typedef struct Definitions Definitions;

extern Definitions *definitions_hold(void);
extern void definitions_release(Definitions *definitions);

extern const Definition *definition_of_version(Definitions *definitions, int64 version_id);
/* What is in force for a case opened then: in_force.h. SP007, SP005. */
extern const Definition *definition_in_force(Definitions *definitions, int32 agency,
											 const char *sop, TimestampTz at);

/* As declared, in the current context. */
extern char *definition_outcome(const Definition *definition, int step, int outcome);

/* The level that comes after one that was reached (0: none yet); NULL: no more. */
extern const EscalationRule *escalation_after(const EscalationRules *escalation, int reached);

/* Index of 'ringan', 'sedang', 'berat'; -1 for NULL. SP006 for anything else. */
extern int class_index(const char *class_name);

#endif
