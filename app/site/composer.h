/* composer.h - what stands beside the box in which an answer is written. */

#ifndef SITE_COMPOSER_H
#define SITE_COMPOSER_H

#include <stdbool.h>

#include "gen/sql.h"
#include "web/dispatch.h"

/* A ready answer as it would be for this client. */
struct composer_offer {
	int64_t version_id;
	const char *title, *text;
	bool fits; /* this day and sign, and it is in his language */
	const char *language; /* "English": it has no text in his; NULL: it has */
};
struct composer_offers {
	const struct composer_offer *at;
	size_t n;
};

struct composer {
	struct composer_offers offers; /* those used most for this day and sign */
	bool more; /* there are others */
	int64_t leaves_at; /* in the quiet hours: their end; 0: it leaves now */
	const char *leaves; /* "Send at 06:00 tomorrow" */
	bool now_too; /* he has just written: "Send now" stands beside it */
};

/*
 * Asked together with what else the page reads, and made when the rows are there:
 * ready answers for one conversation, most of them, and its facility's hours.
 */
MUST_CHECK enum status composer_ask(
    struct request *, int64_t thread_id, int32_t most, struct answer_offered_rows *);
struct composer_offers composer_offers(
    struct request *, const struct answer_offered_rows *);
void composer_show(
    struct request *, const struct answer_offered_rows *, struct composer *);

/* The text of a version as it would be in this conversation; NULL: not offered there. */
MUST_CHECK enum status composer_answer(
    struct request *, int64_t thread_id, int64_t version_id, const char **text);

/* Of a text of ours that did not leave: "Not sent: ..." */
const char *composer_not_sent(const char *reason);
/* "06:00", "06:00 tomorrow", "Tue 24 Nov, 06:00". */
const char *composer_hour(struct arena *, int64_t at, int64_t now, const char *zone);

#endif
