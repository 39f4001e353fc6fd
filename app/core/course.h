/*
 * course.h - a client's follow-up ends before its last day, goes on at another facility, or is
 * taken up again.
 *
 * Nothing of it ends a duty: what is open about his wound stays open, and somebody's.
 */

#ifndef CORE_COURSE_H
#define CORE_COURSE_H

#include "gen/sql.h"

struct course_end {
	int64_t patient_id, user_id;
	const char *how; /* healed no-wish away mistake other */
	const char *note;
};
/* No more questions; he may write, and is answered.  ERR_CONFLICT: he is not in follow-up. */
MUST_CHECK enum status course_end(struct tx *, const struct course_end *);

/*
 * He died on this day of the facility's calendar: nothing is sent to him any more, what has
 * not left does not leave (a nurse has hers back as a draft), nobody looks for him, and the
 * follow-up ends.  Up to 30 days after the procedure it is an event of which the Ministry is
 * told (PEPFAR's notifiable adverse events), so it is a severe case, or part of the open one.
 * ERR_CONFLICT: that is known.
 */
MUST_CHECK enum status course_death(struct tx *, int64_t patient_id, const char *day,
    const char *note, int64_t user_id);

/*
 * It was a mistake: he lives, and is followed up as before.  What should have been asked
 * meanwhile is not asked later.  ERR_CONFLICT: there is nothing to take back.
 */
MUST_CHECK enum status course_again(struct tx *, int64_t patient_id, int64_t user_id);

/*
 * To another facility, with all that is open and all that was said.  Work of his that
 * somebody has in hand who does not work there is everybody's there; what is planned keeps
 * its day, in the new zone and at the new hour; the people there get a task with the note.
 * Whose facility it was does not see him any more, unless he works in both.
 * ERR_NOT_FOUND: he is not the asker's, or that is no facility in use.
 */
MUST_CHECK enum status course_move(struct tx *, int64_t patient_id, int64_t place_id,
    const char *note, int64_t user_id);

#endif
