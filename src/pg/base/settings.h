/*
 * The settings of dkis, once: name, kind, range, default and meaning of each
 * stand in the table below, and nowhere else. From it come the GUC dkis.NAME,
 * the check of a row of dkis.settings, the look-up from C and from SQL, and
 * the list that an administrator reads.
 *
 * What counts is the GUC when it is set, else the row, else the default. Rows
 * travel with a dump, GUCs do not. A bad value is refused when it is set.
 */
#ifndef DKIS_PG_BASE_SETTINGS_H
#define DKIS_PG_BASE_SETTINGS_H

#include "pg/base/compat.h"

#include "core/time/sla.h"

typedef enum SettingKind
{
	SETTING_TEXT,
	SETTING_WHOLE,  /* a whole number, low to high */
	SETTING_NUMBER, /* low to high */
	SETTING_ZONE,   /* a time zone by its IANA name */
	SETTING_HOURS,  /* from one time of the day to another: 20.00-06.00; "-": never */
	SETTING_SLA,    /* a time standard; "-": none */
} SettingKind;

/* S(id, name, kind, low, high, default or NULL, who may set the GUC, meaning) */
#define SETTINGS(S)                                                                                \
	S(AGENCY, "agency", WHOLE, 0, 90000, NULL, PGC_SUSET, "Kode instansi basis data ini")          \
	S(CALENDAR, "calendar", TEXT, 0, 0, "kantor", PGC_USERSET,                                     \
	  "Kode kalender yang dipakai bila tidak disebut")                                             \
	S(TIME_ZONE, "time_zone", ZONE, 0, 0, "Asia/Jakarta", PGC_SUSET,                               \
	  "Zona waktu kalender baru, dan instansi yang belum mempunyai kalender")                      \
	S(ORGANISATION, "organisation", TEXT, 0, 0, NULL, PGC_USERSET,                                 \
	  "Kode perangkat daerah yang menerbitkan SOP")                                                \
	S(REGION_HEAD, "kepala_daerah", TEXT, 0, 0, NULL, PGC_SUSET,                                   \
	  "Kode pelaksana kepala daerah, batas atas rantai eskalasi")                                  \
	S(BACKDATE_DAYS, "backdate_days", WHOLE, 0, 3660, "30", PGC_SUSET,                             \
	  "Hari sebelum pencatatan yang boleh diisi petugas sebagai received_at; dkis_admin bebas")    \
	S(QUIET_HOURS, "quiet_hours", HOURS, 0, 0, "-", PGC_SUSET,                                     \
	  "Jam tenang: pemberitahuan ditahan sampai pagi, kecuali SOP darurat")                        \
	S(TOP_AFTER, "top_after", SLA, 0, 0, "1 hari kerja", PGC_SUSET,                                \
	  "Sesudah berapa lama kepala daerah boleh diberi tahu tentang langkah biasa")                 \
	S(SURVEY_URL, "survey_url", TEXT, 0, 0, NULL, PGC_SUSET,                                       \
	  "Alamat survei kepuasan; {register} diganti nomor registernya")                              \
	S(UNIT_STALE_MINUTES, "unit_stale_minutes", WHOLE, 1, 10080, "15", PGC_USERSET,                \
	  "Menit sesudahnya posisi armada dianggap usang")                                             \
	S(UNIT_SPEED_KMH, "unit_speed_kmh", NUMBER, 1, 300, "30", PGC_USERSET,                         \
	  "Kecepatan armada di jalan, km/jam")                                                         \
	S(UNIT_DETOUR, "unit_detour", NUMBER, 1, 10, "1.4", PGC_USERSET,                               \
	  "Jarak lewat jalan dibanding garis lurus")                                                   \
	S(FAR_KM, "far_km", NUMBER, 1, 20040, "200", PGC_USERSET,                                      \
	  "Jarak (km) dari kota sesudahnya lokasi penelepon ditanyakan dulu")                          \
	S(DUPLICATE_RADIUS_M, "duplicate_radius_m", NUMBER, 0, 50000, "500", PGC_USERSET,              \
	  "Jarak (meter) antara dua insiden yang mungkin sama")                                        \
	S(DUPLICATE_MINUTES, "duplicate_minutes", WHOLE, 0, 1440, "30", PGC_USERSET,                   \
	  "Selisih (menit) antara dua insiden yang mungkin sama")                                      \
	S(QUEUE_HOURS, "queue_hours", WHOLE, 1, 168, "12", PGC_USERSET,                                \
	  "Jam selama panggilan yang belum dituntaskan tetap dalam antrean")                           \
	S(CALLBACK_ATTEMPTS, "callback_attempts", WHOLE, 1, 20, "3", PGC_USERSET,                      \
	  "Berapa kali penelepon yang terputus dihubungi kembali")                                     \
	S(ALARM_MINUTES, "alarm_minutes", WHOLE, 1, 1440, "5", PGC_USERSET,                            \
	  "Menit sesudahnya insiden tanpa armada, dan armada yang belum menjawab, ditandai")           \
	S(UNIT_SILENT_MINUTES, "unit_silent_minutes", WHOLE, 1, 1440, "30", PGC_USERSET,               \
	  "Menit sesudahnya armada bertugas yang diam ditandai")                                       \
	S(EXERCISE, "exercise", WHOLE, 0, 9, "0", PGC_USERSET,                                         \
	  "Nomor latihan: yang dicatat sesi ini di luar semua angka; 0 = sungguhan")                   \
	S(TELL_SECONDS, "tell_seconds", NUMBER, 0, 3600, "2", PGC_USERSET,                             \
	  "Detik antara dua pemberitahuan sampai mana pekerjaan yang lama; 0 = tiap kali")             \
	S(BLOCK_HOURS, "block_hours", WHOLE, 1, 720, "24", PGC_USERSET,                                \
	  "Lama pemblokiran nomor yang menyalahgunakan 112")

typedef enum SettingId
{
#define SETTING_ID(id, ...) SETTING_##id,
	SETTINGS(SETTING_ID)
#undef SETTING_ID
		SETTING_COUNT
} SettingId;

extern void settings_define(void);

/* As it stands now, NULL for none; good until the next question. */
extern const char *setting_text(SettingId id);
/* Of a setting that is a number and has a default. */
extern double setting_number(SettingId id);
/* Of a setting of hours: false when there are none. Minutes of the day; until may be before from.
 */
extern bool setting_hours(SettingId id, int *from, int *until);
/* Of a setting that is a time standard. */
extern Sla setting_sla(SettingId id);
/* This database's agency; 0 while none is set. */
extern int32 settings_agency(void);

/* GUCs that are no settings of the database: dkis.enforce_performer, dkis.actor (NULL: none),
 * dkis.as_of. */
extern bool settings_enforce_performer;
extern const char *settings_actor(void);
/* Whether that was said by an earlier transaction, SET without LOCAL; true once only. */
extern bool settings_actor_outlives(void);

#endif
