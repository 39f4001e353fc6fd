/* xml_lib.h - what the files of xml.h share; nobody else includes it. */

#ifndef EXT_XML_LIB_H
#define EXT_XML_LIB_H

#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <stdint.h>

#include "ext/xml.h"

struct buf;

struct xml {
	xmlDoc *doc;
	struct arena *arena;
};

/*
 * A struct xml_node is the library's own node under a name that shows nothing; the
 * library takes no const, though no reader changes a node.
 */
static inline xmlNode *
xml_inside(const struct xml_node *node)
{
	return (xmlNode *)(uintptr_t)node;
}

static inline struct xml_node *
xml_outside(xmlNode *node)
{
	return (struct xml_node *)(void *)node;
}

/* Once in a process: nothing is loaded, and nothing is said on stderr. */
void xml_begin(void);
/* Takes the library's document over into the arena. */
struct xml *xml_keep(struct arena *, xmlDoc *);
/* A result as HTML: without a doctype, an element a name without a prefix. */
void xml_html(struct buf *, const xmlDoc *);
/* Plain words for what the library says. */
const char *xml_error_words(struct arena *, const xmlError *);

#endif
