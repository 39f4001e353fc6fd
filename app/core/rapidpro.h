/*
 * rapidpro.h - RapidPro's API v2 as typed calls; nothing else knows its JSON.
 *
 * Works with 8.0 to 26.x (rapidpro/rapidpro and nyaruka/rapidpro: temba/api/v2).
 * Everything returned lives in the arena of the call.  A text is NULL where
 * RapidPro says null or nothing, and so is a UUID that is none; a moment is then
 * 0.  Unknown keys are ignored, unknown words become "unknown".
 */

#ifndef CORE_RAPIDPRO_H
#define CORE_RAPIDPRO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/message_state.h"

/* The flows of workflows/vmmc/flows.json, found in the workspace by name. */
#define RAPIDPRO_SEND_FLOW "Aftercare guarded send"
#define RAPIDPRO_CHECKIN_FLOW "Aftercare check-in"
#define RAPIDPRO_GROUP_FLOW "Aftercare group text"
#define RAPIDPRO_INCOMING_FLOW "Aftercare incoming"

#define RAPIDPRO_CONTACTS_MAX 100 /* of one flow start */

enum rapidpro_outcome {
	RAPIDPRO_ACCEPTED,
	RAPIDPRO_REFUSED, /* for good: the same again would be refused again */
	RAPIDPRO_NOT_REACHED, /* nothing has happened there: later, as it is */
	RAPIDPRO_TOKEN_REFUSED, /* nothing will be taken from us: stop and tell */
	RAPIDPRO_UNSURE /* it may have happened: look before doing it again */
};

/* "accepted" and so on, for a log line. */
const char *rapidpro_outcome_word(enum rapidpro_outcome);

struct rapidpro; /* one workspace; dies with its arena */

/* The URL is as config.h has it: no "/" at the end, perhaps with a path. */
struct rapidpro *rapidpro_new(struct arena *, const char *url, const char *token);

/* Made before a call, with the first two; the call fills the rest. */
struct rapidpro_call {
	struct rapidpro *rapidpro;
	struct arena *arena;
	int status; /* of HTTP, 0 if none came */
	int retry_after; /* seconds to stay away; 0 if that is left to us */
	int64_t server_date; /* RapidPro's clock at the answer; 0 if not told */
	/*
	 * What RapidPro or the line said, "" if accepted.  For the people who run
	 * the system; it can hold a phone number and so is never logged.
	 */
	const char *reason;
};

struct rapidpro_ref {
	const char *uuid, *name;
};

struct rapidpro_workspace {
	const char *uuid, *name, *timezone, *country;
	bool anonymous; /* phone numbers are hidden from us */
};

struct rapidpro_channel {
	const char *uuid, *name, *address, *country;
	int64_t last_seen;
};

struct rapidpro_flow {
	const char *uuid, *name, *type;
	bool archived;
	int64_t modified_on;
};

struct rapidpro_field {
	const char *key, *name;
	const char *type; /* text, number, datetime... */
};

struct rapidpro_group {
	const char *uuid, *name;
	bool smart; /* has a query: nobody can be put into it */
};

struct rapidpro_global {
	const char *key, *name, *value;
};

struct rapidpro_contact {
	const char *uuid; /* NULL: there is no such contact */
	const char *name;
	const char *status; /* active, blocked, stopped, archived, unknown */
	const char *language;
	const char *const *urns; /* "tel:+263..." */
	size_t urn_count;
	struct rapidpro_ref flow; /* that waits for a reply now; UUID NULL if none */
	const char *last_intent; /* our field: the last text that was sent */
	int64_t modified_on, last_seen_on;
};

struct rapidpro_start {
	const char *uuid;
	struct rapidpro_ref flow;
	/* pending, started, completed, failed, interrupted, unknown */
	const char *status;
	const char *intent, *checkin; /* ours, from its params */
	int64_t created_on, modified_on;
};

enum rapidpro_direction { RAPIDPRO_DIRECTION_UNKNOWN, RAPIDPRO_IN, RAPIDPRO_OUT };

struct rapidpro_message {
	const char *id; /* a number; NULL if there is only a UUID */
	const char *uuid; /* from 10.3 on */
	struct rapidpro_ref contact;
	const char *urn;
	enum rapidpro_direction direction;
	enum message_state state;
	const char *text; /* never NULL */
	struct rapidpro_ref flow; /* from 8.2 on */
	const char *broadcast; /* id, up to 10.2 */
	int64_t created_on, sent_on, modified_on;
	const char *raw; /* the JSON that was read, to be kept */
};

struct rapidpro_value {
	const char *key; /* snake_case, from the result's name */
	const char *value; /* as text; for a timeout it is a moment */
	const char *category;
	const char *input; /* up to 9.2 */
	int64_t time;
};

