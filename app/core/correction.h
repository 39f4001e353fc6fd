/*
 * correction.h - a text was filed with the wrong man, and is filed with the right one.
 *
 * Nothing of another man stays in force with the first: the answer of his day, his last
 * sign of life, an opting out or in, what the text reported, the words by which his
 * conversation waits.  Work that the text made by itself and nobody has touched goes;
 * what somebody has begun stays hers, and says that the text was not his.  The text then
 * does for the right one what it would have done had he been known (inbound.h).  Both
 * conversations say so, and who did it; filing keeps what was before.
 *
 * What has left cannot be called back: an automatic answer went to the same phone.
 */

#ifndef CORE_CORRECTION_H
#define CORE_CORRECTION_H

#include <stddef.h>

#include "gen/sql.h"

#define CORRECTION_MOST 8

struct correction {
	int64_t message_id;
	/* Whose it is: the first gets the text, the others are told of it.  None: it is
	   nobody's again, and somebody is asked. */
	const int64_t *patients;
	size_t npatients;
	int64_t user_id;
	/* Whose it was when she looked, in the order of filing_list: 0 and none: nobody's. */
	const int64_t *seen;
	size_t nseen;
};

/*
 * ERR_NOT_FOUND for a text of ours and for a patient not to be seen; ERR_INVALID for too
 * many and for one twice; ERR_CONFLICT if it is filed so already, or otherwise than she
 * saw.  Nothing is changed then.  *thread_id is where it stands now.
 */
MUST_CHECK enum status correction_file(
    struct tx *, const struct correction *, int64_t *thread_id);

#endif
