/*
 * look_message.c - what became of a plain message.
 *
 * It is looked for at 30 s, 2, 5 and 10 minutes; what then stands undecided is sent once
 * more if it is automatic, and shown to a person if it is a person's words.
 */

#include <string.h>

#include "base/clock.h"
#include "worker/look.h"

/* Moments after the last attempt at which it is looked for. */
static const int64_t ladder[] = { 30 * SECOND, 2 * MINUTE, 5 * MINUTE, LOOK_LONGEST };
static const char not_found[] =
    "The line broke while it was being sent. It may or may not have arrived.";

static bool
is(const char *word, const char *other)
{
	return strcmp(word, other) == 0;
}

static enum status
is_taken(struct worker *w, const char *rapidpro_id, bool *taken)
{
	const struct message_bound *bound;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_message_bound(tx, rapidpro_id, &bound);
	tx_rollback(tx);
	*taken = status == OK;
	return status == ERR_NOT_FOUND ? OK : status;
}

static bool
may_be(const struct outbox_look *row, const struct rapidpro_message *m)
{
	return m->direction == RAPIDPRO_OUT && m->contact.uuid != NULL &&
	       row->contact_uuid != NULL && m->id != NULL &&
	       is(m->contact.uuid, row->contact_uuid) && is(m->text, row->body);
}

/* The earliest plain message in the API that is not another of ours. */
static enum status
find_message(struct worker *w, struct look *l)
{
	struct rapidpro_message_page *page = arena_alloc(w->arena, sizeof *page);
	int64_t after = look_earliest(w, l, 5 * MINUTE);
	bool allowed = true;

	page->next = NULL;
	do {
		const char *next = page->next;
		enum rapidpro_outcome outcome;

		if (next != NULL)
			TRY(worker_may_call(w, SPEND_REPLY, "v2.messages", &allowed));
		if (!allowed)
			return ERR_UNAVAILABLE;
		outcome = rapidpro_messages(
		    &l->call, l->row->contact_uuid, after, 0, next, page);
		TRY(worker_learn(w, outcome, &l->call));
		if (outcome != RAPIDPRO_ACCEPTED)
			return ERR_UNAVAILABLE;
		for (size_t i = 0; i < page->count; i++) {
			bool taken = true;

			if (may_be(l->row, &page->rows[i]))
				TRY(is_taken(w, page->rows[i].id, &taken));
			if (!taken)
				l->rapidpro_id = page->rows[i].id;
		}
	} while (page->next != NULL);
	return OK;
}

/* Not there after the last rung. */
static void
not_on_the_ladder(struct look *l)
{
	const struct outbox_look *row = l->row;

	/* What was accepted waits in a queue there, however long. */
	if (row->clinical || row->sends >= 2 || is(row->state, "accepted"))
		look_ends(l, "parked", "unsure", not_found);
	else
		look_ends(l, "ready", "queued", "provably absent");
}

enum status
look_message(struct worker *w, struct look *l)
{
	int64_t waited = l->now - l->row->sent_at;

	if (waited < ladder[0]) {
		look_stays(l, ladder[0] - waited);
		return OK;
	}
	if (find_message(w, l) != OK) {
		l->rapidpro_id = NULL;
		look_stays(l, 20 * SECOND);
		return OK;
	}
	if (l->rapidpro_id != NULL) {
		look_ends(l, "done", "sent", "");
		return OK;
	}
	for (size_t i = 0; i < COUNT_OF(ladder); i++)
		if (waited < ladder[i]) {
			look_stays(l, ladder[i] - waited);
			return OK;
		}
	not_on_the_ladder(l);
	return OK;
}
