#include "pg/base/identity.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"

#include "pg/base/agency.h"
#include "pg/base/array.h"
#include "pg/base/cache.h"

static bool
has_role(Oid role, const char *group)
{
	Oid group_oid = get_role_oid(group, true);

	return OidIsValid(group_oid) && has_privs_of_role(role, group_oid);
}

static void
remember_person(HeapTuple row, TupleDesc columns, void *context)
{
	Identity *identity = context;
	bool is_null;

	identity->person = DatumGetInt64(SPI_getbinval(row, columns, 1, &is_null));
	identity->actor = MemoryContextStrdup(identity->context, SPI_getvalue(row, columns, 2));
}

/* Somebody who was looked up, as he was named: NULL texts were not given. */
typedef struct Person
{
	int32 agency;
	const char *db_role;
	const char *actor;
	const char *name; /* NULL: nobody there bears it */
	int64 id;
} Person;

/* What has been asked of people; a session that asks more than this begins again. */
#define MAX_ASKED 64

typedef struct Asked
{
	List *persons; /* of Person * */
	List *allowed; /* of Allowed * */
} Asked;

static Cache cache = {
	.name = "people", .size = sizeof(Asked), .sources = SOURCE_BIT(SOURCE_PEOPLE)};

static Asked *
asked_before(void)
{
	Asked *asked = cache_take(&cache);

	if (list_length(asked->persons) < MAX_ASKED && list_length(asked->allowed) < MAX_ASKED)
		return asked;
	cache_forget(&cache);
	return cache_take(&cache);
}

static bool
same_or_both_null(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a == b : strcmp(a, b) == 0;
}

static const Person *
find_person(const Asked *asked, int32 agency, const char *db_role, const char *actor)
{
	ListCell *cell;

	foreach (cell, asked->persons)
	{
		const Person *person = lfirst(cell);

		if (person->agency == agency && strcmp(person->db_role, db_role) == 0 &&
			same_or_both_null(person->actor, actor))
			return person;
	}
	return NULL;
}

static char *
copy_text(const char *text)
{
	return text ? pstrdup(text) : NULL;
}

static void
keep_person(Asked *asked, const Identity *identity, int32 agency, const char *actor)
{
	MemoryContext before = MemoryContextSwitchTo(cache_context(asked));
	Person *person = palloc(sizeof(Person));

	*person = (Person){.agency = agency,
					   .db_role = pstrdup(identity->db_role),
					   .actor = copy_text(actor),
					   .name = identity->person ? pstrdup(identity->actor) : NULL,
					   .id = identity->person};
	asked->persons = lappend(asked->persons, person);
	MemoryContextSwitchTo(before);
}

static void
ask_person(Identity *identity, const char *actor, int32 agency)
{
	static CachedQuery query = {
		"SELECT id, name FROM dkis.people WHERE agency = $1"
		" AND CASE WHEN $2 IS NULL THEN db_role = $3::name ELSE actor = $2 END",
		3,
		{INT4OID, TEXTOID, TEXTOID},
		NULL};
	Datum arguments[] = {Int32GetDatum(agency), actor ? CStringGetTextDatum(actor) : (Datum) 0,
						 CStringGetTextDatum(identity->db_role)};

	query_ask(&query, arguments, actor ? NULL : " n ", remember_person, identity);
}

static void
read_person(Identity *identity, const char *actor)
{
	int32 agency = settings_agency();
	Asked *asked = asked_before();
	const Person *known = find_person(asked, agency, identity->db_role, actor);

	if (known)
	{
		identity->person = known->id;
		if (known->name)
			identity->actor = pstrdup(known->name);
		return;
	}
	ask_person(identity, actor, agency);
	keep_person(asked, identity, agency, actor);
}

/* What dkis does by itself bears this name, so nobody else may. */
static bool
is_system(const char *name)
{
	return pg_strcasecmp(name, IDENTITY_SYSTEM) == 0;
}

