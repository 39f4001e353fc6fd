/*
 * scheduler_job.c - due reminders become texts and flow starts, each once.
 *
 * A step of the schedule that asks goes out by the check-in flow: one call for
 * up to a hundred men of a place whose text is the same.  Everything is written
 * in one transaction, so that a crash plans nothing twice and forgets nothing,
 * and column by column, so that a country's morning takes seconds: a statement a
 * batch, not one for each man.
 */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/schedule.h"
#include "core/thread.h"
#include "core/whose.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "worker/job.h"

/* The more at once the less is each, as neighbours share pages; the fewer the more
 * evenly several workers share a morning, and the shorter rows are locked. */
#define BATCH 2000
#define GROUPS 64
/* Of who could not be written to in time: beside a day's own morning they are few. */
#define LATE_A_MINUTE 600

/* A flow start in the making. */
struct group {
	int64_t call, place_id;
	int64_t good_until;
	const char *body;
	int64_t phones[RAPIDPRO_CONTACTS_MAX];
	size_t n;
};

/* Rows of the outbox: a text to a phone, or a start (phone 0). */
struct calls {
	const char *keys[BATCH], *bodies[BATCH], *good_until[BATCH];
	int64_t places[BATCH], phones[BATCH];
	size_t n;
};

/* Who is told or asked, and by which call, counted from 1; which threads begin with it. */
struct said {
	int64_t reminders[BATCH], phones[BATCH], threads[BATCH], calls[BATCH];
	const char *kinds[BATCH];
	size_t n;
	int64_t begun[BATCH];
	size_t nbegun;
};

/* Calls that start a flow of RapidPro's instead. */
struct starts {
	const char *keys[BATCH], *flows[BATCH], *params[BATCH];
	size_t n;
};

struct unsaid {
	int64_t reminders[BATCH];
	const char *states[BATCH], *reasons[BATCH], *late_until[BATCH];
	size_t n;
};

struct round {
	struct tx *tx;
	struct schedule_known known;
	struct reminder_hushed_rows hushed; /* in the order of their numbers */
	struct gateway_flow_list_rows flows; /* if a step starts one */
	struct group groups[GROUPS];
	size_t ngroups;
	struct calls calls;
	struct starts starts;
	struct said said;
	struct unsaid unsaid;
};

/* NULL if the schedule by which it was planned has no such step. */
static enum status
step_of(struct round *round, const struct reminder_due *r,
    const struct schedule_step **step)
{
	struct schedule_steps steps;

	TRY(schedule_steps_of(round->tx, &round->known, r->version_id, &steps));
	*step = schedule_step_named(&steps, r->step);
	return OK;
}

static int64_t
good_until(const struct reminder_due *r, const struct schedule_step *step)
{
	int64_t until = r->due_at + schedule_step_good_minutes(step) * MINUTE;

	return r->late_until != 0 && r->late_until < until ? r->late_until : until;
}

static int
by_id(const void *a, const void *b)
{
	const int64_t *id = a;
	const struct reminder_hushed *h = b;

	return (*id > h->id) - (*id < h->id);
}

/* What keeps it back that has happened, or NULL. */
static const char *
hushed(const struct round *round, const struct reminder_due *r)
{
	const struct reminder_hushed *h = NULL;

	if (round->hushed.n > 0)
		h = bsearch(
		    &r->id, round->hushed.at, round->hushed.n, sizeof *h, by_id);
	return h != NULL ? h->why : NULL;
}

/* Why it is not sent, or NULL. */
static const char *
reason_against(const struct round *round, const struct reminder_due *r,
    const struct schedule_step *step)
{
	if (step == NULL)
		return "the schedule has no such step any more";
	if (r->opted_out)
		return "opted out";
	if (strcmp(r->enrolment_state, "active") != 0)
		return "not in follow-up";
	if (r->off)
		return SCHEDULE_OFF;
	if (step->silent_only && r->ever_heard)
		return "he has answered";
	if (!r->waits)
		return "no answer is waited for";
	if (hushed(round, r) != NULL)
		return hushed(round, r);
	if (r->gives_way)
		return SCHEDULE_MANY;
	if (r->phone_id == 0)
		return "no phone number";
	if (r->phone_stopped)
		return "the number is blocked at RapidPro";
	return NULL;
}

static struct schedule_reader
reader_of(struct tx *tx, const struct reminder_due *r)
{
	const struct whose_person him = {
		.given = r->given_name, .family = r->family_name, .number = r->number
	};
	const char *code =
	    r->shared ? whose_code_among(tx_arena(tx), &him, r->others) : NULL;

	return (struct schedule_reader){ .language = r->language,
		.coded = code != NULL,
		.shared = r->shared,
		.heard = r->ever_heard,
		.words = { .first_name = r->given_name,
		    .clinic = r->place_name,
		    .phone = r->emergency_phone,
		    .emergency = r->emergency_phone,
		    .code = code } };
}

