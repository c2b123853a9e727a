/*
 * Which open incidents a call may be about: asked of every call that is reported, so by
 * indexes alone, whatever the planner knows of a line's first hours. Near its place
 * (dkis_store.near_open), reported by its number within a day, or, where no place is
 * known, called by the same words (dkis_store.open_by_words).
 */
#include "pg/base/compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "pg/base/query.h"
#include "pg/base/settings.h"
#include "pg/base/write.h"
#include "pg/line112/call_locations.h"
#include "pg/line112/calls.h"
#include "pg/line112/columns.h"
#include "pg/line112/incidents.h"

/* In the order of how sure they are. */
typedef enum Why
{
	BY_NUMBER,
	BY_PLACE,
	BY_WORDS,
	WHY_COUNT
} Why;

/* As why lists them, by the alphabet. */
static const struct
{
	Why why;
	const char *word;
} words[] = {{BY_WORDS, "kata"}, {BY_NUMBER, "nomor"}, {BY_PLACE, "tempat"}};

typedef struct Meant
{
	int64 id;
	bool why[WHY_COUNT];
	char *category;
	TimestampTz occurred_at;
	bool has_distance;
	double distance; /* metres */
} Meant;

/* The call that is asked about, and what was found; lives in SPI's context. */
typedef struct Asked
{
	Row call;
	Row fix; /* the one that counts */
	bool has_place;
	List *meant; /* of Meant * */
} Asked;

static Meant *
known(const Asked *asked, int64 id)
{
	ListCell *cell;

	foreach (cell, asked->meant)
		if (((Meant *) lfirst(cell))->id == id)
			return lfirst(cell);
	return NULL;
}

static Meant *
note_meant(Asked *asked, int64 id, const char *category, TimestampTz occurred_at)
{
	Meant *added = palloc0(sizeof *added);

	added->id = id;
	added->category = pstrdup(category);
	added->occurred_at = occurred_at;
	asked->meant = lappend(asked->meant, added);
	return added;
}

/* ---- near ------------------------------------------------------------------------------ */

static void
add_near(Asked *asked)
{
	static CachedQuery query = {"SELECT n.incident_id, n.category, n.occurred_at, n.distance_m"
								" FROM dkis_store.near_open(dkis.to_geometry($1), $2, $3) AS n"
								" WHERE n.exercise = $4 AND n.incident_id IS DISTINCT FROM $5",
								5,
								{InvalidOid, TIMESTAMPTZOID, TEXTOID, BOOLOID, INT8OID},
								NULL};
	Datum arguments[] = {asked->fix.values[FIX_LOCATION], asked->call.values[CALL_RECEIVED_AT],
						 asked->call.values[CALL_CATEGORY], asked->call.values[CALL_EXERCISE],
						 asked->call.values[CALL_INCIDENT]};
	char nulls[] = "     ";

	/* In a hub only what is one's own is looked for by place. */
	if (DatumGetInt32(asked->call.values[CALL_AGENCY]) != settings_agency())
		return;
	if (asked->call.nulls[CALL_CATEGORY])
		nulls[2] = 'n';
	if (asked->call.nulls[CALL_INCIDENT])
		nulls[4] = 'n';
	query.types[0] = fix_location_type();
	query_run(&query, arguments, nulls, SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Meant *near = note_meant(asked, cell_int64(i, 1), cell_text(i, 2), cell_time(i, 3));
		bool is_null;

		near->why[BY_PLACE] = near->has_distance = true;
		near->distance = DatumGetFloat8(cell(i, 4, &is_null));
	}
}

/* ---- by its row ----------------------------------------------------------------------------- */

/* It is open, of the same agency, a drill as the call is, and not what the call is about. */
static bool
may_be_meant(const Asked *asked, const Row *incident)
{
	return incident->nulls[INCIDENT_CLOSED_AT] &&
		   DatumGetInt32(incident->values[INCIDENT_AGENCY]) ==
			   DatumGetInt32(asked->call.values[CALL_AGENCY]) &&
		   DatumGetBool(incident->values[INCIDENT_EXERCISE]) ==
			   DatumGetBool(asked->call.values[CALL_EXERCISE]) &&
		   (asked->call.nulls[CALL_INCIDENT] ||
			row_int64(incident, INCIDENT_ID) != row_int64(&asked->call, CALL_INCIDENT));
}

static void
measure_meant(const Asked *asked, const Row *incident, Meant *meant)
{
	static CachedQuery query = {"SELECT dkis_store.metres_between($1, dkis.to_geometry($2))",
								2,
								{InvalidOid, InvalidOid},
								NULL};
	Datum arguments[] = {incident->values[INCIDENT_LOCATION], asked->fix.values[FIX_LOCATION]};
	bool is_null;

	if (!asked->has_place || incident->nulls[INCIDENT_LOCATION])
		return;
	query.types[0] = incident_location_type();
	query.types[1] = fix_location_type();
	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	meant->distance = DatumGetFloat8(cell(0, 1, &is_null));
	meant->has_distance = !is_null;
}

