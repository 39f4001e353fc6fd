/* indicator_event_pages.c - adverse events for WHO and the register; what to mend. */

#include "site/indicator_event_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "core/adverse.h"
#include "gen/indicator_event.h"
#include "site/indicator_counts.h"
#include "site/indicator_table.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define EVENTS 1000
#define FAULTS 10 /* of each kind */
#define FAULTS_OF_KIND 500

/* WHO: PRV.15 and PRV.16 */

/* clang-format off */
static const struct dimension {
	const char *code, *title;
	bool procedures; /* PRV.15 is taken apart by it too */
} dimensions[] = {
	{ "all", N_("All"), true },
	{ "band", N_("Age"), true },
	{ "method", N_("Method"), true },
	{ "severity", N_("Severity"), false },
	{ "timing", N_("Timing"), false },
	{ "kind", N_("Type"), false },
};
/* clang-format on */

static enum status
ask_who(struct request *rq, struct indicator_who_view *v)
{
	struct indicator_who_rows rows;
	struct indicator_who_line *events, *procedures;
	size_t n = 0, p = 0;

	TRY(sql_indicator_who(rq->tx, v->filter.place, v->filter.from, v->filter.until,
	    tx_now(rq->tx), &rows));
	ARENA_ARRAY(rq->arena, events, rows.n);
	ARENA_ARRAY(rq->arena, procedures, rows.n);
	for (size_t d = 0; d < COUNT_OF(dimensions); d++)
		for (size_t i = 0; i < rows.n; i++) {
			const struct indicator_who *r = &rows.at[i];
			struct indicator_who_line line = { _(dimensions[d].title),
				*r->value != '\0' ? r->value : "–",
				indicator_number(rq->arena, r->num),
				indicator_number(rq->arena, r->den),
				indicator_rate(
				    rq->arena, INDICATOR_SHARE, r->num, r->den) };

			if (strcmp(r->dimension, dimensions[d].code) != 0)
				continue;
			events[n++] = line;
			if (dimensions[d].procedures)
				procedures[p++] = line;
		}
	v->events = (struct indicator_who_lines){ events, n };
	v->procedures = (struct indicator_who_lines){ procedures, p };
	return OK;
}

enum status
indicator_by_who(struct request *rq)
{
	struct indicator_who_view v = { .download = "" };
	struct page page;

	TRY(indicator_filter_read(rq, "/indicators/who", false, &v.filter));
	if (v.filter.fault == NULL) {
		TRY(ask_who(rq, &v));
		v.download = arena_printf(
		    rq->arena, "/indicators/who/download?%s", v.filter.query);
	}
	TRY(page_open(rq, &page, _("WHO’s indicators"), "indicators"));
	page.faulty = v.filter.fault != NULL;
	render_indicator_by_who(
	    reply_html(rq, v.filter.fault != NULL ? 422 : 200), &page, &v);
	return OK;
}

static const char *const who_headings[] = { N_("Indicator"), N_("By"), N_("Value"),
	N_("Counted"), N_("Of"), N_("From"), N_("Until"), N_("Facility"), N_("Zone") };

static void
who_rows(struct buf *b, const struct indicator_filter *f, const char *indicator,
    const struct indicator_who_lines *lines, bool volume)
{
	for (size_t i = 0; i < lines->n; i++) {
		const struct indicator_who_line *l = &lines->at[i];
		const char *cells[COUNT_OF(who_headings)] = { indicator, l->dimension,
			l->value, volume ? l->den : l->num, volume ? "" : l->den,
			f->first, f->last, f->place_name, _("each facility’s own") };

		csv_row(b, cells, COUNT_OF(cells));
	}
}

enum status
indicator_by_who_download(struct request *rq)
{
	struct indicator_who_view v = { .download = "" };
	const char *words[COUNT_OF(who_headings)];
	struct buf *b;

	TRY(indicator_filter_read(rq, "/indicators/who", false, &v.filter));
	if (v.filter.fault != NULL)
		return ERR_INVALID;
	TRY(ask_who(rq, &v));
	for (size_t i = 0; i < COUNT_OF(words); i++)
		words[i] = _(who_headings[i]);
	b = reply_file(rq, "text/csv; charset=utf-8", "who-indicators.csv");
	csv_begin(b);
	csv_row(b, words, COUNT_OF(words));
	who_rows(b, &v.filter, "PRV.15", &v.procedures, true);
	who_rows(b, &v.filter, "PRV.16", &v.events, false);
	return indicator_note(rq, "indicator-list", v.procedures.n + v.events.n);
}

/* The line list */

