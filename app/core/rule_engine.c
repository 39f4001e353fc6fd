/* rule_engine.c - see rule.h: our side of the evaluator. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "core/rule.h"
#include "core/rule_answer.h"
#include "core/rule_evaluator.h"
#include "core/rule_explain.h"
#include "ext/json.h"

#define AT_ONCE 64
#define BYTES_AT_ONCE ((size_t)256 * 1024)
#define START_MS 10000 /* for what is ours: starting, compiling */
#define LOOK_MS 20 /* how often they are looked after */
#define RENEW_AFTER 20000 /* containers: then it has grown */
#define LIMIT_MS 1000
#define MEMORY ((size_t)512 * 1024 * 1024)
#define EVALUATORS_MAX 16

struct rule_engine {
	struct rule_options options;
	struct rule_walls walls;
	const char *program; /* the message that loads it */
	size_t program_len;
	struct rule_evaluator evaluators[EVALUATORS_MAX];
	size_t nevaluators;
};

/* ------------------------------------------------------------- evaluators --- */

/* How long one container may take on a busy machine: then it is ended from outside. */
static int
patience(const struct rule_engine *engine)
{
	return 4 * engine->options.limit_ms + 2000;
}

static enum status
begin(struct rule_engine *engine, struct rule_evaluator *ev)
{
	TRY(rule_evaluator_start(ev, &engine->walls));
	return rule_evaluator_say(ev, engine->program, engine->program_len);
}

/* What it says to the program. */
static enum status
finish(const struct rule_engine *engine, struct rule_evaluator *ev, struct arena *arena,
    char **answer, size_t *len)
{
	enum status status = rule_evaluator_hear(ev, arena, START_MS, answer, len);

	if (status != OK)
		return status;
	rule_evaluator_ready(ev);
	if (atomic_load(&ev->progress->zone) == ZONE_WRONG)
		log_warn("rules reckon the days of %s by other clocks than the rest: "
			 "libicu and tzdata do not fit together",
		    engine->walls.zone);
	return OK;
}

static enum status
not_started(struct rule_evaluator *ev)
{
	rule_evaluator_end(ev);
	log_error("the evaluator of rules does not start");
	return ERR_UNAVAILABLE;
}

/* A running evaluator with the program loaded. */
static enum status
make_ready(struct rule_engine *engine, struct rule_evaluator *ev, struct arena *arena)
{
	char *answer;
	size_t len;

	if (ev->nflights > 0 || (ev->done < RENEW_AFTER && rule_evaluator_alive(ev)))
		return OK;
	if (begin(engine, ev) != OK || finish(engine, ev, arena, &answer, &len) != OK)
		return not_started(ev);
	return OK;
}

/* ------------------------------------------------------- what it is told --- */

static void
put_files(struct buf *b, const struct rule_source *source, bool links)
{
	for (size_t i = 0; i < source->nfiles; i++) {
		buf_puts(b, i > 0 ? "," : "");
		buf_json(b, source->files[i].path);
		buf_putc(b, ':');
		if (links)
			buf_puts(b, source->files[i].links);
		else
			buf_json(b, source->files[i].text);
	}
}

static void
put_word(struct buf *b, const char *key, const char *word)
{
	buf_printf(b, ",\"%s\":", key);
	buf_json(b, word);
}

static void
put_flag(struct buf *b, const char *key, bool flag)
{
	buf_printf(b, ",\"%s\":%s", key, flag ? "true" : "false");
}

static void
write_program(
    struct rule_engine *engine, struct arena *arena, const struct rule_source *source)
{
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, "L{\"files\":{");
	put_files(&b, source, false);
	buf_puts(&b, "},\"links\":{");
	put_files(&b, source, true);
	buf_puts(&b, "},\"schedules\":");
	buf_puts(&b, source->schedules);
	put_word(&b, "entry", source->entry);
	put_word(&b, "compiled", source->compiled);
	put_word(&b, "targets", source->targets);
	put_word(&b, "user", engine->options.user);
	put_flag(&b, "isolate", !engine->options.stop_on_error);
	put_flag(&b, "keepOwner", !engine->options.label_owner);
	put_flag(&b, "raw", engine->options.raw);
	buf_putc(&b, '}');
	engine->program = b.data;
	engine->program_len = b.full ? RULE_FRAME_MAX + 1 : b.len;
}

