/* fail.c - see fail.h. */

#include "fail.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <libpq-fe.h>
#include <link.h>
#include <poll.h>
#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct fail *fail;
static bool armed; /* this process, and those it forks */
void (*fail_committed)(void);

/* Whose calls fail. */
enum { OURS = 1, LIBPQ = 2, LIBCURL = 4, SODIUM = 8, FCGI = 16, STDCXX = 32 };

static struct module {
	const char *part; /* of its file's name; "" is the program itself */
	unsigned bit;
	uintptr_t from, to;
} modules[] = {
	{ "", OURS, 0, 0 },
	{ "/libpq.so", LIBPQ, 0, 0 },
	{ "/libcurl", LIBCURL, 0, 0 },
	{ "/libsodium", SODIUM, 0, 0 },
	{ "/libfcgi", FCGI, 0, 0 },
	{ "/libstdc++", STDCXX, 0, 0 },
};
#define MODULES (sizeof modules / sizeof *modules)

static int
note_module(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	(void)arg;
	for (size_t i = 0; i < MODULES; i++) {
		struct module *m = &modules[i];

		if (*m->part == '\0' ? *info->dlpi_name != '\0'
				     : strstr(info->dlpi_name, m->part) == NULL)
			continue;
		for (int p = 0; p < info->dlpi_phnum; p++) {
			const ElfW(Phdr) *ph = &info->dlpi_phdr[p];

			if (ph->p_type != PT_LOAD || (ph->p_flags & PF_X) == 0)
				continue;
			m->from = info->dlpi_addr + ph->p_vaddr;
			m->to = m->from + ph->p_memsz;
		}
	}
	return 0;
}

void
fail_begin(void)
{
	(void)dl_iterate_phdr(note_module, NULL);
	fail = mmap(NULL, sizeof *fail, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fail == MAP_FAILED)
		abort();
}

void
fail_arm(long at, int way)
{
	fail->calls = 0;
	fail->at = at;
	fail->way = way;
	fail->struck = fail->none_left = fail->gave_up = false;
	if (at == 0)
		fail->listed = 0;
	armed = true;
}

void
fail_go_on(void)
{
	fail_committed = NULL; /* whoever looks on is elsewhere */
	armed = true;
}

void
fail_disarm(void)
{
	armed = false;
}

static unsigned
module_of(uintptr_t from)
{
	for (size_t i = 0; i < MODULES; i++)
		if (from >= modules[i].from && from < modules[i].to)
			return modules[i].bit;
	return 0;
}

const char *
fail_where(const struct fail_call *call)
{
	static char text[600];
	char place[500];

	__sanitizer_symbolize_pc((void *)(call->from - 1),
	    (module_of(call->from) & OURS) != 0 ? "%f %S" : "%f in %M", place,
	    sizeof place);
	(void)snprintf(text, sizeof text, "%s called from %s", call->name, place);
	return text;
}

/* Whether this call is the one: the way in which it fails, from 0; else -1. */
static int
next(const char *name, uintptr_t from, unsigned whose, int ways)
{
	long n;

	if (!armed || (module_of(from) & whose) == 0)
		return -1;
	n = __atomic_add_fetch(&fail->calls, 1, __ATOMIC_SEQ_CST);
	if (fail->at == 0 && n <= FAIL_CALLS_MAX) {
		fail->list[n - 1] = (struct fail_call){ name, from, (uint8_t)ways };
		fail->listed = n;
	}
	if (n != fail->at)
		return -1;
	fail->hit = (struct fail_call){ name, from, (uint8_t)ways };
	fail->struck = true;
	return fail->way < ways ? fail->way : 0;
}

