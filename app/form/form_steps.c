/*
 * form_steps.c - see form_read.h; paths.
 *
 * An absolute path that goes through the repeat it is used in stays in that repeat.
 * libxml2 merges what it finds from several nodes in a way that takes the square of
 * their number and is not counted, where the results may overlap: there _few() stands.
 * A predicate chooses among all nodes that were found, as in Enketo, and not among
 * those of each parent.
 */

#include <string.h>

#include "base/buf.h"
#include "ext/regex.h"
#include "form/form_reader.h"

bool
form_read_pattern(struct form_reader *reader, const char *pattern)
{
	const char *why;

	if (regex_check(reader->arena, pattern, &why) == OK)
		return true;
	return form_read_refuse(reader, why);
}

/* ---------------------------------------------------------- places --- */

void
form_read_note_place(struct form_reader *reader, const struct form_place *place)
{
	if (!place->vague && !place->foreign)
		form_read_note(reader, &reader->out->paths,
		    *place->path == '\0' ? "/" : place->path);
}

static void
below(struct form_reader *reader, struct form_place *place, const char *name)
{
	if (!place->vague && !place->foreign)
		place->path = arena_printf(reader->arena, "%s/%s",
		    strcmp(place->path, "/") == 0 ? "" : place->path, name);
}

/* Somewhere below: that is noted now. */
static void
vaguely(struct form_reader *reader, struct form_place *place)
{
	if (place->vague || place->foreign)
		return;
	form_read_note(reader, &reader->out->paths,
	    arena_printf(reader->arena, "%s/",
		strcmp(place->path, "/") == 0 ? "" : place->path));
	place->vague = true;
}

static void
above(struct form_reader *reader, struct form_place *place)
{
	const char *slash = strrchr(place->path, '/');

	if (!place->foreign && slash != NULL)
		place->path = arena_strndup(
		    reader->arena, place->path, (size_t)(slash - place->path));
}

/* The nearest above of that name; the path itself if it has it not. */
static void
ancestor(struct form_reader *reader, struct form_place *place, const char *name)
{
	struct form_place up = *place;
	size_t len = strlen(name);

	while (*up.path != '\0') {
		const char *slash = strrchr(up.path, '/');

		above(reader, &up);
		if (slash == NULL)
			break;
		slash = strrchr(up.path, '/');
		if (slash != NULL && strncmp(slash + 1, name, len + 1) == 0) {
			*place = up;
			return;
		}
	}
}

static bool
is_within(const char *path, const char *outer)
{
	size_t len = strlen(outer);

	return strncmp(path, outer, len) == 0 &&
	       (path[len] == '\0' || path[len] == '/');
}

static size_t
depth_of(const char *path)
{
	size_t depth = 0;

	for (; *path != '\0'; path++)
		depth += *path == '/';
	return depth;
}

/* Whether the path is of a repeat that the expression stands in. */
static bool
is_our_repeat(const struct form_reader *reader, const char *path)
{
	const struct form_scope *scope = reader->scope;

	for (size_t i = 0; i < scope->nrepeats; i++)
		if (strcmp(scope->repeats[i], path) == 0 &&
		    is_within(scope->nodeset, path))
			return true;
	return false;
}

const char *
form_read_resolve(struct form_reader *reader, const char *path)
{
	struct form_place place = { .path = "" };

	path += strspn(path, " \t\r\n");
	if (*path != '/')
		place.path = reader->scope->nodeset;
	while (*path != '\0' && strchr(" \t\r\n", *path) == NULL) {
		size_t n;

		path += *path == '/';
		n = strcspn(path, "/ \t\r\n");
		if (n == 0 || memchr(path, '[', n) != NULL)
			return NULL;
		if (n == 2 && strncmp(path, "..", n) == 0)
			above(reader, &place);
		else if (n != 1 || *path != '.')
			below(reader, &place, arena_strndup(reader->arena, path, n));
		path += n;
	}
	return place.path[0] == '\0' ? NULL : place.path;
}

