/* schedule_view.h - what the pages of the schedule share. */

#ifndef SITE_SCHEDULE_VIEW_H
#define SITE_SCHEDULE_VIEW_H

#include "site/schedule_pages.h"
#include "web/request.h"

/* ERR_NOT_FOUND if the programme has no such version. */
MUST_CHECK enum status schedule_version_open(struct request *, int64_t id,
    const struct schedule_version_get **, struct schedule_steps *);
/* "Version 3", "Draft of version 4". */
const char *schedule_version_words(struct arena *, const struct schedule_version_get *);

/* The lists of texts that the pack has. */
void schedule_view_texts(struct arena *, struct schedule_view *);
/* What a step may count from: the programme's forms have dates; chosen is among them. */
MUST_CHECK enum status schedule_view_anchors(
    struct request *, const char *chosen, struct option_rows *);
/* The days from which steps count, as the query says them. */
struct schedule_anchors schedule_view_days(
    struct request *, const struct schedule_steps *, const char *procedure);
/* What somebody would get: who, the query says. */
MUST_CHECK enum status schedule_view_preview(struct request *,
    const struct schedule_steps *, const struct schedule_off_now_rows *,
    struct schedule_preview *);

#endif
