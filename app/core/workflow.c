/* workflow.c - see workflow.h. */

#include "core/workflow.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "core/adverse.h"
#include "core/outcome.h"
#include "core/place.h"
#include "ext/json.h"

#define FILE_MAX ((size_t)256 * 1024)
#define STEP_MINUTES 15 /* where a clock says nothing of it */
#define CHARTS_MAX ((size_t)4 * 1024 * 1024)
#define LANGUAGE_MAX 20

struct pack {
	struct workflow workflow;
	const char *folder;
	const struct json *texts[LANGUAGE_MAX]; /* as workflow.languages */
	const struct workflow_wording *edited; /* what is said in place of it */
	size_t nedited;
	int64_t edition;
	struct workflow_clock *clocks; /* workflow.clocks */
	/* The numbers as the files have them: see workflow_numbers_edit(). */
	struct workflow own;
	struct workflow_clock *own_clocks;
};

/* Read once at the start; only words and numbers that are said otherwise change. */
static struct pack pack;

static enum status
wrong(const char *file, const char *what)
{
	log_error("%s: %s is missing or not right", file, what);
	return ERR_INVALID;
}

static enum status
read_json(struct arena *arena, const char *file, size_t max, const struct json **json)
{
	const char *text;
	size_t len;

	if (file_read(arena, file, max, &text, &len) != OK) {
		log_error("%s cannot be read", file);
		return ERR_INVALID;
	}
	if (json_parse(arena, text, len, json) != OK || !json_is_object(*json))
		return wrong(file, "its JSON");
	return OK;
}

struct reader {
	struct arena *arena;
	const char *file;
	const struct json *json;
	const struct json *preset; /* what it says comes first; or NULL */
};

static const struct json *
said(const struct reader *r, const char *key)
{
	const struct json *own = json_get(r->preset, key);

	return own != NULL ? own : json_get(r->json, key);
}

static enum status
read_number(const struct reader *r, const char *key, int *to)
{
	int64_t n;

	if (!json_int(said(r, key), &n) || n < 0 || n > 1000000)
		return wrong(r->file, key);
	*to = (int)n;
	return OK;
}

/* As it was where nothing is said of it. */
static enum status
read_rule_number(const struct reader *r, const char *key, int *to)
{
	return said(r, key) != NULL ? read_number(r, key, to) : OK;
}

static enum status
read_word(const struct reader *r, const char *key, const char **to)
{
	const char *word = json_text(said(r, key));

	if (word == NULL || *word == '\0')
		return wrong(r->file, key);
	*to = word;
	return OK;
}

static enum status
read_step(const struct reader *r, struct workflow_step *step)
{
	TRY(read_word(r, "name", &step->name));
	TRY(read_number(r, "day", &step->day));
	TRY(read_word(r, "text", &step->text));
	TRY(read_word(r, "shared_text", &step->shared_text));
	step->hour = "";
	if (!json_is_null(json_get(r->json, "silent_text")))
		TRY(read_word(r, "silent_text", &step->silent_text));
	if (!json_bool(json_get(r->json, "asks"), &step->asks))
		return wrong(r->file, "asks");
	return OK;
}

/* One more text on a day, to who has not answered at all; none without a day. */
static enum status
read_nudge(const struct reader *r, struct workflow *w, struct workflow_step *step)
{
	*step = (struct workflow_step){ .name = "nudge",
		.text = "nudge",
		.shared_text = "shared_day",
		.silent_only = true };
	if (said(r, "nudge_day") == NULL)
		return OK;
	TRY(read_number(r, "nudge_day", &step->day));
	TRY(read_word(r, "nudge_hour", &step->hour));
	if (place_minutes(step->hour) < 0)
		return wrong(r->file, "nudge_hour");
	if (step->day > 0)
		w->nsteps++;
	return OK;
}

static enum status
read_steps(const struct reader *r, struct workflow *w)
{
	const struct json *list = said(r, "steps");
	struct workflow_step *steps;

	w->nsteps = json_count(list);
	if (!json_is_array(list) || w->nsteps == 0)
		return wrong(r->file, "steps");
	ARENA_ARRAY(r->arena, steps, w->nsteps + 1);
	for (size_t i = 0; i < w->nsteps; i++) {
		const struct reader one = { r->arena, r->file, json_at(list, i), NULL };

		TRY(read_step(&one, &steps[i]));
	}
	w->steps = steps;
	return read_nudge(r, w, &steps[w->nsteps]);
}

