/* schedule_pages.c - the schedule's versions, and a draft with what it brings. */

#include "site/schedule_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"
#include "gen/schedule.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/schedule_view.h"

#define WORDS_MOST 640 /* of one step in one language */
#define PARAMS_EMPTY 2 /* lines for what a flow is told besides */
/* "param-0", "value-0": what it is called and what it is. */
#define PARAM_NAME "param"
#define PARAM_VALUE "value"
#define OURS "Aftercare " /* flows that are no step's */

/* clang-format off */
static const char *const units[] = { "days", "weeks", "months", "days-before", "weeks-before", "months-before", NULL };
static const char *const unit_labels[] = { N_("days after"), N_("weeks after"), N_("months after"),
	N_("days before"), N_("weeks before"), N_("months before"), NULL };
#define BEFORE "-before"
static const char *const days[] = { "0", "1", "2", "3", "4", "5", "6", "7", NULL };
static const char *const day_labels[] = { N_("Any day of the week"), N_("Monday, or the next"), N_("Tuesday, or the next"),
	N_("Wednesday, or the next"), N_("Thursday, or the next"), N_("Friday, or the next"), N_("Saturday, or the next"),
	N_("Sunday, or the next"), NULL };

static const char *const lates[] = { "", "sent", "held", NULL };
static const char *const late_labels[] = { N_("It is dropped"), N_("It still leaves, in its turn"),
	N_("It waits for a supervisor"), NULL };

static const char *const priorities[] = { "", "first", "last", NULL };
static const char *const priority_labels[] = { N_("The earlier text goes before it"), N_("It goes before the others"),
	N_("It gives way to the others"), NULL };

static const struct input step_inputs[] = {
	INPUT_TEXT(struct schedule_form, was, .max = 40),
	INPUT_TEXT(struct schedule_form, name, .label = N_("Name"), .max = 40),
	INPUT_TEXT(struct schedule_form, after, .label = N_("How long"), .max = 4),
	INPUT_CHOICE(struct schedule_form, unit, units, .label = N_("Unit"), .required = true),
	INPUT_TEXT(struct schedule_form, anchor, .label = N_("Counts from"), .max = 210),
	INPUT_CHOICE(struct schedule_form, weekday, days, .label = N_("Day of the week")),
	INPUT_TEXT(struct schedule_form, hour, .label = N_("Hour"), .max = 5),
	INPUT_TEXT(struct schedule_form, earliest, .label = N_("Earliest"), .max = 5),
	INPUT_TEXT(struct schedule_form, latest, .label = N_("Latest"), .max = 5),
	INPUT_TEXT(struct schedule_form, spread_minutes, .label = N_("Spread over"), .max = 3),
	INPUT_TEXT(struct schedule_form, good_minutes, .label = N_("Not later than"), .max = 6),
	INPUT_CHOICE(struct schedule_form, late, lates, .label = N_("If it is late")),
	INPUT_TEXT(struct schedule_form, late_hours, .label = N_("If it is late, until"), .max = 3),
	INPUT_CHOICE(struct schedule_form, priority, priorities, .label = N_("On a day of too many")),
	INPUT_TEXT(struct schedule_form, again_hours, .label = N_("Ask again"), .max = 3),
	INPUT_TEXT(struct schedule_form, text, .label = N_("Text"), .max = 60),
	INPUT_TEXT(struct schedule_form, flow, .label = N_("Flow"), .max = 36),
	INPUT_TEXT(struct schedule_form, shared_text, .label = N_("Text for a shared phone"), .max = 60),
	INPUT_TEXT(struct schedule_form, silent_text, .label = N_("Text for who was never heard of"), .max = 60),
	INPUT_TEXT(struct schedule_form, silence_days, .label = N_("Silent for a time"), .max = 3),
	INPUT_TEXT(struct schedule_form, silence_forms, .label = N_("Silent for a time, reports"), .max = 200),
	INPUT_TEXT(struct schedule_form, clear_forms, .label = N_("Not needed any more, reports"), .max = 200),
	INPUT_TICK(struct schedule_form, minds_quiet),
	INPUT_TICK(struct schedule_form, open_only),
	INPUT_TICK(struct schedule_form, asks),
	INPUT_TICK(struct schedule_form, silent_only),
	INPUT_NUMBER(struct schedule_form, edits, .min = 1, .max = INT32_MAX),
	INPUT_END
};
static const struct input remove_inputs[] = {
	INPUT_TEXT(struct schedule_form, was, .max = 40),
	INPUT_NUMBER(struct schedule_form, edits, .min = 1, .max = INT32_MAX),
	INPUT_END
};
struct limit_form {
	int64_t per_day, edits;
};
static const struct input limit_inputs[] = {
	INPUT_NUMBER(struct limit_form, per_day, .label = N_("Automatic texts a day"), .min = 1, .max = SCHEDULE_PER_DAY_MOST),
	INPUT_NUMBER(struct limit_form, edits, .min = 1, .max = INT32_MAX),
	INPUT_END
};
/* clang-format on */