struct rapidpro_run {
	const char *uuid;
	struct rapidpro_ref flow, contact;
	const char *start_uuid;
	bool responded;
	const struct rapidpro_value *values;
	size_t value_count;
	int64_t created_on, modified_on;
	int64_t exited_on; /* 0: still active */
	/* completed, interrupted, expired, failed, unknown; NULL: still active */
	const char *exit_type;
	const char *raw;
};

/* What our own flows post to the webhook. */
struct rapidpro_hook {
	const char *event;
	struct rapidpro_ref contact, flow;
	const char *urn, *language;
	const char *run_uuid;
	int64_t run_created_on;
	const char *intent, *checkin; /* from the params of its start */
	const char *input_uuid, *input_text, *input_urn; /* NULL without a reply */
	int64_t input_created_on;
	const struct rapidpro_value *values;
	size_t value_count;
};

/*
 * A page has up to 250 rows.  next is what the same call takes for the page that
 * follows; NULL on the last.  Rows that name nothing are left out and counted.
 */
#define RAPIDPRO_PAGE(row)                         \
	struct rapidpro_##row##_page {             \
		const struct rapidpro_##row *rows; \
		size_t count;                      \
		size_t skipped;                    \
		const char *next;                  \
	}
RAPIDPRO_PAGE(channel);
RAPIDPRO_PAGE(flow);
RAPIDPRO_PAGE(field);
RAPIDPRO_PAGE(group);
RAPIDPRO_PAGE(global);
RAPIDPRO_PAGE(contact);
RAPIDPRO_PAGE(start);
RAPIDPRO_PAGE(message);
RAPIDPRO_PAGE(run);

/*
 * The calls.  What a call returns through its last argument is only to be looked
 * at after RAPIDPRO_ACCEPTED.  For a call that changes nothing every outcome but
 * RAPIDPRO_ACCEPTED means that there is no answer this time.
 */
MUST_CHECK enum rapidpro_outcome rapidpro_workspace(
    struct rapidpro_call *, struct rapidpro_workspace *);
/* next is NULL for the first page. */
MUST_CHECK enum rapidpro_outcome rapidpro_channels(
    struct rapidpro_call *, const char *next, struct rapidpro_channel_page *);
MUST_CHECK enum rapidpro_outcome rapidpro_flows(
    struct rapidpro_call *, const char *next, struct rapidpro_flow_page *);
MUST_CHECK enum rapidpro_outcome rapidpro_fields(
    struct rapidpro_call *, const char *next, struct rapidpro_field_page *);
MUST_CHECK enum rapidpro_outcome rapidpro_groups(
    struct rapidpro_call *, const char *next, struct rapidpro_group_page *);
MUST_CHECK enum rapidpro_outcome rapidpro_globals(
    struct rapidpro_call *, const char *next, struct rapidpro_global_page *);
/* Creates it under this name if there is none with the key. */
MUST_CHECK enum rapidpro_outcome rapidpro_global_set(
    struct rapidpro_call *, const char *key, const char *name, const char *value);

/* Ends whatever flow waits for the contact's reply; it happens a little later. */
MUST_CHECK enum rapidpro_outcome rapidpro_contact_interrupt(
    struct rapidpro_call *, const char *uuid);

/* Names in snake_case; values are cut at 640 characters by 9.x. */
struct rapidpro_param {
	const char *name, *value;
};

struct rapidpro_start_request {
	const char *flow_uuid;
	const char *const *contacts; /* UUIDs, at most RAPIDPRO_CONTACTS_MAX */
	size_t contact_count;
	const struct rapidpro_param *params;
	size_t param_count;
};

/* Those that changed at or after the moment, the earliest change first. */
MUST_CHECK enum rapidpro_outcome rapidpro_flow_starts(struct rapidpro_call *,
    int64_t after, const char *next, struct rapidpro_start_page *);

/*
 * Newest first, both directions, those created from the one moment to the other,
 * both included; a second one of 0 is now.  Of one contact, or with NULL of all.  A
 * message can turn up late with an old created_on: read again with an overlap.
 */
MUST_CHECK enum rapidpro_outcome rapidpro_messages(struct rapidpro_call *,
    const char *contact_uuid, int64_t after, int64_t before, const char *next,
    struct rapidpro_message_page *);
/* By its number; id and UUID are NULL if there is none. */
MUST_CHECK enum rapidpro_outcome rapidpro_message_by_id(
    struct rapidpro_call *, const char *id, struct rapidpro_message *);

