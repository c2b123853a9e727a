#include "core/exchange/xes.h"

#include "core/base/words.h"
#include "core/flow/flowtext.h"

#include <string.h>

/* ---- times: xs:dateTime --------------------------------------------------- */

/* So many digits, or -1. */
static int
xes_digits(const char **at, int n)
{
	int number = 0;

	for (int i = 0; i < n; i++)
	{
		if (!dkis_is_digit(**at))
			return -1;
		number = number * 10 + (*(*at)++ - '0');
	}
	return number;
}

static bool
take_character(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static bool
read_xes_date(const char **at, Day *day)
{
	int year = xes_digits(at, 4);
	int month = take_character(at, '-') ? xes_digits(at, 2) : -1;
	int month_day = take_character(at, '-') ? xes_digits(at, 2) : -1;

	return year >= 0 && month >= 0 && month_day >= 0 &&
		   calendar_real_day(year, month, month_day, day);
}

/* Microseconds; what is finer is cut off. */
static int64_t
read_fraction(const char **at)
{
	int64_t micros = 0;
	int64_t worth = 100000;

	for (; dkis_is_digit(**at); (*at)++, worth /= 10)
		micros += (**at - '0') * worth;
	return micros;
}

static bool
read_clock(const char **at, int64_t *micros)
{
	int hour = xes_digits(at, 2);
	int minute = take_character(at, ':') ? xes_digits(at, 2) : -1;
	int second = take_character(at, ':') ? xes_digits(at, 2) : -1;

	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
		return false;
	*micros = hour * MICROS_PER_HOUR + minute * MICROS_PER_MINUTE + second * INT64_C(1000000);
	if (!take_character(at, '.'))
		return true;
	if (!dkis_is_digit(**at))
		return false;
	*micros += read_fraction(at);
	return true;
}

/* Without one it is UTC: a log must not mean something else on another server. */
static bool
read_zone(const char **at, int64_t *ahead)
{
	bool behind = **at == '-';
	int hours;
	int minutes;

	*ahead = 0;
	if (**at == '\0' || take_character(at, 'Z'))
		return true;
	if (!take_character(at, '-') && !take_character(at, '+'))
		return false;
	hours = xes_digits(at, 2); /* +07:00, +0700, +07 */
	minutes = take_character(at, ':') || **at != '\0' ? xes_digits(at, 2) : 0;
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
		return false;
	*ahead = (hours * MICROS_PER_HOUR + minutes * MICROS_PER_MINUTE) * (behind ? -1 : 1);
	return true;
}

static bool
read_time(const char *text, Instant *at)
{
	Day day;
	int64_t micros;
	int64_t ahead;

	if (!read_xes_date(&text, &day) || !take_character(&text, 'T') || !read_clock(&text, &micros) ||
		!read_zone(&text, &ahead) || *text != '\0')
		return false;
	*at = day * MICROS_PER_DAY + micros - ahead;
	return true;
}

/* ---- events ---------------------------------------------------------------- */

static bool
is_attribute(const XmlDocument *document, int element)
{
	static const char *const kinds[] = {"string", "date", "int", "float", "boolean", "id"};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (xml_is(document, element, kinds[i]))
			return true;
	return false;
}

/* The value of an element's own attribute of that key; NULL: it has none. */
static const char *
value_of(const XmlDocument *document, int owner, const char *key, int *element)
{
	for (int i = owner + 1; i < document->elements[owner].end; i = document->elements[i].end)
	{
		const char *its_key = xml_attribute(document, i, "key");

		if (its_key && strcmp(its_key, key) == 0 && is_attribute(document, i))
		{
			*element = i;
			return xml_attribute(document, i, "value");
		}
	}
	return NULL;
}

static bool
refuse_xes_time(const XmlDocument *document, int element, const char *value, DkisError *error)
{
	dkis_fail(error, DKIS_INVALID_DATETIME, "waktu \"%.*s\" tidak dapat dibaca",
			  dkis_quotable(value, strlen(value)), value);
	xml_tell(document, element, error);
	return dkis_hint(error, "Tulis seperti 2026-03-02T08:30:00+07:00, antara tahun 1900 dan 2200.");
}

static bool
refuse_nameless(const XmlDocument *document, int element, DkisError *error)
{
	dkis_fail(error, DKIS_INVALID_PARAMETER, "peristiwa tanpa nama kegiatan");
	xml_tell(document, element, error);
	return dkis_hint(error, "Setiap event perlu <string key=\"concept:name\" value=\"...\"/>.");
}

static bool
read_xes_event(const XmlDocument *document, int element, XesEvent *event, DkisError *error)
{
	int found;
	const char *time = value_of(document, element, "time:timestamp", &found);

	event->has_time = time != NULL;
	if (time && !read_time(time, &event->at))
		return refuse_xes_time(document, found, time, error);
	event->activity = value_of(document, element, "concept:name", &found);
	if (!event->activity)
		return refuse_nameless(document, element, error);
	event->step = value_of(document, element, "dkis:step", &found);
	event->outcome = value_of(document, element, "dkis:outcome", &found);
	event->resource = value_of(document, element, "org:resource", &found);
	event->lifecycle = value_of(document, element, "lifecycle:transition", &found);
	return true;
}

static bool
read_trace(XesLog *log, int element, int number, DkisError *error)
{
	const XmlDocument *document = &log->document;
	int found;
	XesEvent event = {.trace = number,
					  .case_name = value_of(document, element, "concept:name", &found)};

	for (int i = element + 1; i < document->elements[element].end; i = document->elements[i].end)
	{
		if (i % 1024 == 0)
			dkis_check_interrupts();
		if (!xml_is(document, i, "event"))
			continue;
		event.number++;
		if (!read_xes_event(document, i, &event, error))
			return false;
		log->events[log->n_events++] = event;
	}
	if (event.number == 0)
		log->events[log->n_events++] = event;
	return true;
}

/* Room for every event, and for every trace that has none. */
static size_t
count_rows(const XmlDocument *document)
{
	size_t n = 0;

	for (int i = 0; i < document->n_elements; i++)
		n += xml_is(document, i, "event") || xml_is(document, i, "trace");
	return n;
}

bool
xes_read(XesLog *log, const char *xml, size_t length, DkisError *error)
{
	const XmlDocument *document = &log->document;
	int traces = 0;

	memset(log, 0, sizeof *log);
	if (!xml_read(&log->document, xml, length, error))
		return dkis_hint(error,
						 "Berikan log XES dalam UTF-8 tanpa DOCTYPE, paling banyak 16 MB dan "
						 "%d unsur; log yang lebih besar dimuat ke tabel lebih dahulu.",
						 XML_MAX_ELEMENTS);
	if (!xml_is(document, 0, "log"))
	{
		dkis_fail(error, DKIS_INVALID_PARAMETER, "bukan log XES");
		xml_tell(document, 0, error);
		return dkis_hint(error, "Unsur akar log XES (IEEE 1849) adalah <log>.");
	}
	log->events = dkis_alloc((count_rows(document) + 1) * sizeof(XesEvent));
	for (int i = 1; i < document->elements[0].end; i = document->elements[i].end)
		if (xml_is(document, i, "trace") && !read_trace(log, i, ++traces, error))
			return false;
	return true;
}

void
xes_free(XesLog *log)
{
	dkis_free(log->events);
	xml_free(&log->document);
}
