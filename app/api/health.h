/*
 * health.h - whether this program lives, and whether everything works together.
 *
 * GET /health/live asks nothing of anybody.  GET /health/ready is 200 when the
 * database answers, a worker gave a sign of life within 60 s, and RapidPro
 * answered within 5 min and not with failures alone; else 503 with the same
 * document, each part named.
 */

#ifndef API_HEALTH_H
#define API_HEALTH_H

#include "web/request.h"

#define HEALTH_WORKER_SECONDS 60
#define HEALTH_RAPIDPRO_SECONDS 300
#define HEALTH_FAILURES 5 /* so many calls in a row */

MUST_CHECK enum status health_live(struct request *);
MUST_CHECK enum status health_ready(struct request *);
/* The same document when there is no database to ask. */
void health_without_database(struct request *);

#endif
