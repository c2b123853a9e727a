/*
 * The module as PostgreSQL loads it: its magic, its settings, and the host
 * functions that src/core asks for.
 */
#include "pg/base/compat.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/base/host.h"
#include "pg/base/announce.h"
#include "pg/base/module.h"

PG_MODULE_MAGIC;

void _PG_init(void);

/*
 * What starts when the module is loaded, in this order. Subjects above this
 * one are named here, and nothing else of theirs: includes run down only.
 */
extern void case_batch_start(void);
extern void guard_start(void);

static void (*const starts[])(void) = {
	settings_define,
	invalidation_start,
	announce_start,
	case_batch_start,
	guard_start,
};

void
_PG_init(void)
{
	for (size_t i = 0; i < lengthof(starts); i++)
		starts[i]();
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
