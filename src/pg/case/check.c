#include "pg/case/check.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/jsonb.h"

#include "pg/base/module.h"

void
case_check_title(const Row *row)
{
	char *title = row_text(row, CASE_TITLE);

	if (title == NULL || title[strspn(title, " \t\r\n")] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("perihal kasus (title) kosong"),
				 errdetail("Setiap kasus diberi perihal, yang dibaca orang di daftar tugas."),
				 errhint("Isi title dengan perihal singkat, misalnya 'Lampu PJU mati'.")));
}

/* Also of what this very statement has written. NULL: no such row. */
static char *
text_of_row(CachedQuery *query, Datum *arguments)
{
	MemoryContext caller = CurrentMemoryContext;
	OwnerScope scope;
	char *found;

	owner_enter(&scope);
	SPI_connect();
	found = query_text(query, arguments, NULL);
	if (found)
		found = MemoryContextStrdup(caller, found);
	SPI_finish();
	owner_leave(&scope);
	return found;
}

static bool
organisation_exists(int32 agency, const char *code)
{
	static CachedQuery query = {"SELECT code FROM dkis.organisations WHERE agency = $1"
								" AND code = $2",
								2,
								{INT4OID, TEXTOID},
								NULL};
	Datum arguments[] = {Int32GetDatum(agency), CStringGetTextDatum(code)};

	return text_of_row(&query, arguments) != NULL;
}

/* The foreign keys would refuse these too, in words for programmers. */
void
case_check_organisation(CaseBatch *batch, const Row *row)
{
	char *code = row_text(row, CASE_ORGANISATION);

	if (code == NULL || (batch->organisation && strcmp(batch->organisation, code) == 0))
		return;
	if (!organisation_exists(settings_agency(), code))
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_UNKNOWN_CODE),
				 errmsg("organisasi \"%s\" tidak dikenal", shortened(code)),
				 errdetail("Tidak ada kode itu di dkis.organisations milik instansi ini."),
				 errhint("Lihat SELECT code, name FROM dkis.organisations, atau kosongkan.")));
	batch->organisation = MemoryContextStrdup(batch->context, code);
}

static char *
words_of(const List *words)
{
	StringInfoData text;
	const ListCell *cell;

	initStringInfo(&text);
	foreach (cell, words)
		appendStringInfo(&text, "%s%s", text.len ? ", " : "", (const char *) lfirst(cell));
	return text.data;
}

static void
require_kind(const Definition *definition, const char *kind)
{
	const ListCell *cell;

	foreach (cell, definition->applicant_kinds)
		if (strcmp(lfirst(cell), kind) == 0)
			return;
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_FIELD_MISSING),
			 errmsg("pemohon jenis \"%s\" tidak dapat mengajukan SOP %s", kind, definition->sop),
			 errdetail("SOP menyebut siapa yang dapat mengajukannya."),
			 errhint("Yang dapat mengajukan: %s.", words_of(definition->applicant_kinds))));
}

void
case_check_applicant(const Definition *definition, const Row *row)
{
	static CachedQuery query = {
		"SELECT kind FROM dkis_store.applicants WHERE id = $1 AND agency = $2",
		2,
		{INT8OID, INT4OID},
		NULL};
	Datum id = row->values[CASE_APPLICANT];
	Datum arguments[] = {id, Int32GetDatum(settings_agency())};
	char *kind;

	if (row->nulls[CASE_APPLICANT])
		return;
	kind = text_of_row(&query, arguments);
	if (kind == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("pemohon " INT64_FORMAT " tidak ada", DatumGetInt64(id)),
				 errdetail("Tidak ada baris dengan id itu di dkis.applicants milik instansi ini."),
				 errhint("applicant menyebut dkis.applicants.id.")));
	if (definition->applicant_kinds)
		require_kind(definition, kind);
}

