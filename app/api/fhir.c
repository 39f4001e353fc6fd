/* fhir.c - see fhir.h: from a request to the interaction that answers it. */

#include "api/fhir.h"

#include <string.h>
#include <strings.h>

#include "api/fhir_body.h"
#include "api/fhir_bundle.h"
#include "api/fhir_capability.h"
#include "api/fhir_events.h"
#include "api/fhir_request.h"
#include "api/fhir_response.h"
#include "api/fhir_search.h"
#include "api/fhir_subscription.h"
#include "api/fhir_task.h"
#include "api/fhir_type.h"
#include "api/fhir_validate.h"
#include "api/fhir_word.h"

#define PREFIX "/fhir"
#define TASK "Task"
#define HOOK "Subscription"
#define ASKED "ServiceRequest"
#define ANSWERS "QuestionnaireResponse"

bool
fhir_asked(const struct request *rq)
{
	return strncmp(rq->path, PREFIX, strlen(PREFIX)) == 0 &&
	       (rq->path[strlen(PREFIX)] == '/' || rq->path[strlen(PREFIX)] == '\0');
}

static bool
is_metadata(const struct request *rq)
{
	return rq->method == GET && strcmp(rq->path, PREFIX "/metadata") == 0;
}

static bool
is_smart(const struct request *rq)
{
	return rq->method == GET &&
	       strcmp(rq->path, PREFIX "/.well-known/smart-configuration") == 0;
}

/* What it is to have done before anything is looked at. */
enum status
fhir_admit(struct request *rq)
{
	const char *header = request_header(rq, "Authorization");
	const struct client_resume *client;
	enum status status = ERR_NOT_FOUND;

	if (is_metadata(rq) || is_smart(rq))
		return OK;
	if (header != NULL && strncasecmp(header, "Bearer ", 7) == 0)
		status = client_resume(rq->tx, header + 7, &client);
	if (status == ERR_NOT_FOUND) {
		reply_header(rq, "WWW-Authenticate", "Bearer realm=\"Aftercare\"");
		fhir_fail(rq, 401, header != NULL ? "unknown" : "login",
		    header != NULL
			? "This token is not known, or no longer."
			: "Send Authorization: Bearer and the client's token.");
		return OK;
	}
	if (status != OK)
		return status;
	rq->who = (void *)(uintptr_t)client;
	if (client->too_often) {
		reply_header(rq, "Retry-After", "60");
		fhir_fail(rq, 429, "throttled",
		    "This client has asked too often in this minute.");
	}
	return OK;
}

enum status
fhir_scope(const struct fhir_ask *ask, char letter)
{
	if (client_may(ask->client, ask->parts[0], letter))
		return OK;
	return fhir_refuse(ask->rq, 403, "forbidden", "",
	    "This client has no scope system/%s.%c.", ask->parts[0], letter);
}

static bool
accepts(const char *accept, const char *mime)
{
	return strcasestr(accept, mime) != NULL;
}

/* JSON is all there is; _format says more than Accept. */
static enum status
check_format(struct request *rq)
{
	const char *format = request_query(rq, "_format");
	const char *accept = request_header(rq, "Accept");

	if (format != NULL &&
	    (strcmp(format, "json") == 0 || accepts(format, "application/json") ||
		accepts(format, "application/fhir") || accepts(format, "text/json")))
		format =
		    accepts(format, "xml") || accepts(format, "turtle") ? format : NULL;
	else if (format == NULL && accept != NULL && *accept != '\0' &&
		 !accepts(accept, "fhir+json") && !accepts(accept, "fhir json") &&
		 !accepts(accept, "application/json") &&
		 !accepts(accept, "text/json") && !accepts(accept, "*/*") &&
		 !accepts(accept, "application/*"))
		format = accept;
	if (format == NULL && accept != NULL && !accepts(accept, "*/*") &&
	    !fhir_is_version(accept))
		format = accept;
	if (format == NULL)
		return OK;
	return fhir_refuse(rq, 406, "not-supported", "",
	    "Aftercare speaks application/fhir+json, not %.80s.", format);
}

static void
split(struct fhir_ask *ask, const char *path)
{
	for (size_t i = 0; i < COUNT_OF(ask->parts); i++)
		ask->parts[i] = "";
	for (ask->nparts = 0; *path != '\0' && ask->nparts < COUNT_OF(ask->parts);) {
		size_t len = strcspn(path, "/");

		if (len > 0)
			ask->parts[ask->nparts++] =
			    arena_strndup(ask->arena, path, len);
		path += len + (path[len] == '/');
	}
	/* What is longer is nothing of ours. */
	if (*path != '\0')
		ask->parts[0] = "";
}

static void
open_ask(struct request *rq, struct fhir_ask *ask)
{
	const char *prefer = request_header(rq, "Prefer");

	*ask = (struct fhir_ask){ .rq = rq,
		.arena = rq->arena,
		.client = rq->who,
		.now = tx_now(rq->tx),
		.base = arena_printf(rq->arena, "%s://%s" PREFIX,
		    rq->secure ? "https" : "http",
		    *rq->host != '\0' ? rq->host : "localhost"),
		.strict =
		    prefer != NULL && strcasestr(prefer, "handling=strict") != NULL };
	split(ask, rq->path + strlen(PREFIX));
	ask->type = fhir_type_of(ask->parts[0]);
	ask->id = fhir_id(ask->parts[1]);
}