#define FROM ((uintptr_t)__builtin_return_address(0))
/* The real one behind us. */
#define REAL(name)                     \
	static __typeof__(name) *real; \
	if (real == NULL)              \
	real = (__typeof__(name) *)(uintptr_t)dlsym(RTLD_NEXT, #name)

/* Memory. */

void *__interceptor_malloc(size_t);
void *__interceptor_calloc(size_t, size_t);
void *__interceptor_realloc(void *, size_t);
char *__interceptor_strdup(const char *);

static bool
no_memory(const char *name, uintptr_t from)
{
	if (next(name, from, OURS | LIBPQ | LIBCURL | SODIUM, 1) < 0)
		return false;
	fail->none_left = true;
	/* The programs have app/base/memory.c, which the sanitizers take the place of. */
	if ((module_of(from) & (LIBPQ | LIBCURL | SODIUM)) != 0) {
		fail->gave_up = true;
		_exit(1);
	}
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return no_memory("malloc", FROM) ? NULL : __interceptor_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return no_memory("calloc", FROM) ? NULL : __interceptor_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return no_memory("realloc", FROM) ? NULL : __interceptor_realloc(old, size);
}

char *
strdup(const char *s)
{
	return no_memory("strdup", FROM) ? NULL : __interceptor_strdup(s);
}

/* libsodium takes the 64 MB of a password's hash by itself. */
void *
mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
	REAL(mmap);

	if (next("mmap", FROM, SODIUM, 1) < 0)
		return real(at, len, prot, flags, fd, offset);
	fail->none_left = true;
	errno = ENOMEM;
	return MAP_FAILED;
}

/* The house's answer to nothing left: the process ends. */
_Noreturn void
abort(void)
{
	REAL(abort);

	if (armed && fail->none_left && (module_of(FROM) & (OURS | STDCXX)) != 0) {
		fail->gave_up = true;
		_exit(1);
	}
	real();
	_exit(1);
}

/* Chance: the same in every run. */

static uint64_t chance = 1;

void
fail_seed(void)
{
	chance = 0x9e3779b97f4a7c15U;
}

void randombytes_buf(void *to, size_t len);
void
randombytes_buf(void *to, size_t len)
{
	unsigned char *bytes = to;

	for (size_t i = 0; i < len; i++) {
		chance ^= chance << 13;
		chance ^= chance >> 7;
		chance ^= chance << 17;
		bytes[i] = (unsigned char)(chance >> 24);
	}
}

/* Files, sockets, processes. */

struct torn {
	char bytes[10];
	size_t len;
};

static ssize_t
read_and_fail(void *cookie, char *to, size_t size)
{
	struct torn *torn = cookie;
	size_t len = torn->len < size ? torn->len : size;

	torn->len = 0;
	if (len == 0) {
		errno = EIO;
		return -1;
	}
	memcpy(to, torn->bytes, len);
	return (ssize_t)len;
}

FILE *
fopen(const char *path, const char *mode)
{
	static struct torn torn;
	REAL(fopen);
	int way = next("fopen", FROM, OURS, 2);
	FILE *f = way == 0 ? NULL : real(path, mode);

	if (way == 1 && f != NULL) { /* the disk fails after ten bytes */
		torn.len = fread(torn.bytes, 1, sizeof torn.bytes, f);
		(void)fclose(f);
		return fopencookie(
		    &torn, "r", (cookie_io_functions_t){ .read = read_and_fail });
	}
	if (way == 0) {
		fail->none_left = true;
		errno = EMFILE;
	}
	return f;
}

int
scandir(const char *path, struct dirent ***names, int (*filter)(const struct dirent *),
    int (*compare)(const struct dirent **, const struct dirent **))
{
	REAL(scandir);

	if (next("scandir", FROM, OURS, 1) < 0)
		return real(path, names, filter, compare);
	errno = ENOMEM;
	return -1;
}

int
socket(int domain, int type, int protocol)
{
	REAL(socket);

	if (next("socket", FROM, OURS | LIBCURL, 1) < 0)
		return real(domain, type, protocol);
	errno = EMFILE;
	return -1;
}

