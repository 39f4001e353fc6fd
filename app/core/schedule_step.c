/* schedule_step.c - see schedule_step.h. */

#include "core/schedule_step.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/place.h"
#include "ext/json.h"

#define GOOD_LEAST 5
#define GOOD_MOST (30 * 24 * 60)
#define AGAIN_MOST 72
#define LATE_MOST (30 * 24) /* hours */
#define DAY_MINUTES (24 * 60)
#define SILENCE_MOST 365 /* days */
#define PARAM_MOST 640 /* letters; RapidPro 9 cuts what is longer */
#define EVENTS_MOST 400 /* letters of all of a step's */

const char *const schedule_event_names[] = { "wrote", "nurse", "visit", "attended",
	"task", "case", "outcome", NULL };
const char *const schedule_anchor_names[] = { "birth", "visit", "registration", NULL };

struct schedule_steps
schedule_steps_of_pack(struct arena *arena)
{
	const struct workflow *w = workflow();
	struct schedule_step *at;

	ARENA_ARRAY(arena, at, w->nsteps + 1);
	for (size_t i = 0; i < w->nsteps; i++) {
		const struct workflow_step *s = &w->steps[i];

		at[i] = (struct schedule_step){ .name = s->name,
			.after = s->day,
			.unit = "days",
			.anchor = "",
			.hour = s->hour,
			.earliest = "",
			.latest = "",
			.late = "",
			.priority = "",
			.silence_on = "",
			.clear_on = "",
			.asks = s->asks,
			.silent_only = s->silent_only,
			.text = s->text,
			.shared_text = s->shared_text,
			.silent_text = s->silent_text != NULL ? s->silent_text : "",
			.flow = "",
			.flow_name = "" };
	}
	return (struct schedule_steps){ at, w->nsteps, 0 };
}

/* Read and written ------------------------------------------------------------ */

static int
number_of(const struct json *step, const char *key)
{
	int64_t n = 0;

	return json_int(json_get(step, key), &n) && n > -100000 && n < 100000 ? (int)n
									      : 0;
}

static const char *
word_of(const struct json *step, const char *key)
{
	const char *word = json_text(json_get(step, key));

	return word != NULL ? word : "";
}

static bool
said_of(const struct json *step, const char *key)
{
	bool said = false;

	return json_bool(json_get(step, key), &said) && said;
}

static const char *const *
words_of(struct arena *arena, const struct json *words)
{
	const struct workflow *w = workflow();
	const char **at;

	if (!json_is_object(words))
		return NULL;
	ARENA_ARRAY(arena, at, w->nlanguages + 1);
	for (size_t i = 0; i < w->nlanguages; i++)
		at[i] = word_of(words, w->languages[i]);
	return at;
}

static int
by_name(const void *a, const void *b)
{
	const struct schedule_param *one = a, *other = b;

	return strcmp(one->name, other->name);
}

/* In the order of their names, whatever keeps them. */
static void
read_params(struct arena *arena, const struct json *params, struct schedule_step *s)
{
	struct schedule_param *at;
	const struct json *value;
	const char *name;
	size_t n = 0;

	while (json_member(params, n, &name, &value))
		n++;
	ARENA_ARRAY(arena, at, n + 1);
	for (size_t i = 0; i < n; i++) {
		(void)json_member(params, i, &name, &value);
		at[i] = (struct schedule_param){ name,
			json_text(value) != NULL ? json_text(value) : "" };
	}
	qsort(at, n, sizeof *at, by_name);
	s->params = at;
	s->nparams = n;
}