struct rule_engine *
rule_engine_new(struct arena *arena, const struct rule_source *source,
    const struct rule_options *options)
{
	struct rule_engine *engine = arena_alloc(arena, sizeof *engine);
	struct rule_options *known = &engine->options;

	*known = *options;
	if (known->limit_ms == 0)
		known->limit_ms = LIMIT_MS;
	if (known->memory == 0)
		known->memory = MEMORY;
	if (known->evaluators == 0)
		known->evaluators = 1;
	engine->nevaluators =
	    known->evaluators < EVALUATORS_MAX ? known->evaluators : EVALUATORS_MAX;
	engine->walls = (struct rule_walls){ .zone = known->zone,
		.limit_ms = known->limit_ms,
		.memory = known->memory,
		.checked = !known->stop_on_error };
	engine->walls.changes =
	    clock_changes(arena, known->zone, &engine->walls.nchanges);
	write_program(engine, arena, source);
	return engine;
}

bool
rule_engine_reckons_otherwise(const struct rule_engine *engine)
{
	const struct rule_progress *progress = engine->evaluators[0].progress;

	return progress != NULL && atomic_load(&progress->zone) == ZONE_WRONG;
}

int64_t
rule_engine_computed(const struct rule_engine *engine)
{
	int64_t all = 0;

	for (size_t i = 0; i < engine->nevaluators; i++)
		all += rule_evaluator_computed(&engine->evaluators[i]);
	return all;
}

void
rule_engine_free(struct rule_engine *engine)
{
	for (size_t i = 0; engine != NULL && i < engine->nevaluators; i++)
		rule_evaluator_end(&engine->evaluators[i]);
}

/* They start beside each other. */
enum status
rule_engine_compile(struct rule_engine *engine, struct arena *arena,
    const struct rule_complaint **complaints, size_t *count)
{
	char *answer = NULL;
	size_t len = 0;

	*count = 0;
	for (size_t i = 0; i < engine->nevaluators; i++)
		if (begin(engine, &engine->evaluators[i]) != OK)
			return not_started(&engine->evaluators[i]);
	for (size_t i = 0; i < engine->nevaluators; i++)
		if (finish(engine, &engine->evaluators[i], arena, &answer, &len) != OK)
			return not_started(&engine->evaluators[i]);
	TRY(rule_answer_errors(arena, answer, len, complaints, count));
	return *count == 0 ? OK : ERR_INVALID;
}

/* What the evaluator finds when it looks at what the modules export. */
static enum status
look_at(struct rule_engine *engine, struct arena *arena, const char *key,
    const struct rule_complaint **found, size_t *count)
{
	struct rule_evaluator *ev = &engine->evaluators[0];
	char *answer;
	size_t len;

	*count = 0;
	TRY(make_ready(engine, ev, arena));
	TRY(rule_evaluator_say(ev, "K", 1));
	TRY(rule_evaluator_hear(ev, arena, START_MS, &answer, &len));
	return rule_answer_list(arena, answer, len, key, found, count);
}

enum status
rule_engine_check(struct rule_engine *engine, struct arena *arena,
    const struct rule_complaint **complaints, size_t *count)
{
	TRY(look_at(engine, arena, "errors", complaints, count));
	return *count == 0 ? OK : ERR_INVALID;
}

enum status
rule_engine_forms(struct rule_engine *engine, struct arena *arena,
    const struct rule_complaint **forms, size_t *count)
{
	return look_at(engine, arena, "forms", forms, count);
}

enum status
rule_engine_rules(struct rule_engine *engine, struct arena *arena,
    const struct rule_complaint **rules, size_t *count)
{
	return look_at(engine, arena, "rules", rules, count);
}

enum status
rule_engine_uses(struct rule_engine *engine, struct arena *arena,
    const struct rule_complaint **uses, size_t *count)
{
	return look_at(engine, arena, "uses", uses, count);
}

/* ------------------------------------------------------------ evaluating --- */

/* Some that are to be evaluated once more. */
struct range {
	size_t from, to;
	struct range *next;
};

struct work {
	struct rule_engine *engine;
	struct arena *arena;
	const char *time; /* the message */
	const char *const *containers;
	struct rule_result *results;
	size_t count, at_once;
	size_t next; /* nobody was given him and whoever comes after him */
	struct range *again;
};

static const char *
patient_of(struct arena *arena, const char *container)
{
	const struct json *json;

	if (json_parse(arena, container, strlen(container), &json) != OK)
		return "";
	return json_text(json_get(json, "key"));
}

static void
fail_whole(const struct work *w, size_t i, const char *words)
{
	struct rule_failure *failure = arena_alloc(w->arena, sizeof *failure);

	failure->words = words;
	w->results[i] = (struct rule_result){
		.patient = patient_of(w->arena, w->containers[i]),
		.failures = failure,
		.nfailures = 1,
		.whole = true,
	};
}

/* As many as are worth a message. */
static struct rule_flight
next_flight(struct work *w)
{
	struct rule_flight f = { .from = w->next };
	size_t bytes = 0;

	if (w->again != NULL) {
		f.from = w->again->from;
		f.to = w->again->to;
		w->again = w->again->next;
		return f;
	}
	while (w->next < w->count && w->next - f.from < w->at_once &&
	       bytes < BYTES_AT_ONCE)
		bytes += strlen(w->containers[w->next++]);
	f.to = w->next;
	return f;
}

