#include "core/exchange/ical.h"

#include "core/base/text.h"
#include "core/base/words.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define DEPTH_MAX 16
#define COMPONENT_NAME 24 /* longer names are compared by their beginning */

/* One content line: name;parameters:value, unfolded. */
typedef struct Line
{
	int number;
	const char *name;
	size_t name_length;
	const char *parameters; /* behind the name, up to the colon */
	size_t parameters_length;
	const char *value;
	size_t value_length;
} Line;

typedef struct Component
{
	char name[COMPONENT_NAME];
	int line;
} Component;

/* What of an event needs its other properties before it means something. */
typedef struct Span
{
	int start_line; /* 0 = no DTSTART */
	int end_line;
	int duration_line;
	Day end; /* exclusive */
	bool end_timed;
	int days; /* of DURATION */
} Span;

typedef struct Reader
{
	const char *at;
	const char *end;
	int next_line;
	DkisText text; /* the line, unfolded */
	Line line;
	Component open[DEPTH_MAX];
	int depth;
	bool seen_calendar;
	bool cancels; /* METHOD:CANCEL */
	IcalEvent event;
	Span span;
	DkisError *error;
} Reader;

/* ---- refusing --------------------------------------------------------------- */

static bool
refuse_ical(Reader *reader, int line, const char *sqlstate, const char *why)
{
	dkis_fail(reader->error, sqlstate, "baris %d: %s", line, why);
	return dkis_hint(reader->error, "Berkas iCalendar (RFC 5545) dimulai dengan BEGIN:VCALENDAR; "
									"tiap hari libur satu BEGIN:VEVENT ... END:VEVENT dengan "
									"DTSTART;VALUE=DATE:20260320 dan SUMMARY.");
}

static bool
refuse_ical_value(Reader *reader, const char *sqlstate, const char *why)
{
	const Line *line = &reader->line;

	dkis_fail(reader->error, sqlstate, "baris %d: %.*s \"%.*s\" %s", line->number,
			  dkis_quotable(line->name, line->name_length), line->name,
			  dkis_quotable(line->value, line->value_length), line->value, why);
	return dkis_hint(reader->error, "Hari libur sehari penuh ditulis DTSTART;VALUE=DATE:20260320, "
									"dengan DTEND;VALUE=DATE:20260322 (tidak termasuk hari itu) "
									"atau DURATION:P2D bila lebih dari sehari.");
}

/* ---- lines --------------------------------------------------------------- */

/* Appends one physical line without its end. */
static void
append_physical(Reader *reader)
{
	size_t left = (size_t) (reader->end - reader->at);
	const char *stop = memchr(reader->at, '\n', left);
	size_t length = stop ? (size_t) (stop - reader->at) : left;

	dkis_text_append(&reader->text, reader->at, length);
	if (length > 0 && reader->at[length - 1] == '\r')
		reader->text.data[--reader->text.length] = '\0';
	reader->at += length + (stop != NULL);
	reader->next_line++;
}

/* Joins folded lines; empty ones are passed over. False at the end. */
static bool
unfold(Reader *reader)
{
	do
	{
		if (reader->at >= reader->end)
			return false;
		dkis_check_interrupts();
		reader->text.length = 0;
		reader->line.number = reader->next_line;
		append_physical(reader);
		while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t'))
		{
			reader->at++;
			append_physical(reader);
		}
	} while (reader->text.length == 0);
	return true;
}

static bool
is_name_character(char c)
{
	c = dkis_lower(c);
	return (c >= 'a' && c <= 'z') || dkis_is_digit(c) || c == '-';
}

/* Parts the unfolded line; a colon or semicolon inside quotes belongs to a parameter. */
static bool
split_line(Reader *reader)
{
	Line *line = &reader->line;
	const char *at = reader->text.data;
	const char *end = at + reader->text.length;
	bool quoted = false;

	line->name = at;
	while (at < end && is_name_character(*at))
		at++;
	line->name_length = (size_t) (at - line->name);
	line->parameters = at;
	while (at < end && (quoted || *at != ':'))
		if (*at++ == '"')
			quoted = !quoted;
	line->parameters_length = (size_t) (at - line->parameters);
	if (line->name_length == 0 || at == end ||
		(line->parameters_length > 0 && *line->parameters != ';'))
		return refuse_ical(reader, line->number, DKIS_SYNTAX_ERROR,
						   "bukan baris iCalendar, diharapkan NAMA:nilai");
	line->value = at + 1;
	line->value_length = (size_t) (end - line->value);
	while (line->value_length > 0 && dkis_is_space(line->value[line->value_length - 1]))
		line->value_length--;
	return true;
}

