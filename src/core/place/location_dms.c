/*
 * Degrees, minutes and seconds as people write them: 6°43'55.2"S 108°33'08.3"E,
 * S 6 43 55, E 108 33 8; 6,732 LS 108,5523 BT; Lintang 6.732 Selatan, Bujur ...
 */
#include "core/base/words.h"
#include "core/place/location_read.h"

#include <math.h>
#include <string.h>

typedef enum TokenKind
{
	TOKEN_NUMBER,
	TOKEN_DEGREE,
	TOKEN_MINUTE,
	TOKEN_SECOND,
	TOKEN_AXIS, /* which of the two; sign says north/east, south/west or neither */
	TOKEN_SEPARATOR,
	TOKEN_BLANK,
	TOKEN_END,
	TOKEN_BAD
} TokenKind;

typedef enum Axis
{
	AXIS_NONE,
	AXIS_LATITUDE,
	AXIS_LONGITUDE
} Axis;

typedef struct Word
{
	const char *spelling;
	TokenKind kind;
	Axis axis;
	int sign;
} Word;

static const Word words[] = {
	{"°", TOKEN_DEGREE, AXIS_NONE, 0},
	{"º", TOKEN_DEGREE, AXIS_NONE, 0},
	{"˚", TOKEN_DEGREE, AXIS_NONE, 0},
	{"derajat", TOKEN_DEGREE, AXIS_NONE, 0},
	{"deg", TOKEN_DEGREE, AXIS_NONE, 0},
	{"d", TOKEN_DEGREE, AXIS_NONE, 0},
	{"'", TOKEN_MINUTE, AXIS_NONE, 0},
	{"′", TOKEN_MINUTE, AXIS_NONE, 0},
	{"’", TOKEN_MINUTE, AXIS_NONE, 0},
	{"‘", TOKEN_MINUTE, AXIS_NONE, 0},
	{"´", TOKEN_MINUTE, AXIS_NONE, 0},
	{"`", TOKEN_MINUTE, AXIS_NONE, 0},
	{"menit", TOKEN_MINUTE, AXIS_NONE, 0},
	{"min", TOKEN_MINUTE, AXIS_NONE, 0},
	{"m", TOKEN_MINUTE, AXIS_NONE, 0},
	{"\"", TOKEN_SECOND, AXIS_NONE, 0},
	{"″", TOKEN_SECOND, AXIS_NONE, 0},
	{"”", TOKEN_SECOND, AXIS_NONE, 0},
	{"“", TOKEN_SECOND, AXIS_NONE, 0},
	{"''", TOKEN_SECOND, AXIS_NONE, 0},
	{"′′", TOKEN_SECOND, AXIS_NONE, 0},
	{"’’", TOKEN_SECOND, AXIS_NONE, 0},
	{"detik", TOKEN_SECOND, AXIS_NONE, 0},
	{"sec", TOKEN_SECOND, AXIS_NONE, 0},
	{"N", TOKEN_AXIS, AXIS_LATITUDE, 1},
	{"U", TOKEN_AXIS, AXIS_LATITUDE, 1},
	{"LU", TOKEN_AXIS, AXIS_LATITUDE, 1},
	{"utara", TOKEN_AXIS, AXIS_LATITUDE, 1},
	{"lintang utara", TOKEN_AXIS, AXIS_LATITUDE, 1},
	{"north", TOKEN_AXIS, AXIS_LATITUDE, 1},
	{"S", TOKEN_AXIS, AXIS_LATITUDE, -1},
	{"LS", TOKEN_AXIS, AXIS_LATITUDE, -1},
	{"selatan", TOKEN_AXIS, AXIS_LATITUDE, -1},
	{"lintang selatan", TOKEN_AXIS, AXIS_LATITUDE, -1},
	{"south", TOKEN_AXIS, AXIS_LATITUDE, -1},
	{"E", TOKEN_AXIS, AXIS_LONGITUDE, 1},
	{"T", TOKEN_AXIS, AXIS_LONGITUDE, 1},
	{"BT", TOKEN_AXIS, AXIS_LONGITUDE, 1},
	{"timur", TOKEN_AXIS, AXIS_LONGITUDE, 1},
	{"bujur timur", TOKEN_AXIS, AXIS_LONGITUDE, 1},
	{"east", TOKEN_AXIS, AXIS_LONGITUDE, 1},
	{"W", TOKEN_AXIS, AXIS_LONGITUDE, -1},
	{"B", TOKEN_AXIS, AXIS_LONGITUDE, -1},
	{"BB", TOKEN_AXIS, AXIS_LONGITUDE, -1},
	{"barat", TOKEN_AXIS, AXIS_LONGITUDE, -1},
	{"bujur barat", TOKEN_AXIS, AXIS_LONGITUDE, -1},
	{"west", TOKEN_AXIS, AXIS_LONGITUDE, -1},
	{"lintang", TOKEN_AXIS, AXIS_LATITUDE, 0},
	{"latitude", TOKEN_AXIS, AXIS_LATITUDE, 0},
	{"lat", TOKEN_AXIS, AXIS_LATITUDE, 0},
	{"bujur", TOKEN_AXIS, AXIS_LONGITUDE, 0},
	{"longitude", TOKEN_AXIS, AXIS_LONGITUDE, 0},
	{"long", TOKEN_AXIS, AXIS_LONGITUDE, 0},
	{"lon", TOKEN_AXIS, AXIS_LONGITUDE, 0},
	{"lng", TOKEN_AXIS, AXIS_LONGITUDE, 0},
	{",", TOKEN_SEPARATOR, AXIS_NONE, 0},
	{";", TOKEN_SEPARATOR, AXIS_NONE, 0},
	{"/", TOKEN_SEPARATOR, AXIS_NONE, 0},
	{":", TOKEN_BLANK, AXIS_NONE, 0},
	{"=", TOKEN_BLANK, AXIS_NONE, 0},
};

