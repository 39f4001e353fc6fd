/* form_html.c - see form_html.h. */

#include "site/form_html.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/log.h"
#include "form/form_map.h"
#include "gen/form_style.h"

/* What templates/form.xsl writes around a question that has a number. */
#define MARK "<mark n=\""
#define MARK_NAMED "\"></mark>"
#define MARK_END "<mark></mark>"

#define KEPT_MAX ((size_t)1024 * 1024) /* bytes, with what they are kept by */

/* ------------------------------------------------------ stylesheet --- */

/* Compiled once for the process. */
static const struct xml_style *
style(void)
{
	static struct arena *arena;
	static const struct xml_style *compiled;
	struct xml_fault fault;

	if (compiled != NULL)
		return compiled;
	arena = arena_new();
	compiled = xml_style_parse(arena, form_style, form_style_len, &fault);
	if (compiled == NULL)
		log_error("form.xsl: line %d: %s", fault.line, fault.what);
	return compiled;
}

static const char *
apply(struct arena *arena, const struct xml *view, size_t *len)
{
	const char *const words[] = {
		"add",
		_("Add another"),
		"remove",
		_("Remove"),
		"part",
		_("Part"),
		"clear",
		_("Clear the answer"),
		"choose",
		_("choose"),
		"find",
		_("Find"),
		"by",
		_("Name, number on the card, or phone"),
		"found",
		_("found: choose one"),
		"nobody",
		_("Nobody found"),
		"chosen",
		_("Chosen"),
		"unchosen",
		_("Nobody is chosen yet"),
		"must",
		_("needed"),
		"ok",
		_("Yes, done"),
		"day",
		_("Day"),
		"month",
		_("Month"),
		"year",
		_("Year"),
		"time",
		_("Hour"),
		"picture",
		_("Choose a picture…"),
		"other",
		_("Another picture…"),
		"away",
		_("Take it away"),
		"months",
		_("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
		NULL,
	};
	struct xml_fault fault = { .what = "" };
	const char *html = NULL;

	if (style() != NULL)
		html = xml_style_apply(arena, style(), view, words, len, &fault);
	if (html == NULL)
		log_error("form.xsl: line %d: %s", fault.line, fault.what);
	return html;
}

/* ----------------------------------------------------------- pieces --- */

/* The HTML of a question, kept by the reader's language and what the view says of it. */
struct piece {
	const char *html;
	size_t len;
};

static struct {
	struct arena *arena;
	struct form_map *by_key;
	size_t bytes;
} kept;

/* The questions of one page that are kept, or will be. */
struct pieces {
	struct arena *arena;
	struct {
		const char *key;
		const struct piece *piece; /* NULL: not yet */
	} * at;
	size_t n;
};

/* Once it is full it begins anew: what is asked for most is soon there again. */
static void
make_room(void)
{
	if (kept.arena != NULL && kept.bytes < KEPT_MAX)
		return;
	arena_free(kept.arena);
	kept.arena = arena_new();
	kept.by_key = NULL;
	kept.bytes = 0;
}

static void
keep(const char *key, const char *html, size_t len)
{
	struct piece *piece = arena_alloc(kept.arena, sizeof *piece);

	*piece = (struct piece){ arena_strndup(kept.arena, html, len), len };
	form_map_put(kept.arena, &kept.by_key, arena_strdup(kept.arena, key), piece);
	kept.bytes += strlen(key) + len;
}

/* An answer, and what is wrong with it, are one man's: they are written out each time. */
static bool
is_everybodys(const struct xml_node *question)
{
	const char *value = xml_attribute(question, NULL, "value");

	return (value == NULL || *value == '\0') &&
	       xml_attribute(question, NULL, "error") == NULL;
}

/*
 * All that the view says of an element, as no other says it: what stands between is in
 * no XML.  Written out as XML it would cost a quarter of the whole page.
 */
static void
spell(struct buf *key, const struct xml_node *element)
{
	struct xml_attribute attribute;
	struct xml_part part = { .at = NULL };

	buf_puts(key, xml_name(element));
	for (size_t i = 0; xml_attribute_at(element, i, &attribute); i++) {
		buf_putc(key, '\1');
		buf_puts(key, attribute.name);
		buf_putc(key, '\2');
		buf_puts(key, attribute.value);
	}
	while (xml_part_next(element, &part)) {
		buf_putc(key, part.node != NULL ? '\3' : '\4');
		if (part.node != NULL)
			spell(key, part.node);
		else
			buf_puts(key, part.text);
	}
	buf_putc(key, '\5');
}

static void
mark(struct pieces *p, struct xml_node *question)
{
	struct buf key;

	buf_init(&key, p->arena);
	buf_puts(&key, i18n_language());
	spell(&key, question);
	p->at[p->n].key = key.data;
	p->at[p->n].piece = form_map_get(kept.by_key, key.data);
	xml_set_attribute(question, "mark", arena_printf(p->arena, "%zu", p->n));
	if (p->at[p->n].piece != NULL)
		xml_rename(question, "kept");
	p->n++;
}

static void
mark_all(struct pieces *p, struct xml_node *in)
{
	for (struct xml_node *at = xml_first(in); at != NULL; at = xml_next(at))
		if (strcmp(xml_name(at), "question") != 0)
			mark_all(p, at);
		else if (is_everybodys(at))
			mark(p, at);
}

/* What stands between marks is the piece, or is to become it. */
static const char *
put_together(struct pieces *p, const char *html, size_t *len)
{
	const char *end = html + *len, *from;
	struct buf out;

	buf_init_wide(&out, p->arena, *len + KEPT_MAX / 32);
	while (
	    (from = memmem(html, (size_t)(end - html), MARK, strlen(MARK))) != NULL) {
		char *digits;
		size_t i = strtoul(from + strlen(MARK), &digits, 10);
		const char *piece = digits + strlen(MARK_NAMED);
		const char *to =
		    memmem(piece, (size_t)(end - piece), MARK_END, strlen(MARK_END));

		buf_add(&out, html, (size_t)(from - html));
		if (p->at[i].piece != NULL) {
			buf_add(&out, p->at[i].piece->html, p->at[i].piece->len);
		} else {
			buf_add(&out, piece, (size_t)(to - piece));
			keep(p->at[i].key, piece, (size_t)(to - piece));
		}
		html = to + strlen(MARK_END);
	}
	buf_add(&out, html, (size_t)(end - html));
	*len = out.len;
	return out.data;
}

const char *
form_html(struct arena *arena, struct xml *view, size_t *len)
{
	struct pieces pieces = { .arena = arena };
	const char *html;

	make_room();
	ARENA_ARRAY(arena, pieces.at, xml_count(view));
	mark_all(&pieces, xml_root(view));
	html = apply(arena, view, len);
	return html != NULL && pieces.n > 0 ? put_together(&pieces, html, len) : html;
}
