/*
 * Hashing the chain of a case's events.
 */
#include "pg/base/compat.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "core/history/chain.h"
#include "pg/base/digest.h"
#include "pg/base/module.h"
#include "pg/case/chain.h"

void
chain_seal_detail(Row *event)
{
	if (event->nulls[EVENT_DETAIL])
		return;
	row_set(event, EVENT_SALT, digest_salt());
	row_set(event, EVENT_DIGEST,
			digest_payload(event->values[EVENT_SALT], event->values[EVENT_DETAIL]));
}

static ChainText
chain_text(const Row *event, int column)
{
	ChainText text = {NULL, 0};

	if (!event->nulls[column])
	{
		/* text and bytea are laid out alike */
		struct varlena *value = PG_DETOAST_DATUM_PACKED(event->values[column]);

		text.bytes = VARDATA_ANY(value);
		text.length = VARSIZE_ANY_EXHDR(value);
	}
	return text;
}

Datum
chain_hash_event(const Row *event, Datum previous)
{
	ChainEvent chained = {
		.agency = DatumGetInt32(event->values[EVENT_AGENCY]),
		.case_id = DatumGetInt64(event->values[EVENT_CASE_ID]),
		.seq = DatumGetInt32(event->values[EVENT_SEQ]),
		.at = DatumGetTimestampTz(event->values[EVENT_AT]),
		.recorded_at = DatumGetTimestampTz(event->values[EVENT_RECORDED_AT]),
		.actor = chain_text(event, EVENT_ACTOR),
		.db_role = chain_text(event, EVENT_DB_ROLE),
		.event = chain_text(event, EVENT_EVENT),
		.step = chain_text(event, EVENT_STEP),
		.outcome = chain_text(event, EVENT_OUTCOME),
		.digest = chain_text(event, EVENT_DIGEST),
		.facts = chain_text(event, EVENT_FACTS),
	};
	bytea *before = previous ? DatumGetByteaPP(previous) : NULL;
	DkisText bytes;
	Datum hash;

	dkis_text_init(&bytes);
	chain_serialise(&chained, before ? (const uint8_t *) VARDATA_ANY(before) : NULL, &bytes);
	hash = digest_bytes(bytes.data, bytes.length);
	pfree(bytes.data);
	return hash;
}

PG_FUNCTION_INFO_V1(dkis_event_digest);
PG_FUNCTION_INFO_V1(dkis_event_hash);

Datum
dkis_event_digest(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(digest_payload(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

static void
require_hash(Datum previous)
{
	if (VARSIZE_ANY_EXHDR(DatumGetByteaPP(previous)) != CHAIN_HASH_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("nilai hash sebelumnya harus 32 bita"),
				 errdetail("Nilai hash sebelumnya adalah SHA-256 dari peristiwa sebelumnya."),
				 errhint("Ambil kolom hash dari dkis.case_events, atau beri NULL untuk peristiwa "
						 "pertama.")));
}

/* Arguments in the order of the columns from EVENT_AGENCY on, without detail and salts. */
Datum
dkis_event_hash(PG_FUNCTION_ARGS)
{
	static const EventColumn columns[] = {
		EVENT_AGENCY,  EVENT_CASE_ID, EVENT_SEQ,  EVENT_AT,      EVENT_RECORDED_AT, EVENT_ACTOR,
		EVENT_DB_ROLE, EVENT_EVENT,   EVENT_STEP, EVENT_OUTCOME, EVENT_DIGEST,      EVENT_FACTS};
	Row event;

	row_clear(&event);
	for (size_t i = 0; i < lengthof(columns); i++)
		if (!PG_ARGISNULL(i + 1))
			row_set(&event, columns[i], PG_GETARG_DATUM(i + 1));
	for (int column = EVENT_AGENCY; column <= EVENT_EVENT; column++)
		if (event.nulls[column])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("peristiwa harus lengkap kecuali step, outcome, digest dan facts"),
					 errdetail("Nilai hash dihitung dari seluruh isi peristiwa."),
					 errhint("Beri semua kolom sebagaimana tertulis di dkis.case_events.")));
	if (!PG_ARGISNULL(0))
		require_hash(PG_GETARG_DATUM(0));
	PG_RETURN_DATUM(chain_hash_event(&event, PG_ARGISNULL(0) ? (Datum) 0 : PG_GETARG_DATUM(0)));
}
