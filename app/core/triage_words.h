/* triage_words.h - a text as words, and lists to find them in; for triage.c. */

#ifndef CORE_TRIAGE_WORDS_H
#define CORE_TRIAGE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/triage.h"

#define SIGNS_MAX 32

enum role {
	ROLE_FINE,
	ROLE_PROBLEM,
	ROLE_STOP,
	ROLE_START,
	ROLE_COURTESY,
	ROLE_POLITE, /* "please", beside a stop or a 1 */
	ROLE_UNIT, /* what a 1 counts: "1 day" */
	ROLE_OTHER, /* the last of the asked signs */
	ROLE_NEGATION, /* before a danger word: "no" bleeding */
	ROLE_NEGATION_AFTER, /* behind it, ending the clause: damu "hakuna" */
	ROLE_BETWEEN, /* may stand between the two: no "more" bleeding */
	ROLE_OR, /* carries a negation on: no pain "or" swelling */
	ROLE_ORDINARY, /* looks like a misspelt danger word, but is not */
	ROLE_SIGN,
	ROLE_RAISE, /* makes its sign red when both are in the text */
	ROLE_COUNT
};

struct word { /* of a text */
	const char *letters; /* folded, without apostrophes */
	size_t len;
	uint32_t mask; /* which letters are in it */
	const char *from, *to; /* as typed */
	bool cut; /* a stop, a comma or a line end before it */
	bool symbol; /* an emoji or the like */
	bool stretched; /* "nooo" */
	bool listed; /* spelt as some list has it, so no misspelling */
	bool danger; /* a sign by itself: what it stands between stays together */
};

struct words {
	struct word *at;
	size_t n;
	bool asks; /* there is a question mark */
	bool more; /* there was more than is read */
};

enum stem_kind { STEM_WHOLE, STEM_START, STEM_INSIDE };

struct stem {
	const char *letters;
	size_t len;
	uint32_t mask;
	enum stem_kind kind;
	bool tolerant; /* may be misspelt by one letter */
};

struct phrase {
	struct phrase *next;
	const char *language;
	const char *const *codes; /* of the language; ends with NULL */
	const char *shown; /* as its file has it */
	bool everyone;
	const struct stem *stems;
	size_t n;
	size_t gap; /* after so many stems up to three words may stand; 0: no gap */
	size_t sign; /* of ROLE_SIGN and ROLE_RAISE */
	enum triage_urgency urgency; /* of ROLE_SIGN */
	bool
	    own; /* counts for readers of its language alone: it means more elsewhere */
	bool certain; /* says no itself, "cannot pee": no other no denies it */
};

struct sign {
	const char *name;
	uint32_t red_with; /* the signs that make it red */
};

struct triage_file {
	struct triage_file *next;
	const char *code, *name, *review;
	const char *const *codes; /* the phrases of this file have the same */
};

struct triage {
	struct arena *arena;
	struct triage_file *files; /* the last that was read comes first */
	struct phrase *phrases[ROLE_COUNT];
	struct sign signs[SIGNS_MAX];
	size_t signs_n;
};

/* What one text is searched with, and what was found so far. */
struct search {
	const struct triage *triage;
	struct arena *arena;
	const char *language;
	enum triage_question question;
	struct words words;
	bool *denied; /* by word: a danger word that "no" was said of ends here */
	bool touched; /* there is a danger word, denied or not */
	size_t denied_at, denied_end; /* the first that is denied */
	uint32_t seen; /* signs */
	uint32_t raised; /* signs that something makes red */
	struct found {
		enum triage_urgency urgency;
		size_t at, end;
		const struct phrase *phrase;
	} signs[SIGNS_MAX], raises[SIGNS_MAX];
};

/* triage_danger.c: finds the signs of a text, and chooses the one that decides. */
void triage_danger_look(struct search *);
void triage_danger_choose(const struct search *, struct reading *);
/* The words from one to before another, as typed. */
const char *triage_as_typed(const struct search *, size_t at, size_t end);

struct words triage_words_split(struct arena *, const char *text);
/* Where the phrase that starts at a word ends; 0 if it does not start there. */
size_t triage_words_match(
    const struct phrase *, const struct words *, size_t at, bool tolerant);
/* Whether answers and negations of this phrase's language may be used. */
bool triage_words_spoken(const struct phrase *, const char *language);
/* The end of the longest phrase of a role that starts at a word, or 0. */
size_t triage_words_find(const struct triage *, enum role, const char *language,
    const struct words *, size_t at);

#endif
