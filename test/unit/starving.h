/*
 * A host whose memory ends: the n-th block asked for is not there, and the call does not come
 * back, as palloc's does not. Whatever it held of the host is then the host's to free; what
 * libxml2 holds nobody frees but the domain, so its blocks are counted, and end as well.
 */
#ifndef DKIS_TEST_STARVING_H
#define DKIS_TEST_STARVING_H

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>

#include "core/base/host.h"

typedef union Block
{
	struct
	{
		union Block *before;
		union Block *after;
	} in;
	max_align_t aligned;
} Block;

static Block *all_blocks;
static long blocks_left = -1; /* until memory ends; -1: it never does */
static bool starved;          /* it has ended since it was set */
static long xml_blocks;       /* that libxml2 has not given back */
static jmp_buf out_of_memory;

static bool
memory_ends(void)
{
	if (blocks_left < 0 || blocks_left-- > 0)
		return false;
	blocks_left = 0;
	starved = true;
	return true;
}

static void
take_out(Block *block)
{
	if (block->in.before)
		block->in.before->in.after = block->in.after;
	else
		all_blocks = block->in.after;
	if (block->in.after)
		block->in.after->in.before = block->in.before;
}

static void *
put_in(Block *block)
{
	if (!block)
		abort();
	block->in.before = NULL;
	block->in.after = all_blocks;
	if (all_blocks)
		all_blocks->in.before = block;
	all_blocks = block;
	return block + 1;
}

void *
dkis_alloc(size_t size)
{
	if (memory_ends())
		longjmp(out_of_memory, 1);
	return put_in(malloc(sizeof(Block) + size));
}

void *
dkis_realloc(void *pointer, size_t size)
{
	Block *block = pointer ? (Block *) pointer - 1 : NULL;

	if (memory_ends())
		longjmp(out_of_memory, 1);
	if (block)
		take_out(block);
	return put_in(realloc(block, sizeof(Block) + size));
}

void
dkis_free(void *pointer)
{
	if (!pointer)
		return;
	take_out((Block *) pointer - 1);
	free((Block *) pointer - 1);
}

void
dkis_check_interrupts(void)
{
}

bool
dkis_is_interrupted(void)
{
	return false;
}

/* ---- libxml2's ------------------------------------------------------------------ */

static void *
xml_malloc(size_t size)
{
	if (memory_ends())
		return NULL;
	xml_blocks++;
	return malloc(size);
}

static void *
xml_realloc(void *pointer, size_t size)
{
	if (memory_ends())
		return NULL;
	xml_blocks += pointer == NULL;
	return realloc(pointer, size);
}

static void
xml_free_block(void *pointer)
{
	xml_blocks -= pointer != NULL;
	free(pointer);
}

static char *
xml_copy(const char *string)
{
	char *copy = xml_malloc(strlen(string) + 1);

	return copy ? strcpy(copy, string) : NULL;
}

static void
ignore_complaint(void *context, const char *message, ...)
{
}

/* Before anything is read; what libxml2 keeps for itself is no leak. */
static void
starving_begin(void)
{
	xmlMemSetup(xml_free_block, xml_malloc, xml_realloc, xml_copy);
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, ignore_complaint);
	xml_blocks = 0;
}

/* ---- the hunger ------------------------------------------------------------------- */

/*
 * Calls it with memory for no block, one, two ... until it is enough: how many that is. Fails
 * (-1) when something of libxml2's is left over. The call has to look after what it answers
 * itself: with memory enough it must be right again, whatever failed before.
 */
static long
starve(void (*call)(void *), void *context)
{
	for (volatile long n = 0;; n += 1 + n / 256)
	{
		volatile long kept = xml_blocks;

		blocks_left = n;
		starved = false;
		if (setjmp(out_of_memory) == 0)
			call(context);
		blocks_left = -1;
		while (all_blocks)
			dkis_free(all_blocks + 1);
		if (xml_blocks != kept)
			return -1;
		if (!starved)
			return n;
	}
}

#endif
