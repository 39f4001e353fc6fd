/* note_pages.h - what the page of a note shows. */

#ifndef SITE_NOTE_PAGES_H
#define SITE_NOTE_PAGES_H

#include <stdbool.h>

#include "gen/sql.h"
#include "site/thread_view.h"

struct note_page {
	const struct note_show *note;
	struct note_past_rows past;
	const char *zone;
	int64_t now;
	const char *csrf, *once;
	const char *when; /* written */
	const char *changed, *withdrawn; /* "withdrawn by ...", NULL if it was not */
	const char *typed; /* in the box */
	const struct thread_problem *problem; /* NULL: none */
	bool may_change, may_withdraw, may_put_back;
};

#endif
