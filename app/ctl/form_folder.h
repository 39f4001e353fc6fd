/* form_folder.h - the forms that come with a programme: its folder forms. */

#ifndef CTL_FORM_FOLDER_H
#define CTL_FORM_FOLDER_H

#include "core/form_store.h"

struct form_folder_file {
	const char *name, *path; /* of NAME.xml */
};

/*
 * DIR/forms/NAME.xml, and as the CHT has them DIR/forms/app/NAME.xml, by name.  False,
 * and standard error says why, if there are too many.
 */
bool form_folder_list(struct arena *, const char *folder,
    const struct form_folder_file **, size_t *count);
/* False, and standard error says why, if it cannot be read. */
bool form_folder_read(
    struct arena *, const struct form_folder_file *, struct form_file *);

#endif
