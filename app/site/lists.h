/*
 * lists.h - the beginnings of two lists that stand on many pages, kept by this process
 * exactly as long as the figures beside them; see figures.h.
 */

#ifndef SITE_LISTS_H
#define SITE_LISTS_H

#include <stdbool.h>

#include "gen/sql.h"
#include "web/request.h"

/*
 * Whoever waits, at all of the user's places, from the first on; at most ${most} rows.
 * Who looks at one of them is as it was when the list was asked for, five seconds ago at most.
 * False if it has to be asked.
 */
bool lists_waiting(
    const struct request *, int32_t most, struct thread_waiting_rows *rows);
void lists_keep_waiting(
    const struct request *, int32_t most, const struct thread_waiting_rows *rows);

/* The open cases of all his places, from the first on, ${most} as they were asked. */
bool lists_cases(
    const struct request *, int32_t most, struct escalation_list_rows *rows);
void lists_keep_cases(
    const struct request *, int32_t most, const struct escalation_list_rows *rows);

#endif
