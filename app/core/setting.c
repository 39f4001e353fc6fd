/* setting.c - see setting.h. */

#include "core/setting.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"

#define CLOCK_NUMBERS 5

/* clang-format off */
static const struct setting plain[] = {
	{ "minimum_age", "clients", N_("Youngest age"),
	  N_("Nobody younger is registered, neither on a page nor by a form, a file or a program."), N_("years"), 0, 100, 0, 0 },
	{ "answer_hours", "answers", N_("An answer counts for"),
	  N_("So long a reply is read as the answer to the last question. A later 0 or 1 waits for a person."), N_("hours"), 1, 336, 0, 0 },
	{ "send_window_minutes", "answers", N_("A check-in leaves within"),
	  N_("One that could not leave in this time is recorded as missed and not sent late. A step with a time of its own keeps that."), N_("minutes"), 15, 1440, 0, 0 },
	{ "problem_due_minutes", "answers", N_("A call about a problem is due after"),
	  N_("Counted from his text. From then on the task is late."), N_("minutes"), 5, 1440, 0, 0 },
	{ "automatic_again_hours", "automatic", N_("The same answer is given again after"),
	  N_("Before that what he writes is not answered by itself in the same words."), N_("hours"), 1, 168, 0, 0 },
	{ "automatic_per_day", "automatic", N_("Answers to a phone on one day"),
	  N_("More than these are not given by itself on a day, whatever is written."), N_("answers"), 1, 20, 0, 0 },
	{ "automatic_late_minutes", "automatic", N_("A text is too old after"),
	  N_("An older one is not answered by itself, but for the emergency number in a danger."), N_("minutes"), 5, 1440, 0, 0 },
	{ "tracing.nudge_hours", "tracing", N_("A silent client is asked again after"),
	  N_("So long nobody can ask him by SMS once more from the page of tracing."), N_("hours"), 1, 336, 0, 0 },
	{ "tracing.lost_attempts", "tracing", N_("Attempts before somebody is lost"),
	  N_("With fewer the page asks why he is called lost to follow-up already."), N_("attempts"), 0, 20, 0, 0 },
	{ "appointments.late_minutes", "appointments", N_("Reminders end before it by"),
	  N_("In the last minutes before an appointment no reminder of it leaves."), N_("minutes"), 0, 1440, 0, 0 },
	{ "appointments.change_days", "appointments", N_("Appointments are moved by at most"),
	  N_("Whoever moves an appointment further from the old day has to write why."), N_("days"), 1, 90, 0, 0 },
	{ "appointments.defaulted_days", "appointments", N_("Called defaulted after"),
	  N_("So many days after a missed appointment."), N_("days"), 1, 90, 0, 0 },
	{ "appointments.lost_days", "appointments", N_("Called lost after"),
	  N_("So many days after a missed appointment: more than until defaulted."), N_("days"), 2, 365, 0, 0 },
};
/* Of each severity, after "clocks.severe." and "Severe: ". */
static const struct setting of_clock[CLOCK_NUMBERS] = {
	{ "first_minutes", "clocks", N_("first action"),
	  N_("From when the case is there until somebody acts on it."), N_("minutes"), 1, 10080, 0, 0 },
	{ "decide_minutes", "clocks", N_("decision"),
	  N_("From when the case is there until a supervisor decides it."), N_("minutes"), 1, 20160, 0, 0 },
	{ "visit_minutes", "clocks", N_("visit"),
	  N_("From a referral until he is seen."), N_("minutes"), 1, 20160, 0, 0 },
	{ "not_seen_minutes", "clocks", N_("looked for"),
	  N_("After that deadline, until he is looked for if nobody has seen him."), N_("minutes"), 1, 20160, 0, 0 },
	{ "step_minutes", "clocks", N_("next person"),
	  N_("After a deadline, until the next person is told that it is late."), N_("minutes"), 1, 1440, 0, 0 },
};
static const struct i18n_row severities[] = {
	{ "severe", N_("Severe") },
	{ "moderate", N_("Moderate") },
	{ "mild", N_("Mild") },
	{ "ungraded", N_("Not graded") },
};
/* clang-format on */

/* What a pack without tracing or appointments has no use for is none of its settings. */
static bool
is_of_pack(const struct setting *s)
{
	if (strcmp(s->group, "tracing") == 0)
		return workflow()->ntraces > 0;
	return strcmp(s->group, "appointments") != 0 ||
	       workflow()->appointments.nvisits > 0;
}

static void
add(struct setting *at, size_t *n, const struct setting *like, const char *name,
    const char *title)
{
	struct setting *s = &at[*n];

	*s = *like;
	s->name = name;
	s->title = title;
	s->effect = _(like->effect);
	s->unit = _(like->unit);
	if (workflow_number(name, &s->own, &s->used))
		++*n;
}

