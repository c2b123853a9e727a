/*
 * The module as PostgreSQL loads it: its magic, its settings, and the host
 * functions that src/core asks for.
 */
#include "pg/base/compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/rel.h"

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
extern void decree_start(void);
extern void guard_start(void);
extern void progress_start(void);
extern void register_start(void);

static void (*const starts[])(void) = {
	settings_define, invalidation_start, announce_start, case_batch_start,
	decree_start,    guard_start,        progress_start, register_start,
};

void
_PG_init(void)
{
	for (size_t i = 0; i < lengthof(starts); i++)
		starts[i]();
}

/* ---- the script this library works with ------------------------------------------- */

static char *
version_of_row(HeapTuple row, TupleDesc columns)
{
	bool is_null;
	Datum version = heap_getattr(row, Anum_pg_extension_extversion, columns, &is_null);

	return is_null ? NULL : TextDatumGetCString(version);
}

/* "-" where the extension is not there, as while it is being dropped. */
const char *
module_script_version(void)
{
	Relation extensions = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple row;
	char *version = NULL;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ,
				CStringGetDatum("dkis"));
	scan = systable_beginscan(extensions, ExtensionNameIndexId, true, NULL, 1, &key);
	row = systable_getnext(scan);
	if (HeapTupleIsValid(row))
		version = version_of_row(row, RelationGetDescr(extensions));
	systable_endscan(scan);
	table_close(extensions, AccessShareLock);
	return version ? version : "-";
}

/* Up to and with the second dot: "0.1." of "0.1.0". */
static size_t
series_length(const char *version)
{
	const char *minor = strchr(version, '.');
	const char *patch = minor ? strchr(minor + 1, '.') : NULL;

	return patch ? (size_t) (patch - version) + 1 : strlen(version) + 1;
}

/* A script that is just running is asked nothing: it may be on its way through versions. */
void
module_require_script(void)
{
	const char *script = module_script_version();

	if (creating_extension || strncmp(script, DKIS_VERSION, series_length(DKIS_VERSION)) == 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("pustaka dkis %s tidak mengenal skrip ekstensi %s", DKIS_VERSION, script),
			 errdetail("Tabel dan tampilan di basis data ini dibuat oleh skrip itu."),
			 errhint("Perbarui skripnya dengan ALTER EXTENSION dkis UPDATE; bila skrip yang lebih "
					 "baru, sambungkan ulang sesi ini sesudah pustakanya dipasang.")));
}

/* ---- what src/core asks of its host -------------------------------------------------- */

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

bool
dkis_is_interrupted(void)
{
	return InterruptPending != 0;
}