static void
do_again(struct work *w, size_t from, size_t to)
{
	struct range *range;

	if (from == to)
		return;
	range = arena_alloc(w->arena, sizeof *range);
	*range = (struct range){ from, to, w->again };
	w->again = range;
}

/* The time, and the containers with a NUL between them. */
static void
write_mail(struct work *w, struct rule_evaluator *ev, const struct rule_flight *f)
{
	size_t time = strlen(w->time), len = 1, at;
	char *out;

	for (size_t i = f->from; i < f->to; i++)
		len += strlen(w->containers[i]) + (i + 1 < f->to);
	out = arena_room(ev->mail, 2 * RULE_FRAME_HEAD + time + len + 1);
	rule_frame_head(out, time);
	memcpy(out + RULE_FRAME_HEAD, w->time, time);
	at = RULE_FRAME_HEAD + time;
	rule_frame_head(out + at, len);
	at += RULE_FRAME_HEAD;
	out[at++] = 'E';
	for (size_t i = f->from; i < f->to; i++) {
		size_t n = strlen(w->containers[i]);

		memcpy(out + at, w->containers[i], n + 1);
		at += n + 1;
	}
	ev->out = out;
	ev->out_len = 2 * RULE_FRAME_HEAD + time + len;
	ev->out_sent = 0;
}

#define BROKEN                                                             \
	"broke the evaluator: it took too much memory, or asked for what " \
	"rules may not have"

/*
 * Whoever breaks the evaluator may only have been the last straw of those before
 * him: he is tried once more, alone, unless it was for the time he took.  Nothing that
 * was said of those before him is certain.
 */
static void
lose(struct work *w, struct rule_evaluator *ev)
{
	struct rule_flight f = ev->flights[0];
	size_t at = f.from + atomic_load(&ev->progress->at);

	for (size_t i = 1; i < ev->nflights; i++)
		do_again(w, ev->flights[i].from, ev->flights[i].to);
	if (ev->nflights > 0) {
		if (at >= f.to)
			at = f.to - 1;
		do_again(w, at + 1, f.to);
		if (ev->why == NULL && f.to - f.from > 1)
			do_again(w, at, at + 1);
		else
			fail_whole(w, at, ev->why != NULL ? ev->why : BROKEN);
		do_again(w, f.from, at);
	}
	rule_evaluator_end(ev);
}

/* False if there is nothing left, or if it has enough to do. */
static bool
give(struct work *w, struct rule_evaluator *ev, size_t most)
{
	struct rule_flight f;

	if (ev->nflights >= most || ev->out_sent < ev->out_len ||
	    (ev->nflights > 0 && ev->done >= RENEW_AFTER))
		return false;
	f = next_flight(w);
	if (f.from == f.to)
		return false;
	/* A single one may be larger than a message may be. */
	if (strlen(w->containers[f.to - 1]) + BYTES_AT_ONCE > RULE_FRAME_MAX) {
		fail_whole(w, f.to - 1, "has too many documents");
		do_again(w, f.from, f.to - 1);
		return true;
	}
	write_mail(w, ev, &f);
	if (ev->nflights == 0)
		ev->deadline = clock_monotonic() + (int64_t)patience(w->engine) * 1000;
	ev->flights[ev->nflights++] = f;
	if (rule_evaluator_send(ev) == OK)
		return true;
	lose(w, ev);
	return false;
}

/* Each gets something before anybody gets more. */
static enum status
give_all(struct work *w)
{
	struct rule_engine *engine = w->engine;

	for (size_t most = 1; most <= RULE_FLIGHTS; most++)
		for (size_t i = 0; i < engine->nevaluators; i++) {
			struct rule_evaluator *ev = &engine->evaluators[i];

			if (w->again == NULL && w->next == w->count)
				return OK;
			TRY(make_ready(engine, ev, w->arena));
			while (give(w, ev, most))
				;
		}
	return OK;
}

/* ERR_INVALID if there are more of them than containers were given. */
static enum status
take_answers(struct work *w, struct rule_evaluator *ev, char *text, size_t len)
{
	char *end = text + len;

	for (;;) {
		struct rule_flight *f = &ev->flights[0];
		size_t one = strlen(text), i = f->from + f->answered;

		if (ev->nflights == 0)
			return ERR_INVALID;
		if (rule_answer_result(w->arena, text, one, w->engine->options.raw,
			&w->results[i]) != OK)
			fail_whole(w, i, "was answered in a way that cannot be read");
		ev->done++;
		if (++f->answered == f->to - f->from) {
			ev->flights[0] = ev->flights[1];
			ev->nflights--;
		}
		text += one + 1;
		if (text > end)
			return OK;
	}
}

