/* script.c - see script.h. */

#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"

#define SCRIPT_MAX ((size_t)8 * 1024 * 1024)
#define THINK_DEFAULT 1000

struct reader {
	struct arena *arena;
	struct script *script;
	struct ask *ask; /* to which the indented lines belong */
	struct ask **last_ask;
	struct person **last_person;
};

/* The next word of a line, "" at its end. */
static char *
word(char **line)
{
	char *start = *line + strspn(*line, " \t"), *end;

	end = start + strcspn(start, " \t");
	*line = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return start;
}

static unsigned
number(const char *text)
{
	return (unsigned)strtoul(text, NULL, 10);
}

/* "11|12|13" */
static struct value
read_value(struct arena *arena, char *text)
{
	struct value value = { .n = 1 };
	const char **at;

	for (const char *c = text; *c != '\0'; c++)
		value.n += *c == '|';
	ARENA_ARRAY(arena, at, value.n);
	for (unsigned i = 0; i < value.n; i++) {
		at[i] = text;
		text += strcspn(text, "|");
		*text++ = '\0';
	}
	value.at = at;
	return value;
}

static const char *
read_person(struct reader *r, char *line)
{
	struct person *person = arena_alloc(r->arena, sizeof *person);
	struct value *values;
	char *pair;

	ARENA_ARRAY(r->arena, values, NAMES_MAX);
	person->group = word(&line);
	person->values = values;
	for (pair = word(&line); *pair != '\0'; pair = word(&line)) {
		char *equals = strchr(pair, '=');

		if (equals == NULL || person->nvalues == NAMES_MAX)
			return "a person has at most 8 values, each NAME=VALUE";
		*equals = '\0';
		if (strcmp(pair, "cookie") == 0) {
			person->cookie = equals + 1;
			continue;
		}
		values[person->nvalues] = read_value(r->arena, equals + 1);
		values[person->nvalues++].name = pair;
	}
	*r->last_person = person;
	r->last_person = &person->next;
	return NULL;
}

static const char *
read_request(struct reader *r, char *line)
{
	struct ask *ask = arena_alloc(r->arena, sizeof *ask);

	ask->name = word(&line);
	ask->form_name = arena_printf(r->arena, "%s.form", ask->name);
	ask->again_name = arena_printf(r->arena, "%s.again", ask->name);
	ask->weight = number(word(&line));
	ask->method = word(&line);
	ask->path = word(&line);
	ask->group = word(&line);
	if (*ask->path != '/')
		return "a request is NAME WEIGHT METHOD /PATH GROUP";
	*r->last_ask = r->ask = ask;
	r->last_ask = &ask->next;
	r->script->weight += ask->weight;
	return NULL;
}

static const char *
read_expected(struct ask *ask, char *line)
{
	char *text;

	ask->ncodes = 0;
	for (text = word(&line); *text != '\0'; text = word(&line)) {
		if (*text == '/')
			ask->location = text;
		else if (ask->ncodes < CODES_MAX)
			ask->codes[ask->ncodes++] = (int)number(text);
	}
	return ask->ncodes > 0 ? NULL : "which code is expected?";
}

static const char *
read_part(struct reader *r, const char *what, char *line)
{
	struct ask *ask = r->ask;

	if (ask == NULL)
		return "this belongs to a request";
	if (strcmp(what, "expect") == 0)
		return read_expected(ask, line);
	if (strcmp(what, "body") == 0)
		ask->body = line;
	else if (strcmp(what, "form") == 0)
		ask->form = line;
	else if (strcmp(what, "from") == 0)
		ask->from = line;
	else if (strcmp(what, "gzip") == 0)
		ask->gzip = true;
	else if (strcmp(what, "again") == 0)
		ask->again = number(line);
	else if (strcmp(what, "holds") == 0)
		ask->holds = line;
	else if (strcmp(what, "header") == 0 && ask->nheaders < HEADERS_MAX)
		ask->headers[ask->nheaders++] = line;
	else
		return "nobody knows this word here, or there are too many of it";
	return NULL;
}

static const char *
read_line(struct reader *r, char *line)
{
	const char *first = word(&line);

	if (*first == '\0' || *first == '#')
		return NULL;
	if (strcmp(first, "person") == 0)
		return read_person(r, line);
	if (strcmp(first, "request") == 0)
		return read_request(r, line);
	if (strcmp(first, "think") == 0) {
		r->script->think = (int)number(line);
		return NULL;
	}
	return read_part(r, first, line);
}

