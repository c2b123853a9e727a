#include "core/exchange/xml_read.h"

#include "core/base/words.h"
#include "core/flow/flowtext.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/*
 * While libxml2 is at work nothing here asks the host for memory: everything is
 * allocated before, by an upper bound that the text itself tells. Strings only
 * shrink (references), an element costs a '<' and an attribute a '='.
 */
typedef struct Reader
{
	XmlDocument *document;
	int elements_capacity;
	int attributes_capacity;
	size_t used;
	size_t capacity;
	int open; /* the element we are in; -1: none */
	int depth;
	xmlParserCtxtPtr parser;
	const char *refusal; /* why we stopped ourselves, or NULL */
	bool is_limit;
	bool no_memory; /* libxml2 had too little */
	bool heeds_interrupts;
	bool interrupted;    /* that is why */
	char complaint[128]; /* of libxml2, its first */
	int line;
} Reader;

static const struct
{
	const char *uri;
	XmlSpace space;
} spaces[] = {{"http://www.omg.org/spec/BPMN/20100524/MODEL", XML_SPACE_BPMN},
			  {"http://www.pnml.org/version-2009/grammar/pnml", XML_SPACE_PNML},
			  {"urn:dkis", XML_SPACE_DKIS}};

static XmlSpace
space_of(const xmlChar *prefix, const xmlChar *uri)
{
	if (!uri)
		return prefix ? XML_SPACE_OTHER : XML_SPACE_NONE;
	for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++)
		if (strcmp((const char *) uri, spaces[i].uri) == 0)
			return spaces[i].space;
	return XML_SPACE_OTHER;
}

/* ---- what libxml2 calls -------------------------------------------------- */

static void
stop(Reader *reader, const char *why, bool is_limit)
{
	if (reader->refusal)
		return;
	reader->refusal = why;
	reader->is_limit = is_limit;
	reader->line = reader->parser->input ? reader->parser->input->line : 0;
	xmlStopParser(reader->parser);
}

static void
put_bytes(Reader *reader, const char *bytes, size_t length)
{
	if (length > reader->capacity - reader->used)
	{
		stop(reader, "isi dokumen terlalu besar", true);
		return;
	}
	memcpy(reader->document->bytes + reader->used, bytes, length);
	reader->used += length;
}

static uint32_t
keep_string(Reader *reader, const xmlChar *string)
{
	size_t start = reader->used;

	put_bytes(reader, (const char *) string, strlen((const char *) string) + 1);
	return reader->refusal ? 0 : (uint32_t) start;
}

/* libxml2 leaves an ampersand in a value as a reference while it substitutes no entities. */
static uint32_t
keep_value(Reader *reader, const char *value, const char *end)
{
	size_t start = reader->used;

	while (value < end)
	{
		bool is_reference = *value == '&' && end - value >= 5 && memcmp(value, "&#38;", 5) == 0;

		put_bytes(reader, value, 1);
		value += is_reference ? 5 : 1;
	}
	put_bytes(reader, "", 1);
	return reader->refusal ? 0 : (uint32_t) start;
}

static void
keep_attributes(Reader *reader, XmlElement *element, int count, const xmlChar **attributes)
{
	for (int i = 0; i < count && !reader->refusal; i++)
	{
		const xmlChar **a = attributes + 5 * (size_t) i;
		XmlAttribute *attribute = &reader->document->attributes[reader->document->n_attributes];

		if (reader->document->n_attributes == reader->attributes_capacity)
		{
			stop(reader, "isi dokumen terlalu besar", true);
			return;
		}
		attribute->name = keep_string(reader, a[0]);
		attribute->space = space_of(a[1], a[2]);
		attribute->value = keep_value(reader, (const char *) a[3], (const char *) a[4]);
		reader->document->n_attributes++;
		element->n_attributes++;
	}
}

