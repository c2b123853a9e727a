#include "pg/base/identity.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"

#include "pg/base/agency.h"
#include "pg/base/array.h"
#include "pg/base/cache.h"
#include "pg/base/read.h"

static bool
has_role(Oid role, const char *group)
{
	Oid group_oid = get_role_oid(group, true);

	return OidIsValid(group_oid) && has_privs_of_role(role, group_oid);
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

#define PERSON_LIST(X) X(PERSON_NAME, name, text)
enum
{
	PERSON_ID,
	PERSON_LIST(COLUMN_NUMBER) PERSON_COLUMNS
};
static const Column person_columns[] = {COLUMN_ID, PERSON_LIST(COLUMN_ENTRY)};
static RowRelation people_read = ROW_RELATION("dkis", "people", person_columns, PERSON_COLUMNS);

/* As the application names him, else as whom he is logged in. */
static void
ask_person(Identity *identity, const char *actor, int32 agency)
{
	NameData db_role;
	Datum key[] = {Int32GetDatum(agency), NameGetDatum(&db_role)};
	Reading reading;
	Row row;

	namestrcpy(&db_role, identity->db_role);
	if (actor)
		key[1] = CStringGetTextDatum(actor);
	readings_begin();
	reading_begin(&reading, &people_read,
				  actor ? "people_agency_actor_key" : "people_agency_db_role_key", 2);
	reading_for(&reading, key);
	if (reading_next(&reading, &row))
	{
		identity->person = row_int64(&row, PERSON_ID);
		identity->actor = row_keep_text(&row, PERSON_NAME, identity->context);
	}
	reading_end(&reading);
	readings_end();
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

#define PERFORMER_LIST(X)                                                                          \
	X(PERFORMER_SUPERIOR, superior, text) X(PERFORMER_EXTERNAL, external, bool)
#define MEMBER_LIST(X)                                                                             \
	X(MEMBER_ORGANISATION, organisation, text)                                                     \
	X(MEMBER_PERSON, person, int8) X(MEMBER_VALID, valid, daterange) X(MEMBER_ACTING, acting, bool)
enum
{
	PERFORMER_ID,
	PERFORMER_LIST(COLUMN_NUMBER) PERFORMER_COLUMNS
};
enum
{
	MEMBER_ID,
	MEMBER_LIST(COLUMN_NUMBER) MEMBER_COLUMNS
};
static const Column performer_columns[] = {COLUMN_ID, PERFORMER_LIST(COLUMN_ENTRY)};
static const Column member_columns[] = {COLUMN_ID, MEMBER_LIST(COLUMN_ENTRY)};
static RowRelation performers_read =
	ROW_RELATION("dkis", "performers", performer_columns, PERFORMER_COLUMNS);
static RowRelation members_read =
	ROW_RELATION("dkis", "performer_members", member_columns, MEMBER_COLUMNS);

typedef struct Membership
{
	bool open; /* external, or without any member: any officer */
	bool member;
	bool acting;   /* a member as Plh or Plt alone */
	List *persons; /* of int64 *: whose post it is today */
} Membership;

/* Posts being looked up; today is the agency's own date, whatever zone the caller's session is in.
 */
typedef struct PostSearch
{
	const Identity *identity;
	int32 agency;
	DateADT today;
	Reading performers;
	Reading members;
	Membership found;
} PostSearch;

static void
begin_posts(PostSearch *search, const Identity *identity, int32 agency)
{
	*search = (PostSearch){.identity = identity, .agency = agency, .today = agency_today(agency)};
	readings_begin();
	reading_begin(&search->performers, &performers_read, "performers_agency_code_key", 2);
	reading_begin(&search->members, &members_read, "performer_members_agency_performer_idx", 2);
}

static Membership
end_posts(PostSearch *search)
{
	reading_end(&search->members);
	reading_end(&search->performers);
	readings_end();
	return search->found;
}

static bool
counts_today(const PostSearch *search, const Row *member, const char *organisation)
{
	if (!member->nulls[MEMBER_ORGANISATION] &&
		!(organisation && row_text_is(member, MEMBER_ORGANISATION, organisation)))
		return false;
	return DatumGetBool(OidFunctionCall2(F_RANGE_CONTAINS_ELEM, member->values[MEMBER_VALID],
										 DateADTGetDatum(search->today)));
}

static void
add_member(PostSearch *search, const Row *member)
{
	Membership *found = &search->found;
	int64 *person = palloc(sizeof *person);

	*person = row_int64(member, MEMBER_PERSON);
	found->persons = lappend(found->persons, person);
	if (*person != search->identity->person)
		return;
	found->acting = row_bool(member, MEMBER_ACTING) && (found->acting || !found->member);
	found->member = true;
}

/* Whether it has ever had a member. */
static bool
look_at_members(PostSearch *search, Datum *key, const char *organisation)
{
	bool any = false;
	Row member;

	reading_for(&search->members, key);
	while (reading_next(&search->members, &member))
	{
		any = true;
		if (counts_today(search, &member, organisation))
			add_member(search, &member);
	}
	return any;
}

/* own: the post itself is asked for, not one above it. Its superior; NULL: none. */
static char *
look_at_post(PostSearch *search, const char *performer, const char *organisation, bool own)
{
	Datum key[] = {Int32GetDatum(search->agency), CStringGetTextDatum(performer)};
	bool any;
	Row row;

	reading_for(&search->performers, key);
	if (!reading_next(&search->performers, &row))
		return NULL;
	any = look_at_members(search, key, organisation);
	if (own && (!any || row_bool(&row, PERFORMER_EXTERNAL)))
		search->found.open = true;
	return row_text(&row, PERFORMER_SUPERIOR);
}

static Membership
read_membership(const Identity *identity, int32 agency, const char *performer,
				const char *organisation)
{
	PostSearch search;

	begin_posts(&search, identity, agency);
	(void) look_at_post(&search, performer, organisation, true);
	return end_posts(&search);
}

static bool
is_word_of(const List *words, const char *word)
{
	const ListCell *cell;

	foreach (cell, words)
		if (strcmp(lfirst(cell), word) == 0)
			return true;
	return false;
}

/* The post and those above it, each once: a ring ends. */
static void
look_upwards(PostSearch *search, const Post *post)
{
	List *passed = NIL;
	char *performer = pstrdup(post->performer);

	while (performer && !is_word_of(passed, performer))
	{
		char *superior = look_at_post(search, performer, post->organisation, passed == NIL);

		passed = lappend(passed, performer);
		performer = superior;
	}
}

/* The same for these posts and everybody above them; who is only acting does not matter there. */
static Membership
read_chain(const Identity *identity, int32 agency, const List *posts)
{
	PostSearch search;
	const ListCell *cell;

	begin_posts(&search, identity, agency);
	foreach (cell, posts)
		look_upwards(&search, lfirst(cell));
	search.found.acting = false;
	return end_posts(&search);
}

/* For the hint; NULL: nobody. */
static char *
names_of(const Membership *membership)
{
	static CachedQuery query = {
		"SELECT string_agg(DISTINCT name, ', ') FROM dkis.people WHERE id = ANY ($1)",
		1,
		{INT8ARRAYOID},
		NULL};
	int64 *ids = palloc(sizeof(int64) * Max(list_length(membership->persons), 1));
	const ListCell *cell;
	Datum persons;

	foreach (cell, membership->persons)
		ids[foreach_current_index(cell)] = *(int64 *) lfirst(cell);
	persons = bigints_datum(ids, list_length(membership->persons));
	return query_ask_text(&query, &persons, NULL);
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
	char *names = names_of(membership);

	ereport(ERROR,
			(errcode(ERRCODE_DKIS_NOT_A_MEMBER),
			 errmsg("\"%s\" bukan anggota pelaksana \"%s\"", shortened(identity->actor), performer),
			 organisation ? errdetail("Kasus ini milik organisasi %s.", organisation) : 0,
			 names
				 ? errhint("Yang boleh: %s; atau dkis_admin.", names)
				 : errhint("Yang boleh: %sdkis_admin.", membership->open ? "dkis_officer, " : "")));
}

static bool
may(const Identity *identity, bool emergency, bool open, bool member)
{
	return member || (open && (identity->officer || (emergency && identity->dispatcher)));
}

/*
 * chain: the posts that asked names, with everybody above; or NIL.
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
		chain ? read_chain(identity, asked->agency, chain)
			  : read_membership(identity, asked->agency, asked->performer, asked->organisation);
	if (!may(identity, emergency, membership->open, membership->member))
		return false;
	asked->open = membership->open;
	asked->member = membership->member;
	asked->acting = membership->acting;
	keep_allowed(before, asked);
	return true;
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
	Membership membership;

	if (!is_allowed(identity, &asked, NIL, emergency, &membership))
		refuse_performer(identity, performer, organisation, &membership);
}

List *
identity_add_post(List *posts, const char *performer, const char *organisation)
{
	Post *post;
	const ListCell *cell;

	foreach (cell, posts)
	{
		const Post *known = lfirst(cell);

		if (strcmp(known->performer, performer) == 0 &&
			same_or_both_null(known->organisation, organisation))
			return posts;
	}
	post = palloc(sizeof *post);
	*post = (Post){performer, organisation};
	return lappend(posts, post);
}

static List *
add_word(List *words, const char *word)
{
	const ListCell *cell;

	foreach (cell, words)
		if (strcmp(lfirst(cell), word) == 0)
			return words;
	return lappend(words, unconstify(char *, word));
}

/* Each once; NULL: none. */
static char *
in_words(const List *words)
{
	StringInfoData text;
	const ListCell *cell;

	initStringInfo(&text);
	foreach (cell, words)
		appendStringInfo(&text, "%s%s", text.len ? ", " : "", (const char *) lfirst(cell));
	return words ? text.data : NULL;
}

static void
refuse_action(const Identity *identity, const List *posts, const Membership *membership)
{
	List *performers = NIL;
	List *organisations = NIL;
	const ListCell *cell;

	foreach (cell, posts)
	{
		const Post *post = lfirst(cell);

		performers = add_word(performers, post->performer);
		if (post->organisation)
			organisations = add_word(organisations, post->organisation);
	}
	refuse_performer(identity, psprintf("%s atau atasannya", in_words(performers)),
					 in_words(organisations), membership);
}

/* What was asked before of the same posts is known by this. */
static char *
key_of_posts(const List *posts)
{
	StringInfoData key;
	const ListCell *cell;

	initStringInfo(&key);
	foreach (cell, posts)
	{
		const Post *post = lfirst(cell);

		appendStringInfo(&key, "%s\n%s\n", post->performer,
						 post->organisation ? post->organisation : "");
	}
	return key.data;
}

void
identity_check_action(const Identity *identity, int32 agency, const List *posts, bool emergency)
{
	Allowed asked = {.agency = agency};
	Membership membership;

	if (posts == NIL) /* nothing is open: dkis_admin alone */
		posts = identity_add_post(NIL, "", NULL);
	asked.performer = key_of_posts(posts);
	if (!is_allowed(identity, &asked, posts, emergency, &membership))
		refuse_action(identity, posts, &membership);
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
