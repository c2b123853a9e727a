/*
 * dkis_store.parts_of(report, of_agency) (sql/7-report/702-rollups.sql) adds up what reports
 * keep. Which agency a query asks of stands in its conditions, which no function in FROM
 * is told of: its support function reads it there while the query is planned, and hands it
 * on as the second argument. The condition stays; it is only that less is read.
 */
#include "pg/base/module.h"

#include "catalog/pg_operator.h"
#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"

PG_FUNCTION_INFO_V1(dkis_parts_of_support);

#define AGENCY_COLUMN 1

/* Something other than constants, parameters of the query and functions of these. */
static bool
is_of_rows(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var) || IsA(node, SubLink) || IsA(node, SubPlan) || IsA(node, Aggref) ||
		IsA(node, PlaceHolderVar) ||
		(IsA(node, Param) && ((Param *) node)->paramkind != PARAM_EXTERN))
		return true;
	return expression_tree_walker(node, is_of_rows, context);
}

static bool
is_agency(Node *node, Index table)
{
	Var *var = (Var *) node;

	return IsA(node, Var) && var->varno == (int) table && var->varattno == AGENCY_COLUMN &&
		   var->varlevelsup == 0;
}

/* What this condition wants the agency to equal; NULL: something else. */
static Node *
wanted_by(Node *condition, Index table)
{
	OpExpr *op = (OpExpr *) condition;
	Node *left, *right, *other;

	if (!IsA(condition, OpExpr) || op->opno != Int4EqualOperator)
		return NULL;
	left = linitial(op->args);
	right = lsecond(op->args);
	other = is_agency(left, table) ? right : is_agency(right, table) ? left : NULL;
	if (other == NULL || is_of_rows(other, NULL) || contain_volatile_functions(other))
		return NULL;
	return other;
}

static Node *
agency_wanted(Node *conditions, Index table)
{
	ListCell *cell;
	List *all;

	if (conditions == NULL)
		return NULL;
	all = is_andclause(conditions) ? ((BoolExpr *) conditions)->args : list_make1(conditions);
	foreach (cell, all)
	{
		Node *wanted = wanted_by(lfirst(cell), table);

		if (wanted)
			return wanted;
	}
	return NULL;
}

/* Where in FROM the function stands; 0: nowhere, or more than once. */
static Index
place_in_from(Query *query, Oid function)
{
	Index place = 0, n = 0;
	ListCell *cell;

	foreach (cell, query->rtable)
	{
		RangeTblEntry *entry = lfirst(cell);
		Node *called = entry->rtekind == RTE_FUNCTION && list_length(entry->functions) == 1
						   ? ((RangeTblFunction *) linitial(entry->functions))->funcexpr
						   : NULL;

		n++;
		if (called == NULL || !IsA(called, FuncExpr) || ((FuncExpr *) called)->funcid != function)
			continue;
		if (place != 0)
			return 0;
		place = n;
	}
	return place;
}

/* The call with the agency; NULL: as it is. Conditions upon a group have been pushed down to it. */
static Node *
of_one_agency(SupportRequestSimplify *request)
{
	Query *query = request->root ? request->root->parse : NULL;
	Const *given = llast(request->fcall->args);
	Node *wanted;
	FuncExpr *call;
	Index place;

	if (query == NULL || list_length(request->fcall->args) != 2 || !IsA(given, Const) ||
		!given->constisnull)
		return NULL;
	place = place_in_from(query, request->fcall->funcid);
	if (place == 0)
		return NULL;
	wanted = agency_wanted(query->jointree->quals, place);
	if (wanted == NULL)
		wanted = agency_wanted(query->havingQual, place);
	if (wanted == NULL)
		return NULL;
	call = copyObjectImpl(request->fcall);
	call->args = list_make2(linitial(call->args), copyObjectImpl(wanted));
	return (Node *) call;
}

Datum
dkis_parts_of_support(PG_FUNCTION_ARGS)
{
	Node *request = (Node *) PG_GETARG_POINTER(0);

	if (!IsA(request, SupportRequestSimplify))
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(of_one_agency((SupportRequestSimplify *) request));
}
