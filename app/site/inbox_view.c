/* inbox_view.c - the list of conversations; see thread_view.h. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ext/phone.h"
#include "site/show.h"
#include "site/thread_view.h"

#define PAGE_ROWS 50
#define BESIDE_ROWS 25 /* beside an open conversation */
#define RECENT_ROWS 12 /* below those that wait */
#define A_YEAR (365 * 24 * HOUR) /* beyond any moment in the table */

/* "3-1795410720000000-9021": numbers with dashes, all or nothing. */
static bool
read_key(const char *text, int64_t *numbers, size_t n)
{
	if (text == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		char *end;

		if (*text < '0' || *text > '9' || strspn(text, "0123456789") > 18)
			return false;
		numbers[i] = strtoll(text, &end, 10);
		if (*end != (i + 1 < n ? '-' : '\0'))
			return false;
		text = end + 1;
	}
	return true;
}

/* "Kudzai or Tapiwa Dube", "Kudzai Dube or Tapiwa Moyo", "Kudzai Dube and 2 more". */
static const char *
two_names(struct arena *arena, const char *first, const char *second)
{
	const char *family = strrchr(first, ' '), *other = strrchr(second, ' ');

	if (family != NULL && other != NULL && strcmp(family, other) == 0)
		return arena_printf(arena, _("%s or %s"),
		    arena_strndup(arena, first, (size_t)(family - first)), second);
	return arena_printf(arena, _("%s or %s"), first, second);
}

const char *
thread_name(struct arena *arena, const char *names, const char *e164)
{
	const char *end = strchr(names, '\n');
	const char *first, *second;
	int more = 0;

	if (*names == '\0')
		return show_phone(arena, e164);
	if (end == NULL)
		return names;
	first = arena_strndup(arena, names, (size_t)(end - names));
	second = end + 1;
	for (const char *s = second; (s = strchr(s, '\n')) != NULL; s++)
		more++;
	if (more > 0)
		return arena_printf(arena, _("%s and %d others"), first, more + 1);
	return two_names(arena, first, second);
}

static const char *
when(struct request *rq, int64_t at, const char *zone)
{
	int64_t now = tx_now(rq->tx);

	if (show_days_until(at, now, zone) == 0)
		return show_time(rq->arena, at, zone);
	return show_date(rq->arena, at, now, zone);
}

static struct inbox_item
item_of(struct request *rq, const struct thread_waiting *row)
{
	const struct session_resume *user = page_user(rq);
	const char *zone = *row->zone != '\0' ? row->zone : user->zone;
	bool waits = strcmp(row->state, "waiting") == 0;

	return (struct inbox_item){ .id = row->id,
		.name = thread_name(rq->arena, row->names, row->e164),
		.place = user->place_count > 1 && *row->place_name != '\0'
			     ? row->place_name
			     : NULL,
		.when = when(rq, row->last_at, zone),
		.since = waits ? row->waiting_since : 0,
		.last_at = row->last_at,
		.words = row->last_words,
		.ours = strcmp(row->last_direction, "out") == 0,
		.problem = waits && row->urgency >= 2,
		.shared = strcmp(row->kind, "shared") == 0,
		.unknown = strcmp(row->kind, "unknown") == 0 && !row->not_patient,
		.failed = row->failed,
		.draft = row->draft,
		.mine = row->assigned_to == user->id,
		.others = row->assigned_to != 0 && row->assigned_to != user->id };
}

/* Appends to the list, and says how the next rows are asked for. */
static void
append(struct request *rq, struct inbox *inbox, const struct thread_waiting_rows *rows,
    size_t most, bool paged)
{
	struct inbox_item *items;
	size_t n = rows->n > most ? most : rows->n;

	ARENA_ARRAY(rq->arena, items, inbox->items.n + n);
	for (size_t i = 0; i < inbox->items.n; i++)
		items[i] = inbox->items.at[i];
	for (size_t i = 0; i < n; i++)
		items[inbox->items.n + i] = item_of(rq, &rows->at[i]);
	inbox->items = (struct inbox_items){ items, inbox->items.n + n };
	if (paged && rows->n > most)
		inbox->more = arena_printf(rq->arena, "%" PRId64 "-%" PRId64,
		    rows->at[most - 1].last_at, rows->at[most - 1].id);
}

