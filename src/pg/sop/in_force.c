/*
 * Which SOP, which version: see in_force.h. The SOPs of an agency and their
 * versions are kept per backend, a few numbers each, and read again with the
 * newest snapshot when one of them has changed.
 */
#include "pg/sop/in_force.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "pg/base/agency.h"
#include "pg/base/cache.h"

#define MAX_NAMED 50 /* SOPs in a hint */

typedef struct Version
{
	int64 id;
	int32 version;
	bool in_force;
	bool draft;           /* neither: withdrawn */
	DateADT effective_on; /* DATEVAL_NOBEGIN when the document says none */
} Version;

typedef struct Sop
{
	int32 agency;
	int32 number;
	const char *code;
	List *versions; /* of Version *, newest first */
} Sop;

/* Of one agency, in the order of their numbers. */
typedef struct Book
{
	int32 agency;
	List *sops;
} Book;

typedef struct Books
{
	List *books; /* of Book *, each whole */
} Books;

static Cache cache = {.name = "SOPs", .size = sizeof(Books), .sources = SOURCE_BIT(SOURCE_SOPS)};

/* ---- reading ----------------------------------------------------------------------- */

static void
read_version(Sop *sop, HeapTuple row, TupleDesc columns)
{
	Version *version;
	bool is_null;
	Datum id = SPI_getbinval(row, columns, 3, &is_null);
	char *status;

	if (is_null)
		return;
	version = palloc0(sizeof(Version));
	version->id = DatumGetInt64(id);
	version->version = DatumGetInt32(SPI_getbinval(row, columns, 4, &is_null));
	status = SPI_getvalue(row, columns, 5);
	version->in_force = strcmp(status, "berlaku") == 0;
	version->draft = strcmp(status, "rancangan") == 0;
	version->effective_on = DatumGetDateADT(SPI_getbinval(row, columns, 6, &is_null));
	sop->versions = lappend(sop->versions, version);
}

static void
read_row(HeapTuple row, TupleDesc columns, void *context)
{
	Book *book = context;
	MemoryContext before = MemoryContextSwitchTo(GetMemoryChunkContext(book));
	char *code = SPI_getvalue(row, columns, 1);
	Sop *sop = book->sops ? llast(book->sops) : NULL;
	bool is_null;

	if (sop == NULL || strcmp(sop->code, code) != 0)
	{
		sop = palloc0(sizeof(Sop));
		sop->agency = book->agency;
		sop->code = code;
		sop->number = DatumGetInt32(SPI_getbinval(row, columns, 2, &is_null));
		book->sops = lappend(book->sops, sop);
	}
	read_version(sop, row, columns);
	MemoryContextSwitchTo(before);
}

static Book *
read_book(Books *kept, int32 agency)
{
	static CachedQuery query = {
		"SELECT s.code, s.number, v.id, v.version, v.status,"
		" coalesce(v.effective_on, '-infinity')"
		" FROM dkis.sops s LEFT JOIN dkis.sop_versions v ON v.agency = s.agency AND v.sop = s.code"
		" WHERE s.agency = $1 ORDER BY s.number, v.version DESC",
		1,
		{INT4OID},
		NULL};
	Datum value = Int32GetDatum(agency);
	Book *book = MemoryContextAllocZero(cache_context(kept), sizeof(Book));
	MemoryContext before;

	book->agency = agency;
	query_ask(&query, &value, NULL, read_row, book);
	before = MemoryContextSwitchTo(cache_context(kept));
	kept->books = lappend(kept->books, book);
	MemoryContextSwitchTo(before);
	return book;
}

static const Book *
book_of(int32 agency)
{
	Books *kept = cache_take(&cache);
	ListCell *cell;

	foreach (cell, kept->books)
		if (((Book *) lfirst(cell))->agency == agency)
			return lfirst(cell);
	return read_book(kept, agency);
}

/* ---- which SOP ----------------------------------------------------------------------- */

