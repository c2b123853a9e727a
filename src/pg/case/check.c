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
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("perihal kasus (title) kosong"),
						errhint("Isi title dengan perihal singkat, misalnya 'Lampu PJU mati'.")));
}

static bool
row_exists(CachedQuery *query, Datum *arguments)
{
	OwnerScope scope;
	bool found;

	owner_enter(&scope);
	SPI_connect();
	query_run(query, arguments, NULL, SPI_OK_SELECT);
	found = SPI_processed == 1;
	SPI_finish();
	owner_leave(&scope);
	return found;
}

static bool
organisation_exists(int32 agency, const char *code)
{
	static CachedQuery query = {"SELECT FROM dkis.organisations WHERE agency = $1 AND code = $2",
								2,
								{INT4OID, TEXTOID},
								NULL};
	Datum arguments[] = {Int32GetDatum(agency), CStringGetTextDatum(code)};

	return row_exists(&query, arguments);
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
				 errhint("Lihat SELECT code, name FROM dkis.organisations, atau kosongkan.")));
	batch->organisation = MemoryContextStrdup(batch->context, code);
}

void
case_check_applicant(const Row *row)
{
	static CachedQuery query = {"SELECT FROM dkis.applicants WHERE id = $1", 1, {INT8OID}, NULL};
	Datum id = row->values[CASE_APPLICANT];

	if (!row->nulls[CASE_APPLICANT] && !row_exists(&query, &id))
		ereport(ERROR, (errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
						errmsg("pemohon " INT64_FORMAT " tidak ada", DatumGetInt64(id)),
						errhint("applicant menyebut dkis.applicants.id.")));
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

static bool
is_date(const JsonbValue *value)
{
	int year, month, day, used = 0;
	char *word = pnstrdup(value->val.string.val, value->val.string.len);

	return sscanf(word, "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 && word[used] == '\0' &&
		   month >= 1 && month <= 12 && day >= 1 && day <= day_tab[isleap(year)][month - 1];
}

static bool
is_of_type(const JsonbValue *value, const char *type)
{
	if (strcmp(type, "bilangan") == 0)
		return value->type == jbvNumeric;
	if (strcmp(type, "ya/tidak") == 0)
		return value->type == jbvBool;
	if (value->type != jbvString)
		return false;
	return strcmp(type, "tanggal") != 0 || is_date(value);
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
							errhint("Isian data: %s.", describe_fields(definition))));
	}
	else if (!is_of_type(value, field->type))
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING),
						errmsg("isian \"%s\" bukan %s", field->name, field->type),
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
