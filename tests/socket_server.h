/* socket_server.h - a server that answers as told, byte by byte, for tests. */

#ifndef SOCKET_SERVER_H
#define SOCKET_SERVER_H

#include <stdbool.h>
#include <stddef.h>

/* What is done with one request, in the order in which requests come. */
struct canned {
	const char *reply; /* sent as it stands; NULL sends nothing */
	size_t padding; /* so many x after it */
	int wait_ms; /* before the reply */
	int drip_ms; /* between its bytes */
	bool keep; /* leave the connection open */
	bool reset; /* end it by a reset instead of a close */
};

struct socket_server;

/* Listens on a free port of the loopback; serves from a child process. */
struct socket_server *socket_server_start(const struct canned *, size_t count);
/* The same on a port that is known before: replies can name it. */
struct socket_server *socket_server_start_on(
    int port, const struct canned *, size_t count);
int socket_server_port(const struct socket_server *);
/* All requests so far, as they came, one after the other. */
const char *socket_server_seen(const struct socket_server *);
/* How often the text occurs in them. */
size_t socket_server_count(const struct socket_server *, const char *text);
/* Until the text has come. */
void socket_server_await(const struct socket_server *, const char *text);
size_t socket_server_connections(const struct socket_server *);
void socket_server_stop(struct socket_server *);

/* A port on which nobody listens. */
int socket_closed_port(void);

#endif