/* ----------------------------------------------------------- steps --- */

#define STEPS_MAX 100 /* of a path, conditions included */

struct steps {
	struct form_term *term;
	bool plain; /* absolute, names and dots only, no predicate yet */
	bool dots;
	unsigned n;
};

static bool
count_step(struct form_reader *reader, struct steps *steps)
{
	if (++steps->n <= STEPS_MAX)
		return true;
	return form_read_refuse(reader, "a path has more than 100 steps");
}

static bool
check_prefix(struct form_reader *reader, const char *name)
{
	const char *colon = strchr(name, ':');
	const char *prefix;

	if (colon == NULL || reader->scope->prefixes == NULL)
		return true;
	prefix = arena_strndup(reader->arena, name, (size_t)(colon - name));
	if (xml_prefix_space(reader->scope->prefixes, prefix) != NULL)
		return true;
	return form_read_refuse(
	    reader, arena_printf(reader->arena,
			"the prefix %.40s stands for no namespace", prefix));
}

/* Before a step whose results may overlap: how many it begins from is counted. */
static void
count_first(struct form_reader *reader, struct form_term *term, int how)
{
	if (term->plural)
		term->text =
		    arena_printf(reader->arena, "_few(%s,%d)", term->text, how);
}

static bool
predicates(struct form_reader *reader, struct steps *steps, bool was_plural)
{
	struct form_term *term = steps->term, inner;

	while (form_read_is(reader, "[")) {
		struct form_place outside = reader->place;
		bool inside = reader->inside;

		if (!count_step(reader, steps))
			return false;
		form_read_advance(reader);
		reader->place = term->place;
		reader->inside = true;
		if (!form_read_expression(reader, &inner) ||
		    !form_read_expect(reader, "]"))
			return false;
		reader->place = outside;
		reader->inside = inside;
		term->text = arena_printf(reader->arena,
		    was_plural ? "(%s)[%s]" : "%s[%s]", term->text, inner.text);
		if (inner.nest + 1 > term->nest)
			term->nest = inner.nest + 1;
		steps->plain = false;
	}
	return true;
}

static bool
is_node_type(const char *name)
{
	return strcmp(name, "node") == 0 || strcmp(name, "text") == 0 ||
	       strcmp(name, "comment") == 0;
}

/* Where a step along an axis leads. */
static void
move(struct form_reader *reader, struct form_place *place, const char *axis,
    const char *test)
{
	bool named = strchr(test, '*') == NULL && strchr(test, '(') == NULL;

	if (strcmp(axis, "attribute") == 0 || strcmp(axis, "self") == 0 ||
	    strcmp(test, "text()") == 0)
		return;
	if (strcmp(axis, "parent") == 0) {
		above(reader, place);
	} else if (strcmp(axis, "child") == 0 && named) {
		below(reader, place, test);
	} else if (strncmp(axis, "ancestor", 8) == 0) {
		if (named)
			ancestor(reader, place, test);
		else
			place->vague = true;
	} else if (strstr(axis, "-sibling") != NULL) {
		above(reader, place);
		if (named)
			below(reader, place, test);
		else
			vaguely(reader, place);
	} else {
		if (strncmp(axis, "following", 9) == 0 ||
		    strncmp(axis, "preceding", 9) == 0)
			place->path = "";
		vaguely(reader, place);
	}
}

/* How its results may overlap: not at all, one for each, or many. */
static int
overlap(const char *axis)
{
	if (strcmp(axis, "child") == 0 || strcmp(axis, "attribute") == 0 ||
	    strcmp(axis, "self") == 0)
		return 0;
	return strcmp(axis, "parent") == 0 ? 1 : 2;
}

