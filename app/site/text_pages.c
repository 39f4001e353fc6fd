/* text_pages.c - every text of the programme, its languages side by side. */

#include "site/text_pages.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "core/inbound.h"
#include "core/schedule.h"
#include "gen/text.h"
#include "site/page.h"
#include "site/pages.h"

#define LETTERS_MOST 80 /* of a first name */
#define FILLED_MOST 4 /* the longest, and one with each blank at its dearest */
#define DEAR_LETTER "\304\201" /* a letter that no SMS has for nothing: a with a bar */
#define STEPS_NAMED 4

/* clang-format off */
static const char *const kinds[] = { "sent", "steps", "answers", "read", "all", NULL };
static const char *const kind_labels[] = { N_("Sent by itself"), N_("Own words of steps"),
	N_("Ready answers"), N_("What nurses read"), N_("All that leave by SMS"), NULL };

static const struct { const char *key, *use; } uses[] = {
	{ "welcome",        N_("When he is registered") },
	{ "which_sign",     N_("After a 1") },
	{ "outside_hours",  N_("When the clinic is closed") },
	{ "stopped",        N_("After STOP") },
	{ "started",        N_("After START") },
	{ "dose_before",    N_("Before a dose is due") },
	{ "dose_day",       N_("On the day of a dose") },
	{ "dose_after",     N_("When a dose is late") },
	{ "screening_code", N_("Case finding, on a shared phone") },
};
/* clang-format on */

const char *
text_kind_words(enum text_kind kind)
{
	return _(kind_labels[kind]);
}

/* What texts are held against ------------------------------------------------- */

/* The longest of what fills a blank, and the longest that makes an SMS dearer. */
struct filling {
	const char *plain, *dear;
};

static void
take(struct filling *to, const char *name)
{
	const char **held = sms_count(name).gsm7 ? &to->plain : &to->dear;

	if (*held == NULL || sms_count(name).units > sms_count(*held).units)
		*held = name;
}

static const char *
letters(struct arena *arena, const char *letter, int n)
{
	struct buf b;

	buf_init(&b, arena);
	for (int i = 0; i < n && i < LETTERS_MOST; i++)
		buf_puts(&b, letter);
	return b.data;
}

struct fillings {
	struct filling first_name, clinic, emergency, nurse;
	int32_t letters; /* of the longest first name */
};

static enum status
ask_fillings(struct request *rq, struct fillings *f)
{
	const struct text_lengths *lengths;
	struct text_names_rows names;

	*f = (struct fillings){ .letters = 0 };
	TRY(sql_text_lengths(rq->tx, &lengths));
	TRY(sql_text_names(rq->tx, &names));
	f->letters = lengths->plain > lengths->dear ? lengths->plain : lengths->dear;
	f->first_name.plain = letters(rq->arena, "x", lengths->plain);
	if (lengths->dear > 0)
		f->first_name.dear = letters(rq->arena, DEAR_LETTER, lengths->dear);
	for (size_t i = 0; i < names.n; i++) {
		const struct text_names *row = &names.at[i];

		take(strcmp(row->blank, "clinic") == 0  ? &f->clinic
		     : strcmp(row->blank, "nurse") == 0 ? &f->nurse
							: &f->emergency,
		    row->name);
	}
	return OK;
}

/* All at their longest, then each that has dear letters in its place. */
static void
judge_of(struct arena *arena, const struct fillings *f, struct text_judge *judge)
{
	struct workflow_words *words, plain = text_check_long;

	ARENA_ARRAY(arena, words, FILLED_MOST);
	plain.first_name = f->first_name.plain;
	plain.clinic = f->clinic.plain;
	plain.nurse = f->nurse.plain;
	plain.emergency = plain.phone = f->emergency.plain;
	words[judge->nlongest++] = plain;
	if (f->first_name.dear != NULL) {
		words[judge->nlongest] = plain;
		words[judge->nlongest++].first_name = f->first_name.dear;
	}
	if (f->clinic.dear != NULL) {
		words[judge->nlongest] = plain;
		words[judge->nlongest++].clinic = f->clinic.dear;
	}
	if (f->nurse.dear != NULL) {
		words[judge->nlongest] = plain;
		words[judge->nlongest++].nurse = f->nurse.dear;
	}
	judge->longest = words;
	judge->neutral = neutral_words();
	judge->triage = inbound_words();
}

