/* form_read.c - see form_read.h; operators and functions.  Paths are in form_steps.c. */

#include <string.h>

#include "base/buf.h"
#include "form/form_function.h"
#include "form/form_reader.h"
#include "form/form_value.h"

#define CHAIN_MAX 200 /* operators in a row */
#define ARGS_MAX 200
#define TERMS_MAX 6000 /* names, numbers, texts and signs */
#define DEPTH_MAX 100 /* brackets in brackets */
#define NEST_MAX 300 /* calls in calls, of what is written */

/* ----------------------------------------------------------- words --- */

bool
form_read_refuse(struct form_reader *reader, const char *why)
{
	if (*reader->why == NULL)
		*reader->why = why;
	return false;
}

bool
form_read_refuse_token(struct form_reader *reader)
{
	const struct form_token *token = &reader->token;

	if (token->type == FORM_END)
		return form_read_refuse(reader, "it ends too early");
	if (token->type == FORM_WRONG && (*token->text == '"' || *token->text == '\''))
		return form_read_refuse(reader, "a text is not closed by its quote");
	return form_read_refuse(reader,
	    arena_printf(reader->arena, "\"%.40s\" is not expected at character %zu",
		token->text, (size_t)(token->at - reader->begin) + 1));
}

void
form_read_advance(struct form_reader *reader)
{
	reader->token = form_token_next(&reader->lexer);
	if (reader->token.type != FORM_END && ++reader->out->terms > TERMS_MAX) {
		(void)form_read_refuse(
		    reader, "it has more than 6,000 names, numbers and signs");
		reader->token.type = FORM_END;
	}
}

bool
form_read_is(const struct form_reader *reader, const char *sign)
{
	return reader->token.type == FORM_SIGN && strcmp(reader->token.text, sign) == 0;
}

bool
form_read_expect(struct form_reader *reader, const char *sign)
{
	if (!form_read_is(reader, sign))
		return form_read_refuse_token(reader);
	form_read_advance(reader);
	return true;
}

static void
push(struct form_reader *reader, struct form_names *names, const char *name)
{
	const char **wider;

	if (names->count == names->room) {
		names->room = names->room * 2 + 4;
		ARENA_ARRAY(reader->arena, wider, names->room);
		if (names->count > 0)
			memcpy(wider, names->at, names->count * sizeof *wider);
		names->at = wider;
	}
	names->at[names->count++] = name;
}

void
form_read_note(struct form_reader *reader, struct form_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->at[i], name) == 0)
			return;
	push(reader, names, name);
}

