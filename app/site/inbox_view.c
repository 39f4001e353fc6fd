/* inbox_view.c - the list of conversations; see thread_view.h. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ext/phone.h"
#include "site/figures.h"
#include "site/lists.h"
#include "site/show.h"
#include "site/thread_view.h"

#define PAGE_ROWS 50
#define BESIDE_ROWS 25 /* beside an open conversation */
#define RECENT_ROWS 12 /* below those that wait */
#define A_YEAR (365 * 24 * HOUR) /* beyond any moment in the table */

/* The first is the list as it opens. */
static const char *const views[] = { "waiting", "mine", "nobody", "snoozed", "closed",
	"all" };

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
thread_name(
    struct arena *arena, const char *names, const char *e164, const char *region)
{
	const char *end = strchr(names, '\n');
	const char *first, *second;
	int more = 0;

	if (*names == '\0')
		return phone_shown(arena, e164, region);
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

/* "Tendai M. is writing", "Tendai M. and Rudo M. are looking"; NULL: nobody. */
static const char *
there(struct request *rq, const char *lines)
{
	const char *said = NULL;

	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");
		const char *name = show_short_name(
		    rq->arena, arena_strndup(rq->arena, lines + 1, len - 1));
		const char *one = arena_printf(rq->arena,
		    *lines == 'w' ? _("%s is writing") : _("%s is looking"), name);

		said =
		    said == NULL ? one : arena_printf(rq->arena, "%s, %s", said, one);
		lines += len + (lines[len] == '\n');
	}
	return said;
}

/* Where what was found stands in its conversation: the page that ends with it. */
static const char *
found_at(struct request *rq, const struct thread_waiting *row)
{
	if (row->found_id == 0)
		return "";
	return arena_printf(rq->arena, "before=%" PRId64 "-0", row->found_at + 1);
}

static struct inbox_item
item_of(struct request *rq, const struct thread_waiting *row)
{
	const struct session_resume *user = page_user(rq);
	const char *zone = *row->zone != '\0' ? row->zone : user->zone;
	bool waits = strcmp(row->state, "waiting") == 0;
	bool snoozed = strcmp(row->state, "snoozed") == 0;

	return (struct inbox_item){ .id = row->id,
		.name = thread_name(rq->arena, row->names, row->e164, user->region),
		.place = user->place_count > 1 && *row->place_name != '\0'
			     ? row->place_name
			     : NULL,
		.when =
		    when(rq, row->found_id != 0 ? row->found_at : row->last_at, zone),
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
		.owner = row->assigned_to != 0 && row->assigned_to != user->id
			     ? show_short_name(rq->arena, row->owner)
			     : NULL,
		.back = snoozed ? show_moment(rq->arena, row->snoozed_until,
				      tx_now(rq->tx), zone)
				: NULL,
		.because = snoozed ? row->snooze_reason : "",
		.closed = strcmp(row->state, "closed") == 0,
		.open = waits || snoozed,
		.there = there(rq, row->there),
		.at = found_at(rq, row) };
}

/* Appends to the list; false if there is more than it holds. */
static bool
append(struct request *rq, struct inbox *inbox, const struct thread_waiting_rows *rows,
    size_t most)
{
	struct inbox_item *items;
	size_t n = rows->n > most ? most : rows->n;

	ARENA_ARRAY(rq->arena, items, inbox->items.n + n);
	for (size_t i = 0; i < inbox->items.n; i++)
		items[i] = inbox->items.at[i];
	for (size_t i = 0; i < n; i++)
		items[inbox->items.n + i] = item_of(rq, &rows->at[i]);
	inbox->items = (struct inbox_items){ items, inbox->items.n + n };
	return rows->n <= most;
}

static size_t
page_rows(const struct inbox *inbox)
{
	return inbox->current != 0 ? BESIDE_ROWS : PAGE_ROWS;
}

static bool
is_view(const struct inbox *inbox, const char *view)
{
	return strcmp(inbox->view, view) == 0;
}

static enum status
ask_lately(struct request *rq, const struct inbox *inbox, struct inbox_rows *rows)
{
	return sql_thread_recent(rq->tx, false, inbox->place_id,
	    tx_now(rq->tx) + A_YEAR, 0, tx_now(rq->tx), RECENT_ROWS, &rows->recent);
}

/* Where the list goes on, by the order of each; the start where the page is the first. */

/* All that wait, from the first on: what other pages have shown may still stand. */
static bool
is_beginning(struct request *rq, const struct inbox *inbox)
{
	return is_view(inbox, "waiting") && inbox->place_id == 0 &&
	       request_query(rq, "after") == NULL;
}

