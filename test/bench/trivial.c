/*
 * The least that C functions of these argument types can do: what dkis.fire
 * and dkis.replay are measured against (machine.sql).
 */
#include "pg/base/compat.h"

#include "fmgr.h"

PG_MODULE_MAGIC;

/* (machine, marking, step, outcome): reads all four, gives back the marking. */
PG_FUNCTION_INFO_V1(trivial_fire);
Datum
trivial_fire(PG_FUNCTION_ARGS)
{
	struct varlena *machine = PG_GETARG_VARLENA_P(0);
	struct varlena *marking = PG_GETARG_VARLENA_P(1);
	struct varlena *step = PG_GETARG_VARLENA_PP(2);
	struct varlena *outcome = PG_GETARG_VARLENA_PP(3);

	if (VARSIZE(machine) == 0 || VARSIZE_ANY(step) == 0 || VARSIZE_ANY(outcome) == 0)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(marking);
}

/* (state, machine, step, outcome): counts. */
PG_FUNCTION_INFO_V1(trivial_replay);
Datum
trivial_replay(PG_FUNCTION_ARGS)
{
	struct varlena *machine = PG_GETARG_VARLENA_P(1);
	struct varlena *step = PG_GETARG_VARLENA_PP(2);
	struct varlena *outcome = PG_GETARG_VARLENA_PP(3);

	PG_RETURN_INT64(PG_GETARG_INT64(0) + (VARSIZE(machine) > 0 && VARSIZE_ANY(step) > 0 && VARSIZE_ANY(outcome) > 0));
}
