/*
 * webhook.h - the calls that flows make, with what may go wrong with them:
 * delayed, lost, sent twice, sent late so that another overtakes it.
 */

#ifndef SIM_WEBHOOK_H
#define SIM_WEBHOOK_H

#include "ext/http.h"
#include "sim/api.h"
#include "sim/flow.h"

struct webhook_fate {
	int32_t delay_ms; /* 0: at once */
	bool lost; /* it never leaves: as if nobody answered */
	bool detached; /* the flow gets a 200 now, the call goes out later */
	bool twice;
	bool orphan; /* the run will never be committed */
	int32_t later_ms; /* for detached and twice */
};

/* What the switches say of this call; drawn when it is first made. */
MUST_CHECK enum status webhook_draw(struct tx *, struct webhook_fate *);

/* As a row of sim.stray keeps it, and back. */
const char *webhook_write(struct arena *, const struct flow_call *);
bool webhook_read(const struct json *, struct flow_call *);

/*
 * The status of the answer, 0 for none; *retry_after is what it asked for.
 * *body is NULL unless it is short enough for a flow to look at.
 */
int webhook_call(struct http *, struct arena *, const struct flow_call *,
    const char *version, const char **body, int *retry_after);

/*
 * Milliseconds until another try, -1 for none: up to version 10.2, twice at
 * most, and only what is safe to repeat.
 */
int32_t webhook_retry_ms(
    enum profile, const struct flow_call *, int status, int retry_after, int32_t tries);

#endif