enum status
schedule_steps_read(struct arena *arena, const char *text, struct schedule_steps *steps)
{
	const struct json *json;
	struct schedule_step *at;
	size_t n;

	TRY(json_parse(arena, text, strlen(text), &json));
	n = json_count(json);
	if (!json_is_array(json) || n == 0 || n > SCHEDULE_STEPS_MOST)
		return ERR_INVALID;
	ARENA_ARRAY(arena, at, n);
	for (size_t i = 0; i < n; i++) {
		const struct json *s = json_at(json, i);

		at[i] = (struct schedule_step){ .name = word_of(s, "name"),
			.after = number_of(s, "after"),
			.unit = word_of(s, "unit"),
			.anchor = word_of(s, "anchor"),
			.weekday = number_of(s, "weekday"),
			.hour = word_of(s, "hour"),
			.earliest = word_of(s, "earliest"),
			.latest = word_of(s, "latest"),
			.spread_minutes = number_of(s, "spread_minutes"),
			.minds_quiet = said_of(s, "minds_quiet"),
			.open_only = said_of(s, "open_only"),
			.good_minutes = number_of(s, "good_minutes"),
			.late = word_of(s, "late"),
			.late_hours = number_of(s, "late_hours"),
			.priority = word_of(s, "priority"),
			.again_hours = number_of(s, "again_hours"),
			.asks = said_of(s, "asks"),
			.silent_only = said_of(s, "silent_only"),
			.silence_on = word_of(s, "silence_on"),
			.silence_days = number_of(s, "silence_days"),
			.clear_on = word_of(s, "clear_on"),
			.text = word_of(s, "text"),
			.shared_text = word_of(s, "shared_text"),
			.silent_text = word_of(s, "silent_text"),
			.words = words_of(arena, json_get(s, "words")),
			.flow = word_of(s, "flow"),
			.flow_name = word_of(s, "flow_name") };
		read_params(arena, json_get(s, "params"), &at[i]);
		if (*at[i].name == '\0')
			return ERR_INVALID;
	}
	*steps = (struct schedule_steps){ at, n, 0 };
	return OK;
}

static void
add_word(struct buf *b, const char *key, const char *word)
{
	if (*word == '\0')
		return;
	buf_printf(b, ",\"%s\":", key);
	buf_json(b, word);
}

static void
add_number(struct buf *b, const char *key, int n)
{
	if (n != 0)
		buf_printf(b, ",\"%s\":%d", key, n);
}

static void
add_said(struct buf *b, const char *key, bool said)
{
	if (said)
		buf_printf(b, ",\"%s\":true", key);
}

static void
add_words(struct buf *b, const char *const *words)
{
	const struct workflow *w = workflow();
	const char *comma = "";

	if (words == NULL)
		return;
	buf_puts(b, ",\"words\":{");
	for (size_t i = 0; w->languages[i] != NULL; i++) {
		if (*words[i] == '\0')
			continue;
		buf_puts(b, comma);
		buf_json(b, w->languages[i]);
		buf_putc(b, ':');
		buf_json(b, words[i]);
		comma = ",";
	}
	buf_putc(b, '}');
}

static void
add_params(struct buf *b, const struct schedule_step *s)
{
	if (s->nparams == 0)
		return;
	buf_puts(b, ",\"params\":{");
	for (size_t i = 0; i < s->nparams; i++) {
		buf_puts(b, i > 0 ? "," : "");
		buf_json(b, s->params[i].name);
		buf_putc(b, ':');
		buf_json(b, s->params[i].value);
	}
	buf_putc(b, '}');
}

static void
add_step(struct buf *b, const struct schedule_step *s)
{
	buf_puts(b, "{\"name\":");
	buf_json(b, s->name);
	buf_printf(b, ",\"after\":%d", s->after);
	add_word(b, "unit", s->unit);
	add_word(b, "anchor", s->anchor);
	add_number(b, "weekday", s->weekday);
	add_word(b, "hour", s->hour);
	add_word(b, "earliest", s->earliest);
	add_word(b, "latest", s->latest);
	add_number(b, "spread_minutes", s->spread_minutes);
	add_said(b, "minds_quiet", s->minds_quiet);
	add_said(b, "open_only", s->open_only);
	add_number(b, "good_minutes", s->good_minutes);
	add_word(b, "late", s->late);
	add_number(b, "late_hours", s->late_hours);
	add_word(b, "priority", s->priority);
	add_number(b, "again_hours", s->again_hours);
	add_said(b, "asks", s->asks);
	add_said(b, "silent_only", s->silent_only);
	add_word(b, "silence_on", s->silence_on);
	add_number(b, "silence_days", s->silence_days);
	add_word(b, "clear_on", s->clear_on);
	add_word(b, "text", s->text);
	add_word(b, "shared_text", s->shared_text);
	add_word(b, "silent_text", s->silent_text);
	add_words(b, s->words);
	add_word(b, "flow", s->flow);
	add_word(b, "flow_name", s->flow_name);
	add_params(b, s);
	buf_putc(b, '}');
}

