/* thread_view.c - see thread_view.h. */

#include "site/thread_view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/consent.h"
#include "core/rapidpro.h"
#include "core/workflow.h"
#include "ext/phone.h"
#include "site/form_sheet.h"
#include "site/show.h"
#include "site/thread_lines.h"

#define PAGE_LINES 50
#define LOOKING (2 * MINUTE) /* what is told of others at all */
#define A_YEAR (365 * 24 * HOUR)
#define NOT_SHOWN (-1) /* the newest message, on a page of earlier ones */

static const struct thread_stop *
stop(struct arena *arena, const char *title, const char *words)
{
	struct thread_stop *s = arena_alloc(arena, sizeof *s);

	*s = (struct thread_stop){ title, words };
	return s;
}

static const struct thread_stop *
why_not(const struct thread_view *v)
{
	const struct thread_show *t = v->t;
	const char *on = show_moment(v->arena, t->opted_out_at, v->now, v->zone);

	if (t->ended_at != 0)
		return stop(v->arena, _("This conversation is over"),
		    _("The number is somebody else's now. Whoever writes from it "
		      "begins a new conversation."));
	if (t->died)
		return stop(v->arena, _("No SMS can be sent: this client has died"),
		    _("If that is a mistake, say so on the record."));
	if (t->opted_out_at != 0 && strcmp(t->opted_out_how, "sms") == 0)
		return stop(v->arena,
		    _("No SMS can be sent: this client asked us to stop"),
		    arena_printf(v->arena,
			_("The messages were stopped by SMS (%s). They start again "
			  "when the client writes START or says so to you. You may "
			  "phone."),
			on));
	if (t->opted_out_at != 0)
		return stop(v->arena,
		    _("No SMS can be sent: this client wants no messages"),
		    arena_printf(v->arena,
			_("The messages were stopped at the clinic (%s). They start "
			  "again when the client says so. You may phone."),
			on));
	if (t->phone_id == 0)
		return stop(v->arena, _("No SMS can be sent: no phone number is known"),
		    _("Add the number to the record, then write."));
	if (t->wrong_number)
		return stop(v->arena, _("No SMS can be sent: the number is not in use"),
		    _("Ask for the right number and correct it in the record, then "
		      "write."));
	if (t->stopped_at != 0)
		return stop(v->arena,
		    _("No SMS can be sent: RapidPro has stopped this number"),
		    _("The administrator of RapidPro can start the contact again. "
		      "You may phone."));
	return NULL;
}

static struct thread_person
person_of(const struct thread_view *v, const struct thread_patients *row)
{
	int age = show_age(row->birth_date, v->now, v->zone);
	struct thread_person p = { .row = row,
		.day = row->anchor_date != NULL
			   ? show_follow_up(v->arena, row->anchor_date,
				 workflow()->follow_up_days, v->now, v->zone)
			   : "",
		.age = row->birth_estimated ? arena_printf(v->arena, _("about %d"), age)
					    : arena_printf(v->arena, "%d", age),
		.language = workflow_language_name(row->language),
		.phone = phone_shown(v->arena, row->phone, v->region),
		.phone2 = phone_shown(v->arena, row->phone2, v->region) };

	if (row->anchor_date != NULL)
		p.procedure =
		    *row->method == '\0'
			? show_short_day(v->arena, row->anchor_date)
			: arena_printf(v->arena, "%s, %s",
			      show_short_day(v->arena, row->anchor_date), row->method);
	if (row->report_id != 0) {
		p.form =
		    form_sheet_title(v->arena, row->report_form, row->report_title);
		p.form_when = show_moment(v->arena, row->report_at, v->now, v->zone);
	}
	if (row->next_at != 0)
		p.next = arena_printf(v->arena, _("Day %d, %s"), (int)row->next_day,
		    show_moment(v->arena, row->next_at, v->now, v->zone));
	return p;
}

static void
show_people(
    struct request *rq, const struct thread_patients_rows *rows, struct thread_view *v)
{
	struct thread_person *people;

	ARENA_ARRAY(rq->arena, people, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++)
		people[i] = person_of(v, &rows->at[i]);
	v->people = (struct thread_people){ people, rows->n };
	if (rows->n == 1)
		v->language = rows->at[0].language;
	if (rows->n == 1 && v->t->patient_id != 0)
		v->day = people[0].day;
}