static size_t
page_rows(const struct inbox *inbox)
{
	return inbox->current != 0 ? BESIDE_ROWS : PAGE_ROWS;
}

static enum status
ask_lately(struct request *rq, struct inbox_rows *rows)
{
	return sql_thread_recent(
	    rq->tx, false, tx_now(rq->tx) + A_YEAR, 0, RECENT_ROWS, &rows->recent);
}

static enum status
ask_waiting(struct request *rq, const struct inbox *inbox, struct inbox_rows *rows)
{
	int64_t key[3] = { INT32_MAX, 0, 0 };

	if (read_key(request_query(rq, "after"), key, COUNT_OF(key)) && key[0] > 3)
		key[0] = 3;
	TRY(sql_thread_waiting(rq->tx, (int32_t)key[0], key[1], key[2],
	    (int32_t)page_rows(inbox) + 1, &rows->waiting));
	return inbox->current != 0 ? OK : ask_lately(rq, rows);
}

/*
 * Those that wait; where there are few, what was said lately stands below.  Beside a
 * conversation there is less room: that is asked for once it is known that there is some.
 */
static enum status
show_waiting(struct request *rq, struct inbox *inbox, struct inbox_rows *rows)
{
	const struct thread_waiting_rows *waiting = &rows->waiting;
	size_t n = waiting->n > page_rows(inbox) ? page_rows(inbox) : waiting->n;
	const struct thread_waiting *last;

	append(rq, inbox, waiting, page_rows(inbox), false);
	inbox->nobody_waits = n == 0;
	if (waiting->n == n) {
		if (inbox->current != 0)
			TRY(ask_lately(rq, rows));
		append(rq, inbox, &rows->recent, RECENT_ROWS, false);
		return OK;
	}
	last = &waiting->at[n - 1];
	inbox->more = arena_printf(rq->arena, "%d-%" PRId64 "-%" PRId64,
	    (int)last->urgency, last->waiting_since, last->id);
	return OK;
}

static enum status
ask_recent(struct request *rq, const struct inbox *inbox, struct inbox_rows *rows)
{
	int64_t key[2] = { tx_now(rq->tx) + A_YEAR, 0 };

	if (!read_key(request_query(rq, "after"), key, COUNT_OF(key)))
		key[0] = tx_now(rq->tx) + A_YEAR;
	if (strcmp(inbox->view, "mine") == 0)
		return sql_thread_mine(rq->tx, page_user(rq)->id, key[0], key[1],
		    (int32_t)page_rows(inbox) + 1, &rows->recent);
	if (*inbox->q == '\0')
		return sql_thread_recent(rq->tx, true, key[0], key[1],
		    (int32_t)page_rows(inbox) + 1, &rows->recent);
	return sql_thread_search(rq->tx, text_fold(rq->arena, inbox->q),
	    phone_sought(rq->arena, inbox->q), key[0], key[1],
	    (int32_t)page_rows(inbox) + 1, &rows->recent);
}

enum status
inbox_ask(
    struct request *rq, int64_t current, struct inbox *inbox, struct inbox_rows *rows)
{
	const char *view = request_query(rq, "view"), *q = request_query(rq, "q");

	*inbox = (struct inbox){ .view = "waiting",
		.q = q != NULL ? text_trim(rq->arena, q) : "",
		.now = tx_now(rq->tx),
		.current = current };
	if (*inbox->q != '\0' || (view != NULL && strcmp(view, "all") == 0))
		inbox->view = "all";
	else if (view != NULL && strcmp(view, "mine") == 0)
		inbox->view = "mine";
	if (strcmp(inbox->view, "waiting") == 0)
		return ask_waiting(rq, inbox, rows);
	return ask_recent(rq, inbox, rows);
}

enum status
inbox_show(struct request *rq, struct inbox *inbox, struct inbox_rows *rows)
{
	if (strcmp(inbox->view, "waiting") == 0)
		return show_waiting(rq, inbox, rows);
	append(rq, inbox, &rows->recent, page_rows(inbox), true);
	return OK;
}
