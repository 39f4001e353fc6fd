/* triage_show.c - the words of a pack, language by language, to look at; see triage_show.h. */

#include "core/triage_show.h"

#include <string.h>

#include "base/buf.h"
#include "core/triage_words.h"

static const struct {
	enum role role;
	const char *key;
} shown[] = {
	{ ROLE_FINE, "fine" },
	{ ROLE_PROBLEM, "problem" },
	{ ROLE_OTHER, "other" },
	{ ROLE_COURTESY, "courtesy" },
	{ ROLE_STOP, "stop" },
	{ ROLE_START, "start" },
	{ ROLE_NEGATION, "negation" },
	{ ROLE_SIGN, "danger" },
	{ ROLE_RAISE, "red_with" },
};

static bool
is_of(const struct phrase *p, const struct triage_file *file, int sign, int urgency)
{
	return p->codes == file->codes && (sign < 0 || (int)p->sign == sign) &&
	       (urgency == 0 || (int)p->urgency == urgency);
}

/* The words of one list, in the order of the file: they are kept the other way round. */
static void
add_list(const struct triage *triage, struct arena *arena,
    const struct triage_file *file, size_t which, int sign, int urgency,
    struct triage_language *into)
{
	const struct phrase *head = triage->phrases[shown[which].role];
	const char *words = "";
	size_t n = 0;

	for (const struct phrase *p = head; p != NULL; p = p->next) {
		if (!is_of(p, file, sign, urgency))
			continue;
		words = n++ == 0 ? p->shown
				 : arena_printf(arena, "%s, %s", p->shown, words);
	}
	if (n == 0)
		return;
	into->lists.at[into->lists.n++] = (struct triage_list){ .key = shown[which].key,
		.sign = sign < 0 ? "" : triage->signs[sign].name,
		.urgency = (enum triage_urgency)urgency,
		.words = words,
		.n = n };
	into->n += n;
}

static void
add_lists(const struct triage *triage, struct arena *arena,
    const struct triage_file *file, struct triage_language *into)
{
	ARENA_ARRAY(arena, into->lists.at, COUNT_OF(shown) + (size_t)SIGNS_MAX * 3);
	for (size_t i = 0; i < COUNT_OF(shown); i++) {
		bool signs = shown[i].role == ROLE_SIGN || shown[i].role == ROLE_RAISE;

		if (!signs)
			add_list(triage, arena, file, i, -1, 0, into);
		for (size_t s = 0; signs && s < triage->signs_n; s++)
			for (int u = URGENCY_RED; u >= URGENCY_AMBER; u--)
				add_list(triage, arena, file, i, (int)s, u, into);
	}
}

struct triage_languages
triage_languages(const struct triage *triage, struct arena *arena)
{
	struct triage_languages all = { .n = 0 };
	size_t i = 0;

	for (const struct triage_file *f = triage->files; f != NULL; f = f->next)
		all.n++;
	ARENA_ARRAY(arena, all.at, all.n + 1);
	for (const struct triage_file *f = triage->files; f != NULL; f = f->next) {
		/* As the files were read, which is the order of the alphabet. */
		struct triage_language *into = &all.at[all.n - 1 - i++];

		*into = (struct triage_language){
			.code = f->code, .name = f->name, .review = f->review
		};
		add_lists(triage, arena, f, into);
	}
	return all;
}
