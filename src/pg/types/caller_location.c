/*
 * dkis.caller_location: input, output, order, parts, and locate().
 */
#include "pg/base/compat.h"

#include "common/hashfn.h"
#include "executor/spi.h"
#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "core/exchange/pidflo.h"
#include "core/place/pluscode.h"
#include "pg/types/areas.h"
#include "pg/types/caller_location.h"
#include "pg/types/compare.h"
#include "pg/base/module.h"

PG_FUNCTION_INFO_V1(dkis_caller_location_in);
PG_FUNCTION_INFO_V1(dkis_caller_location_out);
PG_FUNCTION_INFO_V1(dkis_caller_location_recv);
PG_FUNCTION_INFO_V1(dkis_caller_location_send);
PG_FUNCTION_INFO_V1(dkis_caller_location_make);
PG_FUNCTION_INFO_V1(dkis_caller_location_latitude);
PG_FUNCTION_INFO_V1(dkis_caller_location_longitude);
PG_FUNCTION_INFO_V1(dkis_caller_location_uncertainty);
PG_FUNCTION_INFO_V1(dkis_caller_location_source);
PG_FUNCTION_INFO_V1(dkis_locate);

Datum
dkis_caller_location_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	CallerLocation *location = palloc(sizeof *location);
	DkisError error;

	if (!location_parse(text, strlen(text), location, &error))
		dkis_refuse_input(fcinfo, &error);
	PG_RETURN_POINTER(location);
}

Datum
dkis_caller_location_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(LOCATION_TEXT);

	location_format(PG_GETARG_LOCATION(0), text);
	PG_RETURN_CSTRING(text);
}

/* version, source, flags; then latitude, longitude, uncertainty. */
Datum
dkis_caller_location_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	CallerLocation *location = palloc(sizeof *location);
	int version = pq_getmsgbyte(message);
	int source = pq_getmsgbyte(message);
	int flags = (int) pq_getmsgint(message, 2);
	double latitude = pq_getmsgfloat8(message);
	double longitude = pq_getmsgfloat8(message);
	double uncertainty = pq_getmsgfloat8(message);
	DkisError error;

	if (version != LOCATION_VERSION || source >= LOCATION_SOURCES ||
		(flags & ~LOCATION_HAS_UNCERTAINTY) != 0 ||
		((flags & LOCATION_HAS_UNCERTAINTY) && uncertainty < 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("bentuk biner dkis.caller_location tidak dikenal"),
						errdetail("Versi %d, sumber %d, tanda %d.", version, source, flags),
						errhint("Versi yang dikenal: %d.", LOCATION_VERSION)));
	if (!(flags & LOCATION_HAS_UNCERTAINTY))
		uncertainty = -1;
	if (!location_make(location, latitude, longitude, uncertainty, (LocationSource) source, &error))
		dkis_raise(&error);
	PG_RETURN_POINTER(location);
}

Datum
dkis_caller_location_send(PG_FUNCTION_ARGS)
{
	const CallerLocation *location = PG_GETARG_LOCATION(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, location->version);
	pq_sendbyte(&message, location->source);
	pq_sendint16(&message, location->flags);
	pq_sendfloat8(&message, location->latitude);
	pq_sendfloat8(&message, location->longitude);
	pq_sendfloat8(&message, location->uncertainty);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* Equal values are equal bytes, so bytes may be hashed. */
static uint64
hash_location(const CallerLocation *location, uint64 seed)
{
	return DatumGetUInt64(
		hash_any_extended((const unsigned char *) location, sizeof *location, seed));
}

ORDER_AND_HASH(caller_location, PG_GETARG_LOCATION, location_compare, hash_location);

/* ---- parts --------------------------------------------------------------- */

static LocationSource
source_argument(text *name)
{
	LocationSource source = location_source_by_name(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (source == LOCATION_SOURCES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sumber lokasi tidak dikenal: \"%s\"", text_to_cstring(name)),
				 errdetail("Sumber menyatakan dari bentuk apa lokasi dibaca."),
				 errhint("Sumber: geo, decimal, dms, pluscode, link, aml, wkt, json, pidf.")));
	return source;
}

/* (latitude, longitude, uncertainty or NULL, source): NULL for an unknown place. */
Datum
dkis_caller_location_make(PG_FUNCTION_ARGS)
{
	CallerLocation *location;
	double uncertainty = PG_ARGISNULL(2) ? -1 : PG_GETARG_FLOAT8(2);
	DkisError error;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	if (uncertainty < 0 && !PG_ARGISNULL(2))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("ketidakpastian %g meter tidak boleh negatif", uncertainty),
						errdetail("Ketidakpastian adalah jari-jari lingkaran di sekitar titik."),
						errhint("Beri NULL bila ketidakpastian tidak diketahui.")));
	location = palloc(sizeof *location);
	if (!location_make(location, PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), uncertainty,
					   source_argument(PG_GETARG_TEXT_PP(3)), &error))
		dkis_raise(&error);
	PG_RETURN_POINTER(location);
}

