/*
 * The registers (sql/7-report/760-registers.sql) are views made while the database lives,
 * so they are no members of the extension, or a dump would leave them out. So
 * that DROP EXTENSION takes them along all the same, each is tied to it the way
 * ALTER … DEPENDS ON EXTENSION ties what it knows of, which views are not.
 */
#include "pg/base/compat.h"

#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "fmgr.h"

#include "pg/base/module.h"

PG_FUNCTION_INFO_V1(dkis_go_with_extension);

/* (register): once, however often it is asked. */
Datum
dkis_go_with_extension(PG_FUNCTION_ARGS)
{
	ObjectAddress view, extension;

	ObjectAddressSet(view, RelationRelationId, PG_GETARG_OID(0));
	ObjectAddressSet(extension, ExtensionRelationId, get_extension_oid("dkis", false));
	if (!list_member_oid(getAutoExtensionsOfObject(view.classId, view.objectId),
						 extension.objectId))
	{
		recordDependencyOn(&view, &extension, DEPENDENCY_AUTO_EXTENSION);
		CommandCounterIncrement();
	}
	PG_RETURN_VOID();
}
