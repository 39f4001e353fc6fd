/* outbound_pages.h - what the templates of outbound pushes show. */

#ifndef SITE_OUTBOUND_PAGES_H
#define SITE_OUTBOUND_PAGES_H

#include "gen/sql.h"

struct outbound_view {
	const char *doc; /* the document that was asked for; "" for none */
	struct outbound_list_rows pushes;
	struct outbound_events_rows events;
	bool more; /* there are older ones */
};

struct outbound_event_view {
	const struct outbound_event_get *event;
	struct outbound_attempts_rows tries;
};

/* "Waits", "Given up": of a state, with the class of its tag in ${colour}. */
const char *outbound_state(const char *state, const char **colour);
/* Whether it is one of which nothing could be made: it has no try. */
bool outbound_can_again(const char *state);
/* How a push is: on, off, waits for its receiver, lacks its secret; with its colour. */
const char *outbound_health(const struct outbound_list *, const char **colour);

#endif