static void
add_by_row(Asked *asked, int64 id, Why why)
{
	Meant *meant = known(asked, id);
	Row incident;

	if (meant == NULL && incident_look(id, &incident) && may_be_meant(asked, &incident))
	{
		meant = note_meant(asked, id, row_text(&incident, INCIDENT_CATEGORY),
						   row_time(&incident, INCIDENT_OCCURRED_AT));
		measure_meant(asked, &incident, meant);
	}
	if (meant)
		meant->why[why] = true;
}

/* What other calls of its number, within a day before it, were about. */
static void
add_by_number(Asked *asked)
{
	List *rows = NIL;
	ListCell *cell;

	if (!asked->call.nulls[CALL_NUMBER])
		rows = calls_of_number(asked->call.values[CALL_NUMBER],
							   row_time(&asked->call, CALL_RECEIVED_AT) - USECS_PER_DAY,
							   row_time(&asked->call, CALL_RECEIVED_AT));
	foreach (cell, rows)
	{
		const Row *other = lfirst(cell);

		if (!other->nulls[CALL_INCIDENT] &&
			row_int64(other, CALL_ID) != row_int64(&asked->call, CALL_ID) &&
			DatumGetInt32(other->values[CALL_AGENCY]) ==
				DatumGetInt32(asked->call.values[CALL_AGENCY]))
			add_by_row(asked, row_int64(other, CALL_INCIDENT), BY_NUMBER);
	}
}

static void
add_by_words(Asked *asked)
{
	static CachedQuery query = {
		"SELECT incident_id FROM dkis_store.open_by_words($1)", 1, {INT8OID}, NULL};
	SPITupleTable *found;

	query_run(&query, &asked->call.values[CALL_ID], NULL, SPI_OK_SELECT);
	found = SPI_tuptable;
	for (uint64 i = 0; i < found->numvals; i++)
	{
		bool is_null;

		add_by_row(asked, DatumGetInt64(SPI_getbinval(found->vals[i], found->tupdesc, 1, &is_null)),
				   BY_WORDS);
	}
}

/* ---- in order ------------------------------------------------------------------------------- */

static int
sureness(const Meant *meant)
{
	int why = 0;

	while (!meant->why[why])
		why++;
	return why;
}

/* The surest, then the nearest, of those without a place the newest. */
static int
by_sureness(const ListCell *one, const ListCell *other)
{
	const Meant *a = lfirst(one);
	const Meant *b = lfirst(other);

	if (sureness(a) != sureness(b))
		return sureness(a) - sureness(b);
	if (a->has_distance != b->has_distance)
		return a->has_distance ? -1 : 1;
	if (a->has_distance && a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	return a->id > b->id ? -1 : 1;
}

static void
tell_meant(ReturnSetInfo *result, const Asked *asked, const Meant *meant)
{
	TimestampTz received_at = row_time(&asked->call, CALL_RECEIVED_AT);
	StringInfoData why;
	Datum values[5];
	bool nulls[5] = {false};

	initStringInfo(&why);
	for (size_t i = 0; i < lengthof(words); i++)
		if (meant->why[words[i].why])
			appendStringInfo(&why, "%s%s", why.len ? ", " : "", words[i].word);
	values[0] = Int64GetDatum(meant->id);
	values[1] = CStringGetTextDatum(why.data);
	values[2] = CStringGetTextDatum(meant->category);
	values[3] = Float8GetDatum(meant->distance);
	nulls[3] = !meant->has_distance;
	values[4] = Float8GetDatum((double) llabs(meant->occurred_at - received_at) / USECS_PER_MINUTE);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static void
find_meant(Asked *asked)
{
	asked->has_place = fix_chosen(asked->call.values[CALL_ID], &asked->fix);
	if (asked->has_place)
		add_near(asked);
	add_by_number(asked);
	if (!asked->has_place)
		add_by_words(asked);
	list_sort(asked->meant, by_sureness);
}

PG_FUNCTION_INFO_V1(dkis_possible_incidents);

/* (call_id): incident_id, why, category, distance_m, minutes_apart */
Datum
dkis_possible_incidents(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Asked asked = {.meant = NIL};
	OwnerScope scope;
	ListCell *cell;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	owner_enter(&scope);
	SPI_connect();
	if (call_look(PG_GETARG_INT64(0), &asked.call))
		find_meant(&asked);
	foreach (cell, asked.meant)
		tell_meant(result, &asked, lfirst(cell));
	SPI_finish();
	owner_leave(&scope);
	return (Datum) 0;
}
