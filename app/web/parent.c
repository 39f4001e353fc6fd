/* parent.c - see parent.h. */

#include "web/parent.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define BACKLOG 1024
#define MAX_CHILDREN 64
#define MAX_OLD (2 * MAX_CHILDREN)
#define HANDED_OVER 3 /* sd_listen_fds(3) */
#define READY SIGRTMIN /* a child tells its parent */
#define SOON SECOND /* an end within this is followed by a pause */
#define PAUSE_MIN (SECOND / 20)
#define PAUSE_MAX SECOND
#define PATIENCE (30 * SECOND) /* with a trial */
#define TRIAL_AGAIN SECOND /* from one try to end it to the next */

/* In the environment of the program that we become, and of its trial. */
#define OLD_CHILDREN "AFTERCARE_OLD_CHILDREN"
#define TRIAL "AFTERCARE_TRIAL"

struct slot {
	pid_t pid; /* 0 while nobody is there */
	int64_t began;
	bool ready; /* it came as far as to answer */
	int64_t again_at; /* when the next is to start */
	int64_t pause; /* before that; longer with each bad start in a row */
};

struct family {
	const struct parent *parent;
	int listener;
	int n;
	struct slot slots[MAX_CHILDREN];
	/* Of the program we were before: relieved one by one. */
	pid_t old[MAX_OLD];
	int nold;
	pid_t trial;
	int64_t trial_until;
};

/* Blocked in the parent and in the children: waited for, never a surprise. */
static const sigset_t *
watched(void)
{
	static sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigaddset(&set, READY);
	return &set;
}

/* The socket. */

static bool
set_flags(int fd)
{
	int status = fcntl(fd, F_GETFL);

	/* Of several children that see a connection one gets it. */
	return status >= 0 && fcntl(fd, F_SETFL, status | O_NONBLOCK) == 0 &&
	       fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static int
listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || strlen(path) >= sizeof address.sun_path) {
		log_error("socket path too long: %zu bytes", strlen(path));
		return -1;
	}
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	(void)unlink(path);
	if (bind(fd, (const struct sockaddr *)(const void *)&address, sizeof address) !=
		0 ||
	    chmod(path, 0660) != 0 || listen(fd, BACKLOG) != 0 || !set_flags(fd)) {
		log_error("cannot listen on %s: %s", path, strerror(errno));
		(void)close(fd);
		return -1;
	}
	return fd;
}

static bool
listens_on(int fd, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNSPEC };
	socklen_t len = sizeof address, size = sizeof(int);
	int listens = 0;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 &&
	       listens != 0 &&
	       getsockname(fd, (struct sockaddr *)(void *)&address, &len) == 0 &&
	       address.sun_family == AF_UNIX && strcmp(address.sun_path, path) == 0;
}

static long
number_of(const char *name)
{
	const char *text = getenv(name);

	return text != NULL ? strtol(text, NULL, 10) : 0;
}

/* What we were handed, by systemd or by ourselves; else a socket of our own. */
static int
find_listener(const char *path)
{
	bool ours = number_of("LISTEN_PID") == getpid() && number_of("LISTEN_FDS") > 0;

	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	if (!ours)
		return listen_on(path);
	if (listens_on(HANDED_OVER, path) && set_flags(HANDED_OVER))
		return HANDED_OVER;
	log_warn("the socket handed over is not %s", path);
	(void)close(HANDED_OVER);
	return listen_on(path);
}

/* A child. */

static int
wait_set(int listener)
{
	int all = epoll_create1(EPOLL_CLOEXEC);
	int told;
	struct epoll_event on_told = { .events = EPOLLIN };
	struct epoll_event on_listener = { .events = EPOLLIN | EPOLLEXCLUSIVE,
		.data.fd = listener };
	sigset_t stops;

	(void)sigemptyset(&stops);
	(void)sigaddset(&stops, SIGTERM);
	(void)sigaddset(&stops, SIGINT);
	on_told.data.fd = told = signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK);
	if (all < 0 || told < 0 || epoll_ctl(all, EPOLL_CTL_ADD, told, &on_told) != 0 ||
	    epoll_ctl(all, EPOLL_CTL_ADD, listener, &on_listener) != 0)
		return -1;
	return all;
}

