/* thread_automatic.h - why something was said by itself, or was not, in words. */

#ifndef SITE_THREAD_AUTOMATIC_H
#define SITE_THREAD_AUTOMATIC_H

#include "base/arena.h"

/* Of "outside-hours holiday Heroes' Day": kind and cause; NULL if there is nothing to say. */
const char *thread_automatic_cause(struct arena *, const char *told);
/* Of "outside-hours late": kind and reason. */
const char *thread_automatic_withheld(struct arena *, const char *told);

#endif