typedef struct Token
{
	TokenKind kind;
	const Word *word; /* of a word or a mark */
	double number;    /* of a number, without its sign */
	bool is_signed, is_negative, has_fraction;
} Token;

/* One angle: up to three numbers, which axis, which side of zero. */
typedef struct Angle
{
	double numbers[3];
	int count;
	Axis axis;
	int sign; /* from a hemisphere; 0 = none named */
	bool is_negative;
	bool has_fraction; /* so no further number belongs to it */
	bool is_closed;
} Angle;

typedef struct Angles
{
	Angle angles[2];
	int current;
	bool is_marked; /* something beyond bare numbers was seen */
} Angles;

static const Word *
longest_word(const Reader *reader)
{
	const Word *longest = NULL;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
	{
		Reader r = *reader;

		if (reader_take(&r, words[i].spelling) &&
			(!longest || strlen(words[i].spelling) > strlen(longest->spelling)))
			longest = &words[i];
	}
	return longest;
}

/* The fraction may follow a point or, as in Indonesian, a comma. */
static bool
take_number(Reader *reader, Token *token)
{
	Reader whole = *reader;
	Reader r = *reader;

	if (!reader_number(&whole, '\0', &token->number) || !reader_number(&r, '.', &token->number))
		return false;
	if (r.at == whole.at)
	{
		r = *reader;
		if (!reader_number(&r, ',', &token->number))
			return false;
	}
	token->kind = TOKEN_NUMBER;
	token->is_signed = !dkis_is_digit(*reader->at);
	token->is_negative = token->is_signed && *reader->at != '+';
	token->has_fraction = r.at != whole.at;
	token->number = fabs(token->number);
	*reader = r;
	return true;
}

static Token
next_token(Reader *reader)
{
	Token token = {TOKEN_END, NULL, 0, false, false, false};

	reader_skip_blanks(reader);
	if (reader->at == reader->end || take_number(reader, &token))
		return token;
	token.word = longest_word(reader);
	token.kind = token.word ? token.word->kind : TOKEN_BAD;
	if (token.word)
		reader->at += strlen(token.word->spelling);
	return token;
}

/* False when there were two already. */
static bool
begin_second(Angles *all)
{
	return all->current++ == 0;
}

static bool
add_number(Angles *all, const Token *token)
{
	Angle *angle = &all->angles[all->current];

	if (angle->is_closed || angle->count == 3 || angle->has_fraction ||
		(token->is_signed && angle->count > 0))
	{
		if (!begin_second(all))
			return false;
		angle = &all->angles[all->current];
	}
	if (angle->count == 0)
		angle->is_negative = token->is_negative;
	angle->numbers[angle->count++] = token->number;
	angle->has_fraction = token->has_fraction;
	return true;
}

/* A degree mark after a second number: that number began the second angle. */
static bool
add_degree_mark(Angles *all)
{
	Angle *angle = &all->angles[all->current];

	if (angle->count > 1)
	{
		Angle *second;

		if (!begin_second(all))
			return false;
		second = &all->angles[1];
		second->numbers[second->count++] = angle->numbers[--angle->count];
		second->has_fraction = angle->has_fraction;
		angle->has_fraction = false;
		return true;
	}
	return angle->count == 1;
}

