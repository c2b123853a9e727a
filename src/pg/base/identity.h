/*
 * Who is acting, and what he may do with a step.
 *
 * The caller is the outer user, not the owner of a SECURITY DEFINER function
 * on the way. A trusted application (dkis_app) names the acting person in
 * dkis.actor, or in opened_by/finished_by; both are recorded.
 */
#ifndef DKIS_PG_BASE_IDENTITY_H
#define DKIS_PG_BASE_IDENTITY_H

#include "pg/base/compat.h"

#include "nodes/pg_list.h"

/* Recorded for what dkis does by itself; nobody but dkis_admin may bear it. */
#define IDENTITY_SYSTEM "sistem"

typedef struct Identity
{
	Oid role;
	const char *db_role;
	const char *actor; /* the person's name where known, else the role's */
	int64 person;      /* dkis.people.id; 0 when nobody there */
	bool admin;        /* dkis_admin */
	bool app;          /* dkis_app */
	bool officer;      /* dkis_officer, or dkis_app */
	bool dispatcher;   /* dkis_dispatcher, or dkis_app */
	MemoryContext context;
} Identity;

/*
 * Answers the same for the whole of a statement; texts live in the current
 * context. SP004 for an application that calls itself the system.
 */
extern void identity_read(Identity *identity);
/* The person to record: the one claimed in a column if this caller may name one. */
extern const char *identity_claim(const Identity *identity, const char *claimed);

/*
 * SP004 unless he may finish this performer's steps for this organisation
 * (NULL: none). emergency: the SOP is worked by dispatchers.
 */
extern void identity_check_performer(const Identity *identity, int32 agency, const char *performer,
									 const char *organisation, bool emergency);
/* Whether he was found to be a member as Plh or Plt alone; asked after that check. */
extern bool identity_acts(const Identity *identity, int32 agency, const char *performer,
						  const char *organisation);
/* The same as a question. */
extern bool identity_may_perform(const Identity *identity, int32 agency, const char *performer,
								 const char *organisation, bool emergency);

/* Whose an open step is: this performer, for this organisation (NULL: none). */
typedef struct Post
{
	const char *performer;
	const char *organisation;
} Post;

/* One more (palloc'd) in a list of Post *, unless it is there. */
extern List *identity_add_post(List *posts, const char *performer, const char *organisation);
/*
 * SP004 unless he may act on a case (hold, resume, extend, class, assign, cancel,
 * data, rows within it) whose open steps are these posts': a member of one of
 * them, or of a performer above for the same organisation; dkis_admin always.
 */
extern void identity_check_action(const Identity *identity, int32 agency, const List *posts,
								  bool emergency);

#endif
