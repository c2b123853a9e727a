#include "pg/case/check.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/jsonb.h"

#include "core/base/words.h"
#include "pg/base/agency.h"
#include "pg/base/module.h"

/* What a refusal may rest on beside an entry of the list: UU 14/2008 art. 6 (3) e. */
#define NOT_AVAILABLE "belum tersedia"

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

static bool
is_any_of(const char *word, size_t length, const List *words)
{
	const ListCell *cell;

	foreach (cell, words)
		if (dkis_same_word(lfirst(cell), strlen(lfirst(cell)), word, length))
			return true;
	return false;
}

static bool
is_of_kinds(const char *word, const List *words)
{
	return is_any_of(word, strlen(word), words);
}

static void
require_kind(const Definition *definition, const char *kind)
{
	if (is_of_kinds(kind, definition->applicant_kinds))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_FIELD_MISSING),
			 errmsg("pemohon jenis \"%s\" tidak dapat mengajukan SOP %s", kind, definition->sop),
			 errdetail("SOP menyebut siapa yang dapat mengajukannya."),
			 errhint("Yang dapat mengajukan: %s.", words_of(definition->applicant_kinds))));
}

static char *
applicant_kind(const Row *row)
{
	static CachedQuery query = {"SELECT kind FROM dkis.applicants WHERE id = $1 AND agency = $2",
								2,
								{INT8OID, INT4OID},
								NULL};
	Datum arguments[] = {row->values[CASE_APPLICANT], row->values[CASE_AGENCY]};

	return text_of_row(&query, arguments);
}

void
case_check_applicant(const Definition *definition, const Row *row)
{
	char *kind;

	if (row->nulls[CASE_APPLICANT])
		return;
	kind = applicant_kind(row);
	if (kind == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("pemohon " INT64_FORMAT " tidak ada", row_int64(row, CASE_APPLICANT)),
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
names_organisation(const JsonbValue *value)
{
	char *code = pnstrdup(value->val.string.val, value->val.string.len);

	if (organisation_exists(settings_agency(), code))
		return true;
	ereport(ERROR, (errcode(ERRCODE_DKIS_UNKNOWN_CODE),
					errmsg("organisasi \"%s\" tidak dikenal", shortened(code)),
					errdetail("Tidak ada kode itu di dkis.organisations milik instansi ini."),
					errhint("Lihat SELECT code, name FROM dkis.organisations.")));
}

static bool
says_not_available(const JsonbValue *value)
{
	return dkis_same_word(NOT_AVAILABLE, strlen(NOT_AVAILABLE), value->val.string.val,
						  value->val.string.len);
}

/* An entry of the list of exempted information; since: that was exempted then; NULL: ever. */
static bool
is_exempted(const JsonbValue *value, const DateADT *since)
{
	static CachedQuery query = {"SELECT id::text FROM dkis.information_list WHERE agency = $1"
								" AND status = 'dikecualikan'"
								" AND lower(btrim(title)) = lower(btrim($2))"
								" AND coalesce(until >= $3, true) LIMIT 1",
								3,
								{INT4OID, TEXTOID, DATEOID},
								NULL};
	Datum arguments[] = {
		Int32GetDatum(settings_agency()),
		PointerGetDatum(cstring_to_text_with_len(value->val.string.val, value->val.string.len)),
		DateADTGetDatum(since ? *since : DATEVAL_NOBEGIN)};

	return text_of_row(&query, arguments) != NULL;
}

#define EXEMPTIONS                                                                                 \
	"Sebut judulnya: SELECT title, ground FROM dkis.information_list WHERE status = "              \
	"'dikecualikan'; atau '" NOT_AVAILABLE "'."

static void
require_exemption(const JsonbValue *value, const DateADT *since)
{
	if (says_not_available(value) || is_exempted(value, since))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_FIELD_MISSING),
			 errmsg("\"%s\" bukan informasi yang dikecualikan",
					shortened(pnstrdup(value->val.string.val, value->val.string.len))),
			 errdetail("Yang ditolak tercatat dalam Daftar Informasi yang Dikecualikan, atau "
					   "belum tersedia (UU 14/2008 pasal 6 ayat (3) dan 17)."),
			 errhint(EXEMPTIONS)));
}

static bool
names_exemption(const JsonbValue *value)
{
	require_exemption(value, NULL);
	return true;
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
	if (strcmp(type, "organisasi") == 0)
		return names_organisation(value);
	if (strcmp(type, "pengecualian") == 0)
		return names_exemption(value);
	return strcmp(type, "tanggal") != 0 ||
		   day_at(value->val.string.val, value->val.string.len, &day);
}

