/*
 * dkis.sla: input, output and order.
 */
#include "pg/base/compat.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "pg/base/module.h"
#include "pg/types/compare.h"
#include "pg/types/sla.h"

PG_FUNCTION_INFO_V1(dkis_sla_in);
PG_FUNCTION_INFO_V1(dkis_sla_out);
PG_FUNCTION_INFO_V1(dkis_sla_recv);
PG_FUNCTION_INFO_V1(dkis_sla_send);
PG_FUNCTION_INFO_V1(dkis_sla_minutes);

Datum
dkis_sla_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	Sla *sla = palloc(sizeof *sla);
	DkisError error;

	if (!sla_parse(text, strlen(text), sla, &error))
		dkis_refuse_input(fcinfo, &error);
	PG_RETURN_POINTER(sla);
}

Datum
dkis_sla_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(SLA_TEXT_SIZE);

	sla_print(PG_GETARG_SLA(0), text);
	PG_RETURN_CSTRING(text);
}

Datum
dkis_sla_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	Sla *sla = palloc0(sizeof *sla);
	DkisError error;

	sla->version = pq_getmsgbyte(message);
	sla->unit = pq_getmsgbyte(message);
	sla->extension_unit = pq_getmsgbyte(message);
	sla->flags = pq_getmsgbyte(message);
	sla->minimum = pq_getmsgint(message, 4);
	sla->limit = pq_getmsgint(message, 4);
	sla->extension = pq_getmsgint(message, 4);
	if (!sla_check(sla, &error))
		dkis_raise(&error);
	PG_RETURN_POINTER(sla);
}

Datum
dkis_sla_send(PG_FUNCTION_ARGS)
{
	const Sla *sla = PG_GETARG_SLA(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, sla->version);
	pq_sendbyte(&message, sla->unit);
	pq_sendbyte(&message, sla->extension_unit);
	pq_sendbyte(&message, sla->flags);
	pq_sendint32(&message, sla->minimum);
	pq_sendint32(&message, sla->limit);
	pq_sendint32(&message, sla->extension);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

ORDER_AND_HASH(sla, PG_GETARG_SLA, sla_compare, sla_hash);

/* (sla, extended, round_the_clock) */
Datum
dkis_sla_minutes(PG_FUNCTION_ARGS)
{
	const Sla *sla = PG_GETARG_SLA(0);

	if (sla_is_none(sla))
		PG_RETURN_NULL();
	PG_RETURN_INT64(sla_minutes(sla, PG_GETARG_BOOL(1), PG_GETARG_BOOL(2)));
}
