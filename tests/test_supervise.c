/* test_supervise.c - programs are kept, given up, and taken along. */

#include "base/supervise.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "tests.h"

static struct arena *arena;
static char folder[64];

static void
setup(void)
{
	arena = arena_new();
	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-supervise.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
teardown(void)
{
	pid_t pid = test_fork();

	if (pid == 0) {
		(void)execl("/bin/rm", "rm", "-rf", folder, (char *)NULL);
		_exit(127);
	}
	(void)waitpid(pid, NULL, 0);
	arena_free(arena);
}

static struct supervise_program
shell(const char *name, const char *script)
{
	const char **argv;

	ARENA_ARRAY(arena, argv, 4);
	argv[0] = "/bin/sh";
	argv[1] = "-c";
	argv[2] = arena_printf(arena, "cd %s; %s", folder, script);
	return (
	    struct supervise_program){ .name = name, .argv = argv, .stop_seconds = 1 };
}

/* The content of a file below the folder, "" if there is none. */
static const char *
content(const char *name)
{
	FILE *f = fopen(arena_printf(arena, "%s/%s", folder, name), "r");
	char *text = arena_alloc(arena, 4096);

	if (f == NULL)
		return "";
	text[fread(text, 1, 4095, f)] = '\0';
	(void)fclose(f);
	return text;
}

/* A zombie has died too, even where nobody cares for orphans. */
static bool
alive(const char *pid)
{
	FILE *f =
	    fopen(arena_printf(arena, "/proc/%ld/stat", strtol(pid, NULL, 10)), "r");
	char state = 'Z';
	bool read = f != NULL && fscanf(f, "%*d (%*[^)]) %c", &state) == 1;

	if (f != NULL)
		(void)fclose(f);
	return read && state != 'Z';
}

START_TEST(once_says_how_it_ended)
{
	struct supervisor *s = supervisor_new(arena, folder);
	struct supervise_program good = shell("good", "echo words; exit 0");
	struct supervise_program bad = shell("bad", "echo why >&2; exit 3");
	struct supervise_program none = { .name = "none",
		.argv = (const char *const[]){ "/nowhere/at-all", NULL } };

	ck_assert_int_eq(supervisor_once(s, &good), OK);
	ck_assert_str_eq(content("good.log"), "words\n");
	ck_assert_int_eq(supervisor_once(s, &bad), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(supervisor_trouble(s), "bad failed"));
	ck_assert_ptr_nonnull(strstr(supervisor_trouble(s), "why"));
	ck_assert_int_eq(supervisor_once(s, &none), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(supervisor_trouble(s), "No such file"));
	/* What was tried once is no reason to stop the rest. */
	ck_assert_int_eq(supervisor_wait(s, 10), OK);
	supervisor_stop(s);
}
END_TEST

START_TEST(starts_again_what_ends)
{
	struct supervisor *s = supervisor_new(arena, folder);
	struct supervise_program p = shell(
	    "again", "echo start >>starts; [ $(wc -l <starts) -gt 2 ] && sleep 60");

	ck_assert_int_eq(supervisor_start(s, &p), OK);
	ck_assert_int_eq(supervisor_wait(s, 1500), OK);
	ck_assert_str_eq(content("starts"), "start\nstart\nstart\n");
	supervisor_stop(s);
}
END_TEST

START_TEST(gives_up_with_the_log)
{
	struct supervisor *s = supervisor_new(arena, folder);
	struct supervise_program p = shell("broken", "echo no luck; exit 1");

	ck_assert_int_eq(supervisor_start(s, &p), OK);
	ck_assert_int_eq(supervisor_wait(s, 20000), ERR_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(supervisor_trouble(s), "broken ends soon"));
	ck_assert_ptr_nonnull(strstr(supervisor_trouble(s), "/broken.log"));
	ck_assert_ptr_nonnull(strstr(supervisor_trouble(s), "no luck"));
	supervisor_stop(s);
}
END_TEST

START_TEST(stops_in_reverse_with_the_rest)
{
	struct supervisor *s = supervisor_new(arena, folder);
	struct supervise_program first =
	    shell("first", "trap 'echo first >>order; exit' TERM; echo $$ >first; "
			   "while :; do sleep 0.05; "
			   "done");
	struct supervise_program second = shell("second",
	    "sleep 60 & echo $! >orphan; trap 'echo second >>order; exit' TERM; "
	    "while :; do sleep 0.05; done");
	struct supervise_program deaf =
	    shell("deaf", "trap '' TERM; echo $$ >deaf; while :; do sleep 0.05; done");

	ck_assert_int_eq(supervisor_start(s, &first), OK);
	ck_assert_int_eq(supervisor_start(s, &second), OK);
	ck_assert_int_eq(supervisor_start(s, &deaf), OK);
	ck_assert_int_eq(supervisor_wait(s, 500), OK);
	ck_assert(alive(content("orphan")) && alive(content("deaf")));
	supervisor_stop(s);
	ck_assert_str_eq(content("order"), "second\nfirst\n");
	ck_assert(!alive(content("deaf")));
	/* Killed with its group; somebody else has to notice that it has died. */
	for (int i = 0; i < 100 && alive(content("orphan")); i++)
		(void)usleep(20000);
	ck_assert(!alive(content("orphan")));
}
END_TEST

START_TEST(hears_a_signal)
{
	struct supervisor *s = supervisor_new(arena, folder);

	(void)raise(SIGTERM);
	ck_assert_int_eq(supervisor_wait(s, 5000), ERR_CONFLICT);
	supervisor_stop(s);
}
END_TEST

START_TEST(takes_its_programs_along)
{
	pid_t pid = test_fork();

	if (pid == 0) {
		struct supervisor *s = supervisor_new(arena, folder);
		struct supervise_program p =
		    shell("child", "echo $$ >child; exec sleep 60");

		_exit(supervisor_start(s, &p) == OK && supervisor_wait(s, 60000) == OK
			  ? 0
			  : 1);
	}
	for (int i = 0; i < 200 && content("child")[0] == '\0'; i++)
		(void)usleep(20000);
	ck_assert(alive(content("child")));
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	for (int i = 0; i < 100 && alive(content("child")); i++)
		(void)usleep(20000);
	ck_assert(!alive(content("child")));
}
END_TEST

TCase *
supervise_tests(void)
{
	TCase *tc = tcase_create("supervise");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 40);
	tcase_add_test(tc, once_says_how_it_ended);
	tcase_add_test(tc, starts_again_what_ends);
	tcase_add_test(tc, gives_up_with_the_log);
	tcase_add_test(tc, stops_in_reverse_with_the_rest);
	tcase_add_test(tc, hears_a_signal);
	tcase_add_test(tc, takes_its_programs_along);
	return tc;
}