static bool
is_named(const Line *line, const char *name)
{
	return dkis_same_word(line->name, line->name_length, name, strlen(name));
}

static bool
has_value(const Line *line, const char *value)
{
	return dkis_same_word(line->value, line->value_length, value, strlen(value));
}

/* \n, \N, \, \; and \\ ; any other escaped character stands for itself. */
static char *
unescaped(const Line *line)
{
	char *text = dkis_alloc(line->value_length + 1);
	size_t length = 0;

	for (size_t i = 0; i < line->value_length; i++)
	{
		char c = line->value[i];

		if (c == '\\' && i + 1 < line->value_length)
		{
			c = line->value[++i];
			if (c == 'n' || c == 'N')
				c = '\n';
		}
		text[length++] = c;
	}
	text[length] = '\0';
	return text;
}

static void
keep_unescaped(char **field, const Line *line)
{
	if (*field)
		dkis_free(*field);
	*field = unescaped(line);
}

/* ---- dates --------------------------------------------------------------- */

static int
ical_digits(const char *at, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++)
	{
		if (!dkis_is_digit(at[i]))
			return -1;
		value = value * 10 + (at[i] - '0');
	}
	return value;
}

/* 20260320, or 20260320T090000 with or without Z. */
static bool
read_ical_date(Reader *reader, Day *day, bool *timed)
{
	const Line *line = &reader->line;
	const char *value = line->value;
	size_t length = line->value_length;
	int year, month, month_day;

	*timed = length >= 15 && dkis_lower(value[8]) == 't' && ical_digits(value + 9, 6) >= 0 &&
			 (length == 15 || (length == 16 && dkis_lower(value[15]) == 'z'));
	if (length != 8 && !*timed)
		return refuse_ical_value(reader, DKIS_INVALID_DATETIME, "bukan tanggal");
	year = ical_digits(value, 4);
	month = ical_digits(value + 4, 2);
	month_day = ical_digits(value + 6, 2);
	if (year < 0 || month < 0 || month_day < 0)
		return refuse_ical_value(reader, DKIS_INVALID_DATETIME, "bukan tanggal");
	if (!calendar_real_day(year, month, month_day, day))
		return refuse_ical_value(reader, DKIS_DATETIME_OVERFLOW,
								 "bukan tanggal yang ada antara 1900 dan 2200");
	return true;
}

/* P3D or P2W; times of day make no day. */
static bool
read_duration(Reader *reader, int *days)
{
	const char *at = reader->line.value;
	const char *end = at + reader->line.value_length;
	int value = 0;
	bool any = false;

	if (at < end && *at == '+')
		at++;
	if (at == end || dkis_lower(*at++) != 'p')
		return refuse_ical_value(reader, DKIS_INVALID_DATETIME, "bukan lama waktu");
	for (; at < end && dkis_is_digit(*at); at++, any = true)
		if (value <= ICAL_MAX_DAYS)
			value = value * 10 + (*at - '0');
	if (!any || end - at != 1 || (dkis_lower(*at) != 'd' && dkis_lower(*at) != 'w'))
		return refuse_ical_value(reader, DKIS_INVALID_DATETIME,
								 "bukan lama dalam hari atau minggu");
	*days = dkis_lower(*at) == 'w' ? value * 7 : value;
	if (*days < 1 || *days > ICAL_MAX_DAYS)
		return refuse_ical_value(reader, DKIS_DATETIME_OVERFLOW,
								 "bukan lama antara 1 dan 366 hari");
	return true;
}

static int
read_sequence(const Line *line)
{
	int value = 0;

	for (size_t i = 0; i < line->value_length && dkis_is_digit(line->value[i]); i++)
		if (value < 100000000)
			value = value * 10 + (line->value[i] - '0');
	return value;
}

