/*
 * quiet.h - the hours in which a facility's clients are left alone, in its own time.
 */

#ifndef CORE_QUIET_H
#define CORE_QUIET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/* Whoever wrote so few hours ago is awake, and may be answered at any hour: at first 2. */
void quiet_settings(int just_wrote_hours);

/*
 * When the quiet hours that are now end: 0 if it is not quiet.  From and until are
 * "20:00" and "06:00"; the same twice, or "", means never.  An hour that a clock change
 * takes away comes an hour later, one that comes twice is the first.
 */
int64_t quiet_ends(const char *from, const char *until, const char *zone, int64_t now);
/* When the quiet hours that are now began; 0 if it is not quiet. */
int64_t quiet_began(const char *from, const char *until, const char *zone, int64_t now);
/* When quiet hours begin the next time: after now, also while it is quiet; 0: never. */
int64_t quiet_begins(
    const char *from, const char *until, const char *zone, int64_t now);
/* Whether he wrote so lately that an answer may leave now; heard_at 0: never. */
bool quiet_just_wrote(int64_t heard_at, int64_t now);

#endif
