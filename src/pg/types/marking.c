/*
 * dkis.marking in SQL.
 */
#include "pg/base/array.h"
#include "pg/types/compare.h"
#include "pg/types/flow.h"

#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "pg/base/module.h"

static char *
marking_text(const Marking *marking, size_t *length)
{
	DkisText text;

	dkis_text_init(&text);
	marking_print(marking, &text);
	*length = text.length;
	return text.data;
}

PG_FUNCTION_INFO_V1(dkis_marking_in);
Datum
dkis_marking_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	DkisError error;
	Marking *marking = marking_parse(text, strlen(text), &error);

	if (!marking)
		dkis_refuse_input(fcinfo, &error);
	PG_RETURN_DATUM(flat_datum(marking, marking_size(marking)));
}

PG_FUNCTION_INFO_V1(dkis_marking_out);
Datum
dkis_marking_out(PG_FUNCTION_ARGS)
{
	size_t length;

	PG_RETURN_CSTRING(marking_text(PG_GETARG_MARKING(0), &length));
}

PG_FUNCTION_INFO_V1(dkis_marking_send);
Datum
dkis_marking_send(PG_FUNCTION_ARGS)
{
	size_t length;
	char *text = marking_text(PG_GETARG_MARKING(0), &length);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendint8(&message, MARKING_VERSION);
	pq_sendtext(&message, text, (int) length);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

PG_FUNCTION_INFO_V1(dkis_marking_recv);
Datum
dkis_marking_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	char *text = flow_receive(message, MARKING_VERSION, "dkis.marking");
	DkisError error;
	Marking *marking = marking_parse(text, strlen(text), &error);

	if (!marking)
		flow_refuse_binary(&error);
	PG_RETURN_DATUM(flat_datum(marking, marking_size(marking)));
}

ORDER_AND_HASH(marking, PG_GETARG_MARKING, marking_compare, marking_hash);

PG_FUNCTION_INFO_V1(dkis_active_steps);
Datum
dkis_active_steps(PG_FUNCTION_ARGS)
{
	const Marking *marking = PG_GETARG_MARKING(0);
	int n = marking_active_count(marking);
	Datum *texts = palloc(sizeof(Datum) * (Size) n);

	for (int i = 0; i < n; i++)
	{
		MarkingEntry entry = marking_entry(marking, i);

		texts[i] = PointerGetDatum(cstring_to_text_with_len(entry.step, (int) entry.step_length));
	}
	PG_RETURN_DATUM(texts_datum(texts, n));
}
