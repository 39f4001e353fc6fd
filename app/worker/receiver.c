/* receiver.c - see receiver.h. */

#include "worker/receiver.h"

#include "base/clock.h"

#define WAIT_FIRST 60 /* seconds; then twice as long each time */
#define WAIT_MAX 3600
#define SLOW (2 * SECOND)

static bool
is_among(const int *statuses, int status)
{
	while (*statuses != 0 && *statuses != status)
		statuses++;
	return *statuses != 0;
}

/*
 * What the receiver says of this one alone: others it may take.  What it says of who
 * asks, of the address, of the method (405) or of what stands before it (407) it would
 * say of any.
 */
static bool
is_of_this_one(int status)
{
	static const int of_the_line[] = { 401, 403, 404, 405, 407, 408, 410, 421, 423,
		425, 429, 0 };

	return status >= 400 && status < 500 && !is_among(of_the_line, status);
}

const char *
receiver_became(struct arena *arena, const struct http_exchange *x, const char **words)
{
	const int status = x->answer.status;

	*words = x->answer.problem;
	if (x->outcome != HTTP_ANSWERED)
		return "line";
	*words = arena_printf(arena, "the receiver answered %d", status);
	return status < 300             ? "taken"
	       : status == 410          ? "gone"
	       : is_of_this_one(status) ? "refused"
					: "line";
}

bool
receiver_is_slow(const struct http_exchange *x)
{
	return x->answer.took > SLOW;
}

int32_t
receiver_wait(int32_t tries, int retry_after)
{
	int32_t wait = tries > 5 ? WAIT_MAX : WAIT_FIRST << tries;

	return retry_after > wait ? retry_after : wait;
}
