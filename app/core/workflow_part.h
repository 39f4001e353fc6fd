/*
 * workflow_part.h - what a pack consists of, to tell one from another.
 */

#ifndef CORE_WORKFLOW_PART_H
#define CORE_WORKFLOW_PART_H

#include "db/tx.h"

/*
 * Writes down what the pack of this process says, if it is something else than was written
 * down last.  Parts are its numbers and words ("parameter", "appointments.lost_days"),
 * steps, texts ("en/day"), the forms, rules and readings with the SHA-256 of their files,
 * and the other files.  ERR_INVALID if a file cannot be read any more.
 */
MUST_CHECK enum status workflow_part_take(struct tx *);

#endif
