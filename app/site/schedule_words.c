/* schedule_words.c - a step of the schedule, as people say it. */

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "site/schedule_pages.h"
#include "site/show.h"

/* clang-format off */
static const char *const weekdays[] = { "", N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"),
	N_("Saturday"), N_("Sunday") };

static const struct { const char *move, *words; } moves_words[] = {
	{ "clock", N_("the clocks jump over this hour") },
	{ "weekday", N_("another day of the week") },
	{ "closed", N_("the facility is closed on that day") },
	{ "holiday", N_("a holiday") },
	{ "early", N_("before its earliest hour") },
	{ "late", N_("after its latest hour") },
	{ "quiet", N_("in the quiet hours") },
	{ "spread", N_("spread: it is his minute") },
};
static const struct { const char *name, *words; } events[] = {
	{ "wrote", N_("he writes") },
	{ "nurse", N_("a nurse writes to him") },
	{ "visit", N_("he is seen") },
	{ "attended", N_("he comes to an appointment") },
	{ "task", N_("a task about him") },
	{ "case", N_("a case of his") },
	{ "outcome", N_("a case of his is decided") },
};
static const struct { const char *name, *words; } anchors[] = {
	{ "", N_("the procedure") },
	{ "birth", N_("his birth") },
	{ "visit", N_("his last visit") },
	{ "registration", N_("his registration") },
};
/* clang-format on */

const char *
schedule_anchor_words(struct arena *arena, const char *anchor)
{
	const char *form = anchor + strlen(SCHEDULE_EVENT_REPORT);

	for (size_t i = 0; i < COUNT_OF(anchors); i++)
		if (strcmp(anchors[i].name, anchor) == 0)
			return _(anchors[i].words);
	if (!schedule_anchor_is_field(anchor))
		return arena_printf(arena, _("the last report of %s"), form);
	return arena_printf(arena, _("the date %s of the last report of %.*s"),
	    strchr(form, '/') + 1, (int)strcspn(form, "/"), form);
}

/* "3 days after his last visit". */
static void
add_counts(struct buf *b, const struct schedule_step *s)
{
	const int n = s->after < 0 ? -s->after : s->after;
	const unsigned long many = (unsigned long)n;
	const char *anchor = schedule_anchor_words(b->arena, s->anchor);

	if (n == 0)
		buf_printf(b, _("On the day of %s"), anchor);
	else if (strcmp(s->unit, "weeks") == 0)
		buf_printf(b,
		    s->after < 0
			? i18n_many("%d week before %s", "%d weeks before %s", many)
			: i18n_many("%d week after %s", "%d weeks after %s", many),
		    n, anchor);
	else if (strcmp(s->unit, "months") == 0)
		buf_printf(b,
		    s->after < 0
			? i18n_many("%d month before %s", "%d months before %s", many)
			: i18n_many("%d month after %s", "%d months after %s", many),
		    n, anchor);
	else
		buf_printf(b,
		    s->after < 0
			? i18n_many("%d day before %s", "%d days before %s", many)
			: i18n_many("%d day after %s", "%d days after %s", many),
		    n, anchor);
}

const char *
schedule_counts(struct arena *arena, const struct schedule_step *s, const char *day)
{
	struct buf b;

	if (*s->anchor == '\0')
		return "";
	buf_init(&b, arena);
	add_counts(&b, s);
	if (day != NULL)
		buf_printf(&b, ", %s", show_day(arena, day));
	return b.data;
}

const char *
schedule_when(struct arena *arena, const struct schedule_step *s)
{
	struct buf b;

	buf_init(&b, arena);
	if (*s->anchor != '\0')
		add_counts(&b, s);
	else
		buf_printf(&b,
		    strcmp(s->unit, "weeks") == 0    ? _("Week %d")
		    : strcmp(s->unit, "months") == 0 ? _("Month %d")
						     : _("Day %d"),
		    s->after);
	if (s->weekday > 0)
		buf_printf(&b, _(", %s or the next"), _(weekdays[s->weekday]));
	if (*s->hour != '\0')
		buf_printf(&b, ", %s", s->hour);
	return b.data;
}

