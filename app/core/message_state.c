/* message_state.c - see message_state.h. */

#include "core/message_state.h"

#include <stddef.h>
#include <string.h>

#include "base/status.h"

static const struct {
	const char *word;
	enum message_state state;
} words[] = {
	/* clang-format off */
	{ "queued",       MESSAGE_QUEUED },
	{ "pending",      MESSAGE_QUEUED },
	{ "initializing", MESSAGE_QUEUED }, /* 7.4 */
	{ "errored",      MESSAGE_ERRORED },
	{ "wired",        MESSAGE_WIRED },
	{ "sent",         MESSAGE_SENT },
	{ "failed",       MESSAGE_FAILED },
	{ "delivered",    MESSAGE_DELIVERED },
	{ "read",         MESSAGE_READ }, /* 10 and later */
	{ "handled",      MESSAGE_HANDLED },
	/* clang-format on */
};

enum message_state
message_state_from(const char *word)
{
	for (size_t i = 0; word != NULL && i < COUNT_OF(words); i++)
		if (strcmp(word, words[i].word) == 0)
			return words[i].state;
	return MESSAGE_UNKNOWN;
}
