/*
 * Settings: see settings.h. Rows of dkis.settings are kept as text; what is set by
 * SET is kept by the server itself.
 */
#include "pg/base/settings.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "pg/base/array.h"
#include "pg/base/cache.h"
#include "pg/base/read.h"

typedef struct Setting
{
	const char *name;
	SettingKind kind;
	double low; /* of numbers */
	double high;
	const char *fallback; /* NULL: none */
	GucContext context;
	const char *meaning;
} Setting;

static const Setting settings[] = {
#define SETTING_ROW(id, name, kind, low, high, fallback, context, meaning)                         \
	{name, SETTING_##kind, low, high, fallback, context, meaning},
	SETTINGS(SETTING_ROW)
#undef SETTING_ROW
};

bool settings_enforce_performer = true;
static char *actor_guc;
static TimestampTz actor_since;   /* start of the transaction that said so; 0: none did */
static char *as_of_guc;           /* SQL asks for it: sql/7-report/785-legal.sql */
static char *gucs[SETTING_COUNT]; /* "": not set */

/* What dkis.settings says. */
typedef struct Stored
{
	bool whole;
	char *values[SETTING_COUNT]; /* NULL: no row */
} Stored;

static Cache cache = {
	.name = "settings", .size = sizeof(Stored), .sources = SOURCE_BIT(SOURCE_SETTINGS)};

/* ---- what may be set ------------------------------------------------------------- */

static bool
is_number(const Setting *setting, const char *value)
{
	char *end;
	double number = strtod(value, &end);

	if (strspn(value, "0123456789.-") != strlen(value) || end == value || *end)
		return false;
	if (setting->kind == SETTING_WHOLE && strchr(value, '.'))
		return false;
	return number >= setting->low && number <= setting->high;
}

/* pg_tzset() takes POSIX zones too, in which a slip of the pen is a zone of its own. */
static bool
is_zone(const char *value)
{
	if (strpbrk(value, "<>,0123456789") && strncmp(value, "Etc/", 4) != 0)
		return false;
	return pg_tzset(value) && (strchr(value, '/') || pg_strcasecmp(value, "UTC") == 0);
}

/* "20.00-06.00" */
static bool
read_hours(const char *value, int *from, int *until)
{
	int h1, m1, h2, m2, length = 0;

	if (sscanf(value, "%2d.%2d-%2d.%2d%n", &h1, &m1, &h2, &m2, &length) != 4 || value[length] ||
		strlen(value) != strlen("20.00-06.00") || h1 > 23 || h2 > 24 || m1 > 59 || m2 > 59)
		return false;
	*from = h1 * 60 + m1;
	*until = h2 * 60 + m2;
	return *until <= 24 * 60 && *from != *until;
}

static bool
is_none(const char *value)
{
	return strcmp(value, "-") == 0;
}

static bool
acceptable(const Setting *setting, const char *value)
{
	switch (setting->kind)
	{
		case SETTING_WHOLE:
		case SETTING_NUMBER: return is_number(setting, value);
		case SETTING_ZONE: return is_zone(value);
		case SETTING_HOURS: return is_none(value) || read_hours(value, &(int){0}, &(int){0});
		case SETTING_SLA: return sla_parse(value, strlen(value), &(Sla){0}, &(DkisError){0});
		case SETTING_TEXT: break;
	}
	return value[0] != '\0';
}

/* What would be acceptable, in words; palloced. */
static char *
range_words(const Setting *setting)
{
	switch (setting->kind)
	{
		case SETTING_WHOLE: return psprintf("bilangan bulat %g-%g", setting->low, setting->high);
		case SETTING_NUMBER: return psprintf("bilangan %g-%g", setting->low, setting->high);
		case SETTING_ZONE: return pstrdup("nama zona waktu IANA, wilayah/kota");
		case SETTING_HOURS: return pstrdup("JJ.MM-JJ.MM, misalnya 20.00-06.00, atau -");
		case SETTING_SLA: return pstrdup("standar waktu, misalnya 1 hari kerja, atau -");
		case SETTING_TEXT: break;
	}
	return pstrdup("teks");
}

/* ---- the GUCs ---------------------------------------------------------------------- */

static bool
guc_acceptable(const Setting *setting, const char *value)
{
	if (value[0] == '\0' || acceptable(setting, value))
		return true;
	GUC_check_errcode(ERRCODE_INVALID_PARAMETER_VALUE);
	GUC_check_errmsg("pengaturan dkis.%s tidak dapat berisi \"%s\"", setting->name,
					 shortened(value));
	GUC_check_errdetail("%s.", setting->meaning);
	GUC_check_errhint("Nilai: %s.", range_words(setting));
	return false;
}

/* A check hook is not told whose value it sees, so each setting has one of its own. */
#define SETTING_CHECK(id, ...)                                                                     \
	static bool check_##id(char **value, void **extra, GucSource source)                           \
	{                                                                                              \
		return guc_acceptable(&settings[SETTING_##id], *value);                                    \
	}
SETTINGS(SETTING_CHECK)
#undef SETTING_CHECK

static const GucStringCheckHook checks[] = {
#define SETTING_HOOK(id, ...) check_##id,
	SETTINGS(SETTING_HOOK)
#undef SETTING_HOOK
};

/* Also at the end of SET LOCAL, of a function's SET clause and of a transaction undone. */
static void
assigned(const char *value, void *extra)
{
	source_generations[SOURCE_SESSION]++;
}

static void
actor_assigned(const char *value, void *extra)
{
	actor_since = IsTransactionState() ? GetCurrentTransactionStartTimestamp() : 0;
}

void
settings_define(void)
{
	DefineCustomBoolVariable("dkis.enforce_performer",
							 "Langkah hanya boleh diselesaikan anggota pelaksananya.", NULL,
							 &settings_enforce_performer, true, PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("dkis.actor", "Orang yang sedang bertindak lewat aplikasi.",
							   "Hanya berlaku bagi anggota dkis_app; pakai SET LOCAL.", &actor_guc,
							   "", PGC_USERSET, 0, NULL, actor_assigned, NULL);
	DefineCustomStringVariable("dkis.as_of", "Hari atau saat yang keadaannya dilaporkan.",
							   "Kosong: keadaan sekarang. Dibaca oleh dkis_store.as_of().",
							   &as_of_guc, "", PGC_USERSET, 0, NULL, NULL, NULL);
	for (int id = 0; id < SETTING_COUNT; id++)
		DefineCustomStringVariable(psprintf("dkis.%s", settings[id].name), settings[id].meaning,
								   "Kosong: baris di dkis.settings, lalu nilai bakunya.", &gucs[id],
								   "", settings[id].context, 0, checks[id], assigned, NULL);
	MarkGUCPrefixReserved("dkis");
}

const char *
settings_actor(void)
{
	return actor_guc && actor_guc[0] ? actor_guc : NULL;
}

bool
settings_actor_outlives(void)
{
	static TimestampTz told;

	if (actor_since == GetCurrentTransactionStartTimestamp() || actor_since == told)
		return false;
	told = actor_since;
	return true;
}

/* ---- the rows ------------------------------------------------------------------------ */

/* SETTING_COUNT: no such setting. */
static SettingId
setting_named(const char *name)
{
	int id = 0;

	while (id < SETTING_COUNT && strcmp(settings[id].name, name) != 0)
		id++;
	return id;
}

enum
{
	STORED_KEY,
	STORED_VALUE,
	STORED_COLUMNS
};
static const Column stored_columns[] = {{"key", "text"}, {"value", "text"}};
static RowRelation stored_settings =
	ROW_RELATION("dkis", "settings", stored_columns, STORED_COLUMNS);

static void
read_settings(Stored *stored)
{
	Reading reading;
	Row row;

	readings_begin();
	reading_begin(&reading, &stored_settings, "settings_pkey", 0);
	reading_for(&reading, NULL);
	while (reading_next(&reading, &row))
	{
		SettingId id = setting_named(row_text(&row, STORED_KEY));

		if (id < SETTING_COUNT)
			stored->values[id] = row_keep_text(&row, STORED_VALUE, cache_context(stored));
	}
	reading_end(&reading);
	readings_end();
}

/* Reads with the newest snapshot: an older one would go stale unnoticed. */
static const char *
stored_text(SettingId id)
{
	Stored *stored = cache_take(&cache);
	Oid schema;

	if (stored->whole)
		return stored->values[id];
	schema = get_namespace_oid("dkis", true);
	if (!OidIsValid(schema) || !OidIsValid(get_relname_relid("settings", schema)))
		return NULL;
	read_settings(stored);
	stored->whole = true;
	return stored->values[id];
}

const char *
setting_text(SettingId id)
{
	const char *value = gucs[id];

	if (value == NULL || value[0] == '\0')
		value = stored_text(id);
	return value ? value : settings[id].fallback;
}

double
setting_number(SettingId id)
{
	return strtod(setting_text(id), NULL);
}

bool
setting_hours(SettingId id, int *from, int *until)
{
	const char *value = setting_text(id);

	return value && !is_none(value) && read_hours(value, from, until);
}

Sla
setting_sla(SettingId id)
{
	const char *value = setting_text(id);
	Sla sla;
	DkisError error;

	if (!sla_parse(value, strlen(value), &sla, &error))
		elog(ERROR, "setting %s is no time standard", settings[id].name);
	return sla;
}

/* dkis.agency = 0 is as good as unset. */
int32
settings_agency(void)
{
	const char *code = gucs[SETTING_AGENCY];

	if (code == NULL || strspn(code, "0") == strlen(code))
		code = stored_text(SETTING_AGENCY);
	return code ? atoi(code) : 0;
}

/* ---- SQL ------------------------------------------------------------------------------ */

static void
refuse_unknown_setting(const char *key)
{
	StringInfoData known;

	initStringInfo(&known);
	for (int id = 0; id < SETTING_COUNT; id++)
		appendStringInfo(&known, "%s%s", id > 0 ? ", " : "", settings[id].name);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("pengaturan \"%s\" tidak dikenal", shortened(key)),
			 errdetail("Nama tanpa titik dipakai oleh dkis sendiri."),
			 errhint("Pengaturan: %s. Pengaturan aplikasi sendiri memakai titik dalam namanya.",
					 known.data)));
}

PG_FUNCTION_INFO_V1(dkis_agency);
PG_FUNCTION_INFO_V1(dkis_check_setting);
PG_FUNCTION_INFO_V1(dkis_setting);
PG_FUNCTION_INFO_V1(dkis_number_setting);
PG_FUNCTION_INFO_V1(dkis_setting_list);

Datum
dkis_agency(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(settings_agency());
}

/* (key, value), STRICT: true, or 22023. A key with a point in it is an application's own. */
Datum
dkis_check_setting(PG_FUNCTION_ARGS)
{
	char *key = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char *value = text_to_cstring(PG_GETARG_TEXT_PP(1));
	SettingId id = setting_named(key);

	if (id == SETTING_COUNT && strchr(key, '.') == NULL)
		refuse_unknown_setting(key);
	if (id < SETTING_COUNT && !acceptable(&settings[id], value))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("pengaturan %s tidak dapat berisi \"%s\"", key, shortened(value)),
						errdetail("%s.", settings[id].meaning),
						errhint("Nilai: %s.", range_words(&settings[id]))));
	PG_RETURN_BOOL(true);
}

