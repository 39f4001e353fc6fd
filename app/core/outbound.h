/*
 * outbound.h - the settings of an outbound push, as a CHT's app_settings.outbound has
 * them: what is told to which system, and when (docs/cht.md).
 *
 * There are no secrets in them: passwords and headers are kept by their key.
 */

#ifndef CORE_OUTBOUND_H
#define CORE_OUTBOUND_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define OUTBOUND_FILE_MAX ((size_t)4 * 1024 * 1024)
#define OUTBOUND_BODY_MAX ((size_t)100 * 1024) /* bytes of one push */
#define OUTBOUND_PER_MINUTE 600 /* calls, unless the settings say otherwise */

struct outbound_setting {
	const char *name;
	const char *text; /* all of it, as JSON */
	const char *url; /* base_url and path */
	const char *auth; /* "none", "basic" or "header" */
	const char *username, *credential; /* "" where there is none */
	const char *cron; /* "": at once */
	int32_t per_minute;
};

struct outbound_complaint {
	const char *name; /* of the push; "" for the whole file */
	const char *where; /* "destination.auth.type"; "" for all of it */
	const char *words;
};

struct outbound_settings {
	const struct outbound_setting *list;
	size_t n;
	const struct outbound_complaint *complaints;
	size_t ncomplaints;
};

/*
 * The text of an app_settings.json, or of what stands under its "outbound".  ERR_INVALID
 * with complaints; whether its JavaScript can be compiled, outbound_make.h says.
 */
MUST_CHECK enum status outbound_read(
    struct arena *, const char *text, size_t len, struct outbound_settings *);

/*
 * Five fields of cron (minute, hour, day, month, weekday), read in a zone.  NULL, or
 * what is wrong with them.
 */
const char *outbound_cron_fault(struct arena *, const char *cron);
/*
 * The first moment from ${at} on that a cron of no fault names: a minute that a clock
 * change skips is when the clocks were put forward, one that comes twice is the first.
 * Without one in eight years, ${at}.
 */
int64_t outbound_cron_next(
    struct arena *, const char *cron, int64_t at, const char *zone);

#endif
