#include "pg/case/columns.h"

#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "pg/base/agency.h"
#include "pg/base/settings.h"

const Column case_columns[CASE_COLUMNS] = {COLUMN_ID,
										   CASE_LIST(COLUMN_ENTRY) CASE_HIDDEN_LIST(COLUMN_ENTRY)};
const Column step_columns[STEP_COLUMNS] = {COLUMN_ID, STEP_LIST(COLUMN_ENTRY)};
static const Column event_columns[] = {COLUMN_ID, EVENT_LIST(COLUMN_ENTRY)};

StaticAssertDecl(CASE_COLUMNS <= ROW_COLUMNS, "a case has more columns than a Row");

#define OF_A_CASE(relation, list, length, column)                                                  \
	{                                                                                              \
		.schema = "dkis_store", .name = relation, .columns = list, .count = length,                \
		.owner = &stored_cases, .owned_by = column                                                 \
	}

RowRelation stored_cases = ROW_RELATION("dkis_store", "cases", case_columns, CASE_COLUMNS);
RowRelation stored_steps = OF_A_CASE("case_steps", step_columns, STEP_COLUMNS, STEP_CASE_ID);
RowRelation stored_events = OF_A_CASE("case_events", event_columns, EVENT_COLUMNS, EVENT_CASE_ID);

void
detail_begin(Detail *detail)
{
	detail->built = (JsonbBuilder){0};
	detail->keys = 0;
}

static void
put_pair(Detail *detail, const char *key, JsonbValue *value)
{
	JsonbValue name = {.type = jbvString};

	if (detail->keys++ == 0)
		jsonb_push(&detail->built, WJB_BEGIN_OBJECT, NULL);
	name.val.string.val = pstrdup(key);
	name.val.string.len = (int) strlen(key);
	jsonb_push(&detail->built, WJB_KEY, &name);
	jsonb_push(&detail->built, WJB_VALUE, value);
}

void
detail_text(Detail *detail, const char *key, const char *value)
{
	JsonbValue string = {.type = jbvString};

	if (value == NULL)
		return;
	string.val.string.val = pstrdup(value);
	string.val.string.len = (int) strlen(value);
	put_pair(detail, key, &string);
}

void
detail_time(Detail *detail, const char *key, TimestampTz at)
{
	JsonbValue none = {.type = jbvNull};
	char field[MAXDATELEN + 1];
	int offset = agency_offset(settings_agency(), at); /* as the agency's clocks show it */

	if (at == DT_NOEND)
	{
		put_pair(detail, key, &none);
		return;
	}
	JsonEncodeDateTime(field, TimestampTzGetDatum(at), TIMESTAMPTZOID, &offset);
	detail_text(detail, key, field);
}

void
detail_number(Detail *detail, const char *key, int64 number)
{
	JsonbValue value = {.type = jbvNumeric};

	value.val.numeric = int64_to_numeric(number);
	put_pair(detail, key, &value);
}

void
detail_json(Detail *detail, const char *key, Datum jsonb)
{
	JsonbValue value;

	JsonbToJsonbValue(DatumGetJsonbP(jsonb), &value);
	put_pair(detail, key, &value);
}

void
detail_pairs(Detail *detail, Datum object)
{
	JsonbIterator *it = JsonbIteratorInit(&DatumGetJsonbP(object)->root);
	JsonbValue value;
	JsonbIteratorToken token = JsonbIteratorNext(&it, &value, false);

	if (token != WJB_BEGIN_OBJECT)
		return;
	while (JsonbIteratorNext(&it, &value, true) == WJB_KEY)
	{
		char *key = pnstrdup(value.val.string.val, value.val.string.len);

		(void) JsonbIteratorNext(&it, &value, true);
		put_pair(detail, key, &value);
	}
}

Datum
detail_end(Detail *detail)
{
	if (detail->keys == 0)
		return (Datum) 0;
	jsonb_push(&detail->built, WJB_END_OBJECT, NULL);
	return JsonbPGetDatum(JsonbValueToJsonb(detail->built.result));
}