int
connect(int fd, const struct sockaddr *to, socklen_t len)
{
	REAL(connect);

	if (next("connect", FROM, LIBCURL, 1) < 0)
		return real(fd, to, len);
	errno = ECONNREFUSED;
	return -1;
}

int
bind(int fd, const struct sockaddr *to, socklen_t len)
{
	REAL(bind);

	if (next("bind", FROM, OURS, 1) < 0)
		return real(fd, to, len);
	errno = EADDRINUSE;
	return -1;
}

int
listen(int fd, int backlog)
{
	REAL(listen);

	if (next("listen", FROM, OURS, 1) < 0)
		return real(fd, backlog);
	errno = EADDRINUSE;
	return -1;
}

int
accept(int fd, struct sockaddr *from, socklen_t *len)
{
	REAL(accept);

	if (next("accept", FROM, FCGI, 1) < 0)
		return real(fd, from, len);
	errno = EMFILE;
	return -1;
}

int
accept4(int fd, struct sockaddr *from, socklen_t *len, int flags)
{
	REAL(accept4);

	if (next("accept4", FROM, OURS, 1) < 0)
		return real(fd, from, len, flags);
	errno = EMFILE;
	return -1;
}

int
signalfd(int fd, const sigset_t *signals, int flags)
{
	REAL(signalfd);

	if (next("signalfd", FROM, OURS, 1) < 0)
		return real(fd, signals, flags);
	errno = EMFILE;
	return -1;
}

int
epoll_create1(int flags)
{
	REAL(epoll_create1);

	if (next("epoll_create1", FROM, OURS, 1) < 0)
		return real(flags);
	errno = EMFILE;
	return -1;
}

int
epoll_ctl(int fd, int what, int of, struct epoll_event *event)
{
	REAL(epoll_ctl);

	if (next("epoll_ctl", FROM, OURS, 1) < 0)
		return real(fd, what, of, event);
	errno = ENOMEM;
	return -1;
}

int
epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
	REAL(epoll_wait);

	if (next("epoll_wait", FROM, OURS, 1) < 0)
		return real(fd, events, most, timeout);
	errno = EINTR;
	return -1;
}

int
chmod(const char *path, mode_t mode)
{
	REAL(chmod);

	if (next("chmod", FROM, OURS, 1) < 0)
		return real(path, mode);
	errno = EPERM;
	return -1;
}

pid_t
fork(void)
{
	REAL(fork);

	if (next("fork", FROM, OURS, 1) < 0)
		return real();
	errno = EAGAIN;
	return -1;
}

int
poll(struct pollfd *fds, nfds_t n, int timeout)
{
	REAL(poll);

	if (next("poll", FROM, LIBCURL, 1) < 0)
		return real(fds, n, timeout);
	errno = ENOMEM;
	return -1;
}

/* Fails, or does less than was asked for. */

ssize_t
send(int fd, const void *data, size_t len, int flags)
{
	REAL(send);
	int way = next("send", FROM, LIBCURL, 2);

	if (way < 0)
		return real(fd, data, len, flags);
	if (way == 1)
		return real(fd, data, len > 1 ? len / 2 : len, flags);
	errno = EPIPE;
	return -1;
}

ssize_t
recv(int fd, void *to, size_t len, int flags)
{
	REAL(recv);
	int way = next("recv", FROM, LIBCURL, 3);

	if (way < 0)
		return real(fd, to, len, flags);
	if (way == 1)
		return real(fd, to, 1, flags);
	if (way == 2) /* the other side closes */
		return 0;
	errno = ECONNRESET;
	return -1;
}

ssize_t
read(int fd, void *to, size_t len)
{
	REAL(read);
	int way = next("read", FROM, FCGI, 3);

	if (way < 0)
		return real(fd, to, len);
	if (way == 1)
		return real(fd, to, 1);
	if (way == 2)
		return 0;
	errno = ECONNRESET;
	return -1;
}

