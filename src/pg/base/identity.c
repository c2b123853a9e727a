#include "pg/base/identity.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "pg/base/agency.h"
#include "pg/base/module.h"

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

static void
read_person(Identity *identity, const char *actor)
{
	static CachedQuery query = {
		"SELECT id, name FROM dkis.people WHERE agency = $1"
		" AND CASE WHEN $2 IS NULL THEN db_role = $3::name ELSE actor = $2 END",
		3,
		{INT4OID, TEXTOID, TEXTOID}, NULL};
	Datum arguments[] = {Int32GetDatum(settings_agency()),
						 actor ? CStringGetTextDatum(actor) : (Datum) 0,
						 CStringGetTextDatum(identity->db_role)};

	query_ask(&query, arguments, actor ? NULL : " n ", remember_person, identity);
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
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_NOT_A_MEMBER),
			 errmsg("\"%s\" tidak boleh bertindak atas nama \"%s\"", identity->db_role,
					shortened(claimed)),
			 is_system(claimed)
				 ? errhint("Sebut orang yang bertindak; \"" IDENTITY_SYSTEM "\" hanya dkis sendiri.")
				 : errhint("Kosongkan kolom itu; hanya dkis_app dan dkis_admin yang menyebut orang "
						   "lain.")));
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

typedef struct Answer
{
	char *performer;
	char *organisation; /* NULL: none */
	bool emergency;
} Answer;

static bool
same_or_both_null(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a == b : strcmp(a, b) == 0;
}

static bool
already_allowed(const Permissions *permissions, const char *performer, const char *organisation,
				bool emergency)
{
	ListCell *cell;

	foreach (cell, permissions->answers)
	{
		Answer *answer = lfirst(cell);

		if (answer->emergency == emergency && strcmp(answer->performer, performer) == 0 &&
			same_or_both_null(answer->organisation, organisation))
			return true;
	}
	return false;
}

static void
remember_allowed(Permissions *permissions, const char *performer, const char *organisation,
				 bool emergency)
{
	MemoryContext before = MemoryContextSwitchTo(permissions->context);
	Answer *answer = palloc(sizeof(Answer));

	answer->performer = pstrdup(performer);
	answer->organisation = organisation ? pstrdup(organisation) : NULL;
	answer->emergency = emergency;
	permissions->answers = lappend(permissions->answers, answer);
	MemoryContextSwitchTo(before);
}

typedef struct Membership
{
	MemoryContext context; /* of the text */
	bool open;			   /* external, or without any member: any officer */
	bool member;
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
	found->members = members ? MemoryContextStrdup(found->context, members) : NULL;
}

/* Today is the agency's own date, whatever zone the caller's session is in. */
static Membership
read_membership(const Identity *identity, int32 agency, const char *performer,
				const char *organisation)
{
	static CachedQuery query = {
		"SELECT p.external OR NOT EXISTS (SELECT FROM dkis.performer_members m"
		"  WHERE m.agency = p.agency AND m.performer = p.code),"
		" coalesce(bool_or(m.person = $3), false), string_agg(DISTINCT n.name, ', ')"
		" FROM dkis.performers p"
		" LEFT JOIN dkis.performer_members m ON m.agency = p.agency AND m.performer = p.code"
		"  AND m.valid @> $5 AND (m.organisation IS NULL OR m.organisation = $4)"
		" LEFT JOIN dkis.people n ON n.id = m.person"
		" WHERE p.agency = $1 AND p.code = $2 GROUP BY p.id",
		5,
		{INT4OID, TEXTOID, INT8OID, TEXTOID, DATEOID}, NULL};
	Datum arguments[] = {Int32GetDatum(agency), CStringGetTextDatum(performer),
						 Int64GetDatum(identity->person),
						 organisation ? CStringGetTextDatum(organisation) : (Datum) 0,
						 DateADTGetDatum(agency_today(agency))};
	Membership found = {.context = CurrentMemoryContext};

	query_ask(&query, arguments, organisation ? NULL : "   n ", remember_membership, &found);
	return found;
}

void
identity_check_performer(const Identity *identity, Permissions *permissions, int32 agency,
						 const char *performer, const char *organisation, bool emergency)
{
	Membership membership;

	if (identity->admin || !settings_enforce_performer ||
		already_allowed(permissions, performer, organisation, emergency))
		return;
	membership = read_membership(identity, agency, performer, organisation);
	if (!membership.member &&
		!(membership.open && (identity->officer || (emergency && identity->dispatcher))))
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_NOT_A_MEMBER),
				 errmsg("\"%s\" bukan anggota pelaksana \"%s\"", shortened(identity->actor), performer),
				 organisation ? errdetail("Kasus ini milik organisasi %s.", organisation) : 0,
				 membership.members
					 ? errhint("Yang boleh: %s; atau dkis_admin.", membership.members)
					 : errhint("Yang boleh: %sdkis_admin.",
							   membership.open ? "dkis_officer, " : "")));
	remember_allowed(permissions, performer, organisation, emergency);
}
