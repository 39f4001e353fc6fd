/* share.h - a share of questions with its uncertainty. */

#ifndef SITE_SHARE_H
#define SITE_SHARE_H

#include <stdint.h>

/* In tenths of a percent, 0 to 1000. */
struct share {
	int64_t is, low, high;
};

/*
 * Wilson's interval at 95 %: where the share of all such questions lies if these ${den}
 * were chosen by chance.  0 <= ${num} <= ${den}, and ${den} is at least 1.
 */
struct share share_interval(int64_t num, int64_t den);

#endif
