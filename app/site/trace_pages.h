/* trace_pages.h - what templates/trace_list.html and trace_show.html show. */

#ifndef SITE_TRACE_PAGES_H
#define SITE_TRACE_PAGES_H

#include "gen/sql.h"
#include "site/days.h"
#include "site/field.h"
#include "web/input.h"

/* What the list was asked for; "" asks for everything. */
struct trace_filter {
	const char *due; /* now, later; decide, lost, heard */
	const char *show; /* minors, call, visit, untried */
	const char *who; /* me, none */
	int64_t place_id; /* of one facility; 0: of all */
};

struct trace_list_view {
	struct trace_filter filter;
	struct trace_list_rows rows;
	struct lost_list_rows lost; /* of the last three views */
	bool looking; /* one of the first two */
	struct trace_counts_rows places; /* by facility */
	struct trace_counts all; /* their sum */
	struct place_mine_rows mine; /* facilities to choose from */
	const char *place; /* of this list, "?show=minors": leads back to it */
	const char *more; /* the path of the rows that follow, or NULL */
	bool nudges; /* the programme has words for those who are ticked */
	bool first; /* nothing stands before this page of it */
	int64_t user_id;
	const char *region;
};

/* "/tracing?due=later&show=minors" */
const char *trace_path(struct arena *, const struct trace_filter *, const char *due);
/* "/tracing/12?due=now&who=me", and without a task "/tracing/nudge?due=now": leads back. */
const char *trace_link(
    struct arena *, int64_t task_id, const char *act, const char *place);
/* "Text message, no answer", as the programme calls it. */
const char *trace_attempt_line(struct arena *, const char *method, const char *result);
/* "17:00 to 19:00", and of how many answers that is said. */
const char *trace_best(struct arena *, const struct trace_list *);
const char *trace_best_of(struct arena *, const struct trace_list *);

/* As typed. */
struct trace_form {
	const char *method, *outcome, *note, *again;
	int64_t version;
};

struct trace_view {
	const struct trace_show *him;
	const struct trace_list *line; /* as the list has him; NULL once it is done */
	struct trace_attempts_rows attempts;
	struct day_rows days;
	struct trace_form form;
	struct faults faults;
	struct option_rows methods, outcomes, agains;
	const char *name, *day, *silent; /* "day 9 of 13", "Nothing heard since ..." */
	const char *place; /* of the list she came from */
	const char *clash; /* what happened in the meantime, or NULL */
	const char *region;
};

#endif
