/* form_publish.h - the forms that come with a programme: its folder forms. */

#ifndef CTL_FORM_PUBLISH_H
#define CTL_FORM_PUBLISH_H

#include "base/arena.h"
#include "db/tx.h"

struct form_published {
	size_t files, fresh;
};

/*
 * DIR/forms/NAME.xml, or as the CHT has them DIR/forms/app/NAME.xml, become the latest
 * versions of the forms NAME, as far as they are new.  ERR_INVALID if one cannot be:
 * then none is, and standard error says why, with file and line.
 */
MUST_CHECK enum status form_publish_folder(
    struct tx *, const char *folder, struct form_published *);

#endif