/* Oldest change first, those that changed at or after the moment. */
MUST_CHECK enum rapidpro_outcome rapidpro_runs(struct rapidpro_call *, int64_t after,
    const char *next, struct rapidpro_run_page *);

/* A call that is made alone or beside others; those that find change nothing. */
struct rapidpro_errand {
	enum {
		/*
		 * Finds or creates the contact of this URN; safe to repeat.  A NULL
		 * name or language is left as it is.  The URN itself is never
		 * written: an update with URNs can take one away from somebody else.
		 */
		RAPIDPRO_MAKE_CONTACT,
		/* Accepted is not started: that shows in the runs. */
		RAPIDPRO_START_FLOW,
		/*
		 * One text as it stands to a contact that exists.  Where messages
		 * cannot be posted (before 8.2) it leaves as a broadcast: the answer
		 * then has no message but only its id in broadcast, and
		 * MESSAGE_QUEUED.
		 */
		RAPIDPRO_SEND_MESSAGE,
		/* By its UUID; that of the answer is NULL if there is none. */
		RAPIDPRO_FIND_CONTACT,
		RAPIDPRO_FIND_START
	} kind;
	struct rapidpro_call call;
	const char *urn, *name, *language; /* of a contact to make */
	struct rapidpro_start_request start_request;
	const char *contact_uuid, *text; /* of a message */
	const char *uuid; /* of what is to be found */
	int seconds; /* it may take, if that is less than usual; or 0 */
	bool kept; /* it may leave on a kept connection: see http.h */
	/* What became of it; the answer is that of the kind. */
	enum rapidpro_outcome outcome;
	bool begun; /* false: its turn did not come, and nothing has happened */
	struct rapidpro_contact contact;
	struct rapidpro_start start;
	struct rapidpro_message message;
};
/*
 * At least one, all of one workspace and one arena.  None begins after the moment,
 * by clock_monotonic(), or when RapidPro has told one of them to wait.
 */
void rapidpro_together(struct rapidpro_errand *, size_t count, int64_t begin_until);
/* As this call, which learns what became of it. */
enum rapidpro_outcome rapidpro_alone(struct rapidpro_call *, struct rapidpro_errand *);

/*
 * The readers of the bodies, without a network: ERR_INVALID if a body is not JSON
 * or not of the shape.
 */
MUST_CHECK enum status rapidpro_read_workspace(
    struct arena *, const char *, size_t, struct rapidpro_workspace *);
MUST_CHECK enum status rapidpro_read_channels(
    struct arena *, const char *, size_t, struct rapidpro_channel_page *);
MUST_CHECK enum status rapidpro_read_flows(
    struct arena *, const char *, size_t, struct rapidpro_flow_page *);
MUST_CHECK enum status rapidpro_read_fields(
    struct arena *, const char *, size_t, struct rapidpro_field_page *);
MUST_CHECK enum status rapidpro_read_groups(
    struct arena *, const char *, size_t, struct rapidpro_group_page *);
MUST_CHECK enum status rapidpro_read_globals(
    struct arena *, const char *, size_t, struct rapidpro_global_page *);
MUST_CHECK enum status rapidpro_read_contacts(
    struct arena *, const char *, size_t, struct rapidpro_contact_page *);
MUST_CHECK enum status rapidpro_read_contact(
    struct arena *, const char *, size_t, struct rapidpro_contact *);
MUST_CHECK enum status rapidpro_read_starts(
    struct arena *, const char *, size_t, struct rapidpro_start_page *);
MUST_CHECK enum status rapidpro_read_start(
    struct arena *, const char *, size_t, struct rapidpro_start *);
MUST_CHECK enum status rapidpro_read_messages(
    struct arena *, const char *, size_t, struct rapidpro_message_page *);
MUST_CHECK enum status rapidpro_read_message(
    struct arena *, const char *, size_t, struct rapidpro_message *);
MUST_CHECK enum status rapidpro_read_broadcast(
    struct arena *, const char *, size_t, struct rapidpro_message *);
MUST_CHECK enum status rapidpro_read_runs(
    struct arena *, const char *, size_t, struct rapidpro_run_page *);
MUST_CHECK enum status rapidpro_read_run(
    struct arena *, const char *, size_t, struct rapidpro_run *);
MUST_CHECK enum status rapidpro_read_hook(
    struct arena *, const char *, size_t, struct rapidpro_hook *);
/* How many of the things named in a bulk action were left as they were. */
size_t rapidpro_read_failures(struct arena *, const char *, size_t);
/*
 * An error body of any of RapidPro's shapes as one line: "text: Ensure this field
 * has no more than 640 characters."; "" if it is none.
 */
const char *rapidpro_read_reason(struct arena *, const char *, size_t);

#endif
