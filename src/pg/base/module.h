/*
 * What the glue's files share.
 */
#ifndef DKIS_PG_BASE_MODULE_H
#define DKIS_PG_BASE_MODULE_H

#include "pg/base/compat.h"

#include "pg/base/errors.h"
#include "pg/base/query.h"
#include "pg/base/settings.h"

/*
 * module.c: a script of the same major and minor number is known: such a one
 * only adds columns. Any other is refused, by name of both; asked whenever a
 * relation or a compiled table is looked up.
 */
extern void module_require_script(void);
extern const char *module_script_version(void);

/*
 * invalidation.c: how often each source of what a session compiles has changed,
 * as far as this backend has heard. What is kept under which generation: cache.h.
 */
typedef enum Source
{
	SOURCE_SETTINGS,  /* dkis.settings */
	SOURCE_CALENDARS, /* dkis_store.calendars, calendar_hours, holidays */
	SOURCE_SOPS,      /* dkis.sops, sop_versions, sop_steps and the tables beside them */
	SOURCE_PEOPLE,    /* dkis.people, performers, performer_members */
	SOURCE_AREAS,     /* dkis.areas */
	SOURCE_LINE,      /* dkis.call_kinds, incident_categories, intake_steps */
	SOURCE_SESSION,   /* no table: dkis.* as set in this session */
	SOURCE_COUNT
} Source;

extern void invalidation_start(void);
extern uint64 source_generation(Source source);
/* As they count; asked by name where a message must not be missed. */
extern uint64 source_generations[SOURCE_COUNT];

#endif