static bool
holds_phone(const struct group *g, int64_t phone_id)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->phones[i] == phone_id)
			return true;
	return false;
}

static int64_t
add_call(struct round *round, const struct reminder_due *r,
    const struct schedule_step *step, int64_t phone_id, const char *body)
{
	struct arena *arena = tx_arena(round->tx);
	struct calls *calls = &round->calls;

	calls->keys[calls->n] = secret_uuid_at(arena, tx_now(round->tx));
	calls->bodies[calls->n] = body;
	calls->good_until[calls->n] = clock_iso(arena, good_until(r, step));
	calls->places[calls->n] = r->place_id;
	calls->phones[calls->n] = phone_id;
	return (int64_t)++calls->n;
}

/* The start that this text joins; a new one where none has room. */
static int64_t
join_group(struct round *round, const struct reminder_due *r,
    const struct schedule_step *step, const char *body)
{
	struct group *g;

	for (size_t i = 0; i < round->ngroups; i++) {
		g = &round->groups[i];
		if (g->place_id == r->place_id && g->n < COUNT_OF(g->phones) &&
		    g->good_until == good_until(r, step) &&
		    strcmp(g->body, body) == 0 && !holds_phone(g, r->phone_id)) {
			g->phones[g->n++] = r->phone_id;
			return g->call;
		}
	}
	if (round->ngroups == GROUPS) /* the oldest is full enough */
		memmove(&round->groups[0], &round->groups[1],
		    --round->ngroups * sizeof round->groups[0]);
	g = &round->groups[round->ngroups++];
	*g = (struct group){ .call = add_call(round, r, step, 0, body),
		.place_id = r->place_id,
		.good_until = good_until(r, step),
		.body = body,
		.phones = { r->phone_id },
		.n = 1 };
	return g->call;
}

static int64_t
add_start(struct round *round, const struct reminder_due *r,
    const struct schedule_step *step, const struct schedule_reader *reader,
    const char *body)
{
	int64_t call = add_call(round, r, step, r->phone_id, body);
	struct starts *starts = &round->starts;

	starts->keys[starts->n] = round->calls.keys[call - 1];
	starts->flows[starts->n] = step->flow;
	starts->params[starts->n++] =
	    schedule_step_params(tx_arena(round->tx), step, reader);
	return call;
}

static void
leave_out(struct round *round, const struct reminder_due *r, const char *state,
    const char *reason, const char *late_until)
{
	struct unsaid *u = &round->unsaid;

	u->reminders[u->n] = r->id;
	u->states[u->n] = state;
	u->late_until[u->n] = late_until;
	u->reasons[u->n++] = reason;
}

/* What becomes of it its step says. */
static void
leave_late(
    struct round *round, const struct reminder_due *r, const struct schedule_step *step)
{
	int64_t until =
	    r->late_until != 0 ? r->late_until : r->due_at + step->late_hours * HOUR;

	if (*step->late == '\0' || tx_now(round->tx) >= until)
		leave_out(round, r, "missed", "too late in the day", "");
	else
		leave_out(round, r, strcmp(step->late, "held") == 0 ? "held" : "late",
		    "late", clock_iso(tx_arena(round->tx), until));
}

/*
 * Of two on one phone each is asked by his name, so no start would be shared, and
 * the flow remembers one start a contact: a guarded text each is safe to repeat.
 */
static enum status
send_one(struct round *round, const struct reminder_due *r)
{
	const struct schedule_step *step;
	const char *against, *body;
	struct schedule_reader reader;
	struct said *said = &round->said;
	int64_t thread_id = r->thread_id;
	bool asks, starts;

	TRY(step_of(round, r, &step));
	against = reason_against(round, r, step);
	if (against != NULL) {
		leave_out(round, r, "skipped", against, "");
		return OK;
	}
	if (tx_now(round->tx) > good_until(r, step)) {
		leave_late(round, r, step);
		return OK;
	}
	reader = reader_of(round->tx, r);
	starts = schedule_step_starts(step, &reader);
	against = starts ? schedule_flow_against(&round->flows, step) : NULL;
	if (against != NULL) {
		leave_out(round, r, "skipped", against, "");
		return OK;
	}
	body = schedule_step_text(tx_arena(round->tx), step, &reader);
	if (body == NULL) {
		leave_out(round, r, "skipped", "the workflow has no such text", "");
		return OK;
	}
	/* Asked again it is the same question: its answer is that of the first. */
	asks = step->asks && !schedule_step_is_again(r->step);
	if (thread_id == 0)
		TRY(thread_of_patient(round->tx, r->patient_id, &thread_id));
	if (r->begins || r->thread_id == 0)
		said->begun[said->nbegun++] = thread_id;
	said->threads[said->n] = thread_id;
	said->reminders[said->n] = r->id;
	said->phones[said->n] = r->phone_id;
	said->kinds[said->n] = asks ? "checkin" : "automatic";
	said->calls[said->n++] = starts ? add_start(round, r, step, &reader, body)
				 : asks && !r->shared
				     ? join_group(round, r, step, body)
				     : add_call(round, r, step, r->phone_id, body);
	return OK;
}

