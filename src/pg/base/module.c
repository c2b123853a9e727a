/*
 * The module as PostgreSQL loads it: its magic, its settings, and the host
 * functions that src/core asks for.
 */
#include "pg/base/compat.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/base/core.h"
#include "pg/base/module.h"
#include "pg/case/batch.h"

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