static enum status
read_flag(const struct reader *r, const char *key, bool *to)
{
	if (said(r, key) != NULL && !json_bool(said(r, key), to))
		return wrong(r->file, key);
	return OK;
}

/* "service" or "always"; where nothing is said of it a deadline comes sooner. */
static enum status
read_clock(const struct reader *r, struct workflow_clock *clock)
{
	const char *counts = "always";

	TRY(read_word(r, "severity", &clock->severity));
	TRY(read_number(r, "first_minutes", &clock->first_minutes));
	TRY(read_number(r, "decide_minutes", &clock->decide_minutes));
	clock->visit_minutes = 240;
	clock->not_seen_minutes = 120;
	TRY(read_rule_number(r, "visit_minutes", &clock->visit_minutes));
	TRY(read_rule_number(r, "not_seen_minutes", &clock->not_seen_minutes));
	clock->step_minutes = STEP_MINUTES;
	if (said(r, "step_minutes") != NULL)
		TRY(read_number(r, "step_minutes", &clock->step_minutes));
	if (clock->step_minutes < 1)
		return wrong(r->file, "step_minutes of a clock: at least 1");
	clock->texts = false;
	TRY(read_flag(r, "texts", &clock->texts));
	if (said(r, "counts") != NULL)
		TRY(read_word(r, "counts", &counts));
	clock->in_service = strcmp(counts, "service") == 0;
	return clock->in_service || strcmp(counts, "always") == 0
		   ? OK
		   : wrong(r->file, "counts of a clock: service or always");
}

static enum status
read_clocks(const struct reader *r, struct workflow *w)
{
	const struct json *list = said(r, "clocks");
	struct workflow_clock *clocks;

	w->nclocks = json_count(list);
	if (!json_is_array(list) || w->nclocks == 0)
		return wrong(r->file, "clocks");
	ARENA_ARRAY(r->arena, clocks, w->nclocks);
	for (size_t i = 0; i < w->nclocks; i++) {
		const struct reader one = { r->arena, r->file, json_at(list, i), NULL };

		TRY(read_clock(&one, &clocks[i]));
	}
	w->clocks = pack.clocks = clocks;
	return OK;
}

