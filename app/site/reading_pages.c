/* reading_pages.c - how one text was read, and putting that right. */

#include "site/reading_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "core/triage.h"
#include "gen/reading.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/triage_pages.h"

static const char *
asked(const char *question)
{
	if (strcmp(question, "checkin") == 0)
		return _("the check-in of a day");
	if (strcmp(question, "symptoms") == 0)
		return _("which sign it is, after a 1");
	if (strcmp(question, "none") == 0)
		return _("nothing, or something by a nurse");
	return _("not written down");
}

static const char *
title_of(const struct reading_show *r)
{
	if (strcmp(r->reads, "stop") == 0)
		return triage_verdict_words("STOP");
	if (r->urgency == URGENCY_RED)
		return triage_verdict_words("RED");
	if (r->urgency == URGENCY_AMBER)
		return triage_verdict_words("AMBER");
	return triage_verdict_words(
	    r->urgency == URGENCY_REVIEW || strcmp(r->reads, "start") == 0 ? "REVIEW"
									   : "FINE");
}

/* "Day 4: no problem", what became of the question. */
static const char *
filed(struct request *rq, const struct reading_show *r)
{
	if (!r->answers)
		return NULL;
	if (strcmp(r->answer, "fine") == 0)
		return arena_printf(rq->arena, _("Day %d: no problem"), (int)r->day);
	if (strcmp(r->answer, "problem") == 0)
		return arena_printf(rq->arena, _("Day %d: a problem"), (int)r->day);
	return arena_printf(
	    rq->arena, _("Day %d: answered in other words"), (int)r->day);
}

static enum status
show(struct request *rq, int code)
{
	struct reading_view v = { .csrf = page_user(rq)->csrf, .once = page_once(rq) };
	struct page page;

	TRY(reading_of(rq->tx, rq->id, &v.r));
	TRY(page_open(rq, &page, _("How it was read"), "messages"));
	page_in_zone(rq, &page, v.r->zone);
	page.faulty = code != 200;
	v.title = title_of(v.r);
	v.question = asked(v.r->question);
	v.when = show_moment(rq->arena, v.r->at, page.now, v.r->zone);
	v.filed = filed(rq, v.r);
	if (v.r->why >= 0 && v.r->why < WHY_COUNT && *v.r->read_by != '\0')
		v.why = _(triage_why_words((enum triage_why)v.r->why));
	v.person = reading_may(v.r, READING_PERSON);
	v.fine = reading_may(v.r, READING_FINE);
	v.problem = reading_may(v.r, READING_PROBLEM);
	render_reading(reply_html(rq, code), &page, &v);
	return OK;
}

enum status
reading_open(struct request *rq)
{
	return show(rq, 200);
}

static bool
wanted(struct request *rq, enum reading_as *as)
{
	static const char *const words[] = {
		[READING_PERSON] = "person",
		[READING_FINE] = "fine",
		[READING_PROBLEM] = "problem",
	};
	const char *field = request_field(rq, "as");

	for (size_t i = 0; field != NULL && i < COUNT_OF(words); i++)
		if (strcmp(words[i], field) == 0) {
			*as = (enum reading_as)i;
			return true;
		}
	return false;
}

enum status
reading_save(struct request *rq)
{
	const struct reading_show *r;
	enum reading_as as = READING_PERSON;
	enum status status;

	if (!wanted(rq, &as))
		return ERR_INVALID;
	TRY(reading_of(rq->tx, rq->id, &r));
	status = reading_refile(rq->tx, rq->id, as, page_user(rq)->id);
	if (status == ERR_CONFLICT)
		return show(rq, 409);
	TRY(status);
	return page_done(rq, "/messages/%" PRId64 "?notice=refiled", r->thread_id);
}
