/* screening_pages.h - what templates/screening.html and screening_yield.html show. */

#ifndef SITE_SCREENING_PAGES_H
#define SITE_SCREENING_PAGES_H

#include "core/screening.h"
#include "gen/sql.h"
#include "site/field.h"
#include "web/request.h"

struct page;

/* The words of one language: as they stand or were typed, and how many SMS. */
struct screening_line {
	const char *name; /* of the field: "ask-sn" */
	const char *language; /* "Shona" */
	const char *body, *counted;
};
struct screening_line_rows {
	const struct screening_line *at;
	size_t n;
};
/* A box for each language; what: "ask", its fields' names begin so. */
struct screening_line_rows screening_lines(
    struct request *, const char *what, const char *by_language, bool posted);
/* Their languages and words as arrays of the database. */
const char *screening_line_languages(
    struct request *, const struct screening_line_rows *);
const char *screening_line_bodies(struct request *, const struct screening_line_rows *);

struct screening_begin_form {
	const char *title;
	int64_t from;
};
struct screening_list_view {
	struct screening_list_rows rows;
	struct option_rows froms;
	struct screening_begin_form form;
	struct faults faults;
};

/* Whom it asks and when, as typed. */
struct screening_about_form {
	const char *sex, *age_from, *age_to, *follow, *since, *since_from, *since_to;
	const char *starts_on, *per_day, *from_hour, *to_hour;
	const char *again_hours, *again_most, *task_hours;
	int64_t edits;
};
struct screening_place {
	int64_t id;
	const char *name;
	bool chosen;
};
struct screening_place_rows {
	const struct screening_place *at;
	size_t n;
};
struct screening_word_rows {
	const char *const *at;
	size_t n;
};
/* A question with what it may be answered. */
struct screening_node {
	int number;
	struct screening_line_rows ask, again;
	const struct screening_answers *answers;
	size_t nanswers;
};
struct screening_node_rows {
	const struct screening_node *at;
	size_t n;
};
struct screening_view {
	const struct screening_get *screening;
	struct screening_node_rows nodes;
	struct screening_problems problems;
	struct screening_about_form form;
	struct screening_line_rows thanks, found;
	struct screening_place_rows places;
	struct option_rows sexes, follows, sinces;
	struct screening_word_rows facts; /* the same in sentences */
	struct faults faults;
	const char *clash; /* what happened in the meantime, or NULL */
	bool draft;
};
/* "Question 2", "Positive", "End" */
const char *screening_leads(struct arena *, const struct screening_answers *);
/* "Running", and the colour of its tag. */
const char *screening_state(const char *state, const char **colour);
/* Whom it asks, when, how often, and what follows: a sentence each. */
struct screening_word_rows screening_facts(
    struct request *, const struct screening_view *);
/* One of them with all that belongs to it, as it is stored. */
MUST_CHECK enum status screening_open(struct request *, struct screening_view *);
/* Its page, with what was typed. */
MUST_CHECK enum status screening_page(
    struct request *, int code, struct screening_view *);
/* A draft is this writer's to change; clash says so where it is not. */
MUST_CHECK enum status screening_take(
    struct request *, struct screening_view *, int64_t edits);
/* A whole number as typed; -1 and a fault for anything else, and 0 for "" if optional. */
int32_t screening_number(struct request *, struct faults *, const char *name,
    const char *label, const char *typed, int least, int most, bool optional);

struct screening_answer_form {
	const char *code, *label, *words, *leads;
	/* The names of the fields: "code-1". */
	const char *code_name, *label_name, *words_name, *leads_name;
};
struct screening_answer_form_rows {
	const struct screening_answer_form *at;
	size_t n;
};
struct screening_question_view {
	struct screening_view of;
	int64_t was; /* its number before; 0: a new one */
	const char *number;
	struct screening_line_rows ask, again;
	struct screening_answer_form_rows answers;
	struct option_rows leads;
};

/* A facility's share of the group. */
struct screening_share {
	const char *place;
	int64_t people, left, days;
	const char *why; /* "2 want no messages, 1 without a number" */
};
struct screening_share_rows {
	const struct screening_share *at;
	size_t n;
};
struct screening_text_count {
	const char *language;
	int64_t people;
	const char *first; /* what they are asked first */
	int64_t parts;
};
struct screening_text_count_rows {
	const struct screening_text_count *at;
	size_t n;
};
struct screening_check_view {
	struct screening_view of;
	struct screening_share_rows shares;
	struct screening_text_count_rows texts;
	int64_t people, left, least, most; /* SMS */
	const char *cost; /* of the least to the most, or NULL */
};

struct screening_sum {
	const char *place;
	struct screening_yield all; /* of all waves */
};
struct screening_tally_line {
	int number;
	const char *ask;
	const char *words; /* "Yes", "no answer" */
	int64_t people;
	bool first; /* of its question */
	size_t rows;
};
struct screening_tally_line_rows {
	const struct screening_tally_line *at;
	size_t n;
};
struct screening_yield_view {
	const struct screening_get *screening;
	struct screening_yield_rows rows;
	struct screening_yield all;
	struct screening_tally_line_rows tally;
	const char *colour, *state;
	bool admin;
	const char *by_answered, *by_positive; /* "12 of 80, 15 %" */
};
struct screening_all_view {
	struct screening_list_rows rows;
	bool admin;
};

#endif
