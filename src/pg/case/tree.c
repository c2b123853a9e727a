/*
 * The tree over everything recorded (RFC 9162): leaves come to its right end, and
 * with each the nodes that are then whole. What the tables are, and what is asked
 * of them, is in sql/4-case/480-tree.sql.
 */
#include "pg/base/compat.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "pg/base/array.h"
#include "pg/base/digest.h"
#include "pg/base/headway.h"
#include "pg/base/module.h"
#include "pg/base/write.h"

#define NODE_LIST(X)                                                                               \
	X(NODE_AGENCY, agency, int4)                                                                   \
	X(NODE_LEVEL, level, int4)                                                                     \
	X(NODE_PLACE, place, int8)                                                                     \
	X(NODE_HASH, hash, bytea)                                                                      \
	X(NODE_RELATION, relation, text)                                                               \
	X(NODE_RECORD, record, int8)

enum
{
	NODE_ID,
	NODE_LIST(COLUMN_NUMBER) NODE_COLUMNS
};

static const Column node_columns[] = {COLUMN_ID, NODE_LIST(COLUMN_ENTRY)};
static RowRelation stored_nodes =
	ROW_RELATION("dkis_store", "tree_nodes", node_columns, NODE_COLUMNS);

#define TREE_LEVELS 62
#define TREE_STEP 3         /* of the levels every third is stored, from the leaves up … */
#define TREE_BELOW 4        /* … so that a node is worked out of at most so many */
#define TREE_AT_A_TIME 5000 /* records read before their memory is given back */

typedef struct TreeHash
{
	uint8 bytes[DIGEST_LENGTH];
} TreeHash;

/* ---- hashes -------------------------------------------------------------------------- */

static TreeHash
hash_of_node(const TreeHash *left, const TreeHash *right)
{
	uint8 bytes[1 + 2 * DIGEST_LENGTH] = {0x01};
	TreeHash hash;

	memcpy(bytes + 1, left->bytes, DIGEST_LENGTH);
	memcpy(bytes + 1 + DIGEST_LENGTH, right->bytes, DIGEST_LENGTH);
	digest_into(hash.bytes, bytes, sizeof bytes);
	return hash;
}

static TreeHash
hash_of_leaf(Datum record)
{
	bytea *bytes = DatumGetByteaPP(record);
	char *leaf = palloc(1 + VARSIZE_ANY_EXHDR(bytes));
	TreeHash hash;

	leaf[0] = 0x00;
	memcpy(leaf + 1, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	digest_into(hash.bytes, leaf, 1 + VARSIZE_ANY_EXHDR(bytes));
	return hash;
}

static Datum
hash_datum(const TreeHash *hash)
{
	bytea *bytes = palloc(VARHDRSZ + DIGEST_LENGTH);

	SET_VARSIZE(bytes, VARHDRSZ + DIGEST_LENGTH);
	memcpy(VARDATA(bytes), hash->bytes, DIGEST_LENGTH);
	return PointerGetDatum(bytes);
}

/* The hash in the first column of that row of what a query has answered. */
static bool
hash_of_cell(uint64 row, TreeHash *hash)
{
	bool is_null;
	bytea *bytes = DatumGetByteaPP(cell(row, 1, &is_null));

	if (VARSIZE_ANY_EXHDR(bytes) != DIGEST_LENGTH)
		return false;
	memcpy(hash->bytes, VARDATA_ANY(bytes), DIGEST_LENGTH);
	return true;
}

/* Whether that node is there, stored or to be worked out of those stored below. Inside SPI. */
static bool
read_node(int32 agency, int level, int64 place, TreeHash *hash)
{
	static CachedQuery query = {"SELECT hash FROM dkis_store.tree_nodes WHERE agency = $1"
								" AND level = $2 AND place BETWEEN $3 AND $4 ORDER BY place",
								4,
								{INT4OID, INT4OID, INT8OID, INT8OID},
								NULL};
	int above = level % TREE_STEP;
	int64 first = (int64) ((uint64) place << above);
	uint64 n = UINT64CONST(1) << above;
	Datum arguments[] = {Int32GetDatum(agency), Int32GetDatum(level - above), Int64GetDatum(first),
						 Int64GetDatum(first + (int64) n - 1)};
	TreeHash below[TREE_BELOW];

	query_run(&query, arguments, NULL, SPI_OK_SELECT);
	if (SPI_processed != n)
		return false;
	for (uint64 i = 0; i < n; i++)
		if (!hash_of_cell(i, &below[i]))
			return false;
	for (; n > 1; n /= 2)
		for (uint64 i = 0; i < n / 2; i++)
			below[i] = hash_of_node(&below[2 * i], &below[2 * i + 1]);
	*hash = below[0];
	return true;
}

/* ---- growing ------------------------------------------------------------------------- */

typedef struct Growing
{
	RowWriter *writer; /* NULL: nothing is kept of it but its size and its edge */
	Oid ids;
	int32 agency;
	int64 size;
	int64 last[2];              /* of the events, of the changes: the greatest number */
	int64 lost;                 /* records without a hash */
	TreeHash edge[TREE_LEVELS]; /* of a level with an odd number of nodes the last */
} Growing;

static void
put_node(Growing *tree, int level, int64 place, const TreeHash *hash, Row *leaf)
{
	Row row;

	if (tree->writer == NULL || level % TREE_STEP != 0)
		return;
	if (leaf)
		row = *leaf;
	else
		row_clear(&row);
	row_set(&row, NODE_ID, Int64GetDatum(nextval_internal(tree->ids, false)));
	row_set(&row, NODE_AGENCY, Int32GetDatum(tree->agency));
	row_set(&row, NODE_LEVEL, Int32GetDatum(level));
	row_set(&row, NODE_PLACE, Int64GetDatum(place));
	row_set(&row, NODE_HASH, hash_datum(hash));
	writer_insert(tree->writer, 0, &row);
}

static void
add_leaf(Growing *tree, TreeHash hash, Row *leaf)
{
	int64 place = tree->size++;
	int level = 0;

	put_node(tree, 0, place, &hash, leaf);
	for (; place & 1; level++)
	{
		hash = hash_of_node(&tree->edge[level], &hash);
		place >>= 1;
		put_node(tree, level + 1, place, &hash, NULL);
	}
	tree->edge[level] = hash;
}

static void
read_edge(Growing *tree)
{
	for (int level = 0; level < TREE_LEVELS; level++)
	{
		int64 count = tree->size >> level;

		if ((count & 1) && !read_node(tree->agency, level, count - 1, &tree->edge[level]))
			ereport(
				ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("pohon hash dengan " INT64_FORMAT " catatan tidak utuh", tree->size),
				 errdetail("Simpul tingkat %d nomor " INT64_FORMAT " tidak ada.", level, count - 1),
				 errhint("Periksa dengan SELECT * FROM dkis.verify_all().")));
	}
}

