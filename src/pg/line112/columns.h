/*
 * The 112 tables as C sees them; see pg/base/row.h for how a list is read. The
 * names are those of sql/6-line112, the order is C's own.
 */
#ifndef DKIS_PG_LINE112_COLUMNS_H
#define DKIS_PG_LINE112_COLUMNS_H

#include "pg/base/row.h"

#define CALL_LIST(X)                                                                               \
	X(CALL_RECEIVED_AT, received_at, timestamptz)                                                  \
	X(CALL_ANSWERED_AT, answered_at, timestamptz)                                                  \
	X(CALL_ENDED_AT, ended_at, timestamptz)                                                        \
	X(CALL_NUMBER, caller_number, text)                                                            \
	X(CALL_KIND, kind, text)                                                                       \
	X(CALL_CATEGORY, category, text)                                                               \
	X(CALL_NOTE, note, text)                                                                       \
	X(CALL_TAKER, call_taker, text)                                                                \
	X(CALL_INCIDENT, incident_id, int8)                                                            \
	X(CALL_IDENTIFIED_AT, identified_at, timestamptz)                                              \
	X(CALL_BLOCKED, blocked, bool)                                                                 \
	X(CALL_EXERCISE, exercise, bool)                                                               \
	X(CALL_AGENCY, agency, int4)

/* What the view shows beyond the table. */
#define CALL_SHOWN_LIST(X) X(CALL_STATUS, status, text)

typedef enum CallColumn
{
	CALL_ID,
	CALL_LIST(COLUMN_NUMBER) CALL_COLUMNS,
	CALL_LAST_STORED = CALL_COLUMNS - 1,
	CALL_SHOWN_LIST(COLUMN_NUMBER) CALL_VIEW_COLUMNS
} CallColumn;

/* dkis.call_locations: one fix of a call. */
#define FIX_LIST(X)                                                                                \
	X(FIX_CALL, call, int8)                                                                        \
	X(FIX_AT, at, timestamptz)                                                                     \
	X(FIX_RAW, raw, text)                                                                          \
	X(FIX_LOCATION, location, caller_location)                                                     \
	X(FIX_CHOSEN, chosen, bool)                                                                    \
	X(FIX_REASON, reason, text)                                                                    \
	X(FIX_CHOSEN_BY, chosen_by, text)                                                              \
	X(FIX_RECORDED_BY, recorded_by, text)                                                          \
	X(FIX_AGENCY, agency, int4)

typedef enum FixColumn
{
	FIX_ID,
	FIX_LIST(COLUMN_NUMBER) FIX_COLUMNS
} FixColumn;

#define UNIT_LIST(X)                                                                               \
	X(UNIT_RESPONDER, responder, text)                                                             \
	X(UNIT_CALLSIGN, callsign, text)                                                               \
	X(UNIT_KIND, kind, text)                                                                       \
	X(UNIT_STATUS, status, text)                                                                   \
	X(UNIT_POSITION, position, geometry)                                                           \
	X(UNIT_POSITION_AT, position_at, timestamptz)                                                  \
	X(UNIT_NOTE, note, text)                                                                       \
	X(UNIT_DATA, data, jsonb)                                                                      \
	X(UNIT_CAPABILITIES, capabilities, _text)                                                      \
	X(UNIT_AGENCY, agency, int4)

/* What the view shows beyond the table. */
#define UNIT_SHOWN_LIST(X)                                                                         \
	X(UNIT_RADIO, radio, text)                                                                     \
	X(UNIT_STALE, stale, bool)

typedef enum UnitColumn
{
	UNIT_ID,
	UNIT_LIST(COLUMN_NUMBER) UNIT_COLUMNS,
	UNIT_LAST_STORED = UNIT_COLUMNS - 1,
	UNIT_SHOWN_LIST(COLUMN_NUMBER) UNIT_VIEW_COLUMNS
} UnitColumn;

