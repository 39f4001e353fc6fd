/* delivery_pages.h - what the template of the delivery page shows. */

#ifndef SITE_DELIVERY_PAGES_H
#define SITE_DELIVERY_PAGES_H

#include <stdbool.h>

#include "gen/sql.h"
#include "site/delivery_health.h"
#include "site/field.h"

/* Why texts do not arrive, in plain words, and who can mend it. */
struct delivery_reason {
	const char *why; /* as delivery_reason() of the database has it */
	const char *title, *words, *remedy, *owner;
};

/* Of any word; what is not known is refused. */
const struct delivery_reason *delivery_reason(const char *why);

struct delivery_item {
	const struct delivery_list *row;
	const char *who; /* name, or the number */
	const char *what; /* "Day 9 check-in", or its words */
	const char *when;
	bool again; /* may be sent again */
};
struct delivery_items {
	const struct delivery_item *at;
	size_t n;
};

struct delivery_group {
	const struct delivery_reason *reason;
	struct delivery_items items;
	int64_t total;
	size_t can; /* how many of those shown may be sent again */
	const char *more; /* the query of the next rows, NULL at the end */
};
struct delivery_groups {
	const struct delivery_group *at;
	size_t n;
};

/* The line about RapidPro. */
struct delivery_gateway {
	const char *kind; /* "green", "amber" or "red" */
	const char *title, *words;
};

/* What the worker has noted, besides what is seen at this moment. */
struct delivery_trouble {
	const char *title, *since, *effect;
};
struct delivery_trouble_rows {
	const struct delivery_trouble *at;
	size_t n;
};

struct delivery_count {
	const char *place, *title, *owner, *oldest;
	int64_t texts;
};
struct delivery_count_rows {
	const struct delivery_count *at;
	size_t n;
};

struct delivery_view {
	const struct reminder_late_counts *late; /* NULL: not hers to decide */
	int64_t now;
	const char *csrf, *once;
	const struct delivery_figures *figures;
	struct delivery_gateway gateway;
	struct delivery_health health;
	struct delivery_trouble_rows troubles;
	const char *rules; /* since when they are behind; NULL if they are not */
	struct delivery_groups groups;
	const char *reason, *day; /* as asked for, "" for all */
	const char *today; /* "2026-11-23" */
	struct option_rows days;
	const char *region; /* whose numbers are shown as they are dialled */
	bool places; /* several facilities: name them */
	/* Of the administrator's page. */
	struct delivery_count_rows counts;
	int64_t waiting, waiting_since;
};

#endif
