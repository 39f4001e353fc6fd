/* markdown.c - see markdown.h; the only file that knows md4c. */

#include "ext/markdown.h"

#include <ctype.h>
#include <md4c.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

#define DEPTH_MAX 24 /* of elements in one label; what is deeper stays where it is */
#define WORDS_MAX ((size_t)64 * 1024)

struct writing {
	struct arena *arena;
	struct xml_node *at[DEPTH_MAX + 1];
	const char *tag[DEPTH_MAX + 1]; /* of HTML: what closes it; NULL of Markdown */
	int depth;
	int over; /* elements that were not opened, the depth being reached */
};

static void
add_text(struct writing *w, const char *text, size_t len)
{
	xml_add_text(w->at[w->depth], arena_strndup(w->arena, text, len));
}

static struct xml_node *
open_element(struct writing *w, const char *name, const char *tag)
{
	struct xml_node *node;

	if (w->depth == DEPTH_MAX) {
		w->over++;
		return NULL;
	}
	node = xml_add(w->at[w->depth], name);
	w->at[++w->depth] = node;
	w->tag[w->depth] = tag;
	return node;
}

static void
close_element(struct writing *w)
{
	if (w->over > 0)
		w->over--;
	else if (w->depth > 0)
		w->depth--;
}

/* What HTML left open ends with what it is in. */
static void
close_tags(struct writing *w)
{
	while (w->over == 0 && w->depth > 0 && w->tag[w->depth] != NULL)
		w->depth--;
}

/* ------------------------------------------------------------- HTML --- */

static const struct {
	const char *tag, *element, *class;
} tags[] = {
	{ "b", "strong", NULL },
	{ "strong", "strong", NULL },
	{ "i", "em", NULL },
	{ "em", "em", NULL },
	{ "code", "code", NULL },
	{ "u", "span", "underline" },
	{ "span", "span", NULL },
	{ "font", "span", NULL },
	{ "div", "span", NULL },
	{ "center", "span", "center" },
	{ "small", "span", "small" },
	{ "sub", "span", NULL },
	{ "sup", "span", NULL },
	{ "p", "span", NULL },
	{ "h1", "strong", NULL },
	{ "h2", "strong", NULL },
	{ "h3", "strong", NULL },
	{ "h4", "strong", NULL },
	{ "h5", "strong", NULL },
	{ "h6", "strong", NULL },
};

static const char *const colours[] = { "red", "green", "blue", "orange", "yellow",
	"grey", "gray", "purple" };

/* A colour that a style names, as a class. */
static const char *
class_of(struct writing *w, const char *text, size_t len)
{
	const char *style = arena_strndup(w->arena, text, len);
	const char *colour = strstr(style, "color");

	for (size_t i = 0; colour != NULL && i < COUNT_OF(colours); i++)
		if (strstr(colour, colours[i]) != NULL)
			return colours[i];
	return NULL;
}

static void
close_tag(struct writing *w, const char *name)
{
	for (int i = w->depth; i > 0 && w->tag[i] != NULL && w->over == 0; i--)
		if (strcmp(w->tag[i], name) == 0) {
			w->depth = i - 1;
			return;
		}
}

/* One tag; what is no tag of ours is shown as it is written. */
static void
add_tag(struct writing *w, const char *text, size_t len)
{
	size_t from = len > 1 && text[1] == '/' ? 2 : 1, n = 0;
	char name[16] = "";

	while (from + n < len && n + 1 < sizeof name &&
	       isalnum((unsigned char)text[from + n])) {
		name[n] = (char)tolower((unsigned char)text[from + n]);
		n++;
	}
	name[n] = '\0';
	if (strcmp(name, "br") == 0 || strcmp(name, "hr") == 0) {
		(void)xml_add(w->at[w->depth], "br");
		return;
	}
	for (size_t i = 0; i < COUNT_OF(tags); i++) {
		struct xml_node *node;
		const char *class;

		if (strcmp(tags[i].tag, name) != 0)
			continue;
		if (from == 2) {
			close_tag(w, tags[i].tag);
			return;
		}
		if (len > 1 && text[len - 2] == '/')
			return;
		class = tags[i].class != NULL ? tags[i].class : class_of(w, text, len);
		node = open_element(w, tags[i].element, tags[i].tag);
		if (node != NULL && class != NULL)
			xml_set_attribute(node, "class", class);
		return;
	}
	if (strncmp(text, "<!--", 4) != 0)
		add_text(w, text, len);
}

/* --------------------------------------------------------- Markdown --- */

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *with)
{
	struct writing *w = with;
	char heading[3] = "h1";

	switch (type) {
	case MD_BLOCK_UL:
		(void)open_element(w, "ul", NULL);
		break;
	case MD_BLOCK_OL:
		(void)open_element(w, "ol", NULL);
		break;
	case MD_BLOCK_LI:
		(void)open_element(w, "li", NULL);
		break;
	case MD_BLOCK_H:
		heading[1] =
		    (char)('0' + (int)((const MD_BLOCK_H_DETAIL *)detail)->level);
		(void)open_element(w, heading, NULL);
		break;
	case MD_BLOCK_P:
		(void)open_element(w, "p", NULL);
		break;
	case MD_BLOCK_CODE:
		(void)open_element(w, "code", NULL);
		break;
	case MD_BLOCK_HR:
		(void)xml_add(w->at[w->depth], "br");
		break;
	default:
		break;
	}
	return 0;
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *with)
{
	struct writing *w = with;

	(void)detail;
	switch (type) {
	case MD_BLOCK_UL:
	case MD_BLOCK_OL:
	case MD_BLOCK_LI:
	case MD_BLOCK_H:
	case MD_BLOCK_P:
	case MD_BLOCK_CODE:
		close_tags(w);
		close_element(w);
		break;
	default:
		break;
	}
	return 0;
}

