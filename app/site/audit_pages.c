/* audit_pages.c - the trail of reads and writes, for the administrator. */

#include "site/audit_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "gen/audit.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/words.h"

#define PAGE 50

/* clang-format off */
static const char *const kind_codes[] = { "", "seen", "changed", "signed", NULL };
static const char *const kind_words[] = { N_("Anything"), N_("Saw"), N_("Changed"),
	N_("Signed in or out"), NULL };
static const char *const object_codes[] = { "", "patient", "enrolment", "message", "thread", "task",
	"escalation", "import", "patient-list", "delivery-list", "delivery_deed",
	"indicator-list",
	"app_user", "user_place", "place", "mail_person", "service_request", "mediator", "outbound_push",
	"outbound_event", "outbound_credential", NULL };
/* clang-format on */

static const char *
asked(struct request *rq, const char *name)
{
	const char *value = request_query(rq, name);

	return value != NULL ? value : "";
}

static enum status
fill_people(struct request *rq, struct audit_view *v)
{
	struct user_list_rows users;
	struct option *at;

	TRY(sql_user_list(rq->tx, &users));
	ARENA_ARRAY(rq->arena, at, users.n + 1);
	at[0] = (struct option){ "", _("Anybody") };
	for (size_t i = 0; i < users.n; i++)
		at[i + 1] = (struct option){ arena_printf(
						 rq->arena, "%" PRId64, users.at[i].id),
			users.at[i].name };
	v->people = (struct option_rows){ at, users.n + 1 };
	return OK;
}

static void
fill_objects(struct request *rq, struct audit_view *v)
{
	struct option *at;

	ARENA_ARRAY(rq->arena, at, COUNT_OF(object_codes));
	at[0] = (struct option){ "", _("Anything") };
	for (size_t i = 1; object_codes[i] != NULL; i++)
		at[i] =
		    (struct option){ object_codes[i], words_object(object_codes[i]) };
	v->objects = (struct option_rows){ at, COUNT_OF(object_codes) - 1 };
}

/* A date for the query; NULL for none, and for one that is none. */
static const char *
day(struct audit_view *v, const char *typed)
{
	int64_t number;

	if (*typed == '\0')
		return NULL;
	if (clock_parse_date(typed, &number) == OK)
		return typed;
	v->fault = _("From and until: write an existing date as year-month-day, for "
		     "example 2026-11-21.");
	return NULL;
}

static const char *
object_words(struct request *rq, const struct audit_list *row)
{
	if (*row->label != '\0')
		return arena_printf(
		    rq->arena, "%s %s", words_object(row->object), row->label);
	if (row->object_id == 0)
		return words_object(row->object);
	return arena_printf(
	    rq->arena, "%s %" PRId64, words_object(row->object), row->object_id);
}

/* Clients and what is theirs are not the administrator's to open. */
static const char *
leads_to(struct request *rq, const struct audit_list *row)
{
	static const struct {
		const char *object, *path;
	} pages[] = {
		{ "app_user", "users" },
		{ "user_place", "users" },
		{ "place", "places" },
		{ "form", "forms" },
		{ "form_version", "forms" },
		{ "schedule_version", "schedules" },
		{ "text_version", "texts/versions" },
		{ "answer", "answers" },
		{ "answer_version", "answers" },
	};

	if (strcmp(row->object, "mail_person") == 0)
		return "/admin/mail";
	if (strcmp(row->object, "setting_version") == 0)
		return "/admin/settings";
	if (strcmp(row->object, "outbound_push") == 0)
		return "/admin/outbound";
	if (strcmp(row->object, "schedule_off") == 0)
		return "/admin/schedules/off";
	if (strcmp(row->object, "place_holiday") == 0 && row->place_id != 0)
		return arena_printf(
		    rq->arena, "/admin/places/%" PRId64 "/days", row->place_id);
	for (size_t i = 0; i < COUNT_OF(pages); i++)
		if (strcmp(pages[i].object, row->object) == 0 && row->about_id != 0)
			return arena_printf(rq->arena, "/admin/%s/%" PRId64,
			    pages[i].path, row->about_id);
	return NULL;
}

