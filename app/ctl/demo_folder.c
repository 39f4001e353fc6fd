/* demo_folder.c - the demonstration's folder: see demo.h. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/config.h"

#include "base/file.h"
#include "ctl/command.h"
#include "ctl/demo.h"
#include "ext/secret.h"

#define RUN_MAX 80 /* leaves room for a socket's name in 107 bytes */
#define TEMPLATE_MAX ((size_t)256 * 1024)
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-"

void
demo_say(const char *what, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	printf("  %-12s", what);
	vprintf(fmt, args);
	putchar('\n');
	va_end(args);
	(void)fflush(stdout);
}

static const char *
absolute(struct arena *arena, const char *path)
{
	char buffer[PATH_MAX];

	return realpath(path, buffer) != NULL ? arena_strdup(arena, buffer) : NULL;
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The programs lie in ROOT/build/VARIANT. */
static enum status
find_root(struct demo *demo)
{
	const char *self = absolute(demo->arena, "/proc/self/exe");
	char *folder = arena_strdup(demo->arena, self != NULL ? self : "/");

	*strrchr(folder, '/') = '\0';
	demo->programs = folder;
	demo->root =
	    absolute(demo->arena, is_folder("sql/migrations")
				      ? "."
				      : arena_printf(demo->arena, "%s/../..", folder));
	if (demo->root != NULL && chdir(demo->root) == 0 && is_folder("sql/migrations"))
		return OK;
	fputs("Start this from the folder that holds sql/ and nginx/.\n", stderr);
	return ERR_INVALID;
}

static enum status
make_folder(const char *path, mode_t mode)
{
	if (mkdir(path, mode) == 0 || (errno == EEXIST && is_folder(path)))
		return OK;
	fprintf(stderr, "The folder %s cannot be made: %s.\n", path, strerror(errno));
	return ERR_INVALID;
}

static enum status
make_data(struct demo *demo, const char *data)
{
	char *path = arena_strdup(demo->arena, data);

	for (char *c = path + 1; *path != '\0' && *c != '\0'; c++)
		if (*c == '/') {
			*c = '\0';
			TRY(make_folder(path, 0755));
			*c = '/';
		}
	TRY(make_folder(path, 0711));
	demo->data = absolute(demo->arena, path);
	/* These would have to be quoted differently in each file we write. */
	if (demo->data == NULL || strpbrk(demo->data, "\"'\\$#\n\r\t;{}") != NULL) {
		fputs("Choose a folder without quotes and signs such as $ # ; { }: "
		      "make run DATA=...\n",
		    stderr);
		return ERR_INVALID;
	}
	TRY(make_folder(arena_printf(demo->arena, "%s/log", demo->data), 0711));
	return make_folder(arena_printf(demo->arena, "%s/nginx", demo->data), 0700);
}

/* Held until this process ends, however it ends. */
static enum status
lock(struct demo *demo)
{
	int fd = open(arena_printf(demo->arena, "%s/lock", demo->data),
	    O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return OK;
	fprintf(stderr,
	    "Another run uses %s. Stop it, or choose another folder and port: "
	    "make run DATA=var2 PORT=8081\n",
	    demo->data);
	return ERR_CONFLICT;
}

/* Below /tmp anybody may have been there first: it has to be ours alone. */
static enum status
make_run(struct demo *demo)
{
	const char *path = arena_printf(demo->arena, "%s/run", demo->data);
	struct stat st;

	if (strlen(path) > RUN_MAX || strspn(path, PLAIN) != strlen(path))
		path = arena_printf(demo->arena, "/tmp/aftercare-%u-%.12s",
		    (unsigned)geteuid(), secret_hash(demo->arena, demo->data));
	TRY(make_folder(path, 0711));
	if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 022) != 0) {
		fprintf(stderr, "The folder %s belongs to somebody else; remove it.\n",
		    path);
		return ERR_INVALID;
	}
	demo->run = path;
	return OK;
}

static const char *
owner_config(struct arena *arena, const char *data)
{
	return arena_printf(arena, "%s/ctl.conf", data);
}

