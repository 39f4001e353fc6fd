/* fcgi.c - the only file that knows libfcgi. */

#include "web/fcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

#define BODY_MAX 262144L
#define BACKLOG 1024
#define MAX_CHILDREN 64
#define REQUESTS_A_CHILD 20000 /* then a fresh one: leaks die young */

static volatile sig_atomic_t stopping;

static void
stop(int sig)
{
	(void)sig;
	stopping = 1;
	FCGX_ShutdownPending();
}

/* Reading. */

static const char *
param(struct arena *arena, const FCGX_Request *fcgi, const char *name)
{
	const char *value = FCGX_GetParam(name, fcgi->envp);

	if (value == NULL || !text_is_clean(value, strlen(value)))
		return "";
	return arena_strdup(arena, value);
}

static const char *
header(struct request *rq, const char *name)
{
	const FCGX_Request *fcgi = rq->header_source;
	char *key = arena_printf(rq->arena, "HTTP_%s", name);
	const char *value;

	for (char *c = key; *c != '\0'; c++) {
		if (*c == '-')
			*c = '_';
		else if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	}
	value = FCGX_GetParam(key, fcgi->envp);
	return value != NULL && text_is_clean(value, strlen(value)) ? value : NULL;
}

static bool
read_method(const char *word, enum method *method)
{
	/* clang-format off */
	static const struct { const char *word; enum method method; } methods[] = {
		{ "GET", GET }, { "HEAD", GET }, { "POST", POST },
		{ "PUT", PUT }, { "DELETE", DELETE },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (strcmp(methods[i].word, word) == 0) {
			*method = methods[i].method;
			return true;
		}
	return false;
}

/* 0, or the HTTP status that says why the request is refused. */
static int
read_body(FCGX_Request *fcgi, struct request *rq)
{
	const char *length = param(rq->arena, fcgi, "CONTENT_LENGTH");
	char *end;
	long len = length[0] != '\0' ? strtol(length, &end, 10) : 0;
	char *body;

	if (len < 0)
		return 400;
	if (len > BODY_MAX)
		return 413;
	rq->body_len = (size_t)len;
	rq->body = body = arena_alloc(rq->arena, (size_t)len + 1);
	if (FCGX_GetStr(body, (int)len, fcgi->in) != (int)len)
		return 400;
	return 0;
}

static int
read_request(FCGX_Request *fcgi, struct request *rq)
{
	struct arena *arena = rq->arena;
	int refusal = read_body(fcgi, rq);

	if (refusal != 0)
		return refusal;
	if (!read_method(param(arena, fcgi, "REQUEST_METHOD"), &rq->method))
		return 405;
	rq->path = param(arena, fcgi, "DOCUMENT_URI");
	rq->query = param(arena, fcgi, "QUERY_STRING");
	rq->cookie = param(arena, fcgi, "HTTP_COOKIE");
	rq->content_type = param(arena, fcgi, "CONTENT_TYPE");
	rq->address = param(arena, fcgi, "REMOTE_ADDR");
	rq->host = param(arena, fcgi, "HTTP_HOST");
	rq->origin = param(arena, fcgi, "HTTP_ORIGIN");
	rq->secure = strcmp(param(arena, fcgi, "HTTPS"), "on") == 0;
	rq->header = header;
	rq->header_source = fcgi;
	return 0;
}

/* Writing: everything in one piece, after the page is whole. */

static void
write_reply(FCGX_Request *fcgi, struct arena *arena, const struct reply *reply)
{
	struct buf head;

	buf_init(&head, arena);
	buf_printf(&head, "Status: %d\r\n", reply->code);
	if (reply->location != NULL)
		buf_printf(&head, "Location: %s\r\n", reply->location);
	if (reply->type != NULL)
		buf_printf(&head, "Content-Type: %s\r\n", reply->type);
	if (reply->headers.len > 0)
		buf_add(&head, reply->headers.data, reply->headers.len);
	if (reply->headers.data == NULL ||
	    strstr(reply->headers.data, "Cache-Control:") == NULL)
		buf_puts(&head, "Cache-Control: no-store\r\n");
	buf_puts(&head, "\r\n");
	if (reply->body.len > 0)
		buf_add(&head, reply->body.data, reply->body.len);
	(void)FCGX_PutStr(head.data, (int)head.len, fcgi->out);
}

static void
answer(FCGX_Request *fcgi, struct arena *arena, struct db *db,
    const struct program *program)
{
	struct request rq = { .arena = arena };
	int refusal;

	log_context(param(arena, fcgi, "REQUEST_ID"));
	refusal = read_request(fcgi, &rq);
	if (refusal == 0)
		dispatch(db, program, &rq);
	else
		rq.reply.code = refusal;
	write_reply(fcgi, arena, &rq.reply);
}

/* A child: until it is told to stop, or has answered enough. */
static int
serve(const struct program *program, const struct fcgi_options *options, int listener)
{
	struct arena *arena = arena_new();
	FCGX_Request fcgi;
	struct db *db;

	/* The parent's end must not leave a child behind. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (options->child_starts != NULL &&
	    options->child_starts(options->child_argument) != OK)
		return EXIT_FAILURE;
	if (db_open(options->database, &db) != OK)
		return EXIT_FAILURE;
	(void)FCGX_Init();
	(void)FCGX_InitRequest(&fcgi, listener, FCGI_FAIL_ACCEPT_ON_INTR);
	for (int n = 0; n < REQUESTS_A_CHILD && !stopping; n++) {
		if (FCGX_Accept_r(&fcgi) < 0)
			break;
		answer(&fcgi, arena, db, program);
		FCGX_Finish_r(&fcgi);
		arena_reset(arena);
	}
	FCGX_Free(&fcgi, 0);
	db_close(db);
	arena_free(arena);
	return EXIT_SUCCESS;
}

/* The parent. */

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
	    chmod(path, 0660) != 0 || listen(fd, BACKLOG) != 0) {
		log_error("cannot listen on %s: %s", path, strerror(errno));
		(void)close(fd);
		return -1;
	}
	return fd;
}

