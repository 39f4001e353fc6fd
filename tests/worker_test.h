/*
 * worker_test.h - a worker's duties, step by step, beside a RapidPro that answers as it
 * is told.
 *
 *	tcase_add_checked_fixture(tc, worker_test_begin, worker_test_end);
 *
 *	peer_says(200, "{\"results\":[]}");
 *	peer_plays();
 *	ck_assert_int_eq(worker_step(look_up_job), OK);
 *	ck_assert_uint_eq(peer_asked("GET /api/v2/messages.json"), 1);
 */

#ifndef WORKER_TEST_H
#define WORKER_TEST_H

#include "site_test.h"
#include "worker/job.h"

#define CONTACT "7c1d3a52-91e4-4f0b-8a6d-2e5b9f10c3d4"
#define SEND_FLOW "c0290103-855d-4f55-99ec-8712e8e3574f"
#define CHECKIN_FLOW "1e2ed6cb-6470-4f1f-934b-8db4b18fbdb1"
#define GROUP_FLOW "8b0f310f-3b14-4880-a2bd-b268652c138e"

/* Knows the two flows; its arena is emptied after each step. */
extern struct worker test_worker;

/* With site_test_begin() and site_test_end(). */
void worker_test_begin(void);
void worker_test_end(void);

/* One step of a duty, as the loop takes it. */
enum status worker_step(job *);

/* What RapidPro does with the next calls, in this order: it answers... */
void peer_says(int status, const char *fmt, ...) PRINTF(2, 3);
/* ...or takes the call, and the connection breaks. */
void peer_breaks(void);
/* The script begins; an earlier one is over. */
void peer_plays(void);
/* Nobody is there. */
void peer_stops(void);
int peer_port(void);
/* How many calls had this in them, and how many there were, since it began. */
size_t peer_asked(const char *what);
size_t peer_calls(void);
/* All of them, as they came. */
const char *peer_seen(void);

#endif
