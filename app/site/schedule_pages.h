/* schedule_pages.h - what templates/schedule.html shows. */

#ifndef SITE_SCHEDULE_PAGES_H
#define SITE_SCHEDULE_PAGES_H

#include "core/schedule.h"
#include "gen/sql.h"
#include "site/answer_pages.h"
#include "site/field.h"
#include "web/input.h"

/* A step in a table: when it leaves, what it says, what else is to be known of it. */
struct schedule_line {
	const struct schedule_step *step;
	const char *when, *what, *how;
	const char *off; /* the facilities where it is switched off; "" */
	struct schedule_faults faults;
};
struct schedule_line_rows {
	const struct schedule_line *at;
	size_t n;
};

/* The form of one step, as typed. */
struct schedule_form {
	const char *was; /* its name; "": a new one */
	const char *name, *after, *unit, *anchor, *weekday, *hour, *earliest, *latest;
	const char *spread_minutes, *good_minutes, *late, *late_hours, *priority,
	    *again_hours, *text, *shared_text, *silent_text;
	const char *silence_days, *silence_forms, *clear_forms;
	const char *flow;
	bool minds_quiet, open_only, asks, silent_only;
	int64_t edits;
};
/* A line of what a flow is told, as typed. */
struct schedule_param_line {
	size_t number; /* from 1 on */
	const char *name_field, *value_field, *name, *value;
};
struct schedule_param_lines {
	const struct schedule_param_line *at;
	size_t n;
};
/* An event that may be ticked. */
struct schedule_event_tick {
	const char *field, *label;
	bool chosen;
};
struct schedule_event_ticks {
	const struct schedule_event_tick *at;
	size_t n;
};

/* One text of the preview, and where it stands in the picture. */
struct schedule_shown {
	const char *step, *planned, *moment, *until, *late, *why, *body;
	const char *last; /* whose turn is last, where it is spread; "" */
	const char *counts; /* "3 days after his birth"; "": from the procedure */
	const char *never_why; /* "": no hour fits, if it is never */
	size_t parts;
	bool moved, clash, never, again, gives_way, off;
	bool starts; /* a flow: nobody knows how many SMS */
	bool maybe; /* leaves only in some case */
	int64_t day; /* a number of the facility's calendar */
	int rank;
	int64_t x, y, planned_x, planned_y;
};
struct schedule_shown_rows {
	const struct schedule_shown *at;
	size_t n;
};
/* Hours in which nobody is written to, and days: rectangles of the picture. */
struct schedule_band {
	int64_t at, size;
};
struct schedule_bands {
	const struct schedule_band *at;
	size_t n;
};
struct schedule_tick {
	int64_t x;
	const char *label;
};
struct schedule_ticks {
	const struct schedule_tick *at;
	size_t n;
};
/* A day from which some of the steps count. */
struct schedule_anchor {
	const char *anchor; /* as in a step */
	const char *field, *label;
	const char *day; /* "2031-03-03"; "": none is chosen */
};
struct schedule_anchors {
	const struct schedule_anchor *at;
	size_t n;
};
struct schedule_preview {
	struct option_rows places, languages;
	const char *place, *language, *anchor; /* as chosen */
	struct schedule_anchors anchors; /* but for the procedure */
	bool shared, silent;
	const char *zone;
	struct schedule_shown_rows shown;
	struct schedule_bands quiet;
	struct schedule_ticks ticks;
	int64_t width;
	const char *sum; /* "English: 14 texts, 14 SMS" */
};

struct schedule_view {
	const struct schedule_version_get *version;
	struct schedule_steps steps;
	struct schedule_faults all;
	struct schedule_off_now_rows off;
	struct schedule_line_rows lines;
	bool draft, tried, edited, clash;
	struct schedule_form form;
	struct answer_line_rows words;
	struct schedule_event_ticks silence, clear;
	bool hushes; /* what stands in them is to be seen */
	struct form_names_rows forms;
	const char *form_names; /* whose reports may be named: "a, b" */
	const char *per_day; /* as typed */
	struct gateway_flow_list_rows known_flows;
	struct schedule_param_lines params;
	struct option_rows flows, units, anchors, weekdays, lates, priorities, texts,
	    own_texts, silent_texts;
	struct schedule_preview preview;
	struct faults faults;
};

struct schedule_list_view {
	struct schedule_version_list_rows versions;
	struct schedule_steps used;
	int64_t used_id, draft_id;
	int32_t used_number;
};

/* A send of one day: as it is now, and as it would be. */
struct schedule_tried_row {
	const struct schedule_dry_run *row;
	const char *step, *now, *then, *body, *change, *against, *why;
	const char *counts; /* "3 days after his birth, 3 March"; "" */
	const char *cost;
	bool starts; /* a flow: nobody knows how many SMS, or what they cost */
	size_t parts;
};
struct schedule_tried_rows {
	const struct schedule_tried_row *at;
	size_t n;
};
struct schedule_tried_view {
	const struct schedule_version_get *version;
	bool draft, tried;
	const char *day, *day_words;
	struct schedule_tried_rows rows; /* the first of them */
	size_t all, now_texts, then_texts, now_parts, then_parts, kept;
	size_t now_starts, then_starts; /* of the texts: flows */
	size_t now_most, then_most; /* of the texts: within five minutes */
	const char *now_cost, *then_cost;
	const struct schedule_changes *changes; /* NULL: it is no draft */
	struct schedule_faults faults;
	struct faults wrong;
};

/* A step in two versions. */
struct schedule_compared {
	const char *name, *then, *now, *change;
};
struct schedule_compared_rows {
	const struct schedule_compared *at;
	size_t n;
};
struct schedule_compare_view {
	const struct schedule_version_get *version;
	const char *other; /* "version 2", "the programme’s own" */
	struct schedule_compared_rows rows;
	size_t changed;
};

/* "Day 3 at 12:00", "Week 6, the next Monday". */
const char *schedule_when(struct arena *, const struct schedule_step *);
/* "his last visit": what a step counts from. */
const char *schedule_anchor_words(struct arena *, const char *anchor);
/*
 * "3 days after his last visit, Mon 3 Mar"; day may be NULL.  "" of a step that counts
 * from the procedure.
 */
const char *schedule_counts(
    struct arena *, const struct schedule_step *, const char *day);
const char *schedule_what(struct arena *, const struct schedule_step *);
const char *schedule_how(struct arena *, const struct schedule_step *);
/* "of which 2 are flows, whose SMS nobody knows"; "" of none. */
const char *schedule_starts_words(struct arena *, size_t starts);
/* "he writes": after what a step may keep silent. */
const char *schedule_event(struct arena *, const char *event);
/* "in the quiet hours; on a holiday": what schedule_moment() says by one word each. */
const char *schedule_why(struct arena *, const char *moves);

#endif
