/* demo_cluster.c - the demonstration's own PostgreSQL: see demo.h. */

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ctl/demo.h"

#define BIN "/usr/lib/postgresql/15/bin"
#define START_SECONDS 60
/* linux/capability.h */
#define CAP_OF_WRITE 1 /* CAP_DAC_OVERRIDE */
#define CAP_OF_SEARCH 2 /* CAP_DAC_READ_SEARCH */

/* The words before the program's own, so that PostgreSQL does not run as root. */
struct disguise {
	const char *words[16];
	size_t n;
};

static void
word(struct disguise *d, const char *text)
{
	d->words[d->n++] = text;
}

/* Whether anybody may walk through every folder on the way there. */
static bool
open_to_all(struct arena *arena, const char *path)
{
	char *p = arena_strdup(arena, path);

	for (;;) {
		char *slash = strrchr(p, '/');
		struct stat st;

		if (slash == NULL || slash == p)
			return true;
		*slash = '\0';
		if (stat(p, &st) != 0 || (st.st_mode & S_IXOTH) == 0)
			return false;
	}
}

static bool
have_capability(struct arena *arena, unsigned bit)
{
	const char *text, *line;
	size_t len;

	if (file_read(arena, "/proc/self/status", (size_t)64 * 1024, &text, &len) != OK)
		return false;
	line = strstr(text, "\nCapEff:");
	return line != NULL && (strtoull(line + 8, NULL, 16) >> bit & 1) != 0;
}

static enum status
let_through(struct demo *demo, struct disguise *d)
{
	const char *cap;

	if (open_to_all(demo->arena, arena_printf(demo->arena, "%s/x", demo->data)) &&
	    open_to_all(demo->arena, arena_printf(demo->arena, "%s/x", demo->run)))
		return OK;
	if (have_capability(demo->arena, CAP_OF_SEARCH))
		cap = "-all,+dac_read_search";
	else if (have_capability(demo->arena, CAP_OF_WRITE))
		cap = "-all,+dac_override";
	else {
		fprintf(stderr,
		    "PostgreSQL runs as user postgres, who may not enter %s. Choose "
		    "another folder: make run DATA=/var/tmp/aftercare\n",
		    demo->data);
		return ERR_INVALID;
	}
	word(d, arena_printf(demo->arena, "--inh-caps=%s", cap));
	word(d, arena_printf(demo->arena, "--ambient-caps=%s", cap));
	return OK;
}

static enum status
disguise(struct demo *demo, struct disguise *d)
{
	*d = (struct disguise){ .n = 0 };
	if (geteuid() == 0) {
		word(d, "/usr/bin/setpriv");
		word(d, "--reuid=postgres");
		word(d, "--regid=postgres");
		word(d, "--clear-groups");
		/* What supervise asked for was lost with the user. */
		word(d, "--pdeathsig=INT");
		TRY(let_through(demo, d));
	}
	/* The current folder may be closed to it. */
	word(d, "/usr/bin/env");
	word(d, "--chdir=/");
	return OK;
}

/* The disguise and the words after it, as one command. */
static enum status
command(struct demo *demo, const char *const *words, const char *const **argv)
{
	struct disguise d;
	const char **all;
	size_t n = 0;

	TRY(disguise(demo, &d));
	while (words[n] != NULL)
		n++;
	ARENA_ARRAY(demo->arena, all, d.n + n + 1);
	for (size_t i = 0; i < d.n; i++)
		all[i] = d.words[i];
	for (size_t i = 0; i < n; i++)
		all[d.n + i] = words[i];
	*argv = all;
	return OK;
}

/* An empty folder that belongs to whoever PostgreSQL runs as. */
static enum status
own_folder(const char *path)
{
	const struct passwd *postgres = getpwnam("postgres");
	bool root = geteuid() == 0;

	if ((mkdir(path, 0700) == 0 || errno == EEXIST) && chmod(path, 0700) == 0 &&
	    (!root || (postgres != NULL &&
			  chown(path, postgres->pw_uid, postgres->pw_gid) == 0)))
		return OK;
	fprintf(stderr, "The folder %s cannot be made: %s.\n", path, strerror(errno));
	return ERR_INVALID;
}

static enum status
once(struct demo *demo, const char *name, const char *const *argv)
{
	const struct supervise_program program = { .name = name, .argv = argv };
	enum status status = supervisor_once(demo->supervisor, &program);

	if (status == ERR_INVALID)
		fprintf(stderr, "%s\n", supervisor_trouble(demo->supervisor));
	return status;
}

