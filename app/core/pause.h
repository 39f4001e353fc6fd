/*
 * pause.h - nobody is asked for some days: he is on a ward, or has asked for it.
 *
 * His own texts are read as always, and he can be written to.  Silence goes on being
 * counted: whoever has not been heard of for so long is looked for, paused or not.
 */

#ifndef CORE_PAUSE_H
#define CORE_PAUSE_H

#include "gen/sql.h"

#define PAUSE_MOST 14 /* days */

/*
 * Until the day that comes so many days after today; another pause replaces it.
 * ERR_CONFLICT: he is not in follow-up.
 */
MUST_CHECK enum status pause_begin(
    struct tx *, int64_t patient_id, int days, const char *reason, int64_t user_id);
/* What is planned keeps to his pause, if he has one, and to none that is over. */
MUST_CHECK enum status pause_keep(struct tx *, int64_t patient_id);
/* What is still to come is planned again.  ERR_CONFLICT: there is no pause. */
MUST_CHECK enum status pause_end(struct tx *, int64_t patient_id, int64_t user_id);

#endif
