/*
 * The words of a notice: a template whose placeholders are filled in (sql/4-case/455-notices.sql).
 */
#include "pg/base/module.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "pg/base/array.h"

/* What is written so far. A line for which something is missing is taken back. */
typedef struct Filling
{
	StringInfoData text;
	int line;   /* where the line begins, with the break before it */
	bool kept;  /* a line stands already */
	bool lacks; /* something is missing for this one */
} Filling;

PG_FUNCTION_INFO_V1(dkis_fill_words);

static void
begin_line(Filling *filling)
{
	filling->line = filling->text.len;
	filling->lacks = false;
	if (filling->kept)
		appendStringInfoChar(&filling->text, '\n');
}

static void
end_line(Filling *filling)
{
	if (filling->lacks)
	{
		filling->text.len = filling->line;
		filling->text.data[filling->line] = '\0';
	}
	else
		filling->kept = true;
}

static void
put_text(Filling *filling, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] == '\n')
		{
			end_line(filling);
			begin_line(filling);
		}
		else
			appendStringInfoChar(&filling->text, text[i]);
}

/* As ->> says it; NULL for what is not there. */
static char *
given_text(Jsonb *given, const char *word)
{
	JsonbValue *value;

	if (!JB_ROOT_IS_OBJECT(given))
		return NULL;
	value = getKeyJsonValueFromContainer(&given->root, word, (int) strlen(word), NULL);
	if (value == NULL || value->type == jbvNull)
		return NULL;
	if (value->type == jbvString)
		return pnstrdup(value->val.string.val, value->val.string.len);
	if (value->type == jbvBool)
		return pstrdup(value->val.boolean ? "true" : "false");
	if (value->type == jbvNumeric)
		return DatumGetCString(
			DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
	return JsonbToCString(NULL, value->val.binary.data, value->val.binary.len);
}

/* The placeholder that begins here, {word}; NULL for none. */
static const char *
placeholder_at(const char *text, size_t length, Texts words)
{
	for (int i = 0; i < words.n; i++)
	{
		const char *word = words.values[i];
		size_t n = word ? strlen(word) : 0;

		if (word && n + 2 <= length && text[0] == '{' && text[n + 1] == '}' &&
			memcmp(text + 1, word, n) == 0)
			return word;
	}
	return NULL;
}

static void
put_given(Filling *filling, Jsonb *given, const char *word)
{
	char *value = given_text(given, word);

	if (value)
		put_text(filling, value, strlen(value));
	else
		filling->lacks = true;
}

/* (template, given, placeholders), STRICT: NULL when no line is left. */
Datum
dkis_fill_words(PG_FUNCTION_ARGS)
{
	text *template = PG_GETARG_TEXT_PP(0);
	const char *from = VARDATA_ANY(template);
	size_t left = VARSIZE_ANY_EXHDR(template);
	Jsonb *given = PG_GETARG_JSONB_P(1);
	Texts words = texts_argument(fcinfo, 2);
	Filling filling = {0};

	initStringInfo(&filling.text);
	begin_line(&filling);
	while (left > 0)
	{
		const char *word = *from == '{' ? placeholder_at(from, left, words) : NULL;
		size_t taken = word ? strlen(word) + 2 : 1;

		if (word)
			put_given(&filling, given, word);
		else
			put_text(&filling, from, 1);
		from += taken;
		left -= taken;
	}
	end_line(&filling);
	if (!filling.kept)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(filling.text.data, filling.text.len));
}
