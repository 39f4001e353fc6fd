/* escalation.h - a case with a severity and clocks; itself a task of supervisors. */

#ifndef CORE_ESCALATION_H
#define CORE_ESCALATION_H

#include "core/task.h"
#include "gen/sql.h"

struct escalation_new {
	const char *source; /* its cause, once */
	const char *severity; /* severe moderate mild ungraded */
	const char *sign; /* "bleeding"; "" if unknown */
	const char *words; /* his own */
	int64_t place_id, patient_id, thread_id, enrolment_id, message_id; /* 0: none */
	int64_t raised_by; /* 0: by itself */
};

/*
 * Opens a case with the workflow's clocks.  A patient with an open case gets no
 * second one: its words and, if worse, its severity are added to the trail of
 * the first.  *task_id is the case either way.
 */
MUST_CHECK enum status escalation_raise(
    struct tx *, const struct escalation_new *, int64_t *task_id);

struct workflow_clock;
/* Of a severity that the programme says nothing about: the careful one. */
const struct workflow_clock *escalation_clock(const char *severity);
/* How urgent the task is that follows a decision about it. */
enum task_priority escalation_follow_priority(const char *severity);
/*
 * What had not been done when its deadline came is written into the case's history:
 * each deadline once, however late it is noticed.
 */
MUST_CHECK enum status escalation_check(struct tx *);

/*
 * Each of these stops the first clock.  ERR_CONFLICT: the case is closed, or
 * somebody else's (claim), or has changed since this version was shown.
 */
MUST_CHECK enum status escalation_claim(struct tx *, int64_t task_id, int64_t user_id);
MUST_CHECK enum status escalation_note(
    struct tx *, int64_t task_id, int64_t user_id, const char *note);

struct escalation_decision {
	const char *outcome; /* advice clinic refer hand-back */
	const char *event; /* adverse event, "none" or its code; "" if not asked */
	const char *grade; /* severe moderate mild, "" without an event */
	const char *mark; /* "none" or what is reported at once; "" if not asked */
	bool serious, notifiable;
	const char *refer_to, *note;
	/* Of refer and clinic; what is left out is not known, or said later. */
	int64_t seen_place_id, expected_at;
	const char *transport, *man_told, *place_told, *place_told_how;
	int64_t user_id, version;
};
/*
 * Advice closes the case.  Who is referred or called to the facility has a referral
 * (core/referral.h), handing back makes a task of its own; the case stays open until
 * that is done (escalation_follow).
 */
MUST_CHECK enum status escalation_decide(
    struct tx *, int64_t task_id, const struct escalation_decision *);
struct escalation_merging {
	int64_t task_id, other_id;
	int64_t version, other_version; /* as they were shown */
	int64_t user_id;
};
/*
 * Two cases that wait for a decision, of one man or number, are one: his stays before
 * a number's, else the older; the other closes.  It is with whoever merges if nobody
 * had it, as urgent as the worse, due as the sooner.  ERR_CONFLICT: one of them has
 * changed, or they are of different men.
 */
MUST_CHECK enum status escalation_merge(
    struct tx *, const struct escalation_merging *, int64_t *into_id);
/*
 * Within ten minutes, by who decided or merged: as if nothing had been, the deadline
 * too.  ERR_CONFLICT later, and when somebody is at work on what it led to.
 */
MUST_CHECK enum status escalation_undo(struct tx *, int64_t task_id, int64_t user_id);
/* A closed or decided case needs a decision again. */
MUST_CHECK enum status escalation_reopen(
    struct tx *, int64_t task_id, int64_t user_id, const char *note);
/*
 * What the nurse found out about a case that was decided: it is settled and
 * closes, or the supervisor has to decide again.
 */
MUST_CHECK enum status escalation_follow(
    struct tx *, int64_t task_id, int64_t user_id, bool settled, const char *note);
/* A case that was decided needs a decision again; what is its line of the trail. */
MUST_CHECK enum status escalation_again(
    struct tx *, int64_t task_id, int64_t user_id, const char *what, const char *note);

#endif
