/* answer.c - see answer.h. */

#include "core/answer.h"

#include <string.h>

#include "base/text.h"
#include "core/outbox.h"
#include "core/text_check.h"
#include "core/workflow.h"

#define RECOGNISED 24 /* letters at its beginning, by which one is known again */
#define OFFERED_MAX 200

const char *
answer_longest(struct arena *arena, const char *body)
{
	return workflow_fill(arena, body, &text_check_long);
}

const char *
answer_fault(struct arena *arena, const char *body)
{
	const char *strange = workflow_strange_blank(arena, body);

	/* Of the programme's questions: an answer of hers goes to one man. */
	if (strange == NULL && strstr(body, "{code}") != NULL)
		strange = "{code}";
	if (*body == '\0')
		return "it is empty";
	if (strange != NULL)
		return arena_printf(arena,
		    "%s stands for nothing; there are {first_name}, {clinic}, {phone}, "
		    "{emergency} and {nurse}",
		    strange);
	if (sms_count(answer_longest(arena, body)).units > OUTBOX_TEXT_MAX)
		return "with a long name it is longer than can be sent";
	return NULL;
}

enum status
answer_put(struct tx *tx, int64_t *answer_id, const struct answer_words *words,
    int64_t user_id)
{
	const struct answer_version_add *version;
	const struct answer_lock *held;
	const struct answer_add *made;

	if (*answer_id == 0) {
		TRY(sql_answer_add(tx, NULL, tx_now(tx), &made));
		*answer_id = made->id;
	}
	TRY(sql_answer_lock(tx, *answer_id, &held));
	TRY(sql_answer_version_add(tx, *answer_id, held->latest + 1, words->title,
	    words->day_from, words->day_to, words->sign, tx_now(tx), user_id,
	    &version));
	for (size_t i = 0; i < words->n; i++)
		TRY(sql_answer_text_add(tx, version->id, words->said[i].language,
		    text_straight(tx_arena(tx), words->said[i].body)));
	return OK;
}

enum status
answer_approve(struct tx *tx, int64_t answer_id, int32_t number, int64_t user_id,
    const char *good_until)
{
	struct answer_approve_rows done;
	const struct answer_lock *held;

	TRY(sql_answer_lock(tx, answer_id, &held));
	TRY(sql_answer_approve(
	    tx, answer_id, number, user_id, tx_now(tx), good_until, &done));
	return done.n > 0 ? OK : ERR_CONFLICT;
}

/* So much of it that it is known again although its end was altered. */
static bool
begins_in(struct arena *arena, const char *text, const char *answer)
{
	size_t len = 0;
	const char *s = answer;

	for (size_t i = 0; i < RECOGNISED && text_next(&s) != 0; i++)
		len = (size_t)(s - answer);
	return len > 0 && strstr(text, arena_strndup(arena, answer, len)) != NULL;
}

enum status
answer_count_sent(struct tx *tx, int64_t thread_id, const char *nurse, const char *text)
{
	struct arena *arena = tx_arena(tx);
	struct answer_offered_rows rows;

	TRY(sql_answer_offered(tx, thread_id, tx_now(tx), OFFERED_MAX, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct answer_offered *o = &rows.at[i];

		if (o->answer_id == 0)
			continue;
		if (begins_in(arena, text,
			workflow_fill(arena, o->body,
			    &(const struct workflow_words){ .first_name = o->given_name,
				.clinic = o->clinic,
				.phone = o->emergency_phone,
				.emergency = o->emergency_phone,
				.nurse = nurse })))
			TRY(sql_answer_used(
			    tx, o->answer_id, o->day, o->sign, tx_now(tx)));
	}
	return OK;
}
