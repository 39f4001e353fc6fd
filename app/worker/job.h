/* job.h - the worker's duties: each a function that does one small step. */

#ifndef WORKER_JOB_H
#define WORKER_JOB_H

#include "base/config.h"
#include "core/rapidpro.h"
#include "ext/http.h"
#include "gen/sql.h"

/* A lease outlives any one call to RapidPro, and is renewed before the next. */
#define LEASE_SECONDS 30
/*
 * So long after a call of unknown end left, RapidPro may still carry it out: its
 * own limit is a minute.
 */
#define LATE_SECONDS 75

/* What every job gets: the process's connection, its identity, its arena. */
struct worker {
	struct db *db;
	struct arena *arena; /* reset after each step */
	const struct config *config;
	struct rapidpro *rapidpro;
	struct http *receivers; /* of what is told to programs of others */
	const char *id; /* a UUID of this process's life */
	const struct gateway_state *gateway; /* as read at the start of the step */
	int64_t tidied_at; /* when it last tidied the outbox up, by business time */
	bool has_told_pack; /* what it says is written down: workflow_job.c */
	bool
	    slow; /* calls the receivers that keep their callers waiting, and no others */
	bool is_lane; /* takes only texts that somebody waits for: see main.c */
};

/*
 * One step.  *more is set if there is likely to be more to do at once.
 * ERR_UNAVAILABLE makes the loop wait a little; other failures are logged.
 */
typedef enum status job(struct worker *, bool *more);

job scheduler_job; /* due reminders become texts and flow starts */
job appointment_job; /* what is told of appointments, and who is asked about */
job dose_job; /* what is told of a child's doses */
job screening_job; /* what is asked in screenings */
job aside_job; /* a question that waits, before a nurse's words leave */
job dispatch_job; /* the outbox, towards RapidPro */
job look_up_job; /* what nobody knows the fate of */
job handed_job; /* what a gateway was handed and says nothing of */
job inbox_job; /* what came, read exactly once */
job runs_job, messages_job; /* the feeds: slow, and the truth */
job sweep_job; /* three days of messages once more, every night */
job refresh_job; /* states of older messages that are not final */
job gateway_job; /* is RapidPro there, and what does it offer */
job trouble_job; /* what is wrong with the line */
job mail_job; /* and the mails about it */
job subscription_job; /* programs of others are told of tasks */
job outbound_job; /* what has changed is pushed to other systems */
job key_job; /* the keys of programs of others, where they show them */
job calendar_job; /* ends of follow-up, tasks that were put off */
job workspace_job; /* what RapidPro has: channels, fields, groups */
job workflow_job; /* what the pack says, written down */
job cleaning_job; /* what is no longer needed */

/* A call about to be made is counted against the workspace's hour. */
enum spend { SPEND_REPLY, SPEND_AUTOMATIC, SPEND_BULK, SPEND_POLL };
/*
 * Whether it is this worker's turn to read a feed, which only one of them does
 * every so often.  *feed is NULL if not.
 */
MUST_CHECK enum status worker_take_feed(struct worker *, const char *name,
    int32_t every_ms, const struct feed_take **feed, int64_t *now);
/*
 * What has been called in the last hour.  Where the hour's budget may soon be used up it
 * is ours alone until the transaction ends, so that two do not spend the same rest.
 */
MUST_CHECK enum status worker_budget(
    struct worker *, struct tx *, const char *scope, const struct gateway_budget **);
/*
 * *allowed is false while RapidPro is paused or refuses our token, or when the
 * hour's budget is kept for more urgent calls.
 */
MUST_CHECK enum status worker_may_call(
    struct worker *, enum spend, const char *scope, bool *allowed);
struct rapidpro_call worker_call(struct worker *);
/* Notes what a call taught about the line: reached, paused, token refused. */
MUST_CHECK enum status worker_learn(
    struct worker *, enum rapidpro_outcome, const struct rapidpro_call *);
/* The same of calls made side by side: what tells most of them. */
struct lesson {
	enum rapidpro_outcome outcome;
	const struct rapidpro_call *call;
};
MUST_CHECK enum status worker_learn_most(
    struct worker *, const struct lesson *, size_t count);

#endif