static SettingId
setting_argument(FunctionCallInfo fcinfo)
{
	char *key = text_to_cstring(PG_GETARG_TEXT_PP(0));
	SettingId id = setting_named(key);

	if (id == SETTING_COUNT)
		refuse_unknown_setting(key);
	return id;
}

/* (key), STRICT */
Datum
dkis_setting(PG_FUNCTION_ARGS)
{
	const char *value = setting_text(setting_argument(fcinfo));

	if (value == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(value));
}

/* (key), STRICT */
Datum
dkis_number_setting(PG_FUNCTION_ARGS)
{
	SettingId id = setting_argument(fcinfo);

	if (settings[id].kind != SETTING_WHOLE && settings[id].kind != SETTING_NUMBER)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("pengaturan %s bukan bilangan", settings[id].name),
						errdetail("Nilainya sekarang: %s.", shortened(setting_text(id))),
						errhint("Pakai dkis.setting('%s').", settings[id].name)));
	if (setting_text(id) == NULL)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(setting_number(id));
}

static const char *
source_of(SettingId id, const char *value)
{
	if (value == gucs[id])
		return "sesi";
	return value == stored_text(id) ? "baris" : "baku";
}

/* (): key, value, source, range, fallback, meaning */
Datum
dkis_setting_list(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int id = 0; id < SETTING_COUNT; id++)
	{
		const char *value = setting_text(id);
		bool nulls[6] = {false};
		Datum values[] = {CStringGetTextDatum(settings[id].name),
						  text_or_null(value, &nulls[1]),
						  text_or_null(value ? source_of(id, value) : NULL, &nulls[2]),
						  CStringGetTextDatum(range_words(&settings[id])),
						  text_or_null(settings[id].fallback, &nulls[4]),
						  CStringGetTextDatum(settings[id].meaning)};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
