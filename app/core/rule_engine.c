/* rule_engine.c - see rule.h: our side of the evaluator. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "core/rule.h"
#include "core/rule_answer.h"
#include "core/rule_child.h"
#include "core/rule_explain.h"
#include "core/rule_frame.h"
#include "ext/json.h"

#define AT_ONCE 64
#define BYTES_AT_ONCE ((size_t)8 * 1024 * 1024)
#define START_MS 10000 /* for what is ours: starting, compiling, grouping */
#define LOOK_MS 20 /* how often its memory is looked at */
#define RENEW_AFTER 20000 /* containers: then it has grown */
#define LIMIT_MS 1000
#define MEMORY ((size_t)512 * 1024 * 1024)

struct rule_engine {
	const struct rule_source *source;
	struct rule_options options;
	const char *program; /* the message that loads it */
	size_t program_len;
	pid_t child; /* 0: none */
	int fd;
	int64_t deadline; /* of the answer that is waited for */
	const char *why; /* it was ended by us, and why */
	size_t done; /* containers since it started */
	size_t at_start; /* memory that it used then; 0 until it has started */
};

/* --------------------------------------------------------- one evaluator --- */

static void
end_child(struct rule_engine *engine)
{
	if (engine->child == 0)
		return;
	(void)kill(engine->child, SIGKILL);
	while (waitpid(engine->child, NULL, 0) < 0 && errno == EINTR)
		;
	(void)close(engine->fd);
	engine->child = 0;
	engine->fd = -1;
}

