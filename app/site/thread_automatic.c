/* thread_automatic.c - see thread_automatic.h. */

#include "site/thread_automatic.h"

#include <string.h>

#include "base/i18n.h"

struct sentence {
	const char *key, *words;
};

static const char *
find(const struct sentence *all, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].key, key) == 0)
			return _(all[i].words);
	return NULL;
}

/* The first word; *rest is behind it. */
static const char *
first_word(struct arena *arena, const char *told, const char **rest)
{
	size_t len = strcspn(told, " ");

	*rest = told + len + strspn(told + len, " ");
	return arena_strndup(arena, told, len);
}

const char *
thread_automatic_cause(struct arena *arena, const char *told)
{
	static const struct sentence kinds[] = {
		{ "which-sign", N_("because he wrote that there is a problem") },
		{ "stopped", N_("because he stopped the messages") },
		{ "started", N_("because he started the messages again") },
		{ "report", N_("because he sent a form by SMS") },
		{ "screening", N_("because he answered in a screening") },
		{ "flow", N_("by the schedule: what it says and asks is RapidPro’s") },
	};
	static const struct sentence closed[] = {
		{ "hour", N_("because the facility was closed at that hour") },
		{ "day", N_("because the facility is closed on that day of the week") },
	};
	const char *cause, *name;
	const char *kind = first_word(arena, told, &cause);

	if (strcmp(kind, "outside-hours") != 0)
		return find(kinds, COUNT_OF(kinds), kind);
	if (strcmp(first_word(arena, cause, &name), "holiday") == 0)
		return arena_printf(
		    arena, _("because the facility was closed: %s"), name);
	return find(closed, COUNT_OF(closed), cause);
}

const char *
thread_automatic_withheld(struct arena *arena, const char *told)
{
	static const struct sentence kinds[] = {
		{ "outside-hours", N_("He was not told that the facility is closed") },
		{ "which-sign", N_("He was not asked which sign it is") },
		{ "stopped", N_("That the messages stop was not confirmed to him") },
		{ "started", N_("That the messages start was not confirmed to him") },
		{ "report", N_("His form by SMS was not confirmed to him") },
		{ "screening",
		    N_("What he wrote in a screening was not answered by itself") },
	};
	static const struct sentence reasons[] = {
		{ "late", N_("his text came late") },
		{ "machine", N_("the number is too short for a person’s") },
		{ "echo", N_("his text was one of ours that came back") },
		{ "repeated", N_("he repeated himself after an automatic answer") },
		{ "opted-out", N_("he wants no automatic messages") },
		{ "limit",
		    N_("he had as many automatic answers today as there may be") },
	};
	const char *reason, *why;
	const char *kind =
	    find(kinds, COUNT_OF(kinds), first_word(arena, told, &reason));

	why = find(reasons, COUNT_OF(reasons), reason);
	if (kind == NULL)
		kind = _("No automatic answer");
	return why != NULL ? arena_printf(arena, "%s: %s", kind, why) : kind;
}
