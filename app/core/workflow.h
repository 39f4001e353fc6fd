/*
 * workflow.h - a programme's pack: schedule, clocks, parameters and texts.
 *
 * Read once by main from its folder (workflow.json, texts/LANGUAGE.json,
 * adverse-events.json) and the same for the life of the process.  What its chosen preset says takes the place
 * of what stands beside it.  Texts may be said in other words (core/text_version.h), and
 * some numbers be others (core/setting.h).
 */

#ifndef CORE_WORKFLOW_H
#define CORE_WORKFLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct workflow_step {
	const char *name; /* "day_3": unique in the schedule */
	int day; /* after the anchor date */
	const char *text; /* key of the text, "day" */
	const char *shared_text; /* the same for a shared phone */
	const char *silent_text; /* where nothing was ever heard; NULL: text */
	const char *hour; /* "12:00"; "": the facility's hour of check-ins */
	bool silent_only; /* to those alone of whom nothing was ever heard */
	bool asks; /* an answer is expected: it makes a check-in */
};

struct workflow_clock {
	const char *severity;
	int first_minutes, decide_minutes;
	int visit_minutes; /* until he is seen who is sent somewhere */
	int not_seen_minutes; /* after that, until he is looked for */
	int step_minutes; /* after a deadline, until the next person is told */
	bool in_service; /* minutes of the facility's service; else all count */
	bool texts; /* who is told that a case is late is told by SMS, too */
};

/*
 * A form of the pack, and where in a report's fields ("again.next_try") stands what the
 * programs have to know of it; NULL: nowhere.
 */
struct workflow_form {
	const char *name; /* its file is forms/NAME.xml */
	const char *title; /* key of a text */
	const char *const *kinds; /* of the tasks it is offered for; ends with NULL */
	bool patients; /* offered on a patient's page */
	bool places; /* offered without a patient: it registers one */
	const char *outcome; /* a code of core/outcome.h; "not-reached": once more */
	const char *note; /* what the case or the next who reads it is told */
	const char
	    *next_try; /* 2h tomorrow stop, or "2026-11-23T14:30" at the facility */
	const char *escalate; /* "no": the problem becomes no case */
	const char *severity; /* severe moderate mild: of that case */
	const char *sign; /* "bleeding": of that case */
	const char *method; /* phone home somebody: how he was looked for */
};

/* What can come of looking for somebody, as the programme calls it. */
struct workflow_trace {
	const char *name; /* "no-answer" */
	const char *title; /* key of a text */
	const char *means; /* a code of core/outcome.h */
	const char *const *methods; /* the ways it can come of; ends with NULL */
};

/* What clients are expected for, as the programme calls it. */
struct workflow_visit {
	const char *name; /* "review_day_7" */
	const char *title; /* key of a text */
	int day; /* after the anchor date, that it is usually on; 0: on none */
};
/* What is told of an appointment. */
struct workflow_appointment_step {
	const char *name; /* "day_before" */
	int days; /* before it; of the one after it: after */
	const char *hour; /* "09:00", of the facility's clocks */
	const char *text, *shared_text; /* keys; the second for a shared phone */
};
struct workflow_appointments {
	const struct workflow_visit *visits;
	size_t nvisits; /* 0: the programme has no appointments */
	const struct workflow_appointment_step *before;
	size_t nbefore;
	struct workflow_appointment_step missed; /* to who did not come */
	const char *come, *change; /* what he answers: a digit each, never 0 or 1 */
	int late_minutes; /* before it, nothing is told any more */
	int change_days; /* as a rule a later day is at most so many after the old */
	int defaulted_days, lost_days; /* so late somebody is called so */
};

struct json;