static bool
is_axis(const char *name)
{
	static const char *const axes[] = { "ancestor", "ancestor-or-self", "attribute",
		"child", "descendant", "descendant-or-self", "following",
		"following-sibling", "parent", "preceding", "preceding-sibling",
		"self" };

	for (size_t i = 0; i < COUNT_OF(axes); i++)
		if (strcmp(axes[i], name) == 0)
			return true;
	return false;
}

/* "name", "*", "a:*" or "text()". */
static bool
node_test(struct form_reader *reader, const char **test)
{
	*test = reader->token.text;
	if (reader->token.type != FORM_NAME)
		return form_read_refuse_token(reader);
	if (!reader->token.called) {
		form_read_advance(reader);
		return check_prefix(reader, *test);
	}
	if (!is_node_type(*test))
		return form_read_refuse_token(reader);
	*test = arena_printf(reader->arena, "%s()", *test);
	form_read_advance(reader);
	return form_read_expect(reader, "(") && form_read_expect(reader, ")");
}

/* One step, written behind ${between}: "/", or "" at the very beginning. */
static bool
step(struct form_reader *reader, struct steps *steps, const char *between)
{
	struct form_term *term = steps->term;
	const char *axis = "child", *test;
	bool was_plural = term->plural;

	if (form_read_is(reader, ".")) {
		steps->dots = true;
		term->text = arena_printf(reader->arena, "%s%s.", term->text, between);
		form_read_advance(reader);
		return true;
	}
	if (form_read_is(reader, "..")) {
		steps->dots = true;
		count_first(reader, term, 1);
		term->text = arena_printf(reader->arena, "%s%s..", term->text, between);
		above(reader, &term->place);
		form_read_advance(reader);
		return true;
	}
	if (form_read_is(reader, "@")) {
		axis = "attribute";
		form_read_advance(reader);
	} else if (reader->token.type == FORM_NAME && is_axis(reader->token.text) &&
		   strncmp(reader->lexer.at + strspn(reader->lexer.at, " \t\r\n"),
		       "::", 2) == 0) {
		axis = reader->token.text;
		form_read_advance(reader);
		form_read_advance(reader);
	}
	if (!node_test(reader, &test))
		return false;
	if (overlap(axis) > 0)
		count_first(reader, term, overlap(axis));
	term->text =
	    arena_printf(reader->arena, "%s%s%s::%s", term->text, between, axis, test);
	if (strcmp(axis, "child") != 0 || strpbrk(test, "*(") != NULL)
		steps->plain = false;
	move(reader, &term->place, axis, test);
	term->plural = true;
	return predicates(reader, steps, was_plural);
}

/* What a step may begin with. */
static bool
begins_step(const struct form_reader *reader)
{
	return reader->token.type == FORM_NAME || form_read_is(reader, ".") ||
	       form_read_is(reader, "..") || form_read_is(reader, "@");
}

/* What "//" stands for. */
static void
all_below(struct form_reader *reader, struct steps *steps, const char *between)
{
	struct form_term *term = steps->term;

	count_first(reader, term, 2);
	vaguely(reader, &term->place);
	term->text = arena_printf(
	    reader->arena, "%s%sdescendant-or-self::node()", term->text, between);
	term->plural = true;
	steps->plain = false;
}

/* "/b//c" behind what there is already. */
static bool
more_steps(struct form_reader *reader, struct steps *steps)
{
	struct form_term *term = steps->term;

	while (form_read_is(reader, "/") || form_read_is(reader, "//")) {
		const char *between = reader->token.text;

		if (!count_step(reader, steps))
			return false;
		if (steps->plain && is_our_repeat(reader, term->place.path)) {
			term->text = arena_printf(
			    reader->arena, "_within(%zu)", depth_of(term->place.path));
			term->plural = false;
		}
		if (strcmp(between, "//") == 0)
			all_below(reader, steps, "/");
		form_read_advance(reader);
		if (!step(reader, steps, "/"))
			return false;
	}
	return true;
}

