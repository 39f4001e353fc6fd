/*
 * metrics.h - GET /metrics: how much waits, how old it is, who is alive, as
 * Prometheus reads it (text format 0.0.4).
 *
 * The names and their labels are a closed list: no id, no number, no word of
 * anybody.  A figure that nobody knows yet is left out.
 */

#ifndef API_METRICS_H
#define API_METRICS_H

#include "web/request.h"

MUST_CHECK enum status metrics_show(struct request *);

#endif
