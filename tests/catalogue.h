/* catalogue.h - words in another language, as the build makes them. */

#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "base/arena.h"

/* Into a folder for i18n_init(); of languages in which 1 is one and all else many. */
void catalogue_make(
    struct arena *, const char *folder, const char *language, const char *messages);

#endif
