/* flow_state.h - what one running sprint remembers; for flow*.c alone. */

#ifndef SIM_FLOW_STATE_H
#define SIM_FLOW_STATE_H

#include "sim/expression.h"
#include "sim/flow.h"

struct flow_state {
	struct value root; /* what expressions can name */
	struct value results, path, fields;
	struct expression_scope scope;
	size_t effects_room;
	size_t calls; /* webhooks passed so far */
	bool webhook_known;
	struct value webhook; /* the body of the latest answer */
};

/* Fills session->state; everything an expression can name is there after it. */
void flow_context(struct flow_session *);
/* After results or fields have changed. */
void flow_context_again(struct flow_session *);
const char *flow_evaluated(struct flow_session *, const char *template);

/* FLOW_ENDS: go on with the router. */
enum flow_end flow_actions(
    struct flow_session *, const struct json *node, const char *node_uuid);

void flow_result(struct flow_session *, const char *name, const char *value,
    const char *category, const char *node, const char *input);
void flow_effect(
    struct flow_session *, enum effect_kind, const char *key, const char *text);
/*
 * The contact's own words for one thing of the flow, if the flow has them:
 * localization[language][uuid][what][i]; else NULL.
 */
const char *flow_translated(
    const struct flow_session *, const char *uuid, const char *what, size_t i);
bool flow_action_is_known(const char *type);

#endif