static void
show_lines(const struct thread_timeline_rows *rows, const struct thread_ask *ask,
    struct thread_view *v)
{
	size_t n = rows->n > PAGE_LINES ? PAGE_LINES : rows->n;

	if (rows->n > PAGE_LINES)
		v->earlier = arena_printf(v->arena, "%" PRId64 "-%" PRId64,
		    rows->at[n - 1].at, rows->at[n - 1].n);
	thread_lines_make(v, rows, n, ask);
}

/* "His guardian has not agreed yet: ask her."; "" if nothing is wanted of anybody. */
static const char *
consent_wants(struct request *rq, const struct consent_state_rows *rows)
{
	const char *all = "";

	for (size_t i = 0; i < rows->n; i++) {
		const struct consent_state *s = &rows->at[i];
		const char *words = consent_want_words(
		    s->who, consent_wanted(s, workflow()->consent_version));

		if (*words != '\0')
			all = arena_printf(rq->arena, "%s%s%s", all,
			    *all != '\0' ? " " : "", _(words));
	}
	return all;
}

struct reading {
	const struct presence_touch *before;
	struct thread_timeline_rows lines;
	struct thread_patients_rows people;
	struct patient_days_rows days;
	struct consent_state_rows consents; /* of his own conversation */
	struct inbox_rows inbox;
	struct answer_offered_rows answers;
};

/* Of a patient's own conversation, and of a number's. */
static enum status
ask_patient(struct request *rq, const struct thread_view *v, int64_t before,
    int64_t before_n, struct reading *r)
{
	const struct thread_show *t = v->t;

	TRY(sql_thread_timeline(rq->tx, t->id, t->patient_id, t->phone_id, before,
	    before_n, PAGE_LINES + 1, &r->lines));
	TRY(sql_thread_patient(rq->tx, t->patient_id, v->now, &r->people));
	TRY(sql_consent_state(
	    rq->tx, t->patient_id, workflow()->adult_age, v->now, &r->consents));
	return sql_thread_days(rq->tx, t->patient_id, &r->days);
}

static enum status
ask_number(struct request *rq, struct thread_view *v, int64_t before, int64_t before_n,
    struct reading *r)
{
	const struct thread_show *t = v->t;

	TRY(sql_thread_timeline_number(rq->tx, t->id, t->phone_id,
	    strcmp(t->kind, "shared") == 0 ? t->phone_id : 0, before, before_n,
	    PAGE_LINES + 1, &r->lines));
	TRY(sql_thread_patients(rq->tx, t->id, v->now, &r->people));
	return sql_thread_unowned(rq->tx, t->id, &v->unowned);
}

static int64_t
open_case(const struct thread_tasks_rows *tasks)
{
	for (size_t i = 0; i < tasks->n; i++)
		if (strcmp(tasks->at[i].kind, "escalation") == 0)
			return tasks->at[i].id;
	return 0;
}

static enum status
show_all(struct request *rq, struct thread_ask *ask, struct reading *r,
    struct thread_view *v)
{
	if (ask->looks && !ask->marked) {
		ask->mark = r->before->seen_before;
		ask->since = r->before->looked_at;
	}
	v->seen = ask->looks && v->old ? r->before->seen_before : v->t->newest;
	show_lines(&r->lines, ask, v);
	v->open_case = open_case(&v->tasks);
	show_people(rq, &r->people, v);
	if (v->t->patient_id != 0)
		v->consent = consent_wants(rq, &r->consents);
	composer_show(rq, &r->answers, &v->composer);
	if (v->people.n == 1 && v->t->patient_id != 0 &&
	    r->people.at[0].enrolment_id != 0)
		days_strip(
		    rq, &r->days, r->people.at[0].anchor_date, v->zone, &v->strip);
	return inbox_show(rq, &v->inbox, &r->inbox);
}

enum status
thread_look(struct request *rq, const struct thread_ask *ask,
    const struct thread_view *v, const struct presence_touch **before)
{
	return sql_presence_touch(rq->tx, v->t->id, v->now,
	    ask->before != 0 ? NOT_SHOWN : v->t->newest, before);
}