/* Leaves us in the checkout, where the scripts are. */
bool
demo_config(struct arena *arena, int argc, char **argv, struct config *config)
{
	const char *data = command_option(argc, argv, "data"), *complaints = "";
	const char *path = owner_config(arena, data != NULL ? data : DEMO_DATA);

	if (access(path, F_OK) != 0) {
		fprintf(stderr,
		    "There is no demonstration in %s; start one with make run, or name "
		    "its folder: --data FOLDER\n",
		    data != NULL ? data : DEMO_DATA);
		return false;
	}
	if (config_load(arena, path, config, &complaints) == OK &&
	    config_require(arena, config, CONFIG_DATABASE, &complaints) == OK &&
	    config->demo) {
		struct demo demo = { .arena = arena };

		return find_root(&demo) == OK;
	}
	fputs(*complaints != '\0' ? complaints : "This is no demonstration.\n", stderr);
	return false;
}

/* As they were the last time; new ones if there was none. */
static void
take_secrets(struct demo *demo)
{
	const char *path = owner_config(demo->arena, demo->data), *complaints;
	struct config config;

	if (access(path, F_OK) == 0 &&
	    config_load(demo->arena, path, &config, &complaints) == OK &&
	    config.webhook_secret != NULL && config.rapidpro_token != NULL) {
		demo->webhook_secret = config.webhook_secret;
		demo->rapidpro_token = config.rapidpro_token;
		return;
	}
	demo->webhook_secret = secret_token(demo->arena);
	demo->rapidpro_token = secret_token(demo->arena);
}

bool
demo_built(const struct demo *demo, const char *program)
{
	return access(arena_printf(demo->arena, "%s/%s", demo->programs, program),
		   X_OK) == 0;
}

enum status
demo_open(struct demo *demo, const char *data, int port)
{
	demo->port = port;
	/* A relative DATA is relative to where the command was given. */
	TRY(make_data(demo, data));
	TRY(find_root(demo));
	TRY(lock(demo));
	TRY(make_run(demo));
	take_secrets(demo);
	demo->owner = arena_printf(demo->arena,
	    "host=%s/pg user=postgres dbname=aftercare connect_timeout=3", demo->run);
	demo->simulator =
	    demo_built(demo, "sim") && access("nginx/sim.conf.in", R_OK) == 0;
	return OK;
}

void
demo_close(const struct demo *demo)
{
	static const char *const sockets[] = { "site.sock", "api.sock", "sim.sock" };

	for (size_t i = 0; i < COUNT_OF(sockets); i++)
		(void)unlink(arena_printf(demo->arena, "%s/%s", demo->run, sockets[i]));
	/* Succeeds only for empty folders. */
	(void)rmdir(arena_printf(demo->arena, "%s/pg", demo->run));
	(void)rmdir(demo->run);
}

/* Files, written whole or not at all. */

static enum status
write_file(struct demo *demo, const char *name, const char *text)
{
	const char *path = arena_printf(demo->arena, "%s/%s", demo->data, name);
	const char *new = arena_printf(demo->arena, "%s.new", path);
	int fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t len = strlen(text);
	bool written = fd >= 0 && write(fd, text, len) == (ssize_t)len;

	if (fd >= 0)
		written = close(fd) == 0 && written;
	if (written && rename(new, path) == 0)
		return OK;
	fprintf(stderr, "%s cannot be written: %s.\n", path, strerror(errno));
	return ERR_INVALID;
}

static const char *
database(const struct demo *demo, const char *user)
{
	return arena_printf(demo->arena,
	    "database = host=%s/pg user=%s dbname=aftercare connect_timeout=3\n",
	    demo->run, user);
}

static const char *
rapidpro(const struct demo *demo)
{
	return arena_printf(demo->arena,
	    "rapidpro_url = http://127.0.0.1:%d/sim\nrapidpro_token = %s\n"
	    "rapidpro_channel = NurseSMS\nrapidpro_rate = 100000\n"
	    "simulator = yes\n",
	    demo->port, demo->rapidpro_token);
}

