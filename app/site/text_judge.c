/* text_judge.c - what the administrator's texts are held against, and their cells. */

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "core/inbound.h"
#include "site/text_pages.h"

#define LETTERS_MOST 80 /* of a first name */
#define FILLED_MOST 4 /* the longest, and one with each blank at its dearest */
#define DEAR_LETTER "\304\201" /* a letter that no SMS has for nothing: a with a bar */

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
fill_judge(struct arena *arena, const struct fillings *f, struct text_judge *judge)
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

enum status
text_judge_ask(struct request *rq, struct text_judge *judge, const char **longest)
{
	struct fillings fillings;

	*judge = (struct text_judge){ .nlongest = 0 };
	TRY(ask_fillings(rq, &fillings));
	fill_judge(rq->arena, &fillings, judge);
	*longest = longest_words(rq->arena, &fillings);
	return OK;
}

/* The cells of a text ---------------------------------------------------------- */

const char *
text_cost_words(struct arena *arena, const struct text_judge *judge, const char *body)
{
	struct sms_count count = text_check_cost(judge, arena, body);

	return count.parts > 1
		   ? arena_printf(arena, _("%zu SMS, %s, %zu of %zu"), count.parts,
			 count.gsm7 ? "GSM-7" : "UCS-2", count.units, count.room)
		   : arena_printf(arena, "%s, %zu/%zu", count.gsm7 ? "GSM-7" : "UCS-2",
			 count.units, count.room);
}

struct text_says
text_says_in(struct arena *arena, const struct text_says *all, size_t language)
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

struct text_cells
text_cells(struct arena *arena, const struct text_judge *judge,
    const struct text_item *item, const struct text_says *says)
{
	const struct workflow *w = workflow();
	struct text_cell *at;

	ARENA_ARRAY(arena, at, w->nlanguages + 1);
	for (size_t i = 0; i < w->nlanguages; i++) {
		const char *body = item->said[i] != NULL ? item->said[i] : "";

		at[i] = (struct text_cell){ w->languages[i], w->language_names[i], body,
			item->kind != TEXT_READ && *body != '\0'
			    ? text_cost_words(arena, judge, body)
			    : "",
			text_says_in(arena, says, i) };
	}
	return (struct text_cells){ at, w->nlanguages };
}
