/*
 * Packed bags as SQL hands them over.
 */
#ifndef DKIS_PG_BASE_BAGS_H
#define DKIS_PG_BASE_BAGS_H

#include "fmgr.h"

#include "core/base/bag.h"

/* A copy in the current context; 22P03 for what is no bag. */
extern Bag bag_argument(FunctionCallInfo fcinfo, int argument);

#endif
