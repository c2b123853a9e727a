/*
 * What the embedding program supplies: memory, and the word to stop. The domain
 * is plain C11 and knows no server; the extension gives these with palloc and
 * friends, the unit tests and fuzzers with malloc. What goes wrong is returned
 * (errors.h), and raised by whoever asked.
 *
 * Times are PostgreSQL's own numbers, so that no conversion stands between a
 * caller and an answer: an instant is microseconds since 2000-01-01 00:00 UTC,
 * a day is days since 2000-01-01.
 */
#ifndef DKIS_CORE_BASE_HOST_H
#define DKIS_CORE_BASE_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Never return NULL: a host without memory does not come back. As with realloc()
 * and free(), a NULL pointer is nothing yet.
 */
void *dkis_alloc(size_t size);
void *dkis_realloc(void *pointer, size_t size);
void dkis_free(void *pointer);
/*
 * Called in every loop that may run long; may not come back, and what was
 * allocated is then the host's to free.
 */
void dkis_check_interrupts(void);
/*
 * Whether dkis_check_interrupts() might not come back: for who holds what only he
 * can free, and has to free it first.
 */
bool dkis_is_interrupted(void);

#endif