/* Made beside its place and moved there when it is whole. */
static enum status
make_cluster(struct demo *demo, const char *pg)
{
	const char *new = arena_printf(demo->arena, "%s.new", pg), *const *argv;
	const char *const words[] = { BIN "/initdb", "-D", new, "-U", "postgres",
		"--auth-local=trust", "--auth-host=reject", "--encoding=UTF8",
		"--locale=C.UTF-8", "--no-sync", NULL };

	demo_say("database", "making a cluster in %s", pg);
	TRY(once(
	    demo, "clear", (const char *const[]){ "/bin/rm", "-rf", "--", new, NULL }));
	TRY(own_folder(new));
	TRY(command(demo, words, &argv));
	TRY(once(demo, "initdb", argv));
	if (rename(new, pg) == 0)
		return OK;
	fprintf(stderr, "%s cannot be renamed: %s.\n", new, strerror(errno));
	return ERR_INTERNAL;
}

/* The postmaster that a killed run left behind; 0 if it is gone. */
static pid_t
old_postmaster(struct demo *demo, const char *pg)
{
	const char *text, *cmdline;
	size_t len;
	long pid;

	if (file_read(demo->arena, arena_printf(demo->arena, "%s/postmaster.pid", pg),
		(size_t)4096, &text, &len) != OK)
		return 0;
	pid = strtol(text, NULL, 10);
	if (pid <= 0 ||
	    file_read(demo->arena, arena_printf(demo->arena, "/proc/%ld/cmdline", pid),
		(size_t)16 * 1024, &cmdline, &len) != OK)
		return 0;
	/* Its number may be somebody else's by now. */
	return memmem(cmdline, len, pg, strlen(pg)) != NULL ? (pid_t)pid : 0;
}

/* It was told to end by the kernel; what it locked must not stop the next. */
static enum status
clear_away(struct demo *demo, const char *pg)
{
	pid_t pid = 0;

	for (int i = 0; i < 100 && (pid = old_postmaster(demo, pg)) != 0; i++) {
		if (i == 5)
			demo_say("database", "waiting for the last run to end");
		TRY(supervisor_wait(demo->supervisor, 200));
	}
	if (pid != 0) {
		fprintf(stderr,
		    "The database of an earlier run is still there; stop it: "
		    "kill -INT %ld\n",
		    (long)pid);
		return ERR_CONFLICT;
	}
	(void)unlink(arena_printf(demo->arena, "%s/postmaster.pid", pg));
	(void)unlink(arena_printf(demo->arena, "%s/pg/.s.PGSQL.5432.lock", demo->run));
	return OK;
}

static enum status
wait_until_it_answers(struct demo *demo)
{
	for (int i = 0; i < START_SECONDS * 20; i++) {
		enum status status = supervisor_wait(demo->supervisor, 50);

		if (status == ERR_UNAVAILABLE)
			fprintf(stderr, "%s\n", supervisor_trouble(demo->supervisor));
		TRY(status);
		if (db_answers(demo->owner))
			return OK;
		if (i == 60)
			demo_say("database", "still starting");
	}
	fprintf(stderr, "The database does not answer; see %s/log/postgres.log.\n",
	    demo->data);
	return ERR_UNAVAILABLE;
}

enum status
demo_cluster_start(struct demo *demo)
{
	const char *pg = arena_printf(demo->arena, "%s/pg", demo->data);
	const char *sockets = arena_printf(demo->arena, "%s/pg", demo->run);
	/* Neither rows nor parameters ever stand in its log. */
	const char *const words[] = { BIN "/postgres", "-D", pg, "-c",
		arena_printf(demo->arena, "unix_socket_directories=%s", sockets), "-c",
		"listen_addresses=", "-c", "unix_socket_permissions=0700", "-c",
		"max_connections=60", "-c", "shared_buffers=64MB", "-c", "timezone=UTC",
		"-c", "log_error_verbosity=terse", "-c",
		"log_min_error_statement=panic", "-c",
		"log_parameter_max_length_on_error=0", NULL };
	struct supervise_program *program = arena_alloc(demo->arena, sizeof *program);

	if (access(BIN "/postgres", X_OK) != 0) {
		fputs("PostgreSQL 15 is missing: apt-get install postgresql-15\n",
		    stderr);
		return ERR_INVALID;
	}
	if (access(pg, F_OK) != 0)
		TRY(make_cluster(demo, pg));
	else
		TRY(clear_away(demo, pg));
	TRY(own_folder(sockets));
	*program = (struct supervise_program){
		.name = "postgres", .stop_signal = SIGINT, .stop_seconds = 30
	};
	TRY(command(demo, words, &program->argv));
	TRY(supervisor_start(demo->supervisor, program));
	TRY(wait_until_it_answers(demo));
	/* Fails when it exists, which is fine; the connection will tell. */
	{
		const struct supervise_program make = { .name = "createdb",
			.argv = (const char *const[]){ BIN "/createdb", "-h", sockets,
			    "-U", "postgres", "aftercare", NULL } };

		if (supervisor_once(demo->supervisor, &make) == ERR_CONFLICT)
			return ERR_CONFLICT;
	}
	demo_say("database", "answers");
	return OK;
}
