/*
 * form_html.h - what a page of a form shows, as HTML: templates/form.xsl over what
 * form/form.h's form_view() makes.
 *
 * Most questions of a page have no answer yet and look the same to everybody.  Their HTML
 * is kept in the process, and is not made again while a form says of them what it said.
 */

#ifndef SITE_FORM_HTML_H
#define SITE_FORM_HTML_H

#include "ext/xml.h"

/* With the page's own words in the language in use; NULL, logged, if it cannot be made. */
const char *form_html(struct arena *, struct xml *view, size_t *len);

#endif