const char *
schedule_steps_write(struct arena *arena, const struct schedule_steps *steps)
{
	struct buf b;

	buf_init(&b, arena);
	buf_putc(&b, '[');
	for (size_t i = 0; i < steps->n; i++) {
		if (i > 0)
			buf_puts(&b, ",\n");
		add_step(&b, &steps->at[i]);
	}
	buf_putc(&b, ']');
	return b.data;
}

bool
schedule_step_same(
    struct arena *arena, const struct schedule_step *a, const struct schedule_step *b)
{
	return strcmp(schedule_steps_write(arena, &(struct schedule_steps){ a, 1, 0 }),
		   schedule_steps_write(arena, &(struct schedule_steps){ b, 1, 0 })) ==
	       0;
}

/* Found and changed ----------------------------------------------------------- */

bool
schedule_step_is_again(const char *name)
{
	size_t len = strlen(name), tail = strlen(SCHEDULE_AGAIN);

	return len > tail && strcmp(name + len - tail, SCHEDULE_AGAIN) == 0;
}

const struct schedule_step *
schedule_step_named(const struct schedule_steps *steps, const char *name)
{
	size_t len = strlen(name);

	if (schedule_step_is_again(name))
		len -= strlen(SCHEDULE_AGAIN);
	for (size_t i = 0; i < steps->n; i++)
		if (strncmp(steps->at[i].name, name, len) == 0 &&
		    steps->at[i].name[len] == '\0')
			return &steps->at[i];
	return NULL;
}

/* Events ---------------------------------------------------------------------- */

bool
schedule_event_among(const char *events, const char *event)
{
	size_t len = strlen(event);

	for (const char *w = events; *w != '\0'; w += strspn(w, " ")) {
		size_t n = strcspn(w, " ");

		if (n == len && strncmp(w, event, len) == 0)
			return true;
		w += n;
	}
	return false;
}

bool
schedule_step_hushes(const struct schedule_step *s)
{
	return *s->silence_on != '\0' || *s->clear_on != '\0';
}

bool
schedule_step_maybe(const struct schedule_step *s)
{
	return s->silent_only || schedule_step_hushes(s);
}

struct schedule_steps
schedule_steps_with(struct arena *arena, const struct schedule_steps *steps,
    const struct schedule_step *step)
{
	struct schedule_step *at;
	bool there = false;

	ARENA_ARRAY(arena, at, steps->n + 1);
	for (size_t i = 0; i < steps->n; i++) {
		bool same = strcmp(steps->at[i].name, step->name) == 0;

		at[i] = same ? *step : steps->at[i];
		there = there || same;
	}
	at[steps->n] = *step;
	return (struct schedule_steps){ at, steps->n + !there, steps->per_day };
}

struct schedule_steps
schedule_steps_without(
    struct arena *arena, const struct schedule_steps *steps, const char *name)
{
	struct schedule_step *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, steps->n);
	for (size_t i = 0; i < steps->n; i++)
		if (strcmp(steps->at[i].name, name) != 0)
			at[n++] = steps->at[i];
	return (struct schedule_steps){ at, n, steps->per_day };
}

/* Words ----------------------------------------------------------------------- */

/* In his language, else in the pack's first. */
static const char *
own_words(const struct schedule_step *step, const char *language)
{
	const struct workflow *w = workflow();

	for (size_t i = 0; w->languages[i] != NULL; i++)
		if (strcmp(w->languages[i], language) == 0 && *step->words[i] != '\0')
			return step->words[i];
	return step->words[0];
}