enum status
schedule_version_open(struct request *rq, int64_t id,
    const struct schedule_version_get **version, struct schedule_steps *steps)
{
	TRY(sql_schedule_version_get(rq->tx, id, workflow()->name, version));
	TRY(schedule_steps_read(rq->arena, (*version)->plan, steps));
	steps->per_day = (*version)->per_day;
	return OK;
}

/* All of them. */

enum status
schedule_list(struct request *rq)
{
	struct schedule_list_view v = { .draft_id = 0 };
	struct page page;

	TRY(sql_schedule_version_list(rq->tx, workflow()->name, &v.versions));
	TRY(schedule_used(rq->tx, &v.used, &v.used_id));
	for (size_t i = 0; i < v.versions.n; i++) {
		if (v.versions.at[i].published_at == 0)
			v.draft_id = v.versions.at[i].id;
		if (v.versions.at[i].id == v.used_id)
			v.used_number = v.versions.at[i].number;
	}
	TRY(page_open(rq, &page, _("Schedule"), "schedules"));
	render_schedule_list(reply_html(rq, 200), &page, &v);
	return OK;
}

/* From the version in use, from an earlier one, or from what came with the programme. */
enum status
schedule_begin(struct request *rq)
{
	const char *from = request_field(rq, "from");
	struct schedule_draft_add_rows added;
	struct schedule_draft_of_rows there;
	const struct schedule_version_get *version;
	struct schedule_steps steps;
	int64_t id;
	size_t n;

	if (from == NULL || *from == '\0')
		TRY(schedule_used(rq->tx, &steps, &id));
	else if (strcmp(from, "pack") == 0)
		steps = schedule_steps_of_pack(rq->arena);
	else {
		TRY(page_numbers(rq, "from", 1, &id, &n));
		TRY(schedule_version_open(rq, id, &version, &steps));
	}
	TRY(sql_schedule_draft_add(rq->tx, workflow()->name,
	    schedule_steps_write(rq->arena, &steps), steps.per_day, page_user(rq)->id,
	    tx_now(rq->tx), &added));
	if (added.n > 0)
		return page_done(rq,
		    "/admin/schedules/%" PRId64 "?notice=schedule-draft",
		    added.at[0].id);
	TRY(sql_schedule_draft_of(rq->tx, workflow()->name, &there));
	if (there.n == 0)
		return ERR_CONFLICT;
	return page_done(
	    rq, "/admin/schedules/%" PRId64 "?notice=schedule-there", there.at[0].id);
}

/* One of them. */

/* Where it is switched off: "Riverside Clinic, Hillside Clinic". */
static const char *
off_at(struct arena *arena, const struct schedule_off_now_rows *off, const char *step)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < off->n; i++)
		if (strcmp(off->at[i].step, step) == 0)
			buf_printf(
			    &b, "%s%s", b.len > 0 ? ", " : "", off->at[i].place_name);
	return b.data;
}

static struct schedule_line_rows
lines_of(struct arena *arena, const struct schedule_view *v)
{
	struct schedule_line *at;

	ARENA_ARRAY(arena, at, v->steps.n + 1);
	for (size_t i = 0; i < v->steps.n; i++) {
		const struct schedule_step *s = &v->steps.at[i];
		struct schedule_fault *his;
		size_t n = 0;

		ARENA_ARRAY(arena, his, v->all.n + 1);
		for (size_t k = 0; k < v->all.n; k++)
			if (strcmp(v->all.at[k].step, s->name) == 0)
				his[n++] = v->all.at[k];
		at[i] = (struct schedule_line){ s, schedule_when(arena, s),
			schedule_what(arena, s), schedule_how(arena, s),
			off_at(arena, &v->off, s->name), { his, n, 0 } };
	}
	return (struct schedule_line_rows){ at, v->steps.n };
}