/* Everything about one conversation, in one round trip. */
static enum status
read_all(struct request *rq, struct thread_ask *ask, struct thread_view *v,
    const struct nav_counts **counts)
{
	int64_t before = ask->before != 0 ? ask->before : v->now + A_YEAR;
	const struct thread_show *t = v->t;
	struct reading r;

	v->old = ask->before != 0;
	TRY(tx_together(rq->tx));
	if (ask->looks)
		TRY(thread_look(rq, ask, v, &r.before));
	TRY((t->patient_id != 0 ? ask_patient(rq, v, before, ask->before_n, &r)
				: ask_number(rq, v, before, ask->before_n, &r)));
	TRY(sql_thread_tasks(rq->tx, t->patient_id, t->id, &v->tasks));
	TRY(composer_ask(rq, t->id, 0, &r.answers));
	TRY(inbox_ask(rq, t->id, &v->inbox, &r.inbox));
	TRY(page_ask(rq, counts));
	TRY(tx_fetch(rq->tx));
	return show_all(rq, ask, &r, v);
}

/* The same words, the same version. */
static const char *
presence_version(const struct thread_view *v)
{
	const char *version = arena_printf(v->arena, "a%" PRId64, v->t->assigned_to);

	for (size_t i = 0; i < v->others.n; i++) {
		const struct presence_others *o = &v->others.at[i];

		version =
		    arena_printf(v->arena, "%s-%" PRId64 "%c", version, o->user_id,
			v->now - o->writing_at < WRITING      ? 'w'
			: v->now - o->seen_at < STILL_LOOKING ? 'l'
							      : 's');
	}
	return version;
}

enum status
thread_view_open(struct request *rq, int64_t thread_id, struct thread_view *v)
{
	const struct session_resume *user = page_user(rq);

	*v = (struct thread_view){ .arena = rq->arena,
		.now = tx_now(rq->tx),
		.me = user->id,
		.csrf = user->csrf,
		.once = page_once(rq),
		.day = "" };
	TRY(tx_together(rq->tx));
	TRY(sql_thread_show(rq->tx, thread_id, user->id, v->now, &v->t));
	TRY(sql_presence_others(
	    rq->tx, user->id, thread_id, v->now - LOOKING, &v->others));
	TRY(tx_fetch(rq->tx));
	v->zone = *v->t->zone != '\0' ? v->t->zone : user->zone;
	v->region = user->region;
	v->name = thread_name(rq->arena, v->t->names, v->t->e164, user->region);
	v->initials = *v->t->names != '\0' ? page_initials(rq->arena, v->name) : "?";
	v->face = show_face(v->t->patient_id);
	v->phone = page_phone(rq, v->t->e164);
	v->dial = arena_printf(rq->arena, "tel:%s", v->t->e164);
	v->presence = presence_version(v);
	return OK;
}

/* What becomes of a question that waits when she writes. */
static const char *
flow_words(const struct thread_view *v)
{
	if (v->stop != NULL || *v->t->flow == '\0')
		return NULL;
	if (strcmp(v->t->flow, RAPIDPRO_CHECKIN_FLOW) == 0)
		return _("The question of the check-in waits for an answer. If you "
			 "write, it is put aside: he answers you.");
	return arena_printf(v->arena,
	    _("“%s” of RapidPro waits for an answer. If you write, it is put aside: "
	      "he answers you."),
	    v->t->flow);
}

enum status
thread_view_fill(struct request *rq, struct thread_ask *ask, struct thread_view *v,
    const struct nav_counts **counts)
{
	v->stop = why_not(v);
	v->flow = flow_words(v);
	if (v->typed == NULL)
		v->typed = v->t->draft;
	/* As it would leave: quotes and dashes cost nothing extra. */
	v->count = sms_count(text_straight(rq->arena, v->typed));
	v->counted = arena_printf(rq->arena, _("%zu of %zu, %zu SMS"), v->count.units,
	    v->count.room, v->count.parts);
	if (*v->count.odd != '\0')
		v->counted = arena_printf(rq->arena, _("%s (“%s” makes it cost more)"),
		    v->counted, v->count.odd);
	v->plain_helps = !v->count.gsm7 &&
			 strcmp(text_plain_letters(rq->arena, v->typed), v->typed) != 0;
	return read_all(rq, ask, v, counts);
}
