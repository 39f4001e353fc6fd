/* rapidpro.c - see rapidpro.h. */

#include "rapidpro.h"
#include "peer.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SENT_MAX 32
#define CALLERS_MAX 16
#define START "3d9f0b7a-6c2e-4e18-a5d1-8f4b2c7e9a06"
/* A minute before the moment at which the torture's clock stands. */
#define A_MINUTE_AGO "2031-03-03T06:01:00.000000Z"

static struct {
	int port;
	struct rapidpro_there is;
	int sent;
	char last_intent[40], checkin[40], survey[40];
	int surveyed; /* when, as the texts are */
	char texts[SENT_MAX][200]; /* what was sent */
	int at[SENT_MAX]; /* and when: seconds after the start of the scene */
	int now;
} * there;

/* The value of a member that is a text, out of a body; "" without one. */
static void
member(const char *body, const char *name, char *to, size_t size)
{
	char key[32];
	const char *at;
	size_t len;

	(void)snprintf(key, sizeof key, "\"%s\":\"", name);
	at = strstr(body, key);
	to[0] = '\0';
	if (at == NULL)
		return;
	at += strlen(key);
	len = strcspn(at, "\"");
	if (len < size) {
		memcpy(to, at, len);
		to[len] = '\0';
	}
}

static void
send_text(const char *body)
{
	if (there->sent == SENT_MAX)
		return;
	member(body, "text", there->texts[there->sent], sizeof there->texts[0]);
	there->at[there->sent] = there->now;
	there->sent++;
}

static const char *
message_row(int id, const char *direction, const char *text, int at)
{
	static char row[800];
	char when[sizeof A_MINUTE_AGO + 20];

	(void)snprintf(
	    when, sizeof when, "2031-03-03T06:%02d:%02d.000000Z", 1 + at / 60, at % 60);
	(void)snprintf(row, sizeof row,
	    "{\"id\":%d,\"contact\":{\"uuid\":\"" RAPIDPRO_CONTACT
	    "\",\"name\":null},\"urn\":\"tel:+263775550142\",\"direction\":\"%s\","
	    "\"status\":\"%s\",\"text\":\"%s\",\"created_on\":\"%s\","
	    "\"sent_on\":\"%s\",\"modified_on\":\"%s\"}",
	    id, direction, strcmp(direction, "in") == 0 ? "handled" : "delivered", text,
	    when, when, when);
	return row;
}

/* What was sent as the n-th. */
static const char *
sent_row(int n)
{
	return message_row(100 + n, "out", there->texts[n], there->at[n]);
}

/* The newest first. */
static const char *
messages(void)
{
	static char list[16000];
	size_t len;

	len = (size_t)snprintf(list, sizeof list, "{\"next\":null,\"results\":[");
	for (int i = there->sent; i-- > 0;)
		len += (size_t)snprintf(list + len, sizeof list - len, "%s%s",
		    sent_row(i), i > 0 || there->is.words ? "," : "");
	if (there->is.words)
		len += (size_t)snprintf(list + len, sizeof list - len, "%s",
		    message_row(9, "in", "Can I bath", 0));
	(void)snprintf(list + len, sizeof list - len, "]}");
	return list;
}

/* Somebody's own flow: it drops no repeat. */
static void
start_survey(const char *body)
{
	member(body, "intent", there->survey, sizeof there->survey);
	there->surveyed = there->now;
	send_text(body);
}

static const char *
started(const char *body)
{
	char intent[40], flow[40];

	member(body, "flow", flow, sizeof flow);
	if (strcmp(flow, RAPIDPRO_SURVEY) == 0) {
		start_survey(body);
		return "{\"uuid\":\"" START "\",\"status\":\"pending\",\"params\":{}}";
	}

	member(body, "intent", intent, sizeof intent);
	if (intent[0] == '\0')
		member(body, "checkin", intent, sizeof intent);
	if (strcmp(intent, there->last_intent) != 0)
		send_text(body);
	(void)snprintf(there->last_intent, sizeof there->last_intent, "%s", intent);
	member(body, "checkin", there->checkin, sizeof there->checkin);
	return "{\"uuid\":\"" START "\",\"status\":\"pending\",\"params\":{}}";
}

