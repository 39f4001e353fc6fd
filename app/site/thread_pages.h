/* thread_pages.h - what the handlers of conversations share. */

#ifndef SITE_THREAD_PAGES_H
#define SITE_THREAD_PAGES_H

#include "site/thread_view.h"

/* What is in the box becomes the draft; a form without a box changes none. */
MUST_CHECK enum status thread_keep_typed(struct request *, int64_t thread_id);
/* The page again, with what is wrong, and everything typed still in the box. */
MUST_CHECK enum status thread_refuse(
    struct request *, int code, struct thread_problem *, int64_t seen);
/* Leads back to the conversation, the list beside it as it was, and says ${notice}. */
MUST_CHECK enum status thread_done(
    struct request *, int64_t thread_id, const char *notice);
/* What was closed at once, in words. */
const char *thread_bulk_line(struct request *, const struct thread_bulk_get *);

/* Answers with the page, or with the parts of it that the script asked for. */
MUST_CHECK enum status thread_answer(
    struct request *, int code, struct thread_ask *, struct thread_view *);

#endif