static void
on_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
		 int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
		 const xmlChar **attributes)
{
	Reader *reader = data;
	XmlDocument *document = reader->document;
	XmlElement *element = &document->elements[document->n_elements];

	(void) n_namespaces, (void) namespaces, (void) n_defaulted;
	if (reader->refusal)
		return;
	if (reader->heeds_interrupts && document->n_elements % 1024 == 0 && dkis_is_interrupted())
	{
		reader->interrupted = true;
		stop(reader, "dihentikan", false);
		return;
	}
	if (document->n_elements == reader->elements_capacity || ++reader->depth > XML_MAX_DEPTH)
	{
		stop(reader, "unsur XML bersarang terlalu dalam", true);
		return;
	}
	*element = (XmlElement){.space = (int) space_of(prefix, uri),
							.parent = reader->open,
							.line = reader->parser->input ? reader->parser->input->line : 0,
							.first_attribute = document->n_attributes};
	element->name = keep_string(reader, name);
	keep_attributes(reader, element, n_attributes, attributes);
	element->text = (uint32_t) reader->used; /* what comes next, if it is text */
	reader->open = document->n_elements++;
}

static void
on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	Reader *reader = data;
	XmlElement *element;

	(void) name, (void) prefix, (void) uri;
	if (reader->refusal || reader->open < 0)
		return;
	element = &reader->document->elements[reader->open];
	element->end = reader->document->n_elements;
	if (element->end == reader->open + 1)
		put_bytes(reader, "", 1);
	else
		element->text = 0; /* the empty string */
	reader->open = element->parent;
	reader->depth--;
}

/* Only the text of an element that has no child (yet) is of interest. */
static void
on_text(void *data, const xmlChar *bytes, int length)
{
	Reader *reader = data;

	if (!reader->refusal && reader->open >= 0 && reader->open == reader->document->n_elements - 1)
		put_bytes(reader, (const char *) bytes, (size_t) length);
}

static void
on_doctype(void *data, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void) name, (void) external, (void) system;
	stop(data, "DOCTYPE tidak diterima", false);
}

#if LIBXML_VERSION >= 21200
typedef const xmlError *Complaint;
#else
typedef xmlErrorPtr Complaint;
#endif

/* Its words, the first line, in ASCII: names out of the document may stand there. */
static void
on_complaint(void *data, Complaint complaint)
{
	Reader *reader = data;
	const char *message;
	size_t length = 0;

	reader->no_memory |= complaint->code == XML_ERR_NO_MEMORY;
	if (reader->refusal || reader->complaint[0] || complaint->level < XML_ERR_ERROR ||
		complaint->domain ==
			XML_FROM_NAMESPACE) /* a prefix that nobody declared says nothing to us */
		return;
	reader->line = complaint->line;
	message = complaint->message ? complaint->message : "";
	for (; message[length] && message[length] != '\n' && length + 1 < sizeof reader->complaint;
		 length++)
		reader->complaint[length] = message[length] > 0 ? message[length] : '?';
	reader->complaint[length] = '\0';
	if (length == 0)
		memcpy(reader->complaint, "?", 2);
}

static void
prepare_handler(xmlSAXHandler *handler)
{
	memset(handler, 0, sizeof *handler);
	handler->initialized = XML_SAX2_MAGIC;
	handler->startElementNs = on_start;
	handler->endElementNs = on_end;
	handler->characters = on_text;
	handler->cdataBlock = on_text;
	handler->internalSubset = on_doctype;
	handler->serror = on_complaint;
}

/* What is still to be read. */
typedef struct Input
{
	const char *bytes;
	size_t left;
} Input;

static int
read_some(void *context, char *to, int most)
{
	Input *input = context;
	size_t n = input->left < (size_t) most ? input->left : (size_t) most;

	memcpy(to, input->bytes, n);
	input->bytes += n;
	input->left -= n;
	return (int) n;
}

/*
 * Piece by piece: given all at once, libxml2 copies it first, and loses its own blocks when
 * there is no room for that. It is not always that it says what it lacked.
 */
