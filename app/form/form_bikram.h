/* form_bikram.h - dates in Nepal's calendar. */

#ifndef FORM_BIKRAM_H
#define FORM_BIKRAM_H

#include <stdint.h>

#include "base/arena.h"

/* "१६ भदौ २०७२" for a day of ours; "" for one before or after what is known. */
const char *form_bikram_text(struct arena *, int64_t year, int month, int day);

#endif
