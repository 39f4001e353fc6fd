/* xml_parse.c - see xml.h; how a document is read, and refused, by libxml2. */

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlIO.h>

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "ext/xml_lib.h"

#define OPTIONS \
	(XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES | XML_PARSE_COMPACT)

/* What is watched while a document is read. */
struct watch {
	struct arena *arena;
	xmlParserCtxt *ctxt;
	startElementNsSAX2Func start;
	endElementNsSAX2Func end;
	charactersSAXFunc characters;
	size_t depth, nodes;
	struct xml_fault fault; /* the first */
};

/* ----------------------------------------------------------- words --- */

static const struct {
	int code;
	const char *words;
} known[] = {
	{ XML_ERR_DOCUMENT_EMPTY, "there is no XML in it" },
	{ XML_ERR_DOCUMENT_END, "something stands behind the end of the document" },
	{ XML_ERR_NAME_REQUIRED,
	    "a name is missing or has a letter that none may have" },
	{ XML_ERR_LT_IN_ATTRIBUTE, "\"<\" stands in an attribute: write &lt;" },
	{ XML_ERR_ATTRIBUTE_NOT_STARTED, "the value of an attribute has no quotes" },
	{ XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "an attribute has no value" },
	{ XML_ERR_ENTITYREF_SEMICOL_MISSING, "\"&\" stands alone: write &amp;" },
	{ XML_ERR_UNDECLARED_ENTITY, "an entity is used that XML does not know" },
	{ XML_ERR_INVALID_CHAR, "a character is not allowed" },
	{ XML_ERR_INVALID_CHARREF, "a character is not allowed" },
	{ XML_ERR_GT_REQUIRED, "a tag is not closed by \">\"" },
	{ XML_ERR_TAG_NOT_FINISHED, "the document ends before its elements do" },
	{ XML_ERR_UNSUPPORTED_ENCODING, "it is not in UTF-8" },
	{ XML_ERR_INVALID_ENCODING, "it is not in UTF-8" },
	{ XML_ERR_NO_MEMORY, "there is no memory left" },
};

const char *
xml_error_words(struct arena *arena, const xmlError *error)
{
	const char *message = error->message == NULL ? "it is wrong" : error->message;
	size_t len = strcspn(message, "\r\n");

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (known[i].code == error->code)
			return known[i].words;
	if (error->code == XML_ERR_TAG_NAME_MISMATCH && error->str1 != NULL &&
	    error->str2 != NULL)
		return text_cleaned(arena,
		    arena_printf(arena, "the element <%.60s> is closed by </%.60s>",
			error->str1, error->str2));
	if (error->code == XML_ERR_ATTRIBUTE_REDEFINED && error->str1 != NULL)
		return text_cleaned(
		    arena, arena_printf(arena, "the attribute %.60s is there twice",
			       error->str1));
	if (error->code == XML_NS_ERR_UNDEFINED_NAMESPACE && error->str1 != NULL)
		return text_cleaned(arena,
		    arena_printf(arena, "the prefix %.60s stands for no namespace",
			error->str1));
	while (len > 0 && isspace((unsigned char)message[len - 1]))
		len--;
	return text_cleaned(
	    arena, arena_strndup(arena, message, len > 300 ? 300 : len));
}

/* ----------------------------------------------------- one process --- */

static xmlParserInput *
load_nothing(const char *url, const char *id, xmlParserCtxt *ctxt)
{
	(void)url;
	(void)id;
	(void)ctxt;
	return NULL;
}

static void
say_nothing(void *with, const char *format, ...)
{
	(void)with;
	(void)format;
}

static void
hear_nothing(void *with, xmlError *error)
{
	(void)with;
	(void)error;
}

void
xml_begin(void)
{
	static bool begun;

	if (begun)
		return;
	xmlInitParser();
	/* Neither to read nor to write: an address has no way to bytes. */
	xmlCleanupInputCallbacks();
	xmlCleanupOutputCallbacks();
	xmlSetExternalEntityLoader(load_nothing);
	xmlSetGenericErrorFunc(NULL, say_nothing);
	xmlSetStructuredErrorFunc(NULL, hear_nothing);
	begun = true;
}

/* --------------------------------------------------------- reading --- */

static void
refuse(struct watch *watch, const char *what)
{
	if (watch->fault.what == NULL) {
		watch->fault.what = what;
		watch->fault.line = xmlSAX2GetLineNumber(watch->ctxt);
	}
	xmlStopParser(watch->ctxt);
}

static void
heard(void *with, xmlError *error)
{
	xmlParserCtxt *ctxt = with;
	struct watch *watch = ctxt->_private;

	if (error->level == XML_ERR_WARNING || watch->fault.what != NULL)
		return;
	watch->fault.what = xml_error_words(watch->arena, error);
	watch->fault.line = error->line;
}

static void
on_doctype(void *with, const xmlChar *name, const xmlChar *id, const xmlChar *system)
{
	xmlParserCtxt *ctxt = with;

	(void)name;
	(void)id;
	(void)system;
	refuse(ctxt->_private, "a DOCTYPE is not allowed");
}

