/*
 * setting.h - numbers of a programme that an administrator may set otherwise than its
 * pack does, in versions.
 *
 * A version says every number that is not the pack's.  In use is the latest one, from the
 * next request and the next turn of a worker on; what was due before keeps its deadline.
 */

#ifndef CORE_SETTING_H
#define CORE_SETTING_H

#include "core/workflow.h"
#include "db/tx.h"
#include "gen/sql.h"

#define SETTING_REASON_MOST 200 /* letters */

struct setting {
	const char *name; /* "clocks.severe.first_minutes", as workflow.json has it */
	const char *group; /* "clocks": these stand together */
	const char *title; /* "Severe: first action", in the reader's language */
	const char *effect; /* what it changes: a sentence */
	const char *unit; /* "minutes" */
	int least, most;
	int own, used; /* what the pack says, and what is in use */
};
struct settings {
	const struct setting *at;
	size_t n;
};

/* All of the pack in use, in the order of a page: a group is in one piece. */
void settings_all(struct arena *, struct settings *);
/* Which of them has this name; their number for none. */
size_t setting_named(const struct settings *, const char *name);

/*
 * What is wrong with one of these numbers, VALUES as the settings: a sentence that names
 * it and the remedy, or NULL.
 */
const char *setting_against(
    struct arena *, const struct settings *, const int *values, size_t i);

/* What a version says: where its rows say nothing, what the pack does. */
const int *setting_values(
    struct arena *, const struct settings *, const struct setting_used_rows *);
/* How many of them differ. */
size_t setting_differences(const struct settings *, const int *a, const int *b);

/*
 * In use from now on, if the version SEEN is still the latest (0: none has been
 * published): ERR_CONFLICT otherwise.  USER_ID 0 is the command line.
 */
MUST_CHECK enum status setting_publish(struct tx *, const struct settings *,
    const int *values, int32_t seen, const char *reason, int64_t user_id,
    int32_t *number);

/* The workflow's numbers are from here on those in use. */
MUST_CHECK enum status setting_use(struct tx *);

#endif
