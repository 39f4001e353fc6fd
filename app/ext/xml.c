/* xml.c - see xml.h; trees, by libxml2.  How they are read is in xml_parse.c. */

#include "ext/xml.h"

#include <libxml/parser.h>

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ext/xml_lib.h"

#define IN(text) ((const xmlChar *)(text))
#define OUT(text) ((const char *)(text))

static void
release(void *doc)
{
	xmlFreeDoc(doc);
}

struct xml *
xml_keep(struct arena *arena, xmlDoc *doc)
{
	struct xml *xml = arena_alloc(arena, sizeof *xml);

	xml->doc = doc;
	xml->arena = arena;
	doc->_private = xml;
	arena_defer(arena, release, doc);
	return xml;
}

/* Its name is kept once in a document. */
static xmlNode *
new_element(xmlDoc *doc, const char *name)
{
	return xmlNewDocNodeEatName(doc, NULL,
	    (xmlChar *)(uintptr_t)xmlDictLookup(doc->dict, IN(name), -1), NULL);
}

struct xml *
xml_new(struct arena *arena, const char *root_name)
{
	xmlDoc *doc;

	xml_begin();
	doc = xmlNewDoc(IN("1.0"));
	doc->dict = xmlDictCreate();
	(void)xmlDocSetRootElement(doc, new_element(doc, root_name));
	return xml_keep(arena, doc);
}

/* --------------------------------------------------------- walking --- */

static struct xml_node *
element_from(xmlNode *node)
{
	while (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return xml_outside(node);
}

struct xml_node *
xml_root(const struct xml *xml)
{
	return xml_outside(xmlDocGetRootElement(xml->doc));
}

struct xml_node *
xml_document_node(const struct xml *xml)
{
	return xml_outside((xmlNode *)(void *)xml->doc);
}

size_t
xml_count(const struct xml *xml)
{
	const xmlNode *n = xmlDocGetRootElement(xml->doc);
	size_t count = 0;

	while (n != NULL) {
		count++;
		if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
			n = n->children;
			continue;
		}
		while (n != NULL && n->next == NULL)
			n = n->parent->type == XML_ELEMENT_NODE ? n->parent : NULL;
		n = n == NULL ? NULL : n->next;
	}
	return count;
}

static size_t
weight_of_text(const xmlNode *text)
{
	return sizeof *text + (text->content == NULL ? 0 : strlen(OUT(text->content)));
}

size_t
xml_weight(const struct xml_node *node)
{
	const xmlNode *in = xml_inside(node);
	size_t weight = sizeof *in;

	for (const xmlAttr *a = in->properties; a != NULL; a = a->next) {
		weight += sizeof *a;
		if (a->children != NULL)
			weight += weight_of_text(a->children);
	}
	for (xmlNode *n = in->children; n != NULL; n = n->next)
		weight += n->type == XML_ELEMENT_NODE ? xml_weight(xml_outside(n))
						      : weight_of_text(n);
	return weight;
}

struct xml *
xml_of(const struct xml_node *node)
{
	return xml_inside(node)->doc->_private;
}

struct xml_node *
xml_parent(const struct xml_node *node)
{
	xmlNode *parent = node == NULL ? NULL : xml_inside(node)->parent;

	return parent != NULL && parent->type == XML_ELEMENT_NODE ? xml_outside(parent)
								  : NULL;
}

struct xml_node *
xml_first(const struct xml_node *node)
{
	if (node == NULL || xml_inside(node)->type != XML_ELEMENT_NODE)
		return NULL;
	return element_from(xml_inside(node)->children);
}

struct xml_node *
xml_next(const struct xml_node *node)
{
	if (node == NULL || xml_inside(node)->type != XML_ELEMENT_NODE)
		return NULL;
	return element_from(xml_inside(node)->next);
}

static struct xml_node *
named_from(struct xml_node *node, const char *name)
{
	while (node != NULL && strcmp(xml_name(node), name) != 0)
		node = xml_next(node);
	return node;
}

struct xml_node *
xml_child(const struct xml_node *node, const char *name)
{
	return named_from(xml_first(node), name);
}

struct xml_node *
xml_next_named(const struct xml_node *node, const char *name)
{
	return named_from(xml_next(node), name);
}

bool
xml_has_elements(const struct xml_node *node)
{
	return xml_first(node) != NULL;
}

bool
xml_part_next(const struct xml_node *of, struct xml_part *part)
{
	const xmlNode *at = part->at;

	at = at == NULL ? xml_inside(of)->children : at->next;
	while (at != NULL && at->type != XML_ELEMENT_NODE && at->type != XML_TEXT_NODE)
		at = at->next;
	part->at = at;
	part->node = NULL;
	part->text = NULL;
	if (at == NULL)
		return false;
	if (at->type == XML_TEXT_NODE)
		part->text = at->content == NULL ? "" : OUT(at->content);
	else
		part->node = (struct xml_node *)(uintptr_t)at;
	return true;
}

/* --------------------------------------------------------- reading --- */

