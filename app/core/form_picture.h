/*
 * form_picture.h - pictures that forms ask for.  docs/forms.md.
 *
 * A picture is kept with the draft that it was brought for, and is then the report's
 * that is made of it.  The answer is the name of its file: "picture-12.jpg".
 */

#ifndef CORE_FORM_PICTURE_H
#define CORE_FORM_PICTURE_H

#include "core/form_store.h"
#include "ext/picture.h"

#define FORM_PICTURES_MAX 40 /* brought for one draft, those that were replaced too */

/*
 * Keeps it with the draft of this filling and answers the question with it; the draft
 * is kept as well.  ERR_NOT_FOUND: no such question is asked now; ERR_INVALID: there
 * are FORM_PICTURES_MAX already; ERR_CONFLICT: the draft has changed in this moment.
 */
MUST_CHECK enum status form_picture_keep(
    struct tx *, struct form_filling *, const char *question, const struct picture *);
/*
 * What is still named by the report that was made of the draft is the report's.  To be
 * called before the draft is gone.
 */
MUST_CHECK enum status form_picture_report(
    struct tx *, const struct form_filling *, int64_t report_id);
/* ERR_NOT_FOUND: there is none that this user may see.  *patient_id 0: of nobody. */
MUST_CHECK enum status form_picture_get(
    struct tx *, int64_t id, bool small, struct picture_file *, int64_t *patient_id);
/* 12 of "picture-12.jpg"; 0 for any other name. */
int64_t form_picture_id(const char *file);

#endif
