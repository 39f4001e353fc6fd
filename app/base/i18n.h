/* i18n.h - words in the reader's language. */

#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>
#include <stdbool.h>

#define _(words) gettext(words)
/* Marks words of a table for the catalogue; gettext() where they are shown. */
#define N_(words) words

/* Where the compiled catalogues are; called once by main. */
void i18n_init(const char *folder);
/* "en", "sw", "fr"...: for everything said until the next call. */
void i18n_use(const char *language);
/* Whether there is a catalogue of this language; English needs none. */
bool i18n_has(const char *language);

#endif
