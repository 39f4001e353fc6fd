/* rule_evaluator.c - see rule_evaluator.h. */

#include "core/rule_evaluator.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "ext/sandbox.h"

#define LOOK_MS 20 /* how often its memory is looked at */

static struct rule_progress *
make_progress(void)
{
	struct rule_progress *progress = mmap(NULL, sizeof *progress,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return progress != MAP_FAILED ? progress : NULL;
}

enum status
rule_evaluator_start(struct rule_evaluator *ev, const struct rule_walls *walls)
{
	int pair[2];

	rule_evaluator_end(ev);
	ev->progress = make_progress();
	if (ev->progress == NULL)
		return ERR_UNAVAILABLE;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		rule_evaluator_end(ev);
		return ERR_UNAVAILABLE;
	}
	(void)fflush(NULL);
	ev->pid = fork();
	if (ev->pid == 0)
		rule_child(pair[1], walls, ev->progress);
	(void)close(pair[1]);
	ev->fd = pair[0];
	ev->memory = walls->memory;
	ev->mail = arena_new();
	if (ev->pid > 0)
		return OK;
	rule_evaluator_end(ev);
	return ERR_UNAVAILABLE;
}

void
rule_evaluator_end(struct rule_evaluator *ev)
{
	if (ev->pid > 0) {
		(void)kill(ev->pid, SIGKILL);
		while (waitpid(ev->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (ev->mail != NULL)
		(void)close(ev->fd);
	arena_free(ev->mail);
	if (ev->progress != NULL)
		(void)munmap(ev->progress, sizeof *ev->progress);
	*ev = (struct rule_evaluator){ .pid = 0 };
}

bool
rule_evaluator_alive(const struct rule_evaluator *ev)
{
	struct pollfd fd = { .fd = ev->fd, .events = POLLIN };

	return ev->pid != 0 && poll(&fd, 1, 0) == 0;
}

int64_t
rule_evaluator_computed(const struct rule_evaluator *ev)
{
	struct timespec time;
	clockid_t clock;

	if (ev->pid == 0 || clock_getcpuclockid(ev->pid, &clock) != 0 ||
	    clock_gettime(clock, &time) != 0)
		return 0;
	return time.tv_sec * SECOND + time.tv_nsec / 1000;
}

void
rule_evaluator_ready(struct rule_evaluator *ev)
{
	ev->at_start = sandbox_memory(ev->pid, true);
}

static enum status
check_limits(struct rule_evaluator *ev)
{
	if (clock_monotonic() > ev->deadline) {
		ev->why = "took too long and was ended";
		return ERR_UNAVAILABLE;
	}
	if (ev->at_start > 0 &&
	    sandbox_memory(ev->pid, true) > ev->at_start + ev->memory) {
		ev->why = "took too much memory and was ended";
		return ERR_UNAVAILABLE;
	}
	return OK;
}

/* ----------------------------------------------------- one question at a time --- */

/* Waits for bytes, and looks after time and memory meanwhile. */
static enum status
wait_bytes(void *with)
{
	struct rule_evaluator *ev = with;

	for (;;) {
		struct pollfd fd = { .fd = ev->fd, .events = POLLIN };
		int n = poll(&fd, 1, LOOK_MS);

		if (n > 0)
			return OK;
		if (n < 0 && errno != EINTR)
			return ERR_INTERNAL;
		TRY(check_limits(ev));
	}
}

enum status
rule_evaluator_say(struct rule_evaluator *ev, const char *text, size_t len)
{
	return rule_frame_write(ev->fd, text, len);
}

enum status
rule_evaluator_hear(
    struct rule_evaluator *ev, struct arena *arena, int ms, char **text, size_t *len)
{
	struct rule_reader from = { ev->fd, wait_bytes, ev };

	ev->deadline = clock_monotonic() + (int64_t)ms * 1000;
	return rule_frame_read(arena, &from, text, len);
}

/* ------------------------------------------------------- while others work too --- */

enum status
rule_evaluator_send(struct rule_evaluator *ev)
{
	while (ev->out_sent < ev->out_len) {
		ssize_t n = send(ev->fd, ev->out + ev->out_sent,
		    ev->out_len - ev->out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return OK;
		if (n <= 0)
			return ERR_NOT_FOUND;
		ev->out_sent += (size_t)n;
	}
	arena_reset(ev->mail);
	return OK;
}

enum status
rule_evaluator_watch(struct rule_evaluator *ev, int ms)
{
	size_t steps = atomic_load(&ev->progress->steps);

	if (steps != ev->steps) {
		ev->steps = steps;
		ev->deadline = clock_monotonic() + (int64_t)ms * 1000;
	}
	return check_limits(ev);
}
