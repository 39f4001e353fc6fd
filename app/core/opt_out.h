/*
 * opt_out.h - who wants no automatic messages, of which programme, since when and why.
 *
 * By his own text of every programme that he is in; said to one of ours, of one or of all.
 * Nothing more of it is sent by itself, what has not left is cancelled, and either can be
 * taken back: by START, by a person.  It ends no duty: where a possible problem is open its
 * task and its case say that he is to be called.
 */

#ifndef CORE_OPT_OUT_H
#define CORE_OPT_OUT_H

#include <stdbool.h>

#include "gen/sql.h"

struct opt_out {
	int64_t patient_id;
	int64_t enrolment_id; /* of that programme; 0: of every one */
	int64_t message_id; /* his text that says so; 0: he told somebody */
	int64_t user_id; /* whom */
	const char *reason; /* too-many secrecy phone programme cost other, or "" */
	const char *note;
};

/* *changed is false if he wanted none before: twice is fine. */
MUST_CHECK enum status opt_out_begin(
    struct tx *, const struct opt_out *, bool *changed);
/* He wants them again; reason and note are not read. */
MUST_CHECK enum status opt_out_end(struct tx *, const struct opt_out *, bool *changed);

/*
 * A text that stopped or started his messages was another's: it is as if it had not come.
 * What had not left leaves, as far as its time allows, what was planned is planned again,
 * and his conversation says so.  What he has said himself since stands.
 */
MUST_CHECK enum status opt_out_unsay(
    struct tx *, int64_t patient_id, int64_t message_id, int64_t user_id);

/* A sentence in English for each reason, for i18n; NULL for what is none. */
const char *opt_out_reason_words(const char *reason);

#endif
