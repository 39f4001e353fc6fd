/* xml_lib.h - what the files of xml.h share; nobody else includes it. */

#ifndef EXT_XML_LIB_H
#define EXT_XML_LIB_H

#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <stdint.h>

#include "ext/xml.h"

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
/* A text of the library's, which is freed, in the arena; "" for NULL. */
const char *xml_taken(struct arena *, xmlChar *);
/* Plain words for what the library says. */
const char *xml_error_words(struct arena *, const xmlError *);

#endif
