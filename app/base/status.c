/* status.c - see status.h. */

#include "base/status.h"

const char *
status_word(enum status status)
{
	static const char *const words[] = {
		[OK] = "ok",
		[ERR_INVALID] = "invalid",
		[ERR_FORBIDDEN] = "forbidden",
		[ERR_NOT_FOUND] = "not-found",
		[ERR_CONFLICT] = "conflict",
		[ERR_UNAVAILABLE] = "unavailable",
		[ERR_INTERNAL] = "internal",
	};

	return words[status];
}
