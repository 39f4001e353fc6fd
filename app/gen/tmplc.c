/*
 * tmplc.c - makes C of a template, and refuses one that could be unsafe.
 *
 *   tmplc page.html > page.c          the functions
 *   tmplc -h page.html > page.h       their prototypes
 *
 * {% use "header.h" %}              includes a header
 * {% define name(arguments) %}      begins render_name(struct buf *out, arguments)
 * {% call name(arguments) %}        renders another template in this place
 * {% let type name = value %}       a local name until the block ends
 * {% if c %} {% elif c %} {% else %}
 * {% each x in rows %}              over rows->at[0 .. rows->n - 1]; x_i counts
 * {% end %}                         ends define, if and each
 * {{ expression }}                  written, escaped for the place it stands in
 * {{ expression | link }}           a whole URL, checked when it is written
 * {# a comment #}
 *
 * Expressions are C.  The compiler follows the HTML round them, so it knows
 * the escaping that a place needs, and stops with an error where none is safe:
 * scripts, styles, event handlers, values without quotes, names of tags.
 */

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_DEPTH 40

enum place {
	TEXT,
	TAG_OPEN,
	DECLARATION,
	COMMENT,
	TAG_NAME,
	IN_TAG,
	ATTR_NAME,
	BEFORE_VALUE,
	VALUE,
	UNQUOTED,
	RAW_TEXT
};

/* Where in the HTML we stand. */
struct html {
	enum place place;
	bool closing; /* </tag> */
	bool untouched; /* nothing has been written to this value yet */
	char quote; /* round the current value */
	char tag[16];
	char attr[32];
};

struct block {
	char kind; /* 'd'efine, 'i'f, 'e'ach */
	bool has_else;
	bool ended_once;
	int line;
	struct html before; /* where the block began */
	struct html after; /* where its first branch ended */
};

static const char *file;
static int line = 1;
static bool header;
static struct html html;
static struct block blocks[MAX_DEPTH];
static int depth;