const char *
xml_name(const struct xml_node *node)
{
	const xmlChar *name = xml_inside(node)->name;

	return name == NULL ? "" : OUT(name);
}

static const char *
or_empty(const xmlChar *text)
{
	return text == NULL ? "" : OUT(text);
}

/* A document has none, and no place for one. */
static const xmlNs *
namespace_of(const struct xml_node *node)
{
	const xmlNode *in = xml_inside(node);

	return in->type == XML_ELEMENT_NODE || in->type == XML_ATTRIBUTE_NODE ? in->ns
									      : NULL;
}

const char *
xml_prefix(const struct xml_node *node)
{
	const xmlNs *ns = namespace_of(node);

	return ns == NULL ? "" : or_empty(ns->prefix);
}

const char *
xml_space(const struct xml_node *node)
{
	const xmlNs *ns = namespace_of(node);

	return ns == NULL ? "" : or_empty(ns->href);
}

const char *
xml_prefix_space(const struct xml_node *node, const char *prefix)
{
	xmlNode *in = xml_inside(node);
	const xmlNs *ns = xmlSearchNs(in->doc, in, *prefix == '\0' ? NULL : IN(prefix));

	return ns == NULL ? NULL : or_empty(ns->href);
}

int
xml_line(const struct xml_node *node)
{
	long line = xmlGetLineNo(xml_inside(node));

	return line < 0 ? 0 : (int)line;
}

/* The library's own way to it takes the square of the number of texts. */
static const char *
gathered(struct arena *arena, const xmlNode *top)
{
	const xmlNode *n = top->children;
	struct buf b;

	buf_init(&b, arena);
	while (n != NULL) {
		if (n->type == XML_TEXT_NODE)
			buf_puts(&b, or_empty(n->content));
		if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
			n = n->children;
			continue;
		}
		while (n != top && n->next == NULL)
			n = n->parent;
		n = n == top ? NULL : n->next;
	}
	return b.data;
}

const char *
xml_text_here(struct arena *arena, const struct xml_node *node)
{
	const xmlNode *in = xml_inside(node), *child;

	if (in->type == XML_NAMESPACE_DECL)
		return or_empty(((const xmlNs *)(const void *)in)->href);
	if (in->type == XML_TEXT_NODE)
		return or_empty(in->content);
	child = in->children;
	/* Most have one text. */
	if (child == NULL && in->type == XML_ELEMENT_NODE)
		return "";
	if (child != NULL && child->next == NULL && child->type == XML_TEXT_NODE)
		return or_empty(child->content);
	return gathered(arena, in);
}

const char *
xml_text(struct arena *arena, const struct xml_node *node)
{
	return arena_strdup(arena, xml_text_here(arena, node));
}

/* ------------------------------------------------------ attributes --- */

/* An attribute without a document type has at most one text. */
static const char *
value_of(const xmlAttr *attribute)
{
	return attribute->children == NULL ? ""
					   : or_empty(attribute->children->content);
}

static xmlAttr *
find_attribute(const struct xml_node *node, const char *space, const char *name)
{
	xmlNode *in = xml_inside(node);

	if (in->type != XML_ELEMENT_NODE)
		return NULL;
	for (xmlAttr *a = in->properties; a != NULL; a = a->next) {
		if (strcmp(OUT(a->name), name) != 0)
			continue;
		if (space == NULL ? a->ns == NULL
				  : strcmp(space, "*") == 0 ||
					(a->ns != NULL &&
					    strcmp(or_empty(a->ns->href), space) == 0))
			return a;
	}
	return NULL;
}

const char *
xml_attribute(const struct xml_node *node, const char *space, const char *name)
{
	const xmlAttr *attribute = find_attribute(node, space, name);

	return attribute == NULL ? NULL : value_of(attribute);
}

bool
xml_attribute_at(const struct xml_node *node, size_t i, struct xml_attribute *attribute)
{
	const xmlAttr *a = xml_inside(node)->type == XML_ELEMENT_NODE
			       ? xml_inside(node)->properties
			       : NULL;

	while (a != NULL && i > 0) {
		a = a->next;
		i--;
	}
	if (a == NULL)
		return false;
	attribute->name = OUT(a->name);
	attribute->prefix = a->ns == NULL ? "" : or_empty(a->ns->prefix);
	attribute->space = a->ns == NULL ? "" : or_empty(a->ns->href);
	attribute->value = value_of(a);
	return true;
}

/* --------------------------------------------------------- changes --- */

/* What every document may hold. */
static const char *
clean(struct arena *arena, const char *text)
{
	if (text == NULL)
		return "";
	return text_is_clean(text, strlen(text)) ? text : text_cleaned(arena, text);
}

void
xml_add_text(struct xml_node *node, const char *text)
{
	xmlNode *in = xml_inside(node);

	text = clean(xml_of(node)->arena, text);
	/* Not xmlNodeSetContent, which takes "&" for a reference. */
	if (*text != '\0')
		(void)xmlAddChild(in, xmlNewDocText(in->doc, IN(text)));
}

void
xml_set_text(struct xml_node *node, const char *text)
{
	xmlNode *in = xml_inside(node);

	xmlFreeNodeList(in->children);
	in->children = in->last = NULL;
	xml_add_text(node, text);
}

