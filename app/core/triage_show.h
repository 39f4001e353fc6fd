/* triage_show.h - the words of a pack, language by language, to look at. */

#ifndef CORE_TRIAGE_SHOW_H
#define CORE_TRIAGE_SHOW_H

#include "core/triage.h"

struct triage_list {
	const char *key; /* "fine", "danger"..., as the file has it */
	const char *sign; /* of a danger; "" of all others */
	enum triage_urgency urgency; /* of a danger */
	const char *words;
	size_t n;
};

struct triage_lists {
	struct triage_list *at;
	size_t n;
};

struct triage_language {
	const char *code, *name, *review; /* review: "" if nothing is left to confirm */
	size_t n; /* words in all of them */
	struct triage_lists lists;
};
struct triage_languages {
	struct triage_language *at;
	size_t n;
};

/* All of them, by their codes. */
struct triage_languages triage_languages(const struct triage *, struct arena *);

#endif
