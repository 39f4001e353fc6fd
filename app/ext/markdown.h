/*
 * markdown.h - words with marks of Markdown, as elements that a page can show; md4c.
 *
 * What comes of it is no more than p, br, strong, em, code, ul, ol, li, h1 to h6, span
 * (with a class of ours, or none) and a (to http, https, tel or mailto).  HTML in the
 * words becomes one of these, or stays a text that is shown.
 */

#ifndef EXT_MARKDOWN_H
#define EXT_MARKDOWN_H

#include "base/arena.h"
#include "ext/xml.h"

/* At the end of an element. */
void markdown_add(struct xml_node *to, const char *words);
/* The same without marks: paragraphs and lines apart by a space. */
const char *markdown_plain(struct arena *, const char *words);
/* So that a value in the words has no marks. */
const char *markdown_quoted(struct arena *, const char *value);

#endif
