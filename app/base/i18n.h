/* i18n.h - words in the reader's language. */

#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <stdbool.h>
#include <stddef.h>

/* For xgettext: --keyword=_ --keyword=N_ --keyword=i18n_many:1,2 */
#define _(words) i18n_text(words)
/* Marks words of a table for the catalogue; _() where they are shown. */
#define N_(words) words

/* Where the compiled catalogues are; called once by main. */
void i18n_init(const char *folder);
/* "en", "sw", "fr"...: for everything said until the next call. */
void i18n_use(const char *language);
/* What the last call asked for; "en" before it. */
const char *i18n_language(void);
/* The words as they stand are English, and one or many of something. */
const char *i18n_text(const char *words) __attribute__((format_arg(1)));
const char *i18n_many(const char *one, const char *many, unsigned long n)
    __attribute__((format_arg(1), format_arg(2)));
/* A row of a table of codes; its words are marked with N_(). */
struct i18n_row {
	const char *code, *words;
};
/* What the code is called, in the reader's language; itself if no row has it. */
const char *i18n_code(const struct i18n_row *, size_t n, const char *code);
/* Whether there is a catalogue of this language; English needs none. */
bool i18n_has(const char *language);

#endif