static void
note_last(Growing *tree, bool change, int64 record)
{
	tree->last[change] = Max(tree->last[change], record);
}

/* Of an answer of (relation, record, its hash). */
static void
add_records(Growing *tree)
{
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		bool is_null;
		Row leaf;

		CHECK_FOR_INTERRUPTS();
		row_clear(&leaf);
		row_set(&leaf, NODE_RELATION, cell(i, 1, &is_null));
		row_set(&leaf, NODE_RECORD, cell(i, 2, &is_null));
		note_last(tree, row_text_is(&leaf, NODE_RELATION, "changes"), cell_int64(i, 2));
		add_leaf(tree, hash_of_leaf(cell(i, 3, &is_null)), &leaf);
	}
}

static Portal
open_records(const char *records)
{
	Portal portal = SPI_cursor_open_with_args(NULL, records, 0, NULL, NULL, NULL, true, 0);
	TupleDesc columns = portal->tupDesc;

	if (columns == NULL || columns->natts != 3 || TupleDescAttr(columns, 0)->atttypid != TEXTOID ||
		TupleDescAttr(columns, 1)->atttypid != INT8OID ||
		TupleDescAttr(columns, 2)->atttypid != BYTEAOID)
		elog(ERROR, "records must be of (text, bigint, bytea)");
	return portal;
}

typedef void (*Portion)(Growing *tree);

/* Each portion of an answer in memory of its own; what is done to its records, in words. */
static void
for_portions(Growing *tree, Portal portal, Portion take, const char *what)
{
	Headway work;
	MemoryContext portion =
		AllocSetContextCreate(CurrentMemoryContext, "dkis leaves", ALLOCSET_DEFAULT_SIZES);

	headway_begin(&work, what, 0);
	for (SPI_cursor_fetch(portal, true, TREE_AT_A_TIME); SPI_processed > 0;
		 SPI_cursor_fetch(portal, true, TREE_AT_A_TIME))
	{
		MemoryContext before = MemoryContextSwitchTo(portion);

		take(tree);
		headway_made(&work, (int64) SPI_processed);
		MemoryContextSwitchTo(before);
		SPI_freetuptable(SPI_tuptable);
		MemoryContextReset(portion);
	}
	headway_end(&work);
	SPI_cursor_close(portal);
}

static Datum
answer_row(FunctionCallInfo fcinfo, Datum *values)
{
	static bool nulls[4];
	TupleDesc columns;

	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "this function returns a row");
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(columns), values, nulls));
}

PG_FUNCTION_INFO_V1(dkis_append_leaves);

