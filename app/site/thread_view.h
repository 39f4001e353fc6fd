/* thread_view.h - a conversation made ready to be shown, line by line. */

#ifndef SITE_THREAD_VIEW_H
#define SITE_THREAD_VIEW_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/text.h"
#include "gen/sql.h"
#include "site/composer.h"
#include "site/days.h"
#include "site/page.h"
#include "web/input.h"

/* An open page asks every 16 s. */
#define STILL_LOOKING MINUTE
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
	bool mine; /* she has it in hand */
	const char *owner; /* a colleague has: "Tendai M.", or NULL */
	const char *back; /* put off until then: "Tue 4 Mar, 07:30", or NULL */
	const char *because; /* why it is put off */
	bool closed, open; /* no answer is needed; it waits, now or later */
	const char *there; /* "Tendai M. is writing", or NULL */
	const char *at; /* the query of what was found in it; "" */
};
struct inbox_items {
	const struct inbox_item *at;
	size_t n;
};

struct inbox {
	const char *view; /* "waiting", "mine", "nobody", "snoozed", "closed", "all" */
	const char *q; /* as typed */
	int64_t place_id; /* of one facility; 0: of all */
	struct place_mine_rows places; /* to choose from; none for who has one */
	const struct thread_tally *tally; /* how long each list is */
	int64_t now;
	int64_t current; /* the open conversation, 0 for none */
	struct inbox_items items;
	bool nobody_waits;
	const char *more; /* where the next rows begin, NULL at the end */
};

/* As they came: those that wait, and the latest. */
struct inbox_rows {
	struct thread_waiting_rows waiting, recent;
	const struct thread_tally *tally;
};
#define INBOX_Q_MAX 120 /* characters that are looked for */
#define INBOX_MANY 100 /* of what only grows, no more are counted */

enum line_kind { LINE_EVENT, LINE_IN, LINE_OUT, LINE_AUTO, LINE_NOTE };

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
	const char
	    *filed; /* by what it is his, of several who have the phone; or NULL */
	const char *note; /* "answer to day 5...", "from +263 71 ..." or NULL */
	const char *reading; /* what it was read as, NULL for nothing to say */
	const char *because; /* of which word, NULL: of all he said */
	const char *tag; /* colour of the reading: "red", "amber", "" */
	const char *link; /* where the event leads, NULL for nowhere */
	const char *failure; /* why it did not arrive */
	int64_t waits; /* since when he waits for an answer to it; 0 */
	bool urgent, unread, undo, again;
	/* A line in which others are folded, and the last of those; see thread_folds.h. */
	const char *fold, *fold_id, *fold_v;
	bool fold_ends;
};
struct thread_lines {
	const struct thread_line *at;
	size_t n;
};

struct thread_person {
	const struct thread_patients *row;
	const char *day; /* "Day 3 of 13" */
	const char *age, *language, *procedure, *next;
	const char *phone, *phone2; /* as read while dialling */
	const char *form, *form_when; /* the last that was filled in; NULL: none */
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
	const char *tells; /* the word that she was told of, sent along with it; NULL */
};

struct thread_view {
	struct arena *arena;
	int64_t now;
	int64_t me;
	const char *zone;
	const char *region; /* of the user */
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
	int64_t seen; /* the newest message that she has seen */
	struct presence_others_rows others;
	const char *presence; /* changes with what is said of them */
	struct thread_people people;
	struct day_rows strip;
	struct thread_tasks_rows tasks;
	int64_t open_case; /* one of the tasks; 0: none */
	struct thread_unowned_rows unowned;
	const char *flow; /* of RapidPro waits for an answer; NULL: none */
	const struct thread_stop *stop; /* NULL: an SMS can be sent */
	const char *consent; /* what is still wanted of whom; "" or NULL: nothing */
	const struct thread_problem *problem; /* NULL: none */
	const char *typed; /* in the box */
	const char *noted; /* a note that could not be kept, NULL for none */
	struct sms_count count;
	const char *counted; /* "143 of 160, 1 SMS" */
	bool plain_helps; /* plain letters would make it cheaper */
	struct composer composer;
	struct inbox inbox;
};

/* Where in the conversation. */
struct thread_ask {
	int64_t mark; /* the newest message that was seen before; 0: none */
	int64_t since; /* when it was looked at before; 0: never */
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
/* That she looks; the newest is seen where it is shown. */
MUST_CHECK enum status thread_look(struct request *, const struct thread_ask *,
    const struct thread_view *, const struct presence_touch **before);
/*
 * All that the page shows, and the numbers of its navigation; ${typed} and
 * ${problem} may have been set before.
 */
MUST_CHECK enum status thread_view_fill(struct request *, struct thread_ask *,
    struct thread_view *, const struct nav_counts **);

/*
 * The list beside it, by ?view=, ?q=, ?place= and ?after=: asked for together with what else
 * the page reads, and made when the rows are there.
 */
MUST_CHECK enum status inbox_ask(
    struct request *, int64_t current, struct inbox *, struct inbox_rows *);
MUST_CHECK enum status inbox_show(
    struct request *, struct inbox *, struct inbox_rows *);

/* The query of one of its views, as it is filtered: "?view=mine&place=101", or "". */
const char *inbox_place(struct arena *, const struct inbox *, const char *view);
/* The same of the list that a request stands in. */
const char *inbox_asked(struct request *, const char *act);
/* "/messages/501/snooze?view=mine": a conversation, with the list beside it. */
const char *inbox_beside(struct request *, int64_t thread_id, const char *act);
/* "/messages/bulk?view=mine&place=101": the list itself with act "". */
const char *inbox_path(
    struct arena *, const struct inbox *, const char *act, const char *view);
/* The path of the rows that follow. */
const char *inbox_more(struct arena *, const struct inbox *);
/* The path of one of its lines, with where it stands in it. */
const char *inbox_link(struct arena *, const struct inbox *, const struct inbox_item *);

/* "Kudzai or Tapiwa Dube" of the lines of names; the number without any. */
const char *thread_name(
    struct arena *, const char *names, const char *e164, const char *region);

#endif
