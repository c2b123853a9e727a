/*
 * An XML document as a flat list of its elements, for who imports. libxml2 reads
 * it and is gone before this returns, so that a host may leave by longjmp at any
 * time after.
 *
 * Refused: more than XML_MAX_BYTES, a DOCTYPE (and with it every entity but the
 * predefined ones), deep nesting, what is not UTF-8. Nothing is ever fetched.
 */
#ifndef DKIS_CORE_EXCHANGE_XML_READ_H
#define DKIS_CORE_EXCHANGE_XML_READ_H

#include "core/base/errors.h"

#define XML_MAX_BYTES (16 * 1024 * 1024)
#define XML_MAX_ELEMENTS 500000
#define XML_MAX_DEPTH 200

typedef enum XmlSpace
{
	XML_SPACE_NONE, /* no namespace */
	XML_SPACE_OTHER,
	XML_SPACE_BPMN,
	XML_SPACE_PNML,
	XML_SPACE_DKIS
} XmlSpace;

/* Offsets are into bytes; every string there is NUL-terminated. */
typedef struct XmlElement
{
	uint32_t name; /* without its prefix */
	uint32_t text; /* of an element that has no children */
	int space;
	int parent; /* -1: the root */
	int end;    /* the first element that is not within this one */
	int line;
	int first_attribute;
	int n_attributes;
} XmlElement;

typedef struct XmlAttribute
{
	uint32_t name;
	uint32_t value;
	int space;
} XmlAttribute;

typedef struct XmlDocument
{
	XmlElement *elements; /* in the order of the document; the first is the root */
	int n_elements;
	XmlAttribute *attributes;
	int n_attributes;
	char *bytes;
} XmlDocument;

/* xml_free() is due also after a refusal (2200M, 54000). */
bool xml_read(XmlDocument *document, const char *text, size_t length, DkisError *error);
void xml_free(XmlDocument *document);

const char *xml_name(const XmlDocument *document, int element);
bool xml_is(const XmlDocument *document, int element, const char *name);
/* Of no namespace; NULL: not given. */
const char *xml_attribute(const XmlDocument *document, int element, const char *name);
const char *xml_attribute_in(const XmlDocument *document, int element, XmlSpace space,
							 const char *name);
/* What stands in an element without children, else "". */
const char *xml_text(const XmlDocument *document, int element);
/* The first child of that name; -1: none. */
int xml_child(const XmlDocument *document, int element, const char *name);

/* Puts the element into the detail: its name, id, what it is called, its line; false. */
bool xml_tell(const XmlDocument *document, int element, DkisError *error);

/* ---- ids ---------------------------------------------------------------- */

/* From ids to numbers that the importer gives. Keys are not copied. */
typedef struct XmlIds
{
	const char **keys;
	int *values;
	size_t capacity;
} XmlIds;

void xml_ids_init(XmlIds *ids, int most);
void xml_ids_free(XmlIds *ids);
/* False: the id is there already. */
bool xml_ids_add(XmlIds *ids, const char *id, int value);
int xml_ids_find(const XmlIds *ids, const char *id); /* -1: none */

#endif
