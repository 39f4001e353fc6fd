/* inbound.c - texts from phones to flows, and broadcasts to contacts. */

#include <string.h>

#include "base/clock.h"
#include "gen/sim_sql.h"
#include "sim/engine.h"
#include "sim/expression.h"
#include "sim/match.h"

/* A flow that a text starts or resumes; NULL fields where there is none. */
struct route_to {
	const char *kind; /* NULL: to the inbox */
	int64_t flow_id;
	const char *run_uuid;
	int64_t start_id;
};

/* Keyword, then what waits, then the catch-all, then the inbox. */
static struct route_to
choose(struct arena *a, const struct sim_message_waiting *message,
    const struct sim_trigger_list_rows *triggers)
{
	const struct sim_trigger_list *catch_all = NULL;

	if (strcmp(message->contact_status, "blocked") == 0)
		return (struct route_to){ .kind = NULL };
	for (size_t i = 0; i < triggers->n; i++) {
		const struct sim_trigger_list *t = &triggers->at[i];

		if (t->keyword == NULL)
			catch_all = t;
		else if (match_keyword(a, message->text, t->keyword, t->only_word))
			return (
			    struct route_to){ .kind = "start", .flow_id = t->flow_id };
	}
	if (message->run_uuid != NULL)
		return (struct route_to){ .kind = "reply",
			.flow_id = message->run_flow_id,
			.run_uuid = message->run_uuid,
			.start_id = message->start_id };
	if (catch_all != NULL)
		return (
		    struct route_to){ .kind = "start", .flow_id = catch_all->flow_id };
	return (struct route_to){ .kind = NULL };
}

static enum status
to_inbox(struct tx *tx, const struct sim_message_waiting *message)
{
	const struct sim_fault_strikes *late;
	bool blocked = strcmp(message->contact_status, "blocked") == 0;
	int64_t hidden = 0;

	TRY(sql_sim_fault_strikes(tx, "late_message", "messages", &late));
	if (late->amount != INT4_NULL)
		hidden = (late->amount > 0 ? late->amount : 60000) * (SECOND / 1000);
	return sql_sim_message_handled(tx, message->id, 0,
	    blocked ? "archived" : "visible", tx_now(tx) + hidden, tx_now(tx));
}

enum status
engine_inbound(struct engine *engine, struct tx *tx)
{
	struct sim_message_waiting_rows messages;
	struct sim_trigger_list_rows triggers;

	TRY(sql_sim_message_waiting(tx, tx_now(tx), &messages));
	if (messages.n == 0)
		return OK;
	engine->done += (int64_t)messages.n;
	TRY(sql_sim_trigger_list(tx, &triggers));
	for (size_t i = 0; i < messages.n; i++) {
		const struct sim_message_waiting *m = &messages.at[i];
		struct route_to to = choose(engine->arena, m, &triggers);

		TRY(sql_sim_contact_seen(tx, m->contact_id, tx_now(tx)));
		if (to.kind == NULL) {
			TRY(to_inbox(tx, m));
			continue;
		}
		TRY(sql_sim_message_taken(tx, m->id));
		TRY(sql_sim_sprint_add(tx, to.kind, m->contact_id, to.flow_id,
		    to.run_uuid, to.start_id, m->id, tx_now(tx)));
	}
	return OK;
}

/* Of a broadcast's text, what one contact gets. */
static enum status
broadcast_words(
    struct tx *tx, const struct sim_broadcast_contacts *to, const char **words)
{
	struct arena *a = tx_arena(tx);
	const char *name = to->name != NULL ? to->name : "";
	struct value root = value_object(NULL);
	struct value contact = value_object(name);
	struct expression_scope scope = {
		.arena = a, .root = &root, .now = tx_now(tx)
	};
	const struct json *fields, *globals;

	TRY(json_parse(a, to->fields, strlen(to->fields), &fields));
	TRY(json_parse(a, to->globals, strlen(to->globals), &globals));
	value_put(a, &contact, "uuid", value_text(to->uuid));
	value_put(a, &contact, "name", value_text(name));
	value_put(a, &contact, "first_name",
	    value_text(arena_strndup(a, name, strcspn(name, " "))));
	value_put(a, &contact, "language", value_text(to->language));
	value_put(a, &contact, "urn", value_text(to->urn));
	value_put(a, &contact, "fields", value_from_json(a, fields));
	value_put(a, &root, "contact", contact);
	value_put(a, &root, "fields", value_from_json(a, fields));
	value_put(a, &root, "globals", value_from_json(a, globals));
	*words = template_text(&scope, to->text);
	return OK;
}

enum status
engine_broadcasts(struct engine *engine, struct tx *tx)
{
	struct sim_broadcast_claim_rows due;

	TRY(sql_sim_broadcast_claim(tx, tx_now(tx), &due));
	engine->done += (int64_t)due.n;
	for (size_t i = 0; i < due.n; i++) {
		struct sim_broadcast_contacts_rows to;

		TRY(sql_sim_broadcast_meet(tx, due.at[i].id, tx_now(tx)));
		TRY(sql_sim_broadcast_contacts(tx, due.at[i].id, &to));
		for (size_t k = 0; k < to.n; k++) {
			const struct sim_message_send *sent;
			const char *words;

			TRY(broadcast_words(tx, &to.at[k], &words));
			TRY(sql_sim_message_send(tx, to.at[k].contact_id, words, 0,
			    NULL, due.at[i].id, NULL, "broadcast", tx_now(tx), &sent));
		}
	}
	return OK;
}