static bool
absolute(struct form_reader *reader, struct steps *steps)
{
	struct form_term *term = steps->term;
	bool any = form_read_is(reader, "//");

	term->place.path = "";
	term->text = reader->inside ? "_root()" : "";
	steps->plain = !any;
	if (any)
		all_below(reader, steps, "/");
	form_read_advance(reader);
	if (!any && !begins_step(reader)) {
		term->text = "_root()";
		return true;
	}
	return step(reader, steps, "/") && more_steps(reader, steps);
}

/* Between the names of a variable; a letter that no name in ASCII has. */
#define DOT "\u00b7"

const char *
form_variable(struct arena *arena, const char *path)
{
	struct buf b;

	if (path[0] != '/' || path[1] == '\0' ||
	    path[strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "0123456789_-./")] != '\0')
		return NULL;
	buf_init(&b, arena);
	for (path++; *path != '\0'; path++)
		if (*path == '/')
			buf_puts(&b, DOT);
		else
			buf_putc(&b, *path);
	return b.data;
}

const char *
form_variable_path(struct arena *arena, const char *variable)
{
	struct buf b;
	const char *dot;

	buf_init(&b, arena);
	for (; (dot = strstr(variable, DOT)) != NULL; variable = dot + strlen(DOT))
		buf_printf(&b, "/%.*s", (int)(dot - variable), variable);
	buf_printf(&b, "/%s", variable);
	return b.data;
}

static bool
is_in_repeat(const struct form_reader *reader, const char *path)
{
	for (size_t i = 0; i < reader->scope->nrepeats; i++)
		if (is_within(path, reader->scope->repeats[i]))
			return true;
	return false;
}

/* What there is once. */
static void
shorten(struct form_reader *reader, const struct steps *steps)
{
	struct form_term *term = steps->term;
	const char *variable;

	if (!steps->plain || steps->dots || is_in_repeat(reader, term->place.path))
		return;
	variable = form_variable(reader->arena, term->place.path);
	if (variable != NULL)
		term->text = arena_printf(reader->arena, "$%s", variable);
}

static bool
path(struct form_reader *reader, struct form_term *term)
{
	struct steps steps = { .term = term };

	*term = (struct form_term){ .nodes = true, .nest = 1, .text = "" };
	if (form_read_is(reader, "/") || form_read_is(reader, "//")) {
		if (!absolute(reader, &steps))
			return false;
		shorten(reader, &steps);
	} else {
		term->place = reader->place;
		if (!begins_step(reader))
			return form_read_refuse_token(reader);
		if (!step(reader, &steps, "") || !more_steps(reader, &steps))
			return false;
	}
	form_read_note_place(reader, &term->place);
	return true;
}

/* libxml2 adds up digits: its 37.8 would not be that of an answer. */
static const char *
numeral(struct arena *arena, const char *text)
{
	if (strlen(text) <= 15 && text[strspn(text, "0123456789")] == '\0')
		return text;
	return arena_printf(arena, "number('%s')", text);
}

/* A value, a call or a bracket, and maybe a path behind it. */
static bool
filter(struct form_reader *reader, struct form_term *term)
{
	struct form_token token = reader->token;
	struct steps steps = { .term = term };

	if (token.type == FORM_LITERAL || token.type == FORM_NUMERAL) {
		*term = (struct form_term){ .text = "" };
		if (token.type == FORM_LITERAL) {
			term->literal = token.text;
			term->text = arena_printf(
			    reader->arena, "%c%s%c", *token.at, token.text, *token.at);
		} else {
			term->text = numeral(reader->arena, token.text);
		}
		form_read_advance(reader);
		return true;
	}
	if (token.type == FORM_NAME) {
		if (!form_read_call(reader, term))
			return false;
	} else {
		form_read_advance(reader);
		if (!form_read_expression(reader, term) ||
		    !form_read_expect(reader, ")"))
			return false;
		term->text = arena_printf(reader->arena, "(%s)", term->text);
	}
	if (!form_read_is(reader, "[") && !form_read_is(reader, "/") &&
	    !form_read_is(reader, "//")) {
		if (token.type == FORM_NAME && term->nodes)
			form_read_note_place(reader, &term->place);
		return true;
	}
	if (!term->nodes)
		return form_read_refuse(
		    reader, "a path or a choice stands behind what gives no nodes");
	if (term->shuffled)
		return form_read_refuse(reader,
		    "a path or a choice stands behind randomize(): write it into its "
		    "brackets");
	if (!predicates(reader, &steps, false) || !more_steps(reader, &steps))
		return false;
	form_read_note_place(reader, &term->place);
	return true;
}