struct workflow {
	const char *name; /* "vmmc" */
	const char *version;
	const char *preset; /* the chosen one; "" where there are none */
	const struct workflow_step *steps;
	size_t nsteps;
	int follow_up_days; /* "day 3 of 13" */
	int problem_due_minutes;
	int answer_hours; /* how long a reply still answers the last question */
	int minimum_age;
	int adult_age; /* below it a guardian consents */
	int send_window_minutes; /* a check-in later than this is missed, not sent */
	int welcome_minutes; /* then the rules look whether it has arrived; 0: never */
	/* Of what is answered by itself: docs/automatic.md. */
	int automatic_again_hours; /* the same is said once in them */
	int automatic_per_day; /* so many to a phone on one day */
	int automatic_late_minutes; /* a text older than this is not answered so */
	const char *consent_version; /* of the form that is signed now; "": not kept */
	const struct workflow_clock *clocks;
	size_t nclocks;
	/* Kind and performer of a rule's tasks by its name, as JSON: "{}" if of none. */
	const char *rules;
	const char *const
	    *made_at_once; /* rules of tasks.js; ends with NULL, or NULL */
	const struct workflow_form *forms;
	size_t nforms;
	const struct workflow_trace *traces;
	size_t ntraces;
	const char *nudge_text; /* key of what silent men are asked; "": nothing */
	int nudge_hours; /* once in so many */
	int lost_attempts; /* asked for before somebody is lost to follow-up */
	struct workflow_appointments appointments;
	const char *visit_rule; /* whose tasks are visits at home; "": none */
	const char *const
	    *without_form; /* forms that tasks.js names and nobody fills in */
	const struct json *charts; /* of growth, for z-score() of forms; or NULL */
	const char *const *methods; /* of the procedure; ends with NULL */
	const char *const *languages; /* codes with texts; ends with NULL */
	const char *const *language_names;
	size_t nlanguages;
};

/* ERR_INVALID with the file and the reason in the log. */
MUST_CHECK enum status workflow_load(const char *folder);
/* The pack in use; workflow_load has been called. */
const struct workflow *workflow(void);
/* The folder it came from, for triage and flows. */
const char *workflow_folder(void);

/* NULL members are filled in as "". */
struct workflow_words {
	const char *first_name, *clinic, *phone, *emergency, *nurse;
	const char *code; /* what he writes before his answer on a shared phone */
	const char *date, *time; /* of an appointment: "24/11/2026", "09:00" */
};
/* The text with what is known in place of {first_name} and the others. */
const char *workflow_fill(
    struct arena *, const char *text, const struct workflow_words *);
/* A name that becomes a value in the database: 1 to 40 small letters, digits and _. */
bool workflow_name_fits(const char *name);
/* The first "{...}" in it that stands for nothing; NULL without one. */
const char *workflow_strange_blank(struct arena *, const char *text);
/*
 * The key of the i-th text of the pack, as its files have them: those of its first
 * language, then what only others have.  NULL behind the last.
 */
const char *workflow_text_key(size_t i);
/* What its i-th language says under a key, in the words in use; NULL: nothing. */
const char *workflow_text_said(size_t language, const char *key);
/* What the file of that language says, whatever is in use. */
const char *workflow_text_own(size_t language, const char *key);
/* Other words for a text of the pack. */
struct workflow_wording {
	const char *name, *language, *body;
};
/*
 * From here these are said in place of the pack's own: kept by the caller until the next
 * call.  The edition tells one such call from another; a pack that was just loaded has
 * none, and edition 0.
 */
void workflow_texts_edit(const struct workflow_wording *, size_t n, int64_t edition);
int64_t workflow_texts_edition(void);
/*
 * A number of the pack that may be another one while the programs run: by its name in
 * workflow.json, "answer_hours", "appointments.lost_days", "clocks.severe.first_minutes".
 * Numbers that the rules read, too, are none of them.
 */
struct workflow_number {
	const char *name;
	int value;
};
/* As the files have it, and as it is in use; false: there is no such number. */
bool workflow_number(const char *name, int *own, int *used);
/* From here these are in use, and for all others what the files say. */
void workflow_numbers_edit(const struct workflow_number *, size_t n);
/* Which of its languages the others are held against: English, else its first. */
size_t workflow_first_language(void);
/* The name of a language of the pack: "Shona"; of another its code. */
const char *workflow_language_name(const char *code);
/*
 * The text of this key in this language, else in English, filled in.  A shared
 * phone's texts name no surname.  NULL if the key does not exist.
 */
const char *workflow_text(struct arena *, const char *language, const char *key,
    const struct workflow_words *);
const struct workflow_step *workflow_step_named(const char *name);
const struct workflow_clock *workflow_clock_of(const char *severity);
const struct workflow_form *workflow_form_named(const char *name);
const struct workflow_trace *workflow_trace_named(const char *name);
const struct workflow_visit *workflow_visit_named(const char *name);
const struct workflow_appointment_step *workflow_appointment_step_named(
    const char *name);
/* Whether a task of this rule is made with its cause, before the rule is asked. */
bool workflow_makes_at_once(const char *rule);

#endif
