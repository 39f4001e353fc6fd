/* case_step.c - see case_step.h. */

#include "core/case_step.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/escalation.h"
#include "core/outbox.h"
#include "core/thread.h"
#include "core/workflow.h"
#include "ext/secret.h"

#define FREE_MOST 200 /* in one transaction */
#define LOOK_MOST 50
#define TEXT_GOOD (2 * HOUR) /* a later text would only puzzle */

static const char *site_url;

void
case_step_settings(const char *url)
{
	site_url = url;
}

/* What mails and texts say: nothing of the man, nor of his words. */

/* clang-format off */
static const struct i18n_row severities[] = {
	{ "severe", N_("severe") },
	{ "moderate", N_("moderate") },
	{ "mild", N_("mild") },
	{ "ungraded", N_("not graded") },
};
static const struct i18n_row clocks[] = {
	{ "first", N_("Nobody has acted on it in time.") },
	{ "decision", N_("It was not decided in time.") },
	{ "back", N_("It is back in the queue, and nobody has it.") },
};
static const struct i18n_row reasons[] = {
	{ "duty", N_("You are told because you are on duty.") },
	{ "holder", N_("You are told because it is with you.") },
	{ "begins", N_("You are told because your duty has begun.") },
	{ "gap", N_("You are told because nobody is on duty there: all supervisors are.") },
	{ "all", N_("All supervisors of the facility are told.") },
	{ "trouble", N_("All supervisors of the facility were told before. See that one of them acts.") },
	{ "lost", N_("It was with you, and is not any more: you are off duty, or do not work there now.") },
};
/* clang-format on */

static const char *
moment(struct arena *arena, int64_t at, const char *zone)
{
	return arena_printf(
	    arena, "%s (%s)", clock_local_minute(arena, at, zone), zone);
}

static const char *
place_of(const struct case_step_due *k)
{
	return *k->place_name != '\0' ? k->place_name : _("no facility yet");
}

static const char *
subject_of(struct arena *arena, const struct case_step_due *k)
{
	return arena_printf(arena, _("Aftercare: a case is late (%s), %.60s"),
	    i18n_code(severities, COUNT_OF(severities), k->severity), place_of(k));
}

static const char *
body_of(struct arena *arena, const struct case_step_due *k, const char *why)
{
	const char *link =
	    site_url != NULL
		? arena_printf(arena, "%s/escalations/%" PRId64, site_url, k->task_id)
		: _("Open Aftercare and look at Escalations.");

	return arena_printf(arena, "%s: %s\n%s: %s\n%s: %s\n\n%s %s\n\n%s\n",
	    _("Facility"), place_of(k), _("Severity"),
	    i18n_code(severities, COUNT_OF(severities), k->severity), _("Since"),
	    moment(arena, k->due, k->zone),
	    i18n_code(clocks, COUNT_OF(clocks), k->clock),
	    i18n_code(reasons, COUNT_OF(reasons), why), link);
}

/* One SMS, though a facility's name be long: nothing of the man, nor of his words. */
static const char *
text_of(struct arena *arena, const struct case_step_due *k)
{
	return arena_printf(arena, _("Aftercare: a case at %.40s is late (%s). %s"),
	    place_of(k), i18n_code(severities, COUNT_OF(severities), k->severity),
	    _("Please open Aftercare."));
}

/* Telling. */

/* Who is told in this turn, each once: by the last of the steps that came. */
struct telling {
	const struct case_step_due *k;
	struct case_step_people_rows people;
	bool *told; /* each of the people, of this deadline */
	const char **why; /* in this turn, or NULL */
	int32_t *at_step;
	int32_t step; /* the last that was told */
	bool done; /* everybody was */
	bool to_trouble; /* also whom the administrator named, in this turn */
};

static enum status
mail_to(struct tx *tx, const struct case_step_due *k, const char *why,
    int64_t notice_id, int64_t user_id, int64_t person_id)
{
	struct arena *arena = tx_arena(tx);

	return sql_mail_add_case(tx, secret_uuid_at(arena, tx_now(tx)), notice_id,
	    user_id, person_id, subject_of(arena, k), body_of(arena, k, why),
	    tx_now(tx));
}

/*
 * Where the programme and he want it.  It stands in the conversation of his number, which
 * is no patient's, with what became of it.
 */
static enum status
text_to(
    struct tx *tx, const struct case_step_due *k, int64_t notice_id, const char *mobile)
{
	const struct phone_ensure *phone;
	struct outbox_text text = { .kind = "automatic",
		.priority = OUTBOX_AUTOMATIC,
		.body = text_of(tx_arena(tx), k),
		.good_until = tx_now(tx) + TEXT_GOOD };
	int64_t message_id;

	if (*mobile == '\0' || !escalation_clock(k->severity)->texts)
		return OK;
	TRY(sql_phone_ensure(tx, mobile, &phone));
	text.phone_id = phone->id;
	TRY(thread_of_number(tx, phone->id, "unknown", 0, &text.thread_id));
	TRY(outbox_text(tx, &text, &message_id));
	return sql_case_step_texted(tx, notice_id, message_id);
}

/* In his own language. */
static enum status
tell_person(struct tx *tx, const struct case_step_due *k, const char *why,
    int64_t notice_id, int64_t user_id)
{
	const struct case_step_person *person;
	enum status status;

	TRY(sql_case_step_person(tx, user_id, &person));
	i18n_use(person->language);
	status = mail_to(tx, k, why, notice_id, user_id, 0);
	if (status == OK)
		status = text_to(tx, k, notice_id, person->mobile);
	i18n_use("en");
	return status;
}

