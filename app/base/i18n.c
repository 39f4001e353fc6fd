/* i18n.c - gettext, switched per request without installed locales. */

#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc looks again for a catalogue when this changes (gettext manual, 11.2). */
extern int _nl_msg_cat_cntr; /* NOLINT(bugprone-reserved-identifier) */

void
i18n_init(const char *folder)
{
	(void)setlocale(LC_MESSAGES, "C.UTF-8");
	(void)bindtextdomain("aftercare", folder);
	(void)bind_textdomain_codeset("aftercare", "UTF-8");
	(void)textdomain("aftercare");
}

/*
 * English is not looked up: gettext goes through all catalogues for words that are
 * in none, which for a page costs as much as the rest of it.
 */
static bool translated;
static char asked[16] = "en";

void
i18n_use(const char *language)
{
	static char last[16];

	(void)snprintf(asked, sizeof asked, "%s", language);
	translated = strcmp(language, "en") != 0 && i18n_has(language);
	if (!translated || strcmp(language, last) == 0)
		return;
	(void)snprintf(last, sizeof last, "%s", language);
	(void)setenv("LANGUAGE", language, 1);
	_nl_msg_cat_cntr++;
}

const char *
i18n_language(void)
{
	return asked;
}

const char *
i18n_text(const char *words)
{
	return translated ? gettext(words) : words;
}

const char *
i18n_many(const char *one, const char *many, unsigned long n)
{
	if (translated)
		return ngettext(one, many, n);
	return n == 1 ? one : many;
}

bool
i18n_has(const char *language)
{
	const char *folder = bindtextdomain("aftercare", NULL);
	char path[4096];
	int len;

	if (strcmp(language, "en") == 0)
		return true;
	if (folder == NULL || strchr(language, '/') != NULL)
		return false;
	len = snprintf(
	    path, sizeof path, "%s/%s/LC_MESSAGES/aftercare.mo", folder, language);
	return len > 0 && (size_t)len < sizeof path && access(path, R_OK) == 0;
}

const char *
i18n_code(const struct i18n_row *rows, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].code, code) == 0)
			return _(rows[i].words);
	return code;
}