static bool
gets_silent_text(const struct schedule_step *step, const struct schedule_reader *r)
{
	return !r->shared && !r->heard && *step->silent_text != '\0';
}

bool
schedule_step_starts(const struct schedule_step *step, const struct schedule_reader *r)
{
	return *step->flow != '\0' && !r->coded && !gets_silent_text(step, r);
}

const char *
schedule_step_params(struct arena *arena, const struct schedule_step *step,
    const struct schedule_reader *r)
{
	struct buf b;

	buf_init(&b, arena);
	buf_putc(&b, '{');
	for (size_t i = 0; i < step->nparams; i++) {
		buf_puts(&b, i > 0 ? "," : "");
		buf_json(&b, step->params[i].name);
		buf_putc(&b, ':');
		buf_json(&b, workflow_fill(arena, step->params[i].value, &r->words));
	}
	buf_putc(&b, '}');
	return b.data;
}

const char *
schedule_step_text(struct arena *arena, const struct schedule_step *step,
    const struct schedule_reader *r)
{
	const char *key = step->text;

	if (schedule_step_starts(step, r))
		return arena_printf(arena, _("Flow “%s”"), step->flow_name);

	/* Where nothing tells them apart it does not say that something does. */
	if (r->coded)
		key = step->shared_text;
	else if (step->words != NULL)
		return workflow_fill(arena, own_words(step, r->language), &r->words);
	else if (gets_silent_text(step, r))
		key = step->silent_text;
	return workflow_text(arena, r->language, key, &r->words);
}

int
schedule_step_good_minutes(const struct schedule_step *step)
{
	return step->good_minutes > 0 ? step->good_minutes
				      : workflow()->send_window_minutes;
}

int
schedule_step_rank(const struct schedule_step *step)
{
	return strcmp(step->priority, "first") == 0  ? 0
	       : strcmp(step->priority, "last") == 0 ? 2
						     : 1;
}

/* What is wrong --------------------------------------------------------------- */

struct checked {
	struct arena *arena;
	const struct schedule_steps *steps;
	const struct schedule_step *step;
	struct schedule_fault *at;
	size_t n, most, wrong;
};

static void
found(struct checked *c, const char *field, bool note, const char *message)
{
	c->wrong += !note;
	if (c->n == c->most && note)
		return;
	if (c->n == c->most)
		c->n--; /* a fault has to be read, a note need not be */
	c->at[c->n++] = (struct schedule_fault){ c->step->name, field, message, note };
}

static void
check_hours(struct checked *c)
{
	const struct schedule_step *s = c->step;
	const struct {
		const char *field, *hour;
	} hours[] = { { "hour", s->hour }, { "earliest", s->earliest },
		{ "latest", s->latest } };

	for (size_t i = 0; i < COUNT_OF(hours); i++)
		if (*hours[i].hour != '\0' && place_minutes(hours[i].hour) < 0) {
			found(c, hours[i].field, false,
			    _("An hour is written like 07:30."));
			return;
		}
	if (*s->earliest != '\0' && *s->latest != '\0' &&
	    strcmp(s->earliest, s->latest) >= 0)
		found(c, "latest", false,
		    _("Latest hour: please enter one after the earliest."));
	else if (*s->hour != '\0' &&
		 ((*s->earliest != '\0' && strcmp(s->hour, s->earliest) < 0) ||
		     (*s->latest != '\0' && strcmp(s->hour, s->latest) > 0)))
		found(c, "hour", false,
		    _("Hour: please choose one between the earliest and the latest."));
}

/* Until when the hours of its day let it be spread. */
static void
check_room(struct checked *c)
{
	const struct schedule_step *s = c->step;
	const char *latest = *s->latest != '\0' ? s->latest : "23:59";
	int from = place_minutes(s->hour), until = place_minutes(latest);

	if (from >= 0 && until >= from &&
	    until - from < s->spread_minutes - SCHEDULE_SPREAD_SLOT)
		found(c, "spread_minutes", true,
		    arena_printf(
			c->arena, _("It is spread until %s at most."), latest));
}

