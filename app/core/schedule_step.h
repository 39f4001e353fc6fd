/*
 * schedule_step.h - the steps of a schedule: as a plan keeps them, and what is wrong with
 * them.
 *
 * A plan is JSON, in the database and in the call of schedule_moment(): an array of
 *	name, after, unit (days weeks months), anchor (birth, visit, registration,
 *	report:FORM, report:FORM/group.field), weekday (1 to 7), hour, earliest, latest
 *	("12:00"), spread_minutes, minds_quiet, open_only, good_minutes, late (sent,
 *	held), late_hours, priority (first, last), again_hours, asks, silent_only,
 *	silence_on, silence_days, clear_on (words of schedule_event_names, report:FORM),
 *	text, shared_text, silent_text (keys of the pack), words ({"en": "..."}),
 *	flow, flow_name (RapidPro's), params ({"name": "value"})
 * of which what is not said is left out.
 */

#ifndef CORE_SCHEDULE_STEP_H
#define CORE_SCHEDULE_STEP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/workflow.h"

#define SCHEDULE_STEPS_MOST 100
#define SCHEDULE_AFTER_MOST 800 /* days */
#define SCHEDULE_BIRTH_MOST 36500 /* days after a birth */
#define SCHEDULE_PER_DAY_MOST 20
#define SCHEDULE_PARAMS_MOST 10 /* of a flow */
#define SCHEDULE_SPREAD_MOST 240 /* minutes */
#define SCHEDULE_SPREAD_SLOT 5 /* minutes in which leaves what leaves together */
/* What the second asking of a step is called: "day_3.again". */
#define SCHEDULE_AGAIN ".again"

/* What a flow is told: @trigger.params.name there. */
struct schedule_param {
	const char *name, *value; /* with the blanks of a text */
};

struct schedule_step {
	const char *name;
	int after; /* before a date that a report says it is less than 0 */
	const char *unit;
	/*
	 * What it counts from: of schedule_anchor_names, or a report of a form, the
	 * day it was made or a date in it; "": the day of the procedure.
	 */
	const char *anchor;
	int weekday; /* 1 is Monday; 0: any */
	const char *hour, *earliest, *latest; /* "": the facility's; any */
	int spread_minutes; /* after it, each at his own; 0: all at once */
	bool minds_quiet, open_only;
	int good_minutes; /* later than that it is not sent; 0: as the pack says */
	const char *late; /* what becomes of it then: "sent", "held"; "": dropped */
	int late_hours; /* after its moment, until it is dropped all the same */
	int again_hours; /* asked once more if nothing was heard; 0: not */
	const char
	    *priority; /* "first", "last": where a day has too many; "": by its hour */
	bool asks, silent_only;
	/*
	 * Events with a blank between: it does not leave for so many days after one of
	 * them, and never again after one of those.  "": after none.
	 */
	const char *silence_on, *clear_on;
	int silence_days;
	const char *text, *shared_text, *silent_text; /* keys; silent_text "": text */
	const char *const *words; /* by the pack's languages, "" for none; or NULL */
	/*
	 * RapidPro's UUID of the flow that is started instead of a text, and its name
	 * when it was chosen; "": a text is sent.
	 */
	const char *flow, *flow_name;
	const struct schedule_param *params; /* by their names */
	size_t nparams;
};
struct schedule_steps {
	const struct schedule_step *at;
	size_t n;
	int per_day; /* automatic texts to a person at most; 0: any number */
};

/* What is wrong with a step, or worth knowing; the field is a name of the above. */
struct schedule_fault {
	const char *step, *field, *message;
	bool note; /* it may be published all the same */
};
struct schedule_faults {
	const struct schedule_fault *at;
	size_t n, wrong; /* of which so many are no notes */
};

/* As the pack's workflow.json has them. */
struct schedule_steps schedule_steps_of_pack(struct arena *);
/* ERR_INVALID for what is no plan. */
MUST_CHECK enum status schedule_steps_read(
    struct arena *, const char *json, struct schedule_steps *);
const char *schedule_steps_write(struct arena *, const struct schedule_steps *);
void schedule_steps_check(
    struct arena *, const struct schedule_steps *, struct schedule_faults *);

/* Also of its second asking; NULL if it has no such step. */
const struct schedule_step *schedule_step_named(
    const struct schedule_steps *, const char *name);
bool schedule_step_is_again(const char *name);
/* What a step may keep silent after, but for the reports of a form; ends with NULL. */
extern const char *const schedule_event_names[];
#define SCHEDULE_EVENT_REPORT "report:"
/* What a step may count from, but for reports and the procedure; ends with NULL. */
extern const char *const schedule_anchor_names[];
/* A date in a report, which may lie ahead; not the day on which it was made. */
bool schedule_anchor_is_field(const char *anchor);
/* Whether an event is among those with a blank between. */
bool schedule_event_among(const char *events, const char *event);
/* Something may keep it back that has happened. */
bool schedule_step_hushes(const struct schedule_step *);
/* It leaves only in some case. */
bool schedule_step_maybe(const struct schedule_step *);
/* The same steps with this one in place of its namesake, or behind them all. */
struct schedule_steps schedule_steps_with(
    struct arena *, const struct schedule_steps *, const struct schedule_step *);
struct schedule_steps schedule_steps_without(
    struct arena *, const struct schedule_steps *, const char *name);
bool schedule_step_same(
    struct arena *, const struct schedule_step *, const struct schedule_step *);

/* What is told of whom a text is for. */
struct schedule_reader {
	const char *language;
	bool coded; /* a shared phone, and a code tells its people apart */
	bool shared, heard;
	struct workflow_words words;
};
/* Whether he is not sent words of ours: a flow is started. */
bool schedule_step_starts(const struct schedule_step *, const struct schedule_reader *);
/* What the flow is told for him: {"name": "value"}. */
const char *schedule_step_params(
    struct arena *, const struct schedule_step *, const struct schedule_reader *);
/* The words that somebody gets, or which flow is started; NULL if there are none. */
const char *schedule_step_text(
    struct arena *, const struct schedule_step *, const struct schedule_reader *);
int schedule_step_good_minutes(const struct schedule_step *);
/* The less the sooner it has its place in a day of too many: as schedule_rank(). */
int schedule_step_rank(const struct schedule_step *);

#endif