static enum status
hear_some(struct work *w, struct rule_evaluator *ev)
{
	bool whole = true;

	while (whole && ev->nflights > 0) {
		TRY(rule_frame_take(w->arena, ev->fd, &ev->in, &whole));
		if (whole) {
			struct rule_piece in = ev->in;

			ev->in = (struct rule_piece){ .text = NULL };
			TRY(take_answers(w, ev, in.text, in.len));
		}
	}
	ev->deadline = clock_monotonic() + (int64_t)patience(w->engine) * 1000;
	return OK;
}

/* What there is to hear and to send, for at most a look's time. */
static enum status
attend(struct work *w)
{
	struct rule_engine *engine = w->engine;
	struct pollfd fds[EVALUATORS_MAX];

	for (size_t i = 0; i < engine->nevaluators; i++) {
		struct rule_evaluator *ev = &engine->evaluators[i];
		bool unsent = ev->out_sent < ev->out_len;

		fds[i] = (struct pollfd){ .fd = ev->nflights > 0 ? ev->fd : -1 };
		fds[i].events = (short)(POLLIN | (unsent ? POLLOUT : 0));
	}
	if (poll(fds, engine->nevaluators, LOOK_MS) < 0 && errno != EINTR)
		return ERR_INTERNAL;
	for (size_t i = 0; i < engine->nevaluators; i++) {
		struct rule_evaluator *ev = &engine->evaluators[i];
		enum status status = OK;

		if (fds[i].fd < 0)
			continue;
		if (fds[i].revents & POLLOUT)
			status = rule_evaluator_send(ev);
		if (fds[i].revents & ~POLLOUT)
			status = hear_some(w, ev);
		else if (status == OK)
			status = rule_evaluator_watch(ev, patience(engine));
		if (status != OK)
			lose(w, ev);
	}
	return OK;
}

static bool
is_at_work(const struct rule_engine *engine)
{
	for (size_t i = 0; i < engine->nevaluators; i++)
		if (engine->evaluators[i].nflights > 0)
			return true;
	return false;
}

enum status
rule_engine_evaluate(struct rule_engine *engine, struct arena *arena, int64_t now,
    const char *const *containers, size_t count, struct rule_result *results)
{
	struct work w = { .engine = engine, .arena = arena, .count = count };
	int64_t ms = now / 1000 - (now % 1000 < 0);

	w.containers = containers;
	w.results = results;
	w.time = arena_printf(arena, "T%lld", (long long)ms);
	w.at_once = count / (2 * engine->nevaluators) + 1;
	if (w.at_once > AT_ONCE)
		w.at_once = AT_ONCE;
	while (w.next < count || w.again != NULL || is_at_work(engine)) {
		TRY(give_all(&w));
		TRY(attend(&w));
	}
	for (size_t i = 0; i < count; i++)
		if (results[i].patient == NULL)
			results[i].patient = patient_of(arena, containers[i]);
	return OK;
}

/* --------------------------------------------------------- why, or why not --- */

/* Nothing is known but what ended the evaluator. */
static const char *
explain_broken(struct arena *arena, const char *words)
{
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b,
	    "{\"reports\":[],\"tasks\":[],\"rules\":[],\"failures\":[{\"rule\":"
	    "null,\"file\":null,\"line\":0,\"message\":");
	buf_json(&b, words);
	buf_puts(&b, "}]}");
	return b.data;
}

enum status
rule_engine_explain(struct rule_engine *engine, struct arena *arena, int64_t now,
    const char *container, const char **text)
{
	int64_t ms = now / 1000 - (now % 1000 < 0);
	struct rule_evaluator *ev = &engine->evaluators[0];
	const char *time = arena_printf(arena, "T%lld", (long long)ms);
	const char *ask = arena_printf(arena, "X%s", container);
	struct rule_explanation explanation;
	enum status status;
	char *answer;
	size_t len;

	TRY(make_ready(engine, ev, arena));
	status = rule_evaluator_say(ev, time, strlen(time));
	if (status == OK)
		status = rule_evaluator_say(ev, ask, strlen(ask));
	/* Once for all, and each definition may take the whole time. */
	if (status == OK)
		status = rule_evaluator_hear(
		    ev, arena, 10 * patience(engine), &answer, &len);
	if (status != OK) {
		*text = explain_broken(arena, ev->why != NULL ? ev->why : BROKEN);
		rule_evaluator_end(ev);
		return OK;
	}
	ev->done++;
	*text = answer;
	if (rule_explain_read(arena, *text, len, &explanation) != OK)
		*text =
		    explain_broken(arena, "was answered in a way that cannot be read");
	return OK;
}