static void
be_child(const struct family *f, int slot, pid_t parent)
{
	const struct child child = { .slot = slot,
		.listener = f->listener,
		.waits = wait_set(f->listener),
		.parent = parent };

	/* The parent's end must not leave a child behind. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (child.waits < 0 || getppid() != parent)
		_exit(EXIT_FAILURE);
	_exit(f->parent->serve(f->parent->argument, &child));
}

void
child_ready(const struct child *child)
{
	const union sigval slot = { .sival_int = child->slot };

	(void)sigqueue(child->parent, READY, slot);
}

/*
 * Told to stop.  A connection that woke us has woken nobody else: it is taken
 * still, and no further one wakes us.
 */
static int
last_connection(const struct child *child)
{
	if (epoll_ctl(child->waits, EPOLL_CTL_DEL, child->listener, NULL) != 0)
		return -1;
	return accept4(child->listener, NULL, NULL, SOCK_CLOEXEC);
}

int
child_accept(const struct child *child)
{
	struct epoll_event events[2];

	for (;;) {
		int n = epoll_wait(child->waits, events, 2, -1), fd;

		if (n < 0 && errno != EINTR)
			return -1;
		for (int i = 0; i < n; i++)
			if (events[i].data.fd != child->listener)
				return last_connection(child);
		fd = n > 0 ? accept4(child->listener, NULL, NULL, SOCK_CLOEXEC) : -1;
		if (fd >= 0)
			return fd;
		/* Out of descriptors or memory: it waits there until there is one. */
		if (n > 0 && errno != EAGAIN && errno != ECONNABORTED)
			(void)usleep(PAUSE_MIN);
	}
}

int
child_accept_next(const struct child *child)
{
	return accept4(child->listener, NULL, NULL, SOCK_CLOEXEC);
}

/* The parent. */

static void
start_slot(struct family *f, int i)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0)
		be_child(f, i, parent);
	f->slots[i].pid = pid;
	f->slots[i].began = clock_monotonic();
	if (pid < 0) {
		log_error("no child: %s", strerror(errno));
		f->slots[i].pid = 0;
		f->slots[i].again_at = clock_monotonic() + PAUSE_MAX;
	}
}

/* Starts what is due; how long to sleep until the next is, in microseconds. */
static int64_t
start_due(struct family *f)
{
	int64_t now = clock_monotonic(), next = HOUR;

	for (int i = 0; i < f->n; i++) {
		if (f->slots[i].pid == 0 && f->slots[i].again_at <= now)
			start_slot(f, i);
		if (f->slots[i].pid == 0 && f->slots[i].again_at - now < next)
			next = f->slots[i].again_at - now;
	}
	return next;
}

static void
relieve(struct family *f, int slot, pid_t by)
{
	if (slot < 0 || slot >= f->n || f->slots[slot].pid != by)
		return;
	f->slots[slot].ready = true;
	for (int i = slot; i < f->nold; i += f->n)
		if (f->old[i] > 0)
			(void)kill(f->old[i], SIGTERM);
}

static void
child_ended(struct slot *slot, int code)
{
	bool well = WIFEXITED(code) && WEXITSTATUS(code) == 0;
	int64_t now = clock_monotonic();

	if (!well)
		log_warn("child=%d ended with %d", (int)slot->pid, code);
	/* One that cannot start would otherwise be started a thousand times. */
	if (well || now - slot->began > SOON)
		slot->pause = 0;
	else if (slot->ready || slot->pause == 0)
		slot->pause = PAUSE_MIN;
	else if (slot->pause < PAUSE_MAX)
		slot->pause *= 2;
	slot->ready = false;
	slot->pid = 0;
	slot->again_at = now + slot->pause;
}

/* One that is still under way knows nothing of what has changed since. */
static void
start_trial(struct family *f)
{
	if (f->trial > 0)
		(void)kill(f->trial, SIGKILL);
	f->trial_until = clock_monotonic() +
			 (f->parent->patience > 0 ? f->parent->patience : PATIENCE);
	f->trial = fork();
	if (f->trial == 0) {
		(void)setenv(TRIAL, "1", 1);
		(void)execvp(f->parent->argv[0], f->parent->argv);
		log_error("%s: %s", f->parent->argv[0], strerror(errno));
		_exit(127);
	}
	if (f->trial < 0)
		f->trial = 0;
}

/* One that waits for a disk ends only when that answers: we look now and then. */
static void
end_trial_in_time(struct family *f)
{
	if (f->trial <= 0 || clock_monotonic() < f->trial_until)
		return;
	(void)kill(f->trial, SIGKILL);
	f->trial_until = clock_monotonic() + TRIAL_AGAIN;
}

/*
 * The youngest first.  Where reloads follow one another faster than requests end,
 * the oldest have no place: they are told to stop now instead of being relieved.
 */
