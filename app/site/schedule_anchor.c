/* schedule_anchor.c - what a step may count from, and the days of one client's preview. */

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/form_store.h"
#include "form/form.h"
#include "gen/sql.h"
#include "site/page.h"
#include "site/schedule_view.h"

#define CHOICES_MOST 400
#define AROUND (120 * 365) /* days before and after today */

struct choices {
	struct arena *arena;
	struct option *at;
	size_t n;
};

static void
add(struct choices *c, const char *value, const char *label)
{
	if (c->n < CHOICES_MOST)
		c->at[c->n++] = (struct option){ value, label };
}

/* The day a report was made, and each date that it asks for. */
static void
add_form(struct choices *c, const char *name, const struct form *form)
{
	const struct form_question *q;
	size_t n;

	add(c, arena_printf(c->arena, SCHEDULE_EVENT_REPORT "%s", name),
	    arena_printf(c->arena, _("The day of the last report of %s"), name));
	form_questions(c->arena, form, "en", &q, &n);
	for (size_t i = 0; i < n; i++)
		if (strncmp(q[i].type, "date", 4) == 0 && !q[i].repeat)
			add(c,
			    arena_printf(c->arena, SCHEDULE_EVENT_REPORT "%s/%s", name,
				q[i].field),
			    arena_printf(c->arena, _("In the last report of %s: %s"),
				name, *q[i].label != '\0' ? q[i].label : q[i].field));
}

static bool
is_among(const struct choices *c, const char *value)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->at[i].value, value) == 0)
			return true;
	return false;
}

enum status
schedule_view_anchors(
    struct request *rq, const char *chosen, struct option_rows *options)
{
	struct choices c = { .arena = rq->arena };
	struct form_latest_rows forms;
	const struct form *form;

	ARENA_ARRAY(rq->arena, c.at, CHOICES_MOST + 1);
	add(&c, "", _("The procedure"));
	add(&c, "birth", _("His birth"));
	add(&c, "visit", _("His last visit"));
	add(&c, "registration", _("His registration"));
	TRY(sql_form_latest(rq->tx, &forms));
	for (size_t i = 0; i < forms.n; i++) {
		TRY(form_store_known(
		    rq->tx, forms.at[i].form_version_id, forms.at[i].sha256, &form));
		add_form(&c, forms.at[i].name, form);
	}
	/* From a file, of a form that is retired, or typed by nobody. */
	if (!is_among(&c, chosen))
		c.at[c.n++] =
		    (struct option){ chosen, schedule_anchor_words(rq->arena, chosen) };
	*options = (struct option_rows){ c.at, c.n };
	return OK;
}

/* "" for what is no day of these lives. */
static const char *
day_asked(struct request *rq, const char *field, const char *otherwise)
{
	const char *typed = request_query(rq, field);
	int64_t today = clock_local_day(tx_now(rq->tx), "UTC"), day;

	if (typed == NULL)
		return otherwise;
	return clock_parse_date(typed, &day) == OK && day > today - AROUND &&
		       day < today + AROUND
		   ? typed
		   : "";
}

static bool
is_listed(const struct schedule_anchor *at, size_t n, const char *anchor)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(at[i].anchor, anchor) == 0)
			return true;
	return *anchor == '\0';
}

struct schedule_anchors
schedule_view_days(
    struct request *rq, const struct schedule_steps *steps, const char *procedure)
{
	struct schedule_anchor *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, steps->n + 1);
	for (size_t i = 0; i < steps->n; i++) {
		const char *anchor = steps->at[i].anchor, *field;

		if (is_listed(at, n, anchor))
			continue;
		field = arena_printf(rq->arena, "on-%zu", n + 1);
		at[n++] = (struct schedule_anchor){ anchor, field,
			schedule_anchor_words(rq->arena, anchor),
			day_asked(rq, field,
			    strcmp(anchor, "registration") == 0 ? procedure : "") };
	}
	return (struct schedule_anchors){ at, n };
}
