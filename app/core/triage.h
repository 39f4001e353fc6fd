/*
 * triage.h - what an incoming text message says, as far as a program can tell.
 *
 * The words are data of the workflow: one file a language, with the answers,
 * the STOP and START words, and the words that mean danger.  What they decide
 * is decided carefully: an answer is filed only if it is exactly an answer to
 * the question that was asked, and a word may raise the urgency of a text,
 * never lower it.  Answers are read in the patient's language and in the one
 * file that is for everyone (in Setswana "ee" means yes, elsewhere no); danger
 * words in all of them.  docs/workflow.md has the table.
 */

#ifndef CORE_TRIAGE_H
#define CORE_TRIAGE_H

#include "base/arena.h"
#include "ext/json.h"

#define TRIAGE_TEXT_MAX 4096 /* characters that are read; more is for a person */

/* What he was asked last; an answer is an answer to that and to nothing else. */
enum triage_question {
	ASKED_NOTHING, /* or a nurse's own words, which no program can read */
	ASKED_CHECKIN, /* "any bleeding, swelling...?  1 = yes, 0 = no" */
	ASKED_SIGN /* after a 1: "which is it?" */
};

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

/* Why a text was read so: a sentence each, and nothing decides but these. */
enum triage_why {
	WHY_UNKNOWN, /* no word of the lists decides */
	WHY_EMPTY,
	WHY_LONG,
	WHY_FINE,
	WHY_PROBLEM,
	WHY_EXPLAINED, /* a 1 and more words */
	WHY_MIXED, /* an answer and more words */
	WHY_NOT_ASKED, /* an answer, but nothing was asked */
	WHY_CONTRADICTS, /* "no" to the question which sign it is */
	WHY_STILL_OPEN, /* thanks, while a problem is open */
	WHY_NUMBER, /* the number of a sign, or "other" */
	WHY_ASKS, /* a question */
	WHY_DANGER,
	WHY_DENIED, /* a danger word, and "no" said of it */
	WHY_STOP,
	WHY_START,
	WHY_COURTESY,
	WHY_APPOINTMENT, /* an answer about the day on which he is expected */
	WHY_SCREENING, /* an answer to a question of a screening */
	WHY_COUNT
};

struct reading {
	enum triage_kind kind;
	enum triage_urgency urgency;
	enum triage_why why;
	const char *sign; /* "bleeding", "fever"...; "" if none */
	const char *matched; /* what decided, as typed; "" if nothing did */
	const char *language; /* of the file whose danger word it is; "" if none */
};

/*
 * A file of words is a JSON object; all of it is optional but the language.
 *
 *   language, also (other codes of it), name, review
 *   everyone (its answers count in every language)
 *   fine, problem, stop, start, courtesy: what a whole text may be
 *   polite: "please": may stand beside a stop and beside a 1
 *   unit: what a 1 may count, "1 day", which is no answer
 *   other: the last of the signs that are asked
 *   negation, negation_after, between, or: how a danger word is denied
 *   ordinary: words that must not be taken for a misspelt danger word
 *   danger: [{ sign, urgency: amber or red, words,
 *       own: true of words that are ordinary in other languages and count in
 *       theirs alone, certain: true of words that say no themselves, as "cannot pee" does,
 *       red_with: words, red_with_signs: signs that make it red }]
 *
 * Words are compared without case and accents.  In danger words "bleed*" is
 * any word that starts so, "*rwadz*" any with it inside, and "wound ... open"
 * lets up to three words stand between; listed words of five letters or more
 * may be misspelt by one, for who speaks their language.
 */
struct triage;

struct triage *triage_new(struct arena *);
/*
 * Adds the words of one language; ERR_INVALID with a sentence in ${why} if the
 * file is wrong, also where a word would be both yes and no to one reader, and
 * where something that is filed unread has a danger word in it.
 */
MUST_CHECK enum status triage_add(
    struct triage *, const struct json *words, const char **why);
/* Adds every *.json of a folder; ERR_NOT_FOUND if there is none. */
MUST_CHECK enum status triage_load(
    struct triage *, const char *folder, const char **why);

/* Time and memory are bounded by the text's length.  Any bytes will do. */
struct reading triage_read(const struct triage *, struct arena *, const char *language,
    enum triage_question, const char *text);

/*
 * What becomes of a text: FINE (filed, nobody need read it), RED, AMBER, REVIEW
 * or STOP.  A START is REVIEW: of somebody who has not stopped it asks for something.
 */
const char *triage_verdict(const struct reading *);

/* "fine", "problem"...: as the database keeps it. */
const char *triage_kind_word(enum triage_kind);
/* "checkin", "symptoms", "none". */
const char *triage_question_word(enum triage_question);
bool triage_question_named(const char *word, enum triage_question *);
/* A sentence in English, for i18n. */
const char *triage_why_words(enum triage_why);

#endif
