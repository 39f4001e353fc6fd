/* text_pages.h - what templates/text.html shows. */

#ifndef SITE_TEXT_PAGES_H
#define SITE_TEXT_PAGES_H

#include "core/text_check.h"
#include "gen/sql.h"
#include "site/field.h"

/* A text in one language. */
struct text_cell {
	const char *language, *name; /* "sn", "Shona" */
	const char *body; /* "" for nothing */
	const char *cost; /* "GSM-7, 132 of 160"; "" of what never leaves */
	struct text_says says; /* of this language alone */
};
struct text_cells {
	const struct text_cell *at;
	size_t n;
};
/* A text in all languages. */
struct text_row {
	enum text_kind kind;
	const char *name, *use; /* "day"; "Steps day_1, day_3"; "" */
	int64_t answer_id; /* of a ready answer */
	struct text_cells cells;
	size_t says, wrong;
};
struct text_rows {
	const struct text_row *at;
	size_t n;
};

struct text_list_view {
	const char
	    *of; /* which of them: "sent" "steps" "answers" "read", "all" that leave */
	bool only; /* those of which there is something to say */
	struct text_rows rows;
	struct option_rows kinds;
	size_t all, said, wrong; /* of the chosen kinds */
	const char *longest; /* what they were reckoned with */
	const char *version;
};

/* "Sent by itself". */
const char *text_kind_words(enum text_kind);

#endif