const char *
schedule_what(struct arena *arena, const struct schedule_step *s)
{
	static const struct workflow_words none = { .first_name = "{first_name}",
		.clinic = "{clinic}",
		.phone = "{phone}",
		.emergency = "{emergency}" };
	const char *text;

	if (*s->flow != '\0')
		return arena_printf(arena, _("Flow “%s”"), s->flow_name);
	if (s->words != NULL)
		return s->words[0];
	text = workflow_text(arena, "en", s->text, &none);
	return text != NULL ? text : s->text;
}

/* "clinic: {clinic}; name: {first_name}". */
static const char *
params_words(struct arena *arena, const struct schedule_step *s)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < s->nparams; i++)
		buf_printf(&b, "%s%s: %s", i > 0 ? "; " : "", s->params[i].name,
		    s->params[i].value);
	return b.data;
}

static void
add(struct buf *b, const char *words)
{
	if (b->len > 0)
		buf_puts(b, ", ");
	buf_puts(b, words);
}

const char *
schedule_event(struct arena *arena, const char *event)
{
	for (size_t i = 0; i < COUNT_OF(events); i++)
		if (strcmp(events[i].name, event) == 0)
			return _(events[i].words);
	return arena_printf(
	    arena, _("a report of %s"), event + strlen(SCHEDULE_EVENT_REPORT));
}

/* "he writes, a report of visit". */
static const char *
events_words(struct arena *arena, const char *list)
{
	struct buf b;

	buf_init(&b, arena);
	for (const char *w = list; *w != '\0'; w += strspn(w, " ")) {
		size_t len = strcspn(w, " ");

		buf_printf(&b, "%s%s", b.len > 0 ? ", " : "",
		    schedule_event(arena, arena_printf(arena, "%.*s", (int)len, w)));
		w += len;
	}
	return b.data;
}

const char *
schedule_starts_words(struct arena *arena, size_t starts)
{
	if (starts == 0)
		return "";
	return arena_printf(arena,
	    i18n_many("of which %zu is a flow, whose SMS are not known",
		"of which %zu are flows, whose SMS are not known",
		(unsigned long)starts),
	    starts);
}

const char *
schedule_how(struct arena *arena, const struct schedule_step *s)
{
	struct buf b;

	buf_init(&b, arena);
	if (s->nparams > 0)
		add(&b, arena_printf(arena, _("told %s"), params_words(arena, s)));
	if (s->asks)
		add(&b, _("asks"));
	if (s->again_hours > 0)
		add(&b, arena_printf(arena, _("again after %d h"), s->again_hours));
	if (s->silent_only)
		add(&b, _("only to who was never heard of"));
	if (*s->silence_on != '\0')
		add(&b, arena_printf(arena,
			    i18n_many("not for %d day after: %s",
				"not for %d days after: %s",
				(unsigned long)s->silence_days),
			    s->silence_days, events_words(arena, s->silence_on)));
	if (*s->clear_on != '\0')
		add(&b, arena_printf(arena, _("not any more after: %s"),
			    events_words(arena, s->clear_on)));
	if (*s->earliest != '\0')
		add(&b, arena_printf(arena, _("from %s"), s->earliest));
	if (*s->latest != '\0')
		add(&b, arena_printf(arena, _("until %s"), s->latest));
	if (s->spread_minutes > 0)
		add(&b,
		    arena_printf(arena, _("spread over %d min"), s->spread_minutes));
	if (s->minds_quiet)
		add(&b, _("not in quiet hours"));
	if (s->open_only)
		add(&b, _("on open days"));
	if (s->good_minutes > 0)
		add(&b, arena_printf(arena, _("at most %d min late"), s->good_minutes));
	if (schedule_step_rank(s) != 1)
		add(&b, schedule_step_rank(s) == 0 ? _("before the others of a day")
						   : _("after the others of a day"));
	if (*s->late != '\0')
		add(&b, arena_printf(arena,
			    strcmp(s->late, "held") == 0
				? _("if late held until %d h after it")
				: _("if late sent until %d h after it"),
			    s->late_hours));
	return b.data;
}

const char *
schedule_why(struct arena *arena, const char *moves)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < COUNT_OF(moves_words); i++)
		if (strstr(moves, moves_words[i].move) != NULL)
			add(&b, _(moves_words[i].words));
	return b.data;
}