static bool
is_safe_link(const char *href)
{
	static const char *const schemes[] = { "https://", "http://",
		"tel:", "mailto:" };

	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (strncasecmp(href, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *with)
{
	struct writing *w = with;
	const char *href;
	struct xml_node *node;

	switch (type) {
	case MD_SPAN_EM:
		(void)open_element(w, "em", NULL);
		break;
	case MD_SPAN_STRONG:
		(void)open_element(w, "strong", NULL);
		break;
	case MD_SPAN_CODE:
		(void)open_element(w, "code", NULL);
		break;
	case MD_SPAN_A:
		href = arena_strndup(w->arena, ((MD_SPAN_A_DETAIL *)detail)->href.text,
		    ((MD_SPAN_A_DETAIL *)detail)->href.size);
		node = open_element(w, is_safe_link(href) ? "a" : "span", NULL);
		if (node != NULL && is_safe_link(href))
			xml_set_attribute(node, "href", href);
		break;
	default:
		(void)open_element(w, "span", NULL);
		break;
	}
	return 0;
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *with)
{
	(void)type;
	(void)detail;
	close_tags(with);
	close_element(with);
	return 0;
}

static const struct {
	const char *name, *text;
} entities[] = {
	{ "&amp;", "&" },
	{ "&lt;", "<" },
	{ "&gt;", ">" },
	{ "&quot;", "\"" },
	{ "&apos;", "'" },
	{ "&#39;", "'" },
	{ "&nbsp;", "\xc2\xa0" },
};

static void
add_entity(struct writing *w, const char *text, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(entities); i++)
		if (strlen(entities[i].name) == len &&
		    memcmp(entities[i].name, text, len) == 0) {
			xml_add_text(w->at[w->depth], entities[i].text);
			return;
		}
	add_text(w, text, len);
}

static int
take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE len, void *with)
{
	struct writing *w = with;

	switch (type) {
	case MD_TEXT_BR:
	case MD_TEXT_SOFTBR:
		(void)xml_add(w->at[w->depth], "br");
		break;
	case MD_TEXT_HTML:
		add_tag(w, text, len);
		break;
	case MD_TEXT_ENTITY:
		add_entity(w, text, len);
		break;
	case MD_TEXT_NULLCHAR:
		break;
	default:
		add_text(w, text, len);
		break;
	}
	return 0;
}

/* "3. Name" alone is a question with its number, and no list. */
static bool
is_numbered(const char *words, size_t *digits)
{
	size_t blanks = strspn(words, " \t\r\n");
	size_t n = strspn(words + blanks, "0123456789");

	*digits = blanks + n;
	return n > 0 && strchr(".)", words[*digits]) != NULL &&
	       words[*digits] != '\0' && strstr(words, "\n1.") == NULL &&
	       strstr(words, "\n2.") == NULL;
}

static const char *
prepared(struct arena *arena, const char *words)
{
	size_t digits;

	if (!is_numbered(words, &digits))
		return words;
	return arena_printf(arena, "%.*s\\%s", (int)digits, words, words + digits);
}

static void
write_into(struct arena *arena, struct xml_node *to, const char *words)
{
	static const MD_PARSER parser = {
		.flags = MD_FLAG_NOHTMLBLOCKS | MD_FLAG_NOINDENTEDCODEBLOCKS |
			 MD_FLAG_PERMISSIVEATXHEADERS,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = take_text,
	};
	struct writing w = { .arena = arena, .at = { to } };
	size_t len;

	words = prepared(arena, words);
	len = strlen(words);
	if (len > WORDS_MAX || md_parse(words, (MD_SIZE)len, &parser, &w) != 0)
		xml_add_text(to, words);
}

void
markdown_add(struct xml_node *to, const char *words)
{
	struct arena *arena;

	/* Most have no marks at all. */
	if (strpbrk(words, "*_`[]<>&#\\\n~!-+=") == NULL &&
	    !isdigit((unsigned char)words[0])) {
		xml_add_text(to, words);
		return;
	}
	arena = arena_new();
	write_into(arena, to, words);
	arena_free(arena);
}

static void
plain_of(struct arena *arena, struct buf *b, const struct xml_node *node)
{
	struct xml_part part = { .at = NULL };

	while (xml_part_next(node, &part))
		if (part.text != NULL) {
			buf_puts(b, part.text);
		} else {
			const char *name = xml_name(part.node);
			bool apart = strcmp(name, "p") == 0 || name[0] == 'h' ||
				     strcmp(name, "li") == 0 || strcmp(name, "br") == 0;

			if (apart && b->len > 0 && b->data[b->len - 1] != ' ')
				buf_putc(b, ' ');
			plain_of(arena, b, part.node);
		}
}

const char *
markdown_plain(struct arena *arena, const char *words)
{
	struct xml *doc;
	struct buf b;

	if (strpbrk(words, "*_`[]<>&#\\\n~!-+=") == NULL)
		return words;
	doc = xml_new(arena, "words");
	write_into(arena, xml_root(doc), words);
	buf_init(&b, arena);
	plain_of(arena, &b, xml_root(doc));
	return b.data;
}

const char *
markdown_quoted(struct arena *arena, const char *value)
{
	struct buf b;

	if (strpbrk(value, "\\`*_{}[]()<>#+-.!&|~=:\r\n") == NULL)
		return value;
	buf_init(&b, arena);
	for (; *value != '\0'; value++) {
		if (ispunct((unsigned char)*value))
			buf_putc(&b, '\\');
		buf_putc(&b, *value == '\n' || *value == '\r' ? ' ' : *value);
	}
	return b.data;
}
