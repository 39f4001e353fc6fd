/*
 * text_version.h - other words for the texts of the pack, in versions.
 *
 * A version says what a text says in a language in place of the pack's own words, and what
 * those were when it was written.  Where it says nothing the pack's words hold, those of
 * the next pack, too.  In use is the version published last; one is a draft.
 */

#ifndef CORE_TEXT_VERSION_H
#define CORE_TEXT_VERSION_H

#include "core/text_check.h"
#include "db/tx.h"
#include "gen/sql.h"

#define TEXT_BODY_MOST 640 /* letters */
#define TEXT_REASON_MOST 200

/*
 * What is said from here on is what is in use: asked again only if the number of published
 * versions, which comes with the session, the client or the gateway, is another one.
 */
MUST_CHECK enum status text_version_use(struct tx *, int64_t published);

/* What a version says of a text in a language; NULL: nothing. */
const struct text_wordings *text_wording_of(
    const struct text_wordings_rows *, const char *name, const char *language);
/* The same in words: the version's, else the pack's own; NULL: neither says anything. */
const char *text_words_by(
    const struct text_wordings_rows *, const char *name, size_t language);
/* Whether the pack says something else by now than when this was written. */
bool text_programme_news(const char *name, const char *language, const char *programme);
/* Whether the pack has a text of this name, of which words may be written. */
bool text_known(const char *name, enum text_kind *);
size_t text_language(const char *code); /* of the pack's; their number for none */

/* All of a version as one word: another one if anything in it is. */
const char *text_version_mark(struct arena *, const struct text_wordings_rows *);
/* The same of one text. */
const char *text_mark(
    struct arena *, const struct text_wordings_rows *, const char *name);

/* What is to be said of a text by a version. */
void text_version_check(const struct text_judge *, struct arena *,
    const struct text_wordings_rows *, const char *name, enum text_kind,
    struct text_says *);

/* A text that two versions say otherwise. */
struct text_change {
	const char *name;
	size_t language;
	const char *then, *now; /* NULL: nothing */
};
struct text_changes {
	const struct text_change *at;
	size_t n;
};
/* Without one of them: the pack's own words. */
void text_version_changes(struct arena *, const struct text_wordings_rows *then,
    const struct text_wordings_rows *now, struct text_changes *);

/*
 * The draft, locked until the transaction ends: what is there already, else a new one with
 * the words of ${from_id} (0: the pack's own; TEXT_FROM_USED: those in use).  ${user_id} 0
 * is the command line.
 */
#define TEXT_FROM_USED (-1)
MUST_CHECK enum status text_draft_open(struct tx *, int64_t user_id, int64_t from_id,
    const struct text_draft_lock **, bool *began);
/*
 * What a text says in a language by a draft: "" or what the pack says takes the pack's
 * words.  What is there in these words already stays as it is.
 */
MUST_CHECK enum status text_draft_say(struct tx *, int64_t draft_id,
    const struct text_wordings_rows *, const char *name, size_t language,
    const char *body, int64_t user_id);
/* The same words, beside what the pack says now. */
MUST_CHECK enum status text_draft_settle(
    struct tx *, int64_t draft_id, const struct text_wordings *, int64_t user_id);

#endif
