/* Of the fixes of a call, for those beside dkis.call_locations itself; as its owner. */
#ifndef DKIS_PG_LINE112_CALL_LOCATIONS_H
#define DKIS_PG_LINE112_CALL_LOCATIONS_H

#include "pg/base/row.h"

/* The one that counts now; false when there is none. */
extern bool fix_chosen(Datum call, Row *chosen);
/* Of dkis.caller_location. */
extern Oid fix_location_type(void);

#endif