static bool
parse(Reader *reader, const char *text, size_t length)
{
	Input input = {text, length};
	xmlSAXHandler handler;
	bool read = false;

	prepare_handler(&handler);
	reader->parser = xmlNewParserCtxt();
	if (!reader->parser)
	{
		reader->no_memory = true;
		return false;
	}
	*reader->parser->sax = handler;
	reader->parser->userData = reader;
	xmlCtxtReadIO(reader->parser, read_some, NULL, &input, NULL, "UTF-8",
				  XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	reader->no_memory |= reader->parser->errNo == XML_ERR_NO_MEMORY;
	read = reader->parser->wellFormed && !reader->refusal && !reader->complaint[0];
	if (read && reader->document->n_elements == 0)
		reader->no_memory = true;
	xmlFreeParserCtxt(reader->parser);
	reader->parser = NULL;
	return read && !reader->no_memory;
}

/* ---- before and after ---------------------------------------------------- */

static size_t
count_byte(const char *text, size_t length, char byte)
{
	size_t n = 0;

	for (const char *at = text; (at = memchr(at, byte, length - (size_t) (at - text))); at++)
		n++;
	return n;
}

static bool
refuse_xml_size(DkisError *error, const char *what)
{
	dkis_fail(error, DKIS_PROGRAM_LIMIT, "dokumen XML terlalu besar: %s", what);
	return dkis_hint(error,
					 "Paling banyak 16 MB dan %d unsur; keluarkan gambar dan lampiran dari "
					 "dokumen, atau pecah menjadi beberapa alur.",
					 XML_MAX_ELEMENTS);
}

static bool
allocate_document(Reader *reader, const char *text, size_t length, DkisError *error)
{
	size_t elements = count_byte(text, length, '<') + 1;
	size_t attributes = count_byte(text, length, '=') + 1;

	/* each element that is closed in full costs a second '<' */
	if (elements > 2 * XML_MAX_ELEMENTS)
		return refuse_xml_size(error, "terlalu banyak unsur");
	if (attributes > length / 4 + 1) /* a="" and a space */
		attributes = length / 4 + 1;
	reader->elements_capacity = (int) elements;
	reader->attributes_capacity = (int) attributes;
	reader->capacity = length + 2 * elements + 2 * attributes + 2;
	reader->document->elements = dkis_alloc(elements * sizeof(XmlElement));
	reader->document->attributes = dkis_alloc(attributes * sizeof(XmlAttribute));
	reader->document->bytes = dkis_alloc(reader->capacity);
	reader->document->bytes[0] = '\0'; /* the empty string is at 0 */
	reader->used = 1;
	return true;
}

static bool
refuse_hungry(DkisError *error)
{
	dkis_fail(error, DKIS_OUT_OF_MEMORY, "tidak cukup memori untuk membaca dokumen XML");
	return dkis_hint(error, "Ulangi bila beban server berkurang, atau pecah dokumennya.");
}

static bool
refuse_document(const Reader *reader, DkisError *error)
{
	const char *hint = "Simpan ulang dokumen dari alat aslinya, dalam UTF-8.";

	if (reader->no_memory)
		return refuse_hungry(error);
	if (reader->refusal && reader->is_limit)
	{
		dkis_fail(error, DKIS_PROGRAM_LIMIT, "dokumen XML ditolak: %s", reader->refusal);
		hint = "Batas: 16 MB, 200 tingkat.";
	}
	else if (reader->refusal)
	{
		dkis_fail(error, DKIS_INVALID_XML, "dokumen XML ditolak: %s", reader->refusal);
		hint = "Hapus deklarasi <!DOCTYPE ...>; BPMN dan PNML tidak memerlukannya.";
	}
	else
		dkis_fail(error, DKIS_INVALID_XML, "bukan dokumen XML yang sah: %s",
				  reader->complaint[0] ? reader->complaint : "tidak ada isinya");
	if (reader->line > 0)
		dkis_detail(error, "Baris %d.", reader->line);
	return dkis_hint(error, "%s", hint);
}

/* An interrupt is let through once libxml2 has freed what it holds; most do not come back. */
static bool
read_document(XmlDocument *document, const char *text, size_t length, bool heeds_interrupts,
			  DkisError *error)
{
	Reader reader = {.document = document, .open = -1, .heeds_interrupts = heeds_interrupts};
	bool read;

	if (!allocate_document(&reader, text, length, error))
		return false;
	read = parse(&reader, text, length);
	if (!reader.interrupted)
		return read || refuse_document(&reader, error);
	dkis_check_interrupts();
	xml_free(document);
	memset(document, 0, sizeof *document);
	return read_document(document, text, length, false, error);
}

bool
xml_read(XmlDocument *document, const char *text, size_t length, DkisError *error)
{
	memset(document, 0, sizeof *document);
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) /* a byte order mark */
		text += 3, length -= 3;
	if (length > XML_MAX_BYTES)
		return refuse_xml_size(error, "lebih dari 16 MB");
	if (memchr(text, 0, length)) /* UTF-16, or no text at all */
	{
		dkis_fail(error, DKIS_INVALID_XML, "dokumen XML harus dalam UTF-8");
		return dkis_hint(error, "Simpan ulang dokumen dari alat aslinya, dalam UTF-8.");
	}
	return read_document(document, text, length, true, error);
}

