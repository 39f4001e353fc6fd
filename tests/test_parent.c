/* test_parent.c - children come and go, and no connection is lost. */

#include "web/parent.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests.h"
#include "web/fcgi.h"

static struct arena *arena;
static char folder[64], path[96];
static pid_t program;

/* In place of the library's: where processes wait for a disk, SIGKILL does not end them. */
static bool disk_hangs;

int
kill(pid_t pid, int sig)
{
	return disk_hangs && sig == SIGKILL ? 0 : (int)syscall(SYS_kill, pid, sig);
}

static void
setup(void)
{
	arena = arena_new();
	program = 0;
	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-parent.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/socket", folder);
}

/* How it ended; one that does not is killed after a while. */
static int
wait_for(pid_t pid)
{
	int code = -1;

	for (int i = 0; i < 1000; i++) {
		pid_t ended = waitpid(pid, &code, WNOHANG);

		if (ended == pid)
			return code;
		if (ended < 0 && errno != EINTR)
			return -1;
		(void)usleep(10000);
	}
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, &code, 0);
	return code;
}

static void
teardown(void)
{
	pid_t pid = test_fork();

	if (pid == 0) {
		(void)execl("/bin/rm", "rm", "-rf", folder, (char *)NULL);
		_exit(127);
	}
	(void)wait_for(pid);
	if (program != 0) {
		(void)kill(program, SIGTERM);
		(void)wait_for(program);
	}
	arena_free(arena);
}

