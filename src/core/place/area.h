/*
 * Areas of a city as rings of corners, in degrees: which of them covers a point,
 * and how far a point is from the border of one.
 */
#ifndef DKIS_CORE_PLACE_AREA_H
#define DKIS_CORE_PLACE_AREA_H

#include "core/base/host.h"

/* A corner on the unit sphere, as its border is measured. */
typedef struct AreaDirection
{
	double x, y, z;
} AreaDirection;

typedef struct AreaCorner
{
	double longitude, latitude;
} AreaCorner;

/* Some sides of a ring that follow each other, and how far they reach: most are passed over. */
typedef struct AreaStretch
{
	int from, until; /* each from one of these corners to the next */
	double south, north;
	AreaDirection middle; /* one of their corners … */
	double reach;         /* … and how far from it any place of theirs is, on the unit sphere */
} AreaStretch;

/* Rings follow each other among the corners; each ends with its first corner again. */
typedef struct Area
{
	AreaCorner low, high; /* the box around it */
	int rings;
	int *ends; /* of each ring: the corner after its last */
	AreaCorner *corners;
	AreaDirection *directions; /* of the corners; NULL: its border is not measured */
	int stretch_count;
	AreaStretch *stretches;
} Area;

/*
 * Reads a multipolygon in little-endian WKB of two dimensions; measured: with what
 * area_border_metres() needs. False for anything else, and for what breaks off.
 * What is allocated is the host's.
 */
extern bool area_read(const uint8_t *wkb, size_t length, bool measured, Area *area);
/* Inside, or on the border. */
extern bool area_covers(const Area *area, AreaCorner point);
/* To the nearest place of the border, holes included: metres on the WGS 84 ellipsoid. */
extern double area_border_metres(const Area *area, AreaCorner point);
/* Between two places, on the same ellipsoid. */
extern double geodesic_metres(AreaCorner a, AreaCorner b);

#endif
