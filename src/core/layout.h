/*
 * Where the shapes of a process diagram stand: layers from left to right, rows
 * from top to bottom, in lanes one below the other. Ways leave a shape on its
 * right and enter the next on its left, run in the gutters between layers and
 * along rows that are free, and so cross no shape. Ways back are found by a
 * search from the starts and get a row of their own.
 */
#ifndef DKIS_LAYOUT_H
#define DKIS_LAYOUT_H

#include "diagram.h"

#define LAYOUT_POINTS 6

typedef struct LayoutBox
{
	int x;
	int y;
	int width;
	int height;
} LayoutBox;

typedef struct LayoutWay
{
	int n;
	int x[LAYOUT_POINTS];
	int y[LAYOUT_POINTS];
	int label_x; /* where its name begins */
	int label_y;
} LayoutWay;

typedef struct Layout
{
	LayoutBox *boxes; /* per node of the diagram */
	LayoutWay *ways;  /* per edge */
	LayoutBox *lanes; /* per lane; the last of them ends the picture */
	int n_lanes;
	int width;
	int height;
} Layout;

/* lane: per node, 0 .. n_lanes - 1; the first lane begins at left, top. */
void layout_make(Layout *layout, const Diagram *diagram, const int *lane, int n_lanes, int left,
				 int top);
void layout_free(Layout *layout);

#endif