static unsigned
deeper(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

/* ------------------------------------------------------- operators --- */

static const struct {
	const char *sign;
	int level; /* or, and, = !=, < <= > >=, + -, * div mod */
	const char *function; /* NULL: libxml2's own */
} operators[] = { { "or", 0, NULL }, { "and", 1, NULL }, { "=", 2, "_eq" },
	{ "!=", 2, "_ne" }, { "<", 3, "_lt" }, { "<=", 3, "_le" }, { ">", 3, "_gt" },
	{ ">=", 3, "_ge" }, { "+", 4, "_add" }, { "-", 4, "_sub" }, { "*", 5, "_mul" },
	{ "div", 5, "_div" }, { "mod", 5, "_mod" } };
#define LEVELS 6

static size_t
operator_at(const struct form_reader *reader, int level)
{
	size_t i;

	for (i = 0; i < COUNT_OF(operators); i++)
		if (operators[i].level == level &&
		    form_read_is(reader, operators[i].sign))
			break;
	return i;
}

/* "(_true(a) and _true(b))": what is behind the first that decides is not done. */
static void
write_words(struct form_reader *reader, struct form_term *term, const char *word,
    const struct form_names *operands)
{
	struct buf b;

	buf_init(&b, reader->arena);
	for (size_t i = 0; i < operands->count; i++)
		buf_printf(&b, "%s_true(%s)", i == 0 ? "(" : word, operands->at[i]);
	buf_putc(&b, ')');
	term->text = b.data;
	term->nest += 2;
}

/* "_sub(_add(a,b),c)" */
static void
write_calls(struct form_reader *reader, struct form_term *term,
    const struct form_names *functions, const struct form_names *operands)
{
	struct buf b;

	buf_init(&b, reader->arena);
	for (size_t i = functions->count; i > 0; i--)
		buf_printf(&b, "%s(", functions->at[i - 1]);
	buf_puts(&b, operands->at[0]);
	for (size_t i = 1; i < operands->count; i++)
		buf_printf(&b, ",%s)", operands->at[i]);
	term->text = b.data;
	term->nest += (unsigned)operands->count;
}

static bool unary(struct form_reader *, struct form_term *);

static bool
binary(struct form_reader *reader, int level, struct form_term *term)
{
	struct form_names functions = { 0 }, operands = { 0 };
	struct form_term next;
	size_t found;

	if (level == LEVELS)
		return unary(reader, term);
	if (!binary(reader, level + 1, term))
		return false;
	while ((found = operator_at(reader, level)) < COUNT_OF(operators)) {
		if (operands.count == 0)
			push(reader, &operands, term->text);
		if (operands.count == CHAIN_MAX)
			return form_read_refuse(
			    reader, "there are more than 200 operators in a row");
		form_read_advance(reader);
		if (!binary(reader, level + 1, &next))
			return false;
		term->nest = deeper(term->nest, next.nest);
		push(reader, &functions, operators[found].function);
		push(reader, &operands, next.text);
	}
	if (operands.count == 0)
		return true;
	*term = (struct form_term){ .nest = term->nest };
	if (level < 2)
		write_words(reader, term, level == 0 ? " or " : " and ", &operands);
	else
		write_calls(reader, term, &functions, &operands);
	return true;
}

static bool
unary(struct form_reader *reader, struct form_term *term)
{
	bool minus = false, any = false;

	for (; form_read_is(reader, "-"); form_read_advance(reader)) {
		minus = !minus;
		any = true;
	}
	if (!form_read_union(reader, term))
		return false;
	if (!any)
		return true;
	*term = (struct form_term){ .nest = term->nest + 2,
		.text = arena_printf(
		    reader->arena, minus ? "_neg(%s)" : "_neg(_neg(%s))", term->text) };
	return true;
}

bool
form_read_expression(struct form_reader *reader, struct form_term *term)
{
	bool good;

	if (reader->depth == DEPTH_MAX)
		return form_read_refuse(reader, "brackets are nested too deep");
	reader->depth++;
	good = binary(reader, 0, term);
	reader->depth--;
	if (good && term->nest > NEST_MAX)
		return form_read_refuse(reader, "it is too long");
	return good;
}

/* ------------------------------------------------------- functions --- */

/* Those with a prefix, and what is written for them. */
static const struct {
	const char *name, *plain;
} prefixed[] = { { "cht:difference-in-days", "difference-in-days" },
	{ "cht:difference-in-months", "difference-in-months" },
	{ "cht:difference-in-weeks", "difference-in-weeks" },
	{ "cht:difference-in-years", "difference-in-years" },
	{ "cht:strip-whitespace", "strip-whitespace" },
	{ "cht:validate-luhn", "validate-luhn" }, { "jr:choice-name", "choice-name" },
	{ "jr:itext", "itext" } };

/* NULL for a name that nothing has. */
static const char *
plain_name(const char *name)
{
	if (*name == '_')
		return NULL;
	for (size_t i = 0; i < COUNT_OF(prefixed); i++) {
		if (strcmp(name, prefixed[i].name) == 0)
			return prefixed[i].plain;
		/* The CHT knows this one under both. */
		if (strcmp(name, prefixed[i].plain) == 0 &&
		    strcmp(name, "difference-in-months") != 0)
			return NULL;
	}
	return strchr(name, ':') == NULL ? name : NULL;
}

static const struct xml_function_named *
function_named(const char *name)
{
	size_t count;
	const struct xml_function_named *all = form_functions(&count);

	for (size_t i = 0; name != NULL && i < count; i++)
		if (strcmp(all[i].name, name) == 0)
			return &all[i];
	return NULL;
}

static bool
refuse_name(struct form_reader *reader, const char *name)
{
	if (strcmp(name, "cht:extension-lib") == 0)
		return form_read_refuse(reader,
		    "cht:extension-lib() is not supported: programs of a configuration "
		    "are not run");
	for (size_t i = 0; i < COUNT_OF(prefixed); i++)
		if (strcmp(name, prefixed[i].plain) == 0)
			return form_read_refuse(
			    reader, arena_printf(reader->arena,
					"the function %s() is not known: %s() is", name,
					prefixed[i].name));
	return form_read_refuse(reader,
	    arena_printf(reader->arena, "the function %.80s() is not known", name));
}

static bool
check_count(struct form_reader *reader, const char *name,
    const struct xml_function_named *function, size_t count)
{
	if (count >= function->min && count <= function->max)
		return true;
	if (function->min == function->max)
		return form_read_refuse(reader,
		    arena_printf(reader->arena,
			"the function %s() takes %u argument%s, and here are %zu", name,
			function->min, function->min == 1 ? "" : "s", count));
	return form_read_refuse(
	    reader, arena_printf(reader->arena,
			"the function %s() takes %u to %u arguments, and here are %zu",
			name, function->min, function->max, count));
}

/* Up to the closing bracket; a comma before it is forgiven, as in Enketo. */
static bool
arguments(struct form_reader *reader, struct form_term **args, size_t *count)
{
	size_t room = 3;

	ARENA_ARRAY(reader->arena, *args, room);
	*count = 0;
	if (!form_read_expect(reader, "("))
		return false;
	while (!form_read_is(reader, ")")) {
		if (*count == ARGS_MAX)
			return form_read_refuse(
			    reader, "a function has more than 200 arguments");
		if (*count == room) {
			struct form_term *fewer = *args;

			room *= 2;
			ARENA_ARRAY(reader->arena, *args, room);
			memcpy(*args, fewer, *count * sizeof *fewer);
		}
		if (!form_read_expression(reader, &(*args)[(*count)++]))
			return false;
		if (form_read_is(reader, ","))
			form_read_advance(reader);
		else if (!form_read_is(reader, ")"))
			return form_read_refuse_token(reader);
	}
	form_read_advance(reader);
	return true;
}

static void
write_function(struct form_reader *reader, struct form_term *term, const char *name,
    const struct form_term *args, size_t count)
{
	struct buf b;

	buf_init(&b, reader->arena);
	buf_printf(&b, "%s(", name);
	for (size_t i = 0; i < count; i++) {
		buf_printf(&b, i == 0 ? "%s" : ",%s", args[i].text);
		term->nest = deeper(term->nest, args[i].nest + 1);
	}
	buf_putc(&b, ')');
	term->text = b.data;
}

/* A path in quotes, from where the expression stands. */
static bool
read_choice_name(struct form_reader *reader, struct form_term *args)
{
	const char *path = args[1].literal;

	if (path == NULL)
		return form_read_refuse(reader,
		    "the second argument of jr:choice-name() is a path in quotes");
	path = form_read_resolve(reader, path);
	if (path == NULL || strpbrk(path, "'\"") != NULL)
		return form_read_refuse(
		    reader, "the second argument of jr:choice-name() is no path");
	args[1].text = arena_printf(reader->arena, "'%s'", path);
	return true;
}

static bool
check_literals(
    struct form_reader *reader, const char *name, const struct form_term *args)
{
	const char *text = args[1].literal;

	if (text == NULL)
		return true;
	if (strcmp(name, "regex") == 0)
		return form_read_pattern(reader, text);
	if (strcmp(name, "digest") == 0 && !form_is_digest(text))
		return form_read_refuse(reader,
		    arena_printf(reader->arena,
			"digest() by %.40s is not supported: SHA-256 and SHA-512 are",
			text));
	if (strncmp(name, "format-date", 11) != 0)
		return true;
	while ((text = strchr(text, '%')) != NULL) {
		if (text[1] == '\0' || strchr("YymnbdeHhMS3a%", text[1]) == NULL)
			return form_read_refuse(
			    reader, arena_printf(reader->arena,
					"the code %%%.1s of %s() is not known",
					text + 1, name));
		text += 2;
	}
	return true;
}

/* What a function says about the expression it is in. */
static void
note_function(struct form_reader *reader, const char *name, struct form_term *term,
    const struct form_term *args, size_t count)
{
	struct form_reading *out = reader->out;
	bool of_node = function_named(name) != NULL && function_named(name)->min == 0 &&
		       function_named(name)->max == 1;

	if (strcmp(name, "now") == 0 || strcmp(name, "today") == 0 ||
	    strcmp(name, "decimal-time") == 0)
		out->time = true;
	if (strcmp(name, "uuid") == 0 || strcmp(name, "random") == 0 ||
	    (strcmp(name, "randomize") == 0 && count == 1))
		out->chance = true;
	if (strcmp(name, "once") == 0)
		out->once = true;
	if (count == 0 && of_node && strcmp(name, "uuid") != 0)
		form_read_note_place(reader, &reader->place);
	if (strcmp(name, "current") == 0) {
		term->place = (struct form_place){ .path = reader->scope->nodeset };
		term->nodes = true;
	} else if (strcmp(name, "instance") == 0) {
		if (args[0].literal != NULL)
			form_read_note(reader, &out->instances, args[0].literal);
		term->place = (struct form_place){ .path = "", .foreign = true };
		term->nodes = true;
	} else if (strcmp(name, "randomize") == 0 || strcmp(name, "if") == 0) {
		/* Where they are is noted with the arguments. */
		term->place = (struct form_place){ .path = "", .vague = true };
		term->nodes = term->plural = true;
		term->shuffled = strcmp(name, "randomize") == 0;
		for (size_t i = 0; i < count; i++)
			term->shuffled = term->shuffled || args[i].shuffled;
	}
}

/* pulldata('instance', 'column', 'key', value) */
static bool
read_pulldata(struct form_reader *reader, struct form_term *term,
    const struct form_term *args, size_t count)
{
	if (count != 4 || args[0].literal == NULL)
		return form_read_refuse(reader,
		    "pulldata() takes the name of an instance in quotes, a column, the "
		    "column of the key, and the key");
	form_read_note(reader, &reader->out->instances, args[0].literal);
	term->text =
	    arena_printf(reader->arena, "_pull(instance(%s)/root/item,%s,%s,%s)",
		args[0].text, args[1].text, args[2].text, args[3].text);
	for (size_t i = 0; i < count; i++)
		term->nest = deeper(term->nest, args[i].nest + 2);
	return true;
}

static bool
ordinary(struct form_reader *reader, const char *name, struct form_term *term,
    struct form_term *args, size_t count)
{
	const char *plain = plain_name(name);
	const struct xml_function_named *function = function_named(plain);

	if (function == NULL)
		return refuse_name(reader, name);
	if (!check_count(reader, name, function, count))
		return false;
	if (strcmp(plain, "choice-name") == 0 && !read_choice_name(reader, args))
		return false;
	if (count > 1 && !check_literals(reader, plain, args))
		return false;
	note_function(reader, plain, term, args, count);
	write_function(reader, term, plain, args, count);
	return true;
}

bool
form_read_call(struct form_reader *reader, struct form_term *term)
{
	const char *name = reader->token.text;
	struct form_term *args;
	size_t count;

	*term = (struct form_term){ .nest = 1 };
	form_read_advance(reader);
	form_read_note(reader, &reader->out->functions, name);
	if (strcmp(name, "indexed-repeat") == 0)
		return form_read_indexed(reader, term);
	if (!arguments(reader, &args, &count))
		return false;
	if (strcmp(name, "pulldata") == 0)
		return read_pulldata(reader, term, args, count);
	if (strcmp(name, "position") == 0 && count == 1) {
		write_function(reader, term, "_position", args, count);
		return true;
	}
	/* libxml2's own. */
	if ((strcmp(name, "position") == 0 || strcmp(name, "last") == 0) &&
	    count == 0) {
		write_function(reader, term, name, args, 0);
		return true;
	}
	return ordinary(reader, name, term, args, count);
}

enum status
form_read(struct arena *arena, const char *text, const struct form_scope *scope,
    struct form_reading *out, const char **why)
{
	struct form_reader reader = { .arena = arena,
		.begin = text,
		.scope = scope,
		.out = out,
		.why = why,
		.lexer = { arena, text, false } };
	struct form_term term;

	*out = (struct form_reading){ 0 };
	*why = NULL;
	if (strlen(text) > FORM_EXPRESSION_MAX)
		*why = "it is longer than 16 KB";
	reader.place.path = scope->nodeset;
	form_read_advance(&reader);
	if (*why != NULL || !form_read_expression(&reader, &term))
		return ERR_INVALID;
	if (reader.token.type != FORM_END) {
		(void)form_read_refuse_token(&reader);
		return ERR_INVALID;
	}
	out->written = term.text;
	return OK;
}
