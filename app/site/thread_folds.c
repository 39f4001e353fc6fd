/* thread_folds.c - see thread_folds.h. */

#include "site/thread_folds.h"

#include <string.h>

#include "base/i18n.h"
#include "site/show.h"

#define FEWEST_DAYS 3

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool
stays(const struct thread_view *v, const struct thread_line *line)
{
	return line->mark != NULL || line->waits != 0 || line->failure != NULL ||
	       line->undo || line->again || !line->row->here ||
	       show_days_until(line->row->at, v->now, v->zone) == 0;
}

static bool
is_question(const struct thread_view *v, const struct thread_line *line)
{
	return line->kind == LINE_AUTO && line->row->asked_at != 0 && !stays(v, line);
}

/* A question and the "no problem" that followed it. */
static bool
is_fine_day(const struct thread_view *v, const struct thread_line *line, size_t left)
{
	return left >= 2 && is_question(v, line) && is(line->row->answer, "fine") &&
	       line[1].kind == LINE_IN && is(line[1].row->reads, "fine") &&
	       !line[1].urgent && line[1].row->asked_at == line->row->asked_at &&
	       !stays(v, &line[1]);
}

/* It changes when one of its lines does. */
static void
fold(const struct thread_view *v, struct thread_line *from, size_t n, const char *title)
{
	const char *versions = "";

	for (size_t i = 0; i < n; i++)
		versions =
		    arena_printf(v->arena, "%s%s%s", versions, from[i].id, from[i].v);
	from->fold = title;
	from->fold_id = arena_printf(v->arena, "f-%s", from->id);
	from->fold_v = versions;
	from[n - 1].fold_ends = true;
}

static size_t
fold_fine_days(const struct thread_view *v, struct thread_line *lines, size_t left)
{
	size_t days = 0;
	int first = lines->row->day;

	while (is_fine_day(v, &lines[2 * days], left - 2 * days) &&
	       (days == 0 || lines[2 * days].row->day > lines[2 * days - 1].row->day))
		days++;
	if (days < FEWEST_DAYS)
		return 0;
	fold(v, lines, 2 * days,
	    arena_printf(v->arena, _("Days %d to %d: no problem"), first,
		(int)lines[2 * days - 2].row->day));
	return 2 * days;
}

/* Said in one line; what was asked stands in it. */
static size_t
fold_silence(const struct thread_view *v, struct thread_line *line)
{
	if (!is_question(v, line) || *line->row->answer != '\0' || line->note == NULL)
		return 0;
	fold(v, line, 1,
	    arena_printf(v->arena, _("Day %d check-in: sent %s, %s"),
		(int)line->row->day, line->time, line->note));
	return 1;
}

void
thread_folds_make(const struct thread_view *v, struct thread_line *lines, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t folded = fold_fine_days(v, &lines[i], n - i);

		if (folded == 0)
			folded = fold_silence(v, &lines[i]);
		i += folded == 0 ? 1 : folded;
	}
}
