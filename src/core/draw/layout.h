/*
 * Where the shapes of a process diagram stand: layers from left to right, rows
 * from top to bottom, in lanes one below the other. Ways leave a shape on its
 * right and enter the next on its left, run in the gutters between layers and
 * along rows that are free, and so cross no shape. Ways back are found by a
 * search from the starts and get a row of their own.
 */
#ifndef DKIS_CORE_DRAW_LAYOUT_H
#define DKIS_CORE_DRAW_LAYOUT_H

#include "core/draw/diagram.h"

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

/*
 * How a picture wants it: how large its steps are, how long the names of its
 * ways, and in which order steps come. Without an order ways back are those
 * that a search from the starts finds; with one, those against it.
 */
typedef struct LayoutWishes
{
	int step_width;
	int step_height;
	const int *label_width; /* per edge; NULL: names may lie over what follows */
	const int *order;       /* per step; or NULL */
} LayoutWishes;

/* lane: per node, 0 .. n_lanes - 1; the first lane begins at left, top. */
void layout_make(Layout *layout, const Diagram *diagram, const int *lane, int n_lanes, int left,
				 int top, LayoutWishes wishes);
void layout_free(Layout *layout);

#endif
