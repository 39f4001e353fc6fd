/*
 * xml_html.c - a tree as HTML.
 *
 * libxml2 writes it too, in five times the time: it looks up every element and every
 * attribute in its tables of HTML 4.  What the house's stylesheets make has neither
 * scripts nor styles, whose text would not be escaped.
 */

#include <string.h>

#include "base/buf.h"
#include "ext/xml_lib.h"

/* They have no end, and nothing in them. */
static bool
is_void(const char *name)
{
	static const char *const voids[] = { "br", "col", "hr", "img", "input", "link",
		"meta", "source", "wbr" };

	for (size_t i = 0; i < COUNT_OF(voids); i++)
		if (strcmp(voids[i], name) == 0)
			return true;
	return false;
}

/* The library's own text: more than one node only if it was put together. */
static void
write_texts(struct buf *b, const xmlNode *text)
{
	for (; text != NULL; text = text->next)
		buf_html(b, (const char *)text->content);
}

static void
open_element(struct buf *b, const xmlNode *node)
{
	buf_putc(b, '<');
	buf_puts(b, (const char *)node->name);
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next) {
		buf_putc(b, ' ');
		buf_puts(b, (const char *)a->name);
		buf_puts(b, "=\"");
		write_texts(b, a->children);
		buf_putc(b, '"');
	}
	buf_putc(b, '>');
}

static void
close_element(struct buf *b, const xmlNode *node)
{
	if (is_void((const char *)node->name))
		return;
	buf_puts(b, "</");
	buf_puts(b, (const char *)node->name);
	buf_putc(b, '>');
}

void
xml_html(struct buf *b, const xmlDoc *doc)
{
	const xmlNode *node = doc->children;

	while (node != NULL) {
		if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
			buf_html(b, (const char *)node->content);
		if (node->type == XML_ELEMENT_NODE) {
			open_element(b, node);
			if (node->children != NULL) {
				node = node->children;
				continue;
			}
			close_element(b, node);
		}
		while (node != NULL && node->next == NULL) {
			node = node->parent;
			if (node == NULL || node->type != XML_ELEMENT_NODE)
				return;
			close_element(b, node);
		}
		if (node != NULL)
			node = node->next;
	}
}