static void
on_start(void *with, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int nspaces, const xmlChar **spaces, int nattributes, int ndefaulted,
    const xmlChar **attributes)
{
	xmlParserCtxt *ctxt = with;
	struct watch *watch = ctxt->_private;

	watch->nodes += 1 + (size_t)nattributes + (size_t)nspaces;
	if (++watch->depth > XML_DEPTH) {
		refuse(watch, "elements are nested too deep: 64 levels are the most");
		return;
	}
	if (watch->nodes > XML_NODES_MAX) {
		refuse(watch, "there are more than 130,000 elements and attributes");
		return;
	}
	/* In fives: name, prefix, URI, and the value from here to there. */
	for (int i = 0; i < nattributes; i++) {
		const char *value = (const char *)attributes[5 * i + 3];
		const char *end = (const char *)attributes[5 * i + 4];

		if (!text_is_clean(value, (size_t)(end - value))) {
			refuse(watch, "a character is not allowed");
			return;
		}
	}
	watch->start(with, name, prefix, uri, nspaces, spaces, nattributes, ndefaulted,
	    attributes);
}

static void
on_end(void *with, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	xmlParserCtxt *ctxt = with;
	struct watch *watch = ctxt->_private;

	watch->depth--;
	watch->end(with, name, prefix, uri);
}

static void
on_characters(void *with, const xmlChar *text, int len)
{
	xmlParserCtxt *ctxt = with;
	struct watch *watch = ctxt->_private;

	/* Of a document as one text; texts in a row become one node. */
	if (ctxt->node == NULL || ctxt->node->last == NULL ||
	    ctxt->node->last->type != XML_TEXT_NODE)
		watch->nodes++;
	if (watch->nodes > XML_NODES_MAX)
		refuse(watch, "there are more than 130,000 elements and attributes");
	else if (!text_is_clean((const char *)text, (size_t)len))
		refuse(watch, "a character is not allowed");
	else
		watch->characters(with, text, len);
}

static void
set_watch(xmlParserCtxt *ctxt, struct watch *watch)
{
	xmlSAXHandler *sax = ctxt->sax;

	watch->ctxt = ctxt;
	watch->start = sax->startElementNs;
	watch->end = sax->endElementNs;
	watch->characters = sax->characters;
	ctxt->_private = watch;
	sax->internalSubset = on_doctype;
	sax->externalSubset = on_doctype;
	sax->startElementNs = on_start;
	sax->endElementNs = on_end;
	sax->characters = sax->ignorableWhitespace = sax->cdataBlock = on_characters;
	sax->comment = NULL;
	sax->processingInstruction = NULL;
	sax->serror = heard;
}

/* Behind the end of a comment, a CDATA section or an instruction; NULL if in none. */
static const char *
skip_aside(const char *at, const char *end)
{
	static const char *const asides[][2] = { { "<!--", "-->" },
		{ "<![CDATA[", "]]>" }, { "<?", "?>" } };

	for (size_t i = 0; i < COUNT_OF(asides); i++) {
		size_t len = strlen(asides[i][0]);
		const char *last = asides[i][1], *found;

		if ((size_t)(end - at) < len || memcmp(at, asides[i][0], len) != 0)
			continue;
		at += len;
		found = memmem(at, (size_t)(end - at), last, strlen(last));
		return found != NULL ? found + strlen(last) : end;
	}
	return NULL;
}

/* Behind the quoted values of a tag, of which not more than these are passed. */
static const char *
skip_values(const char *at, const char *end, size_t most)
{
	while (at < end && *at != '>' && most > 0) {
		if (*at == '"' || *at == '\'') {
			at = memchr(at + 1, *at, (size_t)(end - at) - 1);
			if (at == NULL)
				return end;
			most--;
		}
		at++;
	}
	return at;
}

/*
 * libxml2 compares each attribute of an element with all before it, which takes
 * more than a second for some ten thousand: that is found before it reads them.
 */
static bool
has_too_many_attributes(const char *text, size_t len, int *line)
{
	const char *at = text, *end = text + len, *behind;

	while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
		behind = skip_aside(at, end);
		if (behind == NULL) {
			behind = skip_values(at, end, XML_ATTRIBUTES_MAX + 1);
			if (behind < end && *behind != '>') {
				for (*line = 1; text < behind; text++)
					*line += *text == '\n';
				return true;
			}
		}
		at = behind;
	}
	return false;
}

static xmlDoc *
read_document(struct watch *watch, const char *text, size_t len)
{
	xmlParserCtxt *ctxt = xmlNewParserCtxt();
	xmlDoc *doc;

	/* The options come first: they set handlers of their own. */
	(void)xmlCtxtUseOptions(ctxt, OPTIONS);
	set_watch(ctxt, watch);
	doc = xmlCtxtReadMemory(ctxt, text, (int)len, NULL, "UTF-8", OPTIONS);
	xmlFreeParserCtxt(ctxt);
	return doc;
}

enum status
xml_parse(struct arena *arena, const char *text, size_t len, struct xml **xml,
    struct xml_fault *fault)
{
	struct watch watch = { .arena = arena };
	xmlDoc *doc = NULL;

	*xml = NULL;
	xml_begin();
	if (len > XML_MAX)
		watch.fault.what = "it has more than 8 MB";
	else if (!text_is_clean(text, len))
		watch.fault.what = "it is not a text in UTF-8";
	else if (has_too_many_attributes(text, len, &watch.fault.line))
		watch.fault.what = "an element has more than 1,000 attributes";
	else
		doc = read_document(&watch, text, len);
	if (doc != NULL && xmlDocGetRootElement(doc) != NULL &&
	    watch.fault.what == NULL) {
		*xml = xml_keep(arena, doc);
		return OK;
	}
	xmlFreeDoc(doc);
	if (watch.fault.what == NULL)
		watch.fault.what = "there is no XML in it";
	if (fault != NULL)
		*fault = watch.fault;
	return ERR_INVALID;
}
