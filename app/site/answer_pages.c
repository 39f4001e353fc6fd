/* answer_pages.c - ready answers: offered in a conversation, written, approved, retired. */

#include "site/answer_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/neutral.h"
#include "core/workflow.h"
#include "gen/answer.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/thread_view.h"
#include "site/words.h"

#define OFFERED_MAX 200
#define BODY_MAX 640
#define GOOD_DAYS 365 /* proposed until the next look */

/* clang-format off */
static const char *const sign_codes[] = { "", "bleeding", "swelling", "pus", "pain", "redness",
	"wound-open", "fever", "fainting", "urine", "tetanus", NULL };
static const char *const sign_words[] = { N_("Whatever he wrote"), N_("Bleeding"), N_("Swelling"), N_("Pus"),
	N_("Pain"), N_("Redness"), N_("Wound opening"), N_("Fever"), N_("Fainting"), N_("Urine"),
	N_("Tetanus"), NULL };

static const struct input answer_inputs[] = {
	INPUT_TEXT(struct answer_form, title, .label = N_("Title"), .required = true, .max = 60),
	INPUT_CHOICE(struct answer_form, sign, sign_codes, .label = N_("Sign")),
	INPUT_END
};
/* clang-format on */

/* In a conversation. */

static bool
holds(struct arena *arena, const struct composer_offer *o, const char *q)
{
	return strstr(text_fold(arena, o->title), q) != NULL ||
	       strstr(text_fold(arena, o->text), q) != NULL;
}

static struct composer_offers
found(struct request *rq, const struct composer_offers *all, const char *q)
{
	const char *sought = text_fold(rq->arena, q);
	struct composer_offer *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, all->n + 1);
	for (size_t i = 0; i < all->n; i++)
		if (holds(rq->arena, &all->at[i], sought))
			at[n++] = all->at[i];
	return (struct composer_offers){ at, n };
}

enum status
answer_offer(struct request *rq)
{
	const char *q = request_query(rq, "q");
	struct answer_offer_view v = { .thread_id = rq->id,
		.q = q != NULL ? text_trim(rq->arena, q) : "" };
	struct answer_offered_rows rows;
	struct thread_view thread;
	struct composer_offers all;
	struct page page;

	TRY(thread_view_open(rq, rq->id, &thread));
	TRY(composer_ask(rq, rq->id, OFFERED_MAX, &rows));
	all = composer_offers(rq, &rows);
	v.offers = found(rq, &all, v.q);
	v.name = thread.name;
	rq->reply.shown = "thread";
	rq->reply.shown_id = rq->id;
	if (page_is_fragment(rq)) {
		render_answer_offer_part(reply_html(rq, 200), &v);
		return OK;
	}
	TRY(page_open(rq, &page, _("Ready answers"), "messages"));
	page.talks = true;
	render_answer_offer(reply_html(rq, 200), &page, &v);
	return OK;
}

/* All of them. */

static const char *
today(struct request *rq)
{
	return clock_local_date(rq->arena, tx_now(rq->tx), page_user(rq)->zone);
}

const char *
answer_state(struct arena *arena, const struct answer_list *a, const char *day,
    const char **colour)
{
	*colour = "amber";
	if (a->retired_at != 0) {
		*colour = "";
		return _("Retired");
	}
	if (a->good_until == NULL)
		return _("Not offered: nobody has approved it yet");
	if (strcmp(a->good_until, day) < 0)
		return arena_printf(arena, _("Not offered: its approval ended on %s"),
		    show_day(arena, a->good_until));
	if (a->good_number != a->number)
		return arena_printf(arena,
		    _("Version %d is offered; version %d waits for its approval"),
		    (int)a->good_number, (int)a->number);
	*colour = "green";
	return arena_printf(
	    arena, _("Offered until %s"), show_day(arena, a->good_until));
}

static const char *
sign_word(const char *sign)
{
	for (size_t i = 0; sign_codes[i] != NULL; i++)
		if (strcmp(sign_codes[i], sign) == 0)
			return _(sign_words[i]);
	return sign;
}

