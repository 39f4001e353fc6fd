/* indicator_event_pages.h - what templates/indicator_event.html shows. */

#ifndef SITE_INDICATOR_EVENT_PAGES_H
#define SITE_INDICATOR_EVENT_PAGES_H

#include "site/indicator_filter.h"

struct indicator_who_line {
	const char *dimension, *value;
	const char *num, *den, *rate;
};
struct indicator_who_lines {
	const struct indicator_who_line *at;
	size_t n;
};
struct indicator_who_view {
	struct indicator_filter filter;
	struct indicator_who_lines procedures, events;
	const char *download;
};

struct indicator_event {
	const struct indicator_events *row;
	const char *name, *day, *after, *words, *marks, *where;
};
struct indicator_event_rows {
	const struct indicator_event *at;
	size_t n;
};
struct indicator_events_view {
	struct indicator_filter filter;
	struct indicator_event_rows events;
	bool more; /* than are shown */
	const char *download;
};

struct indicator_fault {
	const struct indicator_faults *row;
	const char *name, *day, *url;
};
struct indicator_fault_group {
	const char *kind, *title, *remedy, *all; /* all: where the rest is, or NULL */
	int64_t total;
	const struct indicator_fault *at;
	size_t n;
};
struct indicator_fault_groups {
	const struct indicator_fault_group *at;
	size_t n;
};
struct indicator_quality_view {
	struct indicator_fault_groups groups;
};

#endif