static const char *
longest_words(struct arena *arena, const struct fillings *f)
{
	const char *clinic = f->clinic.plain != NULL ? f->clinic.plain : f->clinic.dear;

	return clinic == NULL
		   ? _("There is no facility yet whose name could be filled in.")
		   : arena_printf(arena,
			 _("Reckoned with the longest names in use: the facility “%s”, "
			   "and a first name of %d letters."),
			 clinic, (int)f->letters);
}

/* What is used for what ------------------------------------------------------- */

/* "Steps day_1, day_3, day_4, day_5 and 7 more". */
static const char *
steps_by(struct arena *arena, const struct schedule_steps *steps, const char *key)
{
	struct buf b;
	size_t n = 0;

	buf_init(&b, arena);
	for (size_t i = 0; i < steps->n; i++) {
		const struct schedule_step *s = &steps->at[i];

		if ((s->words != NULL || strcmp(s->text, key) != 0) &&
		    strcmp(s->shared_text, key) != 0 &&
		    strcmp(s->silent_text, key) != 0)
			continue;
		if (n++ < STEPS_NAMED)
			buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", s->name);
	}
	if (n == 0)
		return "";
	return n <= STEPS_NAMED ? arena_printf(arena, _("Steps: %s"), b.data)
				: arena_printf(arena, _("Steps: %s and %zu more"),
				      b.data, n - STEPS_NAMED);
}

static const char *
use_of(struct arena *arena, const struct schedule_steps *steps, const char *key)
{
	const struct workflow_appointments *a = &workflow()->appointments;

	for (size_t i = 0; i < COUNT_OF(uses); i++)
		if (strcmp(uses[i].key, key) == 0)
			return _(uses[i].use);
	for (size_t i = 0; i < a->nbefore; i++)
		if (strcmp(a->before[i].text, key) == 0 ||
		    strcmp(a->before[i].shared_text, key) == 0)
			return _("Before an appointment");
	if (a->nvisits > 0 && (strcmp(a->missed.text, key) == 0 ||
				  strcmp(a->missed.shared_text, key) == 0))
		return _("After an appointment that was missed");
	if (strcmp(workflow()->nudge_text, key) == 0)
		return _("To who is silent, from Tracing");
	return steps_by(arena, steps, key);
}

/* The rows -------------------------------------------------------------------- */

struct collecting {
	struct request *rq;
	const struct text_list_view *v;
	const struct text_judge *judge;
	struct text_row *at;
	size_t n, most;
	size_t all, said, wrong;
};

static bool
is_wanted(const struct text_list_view *v, enum text_kind kind)
{
	return strcmp(v->of, "all") == 0 ? kind != TEXT_READ
					 : strcmp(v->of, kinds[kind]) == 0;
}

static const char *
cost_of(struct collecting *c, const char *body)
{
	struct sms_count count = text_check_cost(c->judge, c->rq->arena, body);

	return count.parts > 1
		   ? arena_printf(c->rq->arena, _("%zu SMS, %s, %zu of %zu"),
			 count.parts, count.gsm7 ? "GSM-7" : "UCS-2", count.units,
			 count.room)
		   : arena_printf(c->rq->arena, "%s, %zu/%zu",
			 count.gsm7 ? "GSM-7" : "UCS-2", count.units, count.room);
}

/* What is said of one of its languages. */
static struct text_says
says_in(struct arena *arena, const struct text_says *all, size_t language)
{
	struct text_say *at;
	struct text_says his = { .n = 0 };

	ARENA_ARRAY(arena, at, all->n + 1);
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].language == language) {
			at[his.n++] = all->at[i];
			his.wrong += !all->at[i].note;
		}
	his.at = at;
	return his;
}

static struct text_cells
cells_of(
    struct collecting *c, const struct text_item *item, const struct text_says *says)
{
	const struct workflow *w = workflow();
	struct text_cell *at;

	ARENA_ARRAY(c->rq->arena, at, w->nlanguages + 1);
	for (size_t i = 0; i < w->nlanguages; i++) {
		const char *body = item->said[i] != NULL ? item->said[i] : "";

		at[i] = (struct text_cell){ w->languages[i], w->language_names[i], body,
			item->kind != TEXT_READ && *body != '\0' ? cost_of(c, body)
								 : "",
			says_in(c->rq->arena, says, i) };
	}
	return (struct text_cells){ at, w->nlanguages };
}

