/* dispatch_texts.c - texts leave side by side; see dispatch.h. */

#include <string.h>

#include "base/clock.h"
#include "worker/dispatch.h"

/*
 * A lease has 30 s and a call 20: what has not begun after so long stays, and the
 * result is written while the lease is still ours.
 */
#define BEGIN_WITHIN (8 * SECOND)

static const char two_numbers[] =
    "In RapidPro this number is the second of another contact: give it one of its own.";

static const char failed_at_once[] =
    "RapidPro took it, but does not send it: is the number blocked there?";

static enum status
note_contact(struct worker *w, int64_t phone_id, const struct rapidpro_contact *contact)
{
	bool stopped = strcmp(contact->status, "active") != 0 &&
		       strcmp(contact->status, "unknown") != 0;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_gateway_count(tx, "v2.contacts", tx_now(tx), 1);
	if (status == OK)
		status =
		    sql_phone_contact(tx, phone_id, contact->uuid, stopped, tx_now(tx));
	return tx_end(tx, status);
}

/* The contact that RapidPro told, or did not, is noted as the phone's. */
static enum rapidpro_outcome
take_contact(
    struct worker *w, struct rapidpro_errand *e, int64_t phone_id, const char **uuid)
{
	enum status status;

	/* Finding or making a contact twice is the same as once. */
	if (e->outcome == RAPIDPRO_UNSURE)
		return RAPIDPRO_NOT_REACHED;
	if (e->outcome != RAPIDPRO_ACCEPTED)
		return e->outcome;
	if (e->contact.uuid == NULL)
		return RAPIDPRO_NOT_REACHED;
	status = note_contact(w, phone_id, &e->contact);
	if (status == ERR_CONFLICT) {
		/* A text to the contact would go to its first number. */
		e->call.reason = two_numbers;
		return RAPIDPRO_REFUSED;
	}
	if (status != OK)
		return RAPIDPRO_NOT_REACHED;
	*uuid = e->contact.uuid;
	return RAPIDPRO_ACCEPTED;
}

static struct rapidpro_errand
contact_errand(struct worker *w, const char *e164)
{
	return (struct rapidpro_errand){ .kind = RAPIDPRO_MAKE_CONTACT,
		.call = worker_call(w),
		.urn = arena_printf(w->arena, "tel:%s", e164),
		.kept = true };
}

void
dispatch_contacts(struct worker *w, struct wanted *all, size_t n)
{
	struct rapidpro_errand *errands;

	if (n == 0)
		return;
	ARENA_ARRAY(w->arena, errands, n);
	for (size_t i = 0; i < n; i++)
		errands[i] = contact_errand(w, all[i].e164);
	rapidpro_together(errands, n, clock_monotonic() + BEGIN_WITHIN);
	for (size_t i = 0; i < n; i++) {
		all[i].outcome =
		    take_contact(w, &errands[i], all[i].phone_id, &all[i].uuid);
		all[i].call = errands[i].call;
		all[i].waits = !errands[i].begun;
	}
}

static void
find_contacts(struct worker *w, struct attempt *all, size_t n)
{
	struct wanted *wanted;

	ARENA_ARRAY(w->arena, wanted, n);
	for (size_t i = 0; i < n; i++)
		wanted[i] = (struct wanted){ .phone_id = all[i].row->phone_id,
			.e164 = all[i].row->e164 };
	dispatch_contacts(w, wanted, n);
	for (size_t i = 0; i < n; i++) {
		all[i].outcome = wanted[i].outcome;
		all[i].contact = wanted[i].uuid;
		all[i].call = wanted[i].call;
		all[i].waits = wanted[i].waits;
	}
}

struct rapidpro_errand
dispatch_guarded(
    struct worker *w, const char *contact, const char *key, const char *body)
{
	struct rapidpro_param *params;
	const char **contacts;

	ARENA_ARRAY(w->arena, params, 2);
	params[0] = (struct rapidpro_param){ "intent", key };
	params[1] = (struct rapidpro_param){ "text", body };
	ARENA_ARRAY(w->arena, contacts, 1);
	contacts[0] = contact;
	return (struct rapidpro_errand){ .kind = RAPIDPRO_START_FLOW,
		.call = worker_call(w),
		.start_request = { .flow_uuid = w->gateway->send_flow,
		    .contacts = contacts,
		    .contact_count = 1,
		    .params = params,
		    .param_count = 2 },
		.kept = true };
}

/*
 * A flow that was deleted a moment ago is no fault of the text: the line is in
 * doubt until gateway_job.c has seen which flows there are.
 */
enum rapidpro_outcome
dispatch_outcome(const struct rapidpro_errand *e)
{
	static const char no_flow[] = "flow: No such object";

	if (e->outcome == RAPIDPRO_REFUSED && e->kind == RAPIDPRO_START_FLOW &&
	    strncmp(e->call.reason, no_flow, sizeof no_flow - 1) == 0)
		return RAPIDPRO_NOT_REACHED;
	return e->outcome;
}

static struct rapidpro_errand
text_errand(struct worker *w, const struct attempt *a)
{
	if (w->gateway->send_flow != NULL)
		return dispatch_guarded(w, a->contact, a->row->key, a->row->body);
	return (struct rapidpro_errand){ .kind = RAPIDPRO_SEND_MESSAGE,
		.call = worker_call(w),
		.contact_uuid = a->contact,
		.text = a->row->body };
}

static void
take_answer(struct attempt *a, const struct rapidpro_errand *e)
{
	a->call = e->call;
	a->outcome = dispatch_outcome(e);
	a->waits = !e->begun;
	if (e->outcome != RAPIDPRO_ACCEPTED)
		return;
	if (e->kind == RAPIDPRO_START_FLOW) {
		a->start_uuid = e->start.uuid;
	} else if (e->message.state == MESSAGE_FAILED) {
		a->outcome = RAPIDPRO_REFUSED;
		a->call.reason = failed_at_once;
	} else {
		a->rapidpro_id = e->message.id;
	}
}

static void
send(struct worker *w, struct attempt *all, size_t n, int64_t begin_until)
{
	struct rapidpro_errand *errands;
	size_t m = 0;

	ARENA_ARRAY(w->arena, errands, n);
	for (size_t i = 0; i < n; i++)
		if (all[i].left)
			errands[m++] = text_errand(w, &all[i]);
	if (m == 0)
		return;
	rapidpro_together(errands, m, begin_until);
	m = 0;
	for (size_t i = 0; i < n; i++)
		if (all[i].left)
			take_answer(&all[i], &errands[m++]);
}

enum status
dispatch_texts(struct worker *w, struct attempt *all, size_t n, int64_t claimed)
{
	int64_t leased = claimed;

	if (!all[0].known) {
		find_contacts(w, all, n);
		leased = clock_monotonic();
	}
	if (attempts_wait(all, n))
		TRY(attempts_leave(
		    w, all, n, w->gateway->send_flow != NULL ? "flow" : "message"));
	send(w, all, n, leased + BEGIN_WITHIN);
	return attempts_settle(w, all, n);
}