const char *
answer_when(struct arena *arena, int from, int to, const char *sign)
{
	const char *days = _("Any day");

	if (from > 0 && to < 0)
		days = arena_printf(arena, _("From day %d"), from);
	else if (to >= 0)
		days = arena_printf(arena, _("Days %d to %d"), from > 0 ? from : 0, to);
	return *sign == '\0' ? days
			     : arena_printf(arena, "%s, %s", days,
				   show_inside(arena, sign_word(sign)));
}

const char *
answer_languages(struct arena *arena, const char *codes)
{
	struct buf b;

	buf_init(&b, arena);
	for (const char *s = codes; *s != '\0'; s += strspn(s, " ")) {
		size_t len = strcspn(s, " ");

		buf_printf(&b, "%s%s", s == codes ? "" : ", ",
		    workflow_language_name(arena_strndup(arena, s, len)));
		s += len;
	}
	return b.data;
}

enum status
answer_list(struct request *rq)
{
	struct answer_list_rows rows;
	struct page page;

	TRY(sql_answer_list(rq->tx, today(rq), &rows));
	TRY(page_open(rq, &page, _("Ready answers"), "answers"));
	render_answer_list(reply_html(rq, 200), &page, &rows, today(rq));
	return OK;
}

/* One. */

static const char *
counted(struct request *rq, const char *body)
{
	size_t usual, most;

	if (*body == '\0')
		return "";
	usual = sms_count(workflow_fill(rq->arena, text_straight(rq->arena, body),
			      &(const struct workflow_words){ .first_name = "Tendai",
				  .clinic = "Riverside",
				  .phone = "+263772000101",
				  .emergency = "+263772000101",
				  .nurse = "Rudo M." }))
		    .parts;
	most =
	    sms_count(answer_longest(rq->arena, text_straight(rq->arena, body))).parts;
	return usual == most ? arena_printf(rq->arena, _("%zu SMS"), most)
			     : arena_printf(rq->arena,
				   _("%zu SMS, %zu with long names"), usual, most);
}

/* A box for each language of the programme; typed: what came with the form. */
static struct answer_line_rows
lines_of(struct request *rq, const struct answer_texts_rows *texts, int64_t version,
    bool typed)
{
	const struct workflow *w = workflow();
	struct answer_line *at;

	ARENA_ARRAY(rq->arena, at, w->nlanguages + 1);
	for (size_t i = 0; i < w->nlanguages; i++) {
		const char *body = "";

		for (size_t k = 0; k < texts->n; k++)
			if (texts->at[k].version_id == version &&
			    strcmp(texts->at[k].language, w->languages[i]) == 0)
				body = texts->at[k].body;
		if (typed)
			body = request_field(
			    rq, arena_printf(rq->arena, "body-%s", w->languages[i]));
		body = body != NULL ? text_trim(rq->arena, body) : "";
		at[i] = (struct answer_line){
			w->languages[i], w->language_names[i], body, counted(rq, body),
			neutral_all(neutral_words(), rq->arena, w->languages[i], body)
		};
	}
	return (struct answer_line_rows){ at, w->nlanguages };
}

struct answer_line
answer_line_of(struct arena *arena, size_t i, const char *body, const char *sent)
{
	const struct workflow *w = workflow();
	const struct sms_count count = sms_count(sent);

	return (struct answer_line){ w->languages[i], w->language_names[i], body,
		*body == '\0' ? ""
			      : arena_printf(arena, _("%zu of %zu, %zu SMS"),
				    count.units, count.room, count.parts),
		NULL };
}

static void
show_versions(struct request *rq, const struct answer_versions_rows *rows,
    const struct answer_texts_rows *texts, struct answer_view *v)
{
	struct answer_one *at;

	ARENA_ARRAY(rq->arena, at, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++)
		at[i] = (struct answer_one){ &rows->at[i],
			lines_of(rq, texts, rows->at[i].id, false),
			answer_when(rq->arena, rows->at[i].day_from, rows->at[i].day_to,
			    rows->at[i].sign) };
	v->versions = (struct answer_one_rows){ at, rows->n };
}

