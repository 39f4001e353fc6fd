/*
 * match.h - the tests of a router's cases, and keywords.
 *
 * Known: has_text has_only_text has_phrase has_only_phrase has_any_word
 * has_all_words has_beginning has_pattern has_number has_number_eq _lt _lte
 * _gt _gte _between, has_category, has_error.
 */

#ifndef SIM_MATCH_H
#define SIM_MATCH_H

#include "sim/value.h"

/*
 * What matched, or NULL if nothing did; an unknown test matches nothing.
 * args has two elements, "" where the case gives none.
 */
const char *match_test(struct arena *, const char *test, const struct value *operand,
    const char *const args[2]);
bool match_is_known(const char *test);

/* Does a text call on a keyword: as its first word, or as its only one? */
bool match_keyword(
    struct arena *, const char *text, const char *keyword, bool only_word);

#endif
