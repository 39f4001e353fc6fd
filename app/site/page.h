/* page.h - the frame of every page, and how a handler ends. */

#ifndef SITE_PAGE_H
#define SITE_PAGE_H

#include "core/session.h"
#include "web/dispatch.h"
#include "web/input.h"

/* What templates/frame.html shows; its head says what each member is for. */
struct page {
	const char *title;
	bool faulty;
	bool fill;
	bool brings; /* a picture is brought here: picture.js */
	bool talks;
	const char *section;
	const char *user_name;
	const char *user_initials;
	const char *role;
	const char *place_name;
	int64_t tasks;
	int64_t messages;
	int64_t escalations;
	int64_t delivery;
	bool late;
	int64_t rules;
	int64_t groups;
	int64_t told, told_notice, told_due;
	int64_t asked;
	const char *trouble;
	const char *trouble_title;
	const char *trouble_effect;
	const char *search;
	const char *notice;
	const char *notice_kind;
	const char *undo;
	const char *csrf;
	int64_t now;
	int64_t expires;
	bool keys;
	const char *language;
	const char *zone;
	const char *region; /* how phones are shown: hers are dialled as at home */
	const char *times;
	const char *live;
	const char *live_parts;
	const char *assets;
};

/* Who asks; NULL where nobody has signed in. */
const struct session_resume *page_user(struct request *);

/*
 * A phone as whoever asks dials it: "077 555 0142" in its own country, "+27 82 123 4567"
 * abroad.
 */
const char *page_phone(struct request *, const char *e164);

/*
 * Fills the frame: title, section, who is signed in, counts, and the notice
 * that the query names (?notice=saved).
 */
MUST_CHECK enum status page_open(
    struct request *, struct page *, const char *title, const char *section);

/* The same in two steps, for a page that asks the counts together with its own rows. */
MUST_CHECK enum status page_ask(struct request *, const struct nav_counts **);
void page_open_with(struct request *, struct page *, const struct nav_counts *,
    const char *title, const char *section);

/* What was asked, if it is one of these words; else, and without it, the first. */
const char *page_one_of(const char *asked, const char *const *words);

/* A positive number in the query; 0 for anything else. */
int64_t page_number(struct request *, const char *name);

/*
 * Every field of this name in the order of the form; ERR_INVALID if one of them is no
 * id, or they are more than most.
 */
MUST_CHECK enum status page_numbers(
    struct request *, const char *name, size_t most, int64_t *numbers, size_t *n);

/* Of a page whose times are another facility's than the reader's first one. */
void page_in_zone(struct request *, struct page *, const char *zone);

/* A new key for a form's hidden field "once". */
const char *page_once(struct request *);
/* The key that came with the form; NULL without one, or if it is none of ours. */
const char *page_once_sent(struct request *);
/* The same form has come before: this one leads to what the first did. */
MUST_CHECK enum status page_done_before(struct request *, bool *done);

/*
 * After an action: remembers the form's "once" and leads to a path of our own.
 * The script gets 204 with X-Location instead of a redirect.
 */
MUST_CHECK enum status page_done(struct request *, const char *fmt, ...) PRINTF(2, 3);
/* The same where nothing was done yet: the form may still be sent. */
MUST_CHECK enum status page_led(struct request *, const char *location);

/*
 * True if this part belongs to the answer: the script asked for it by name in
 * X-Fragment, or "1".  Without that header the whole page is wanted.
 */
bool page_wants(struct request *, const char *part);
bool page_is_fragment(struct request *);

/* The tag of what every page of this user may show. */
const char *page_tag(struct arena *, int64_t version, int64_t minute);
/* Marks the answer with this tag; true if the script has just that: answer 304. */
bool page_known(struct request *, const char *tag);
/*
 * For an answer to a poll: marks it with the version of everything this user
 * may see.  True if the script has that version already: answer 304.
 */
MUST_CHECK enum status page_same(struct request *, bool *same);
/*
 * The page's own lists are polled at this URL, for these ids beside the counts
 * of the navigation; nothing else changes on it.
 */
void page_polls(struct request *, struct page *, const char *url, const char *parts);

/* "RM" for "Sr Rudo Makoni". */
const char *page_initials(struct arena *, const char *name);

/*
 * Reads what nginx serves under /s/HASH/: the hash of all files, so that a
 * browser may keep them for ever and still see a new version at once.
 */
void page_assets(const char *folder);

#endif
