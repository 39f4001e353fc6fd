/* xml_style.c - see xml.h; stylesheets, by libxslt. */

#include <libxml/parser.h>
#include <libxslt/documents.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ext/xml_lib.h"

#define OPERATIONS_MAX 50000000
#define ROOM ((size_t)32 * 1024) /* of what a page of a form takes */

struct xml_style {
	xsltStylesheet *sheet;
	xsltSecurityPrefs *security;
};

/* The first words that the library says. */
struct listener {
	struct arena *arena;
	const char *what;
};

static void PRINTF(2, 3) hear(void *with, const char *format, ...)
{
	struct listener *listener = with;
	char words[300];
	va_list args;

	if (listener->what != NULL)
		return;
	va_start(args, format);
	(void)vsnprintf(words, sizeof words, format, args);
	va_end(args);
	words[strcspn(words, "\r\n")] = '\0';
	listener->what = text_cleaned(listener->arena, words);
}

static xmlDoc *
load_nothing(
    const xmlChar *uri, xmlDict *dict, int options, void *ctxt, xsltLoadType type)
{
	(void)uri;
	(void)dict;
	(void)options;
	(void)ctxt;
	(void)type;
	return NULL;
}

static void
release_style(void *style)
{
	xsltFreeStylesheet(((struct xml_style *)style)->sheet);
	xsltFreeSecurityPrefs(((struct xml_style *)style)->security);
}

static void
forbid(xsltSecurityPrefs *security)
{
	static const xsltSecurityOption all[] = { XSLT_SECPREF_READ_FILE,
		XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
		XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		(void)xsltSetSecurityPrefs(security, all[i], xsltSecurityForbid);
}

struct xml_style *
xml_style_parse(
    struct arena *arena, const char *text, size_t len, struct xml_fault *fault)
{
	struct listener listener = { .arena = arena };
	struct xml_style *style;
	struct xml *xml;
	xmlDoc *doc;

	if (xml_parse(arena, text, len, &xml, fault) != OK)
		return NULL;
	xsltSetLoaderFunc(load_nothing);
	xsltSetGenericErrorFunc(&listener, hear);
	/* The stylesheet owns its document. */
	doc = xmlCopyDoc(xml->doc, 1);
	style = arena_alloc(arena, sizeof *style);
	style->sheet = xsltParseStylesheetDoc(doc);
	if (style->sheet == NULL)
		xmlFreeDoc(doc);
	if (style->sheet == NULL || style->sheet->errors > 0) {
		xsltFreeStylesheet(style->sheet);
		style = NULL;
	}
	xsltSetGenericErrorFunc(NULL, NULL);
	if (style == NULL) {
		if (fault != NULL)
			*fault = (struct xml_fault){ 0, listener.what != NULL
							    ? listener.what
							    : "it is no stylesheet" };
		return NULL;
	}
	style->security = xsltNewSecurityPrefs();
	forbid(style->security);
	arena_defer(arena, release_style, style);
	return style;
}

static xmlDoc *
transform(const struct xml_style *style, const struct xml *xml,
    const char *const *parameters, struct listener *listener)
{
	xsltTransformContext *ctxt = xsltNewTransformContext(style->sheet, xml->doc);
	xmlDoc *result;

	if (ctxt == NULL)
		return NULL;
	ctxt->opLimit = OPERATIONS_MAX;
	xsltSetTransformErrorFunc(ctxt, listener, hear);
	result = xsltSetCtxtSecurityPrefs(style->security, ctxt) != 0 ||
			 (parameters != NULL &&
			     xsltQuoteUserParams(
				 ctxt, (const char **)(uintptr_t)parameters) != 0)
		     ? NULL
		     : xsltApplyStylesheetUser(
			   style->sheet, xml->doc, NULL, NULL, NULL, ctxt);
	if (result != NULL && ctxt->state != XSLT_STATE_OK) {
		xmlFreeDoc(result);
		result = NULL;
	}
	xsltFreeTransformContext(ctxt);
	return result;
}

const char *
xml_style_apply(struct arena *arena, const struct xml_style *style,
    const struct xml *xml, const char *const *parameters, size_t *len,
    struct xml_fault *fault)
{
	struct listener listener = { .arena = arena };
	xmlDoc *result;
	struct buf html;

	xsltSetGenericErrorFunc(&listener, hear);
	result = transform(style, xml, parameters, &listener);
	xsltSetGenericErrorFunc(NULL, NULL);
	if (result == NULL) {
		if (fault != NULL)
			*fault = (struct xml_fault){ 0, listener.what != NULL
							    ? listener.what
							    : "the stylesheet failed" };
		return NULL;
	}
	buf_init_wide(&html, arena, ROOM);
	xml_html(&html, result);
	xmlFreeDoc(result);
	*len = html.len;
	return html.data;
}