void
settings_all(struct arena *arena, struct settings *settings)
{
	const struct workflow *w = workflow();
	struct setting *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, COUNT_OF(plain) + w->nclocks * CLOCK_NUMBERS);
	for (size_t i = 0; i < w->nclocks * CLOCK_NUMBERS; i++) {
		const char *severity = w->clocks[i / CLOCK_NUMBERS].severity;
		const struct setting *like = &of_clock[i % CLOCK_NUMBERS];
		const char *word =
		    i18n_code(severities, COUNT_OF(severities), severity);

		add(at, &n, like,
		    arena_printf(arena, "clocks.%s.%s", severity, like->name),
		    arena_printf(arena, "%s: %s", word, _(like->title)));
	}
	for (size_t i = 0; i < COUNT_OF(plain); i++)
		if (is_of_pack(&plain[i]))
			add(at, &n, &plain[i], plain[i].name, _(plain[i].title));
	*settings = (struct settings){ at, n };
}

/* Two numbers of which one is not below the other. */
static const struct {
	const char *low, *high;
	bool same; /* they may be the same */
	const char *against;
} pairs[] = {
	/* clang-format off */
	{ "first_minutes", "decide_minutes", true, N_(": please write at least what the first action has: it comes before the decision.") },
	{ "defaulted_days", "lost_days", false, N_(": please write more days than until defaulted: lost comes later.") },
	/* clang-format on */
};

/* A number of the same part of workflow.json: "clocks.severe.first_minutes". */
static size_t
beside(struct arena *arena, const struct settings *all, size_t i, const char *name)
{
	const char *his = all->at[i].name, *end = strrchr(his, '.');

	return setting_named(
	    all, arena_printf(arena, "%.*s%s", end != NULL ? (int)(end - his) + 1 : 0,
		     his, name));
}

const char *
setting_against(
    struct arena *arena, const struct settings *all, const int *values, size_t i)
{
	const struct setting *s = &all->at[i];
	const char *dot = strrchr(s->name, '.'),
		   *last = dot != NULL ? dot + 1 : s->name;

	/* What the pack itself says is good, whatever it is. */
	if (values[i] != s->own && (values[i] < s->least || values[i] > s->most))
		return arena_printf(arena,
		    _("%s: please write a whole number from %d to %d."), s->title,
		    s->least, s->most);
	if (strcmp(s->name, "minimum_age") == 0 && values[i] != s->own &&
	    values[i] > workflow()->adult_age)
		return arena_printf(arena,
		    _("%s: please write at most %d, the age below which a guardian "
		      "consents."),
		    s->title, workflow()->adult_age);
	for (size_t k = 0; k < COUNT_OF(pairs); k++) {
		size_t low;

		if (strcmp(pairs[k].high, last) != 0)
			continue;
		low = beside(arena, all, i, pairs[k].low);
		if (low < all->n && values[i] < values[low] + !pairs[k].same)
			return arena_printf(
			    arena, "%s%s", s->title, _(pairs[k].against));
	}
	return NULL;
}

const int *
setting_values(struct arena *arena, const struct settings *all,
    const struct setting_used_rows *rows)
{
	int *values;

	ARENA_ARRAY(arena, values, all->n + 1);
	for (size_t i = 0; i < all->n; i++)
		values[i] = all->at[i].own;
	for (size_t i = 0; i < rows->n; i++)
		values[setting_named(all, rows->at[i].name)] = rows->at[i].value;
	return values;
}

size_t
setting_differences(const struct settings *all, const int *a, const int *b)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += a[i] != b[i];
	return n;
}

/* {"answer_hours":36}: what is not the pack's. */
static const char *
plan_of(struct arena *arena, const struct settings *all, const int *values)
{
	struct buf b;

	buf_init(&b, arena);
	buf_putc(&b, '{');
	for (size_t i = 0; i < all->n; i++)
		if (values[i] != all->at[i].own) {
			buf_puts(&b, b.len > 1 ? "," : "");
			buf_json(&b, all->at[i].name);
			buf_printf(&b, ":%d", values[i]);
		}
	buf_putc(&b, '}');
	return b.data;
}

enum status
setting_publish(struct tx *tx, const struct settings *all, const int *values,
    int32_t seen, const char *reason, int64_t user_id, int32_t *number)
{
	struct setting_publish_rows done;

	TRY(sql_setting_publish(tx, workflow()->name, seen,
	    plan_of(tx_arena(tx), all, values), reason, user_id, tx_now(tx), &done));
	if (done.n == 0)
		return ERR_CONFLICT;
	*number = done.at[0].number;
	return OK;
}

enum status
setting_use(struct tx *tx)
{
	struct setting_used_rows rows;
	struct workflow_number *at;

	TRY(sql_setting_used(tx, workflow()->name, &rows));
	ARENA_ARRAY(tx_arena(tx), at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		at[i] = (struct workflow_number){ rows.at[i].name, rows.at[i].value };
	workflow_numbers_edit(at, rows.n);
	return OK;
}

size_t
setting_named(const struct settings *all, const char *name)
{
	size_t i = 0;

	while (i < all->n && strcmp(all->at[i].name, name) != 0)
		i++;
	return i;
}
