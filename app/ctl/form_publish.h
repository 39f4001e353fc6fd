/* form_publish.h - what of a programme comes into the database: its forms and ready answers. */

#ifndef CTL_FORM_PUBLISH_H
#define CTL_FORM_PUBLISH_H

#include "base/arena.h"
#include "db/tx.h"

struct form_published {
	size_t files, fresh;
	size_t answers, fresh_answers; /* of answers.json */
};

/*
 * DIR/forms/NAME.xml, or as the CHT has them DIR/forms/app/NAME.xml, become the latest
 * versions of the forms NAME, as far as they are new; and DIR/answers.json ready answers,
 * which wait for their approval.  ERR_INVALID if one cannot be: then none is, and
 * standard error says why, with file and line.
 */
MUST_CHECK enum status form_publish_folder(
    struct tx *, const char *folder, struct form_published *);

#endif