static void
add(struct collecting *c, const char *name, const char *use, int64_t answer_id,
    const struct text_item *item)
{
	struct text_says says;

	text_check(c->judge, c->rq->arena, item, &says);
	c->all++;
	c->said += says.n > 0;
	c->wrong += says.wrong > 0;
	if ((c->v->only && says.n == 0) || c->n == c->most)
		return;
	c->at[c->n++] = (struct text_row){ item->kind, name, use, answer_id,
		cells_of(c, item, &says), says.n, says.wrong };
}

static void
add_files(struct collecting *c, const struct schedule_steps *steps)
{
	const size_t n = workflow()->nlanguages;
	struct text_item item = { .file = NULL };
	const char *key, **said;

	for (size_t i = 0; (key = workflow_text_key(i)) != NULL; i++) {
		if (!text_check_kind(key, &item.kind) || !is_wanted(c->v, item.kind))
			continue;
		ARENA_ARRAY(c->rq->arena, said, n);
		for (size_t k = 0; k < n; k++)
			said[k] = workflow_text_said(k, key);
		item.said = said;
		add(c, key,
		    item.kind == TEXT_SENT ? use_of(c->rq->arena, steps, key) : "", 0,
		    &item);
	}
}

static void
add_steps(struct collecting *c, const struct schedule_steps *steps)
{
	for (size_t i = 0; is_wanted(c->v, TEXT_STEP) && i < steps->n; i++) {
		const struct schedule_step *s = &steps->at[i];
		const struct text_item item = { TEXT_STEP, s->words, NULL };

		if (s->words != NULL)
			add(c, s->name, _("A step of the schedule in use"), 0, &item);
	}
}

static size_t
language_named(const char *code)
{
	size_t i = 0;

	while (
	    i < workflow()->nlanguages && strcmp(workflow()->languages[i], code) != 0)
		i++;
	return i;
}

static void
add_answers(struct collecting *c, const struct text_answers_rows *rows)
{
	const size_t languages = workflow()->nlanguages;
	const char **said = NULL;

	for (size_t i = 0; is_wanted(c->v, TEXT_ANSWER) && i < rows->n; i++) {
		const struct text_answers *row = &rows->at[i];
		bool last = i + 1 == rows->n || rows->at[i + 1].id != row->id;

		if (said == NULL)
			ARENA_ARRAY(c->rq->arena, said, languages + 1);
		said[language_named(row->language)] = row->body;
		if (!last)
			continue;
		said[languages] = NULL; /* of a language that the pack does not have */
		add(c, row->title, _("A ready answer"), row->id,
		    &(const struct text_item){ TEXT_ANSWER, said, NULL });
		said = NULL;
	}
}

static size_t
keys(void)
{
	size_t n = 0;

	while (workflow_text_key(n) != NULL)
		n++;
	return n;
}

static enum status
collect(struct request *rq, const struct text_judge *judge, struct text_list_view *v)
{
	struct collecting c = { .rq = rq, .v = v, .judge = judge };
	struct text_answers_rows answers;
	struct schedule_steps steps;
	int64_t version_id;

	TRY(schedule_used(rq->tx, &steps, &version_id));
	TRY(sql_text_answers(rq->tx, &answers));
	c.most = keys() + steps.n + answers.n;
	ARENA_ARRAY(rq->arena, c.at, c.most + 1);
	add_files(&c, &steps);
	add_steps(&c, &steps);
	add_answers(&c, &answers);
	v->rows = (struct text_rows){ c.at, c.n };
	v->all = c.all;
	v->said = c.said;
	v->wrong = c.wrong;
	return OK;
}

enum status
text_list(struct request *rq)
{
	struct text_list_view v = { .of = page_one_of(request_query(rq, "of"), kinds),
		.only = request_query(rq, "only") != NULL };
	struct text_judge judge = { .nlongest = 0 };
	struct fillings fillings;
	struct page page;

	TRY(ask_fillings(rq, &fillings));
	judge_of(rq->arena, &fillings, &judge);
	TRY(collect(rq, &judge, &v));
	v.kinds = field_options(rq->arena, kinds, kind_labels);
	v.longest = longest_words(rq->arena, &fillings);
	v.version =
	    arena_printf(rq->arena, "%s %s", workflow()->name, workflow()->version);
	TRY(page_open(rq, &page, _("Texts"), "texts"));
	render_text_list(reply_html(rq, 200), &page, &v);
	return OK;
}
