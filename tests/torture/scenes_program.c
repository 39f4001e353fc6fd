/*
 * scenes_program.c - each program from its first line to its last: started with its
 * configuration, asked by a client, told to stop.
 *
 * Whatever fails, it either serves, if later, or ends and says why; its supervisor
 * starts it again.
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

#include "base/clock.h"
#include "fail.h"
#include "rapidpro.h"
#include "torture.h"

#define PATIENCE (20 * SECOND)

int site_main(int argc, char **argv);
int api_main(int argc, char **argv);
int worker_main(int argc, char **argv);

struct program_play {
	const char *name, *user;
	int (*main)(int argc, char **argv);
	const char *path; /* what its client asks; NULL: its heart has to beat */
};

static char folder[64];
static pid_t pid;

static const char *
configuration(struct arena *arena, const struct program_play *p)
{
	const char *path = arena_printf(arena, "%s/%s.conf", folder, p->name);
	FILE *f = fopen(path, "w");

	if (f == NULL)
		exit(3);
	fprintf(f,
	    "database = host=%s user=%s dbname=aftercare\nlisten = %s/%s.sock\n"
	    "children = 1\nworkflow_folder = workflows/vmmc\n"
	    "catalogue_folder = build/locale\nstatic_folder = static\n"
	    "rapidpro_url = http://127.0.0.1:%d\nrapidpro_token = token\n"
	    "rapidpro_channel = any\n"
	    "webhook_secret = the-webhook-secret-of-the-torture\n",
	    getenv("PGHOST"), p->user, folder, p->name, rapidpro_port());
	(void)fclose(f);
	return path;
}

/* FastCGI, as much as a client needs. */

static size_t
record(char *to, int type, const char *data, size_t len)
{
	char head[8] = { 1, (char)type, 0, 1, (char)(len >> 8), (char)len, 0, 0 };

	memcpy(to, head, sizeof head);
	memcpy(to + sizeof head, data, len);
	return sizeof head + len;
}

static size_t
pair(char *to, const char *name, const char *value)
{
	size_t n = strlen(name), v = strlen(value);

	to[0] = (char)n;
	to[1] = (char)v;
	memcpy(to + 2, name, n);
	memcpy(to + 2 + n, value, v);
	return 2 + n + v;
}

static size_t
request_for(const char *path, char *to)
{
	static const char start[8] = { 0, 1 };
	char params[500];
	size_t n = pair(params, "REQUEST_METHOD", "GET"), len;

	n += pair(params + n, "DOCUMENT_URI", path);
	n += pair(params + n, "HTTP_HOST", "aftercare.test");
	n += pair(params + n, "CONTENT_LENGTH", "");
	len = record(to, 1, start, sizeof start);
	len += record(to + len, 4, params, n);
	len += record(to + len, 4, "", 0);
	return len + record(to + len, 5, "", 0);
}

static bool
answers(const struct program_play *p)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const struct timeval limit = { .tv_sec = 2 };
	static char text[65536];
	char request[1000];
	size_t len = 0;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(at.sun_path, sizeof at.sun_path, "%s/%s.sock", folder, p->name);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
	    send(fd, request, request_for(p->path, request), MSG_NOSIGNAL) > 0)
		for (ssize_t n;
		     len < sizeof text - 1 &&
		     (n = recv(fd, text + len, sizeof text - 1 - len, 0)) > 0;)
			len += (size_t)n;
	(void)close(fd);
	text[len] = '\0';
	return len > 8 && memmem(text, len, "Status: 200", 11) != NULL &&
	       (memmem(text, len, "</html>", 7) != NULL ||
		   memmem(text, len, "}\n", 2) != NULL);
}

static bool
beats(struct arena *arena)
{
	return *torture_text(arena, "SELECT max(id::text) FROM worker") != '\0';
}

static void
wait_for(const struct program_play *p, struct arena *arena, struct ending *e)
{
	int64_t until = clock_monotonic() + PATIENCE;
	int code;

	while (clock_monotonic() < until) {
		if (p->path != NULL ? answers(p) : beats(arena)) {
			e->done = true;
			e->words = "an answer";
			return;
		}
		if (waitpid(pid, &code, WNOHANG) == pid) {
			pid = 0;
			e->proper =
			    fail->gave_up ||
			    (WIFEXITED(code) && WEXITSTATUS(code) == EXIT_FAILURE);
			e->words = arena_printf(arena, "the end (%x)", (unsigned)code);
			return;
		}
		(void)usleep(10000);
	}
	e->words = "none";
}

/* It drains and ends when it is told to. */
static void
stop(struct arena *arena, struct ending *e)
{
	int code = 0;

	if (pid <= 0)
		return;
	(void)kill(pid, SIGTERM);
	for (int i = 0; i < 1000; i++) {
		if (waitpid(pid, &code, WNOHANG) == pid) {
			pid = 0;
			break;
		}
		(void)usleep(10000);
	}
	if (pid == 0 && (code == 0 || fail->gave_up))
		return;
	if (pid != 0) {
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, &code, 0);
	}
	e->done = e->proper = false;
	e->words = arena_printf(arena, "no good end (%x)", (unsigned)code);
}

static void
play(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	const struct program_play *p = scene->detail;
	const char *path;

	(void)db;
	fail_disarm();
	path = configuration(arena, p);
	pid = fork();
	if (pid == 0) {
		char *argv[] = { arena_strdup(arena, p->name),
			arena_strdup(arena, path), NULL };

		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		fail_go_on();
		/* What it holds to its end is no leak. */
		_exit(p->main(2, argv));
	}
	wait_for(p, arena, e);
	stop(arena, e);
}

/* What is compared is whether it serves, not what the worker did meanwhile. */
static const char *
heal(const struct scene *scene, struct arena *arena, const char *expected)
{
	(void)scene;
	(void)arena;
	(void)expected;
	return "";
}

static void
begin(const struct scene *scene)
{
	(void)scene;
	rapidpro_reset(&(struct rapidpro_there){ .flows = true });
	torture_sql("DELETE FROM worker");
}

#define SCENE(title, who, function, asked)                                            \
	{                                                                             \
		.name = "program " title, .heal = heal, .begin = begin, .play = play, \
		.detail = &(const struct program_play)                                \
		{                                                                     \
			title, "aftercare_" who, function, asked                      \
		}                                                                     \
	}

static const struct scene scenes[] = {
	SCENE("site", "site", site_main, "/sign-in"),
	SCENE("api", "api", api_main, "/health/live"),
	SCENE("worker", "worker", worker_main, NULL),
};

const struct scene *
program_scenes(size_t *n)
{
	(void)snprintf(folder, sizeof folder, "%s/programs", getenv("PGHOST"));
	(void)mkdir(folder, 0700);
	*n = COUNT_OF(scenes);
	return scenes;
}