static const char *
shown(struct arena *arena, int n)
{
	return n != 0 ? arena_printf(arena, "%d", n) : "";
}

/* The forms whose reports are among the events: "a b". */
static const char *
forms_of(struct arena *arena, const char *events)
{
	const size_t head = strlen(SCHEDULE_EVENT_REPORT);
	struct buf b;

	buf_init(&b, arena);
	for (const char *w = events; *w != '\0'; w += strspn(w, " ")) {
		size_t len = strcspn(w, " ");

		if (strncmp(w, SCHEDULE_EVENT_REPORT, head) == 0)
			buf_printf(&b, "%s%.*s", b.len > 0 ? " " : "",
			    (int)(len - head), w + head);
		w += len;
	}
	return b.data;
}

/* A tick for each event that is no report: "silence-wrote". */
static struct schedule_event_ticks
ticks_of(struct arena *arena, const char *kind, const char *events)
{
	struct schedule_event_tick *at;
	size_t n = 0;

	while (schedule_event_names[n] != NULL)
		n++;
	ARENA_ARRAY(arena, at, n + 1);
	for (size_t i = 0; i < n; i++)
		at[i] = (struct schedule_event_tick){ arena_printf(arena, "%s-%s", kind,
							  schedule_event_names[i]),
			schedule_event(arena, schedule_event_names[i]),
			schedule_event_among(events, schedule_event_names[i]) };
	return (struct schedule_event_ticks){ at, n };
}

static void
fill_ticks(struct arena *arena, struct schedule_view *v, const char *silence_on,
    const char *clear_on)
{
	v->silence = ticks_of(arena, "silence", silence_on);
	v->clear = ticks_of(arena, "clear", clear_on);
	v->hushes = *silence_on != '\0' || *clear_on != '\0';
}

static void
form_of(struct request *rq, struct schedule_view *v, const struct schedule_step *s,
    bool copied)
{
	v->form = (struct schedule_form){ .was = copied ? "" : s->name,
		.name = copied ? "" : s->name,
		.after = arena_printf(rq->arena, "%d", abs(s->after)),
		.unit = s->after < 0 ? arena_printf(rq->arena, "%s" BEFORE, s->unit)
				     : s->unit,
		.anchor = s->anchor,
		.weekday = arena_printf(rq->arena, "%d", s->weekday),
		.hour = s->hour,
		.earliest = s->earliest,
		.latest = s->latest,
		.spread_minutes = shown(rq->arena, s->spread_minutes),
		.good_minutes = shown(rq->arena, s->good_minutes),
		.late = s->late,
		.late_hours = shown(rq->arena, s->late_hours),
		.priority = s->priority,
		.again_hours = shown(rq->arena, s->again_hours),
		.silence_days = shown(rq->arena, s->silence_days),
		.silence_forms = forms_of(rq->arena, s->silence_on),
		.clear_forms = forms_of(rq->arena, s->clear_on),
		.text = s->words != NULL ? "" : s->text,
		.shared_text = s->shared_text,
		.silent_text = s->silent_text,
		.flow = s->flow,
		.minds_quiet = s->minds_quiet,
		.open_only = s->open_only,
		.asks = s->asks,
		.silent_only = s->silent_only,
		.edits = v->version->edits };
}

/* A box for each language, with what the step says in it. */
static struct answer_line_rows
boxes(struct request *rq, const char *const *words)
{
	const size_t n = workflow()->nlanguages;
	struct answer_line *at;

	ARENA_ARRAY(rq->arena, at, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *body = words != NULL ? words[i] : "";

		at[i] = answer_line_of(rq->arena, i, body, body);
	}
	return (struct answer_line_rows){ at, n };
}

/* A line for each, and some that are empty. */
static struct schedule_param_lines
param_lines(struct arena *arena, const struct schedule_param *params, size_t n)
{
	struct schedule_param_line *at;
	size_t lines = n + PARAMS_EMPTY;

	if (lines > SCHEDULE_PARAMS_MOST)
		lines = SCHEDULE_PARAMS_MOST;
	if (lines < n)
		lines = n;
	ARENA_ARRAY(arena, at, lines);
	for (size_t i = 0; i < lines; i++)
		at[i] = (struct schedule_param_line){ i + 1,
			arena_printf(arena, PARAM_NAME "-%zu", i),
			arena_printf(arena, PARAM_VALUE "-%zu", i),
			i < n ? params[i].name : "", i < n ? params[i].value : "" };
	return (struct schedule_param_lines){ at, lines };
}

