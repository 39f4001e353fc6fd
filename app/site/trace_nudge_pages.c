/* trace_nudge_pages.c - those who are silent are asked once more, several at once. */

#include <inttypes.h>

#include "base/i18n.h"
#include "core/mailing.h"
#include "core/workflow.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define TICKED_MAX 200

/* The programme's words in each of its languages; who they are for is filled in later. */
static size_t
say(struct request *rq, struct answer_said *said)
{
	const struct workflow *w = workflow();
	/* What stays in braces is each man's own, and filled in with his. */
	const struct workflow_words own = { .first_name = "{first_name}",
		.clinic = "{clinic}",
		.phone = "{phone}",
		.emergency = "{emergency}",
		.nurse = "{nurse}",
		.code = "" };
	size_t n = 0;

	for (; n < w->nlanguages && n < ANSWER_LANGUAGES; n++)
		said[n] = (struct answer_said){ w->languages[n],
			workflow_text(
			    rq->arena, w->languages[n], w->nudge_text, &own) };
	return n;
}

static bool
of_one_facility(const struct mailing_chosen_rows *them)
{
	for (size_t i = 1; i < them->n; i++)
		if (them->at[i].place_id != them->at[0].place_id)
			return false;
	return true;
}

/* They are looked at first, as every message to several is. */
enum status
trace_nudge(struct request *rq)
{
	struct answer_said said[ANSWER_LANGUAGES];
	struct mailing_chosen_rows them;
	int64_t ids[TICKED_MAX], id;
	size_t n;

	TRY(page_numbers(rq, "id", TICKED_MAX, ids, &n));
	if (n == 0)
		return page_led(rq, "/tracing?notice=nobody-ticked");
	TRY(sql_mailing_chosen(rq->tx, tx_int_array(rq->tx, ids, n), &them));
	if (them.n == 0 || *workflow()->nudge_text == '\0')
		return ERR_NOT_FOUND;
	if (!of_one_facility(&them))
		return page_led(rq, "/tracing?notice=one-facility");
	TRY(mailing_begin(rq->tx,
	    &(struct mailing_plan){ .place_id = them.at[0].place_id,
		.user_id = page_user(rq)->id,
		.day_from = ANSWER_ANY_DAY,
		.day_to = ANSWER_ANY_DAY,
		.language = "",
		.waits = "",
		.chosen = tx_int_array(rq->tx, ids, n),
		.traces = true,
		.nurse = show_short_name(rq->arena, page_user(rq)->name),
		.said = said,
		.n = say(rq, said) },
	    &id));
	return page_done(rq, "/messages/groups/%" PRId64, id);
}
