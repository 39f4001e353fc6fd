/*
 * sprint.c - one sprint of one contact's flow.
 *
 * It is run from its beginning each time it is taken up, with the answers its
 * webhooks have given so far, and nothing of it can be seen before the
 * transaction that commits it: a webhook arrives before its run exists.
 */

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "sim/engine.h"
#include "sim/flow.h"
#include "sim/value.h"
#include "sim/webhook.h"

#define CALL_LEASE (20 * SECOND) /* longer than any webhook takes */

struct sprint {
	struct engine *engine;
	struct arena *arena;
	int64_t id;
	int64_t now;
	enum profile profile;
	const struct sim_setting_get *setting;
	const struct sim_sprint_load *row;
	struct flow_session session;
	struct flow_input input;
};

static enum status
parsed(struct arena *a, const char *text, const struct json **json)
{
	*json = NULL;
	return text == NULL ? OK : json_parse(a, text, strlen(text), json);
}

/* Everything the flow may look at. */
static enum status
fill_session(struct sprint *p)
{
	const struct sim_sprint_load *row = p->row;
	struct flow_session *s = &p->session;

	*s = (struct flow_session){ .arena = p->arena, .now = row->at };
	TRY(parsed(p->arena, row->definition, &s->flow));
	TRY(parsed(p->arena, row->fields, &s->contact.fields));
	TRY(parsed(p->arena, row->groups, &s->contact.groups));
	TRY(parsed(p->arena, row->globals, &s->globals));
	TRY(parsed(p->arena, row->params, &s->params));
	TRY(parsed(p->arena, row->answers, &s->answers));
	TRY(parsed(p->arena, row->results, &s->results_before));
	TRY(parsed(p->arena, row->path, &s->path_before));
	s->contact.uuid = row->contact_uuid;
	s->contact.name = row->contact_name;
	s->contact.language = row->contact_language;
	s->contact.created_on = row->contact_created;
	s->contact.urn = row->urn;
	s->run_uuid = row->run_uuid;
	s->run_created_on = row->run_created != 0 ? row->run_created : row->at;
	s->waited_at = row->waits_at;
	s->timed_out = strcmp(row->kind, "timeout") == 0;
	if (row->message_id != 0) {
		p->input = (struct flow_input){ .uuid = row->message_uuid,
			.text = row->message_text,
			.urn = row->message_urn,
			.created_on = row->message_created };
		s->input = &p->input;
	}
	return OK;
}

/* Does this sprint still make sense: did its run end, its contact go? */
static bool
is_stale(const struct sprint *p)
{
	bool start = strcmp(p->row->kind, "start") == 0;

	if (strcmp(p->row->contact_status, "active") != 0)
		return true;
	return start ? p->row->run_created != 0 : p->row->waits_at == NULL;
}

/* Committing. */

static enum status
apply_groups(struct sprint *p, struct tx *tx, const struct effect *effect)
{
	const struct sim_group_find *group;
	const struct sim_group_add *added;
	bool join = effect->kind == EFFECT_JOIN;
	enum status status;

	if (effect->key == NULL)
		return join ? OK : sql_sim_membership_remove(tx, p->row->contact_id, 0);
	status = sql_sim_group_find(tx, effect->key, &group);
	if (status == OK)
		return join ? sql_sim_membership_add(tx, p->row->contact_id, group->id)
			    : sql_sim_membership_remove(
				  tx, p->row->contact_id, group->id);
	if (status != ERR_NOT_FOUND || !join || effect->text == NULL)
		return status == ERR_NOT_FOUND ? OK : status;
	TRY(sql_sim_group_add(tx, effect->key, effect->text, p->now, &added));
	return sql_sim_membership_add(tx, p->row->contact_id, added->id);
}

