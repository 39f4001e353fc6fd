/* supervise.c - see supervise.h. */

#include "base/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define SOON (10 * SECOND) /* an end within this is no good start */
#define SOON_ENDS_MAX 6
#define PAUSE_MIN (SECOND / 10)
#define PAUSE_MAX (3 * SECOND)
#define STOP_SECONDS 10

struct child {
	const struct supervise_program *program;
	const char *log;
	pid_t pid; /* 0 while it does not run */
	int64_t began;
	int64_t again_at; /* when it is to be started once more */
	int soon_ends; /* in a row */
};

struct supervisor {
	struct arena *arena;
	const char *folder;
	sigset_t before;
	const char *zone; /* clock.h turns ours about; theirs is as it was */
	struct child children[SUPERVISE_MAX];
	size_t n;
	const char *trouble;
	bool gave_up;
};

static const sigset_t *
watched(void)
{
	static sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGCHLD);
	return &set;
}

struct supervisor *
supervisor_new(struct arena *arena, const char *log_folder)
{
	struct supervisor *s = arena_alloc(arena, sizeof *s);

	s->arena = arena;
	s->folder = arena_strdup(arena, log_folder);
	s->zone = getenv("TZ");
	if (s->zone != NULL)
		s->zone = arena_strdup(arena, s->zone);
	s->trouble = "";
	(void)sigprocmask(SIG_BLOCK, watched(), &s->before);
	return s;
}

const char *
supervisor_trouble(const struct supervisor *s)
{
	return s->trouble;
}

static int
stop_signal(const struct supervise_program *program)
{
	return program->stop_signal != 0 ? program->stop_signal : SIGTERM;
}

/* In the child: never returns. */
static void
become(const struct supervisor *s, const struct child *child, pid_t parent)
{
	const struct supervise_program *program = child->program;
	char *argv[64] = { 0 };
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int out = open(child->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);

	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, stop_signal(program));
	/* The parent may have died before the line above. */
	if (getppid() != parent || null < 0 || out < 0 || dup2(null, 0) < 0 ||
	    dup2(out, 1) < 0 || dup2(out, 2) < 0)
		_exit(127);
	(void)sigprocmask(SIG_SETMASK, &s->before, NULL);
	if (s->zone != NULL)
		(void)setenv("TZ", s->zone, 1);
	else
		(void)unsetenv("TZ");
	for (size_t i = 0; program->argv[i] != NULL && i + 1 < COUNT_OF(argv); i++)
		argv[i] = arena_strdup(s->arena, program->argv[i]);
	(void)execv(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static enum status
start(struct supervisor *s, struct child *child)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0)
		become(s, child, parent);
	if (pid < 0) {
		s->trouble = arena_printf(s->arena, "%s could not be started: %s.",
		    child->program->name, strerror(errno));
		return ERR_INTERNAL;
	}
	/* Here too, so that the group exists whoever runs first. */
	(void)setpgid(pid, pid);
	child->pid = pid;
	child->began = clock_monotonic();
	child->again_at = 0;
	return OK;
}

static struct child *
add(struct supervisor *s, const struct supervise_program *program)
{
	struct child *child = &s->children[s->n];

	if (s->n == SUPERVISE_MAX)
		return NULL;
	*child = (struct child){ .program = program,
		.log = arena_printf(s->arena, "%s/%s.log", s->folder, program->name) };
	s->n++;
	return child;
}

enum status
supervisor_start(struct supervisor *s, const struct supervise_program *program)
{
	struct child *child = add(s, program);

	if (child == NULL)
		return ERR_INTERNAL;
	/* The log is of this run; the one before is kept beside it. */
	(void)rename(child->log, arena_printf(s->arena, "%s.old", child->log));
	return start(s, child);
}

/* The last line of a log, without its end of line; "" if there is none. */
static const char *
last_line(struct arena *arena, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = arena_alloc(arena, 500), *last = arena_alloc(arena, 500);

	while (f != NULL && fgets(line, 500, f) != NULL)
		if (line[0] != '\n')
			(void)snprintf(last, 500, "%s", line);
	if (f != NULL)
		(void)fclose(f);
	last[strcspn(last, "\n")] = '\0';
	return last;
}

static void
give_up(struct supervisor *s, const struct child *child)
{
	const char *line = last_line(s->arena, child->log);

	s->gave_up = true;
	s->trouble = arena_printf(s->arena, "%s ends soon after each start; see %s%s%s",
	    child->program->name, child->log,
	    *line != '\0' ? ", which ends:\n    " : ".", line);
}

