/*
 * dkis.applicants: whom a case is for. Personal data, the officers' alone; every
 * change is recorded with who, when and what stood there before (dkis.changes).
 */
#include "pg/base/view.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/rel.h"

#define APPLICANT_LIST(X)                                                                          \
	X(APPLICANT_AGENCY, agency, int4)                                                              \
	X(APPLICANT_KIND, kind, text)                                                                  \
	X(APPLICANT_NAME, name, text)                                                                  \
	X(APPLICANT_IDENTITY_HASH, identity_hash, bytea)                                               \
	X(APPLICANT_CONTACT, contact, text)                                                            \
	X(APPLICANT_DATA, data, jsonb)

enum
{
	APPLICANT_ID,
	APPLICANT_LIST(COLUMN_NUMBER) APPLICANT_COLUMNS
};

static const Column applicant_columns[] = {COLUMN_ID, APPLICANT_LIST(COLUMN_ENTRY)};

static SpeakingView applicants = {
	.what = "pemohon",
	.view = ROW_RELATION("dkis", "applicants", applicant_columns, APPLICANT_COLUMNS),
	.table = ROW_RELATION("dkis_store", "applicants", applicant_columns, APPLICANT_COLUMNS),
	.agency = APPLICANT_AGENCY,
	.decides = ASKED(APPLICANT_ID) | ASKED(APPLICANT_AGENCY),
	.keeps = ASKED(APPLICANT_ID) | ASKED(APPLICANT_AGENCY),
	.delete_hint = "Kasus-kasusnya menyebut pemohon itu; isinya dapat dibetulkan dengan UPDATE.",
};

#define KINDS "perorangan, profesi, kelompok, badan publik, instansi"

static bool
is_kind(const char *kind)
{
	static const char *const kinds[] = {"perorangan", "profesi", "kelompok", "badan publik",
										"instansi"};

	for (size_t i = 0; i < lengthof(kinds); i++)
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	return false;
}

static void
check_applicant(const ViewCall *call, const Row *row)
{
	char *kind = row_text(row, APPLICANT_KIND);

	view_require_text(call, row, APPLICANT_NAME, "Isi name dengan nama pemohon.");
	if (kind == NULL || !is_kind(kind))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("jenis pemohon \"%s\" tidak dikenal", kind ? shortened(kind) : ""),
						errdetail("Kolom kind dkis.applicants."), errhint("Yang ada: " KINDS ".")));
	if (row->nulls[APPLICANT_DATA])
		view_require(call, row, APPLICANT_DATA, "Isi data dengan setidaknya '{}'.");
}

static HeapTuple
insert_applicant(ViewCall *call)
{
	Row row = call->asked;

	row_set(&row, APPLICANT_AGENCY, Int32GetDatum(settings_agency()));
	if (row.nulls[APPLICANT_KIND])
		row_set_text(&row, APPLICANT_KIND, "perorangan");
	if (row.nulls[APPLICANT_DATA])
		row_set(&row, APPLICANT_DATA, DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")));
	check_applicant(call, &row);
	view_insert(call, &row);
	return view_row(call, &row);
}

static HeapTuple
update_applicant(ViewCall *call)
{
	Row row;

	view_lock(call, &row);
	row_merge(&row, &call->asked, call->changes);
	check_applicant(call, &row);
	view_update(&applicants, &row);
	return view_row(call, &row);
}

PG_FUNCTION_INFO_V1(dkis_applicants_row);

Datum
dkis_applicants_row(PG_FUNCTION_ARGS)
{
	return view_fire(fcinfo, &applicants, insert_applicant, update_applicant, NULL);
}