/* Whoever is last is not late yet when he is due. */
static void
check_spread(struct checked *c)
{
	const struct schedule_step *s = c->step;
	const int good = schedule_step_good_minutes(s);

	if (s->spread_minutes == 0)
		return;
	if (s->spread_minutes < 2 * SCHEDULE_SPREAD_SLOT ||
	    s->spread_minutes > SCHEDULE_SPREAD_MOST ||
	    s->spread_minutes % SCHEDULE_SPREAD_SLOT != 0)
		found(c, "spread_minutes", false,
		    arena_printf(c->arena,
			_("Spread over: please enter %d to %d minutes, in steps of %d, "
			  "or leave it empty."),
			2 * SCHEDULE_SPREAD_SLOT, SCHEDULE_SPREAD_MOST,
			SCHEDULE_SPREAD_SLOT));
	else if (s->spread_minutes > good)
		found(c, "spread_minutes", false,
		    arena_printf(c->arena,
			_("Spread over: it may leave for %d minutes only. Please enter "
			  "no more, or more under “Not later than”."),
			good));
	else
		check_room(c);
}

static bool
is_text(struct arena *arena, const char *key)
{
	static const struct workflow_words none = { .first_name = NULL };

	return *key != '\0' && workflow_text(arena, "en", key, &none) != NULL;
}

/* What an odd letter costs stands beside the words. */
static void
check_words(
    struct checked *c, const char *language, const char *name, const char *words)
{
	const char *field = arena_printf(c->arena, "words-%s", language);
	const char *blank = workflow_strange_blank(c->arena, words);
	struct sms_count count = sms_count(words);

	if (*words == '\0') {
		found(c, field, true,
		    arena_printf(c->arena,
			_("%s: nothing is written; who reads it gets %s."), name,
			workflow()->language_names[0]));
		return;
	}
	if (blank != NULL)
		found(c, field, false,
		    arena_printf(c->arena,
			_("%s: %s stands for nothing. Please use {first_name}, "
			  "{clinic}, {phone} or {emergency}."),
			name, blank));
	if (count.parts > 1)
		found(c, field, true,
		    count.gsm7
			? arena_printf(
			      c->arena, _("%s takes %zu SMS."), name, count.parts)
			: arena_printf(c->arena, _("%s takes %zu SMS because of “%s”."),
			      name, count.parts, count.odd));
}

/* As RapidPro takes it, and none of those by which a start is found again. */
static bool
is_param(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	return *name >= 'a' && *name <= 'z' && strlen(name) <= 36 &&
	       name[strspn(name, letters)] == '\0' && strcmp(name, "intent") != 0 &&
	       strcmp(name, "checkin") != 0;
}

static void
check_param(struct checked *c, const struct schedule_param *p)
{
	const char *blank = workflow_strange_blank(c->arena, p->value);

	if (!is_param(p->name))
		found(c, "params", false,
		    arena_printf(c->arena,
			_("What the flow is told: “%s” cannot be a name. Please write "
			  "1 to 36 small letters, digits and _, a letter first, "
			  "neither intent nor checkin."),
			p->name));
	else if (text_length(p->value) > PARAM_MOST)
		found(c, "params", false,
		    arena_printf(c->arena,
			_("What the flow is told: %s has at most %d letters."), p->name,
			PARAM_MOST));
	else if (blank != NULL)
		found(c, "params", false,
		    arena_printf(c->arena,
			_("What the flow is told: in %s, %s stands for nothing. Please "
			  "use {first_name}, {clinic}, {phone} or {emergency}."),
			p->name, blank));
}

static bool
is_uuid(const char *s)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(s) != sizeof shape - 1)
		return false;
	for (size_t i = 0; shape[i] != '\0'; i++)
		if (shape[i] == '-' ? s[i] != '-'
				    : strchr("0123456789abcdef", s[i]) == NULL)
			return false;
	return true;
}

