/* delivery_several.c - one deed on several texts: asked first, and taken back at once. */

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ext/secret.h"
#include "gen/delivery.h"
#include "site/delivery_deeds.h"
#include "site/delivery_kinds.h"
#include "site/page.h"
#include "site/pages.h"

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The deeds. */

static enum status
send_again(
    struct tx *tx, int64_t id, const struct delivery_by *by, enum delivery_fault *fault)
{
	int64_t leaves_at;

	return delivery_again(tx, id, by, fault, &leaves_at);
}

static enum status
release(
    struct tx *tx, int64_t id, const struct delivery_by *by, enum delivery_fault *fault)
{
	int64_t leaves_at;

	return delivery_release(tx, id, by, fault, &leaves_at);
}

static enum status
ask_again(
    struct tx *tx, int64_t id, const struct delivery_by *by, enum delivery_fault *fault)
{
	struct delivery_asked asked;

	TRY(delivery_ask_again(tx, id, by, &asked));
	*fault = asked.fault;
	return OK;
}

static enum status
set_aside(
    struct tx *tx, int64_t id, const struct delivery_by *by, enum delivery_fault *fault)
{
	size_t done;

	TRY(delivery_set_aside(tx, &id, 1, by, &done));
	*fault = done > 0 ? DELIVERY_DONE : DELIVERY_GONE;
	return OK;
}

static enum status
call(
    struct tx *tx, int64_t id, const struct delivery_by *by, enum delivery_fault *fault)
{
	int64_t task_id;

	TRY(delivery_call(
	    tx, id, by, _("Call: an SMS did not reach this client"), &task_id));
	*fault = task_id != 0 ? DELIVERY_DONE : DELIVERY_GONE;
	return OK;
}

/* clang-format off */
static const struct delivery_deed deeds[] = {
	{ "again", "", N_("Send again?"), N_("message leaves again."), N_("messages leave again."),
	    N_("What you chose is on its way or has arrived, was set aside, asks about a day that has passed, or its client wants no messages."),
	    N_("Send again"), N_("Sending…"), N_("Do not send"), "retried", true, false, false, send_again },
	{ "aside", "", N_("Set aside?"), N_("message is set aside: nobody does more about it."),
	    N_("messages are set aside: nobody does more about them."),
	    N_("What you chose has been set aside already, or is on its way again."),
	    N_("Set aside"), N_("Setting aside…"), N_("Leave them"), "set-aside", false, true, true, set_aside },
	{ "call", "", N_("Call instead?"), N_("task to call is made, to be done within four hours."),
	    N_("tasks to call are made, to be done within four hours."),
	    N_("What you chose has been set aside already, or is on its way again."),
	    N_("Make the tasks"), N_("Making the tasks…"), N_("Make none"), "calls-made", false, false, false, call },
	{ "release", "held", N_("Release these?"), N_("message leaves after all."), N_("messages leave after all."),
	    N_("What you chose is held no more, or its client wants no messages."),
	    N_("Release"), N_("Releasing…"), N_("Do not send"), "let-go", true, false, true, release },
	{ "drop", "held", N_("Drop these?"), N_("message is never sent."), N_("messages are never sent."),
	    N_("What you chose is held no more."),
	    N_("Drop"), N_("Dropping…"), N_("Leave them"), "dropped", false, true, true, delivery_drop },
	{ "ask", "interrupted", N_("Ask again?"), N_("question of today is asked once more."),
	    N_("questions of today are asked once more."),
	    N_("What you chose has been answered, asked again or set aside meanwhile, its day has passed, or its client wants no messages."),
	    N_("Ask again"), N_("Sending…"), N_("Do not ask"), "asked-again", true, false, false, ask_again },
};
/* clang-format on */

static const struct delivery_deed *
deed_asked(struct request *rq)
{
	const char *name = request_query(rq, "deed");

	for (size_t i = 0; name != NULL && i < COUNT_OF(deeds); i++)
		if (is(deeds[i].name, name))
			return &deeds[i];
	return NULL;
}

/* Which texts: ticked, or all of a list. */

static enum status
ids_of_reason(struct request *rq, const char *reason, int64_t *ids, size_t *n)
{
	const char *day = request_field(rq, "day");
	struct delivery_list_rows rows;
	int64_t number;

	if (day != NULL && (*day == '\0' || clock_parse_date(day, &number) != OK))
		day = NULL;
	TRY(sql_delivery_list(rq->tx, tx_now(rq->tx), day, page_user(rq)->zone, reason,
	    tx_now(rq->tx) + 24 * HOUR, 0, DELIVERY_SEVERAL_MAX, DELIVERY_SEVERAL_MAX,
	    &rows));
	for (size_t i = 0; i < rows.n && *n < DELIVERY_SEVERAL_MAX; i++)
		ids[(*n)++] = rows.at[i].id;
	return OK;
}

