/* demo_run_cmd.c - make run: everything, from one command to one Ctrl-C. */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "ctl/command.h"
#include "ctl/demo.h"
#include "ctl/gateway.h"
#include "db/migrate.h"
#include "ext/http.h"
#include "gen/sim_sql.h"
#include "gen/sql.h"

#define PORT_DEFAULT 8080
#define READY_SECONDS 20
#define AHEAD_DAYS 366

static bool
read_port(const char *text, int *port)
{
	size_t digits = text != NULL ? strspn(text, "0123456789") : 0;

	*port = PORT_DEFAULT;
	if (text == NULL)
		return true;
	*port = digits > 0 && digits <= 5 && text[digits] == '\0'
		    ? (int)strtol(text, NULL, 10)
		    : 0;
	if (*port >= 1 && *port <= 65535)
		return true;
	fprintf(stderr, "A port is a number from 1 to 65535: make run PORT=8081\n");
	return false;
}

/* The moment at which the demonstration begins; 0 is now. */
static bool
read_begin(struct arena *arena, const char *text, int64_t *begin)
{
	int64_t now = (int64_t)time(NULL) * SECOND, tomorrow = now + 24 * HOUR;

	*begin = 0;
	if (text == NULL)
		return true;
	if (clock_parse(text, begin) == OK && *begin > now &&
	    *begin - now < AHEAD_DAYS * 24 * HOUR)
		return true;
	fprintf(stderr,
	    "The demonstration can begin at a moment within the coming year: "
	    "--begin %.10sT07:00Z\n",
	    clock_iso(arena, tomorrow));
	return false;
}

static int
try_port(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1, error = 0;

	if (fd < 0)
		return errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (const struct sockaddr *)(const void *)&address, sizeof address) !=
	    0)
		error = errno;
	(void)close(fd);
	return error;
}

/* A run that was just killed needs a moment to let go of it. */
static bool
port_is_free(int port)
{
	const struct timespec moment = { .tv_nsec = 200 * 1000 * 1000 };
	int error = try_port(port);

	for (int i = 0; i < 15 && error == EADDRINUSE; i++) {
		(void)nanosleep(&moment, NULL);
		error = try_port(port);
	}
	if (error == 0)
		return true;
	if (error == EADDRINUSE)
		fprintf(stderr,
		    "Port %d is taken by another program. Choose another: make run "
		    "PORT=%d\n",
		    port, port < 65535 ? port + 1 : 8080);
	else
		fprintf(stderr,
		    "Port %d cannot be used: %s. Choose one above 1023: make run "
		    "PORT=8080\n",
		    port, strerror(error));
	return false;
}

static void
show_migration(const char *file)
{
	demo_say("schema", "%s", file);
}

/* The clinic's clock and the simulator's, before there is anything that has a time. */
static enum status
set_clocks(struct demo *demo, struct db *db)
{
	const struct clock_advance *row;
	struct tx *tx;
	enum status status;
	int64_t seconds;

	TRY(tx_begin(db, demo->arena, TX_WRITE, &tx));
	seconds = (demo->begin - tx_now(tx)) / SECOND;
	status = sql_clock_advance(tx, seconds, &row);
	if (status == OK && demo->simulator)
		status = sql_sim_clock_advance(tx, seconds);
	TRY(tx_end(tx, status));
	demo_say("clock", "it is %s (UTC)", row->business_time);
	return OK;
}

static enum status
load_if_empty(struct demo *demo, struct db *db)
{
	bool empty;

	TRY(demo_is_empty(demo->arena, db, &empty));
	if (!empty) {
		demo_say("data", "as you left it");
		return OK;
	}
	if (demo->begin != 0)
		TRY(set_clocks(demo, db));
	demo_say("data", "loading the demonstration");
	return demo_load(demo->arena, db, demo->simulator);
}