/* The step that the query names, a copy of it, or an empty one; none without. */
static void
choose_step(struct request *rq, struct schedule_view *v)
{
	static const struct schedule_step fresh = { .name = "",
		.after = 1,
		.unit = "days",
		.anchor = "",
		.hour = "",
		.earliest = "",
		.latest = "",
		.late = "",
		.priority = "",
		.silence_on = "",
		.clear_on = "",
		.text = "day",
		.shared_text = "shared_day",
		.silent_text = "",
		.flow = "",
		.flow_name = "" };
	const char *asked = request_query(rq, "step");
	const struct schedule_step *step =
	    asked != NULL ? schedule_step_named(&v->steps, asked) : NULL;
	bool copied = request_query(rq, "copy") != NULL;

	v->edited = v->draft && asked != NULL;
	form_of(rq, v, step != NULL ? step : &fresh, step == NULL || copied);
	v->words = boxes(rq, step != NULL ? step->words : NULL);
	v->params = param_lines(rq->arena, step != NULL ? step->params : NULL,
	    step != NULL ? step->nparams : 0);
	fill_ticks(rq->arena, v, step != NULL ? step->silence_on : "",
	    step != NULL ? step->clear_on : "");
}

static const char *
flow_name(const struct schedule_view *v, const char *uuid)
{
	for (size_t i = 0; i < v->known_flows.n; i++)
		if (strcmp(v->known_flows.at[i].uuid, uuid) == 0)
			return v->known_flows.at[i].name;
	return NULL;
}

/* What it may count from is looked for where it is chosen. */
static enum status
fill_anchors(struct request *rq, struct schedule_view *v)
{
	if (!v->edited)
		return OK;
	return schedule_view_anchors(rq, v->form.anchor, &v->anchors);
}

/* Those that can be started, and what the step starts, whatever has become of it. */
static enum status
fill_flows(struct request *rq, struct schedule_view *v)
{
	const struct schedule_step *was;
	struct option *at;
	size_t n = 0;

	if (!v->edited)
		return OK;
	TRY(sql_gateway_flow_list(rq->tx, &v->known_flows));
	was = schedule_step_named(&v->steps, v->form.was);
	ARENA_ARRAY(rq->arena, at, v->known_flows.n + 2);
	at[n++] = (struct option){ "", _("None: a text is sent") };
	for (size_t i = 0; i < v->known_flows.n; i++) {
		const struct gateway_flow_list *f = &v->known_flows.at[i];

		if (strncmp(f->name, OURS, strlen(OURS)) == 0 ||
		    (f->archived && strcmp(f->uuid, v->form.flow) != 0))
			continue;
		at[n++] = (struct option){ f->uuid,
			f->archived
			    ? arena_printf(rq->arena, _("%s (in the archive)"), f->name)
			    : f->name };
	}
	v->flows = (struct option_rows){ at, n };
	if (was == NULL || *was->flow == '\0' || flow_name(v, was->flow) != NULL)
		return OK;
	at[n++] = (struct option){ was->flow,
		arena_printf(
		    rq->arena, _("%s (not in RapidPro any more)"), was->flow_name) };
	v->flows.n = n;
	return OK;
}

static enum status
fill_forms(struct request *rq, struct schedule_view *v)
{
	struct buf b;

	TRY(sql_form_names(rq->tx, &v->forms));
	buf_init(&b, rq->arena);
	for (size_t i = 0; i < v->forms.n; i++)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", v->forms.at[i].name);
	v->form_names = v->forms.n > 0 ? b.data : "–";
	return OK;
}

static enum status
open_view(struct request *rq, struct schedule_view *v)
{
	*v = (struct schedule_view){ .edited = false };
	TRY(schedule_version_open(rq, rq->id, &v->version, &v->steps));
	v->draft = v->version->published_at == 0;
	v->tried = v->version->tried_edits == v->version->edits;
	v->units = field_options(rq->arena, units, unit_labels);
	v->weekdays = field_options(rq->arena, days, day_labels);
	v->per_day = shown(rq->arena, v->steps.per_day);
	v->priorities = field_options(rq->arena, priorities, priority_labels);
	v->lates = field_options(rq->arena, lates, late_labels);
	schedule_view_texts(rq->arena, v);
	return fill_forms(rq, v);
}