/* ---- events --------------------------------------------------------------- */

static void
forget_event(IcalEvent *event)
{
	char *texts[] = {event->uid, event->summary, event->description, event->categories};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i])
			dkis_free(texts[i]);
	memset(event, 0, sizeof *event);
}

static void
begin_event(Reader *reader)
{
	forget_event(&reader->event);
	memset(&reader->span, 0, sizeof reader->span);
	reader->event.line = reader->line.number;
	reader->event.status = reader->cancels ? ICAL_CANCELLED : ICAL_CONFIRMED;
}

static bool
read_time_property(Reader *reader, bool *known)
{
	const Line *line = &reader->line;
	Span *span = &reader->span;

	*known = true;
	if (is_named(line, "DTSTART"))
	{
		span->start_line = line->number;
		return read_ical_date(reader, &reader->event.first, &reader->event.timed);
	}
	if (is_named(line, "DTEND"))
	{
		span->end_line = line->number;
		return read_ical_date(reader, &span->end, &span->end_timed);
	}
	*known = false;
	return true;
}

static void
read_text_property(Reader *reader)
{
	const Line *line = &reader->line;
	IcalEvent *event = &reader->event;

	if (is_named(line, "UID"))
		keep_unescaped(&event->uid, line);
	else if (is_named(line, "SUMMARY"))
		keep_unescaped(&event->summary, line);
	else if (is_named(line, "DESCRIPTION"))
		keep_unescaped(&event->description, line);
	else if (is_named(line, "CATEGORIES"))
		keep_unescaped(&event->categories, line);
	else if (is_named(line, "SEQUENCE"))
		event->sequence = read_sequence(line);
	else if (is_named(line, "RRULE") || is_named(line, "RDATE"))
		event->recurs = true;
	else if (is_named(line, "RECURRENCE-ID"))
		event->is_part = true;
	else if (is_named(line, "STATUS") && has_value(line, "CANCELLED"))
		event->status = ICAL_CANCELLED;
	else if (is_named(line, "STATUS") && has_value(line, "TENTATIVE") &&
			 event->status == ICAL_CONFIRMED)
		event->status = ICAL_TENTATIVE;
}

/* DURATION waits until it is known whether the event is all-day. */
static bool
read_property(Reader *reader)
{
	bool known;
	bool good = read_time_property(reader, &known);

	if (known)
		return good;
	if (is_named(&reader->line, "DURATION"))
	{
		reader->span.duration_line = reader->line.number;
		if (memchr(reader->line.value, 'T', reader->line.value_length) != NULL)
			reader->span.days = 0; /* only a timed event may say so */
		else if (!read_duration(reader, &reader->span.days))
			return false;
	}
	else
		read_text_property(reader);
	return true;
}

/* DTEND is exclusive; the same day as DTSTART, as many feeds write it, is that one day. */
static bool
resolve_days(Reader *reader)
{
	IcalEvent *event = &reader->event;
	const Span *span = &reader->span;

	if (span->start_line == 0)
		return refuse_ical(reader, event->line, DKIS_SYNTAX_ERROR, "VEVENT tanpa DTSTART");
	event->last = event->first;
	if (event->timed)
		return true;
	if (span->end_line && span->duration_line)
		return refuse_ical(reader, span->duration_line, DKIS_SYNTAX_ERROR,
						   "DTEND dan DURATION tidak boleh bersama");
	if (span->duration_line && span->days == 0)
		return refuse_ical(reader, span->duration_line, DKIS_INVALID_DATETIME,
						   "DURATION acara sehari penuh hanya dalam hari (P2D) atau minggu (P1W)");
	if (span->duration_line)
		event->last = event->first + span->days - 1;
	if (span->end_line && span->end_timed)
		return refuse_ical(reader, span->end_line, DKIS_INVALID_DATETIME,
						   "DTEND harus tanggal saja, seperti DTSTART-nya");
	if (span->end_line && span->end < event->first)
		return refuse_ical(reader, span->end_line, DKIS_INVALID_DATETIME, "DTEND sebelum DTSTART");
	if (span->end_line && span->end > event->first)
		event->last = span->end - 1;
	if (event->last - event->first >= ICAL_MAX_DAYS)
		return refuse_ical(reader, event->line, DKIS_DATETIME_OVERFLOW,
						   "acara lebih dari 366 hari");
	if (event->last > CALENDAR_LAST_DAY)
		return refuse_ical(reader, event->line, DKIS_DATETIME_OVERFLOW,
						   "acara melewati 2200-12-31");
	return true;
}

