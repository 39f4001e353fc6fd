/* composer.c - see composer.h. */

#include "site/composer.h"

#include <string.h>

#include "base/i18n.h"
#include "core/later.h"
#include "core/quiet.h"
#include "core/workflow.h"
#include "site/page.h"
#include "site/show.h"

#define SHOWN 3 /* above the box; the others are one press away */
#define OFFERED_MAX 200

enum status
composer_ask(struct request *rq, int64_t thread_id, int32_t most,
    struct answer_offered_rows *rows)
{
	return sql_answer_offered(
	    rq->tx, thread_id, tx_now(rq->tx), most != 0 ? most : SHOWN + 1, rows);
}

static const char *
filled(struct request *rq, const struct answer_offered *row)
{
	return workflow_fill(rq->arena, row->body,
	    &(const struct workflow_words){ .first_name = row->given_name,
		.clinic = row->clinic,
		.phone = row->emergency_phone,
		.emergency = row->emergency_phone,
		.nurse = show_short_name(rq->arena, page_user(rq)->name) });
}

static bool
his(const struct answer_offered *row)
{
	return strcmp(row->language, row->his_language) == 0;
}

struct composer_offers
composer_offers(struct request *rq, const struct answer_offered_rows *rows)
{
	struct composer_offer *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++)
		if (rows->at[i].version_id != 0)
			at[n++] = (struct composer_offer){ rows->at[i].version_id,
				rows->at[i].title, filled(rq, &rows->at[i]),
				rows->at[i].fits && his(&rows->at[i]),
				his(&rows->at[i])
				    ? NULL
				    : workflow_language_name(rows->at[i].language) };
	return (struct composer_offers){ at, n };
}

const char *
composer_hour(struct arena *arena, int64_t at, int64_t now, const char *zone)
{
	switch (show_days_until(at, now, zone)) {
	case 0:
		return show_time(arena, at, zone);
	case 1:
		return arena_printf(
		    arena, _("%s tomorrow"), show_time(arena, at, zone));
	default:
		return show_moment(arena, at, now, zone);
	}
}

void
composer_show(
    struct request *rq, const struct answer_offered_rows *rows, struct composer *c)
{
	const struct answer_offered *first = rows->n > 0 ? &rows->at[0] : NULL;
	int64_t now = tx_now(rq->tx);
	size_t fits = 0;

	*c = (struct composer){ .offers = composer_offers(rq, rows) };
	while (fits < c->offers.n && fits < SHOWN && c->offers.at[fits].fits)
		fits++;
	c->more = c->offers.n > fits;
	c->offers.n = fits;
	if (first == NULL)
		return;
	c->leaves_at =
	    quiet_ends(first->quiet_from, first->quiet_until, first->zone, now);
	if (c->leaves_at == 0)
		return;
	c->leaves = arena_printf(rq->arena, _("Send at %s"),
	    composer_hour(rq->arena, c->leaves_at, now, first->zone));
	c->now_too = quiet_just_wrote(first->heard_at, now);
}

const char *
composer_not_sent(const char *reason)
{
	/* clang-format off */
	static const struct { const char *reason, *words; } reasons[] = {
		{ LATER_STOPPED, N_("Not sent: he wanted no messages any more before it left") },
		{ LATER_NUMBER, N_("Not sent: the number was changed before it left") },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (strcmp(reasons[i].reason, reason) == 0)
			return _(reasons[i].words);
	return _("Not sent");
}

enum status
composer_answer(
    struct request *rq, int64_t thread_id, int64_t version_id, const char **text)
{
	struct answer_offered_rows rows;

	*text = NULL;
	TRY(composer_ask(rq, thread_id, OFFERED_MAX, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (rows.at[i].version_id == version_id && version_id != 0)
			*text = filled(rq, &rows.at[i]);
	return OK;
}
