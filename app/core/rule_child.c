/* rule_child.c - see rule_child.h. */

#include "core/rule_child.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "core/rule_frame.h"
#include "ext/js.h"
#include "ext/json.h"
#include "ext/sandbox.h"
#include "gen/rule_prelude.h"

#define FRAME_GOOD ((size_t)256 * 1024) /* what is worth a frame */

struct child {
	struct arena *arena; /* for one message */
	struct arena *kept;
	struct js *js;
	struct rule_progress *progress;
	const char *program; /* what was loaded, for a new world */
	char time[32];
	bool checked;
};

static void
send_bytes(const char *bytes, size_t len)
{
	if (rule_frame_write(SANDBOX_FD, bytes, len) != OK)
		_exit(EXIT_FAILURE);
}

static void
send_text(const char *text)
{
	send_bytes(text, strlen(text));
}

/* A call of our own prelude that no rule has a part in: it cannot fail. */
static const char *
ask(struct child *child, const char *function, const char *text)
{
	const char *answer;

	if (js_call(child->js, child->arena, function, text, &answer) != JS_DONE)
		_exit(EXIT_FAILURE);
	return answer;
}

static void
renew(struct child *child)
{
	js_renew(child->js);
	(void)ask(child, "load", child->program);
	(void)ask(child, "at", child->time);
}

static void
put_failure(struct buf *b, const char *rule, const char *words)
{
	buf_puts(b, "{\"rule\":");
	buf_json(b, rule != NULL && *rule != '\0' ? rule : NULL);
	buf_puts(b, ",\"file\":null,\"line\":0,\"message\":");
	buf_json(b, words);
	buf_putc(b, '}');
}

static const char *
complaint(struct child *child, const char *rule, const char *words)
{
	struct buf b;

	buf_init(&b, child->arena);
	buf_puts(&b, "W\nF");
	put_failure(&b, rule, words);
	buf_putc(&b, '\n');
	return b.data;
}

static bool
is_changed(struct child *child)
{
	return strcmp(ask(child, "unchanged", ""), "true") != 0;
}

/* One container; whoever was stopped half way leaves the world to a new one. */
static const char *
evaluate(struct child *child, const char *function, const char *text, bool *changed)
{
	const char *answer, *rule;

	atomic_fetch_add(&child->progress->steps, 1);
	switch (js_call(child->js, child->arena, function, text, &answer)) {
	case JS_DONE:
		/* Even if whoever comes after him puts it back. */
		*changed = *changed || strcmp(answer, "changed") == 0;
		return answer;
	case JS_STOPPED:
		rule = ask(child, "current", "");
		answer = complaint(child, rule, "took too long and was stopped");
		break;
	default:
		answer = complaint(child, NULL, answer);
	}
	*changed = *changed || is_changed(child);
	renew(child);
	return answer;
}

/* ------------------------------------------- each in a world of its own --- */

/* Each definition where none before it ran. */
static const char *
one_by_one(struct child *child, const char *text)
{
	struct buf lines;
	bool changed = false;
	long count;

	renew(child);
	count = strtol(ask(child, "count", text), NULL, 10);
	buf_init(&lines, child->arena);
	for (long i = 0; i < (count > 0 ? count : 1); i++) {
		const char *answer;

		renew(child);
		answer = evaluate(child, "one",
		    arena_printf(child->arena, "%ld %s", i, text), &changed);
		/* His name once is enough. */
		if (*answer == 'P' && lines.len > 0)
			answer = strchr(answer, '\n') + 1;
		buf_puts(&lines, answer);
	}
	return lines.data;
}

static const char *
evaluate_alone(struct child *child, const char *text)
{
	const char *answer;
	bool changed = false;

	renew(child);
	answer = evaluate(child, "evaluate", text, &changed);
	if (!changed && !is_changed(child))
		return answer;
	return one_by_one(child, text);
}