static enum status
prepare_database(struct demo *demo)
{
	struct db *db;
	enum status status = db_open(demo->owner, &db);

	if (status != OK)
		return status;
	status = migrate(db, "sql/migrations", "main", show_migration);
	if (status == OK && demo->simulator)
		status = migrate(db, "sql/sim", "sim", show_migration);
	if (status == OK)
		status = load_if_empty(demo, db);
	if (status == OK)
		status = demo_publish(demo->arena, db);
	db_close(db);
	if (status != OK)
		fprintf(stderr,
		    "The database could not be prepared: see the lines "
		    "above and %s/log/postgres.log.\n",
		    demo->data);
	return status;
}

/* The programs. */

static enum status
start_program(struct demo *demo, const char *name, const char *binary, const char *word,
    const char *config)
{
	struct supervise_program *program = arena_alloc(demo->arena, sizeof *program);
	const char **argv;
	size_t n = 0;

	if (!demo_built(demo, binary)) {
		demo_say(name, "is not built: make all");
		return ERR_INVALID;
	}
	ARENA_ARRAY(demo->arena, argv, 4);
	argv[n++] = arena_printf(demo->arena, "%s/%s", demo->programs, binary);
	if (word != NULL)
		argv[n++] = word;
	argv[n++] = arena_printf(demo->arena, "%s/%s", demo->data, config);
	*program = (struct supervise_program){ .name = name, .argv = argv };
	TRY(supervisor_start(demo->supervisor, program));
	demo_say(name, "started");
	return OK;
}

static enum status
start_nginx(struct demo *demo)
{
	struct supervise_program *program = arena_alloc(demo->arena, sizeof *program);
	const char **argv;

	if (access("/usr/sbin/nginx", X_OK) != 0) {
		fputs("nginx is missing: apt-get install nginx-light\n", stderr);
		return ERR_INVALID;
	}
	ARENA_ARRAY(demo->arena, argv, 8);
	argv[0] = "/usr/sbin/nginx";
	argv[1] = "-p";
	argv[2] = arena_printf(demo->arena, "%s/nginx", demo->data);
	argv[3] = "-e";
	argv[4] = "stderr";
	argv[5] = "-c";
	argv[6] = arena_printf(demo->arena, "%s/nginx.conf", demo->data);
	*program = (struct supervise_program){ .name = "nginx", .argv = argv };
	TRY(supervisor_start(demo->supervisor, program));
	demo_say("nginx", "listens on port %d", demo->port);
	return OK;
}

static enum status
start_programs(struct demo *demo)
{
	TRY(start_program(demo, "site", "site", NULL, "site.conf"));
	TRY(start_program(demo, "api", "api", NULL, "api.conf"));
	if (demo->simulator) {
		TRY(start_program(demo, "sim", "sim", "serve", "sim.conf"));
		TRY(start_program(demo, "sim-engine", "sim", "engine", "sim.conf"));
	}
	return start_nginx(demo);
}

/* Whether it answers 200; *body is what it said. */
static bool
answers(struct demo *demo, struct http *http, const char *path, const char **body)
{
	const struct http_request request = { .method = "GET",
		.url = arena_printf(
		    demo->arena, "http://127.0.0.1:%d%s", demo->port, path),
		.seconds = 3 };
	struct http_answer answer;

	*body = "";
	if (http_call(http, demo->arena, &request, &answer) != HTTP_ANSWERED)
		return false;
	*body = answer.body;
	return answer.status == 200;
}

static enum status
wait_until_ready(struct demo *demo)
{
	struct http *http = http_new(demo->arena);
	int64_t end = clock_monotonic() + READY_SECONDS * SECOND;
	const char *body = "";

	while (clock_monotonic() < end) {
		TRY(supervisor_wait(demo->supervisor, 100));
		if (answers(demo, http, "/health/ready", &body)) {
			demo_say("health", "everything answers");
			return OK;
		}
	}
	demo_say("health", "not everything is ready; see %s/log\n%s", demo->data, body);
	return OK;
}

/*
 * The simulated RapidPro has to know where we listen, and the worker starts when
 * it answers: a call into the dark would have to be looked up later.
 */
