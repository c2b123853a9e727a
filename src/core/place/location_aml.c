/*
 * Advanced Mobile Location (ETSI TS 103 625): what a handset sends by itself when
 * it calls an emergency number. As a text message of version 1 or 2, as the data
 * message of older handsets (the same text in packed 7-bit characters, here in
 * hexadecimal), or as the fields of the HTTPS form. A message that was cut off, or
 * that says of itself that it has no fix, is refused.
 */
#include "core/base/words.h"
#include "core/place/location_read.h"

#include <string.h>

#define FULL_FRACTION 5 /* digits after the point of every coordinate of version 1 and 2 */

static Fit
bad_aml(const char *why, DkisError *error)
{
	dkis_fail(error, DKIS_SYNTAX_ERROR, "SMS AML tidak dapat dipakai: %s", why);
	dkis_hint(error, "Bentuknya A\"ML=1;lt=-6.73200;lg=+108.55230;rd=35;... atau "
					 "A\"ML=2;...;lo=-6.73200,108.55230,35.0;... (ETSI TS 103 625); tanyakan "
					 "tempatnya kepada penelepon.");
	return FIT_ERROR;
}

/* The fields that say where; the rest is not ours to keep. */
typedef struct AmlFields
{
	Reader latitude, longitude, radius, method, confidence;
	bool twice; /* one of them is there twice, and not the same */
	bool cut;   /* a coordinate may have lost digits */
} AmlFields;

static bool
says_nothing(const Reader *value)
{
	return value->at == value->end;
}

static void
set_field(AmlFields *fields, Reader *field, const Reader *value)
{
	size_t length = (size_t) (value->end - value->at);

	if (!says_nothing(field) &&
		((size_t) (field->end - field->at) != length || memcmp(field->at, value->at, length) != 0))
		fields->twice = true;
	*field = *value;
}

static bool
number_in(const Reader *value, double *number)
{
	return number_from(value->at, (size_t) (value->end - value->at), number);
}

/* Without a fix a handset sends zeros, N for the radius or the method, no confidence. */
static const char *
without_fix(const AmlFields *fields, const Place *place)
{
	double confidence;

	if (fields->twice)
		return "satu bidang tertulis dua kali dengan isi yang berbeda";
	if (reader_is(&fields->method, "N"))
		return "telepon tidak menemukan posisinya (pm=N)";
	if (reader_is(&fields->radius, "N"))
		return "telepon tidak menemukan posisinya (rd=N)";
	if (place->latitude == 0 && place->longitude == 0)
		return "telepon tidak menemukan posisinya (lt=0, lg=0)";
	if (fields->cut)
		return "pesannya terpotong";
	if (number_in(&fields->confidence, &confidence) && confidence <= 0)
		return "telepon tidak yakin akan posisinya (lc=0)";
	return NULL;
}

/* Nobody knows his place to zero metres: a radius of 0 says that none is known. */
static Fit
take_fields(const AmlFields *fields, Place *place, DkisError *error)
{
	const char *missing;

	if (!number_in(&fields->latitude, &place->latitude) ||
		!number_in(&fields->longitude, &place->longitude))
		return bad_aml("lintang dan bujur harus ada dan berupa angka desimal", error);
	missing = without_fix(fields, place);
	if (missing)
		return bad_aml(missing, error);
	if (!says_nothing(&fields->radius) &&
		(!number_in(&fields->radius, &place->uncertainty) || place->uncertainty < 0))
		return bad_aml("radius harus angka meter, tidak negatif", error);
	if (place->uncertainty == 0)
		place->uncertainty = -1;
	return FIT_YES;
}

/* ---- text messages ------------------------------------------------------ */

/* Version 2 has both coordinates and the radius in one field. */
static void
set_position(AmlFields *fields, Reader value)
{
	Reader latitude = reader_take_until(&value, ',');
	Reader longitude = reader_take_until(&value, ',');

	set_field(fields, &fields->latitude, &latitude);
	set_field(fields, &fields->longitude, &longitude);
	set_field(fields, &fields->radius, &value);
}

/* lt and lg are other things in version 2: when the place was found, and a language. */
static void
set_sms_field(AmlFields *fields, int version, const Reader *name, const Reader *value)
{
	if (version == 1 && reader_is(name, "lt"))
		set_field(fields, &fields->latitude, value);
	else if (version == 1 && reader_is(name, "lg"))
		set_field(fields, &fields->longitude, value);
	else if (version == 1 && reader_is(name, "rd"))
		set_field(fields, &fields->radius, value);
	else if (version == 2 && reader_is(name, "lo"))
		set_position(fields, *value);
	else if (reader_is(name, version == 1 ? "pm" : "ls"))
		set_field(fields, &fields->method, value);
	else if (reader_is(name, "lc"))
		set_field(fields, &fields->confidence, value);
}

