/*
 * message_state.h - how far a text message has come, as RapidPro tells it.
 *
 * RapidPro's own states regress: the last report wins there, and a late "sent"
 * may follow "delivered" (rapidpro: temba/msgs/models.py; versions 8.0 to 26).
 * Ours never do: a state replaces another only if its rank, message_rank() of the
 * database, is higher.
 */

#ifndef CORE_MESSAGE_STATE_H
#define CORE_MESSAGE_STATE_H

enum message_state {
	MESSAGE_UNKNOWN, /* a word of a version that is not known here */
	MESSAGE_QUEUED, /* RapidPro has it */
	MESSAGE_ERRORED, /* failed for now: RapidPro tries again by itself */
	MESSAGE_WIRED, /* the aggregator has it */
	MESSAGE_SENT, /* the aggregator says that it went out */
	MESSAGE_FAILED, /* for good */
	MESSAGE_DELIVERED,
	MESSAGE_READ,
	MESSAGE_HANDLED /* an incoming one, the only state it is seen in */
};

/* NULL and any other word is MESSAGE_UNKNOWN. */
enum message_state message_state_from(const char *word);

#endif
