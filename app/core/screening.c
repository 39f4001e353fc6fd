/* screening.c - see screening.h. */

#include "core/screening.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "core/task.h"
#include "core/workflow.h"
#include "ext/json.h"

#define ANSWER_DAYS 7 /* after a question has left it can be answered */
#define FOLLOWS HOUR /* after an answer the next question leaves at any hour */

const char *
screening_words(struct arena *arena, const char *by_language, const char *language)
{
	const struct json *all;
	const char *words;

	if (json_parse(arena, by_language, strlen(by_language), &all) != OK)
		return "";
	words = json_text(json_get(all, language));
	if (words == NULL || *words == '\0')
		words = json_text(json_get(all, "en"));
	return words != NULL ? words : "";
}

enum status
screening_hear(struct tx *tx, int64_t patient_id, int64_t thread_id, int64_t at,
    const char *said, struct screening_heard *heard)
{
	struct screening_asked_rows asked;
	struct screening_codes_rows codes;
	size_t i;

	*heard = (struct screening_heard){ .said = said };
	TRY(sql_screening_asked(tx, patient_id, thread_id, at, workflow()->answer_hours,
	    ANSWER_DAYS, &asked));
	if (asked.n == 0)
		return OK;
	heard->asked = &asked.at[0];
	TRY(sql_screening_codes(
	    tx, heard->asked->screening_id, heard->asked->number, &codes));
	i = screening_match(tx_arena(tx), said, codes.at, codes.n, &heard->more);
	if (i < codes.n)
		heard->answer = &codes.at[i];
	return OK;
}

/* "TB: Do you cough? Yes. For how long? 14 days": what the list of tasks shows. */
static enum status
summary(struct tx *tx, const struct screening_asked *asked, const char **words)
{
	struct screening_told_rows told;
	struct buf b;

	TRY(sql_screening_told(tx, asked->person_id, "en", &told));
	buf_init(&b, tx_arena(tx));
	buf_printf(&b, "%s:", asked->title);
	for (size_t i = 0; i < told.n; i++)
		if (strcmp(told.at[i].state, "answered") == 0)
			buf_printf(&b, " %s (%s)", told.at[i].label, told.at[i].said);
	*words = b.data;
	return OK;
}

static enum status
positive(struct tx *tx, const struct screening_asked *asked,
    const struct screening_from *from)
{
	const int64_t due = tx_now(tx) + asked->task_hours * HOUR;
	const char *words;
	int64_t task_id;

	TRY(summary(tx, asked, &words));
	TRY(task_raise(tx,
	    &(struct task_new){ .kind = "screening",
		.source =
		    arena_printf(tx_arena(tx), "screening:%" PRId64, asked->person_id),
		.place_id = from->place_id,
		.patient_id = from->patient_id,
		.thread_id = from->thread_id,
		.enrolment_id = from->enrolment_id,
		.priority = TASK_URGENT,
		.performer = "nurse",
		.words = words,
		.starts_at = tx_now(tx),
		.due_at = due },
	    &task_id));
	return sql_screening_outcome(
	    tx, asked->person_id, "positive", from->at, due, task_id);
}

enum status
screening_follow(struct tx *tx, const struct screening_heard *heard,
    const struct screening_from *from, const char **say)
{
	const struct screening_asked *asked = heard->asked;
	const struct screening_codes *answer = heard->answer;
	struct screening_answer_keep_rows kept;

	*say = "";
	TRY(sql_screening_answer_keep(tx, asked->id, answer->code, heard->said,
	    from->at, from->message_id, &kept));
	if (kept.n == 0)
		return OK;
	if (strcmp(answer->leads, "question") == 0)
		return sql_screening_next(
		    tx, asked->person_id, answer->next, tx_now(tx), from->at + FOLLOWS);
	if (strcmp(answer->leads, "positive") == 0) {
		*say = screening_words(tx_arena(tx), asked->found, from->language);
		return positive(tx, asked, from);
	}
	*say = screening_words(tx_arena(tx), asked->thanks, from->language);
	return sql_screening_outcome(tx, asked->person_id, "negative", 0, 0, 0);
}

enum status
screening_unclear(struct tx *tx, const struct screening_heard *heard,
    const struct screening_from *from, bool danger, const char **say)
{
	const struct screening_asked *asked = heard->asked;

	*say = "";
	if (!danger && !asked->again_said)
		*say = screening_words(tx_arena(tx), asked->again, from->language);
	return sql_screening_unclear(tx, asked->id, !danger, danger);
}

enum status
screening_unsay(struct tx *tx, int64_t patient_id, int64_t message_id, int64_t user_id)
{
	struct screening_of_text_rows rows;

	TRY(sql_screening_of_text(tx, patient_id, message_id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct screening_of_text *r = &rows.at[i];

		if (r->task_open && !r->task_taken)
			TRY(sql_task_withdraw(tx, r->task_id, user_id,
			    "The text was not his.", tx_now(tx)));
		TRY(sql_screening_unsay(
		    tx, r->id, r->person_id, r->number, tx_now(tx)));
	}
	return OK;
}