__attribute__((format(printf, 1, 2))) static _Noreturn void
fail(const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: error: ", file, line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static bool
listed(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* Following the HTML. */

static void
add_letter(char *word, size_t size, char c)
{
	size_t len = strlen(word);

	if (len + 1 < size) {
		word[len] = (char)tolower((unsigned char)c);
		word[len + 1] = '\0';
	}
}

static void
tag_closes(void)
{
	static const char *const raw[] = { "script", "style", NULL };

	if (!html.closing && listed(html.tag, raw))
		html.place = RAW_TEXT;
	else
		html = (struct html){ .place = TEXT };
}

static void
in_tag_open(const char *p)
{
	if (*p == '/') {
		html.closing = true;
	} else if (*p == '!') {
		html.place = strncmp(p, "!--", 3) == 0 ? COMMENT : DECLARATION;
	} else if (isalpha((unsigned char)*p)) {
		html.place = TAG_NAME;
		add_letter(html.tag, sizeof html.tag, *p);
	} else {
		html.place = TEXT;
	}
}

static void
in_tag(char c)
{
	if (c == '>') {
		tag_closes();
	} else if (c == '=') {
		html.place = BEFORE_VALUE;
	} else if (!isspace((unsigned char)c) && c != '/') {
		html.place = ATTR_NAME;
		html.attr[0] = '\0';
		add_letter(html.attr, sizeof html.attr, c);
	}
}

static void
in_name(char c, char *name, size_t size)
{
	if (c == '>')
		tag_closes();
	else if (c == '=')
		html.place = BEFORE_VALUE;
	else if (isspace((unsigned char)c) || c == '/')
		html.place = IN_TAG;
	else
		add_letter(name, size, c);
}

static void
before_value(char c)
{
	if (c == '"' || c == '\'') {
		html.place = VALUE;
		html.quote = c;
		html.untouched = true;
	} else if (!isspace((unsigned char)c)) {
		html.place = UNQUOTED;
	}
}

static void
feed(const char *p)
{
	switch (html.place) {
	case TEXT:
		if (*p == '<')
			html = (struct html){ .place = TAG_OPEN };
		break;
	case TAG_OPEN:
		in_tag_open(p);
		break;
	case DECLARATION:
		if (*p == '>')
			html.place = TEXT;
		break;
	case COMMENT:
		if (*p == '>' && strncmp(p - 2, "--", 2) == 0)
			html.place = TEXT;
		break;
	case TAG_NAME:
		in_name(*p, html.tag, sizeof html.tag);
		break;
	case IN_TAG:
		in_tag(*p);
		break;
	case ATTR_NAME:
		in_name(*p, html.attr, sizeof html.attr);
		break;
	case BEFORE_VALUE:
		before_value(*p);
		break;
	case VALUE:
		html.untouched = false;
		if (*p == html.quote)
			html.place = IN_TAG;
		break;
	case UNQUOTED:
		if (*p == '>')
			tag_closes();
		else if (isspace((unsigned char)*p))
			html.place = IN_TAG;
		break;
	case RAW_TEXT:
		if (*p == '<' && p[1] == '/' &&
		    strncasecmp(p + 2, html.tag, strlen(html.tag)) == 0)
			html = (struct html){ .place = TAG_OPEN };
		break;
	}
}

/* The function that writes an expression in this place. */
static const char *
writer(bool link)
{
	static const char *const urls[] = { "href", "src", "action", "formaction",
		"poster", "cite", "data", NULL };
	static const char *const never[] = { "style", "srcdoc", "srcset", NULL };

	switch (html.place) {
	case TEXT:
		return "put_html";
	case VALUE:
		break;
	case BEFORE_VALUE:
	case UNQUOTED:
		fail("put quotes around the value of %s", html.attr);
	case RAW_TEXT:
		fail("no expressions inside <%s>", html.tag);
	default:
		fail("no expressions inside a tag or a comment");
	}
	if (strncmp(html.attr, "on", 2) == 0 || listed(html.attr, never))
		fail("no expressions in the attribute %s", html.attr);
	if (!listed(html.attr, urls))
		return "put_html";
	if (html.untouched && !link)
		fail("a whole URL needs {{ ... | link }}");
	return html.untouched ? "buf_link" : "put_url";
}

static bool
same_place(const struct html *a, const struct html *b)
{
	/* <li{% if on %} class="on"{% end %}> is as good as <li {% if ... */
	bool both_in_tag = (a->place == TAG_NAME || a->place == IN_TAG) &&
			   (b->place == TAG_NAME || b->place == IN_TAG);

	if ((a->place != b->place && !both_in_tag) || strcmp(a->tag, b->tag) != 0)
		return false;
	return a->place != VALUE ||
	       (a->quote == b->quote && strcmp(a->attr, b->attr) == 0);
}

/* Writing C. */

__attribute__((format(printf, 1, 2))) static void
emit(const char *fmt, ...)
{
	va_list args;

	if (header)
		return;
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
}

static void
emit_line_number(void)
{
	emit("#line %d \"%s\"\n", line, file);
}

static void
emit_literal(const char *s, size_t len)
{
	size_t column = 0;

	if (len == 0 || depth == 0)
		return;
	emit("\tbuf_add(out, \"");
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '\n')
			emit("\\n");
		else if (c == '"' || c == '\\')
			emit("\\%c", c);
		else if (c < ' ' || c == '?' || c > '~')
			emit("\\%03o", c);
		else
			emit("%c", c);
		if (++column > 60 && i + 1 < len) {
			emit("\"\n\t    \"");
			column = 0;
		}
	}
	emit("\", %zu);\n", len);
}

/* Tags. */

static void
push(char kind)
{
	if (depth == MAX_DEPTH)
		fail("blocks nested too deeply");
	blocks[depth++] = (struct block){ .kind = kind, .line = line, .before = html };
}

