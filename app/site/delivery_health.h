/* delivery_health.h - how the line to RapidPro is: what templates/delivery_health.html shows. */

#ifndef SITE_DELIVERY_HEALTH_H
#define SITE_DELIVERY_HEALTH_H

#include "gen/sql.h"
#include "web/request.h"

struct delivery_failure {
	const char *why, *title;
	int64_t texts;
};
struct delivery_failures {
	const struct delivery_failure *at;
	size_t n;
};

struct delivery_health {
	bool shown; /* to supervisors and the administrator */
	bool cares; /* and she may see the texts themselves */
	const struct line_health *line;
	struct sms_gateway_lines_rows gateways; /* by which texts leave, if any */
	const char *since; /* in words; "" where no interruption is on record */
	int64_t inbound_at, delivered_at; /* 0: never */
	struct delivery_failures failures; /* today's, by reason */
	const char *today; /* "2026-11-23" */
	int64_t now;
};

/* midnight: since when today is. */
MUST_CHECK enum status delivery_health_read(struct request *, int64_t midnight,
    const struct gateway_show *, struct delivery_health *);

#endif