/*
 * (agency, old_size, records), STRICT, for the owner alone: records is a query of
 * (relation text, id bigint, hash bytea) in the order in which they come into the
 * tree. Who had begun to write when it was asked has a number below the horizon,
 * which is read after its snapshot was taken.
 */
Datum
dkis_append_leaves(PG_FUNCTION_ARGS)
{
	static RowRelation *const tables[] = {&stored_nodes};
	Growing tree = {.agency = PG_GETARG_INT32(0), .size = PG_GETARG_INT64(1)};
	char *records = text_to_cstring(PG_GETARG_TEXT_PP(2));
	FullTransactionId horizon;
	Datum values[4];
	Portal portal;

	if (tree.size < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("ukuran pohon tidak mungkin negatif"),
				 errdetail("Diberi " INT64_FORMAT ".", tree.size), errhint("Mulai dari 0.")));
	SPI_connect();
	read_edge(&tree);
	portal = open_records(records);
	horizon = ReadNextFullTransactionId();
	tree.ids = get_relname_relid("tree_nodes_id_seq", get_namespace_oid("dkis_store", false));
	tree.writer = writer_open(tables, 1);
	for_portions(&tree, portal, add_records, "catatan disegel");
	writer_close(tree.writer);
	SPI_finish();
	values[0] = Int64GetDatum(tree.size);
	values[1] = Int64GetDatum(tree.last[0]);
	values[2] = Int64GetDatum(tree.last[1]);
	values[3] = CStringGetTextDatum(psprintf(UINT64_FORMAT, U64FromFullTransactionId(horizon)));
	return answer_row(fcinfo, values);
}

/* ---- a tree of which nothing is stored --------------------------------------------------- */

/* What its edge comes to: the smaller subtrees first, from the right. */
static TreeHash
root_of_edge(const Growing *tree)
{
	TreeHash root;
	bool begun = false;

	digest_into(root.bytes, "", 0);
	for (int level = 0; level < TREE_LEVELS; level++)
	{
		if (!((tree->size >> level) & 1))
			continue;
		root = begun ? hash_of_node(&tree->edge[level], &root) : tree->edge[level];
		begun = true;
	}
	return root;
}

static void
add_hashes(Growing *tree)
{
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		bool is_null;
		Datum hash = cell(i, 3, &is_null);

		CHECK_FOR_INTERRUPTS();
		if (is_null)
			tree->lost++;
		else
			add_leaf(tree, hash_of_leaf(hash), NULL);
	}
}

PG_FUNCTION_INFO_V1(dkis_root_of);

/* (records), STRICT, for the owner alone: their root, how many they are, how many without hash. */
Datum
dkis_root_of(PG_FUNCTION_ARGS)
{
	Growing tree = {0};
	TreeHash root;
	Datum values[3];

	SPI_connect();
	for_portions(&tree, open_records(text_to_cstring(PG_GETARG_TEXT_PP(0))), add_hashes,
				 "catatan diperiksa");
	SPI_finish();
	root = root_of_edge(&tree);
	values[0] = hash_datum(&root);
	values[1] = Int64GetDatum(tree.size);
	values[2] = Int64GetDatum(tree.lost);
	return answer_row(fcinfo, values);
}

/* ---- reading ------------------------------------------------------------------------- */

/* The subtrees that these leaves fall into, from the left, each as large as can be. */
static int
read_subtrees(int32 agency, int64 first, int64 count, TreeHash *hashes)
{
	int n = 0;

	for (int level = TREE_LEVELS - 1; level >= 0; level--)
	{
		int64 leaves = INT64CONST(1) << level;

		if (!(count & leaves))
			continue;
		if (!read_node(agency, level, first >> level, &hashes[n++]))
			return 0;
		first = (int64) ((uint64) first + (uint64) leaves);
	}
	return n;
}

PG_FUNCTION_INFO_V1(dkis_tree_hash);

/*
 * (agency, first, count), STRICT: of count leaves from first on, such as the recursion of
 * RFC 9162 comes to, first being a multiple of the largest power of two in count. NULL: not
 * all are there.
 */
Datum
dkis_tree_hash(PG_FUNCTION_ARGS)
{
	int64 count = PG_GETARG_INT64(2);
	TreeHash hashes[TREE_LEVELS];
	int n;

	if (count < 0 || count >> TREE_LEVELS)
		PG_RETURN_NULL();
	if (count == 0)
		PG_RETURN_DATUM(digest_bytes("", 0));
	SPI_connect();
	n = read_subtrees(PG_GETARG_INT32(0), PG_GETARG_INT64(1), count, hashes);
	SPI_finish();
	if (n == 0)
		PG_RETURN_NULL();
	while (--n > 0)
		hashes[n - 1] = hash_of_node(&hashes[n - 1], &hashes[n]);
	PG_RETURN_DATUM(hash_datum(&hashes[0]));
}