static void
check_flow(struct checked *c)
{
	const struct schedule_step *s = c->step;

	if (*s->flow == '\0') {
		if (s->nparams > 0)
			found(c, "params", false,
			    _("What the flow is told: please choose a flow, or leave "
			      "the table empty."));
		return;
	}
	if (!is_uuid(s->flow) || *s->flow_name == '\0' ||
	    text_length(s->flow_name) > 200)
		found(c, "flow", false,
		    _("Flow: please give RapidPro’s UUID of it, in small letters, and "
		      "its name."));
	if (*s->text != '\0' || s->words != NULL)
		found(c, "text", false,
		    _("Text: the flow is started instead of one. Please leave it out, "
		      "and its own words too."));
	if (s->asks)
		found(c, "asks", false,
		    _("It asks: a flow’s answers are not read as check-ins. Please "
		      "choose a text, or leave it unticked."));
	if (s->nparams > SCHEDULE_PARAMS_MOST)
		found(c, "params", false,
		    arena_printf(c->arena,
			_("What the flow is told: at most %d lines, please."),
			SCHEDULE_PARAMS_MOST));
	for (size_t i = 0; i < s->nparams; i++) {
		check_param(c, &s->params[i]);
		if (i > 0 && strcmp(s->params[i].name, s->params[i - 1].name) == 0)
			found(c, "params", false,
			    arena_printf(c->arena,
				_("What the flow is told: %s stands there twice."),
				s->params[i].name));
	}
}

static void
check_texts(struct checked *c)
{
	const struct workflow *w = workflow();
	const struct schedule_step *s = c->step;

	if (s->words == NULL && *s->flow == '\0' && !is_text(c->arena, s->text))
		found(c, "text", false, _("Text: please choose one from the list."));
	if (!is_text(c->arena, s->shared_text))
		found(c, "shared_text", false,
		    _("Text for a shared phone: please choose one from the list."));
	if (*s->silent_text != '\0' && !is_text(c->arena, s->silent_text))
		found(c, "silent_text", false,
		    _("Text for who was never heard of: please choose one from the "
		      "list."));
	if (s->words != NULL && *s->words[0] == '\0')
		found(c, arena_printf(c->arena, "words-%s", w->languages[0]), false,
		    arena_printf(c->arena, _("%s: please write the text."),
			w->language_names[0]));
	for (size_t i = 0; s->words != NULL && w->languages[i] != NULL; i++)
		if (i > 0 || *s->words[0] != '\0')
			check_words(
			    c, w->languages[i], w->language_names[i], s->words[i]);
}

/* The days that a step takes, as far as they can be told without a calendar. */
static int
days_of(const struct schedule_step *s)
{
	return s->after * (strcmp(s->unit, "weeks") == 0       ? 7
			      : strcmp(s->unit, "months") == 0 ? 30
							       : 1);
}

bool
schedule_anchor_is_field(const char *anchor)
{
	return strncmp(anchor, SCHEDULE_EVENT_REPORT, strlen(SCHEDULE_EVENT_REPORT)) ==
		   0 &&
	       strchr(anchor, '/') != NULL;
}

/* As the table of forms names one, and a question of it: "report:visit/next.date". */
static bool
is_report(const char *words, size_t len)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
				      "wxyz0123456789_.:-";
	const size_t head = strlen(SCHEDULE_EVENT_REPORT);

	return len > head && len <= head + 80 &&
	       strncmp(words, SCHEDULE_EVENT_REPORT, head) == 0 &&
	       strspn(words + head, letters) >= len - head;
}

static bool
is_anchor(const char *anchor)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
				      "wxyz0123456789_.-";
	const size_t form = strcspn(anchor, "/");
	const char *field = anchor + form;

	for (size_t i = 0; schedule_anchor_names[i] != NULL; i++)
		if (strcmp(schedule_anchor_names[i], anchor) == 0)
			return true;
	if (*anchor == '\0' || !is_report(anchor, form))
		return *anchor == '\0';
	return *field == '\0' || (field[1] != '\0' && strlen(field) <= 121 &&
				     field[1 + strspn(field + 1, letters)] == '\0');
}

