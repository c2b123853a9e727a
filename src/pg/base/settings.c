/*
 * Settings: a GUC dkis.NAME when it is set, else the row NAME of
 * dkis.settings, else a default. Rows travel with a dump; GUCs do not.
 */
#include "pg/base/compat.h"

#include "catalog/namespace.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "pg/base/module.h"

#define AGENCY_MAX 90000 /* agency x 10^11 stays below 2^53 */

bool settings_enforce_performer = true;
uint64 settings_assigned;

static char *actor_guc;
static char *calendar_guc;
static char *organisation_guc; /* read by SQL alone: 43-drawing.sql */
static int agency_guc;

/* What dkis.settings says, as loaded under settings_generation. */
static uint64 settings_generation;
static int32 stored_agency;
static char *stored_calendar;

/* Also at the end of SET LOCAL, of a function's SET clause and of a transaction undone. */
static void
calendar_assigned(const char *value, void *extra)
{
	settings_assigned++;
}

static void
agency_assigned(int value, void *extra)
{
	settings_assigned++;
}

void
settings_define(void)
{
	DefineCustomBoolVariable("dkis.enforce_performer",
							 "Langkah hanya boleh diselesaikan anggota pelaksananya.", NULL,
							 &settings_enforce_performer, true, PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("dkis.actor", "Orang yang sedang bertindak lewat aplikasi.",
							   "Hanya berlaku bagi anggota dkis_app; pakai SET LOCAL.", &actor_guc,
							   "", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("dkis.calendar", "Kalender yang dipakai bila tidak disebut.",
							   "Kosong: baris calendar di dkis.settings, lalu kantor.",
							   &calendar_guc, "", PGC_USERSET, 0, NULL, calendar_assigned, NULL);
	DefineCustomStringVariable("dkis.organisation", "Kode perangkat daerah yang menerbitkan SOP.",
							   "Kosong: baris organisation di dkis.settings, lalu yang pertama.",
							   &organisation_guc, "", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("dkis.agency", "Kode instansi basis data ini.",
							"0: baris agency di dkis.settings.", &agency_guc, 0, 0, AGENCY_MAX,
							PGC_SUSET, 0, NULL, agency_assigned, NULL);
	MarkGUCPrefixReserved("dkis");
}

static void
remember_row(HeapTuple row, TupleDesc columns, void *context)
{
	char *key = SPI_getvalue(row, columns, 1);
	char *value = SPI_getvalue(row, columns, 2);

	if (strcmp(key, "agency") == 0)
		stored_agency = pg_strtoint32(value);
	else if (strcmp(key, "calendar") == 0)
		stored_calendar = MemoryContextStrdup(TopMemoryContext, value);
}

/* Reads with the newest snapshot: an older one would go stale unnoticed. */
static void
load_settings(void)
{
	static CachedQuery query = {"SELECT key, value FROM dkis.settings", 0, {InvalidOid}, NULL};
	uint64 generation = source_generation(SOURCE_SETTINGS);
	Oid schema;

	if (generation == settings_generation)
		return;
	if (stored_calendar)
		pfree(stored_calendar);
	stored_calendar = NULL;
	stored_agency = 0;
	schema = get_namespace_oid("dkis", true);
	if (!OidIsValid(schema) || !OidIsValid(get_relname_relid("settings", schema)))
		return;
	query_ask(&query, NULL, NULL, remember_row, NULL);
	settings_generation = generation;
}

int32
settings_agency(void)
{
	if (agency_guc != 0)
		return agency_guc;
	load_settings();
	return stored_agency;
}

const char *
settings_default_calendar(void)
{
	if (calendar_guc && calendar_guc[0])
		return calendar_guc;
	load_settings();
	return stored_calendar ? stored_calendar : "kantor";
}

const char *
settings_actor(void)
{
	return actor_guc && actor_guc[0] ? actor_guc : NULL;
}

PG_FUNCTION_INFO_V1(dkis_agency);

Datum
dkis_agency(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(settings_agency());
}