/* A child says who it is, and then repeats what it hears. */
static int
repeat(void *argument, const struct child *child)
{
	const struct timeval patience = { .tv_sec = 5 };
	int fd;

	(void)argument;
	child_ready(child);
	while ((fd = child_accept(child)) >= 0) {
		char text[64];
		ssize_t n;

		(void)setsockopt(
		    fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
		(void)snprintf(text, sizeof text, "%d\n", (int)getpid());
		n = write(fd, text, strlen(text));
		if (n > 0 && (n = read(fd, text, sizeof text)) > 0)
			n = write(fd, text, (size_t)n);
		(void)close(fd);
	}
	_exit(EXIT_SUCCESS);
}

static void
start_as(const struct parent *as)
{
	struct parent parent = *as;

	parent.name = "test";
	parent.socket = path;
	program = test_fork();
	if (program == 0)
		_exit(parent_run(&parent));
}

static void
start(int children, char *const *argv)
{
	start_as(&(const struct parent){
	    .children = children, .argv = argv, .serve = repeat });
}

/* Tries for a while: the program has to come up first. */
static int
connection(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct timeval patience = { .tv_sec = 5 };

	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	for (int i = 0; i < 500; i++) {
		int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

		ck_assert_int_ge(fd, 0);
		(void)setsockopt(
		    fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
		if (connect(fd, (struct sockaddr *)(void *)&address, sizeof address) ==
		    0)
			return fd;
		(void)close(fd);
		(void)usleep(10000);
	}
	return -1;
}

/* What comes next, "" if nothing does. */
static const char *
hear(int fd)
{
	char *text = arena_alloc(arena, 4096);
	ssize_t n = read(fd, text, 4095);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* Whoever answers a connection of its own. */
static pid_t
who_answers(void)
{
	int fd = connection();
	pid_t pid = (pid_t)strtol(hear(fd), NULL, 10);

	(void)close(fd);
	return pid;
}

static bool
gone(pid_t pid)
{
	for (int i = 0; i < 300; i++) {
		if (kill(pid, 0) != 0)
			return true;
		(void)usleep(10000);
	}
	return false;
}

/* Tries for a while: it may be between two. */
static pid_t
only_child(pid_t of)
{
	const char *list =
	    arena_printf(arena, "/proc/%d/task/%d/children", (int)of, (int)of);
	int pid = 0;

	for (int i = 0; i < 300 && pid == 0; i++) {
		FILE *f = fopen(list, "r");

		ck_assert_ptr_nonnull(f);
		if (fscanf(f, "%d", &pid) != 1)
			(void)usleep(10000);
		(void)fclose(f);
	}
	ck_assert_int_gt(pid, 0);
	return pid;
}

START_TEST(a_killed_child_is_followed_at_once)
{
	pid_t first, second;
	int64_t began;

	start(1, NULL);
	first = who_answers();
	ck_assert_int_gt(first, 0);
	began = clock_monotonic();
	ck_assert_int_eq(kill(first, SIGKILL), 0);
	second = who_answers();
	ck_assert_int_gt(second, 0);
	ck_assert_int_ne(first, second);
	/* 100 ms on an idle machine. */
	ck_assert_int_lt(clock_monotonic() - began, SECOND);
}
END_TEST

START_TEST(a_stop_leaves_no_connection_unanswered)
{
	int heard, fd;
	pid_t child;

	start(1, NULL);
	fd = connection();
	child = (pid_t)strtol(hear(fd), NULL, 10);
	ck_assert_int_eq(kill(program, SIGTERM), 0);
	/* The word has reached the child, who waits for ours all the same. */
	(void)usleep(100000);
	ck_assert_int_eq(kill(child, 0), 0);
	ck_assert_int_eq(write(fd, "still here", 10), 10);
	ck_assert_str_eq(hear(fd), "still here");
	(void)close(fd);
	heard = wait_for(program);
	program = 0;
	ck_assert(WIFEXITED(heard) && WEXITSTATUS(heard) == 0);
}
END_TEST

/* As systemd does it: bound and listening as descriptor 3. */
static void
start_handed_over(int listener, int waiting)
{
	char pid[16];

	program = test_fork();
	if (program != 0)
		return;
	/* Ours is the only end of whoever waits already. */
	if (waiting >= 0)
		(void)close(waiting);
	(void)snprintf(pid, sizeof pid, "%d", (int)getpid());
	(void)setenv("LISTEN_PID", pid, 1);
	(void)setenv("LISTEN_FDS", "1", 1);
	(void)dup2(listener, 3);
	_exit(parent_run(&(struct parent){
	    .name = "test", .socket = path, .children = 1, .serve = repeat }));
}

static int
listener_at(const char *where)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", where);
	ck_assert_int_eq(
	    bind(fd, (struct sockaddr *)(void *)&address, sizeof address), 0);
	ck_assert_int_eq(listen(fd, 16), 0);
	return fd;
}

START_TEST(a_socket_handed_over_outlives_the_program)
{
	int listener = listener_at(path), early = connection();
	struct stat before, after;

	ck_assert_int_eq(stat(path, &before), 0);
	for (int i = 0; i < 2; i++) {
		int fd = i == 0 ? early : connection();

		start_handed_over(listener, fd);
		ck_assert_int_gt(strtol(hear(fd), NULL, 10), 0);
		(void)close(fd);
		(void)kill(program, SIGTERM);
		(void)wait_for(program);
		program = 0;
	}
	ck_assert_int_eq(stat(path, &after), 0);
	ck_assert_int_eq((int)(before.st_ino == after.st_ino), 1);
	(void)close(listener);
}
END_TEST

START_TEST(another_socket_than_ours_is_not_taken)
{
	char other[128];
	int listener;

	(void)snprintf(other, sizeof other, "%s.other", path);
	listener = listener_at(other);
	start_handed_over(listener, -1);
	ck_assert_int_gt(who_answers(), 0);
	(void)close(listener);
}
END_TEST

START_TEST(what_does_not_start_changes_nothing)
{
	char *const argv[] = { (char[]){ "/bin/false" }, NULL };
	pid_t child;

	start(1, argv);
	child = who_answers();
	ck_assert_int_gt(child, 0);
	(void)kill(program, SIGHUP);
	(void)usleep(300000);
	ck_assert_int_eq(who_answers(), child);
}
END_TEST

static bool
comes(const char *file)
{
	for (int i = 0; i < 300; i++) {
		if (access(file, F_OK) == 0)
			return true;
		(void)usleep(10000);
	}
	return false;
}

/* The new program is a script that does this on its trial, and then sleeps. */
static char *
trying(const char *does)
{
	return arena_printf(arena,
	    "cd %s; if [ -n \"$AFTERCARE_TRIAL\" ]; then %s; fi; "
	    "echo $AFTERCARE_OLD_CHILDREN > given.new; mv given.new given; exec sleep "
	    "60",
	    folder, does);
}

/* The first reload hangs, the second does not wait for it. */
START_TEST(a_trial_that_hangs_is_not_waited_for)
{
	char *const argv[] = { (char[]){ "/bin/sh" }, (char[]){ "-c" },
		trying("[ ! -e hangs ] || exit 0; touch hangs; exec sleep 60"), NULL };
	const char *hangs = arena_printf(arena, "%s/hangs", folder);
	const char *given = arena_printf(arena, "%s/given", folder);

	start(1, argv);
	ck_assert_int_gt(who_answers(), 0);
	(void)kill(program, SIGHUP);
	ck_assert(comes(hangs));
	ck_assert_int_ne(access(given, F_OK), 0);
	(void)kill(program, SIGHUP);
	ck_assert(comes(given));
}
END_TEST

/* The process of a trial that says so in a file, and sleeps. */
#define SAYS_WHO "echo $$ > pid.new; mv pid.new pid; exec sleep 60"

static pid_t
trial_said(void)
{
	const char *file = arena_printf(arena, "%s/pid", folder);
	int pid = 0;
	FILE *f;

	ck_assert(comes(file));
	f = fopen(file, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%d", &pid), 1);
	(void)fclose(f);
	return pid;
}

static void
start_impatient(void)
{
	char *const argv[] = { (char[]){ "/bin/sh" }, (char[]){ "-c" },
		trying(SAYS_WHO), NULL };

	start_as(&(const struct parent){
	    .children = 1, .argv = argv, .patience = SECOND / 2, .serve = repeat });
	ck_assert_int_gt(who_answers(), 0);
	(void)kill(program, SIGHUP);
}

/* Nor for ever where nobody asks again. */
START_TEST(a_trial_has_its_time)
{
	start_impatient();
	ck_assert(gone(trial_said()));
	ck_assert_int_gt(who_answers(), 0);
}
END_TEST

static int64_t
processor_time(pid_t pid)
{
	struct timespec spent;
	clockid_t clock;

	ck_assert_int_eq(clock_getcpuclockid(pid, &clock), 0);
	ck_assert_int_eq(clock_gettime(clock, &spent), 0);
	return spent.tv_sec * SECOND + spent.tv_nsec / 1000;
}

/* The parent waits for it asleep. */
START_TEST(a_trial_that_cannot_end_costs_nothing)
{
	int64_t before;
	pid_t trial;

	disk_hangs = true;
	start_impatient();
	disk_hangs = false;
	trial = trial_said();
	(void)usleep(600 * 1000); /* its time is over */
	before = processor_time(program);
	(void)usleep(500 * 1000);
	ck_assert_int_lt(processor_time(program) - before, SECOND / 20);
	ck_assert_int_gt(who_answers(), 0);
	(void)kill(trial, SIGKILL);
	ck_assert(gone(trial));
}
END_TEST

/* Never ready, so that nobody is relieved. */
static int
brood(void *argument, const struct child *child)
{
	int fd;

	(void)argument;
	while ((fd = child_accept(child)) >= 0)
		(void)close(fd);
	_exit(EXIT_SUCCESS);
}

#define OLD 128

/* As after many reloads, while long requests last. */
static void
start_with_old(char *const *argv, pid_t *old)
{
	int tell[2];

	ck_assert_int_eq(pipe(tell), 0);
	program = test_fork();
	if (program == 0) {
		char list[8 * OLD + 1];
		int len = 0;

		for (int i = 0; i < OLD; i++) {
			old[i] = test_fork();
			if (old[i] == 0) {
				(void)signal(
				    SIGTERM, SIG_DFL); /* not as Check has it */
				(void)pause();
				_exit(EXIT_SUCCESS);
			}
			len += snprintf(
			    list + len, sizeof list - (size_t)len, "%d ", (int)old[i]);
		}
		if (write(tell[1], old, OLD * sizeof *old) < 0)
			_exit(EXIT_FAILURE);
		(void)setenv("AFTERCARE_OLD_CHILDREN", list, 1);
		_exit(parent_run(&(const struct parent){ .name = "test",
		    .socket = path,
		    .children = 1,
		    .argv = argv,
		    .serve = brood }));
	}
	ck_assert_int_eq(
	    (int)read(tell[0], old, OLD * sizeof *old), (int)(OLD * sizeof *old));
	(void)close(tell[0]);
	(void)close(tell[1]);
}

/* Even where nobody has asked how. */
static bool
ended(pid_t pid)
{
	for (int i = 0; i < 300; i++) {
		FILE *f = fopen(arena_printf(arena, "/proc/%d/stat", (int)pid), "r");
		char state = 'Z';

		if (f != NULL) {
			if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
				state = '?';
			(void)fclose(f);
		}
		if (state == 'Z')
			return true;
		(void)usleep(10000);
	}
	return false;
}

START_TEST(nobody_is_forgotten)
{
	char *const argv[] = { (char[]){ "/bin/sh" }, (char[]){ "-c" },
		trying("exit 0"), NULL };
	const char *given = arena_printf(arena, "%s/given", folder);
	pid_t old[OLD];
	int n = 0, pid;
	FILE *f;

	start_with_old(argv, old);
	(void)close(connection()); /* it is up */
	(void)kill(program, SIGHUP);
	ck_assert(comes(given));
	f = fopen(given, "r");
	ck_assert_ptr_nonnull(f);
	while (fscanf(f, "%d", &pid) == 1)
		n++;
	(void)fclose(f);
	/* As many as the new program keeps, and whoever is not among them ends. */
	ck_assert_int_eq(n, OLD);
	ck_assert_int_eq(pid, old[OLD - 2]);
	ck_assert_int_eq(kill(pid, 0), 0);
	ck_assert(ended(old[OLD - 1]));
}
END_TEST

/* Without a free descriptor a connection waits, and nobody spins meanwhile. */
static int
poor(void *argument, const struct child *child)
{
	const struct rlimit none = { .rlim_cur = 0, .rlim_max = 1024 };

	(void)setrlimit(RLIMIT_NOFILE, &none);
	return repeat(argument, child);
}

START_TEST(without_descriptors_it_waits)
{
	const struct rlimit enough = { .rlim_cur = 1024, .rlim_max = 1024 };
	struct timespec before, after;
	clockid_t clock;
	pid_t child;
	int fd;

	start_as(&(const struct parent){ .children = 1, .serve = poor });
	fd = connection();
	child = only_child(program);
	ck_assert_int_eq(clock_getcpuclockid(child, &clock), 0);
	(void)clock_gettime(clock, &before);
	(void)usleep(400000);
	(void)clock_gettime(clock, &after);
	ck_assert_int_lt((after.tv_sec - before.tv_sec) * 1000 +
			     (after.tv_nsec - before.tv_nsec) / 1000000,
	    30);
	ck_assert_int_eq(prlimit(child, RLIMIT_NOFILE, &enough, NULL), 0);
	ck_assert_int_eq(strtol(hear(fd), NULL, 10), child);
	(void)close(fd);
}
END_TEST

/* The new program is a script here: it writes down what it was given. */
START_TEST(what_starts_gets_the_socket_and_the_children)
{
	char *script = arena_printf(arena,
	    "[ -z \"$AFTERCARE_TRIAL\" ] || exit 0; "
	    "[ \"$LISTEN_PID $LISTEN_FDS\" = \"$$ 1\" ] && [ -S /proc/self/fd/3 ] && "
	    "echo $AFTERCARE_OLD_CHILDREN > %s/given; exec sleep 60",
	    folder);
	char *const argv[] = { (char[]){ "/bin/sh" }, (char[]){ "-c" }, script, NULL };
	const char *given = arena_printf(arena, "%s/given", folder);
	pid_t child;
	FILE *f = NULL;
	int old = 0;

	start(1, argv);
	child = who_answers();
	(void)kill(program, SIGHUP);
	for (int i = 0; i < 300 && (f == NULL || fscanf(f, "%d", &old) != 1); i++) {
		(void)usleep(10000);
		if (f != NULL)
			(void)fclose(f);
		f = fopen(given, "r");
	}
	ck_assert_ptr_nonnull(f);
	(void)fclose(f);
	ck_assert_int_eq(old, child);
	/* Nobody has relieved it: it still answers, until its parent is gone. */
	ck_assert_int_eq(who_answers(), child);
	(void)kill(program, SIGKILL);
	(void)wait_for(program);
	program = 0;
	ck_assert(gone(child));
}
END_TEST

/* FastCGI: the same with the library between. */

static enum status
greet(struct request *rq)
{
	buf_puts(reply_json(rq, 200), "hello");
	return OK;
}

static void
never(struct request *rq, enum status status)
{
	(void)status;
	rq->reply.code = 404;
}

static void
start_fcgi(void)
{
	static const struct route routes[] = {
		{ GET, "/hello", 0, greet, .bare = true }, { .path = NULL }
	};
	static const struct program greeter = {
		.name = "greeter", .routes = routes, .together = 4, .fail = never
	};

	program = test_fork();
	if (program == 0)
		_exit(fcgi_serve(&greeter, &(struct fcgi_options){ .socket = path,
					       .children = 1,
					       .database = getenv("DATABASE") }));
}

/* GET /hello in FastCGI records; ${keep} asks to keep the connection. */
static void
say_hello(int fd, bool keep)
{
	static const char params[] = "\016\003REQUEST_METHODGET"
				     "\014\006DOCUMENT_URI/hello";
	char records[128] = { 1, 1, 0, 1, 0, 8, 0, 0, 0, 1 };
	size_t n = 16, len = sizeof params - 1;

	records[10] = (char)keep;
	memcpy(records + n, (const char[]){ 1, 4, 0, 1, 0, (char)len, 0, 0 }, 8);
	memcpy(records + n + 8, params, len);
	n += 8 + len;
	memcpy(records + n, (const char[]){ 1, 4, 0, 1, 0, 0, 0, 0 }, 8);
	memcpy(records + n + 8, (const char[]){ 1, 5, 0, 1, 0, 0, 0, 0 }, 8);
	n += 16;
	ck_assert_int_eq((int)write(fd, records, n), (int)n);
}

static bool
hears_hello(int fd)
{
	char text[4096];
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, text + len, sizeof text - len)) > 0)
		len += (size_t)n;
	return memmem(text, len, "Status: 200", 11) != NULL &&
	       memmem(text, len, "Content-Length: 5\r\n", 19) != NULL &&
	       memmem(text, len, "hello", 5) != NULL;
}