static enum status
tell(struct tx *tx, const struct case_step_due *k, int32_t step, int64_t user_id,
    const char *why)
{
	struct mail_people_rows admins = { NULL, 0 };
	struct case_step_add_rows added;

	TRY(sql_case_step_add(tx, k->task_id, k->clock, k->place_id, k->due, step,
	    user_id, why, tx_now(tx), &added));
	if (added.n == 0)
		return OK;
	if (user_id != 0)
		return tell_person(tx, k, why, added.at[0].id, user_id);
	TRY(sql_mail_people(tx, &admins));
	for (size_t i = 0; i < admins.n; i++)
		TRY(mail_to(tx, k, why, added.at[0].id, 0, admins.at[i].id));
	return OK;
}

static enum status
gather(struct tx *tx, const struct case_step_due *k, struct telling *t)
{
	struct arena *arena = tx_arena(tx);
	struct case_step_told_rows told;

	*t = (struct telling){ .k = k, .step = k->step, .done = k->done };
	TRY(sql_case_step_people(tx, k->place_id, tx_now(tx), &t->people));
	TRY(sql_case_step_told(tx, k->task_id, k->clock, k->due, &told));
	ARENA_ARRAY(arena, t->told, t->people.n + 1);
	ARENA_ARRAY(arena, t->why, t->people.n + 1);
	ARENA_ARRAY(arena, t->at_step, t->people.n + 1);
	for (size_t i = 0; i < t->people.n; i++) {
		t->told[i] = false;
		t->why[i] = NULL;
		for (size_t k2 = 0; k2 < told.n; k2++)
			t->told[i] |= told.at[k2].user_id == t->people.at[i].id;
	}
	return OK;
}

static void
note(struct telling *t, size_t i, const char *why)
{
	t->told[i] = true;
	t->why[i] = why;
	t->at_step[i] = t->step;
}

static bool
somebody_is_on_duty(const struct telling *t)
{
	return t->people.n > 0 && t->people.at[0].rank > 0;
}

static void
note_all(struct telling *t, const char *why)
{
	for (size_t i = 0; i < t->people.n; i++)
		note(t, i, why);
}

/* The next of those who are on duty, before them whoever has the case; else everybody. */
static void
take_step(struct telling *t)
{
	const int64_t holder =
	    strcmp(t->k->clock, "decision") == 0 ? t->k->owner_id : 0;

	t->step++;
	for (size_t i = 0; holder != 0 && i < t->people.n; i++)
		if (t->people.at[i].id == holder && !t->told[i]) {
			note(t, i, "holder");
			return;
		}
	if (t->step == 1 && !somebody_is_on_duty(t) && t->people.n > 0) {
		note_all(t, "gap");
		return;
	}
	for (size_t i = 0; i < t->people.n && t->people.at[i].rank > 0; i++)
		if (!t->told[i]) {
			note(t, i, "duty");
			return;
		}
	note_all(t, "all");
	t->done = true;
	t->to_trouble = true;
}

/* When the step after so many comes. */
static enum status
step_moment(struct tx *tx, const struct case_step_due *k, int32_t steps, int64_t *at)
{
	const struct workflow_clock *clock = escalation_clock(k->severity);
	const struct case_step_moment *row;

	*at = k->due;
	if (steps == 0)
		return OK;
	TRY(sql_case_step_moment(tx, k->place_id, k->due, clock->in_service,
	    steps * clock->step_minutes, &row));
	*at = row->at;
	return OK;
}

static enum status
tell_noted(struct tx *tx, const struct telling *t)
{
	for (size_t i = 0; i < t->people.n; i++)
		if (t->why[i] != NULL)
			TRY(tell(
			    tx, t->k, t->at_step[i], t->people.at[i].id, t->why[i]));
	return t->to_trouble ? tell(tx, t->k, t->step, 0, "trouble") : OK;
}

static enum status
look(struct tx *tx, const struct case_step_due *k)
{
	struct telling t;
	int64_t next = 0;

	if (!k->waits)
		return sql_case_step_set(
		    tx, k->task_id, k->clock, k->step, k->done, 0, false, tx_now(tx));
	TRY(gather(tx, k, &t));
	while (!t.done) {
		TRY(step_moment(tx, k, t.step, &next));
		if (next > tx_now(tx))
			break;
		take_step(&t);
	}
	if (somebody_is_on_duty(&t) && !t.told[0] && t.people.at[0].begins_at > k->due)
		note(&t, 0, "begins");
	TRY(tell_noted(tx, &t));
	return sql_case_step_set(tx, k->task_id, k->clock, t.step, t.done,
	    t.done ? 0 : next, true, tx_now(tx));
}

enum status
case_step_tell(struct tx *tx)
{
	struct case_step_due_rows due;

	TRY(sql_case_step_over(tx, tx_now(tx)));
	TRY(sql_case_step_due(tx, tx_now(tx), LOOK_MOST, &due));
	for (size_t i = 0; i < due.n; i++)
		TRY(look(tx, &due.at[i]));
	return OK;
}

/* Who had one is told by mail, too. */
enum status
case_step_free(struct tx *tx)
{
	struct case_step_astray_rows freed;

	TRY(sql_case_step_astray(tx, tx_now(tx), FREE_MOST, &freed));
	for (size_t i = 0; i < freed.n; i++) {
		const struct case_step_astray *f = &freed.at[i];
		const struct case_step_due k = { .task_id = f->task_id,
			.clock = "back",
			.due = tx_now(tx),
			.place_name = f->place_name,
			.zone = f->zone,
			.severity = f->severity };

		if (f->notice_id != 0)
			TRY(mail_to(tx, &k, "lost", f->notice_id, f->user_id, 0));
	}
	return OK;
}