static void
branch_ends(struct block *b)
{
	if (!b->ended_once)
		b->after = html;
	else if (!same_place(&b->after, &html))
		fail("the branches since line %d end at different places in the HTML",
		    b->line);
	/* What may still be the start of a value in one branch may be it in all. */
	if (b->ended_once)
		html.untouched |= b->after.untouched;
	b->after.untouched |= html.untouched;
	b->ended_once = true;
}

static void
tag_end(void)
{
	struct block *b;

	if (depth == 0)
		fail("end without a beginning");
	b = &blocks[depth - 1];
	branch_ends(b);
	if ((b->kind == 'e' || (b->kind == 'i' && !b->has_else)) &&
	    !same_place(&b->before, &b->after))
		fail("the block since line %d must end where it began in the HTML",
		    b->line);
	if (b->kind == 'd' && html.place != TEXT)
		fail("the template ends inside a tag");
	if (b->kind != 'd' && !b->has_else)
		html.untouched |= b->before.untouched;
	emit("}\n");
	depth--;
}

static void
tag_else(const char *condition)
{
	struct block *b = depth > 0 ? &blocks[depth - 1] : NULL;

	if (b == NULL || b->kind != 'i' || b->has_else)
		fail("else without an if");
	branch_ends(b);
	html = b->before;
	b->has_else = condition == NULL;
	if (condition == NULL)
		emit("\t} else {\n");
	else
		emit("\t} else if (%s) {\n", condition);
}

static void
tag_define(const char *rest)
{
	const char *args = strchr(rest, '(');

	if (depth > 0)
		fail("define inside another block");
	if (args == NULL)
		fail("define wants name(arguments)");
	html = (struct html){ .place = TEXT };
	push('d');
	printf("\nvoid%srender_%.*s(struct buf *out%s%s%s\n", header ? " " : "\n",
	    (int)(args - rest), rest, args[1] == ')' ? "" : ", ", args + 1,
	    header ? ";" : "\n{");
}

static void
tag_each(const char *rest)
{
	char name[32], rows[200];

	if (sscanf(rest, "%31[a-z_0-9] in %199[^\n]", name, rows) != 2)
		fail("each wants: name in rows");
	push('e');
	emit("\tfor (size_t %s_i = 0; %s_i < (%s)->n; %s_i++) {\n"
	     "\tconst __typeof__(*(%s)->at) *const %s = &(%s)->at[%s_i];\n"
	     "\t(void)%s;\n",
	    name, name, rows, name, rows, name, rows, name, name);
}

static void
tag_call(const char *rest)
{
	const char *args = strchr(rest, '(');

	if (args == NULL)
		fail("call wants name(arguments)");
	if (html.place != TEXT)
		fail("call only between elements");
	emit("\trender_%.*s(out%s%s;\n", (int)(args - rest), rest,
	    args[1] == ')' ? "" : ", ", args + 1);
}

static void
tag(const char *text)
{
	char word[8];
	int used = 0;
	const char *rest;

	if (sscanf(text, " %7[a-z] %n", word, &used) != 1)
		fail("empty tag");
	rest = text + used;
	if (strcmp(word, "use") == 0) {
		if (depth > 0)
			fail("use inside a block");
		printf("#include %s\n", rest);
		return;
	}
	if (strcmp(word, "define") == 0) {
		tag_define(rest);
		return;
	}
	if (depth == 0)
		fail("%s outside a define", word);
	emit_line_number();
	if (strcmp(word, "if") == 0) {
		push('i');
		emit("\tif (%s) {\n", rest);
	} else if (strcmp(word, "elif") == 0) {
		tag_else(rest);
	} else if (strcmp(word, "else") == 0) {
		tag_else(NULL);
	} else if (strcmp(word, "each") == 0) {
		tag_each(rest);
	} else if (strcmp(word, "let") == 0) {
		emit("\t%s;\n", rest);
	} else if (strcmp(word, "end") == 0) {
		tag_end();
	} else if (strcmp(word, "call") == 0) {
		tag_call(rest);
	} else {
		fail("unknown tag %s", word);
	}
}