static void
refuse_unknown_sop(const Book *book, const char *sop)
{
	StringInfoData known;
	ListCell *cell;

	initStringInfo(&known);
	foreach (cell, book->sops)
	{
		if (foreach_current_index(cell) == MAX_NAMED)
			appendStringInfoString(&known, ", ...");
		if (foreach_current_index(cell) < MAX_NAMED)
			appendStringInfo(&known, "%s%s", known.len ? ", " : "", ((Sop *) lfirst(cell))->code);
	}
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_UNKNOWN_CODE),
			 sop ? errmsg("SOP \"%s\" tidak dikenal", shortened(sop)) : errmsg("SOP tidak disebut"),
			 errdetail("SOP disebut dengan kode atau nomornya pada dkis.sops."),
			 known.len ? errhint("SOP yang ada: %s.", known.data)
					   : errhint("Belum ada SOP: %s.", how_to_fill("dkis.sops"))));
}

/* -1 for what is no number. */
static int32
as_number(const char *sop)
{
	return strspn(sop, "0123456789") == strlen(sop) && strlen(sop) <= 9 ? atoi(sop) : -1;
}

/* Good until the SOPs change. */
static const Sop *
sop_meant(int32 agency, const char *sop)
{
	const Book *book = book_of(agency);
	int32 number = sop ? as_number(sop) : -1;
	ListCell *cell;

	foreach (cell, sop ? book->sops : NIL)
	{
		const Sop *candidate = lfirst(cell);

		if (candidate->number == number || strcmp(candidate->code, sop) == 0)
			return candidate;
	}
	refuse_unknown_sop(book, sop);
	return NULL;
}

char *
sop_code(int32 agency, const char *sop)
{
	return pstrdup(sop_meant(agency, sop)->code);
}

/* ---- which version --------------------------------------------------------------------- */

/* Which counts more on this day; the later effective_on, then the later version. */
static const Version *
better_in_force(const Version *best, const Version *version, DateADT day)
{
	if (!version->in_force || version->effective_on > day)
		return best;
	return best == NULL || version->effective_on > best->effective_on ? version : best;
}

static const Version *
find_in_force(const Sop *sop, DateADT day)
{
	const Version *best = NULL;
	ListCell *cell;

	foreach (cell, sop->versions)
		best = better_in_force(best, lfirst(cell), day);
	return best;
}

/* Among versions none of which is in force: the next, else a draft, else a withdrawn one. */
static const Version *
find_next(const Sop *sop)
{
	const Version *best = NULL;
	ListCell *cell;

	foreach (cell, sop->versions)
	{
		const Version *version = lfirst(cell);

		if (best == NULL || (version->in_force && !best->in_force) ||
			(version->in_force && version->effective_on < best->effective_on) ||
			(version->draft && !best->draft && !best->in_force))
			best = version;
	}
	return best;
}

static void
describe_version(StringInfo text, const Version *version)
{
	int year, month, day;

	appendStringInfo(text, "%sversi %d %s", text->len ? ", " : "", version->version,
					 version->in_force ? "berlaku"
					 : version->draft  ? "rancangan"
									   : "dicabut");
	if (!version->in_force || DATE_NOT_FINITE(version->effective_on))
		return;
	j2date(version->effective_on + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	appendStringInfo(text, " sejak %04d-%02d-%02d", year, month, day);
}

/* For ereport(): the versions there are. */
static int
detail_versions(const Sop *sop)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = list_length(sop->versions) - 1; i >= 0; i--)
		describe_version(&text, list_nth(sop->versions, i));
	return errdetail("SOP %d %s: %s.", sop->number, sop->code,
					 text.len ? text.data : "belum ada versi");
}