static void
check_anchor(struct checked *c)
{
	const struct schedule_step *s = c->step;

	if (!is_anchor(s->anchor))
		found(c, "anchor", false,
		    _("Counts from: please choose one from the list."));
	else if (*s->anchor != '\0' && s->asks)
		found(c, "asks", false,
		    _("It asks: only of a step that counts from the procedure, whose "
		      "days the answers are of. Please choose that, or leave it "
		      "unticked."));
	else if (strcmp(s->anchor, "birth") == 0)
		found(c, "anchor", true,
		    _("Of whom only the age is known the day of birth is a guess."));
}

static void
check_after(struct checked *c)
{
	const struct schedule_step *s = c->step;
	const int most =
	    strcmp(s->anchor, "birth") == 0 ? SCHEDULE_BIRTH_MOST : SCHEDULE_AFTER_MOST;

	if (days_of(s) > most || days_of(s) < -most)
		found(c, "after", false,
		    arena_printf(c->arena,
			_("How long: please enter a number from 0 on, at most %d "
			  "days."),
			most));
	else if (s->after < 0 && !schedule_anchor_is_field(s->anchor))
		found(c, "unit", false,
		    _("Before: only of a date in a report, as it alone may lie "
		      "ahead. Please choose such a date, or “after”."));
}

static void
check_days(struct checked *c)
{
	const struct schedule_step *s = c->step;

	if (strcmp(s->unit, "days") != 0 && strcmp(s->unit, "weeks") != 0 &&
	    strcmp(s->unit, "months") != 0)
		found(c, "unit", false, _("Unit: please choose one from the list."));
	check_after(c);
	if (s->weekday < 0 || s->weekday > 7)
		found(c, "weekday", false,
		    _("Day of the week: please choose one from the list."));
	if (s->asks && days_of(s) > workflow()->follow_up_days)
		found(c, "after", true,
		    arena_printf(c->arena,
			_("It asks after day %d, the last of the follow-up, which goes "
			  "on until then."),
			workflow()->follow_up_days));
}

static void
check_patience(struct checked *c)
{
	const struct schedule_step *s = c->step;

	if (s->good_minutes != 0 &&
	    (s->good_minutes < GOOD_LEAST || s->good_minutes > GOOD_MOST))
		found(c, "good_minutes", false,
		    _("Not later than: please enter 5 minutes to 30 days (43200)."));
	if (s->again_hours < 0 || s->again_hours > AGAIN_MOST)
		found(c, "again_hours", false,
		    arena_printf(c->arena, _("Ask again: please enter up to %d hours."),
			AGAIN_MOST));
	else if (s->again_hours > 0 && !s->asks)
		found(c, "again_hours", false,
		    _("Ask again: only of a step that asks. Tick that it asks, or "
		      "leave the hours empty."));
}

static void
check_late(struct checked *c)
{
	const struct schedule_step *s = c->step;

	if (*s->late == '\0') {
		if (s->late_hours != 0)
			found(c, "late_hours", false,
			    _("If it is late, until: only of what is sent or held "
			      "then. "
			      "Please choose that, or leave the hours empty."));
		return;
	}
	if (strcmp(s->late, "sent") != 0 && strcmp(s->late, "held") != 0)
		found(c, "late", false,
		    _("If it is late: please choose one from the list."));
	if (s->late_hours < 1 || s->late_hours > LATE_MOST)
		found(c, "late_hours", false,
		    _("If it is late, until: please enter 1 hour to 30 days (720)."));
	else if (s->late_hours * 60 <= schedule_step_good_minutes(s))
		found(c, "late_hours", false,
		    arena_printf(c->arena,
			_("If it is late, until: it is not late for %d minutes. Please "
			  "enter more."),
			schedule_step_good_minutes(s)));
}

/* One of the names, or a form's reports. */
static bool
is_event(const char *word, size_t len)
{
	for (size_t i = 0; schedule_event_names[i] != NULL; i++)
		if (strlen(schedule_event_names[i]) == len &&
		    strncmp(schedule_event_names[i], word, len) == 0)
			return true;
	return is_report(word, len);
}