/* A word of this list, or nothing at all. */
static bool
is_one_of(const struct json *word, const char *const *list, size_t n)
{
	const char *text = json_text(word);

	for (size_t i = 0; text != NULL && i < n; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return word == NULL;
}

/* {"tracing": {"kind": "trace", "performer": "nurse"}, ...}; it need not be there. */
static enum status
read_rules(const struct reader *r, struct workflow *w)
{
	static const char *const kinds[] = { "problem", "trace", "who", "number",
		"visit", "rule" };
	static const char *const performers[] = { "nurse", "supervisor" };
	const struct json *all = said(r, "rules"), *one;
	const char *name;

	w->rules = "{}";
	if (all == NULL)
		return OK;
	if (!json_is_object(all))
		return wrong(r->file, "rules");
	for (size_t i = 0; json_member(all, i, &name, &one); i++)
		if (!json_is_object(one) ||
		    !is_one_of(json_get(one, "kind"), kinds, COUNT_OF(kinds)) ||
		    !is_one_of(
			json_get(one, "performer"), performers, COUNT_OF(performers)))
			return wrong(
			    r->file, arena_printf(r->arena,
					 "the kind or performer of rule %s", name));
	w->rules = json_write(r->arena, all);
	return OK;
}

/* A list of words, NULL behind the last. */
static enum status
read_words(const struct reader *r, const char *key, const char *const **to)
{
	const struct json *list = said(r, key);
	const char **words;

	ARENA_ARRAY(r->arena, words, json_count(list) + 1);
	if (!json_is_array(list))
		return wrong(r->file, key);
	for (size_t i = 0; i < json_count(list); i++)
		if ((words[i] = json_text(json_at(list, i))) == NULL)
			return wrong(r->file, key);
	*to = words;
	return OK;
}

/* It becomes the name of a file. */
static bool
is_language(const char *code)
{
	size_t len = code != NULL ? strlen(code) : 0;

	return len >= 2 && strspn(code, "abcdefghijklmnopqrstuvwxyz") == len;
}

static enum status
read_languages(const struct reader *r, struct workflow *w)
{
	const struct json *list = said(r, "languages");
	const char **codes, **names;
	size_t n = json_count(list);

	if (n == 0 || n > LANGUAGE_MAX)
		return wrong(r->file, "languages");
	ARENA_ARRAY(r->arena, codes, n + 1);
	ARENA_ARRAY(r->arena, names, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct json *pair = json_at(list, i);
		const char *file;

		codes[i] = json_text(json_at(pair, 0));
		names[i] = json_text(json_at(pair, 1));
		if (!is_language(codes[i]) || names[i] == NULL)
			return wrong(r->file, "languages");
		file =
		    arena_printf(r->arena, "%s/texts/%s.json", pack.folder, codes[i]);
		TRY(read_json(r->arena, file, FILE_MAX, &pack.texts[i]));
	}
	w->languages = codes;
	w->language_names = names;
	w->nlanguages = n;
	return OK;
}

/* It becomes the name of a file, and of a form in the database. */
static bool
is_form_name(const char *name)
{
	size_t len = name != NULL ? strlen(name) : 0;

	return len > 0 && len <= 80 && name[0] != '.' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789_.-") == len;
}

/* A path of a report's fields; it need not be there. */
static enum status
read_path(const struct reader *r, const char *key, const char **to)
{
	return said(r, key) != NULL ? read_word(r, key, to) : OK;
}

static enum status
read_form(const struct reader *r, struct workflow_form *form)
{
	static const char *const kinds[] = { "problem", "trace", "who", "number",
		"visit", "handed-back", "free" };

	TRY(read_word(r, "name", &form->name));
	TRY(read_word(r, "title", &form->title));
	if (!is_form_name(form->name))
		return wrong(r->file, "the name of a form");
	TRY(read_words(r, "tasks", &form->kinds));
	for (size_t i = 0; form->kinds[i] != NULL; i++)
		if (!is_one_of(json_at(said(r, "tasks"), i), kinds, COUNT_OF(kinds)))
			return wrong(
			    r->file, arena_printf(r->arena, "a kind of task of form %s",
					 form->name));
	TRY(read_flag(r, "patients", &form->patients));
	TRY(read_flag(r, "places", &form->places));
	TRY(read_path(r, "outcome", &form->outcome));
	TRY(read_path(r, "note", &form->note));
	TRY(read_path(r, "next_try", &form->next_try));
	TRY(read_path(r, "escalate", &form->escalate));
	TRY(read_path(r, "severity", &form->severity));
	TRY(read_path(r, "method", &form->method));
	return read_path(r, "sign", &form->sign);
}

/* What the programs do with the pack's forms; a pack need not have any. */
static enum status
read_forms(const struct reader *r, struct workflow *w)
{
	const struct json *list = said(r, "forms");
	struct workflow_form *forms;

	if (said(r, "without_form") != NULL)
		TRY(read_words(r, "without_form", &w->without_form));
	if (list == NULL)
		return OK;
	if (!json_is_array(list))
		return wrong(r->file, "forms");
	ARENA_ARRAY(r->arena, forms, json_count(list));
	w->forms = forms;
	for (size_t i = 0; i < json_count(list); i++) {
		const struct reader one = { r->arena, r->file, json_at(list, i), NULL };

		TRY(read_form(&one, &forms[i]));
		if (workflow_form_named(forms[i].name) != NULL)
			return wrong(r->file, "one of two forms of the same name");
		w->nforms++;
	}
	return OK;
}

static enum status
read_trace(const struct reader *r, struct workflow_trace *t)
{
	static const char *const ways[] = { "call", "kin", "visit" };

	TRY(read_word(r, "name", &t->name));
	TRY(read_word(r, "title", &t->title));
	TRY(read_word(r, "means", &t->means));
	TRY(read_words(r, "methods", &t->methods));
	for (size_t i = 0; t->methods[i] != NULL; i++)
		if (!is_one_of(json_at(said(r, "methods"), i), ways, COUNT_OF(ways)))
			return wrong(r->file, "a method of tracing");
	return t->methods[0] != NULL && strlen(t->name) <= 40 &&
		       outcome_known(t->means) != NULL
		   ? OK
		   : wrong(r->file, "an outcome of tracing");
}

/* A pack need not have any: then a tracing task is done as any other. */
static enum status
read_tracing(const struct reader *r, struct workflow *w)
{
	const struct json *list;
	struct workflow_trace *traces;
	const struct reader all = { r->arena, r->file, said(r, "tracing"), NULL };

	w->visit_rule = w->nudge_text = "";
	w->nudge_hours = 24;
	w->lost_attempts = 0;
	if (all.json == NULL)
		return OK;
	TRY(read_word(&all, "visit_rule", &w->visit_rule));
	TRY(read_word(&all, "nudge_text", &w->nudge_text));
	TRY(read_rule_number(&all, "nudge_hours", &w->nudge_hours));
	TRY(read_rule_number(&all, "lost_attempts", &w->lost_attempts));
	list = said(&all, "outcomes");
	if (!json_is_array(list))
		return wrong(r->file, "the outcomes of tracing");
	ARENA_ARRAY(r->arena, traces, json_count(list));
	w->traces = traces;
	for (size_t i = 0; i < json_count(list); i++) {
		const struct reader one = { r->arena, r->file, json_at(list, i), NULL };

		TRY(read_trace(&one, &traces[i]));
		if (workflow_trace_named(traces[i].name) != NULL)
			return wrong(r->file, "one of two outcomes of the same name");
		w->ntraces++;
	}
	return OK;
}

static enum status
read_visit(const struct reader *r, struct workflow_visit *visit)
{
	TRY(read_word(r, "name", &visit->name));
	TRY(read_word(r, "title", &visit->title));
	TRY(read_rule_number(r, "day", &visit->day));
	return workflow_name_fits(visit->name) ? OK
					       : wrong(r->file, "the name of a visit");
}

static enum status
read_visits(const struct reader *r, struct workflow_appointments *a)
{
	const struct json *list = said(r, "visits");
	struct workflow_visit *visits;

	if (!json_is_array(list) || json_count(list) == 0)
		return wrong(r->file, "the visits of appointments");
	ARENA_ARRAY(r->arena, visits, json_count(list));
	a->visits = visits;
	for (size_t i = 0; i < json_count(list); i++) {
		const struct reader one = { r->arena, r->file, json_at(list, i), NULL };

		TRY(read_visit(&one, &visits[i]));
		if (workflow_visit_named(visits[i].name) != NULL)
			return wrong(r->file, "one of two visits of the same name");
		a->nvisits++;
	}
	return OK;
}

static enum status
read_appointment_step(const struct reader *r, struct workflow_appointment_step *step)
{
	TRY(read_word(r, "name", &step->name));
	TRY(read_number(r, "days", &step->days));
	TRY(read_word(r, "hour", &step->hour));
	TRY(read_word(r, "text", &step->text));
	TRY(read_word(r, "shared_text", &step->shared_text));
	return workflow_name_fits(step->name) && step->days <= 90 &&
		       place_minutes(step->hour) >= 0
		   ? OK
		   : wrong(r->file, "name, days or hour of a step of appointments");
}

static enum status
read_before(const struct reader *r, struct workflow_appointments *a)
{
	const struct json *list = said(r, "before");
	struct workflow_appointment_step *before;

	if (!json_is_array(list))
		return wrong(r->file, "what is told before an appointment");
	ARENA_ARRAY(r->arena, before, json_count(list) + 1);
	a->before = before;
	for (size_t i = 0; i < json_count(list); i++) {
		const struct reader one = { r->arena, r->file, json_at(list, i), NULL };

		TRY(read_appointment_step(&one, &before[i]));
		if (workflow_appointment_step_named(before[i].name) != NULL)
			return wrong(r->file,
			    "one of two steps of appointments of the same name");
		a->nbefore++;
	}
	return OK;
}

/* A question of the follow-up has 0 and 1, and its signs 2 to 7: none can be taken for
 * another. */
static enum status
read_code(const struct reader *r, const char *key, const char **to)
{
	TRY(read_word(r, key, to));
	return strcmp(*to, "8") == 0 || strcmp(*to, "9") == 0
		   ? OK
		   : wrong(r->file, "a code of appointments: 8 or 9");
}

/* A pack need not have any: then nobody is booked. */
static enum status
read_appointments(const struct reader *r, struct workflow_appointments *a)
{
	const struct reader all = { r->arena, r->file, said(r, "appointments"), NULL };
	struct reader missed = all;

	if (all.json == NULL)
		return OK;
	TRY(read_code(&all, "come", &a->come));
	TRY(read_code(&all, "change", &a->change));
	if (strcmp(a->come, a->change) == 0)
		return wrong(r->file, "one of the codes of appointments");
	TRY(read_number(&all, "late_minutes", &a->late_minutes));
	TRY(read_number(&all, "change_days", &a->change_days));
	TRY(read_number(&all, "defaulted_days", &a->defaulted_days));
	TRY(read_number(&all, "lost_days", &a->lost_days));
	if (a->defaulted_days < 1 || a->lost_days <= a->defaulted_days)
		return wrong(r->file, "defaulted_days or lost_days of appointments");
	missed.json = said(&all, "missed");
	TRY(read_appointment_step(&missed, &a->missed));
	TRY(read_before(&all, a));
	return read_visits(&all, a);
}

static const char *find_text(const char *language, const char *key);

/* A step without words would be a day on which nobody is asked. */
static enum status
check_words(const struct workflow *w, const char *key)
{
	for (size_t i = 0; key != NULL && w->languages[i] != NULL; i++) {
		const char *text = find_text(w->languages[i], key);

		if (text == NULL || *text == '\0')
			return wrong(w->languages[i], key);
	}
	return OK;
}

static enum status
check_appointments(const struct workflow *w, const struct workflow_appointments *a)
{
	for (size_t i = 0; i < a->nvisits; i++)
		TRY(check_words(w, a->visits[i].title));
	for (size_t i = 0; i < a->nbefore; i++) {
		TRY(check_words(w, a->before[i].text));
		TRY(check_words(w, a->before[i].shared_text));
	}
	TRY(check_words(w, a->missed.text));
	return check_words(w, a->missed.shared_text);
}

/* Names are what the rest finds a step or a clock by. */
static enum status
check_whole(const struct reader *r, const struct workflow *w)
{
	for (size_t i = 0; i < w->nsteps; i++) {
		if (workflow_step_named(w->steps[i].name) != &w->steps[i])
			return wrong(r->file, "one of two steps of the same name");
		TRY(check_words(w, w->steps[i].text));
		TRY(check_words(w, w->steps[i].shared_text));
		TRY(check_words(w, w->steps[i].silent_text));
	}
	for (size_t i = 0; i < w->nforms; i++)
		TRY(check_words(w, w->forms[i].title));
	if (*w->nudge_text != '\0')
		TRY(check_words(w, w->nudge_text));
	for (size_t i = 0; i < w->ntraces; i++)
		TRY(check_words(w, w->traces[i].title));
	TRY(check_appointments(w, &w->appointments));
	for (size_t i = 0; i < w->nclocks; i++)
		if (workflow_clock_of(w->clocks[i].severity) != &w->clocks[i])
			return wrong(r->file, "one of two clocks of a severity");
	return OK;
}

/* A preset may say otherwise what stands outside of it, and nothing new. */
static enum status
check_preset(const struct reader *r, const char *name, const struct json *preset)
{
	const struct json *value;
	const char *key;

	for (size_t i = 0; json_member(preset, i, &key, &value); i++)
		if (json_get(r->json, key) == NULL || strcmp(key, "preset") == 0 ||
		    strcmp(key, "presets") == 0) {
			log_error("%s: preset %s says %s, of which there is none "
				  "outside of it",
			    r->file, name, key);
			return ERR_INVALID;
		}
	return OK;
}

/* One of several sets of numbers is in use, by its name. */
static enum status
choose_preset(struct reader *r, struct workflow *w)
{
	const struct json *all = json_get(r->json, "presets"), *one;
	const char *key, *names = "";

	w->preset = "";
	if (all == NULL && json_get(r->json, "preset") == NULL)
		return OK;
	TRY(read_word(r, "preset", &w->preset));
	for (size_t i = 0; json_member(all, i, &key, &one); i++) {
		if (!json_is_object(one))
			return wrong(r->file, "presets");
		TRY(check_preset(r, key, one));
		if (strcmp(key, w->preset) == 0)
			r->preset = one;
		names = arena_printf(r->arena, "%s%s%s", names, i > 0 ? ", " : "", key);
	}
	if (r->preset != NULL)
		return OK;
	log_error("%s: there is no preset %s; there are: %s", r->file, w->preset,
	    *names != '\0' ? names : "none");
	return ERR_INVALID;
}

/* What a pack does not say is as the shipped one has it. */
static enum status
read_automatic(const struct reader *r, struct workflow *w)
{
	w->automatic_again_hours = 12;
	w->automatic_per_day = 4;
	w->automatic_late_minutes = 60;
	w->consent_version = "";
	TRY(read_rule_number(r, "automatic_again_hours", &w->automatic_again_hours));
	TRY(read_rule_number(r, "automatic_per_day", &w->automatic_per_day));
	TRY(read_rule_number(r, "automatic_late_minutes", &w->automatic_late_minutes));
	if (said(r, "consent_version") == NULL)
		return OK;
	TRY(read_word(r, "consent_version", &w->consent_version));
	return strlen(w->consent_version) <= 40 ? OK
						: wrong(r->file, "consent_version");
}

/* The CHT's document of growth charts, as it is; a pack need not have it. */
static enum status
read_charts(const struct reader *r, const char *folder, struct workflow *w)
{
	const char *file = arena_printf(r->arena, "%s/zscore-charts.json", folder);
	const struct json *json;

	if (access(file, F_OK) != 0)
		return OK;
	TRY(read_json(r->arena, file, CHARTS_MAX, &json));
	w->charts = json_get(json, "charts");
	for (size_t i = 0; i < json_count(w->charts); i++)
		if (json_text(json_get(json_at(w->charts, i), "id")) == NULL ||
		    !json_is_object(json_get(json_at(w->charts, i), "data")))
			return wrong(file, "\"id\" or \"data\" of a chart");
	return json_count(w->charts) > 0 ? OK : wrong(file, "\"charts\"");
}

static const struct {
	const char *name;
	size_t offset; /* in struct workflow */
} numbers[] = {
	/* clang-format off */
	{ "minimum_age",             offsetof(struct workflow, minimum_age) },
	{ "problem_due_minutes",     offsetof(struct workflow, problem_due_minutes) },
	{ "answer_hours",            offsetof(struct workflow, answer_hours) },
	{ "send_window_minutes",     offsetof(struct workflow, send_window_minutes) },
	{ "automatic_again_hours",   offsetof(struct workflow, automatic_again_hours) },
	{ "automatic_per_day",       offsetof(struct workflow, automatic_per_day) },
	{ "automatic_late_minutes",  offsetof(struct workflow, automatic_late_minutes) },
	{ "tracing.nudge_hours",     offsetof(struct workflow, nudge_hours) },
	{ "tracing.lost_attempts",   offsetof(struct workflow, lost_attempts) },
	{ "appointments.late_minutes", offsetof(struct workflow, appointments.late_minutes) },
	{ "appointments.change_days", offsetof(struct workflow, appointments.change_days) },
	{ "appointments.defaulted_days", offsetof(struct workflow, appointments.defaulted_days) },
	{ "appointments.lost_days",  offsetof(struct workflow, appointments.lost_days) },
	/* clang-format on */
};
static const struct {
	const char *name;
	size_t offset; /* in struct workflow_clock */
} clock_numbers[] = {
	{ "first_minutes", offsetof(struct workflow_clock, first_minutes) },
	{ "decide_minutes", offsetof(struct workflow_clock, decide_minutes) },
	{ "visit_minutes", offsetof(struct workflow_clock, visit_minutes) },
	{ "not_seen_minutes", offsetof(struct workflow_clock, not_seen_minutes) },
	{ "step_minutes", offsetof(struct workflow_clock, step_minutes) },
};

/* "severe.first_minutes" */
static int *
clock_number(struct workflow_clock *clocks, const char *name)
{
	size_t len = strcspn(name, ".");

	for (size_t i = 0; i < pack.workflow.nclocks; i++) {
		char *clock = (char *)&clocks[i];

		if (name[len] == '\0' || strlen(clocks[i].severity) != len ||
		    strncmp(clocks[i].severity, name, len) != 0)
			continue;
		for (size_t k = 0; k < COUNT_OF(clock_numbers); k++)
			if (strcmp(clock_numbers[k].name, name + len + 1) == 0)
				return (int *)(void *)(clock + clock_numbers[k].offset);
	}
	return NULL;
}

/* Where it stands; NULL for a name that is none. */
static int *
number_at(struct workflow *w, struct workflow_clock *clocks, const char *name)
{
	static const char of_clocks[] = "clocks.";
	char *whole = (char *)w;

	if (strncmp(name, of_clocks, sizeof of_clocks - 1) == 0)
		return clock_number(clocks, name + sizeof of_clocks - 1);
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		if (strcmp(numbers[i].name, name) == 0)
			return (int *)(void *)(whole + numbers[i].offset);
	return NULL;
}

static void
keep_own(struct arena *arena)
{
	pack.own = pack.workflow;
	ARENA_ARRAY(arena, pack.own_clocks, pack.workflow.nclocks);
	for (size_t i = 0; i < pack.workflow.nclocks; i++)
		pack.own_clocks[i] = pack.clocks[i];
}

bool
workflow_number(const char *name, int *own, int *used)
{
	const int *his = number_at(&pack.own, pack.own_clocks, name);

	if (his == NULL)
		return false;
	*own = *his;
	*used = *number_at(&pack.workflow, pack.clocks, name);
	return true;
}

void
workflow_numbers_edit(const struct workflow_number *at, size_t n)
{
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		*number_at(&pack.workflow, pack.clocks, numbers[i].name) =
		    *number_at(&pack.own, pack.own_clocks, numbers[i].name);
	for (size_t i = 0; i < pack.workflow.nclocks; i++)
		pack.clocks[i] = pack.own_clocks[i];
	for (size_t i = 0; i < n; i++) {
		int *place = number_at(&pack.workflow, pack.clocks, at[i].name);

		if (place != NULL)
			*place = at[i].value;
	}
}

enum status
workflow_load(const char *folder)
{
	/* Never freed: the pack is the process's for its whole life. */
	static struct arena *arena;
	struct workflow *w = &pack.workflow;
	struct reader r;

	arena_free(arena);
	arena = arena_new();
	pack = (struct pack){ .folder = arena_strdup(arena, folder) };
	r = (struct reader){ arena, arena_printf(arena, "%s/workflow.json", folder),
		NULL, NULL };
	TRY(read_json(arena, r.file, FILE_MAX, &r.json));
	TRY(choose_preset(&r, w));
	TRY(read_word(&r, "name", &w->name));
	TRY(read_word(&r, "version", &w->version));
	TRY(read_number(&r, "follow_up_days", &w->follow_up_days));
	TRY(read_number(&r, "problem_due_minutes", &w->problem_due_minutes));
	TRY(read_number(&r, "answer_hours", &w->answer_hours));
	TRY(read_number(&r, "minimum_age", &w->minimum_age));
	TRY(read_number(&r, "adult_age", &w->adult_age));
	TRY(read_number(&r, "send_window_minutes", &w->send_window_minutes));
	TRY(read_words(&r, "methods", &w->methods));
	if (w->methods[0] == NULL)
		return wrong(r.file, "methods");
	TRY(read_rule_number(&r, "welcome_minutes", &w->welcome_minutes));
	TRY(read_automatic(&r, w));
	if (said(&r, "made_at_once") != NULL)
		TRY(read_words(&r, "made_at_once", &w->made_at_once));
	TRY(read_languages(&r, w));
	TRY(read_steps(&r, w));
	TRY(read_clocks(&r, w));
	TRY(read_rules(&r, w));
	TRY(read_forms(&r, w));
	TRY(read_tracing(&r, w));
	TRY(read_appointments(&r, &w->appointments));
	TRY(read_charts(&r, folder, w));
	TRY(adverse_load(folder));
	TRY(check_whole(&r, w));
	keep_own(arena);
	return OK;
}

const struct workflow *
workflow(void)
{
	return &pack.workflow;
}

const char *
workflow_folder(void)
{
	return pack.folder;
}

void
workflow_texts_edit(const struct workflow_wording *at, size_t n, int64_t edition)
{
	pack.edited = at;
	pack.nedited = n;
	pack.edition = edition;
}

int64_t
workflow_texts_edition(void)
{
	return pack.edition;
}

const char *
workflow_text_own(size_t language, const char *key)
{
	return json_text(json_get(pack.texts[language], key));
}

const char *
workflow_text_said(size_t language, const char *key)
{
	const char *code = pack.workflow.languages[language];

	for (size_t i = 0; i < pack.nedited; i++)
		if (strcmp(pack.edited[i].name, key) == 0 &&
		    strcmp(pack.edited[i].language, code) == 0)
			return pack.edited[i].body;
	return workflow_text_own(language, key);
}

static const char *
find_text(const char *language, const char *key)
{
	const char *english = NULL;

	for (size_t i = 0; pack.workflow.languages[i] != NULL; i++) {
		const char *text = workflow_text_said(i, key);

		if (strcmp(pack.workflow.languages[i], language) == 0 && text != NULL)
			return text;
		if (strcmp(pack.workflow.languages[i], "en") == 0)
			english = text;
	}
	return english;
}

/* Whether a language before this one has the key, too. */
static bool
said_before(size_t language, const char *key)
{
	for (size_t i = 0; i < language; i++)
		if (json_get(pack.texts[i], key) != NULL)
			return true;
	return false;
}

const char *
workflow_text_key(size_t i)
{
	const struct json *value;
	const char *key;

	for (size_t l = 0; l < pack.workflow.nlanguages; l++)
		for (size_t k = 0; json_member(pack.texts[l], k, &key, &value); k++)
			if (!said_before(l, key) && i-- == 0)
				return key;
	return NULL;
}

size_t
workflow_first_language(void)
{
	for (size_t i = 0; i < pack.workflow.nlanguages; i++)
		if (strcmp(pack.workflow.languages[i], "en") == 0)
			return i;
	return 0;
}

/* What stands in the place of each; NULL for a name that is none of them. */
static const char *
filling(const struct workflow_words *words, const char *name, size_t len)
{
	const struct {
		const char *name, *value;
	} holes[] = {
		{ "{first_name}", words->first_name },
		{ "{code}", words->code },
		{ "{clinic}", words->clinic },
		{ "{phone}", words->phone },
		{ "{emergency}", words->emergency },
		{ "{nurse}", words->nurse },
		{ "{date}", words->date },
		{ "{time}", words->time },
	};

	for (size_t i = 0; i < COUNT_OF(holes); i++)
		if (strlen(holes[i].name) == len &&
		    strncmp(name, holes[i].name, len) == 0)
			return holes[i].value != NULL ? holes[i].value : "";
	return NULL;
}

/* As far as its closing brace; 0 without one. */
static size_t
blank_len(const char *text)
{
	const char *end = strchr(text, '}');

	return end != NULL ? (size_t)(end - text) + 1 : 0;
}

const char *
workflow_fill(struct arena *arena, const char *text, const struct workflow_words *words)
{
	struct buf b;

	buf_init(&b, arena);
	while (*text != '\0') {
		size_t plain = strcspn(text, "{"), len;
		const char *value;

		buf_add(&b, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		len = blank_len(text);
		value = filling(words, text, len);
		if (value == NULL) {
			buf_putc(&b, *text++);
			continue;
		}
		buf_puts(&b, value);
		text += len;
	}
	return b.data;
}

const char *
workflow_strange_blank(struct arena *arena, const char *text)
{
	static const struct workflow_words none = { .first_name = NULL };

	for (; (text = strchr(text, '{')) != NULL; text++) {
		size_t len = blank_len(text);

		if (len == 0)
			return arena_strdup(arena, text);
		if (filling(&none, text, len) == NULL)
			return arena_strndup(arena, text, len);
	}
	return NULL;
}

const char *
workflow_language_name(const char *code)
{
	const struct workflow *w = workflow();

	for (size_t i = 0; w->languages != NULL && w->languages[i] != NULL; i++)
		if (strcmp(w->languages[i], code) == 0)
			return w->language_names[i];
	return code;
}

const char *
workflow_text(struct arena *arena, const char *language, const char *key,
    const struct workflow_words *words)
{
	const char *text = find_text(language, key);

	return text != NULL ? workflow_fill(arena, text, words) : NULL;
}

const struct workflow_step *
workflow_step_named(const char *name)
{
	for (size_t i = 0; i < pack.workflow.nsteps; i++)
		if (strcmp(pack.workflow.steps[i].name, name) == 0)
			return &pack.workflow.steps[i];
	return NULL;
}

const struct workflow_clock *
workflow_clock_of(const char *severity)
{
	for (size_t i = 0; i < pack.workflow.nclocks; i++)
		if (strcmp(pack.workflow.clocks[i].severity, severity) == 0)
			return &pack.workflow.clocks[i];
	return NULL;
}

const struct workflow_form *
workflow_form_named(const char *name)
{
	for (size_t i = 0; i < pack.workflow.nforms; i++)
		if (strcmp(pack.workflow.forms[i].name, name) == 0)
			return &pack.workflow.forms[i];
	return NULL;
}

const struct workflow_trace *
workflow_trace_named(const char *name)
{
	for (size_t i = 0; i < pack.workflow.ntraces; i++)
		if (strcmp(pack.workflow.traces[i].name, name) == 0)
			return &pack.workflow.traces[i];
	return NULL;
}

const struct workflow_visit *
workflow_visit_named(const char *name)
{
	const struct workflow_appointments *a = &pack.workflow.appointments;

	for (size_t i = 0; i < a->nvisits; i++)
		if (strcmp(a->visits[i].name, name) == 0)
			return &a->visits[i];
	return NULL;
}

const struct workflow_appointment_step *
workflow_appointment_step_named(const char *name)
{
	const struct workflow_appointments *a = &pack.workflow.appointments;

	for (size_t i = 0; i < a->nbefore; i++)
		if (strcmp(a->before[i].name, name) == 0)
			return &a->before[i];
	return a->missed.name != NULL && strcmp(a->missed.name, name) == 0 ? &a->missed
									   : NULL;
}

bool
workflow_makes_at_once(const char *rule)
{
	const char *const *name = pack.workflow.made_at_once;

	while (name != NULL && *name != NULL && strcmp(*name, rule) != 0)
		name++;
	return name != NULL && *name != NULL;
}

bool
workflow_name_fits(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= 40 &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}