const char *
schedule_version_words(struct arena *arena, const struct schedule_version_get *v)
{
	return arena_printf(arena,
	    v->published_at == 0 ? _("Draft of version %d") : _("Version %d"),
	    v->number);
}

static enum status
show(struct request *rq, int code, struct schedule_view *v)
{
	struct page page;

	TRY(schedule_check(rq->tx, &v->steps, &v->all));
	TRY(fill_anchors(rq, v));
	TRY(fill_flows(rq, v));
	TRY(sql_schedule_off_now(rq->tx, workflow()->name, &v->off));
	v->lines = lines_of(rq->arena, v);
	TRY(schedule_view_preview(rq, &v->steps, &v->off, &v->preview));
	TRY(page_open(
	    rq, &page, schedule_version_words(rq->arena, v->version), "schedules"));
	page_in_zone(rq, &page, v->preview.zone);
	page.faulty = code != 200;
	page.talks = v->edited;
	render_schedule(reply_html(rq, code), &page, v);
	return OK;
}

enum status
schedule_show(struct request *rq)
{
	struct schedule_view v;

	TRY(open_view(rq, &v));
	choose_step(rq, &v);
	return show(rq, 200, &v);
}

/* Changing it. */

/* Whole numbers; "" is none. */
static int
whole(struct faults *faults, const char *field, const char *typed)
{
	if (strspn(typed, "0123456789") == strlen(typed) && strlen(typed) <= 6)
		return (int)strtol(typed, NULL, 10);
	fault_add(faults, field, _("Please enter a whole number, in digits."));
	return 0;
}

/* What is written in each language, "" for nothing; what cannot be sent is a fault. */
static const char *const *
words_typed(struct request *rq, struct schedule_view *v)
{
	const struct workflow *w = workflow();
	const char **words;

	ARENA_ARRAY(rq->arena, words, v->words.n + 1);
	for (size_t i = 0; i < v->words.n; i++) {
		const char *typed = request_field(
		    rq, arena_printf(rq->arena, "body-%s", w->languages[i]));

		words[i] = typed != NULL
			       ? text_trim(rq->arena, text_straight(rq->arena, typed))
			       : "";
		if (text_length(words[i]) > WORDS_MOST) {
			fault_add(&v->faults,
			    arena_printf(rq->arena, "body-%s", w->languages[i]),
			    arena_printf(rq->arena,
				_("%s: at most %d letters, please."),
				w->language_names[i], WORDS_MOST));
		}
	}
	return words;
}

static bool
is_form(const struct form_names_rows *forms, const char *name)
{
	for (size_t i = 0; i < forms->n; i++)
		if (strcmp(forms->at[i].name, name) == 0)
			return true;
	return false;
}

/* What is ticked and which forms are named, as a step keeps it. */
static const char *
events_typed(
    struct request *rq, struct schedule_view *v, const char *kind, const char *forms)
{
	const char *field = arena_printf(rq->arena, "%s_forms", kind);
	struct buf b;

	buf_init(&b, rq->arena);
	for (size_t i = 0; schedule_event_names[i] != NULL; i++)
		if (request_field(rq, arena_printf(rq->arena, "%s-%s", kind,
					  schedule_event_names[i])) != NULL)
			buf_printf(
			    &b, "%s%s", b.len > 0 ? " " : "", schedule_event_names[i]);
	for (const char *w = forms + strspn(forms, " ,"); *w != '\0';
	     w += strspn(w, " ,")) {
		size_t len = strcspn(w, " ,");
		const char *name = arena_printf(rq->arena, "%.*s", (int)len, w);

		if (!is_form(&v->forms, name) && fault_for(&v->faults, field) == NULL)
			fault_add(&v->faults, field,
			    arena_printf(rq->arena,
				_("Reports: there is no form called “%s”. Please "
				  "choose among: %s."),
				name, v->form_names));
		buf_printf(
		    &b, "%s%s%s", b.len > 0 ? " " : "", SCHEDULE_EVENT_REPORT, name);
		w += len;
	}
	return b.data;
}

/* "weeks-before": the unit, and on which side of its day. */
static void
read_after(struct arena *arena, struct schedule_view *v, const char **unit, int *after)
{
	const char *typed = v->form.unit, *before = strstr(typed, BEFORE);

	*after = whole(&v->faults, "after", v->form.after);
	*unit = typed;
	if (before == NULL)
		return;
	*unit = arena_strndup(arena, typed, (size_t)(before - typed));
	*after = -*after;
}