#define INCIDENT_LIST(X)                                                                           \
	X(INCIDENT_CASE, case_id, int8)                                                                \
	X(INCIDENT_CATEGORY, category, text)                                                           \
	X(INCIDENT_PRIORITY, priority, int4)                                                           \
	X(INCIDENT_OCCURRED_AT, occurred_at, timestamptz)                                              \
	X(INCIDENT_LOCATION, location, geometry)                                                       \
	X(INCIDENT_UNCERTAINTY, uncertainty_m, float8)                                                 \
	X(INCIDENT_ADDRESS, address, text)                                                             \
	X(INCIDENT_AREA, area, text)                                                                   \
	X(INCIDENT_BORDER, distance_to_border_m, float8)                                               \
	X(INCIDENT_IN_CITY, in_city, bool)                                                             \
	X(INCIDENT_DUPLICATE_OF, duplicate_of, int8)                                                   \
	X(INCIDENT_NOTE, note, text)                                                                   \
	X(INCIDENT_DATA, data, jsonb)                                                                  \
	X(INCIDENT_EXERCISE, exercise, bool)                                                           \
	X(INCIDENT_RECEIVED_AT, received_at, timestamptz)                                              \
	X(INCIDENT_CLOSED_AT, closed_at, timestamptz)                                                  \
	X(INCIDENT_AGENCY, agency, int4)

/* What the view shows beyond the table. */
#define INCIDENT_SHOWN_LIST(X)                                                                     \
	X(INCIDENT_STATUS, status, text)                                                               \
	X(INCIDENT_CALL, call_id, int8)                                                                \
	X(INCIDENT_REGISTER_NO, register_no, text)                                                     \
	X(INCIDENT_REPORTED_AT, reported_at, timestamptz)

typedef enum IncidentColumn
{
	INCIDENT_ID,
	INCIDENT_LIST(COLUMN_NUMBER) INCIDENT_COLUMNS,
	INCIDENT_LAST_STORED = INCIDENT_COLUMNS - 1,
	INCIDENT_SHOWN_LIST(COLUMN_NUMBER) INCIDENT_VIEW_COLUMNS
} IncidentColumn;

#define DISPATCH_LIST(X)                                                                           \
	X(DISPATCH_INCIDENT, incident_id, int8)                                                        \
	X(DISPATCH_UNIT, unit_id, int8)                                                                \
	X(DISPATCH_REQUESTED_AT, requested_at, timestamptz)                                            \
	X(DISPATCH_ACKNOWLEDGED_AT, acknowledged_at, timestamptz)                                      \
	X(DISPATCH_EN_ROUTE_AT, en_route_at, timestamptz)                                              \
	X(DISPATCH_ON_SCENE_AT, on_scene_at, timestamptz)                                              \
	X(DISPATCH_CLEARED_AT, cleared_at, timestamptz)                                                \
	X(DISPATCH_TRANSPORTING_AT, transporting_at, timestamptz)                                      \
	X(DISPATCH_DELIVERED_AT, delivered_at, timestamptz)                                            \
	X(DISPATCH_DESTINATION, destination, text)                                                     \
	X(DISPATCH_RESULT, result, text)                                                               \
	X(DISPATCH_NOTE, note, text)                                                                   \
	X(DISPATCH_REQUESTED_BY, requested_by, text)                                                   \
	X(DISPATCH_AGENCY, agency, int4)

/* What the view shows beyond the table. */
#define DISPATCH_SHOWN_LIST(X)                                                                     \
	X(DISPATCH_ACKNOWLEDGE, acknowledge_seconds, float8)                                           \
	X(DISPATCH_TURNOUT, turnout_seconds, float8)                                                   \
	X(DISPATCH_TRAVEL, travel_seconds, float8)                                                     \
	X(DISPATCH_RESPONSE, response_seconds, float8)                                                 \
	X(DISPATCH_ON_SCENE, on_scene_seconds, float8)                                                 \
	X(DISPATCH_TOTAL, total_seconds, float8)

typedef enum DispatchColumn
{
	DISPATCH_ID,
	DISPATCH_LIST(COLUMN_NUMBER) DISPATCH_COLUMNS,
	DISPATCH_LAST_STORED = DISPATCH_COLUMNS - 1,
	DISPATCH_SHOWN_LIST(COLUMN_NUMBER) DISPATCH_VIEW_COLUMNS
} DispatchColumn;

#endif
