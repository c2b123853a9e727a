/*
 * Arguments that SQL hands over: see array.h. Only dkis's own SQL calls the
 * functions that use these, so that what is refused here is a mistake of a
 * caller who went round it; arguments are named by their place.
 */
#include "pg/base/array.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

pg_noreturn static void
refuse_null(int argument)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
		 errmsg("argumen ke-%d tidak boleh NULL atau berisi NULL", argument + 1),
		 errdetail("Fungsi ini menghitung dari semua argumennya."),
		 errhint("Isi argumen itu, atau buang unsur NULL dari larik: array_remove(larik, NULL).")));
}

pg_noreturn static void
refuse_length(int argument, const char *expected, int n, int given)
{
	ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
					errmsg("panjang larik pada argumen ke-%d keliru", argument + 1),
					errdetail("Harus %s%d unsur, bukan %d.", expected, n, given),
					errhint("Larik yang sejajar harus sama panjang.")));
}

void
arguments_require(FunctionCallInfo fcinfo, int arguments)
{
	for (int i = 0; i < PG_NARGS(); i++)
		if ((arguments & GIVEN(i)) && PG_ARGISNULL(i))
			refuse_null(i);
}

Texts
texts_argument(FunctionCallInfo fcinfo, int argument)
{
	Texts texts;
	Datum *values;
	bool *nulls;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), TEXTOID, -1, false, TYPALIGN_INT, &values,
					  &nulls, &texts.n);
	texts.values = palloc0(sizeof(char *) * (Size) Max(texts.n, 1));
	for (int i = 0; i < texts.n; i++)
		if (!nulls[i])
			texts.values[i] = TextDatumGetCString(values[i]);
	return texts;
}

void
texts_require_length(Texts texts, int n, int argument)
{
	if (texts.n != n)
		refuse_length(argument, "", n, texts.n);
}

void
texts_require_rows(Texts texts, int n, int argument)
{
	if (texts.n % n != 0)
		refuse_length(argument, "kelipatan ", n, texts.n);
}

const char *
texts_given(Texts texts, int i, int argument)
{
	if (!texts.values[i])
		refuse_null(argument);
	return texts.values[i];
}

int64 *
bigints_argument(FunctionCallInfo fcinfo, int argument, int n)
{
	Datum *values;
	bool *nulls;
	int given;
	int64 *numbers;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &values, &nulls, &given);
	if (given != n)
		refuse_length(argument, "", n, given);
	numbers = palloc(sizeof(int64) * (Size) Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			refuse_null(argument);
		numbers[i] = DatumGetInt64(values[i]);
	}
	return numbers;
}

Datum
texts_datum(Datum *texts, int n)
{
	return PointerGetDatum(construct_array(texts, n, TEXTOID, -1, false, TYPALIGN_INT));
}

Datum
nullable_texts_datum(Datum *texts, bool *nulls, int n)
{
	int lower = 1;

	return PointerGetDatum(
		construct_md_array(texts, nulls, 1, &n, &lower, TEXTOID, -1, false, TYPALIGN_INT));
}

Datum
bigints_datum(const int64 *numbers, int n)
{
	Datum *values = palloc(sizeof(Datum) * (Size) Max(n, 1));

	for (int i = 0; i < n; i++)
		values[i] = Int64GetDatum(numbers[i]);
	return PointerGetDatum(
		construct_array(values, n, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

Datum
text_or_null(const char *text, bool *is_null)
{
	*is_null = text == NULL;
	return text ? CStringGetTextDatum(text) : (Datum) 0;
}
