/*
 * words.h - what codes of the database are called on pages: kinds of tasks,
 * states of messages, columns, actions.
 */

#ifndef SITE_WORDS_H
#define SITE_WORDS_H

#include "base/arena.h"

/* "Call about a possible problem"; a kind nobody knows as it is. */
const char *words_task(const char *kind);
/* "reached, no problem". */
const char *words_outcome(const char *outcome);
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