static void
list_children(const struct family *f, char *list, size_t size)
{
	size_t len = 0;
	int n = 0;

	list[0] = '\0';
	for (int i = 0; i < f->n + f->nold; i++) {
		pid_t pid = i < f->n ? f->slots[i].pid : f->old[i - f->n];

		if (pid > 0 && ++n > MAX_OLD)
			(void)kill(pid, SIGTERM);
		else if (pid > 0)
			len +=
			    (size_t)snprintf(list + len, size - len, "%d ", (int)pid);
	}
}

/* Becomes the program that stood its trial; the children stay ours. */
static void
renew(struct family *f)
{
	char list[12 * MAX_OLD], pid[12];

	list_children(f, list, sizeof list);
	(void)snprintf(pid, sizeof pid, "%d", (int)getpid());
	(void)setenv(OLD_CHILDREN, list, 1);
	(void)setenv("LISTEN_PID", pid, 1);
	(void)setenv("LISTEN_FDS", "1", 1);
	if (f->listener == HANDED_OVER)
		(void)fcntl(f->listener, F_SETFD, 0);
	else
		(void)dup2(f->listener, HANDED_OVER);
	(void)execvp(f->parent->argv[0], f->parent->argv);
	log_error("%s: %s", f->parent->argv[0], strerror(errno));
}

static void
reap(struct family *f)
{
	pid_t pid;
	int code;

	while ((pid = waitpid(-1, &code, WNOHANG)) > 0) {
		for (int i = 0; i < f->n; i++)
			if (f->slots[i].pid == pid)
				child_ended(&f->slots[i], code);
		for (int i = 0; i < f->nold; i++)
			if (f->old[i] == pid)
				f->old[i] = 0;
		if (pid != f->trial)
			continue;
		f->trial = 0;
		if (WIFEXITED(code) && WEXITSTATUS(code) == 0)
			renew(f);
		else
			log_error("stays as it is: the new program does not start");
	}
}

/* The children of the program before us in this process. */
static void
find_old(struct family *f)
{
	const char *list = getenv(OLD_CHILDREN);
	char *end;

	for (; list != NULL && f->nold < MAX_OLD; list = end) {
		long pid = strtol(list, &end, 10);

		if (pid <= 1)
			break;
		f->old[f->nold++] = (pid_t)pid;
	}
	(void)unsetenv(OLD_CHILDREN);
}

static void
drain(struct family *f)
{
	for (int i = 0; i < f->n; i++)
		if (f->slots[i].pid > 0)
			(void)kill(f->slots[i].pid, SIGTERM);
	for (int i = 0; i < f->nold; i++)
		if (f->old[i] > 0)
			(void)kill(f->old[i], SIGTERM);
	if (f->trial > 0)
		(void)kill(f->trial, SIGKILL);
	while (wait(NULL) > 0 || errno == EINTR)
		;
}

/* Starts what is due; how long nothing else will be. */
static int64_t
next_due(struct family *f)
{
	int64_t pause = start_due(f), left = f->trial_until - clock_monotonic();

	if (f->trial <= 0 || left > pause)
		return pause;
	return left > 0 ? left : 0;
}

static void
look_after(struct family *f)
{
	for (;;) {
		int64_t pause = next_due(f);
		const struct timespec most = { .tv_sec = pause / SECOND,
			.tv_nsec = pause % SECOND * 1000 };
		siginfo_t info;
		int sig = sigtimedwait(watched(), &info, &most);

		if (sig == SIGTERM || sig == SIGINT)
			return;
		if (sig == SIGHUP)
			start_trial(f);
		else if (sig == SIGCHLD)
			reap(f);
		else if (sig == READY)
			relieve(f, info.si_value.sival_int, info.si_pid);
		end_trial_in_time(f);
	}
}

int
parent_run(const struct parent *parent)
{
	struct family f = { .parent = parent };

	if (getenv(TRIAL) != NULL)
		return EXIT_SUCCESS;
	f.n = parent->children < MAX_CHILDREN ? parent->children : MAX_CHILDREN;
	(void)sigprocmask(SIG_BLOCK, watched(), NULL);
	(void)signal(SIGHUP, SIG_DFL);
	(void)signal(SIGPIPE, SIG_IGN);
	find_old(&f);
	f.listener = find_listener(parent->socket);
	if (f.listener < 0)
		return EXIT_FAILURE;
	log_info("%s listens with %d children", parent->name, f.n);
	look_after(&f);
	drain(&f);
	(void)close(f.listener);
	return EXIT_SUCCESS;
}
