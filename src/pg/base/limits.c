#include "pg/base/limits.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "pg/base/module.h"
#include "pg/base/view.h"

static void
refuse_text(const char *name, size_t length, int most)
{
	ereport(ERROR,
			(errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION), errmsg("%s terlalu panjang", name),
			 errdetail("Panjangnya %zu huruf; paling banyak %d.", length, most),
			 errhint("Singkat isinya; yang panjang disimpan di luar dan disebut dalam "
					 "dkis.case_documents.")));
}

static void
refuse_size(const char *name, size_t size, int most, const char *unit)
{
	ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("%s terlalu besar", name),
					errdetail("Besarnya %zu %s; paling banyak %d.", size, unit, most),
					errhint("Bagi menjadi beberapa bagian, atau simpan isinya di luar dan sebut "
							"tempatnya.")));
}

static int
most_characters(const char *name)
{
	return strcmp(name, "title") == 0 ? LIMIT_TITLE : LIMIT_TEXT;
}

/* Without bringing it into memory: one that is far too long is refused by its size alone. */
static size_t
raw_size(Datum value)
{
	return toast_raw_datum_size(value) - VARHDRSZ;
}

static void
check_characters(const char *name, Datum value)
{
	int most = most_characters(name);
	size_t size = raw_size(value);
	text *content;
	size_t length;

	if (size <= (size_t) most)
		return;
	if (size > (size_t) most * pg_database_encoding_max_length())
		refuse_text(name, size, most);
	content = DatumGetTextPP(value);
	length = pg_mbstrlen_with_len(VARDATA_ANY(content), VARSIZE_ANY_EXHDR(content));
	if (length > (size_t) most)
		refuse_text(name, length, most);
}

static void
check_array(const char *name, Datum value)
{
	ArrayType *array;
	int elements;

	if (raw_size(value) > LIMIT_BINARY)
		refuse_size(name, raw_size(value), LIMIT_BINARY, "bita");
	array = DatumGetArrayTypeP(value);
	elements = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	if (elements > LIMIT_ELEMENTS)
		refuse_size(name, elements, LIMIT_ELEMENTS, "unsur");
}

static int
most_bytes(Oid type)
{
	if (type == JSONBOID || type == JSONOID)
		return LIMIT_JSON;
	return type == BYTEAOID ? LIMIT_BINARY : LIMIT_OTHER;
}

void
limits_check(const char *name, Oid type, Datum value)
{
	if (type == TEXTOID)
		check_characters(name, value);
	else if (get_typlen(type) == -1)
	{
		if (OidIsValid(get_element_type(type)))
			check_array(name, value);
		else if (raw_size(value) > (size_t) most_bytes(type))
			refuse_size(name, raw_size(value), most_bytes(type), "bita");
	}
}

void
limits_check_row(const RowRelation *relation, const Row *row, uint64 columns)
{
	for (int column = 0; column < relation->count; column++)
		if ((columns & ASKED(column)) && !row->nulls[column] && relation->length[column] == -1)
			limits_check(relation->columns[column].name, relation->type[column],
						 row->values[column]);
}

void
limits_check_text(const char *name, const char *text)
{
	size_t most = most_characters(name);

	if (text && strlen(text) > most && (size_t) pg_mbstrlen(text) > most)
		refuse_text(name, pg_mbstrlen(text), (int) most);
}

void
limits_check_file(const char *name, Datum value)
{
	if (raw_size(value) > LIMIT_FILE)
		refuse_size(name, raw_size(value), LIMIT_FILE, "bita");
}

PG_FUNCTION_INFO_V1(dkis_within_limits);

/* Trigger BEFORE INSERT OR UPDATE of a plain table: looks at the row alone. */
Datum
dkis_within_limits(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = view_trigger(fcinfo);
	TupleDesc columns = RelationGetDescr(trigger->tg_relation);
	HeapTuple row =
		TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : trigger->tg_trigtuple;

	if (row == NULL || !TRIGGER_FIRED_BEFORE(trigger->tg_event))
		return PointerGetDatum(row);
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(columns, i);
		bool is_null;
		Datum value;

		if (attribute->attisdropped || attribute->attlen != -1)
			continue;
		value = heap_getattr(row, i + 1, columns, &is_null);
		if (!is_null)
			limits_check(NameStr(attribute->attname), attribute->atttypid, value);
	}
	return PointerGetDatum(row);
}