/* For ereport(): how one comes into force. */
static int
hint_activation(const Sop *sop)
{
	ListCell *cell;

	foreach (cell, sop->versions)
		if (((Version *) lfirst(cell))->draft)
			return errhint("Berlakukan rancangannya: SELECT dkis.activate_version(" INT64_FORMAT
						   ").",
						   ((Version *) lfirst(cell))->id);
	return errhint("Buat versi pada dkis.sop_versions, lalu SELECT dkis.activate_version(id).");
}

int64
version_in_force_or_none(int32 agency, const char *sop, DateADT day)
{
	const Version *found = find_in_force(sop_meant(agency, sop), day);

	return found ? found->id : 0;
}

int64
version_in_force(int32 agency, const char *sop, DateADT day)
{
	const Sop *meant = sop_meant(agency, sop);
	const Version *found = find_in_force(meant, day);

	if (found == NULL)
		ereport(ERROR, (errcode(ERRCODE_DKIS_VERSION_NOT_READY),
						errmsg("tidak ada versi SOP \"%s\" yang berlaku", meant->code),
						detail_versions(meant), hint_activation(meant)));
	return found->id;
}

int64
version_shown(int32 agency, const char *sop, DateADT day)
{
	const Sop *meant = sop_meant(agency, sop);
	const Version *found = find_in_force(meant, day);

	if (found == NULL)
		found = find_next(meant);
	if (found == NULL)
		ereport(ERROR, (errcode(ERRCODE_DKIS_VERSION_NOT_READY),
						errmsg("SOP \"%s\" belum mempunyai versi", meant->code),
						errdetail("Tidak ada baris SOP itu di dkis.sop_versions."),
						hint_activation(meant)));
	return found->id;
}

int64
version_numbered(int32 agency, const char *sop, int32 version, DateADT day)
{
	const Sop *meant = sop_meant(agency, sop);
	const Version *found = NULL;
	const char *why = NULL;
	ListCell *cell;

	foreach (cell, meant->versions)
		if (((Version *) lfirst(cell))->version == version)
			found = lfirst(cell);
	if (found == NULL)
		why = "tidak ada";
	else if (!found->in_force)
		why = "tidak berlaku";
	else if (found->effective_on > day)
		why = "belum mulai berlaku";
	if (why)
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_VERSION_NOT_READY),
				 errmsg("SOP %s versi %d %s", meant->code, version, why), detail_versions(meant),
				 errhint("Sebut versi yang berlaku; rancangan diberlakukan dengan "
						 "dkis.activate_version(id).")));
	return found->id;
}

/* ---- SQL ---------------------------------------------------------------------------------- */

PG_FUNCTION_INFO_V1(dkis_sop_code);
PG_FUNCTION_INFO_V1(dkis_version_in_force);
PG_FUNCTION_INFO_V1(dkis_version_shown);

/* NULL is refused as unknown. */
static char *
sop_argument(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(0) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(0));
}

/* NULL is this database's. */
static int32
agency_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? settings_agency() : PG_GETARG_INT32(n);
}

/* The agency's date then; NULL is now. */
static DateADT
date_argument(FunctionCallInfo fcinfo, int n, int32 agency)
{
	return PG_ARGISNULL(n) ? agency_today(agency) : agency_date(agency, PG_GETARG_TIMESTAMPTZ(n));
}

/* (sop, agency) */
Datum
dkis_sop_code(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(sop_code(agency_argument(fcinfo, 1), sop_argument(fcinfo))));
}

/* (sop, at, agency); NULL: none */
Datum
dkis_version_in_force(PG_FUNCTION_ARGS)
{
	int32 agency = agency_argument(fcinfo, 2);
	int64 id =
		version_in_force_or_none(agency, sop_argument(fcinfo), date_argument(fcinfo, 1, agency));

	if (id == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(id);
}

/* (sop, at, agency) */
Datum
dkis_version_shown(PG_FUNCTION_ARGS)
{
	int32 agency = agency_argument(fcinfo, 2);

	PG_RETURN_INT64(version_shown(agency, sop_argument(fcinfo), date_argument(fcinfo, 1, agency)));
}
