/*
 * Register numbers, "13/2026/000123": SOP number, year of opening in the
 * calendar's zone, and a counter without gaps per agency, SOP and year.
 *
 * The first number a statement needs locks the counter until the transaction
 * ends; the others are counted in memory, and the counter is written once.
 */
#ifndef DKIS_PG_CASE_NUMBER_H
#define DKIS_PG_CASE_NUMBER_H

#include "pg/case/batch.h"

extern void register_number(CaseBatch *batch, LiveCase *live);
/* Inside SPI as the owner. */
extern void register_write_counters(CaseBatch *batch);

#endif
