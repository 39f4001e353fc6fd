/*
 * hand_over.c - what systemd does with a socket unit: holds a listening socket and
 * runs a program that is given it.
 *
 *	hand_over SOCKET PROGRAM [ARGUMENT...]
 *
 * SIGUSR1 restarts the program: it is told to stop, and when it has ended the next
 * one starts.  One that ends by itself is started again.  SIGTERM stops both.  The
 * program's process number is in SOCKET.pid.  With UNKEPT=1 in the environment it
 * has to see to its socket itself: the control of what the socket is good for.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int
listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	(void)unlink(path);
	if (bind(fd, (const struct sockaddr *)(const void *)&address, sizeof address) !=
		0 ||
	    chmod(path, 0660) != 0 || listen(fd, 1024) != 0) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	return fd;
}

static void
write_down(const char *socket_path, pid_t pid)
{
	char path[128], next[136];
	FILE *f;

	(void)snprintf(path, sizeof path, "%s.pid", socket_path);
	(void)snprintf(next, sizeof next, "%s.new", path);
	f = fopen(next, "w");
	if (f == NULL || fprintf(f, "%d\n", (int)pid) < 0 || fclose(f) != 0 ||
	    rename(next, path) != 0)
		perror(path);
}

static pid_t
start(char **argv, int listener, const sigset_t *before)
{
	pid_t pid = fork();
	char number[16];

	if (pid != 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)sigprocmask(SIG_SETMASK, before, NULL);
	if (listener >= 0) {
		(void)snprintf(number, sizeof number, "%d", (int)getpid());
		(void)setenv("LISTEN_PID", number, 1);
		(void)setenv("LISTEN_FDS", "1", 1);
		/* Where it has that number already dup2 would leave it to be closed. */
		(void)dup2(dup(listener), 3);
	}
	(void)execv(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

static void
stop(pid_t pid)
{
	int code;

	(void)kill(pid, SIGTERM);
	(void)waitpid(pid, &code, 0);
}

int
main(int argc, char **argv)
{
	sigset_t watched, before;
	int listener, sig = 0, code;
	pid_t pid;

	if (argc < 3) {
		fputs("usage: hand_over SOCKET PROGRAM [ARGUMENT...]\n", stderr);
		return EXIT_FAILURE;
	}
	(void)sigemptyset(&watched);
	(void)sigaddset(&watched, SIGTERM);
	(void)sigaddset(&watched, SIGINT);
	(void)sigaddset(&watched, SIGUSR1);
	(void)sigaddset(&watched, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &watched, &before);
	listener = getenv("UNKEPT") == NULL ? listen_on(argv[1]) : -1;
	while (sig != SIGTERM && sig != SIGINT) {
		pid = start(argv + 2, listener, &before);
		write_down(argv[1], pid);
		do
			sig = sigwaitinfo(&watched, NULL);
		while (
		    sig < 0 || (sig == SIGCHLD && waitpid(pid, &code, WNOHANG) == 0));
		if (sig != SIGCHLD)
			stop(pid);
	}
	return EXIT_SUCCESS;
}
