/*
 * triage.h - what an incoming text message says, as far as a program can tell.
 *
 * The words are data of the workflow: one file a language, with the answers,
 * the STOP and START words, and the words that mean danger.  What they decide
 * is decided carefully: an answer is filed only if it is exactly an answer,
 * and a word may raise the urgency of a text, never lower it.  Answers are
 * read in the patient's language and in the one file that is for everyone
 * (in Setswana "ee" means yes, elsewhere no); danger words in all of them.
 */

#ifndef CORE_TRIAGE_H
#define CORE_TRIAGE_H

#include "base/arena.h"
#include "ext/json.h"

#define TRIAGE_TEXT_MAX 4096 /* characters that are read; more is for a person */

enum triage_kind {
	TRIAGE_WORDS, /* somebody has to read it */
	TRIAGE_FINE, /* "0" in all its forms, alone */
	TRIAGE_PROBLEM, /* "1" in all its forms, alone */
	TRIAGE_STOP,
	TRIAGE_START,
	TRIAGE_COURTESY /* thanks, OK: to be filed if nothing is open */
};

/* The numbers are stored: the greater the sooner. */
enum triage_urgency {
	URGENCY_NONE = 0,
	URGENCY_REVIEW = 1, /* in its turn */
	URGENCY_AMBER = 2, /* today */
	URGENCY_RED = 3 /* now */
};

struct reading {
	enum triage_kind kind;
	enum triage_urgency urgency;
	const char *sign; /* "bleeding", "fever"...; "" if none */
	const char *matched; /* what decided, as typed; "" if nothing did */
};

/*
 * A file of words is a JSON object; all of it is optional but the language.
 *
 *   language, name, review, everyone (its answers count in every language)
 *   fine, problem, stop, start, courtesy: what a whole text may be
 *   negation, negation_after, between, or: how a danger word is denied
 *   ordinary: words that must not be taken for a misspelt danger word
 *   danger: [{ sign, urgency: amber or red, words,
 *       red_with: words, red_with_signs: signs that make it red }]
 *
 * Words are compared without case and accents.  In danger words "bleed*" is
 * any word that starts so, "*rwadz*" any with it inside, and "wound ... open"
 * lets up to three words stand between; listed words of five letters or more
 * may be misspelt by one.
 */
struct triage;

struct triage *triage_new(struct arena *);
/*
 * Adds the words of one language; ERR_INVALID with a sentence in ${why} if the
 * file is wrong, also where a word would be both yes and no to one reader.
 */
MUST_CHECK enum status triage_add(
    struct triage *, const struct json *words, const char **why);
/* Adds every *.json of a folder; ERR_NOT_FOUND if there is none. */
MUST_CHECK enum status triage_load(
    struct triage *, const char *folder, const char **why);

/* Time and memory grow with the text's length only.  Any bytes will do. */
struct reading triage_read(
    const struct triage *, struct arena *, const char *language, const char *text);

/* "fine", "problem"...: as the database keeps it. */
const char *triage_kind_word(enum triage_kind);

#endif