static bool
is_empty(const JsonbValue *value)
{
	return value == NULL || value->type == jbvNull ||
		   (value->type == jbvString && value->val.string.len == 0);
}

static const JsonbValue *
field_value(Jsonb *object, const char *field, JsonbValue *value)
{
	return getKeyJsonValueFromContainer(&object->root, field, strlen(field), value);
}

static void
check_field_type(const Definition *definition, const FieldDefinition *field,
				 const JsonbValue *value)
{
	if (!is_empty(value) && !is_of_type(value, field->type))
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING),
						errmsg("isian \"%s\" bukan %s", field->name, field->type),
						errdetail("Isian \"%s\" dinyatakan berjenis %s pada dkis.sop_fields.",
								  field->label, field->type),
						errhint("Isian data: %s. Tanggal ditulis TTTT-BB-HH.",
								describe_fields(definition))));
	if (!is_empty(value) && field->choices && value->type == jbvString &&
		!is_any_of(value->val.string.val, value->val.string.len, field->choices))
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING),
						errmsg("isian \"%s\" bukan salah satu pilihannya", field->name),
						errdetail("Tertulis \"%s\".", shortened(pnstrdup(value->val.string.val,
																		 value->val.string.len))),
						errhint("Pilihan %s: %s.", field->label, words_of(field->choices))));
}

/*
 * Whether it matters which organisation is named: the steps that are then its own
 * have members of single organisations. Where the agency keeps none, whoever is a
 * member does them all.
 */
static bool
organisation_matters(const Definition *definition, const char *field)
{
	static CachedQuery query = {"SELECT m.organisation FROM dkis.sop_steps t"
								" JOIN dkis.performer_members m ON m.agency = t.agency"
								"  AND m.performer = t.performer AND m.organisation IS NOT NULL"
								" WHERE t.sop_version = $1 AND t.organisation_field = $2 LIMIT 1",
								2,
								{INT8OID, TEXTOID},
								NULL};
	Datum arguments[] = {Int64GetDatum(definition->version_id), CStringGetTextDatum(field)};

	return text_of_row(&query, arguments) != NULL;
}

static const char *
how_to_answer(const Definition *definition, const FieldDefinition *field)
{
	if (field->choices)
		return psprintf("Pilihannya: %s.", words_of(field->choices));
	if (strcmp(field->type, "pengecualian") == 0)
		return EXEMPTIONS;
	return psprintf("Isian data: %s.", describe_fields(definition));
}

static void
require_field(const Definition *definition, const FieldDefinition *field, const JsonbValue *value)
{
	if (!is_empty(value) ||
		(strcmp(field->type, "organisasi") == 0 && !organisation_matters(definition, field->name)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DKIS_FIELD_MISSING),
			 errmsg("isian \"%s\" (%s) wajib untuk %s%s", field->name, field->label,
					field->step ? "langkah " : "SOP ", field->step ? field->step : definition->sop),
			 errdetail("Isian itu tidak ada, kosong, atau null di kolom data."),
			 errhint("%s", how_to_answer(definition, field))));
}

/*
 * Whether it is asked of this applicant, when the step ends so (NULL: it does not end);
 * his kind is read when first wanted.
 */
static bool
is_asked(const FieldDefinition *field, const Row *row, const char *outcome, char **kind)
{
	if (field->outcomes && (outcome == NULL || !is_of_kinds(outcome, field->outcomes)))
		return false;
	if (field->applicant_kinds == NIL)
		return true;
	if (row->nulls[CASE_APPLICANT])
		return false;
	if (*kind == NULL)
		*kind = applicant_kind(row);
	return *kind && is_of_kinds(*kind, field->applicant_kinds);
}

/* An exemption is one on the day on which it is the ground. */
static void
require_answer(const Definition *definition, const FieldDefinition *field, const JsonbValue *value)
{
	DateADT today;

	require_field(definition, field, value);
	if (is_empty(value) || strcmp(field->type, "pengecualian") != 0)
		return;
	today = agency_today(definition->agency);
	require_exemption(value, &today);
}

/* The required fields of a step that ends so, or (NULL) of the opening. */
static void
require_fields(const Definition *definition, const Row *row, const char *step, const char *outcome)
{
	Jsonb *object = DatumGetJsonbP(row->values[CASE_DATA]);
	char *kind = NULL;
	JsonbValue value;
	ListCell *cell;

	foreach (cell, definition->fields)
	{
		const FieldDefinition *field = lfirst(cell);
		bool its = step ? field->step && strcmp(field->step, step) == 0 : field->step == NULL;

		if (its && field->required && !field->repeated && is_asked(field, row, outcome, &kind))
			require_answer(definition, field, field_value(object, field->name, &value));
	}
}