static void
refuse_claim(const Identity *identity, const char *claimed)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_DKIS_NOT_A_MEMBER),
		 errmsg("\"%s\" tidak boleh bertindak atas nama \"%s\"", identity->db_role,
				shortened(claimed)),
		 errdetail("Yang bertindak dicatat bersama peran basis data yang dipakainya."),
		 is_system(claimed)
			 ? errhint("Sebut orang yang bertindak; \"" IDENTITY_SYSTEM "\" hanya dkis sendiri.")
			 : errhint("Kosongkan kolom itu; hanya dkis_app dan dkis_admin yang menyebut orang "
					   "lain.")));
}

/* A pooler hands the session, and with it whom it acts for, to the next client. */
static void
warn_of_outliving(const char *actor)
{
	if (settings_actor_outlives())
		ereport(WARNING,
				(errmsg("dkis.actor masih \"%s\" dari transaksi sebelumnya", shortened(actor)),
				 errdetail("SET tanpa LOCAL berlaku selama sesi; lewat pooler seperti PgBouncer "
						   "sesi itu lalu dipakai orang lain."),
				 errhint("Tulis SET LOCAL dkis.actor = '...' dalam tiap transaksi; sekarang: "
						 "RESET dkis.actor.")));
}

/*
 * dkis.actor counts only for applications that are trusted to tell the truth.
 * The outer user counts: a function of the owner's that somebody calls makes
 * nobody an administrator.
 */
void
identity_read(Identity *identity)
{
	const char *actor = settings_actor();

	memset(identity, 0, sizeof *identity);
	identity->context = CurrentMemoryContext;
	identity->role = GetOuterUserId();
	identity->db_role = GetUserNameFromId(identity->role, false);
	identity->admin = has_role(identity->role, "dkis_admin");
	identity->app = has_role(identity->role, "dkis_app");
	identity->officer = identity->app || has_role(identity->role, "dkis_officer");
	identity->dispatcher = identity->app || has_role(identity->role, "dkis_dispatcher");
	if (!identity->app)
		actor = NULL;
	if (actor)
		warn_of_outliving(actor);
	if (actor && !identity->admin && is_system(actor))
		refuse_claim(identity, actor);
	identity->actor = actor ? actor : identity->db_role;
	read_person(identity, actor);
}

const char *
identity_claim(const Identity *identity, const char *claimed)
{
	if (claimed == NULL || strcmp(claimed, identity->actor) == 0 ||
		strcmp(claimed, identity->db_role) == 0)
		return identity->actor;
	if (!identity->admin && (!identity->app || is_system(claimed)))
		refuse_claim(identity, claimed);
	return claimed;
}

/* ---- performers ------------------------------------------------------------- */

typedef struct Membership
{
	MemoryContext context; /* of the text */
	bool open;             /* external, or without any member: any officer */
	bool member;
	bool acting;   /* a member as Plh or Plt alone */
	char *members; /* for the hint; NULL: none */
} Membership;

static void
remember_membership(HeapTuple row, TupleDesc columns, void *context)
{
	Membership *found = context;
	char *members = SPI_getvalue(row, columns, 3);
	bool is_null;

	found->open = DatumGetBool(SPI_getbinval(row, columns, 1, &is_null));
	found->member = DatumGetBool(SPI_getbinval(row, columns, 2, &is_null));
	found->acting = DatumGetBool(SPI_getbinval(row, columns, 4, &is_null));
	found->members = members ? MemoryContextStrdup(found->context, members) : NULL;
}

/* Today is the agency's own date, whatever zone the caller's session is in. */
static Membership
ask_membership(CachedQuery *query, const Identity *identity, int32 agency, Datum performers,
			   const char *organisation)
{
	Datum arguments[] = {Int32GetDatum(agency), performers, Int64GetDatum(identity->person),
						 organisation ? CStringGetTextDatum(organisation) : (Datum) 0,
						 DateADTGetDatum(agency_today(agency))};
	Membership found = {.context = CurrentMemoryContext};

	query_ask(query, arguments, organisation ? NULL : "   n ", remember_membership, &found);
	return found;
}

