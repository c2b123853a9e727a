#include "core/draw/lanes.h"

#include <string.h>

void
lanes_init(Lanes *lanes, int n)
{
	memset(lanes, 0, sizeof *lanes);
	lanes->of = dkis_numbers(n, 0);
}

void
lanes_free(Lanes *lanes)
{
	dkis_free(lanes->names.data);
	dkis_free(lanes->of);
}

void
lanes_put(Lanes *lanes, int thing, const char *performer)
{
	int lane = 0;

	while (lane < lanes->names.n && strcmp(lanes->names.data[lane], performer) != 0)
		lane++;
	if (lane == lanes->names.n)
		*array_add(&lanes->names) = performer;
	lanes->of[thing] = lane;
}

void
lanes_of_nodes(Lanes *lanes, const Diagram *diagram, const char *const *performer,
			   const char *unknown)
{
	int last = machine_step_count(diagram->machine) - 1;

	lanes_init(lanes, diagram->nodes.n);
	for (int i = 0; i < diagram->nodes.n; i++)
	{
		int step = diagram->nodes.data[i].step < 0 ? last : diagram->nodes.data[i].step;
		const char *name = step < 0 ? NULL : performer[step];

		lanes_put(lanes, i, name ? name : unknown);
	}
}