/* As a form says it; of a decision, what its code means. */
static const char *
event_kind(struct request *rq, const struct indicator_events *e)
{
	const struct adverse_code *type = adverse_find(&adverse()->types,
	    arena_strndup(rq->arena, e->code, strcspn(e->code, "-")));

	return *e->kind != '\0' || type == NULL
		   ? e->kind
		   : adverse_words(type, page_user(rq)->language);
}

static const char *
event_words(struct request *rq, const struct indicator_events *e)
{
	const char *kind = event_kind(rq, e);

	return arena_printf(rq->arena, "%s%s%s%s%s",
	    *e->code != '\0' ? e->code : _("no code"), *kind != '\0' ? ", " : "", kind,
	    *e->severity != '\0' ? ", " : "", e->severity);
}

/* The form that tells of it, or the case. */
static const char *
event_path(struct arena *arena, const struct indicator_events *e)
{
	return e->report_id != 0
		   ? arena_printf(arena, "/reports/%" PRId64, e->report_id)
		   : arena_printf(arena, "/escalations/%" PRId64, e->task_id);
}

static const char *
event_marks(struct arena *arena, const struct indicator_events *e)
{
	return arena_printf(arena, "%s%s%s%s", e->serious ? _("serious") : "",
	    e->serious && e->notifiable ? ", " : "",
	    e->notifiable ? _("notifiable") : "",
	    e->confirmed ? "" : _("told on the phone, not seen"));
}

static enum status
ask_events(struct request *rq, const struct indicator_filter *f,
    struct indicator_events_rows *rows)
{
	return sql_indicator_events(
	    rq->tx, f->place, f->from, f->until, EVENTS + 1, rows);
}

enum status
indicator_events(struct request *rq)
{
	struct indicator_events_view v = { .download = "" };
	struct indicator_events_rows rows = { 0 };
	struct indicator_event *at;
	struct page page;

	TRY(indicator_filter_read(rq, "/indicators/events", false, &v.filter));
	if (v.filter.fault == NULL) {
		TRY(ask_events(rq, &v.filter, &rows));
		v.download = arena_printf(
		    rq->arena, "/indicators/events/download?%s", v.filter.query);
	}
	v.more = rows.n > EVENTS;
	v.events.n = v.more ? EVENTS : rows.n;
	ARENA_ARRAY(rq->arena, at, v.events.n);
	for (size_t i = 0; i < v.events.n; i++)
		at[i] = (struct indicator_event){ &rows.at[i],
			show_name(
			    rq->arena, rows.at[i].given_name, rows.at[i].family_name),
			show_day(rq->arena, rows.at[i].day),
			arena_printf(rq->arena, _("day %d"), (int)rows.at[i].day_after),
			event_words(rq, &rows.at[i]),
			event_marks(rq->arena, &rows.at[i]),
			event_path(rq->arena, &rows.at[i]) };
	v.events.at = at;
	rq->reply.shown = "indicator-list";
	rq->reply.shown_id = (int64_t)v.events.n;
	TRY(page_open(rq, &page, _("Line list of adverse events"), "indicators"));
	page.faulty = v.filter.fault != NULL;
	render_indicator_events(
	    reply_html(rq, v.filter.fault != NULL ? 422 : 200), &page, &v);
	return OK;
}

static const char *const event_headings[] = { N_("Day"), N_("Number"), N_("Client"),
	N_("Age"), N_("Facility"), N_("Zone"), N_("Procedure"), N_("Method"),
	N_("Day after it"), N_("Code"), N_("Type"), N_("Severity"), N_("Timing"),
	N_("Serious"), N_("Notifiable"), N_("Seen"), N_("Treatment"), N_("Seen by") };

static void
event_row(struct request *rq, struct buf *b, const struct indicator_events *e)
{
	struct arena *a = rq->arena;
	const char *cells[COUNT_OF(event_headings)] = { e->day, e->number,
		show_name(a, e->given_name, e->family_name),
		arena_printf(a, "%d", (int)e->age), e->place_name, e->zone,
		e->anchor_date, e->method, arena_printf(a, "%d", (int)e->day_after),
		e->code, event_kind(rq, e), e->severity, e->timing,
		e->serious ? _("yes") : _("no"), e->notifiable ? _("yes") : _("no"),
		e->confirmed ? _("yes") : _("no"), e->treatment, e->provider };

	csv_row(b, cells, COUNT_OF(cells));
}

