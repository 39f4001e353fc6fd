/* form_seen.c - see form_seen.h. */

#include "site/form_seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ext/xml.h"

#define NAME_MOST 64
#define SEEN_MOST ((size_t)1024 * 1024)

struct names {
	const char **at;
	size_t n;
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Only names of ours: "q12", "q12.3". */
static bool
is_name(const char *text)
{
	return *text != '\0' && text[strspn(text, "q0123456789.")] == '\0' &&
	       strlen(text) < NAME_MOST;
}

/* Sorted. */
static struct names
names_of(struct arena *arena, const char *seen)
{
	struct names names = { .n = 0 };
	char *word, *rest = arena_strdup(arena, seen);

	ARENA_ARRAY(arena, names.at, strlen(seen) / 2 + 1);
	while ((word = strtok_r(rest, " ", &rest)) != NULL)
		names.at[names.n++] = word;
	if (names.n > 0)
		qsort(names.at, names.n, sizeof *names.at, by_text);
	return names;
}

static bool
is_among(const struct names *names, const char *name)
{
	return names->n > 0 &&
	       bsearch(&name, names->at, names->n, sizeof *names->at, by_text) != NULL;
}

const char *
form_seen_with(
    struct arena *arena, const char *seen, const struct form_answers *answers)
{
	const struct names names = names_of(arena, seen);
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, seen);
	for (size_t i = 0; i < answers->nasked && b.len < SEEN_MOST; i++)
		if (is_name(answers->asked[i]) && !is_among(&names, answers->asked[i]))
			buf_printf(&b, "%s%s", b.len > 0 ? " " : "", answers->asked[i]);
	return b.len > 0 ? b.data : "";
}

struct look {
	struct form_entry *entry;
	const struct form_answers *answers;
	struct names seen;
	int page;
};

static bool
is_asked(const struct xml_node *node)
{
	const char *readonly = xml_attribute(node, NULL, "readonly");

	return strcmp(xml_attribute(node, NULL, "type"), "note") != 0 &&
	       (readonly == NULL || strcmp(readonly, "yes") != 0);
}

static const char *
first_new(const struct look *look, const struct xml_node *node)
{
	const char *name, *found;

	for (; node != NULL; node = xml_next(node)) {
		if (strcmp(xml_name(node), "question") != 0) {
			found = first_new(look, xml_first(node));
			if (found != NULL)
				return found;
			continue;
		}
		name = xml_attribute(node, NULL, "name");
		if (name == NULL || !is_asked(node) ||
		    form_answers_asked(look->answers, name))
			continue;
		if (form_page_of(look->entry, name) == look->page ||
		    !is_among(&look->seen, name))
			return name;
	}
	return NULL;
}

const char *
form_seen_first_new(struct arena *arena, const struct form_filling *filling,
    const struct form_answers *answers, int page, bool all)
{
	const struct look look = { .entry = filling->entry,
		.answers = answers,
		.seen = names_of(arena, filling->seen),
		.page = page };

	return first_new(
	    &look, xml_root(form_view(filling->entry, all ? -1 : page, NULL, 0)));
}