static const char *
listed(void)
{
	static char text[600];

	(void)snprintf(text, sizeof text,
	    "{\"next\":null,\"results\":[{\"uuid\":\"" START
	    "\",\"status\":\"complete\",\"params\":{\"checkin\":\"%s\","
	    "\"intent\":\"%s\"}}]}",
	    there->checkin, there->survey);
	return text;
}

static const char *
contact(void)
{
	static char text[600];

	(void)snprintf(text, sizeof text,
	    "{\"next\":null,\"results\":[{\"uuid\":\"" RAPIDPRO_CONTACT
	    "\",\"status\":\"active\",\"urns\":[],\"fields\":{\"last_intent\":"
	    "\"%s\"}%s}]}",
	    there->last_intent,
	    there->is.waits ? ",\"flow\":{\"uuid\":\"" RAPIDPRO_CHECKIN
			      "\",\"name\":\"Malaria survey\"}"
			    : "");
	return text;
}

static const char flows[] =
    "{\"next\":null,\"results\":[{\"uuid\":\"" RAPIDPRO_SEND
    "\",\"name\":\"Aftercare guarded send\",\"archived\":false},"
    "{\"uuid\":\"" RAPIDPRO_CHECKIN
    "\",\"name\":\"Aftercare check-in\",\"archived\":false}]}";
static const char surveys[] =
    "{\"next\":null,\"results\":[{\"uuid\":\"" RAPIDPRO_SEND
    "\",\"name\":\"Aftercare guarded send\",\"archived\":false},"
    "{\"uuid\":\"" RAPIDPRO_CHECKIN
    "\",\"name\":\"Aftercare check-in\",\"archived\":false},"
    "{\"uuid\":\"" RAPIDPRO_SURVEY
    "\",\"name\":\"Malaria survey\",\"archived\":false}]}";
static const char runs[] =
    "{\"next\":null,\"results\":[{\"uuid\":\"e4a81c93-5b7d-4f62-9c0e-1d3a5b7c9e2f\","
    "\"flow\":{\"uuid\":\"" RAPIDPRO_CHECKIN "\",\"name\":\"Aftercare check-in\"},"
    "\"contact\":{\"uuid\":\"" RAPIDPRO_CONTACT "\",\"name\":null},\"start\":null,"
    "\"responded\":true,\"values\":{\"answer\":{\"value\":\"1\",\"category\":\"All "
    "Responses\",\"time\":\"" A_MINUTE_AGO "\",\"name\":\"Answer\"}},"
    "\"created_on\":\"" A_MINUTE_AGO "\",\"modified_on\":\"" A_MINUTE_AGO "\","
    "\"exited_on\":null,\"exit_type\":null}]}";
static const char workspace[] =
    "{\"uuid\":\"6a44ca78-a4c2-4862-a7d3-2932f9b3a7c3\",\"name\":\"Clinics\","
    "\"country\":\"ZW\",\"timezone\":\"Africa/Harare\",\"anon\":false}";
static const char channels[] =
    "{\"next\":null,\"results\":[{\"uuid\":\"9a8b001e-a913-486c-80f4-1356e23f582e\","
    "\"name\":\"any\",\"address\":\"+263771000000\",\"country\":\"ZW\","
    "\"last_seen\":null}]}";
static const char nothing[] = "{\"next\":null,\"results\":[]}";

/* What the survey's start has begun. */
static const char *
surveyed(void)
{
	static char text[800];
	char when[40];

	(void)snprintf(when, sizeof when, "2031-03-03T06:%02d:%02d.000000Z",
	    1 + there->surveyed / 60, there->surveyed % 60);
	(void)snprintf(text, sizeof text,
	    "{\"next\":null,\"results\":[{\"uuid\":\"e4a81c93-5b7d-4f62-9c0e-"
	    "1d3a5b7c9e2f\",\"flow\":{\"uuid\":\"" RAPIDPRO_SURVEY
	    "\",\"name\":\"Malaria survey\"},\"contact\":{\"uuid\":"
	    "\"" RAPIDPRO_CONTACT "\",\"name\":null},\"start\":{\"uuid\":\"" START
	    "\"},\"responded\":false,\"values\":{},\"created_on\":\"%s\","
	    "\"modified_on\":\"%s\",\"exited_on\":null,\"exit_type\":null}]}",
	    when, when);
	return text;
}