START_TEST(a_request_is_taken_after_the_word_to_stop)
{
	for (int i = 0; i < 3; i++) {
		int fd, ended;

		start_fcgi();
		fd = connection();
		say_hello(fd, false);
		ck_assert(hears_hello(fd));
		(void)close(fd);
		/* Accepted, and nothing said yet. */
		fd = connection();
		(void)usleep(50000);
		(void)kill(i == 0 ? only_child(program) : program, SIGTERM);
		(void)usleep(50000);
		say_hello(fd, false);
		ck_assert(hears_hello(fd));
		(void)close(fd);
		(void)kill(program, SIGTERM);
		ended = wait_for(program);
		program = 0;
		ck_assert(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
	}
}
END_TEST

START_TEST(whoever_goes_away_takes_nobody_along)
{
	pid_t child = 0;

	start_fcgi();
	for (int i = 0; i < 3; i++) {
		int fd = connection();

		if (i == 1)
			ck_assert_int_eq((int)write(fd, "\001\001\000\001", 4), 4);
		else if (i == 2)
			say_hello(fd, true);
		(void)close(fd);
		fd = connection();
		say_hello(fd, true);
		ck_assert(hears_hello(fd));
		(void)close(fd);
		if (child == 0)
			child = only_child(program);
		ck_assert_int_eq(only_child(program), child);
	}
}
END_TEST

/* The first keeps the child until the others wait: more of them than it takes at once. */
START_TEST(who_waits_together_is_answered_each)
{
	int fds[11];

	start_fcgi();
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < COUNT_OF(fds); i++) {
			fds[i] = connection();
			if (i == 3 || i == 5)
				ck_assert_int_eq(
				    (int)write(fds[i], "\001\001\000\001", 4), 4);
			else if (i > 0)
				say_hello(fds[i], i % 2 == 0);
			if (i == 3)
				(void)close(fds[i]);
		}
		(void)usleep(50000);
		(void)close(fds[5]);
		say_hello(fds[0], false);
		for (size_t i = 0; i < COUNT_OF(fds); i++) {
			if (i == 3 || i == 5)
				continue;
			ck_assert(hears_hello(fds[i]));
			(void)close(fds[i]);
		}
	}
}
END_TEST

TCase *
parent_tests(void)
{
	TCase *tc = tcase_create("parent");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_killed_child_is_followed_at_once);
	tcase_add_test(tc, a_stop_leaves_no_connection_unanswered);
	tcase_add_test(tc, a_socket_handed_over_outlives_the_program);
	tcase_add_test(tc, another_socket_than_ours_is_not_taken);
	tcase_add_test(tc, what_does_not_start_changes_nothing);
	tcase_add_test(tc, what_starts_gets_the_socket_and_the_children);
	tcase_add_test(tc, a_trial_that_hangs_is_not_waited_for);
	tcase_add_test(tc, a_trial_has_its_time);
	tcase_add_test(tc, a_trial_that_cannot_end_costs_nothing);
	tcase_add_test(tc, nobody_is_forgotten);
	tcase_add_test(tc, without_descriptors_it_waits);
	tcase_add_test(tc, a_request_is_taken_after_the_word_to_stop);
	tcase_add_test(tc, whoever_goes_away_takes_nobody_along);
	tcase_add_test(tc, who_waits_together_is_answered_each);
	return tc;
}