static void
check_events(struct checked *c, const char *field, const char *events)
{
	if (strlen(events) > EVENTS_MOST || *events == ' ' ||
	    (*events != '\0' && events[strlen(events) - 1] == ' ') ||
	    strstr(events, "  ") != NULL) {
		found(c, field, false,
		    _("Events: please write them with one blank between, at most 400 "
		      "letters."));
		return;
	}
	for (const char *w = events; *w != '\0'; w += strspn(w, " ")) {
		size_t len = strcspn(w, " ");

		if (!is_event(w, len))
			found(c, field, false,
			    arena_printf(c->arena,
				_("Events: there is none called “%.*s”."), (int)len,
				w));
		w += len;
	}
}

static void
check_hush(struct checked *c)
{
	const struct schedule_step *s = c->step;

	check_events(c, "silence_on", s->silence_on);
	check_events(c, "clear_on", s->clear_on);
	if (*s->silence_on == '\0' && s->silence_days != 0)
		found(c, "silence_on", false,
		    _("Silent for a time: please choose after what, or leave the days "
		      "empty."));
	else if (*s->silence_on != '\0' &&
		 (s->silence_days < 1 || s->silence_days > SILENCE_MOST))
		found(c, "silence_days", false,
		    arena_printf(c->arena,
			_("Silent for a time: please enter 1 to %d days."),
			SILENCE_MOST));
}

static void
check_priority(struct checked *c)
{
	if (*c->step->priority != '\0' && schedule_step_rank(c->step) == 1)
		found(c, "priority", false,
		    _("On a day of too many: please choose one from the list."));
}

/* Against what follows it. */
static void
check_others(struct checked *c)
{
	const struct schedule_step *s = c->step;

	for (size_t i = 0; i < c->steps->n; i++) {
		const struct schedule_step *o = &c->steps->at[i];
		int gap = (days_of(o) - days_of(s)) * DAY_MINUTES;

		if (o == s)
			continue;
		if (strcmp(o->name, s->name) == 0)
			found(c, "name", false, _("Name: another step has it."));
		else if (strcmp(o->anchor, s->anchor) != 0)
			continue; /* nobody knows how far they are apart */
		else if (gap == 0 && strcmp(o->hour, s->hour) == 0 && o > s &&
			 !o->silent_only && !s->silent_only)
			found(c, "hour", true,
			    arena_printf(
				c->arena, _("It leaves together with %s."), o->name));
		else if (gap > 0 && gap <= s->again_hours * 60 + s->spread_minutes)
			found(c, "again_hours", true,
			    arena_printf(c->arena,
				_("It is asked again when %s has begun."), o->name));
		else if (gap > 0 &&
			 gap < schedule_step_good_minutes(s) + s->spread_minutes)
			found(c, "good_minutes", true,
			    arena_printf(c->arena,
				_("It may still leave when %s has begun."), o->name));
		else if (gap > 0 && s->late_hours > 0 &&
			 gap < s->late_hours * 60 + s->spread_minutes)
			found(c, "late_hours", true,
			    arena_printf(c->arena,
				_("If it is late it may leave when %s has begun."),
				o->name));
	}
}

void
schedule_steps_check(struct arena *arena, const struct schedule_steps *steps,
    struct schedule_faults *faults)
{
	struct checked c = {
		.arena = arena, .steps = steps, .most = SCHEDULE_STEPS_MOST
	};

	ARENA_ARRAY(arena, c.at, c.most);
	for (size_t i = 0; i < steps->n; i++) {
		c.step = &steps->at[i];
		if (!workflow_name_fits(c.step->name))
			found(&c, "name", false,
			    _("Name: 1 to 40 small letters, digits and _."));
		check_anchor(&c);
		check_days(&c);
		check_hours(&c);
		check_patience(&c);
		check_spread(&c);
		check_late(&c);
		check_priority(&c);
		check_hush(&c);
		check_texts(&c);
		check_flow(&c);
		check_others(&c);
	}
	*faults = (struct schedule_faults){ c.at, c.n, c.wrong };
}
