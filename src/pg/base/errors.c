#include "pg/base/errors.h"

#define MAX_QUOTED 100 /* bytes of somebody's text in a message */

const char *
shortened(const char *text)
{
	size_t length = strlen(text);
	int kept = dkis_clip(text, length, MAX_QUOTED);

	return (size_t) kept == length ? text : psprintf("%.*s...", kept, text);
}

void
dkis_require_reason(const char *reason, const char *what, const char *whose, const char *how)
{
	if (reason == NULL || reason[strspn(reason, " \t\r\n")] == '\0')
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("%s perlu alasan", what),
						errdetail("Alasannya kosong; alasan %s dibaca pada riwayat.", whose),
						errhint("%s", how)));
}

/* Raises what the domain refused; the caller's own context may add to it. */
void
dkis_raise(const DkisError *error)
{
	const char *s = error->sqlstate;

	ereport(ERROR,
			(errcode(MAKE_SQLSTATE(s[0], s[1], s[2], s[3], s[4])), errmsg("%s", error->message),
			 error->detail[0] ? errdetail("%s", error->detail) : 0,
			 error->hint[0] ? errhint("%s", error->hint) : 0));
}