/* Many in a frame, as long as they are small; answers how many were sent. */
static size_t
send_frame(struct child *child, const char *const *answers, size_t count)
{
	struct buf frame;
	size_t n = 0;

	buf_init_wide(&frame, child->arena, FRAME_GOOD);
	while (n < count && frame.len < FRAME_GOOD) {
		if (n > 0)
			buf_putc(&frame, '\0');
		buf_puts(&frame, answers[n++]);
	}
	send_bytes(frame.data, frame.len);
	return n;
}

static void
evaluate_all(struct child *child, const char *const *texts, size_t count)
{
	const char **answers;
	bool changed = false;

	ARENA_ARRAY(child->arena, answers, count);
	for (size_t i = 0; i < count; i++) {
		atomic_store(&child->progress->at, i);
		answers[i] = evaluate(child, "evaluate", texts[i], &changed);
	}
	if (child->checked && (changed || is_changed(child))) {
		for (size_t i = 0; i < count; i++) {
			atomic_store(&child->progress->at, i);
			answers[i] = evaluate_alone(child, texts[i]);
		}
		renew(child);
	}
	for (size_t sent = 0; sent < count;)
		sent += send_frame(child, answers + sent, count - sent);
}

static void
evaluate_message(struct child *child, const char *text, size_t len)
{
	const char **texts, *end = text + len;
	size_t count = 1;

	for (const char *at = text; at < end; at++)
		count += *at == '\0';
	ARENA_ARRAY(child->arena, texts, count);
	for (size_t i = 0; i < count; i++, text += strlen(text) + 1)
		texts[i] = text;
	evaluate_all(child, texts, count);
}

/* --------------------------------------------------------- why, or why not --- */

static void
add_members(struct child *child, struct buf *b, const struct json *list)
{
	for (size_t i = 0; i < json_count(list); i++) {
		if (b->len > 0)
			buf_putc(b, ',');
		buf_puts(b, json_write(child->arena, json_at(list, i)));
	}
}

/* The first line is JSON; after it come the tasks. */
static const struct json *
read_head(struct child *child, const char *answer)
{
	const struct json *json;

	if (json_parse(child->arena, answer, strcspn(answer, "\n"), &json) != OK)
		_exit(EXIT_FAILURE);
	return json;
}

/* Why in one world; whoever was stopped there is the answer. */
static const char *
explain(struct child *child, const char *function, const char *text)
{
	const char *answer, *rule = NULL;
	struct buf b;

	renew(child);
	switch (js_call(child->js, child->arena, function, text, &answer)) {
	case JS_DONE:
		return answer;
	case JS_STOPPED:
		rule = ask(child, "current", "");
		answer = "took too long and was stopped";
		break;
	default:
		break;
	}
	buf_init(&b, child->arena);
	buf_puts(&b, "{\"reports\":[],\"tasks\":[],\"rules\":[],\"failures\":[");
	put_failure(&b, rule, answer);
	buf_puts(&b, "]}");
	return b.data;
}

/* The same of each definition where none before it ran. */
static const char *
explain_one_by_one(struct child *child, const char *text)
{
	const char *reports = "[]", *tasks = "[]";
	struct buf rules, failures;
	long count;

	renew(child);
	count = strtol(ask(child, "count", text), NULL, 10);
	buf_init(&rules, child->arena);
	buf_init(&failures, child->arena);
	for (long i = 0; i < (count > 0 ? count : 1); i++) {
		const struct json *json = read_head(
		    child, explain(child, "explainOne",
			       arena_printf(child->arena, "%ld %s", i, text)));

		add_members(child, &rules, json_get(json, "rules"));
		add_members(child, &failures, json_get(json, "failures"));
		reports = json_write(child->arena, json_get(json, "reports"));
		tasks = json_write(child->arena, json_get(json, "tasks"));
	}
	return arena_printf(child->arena,
	    "{\"reports\":%s,\"tasks\":%s,\"rules\":[%s],\"failures\":[%s]}", reports,
	    tasks, rules.data, failures.data);
}

