/*
 * callback.h - texts that ask for a call: a network's notice of a missed call or a
 * "please call me", which nobody typed, and a man's own words with a number in them.
 *
 * A notice says that he wants to be called and nothing else: it answers no question,
 * and no automatic text answers it, since two machines would go on for ever.
 */

#ifndef CORE_CALLBACK_H
#define CORE_CALLBACK_H

#include "base/arena.h"

enum callback_kind {
	CALLBACK_NONE,
	CALLBACK_NOTICE, /* of a network */
	CALLBACK_WORDS /* his own: they are read as any others, and may name a number */
};

struct callback {
	enum callback_kind kind;
	const char *e164; /* which number to call; "" for the one it came from */
	/*
	 * Of a notice, what else it says, folded: where that tells of a danger, the
	 * text is read as his own words after all.
	 */
	const char *rest;
};

/*
 * region is how a number without its country is meant; from is the number that it came
 * from, NULL or "" for none.  Any bytes will do.
 */
struct callback callback_read(
    struct arena *, const char *text, const char *region, const char *from);

#endif