static enum status
introduce(struct demo *demo)
{
	const struct gateway_wish wish = { .url = arena_printf(demo->arena,
					       "http://127.0.0.1:%d/hooks/rapidpro",
					       demo->port),
		.secret = demo->webhook_secret };
	struct rapidpro *rapidpro = rapidpro_new(demo->arena,
	    arena_printf(demo->arena, "http://127.0.0.1:%d/sim", demo->port),
	    demo->rapidpro_token);
	struct http *http = http_new(demo->arena);
	const char *body;

	for (int i = 0; i < 100 && !answers(demo, http, "/sim/phones", &body); i++)
		TRY(supervisor_wait(demo->supervisor, 100));
	if (gateway_set_globals(demo->arena, rapidpro, &wish) == OK)
		demo_say("sim", "knows our webhook");
	else
		demo_say("sim", "does not answer; see %s/log/sim.log", demo->data);
	return OK;
}

static enum status
show_sign_ins(struct demo *demo)
{
	struct sign_in_names_rows rows;
	struct db *db;
	struct tx *tx;
	enum status status;

	TRY(db_open(demo->owner, &db));
	status = tx_begin(db, demo->arena, TX_READ, &tx);
	if (status == OK) {
		status = sql_sign_in_names(tx, &rows);
		tx_rollback(tx);
	}
	db_close(db);
	TRY(status);
	printf("\nAftercare is ready:    http://127.0.0.1:%d/\n", demo->port);
	if (demo->simulator)
		printf("The clients' phones:   http://127.0.0.1:%d/sim/phones\n",
		    demo->port);
	printf("\nSign in as\n");
	for (size_t i = 0; i < rows.n; i++)
		printf("  %-10s %-11s %s\n", rows.at[i].username, rows.at[i].role,
		    rows.at[i].places);
	printf("with the password \"%s\" (unless it was changed)\n\nCtrl-C stops "
	       "everything.\n",
	    DEMO_PASSWORD);
	(void)fflush(stdout);
	return OK;
}

static enum status
bring_up(struct demo *demo)
{
	TRY(demo_cluster_start(demo));
	TRY(prepare_database(demo));
	TRY(demo_configure(demo));
	TRY(start_programs(demo));
	if (demo->simulator)
		TRY(introduce(demo));
	TRY(start_program(demo, "worker", "worker", NULL, "worker.conf"));
	TRY(start_program(demo, "rules", "rules", NULL, "rules.conf"));
	TRY(wait_until_ready(demo));
	return show_sign_ins(demo);
}

static int
run(struct arena *arena, int argc, char **argv)
{
	const char *data = command_option(argc, argv, "data");
	struct demo demo = { .arena = arena };
	enum status status;
	int port;

	if (!read_port(command_option(argc, argv, "port"), &port) ||
	    !read_begin(arena, command_option(argc, argv, "begin"), &demo.begin) ||
	    demo_open(&demo, data != NULL ? data : DEMO_DATA, port) != OK)
		return EXIT_FAILURE;
	if (!port_is_free(port)) {
		demo_close(&demo);
		return EXIT_FAILURE;
	}
	demo.supervisor =
	    supervisor_new(arena, arena_printf(arena, "%s/log", demo.data));
	status = bring_up(&demo);
	if (status == OK)
		status = supervisor_wait(demo.supervisor, -1);
	if (status == ERR_UNAVAILABLE && *supervisor_trouble(demo.supervisor) != '\0')
		fprintf(stderr, "\n%s\n", supervisor_trouble(demo.supervisor));
	puts("\nStopping everything.");
	(void)fflush(stdout);
	supervisor_stop(demo.supervisor);
	demo_close(&demo);
	printf("Stopped. The data stays in %s.\n", demo.data);
	return status == ERR_CONFLICT ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command demo_run_command = {
	.name = "demo run",
	.usage = "[--data FOLDER] [--port NUMBER] [--begin MOMENT]",
	.purpose =
	    "run everything on this machine, with invented clients and a simulator",
	.run = run,
};
