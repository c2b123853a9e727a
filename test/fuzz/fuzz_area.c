/* Boundaries: whatever the bytes are, what was read can be asked about. */
#include <math.h>
#include <stdlib.h>

#include "core/place/area.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AreaCorner point = {108.55, -6.73};
	Area area;

	if (!area_read(data, size, true, &area))
		return 0;
	if (area_covers(&area, point) && area.rings == 0)
		abort();
	if (area_border_metres(&area, point) < 0)
		abort();
	dkis_free(area.ends);
	dkis_free(area.corners);
	dkis_free(area.directions);
	dkis_free(area.stretches);
	return 0;
}