ssize_t
write(int fd, const void *data, size_t len)
{
	REAL(write);
	int way = next("write", FROM, FCGI, 2);

	if (way < 0)
		return real(fd, data, len);
	if (way == 1)
		return real(fd, data, len > 1 ? len / 2 : len);
	errno = EPIPE;
	return -1;
}

/* libpq: what fails there is the server, the line, or memory. */

enum { NO_MEMORY, REFUSED, LOST_BEFORE, LOST_AFTER };

static PGresult *
plain(PGconn *conn, const char *sql)
{
	PGresult *res;
	bool before = armed;
	REAL(PQexec);

	armed = false;
	res = real(conn, sql);
	armed = before;
	return res;
}

static void
lose(PGconn *conn)
{
	if (PQsocket(conn) >= 0)
		(void)shutdown(PQsocket(conn), SHUT_RDWR);
}

/* The server's own answer to a statement that it refuses. */
static PGresult *
refusal(PGconn *conn, const char *sql)
{
	PGresult *res;

	if (strncmp(sql, "BEGIN", 5) == 0)
		PQclear(plain(conn, "BEGIN"));
	res = plain(conn, "DO $$ BEGIN RAISE EXCEPTION 'torture' "
			  "USING ERRCODE = '53200'; END $$");
	if (strcmp(sql, "COMMIT") == 0)
		PQclear(plain(conn, "ROLLBACK"));
	return res;
}

/* What the caller gets instead of an answer; res is the answer if there is one. */
static PGresult *
no_answer(PGconn *conn, const char *sql, int way, PGresult *res)
{
	PQclear(res);
	if (way == NO_MEMORY)
		return NULL;
	if (way == REFUSED)
		return refusal(conn, sql);
	lose(conn);
	return plain(conn, "SELECT 1");
}

static int
ways_of(const char *sql)
{
	return strncmp(sql, "ROLLBACK", 8) == 0 ? 1 : 4;
}

/* Servers: what was sent to one may still be carried out after its client has left. */

static void
note_server(int server)
{
	unsigned n;

	if (server == 0)
		return;
	n = __atomic_fetch_add(&fail->nservers, 1, __ATOMIC_SEQ_CST);
	fail->servers[n % FAIL_SERVERS_MAX] = (struct fail_server){ server, false };
}

void
fail_wait_for_servers(bool all)
{
	for (size_t i = 0; i < FAIL_SERVERS_MAX; i++) {
		struct fail_server *server = &fail->servers[i];

		if (server->pid == 0 || !(all || server->left))
			continue;
		for (int n = 0; n < 2000 && kill(server->pid, 0) == 0; n++)
			(void)usleep(1000);
		server->pid = 0;
	}
}

/* Who looks on sees each state that others can see. */
static void
note_commit(const char *said)
{
	if (!armed || fail->at != 0 || fail_committed == NULL ||
	    strcmp(said, "COMMIT") != 0)
		return;
	armed = false;
	fail_committed();
	armed = true;
}

PGresult *
PQexec(PGconn *conn, const char *sql)
{
	REAL(PQexec);
	int way = next("PQexec", FROM, OURS, ways_of(sql));
	PGresult *res;

	if (way >= 0 && way != LOST_AFTER)
		return no_answer(conn, sql, way, NULL);
	res = real(conn, sql);
	if (way == LOST_AFTER)
		return no_answer(conn, sql, way, res);
	if (PQresultStatus(res) == PGRES_COMMAND_OK)
		note_commit(PQcmdStatus(res));
	return res;
}

PGresult *
PQexecPrepared(PGconn *conn, const char *name, int n, const char *const *values,
    const int *lengths, const int *formats, int result)
{
	REAL(PQexecPrepared);
	int way = next("PQexecPrepared", FROM, OURS, 4);
	PGresult *res;

	if (way >= 0 && way != LOST_AFTER)
		return no_answer(conn, name, way, NULL);
	res = real(conn, name, n, values, lengths, formats, result);
	return way == LOST_AFTER ? no_answer(conn, name, way, res) : res;
}

