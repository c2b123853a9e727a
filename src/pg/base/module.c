/*
 * The module as PostgreSQL loads it: its magic, its settings, and the host
 * functions that src/core asks for.
 */
#include "pg/base/compat.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "core/base/core.h"
#include "pg/base/module.h"
#include "pg/case/batch.h"

#define MAX_QUOTED 100 /* bytes of somebody's text in a message */

PG_MODULE_MAGIC;

void _PG_init(void);

void
_PG_init(void)
{
	settings_define();
	invalidation_start();
	case_batch_start();
}

void *
dkis_alloc(size_t size)
{
	return palloc(size);
}

void *
dkis_realloc(void *pointer, size_t size)
{
	return pointer ? repalloc(pointer, size) : palloc(size);
}

void
dkis_free(void *pointer)
{
	if (pointer)
		pfree(pointer);
}

void
dkis_check_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

const char *
shortened(const char *text)
{
	size_t length = strlen(text);

	if (length <= MAX_QUOTED)
		return text;
	return psprintf("%.*s...", pg_mbcliplen(text, length, MAX_QUOTED), text);
}

/* Raises what the domain refused; the caller's own context may add to it. */
void
dkis_raise(const DkisError *error)
{
	const char *s = error->sqlstate;

	ereport(ERROR,
			(errcode(MAKE_SQLSTATE(s[0], s[1], s[2], s[3], s[4])), errmsg("%s", error->message),
			 error->detail[0] ? errdetail("%s", error->detail) : 0,
			 error->hint[0] ? errhint("%s", error->hint) : 0));
}
