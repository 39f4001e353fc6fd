/*
 * api.h - one call to the simulated API of RapidPro, version 2.
 *
 * A refusal is an answer that has to be remembered: it counts against the rate
 * limit and uses up a fault.  So what an endpoint has done is undone at a
 * savepoint, the rest is committed, and api_after() gives the reply its code.
 */

#ifndef SIM_API_H
#define SIM_API_H

#include <stdbool.h>

#include "ext/json.h"
#include "gen/sim_sql.h"
#include "web/dispatch.h"

#define API_LIST_MAX 100 /* contacts, groups, messages of one call */
#define API_OBJECTS_MAX 250 /* groups, fields, globals, labels of a workspace */

enum profile { PROFILE_80, PROFILE_90, PROFILE_263 };

struct call;
typedef enum status endpoint_handler(struct call *);

struct endpoint {
	const char *name; /* "messages" */
	const char *scope; /* of its rate limit */
	endpoint_handler *get, *post, *delete; /* NULL: not allowed */
};

struct call {
	struct request *rq;
	struct tx *tx;
	struct arena *arena;
	int64_t now;
	const struct sim_setting_get *setting;
	enum profile profile;
	const struct endpoint *endpoint;
	const char *place; /* "POST messages" */
	const struct json *body; /* of a POST: an object */
	int code; /* what the caller is told in the end */
};

/* The one token that is known; once, by main. */
void api_set_token(const char *);
/* The handler of every route of the API, and what follows its commit. */
enum status api_answer(struct request *);
void api_after(struct request *, struct db *);
/* The reply when no route fits, or when we failed ourselves. */
void api_fail(struct request *, enum status);

/* Answers.  A body is JSON; all return OK, to end a handler with. */
MUST_CHECK enum status api_reply(struct call *, int code, const char *body);
MUST_CHECK enum status api_nothing(struct call *);
MUST_CHECK enum status api_detail(struct call *, int code, const char *fmt, ...)
    PRINTF(3, 4);
/* 400: {"field":["..."]}, and {"field":{"2":["..."]}} for the element of a list. */
MUST_CHECK enum status api_wrong(struct call *, const char *field, const char *fmt, ...)
    PRINTF(3, 4);
MUST_CHECK enum status api_wrong_item(
    struct call *, const char *field, size_t index, const char *fmt, ...) PRINTF(4, 5);

/* The query string. */
const char *api_param(struct call *, const char *name); /* NULL if absent */
bool api_param_is_true(struct call *, const char *name, bool otherwise);

/* The body. */
const struct json *api_field(const struct call *, const char *name);
/* Is the key there at all, if only with a null? */
bool api_has(const struct call *, const char *name);
/* NULL if it is absent, null or no text. */
const char *api_text(const struct call *, const char *name);
/* Is it a list of at most 100?  If not, the refusal is written. */
bool api_list_fits(struct call *, const char *name);

/* ---- who and what a call names ---- */

struct named {
	int64_t id;
	const char *uuid, *status;
	bool deleted;
};

/* By UUID, or by URN: ERR_NOT_FOUND. */
MUST_CHECK enum status api_find_contact(struct call *, const char *, struct named *);
/*
 * The ids of a list of contacts or groups; *refused: one is not there, and the
 * reply says so.
 */
MUST_CHECK enum status api_find_contacts(
    struct call *, const char *field, const char **ids, size_t *n, bool *refused);
MUST_CHECK enum status api_find_groups(
    struct call *, const char *field, const char **ids, size_t *n, bool *refused);
/* A list of URNs as a text[]; *refused as above. */
void api_find_urns(
    struct call *, const char *field, const char **urns, size_t *n, bool *refused);
/* "tel:+255712345678"; NULL if it is none. */
const char *api_urn(struct call *, const char *);

/* ---- pages of a list ---- */

struct page {
	struct call *call;
	int64_t from_at, from_id; /* where it begins; 0 for the first */
	int64_t after, before; /* 0 if not asked for */
	int32_t ask; /* rows to ask for: one more than fit */
	bool reverse;
	bool refused; /* the reply is written */
	struct buf rows;
	int32_t n;
	int64_t last_at, last_id;
	bool more;
};

/* Reads cursor, after, before, reverse; look at ->refused. */
void page_begin(struct call *, struct page *);
/* A uuid or a whole number from the query; false: the reply is written. */
bool page_uuid(struct page *, const char *name, const char **uuid);
bool page_int(struct page *, const char *name, int64_t *n);
void page_row(struct page *, int64_t at, int64_t id, const char *body);
/* All of those that a query gave, each with at, id and body. */
#define PAGE_ROWS(page, rows)                     \
	for (size_t i_ = 0; i_ < (rows)->n; i_++) \
	page_row((page), (rows)->at[i_].at, (rows)->at[i_].id, (rows)->at[i_].body)
MUST_CHECK enum status page_end(struct page *);
MUST_CHECK enum status page_empty(struct call *);

/* The endpoints, by file. */
endpoint_handler messages_get, messages_post, message_actions_post;
endpoint_handler broadcasts_get, broadcasts_post;
endpoint_handler contacts_get, contacts_post, contacts_delete, contact_actions_post;
endpoint_handler groups_get, groups_post, groups_delete;
endpoint_handler fields_get, fields_post, globals_get, globals_post;
endpoint_handler labels_get, labels_post, labels_delete;
endpoint_handler flows_get, flow_starts_get, flow_starts_post, runs_get;
endpoint_handler definitions_get;
endpoint_handler workspace_get, channels_get, channel_events_get, users_get;
endpoint_handler resthooks_get, resthook_events_get;
endpoint_handler subscribers_get, subscribers_post, subscribers_delete;
endpoint_handler nothing_get;

#endif