static enum status
write_said(struct tx *tx, const struct calls *calls, const struct said *said)
{
	if (said->n == 0)
		return OK;
	return sql_reminder_send(tx, tx_text_array(tx, calls->keys, calls->n),
	    tx_int_array(tx, calls->places, calls->n),
	    tx_int_array(tx, calls->phones, calls->n),
	    tx_text_array(tx, calls->bodies, calls->n),
	    tx_text_array(tx, calls->good_until, calls->n),
	    tx_int_array(tx, said->reminders, said->n),
	    tx_int_array(tx, said->phones, said->n),
	    tx_int_array(tx, said->threads, said->n),
	    tx_int_array(tx, said->calls, said->n),
	    tx_text_array(tx, said->kinds, said->n),
	    tx_int_array(tx, said->begun, said->nbegun), tx_now(tx));
}

static enum status
write_starts(struct tx *tx, const struct starts *s)
{
	if (s->n == 0)
		return OK;
	return sql_outbox_as_flow(tx, tx_text_array(tx, s->keys, s->n),
	    tx_text_array(tx, s->flows, s->n), tx_text_array(tx, s->params, s->n));
}

static enum status
write_unsaid(struct tx *tx, const struct unsaid *u)
{
	if (u->n == 0)
		return OK;
	return sql_reminder_settle(tx, tx_int_array(tx, u->reminders, u->n),
	    tx_text_array(tx, u->states, u->n), tx_text_array(tx, u->reasons, u->n),
	    tx_text_array(tx, u->late_until, u->n));
}

/* Of the steps that keep silent after something: one question for all of them. */
static enum status
find_hushed(struct round *round, const struct reminder_due_rows *due)
{
	const struct schedule_step *step;
	int64_t *ids;
	size_t n = 0;

	ARENA_ARRAY(tx_arena(round->tx), ids, due->n);
	for (size_t i = 0; i < due->n; i++) {
		TRY(step_of(round, &due->at[i], &step));
		if (step != NULL && schedule_step_hushes(step))
			ids[n++] = due->at[i].id;
	}
	if (n == 0)
		return OK;
	return sql_reminder_hushed(round->tx, tx_int_array(round->tx, ids, n),
	    tx_now(round->tx), &round->hushed);
}

/* Hardly ever does a step start one. */
static enum status
find_flows(struct round *round, const struct reminder_due_rows *due)
{
	const struct schedule_step *step;

	for (size_t i = 0; i < due->n; i++) {
		TRY(step_of(round, &due->at[i], &step));
		if (step != NULL && *step->flow != '\0')
			return sql_gateway_flow_list(round->tx, &round->flows);
	}
	return OK;
}

static enum status
send_due(struct tx *tx, bool *more)
{
	struct reminder_due_rows due;
	struct round *round;

	const struct reminder_late_go *late;

	TRY(sql_reminder_late_go(tx, LATE_A_MINUTE, tx_now(tx), &late));
	if (late->leaving > 0)
		log_info("scheduler late=%lld", (long long)late->leaving);
	TRY(sql_reminder_due(
	    tx, tx_now(tx), BATCH, workflow()->send_window_minutes, &due));
	if (due.n == 0)
		return OK;
	round = arena_alloc(tx_arena(tx), sizeof *round);
	round->tx = tx;
	TRY(find_hushed(round, &due));
	TRY(find_flows(round, &due));
	for (size_t i = 0; i < due.n; i++)
		TRY(send_one(round, &due.at[i]));
	TRY(write_said(tx, &round->calls, &round->said));
	TRY(write_starts(tx, &round->starts));
	TRY(write_unsaid(tx, &round->unsaid));
	*more = due.n == BATCH;
	log_info("scheduler reminders=%zu calls=%zu", due.n, round->calls.n);
	return OK;
}

enum status
scheduler_job(struct worker *w, bool *more)
{
	struct tx *tx;
	enum status status;

	*more = false;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = send_due(tx, more);
	return tx_end(tx, status);
}