void
case_check_fields(const Definition *definition, const Row *row)
{
	Jsonb *object = DatumGetJsonbP(row->values[CASE_DATA]);
	JsonbValue value;
	ListCell *cell;

	if (!JB_ROOT_IS_OBJECT(object))
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("data harus berupa objek JSON"),
						errdetail("Kolom data memuat isian SOP menurut namanya."),
						errhint("Misalnya '{\"kanal\": \"loket\"}'.")));
	foreach (cell, definition->fields)
	{
		const FieldDefinition *field = lfirst(cell);

		check_field_type(definition, field, field_value(object, field->name, &value));
	}
	require_fields(definition, row, NULL, NULL);
}

void
case_check_item(const Definition *definition, Datum data)
{
	Jsonb *object = DatumGetJsonbP(data);
	bool any = false;
	JsonbValue value;
	ListCell *cell;

	if (!JB_ROOT_IS_OBJECT(object) || JB_ROOT_COUNT(object) == 0)
		ereport(ERROR, (errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("data butir kosong"),
						errdetail("Sebuah butir memuat isian menurut namanya."),
						errhint("Misalnya '{\"judul\": \"...\"}'.")));
	foreach (cell, definition->fields)
	{
		const FieldDefinition *field = lfirst(cell);

		if (!field->repeated)
			continue;
		any = true;
		check_field_type(definition, field, field_value(object, field->name, &value));
		if (field->required)
			require_field(definition, field, field_value(object, field->name, &value));
	}
	if (!any)
		ereport(ERROR, (errcode(ERRCODE_DKIS_NOT_ALLOWED),
						errmsg("SOP %s tidak meminta butir", definition->sop),
						errdetail("Tidak ada isian berulang (repeated) pada dkis.sop_fields."),
						errhint("Tulis isiannya pada data kasus.")));
}

char *
case_field_text(const Row *row, const char *field)
{
	JsonbValue value;
	const JsonbValue *found = field_value(DatumGetJsonbP(row->values[CASE_DATA]), field, &value);

	return is_empty(found) || found->type != jbvString
			   ? NULL
			   : pnstrdup(found->val.string.val, found->val.string.len);
}

static void
require_document(const LiveCase *live, const char *step)
{
	static CachedQuery query = {"SELECT id::text FROM dkis.case_documents"
								" WHERE case_id = $1 AND step = $2 LIMIT 1",
								2,
								{INT8OID, TEXTOID},
								NULL};
	Datum arguments[] = {live->row.values[CASE_ID], CStringGetTextDatum(step)};

	if (text_of_row(&query, arguments) == NULL)
		ereport(
			ERROR,
			(errcode(ERRCODE_DKIS_FIELD_MISSING), errmsg("dokumen langkah %s belum dicatat", step),
			 errdetail("Langkah itu tidak selesai tanpa dokumennya."),
			 errhint("INSERT INTO dkis.case_documents (case_id, step, name) VALUES (" INT64_FORMAT
					 ", '%s', '...').",
					 row_int64(&live->row, CASE_ID), step)));
}

void
case_check_step(const LiveCase *live, int step, int outcome)
{
	const StepDefinition *defined = &live->definition->steps[step];

	if (live->definition->fields)
		require_fields(live->definition, &live->row, defined->name,
					   definition_outcome(live->definition, step, outcome));
	if (defined->document_required)
		require_document(live, defined->name);
}

const char *
case_ended_word(const char *status)
{
	return strcmp(status, "batal") == 0 ? "dibatalkan" : status;
}

/* ---- what a document or a row of the case names -------------------------------------- */

void
case_require_step_of_flow(const LiveCase *live, const char *name)
{
	if (name && machine_step_index(live->definition->machine, name, strlen(name)) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_DKIS_STEP_NOT_ACTIVE),
				 errmsg("langkah \"%s\" tidak ada dalam SOP %s", shortened(name),
						live->definition->sop),
				 errdetail("Kasus " INT64_FORMAT " berjalan menurut versi %d.",
						   row_int64(&live->row, CASE_ID), live->definition->version),
				 errhint("Lihat SELECT step FROM dkis.case_steps WHERE case_id = " INT64_FORMAT
						 ", atau kosongkan step.",
						 row_int64(&live->row, CASE_ID))));
}