static const char *
typed_at(struct request *rq, const char *what, size_t i)
{
	const char *typed =
	    request_field(rq, arena_printf(rq->arena, "%s-%zu", what, i));

	return typed != NULL ? text_trim(rq->arena, text_straight(rq->arena, typed))
			     : "";
}

/* Lines without a name and a value are none. */
static void
read_params(struct request *rq, struct schedule_view *v, struct schedule_step *s)
{
	struct schedule_param *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, SCHEDULE_PARAMS_MOST);
	for (size_t i = 0; i < SCHEDULE_PARAMS_MOST; i++) {
		struct schedule_param p = { typed_at(rq, PARAM_NAME, i),
			typed_at(rq, PARAM_VALUE, i) };

		if (*p.name != '\0' || *p.value != '\0')
			at[n++] = p;
	}
	v->params = param_lines(rq->arena, at, n);
	if (*s->flow == '\0')
		return;
	s->params = at;
	s->nparams = n;
}

/* A flow of the list, or what was started before; its name is as it is now. */
static enum status
read_flow(struct request *rq, struct schedule_view *v, struct schedule_step *s)
{
	const struct schedule_step *was = schedule_step_named(&v->steps, v->form.was);

	read_params(rq, v, s);
	if (*s->flow == '\0')
		return OK;
	s->text = "";
	s->words = NULL;
	TRY(fill_flows(rq, v));
	for (size_t i = 0; i < v->flows.n; i++)
		if (strcmp(v->flows.at[i].value, s->flow) == 0)
			s->flow_name = flow_name(v, s->flow);
	if (s->flow_name == NULL && was != NULL && strcmp(was->flow, s->flow) == 0)
		s->flow_name = was->flow_name;
	if (s->flow_name != NULL)
		return OK;
	s->flow_name = "";
	fault_add(&v->faults, "flow", _("Flow: please choose one from the list."));
	return OK;
}

static void
read_step(struct request *rq, struct schedule_view *v, struct schedule_step *s)
{
	const struct schedule_form *f = &v->form;
	const char *const *words;
	const char *silence_on, *clear_on, *unit;
	int after;

	input_read(rq, step_inputs, &v->form, &v->faults);
	read_after(rq->arena, v, &unit, &after);
	words = words_typed(rq, v);
	v->words = boxes(rq, words);
	silence_on = events_typed(rq, v, "silence", f->silence_forms);
	clear_on = events_typed(rq, v, "clear", f->clear_forms);
	fill_ticks(rq->arena, v, silence_on, clear_on);
	*s = (struct schedule_step){ .name = *f->was != '\0' ? f->was : f->name,
		.after = after,
		.unit = unit,
		.anchor = f->anchor,
		.weekday = whole(&v->faults, "weekday", f->weekday),
		.hour = f->hour,
		.earliest = f->earliest,
		.latest = f->latest,
		.spread_minutes =
		    whole(&v->faults, "spread_minutes", f->spread_minutes),
		.minds_quiet = f->minds_quiet,
		.open_only = f->open_only,
		.good_minutes = whole(&v->faults, "good_minutes", f->good_minutes),
		.late = f->late,
		.late_hours = whole(&v->faults, "late_hours", f->late_hours),
		.priority = f->priority,
		.again_hours = whole(&v->faults, "again_hours", f->again_hours),
		.asks = f->asks,
		.silent_only = f->silent_only,
		.silence_on = silence_on,
		.silence_days = whole(&v->faults, "silence_days", f->silence_days),
		.clear_on = clear_on,
		.text = f->text,
		.shared_text = f->shared_text,
		.silent_text = f->silent_text,
		.words = *f->text == '\0' ? words : NULL,
		.flow = f->flow,
		.flow_name = *f->flow == '\0' ? "" : NULL };
	if (*f->after == '\0')
		fault_add(&v->faults, "after",
		    _("How long: please enter how long after the day it counts from."));
	if (*f->was == '\0' && schedule_step_named(&v->steps, s->name) != NULL)
		fault_add(&v->faults, "name",
		    _("Name: another step has it. Please choose another one."));
	if (*f->was != '\0' && schedule_step_named(&v->steps, f->was) == NULL)
		v->clash = true;
}