static enum status
apply_effect(struct sprint *p, struct tx *tx, const struct effect *effect)
{
	const struct sim_sprint_load *row = p->row;
	const struct sim_message_send *sent;

	switch (effect->kind) {
	case EFFECT_SEND:
		return sql_sim_message_send(tx, row->contact_id, effect->text,
		    row->flow_id, row->run_uuid, 0,
		    json_scalar(p->arena, json_get(p->session.params, "intent")),
		    "flow", p->now, &sent);
	case EFFECT_FIELD:
		return sql_sim_contact_field_set(
		    tx, row->contact_id, effect->key, effect->text);
	case EFFECT_NAME:
		return sql_sim_contact_name_set(tx, row->contact_id, effect->text);
	case EFFECT_LANGUAGE:
		return sql_sim_contact_language_set(tx, row->contact_id, effect->text);
	case EFFECT_JOIN:
	case EFFECT_LEAVE:
		return apply_groups(p, tx, effect);
	case EFFECT_RESTHOOK:
		return sql_sim_resthook_fire(tx, effect->key, effect->text, p->now);
	}
	return ERR_INTERNAL;
}

static enum status
write_run(struct sprint *p, struct tx *tx, enum flow_end end)
{
	const struct sim_sprint_load *row = p->row;
	const struct flow_session *s = &p->session;
	bool waits = end == FLOW_WAITS;
	bool responded = strcmp(row->kind, "reply") == 0;
	const char *exit_type = end == FLOW_FAILS ? "failed" : "completed";
	int64_t expires = row->expires > 0 ? p->now + row->expires * MINUTE : 0;

	if (row->run_created == 0) {
		/* A background flow leaves alone what the contact waits in. */
		if (strcmp(row->flow_type, "messaging") == 0)
			TRY(sql_sim_contact_interrupt(tx, row->contact_id, p->now));
		TRY(sql_sim_run_add(tx, row->run_uuid, row->flow_id, row->contact_id,
		    row->start_id, row->params, row->message_id != 0, row->at));
	}
	return sql_sim_run_set(tx, row->run_uuid, s->results_json, s->path_json,
	    responded, waits ? s->wait : NULL, waits ? (int32_t)s->wait_seconds : 0,
	    waits ? expires : 0, waits ? NULL : exit_type, p->now);
}

static enum status
handle_message(struct sprint *p, struct tx *tx, bool by_flow)
{
	const struct sim_fault_strikes *late;
	int64_t hidden = 0;

	if (p->row->message_id == 0)
		return OK;
	TRY(sql_sim_fault_strikes(tx, "late_message", "messages", &late));
	if (late->amount != INT4_NULL)
		hidden = (late->amount > 0 ? late->amount : 60000) * (SECOND / 1000);
	return sql_sim_message_handled(tx, p->row->message_id,
	    by_flow ? p->row->flow_id : 0, "visible", p->now + hidden, p->now);
}

/* All that the sprint did, at once; an orphan leaves no more than the text. */
static enum status
commit_sprint(struct sprint *p, struct tx *tx, enum flow_end end)
{
	const struct sim_sprint_end *ended;
	enum status status = sql_sim_sprint_end(tx, p->id, &ended);

	if (status != OK) /* another engine was faster */
		return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
	if (ended->orphan || is_stale(p))
		return handle_message(p, tx, false);
	TRY(write_run(p, tx, end));
	for (size_t i = 0; i < p->session.neffects; i++)
		TRY(apply_effect(p, tx, &p->session.effects[i]));
	TRY(handle_message(p, tx, true));
	return sql_sim_contact_touch(tx, p->row->contact_id, p->now);
}

/* Webhooks. */

static const char *
more_answers(struct sprint *p, int status, const char *body)
{
	struct value answers = value_from_json(p->arena, p->session.answers);
	struct value answer = value_object(NULL);
	struct buf b;

	value_put(p->arena, &answer, "status", value_number(status));
	value_put(p->arena, &answer, "body", value_text(body));
	value_push(p->arena, &answers, answer);
	buf_init(&b, p->arena);
	value_write_json(&b, &answers);
	return b.data;
}