Datum
dkis_caller_location_latitude(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(PG_GETARG_LOCATION(0)->latitude);
}

Datum
dkis_caller_location_longitude(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(PG_GETARG_LOCATION(0)->longitude);
}

Datum
dkis_caller_location_uncertainty(PG_FUNCTION_ARGS)
{
	double uncertainty = location_uncertainty(PG_GETARG_LOCATION(0));

	if (uncertainty < 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(uncertainty);
}

Datum
dkis_caller_location_source(PG_FUNCTION_ARGS)
{
	const CallerLocation *location = PG_GETARG_LOCATION(0);

	PG_RETURN_TEXT_P(cstring_to_text(location_source_name((LocationSource) location->source)));
}

/* ---- locate -------------------------------------------------------------- */

static void
refuse_locality(const LocationShortCode *found)
{
	const char *hint =
		"Tulis nama kota, kecamatan atau kelurahan dari dkis.areas sesudah kodenya, "
		"misalnya 8GWV+X2 NamaKota, atau beri lokasi di dekatnya sebagai argumen kedua.";

	if (found->locality_length == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("kode plus pendek \"%s\" tanpa tempat di dekatnya",
						pnstrdup(found->code, found->code_length)),
				 errdetail("Kode pendek berlaku di sekitar suatu tempat, dan ada di banyak tempat "
						   "di bumi."),
				 errhint("%s", hint)));
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("tempat \"%s\" tidak ada di dkis.areas",
						   pnstrdup(found->locality,
									pg_mbcliplen(found->locality, found->locality_length, 80))),
					errdetail("Kode pendek dilengkapi dengan titik tengah wilayah itu."),
					errhint("%s", hint)));
}

/* Where a locality lies, from dkis.areas. */
static void
find_locality(const LocationShortCode *found, double *latitude, double *longitude)
{
	static CachedQuery query = {
		"SELECT latitude, longitude FROM dkis_store.locality($1, $2)", 2, {TEXTOID, INT4OID}, NULL};
	Datum values[] = {
		PointerGetDatum(cstring_to_text_with_len(found->locality, found->locality_length)),
		Int32GetDatum(settings_agency())};
	OwnerScope scope;
	bool is_null = true;

	owner_enter(&scope);
	SPI_connect();
	query_read(&query, values, NULL);
	if (SPI_processed > 0)
	{
		*latitude = DatumGetFloat8(cell(0, 1, &is_null));
		*longitude = DatumGetFloat8(cell(0, 2, &is_null));
	}
	SPI_finish();
	owner_leave(&scope);
	if (is_null)
		refuse_locality(found);
}

/*
 * A place far from the region is asked about, not taken: a minus sign that was left
 * out puts it a thousand kilometres away.
 */
static void
refuse_doubtful(const char *doubt, const char *meant)
{
	const char *perhaps = meant ? psprintf("; mungkin maksudnya %s", meant) : "";

	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("lokasi meragukan: %s%s", doubt, perhaps),
					errdetail("Lokasi yang tidak pasti terbaca tidak dipakai."),
					errhint("Tanyakan lagi. Bila memang di sana, sebut tempat di dekatnya: "
							"dkis.locate('...', near => 'lintang, bujur').")));
}

/* Almost every place is: nothing needs to be worked out about those. */
static bool
is_near_city(const CallerLocation *location)
{
	AreaCorner point = {location->longitude, location->latitude};
	AreaPlace place;

	areas_find(settings_agency(), point, &place);
	return place.in_city ||
		   (place.has_city && place.border_metres <= 1000 * setting_number(SETTING_FAR_KM));
}

static void
require_in_region(const CallerLocation *location, const CallerLocation *near)
{
	static CachedQuery query = {"SELECT doubt, meant FROM dkis_store.doubt_about("
								"dkis.make_location($1, $2), dkis.make_location($3, $4))",
								4,
								{FLOAT8OID, FLOAT8OID, FLOAT8OID, FLOAT8OID},
								NULL};
	Datum values[] = {Float8GetDatum(location->latitude), Float8GetDatum(location->longitude),
					  Float8GetDatum(near ? near->latitude : 0),
					  Float8GetDatum(near ? near->longitude : 0)};
	OwnerScope scope;

	if (!near && is_near_city(location))
		return;
	owner_enter(&scope);
	SPI_connect();
	query_read(&query, values, near ? NULL : "  nn");
	if (SPI_processed > 0 && cell_text(0, 1))
		refuse_doubtful(cell_text(0, 1), cell_text(0, 2));
	SPI_finish();
	owner_leave(&scope);
}