/* What it counts from is one of the list, or what it counted from before. */
static enum status
check_anchor(struct request *rq, struct schedule_view *v)
{
	const struct schedule_step *was = schedule_step_named(&v->steps, v->form.was);

	TRY(schedule_view_anchors(rq, was != NULL ? was->anchor : "", &v->anchors));
	for (size_t i = 0; i < v->anchors.n; i++)
		if (strcmp(v->anchors.at[i].value, v->form.anchor) == 0)
			return OK;
	fault_add(
	    &v->faults, "anchor", _("Counts from: please choose one from the list."));
	return OK;
}

/* What is wrong with this step keeps the plan from being saved. */
static enum status
check_step(struct request *rq, struct schedule_view *v,
    const struct schedule_steps *steps, const char *name)
{
	struct schedule_faults faults;

	TRY(schedule_check(rq->tx, steps, &faults));
	for (size_t i = 0; i < faults.n; i++)
		if (!faults.at[i].note && strcmp(faults.at[i].step, name) == 0 &&
		    fault_for(&v->faults, faults.at[i].field) == NULL)
			fault_add(&v->faults, faults.at[i].field, faults.at[i].message);
	if (steps->n > SCHEDULE_STEPS_MOST)
		fault_add(&v->faults, "name",
		    arena_printf(rq->arena, _("Name: a schedule has at most %d steps."),
			SCHEDULE_STEPS_MOST));
	return OK;
}

static enum status
save(struct request *rq, struct schedule_view *v, const struct schedule_steps *steps)
{
	struct schedule_draft_save_rows saved;

	TRY(sql_schedule_draft_save(rq->tx, rq->id, (int32_t)v->form.edits,
	    schedule_steps_write(rq->arena, steps), tx_now(rq->tx), &saved));
	if (saved.n == 0) {
		v->clash = true;
		return show(rq, 409, v);
	}
	return page_done(rq, "/admin/schedules/%" PRId64 "?notice=saved", rq->id);
}

enum status
schedule_save_step(struct request *rq)
{
	struct schedule_view v;
	struct schedule_steps steps;
	struct schedule_step step;

	TRY(open_view(rq, &v));
	choose_step(rq, &v);
	v.edited = v.draft;
	read_step(rq, &v, &step);
	TRY(read_flow(rq, &v, &step));
	TRY(check_anchor(rq, &v));
	steps = schedule_steps_with(rq->arena, &v.steps, &step);
	TRY(check_step(rq, &v, &steps, step.name));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	if (v.clash)
		return show(rq, 409, &v);
	return save(rq, &v, &steps);
}

enum status
schedule_save_limit(struct request *rq)
{
	struct schedule_draft_limit_rows saved;
	struct limit_form form = { .per_day = 0 };
	const char *typed = request_field(rq, "per_day");
	struct schedule_view v;

	TRY(open_view(rq, &v));
	choose_step(rq, &v);
	input_read(rq, limit_inputs, &form, &v.faults);
	v.per_day = typed != NULL ? typed : "";
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(sql_schedule_draft_limit(rq->tx, rq->id, (int32_t)form.edits,
	    (int32_t)form.per_day, tx_now(rq->tx), &saved));
	if (saved.n == 0) {
		v.clash = true;
		return show(rq, 409, &v);
	}
	return page_done(rq, "/admin/schedules/%" PRId64 "?notice=saved", rq->id);
}

enum status
schedule_remove_step(struct request *rq)
{
	struct schedule_view v;
	struct schedule_steps steps;

	TRY(open_view(rq, &v));
	choose_step(rq, &v);
	input_read(rq, remove_inputs, &v.form, &v.faults);
	steps = schedule_steps_without(rq->arena, &v.steps, v.form.was);
	if (steps.n == 0)
		fault_add(&v.faults, "steps",
		    _("A schedule has at least one step: please add another first."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	return save(rq, &v, &steps);
}

enum status
schedule_drop(struct request *rq)
{
	struct schedule_draft_drop_rows gone;
	struct schedule_view v;

	TRY(open_view(rq, &v));
	TRY(sql_schedule_draft_drop(rq->tx, rq->id, &gone));
	if (gone.n == 0) {
		choose_step(rq, &v);
		v.clash = true;
		return show(rq, 409, &v);
	}
	return page_done(rq, "/admin/schedules?notice=saved");
}