/* ---- components ------------------------------------------------------------ */

static void
component_name(const Line *line, char name[COMPONENT_NAME])
{
	size_t length = line->value_length < COMPONENT_NAME ? line->value_length : COMPONENT_NAME - 1;

	for (size_t i = 0; i < length; i++)
		name[i] = dkis_lower(line->value[i]);
	name[length] = '\0';
}

static bool
is_in_event(const Reader *reader)
{
	return reader->depth == 2 && strcmp(reader->open[1].name, "vevent") == 0;
}

static bool
begin_component(Reader *reader)
{
	Component *component = &reader->open[reader->depth];
	int line = reader->line.number;

	if (reader->depth == DEPTH_MAX)
		return refuse_ical(reader, line, DKIS_PROGRAM_LIMIT, "BEGIN bersarang terlalu dalam");
	component_name(&reader->line, component->name);
	component->line = line;
	if ((reader->depth == 0) != (strcmp(component->name, "vcalendar") == 0))
		return refuse_ical(reader, line, DKIS_SYNTAX_ERROR,
						   reader->depth == 0 ? "diharapkan BEGIN:VCALENDAR"
											  : "BEGIN:VCALENDAR di dalam VCALENDAR");
	if (reader->depth++ == 0)
	{
		reader->seen_calendar = true;
		reader->cancels = false;
	}
	if (is_in_event(reader))
		begin_event(reader);
	return true;
}

static bool
end_component(Reader *reader, IcalVisitor visit, void *context)
{
	char name[COMPONENT_NAME];

	component_name(&reader->line, name);
	if (reader->depth == 0 || strcmp(reader->open[reader->depth - 1].name, name) != 0)
		return refuse_ical(reader, reader->line.number, DKIS_SYNTAX_ERROR, "END tanpa BEGIN-nya");
	if (is_in_event(reader) &&
		(!resolve_days(reader) || !visit(context, &reader->event, reader->error)))
		return false;
	reader->depth--;
	return true;
}

static bool
read_line(Reader *reader, IcalVisitor visit, void *context)
{
	const Line *line = &reader->line;

	if (!split_line(reader))
		return false;
	if (is_named(line, "BEGIN"))
		return begin_component(reader);
	if (reader->depth == 0)
		return refuse_ical(reader, line->number, DKIS_SYNTAX_ERROR, "diharapkan BEGIN:VCALENDAR");
	if (is_named(line, "END"))
		return end_component(reader, visit, context);
	if (is_in_event(reader))
		return read_property(reader);
	if (reader->depth == 1 && is_named(line, "METHOD"))
		reader->cancels = has_value(line, "CANCEL");
	return true;
}

static bool
check_event_end(Reader *reader)
{
	if (!reader->seen_calendar)
		return refuse_ical(reader, 1, DKIS_SYNTAX_ERROR, "diharapkan BEGIN:VCALENDAR");
	if (reader->depth > 0)
		return refuse_ical(reader, reader->open[reader->depth - 1].line, DKIS_SYNTAX_ERROR,
						   "BEGIN tidak ditutup: berkas terpotong");
	return true;
}

bool
ical_read(const char *text, size_t length, IcalVisitor visit, void *context, DkisError *error)
{
	Reader reader = {.at = text, .end = text + length, .next_line = 1, .error = error};
	bool good = true;

	if (length >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0)
		reader.at += 3;
	dkis_text_init(&reader.text);
	while (good && unfold(&reader))
		good = read_line(&reader, visit, context);
	good = good && check_event_end(&reader);
	forget_event(&reader.event);
	dkis_free(reader.text.data);
	return good;
}