static void
read_sms_fields(Reader message, int version, AmlFields *fields)
{
	while (message.at < message.end)
	{
		Reader value = reader_take_until(&message, ';');
		Reader name = reader_take_until(&value, '=');

		name = reader_trimmed(name.at, (size_t) (name.end - name.at));
		value = reader_trimmed(value.at, (size_t) (value.end - value.at));
		set_sms_field(fields, version, &name, &value);
	}
}

/* A coordinate at the very end may have lost digits: +10 of +108.55230. */
static bool
is_cut(const Reader *coordinate, const Reader *message)
{
	const char *point = memchr(coordinate->at, '.', (size_t) (coordinate->end - coordinate->at));

	return coordinate->at < coordinate->end && coordinate->end == message->end &&
		   (!point || coordinate->end - point - 1 < FULL_FRACTION);
}

static Fit
read_sms(Reader r, Place *place, DkisError *error)
{
	Reader version = reader_take_until(&r, ';');
	Reader none = {r.at, r.at};
	AmlFields fields = {none, none, none, none, none, false, false};

	r = reader_trimmed(r.at, (size_t) (r.end - r.at));
	if (!reader_is(&version, "1") && !reader_is(&version, "2"))
		return bad_aml("hanya versi 1 dan 2 yang dikenal", error);
	read_sms_fields(r, *version.at - '0', &fields);
	fields.cut = is_cut(&fields.latitude, &r) || is_cut(&fields.longitude, &r);
	return take_fields(&fields, place, error);
}

/* Gateways change the quote, or drop it. */
static bool
take_sms_head(Reader *r)
{
	static const char *const heads[] = {"A\"ML=", "A”ML=", "A“ML=", "A''ML=", "A'ML=", "AML="};

	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (reader_take(r, heads[i]))
			return true;
	return false;
}

/* ---- data messages ------------------------------------------------------ */

/* Bits 7n to 7n+6 of the message; hexadecimal digits are checked before. */
static char
septet(const char *hex, size_t n)
{
	unsigned value = 0;

	for (size_t bit = 0; bit < 7; bit++)
	{
		size_t at = n * 7 + bit;
		int digit = hex_value(hex[at / 8 * 2 + (at % 8 < 4 ? 1 : 0)]);

		value |= (unsigned) (digit >> at % 4 & 1) << bit;
	}
	return (char) value;
}

/*
 * The text of a data message, its length in *count; NULL when it is none. What
 * AML uses of the GSM alphabet is as in ASCII.
 */
static char *
unpacked(const char *hex, size_t length, size_t *count)
{
	char *text;

	for (size_t i = 0; i < length; i++)
		if (hex_value(hex[i]) < 0)
			return NULL;
	if (length % 2 != 0 || length < 2 * 7)
		return NULL;
	*count = length / 2 * 8 / 7;
	text = dkis_alloc(*count + 1);
	for (size_t i = 0; i < *count; i++)
		text[i] = septet(hex, i);
	if (text[*count - 1] == '\0' || text[*count - 1] == '\r') /* fills the last byte */
		--*count;
	text[*count] = '\0';
	return text;
}

/* With the header of its port (06 05 04 ...) in front the text begins at the next septet. */
static size_t
after_header(const char *text, size_t count)
{
	for (size_t at = 0; at <= 8 && at < count; at += 8)
	{
		Reader r = {text + at, text + count};

		if (take_sms_head(&r))
			return at;
	}
	return count;
}

char *
aml_data_text(const char *hex, size_t length, size_t *count)
{
	char *text = unpacked(hex, length, count);
	size_t skip = text ? after_header(text, *count) : 0;

	if (!text || skip == *count)
	{
		dkis_free(text);
		return NULL;
	}
	*count -= skip;
	memmove(text, text + skip, *count + 1);
	return text;
}

/* ---- the HTTPS form ----------------------------------------------------- */

static void
read_form_fields(Reader form, AmlFields *fields)
{
	while (form.at < form.end)
	{
		Reader value = reader_take_until(&form, '&');
		Reader name = reader_take_until(&value, '=');

		if (reader_is(&name, "location_latitude"))
			set_field(fields, &fields->latitude, &value);
		else if (reader_is(&name, "location_longitude"))
			set_field(fields, &fields->longitude, &value);
		else if (reader_is(&name, "location_accuracy"))
			set_field(fields, &fields->radius, &value);
		else if (reader_is(&name, "location_certainty") || reader_is(&name, "location_confidence"))
			set_field(fields, &fields->confidence, &value);
	}
}

