/*
 * An incident's row, and how it moves where its caller is found to be.
 */
#ifndef DKIS_PG_LINE112_INCIDENTS_H
#define DKIS_PG_LINE112_INCIDENTS_H

#include "pg/base/row.h"

/* Inside SPI as the owner; false: there is no such incident. */
extern bool incident_look(int64 id, Row *row);
extern Oid incident_location_type(void);

/*
 * Puts the incident, owned (guard.h) and open, where a fix says: a geometry and an
 * uncertainty (NULL: not known). Its area, border and title follow; what it was
 * before stays in dkis.incident_locations. Inside SPI as the owner, the batch begun
 * before the owner's scope.
 */
extern void incident_move(int64 id, Datum location, const double *uncertainty, const char *reason);

#endif