static pid_t
start_child(const struct program *program, const struct fcgi_options *options, int fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		int code = serve(program, options, fd);

		exit(code);
	}
	return pid;
}

/* A child that ends at once would otherwise be started a thousand times. */
static void
breathe(void)
{
	const struct timespec pause = { .tv_nsec = 100 * 1000 * 1000 };

	(void)nanosleep(&pause, NULL);
}

static void
drain(const pid_t *children, int n)
{
	for (int i = 0; i < n; i++)
		if (children[i] > 0)
			(void)kill(children[i], SIGTERM);
	while (wait(NULL) > 0 || errno == EINTR)
		;
}

int
fcgi_serve(const struct program *program, const struct fcgi_options *options)
{
	/* Without SA_RESTART, so that a waiting accept(2) or wait(2) gives up. */
	const struct sigaction action = { .sa_handler = stop };
	int n = options->children < MAX_CHILDREN ? options->children : MAX_CHILDREN;
	int fd = listen_on(options->socket);
	pid_t children[MAX_CHILDREN] = { 0 };

	if (fd < 0)
		return EXIT_FAILURE;
	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < n; i++)
		children[i] = start_child(program, options, fd);
	log_info("%s listens with %d children", program->name, n);
	while (!stopping) {
		int code = 0;
		pid_t ended = wait(&code);

		if (ended < 0)
			continue;
		if (!WIFEXITED(code) || WEXITSTATUS(code) != 0) {
			log_warn("child=%d ended with %d", (int)ended, code);
			breathe();
		}
		for (int i = 0; i < n && !stopping; i++)
			if (children[i] == ended)
				children[i] = start_child(program, options, fd);
	}
	drain(children, n);
	(void)close(fd);
	return EXIT_SUCCESS;
}
