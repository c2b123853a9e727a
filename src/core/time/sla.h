/*
 * dkis.sla: a time standard as SOPs and laws write it, such as
 * "10 hari kerja + 7 hari kerja". docs/sla.md is its reference.
 */
#ifndef DKIS_CORE_TIME_SLA_H
#define DKIS_CORE_TIME_SLA_H

#include "core/base/errors.h"

typedef enum SlaUnit
{
	SLA_MINUTES,  /* menit: working time */
	SLA_HOURS,    /* jam: working time */
	SLA_DAYS,     /* hari: calendar days */
	SLA_WORKDAYS, /* hari kerja */
	SLA_MONTHS,   /* bulan */
	SLA_UNIT_COUNT
} SlaUnit;

#define SLA_VERSION 1
#define SLA_NONE 0x01     /* "-": no time standard; everything else is zero */
#define SLA_EXTENDED 0x02 /* a lawful extension is declared */

/* The stored form, byte for byte; equal standards are equal bytes. */
typedef struct Sla
{
	uint8_t version;
	uint8_t unit;
	uint8_t extension_unit; /* 0 without an extension */
	uint8_t flags;
	int32_t minimum; /* "1-30 menit": 1; without a range the limit again */
	int32_t limit;
	int32_t extension; /* 0 without an extension */
} Sla;

/* Longest canonical text, with its NUL. */
#define SLA_TEXT_SIZE 96

static inline bool
sla_is_none(const Sla *sla)
{
	return (sla->flags & SLA_NONE) != 0;
}

static inline bool
sla_has_extension(const Sla *sla)
{
	return (sla->flags & SLA_EXTENDED) != 0;
}

/* Minutes and hours run as working time; days and months to a closing. */
static inline bool
sla_counts_time(SlaUnit unit)
{
	return unit == SLA_MINUTES || unit == SLA_HOURS;
}

bool sla_parse(const char *text, size_t length, Sla *sla, DkisError *error);
void sla_print(const Sla *sla, char text[SLA_TEXT_SIZE]);
/* Is this a value that sla_parse could have made? For binary input. */
bool sla_check(const Sla *sla, DkisError *error);
/*
 * By length, taking 1 hari kerja as 450 minutes, 1 hari as 24 hours and 1 bulan
 * as 30 days; 0 only for identical standards; "-" after everything else.
 */
int sla_compare(const Sla *a, const Sla *b);
/*
 * The limit in those minutes, with the lawful extension where asked. Round the
 * clock a working day has 24 hours. "-": 0.
 */
int64_t sla_minutes(const Sla *sla, bool extended, bool round_the_clock);
uint64_t sla_hash(const Sla *sla, uint64_t seed);
const char *sla_unit_name(SlaUnit unit);

#endif
