/* i18n.h - words in the reader's language. */

#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>

#define _(words) gettext(words)
/* Marks words of a table for the catalogue; gettext() where they are shown. */
#define N_(words) words

/* Where the compiled catalogues are; called once by main. */
void i18n_init(const char *folder);
/* "en", "sw", "fr"...: for everything said until the next call. */
void i18n_use(const char *language);

#endif
