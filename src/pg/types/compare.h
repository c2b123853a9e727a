/*
 * Order and hash of a type, for its operators and operator classes: the nine
 * functions dkis_TYPE_eq … dkis_TYPE_hash_extended, from two of the domain:
 *
 *     int compare(value, value)              less than, equal to, greater than zero
 *     uint64 hash(value, uint64 seed)        equal values, equal hashes
 *
 * get is the PG_GETARG macro of the type. A hash operator class wants the short
 * hash to be the low half of the long one with seed 0, and so it is.
 */
#ifndef DKIS_PG_TYPES_COMPARE_H
#define DKIS_PG_TYPES_COMPARE_H

#include "pg/base/compat.h"

#include "fmgr.h"

#define COMPARISON(type, get, compare, name, relation)                                             \
	PG_FUNCTION_INFO_V1(dkis_##type##_##name);                                                     \
	Datum dkis_##type##_##name(PG_FUNCTION_ARGS)                                                   \
	{                                                                                              \
		PG_RETURN_BOOL(compare(get(0), get(1)) relation 0);                                        \
	}

#define ORDER_AND_HASH(type, get, compare, hash)                                                   \
	COMPARISON(type, get, compare, eq, ==)                                                         \
	COMPARISON(type, get, compare, ne, !=)                                                         \
	COMPARISON(type, get, compare, lt, <)                                                          \
	COMPARISON(type, get, compare, le, <=)                                                         \
	COMPARISON(type, get, compare, gt, >)                                                          \
	COMPARISON(type, get, compare, ge, >=)                                                         \
	PG_FUNCTION_INFO_V1(dkis_##type##_cmp);                                                        \
	Datum dkis_##type##_cmp(PG_FUNCTION_ARGS)                                                      \
	{                                                                                              \
		PG_RETURN_INT32(compare(get(0), get(1)));                                                  \
	}                                                                                              \
	PG_FUNCTION_INFO_V1(dkis_##type##_hash);                                                       \
	Datum dkis_##type##_hash(PG_FUNCTION_ARGS)                                                     \
	{                                                                                              \
		PG_RETURN_INT32((int32) hash(get(0), 0));                                                  \
	}                                                                                              \
	PG_FUNCTION_INFO_V1(dkis_##type##_hash_extended);                                              \
	Datum dkis_##type##_hash_extended(PG_FUNCTION_ARGS)                                            \
	{                                                                                              \
		PG_RETURN_UINT64(hash(get(0), (uint64) PG_GETARG_INT64(1)));                               \
	}                                                                                              \
	extern int no_such_variable

#endif
