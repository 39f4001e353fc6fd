/* thread_view.h - a conversation made ready to be shown, line by line. */

#ifndef SITE_THREAD_VIEW_H
#define SITE_THREAD_VIEW_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/text.h"
#include "gen/sql.h"
#include "site/days.h"
#include "site/page.h"
#include "web/input.h"

/* An open page asks every 20 s, one that nobody moves in every minute. */
#define STILL_LOOKING (75 * SECOND)
#define WRITING MINUTE /* since the draft was saved */

/* One line of the list of conversations. */
struct inbox_item {
	int64_t id;
	const char *name;
	const char *place; /* NULL where all are of one */
	const char *when; /* "07:05", "Sun 22 Nov" */
	int64_t since; /* of a wait; 0 if nobody waits */
	int64_t last_at; /* moment of the last words */
	const char *words;
	bool ours; /* the last words were ours */
	bool problem, shared, unknown, failed, draft;
	bool mine, others; /* assigned */
};
struct inbox_items {
	const struct inbox_item *at;
	size_t n;
};

struct inbox {
	const char *view; /* "waiting", "mine" or "all" */
	const char *q; /* as typed */
	int64_t now;
	int64_t current; /* the open conversation, 0 for none */
	struct inbox_items items;
	bool nobody_waits;
	const char *more; /* the query of the next rows, NULL at the end */
};

/* As they came: those that wait, and the latest. */
struct inbox_rows {
	struct thread_waiting_rows waiting, recent;
};

enum line_kind { LINE_EVENT, LINE_IN, LINE_OUT, LINE_AUTO };

struct thread_line {
	enum line_kind kind;
	const char *id; /* of the element: "m-7" */
	const char *v; /* changes with what is shown */
	const char *day, *day_id; /* the heading above it, or NULL */
	const char *mark; /* the rule above it: "New since you last looked", or NULL */
	const struct thread_timeline *row;
	const char *text; /* what he or we said, or the event's sentence */
	const char *time;
	const char *who; /* "You", "Tendai M." */
	const char *about; /* on a shared phone: whose it is, NULL if not known */
	const char *note; /* "answered in 26 min", "from +263 71 ..." or NULL */
	const char *reading; /* what it was read as, NULL for nothing to say */
	const char *tag; /* colour of the reading: "red", "amber", "" */
	const char *link; /* where the event leads, NULL for nowhere */
	const char *failure; /* why it did not arrive */
	int64_t waits; /* since when he waits for an answer to it; 0 */
	bool urgent, unread, undo, again;
};
struct thread_lines {
	const struct thread_line *at;
	size_t n;
};

struct thread_person {
	const struct thread_patients *row;
	const char *day; /* "Day 3 of 13" */
	const char *age, *language, *procedure, *phone, *next;
};
struct thread_people {
	const struct thread_person *at;
	size_t n;
};

/* Why no SMS can be sent, and what can be done instead. */
struct thread_stop {
	const char *title, *words;
};

/* A form that could not be done as it was sent. */
struct thread_problem {
	const char *title, *words;
	bool clash; /* "Send anyway" */
};

struct thread_view {
	struct arena *arena;
	int64_t now;
	int64_t me;
	const char *zone;
	const char *csrf, *once;
	const struct thread_show *t;
	const char *name; /* "Tinashe Moyo", "+263 71 555 0121" */
	const char *initials, *face;
	const char *phone; /* as read while dialling */
	const char *dial; /* "tel:+263715550121" */
	const char *day; /* "Day 3 of 13" */
	const char *language; /* of the texts, NULL if not certain */
	struct thread_lines lines;
	const char *earlier; /* the query of what was before, NULL at the beginning */
	bool old; /* not the newest lines */
	struct presence_others_rows others;
	const char *presence; /* changes with what is said of them */
	struct thread_people people;
	struct day_rows strip;
	struct thread_tasks_rows tasks;
	struct thread_unowned_rows unowned;
	const struct thread_stop *stop; /* NULL: an SMS can be sent */
	const struct thread_problem *problem; /* NULL: none */
	const char *typed; /* in the box */
	struct sms_count count;
	const char *counted; /* "143 of 160, 1 SMS" */
	bool plain_helps; /* plain letters would make it cheaper */
	struct inbox inbox;
};

/* Where in the conversation. */
struct thread_ask {
	int64_t mark; /* the newest message that was seen before; 0: none */
	bool looks; /* to be noted; without a mark, the last look is it */
	bool marked;
	int64_t before, before_n; /* 0: the newest lines */
};

/*
 * The conversation and who else looks at it; the rest is empty.  ERR_NOT_FOUND
 * for one of another facility.
 */
MUST_CHECK enum status thread_view_open(
    struct request *, int64_t thread_id, struct thread_view *);
/*
 * All that the page shows, and the numbers of its navigation; ${typed} and
 * ${problem} may have been set before.
 */
MUST_CHECK enum status thread_view_fill(struct request *, struct thread_ask *,
    struct thread_view *, const struct nav_counts **);

/*
 * The list beside it, by ?view=, ?q= and ?after=: asked for together with what else
 * the page reads, and made when the rows are there.
 */
MUST_CHECK enum status inbox_ask(
    struct request *, int64_t current, struct inbox *, struct inbox_rows *);
MUST_CHECK enum status inbox_show(
    struct request *, struct inbox *, struct inbox_rows *);

/* "Kudzai or Tapiwa Dube" of the lines of names; the number without any. */
const char *thread_name(struct arena *, const char *names, const char *e164);
/* Why a text did not arrive, by delivery_reason() of the database. */
const char *thread_failure(struct arena *, const char *why, const char *reason);

#endif
