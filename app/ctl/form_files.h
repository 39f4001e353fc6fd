/* form_files.h - what the commands about forms are given: forms and JSON. */

#ifndef CTL_FORM_FILES_H
#define CTL_FORM_FILES_H

#include <stdio.h>

#include "ext/json.h"
#include "form/form.h"

/*
 * The form in a file, with its SHA-256 (which may be NULL).  What is wrong with it is
 * written to ${to} a line each, "FILE:LINE: words"; NULL if it cannot be taken.
 */
struct form *form_file_load(
    struct arena *, const char *path, FILE *to, const char **sha256);
/*
 * The files that a form reads: those in the folder NAME-media beside NAME.xml, where the
 * CHT's tools have them.
 */
struct form_media form_files_beside(const char *path);
/* One a line: "FILE:LINE: words", "warning: " before what is no error. */
void form_faults_print(FILE *to, const char *path, const struct form_faults *);
/* Of --NAME; NULL without it.  Says what is wrong with it, and then ${good} is false. */
const struct json *form_file_json(
    struct arena *, int argc, char **argv, const char *name, bool *good);

#endif
