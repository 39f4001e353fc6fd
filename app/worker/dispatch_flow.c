/*
 * dispatch_flow.c - a flow that a step of the schedule starts; see dispatch.h.
 *
 * It is somebody's own flow and drops no repeat, so that a start of unknown end is looked
 * for by the key that it carries (look_flow.c) and never simply made again.
 */

#include <string.h>

#include "ext/json.h"
#include "worker/dispatch.h"

#define PARAMS_MOST 64

static enum status
read_flow(struct worker *w, const struct attempt *a, const struct outbox_flow **flow)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_outbox_flow(tx, a->row->id, flow);
	tx_rollback(tx);
	return status;
}

/* RapidPro would take a start of it, and start nobody. */
static bool
cannot_start(struct attempt *a, const struct outbox_flow *flow)
{
	if (strcmp(flow->known, "there") == 0)
		return false;
	a->outcome = RAPIDPRO_REFUSED;
	a->known = false; /* it is no fault of the contact */
	a->call.reason = strcmp(flow->known, "archived") == 0
			     ? "The flow is in RapidPro's archive."
			     : "RapidPro does not have the flow any more.";
	return true;
}

static void
find_contact(struct worker *w, struct attempt *a)
{
	struct wanted wanted = { .phone_id = a->row->phone_id, .e164 = a->row->e164 };

	dispatch_contacts(w, &wanted, 1);
	a->outcome = wanted.outcome;
	a->contact = wanted.uuid;
	a->call = wanted.call;
	a->waits = wanted.waits;
}

/* Our key is among what the flow is told, so that its start can be found by it. */
static size_t
read_params(struct worker *w, const struct attempt *a, const struct outbox_flow *flow,
    struct rapidpro_param *params)
{
	const struct json *json, *value;
	const char *name;
	size_t n = 0;

	params[n++] = (struct rapidpro_param){ "intent", a->row->key };
	if (json_parse(w->arena, flow->params, strlen(flow->params), &json) != OK)
		return n;
	for (size_t i = 0; n < PARAMS_MOST && json_member(json, i, &name, &value); i++)
		params[n++] = (struct rapidpro_param){ name, json_text(value) };
	return n;
}

static enum status
start(struct worker *w, struct attempt *a, const struct outbox_flow *flow)
{
	static const char no_flow[] = "flow: ";
	struct rapidpro_param params[PARAMS_MOST];
	struct rapidpro_errand e = { .kind = RAPIDPRO_START_FLOW,
		.start_request = { .flow_uuid = flow->flow_uuid,
		    .contacts = &a->contact,
		    .contact_count = 1,
		    .params = params,
		    .param_count = read_params(w, a, flow, params) } };

	TRY(attempts_leave(w, a, 1, "start"));
	if (a->lost)
		return OK;
	a->outcome = rapidpro_alone(&a->call, &e);
	if (a->outcome == RAPIDPRO_ACCEPTED)
		a->start_uuid = e.start.uuid;
	else if (a->outcome == RAPIDPRO_REFUSED &&
		 strncmp(a->call.reason, no_flow, sizeof no_flow - 1) == 0) {
		a->known = false;
		a->call.reason = "RapidPro does not have the flow any more.";
	}
	return OK;
}

enum status
dispatch_flow(struct worker *w, struct attempt *a)
{
	const struct outbox_flow *flow;

	TRY(read_flow(w, a, &flow));
	if (cannot_start(a, flow))
		return attempts_settle(w, a, 1);
	if (!a->known)
		find_contact(w, a);
	if (a->contact != NULL)
		TRY(start(w, a, flow));
	return attempts_settle(w, a, 1);
}