static const char *
explain_alone(struct child *child, const char *text)
{
	const char *answer = explain(child, "explain", text);

	if (child->checked && is_changed(child))
		answer = explain_one_by_one(child, text);
	renew(child);
	return answer;
}

/* ------------------------------------------------ what is told to other systems --- */

/* Of one document; whoever was stopped half way leaves the world to a new one. */
static const char *
outbound(struct child *child, const char *function, const char *text)
{
	const char *answer;
	struct buf b;

	switch (js_call(child->js, child->arena, function, text, &answer)) {
	case JS_DONE:
		if (is_changed(child))
			renew(child);
		return answer;
	case JS_STOPPED:
		answer = "takes too long and was stopped";
		break;
	default:
		break;
	}
	renew(child);
	buf_init(&b, child->arena);
	buf_puts(&b, "{\"error\":");
	buf_json(&b, answer);
	buf_putc(&b, '}');
	return b.data;
}

/* ------------------------------------------------------------------ the loop --- */

static void
load(struct child *child, const char *text)
{
	child->program = arena_strdup(child->kept, text);
	send_text(ask(child, "load", text));
}

/* The modules run as they do for a patient, and may run for ever as well. */
static const char *
check(struct child *child)
{
	const char *answer;

	if (js_call(child->js, child->arena, "check", "", &answer) == JS_STOPPED)
		answer = "{\"errors\":[{\"file\":\"tasks.js\",\"line\":0,\"message\":"
			 "\"takes too long and was stopped\"}]}";
	return answer;
}

static void
answer(struct child *child, const char *text, size_t len)
{
	switch (*text) {
	case 'L':
		load(child, text + 1);
		break;
	case 'T':
		(void)snprintf(child->time, sizeof child->time, "%s", text + 1);
		(void)ask(child, "at", child->time);
		break;
	case 'K':
		send_text(check(child));
		break;
	case 'X':
		send_text(explain_alone(child, text + 1));
		break;
	case 'O':
		send_text(outbound(child, "outbound", text + 1));
		break;
	case 'Q':
		send_text(outbound(child, "outboundCheck", text + 1));
		break;
	case 'E':
		evaluate_message(child, text + 1, len - 1);
		break;
	default:
		_exit(EXIT_FAILURE);
	}
}

_Noreturn void
rule_child(int fd, const struct rule_walls *walls, struct rule_progress *progress)
{
	struct child child = { .program = "", .time = "0", .progress = progress };
	struct rule_reader from = { .fd = SANDBOX_FD };
	char *text;
	size_t len;

	/*
	 * Its cages reserve so much that a limit on what is reserved says nothing; its
	 * last compiler costs more than it saves on so many small functions.
	 */
	if (sandbox_close(fd) != OK || setenv("TZ", walls->zone, 1) != 0 ||
	    setenv("GIGACAGE_ENABLED", "0", 1) != 0 ||
	    setenv("JSC_useFTLJIT", "0", 1) != 0)
		_exit(EXIT_FAILURE);
	/* Memory that was given back is asked for again at once. */
	(void)mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
	child.arena = arena_new();
	child.kept = arena_new();
	child.checked = walls->checked;
	atomic_store(&progress->zone, zone_data_correct(child.kept, walls->zone,
					  walls->changes, walls->nchanges));
	child.js = js_new(rule_prelude, walls->limit_ms);
	if (child.js == NULL)
		_exit(EXIT_FAILURE);
	(void)ask(&child, "warm", "");
	if (sandbox_enter(walls->memory) != OK)
		_exit(EXIT_FAILURE);
	while (rule_frame_read(child.arena, &from, &text, &len) == OK) {
		answer(&child, text, len);
		arena_reset(child.arena);
	}
	_exit(EXIT_SUCCESS);
}