static enum status
ids_of_kind(struct request *rq, const char *kind, int64_t *ids, size_t *n)
{
	struct delivery_held_rows held;
	struct delivery_runs_rows runs;

	if (is(kind, "held")) {
		TRY(sql_delivery_held(rq->tx, DELIVERY_SEVERAL_MAX, &held));
		for (size_t i = 0; i < held.n; i++)
			ids[(*n)++] = held.at[i].id;
		return OK;
	}
	TRY(sql_delivery_runs(
	    rq->tx, tx_now(rq->tx), is(kind, "expired") ? "expired" : "", &runs));
	for (size_t i = 0; i < runs.n && *n < DELIVERY_SEVERAL_MAX; i++)
		if (!is(runs.at[i].how, "unstarted"))
			ids[(*n)++] = runs.at[i].id;
	return OK;
}

static enum status
chosen(struct request *rq, int64_t *ids, size_t *n)
{
	static const char *const kinds[] = { "", "held", "interrupted", "expired",
		NULL };
	const char *reason = request_field(rq, "reason");
	const char *kind = page_one_of(request_field(rq, "kind"), kinds);

	*n = 0;
	if (reason != NULL && *reason != '\0')
		return ids_of_reason(rq, reason, ids, n);
	if (*kind != '\0')
		return ids_of_kind(rq, kind, ids, n);
	return page_numbers(rq, "id", DELIVERY_SEVERAL_MAX, ids, n);
}

/* The question: how many, to whom, what it costs. */
static enum status
ask(struct request *rq, const struct delivery_deed *deed,
    const struct delivery_several_rows *texts, size_t n)
{
	struct delivery_several_view v = { .csrf = page_user(rq)->csrf,
		.once = page_once(rq),
		.back = *deed->kind == '\0'
			    ? "/delivery"
			    : arena_printf(rq->arena, "/delivery?kind=%s", deed->kind),
		.deed = deed,
		.texts = *texts,
		.left_out = n - texts->n };
	struct page page;

	for (size_t i = 0; i < texts->n; i++) {
		v.parts += (int64_t)sms_count(texts->at[i].body).parts;
		v.quiet |= texts->at[i].quiet;
	}
	TRY(page_open(rq, &page, _(deed->title), "delivery"));
	render_delivery_several(reply_html(rq, 200), &page, &v);
	return OK;
}

static enum status
done(struct request *rq, const struct delivery_deed *deed, const char *bulk,
    enum delivery_fault fault, size_t n)
{
	const char *notice =
	    n == 0 && is(deed->name, "again") && fault == DELIVERY_GONE
		? "on-its-way"
		: delivery_notice(n > 0 ? DELIVERY_DONE : fault, deed->undone);

	if (n == 0 || !deed->undo)
		return page_done(rq, "/delivery?kind=%s&notice=%s", deed->kind, notice);
	return page_done(
	    rq, "/delivery?kind=%s&notice=%s&deeds=%s", deed->kind, notice, bulk);
}

static enum status
do_all(struct request *rq, const struct delivery_deed *deed,
    const struct delivery_several_rows *texts)
{
	const char *note = deed->why ? request_field(rq, "note") : NULL;
	const struct delivery_by by = { .user_id = page_user(rq)->id,
		.note = note != NULL ? text_trim(rq->arena, note) : "",
		.bulk = secret_uuid(rq->arena) };
	enum delivery_fault fault = DELIVERY_GONE;
	size_t n = 0;

	if (text_length(by.note) > DELIVERY_NOTE_MAX)
		return ERR_INVALID;
	for (size_t i = 0; i < texts->n; i++) {
		TRY(deed->one_text(rq->tx, texts->at[i].id, &by, &fault));
		n += fault == DELIVERY_DONE;
	}
	return done(rq, deed, by.bulk, fault, n);
}

enum status
delivery_several(struct request *rq)
{
	const struct delivery_deed *deed = deed_asked(rq);
	int64_t ids[DELIVERY_SEVERAL_MAX];
	struct delivery_several_rows texts;
	size_t n;

	if (deed == NULL)
		return ERR_INVALID;
	TRY(chosen(rq, ids, &n));
	if (n == 0)
		return reply_see_other(
		    rq, "/delivery?kind=%s&notice=none-chosen", deed->kind);
	TRY(sql_delivery_several(
	    rq->tx, tx_int_array(rq->tx, ids, n), deed->name, tx_now(rq->tx), &texts));
	if (request_field(rq, "sure") == NULL)
		return ask(rq, deed, &texts, n);
	return do_all(rq, deed, &texts);
}

enum status
delivery_several_undo(struct request *rq)
{
	const char *bulk = request_query(rq, "deeds");
	size_t undone;

	if (bulk == NULL || !text_is_uuid(bulk))
		return ERR_NOT_FOUND;
	TRY(delivery_undo(rq->tx, 0, bulk, page_user(rq)->id, &undone));
	return page_done(rq, "/delivery?kind=%s&notice=%s",
	    page_one_of(request_query(rq, "kind"), delivery_kinds),
	    undone > 0 ? "deed-undone" : "deed-gone");
}
