/* report_pages.c - one report: what it says, and what it said before. */

#include "site/report_pages.h"

#include <string.h>

#include "base/i18n.h"
#include "gen/report.h"
#include "site/form_sheet.h"
#include "site/page.h"
#include "site/pages.h"

static enum status
read(struct request *rq, const char *text, const struct json **json)
{
	return json_parse(rq->arena, text, strlen(text), json);
}

/* Each version against the one after it; the last against what it says now. */
static enum status
fill_steps(struct request *rq, struct report_view *v, const struct form *form,
    const struct json *fields)
{
	const struct report_get *r = v->report;
	struct report_versions_rows rows;
	struct report_step *at;

	TRY(sql_report_versions(rq->tx, rq->id, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct report_versions *later = i > 0 ? &rows.at[i - 1] : NULL;
		const struct json *before;

		TRY(read(rq, rows.at[i].fields, &before));
		at[i] = (struct report_step){
			.who = later != NULL ? later->by_name : r->changed_name,
			.why = later != NULL ? later->why : r->why,
			.at = later != NULL ? later->said_at : r->changed_at,
		};
		report_show_changes(rq, form, before, fields, &at[i].changes);
		fields = before;
	}
	v->steps = (struct report_steps){ at, rows.n };
	return OK;
}

enum status
report_page(struct request *rq)
{
	const struct json *fields, *hidden;
	struct report_view v = { .report = NULL };
	const struct form *form;
	struct page page;

	TRY(sql_report_get(rq->tx, rq->id, &v.report));
	TRY(report_show_form(rq, v.report->form_version_id, &form));
	TRY(read(rq, v.report->fields, &fields));
	TRY(read(rq, v.report->hidden_fields, &hidden));
	v.title = form_sheet_title(rq->arena, v.report->form, v.report->title);
	report_show_lines(rq, form, fields, hidden, &v.lines);
	TRY(fill_steps(rq, &v, form, fields));
	TRY(sql_report_parts(rq->tx, rq->id, &v.parts));
	v.may_change = v.report->instance != NULL && v.report->parent_id == 0 &&
		       strcmp(v.report->state, "withdrawn") != 0;
	TRY(page_open(rq, &page,
	    *v.report->patient_name != '\0'
		? arena_printf(rq->arena, "%s, %s", v.title, v.report->patient_name)
		: v.title,
	    "patients"));
	page_in_zone(rq, &page, v.report->zone);
	if (v.report->patient_id != 0) {
		rq->reply.shown = "patient";
		rq->reply.shown_id = v.report->patient_id;
	}
	render_report(reply_html(rq, 200), &page, &v);
	return OK;
}
