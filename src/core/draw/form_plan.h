/*
 * A SOP as its official form (Permenpan RB 35/2012): a header page, then the
 * table of steps with their flow drawn over the columns of the performers.
 *
 * The flow stands on strips, one below the other, a table row each: a strip per
 * step, and narrow ones for starts, ends, and where ways part or meet. Each
 * strip has one symbol, in the lane of its performer. Ways leave a symbol below
 * or at its sides and enter one from above; they run upright in the gutters
 * between the lanes, or down the middle of a lane where nothing stands in
 * between; sideways at the height of the symbol they leave, or above the symbol
 * they enter. So none of them crosses a symbol, and a strip is drawn by itself,
 * however high a browser makes its row and wherever a page ends: what leaves a
 * strip leaves it at its lower or upper edge, at the same x as in the next.
 */
#ifndef DKIS_CORE_DRAW_FORM_PLAN_H
#define DKIS_CORE_DRAW_FORM_PLAN_H

#include "core/draw/diagram.h"
#include "core/draw/svg.h"
#include "core/flow/machine.h"

#define FORM_POINTS 5
#define FORM_LABEL_LINES 8

/* In pixels. */
#define FORM_CHANNEL 8 /* below the upper edge of a strip: where ways come in sideways */
#define FORM_SYMBOL 60 /* the room for a symbol across its lane */
#define FORM_WIDTH 480 /* up to this lanes widen for what is written beside symbols */

typedef enum FormKind
{
	FORM_START, /* of: the entry */
	FORM_END,
	FORM_STEP,     /* of: the step */
	FORM_DECISION, /* a step with several outcomes */
	FORM_SPLIT,    /* of: the arc */
	FORM_JOIN      /* of: the arc */
} FormKind;

typedef struct FormStrip
{
	FormKind kind;
	int of;
	int lane;
	int half_width; /* of the symbol */
	int half_height;
	int middle; /* of the symbol, below the upper edge */
	int height; /* at least */
} FormStrip;

typedef struct FormPoint
{
	int x;
	int strip;
	int y; /* below the strip's upper edge */
} FormPoint;

typedef struct FormWay
{
	int source; /* strips */
	int target;
	int n;
	FormPoint points[FORM_POINTS];
	DkisText label; /* what the lines point into */
	SvgLine lines[FORM_LABEL_LINES];
	int n_lines;
	int label_x; /* in the source's strip; the first line's base line */
	int label_y;
	const char *anchor; /* start, end */
} FormWay;

typedef struct Form
{
	const Machine *machine;
	int n_strips;
	FormStrip *strips;
	int n_ways;
	FormWay *ways;
	int n_lanes;
	int *lane_x; /* where each lane begins; then where the last ends */
	int *centre; /* of each lane */
	int width;
} Form;

/*
 * order: per step, its place among all. lane: per step, 0 .. n_lanes - 1.
 * text_height: per step, what the row needs for its words.
 */
void form_make(Form *form, const Machine *machine, const int *order, const int *lane, int n_lanes,
			   const int *text_height);
void form_free(Form *form);

/* ---- as a page ------------------------------------------------------------ */

typedef struct FormList
{
	int n;
	char **items;
} FormList;

/* What a form says of a step; all may be NULL. */
typedef struct FormStep
{
	const char *activity;
	const char *performer;
	const char *requirement;
	const char *time; /* the standard, and those by class: a line each */
	const char *output;
	const char *note;
	const char *provenance;
	const char *waits; /* not NULL: its time is a waiting period */
	int order;         /* among all, from 0 without gaps */
} FormStep;

typedef struct FormNotes
{
	const char *government; /* who issues it: three lines */
	const char *office;
	const char *division;
	const char *document_no;
	const char *created;
	const char *revised;
	const char *effective;
	const char *approved_by;
	const char *name;
	const char *activity;
	const char *sub_activity;
	const char *warning;
	const char *recording;
	const char *version; /* the line above the table: version, status, time of the whole */
	const char *note;
	const char *draft; /* said aloud when it is no version in force; or NULL */
	FormList legal_basis;
	FormList qualifications;
	FormList related;
	FormList equipment;
	const FormStep *steps;
} FormNotes;

/* A whole document: XHTML that browsers read as HTML, in ASCII. */
void form_html(const Machine *machine, const FormNotes *notes, DkisText *text);

#endif
