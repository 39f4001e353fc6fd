/* thread_events.h - what happened to a conversation besides its texts, in sentences. */

#ifndef SITE_THREAD_EVENTS_H
#define SITE_THREAD_EVENTS_H

#include "site/thread_view.h"

/* Fills the text and the link of a line that is no message and no note. */
void thread_event_line(const struct thread_view *, struct thread_line *);

#endif