static const char *
day_typed(struct request *rq, int day)
{
	return day < 0 ? "" : arena_printf(rq->arena, "%d", day);
}

/* What its latest words are in: offered, waiting, over. */
static void
show_state(struct request *rq, struct answer_view *v)
{
	const struct answer_versions *last = v->versions.at[0].row;
	struct answer_list like = { .retired_at = v->answer->retired_at,
		.number = last->number,
		.good_until = NULL };

	for (size_t i = 0; i < v->versions.n && like.good_until == NULL; i++) {
		like.good_until = v->versions.at[i].row->good_until;
		like.good_number = v->versions.at[i].row->number;
	}
	v->state = answer_state(rq->arena, &like, v->today, &v->colour);
	v->own = last->created_by == page_user(rq)->id;
	v->may_approve = strcmp(page_user(rq)->role, "supervisor") == 0 &&
			 v->answer->retired_at == 0;
}

/* id is 0 for a new one. */
static enum status
open_view(struct request *rq, int64_t id, struct answer_view *v)
{
	struct answer_versions_rows rows = { .n = 0 };
	struct answer_texts_rows texts = { .n = 0 };
	int64_t day = clock_local_day(tx_now(rq->tx), page_user(rq)->zone) + GOOD_DAYS;

	*v = (struct answer_view){ .today = today(rq),
		.form = { .title = "", .sign = "", .from_typed = "", .to_typed = "" } };
	v->signs = field_options(rq->arena, sign_codes, sign_words);
	v->good_until = clock_date(rq->arena, day);
	if (id != 0) {
		TRY(sql_answer_get(rq->tx, id, &v->answer));
		TRY(sql_answer_versions(rq->tx, id, &rows));
		TRY(sql_answer_texts(rq->tx, id, &texts));
	}
	v->lines = lines_of(rq, &texts, rows.n > 0 ? rows.at[0].id : 0, false);
	if (rows.n == 0)
		return id == 0 ? OK : ERR_NOT_FOUND;
	v->form = (struct answer_form){ .title = rows.at[0].title,
		.sign = rows.at[0].sign,
		.from_typed = day_typed(rq, rows.at[0].day_from),
		.to_typed = day_typed(rq, rows.at[0].day_to) };
	show_versions(rq, &rows, &texts, v);
	show_state(rq, v);
	return OK;
}

static enum status
show(struct request *rq, const struct answer_view *v)
{
	struct page page;

	TRY(page_open(rq, &page,
	    v->answer != NULL ? v->versions.at[0].row->title : _("New answer"),
	    "answers"));
	page.faulty = v->faults.n > 0;
	page.talks = true;
	render_answer(reply_html(rq, v->faults.n > 0 ? 422 : 200), &page, v);
	return OK;
}

enum status
answer_new(struct request *rq)
{
	struct answer_view v;

	TRY(open_view(rq, 0, &v));
	return show(rq, &v);
}

enum status
answer_show(struct request *rq)
{
	struct answer_view v;

	TRY(open_view(rq, rq->id, &v));
	return show(rq, &v);
}

int
answer_day_read(struct faults *faults, const char *name, const char *typed)
{
	if (*typed == '\0')
		return ANSWER_ANY_DAY;
	if (strlen(typed) <= 3 && strspn(typed, "0123456789") == strlen(typed))
		return (int)strtol(typed, NULL, 10);
	fault_add(faults, name,
	    _("Days: write whole numbers from 0 to 999, or leave them empty."));
	return ANSWER_ANY_DAY;
}

const char *
answer_line_read(
    struct request *rq, struct faults *faults, const struct answer_line *l, size_t most)
{
	const char *body = text_straight(rq->arena, l->body);
	const char *fault = answer_fault(rq->arena, body);

