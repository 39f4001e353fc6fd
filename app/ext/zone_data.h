/*
 * zone_data.h - the clocks of a zone as JavaScript reckons them.
 *
 * JavaScriptCore takes its zones from ICU, whose table is as old as its package, and
 * all others take them from the system's tzdata.  Where the two differ the system's
 * are put in the place of ICU's, for this process.
 */

#ifndef EXT_ZONE_DATA_H
#define EXT_ZONE_DATA_H

#include "base/clock.h"

enum zone_data {
	ZONE_SAME, /* they agree, and nothing was done */
	ZONE_CORRECTED, /* they do now */
	ZONE_WRONG /* they do not: ICU keeps its own */
};

/*
 * Only where nothing that ICU has given is used any more: in a process of its own,
 * before JavaScript is started.
 */
enum zone_data zone_data_correct(
    struct arena *, const char *zone, const struct zone_change *, size_t count);

#endif