static const char *
answer(const char *request)
{
	bool post = strncmp(request, "POST", 4) == 0;
	const char *body = strstr(request, "\r\n\r\n");

	body = body != NULL ? body + 4 : "";
	if (strstr(request, "/contact_actions.json") != NULL) {
		there->is.waits = false;
		return nothing;
	}
	if (strstr(request, "/flow_starts.json") != NULL)
		return post ? started(body) : listed();
	if (strstr(request, "/contacts.json") != NULL)
		return post ? "{\"uuid\":\"" RAPIDPRO_CONTACT
			      "\",\"status\":\"active\",\"urns\":[]}"
			    : contact();
	if (strstr(request, "/messages.json") != NULL) {
		if (!post)
			return messages();
		send_text(body);
		return sent_row(there->sent - 1);
	}
	if (strstr(request, "/workspace.json") != NULL)
		return workspace;
	if (strstr(request, "/channels.json") != NULL)
		return channels;
	if (strstr(request, "/flows.json") != NULL)
		return there->is.survey ? surveys : there->is.flows ? flows : nothing;
	if (strstr(request, "/runs.json") != NULL && there->survey[0] != '\0')
		return surveyed();
	if (strstr(request, "/runs.json") != NULL && there->is.answer)
		return runs;
	return nothing;
}

/* Whether head and body have arrived. */
static bool
is_whole(const char *request)
{
	const char *end = strstr(request, "\r\n\r\n");
	const char *length = strcasestr(request, "\r\nContent-Length:");

	if (end == NULL)
		return false;
	return length == NULL || length > end ||
	       strlen(end + 4) >= strtoul(length + 17, NULL, 10);
}

struct caller {
	int fd; /* 0: none */
	size_t len;
	char request[16384];
};

/* Whether there is more to come. */
static bool
serve(struct caller *c)
{
	static char reply[20000];
	const char *body;
	size_t len;
	ssize_t n = recv(c->fd, c->request + c->len, sizeof c->request - 1 - c->len, 0);

	if (n <= 0)
		return false;
	c->len += (size_t)n;
	c->request[c->len] = '\0';
	if (!is_whole(c->request))
		return true;
	body = answer(c->request);
	len = (size_t)snprintf(reply, sizeof reply,
	    "HTTP/1.1 %s X\r\nContent-Type: application/json\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
	    strncmp(c->request, "POST", 4) == 0 ? "201" : "200", strlen(body), body);
	(void)send(c->fd, reply, len, MSG_NOSIGNAL);
	return false;
}

/* Who calls and says nothing holds nobody else up. */
static _Noreturn void
serve_all(int listener)
{
	static struct caller callers[CALLERS_MAX];
	struct pollfd fds[CALLERS_MAX + 1];

	for (;;) {
		fds[CALLERS_MAX] = (struct pollfd){ listener, POLLIN, 0 };
		for (int i = 0; i < CALLERS_MAX; i++)
			fds[i] =
			    (struct pollfd){ callers[i].fd > 0 ? callers[i].fd : -1,
				    POLLIN, 0 };
		if (poll(fds, CALLERS_MAX + 1, -1) < 0)
			continue;
		for (int i = 0; i < CALLERS_MAX; i++) {
			if (fds[i].revents != 0 && !serve(&callers[i])) {
				(void)close(callers[i].fd);
				callers[i].fd = 0;
			}
			if (callers[i].fd == 0 && fds[CALLERS_MAX].revents != 0) {
				callers[i] = (struct caller){ .fd = accept(listener,
								  NULL, NULL) };
				fds[CALLERS_MAX].revents = 0;
			}
		}
	}
}

void
rapidpro_begin(void)
{
	there = peer_memory(sizeof *there);
	there->port = peer_begin(serve_all);
}

int
rapidpro_port(void)
{
	return there->port;
}

void
rapidpro_reset(const struct rapidpro_there *is)
{
	there->sent = there->now = 0;
	there->last_intent[0] = there->checkin[0] = there->survey[0] = '\0';
	there->is = *is;
}

void
rapidpro_wait(int seconds)
{
	there->now += seconds;
}

int
rapidpro_sent(void)
{
	return there->sent;
}