enum status
indicator_events_download(struct request *rq)
{
	const char *words[COUNT_OF(event_headings)];
	struct indicator_events_rows rows;
	struct indicator_filter f;
	struct buf *b;

	TRY(indicator_filter_read(rq, "/indicators/events", false, &f));
	if (f.fault != NULL)
		return ERR_INVALID;
	TRY(ask_events(rq, &f, &rows));
	for (size_t i = 0; i < COUNT_OF(words); i++)
		words[i] = _(event_headings[i]);
	b = reply_file(rq, "text/csv; charset=utf-8", "adverse-events.csv");
	csv_begin(b);
	csv_row(b, words, COUNT_OF(words));
	for (size_t i = 0; i < rows.n && i < EVENTS; i++)
		event_row(rq, b, &rows.at[i]);
	return indicator_note(rq, "indicator-list", rows.n);
}

/* What to mend */

/* clang-format off */
static const struct fault_kind {
	const char *kind, *title, *remedy;
} fault_kinds[] = {
	{ "no-procedure", N_("No date of the procedure"), N_("He is counted nowhere. Begin his follow-up with the date, or say on his page why there is none.") },
	{ "date", N_("The procedure is after the registration"), N_("His days are counted from a date that cannot be. Correct it.") },
	{ "no-code", N_("An adverse event without a code"), N_("It is in the line list without its kind. Put the code into the report, or report the visit at which he was seen.") },
	{ "referral", N_("A referral without an outcome"), N_("Nobody has said since that he was seen. Ask him or the facility, and report the visit.") },
	{ "phone", N_("One phone that several men call their own"), N_("Their texts may be mixed up. Say who shares it, or correct the number.") },
};
/* clang-format on */

/* Where it is mended. */
static const char *
fault_url(struct arena *arena, const struct indicator_faults *f)
{
	if (f->report_id != 0)
		return arena_printf(arena, "/reports/%" PRId64, f->report_id);
	if (f->task_id != 0)
		return arena_printf(arena, "/escalations/%" PRId64, f->task_id);
	if (strcmp(f->kind, "phone") == 0)
		return arena_printf(
		    arena, "/patients/%" PRId64 "/phone", f->patient_id);
	return arena_printf(arena, "/patients/%" PRId64 "%s", f->patient_id,
	    strcmp(f->kind, "date") == 0 ? "/edit" : "");
}

/* The rows of one kind stand together. */
static struct indicator_fault_group
fault_group(struct request *rq, const struct fault_kind *kind,
    const struct indicator_faults_rows *rows)
{
	struct indicator_fault_group g = {
		.kind = kind->kind, .title = _(kind->title), .remedy = _(kind->remedy)
	};
	struct indicator_fault *at;

	ARENA_ARRAY(rq->arena, at, rows->n);
	for (size_t i = 0; i < rows->n; i++) {
		const struct indicator_faults *r = &rows->at[i];

		if (strcmp(r->kind, kind->kind) != 0)
			continue;
		g.total = r->total;
		at[g.n++] = (struct indicator_fault){ r,
			show_name(rq->arena, r->given_name, r->family_name),
			show_day(rq->arena, r->day), fault_url(rq->arena, r) };
	}
	g.at = at;
	if (g.total > (int64_t)g.n && g.n <= FAULTS)
		g.all =
		    arena_printf(rq->arena, "/indicators/quality?kind=%s", kind->kind);
	return g;
}

enum status
indicator_quality(struct request *rq)
{
	const char *asked = request_query(rq, "kind");
	struct indicator_quality_view v = { .groups = { 0 } };
	struct indicator_faults_rows rows;
	struct indicator_fault_group *at;
	struct page page;
	const char *kind = "";

	ARENA_ARRAY(rq->arena, at, COUNT_OF(fault_kinds));
	for (size_t i = 0; i < COUNT_OF(fault_kinds); i++)
		if (asked != NULL && strcmp(asked, fault_kinds[i].kind) == 0)
			kind = fault_kinds[i].kind;
	TRY(sql_indicator_faults(rq->tx, 0, tx_now(rq->tx), kind,
	    *kind != '\0' ? FAULTS_OF_KIND : FAULTS, &rows));
	for (size_t i = 0; i < COUNT_OF(fault_kinds); i++)
		if (*kind == '\0' || strcmp(kind, fault_kinds[i].kind) == 0)
			at[v.groups.n++] = fault_group(rq, &fault_kinds[i], &rows);
	v.groups.at = at;
	rq->reply.shown = "indicator-list";
	rq->reply.shown_id = (int64_t)rows.n;
	TRY(page_open(rq, &page, _("What to mend in the data"), "indicators"));
	render_indicator_quality(reply_html(rq, 200), &page, &v);
	return OK;
}