/* Moments as people read them; anything else as it is stored. */
static const char *
value_words(struct request *rq, const char *value, const char *zone)
{
	int64_t at;

	if (strchr(value, 'T') == NULL || clock_parse(value, &at) != OK)
		return value;
	return arena_printf(rq->arena, "%s %s",
	    show_date(rq->arena, at, tx_now(rq->tx), zone),
	    show_time(rq->arena, at, zone));
}

/* Every change of the page in one query, handed out to their lines. */
static enum status
fill_changes(struct request *rq, const char *zone, const struct audit_list_rows *rows,
    size_t n, struct audit_line *lines)
{
	struct audit_changes_rows changes;
	struct audit_change *at;
	int64_t *ids;
	size_t k = 0;

	ARENA_ARRAY(rq->arena, ids, n);
	for (size_t i = 0; i < n; i++)
		ids[i] = rows->at[i].id;
	TRY(sql_audit_changes(rq->tx, tx_int_array(rq->tx, ids, n), &changes));
	ARENA_ARRAY(rq->arena, at, changes.n);
	for (size_t i = 0; i < n; i++) {
		lines[i].at = &at[k];
		for (; k < changes.n && changes.at[k].id == ids[i]; k++, lines[i].n++)
			at[k] =
			    (struct audit_change){ words_column(changes.at[k].field),
				    value_words(rq, changes.at[k].was, zone),
				    value_words(rq, changes.at[k].is_now, zone) };
	}
	return OK;
}

static enum status
fill_lines(struct request *rq, struct audit_view *v, const struct audit_list_rows *rows)
{
	size_t n = rows->n > PAGE ? PAGE : rows->n;
	struct audit_line *lines;

	ARENA_ARRAY(rq->arena, lines, n);
	for (size_t i = 0; i < n; i++) {
		const struct audit_list *row = &rows->at[i];

		lines[i] = (struct audit_line){ .row = row,
			.when = arena_printf(rq->arena, "%s %s",
			    show_date(rq->arena, row->at, tx_now(rq->tx), v->zone),
			    show_time(rq->arena, row->at, v->zone)),
			.did = words_action(row->action, row->object),
			.to = object_words(rq, row),
			.link = leads_to(rq, row) };
	}
	TRY(fill_changes(rq, v->zone, rows, n, lines));
	v->lines = (struct audit_line_rows){ lines, n };
	if (rows->n > PAGE)
		v->more = arena_printf(rq->arena, "%" PRId64 "-%" PRId64,
		    rows->at[n - 1].at, rows->at[n - 1].id);
	return OK;
}

enum status
audit_list(struct request *rq)
{
	struct audit_view v = { .who = asked(rq, "who"),
		.kind = page_one_of(request_query(rq, "kind"), kind_codes),
		.object = page_one_of(request_query(rq, "object"), object_codes),
		.from = asked(rq, "from"),
		.until = asked(rq, "until"),
		.zone = page_user(rq)->zone };
	int64_t before_at = 0, before_id = 0;
	struct audit_list_rows rows;
	struct page page;
	const char *from = day(&v, v.from), *until = day(&v, v.until);

	if (sscanf(asked(rq, "before"), "%" SCNd64 "-%" SCNd64, &before_at,
		&before_id) != 2 ||
	    before_at < 0 || before_at > INT64_C(20000000000) * SECOND)
		before_at = before_id = 0;
	v.kinds = field_options(rq->arena, kind_codes, kind_words);
	fill_objects(rq, &v);
	TRY(fill_people(rq, &v));
	TRY(sql_audit_list(rq->tx, strtoll(v.who, NULL, 10), v.kind, v.object, from,
	    until, v.zone, before_at, before_id, PAGE + 1, &rows));
	TRY(fill_lines(rq, &v, &rows));
	TRY(page_open(rq, &page, _("Audit"), "audit"));
	page.faulty = v.fault != NULL;
	render_audit(reply_html(rq, v.fault != NULL ? 422 : 200), &page, &v);
	return OK;
}
