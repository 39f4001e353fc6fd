/*
 * flow.h - runs one sprint of a flow: from its start, or from the node where it
 * waited, to its next wait or its end.
 *
 * Pure: everything comes in through the session, and what is to happen comes
 * out as a list of effects.  A call to a webhook ends the sprint with
 * FLOW_CALLS; whoever runs it makes the call, adds the answer to the answers
 * and runs the same sprint again from its beginning, which then passes that
 * call.  So nothing half done is ever kept.
 *
 * Flows are those of an export file of version 13, specification 13.1.0.
 */

#ifndef SIM_FLOW_H
#define SIM_FLOW_H

#include "sim/value.h"

#define FLOW_STEPS 100 /* nodes of one sprint: more is a loop */
#define FLOW_TEXT 640 /* characters of a field's or a result's value */
#define FLOW_HEADERS 10
#define FLOW_CALLS_MAX 10 /* webhooks of one sprint */

enum flow_end {
	FLOW_ENDS,
	FLOW_WAITS, /* for a reply, at session->wait */
	FLOW_CALLS, /* session->call is to be made */
	FLOW_FAILS
};

struct flow_contact {
	const char *uuid, *name, *language, *urn; /* all but uuid may be NULL */
	int64_t created_on;
	const struct json *fields; /* every field of the workspace; null if unset */
	const struct json *groups; /* [{"uuid","name"}] */
};

struct flow_input {
	const char *uuid, *text, *urn;
	int64_t created_on;
};

enum effect_kind {
	EFFECT_SEND, /* text */
	EFFECT_FIELD, /* key, text; NULL text clears it */
	EFFECT_NAME, /* text */
	EFFECT_LANGUAGE, /* text */
	EFFECT_JOIN, /* key: uuid of a group, text: its name */
	EFFECT_LEAVE, /* the same; NULL key: every group */
	EFFECT_RESTHOOK /* key: slug, text: payload */
};

struct effect {
	enum effect_kind kind;
	const char *key;
	const char *text;
};

struct flow_call {
	const char *method, *url, *body; /* body "" if none */
	const char *header_names[FLOW_HEADERS];
	const char *header_values[FLOW_HEADERS];
	size_t headers;
};

struct flow_session {
	/* In. */
	struct arena *arena;
	int64_t now;
	const struct json *flow;
	struct flow_contact contact;
	const struct flow_input *input; /* NULL if no message is behind this */
	const char *run_uuid;
	int64_t run_created_on;
	const struct json *params; /* of the flow start; may be NULL */
	const struct json *globals; /* {"key": "value"} */
	const struct json *answers; /* [{"status": 200, "body": "..."}], may be NULL */
	const struct json *results_before; /* as results_json below; may be NULL */
	const struct json *path_before;
	const char *waited_at; /* node; NULL for a start */
	bool timed_out;

	/* Out. */
	struct effect *effects;
	size_t neffects;
	const char *results_json; /* {"key": {value category node time name input}} */
	const char *path_json; /* [{"node", "time"}] */
	const char *wait; /* node */
	int64_t wait_seconds; /* time-out of the wait; 0 for none */
	struct flow_call call;
	const char *why; /* it failed: a word for the log */

	struct flow_state *state;
};

enum flow_end flow_sprint(struct flow_session *);

/* ERR_INVALID with words in *why unless this simulator can run the flow. */
MUST_CHECK enum status flow_check(
    struct arena *, const struct json *flow, const char **why);

/* A moment as the engine writes it: always six digits of a second. */
const char *flow_time(struct arena *, int64_t at);

#endif
