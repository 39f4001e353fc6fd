/* test_memory.c - without memory a process ends, whoever asked for it. */

#include "tests.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ext/json.h"

#if !SANITIZED /* which takes terabytes of addresses */

/* More than the tests before may have left free in the heap. */
#define MUCH ((size_t)256 * 1024 * 1024)
#define LONG ((size_t)8 * 1024 * 1024) /* a list of so many letters takes as much */

/* In a process of its own, where there is little left: how it ends. */
static int
end_of(void (*act)(struct arena *, const char *, size_t))
{
	const struct rlimit little = { LONG / 2, LONG / 2 }, none = { 0, 0 };
	struct arena *arena = arena_new();
	char *text = arena_alloc(arena, LONG);
	pid_t pid;
	int code;

	for (size_t i = 0; i < LONG; i++)
		text[i] = i % 2 == 0 ? ',' : '0';
	text[0] = '[';
	text[LONG - 2] = ' ';
	text[LONG - 1] = ']';
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		(void)signal(SIGABRT, SIG_DFL);
		(void)setrlimit(RLIMIT_CORE, &none);
		(void)close(STDERR_FILENO);
		if (setrlimit(RLIMIT_AS, &little) == 0)
			act(arena, text, LONG);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &code, 0), pid);
	arena_free(arena);
	return code;
}

static volatile uintptr_t kept; /* so that nothing is left out */

static void
ask_for_it(struct arena *arena, const char *text, size_t len)
{
	(void)arena;
	(void)text;
	(void)len;
	kept = (uintptr_t)malloc(MUCH);
}

static void
ask_for_zeroes(struct arena *arena, const char *text, size_t len)
{
	(void)arena;
	(void)text;
	(void)len;
	kept = (uintptr_t)calloc(MUCH, 2);
}

static void
ask_for_more(struct arena *arena, const char *text, size_t len)
{
	(void)arena;
	(void)text;
	(void)len;
	kept = (uintptr_t)realloc(NULL, MUCH);
}

/* json-c asks, which says of itself that all is well. */
static void
read_json(struct arena *arena, const char *text, size_t len)
{
	const struct json *json;

	kept = (uintptr_t)json_parse(arena, text, len, &json);
}

START_TEST(without_memory_the_process_ends)
{
	static void (*const acts[])(struct arena *, const char *,
	    size_t) = { ask_for_it, ask_for_zeroes, ask_for_more, read_json };
	int code = end_of(acts[_i]);

	ck_assert_msg(
	    WIFSIGNALED(code) && WTERMSIG(code) == SIGABRT, "ends with %x", code);
}
END_TEST
#endif

TCase *
memory_tests(void)
{
	TCase *tc = tcase_create("memory");

	tcase_set_tags(tc, "unsanitized");
#if !SANITIZED
	tcase_add_loop_test(tc, without_memory_the_process_ends, 0, 4);
#endif
	return tc;
}