/* Before its numbers (S 6 43) or after them (6 43 S), or once on each side. */
static bool
add_axis(Angles *all, const Word *word)
{
	Angle *angle = &all->angles[all->current];
	bool belongs = angle->axis == AXIS_NONE || (angle->axis == word->axis && angle->sign == 0);

	if (angle->is_closed || !belongs)
	{
		if (angle->count == 0 || !begin_second(all))
			return false;
		angle = &all->angles[all->current];
	}
	angle->axis = word->axis;
	angle->sign = word->sign;
	angle->is_closed = angle->count > 0;
	return true;
}

static bool
add_separator(Angles *all)
{
	Angle *angle = &all->angles[all->current];

	angle->is_closed = true;
	return angle->count > 0 && all->current == 0;
}

static bool
add_dms_token(Angles *all, const Token *token)
{
	const Angle *angle = &all->angles[all->current];

	if (token->kind != TOKEN_NUMBER && token->kind != TOKEN_SEPARATOR && token->kind != TOKEN_BLANK)
		all->is_marked = true;
	switch (token->kind)
	{
		case TOKEN_NUMBER: return add_number(all, token);
		case TOKEN_DEGREE: return add_degree_mark(all);
		case TOKEN_MINUTE: return angle->count == 2;
		case TOKEN_SECOND: return angle->count == 3;
		case TOKEN_AXIS: return add_axis(all, token->word);
		case TOKEN_SEPARATOR: return add_separator(all);
		default: return token->kind == TOKEN_BLANK;
	}
}

/* The s of 55.2s before a hemisphere: 6d43m55.2sS. */
static bool
is_seconds_letter(const Reader *reader, const Angles *all, const Token *token)
{
	Reader ahead = *reader;

	return token->kind == TOKEN_AXIS && reader->at[-1] == 's' && token->word->spelling[0] == 'S' &&
		   token->word->spelling[1] == '\0' && all->angles[all->current].count == 3 &&
		   next_token(&ahead).kind == TOKEN_AXIS;
}

static bool
read_angles(Reader r, Angles *all)
{
	Token token;

	while ((token = next_token(&r)).kind != TOKEN_END)
	{
		if (is_seconds_letter(&r, all, &token))
			continue;
		if (!add_dms_token(all, &token))
			return false;
	}
	return all->is_marked && all->current == 1 && all->angles[1].count > 0;
}

static Fit
bad_dms(DkisError *error, const char *sqlstate, const char *why)
{
	dkis_fail(error, sqlstate, "Derajat, menit, detik tidak sah: %s", why);
	dkis_hint(error,
			  "Tulis misalnya 6°43'55.2\"S 108°33'08.3\"E atau 6°43'55,2\" LS 108°33'8,3\" BT; "
			  "menit dan detik kurang dari 60.");
	return FIT_ERROR;
}

static double
angle_value(const Angle *angle)
{
	double size = (angle->numbers[0] * 3600 + angle->numbers[1] * 60 + angle->numbers[2]) / 3600;

	return angle->sign < 0 || angle->is_negative ? -size : size;
}

/* An angle without axis takes the one that is left; latitude comes first. */
static void
complete_axes(Angle *first, Angle *second)
{
	if (first->axis == AXIS_NONE)
		first->axis = second->axis == AXIS_LATITUDE ? AXIS_LONGITUDE : AXIS_LATITUDE;
	if (second->axis == AXIS_NONE)
		second->axis = first->axis == AXIS_LATITUDE ? AXIS_LONGITUDE : AXIS_LATITUDE;
}

Fit
read_dms(const char *text, size_t length, Place *place, DkisError *error)
{
	Reader r = {text, text + length};
	Angles all = {0};

	if (!read_angles(r, &all))
		return FIT_NO;
	for (int i = 0; i < 2; i++)
	{
		Angle *angle = &all.angles[i];

		if (angle->numbers[1] >= 60 || angle->numbers[2] >= 60)
			return bad_dms(error, DKIS_NUMBER_OUT_OF_RANGE, "menit atau detik 60 ke atas");
		if (angle->is_negative && angle->sign != 0)
			return bad_dms(error, DKIS_SYNTAX_ERROR, "tanda minus bersama mata angin");
	}
	complete_axes(&all.angles[0], &all.angles[1]);
	if (all.angles[0].axis == all.angles[1].axis)
		return bad_dms(error, DKIS_SYNTAX_ERROR, "dua lintang atau dua bujur");
	place->latitude = angle_value(&all.angles[all.angles[0].axis == AXIS_LATITUDE ? 0 : 1]);
	place->longitude = angle_value(&all.angles[all.angles[0].axis == AXIS_LATITUDE ? 1 : 0]);
	return FIT_YES;
}