static bool
value(struct form_reader *reader, struct form_term *term)
{
	const struct form_token *token = &reader->token;

	if (token->type == FORM_LITERAL || token->type == FORM_NUMERAL ||
	    form_read_is(reader, "(") ||
	    (token->type == FORM_NAME && token->called && !is_node_type(token->text)))
		return filter(reader, term);
	return path(reader, term);
}

bool
form_read_union(struct form_reader *reader, struct form_term *term)
{
	struct form_term next;
	struct buf b;

	if (!value(reader, term))
		return false;
	if (!form_read_is(reader, "|"))
		return true;
	buf_init(&b, reader->arena);
	buf_printf(&b, "(_few(%s,1)", term->text);
	while (form_read_is(reader, "|")) {
		form_read_advance(reader);
		if (!value(reader, &next))
			return false;
		buf_printf(&b, "|_few(%s,1)", next.text);
		if (next.nest > term->nest)
			term->nest = next.nest;
	}
	buf_putc(&b, ')');
	*term = (struct form_term){ .text = b.data,
		.nest = term->nest + 1,
		.nodes = true,
		.plural = true,
		.place = { .path = "", .vague = true } };
	return true;
}

/* -------------------------------------------------- indexed-repeat --- */

/* A path of names, as text. */
static bool
names_only(struct form_reader *reader, const char **names)
{
	struct buf b;

	buf_init(&b, reader->arena);
	while (reader->token.type == FORM_NAME || form_read_is(reader, "/") ||
	       form_read_is(reader, "..") || form_read_is(reader, ".")) {
		buf_puts(&b, reader->token.text);
		form_read_advance(reader);
	}
	*names = form_read_resolve(reader, b.data);
	if (*names == NULL)
		return form_read_refuse(reader,
		    "indexed-repeat() takes paths of names and numbers by turns");
	return true;
}

/*
 * indexed-repeat(/r/a/b/x, /r/a, 1, /r/a/b, 2) is x of the second b of the first a;
 * the numbers are worked out where the expression stands.
 */
bool
form_read_indexed(struct form_reader *reader, struct form_term *term)
{
	const char *whole, *repeat, *done = "", *text = "_root()";
	struct form_term number;

	if (!form_read_expect(reader, "(") || !names_only(reader, &whole))
		return false;
	while (form_read_is(reader, ",")) {
		form_read_advance(reader);
		if (!names_only(reader, &repeat) || !form_read_expect(reader, ",") ||
		    !form_read_expression(reader, &number))
			return false;
		if (!is_within(whole, repeat) || !is_within(repeat, done))
			return form_read_refuse(reader,
			    "the repeats of indexed-repeat() are in each other and "
			    "around "
			    "the path");
		text = arena_printf(reader->arena, "_nth(%s%s,%s)", text,
		    repeat + strlen(done), number.text);
		term->nest += number.nest + 1;
		done = repeat;
	}
	if (*done == '\0')
		return form_read_refuse(
		    reader, "indexed-repeat() takes 3 arguments or more");
	term->text = arena_printf(reader->arena, "%s%s", text, whole + strlen(done));
	term->nodes = term->plural = true;
	term->place.path = whole;
	return form_read_expect(reader, ")");
}
