/*
 * words.h - what codes of the database are called on pages: kinds of tasks,
 * states of messages, columns, actions.
 */

#ifndef SITE_WORDS_H
#define SITE_WORDS_H

#include <stdbool.h>

#include "base/arena.h"

/* "Call about wound problem"; a kind nobody knows as it is. */
const char *words_task(const char *kind);
/*
 * What a task is called: by hand its own words, by a rule the workflow's text of its
 * title in the reader's language, else its kind.
 */
const char *words_title(
    struct arena *, const char *kind, const char *title, const char *words);
/* A key of the workflow's texts; one without a text is read: "No contact". */
const char *words_text(struct arena *, const char *key);
/* "reached, no problem". */
const char *words_outcome(const char *outcome);
/* "Claimed by", before a name; or "He wrote", where nobody did it. */
const char *words_event(const char *what, bool by_person);
/* "Not graded". */
/* Of a task: 1 stat to 4 routine. */
const char *words_priority(int priority);
const char *words_severity(const char *severity);
/* "Wound opening". */
/* "Not delivered". */
const char *words_message_state(const char *state);
/* "First name" of given_name. */
const char *words_column(const char *column);
/* The same of several, separated by spaces: "First name, Second phone". */
const char *words_columns(struct arena *, const char *columns);
/* "Registered" of insert and patient. */
const char *words_action(const char *action, const char *object);
/* "Client" of patient. */
const char *words_object(const char *object);

#endif