static void
expression(char *text)
{
	char *bar = strrchr(text, '|');
	bool link = bar != NULL && strcmp(bar, "| link") == 0;

	while (link && bar >= text && (*bar == '|' || *bar == ' '))
		*bar-- = '\0';
	if (depth == 0)
		fail("an expression outside a define");
	emit_line_number();
	emit("\t%s(out, %s);\n", writer(link), text);
	html.untouched = false;
}

/* Reading the template. */

static char *
trimmed(const char *start, const char *end)
{
	char *copy;

	while (start < end && isspace((unsigned char)*start))
		start++;
	while (end > start && isspace((unsigned char)end[-1]))
		end--;
	copy = strndup(start, (size_t)(end - start));
	if (copy == NULL)
		fail("out of memory");
	return copy;
}

static void
count_lines(const char *from, const char *to)
{
	for (; from < to; from++)
		line += *from == '\n';
}

/* A tag alone on its line takes the whole line with it. */
static const char *
swallow_line(const char *text, const char **literal_end, const char *after)
{
	const char *before = *literal_end, *rest = after;

	while (before > text && (before[-1] == ' ' || before[-1] == '\t'))
		before--;
	if (before > text && before[-1] != '\n')
		return after;
	while (*rest == ' ' || *rest == '\t')
		rest++;
	if (*rest != '\n')
		return after;
	*literal_end = before;
	return rest + 1;
}

static void
compile(const char *text)
{
	const char *literal = text, *p = text;

	while (*p != '\0') {
		const char *literal_end = p, *close, *after;
		const char kind = p[0] == '{' ? p[1] : '\0';
		char *inside;

		if (kind != '%' && kind != '{' && kind != '#') {
			feed(p++);
			continue;
		}
		close = strstr(p + 2, kind == '%' ? "%}" : kind == '{' ? "}}" : "#}");
		if (close == NULL)
			fail("{%c is not closed", kind);
		after = close + 2;
		if (kind != '{')
			after = swallow_line(literal, &literal_end, after);
		emit_literal(literal, (size_t)(literal_end - literal));
		count_lines(literal, p);
		inside = trimmed(p + 2, close);
		if (kind == '%')
			tag(inside);
		else if (kind == '{')
			expression(inside);
		free(inside);
		count_lines(p, after);
		literal = p = after;
	}
	emit_literal(literal, strlen(literal));
	if (depth > 0)
		fail("the block since line %d has no end", blocks[depth - 1].line);
}

static char *
slurp(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = fopen(path, "r");

	if (f == NULL || getdelim(&text, &size, '\0', f) < 0)
		fail("cannot be read");
	fclose(f);
	return text;
}

int
main(int argc, char **argv)
{
	const char *name;
	char *text;
	int len;

	header = argc == 3 && strcmp(argv[1], "-h") == 0;
	if (argc != (header ? 3 : 2)) {
		fputs("usage: tmplc [-h] template.html\n", stderr);
		return 1;
	}
	file = argv[argc - 1];
	name = strrchr(file, '/') != NULL ? strrchr(file, '/') + 1 : file;
	len = (int)strcspn(name, ".");
	printf("/* Made by tmplc from %s; edit that instead. */\n\n", file);
	if (header)
		printf("#ifndef GEN_%.*s_H\n#define GEN_%.*s_H\n\n"
		       "#include \"base/buf.h\"\n",
		    len, name, len, name);
	else
		printf(
		    "#include \"gen/%.*s.h\"\n#include \"base/i18n.h\"\n", len, name);
	text = slurp(file);
	compile(text);
	free(text);
	if (header)
		printf("\n#endif\n");
	return 0;
}