PGresult *
PQprepare(PGconn *conn, const char *name, const char *sql, int n, const Oid *types)
{
	REAL(PQprepare);
	int way = next("PQprepare", FROM, OURS, 3);

	return way < 0 ? real(conn, name, sql, n, types)
		       : no_answer(conn, sql, way, NULL);
}

/* The same in a pipeline: a statement is sent, its answer read later. */

static bool
cannot_send(PGconn *conn, const char *name, uintptr_t from, int *way)
{
	*way = next(name, from, OURS, 3);
	if (*way == LOST_BEFORE)
		lose(conn);
	return *way == NO_MEMORY;
}

static const char refused[] =
    "DO $$ BEGIN RAISE EXCEPTION 'torture' USING ERRCODE = '53200'; END $$";

int
PQsendQueryParams(PGconn *conn, const char *sql, int n, const Oid *types,
    const char *const *values, const int *lengths, const int *formats, int result)
{
	REAL(PQsendQueryParams);
	int way;

	if (cannot_send(conn, "PQsendQueryParams", FROM, &way))
		return 0;
	if (way == REFUSED)
		return real(conn, refused, 0, NULL, NULL, NULL, NULL, 0);
	return real(conn, sql, n, types, values, lengths, formats, result);
}

int
PQsendQueryPrepared(PGconn *conn, const char *name, int n, const char *const *values,
    const int *lengths, const int *formats, int result)
{
	REAL(PQsendQueryPrepared);
	int way;

	if (cannot_send(conn, "PQsendQueryPrepared", FROM, &way))
		return 0;
	if (way == REFUSED)
		return PQsendQueryParams(conn, refused, 0, NULL, NULL, NULL, NULL, 0);
	return real(conn, name, n, values, lengths, formats, result);
}

int
PQsendPrepare(PGconn *conn, const char *name, const char *sql, int n, const Oid *types)
{
	REAL(PQsendPrepare);
	int way;

	if (cannot_send(conn, "PQsendPrepare", FROM, &way))
		return 0;
	return real(conn, name, way == REFUSED ? "no SQL" : sql, n, types);
}

int
PQpipelineSync(PGconn *conn)
{
	REAL(PQpipelineSync);
	int way;

	return cannot_send(conn, "PQpipelineSync", FROM, &way) ? 0 : real(conn);
}

PGresult *
PQgetResult(PGconn *conn)
{
	REAL(PQgetResult);
	PGresult *res;

	if (next("PQgetResult", FROM, OURS, 1) >= 0)
		lose(conn);
	res = real(conn);
	/* libpq's own PQexec reads its answers here too. */
	if ((module_of(FROM) & OURS) != 0 && PQresultStatus(res) == PGRES_COMMAND_OK)
		note_commit(PQcmdStatus(res));
	return res;
}

PGconn *
PQconnectdb(const char *conninfo)
{
	REAL(PQconnectdb);
	int way = next("PQconnectdb", FROM, OURS, 2);
	PGconn *conn;

	if (way == 0)
		return NULL;
	conn = real(way < 0 ? conninfo : "host=/nowhere");
	note_server(PQbackendPID(conn));
	return conn;
}

void
PQfinish(PGconn *conn)
{
	int server = PQbackendPID(conn);
	REAL(PQfinish);

	real(conn);
	for (size_t i = 0; i < FAIL_SERVERS_MAX; i++)
		if (server != 0 && fail->servers[i].pid == server)
			fail->servers[i].left = true;
}

void
PQreset(PGconn *conn)
{
	REAL(PQreset);

	if (next("PQreset", FROM, OURS, 1) < 0) {
		real(conn);
		return;
	}
	lose(conn);
	(void)PQconsumeInput(conn); /* which notices it */
}