static enum status
search_by_query(const struct fhir_ask *ask)
{
	return fhir_search(ask, ask->rq->query);
}

static enum status
search_by_form(const struct fhir_ask *ask)
{
	const char *query = ask->rq->query, *body = ask->rq->body;

	/* Without a body all of it is in the address. */
	if (*body != '\0' && strncasecmp(ask->rq->content_type,
				 "application/x-www-form-urlencoded", 33) != 0)
		return fhir_refuse(ask->rq, 415, "not-supported", "",
		    "A search is sent as application/x-www-form-urlencoded.");
	return fhir_search(ask, arena_printf(ask->arena, "%s%s%s", query,
				    *query != '\0' && *body != '\0' ? "&" : "", body));
}

static enum status
read_other(const struct fhir_ask *ask)
{
	struct fhir_query q = { .type = ask->type, .elements = "{}", .includes = "" };
	struct fhir_page page = { 0 };
	struct request *rq = ask->rq;

	for (size_t i = 0; i < REFS; i++)
		q.refs[i].is = "";
	q.refs[REF_ID] = (struct fhir_ids){ true, "", { ask->id }, 1 };
	if (ask->id != 0)
		TRY(fhir_type_find(rq->tx, &q, 1, &page));
	if (page.n == 0)
		return fhir_refuse(rq, 404, "not-found", "", "There is no %s/%s here.",
		    ask->parts[0], ask->parts[1]);
	rq->reply.shown = ask->type->shown;
	rq->reply.shown_id = ask->id;
	return fhir_show(ask,
	    &(struct fhir_resource){ page.at[0].body, 0, page.at[0].cursor.at, 200 });
}

static enum status
read_one(const struct fhir_ask *ask)
{
	enum status status;

	if (ask->type->task)
		return fhir_task_read(ask);
	if (strcmp(ask->type->name, ASKED) != 0)
		return read_other(ask);
	status = fhir_request_read(ask);
	return status == ERR_NOT_FOUND ? read_other(ask) : status;
}

static fhir_answer answer;

/* What stands for each part of a path: a word that begins with "_" or "$", or any id. */
/* clang-format off */
static const struct interaction {
	enum method method;
	size_t nparts;
	const char *second, *third; /* NULL: an id, or nothing */
	char letter; /* of the scope */
	const char *only; /* of this type; NULL: of any */
	enum status (*answer)(const struct fhir_ask *);
} interactions[] = {
	{ GET,	 1, NULL,	 NULL,		's', NULL,   search_by_query },
	{ POST,	 2, "_search",	 NULL,		's', NULL,   search_by_form },
	{ GET,	 2, "_history",	 NULL,		'r', TASK,   fhir_history },
	{ GET,	 2, NULL,	 NULL,		'r', NULL,   read_one },
	{ GET,	 3, NULL,	 "_history",	'r', TASK,   fhir_history },
	{ GET,	 4, NULL,	 "_history",	'r', TASK,   fhir_task_vread },
	{ POST,	 1, NULL,	 NULL,		'c', TASK,   fhir_task_create },
	{ PUT,	 1, NULL,	 NULL,		'u', TASK,   fhir_task_put_by },
	{ PUT,	 2, NULL,	 NULL,		'u', TASK,   fhir_task_update },
	{ PATCH, 2, NULL,	 NULL,		'u', TASK,   fhir_task_patch },
	{ POST,	 2, "$validate", NULL,		'r', TASK,   fhir_validate },
	{ POST,	 3, NULL,	 "$validate",	'r', TASK,   fhir_validate },
	{ POST,	 1, NULL,	 NULL,		'c', ASKED,  fhir_request_create },
	{ PUT,	 1, NULL,	 NULL,		'u', ASKED,  fhir_request_put_by },
	{ PUT,	 2, NULL,	 NULL,		'u', ASKED,  fhir_request_update },
	{ PATCH, 2, NULL,	 NULL,		'u', ASKED,  fhir_request_patch },
	{ POST,	 2, "$validate", NULL,		'r', ASKED,  fhir_validate },
	{ POST,	 3, NULL,	 "$validate",	'r', ASKED,  fhir_validate },
	{ POST,	 1, NULL,	 NULL,		'c', ANSWERS, fhir_response_create },
	{ PUT,	 1, NULL,	 NULL,		'u', ANSWERS, fhir_response_put_by },
	{ POST,	 2, "$validate", NULL,		'r', ANSWERS, fhir_validate },
	{ POST,	 1, NULL,	 NULL,		'c', HOOK,   fhir_subscription_create },
	{ PUT,	 2, NULL,	 NULL,		'u', HOOK,   fhir_subscription_update },
	{ DELETE, 2, NULL,	 NULL,		'd', HOOK,   fhir_subscription_delete },
	{ GET,	 2, "$status",	 NULL,		'r', HOOK,   fhir_subscription_status },
	{ GET,	 3, NULL,	 "$status",	'r', HOOK,   fhir_subscription_status },
	{ GET,	 3, NULL,	 "$events",	'r', HOOK,   fhir_events },
	{ POST,	 3, NULL,	 "$events",	'r', HOOK,   fhir_events },
};
/* clang-format on */

