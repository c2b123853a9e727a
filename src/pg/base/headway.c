/*
 * How far long work is: see headway.h.
 *
 * Others see it where they see that of VACUUM: in the backend's own entry of the server's
 * statistics, in which a session that runs no such command may count as it likes. That needs no
 * memory shared at start and no commit. Which of these counts are ours, and whether they are of
 * the transaction that is running now, they say themselves: after an error nobody clears them.
 */
#include "pg/base/headway.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/backend_progress.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"

#include "pg/base/settings.h"

/* The counts of an entry. */
typedef enum Count
{
	COUNT_OURS,        /* HEADWAY_MARK */
	COUNT_TRANSACTION, /* when it began */
	COUNT_BEGUN,
	COUNT_DONE,
	COUNT_TOTAL,
	COUNT_WORDS,
	COUNT_END = PGSTAT_NUM_PROGRESS_PARAM
} Count;

#define HEADWAY_MARK INT64CONST(0x646b6973206b6572) /* "dkis ker" */
#define WORDS_SIZE (sizeof(int64) * (COUNT_END - COUNT_WORDS))

static uint64 last_number; /* of the work that was begun last */
static uint64 shown;       /* which is seen by others; 0: none */

/* ---- what others see --------------------------------------------------------------- */

/* While a command of the server counts here, or nobody does, its entry is not touched. */
static bool
may_show(void)
{
	return MyBEEntry && MyBEEntry->st_progress_command == PROGRESS_COMMAND_INVALID;
}

static void
headway_show(const Headway *work)
{
	int places[COUNT_END];
	int64 counts[COUNT_END] = {HEADWAY_MARK, GetCurrentTransactionStartTimestamp(), work->begun,
							   work->done, work->total};

	for (int i = 0; i < COUNT_END; i++)
		places[i] = i;
	strlcpy((char *) &counts[COUNT_WORDS], work->what, WORDS_SIZE);
	pgstat_progress_update_multi_param(COUNT_END, places, counts);
	shown = work->number;
}

static void
show_done(const Headway *work)
{
	if (!may_show())
		return;
	if (shown == work->number)
		pgstat_progress_update_param(COUNT_DONE, work->done);
	else
		headway_show(work);
}

void
headway_end(Headway *work)
{
	if (work->what == NULL || shown != work->number)
		return;
	if (may_show())
		pgstat_progress_update_param(COUNT_OURS, 0);
	shown = 0;
}

/* ---- what the asker is told ---------------------------------------------------------- */

void
headway_begin(Headway *work, const char *what, int64 total)
{
	*work = (Headway){.what = what, .total = total, .number = ++last_number};
	work->begun = work->told = GetCurrentTimestamp();
	work->pace = (int64) (setting_number(SETTING_TELL_SECONDS) * USECS_PER_SEC);
	if (may_show())
		headway_show(work);
}

static void
headway_tell(const Headway *work)
{
	const char *hint =
		work->has_told ? NULL : "Dapat dihentikan kapan saja: lalu tidak ada yang berubah.";

	if (work->total > 0)
		ereport(NOTICE, (errmsg("%s: " INT64_FORMAT " dari " INT64_FORMAT, work->what, work->done,
								work->total),
						 hint ? errhint("%s", hint) : 0));
	else
		ereport(NOTICE, (errmsg("%s: " INT64_FORMAT, work->what, work->done),
						 hint ? errhint("%s", hint) : 0));
}

void
headway_made(Headway *work, int64 done)
{
	TimestampTz now;

	CHECK_FOR_INTERRUPTS();
	if (work->what == NULL)
		return;
	work->done += done;
	if (work->total > 0 && work->total < work->done)
		work->total = work->done;
	show_done(work);
	now = GetCurrentTimestamp();
	if (now - work->told < work->pace)
		return;
	headway_tell(work);
	work->told = now;
	work->has_told = true;
}

/* ---- SQL ------------------------------------------------------------------------------- */

/* The work that a function in SQL counts: another one when its words or the statement change. */
static Headway counted;
static char counted_words[WORDS_SIZE];
static TimestampTz counted_statement;

static void
count_anew(const char *what, int64 total)
{
	TimestampTz told = counted_statement == GetCurrentStatementStartTimestamp() ? counted.told : 0;

	strlcpy(counted_words, what, sizeof counted_words);
	counted_statement = GetCurrentStatementStartTimestamp();
	headway_begin(&counted, counted_words, total);
	if (told != 0) /* many short pieces of one statement are silent no longer than a long one */
		counted.told = told;
}

PG_FUNCTION_INFO_V1(dkis_headway);

/* (what, done, total), STRICT: so many are done by now. */
Datum
dkis_headway(PG_FUNCTION_ARGS)
{
	char what[WORDS_SIZE];
	int64 done = PG_GETARG_INT64(1);
	int64 total = PG_GETARG_INT64(2);

	text_to_cstring_buffer(PG_GETARG_TEXT_PP(0), what, sizeof what);
	if (what[0] == '\0')
		PG_RETURN_VOID();
	if (counted_statement != GetCurrentStatementStartTimestamp() || done < counted.done ||
		strcmp(what, counted_words) != 0)
		count_anew(what, total);
	headway_made(&counted, done - counted.done);
	PG_RETURN_VOID();
}

static bool
is_ours(const PgBackendStatus *entry)
{
	return entry->st_databaseid == MyDatabaseId && entry->st_procpid != MyProcPid &&
		   entry->st_progress_command == PROGRESS_COMMAND_INVALID &&
		   entry->st_progress_param[COUNT_OURS] == HEADWAY_MARK &&
		   entry->st_progress_param[COUNT_TRANSACTION] == entry->st_xact_start_timestamp;
}

static Datum
headway_words(const int64 *counts)
{
	char words[WORDS_SIZE];

	memcpy(words, &counts[COUNT_WORDS], sizeof words);
	words[sizeof words - 1] = '\0';
	return CStringGetTextDatum(words);
}

PG_FUNCTION_INFO_V1(dkis_running_work);

/* (): pid, what, started_at, done, total; of the other sessions of this database. */
Datum
dkis_running_work(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 1; i <= pgstat_fetch_stat_numbackends(); i++)
	{
		const PgBackendStatus *entry = dkis_backend_status(i);
		const int64 *counts = entry->st_progress_param;
		bool nulls[5] = {false};
		Datum values[5];

		if (!is_ours(entry))
			continue;
		values[0] = Int32GetDatum(entry->st_procpid);
		values[1] = headway_words(counts);
		values[2] = TimestampTzGetDatum(counts[COUNT_BEGUN]);
		values[3] = Int64GetDatum(counts[COUNT_DONE]);
		values[4] = Int64GetDatum(counts[COUNT_TOTAL]);
		nulls[4] = counts[COUNT_TOTAL] == 0;
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