static enum status
ask_waiting(struct request *rq, const struct inbox *inbox, struct inbox_rows *rows)
{
	int64_t key[3] = { INT32_MAX, 0, 0 };
	bool nobodys = is_view(inbox, "nobody");
	int32_t most = (int32_t)page_rows(inbox) + 1;

	if (!read_key(request_query(rq, "after"), key, COUNT_OF(key))) {
		key[0] = 4;
		key[1] = key[2] = 0;
	}
	key[0] = key[0] > 4 ? 4 : key[0];
	if (!is_beginning(rq, inbox) || !lists_waiting(rq, most, &rows->waiting))
		TRY(sql_thread_waiting(rq->tx, nobodys, inbox->place_id,
		    (int32_t)key[0], key[1], key[2], tx_now(rq->tx), most,
		    &rows->waiting));
	return inbox->current != 0 || nobodys ? OK : ask_lately(rq, inbox, rows);
}

/* The second number is how long ago or since when: 4 are those that do not wait. */
static enum status
ask_mine(struct request *rq, const struct inbox *inbox, struct inbox_rows *rows)
{
	int64_t key[3] = { 0, 0, 0 };
	int64_t rank;

	if (!read_key(request_query(rq, "after"), key, COUNT_OF(key)))
		key[0] = key[1] = key[2] = 0;
	rank = key[0] == 4 ? -key[1] : key[1];
	return sql_thread_mine(rq->tx, page_user(rq)->id, inbox->place_id,
	    (int32_t)(key[0] > 4 ? 4 : key[0]), rank, key[2], tx_now(rq->tx),
	    (int32_t)page_rows(inbox) + 1, &rows->recent);
}

static enum status
ask_recent(struct request *rq, const struct inbox *inbox, struct inbox_rows *rows)
{
	const int64_t now = tx_now(rq->tx), place = inbox->place_id;
	const int32_t most = (int32_t)page_rows(inbox) + 1;
	const bool snoozed = is_view(inbox, "snoozed");
	int64_t key[2];

	if (!read_key(request_query(rq, "after"), key, COUNT_OF(key))) {
		key[0] = snoozed ? 0 : now + A_YEAR;
		key[1] = 0;
	}
	if (snoozed)
		return sql_thread_snoozed(
		    rq->tx, place, key[0], key[1], now, most, &rows->recent);
	if (is_view(inbox, "closed"))
		return sql_thread_closed(
		    rq->tx, place, key[0], key[1], now, most, &rows->recent);
	if (*inbox->q == '\0')
		return sql_thread_recent(
		    rq->tx, true, place, key[0], key[1], now, most, &rows->recent);
	return sql_thread_search(rq->tx, text_fold(rq->arena, inbox->q),
	    phone_sought(rq->arena, inbox->q),
	    text_length(inbox->q) > 1 ? inbox->q : "", place, key[0], key[1], now, most,
	    &rows->recent);
}

static const char *
more_after(
    struct request *rq, const struct inbox *inbox, const struct thread_waiting *t)
{
	bool waits = strcmp(t->state, "waiting") == 0;

	if (is_view(inbox, "waiting") || is_view(inbox, "nobody"))
		return arena_printf(rq->arena, "%d-%" PRId64 "-%" PRId64,
		    (int)t->urgency, t->waiting_since, t->id);
	if (is_view(inbox, "mine"))
		return arena_printf(rq->arena, "%d-%" PRId64 "-%" PRId64,
		    waits ? 3 - (int)t->urgency : 4,
		    waits ? t->waiting_since : t->last_at, t->id);
	if (is_view(inbox, "snoozed"))
		return arena_printf(
		    rq->arena, "%" PRId64 "-%" PRId64, t->snoozed_until, t->id);
	return arena_printf(rq->arena, "%" PRId64 "-%" PRId64,
	    t->found_id != 0 ? t->found_at : t->last_at, t->id);
}

/*
 * Those that wait; where there are few, what was said lately stands below.  Beside a
 * conversation there is less room: that is asked for once it is known that there is some.
 */
static enum status
show_waiting(struct request *rq, struct inbox *inbox, struct inbox_rows *rows)
{
	const struct thread_waiting_rows *waiting = &rows->waiting;

	if (!append(rq, inbox, waiting, page_rows(inbox))) {
		inbox->more = more_after(rq, inbox, &waiting->at[page_rows(inbox) - 1]);
		return OK;
	}
	inbox->nobody_waits = inbox->items.n == 0;
	if (is_view(inbox, "nobody"))
		return OK;
	if (inbox->current != 0)
		TRY(ask_lately(rq, inbox, rows));
	(void)append(rq, inbox, &rows->recent, RECENT_ROWS);
	return OK;
}