static Membership
read_membership(const Identity *identity, int32 agency, const char *performer,
				const char *organisation)
{
	static CachedQuery query = {
		"SELECT p.external OR NOT EXISTS (SELECT FROM dkis.performer_members m"
		"  WHERE m.agency = p.agency AND m.performer = p.code),"
		" coalesce(bool_or(m.person = $3), false), string_agg(DISTINCT n.name, ', '),"
		" coalesce(bool_and(m.acting) FILTER (WHERE m.person = $3), false)"
		" FROM dkis.performers p"
		" LEFT JOIN dkis.performer_members m ON m.agency = p.agency AND m.performer = p.code"
		"  AND m.valid @> $5 AND (m.organisation IS NULL OR m.organisation = $4)"
		" LEFT JOIN dkis.people n ON n.id = m.person"
		" WHERE p.agency = $1 AND p.code = $2 GROUP BY p.id",
		5,
		{INT4OID, TEXTOID, INT8OID, TEXTOID, DATEOID},
		NULL};
	return ask_membership(&query, identity, agency, CStringGetTextDatum(performer), organisation);
}

static Datum
performer_array(const List *texts)
{
	Datum *elements = palloc(sizeof(Datum) * Max(list_length(texts), 1));
	const ListCell *cell;

	foreach (cell, texts)
		elements[foreach_current_index(cell)] = CStringGetTextDatum(lfirst(cell));
	return texts_datum(elements, list_length(texts));
}

/* The same for these performers and everybody above them. */
static Membership
read_chain(const Identity *identity, int32 agency, const List *performers, const char *organisation)
{
	static CachedQuery query = {
		"WITH RECURSIVE chain (code, superior, open) AS ("
		" SELECT p.code, p.superior, p.external OR NOT EXISTS (SELECT FROM dkis.performer_members m"
		"  WHERE m.agency = p.agency AND m.performer = p.code)"
		" FROM dkis.performers p WHERE p.agency = $1 AND p.code = ANY ($2)"
		" UNION SELECT p.code, p.superior, false FROM chain c"
		" JOIN dkis.performers p ON p.agency = $1 AND p.code = c.superior)"
		" SELECT coalesce(bool_or(c.open), false), coalesce(bool_or(m.person = $3), false),"
		" string_agg(DISTINCT n.name, ', '), false"
		" FROM chain c LEFT JOIN dkis.performer_members m ON m.agency = $1 AND m.performer = c.code"
		"  AND m.valid @> $5 AND (m.organisation IS NULL OR m.organisation = $4)"
		" LEFT JOIN dkis.people n ON n.id = m.person",
		5,
		{INT4OID, TEXTARRAYOID, INT8OID, TEXTOID, DATEOID},
		NULL};
	return ask_membership(&query, identity, agency, performer_array(performers), organisation);
}

/* ---- what has been asked before --------------------------------------------------- */

/*
 * Who was allowed is asked once a session, until people, performers or their
 * members change, or the day: the same officer finishes step after step.
 */
typedef struct Allowed
{
	int64 person;
	int32 agency;
	char *performer;
	char *organisation; /* NULL: none */
	DateADT day;
	bool open;
	bool member;
	bool acting;
} Allowed;

static const Allowed *
find_allowed(const Asked *before, const Allowed *asked)
{
	ListCell *cell;

	foreach (cell, before->allowed)
	{
		const Allowed *known = lfirst(cell);

		if (known->person == asked->person && known->agency == asked->agency &&
			known->day == asked->day && strcmp(known->performer, asked->performer) == 0 &&
			same_or_both_null(known->organisation, asked->organisation))
			return known;
	}
	return NULL;
}

static void
keep_allowed(Asked *known, const Allowed *asked)
{
	MemoryContext before = MemoryContextSwitchTo(cache_context(known));
	Allowed *kept = palloc(sizeof(Allowed));

	*kept = *asked;
	kept->performer = pstrdup(asked->performer);
	kept->organisation = copy_text(asked->organisation);
	known->allowed = lappend(known->allowed, kept);
	MemoryContextSwitchTo(before);
}

