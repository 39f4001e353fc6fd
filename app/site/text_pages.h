/* text_pages.h - what templates/text.html and text_edit.html show. */

#ifndef SITE_TEXT_PAGES_H
#define SITE_TEXT_PAGES_H

#include "core/schedule.h"
#include "core/text_version.h"
#include "site/field.h"
#include "web/input.h"

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
	bool file; /* its words may be changed here */
	bool changed; /* they are not the programme's own */
	bool drafted; /* the draft has others */
	bool news; /* the programme says something new since they were changed */
};
struct text_rows {
	const struct text_row *at;
	size_t n;
};

/* What is in use, and what is written to be used next. */
struct text_state {
	int64_t used_id, draft_id; /* 0: there is none */
	int32_t number; /* of the version in use */
	struct text_wordings_rows used;
	struct text_wordings_rows base; /* the draft's; without one those in use */
};

/* A text for which the programme has new words. */
struct text_new {
	const char *name;
};
struct text_new_rows {
	const struct text_new *at;
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
	struct text_state state;
	struct text_new_rows news;
};

/* A text in one language, to be written. */
struct text_box {
	const char *language, *name;
	const char *body; /* as typed, or as it stands in the draft */
	const char *cost, *counted;
	struct text_says says; /* of what is kept */
	const char *own; /* of the programme; "": the same, or nothing */
	const char *used; /* what is sent now; "": the same, or the programme's */
	const char *kept; /* what somebody else has kept meanwhile; "": the same */
	const char *was; /* what the programme said then, where it says something new */
	bool changed, news;
	const char *who; /* "Farai Moyo, today 10:20"; "" */
};
struct text_boxes {
	const struct text_box *at;
	size_t n;
};
struct text_edit_view {
	const char *name, *use;
	enum text_kind kind;
	const char *mark; /* of the words that are shown */
	struct text_boxes boxes;
	struct text_state state;
	struct text_judge judge;
	const char *longest;
	const char *before, *after; /* the texts beside it in the file; NULL: none */
	bool clash;
	struct faults faults;
};

struct text_versions_view {
	struct text_version_list_rows rows;
	struct text_state state;
};

/* A text in a language by two versions. */
struct text_compared {
	const char *name, *language, *code; /* "Shona", "sn" */
	const char *then, *now; /* "" for nothing */
	const char *cost;
	struct text_says says; /* of the draft's words */
	bool known; /* the programme has it */
};
struct text_compared_rows {
	const struct text_compared *at;
	size_t n;
};
struct text_version_view {
	const struct text_version_get *version;
	struct text_state state;
	const char *other; /* "Version 2, in use"; what it stands beside */
	const char *mark;
	struct text_compared_rows rows;
	size_t wrong; /* texts that may not be published */
	const char *reason; /* as typed */
	bool draft, used;
	struct faults faults;
};

/* What texts are held against: what fills them, at its longest, and that in words. */
MUST_CHECK enum status text_judge_ask(
    struct request *, struct text_judge *, const char **longest);
/* How many of the texts that leave may not be published as they are. */
MUST_CHECK enum status text_wrong_ask(struct request *, size_t *wrong);
/* "GSM-7, 132/160". */
const char *text_cost_words(struct arena *, const struct text_judge *, const char *);
/* What is said of one of its languages. */
struct text_says text_says_in(
    struct arena *, const struct text_says *, size_t language);
struct text_cells text_cells(struct arena *, const struct text_judge *,
    const struct text_item *, const struct text_says *);
/* "Steps day_1, day_3". */
const char *text_use_words(
    struct arena *, const struct schedule_steps *, const char *key);

MUST_CHECK enum status text_state_ask(struct request *, struct text_state *);
bool text_state_news(const struct text_state *, const char *name);
struct text_new_rows text_news_of(struct arena *, const struct text_state *);
/* "Version 3", "Draft of version 4". */
const char *text_version_words(struct arena *, const struct text_version_get *);

/* "Sent by itself". */
const char *text_kind_words(enum text_kind);

#endif