const char *
inbox_place(struct arena *arena, const struct inbox *inbox, const char *view)
{
	struct buf b;

	buf_init(&b, arena);
	if (strcmp(view, views[0]) != 0)
		buf_printf(&b, "&view=%s", view);
	if (inbox->place_id != 0)
		buf_printf(&b, "&place=%" PRId64, inbox->place_id);
	if (*inbox->q != '\0' && strcmp(view, inbox->view) == 0) {
		buf_puts(&b, "&q=");
		buf_url(&b, inbox->q);
	}
	if (b.len > 0)
		b.data[0] = '?';
	return b.len > 0 ? b.data : "";
}

const char *
inbox_path(
    struct arena *arena, const struct inbox *inbox, const char *act, const char *view)
{
	return arena_printf(
	    arena, "/messages%s%s", act, inbox_place(arena, inbox, view));
}

const char *
inbox_more(struct arena *arena, const struct inbox *inbox)
{
	const char *place = inbox_place(arena, inbox, inbox->view);

	return arena_printf(arena, "/messages%s%cafter=%s", place,
	    *place == '\0' ? '?' : '&', inbox->more);
}

const char *
inbox_link(struct arena *arena, const struct inbox *inbox, const struct inbox_item *i)
{
	const char *place = inbox_place(arena, inbox, inbox->view);
	const char *path = arena_printf(arena, "/messages/%" PRId64 "%s", i->id, place);

	return *i->at == '\0' ? path
			      : arena_printf(arena, "%s%c%s", path,
				    *place == '\0' ? '?' : '&', i->at);
}

/* Not longer than the field holds. */
static const char *
looked_for(struct request *rq, const char *q)
{
	const char *start = text_trim(rq->arena, q != NULL ? q : ""), *end = start;

	for (size_t i = 0; i < INBOX_Q_MAX && *end != '\0'; i++)
		(void)text_next(&end);
	return arena_strndup(rq->arena, start, (size_t)(end - start));
}

/* In the address, or in the form of what is done with one of its conversations. */
static const char *
asked(struct request *rq, const char *name)
{
	const char *value = request_query(rq, name);

	return value != NULL ? value : request_field(rq, name);
}

/* Which list it is, before any of its rows. */
static void
inbox_begin(struct request *rq, struct inbox *inbox)
{
	const char *view = asked(rq, "view");

	*inbox =
	    (struct inbox){ .view = views[0], .q = looked_for(rq, asked(rq, "q")) };
	if (!read_key(asked(rq, "place"), &inbox->place_id, 1))
		inbox->place_id = 0;
	if (*inbox->q != '\0')
		view = "all";
	for (size_t i = 0; view != NULL && i < COUNT_OF(views); i++)
		if (strcmp(view, views[i]) == 0)
			inbox->view = views[i];
}

const char *
inbox_asked(struct request *rq, const char *act)
{
	struct inbox inbox;

	inbox_begin(rq, &inbox);
	return inbox_path(rq->arena, &inbox, act, inbox.view);
}

const char *
inbox_beside(struct request *rq, int64_t thread_id, const char *act)
{
	return inbox_asked(
	    rq, arena_printf(rq->arena, "/%" PRId64 "%s", thread_id, act));
}

enum status
inbox_ask(
    struct request *rq, int64_t current, struct inbox *inbox, struct inbox_rows *rows)
{
	*rows = (struct inbox_rows){ .tally = NULL };
	inbox_begin(rq, inbox);
	inbox->now = tx_now(rq->tx);
	inbox->current = current;
	rows->tally = inbox->place_id == 0 ? figures_threads(rq) : NULL;
	if (rows->tally == NULL)
		TRY(sql_thread_tally(
		    rq->tx, page_user(rq)->id, inbox->place_id, &rows->tally));
	if (page_user(rq)->place_count > 1)
		TRY(sql_place_mine(
		    rq->tx, page_user(rq)->id, tx_now(rq->tx), &inbox->places));
	if (is_view(inbox, "waiting") || is_view(inbox, "nobody"))
		return ask_waiting(rq, inbox, rows);
	return is_view(inbox, "mine") ? ask_mine(rq, inbox, rows)
				      : ask_recent(rq, inbox, rows);
}

enum status
inbox_show(struct request *rq, struct inbox *inbox, struct inbox_rows *rows)
{
	inbox->tally = rows->tally;
	if (inbox->place_id == 0)
		figures_keep_threads(rq, rows->tally);
	if (is_beginning(rq, inbox))
		lists_keep_waiting(rq, (int32_t)page_rows(inbox) + 1, &rows->waiting);
	if (is_view(inbox, "waiting") || is_view(inbox, "nobody"))
		return show_waiting(rq, inbox, rows);
	if (!append(rq, inbox, &rows->recent, page_rows(inbox)))
		inbox->more =
		    more_after(rq, inbox, &rows->recent.at[page_rows(inbox) - 1]);
	return OK;
}
