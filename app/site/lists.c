/* lists.c - see lists.h. */

#include "site/lists.h"

#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "site/figures.h"

#define MOST_USERS 64
#define MOST_ROWS 51
#define WORDS_MOST ((size_t)12 * 1024) /* of all texts; a longer list is not kept */
#define LOOKS (5 * SECOND) /* who looks at whom is no older than that */

static const size_t waiting_texts[] = {
	offsetof(struct thread_waiting, kind),
	offsetof(struct thread_waiting, place_name),
	offsetof(struct thread_waiting, zone),
	offsetof(struct thread_waiting, names),
	offsetof(struct thread_waiting, e164),
	offsetof(struct thread_waiting, state),
	offsetof(struct thread_waiting, last_words),
	offsetof(struct thread_waiting, last_direction),
	offsetof(struct thread_waiting, owner),
	offsetof(struct thread_waiting, snooze_reason),
	offsetof(struct thread_waiting, there),
};

static const size_t case_texts[] = {
	offsetof(struct escalation_list, severity),
	offsetof(struct escalation_list, who),
	offsetof(struct escalation_list, words),
	offsetof(struct escalation_list, anchor_date),
	offsetof(struct escalation_list, place_name),
	offsetof(struct escalation_list, zone),
	offsetof(struct escalation_list, raised_by),
	offsetof(struct escalation_list, owner),
	offsetof(struct escalation_list, outcome),
	offsetof(struct escalation_list, refer_to),
};

enum kind { WAITING, CASES, KINDS };

static const struct {
	const size_t *texts; /* where a row points to one */
	size_t ntexts, row_size;
	int64_t lasts; /* 0: as long as the figures */
} kinds[KINDS] = {
	[WAITING] = { waiting_texts, COUNT_OF(waiting_texts),
	    sizeof(struct thread_waiting), LOOKS },
	[CASES] = { case_texts, COUNT_OF(case_texts), sizeof(struct escalation_list),
	    0 },
};

/* The texts are copied with the rows that point to them: a request's do not last. */
static struct kept {
	struct figures_of of;
	int64_t until; /* and no longer */
	int32_t most;
	size_t n;
	size_t used;
	char words[WORDS_MOST];
	union {
		struct thread_waiting waiting[MOST_ROWS];
		struct escalation_list cases[MOST_ROWS];
	} rows;
} all[KINDS][MOST_USERS];

static struct kept *
room_of(enum kind kind, const struct figures_of *of)
{
	return &all[kind][(uint64_t)of->user_id % MOST_USERS];
}

static bool
stands(const struct request *rq, const struct kept *k, const struct figures_of *of,
    int32_t most)
{
	return k->of.user_id == of->user_id && k->of.version == of->version &&
	       k->of.place_id == of->place_id && k->of.place_count == of->place_count &&
	       strcmp(k->of.role, of->role) == 0 && k->of.at == of->at &&
	       k->of.until == of->until && tx_now(rq->tx) < k->until &&
	       (most <= k->most || k->n < (size_t)k->most);
}

/* One row's texts; false if there is no room for them. */
static bool
keep_texts(struct kept *k, enum kind kind, char *row)
{
	for (size_t i = 0; i < kinds[kind].ntexts; i++) {
		char *place = row + kinds[kind].texts[i];
		const char *text;
		size_t size;

		memcpy(&text, place, sizeof text);
		if (text == NULL)
			continue;
		size = strlen(text) + 1;
		if (size > WORDS_MOST - k->used)
			return false;
		memcpy(k->words + k->used, text, size);
		text = k->words + k->used;
		memcpy(place, &text, sizeof text);
		k->used += size;
	}
	return true;
}

/* What is kept of the kind, *n rows of it at most; NULL if it has to be asked. */
static struct kept *
kept_list(const struct request *rq, enum kind kind, int32_t most, size_t *n)
{
	const struct figures_of *of = figures_stand(rq);
	struct kept *k;

	if (of == NULL)
		return NULL;
	k = room_of(kind, of);
	*n = k->n < (size_t)most ? k->n : (size_t)most;
	return stands(rq, k, of, most) ? k : NULL;
}

static void
keep_list(
    const struct request *rq, enum kind kind, int32_t most, const void *rows, size_t n)
{
	const struct figures_of *of = figures_stand(rq);
	size_t row_size = kinds[kind].row_size;
	struct kept *k;

	if (of == NULL || n > MOST_ROWS)
		return;
	k = room_of(kind, of);
	if (stands(rq, k, of, most))
		return;
	k->of.user_id = 0;
	k->most = most;
	k->n = n;
	k->used = 0;
	k->until =
	    kinds[kind].lasts > 0 ? tx_now(rq->tx) + kinds[kind].lasts : of->until;
	if (n > 0)
		memcpy(&k->rows, rows, n * row_size);
	for (size_t i = 0; i < n; i++)
		if (!keep_texts(k, kind, (char *)&k->rows + i * row_size))
			return;
	k->of = *of;
}

bool
lists_waiting(const struct request *rq, int32_t most, struct thread_waiting_rows *rows)
{
	size_t n;
	struct kept *k = kept_list(rq, WAITING, most, &n);

	if (k != NULL)
		*rows = (struct thread_waiting_rows){ k->rows.waiting, n };
	return k != NULL;
}

void
lists_keep_waiting(
    const struct request *rq, int32_t most, const struct thread_waiting_rows *rows)
{
	keep_list(rq, WAITING, most, rows->at, rows->n);
}

bool
lists_cases(const struct request *rq, int32_t most, struct escalation_list_rows *rows)
{
	size_t n;
	struct kept *k = kept_list(rq, CASES, most, &n);

	if (k != NULL)
		*rows = (struct escalation_list_rows){ k->rows.cases, n };
	return k != NULL;
}

void
lists_keep_cases(
    const struct request *rq, int32_t most, const struct escalation_list_rows *rows)
{
	keep_list(rq, CASES, most, rows->at, rows->n);
}
