/* test_process.c - what is left of a program that falls: nothing. */

#include "base/process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests.h"

/* How a child ends that looks at itself, or falls. */
static int
end_of(void (*child)(void))
{
	pid_t pid = test_fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		process_keep_private();
		child();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

static void
look(void)
{
	if (prctl(PR_GET_DUMPABLE) != 0)
		_exit(1);
}

/* So it is in a child's child, too: those of site and api are. */
static void
look_as_a_child(void)
{
	pid_t pid = test_fork();
	int status;

	if (pid == 0) {
		look();
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status != 0)
		_exit(3);
}

static void
fall(void)
{
	struct rlimit cores;

	/* As many as may be, and yet none. */
	if (getrlimit(RLIMIT_CORE, &cores) != 0)
		_exit(4);
	cores.rlim_cur = cores.rlim_max;
	if (setrlimit(RLIMIT_CORE, &cores) != 0)
		_exit(5);
	(void)signal(SIGSEGV, SIG_DFL);
	(void)raise(SIGSEGV);
}

START_TEST(nobody_reads_a_program)
{
	ck_assert_int_eq(end_of(look), 0);
	ck_assert_int_eq(end_of(look_as_a_child), 0);
}
END_TEST

START_TEST(a_fall_leaves_no_core)
{
	int status = end_of(fall);

	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	ck_assert(!WCOREDUMP(status));
}
END_TEST

TCase *
process_tests(void)
{
	TCase *tc = tcase_create("process");

	tcase_add_test(tc, nobody_reads_a_program);
	tcase_add_test(tc, a_fall_leaves_no_core);
	return tc;
}
