/* thread_pages.h - what the handlers of conversations share. */

#ifndef SITE_THREAD_PAGES_H
#define SITE_THREAD_PAGES_H

#include "site/thread_view.h"

/* Answers with the page, or with the parts of it that the script asked for. */
MUST_CHECK enum status thread_answer(
    struct request *, int code, struct thread_ask *, struct thread_view *);

#endif
