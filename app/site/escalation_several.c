/* escalation_several.c - several cases at once: on paper, and given to a colleague. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "core/escalation.h"
#include "gen/escalation_print.h"
#include "site/escalation_pages.h"
#include "site/page.h"
#include "site/pages.h"

#define PRINT_MOST 300
#define GIVE_MOST 100 /* on a page */

enum status
case_print(struct request *rq)
{
	struct case_print_view v = { .filter = case_filter_asked(rq),
		.region = page_user(rq)->region,
		.with_phones = page_number(rq, "phones") != 0 };
	struct page page;
	int64_t *ids;

	TRY(case_rows(rq, &v.filter, &case_first, PRINT_MOST, &v.rows));
	ARENA_ARRAY(rq->arena, ids, v.rows.n);
	for (size_t i = 0; i < v.rows.n; i++)
		ids[i] = v.rows.at[i].id;
	TRY(sql_task_phones(rq->tx, tx_int_array(rq->tx, ids, v.rows.n), &v.phones));
	if (v.phones.n != v.rows.n)
		return ERR_INTERNAL;
	v.back = case_path(rq->arena, &v.filter, v.filter.view);
	v.other = arena_printf(rq->arena, "%s%s",
	    case_act_path(rq->arena, "/print", &v.filter),
	    v.with_phones ? "" : "&phones=1");
	TRY(page_open(rq, &page, _("Escalations"), "escalations"));
	render_escalation_print(reply_html(rq, 200), &page, &v);
	return OK;
}

/* Giving. */

struct give_form {
	int64_t to;
};

/* clang-format off */
static const struct input give_inputs[] = {
	INPUT_NUMBER(struct give_form, to, .label = N_("Give to"), .min = 1, .max = INT64_MAX),
	INPUT_END
};
/* clang-format on */

/* What was ticked on a page, and how each of its rows was shown there. */
struct ticked {
	int64_t ids[GIVE_MOST], rows[GIVE_MOST], versions[GIVE_MOST];
	size_t nids, nrows;
};

static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static enum status
read_ticked(struct request *rq, struct ticked *t)
{
	size_t nversions;

	TRY(page_numbers(rq, "id", GIVE_MOST, t->ids, &t->nids));
	/* Two who give the same wait for each other. */
	qsort(t->ids, t->nids, sizeof *t->ids, by_id);
	TRY(page_numbers(rq, "row", GIVE_MOST, t->rows, &t->nrows));
	TRY(page_numbers(rq, "v", GIVE_MOST, t->versions, &nversions));
	return nversions == t->nrows ? OK : ERR_INVALID;
}

static int64_t
version_of(const struct ticked *t, int64_t id)
{
	for (size_t i = 0; i < t->nrows; i++)
		if (t->rows[i] == id)
			return t->versions[i];
	return 0;
}

static bool
is_supervisor(const struct case_list_view *v, int64_t id)
{
	for (size_t i = 0; i < v->people.n; i++)
		if (v->people.at[i].id == id)
			return true;
	return false;
}

/* ERR_CONFLICT if it is left: it has changed, or is of a facility that is not hers. */
static enum status
give_one(struct request *rq, int64_t id, int64_t version, int64_t to)
{
	const struct escalation_lock *e;
	const struct task_assign *given;
	enum status status = sql_escalation_lock(rq->tx, id, tx_now(rq->tx), &e);

	if (status == OK && (!e->open || e->version != version))
		return ERR_CONFLICT;
	if (status == OK)
		status = sql_task_assign(rq->tx, id, to, "", &given);
	return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}

bool
case_may_give(const struct case_list_view *v)
{
	return v->may_decide && strcmp(v->filter.view, "closed") != 0;
}

bool
case_is_ticked(const struct case_list_view *v, int64_t id)
{
	for (size_t i = 0; i < v->nticked; i++)
		if (v->ticked[i] == id)
			return true;
	return false;
}

const char *
case_given_line(struct request *rq)
{
	int given = (int)page_number(rq, "given"), left = (int)page_number(rq, "left");
	const char *line = arena_printf(rq->arena,
	    i18n_many("%d case given to a colleague.", "%d cases given to a colleague.",
		(unsigned long)given),
	    given);

	return left == 0 ? line
			 : arena_printf(rq->arena, "%s %s", line,
			       arena_printf(rq->arena,
				   i18n_many("%d was left: somebody has changed it "
					     "meanwhile, or the "
					     "colleague does not work at its facility.",
				       "%d were left: somebody has changed them "
				       "meanwhile, or the "
				       "colleague does not work at their facility.",
				       (unsigned long)left),
				   left));
}

enum status
case_give(struct request *rq)
{
	struct case_list_view v = { .open.form = case_nothing_typed };
	struct give_form form;
	struct ticked ticked;
	size_t given = 0;

	input_read(rq, give_inputs, &form, &v.faults);
	TRY(read_ticked(rq, &ticked));
	TRY(sql_escalation_people(rq->tx, &v.people));
	if (ticked.nids == 0)
		fault_add(
		    &v.faults, "id", _("Cases: tick those that are to be given."));
	if (!is_supervisor(&v, form.to))
		fault_add(&v.faults, "to", _("Give to: choose somebody."));
	v.give_to = form.to;
	v.ticked = ticked.ids;
	v.nticked = ticked.nids;
	if (v.faults.n > 0)
		return case_show(rq, 422, 0, &v);
	for (size_t i = 0; i < ticked.nids; i++) {
		enum status status = give_one(
		    rq, ticked.ids[i], version_of(&ticked, ticked.ids[i]), form.to);

		if (status == OK)
			given++;
		else if (status != ERR_CONFLICT)
			return status;
	}
	v.filter = case_filter_asked(rq);
	return page_done(rq, "%s&notice=%s&given=%zu&left=%zu",
	    case_path(rq->arena, &v.filter, v.filter.view),
	    given > 0 ? "cases-given" : "cases-left", given, ticked.nids - given);
}