/* The next of his group after him, round the end of the list. */
static struct person *
peer_of(const struct script *script, struct person *person)
{
	struct person *p = person;

	do
		p = p->next != NULL ? p->next : script->people;
	while (strcmp(p->group, person->group) != 0);
	return p;
}

static const char *
join(struct reader *r)
{
	struct script *script = r->script;

	for (struct person *p = script->people; p != NULL; p = p->next)
		p->peer = peer_of(script, p);
	for (struct ask *ask = script->asks; ask != NULL; ask = ask->next) {
		if (ask->ncodes == 0)
			ask->codes[ask->ncodes++] = 200;
		for (struct person *p = script->people; p != NULL; p = p->next)
			if (strcmp(p->group, ask->group) == 0)
				ask->person = p;
		if (ask->person == NULL)
			return arena_printf(
			    r->arena, "nobody is in the group of %s", ask->name);
	}
	return script->weight > 0 ? NULL : "there is no request";
}

enum status
script_read(struct arena *arena, const char *path, struct script *script)
{
	struct reader r = { .arena = arena, .script = script };
	const char *text, *wrong = NULL;
	char *line;
	size_t len;
	int n = 0;

	*script = (struct script){ .think = THINK_DEFAULT };
	r.last_ask = &script->asks;
	r.last_person = &script->people;
	if (file_read(arena, path, SCRIPT_MAX, &text, &len) != OK) {
		fprintf(stderr, "%s cannot be read.\n", path);
		return ERR_INVALID;
	}
	line = arena_strdup(arena, text);
	while (wrong == NULL && *line != '\0') {
		char *end = line + strcspn(line, "\n");
		bool last = *end == '\0';

		*end = '\0';
		n++;
		wrong = read_line(&r, line);
		line = last ? end : end + 1;
	}
	if (wrong == NULL)
		wrong = join(&r);
	if (wrong != NULL)
		fprintf(stderr, "%s:%d: %s\n", path, n, wrong);
	return wrong == NULL ? OK : ERR_INVALID;
}

static void
fill_in(struct buf *b, const struct shot *shot, const char *name)
{
	const struct person *person = shot->person;

	if (strcmp(name, "uuid") == 0) {
		buf_puts(b, shot->uuid);
		return;
	}
	if (strcmp(name, "n") == 0) {
		buf_printf(b, "%lu", shot->n);
		return;
	}
	for (unsigned i = 0; i < shot->ntaken; i++)
		if (strcmp(shot->taken[i].name, name) == 0) {
			buf_url(b, shot->taken[i].value);
			return;
		}
	for (unsigned i = 0; i < person->nvalues; i++) {
		const struct value *value = &person->values[i];

		if (strcmp(value->name, name) == 0) {
			buf_puts(b, value->at[shot->turn % value->n]);
			return;
		}
	}
	/* Braces of JSON, and what is misspelt: the answer will tell. */
	buf_printf(b, "{%s}", name);
}

const char *
script_fill(struct arena *arena, const struct shot *shot, const char *text)
{
	struct buf b;

	buf_init(&b, arena);
	while (*text != '\0') {
		size_t plain = strcspn(text, "{"), name;

		buf_add(&b, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		name = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_");
		if (name == 0 || text[1 + name] != '}') {
			buf_putc(&b, *text++);
			continue;
		}
		fill_in(&b, shot, arena_strndup(arena, text + 1, name));
		text += name + 2;
	}
	return b.data;
}

/* The text between a pair of quotes after these words. */
static const char *
quoted(struct arena *arena, const char *text, const char *words, const char *until)
{
	const char *start = strstr(text, words);

	if (start == NULL || start > until)
		return NULL;
	start += strlen(words);
	return arena_strndup(arena, start, strcspn(start, "\""));
}

bool
script_take(struct arena *arena, struct shot *shot, const char *page)
{
	const char *from = shot->ask->from;
	const char *input =
	    from != NULL ? strstr(page, script_fill(arena, shot, from)) : page;

	shot->ntaken = 0;
	while (input != NULL && shot->ntaken < NAMES_MAX) {
		const char *end, *form = strstr(input, "</form>");
		struct taken *taken = &shot->taken[shot->ntaken];

		input = strstr(input, "<input type=\"hidden\"");
		if (input == NULL || (from != NULL && form != NULL && form < input))
			break;
		end = input + strcspn(input, ">");
		taken->name = quoted(arena, input, "name=\"", end);
		taken->value = quoted(arena, input, "value=\"", end);
		shot->ntaken += taken->name != NULL && taken->value != NULL;
		input = end;
	}
	return shot->ntaken > 0;
}
