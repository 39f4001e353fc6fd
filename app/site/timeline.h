/* timeline.h - everything that happened to a patient, as lines to read. */

#ifndef SITE_TIMELINE_H
#define SITE_TIMELINE_H

#include "site/patient_pages.h"
#include "web/request.h"

/*
 * The newest fifty things of a kind ("all", "sms", "tasks", "changes"), or those
 * before the place that ?before= names, oldest first.
 */
MUST_CHECK enum status timeline_ask(
    struct request *, const struct patient_view *, struct patient_timeline_rows *);
void timeline_show(
    struct request *, const struct patient_timeline_rows *, struct patient_view *);

#endif
