/*
 * Register numbers, "13/2026/000123": SOP number, year of opening in the
 * calendar's zone, and a counter without gaps per agency, SOP and year.
 *
 * The first number that a transaction takes from a counter locks it until the
 * transaction ends; the others are counted in memory, and the counter is
 * written once a statement. Cases in hand are numbered together, last of all
 * and counter by counter in one order, (agency, SOP, year). A new row must have
 * its number at once, for RETURNING shows it; so a statement that opens cases
 * of several SOPs may come to a counter out of order. Then it is the database
 * who finds out whether two wait for each other: the one it picks leaves the
 * case without a number, as cases of the emergency line are, and escalate()
 * gives it one.
 */
#ifndef DKIS_PG_CASE_NUMBER_H
#define DKIS_PG_CASE_NUMBER_H

#include "pg/case/batch.h"

/* At once; or, while a chunk of cases is in hand, with the others of it. */
extern void register_number(CaseBatch *batch, LiveCase *live);
/*
 * The cases in hand that want one; or asks for their numbers, when other cases
 * are to be locked first. Inside SPI as the owner.
 */
extern void register_number_all(CaseBatch *batch);
/* Inside SPI as the owner. */
extern void register_write_counters(CaseBatch *batch);
/* Once, when the module is loaded. */
extern void register_start(void);

#endif
