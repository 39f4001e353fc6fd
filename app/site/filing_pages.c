/* filing_pages.c - whose one text is, and putting that right. */

#include "site/filing_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/number.h"
#include "ext/phone.h"
#include "gen/filing.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

const char *
filing_how(struct arena *arena, const struct filing_list *with)
{
	const char *how = with->how;

	if (*with->by != '\0')
		return arena_printf(arena, _("%s, said %s"), with->name,
		    show_short_name(arena, with->by));
	if (strcmp(how, "code") == 0)
		return arena_printf(arena,
		    _("%s: the answer begins with his name or the start of it"),
		    with->name);
	if (strcmp(how, "name") == 0)
		return arena_printf(
		    arena, _("%s: his name is in the text"), with->name);
	if (strcmp(how, "talk") == 0)
		return arena_printf(arena,
		    _("%s: the texts before it were said to be his"), with->name);
	return arena_printf(arena, _("%s: the number is his"), with->name);
}

bool
filing_alone(const struct filing_view *v, int64_t patient_id)
{
	return v->with.n == 1 && v->with.at[0].patient_id == patient_id;
}

static enum status
open_view(struct request *rq, struct filing_view *v)
{
	const char *typed = request_query(rq, "q");
	const struct phone_users *all;
	size_t now = 0;

	v->id = rq->id;
	TRY(sql_filing_show(rq->tx, rq->id, &v->m));
	TRY(sql_filing_list(rq->tx, rq->id, &v->with));
	TRY(sql_filing_users(rq->tx, v->m->phone_id, &v->users));
	TRY(sql_phone_users(rq->tx, v->m->phone_id, &all));
	v->q = text_trim(rq->arena, typed != NULL ? typed : "");
	if (*v->q != '\0')
		TRY(sql_patient_pick(rq->tx, text_fold(rq->arena, v->q),
		    phone_sought(rq->arena, v->q), &v->found));
	v->csrf = page_user(rq)->csrf;
	v->once = page_once(rq);
	for (size_t i = 0; i < v->users.n; i++) {
		if (v->users.at[i].before)
			continue;
		if (now < 2)
			v->both[now] = v->users.at[i].id;
		now++;
	}
	if (now != 2)
		v->both[0] = v->both[1] = 0;
	/* One that a client of another facility has, too, is not taken from him here. */
	v->may_go = now == 1 && all->patients == 1 && v->with.n == 1 &&
		    v->users.at[0].id == v->with.at[0].patient_id;
	return OK;
}

static enum status
show(struct request *rq, int code)
{
	struct filing_view v = { .may_go = false };
	struct page page;

	TRY(open_view(rq, &v));
	TRY(page_open(rq, &page, _("Whose text it is"), "messages"));
	if (*v.m->zone != '\0')
		page_in_zone(rq, &page, v.m->zone);
	page.faulty = code != 200;
	v.when = show_moment(rq->arena, v.m->at, page.now, page.zone);
	v.phone = page_phone(rq, v.m->e164);
	render_filing(reply_html(rq, code), &page, &v);
	return OK;
}

enum status
filing_open(struct request *rq)
{
	return show(rq, 200);
}

/* Whom she pressed: anybody whom she may see, the two, or none. */
static enum status
wanted(struct request *rq, const struct filing_view *v, const char *who,
    int64_t *patients, size_t *n)
{
	const struct patient_get *patient;

	*n = 0;
	if (strcmp(who, "none") == 0)
		return OK;
	if (strcmp(who, "both") == 0 && v->both[0] != 0) {
		/* Whoever has it keeps it. */
		bool second = v->with.n > 0 && v->with.at[0].patient_id == v->both[1];

		patients[0] = v->both[second];
		patients[1] = v->both[!second];
		*n = 2;
		return OK;
	}
	TRY(page_numbers(rq, "patient", 1, patients, n));
	return sql_patient_get(rq->tx, patients[0], tx_now(rq->tx), &patient);
}

static enum status
gone(struct request *rq, const struct filing_view *v)
{
	if (!v->may_go)
		return ERR_CONFLICT;
	TRY(number_gone(
	    rq->tx, &(struct number_gone){ .patient_id = v->with.at[0].patient_id,
			.phone_id = v->m->phone_id,
			.user_id = page_user(rq)->id,
			.message_id = rq->id,
			.note = "" }));
	return page_done(
	    rq, "/messages/%" PRId64 "?notice=number-gone", v->with.at[0].thread_id);
}

static enum status
file(struct request *rq, const struct filing_view *v, const char *who)
{
	int64_t patients[CORRECTION_MOST], seen[CORRECTION_MOST], thread_id;
	struct correction c = { .message_id = rq->id,
		.patients = patients,
		.user_id = page_user(rq)->id,
		.seen = seen };

	TRY(wanted(rq, v, who, patients, &c.npatients));
	TRY(page_numbers(rq, "seen", CORRECTION_MOST, seen, &c.nseen));
	TRY(correction_file(rq->tx, &c, &thread_id));
	return page_done(rq, "/messages/%" PRId64 "?notice=%s", thread_id,
	    c.npatients > 0 ? "attributed" : "saved");
}

enum status
filing_save(struct request *rq)
{
	const char *who = request_field(rq, "patient");
	struct filing_view v = { .may_go = false };
	enum status status;

	if (who == NULL)
		return ERR_INVALID;
	TRY(open_view(rq, &v));
	status = strcmp(who, "gone") == 0 ? gone(rq, &v) : file(rq, &v, who);
	return status == ERR_CONFLICT ? show(rq, 409) : status;
}