/* By whatever method. */
static bool
fits_path(const struct interaction *i, const struct fhir_ask *ask)
{
	const char *second = ask->parts[1], *third = ask->parts[2];

	if (i->nparts != ask->nparts ||
	    (i->only != NULL && strcmp(i->only, ask->type->name) != 0))
		return false;
	if (i->second != NULL ? strcmp(i->second, second) != 0
			      : *second == '_' || *second == '$')
		return false;
	return i->third != NULL ? strcmp(i->third, third) == 0 : *third == '\0';
}

/* What can be done there. */
static void
tell_allowed(const struct fhir_ask *ask)
{
	static const struct {
		enum method method;
		const char *word;
	} words[] = { { GET, "GET, HEAD" }, { POST, "POST" }, { PUT, "PUT" },
		{ PATCH, "PATCH" }, { DELETE, "DELETE" } };
	const char *list = "";

	for (size_t w = 0; w < COUNT_OF(words); w++)
		for (size_t i = 0; i < COUNT_OF(interactions); i++)
			if (interactions[i].method == words[w].method &&
			    fits_path(&interactions[i], ask)) {
				list = arena_printf(ask->arena, "%s%s%s", list,
				    *list != '\0' ? ", " : "", words[w].word);
				break;
			}
	if (*list != '\0')
		reply_header(ask->rq, "Allow", list);
}

static bool
is_bundle(const struct request *rq)
{
	return rq->method == POST &&
	       (strcmp(rq->path, PREFIX) == 0 || strcmp(rq->path, PREFIX "/") == 0);
}

static enum status
interact(const struct fhir_ask *ask)
{
	/* JSON of no FHIR, whatever is asked for. */
	if (is_smart(ask->rq))
		return fhir_smart(ask);
	TRY(check_format(ask->rq));
	if (is_metadata(ask->rq))
		return fhir_capability(ask);
	if (is_bundle(ask->rq))
		return fhir_bundle(ask, answer);
	if (ask->type == NULL)
		return fhir_refuse(ask->rq, 404, "not-supported", "",
		    *ask->parts[0] != '\0'
			? "There is no type %.60s here; " PREFIX
			  "/metadata says which there are."
			: "There is nothing at this address%.0s; " PREFIX
			  "/metadata says what there is.",
		    ask->parts[0]);
	for (size_t i = 0; i < COUNT_OF(interactions); i++)
		if (interactions[i].method == ask->rq->method &&
		    fits_path(&interactions[i], ask)) {
			TRY(fhir_scope(ask, interactions[i].letter));
			/* Who makes what is not there yet needs both. */
			if (interactions[i].answer == fhir_task_put_by ||
			    interactions[i].answer == fhir_request_put_by ||
			    interactions[i].answer == fhir_response_put_by)
				TRY(fhir_scope(ask, 'c'));
			return interactions[i].answer(ask);
		}
	tell_allowed(ask);
	return fhir_refuse(ask->rq, 405, "not-supported", "",
	    "This cannot be done with %s; " PREFIX "/metadata says what can.",
	    ask->parts[0]);
}

static enum status
answer(struct request *rq)
{
	struct fhir_ask ask;

	open_ask(rq, &ask);
	return interact(&ask);
}

/* The same with a line for each member. */
static void
make_pretty(struct request *rq)
{
	const struct buf plain = rq->reply.body;
	struct buf *b = &rq->reply.body;
	bool text = false;
	int depth = 0;

	buf_init_wide(b, rq->arena, 2 * plain.len + 1);
	for (size_t i = 0; i < plain.len; i++) {
		const char c = plain.data[i];

		if (!text && (c == ' ' || c == '\n'))
			continue;
		if (!text && (c == '}' || c == ']')) {
			buf_printf(b, "\n%*s", 2 * --depth, "");
		}
		buf_putc(b, c);
		if (c == '"')
			text = !text;
		else if (text && c == '\\')
			buf_putc(b, plain.data[++i]);
		else if (!text && c == ':')
			buf_putc(b, ' ');
		else if (!text && (c == '{' || c == '['))
			buf_printf(b, "\n%*s", 2 * ++depth, "");
		else if (!text && c == ',')
			buf_printf(b, "\n%*s", 2 * depth, "");
	}
	buf_putc(b, '\n');
}

enum status
fhir(struct request *rq)
{
	const char *pretty = request_query(rq, "_pretty");
	enum status status = answer(rq);

	/* What was refused has been answered. */
	if (status != OK && rq->reply.code < 400)
		return status;
	if (pretty != NULL && strcmp(pretty, "true") == 0 && rq->reply.body.len > 0)
		make_pretty(rq);
	return OK;
}