/* The names of the SOP's fields, the required ones marked, for a hint. */
static char *
describe_fields(const Definition *definition)
{
	StringInfoData text;
	ListCell *cell;

	initStringInfo(&text);
	foreach (cell, definition->fields)
	{
		FieldDefinition *field = lfirst(cell);

		appendStringInfo(&text, "%s%s (%s%s)", text.len ? ", " : "", field->name, field->type,
						 field->required ? ", wajib" : "");
	}
	return text.data;
}

/* So many digits, at least one; 0: none there. */
static int
digits_at(const char **at, const char *end, int most)
{
	int number = 0;
	const char *start = *at;

	while (*at < end && *at - start < most && isdigit((unsigned char) **at))
		number = number * 10 + *(*at)++ - '0';
	return number;
}

static bool
read_dash(const char **at, const char *end)
{
	return *at < end && *(*at)++ == '-';
}

/* A date as fields hold it, TTTT-BB-HH, whatever the session's DateStyle. */
static bool
day_at(const char *text, size_t length, DateADT *day)
{
	const char *at = text;
	const char *end = text + length;
	int year = digits_at(&at, end, 4);
	int month, month_day;

	if (at - text != 4 || year == 0 || !read_dash(&at, end))
		return false;
	month = digits_at(&at, end, 2);
	if (month < 1 || month > 12 || !read_dash(&at, end))
		return false;
	month_day = digits_at(&at, end, 2);
	if (at != end || month_day < 1 || month_day > day_tab[isleap(year)][month - 1])
		return false;
	*day = date2j(year, month, month_day) - POSTGRES_EPOCH_JDATE;
	return true;
}

PG_FUNCTION_INFO_V1(dkis_read_day);

/* (text), STRICT: NULL for what is no date. */
Datum
dkis_read_day(PG_FUNCTION_ARGS)
{
	text *given = PG_GETARG_TEXT_PP(0);
	DateADT day;

	if (!day_at(VARDATA_ANY(given), VARSIZE_ANY_EXHDR(given), &day))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(day);
}

static bool
is_of_type(const JsonbValue *value, const char *type)
{
	DateADT day;

	if (strcmp(type, "bilangan") == 0)
		return value->type == jbvNumeric;
	if (strcmp(type, "ya/tidak") == 0)
		return value->type == jbvBool;
	if (value->type != jbvString)
		return false;
	return strcmp(type, "tanggal") != 0 ||
		   day_at(value->val.string.val, value->val.string.len, &day);
}

static bool
is_empty(const JsonbValue *value)
{
	return value == NULL || value->type == jbvNull ||
		   (value->type == jbvString && value->val.string.len == 0);
}

static void
check_field(const Definition *definition, const FieldDefinition *field, const JsonbValue *value)
{
	if (is_empty(value))
	{
		if (field->required)
			ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING),
							errmsg("isian \"%s\" (%s) wajib untuk SOP %s", field->name,
								   field->label, definition->sop),
							errdetail("Isian itu tidak ada, kosong, atau null di kolom data."),
							errhint("Isian data: %s.", describe_fields(definition))));
	}
	else if (!is_of_type(value, field->type))
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING),
						errmsg("isian \"%s\" bukan %s", field->name, field->type),
						errdetail("Isian \"%s\" dinyatakan berjenis %s pada dkis.sop_fields.",
								  field->label, field->type),
						errhint("Isian data: %s. Tanggal ditulis TTTT-BB-HH.",
								describe_fields(definition))));
}

void
case_check_fields(const Definition *definition, Datum data)
{
	Jsonb *object = DatumGetJsonbP(data);
	ListCell *cell;

	if (!JB_ROOT_IS_OBJECT(object))
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("data harus berupa objek JSON"),
						errdetail("Kolom data memuat isian SOP menurut namanya."),
						errhint("Misalnya '{\"kanal\": \"loket\"}'.")));
	foreach (cell, definition->fields)
	{
		FieldDefinition *field = lfirst(cell);
		JsonbValue value;

		check_field(
			definition, field,
			getKeyJsonValueFromContainer(&object->root, field->name, strlen(field->name), &value));
	}
}