/* Each program is told what it needs and no secret of another's. */
static enum status
write_configurations(struct demo *demo)
{
	struct arena *a = demo->arena;
	const char *head = "# Written anew at each start of the demonstration.\n"
			   "demo = yes\n";
	const char *folders = arena_printf(a,
	    "static_folder = %s/static\nworkflow_folder = %s/workflows/vmmc\n"
	    "sms_price = USD 0.03\ngroup_confirm_above = 5\n"
	    "catalogue_folder = %s/build/locale\n",
	    demo->root, demo->root, demo->root);
	const char *hook =
	    arena_printf(a, "webhook_secret = %s\n", demo->webhook_secret);
	const char *pack =
	    arena_printf(a, "workflow_folder = %s/workflows/vmmc\n", demo->root);

	TRY(write_file(demo, "site.conf",
	    arena_printf(a, "%s%s%slisten = %s/site.sock\nchildren = 4\n", head,
		database(demo, "aftercare_site"), folders, demo->run)));
	TRY(write_file(demo, "api.conf",
	    arena_printf(a, "%s%s%s%slisten = %s/api.sock\nchildren = 2\n", head,
		database(demo, "aftercare_api"), pack, hook, demo->run)));
	TRY(write_file(demo, "worker.conf",
	    arena_printf(a, "%s%s%s%ssubscription_networks = 127.0.0.0/8\n", head,
		database(demo, "aftercare_worker"), folders, rapidpro(demo))));
	TRY(write_file(demo, "rules.conf",
	    arena_printf(a, "%s%s%s", head, database(demo, "aftercare_rules"), pack)));
	TRY(write_file(demo, "sim.conf",
	    arena_printf(a, "%s%s%s%s%slisten = %s/sim.sock\nchildren = 4\n", head,
		database(demo, "aftercare_sim"), pack, rapidpro(demo), hook,
		demo->run)));
	return write_file(demo, "ctl.conf",
	    arena_printf(a, "%s%s%s%s%s", head, database(demo, "postgres"), folders,
		rapidpro(demo), hook));
}

/* nginx. */

struct blank {
	const char *name, *value;
};

static const char *
value_of(const struct blank *blanks, const char *name, size_t len)
{
	for (; blanks->name != NULL; blanks++)
		if (strlen(blanks->name) == len &&
		    strncmp(blanks->name, name, len) == 0)
			return blanks->value;
	return NULL;
}

/* Puts the values in place of @NAME@; any other "@" stays as it is. */
static enum status
fill(struct demo *demo, const char *path, const struct blank *blanks, const char **text)
{
	const char *in, *value;
	struct buf out;
	size_t len;

	if (file_read(demo->arena, path, TEMPLATE_MAX, &in, &len) != OK) {
		fprintf(stderr, "%s/%s cannot be read.\n", demo->root, path);
		return ERR_INVALID;
	}
	buf_init(&out, demo->arena);
	while (*in != '\0') {
		size_t name =
		    in[0] == '@' ? strspn(in + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") : 0;

		value = name > 0 && in[1 + name] == '@' ? value_of(blanks, in + 1, name)
							: NULL;
		if (value != NULL) {
			buf_puts(&out, value);
			in += name + 2;
		} else {
			buf_putc(&out, *in++);
		}
	}
	*text = out.data;
	return OK;
}

enum status
demo_configure(struct demo *demo)
{
	struct blank blanks[] = {
		{ "PORT", arena_printf(demo->arena, "%d", demo->port) },
		{ "DATA", demo->data },
		{ "RUN", demo->run },
		{ "ROOT", demo->root },
		{ "USER", geteuid() == 0 ? "user root;" : "" },
		{ "SIM_SOCKET", arena_printf(demo->arena, "%s/sim.sock", demo->run) },
		{ "SIM", "" },
		{ NULL, NULL },
	};
	const char *text;

	TRY(write_configurations(demo));
	if (demo->simulator) {
		TRY(fill(demo, "nginx/sim.conf.in", blanks, &text));
		TRY(write_file(demo, "sim-nginx.conf", text));
		blanks[6].value = arena_printf(
		    demo->arena, "include \"%s/sim-nginx.conf\";", demo->data);
	}
	TRY(fill(demo, "nginx/demo.conf.in", blanks, &text));
	return write_file(demo, "nginx.conf", text);
}