	if (fault == NULL && text_length(body) <= most)
		return body;
	fault_add(faults, arena_printf(rq->arena, "body-%s", l->language),
	    arena_printf(rq->arena, "%s: %s.", l->name,
		fault != NULL ? _(fault) : _("it is too long")));
	return NULL;
}

static int
read_day(
    struct request *rq, struct answer_view *v, const char *name, const char **typed)
{
	const char *text = request_field(rq, name);

	*typed = text != NULL ? text_trim(rq->arena, text) : "";
	return answer_day_read(&v->faults, name, *typed);
}

static void
read_words(struct request *rq, struct answer_view *v, struct answer_words *words)
{
	struct answer_texts_rows none = { .n = 0 };

	v->lines = lines_of(rq, &none, 0, true);
	for (size_t i = 0; i < v->lines.n; i++) {
		const struct answer_line *l = &v->lines.at[i];
		const char *body;

		if (*l->body == '\0' && strcmp(l->language, "en") != 0)
			continue;
		body = answer_line_read(rq, &v->faults, l, BODY_MAX);
		if (body != NULL && words->n < ANSWER_LANGUAGES)
			words->said[words->n++] =
			    (struct answer_said){ l->language, body };
	}
}

static void
read_form(struct request *rq, struct answer_view *v, struct answer_words *words)
{
	struct answer_form *f = &v->form;

	input_read(rq, answer_inputs, f, &v->faults);
	*words = (struct answer_words){ .title = f->title, .sign = f->sign };
	words->day_from = read_day(rq, v, "day_from", &f->from_typed);
	words->day_to = read_day(rq, v, "day_to", &f->to_typed);
	if (words->day_to != ANSWER_ANY_DAY && words->day_to < words->day_from)
		fault_add(
		    &v->faults, "day_to", _("Days: the last one is before the first."));
	read_words(rq, v, words);
}

static enum status
save(struct request *rq, int64_t id)
{
	struct answer_words words;
	struct answer_view v;

	TRY(open_view(rq, id, &v));
	read_form(rq, &v, &words);
	if (v.faults.n > 0)
		return show(rq, &v);
	TRY(answer_put(rq->tx, &id, &words, page_user(rq)->id));
	return page_done(rq, "/admin/answers/%" PRId64 "?notice=answer-new", id);
}

enum status
answer_save_new(struct request *rq)
{
	return save(rq, 0);
}

enum status
answer_save(struct request *rq)
{
	return save(rq, rq->id);
}

enum status
answer_allow(struct request *rq)
{
	const char *until = request_field(rq, "good_until");
	int64_t number, day;
	struct answer_view v;
	enum status status;
	size_t n;

	TRY(page_numbers(rq, "number", 1, &number, &n));
	TRY(open_view(rq, rq->id, &v));
	if (n == 0 || number > INT32_MAX)
		return ERR_INVALID;
	if (until == NULL || clock_parse_date(until, &day) != OK ||
	    strcmp(until, v.today) <= 0) {
		fault_add(&v.faults, "good_until",
		    _("Good until: choose a day after today."));
		return show(rq, &v);
	}
	status =
	    answer_approve(rq->tx, rq->id, (int32_t)number, page_user(rq)->id, until);
	if (status != ERR_CONFLICT)
		TRY(status);
	return page_done(rq, "/admin/answers/%" PRId64 "?notice=%s", rq->id,
	    status == OK ? "answer-approved" : "answer-own");
}

enum status
answer_retire(struct request *rq)
{
	const struct answer_retire *row;

	TRY(sql_answer_retire(rq->tx, rq->id, tx_now(rq->tx), page_user(rq)->id, &row));
	return page_done(
	    rq, "/admin/answers/%" PRId64 "?notice=answer-retired", rq->id);
}

enum status
answer_return(struct request *rq)
{
	const struct answer_retire *row;

	TRY(sql_answer_retire(rq->tx, rq->id, 0, 0, &row));
	return page_done(rq, "/admin/answers/%" PRId64 "?notice=answer-back", rq->id);
}