/* A short code leans on near, or on the locality that stands behind it. */
static void
complete_short(const LocationShortCode *found, const CallerLocation *near, CallerLocation *location)
{
	double latitude = near ? near->latitude : 0;
	double longitude = near ? near->longitude : 0;
	DkisError error;

	if (!near && memchr(found->code, '+', found->code_length) != found->code + 8)
		find_locality(found, &latitude, &longitude);
	if (!location_from_short(found, latitude, longitude, location, &error))
		dkis_raise(&error);
}

static bool
read_pidflo(text *document, CallerLocation *location, DkisError *error)
{
	int length = VARSIZE_ANY_EXHDR(document);
	char *utf8 = pg_server_to_any(VARDATA_ANY(document), length, PG_UTF8);

	if (utf8 != VARDATA_ANY(document))
		length = (int) strlen(utf8);
	return pidflo_read(utf8, (size_t) length, location, error);
}

/* A presence document that came as text. */
static bool
is_presence(text *given)
{
	char *start = text_to_cstring(given);

	start += strspn(start, " \t\r\n");
	return *start == '<' && strstr(start, "presence") != NULL;
}

bool
location_is_plain(text *given, CallerLocation *location)
{
	DkisError error;

	return !is_presence(given) &&
		   location_parse(VARDATA_ANY(given), VARSIZE_ANY_EXHDR(given), location, &error) &&
		   is_near_city(location);
}

Datum
dkis_locate(PG_FUNCTION_ARGS)
{
	const CallerLocation *near = PG_ARGISNULL(1) ? NULL : PG_GETARG_LOCATION(1);
	CallerLocation *location = palloc(sizeof *location);
	text *given;
	LocationShortCode found;
	DkisError error;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	given = PG_GETARG_TEXT_PP(0);
	if (is_presence(given))
	{
		if (!read_pidflo(given, location, &error))
			dkis_raise(&error);
	}
	else if (!location_parse(VARDATA_ANY(given), VARSIZE_ANY_EXHDR(given), location, &error))
	{
		if (!location_read_short(VARDATA_ANY(given), VARSIZE_ANY_EXHDR(given), &found))
			dkis_raise(&error);
		complete_short(&found, near, location);
	}
	require_in_region(location, near);
	PG_RETURN_POINTER(location);
}

/* ---- plus codes ----------------------------------------------------------- */

PG_FUNCTION_INFO_V1(dkis_plus_code);
PG_FUNCTION_INFO_V1(dkis_shorten_plus_code);
PG_FUNCTION_INFO_V1(dkis_pidflo);

/* (place, digits) */
Datum
dkis_plus_code(PG_FUNCTION_ARGS)
{
	const CallerLocation *location = PG_GETARG_LOCATION(0);
	int32 digits = PG_GETARG_INT32(1);
	char code[PLUSCODE_TEXT];

	if (digits > PLUSCODE_DIGITS ||
		!pluscode_encode(location->latitude, location->longitude, digits, code))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("kode plus tidak ada yang %d angka", digits),
						errdetail("Angka kode plus berpasangan sampai yang kesepuluh."),
						errhint("Jumlah angka: 2, 4, 6, 8, 10 (sekitar 14 meter), 11 (3 meter) "
								"sampai %d.",
								PLUSCODE_DIGITS)));
	PG_RETURN_TEXT_P(cstring_to_text(code));
}

/* (code, near) */
Datum
dkis_shorten_plus_code(PG_FUNCTION_ARGS)
{
	text *code = PG_GETARG_TEXT_PP(0);
	const CallerLocation *near = PG_GETARG_LOCATION(1);
	int length = VARSIZE_ANY_EXHDR(code);
	char shorter[PLUSCODE_TEXT];

	if (!pluscode_shorten(VARDATA_ANY(code), length, near->latitude, near->longitude, shorter))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bukan kode plus lengkap: \"%s\"",
						pnstrdup(VARDATA_ANY(code), pg_mbcliplen(VARDATA_ANY(code), length, 60))),
				 errdetail("Yang dapat dipendekkan hanya kode lengkap."),
				 errhint("Kode lengkap berbentuk 6P5C7H92+6W, tanpa angka nol; buat dengan "
						 "dkis.plus_code(lokasi).")));
	PG_RETURN_TEXT_P(cstring_to_text(shorter));
}

/* ---- PIDF-LO -------------------------------------------------------------- */

Datum
dkis_pidflo(PG_FUNCTION_ARGS)
{
	CallerLocation *location = palloc(sizeof *location);
	DkisError error;

	if (!read_pidflo(PG_GETARG_TEXT_PP(0), location, &error))
		dkis_raise(&error);
	PG_RETURN_POINTER(location);
}
