/* form_files.h - what the commands about forms are given: forms and JSON. */

#ifndef CTL_FORM_FILES_H
#define CTL_FORM_FILES_H

#include <stdio.h>

#include "core/form.h"
#include "ext/json.h"

/*
 * The form in a file, with its SHA-256 (which may be NULL).  What is wrong with it is
 * written to ${to} a line each, "FILE:LINE: words"; NULL if it cannot be taken.
 */
struct form *form_file_load(
    struct arena *, const char *path, FILE *to, const char **sha256);
/* Of --NAME; NULL without it.  Says what is wrong with it, and then ${good} is false. */
const struct json *form_file_json(
    struct arena *, int argc, char **argv, const char *name, bool *good);

#endif
