/* form_answers.c - see form_answers.h. */

#include "site/form_answers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

#define PAIRS_MOST (FORM_CONTROLS_MAX * 8)

/* The fields by name; of one name in the order of the page. */
struct sent {
	struct arena *arena;
	const struct request_pair **at;
	size_t n;
};

static int
by_name(const void *a, const void *b)
{
	const struct request_pair *const *x = a, *const *y = b;
	int order = strcmp((*x)->name, (*y)->name);

	return order != 0 ? order : (*x > *y) - (*x < *y);
}

static size_t
first_of(const struct sent *sent, const char *name)
{
	size_t low = 0, high = sent->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(sent->at[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_named(const struct sent *sent, size_t i, const char *name)
{
	return i < sent->n && strcmp(sent->at[i]->name, name) == 0;
}

/* NULL if the page had no such field. */
static const char *
part_of(const struct sent *sent, const char *name, const char *part)
{
	const char *whole = arena_printf(sent->arena, "%s-%s", name, part);
	size_t i = first_of(sent, whole);
	char *text, *to;

	if (!is_named(sent, i, whole))
		return NULL;
	text = to = text_trim(sent->arena, sent->at[i]->value);
	for (const char *c = text; *c != '\0'; c++)
		if (*c != '-')
			*to++ = *c;
	*to = '\0';
	return text;
}

static const char *
two_digits(struct arena *arena, const char *text)
{
	return strlen(text) == 1 && isdigit((unsigned char)*text)
		   ? arena_printf(arena, "0%s", text)
		   : text;
}

/* A page that asks for a month or a year alone means its first day. */
static const char *
date_of(const struct sent *sent, const char *name, const char *year)
{
	const char *month = part_of(sent, name, "month");
	const char *day = part_of(sent, name, "day");
	const char *time = part_of(sent, name, "time");
	bool empty = *year == '\0' && (month == NULL || *month == '\0') &&
		     (day == NULL || *day == '\0');
	const char *date =
	    empty ? ""
		  : arena_printf(sent->arena, "%s-%s-%s", year,
			two_digits(sent->arena, month != NULL ? month : "01"),
			two_digits(sent->arena, day != NULL ? day : "01"));

	if (time == NULL || *time == '\0')
		return date;
	return arena_printf(sent->arena, "%sT%s", date, time);
}

/* Lines as every browser ends them become lines as everybody else does. */
static void
add_lines(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++)
		if (*text != '\r' || text[1] != '\n')
			buf_add(b, text, 1);
}

static const char *
value_of(const struct sent *sent, const char *name)
{
	const char *year = part_of(sent, name, "year");
	struct buf b;

	if (year != NULL)
		return date_of(sent, name, year);
	buf_init(&b, sent->arena);
	for (size_t i = first_of(sent, name); is_named(sent, i, name); i++) {
		if (b.len > 0)
			buf_puts(&b, " ");
		add_lines(&b, sent->at[i]->value);
	}
	return b.len > 0 ? text_trim(sent->arena, b.data) : "";
}

static enum status
put(struct form_entry *entry, const char *name, const char *value,
    struct form_answers *answers)
{
	const char *why = NULL;
	enum status status = form_put(entry, name, value, &why);

	if (status == ERR_INVALID && why != NULL)
		answers->refused[answers->nrefused++] = (struct form_problem){
			.name = name,
			.path = "",
			.label = "",
			.words = why,
			.page = form_page_of(entry, name),
		};
	return status == ERR_INVALID || status == ERR_NOT_FOUND ||
		       status == ERR_FORBIDDEN
		   ? OK
		   : status;
}

enum status
form_answers_put(
    struct request *rq, struct form_entry *entry, struct form_answers *answers)
{
	struct sent sent = { .arena = rq->arena };
	const struct request_pair *pairs;
	size_t first, asked;

	TRY(request_pairs(rq, PAIRS_MOST, &pairs, &sent.n));
	ARENA_ARRAY(rq->arena, sent.at, sent.n);
	for (size_t i = 0; i < sent.n; i++)
		sent.at[i] = &pairs[i];
	if (sent.n > 0)
		qsort(sent.at, sent.n, sizeof *sent.at, by_name);
	first = first_of(&sent, "asked");
	for (asked = 0; is_named(&sent, first + asked, "asked"); asked++)
		;
	*answers = (struct form_answers){ .nasked = asked };
	ARENA_ARRAY(rq->arena, answers->asked, asked);
	ARENA_ARRAY(rq->arena, answers->refused, asked);
	for (size_t i = 0; i < asked; i++) {
		const char *name = sent.at[first + i]->value;

		answers->asked[i] = name;
		TRY(put(entry, name, value_of(&sent, name), answers));
	}
	return OK;
}

enum status
form_answers_press(struct request *rq, struct form_entry *entry, bool *pressed)
{
	const char *add = request_field(rq, "add"), *drop = request_field(rq, "remove"),
		   *clear = request_field(rq, "clear"), *why = NULL;
	enum status status = OK;

	*pressed = add != NULL || drop != NULL || clear != NULL ||
		   request_field(rq, "find") != NULL;
	if (add != NULL)
		status = form_repeat_add(entry, add, &why);
	else if (drop != NULL)
		status = form_repeat_remove(entry, drop, &why);
	else if (clear != NULL)
		status = form_put(entry, clear, "", &why);
	/* Gone in another tab, or as many as there may be: the page shows it. */
	if (status == ERR_NOT_FOUND || status == ERR_FORBIDDEN || status == ERR_INVALID)
		status = OK;
	TRY(status);
	return form_compute(entry, &why);
}

bool
form_answers_asked(const struct form_answers *answers, const char *name)
{
	for (size_t i = 0; i < answers->nasked; i++)
		if (strcmp(answers->asked[i], name) == 0)
			return true;
	return false;
}
