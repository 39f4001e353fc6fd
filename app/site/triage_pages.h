/* triage_pages.h - what the pages about the reading of texts show. */

#ifndef SITE_TRIAGE_PAGES_H
#define SITE_TRIAGE_PAGES_H

#include "core/triage_show.h"
#include "gen/sql.h"
#include "web/input.h"

struct triage_step {
	const char *words;
};
struct triage_steps {
	struct triage_step at[8];
	size_t n;
};

/* A text that is tried: nothing is stored, filed or sent. */
struct triage_view {
	const char *text, *language, *question;
	bool open, closed; /* something is open for him; the clinic is closed */
	const struct reading *reading; /* NULL: nothing was asked yet */
	const char *verdict, *why;
	struct triage_steps steps;
	struct triage_languages languages;
	const struct triage_language *words; /* the one to look at, or NULL */
	struct faults faults;
	const char *csrf, *version;
};

const char *triage_verdict_words(const char *verdict);
/* "Bleeding"; a sign that only the pack knows has its own name. */
const char *triage_sign_words(const char *sign);
const char *triage_list_title(struct arena *, const struct triage_list *);

#endif