/* How much memory it really uses, in bytes; 0 if that cannot be seen. */
static size_t
used_memory(const struct rule_engine *engine)
{
	char path[64], line[128] = "", *end;
	unsigned long pages;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/statm", (int)engine->child);
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	if (fgets(line, sizeof line, f) == NULL)
		line[0] = '\0';
	(void)fclose(f);
	(void)strtoul(line, &end, 10);
	pages = strtoul(end, NULL, 10);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Waits for bytes, and looks after time and memory meanwhile. */
static enum status
wait_bytes(void *with)
{
	struct rule_engine *engine = with;

	for (;;) {
		struct pollfd fd = { .fd = engine->fd, .events = POLLIN };
		int n = poll(&fd, 1, LOOK_MS);

		if (n > 0)
			return OK;
		if (n < 0 && errno != EINTR)
			return ERR_INTERNAL;
		if (clock_monotonic() > engine->deadline) {
			engine->why = "took too long and was ended";
			return ERR_UNAVAILABLE;
		}
		if (engine->at_start > 0 &&
		    used_memory(engine) > engine->at_start + engine->options.memory) {
			engine->why = "took too much memory and was ended";
			return ERR_UNAVAILABLE;
		}
	}
}

static enum status
receive(struct rule_engine *engine, struct arena *arena, int ms, const char **text,
    size_t *len)
{
	struct rule_reader from = { engine->fd, wait_bytes, engine };

	engine->deadline = clock_monotonic() + (int64_t)ms * 1000;
	return rule_frame_read(arena, &from, text, len);
}

static enum status
say(struct rule_engine *engine, const char *text, size_t len)
{
	return rule_frame_write(engine->fd, text, len);
}

static enum status
fork_child(struct rule_engine *engine)
{
	struct rule_walls walls = { engine->options.zone, engine->options.limit_ms,
		engine->options.memory };
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return ERR_UNAVAILABLE;
	(void)fflush(NULL);
	engine->child = fork();
	if (engine->child == 0)
		rule_child(pair[1], &walls);
	(void)close(pair[1]);
	if (engine->child < 0) {
		engine->child = 0;
		(void)close(pair[0]);
		return ERR_UNAVAILABLE;
	}
	engine->fd = pair[0];
	engine->done = 0;
	engine->at_start = 0;
	return OK;
}

/* A running evaluator with the program loaded; ${answer} is what it said to that. */
static enum status
start_child(
    struct rule_engine *engine, struct arena *arena, const char **answer, size_t *len)
{
	enum status status;

	end_child(engine);
	TRY(fork_child(engine));
	status = say(engine, engine->program, engine->program_len);
	if (status == OK)
		status = receive(engine, arena, START_MS, answer, len);
	engine->at_start = used_memory(engine);
	if (status == OK)
		return OK;
	end_child(engine);
	log_error("the evaluator of rules does not start");
	return ERR_UNAVAILABLE;
}

static enum status
ready_child(struct rule_engine *engine, struct arena *arena)
{
	const char *answer;
	size_t len;

	if (engine->child != 0 && engine->done < RENEW_AFTER)
		return OK;
	return start_child(engine, arena, &answer, &len);
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
write_program(struct rule_engine *engine, struct arena *arena)
{
	const struct rule_source *source = engine->source;
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

	engine->source = source;
	engine->options = *options;
	engine->fd = -1;
	if (engine->options.limit_ms == 0)
		engine->options.limit_ms = LIMIT_MS;
	if (engine->options.memory == 0)
		engine->options.memory = MEMORY;
	write_program(engine, arena);
	return engine;
}

void
rule_engine_free(struct rule_engine *engine)
{
	if (engine != NULL)
		end_child(engine);
}

enum status
rule_engine_compile(struct rule_engine *engine, struct arena *arena,
    const struct rule_complaint **complaints, size_t *count)
{
	const char *answer;
	size_t len;

	*count = 0;
	TRY(start_child(engine, arena, &answer, &len));
	TRY(rule_answer_errors(arena, answer, len, complaints, count));
	return *count == 0 ? OK : ERR_INVALID;
}

enum status
rule_engine_check(struct rule_engine *engine, struct arena *arena,
    const struct rule_complaint **complaints, size_t *count)
{
	const char *answer;
	size_t len;

	*count = 0;
	TRY(ready_child(engine, arena));
	TRY(say(engine, "K", 1));
	TRY(receive(engine, arena, START_MS, &answer, &len));
	TRY(rule_answer_errors(arena, answer, len, complaints, count));
	return *count == 0 ? OK : ERR_INVALID;
}

/* ------------------------------------------------------------ containers --- */

#define CONTAINERS_MAX ((size_t)1000000)

static void
add_text(struct arena *arena, const char ***list, size_t count, const char *text)
{
	if (count == 0 || (count >= 64 && (count & (count - 1)) == 0)) {
		const char **wider;

		ARENA_ARRAY(arena, wider, count == 0 ? 64 : count * 2);
		if (count > 0)
			memcpy(wider, *list, count * sizeof *wider);
		*list = wider;
	}
	(*list)[count] = text;
}

enum status
rule_engine_group(struct rule_engine *engine, struct arena *arena,
    const char *documents, const char *const **containers, size_t *count)
{
	const char *message = arena_printf(arena, "G%s", documents), *text;
	const char **list = NULL;
	size_t len;

	*count = 0;
	*containers = NULL;
	TRY(ready_child(engine, arena));
	TRY(say(engine, message, strlen(message)));
	for (;;) {
		TRY(receive(engine, arena, START_MS, &text, &len));
		if (!json_gate(text, len) || *count == CONTAINERS_MAX)
			return ERR_INVALID;
		if (strcmp(text, "null") == 0)
			break;
		add_text(arena, &list, (*count)++, text);
	}
	*containers = list;
	return OK;
}

/* ------------------------------------------------------------ evaluating --- */

struct batch {
	struct rule_engine *engine;
	struct arena *arena;
	const char *time; /* the message */
	const char *const *containers;
	struct rule_result *results;
	const char **answers; /* to each container, as they came */
	size_t *lengths;
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
fail_whole(const struct batch *b, size_t i, const char *words)
{
	struct rule_failure *failure = arena_alloc(b->arena, sizeof *failure);

	failure->words = words;
	b->results[i] = (struct rule_result){
		.patient = patient_of(b->arena, b->containers[i]),
		.failures = failure,
		.nfailures = 1,
		.whole = true,
	};
}

static enum status
send_batch(const struct batch *b, size_t from, size_t to)
{
	struct rule_engine *engine = b->engine;
	const char *head = arena_printf(b->arena, "E%zu", to - from);

	TRY(say(engine, b->time, strlen(b->time)));
	TRY(say(engine, head, strlen(head)));
	for (size_t i = from; i < to; i++)
		TRY(say(engine, b->containers[i], strlen(b->containers[i])));
	return OK;
}

/* The answers of one round; ${at} is how far it came. */
static enum status
receive_round(const struct batch *b, size_t from, size_t to, size_t *at, int ms)
{
	for (*at = from; *at < to; ++*at)
		TRY(receive(
		    b->engine, b->arena, ms, &b->answers[*at], &b->lengths[*at]));
	return OK;
}

/* ${at}: whoever was evaluated when the evaluator ended. */
static enum status
receive_batch(const struct batch *b, size_t from, size_t to, size_t *at)
{
	struct rule_engine *engine = b->engine;
	int ms = 4 * engine->options.limit_ms + 2000; /* of a busy machine */
	const char *text;
	size_t len;

	TRY(receive_round(b, from, to, at, ms));
	*at = to - 1;
	TRY(receive(engine, b->arena, ms, &text, &len));
	if (strcmp(text, "\"again\"") == 0) {
		/* Each of its definitions may take the whole time. */
		TRY(receive_round(b, from, to, at, 10 * ms));
		*at = to - 1;
		TRY(receive(engine, b->arena, ms, &text, &len));
	}
	if (strcmp(text, "true") != 0)
		return ERR_INVALID;
	engine->done += to - from;
	return OK;
}

static void
read_batch(const struct batch *b, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (rule_answer_result(b->arena, b->answers[i], b->lengths[i],
			b->engine->options.raw, &b->results[i]) != OK)
			fail_whole(b, i, "was answered in a way that cannot be read");
}

static enum status
try_batch(const struct batch *b, size_t from, size_t to, size_t *at)
{
	*at = from;
	b->engine->why = NULL;
	TRY(send_batch(b, from, to));
	TRY(receive_batch(b, from, to, at));
	read_batch(b, from, to);
	return OK;
}

#define BROKEN                                                             \
	"broke the evaluator: it took too much memory, or asked for what " \
	"rules may not have"

/*
 * Whoever breaks the evaluator may only have been the last straw of those before
 * him: he is tried once more, alone, unless it was for the time he took.
 */
static enum status
evaluate_range(const struct batch *b, size_t from, size_t to)
{
	struct rule_engine *engine = b->engine;

	while (from < to) {
		const char *why;
		size_t at;

		TRY(ready_child(engine, b->arena));
		if (try_batch(b, from, to, &at) == OK)
			return OK;
		end_child(engine);
		why = engine->why;
		/* Nothing that was said of those before him is certain. */
		TRY(evaluate_range(b, from, at));
		if (why == NULL && to - from > 1)
			TRY(evaluate_range(b, at, at + 1));
		else
			fail_whole(b, at, why != NULL ? why : BROKEN);
		from = at + 1;
	}
	return OK;
}

static size_t
batch_end(const char *const *containers, size_t from, size_t count)
{
	size_t bytes = 0, to = from;

	while (to < count && to - from < AT_ONCE && bytes < BYTES_AT_ONCE)
		bytes += strlen(containers[to++]);
	return to;
}

/* What was answered before is read while the evaluator is at work. */
static enum status
evaluate_batches(const struct batch *b, size_t count)
{
	size_t read = 0, to;

	for (size_t from = 0; from < count; from = to) {
		enum status status;
		size_t at;

		to = batch_end(b->containers, from, count);
		TRY(ready_child(b->engine, b->arena));
		b->engine->why = NULL;
		status = send_batch(b, from, to);
		read_batch(b, read, from);
		read = from;
		if (status == OK)
			status = receive_batch(b, from, to, &at);
		if (status == OK)
			continue;
		end_child(b->engine);
		TRY(evaluate_range(b, from, to));
		read = to;
	}
	read_batch(b, read, count);
	return OK;
}

enum status
rule_engine_evaluate(struct rule_engine *engine, struct arena *arena, int64_t now,
    const char *const *containers, size_t count, struct rule_result *results)
{
	struct batch b = { .engine = engine, .arena = arena };
	int64_t ms = now / 1000 - (now % 1000 < 0);

	b.containers = containers;
	b.results = results;
	b.time = arena_printf(arena, "T%lld", (long long)ms);
	ARENA_ARRAY(arena, b.answers, count);
	ARENA_ARRAY(arena, b.lengths, count);
	TRY(evaluate_batches(&b, count));
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
	/* Once for all, and each definition may take the whole time. */
	int limit = 10 * (4 * engine->options.limit_ms + 2000);
	const char *time = arena_printf(arena, "T%lld", (long long)ms);
	const char *ask = arena_printf(arena, "X%s", container);
	struct rule_explanation explanation;
	enum status status;
	size_t len;

	TRY(ready_child(engine, arena));
	engine->why = NULL;
	status = say(engine, time, strlen(time));
	if (status == OK)
		status = say(engine, ask, strlen(ask));
	if (status == OK)
		status = receive(engine, arena, limit, text, &len);
	if (status != OK) {
		end_child(engine);
		*text =
		    explain_broken(arena, engine->why != NULL ? engine->why : BROKEN);
		return OK;
	}
	engine->done++;
	if (rule_explain_read(arena, *text, len, &explanation) != OK)
		*text =
		    explain_broken(arena, "was answered in a way that cannot be read");
	return OK;
}