static int64_t
after_ms(const struct sprint *p, int32_t ms)
{
	return p->now + ms * (SECOND / 1000);
}

/* Keeps the answer, and lets the sprint run on a little later. */
static enum status
take_answer(struct sprint *p, struct tx *tx, const struct webhook_fate *fate,
    int status, const char *body)
{
	const char *call = webhook_write(p->arena, &p->session.call);

	if (fate->detached || fate->twice)
		TRY(sql_sim_stray_add(tx, call, after_ms(p, fate->later_ms)));
	return sql_sim_sprint_answer(tx, p->id, more_answers(p, status, body),
	    fate->orphan, after_ms(p, p->setting->commit_ms));
}

static enum status
in_new_transaction(struct sprint *p, struct tx **tx)
{
	TRY(tx_begin(p->engine->db, p->arena, TX_WRITE, tx));
	p->now = tx_now(*tx);
	return OK;
}

static enum status
ended(struct tx *tx, enum status status)
{
	return tx_end(tx, status);
}

static enum status
after_call(struct sprint *p, const struct webhook_fate *fate, int status,
    const char *body, int retry_after)
{
	int32_t wait = webhook_retry_ms(
	    p->profile, &p->session.call, status, retry_after, p->row->tries);
	struct tx *tx;

	TRY(in_new_transaction(p, &tx));
	if (wait >= 0 && !fate->lost && !fate->detached)
		return ended(tx, sql_sim_sprint_later(
				     tx, p->id, p->row->tries + 1, after_ms(p, wait)));
	return ended(tx, take_answer(p, tx, fate, status, body));
}

static enum status
call_out(struct sprint *p, struct tx *tx)
{
	const char *version = p->profile == PROFILE_263  ? "26.3.0"
			      : p->profile == PROFILE_90 ? "9.0.1"
							 : "8.0.0";
	struct webhook_fate fate = { .later_ms = 0 };
	int answer = 0, retry_after = 0;
	const char *body = NULL;
	enum status status = OK;

	if (p->row->tries == 0)
		status = webhook_draw(tx, &fate);
	if (status == OK && fate.delay_ms > 0) /* the next try leaves */
		return ended(
		    tx, sql_sim_sprint_later(tx, p->id, 1, after_ms(p, fate.delay_ms)));
	if (status == OK)
		status = sql_sim_sprint_lease(tx, p->id, clock_wall() + CALL_LEASE);
	TRY(ended(tx, status));
	if (fate.detached)
		answer = 200;
	else if (!fate.lost)
		answer = webhook_call(p->engine->http, p->arena, &p->session.call,
		    version, &body, &retry_after);
	return after_call(p, &fate, answer, body, retry_after);
}

static enum status
load(struct sprint *p, struct tx *tx)
{
	TRY(sql_sim_setting_get(tx, &p->setting));
	TRY(sql_sim_sprint_load(tx, p->id, &p->row));
	p->profile = strcmp(p->setting->profile, "v8.0") == 0   ? PROFILE_80
		     : strcmp(p->setting->profile, "v9.0") == 0 ? PROFILE_90
								: PROFILE_263;
	return fill_session(p);
}

enum status
engine_sprint(struct engine *engine, int64_t id)
{
	struct sprint p = { .engine = engine, .arena = engine->arena, .id = id };
	enum flow_end end = FLOW_ENDS;
	enum status status;
	struct tx *tx;

	TRY(in_new_transaction(&p, &tx));
	status = load(&p, tx);
	if (status != OK)
		return ended(tx, status);
	if (!is_stale(&p))
		end = flow_sprint(&p.session);
	if (end == FLOW_CALLS)
		return call_out(&p, tx);
	if (end == FLOW_FAILS)
		log_warn("sprint=%lld failed: %s", (long long)id, p.session.why);
	return ended(tx, commit_sprint(&p, tx, end));
}