void
xml_set_attribute(struct xml_node *node, const char *name, const char *value)
{
	(void)xmlSetProp(
	    xml_inside(node), IN(name), IN(clean(xml_of(node)->arena, value)));
}

void
xml_remove_attribute(struct xml_node *node, const char *space, const char *name)
{
	xmlAttr *attribute = find_attribute(node, space, name);

	if (attribute != NULL)
		(void)xmlRemoveProp(attribute);
}

void
xml_rename(struct xml_node *node, const char *name)
{
	xmlNodeSetName(xml_inside(node), IN(name));
}

struct xml_node *
xml_add(struct xml_node *parent, const char *name)
{
	xmlNode *in = xml_inside(parent);

	if (xmlValidateNCName(IN(name), 0) != 0 || !text_is_clean(name, strlen(name)))
		return NULL;
	return xml_outside(xmlAddChild(in, new_element(in->doc, name)));
}

/* The library copies all but the pointers of the caller. */
static void
copy_data(xmlNode *copy, const xmlNode *what)
{
	copy->_private = what->_private;
	copy = copy->children;
	for (what = what->children; what != NULL && copy != NULL; what = what->next) {
		if (what->type == XML_ELEMENT_NODE)
			copy_data(copy, what);
		copy = copy->next;
	}
}

static xmlNode *
copied(xmlDoc *doc, const struct xml_node *what)
{
	xmlNode *copy = xmlDocCopyNode(xml_inside(what), doc, 1);

	copy_data(copy, xml_inside(what));
	return copy;
}

struct xml_node *
xml_copy_into(struct xml_node *parent, const struct xml_node *what)
{
	xmlNode *in = xml_inside(parent);

	return xml_outside(xmlAddChild(in, copied(in->doc, what)));
}

struct xml_node *
xml_copy_after(struct xml_node *where, const struct xml_node *what)
{
	xmlNode *in = xml_inside(where);

	return xml_outside(xmlAddNextSibling(in, copied(in->doc, what)));
}

struct xml_node *
xml_copy_before(struct xml_node *where, const struct xml_node *what)
{
	xmlNode *in = xml_inside(where);

	return xml_outside(xmlAddPrevSibling(in, copied(in->doc, what)));
}

void
xml_remove(struct xml_node *node)
{
	xmlUnlinkNode(xml_inside(node));
	xmlFreeNode(xml_inside(node));
}

void
xml_set_data(struct xml_node *node, void *data)
{
	xml_inside(node)->_private = data;
}

void *
xml_data(const struct xml_node *node)
{
	return xml_inside(node)->_private;
}

static void
drop_default_space(xmlNode *node)
{
	if (node->ns != NULL && node->ns->prefix == NULL)
		node->ns = NULL;
	for (xmlNode *n = node->children; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			drop_default_space(n);
}

/* Nothing refers to them any more. */
static void
drop_default_declarations(xmlNode *node)
{
	for (xmlNs **at = &node->nsDef; *at != NULL;) {
		xmlNs *ns = *at;

		if (ns->prefix != NULL) {
			at = &ns->next;
			continue;
		}
		*at = ns->next;
		xmlFreeNs(ns);
	}
	for (xmlNode *n = node->children; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			drop_default_declarations(n);
}

/* Names are those of the other document's dictionary. */
static xmlDoc *
document_beside(const struct xml_node *node)
{
	xmlDoc *doc = xmlNewDoc(IN("1.0"));

	doc->dict = xml_inside(node)->doc->dict;
	(void)xmlDictReference(doc->dict);
	return doc;
}

static xmlDoc *
document_of_copy(const struct xml_node *node)
{
	xmlDoc *doc = document_beside(node);

	(void)xmlDocSetRootElement(doc, copied(doc, node));
	return doc;
}

static struct xml *
made_plain(struct arena *arena, xmlDoc *doc)
{
	xmlNode *root = xmlDocGetRootElement(doc);

	drop_default_space(root);
	drop_default_declarations(root);
	return xml_keep(arena, doc);
}

struct xml *
xml_plain(struct arena *arena, const struct xml_node *node)
{
	return made_plain(arena, document_of_copy(node));
}

struct xml *
xml_take_plain(struct arena *arena, struct xml_node *node)
{
	xmlDoc *doc = document_beside(node);

	xmlUnlinkNode(xml_inside(node));
	(void)xmlDocSetRootElement(doc, xml_inside(node));
	return made_plain(arena, doc);
}

const char *
xml_write(struct arena *arena, const struct xml_node *node)
{
	xmlDoc *doc = document_of_copy(node);
	xmlBuffer *buffer = xmlBufferCreate();
	const char *text;

	(void)xmlNodeDump(buffer, doc, xmlDocGetRootElement(doc), 0, 0);
	text = arena_strndup(
	    arena, OUT(xmlBufferContent(buffer)), (size_t)xmlBufferLength(buffer));
	xmlBufferFree(buffer);
	xmlFreeDoc(doc);
	return text;
}