/* + is a sign here, and a blank nowhere: the numbers have none. */
static bool
is_form(Reader r)
{
	while (r.at < r.end)
	{
		Reader value = reader_take_until(&r, '&');
		Reader name = reader_take_until(&value, '=');

		if (reader_is(&name, "location_latitude"))
			return true;
	}
	return false;
}

static Fit
read_https(Reader r, Place *place, DkisError *error)
{
	Reader none = {r.at, r.at};
	AmlFields fields = {none, none, none, none, none, false, false};

	read_form_fields(r, &fields);
	fields.cut = is_cut(&fields.latitude, &r) || is_cut(&fields.longitude, &r);
	return take_fields(&fields, place, error);
}

Fit
read_aml(const char *text, size_t length, Place *place, DkisError *error)
{
	Reader r = {text, text + length};
	size_t count;
	char *plain;
	Fit fit;

	if (take_sms_head(&r))
		return read_sms(r, place, error);
	if (is_form(r))
		return read_https(r, place, error);
	plain = aml_data_text(text, length, &count);
	if (!plain)
		return FIT_NO;
	r = (Reader){plain, plain + count};
	take_sms_head(&r);
	fit = read_sms(r, place, error);
	dkis_free(plain);
	return fit;
}

/* ---- identifiers of the telephone --------------------------------------- */

/* The digits of a MEID begin with a letter often: A1000049D5F1AB. 0 where none stand here. */
#define MEID_DIGITS 14

static size_t
hexadecimal_ahead(const Reader *r)
{
	size_t count = 0;

	while (r->at + count < r->end && hex_value(r->at[count]) >= 0)
		count++;
	return count < MEID_DIGITS ? 0 : count;
}

/*
 * Past the name of a value that names a telephone or its card, not a place, and up
 * to that value: behind = or :, with quotes and blanks around; behind the long names
 * a number is enough.
 */
static bool
take_identifier_name(Reader *r)
{
	static const char *const names[] = {"si", "ei", "imsi", "imei", "imeisv", "meid", "iccid"};
	const char *start = r->at;
	size_t length, i = 0;
	bool assigned = false;

	while (r->at < r->end && (dkis_is_letter(*r->at) || dkis_is_digit(*r->at)))
		r->at++;
	length = (size_t) (r->at - start);
	while (i < sizeof names / sizeof names[0] &&
		   !dkis_same_word(start, length, names[i], strlen(names[i])))
		i++;
	if (i == sizeof names / sizeof names[0])
		return false;
	for (; r->at < r->end && (strchr("=:\"'", *r->at) || dkis_is_space(*r->at)); r->at++)
		assigned = assigned || *r->at == '=' || *r->at == ':';
	return assigned ||
		   (length > 2 && (hexadecimal_ahead(r) || (r->at < r->end && dkis_is_digit(*r->at))));
}

/* Digits with what people put between them, and letters that stick to them. */
static void
skip_digits_of(Reader *r)
{
	bool stuck = false;

	r->at += hexadecimal_ahead(r);
	for (; r->at < r->end; r->at++)
	{
		bool digit = dkis_is_digit(*r->at);

		if (!digit && !(stuck && dkis_is_letter(*r->at)) && !strchr("-/* ", *r->at))
			return;
		stuck = digit || (stuck && dkis_is_letter(*r->at));
	}
}

/* However often a number follows behind another sign. */
static void
skip_identifier(Reader *r)
{
	for (;;)
	{
		Reader next;

		skip_digits_of(r);
		next = *r;
		while (next.at < next.end && (strchr("=:\"'", *next.at) || dkis_is_space(*next.at)))
			next.at++;
		if (next.at == next.end || !(dkis_is_digit(*next.at) || strchr("-/*", *next.at)))
			return;
		*r = next;
	}
}

size_t
location_without_identifiers(const char *text, size_t length, char *to)
{
	Reader r = {text, text + length};
	size_t written = 0;

	while (r.at < r.end)
	{
		const char *start = r.at;
		bool named = take_identifier_name(&r);

		if (r.at == start)
			r.at++; /* no word: one byte of whatever stands between words */
		else if (named)
		{
			memcpy(to + written, start, (size_t) (r.at - start));
			written += (size_t) (r.at - start);
			skip_identifier(&r);
			continue;
		}
		memcpy(to + written, start, (size_t) (r.at - start));
		written += (size_t) (r.at - start);
	}
	return written;
}