/* One that ended is to be started again, or given up. */
static void
ended(struct supervisor *s, struct child *child)
{
	int64_t now = clock_monotonic(), pause = PAUSE_MIN;

	child->soon_ends = now - child->began < SOON ? child->soon_ends + 1 : 0;
	if (child->soon_ends >= SOON_ENDS_MAX) {
		give_up(s, child);
		return;
	}
	for (int i = 1; i < child->soon_ends; i++)
		pause *= 2;
	child->again_at = now + (pause < PAUSE_MAX ? pause : PAUSE_MAX);
	log_warn("%s ended and is started again", child->program->name);
}

/*
 * Takes note of an end that waits to be seen: the pid, 0 if there is none.  What
 * the program left behind goes first, while its group still bears its number:
 * it would hold the port or the socket.
 */
static pid_t
bury(idtype_t type, pid_t pid, int *code)
{
	siginfo_t info = { 0 };

	if (waitid(type, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
	    info.si_pid == 0)
		return 0;
	(void)kill(-info.si_pid, SIGKILL);
	return waitpid(info.si_pid, code, 0);
}

static void
reap(struct supervisor *s)
{
	pid_t pid;
	int code;

	while ((pid = bury(P_ALL, 0, &code)) > 0)
		for (size_t i = 0; i < s->n; i++)
			if (s->children[i].pid == pid) {
				s->children[i].pid = 0;
				ended(s, &s->children[i]);
			}
}

/* Starts what is due; *next is when the next will be, or stays as it is. */
static enum status
start_due(struct supervisor *s, int64_t *next)
{
	int64_t now = clock_monotonic();

	for (size_t i = 0; i < s->n; i++) {
		struct child *child = &s->children[i];

		if (child->again_at == 0)
			continue;
		if (child->again_at <= now)
			TRY(start(s, child));
		else if (child->again_at < *next)
			*next = child->again_at;
	}
	return OK;
}

/* Waits for a watched signal until then: its number, 0 when the time is over. */
static int
signal_until(int64_t until)
{
	int64_t left = until - clock_monotonic();
	struct timespec time;
	int sig;

	if (left < 0)
		left = 0;
	time = (struct timespec){ .tv_sec = left / SECOND,
		.tv_nsec = (left % SECOND) * 1000 };
	sig = sigtimedwait(watched(), NULL, &time);
	return sig > 0 ? sig : 0;
}

enum status
supervisor_wait(struct supervisor *s, int milliseconds)
{
	int64_t end = milliseconds < 0
			  ? INT64_MAX
			  : clock_monotonic() + milliseconds * (SECOND / 1000);

	for (;;) {
		int64_t now = clock_monotonic(), next = now + HOUR;
		int sig;

		reap(s);
		if (s->gave_up || start_due(s, &next) != OK)
			return ERR_UNAVAILABLE;
		if (now >= end)
			return OK;
		sig = signal_until(next < end ? next : end);
		if (sig != 0 && sig != SIGCHLD)
			return ERR_CONFLICT;
	}
}

/* Waits for this one; true once it has gone. */
static bool
gone(struct child *child, int64_t until, int *code, int *sig)
{
	for (;;) {
		if (bury(P_PID, child->pid, code) > 0)
			return true;
		*sig = signal_until(until);
		if (*sig != SIGCHLD)
			return false;
	}
}

static void
stop_child(struct child *child, bool *hurry)
{
	const struct supervise_program *program = child->program;
	int seconds = program->stop_seconds != 0 ? program->stop_seconds : STOP_SECONDS;
	int64_t until = clock_monotonic() + seconds * SECOND;
	int code, sig = 0;

	if (child->pid == 0)
		return;
	(void)kill(child->pid, stop_signal(program));
	if (*hurry || !gone(child, until, &code, &sig)) {
		*hurry = *hurry || sig != 0;
		(void)kill(-child->pid, SIGKILL);
		(void)waitpid(child->pid, &code, 0);
	}
	child->pid = 0;
}

enum status
supervisor_once(struct supervisor *s, const struct supervise_program *program)
{
	struct child *child = add(s, program);
	bool hurry = false;
	int code = 0, sig = 0;
	enum status status;

	if (child == NULL)
		return ERR_INTERNAL;
	status = start(s, child);
	if (status == OK && !gone(child, clock_monotonic() + HOUR, &code, &sig)) {
		stop_child(child, &hurry);
		status = ERR_CONFLICT;
	}
	if (status == OK && (!WIFEXITED(code) || WEXITSTATUS(code) != 0)) {
		const char *line = last_line(s->arena, child->log);

		s->trouble =
		    arena_printf(s->arena, "%s failed; see %s%s%s", program->name,
			child->log, *line != '\0' ? ", which ends:\n    " : ".", line);
		status = ERR_INVALID;
	}
	s->n--;
	return status;
}

void
supervisor_stop(struct supervisor *s)
{
	bool hurry = false;

	while (s->n > 0) {
		s->n--;
		stop_child(&s->children[s->n], &hurry);
	}
	(void)sigprocmask(SIG_SETMASK, &s->before, NULL);
}