static void
refuse_performer(const Identity *identity, const char *performer, const char *organisation,
				 const Membership *membership)
{
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_NOT_A_MEMBER),
			 errmsg("\"%s\" bukan anggota pelaksana \"%s\"", shortened(identity->actor), performer),
			 organisation ? errdetail("Kasus ini milik organisasi %s.", organisation) : 0,
			 membership->members
				 ? errhint("Yang boleh: %s; atau dkis_admin.", membership->members)
				 : errhint("Yang boleh: %sdkis_admin.", membership->open ? "dkis_officer, " : "")));
}

static bool
may(const Identity *identity, bool emergency, bool open, bool member)
{
	return member || (open && (identity->officer || (emergency && identity->dispatcher)));
}

/*
 * chain: asked.performer names a list of them, or NIL, with everybody above.
 * membership: what was read, where the memory did not say yes.
 */
static bool
is_allowed(const Identity *identity, Allowed *asked, const List *chain, bool emergency,
		   Membership *membership)
{
	Asked *before;
	const Allowed *known;

	if (identity->admin || !settings_enforce_performer)
		return true;
	asked->person = identity->person;
	asked->day = agency_today(asked->agency);
	before = asked_before();
	known = find_allowed(before, asked);
	if (known && may(identity, emergency, known->open, known->member))
		return true;
	*membership =
		chain ? read_chain(identity, asked->agency, chain, asked->organisation)
			  : read_membership(identity, asked->agency, asked->performer, asked->organisation);
	if (!may(identity, emergency, membership->open, membership->member))
		return false;
	asked->open = membership->open;
	asked->member = membership->member;
	asked->acting = membership->acting;
	keep_allowed(before, asked);
	return true;
}

static void
check_allowed(const Identity *identity, Allowed *asked, const List *chain, bool emergency)
{
	Membership membership;

	if (!is_allowed(identity, asked, chain, emergency, &membership))
		refuse_performer(identity, asked->performer, asked->organisation, &membership);
}

bool
identity_may_perform(const Identity *identity, int32 agency, const char *performer,
					 const char *organisation, bool emergency)
{
	Allowed asked = {.agency = agency,
					 .performer = unconstify(char *, performer),
					 .organisation = unconstify(char *, organisation)};
	Membership membership;

	return is_allowed(identity, &asked, NIL, emergency, &membership);
}

bool
identity_acts(const Identity *identity, int32 agency, const char *performer,
			  const char *organisation)
{
	Allowed asked = {.person = identity->person,
					 .agency = agency,
					 .performer = unconstify(char *, performer),
					 .organisation = unconstify(char *, organisation),
					 .day = agency_today(agency)};
	const Allowed *known = identity->admin ? NULL : find_allowed(asked_before(), &asked);

	return known && known->acting;
}

void
identity_check_performer(const Identity *identity, int32 agency, const char *performer,
						 const char *organisation, bool emergency)
{
	Allowed asked = {.agency = agency,
					 .performer = unconstify(char *, performer),
					 .organisation = unconstify(char *, organisation)};

	check_allowed(identity, &asked, NIL, emergency);
}

void
identity_check_action(const Identity *identity, int32 agency, const List *performers,
					  const char *organisation, bool emergency)
{
	StringInfoData names;
	Allowed asked = {.agency = agency, .organisation = unconstify(char *, organisation)};
	const ListCell *cell;

	if (performers == NIL) /* nothing is open: dkis_admin alone */
		performers = list_make1("");
	initStringInfo(&names);
	foreach (cell, performers)
		appendStringInfo(&names, "%s%s", names.len ? ", " : "", (const char *) lfirst(cell));
	appendStringInfoString(&names, " atau atasannya");
	asked.performer = names.data;
	check_allowed(identity, &asked, performers, emergency);
}

PG_FUNCTION_INFO_V1(dkis_acting);

Datum
dkis_acting(PG_FUNCTION_ARGS)
{
	Identity identity;

	identity_read(&identity);
	PG_RETURN_TEXT_P(cstring_to_text(identity.actor));
}

PG_FUNCTION_INFO_V1(dkis_acting_person);

Datum
dkis_acting_person(PG_FUNCTION_ARGS)
{
	Identity identity;

	identity_read(&identity);
	if (identity.person == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(identity.person);
}
