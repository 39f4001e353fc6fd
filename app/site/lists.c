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

/* The texts are copied with the rows that point to them: a request's do not last. */
struct kept {
	struct figures_of of;
	int64_t until; /* and no longer */
	int32_t most;
	size_t n;
	size_t used;
	char words[WORDS_MOST];
};

static struct lists {
	struct kept waiting;
	struct thread_waiting waiting_rows[MOST_ROWS];
	struct kept cases;
	struct escalation_list case_rows[MOST_ROWS];
} all[MOST_USERS];

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

static struct lists *
room_of(const struct figures_of *of)
{
	return &all[(uint64_t)of->user_id % MOST_USERS];
}

/* How many rows of what is kept are the answer; false if it has to be asked. */
static bool
stands(const struct request *rq, const struct kept *k, const struct figures_of *of,
    int32_t most, size_t *n)
{
	*n = k->n < (size_t)most ? k->n : (size_t)most;
	return k->of.user_id == of->user_id && k->of.version == of->version &&
	       k->of.place_id == of->place_id && k->of.place_count == of->place_count &&
	       strcmp(k->of.role, of->role) == 0 && k->of.at == of->at &&
	       k->of.until == of->until && tx_now(rq->tx) < k->until &&
	       (most <= k->most || k->n < (size_t)k->most);
}

/* One row's texts; false if there is no room for them. */
static bool
keep_texts(struct kept *k, char *row, const size_t *texts, size_t ntexts)
{
	for (size_t i = 0; i < ntexts; i++) {
		const char *text;
		size_t size;

		memcpy(&text, row + texts[i], sizeof text);
		if (text == NULL)
			continue;
		size = strlen(text) + 1;
		if (size > WORDS_MOST - k->used)
			return false;
		memcpy(k->words + k->used, text, size);
		text = k->words + k->used;
		memcpy(row + texts[i], &text, sizeof text);
		k->used += size;
	}
	return true;
}

/* The rows are copied already, and point to texts that are not. */
static void
keep(struct kept *k, const struct figures_of *of, int32_t most, void *rows, size_t n,
    size_t row_size, const size_t *texts, size_t ntexts)
{
	k->of.user_id = 0;
	k->most = most;
	k->n = n;
	k->used = 0;
	for (size_t i = 0; i < n; i++)
		if (!keep_texts(k, (char *)rows + i * row_size, texts, ntexts))
			return;
	k->of = *of;
}

bool
lists_waiting(const struct request *rq, int32_t most, struct thread_waiting_rows *rows)
{
	const struct figures_of *of = figures_stand(rq);
	size_t n;

	if (of == NULL || !stands(rq, &room_of(of)->waiting, of, most, &n))
		return false;
	*rows = (struct thread_waiting_rows){ room_of(of)->waiting_rows, n };
	return true;
}

void
lists_keep_waiting(
    const struct request *rq, int32_t most, const struct thread_waiting_rows *rows)
{
	const struct figures_of *of = figures_stand(rq);
	struct lists *l;
	size_t n;

	if (of == NULL || rows->n > MOST_ROWS)
		return;
	l = room_of(of);
	if (stands(rq, &l->waiting, of, most, &n))
		return;
	for (size_t i = 0; i < rows->n; i++)
		l->waiting_rows[i] = rows->at[i];
	keep(&l->waiting, of, most, l->waiting_rows, rows->n, sizeof *rows->at,
	    waiting_texts, COUNT_OF(waiting_texts));
	l->waiting.until = tx_now(rq->tx) + LOOKS;
}

bool
lists_cases(const struct request *rq, int32_t most, struct escalation_list_rows *rows)
{
	const struct figures_of *of = figures_stand(rq);
	size_t n;

	if (of == NULL || !stands(rq, &room_of(of)->cases, of, most, &n))
		return false;
	*rows = (struct escalation_list_rows){ room_of(of)->case_rows, n };
	return true;
}

void
lists_keep_cases(
    const struct request *rq, int32_t most, const struct escalation_list_rows *rows)
{
	const struct figures_of *of = figures_stand(rq);
	struct lists *l;
	size_t n;

	if (of == NULL || rows->n > MOST_ROWS)
		return;
	l = room_of(of);
	if (stands(rq, &l->cases, of, most, &n))
		return;
	for (size_t i = 0; i < rows->n; i++)
		l->case_rows[i] = rows->at[i];
	keep(&l->cases, of, most, l->case_rows, rows->n, sizeof *rows->at, case_texts,
	    COUNT_OF(case_texts));
	l->cases.until = of->until;
}
