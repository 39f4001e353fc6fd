/*
 * schedule_file.h - a schedule as a file, for who keeps it beside his other files:
 *
 *	{"workflow": "vmmc", "per_day": 2, "steps": [a step as in schedule_step.h, ...]}
 *
 * A plan in the database is ours and read as it is; of a file every member is looked at.
 */

#ifndef CORE_SCHEDULE_FILE_H
#define CORE_SCHEDULE_FILE_H

#include "core/schedule_step.h"

/* ERR_INVALID if something is wrong; what is, and what is worth knowing, are faults. */
MUST_CHECK enum status schedule_file_read(struct arena *, const char *text, size_t len,
    struct schedule_steps *, struct schedule_faults *);
const char *schedule_file_write(struct arena *, const struct schedule_steps *);

#endif