void
xml_free(XmlDocument *document)
{
	dkis_free(document->elements);
	dkis_free(document->attributes);
	dkis_free(document->bytes);
}

/* ---- asking -------------------------------------------------------------- */

const char *
xml_name(const XmlDocument *document, int element)
{
	return document->bytes + document->elements[element].name;
}

bool
xml_is(const XmlDocument *document, int element, const char *name)
{
	return strcmp(xml_name(document, element), name) == 0;
}

const char *
xml_attribute_in(const XmlDocument *document, int element, XmlSpace space, const char *name)
{
	const XmlElement *e = &document->elements[element];

	for (int i = e->first_attribute; i < e->first_attribute + e->n_attributes; i++)
	{
		const XmlAttribute *attribute = &document->attributes[i];

		if (attribute->space == (int) space && strcmp(document->bytes + attribute->name, name) == 0)
			return document->bytes + attribute->value;
	}
	return NULL;
}

const char *
xml_attribute(const XmlDocument *document, int element, const char *name)
{
	return xml_attribute_in(document, element, XML_SPACE_NONE, name);
}

const char *
xml_text(const XmlDocument *document, int element)
{
	return document->bytes + document->elements[element].text;
}

int
xml_child(const XmlDocument *document, int element, const char *name)
{
	int end = document->elements[element].end;

	for (int i = element + 1; i < end; i = document->elements[i].end)
		if (xml_is(document, i, name))
			return i;
	return -1;
}

/* What people call it: a BPMN name, or a PNML <name><text>. */
static const char *
called(const XmlDocument *document, int element)
{
	const char *name = xml_attribute(document, element, "name");
	int child = name ? -1 : xml_child(document, element, "name");

	if (child >= 0)
		child = xml_child(document, child, "text");
	return name ? name : child >= 0 ? xml_text(document, child) : "";
}

bool
xml_tell(const XmlDocument *document, int element, DkisError *error)
{
	const char *tag = xml_name(document, element);
	const char *id = xml_attribute(document, element, "id");
	const char *name = called(document, element);
	char by_id[DKIS_MAX_QUOTE + 16] = "";
	char by_name[DKIS_MAX_QUOTE + 16] = "";

	if (id && *id)
		snprintf(by_id, sizeof by_id, " \"%.*s\"", dkis_quotable(id, strlen(id)), id);
	if (*name)
		snprintf(by_name, sizeof by_name, " (\"%.*s\")", dkis_quotable(name, strlen(name)), name);
	return dkis_detail(error, "Unsur: %.*s%s%s, baris %d.", dkis_quotable(tag, strlen(tag)), tag,
					   by_id, by_name, document->elements[element].line);
}

/* ---- ids ----------------------------------------------------------------- */

void
xml_ids_init(XmlIds *ids, int most)
{
	ids->capacity = 16;
	while (ids->capacity < 2 * (size_t) most)
		ids->capacity *= 2;
	ids->keys = dkis_alloc(ids->capacity * sizeof(char *));
	ids->values = dkis_alloc(ids->capacity * sizeof(int));
	memset(ids->keys, 0, ids->capacity * sizeof(char *));
}

void
xml_ids_free(XmlIds *ids)
{
	dkis_free(ids->keys);
	dkis_free(ids->values);
}

static size_t
slot_of(const XmlIds *ids, const char *id)
{
	uint64_t h = 14695981039346656037u;

	for (const char *c = id; *c; c++)
		h = (h ^ (unsigned char) *c) * 1099511628211u;
	h ^= h >> 29;
	for (size_t i = (size_t) h & (ids->capacity - 1);; i = (i + 1) & (ids->capacity - 1))
		if (!ids->keys[i] || strcmp(ids->keys[i], id) == 0)
			return i;
}

bool
xml_ids_add(XmlIds *ids, const char *id, int value)
{
	size_t i = slot_of(ids, id);

	if (ids->keys[i])
		return false;
	ids->keys[i] = id;
	ids->values[i] = value;
	return true;
}

int
xml_ids_find(const XmlIds *ids, const char *id)
{
	size_t i = slot_of(ids, id);

	return ids->keys[i] ? ids->values[i] : -1;
}
