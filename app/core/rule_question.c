/* rule_question.c - see rule_question.h. */

#include "core/rule_question.h"

#include <string.h>

#include "base/clock.h"
#include "gen/sql.h"

#define ANSWER_MAX ((size_t)2 * 1024 * 1024) /* with spaces between it is stored */
#define KEEP (24 * HOUR)

#define NO_ANSWER(words)                                                          \
	"{\"reports\":[],\"tasks\":[],\"rules\":[],\"failures\":[{\"rule\":null," \
	"\"file\":null,\"line\":0,\"message\":\"" words "\"}]}"

static enum status
answer(struct rule_run *run, struct tx *tx, int64_t patient, const char **text)
{
	struct rule_containers_rows patients;

	TRY(sql_rule_containers(tx, tx_int_array(tx, &patient, 1), &patients));
	*text = NO_ANSWER("nothing is known of this client any more");
	if (patients.n == 0)
		return OK;
	TRY(rule_run_explain(
	    run, tx, patients.at[0].zone, patients.at[0].container, text));
	if (strlen(*text) > ANSWER_MAX)
		*text = NO_ANSWER("there is too much to be said of this client");
	return OK;
}

static enum status
answer_one(struct rule_run *run, struct tx *tx, bool *answered)
{
	const struct rule_question_next *question;
	struct rule_question_next_rows rows;
	const char *text;

	TRY(sql_rule_question_next(tx, &rows));
	if (rows.n == 0)
		return OK;
	question = &rows.at[0];
	TRY(answer(run, tx, question->patient_id, &text));
	TRY(sql_rule_question_answer(tx, question->patient_id, question->asked_by,
	    question->asked, tx_now(tx), text));
	TRY(sql_rule_question_forget(tx, tx_now(tx) - KEEP));
	*answered = true;
	return OK;
}

enum status
rule_question_step(
    struct db *db, struct rule_run *run, struct arena *arena, bool *answered)
{
	enum status status;
	struct tx *tx;

	*answered = false;
	TRY(tx_begin(db, arena, TX_WRITE, &tx));
	status = answer_one(run, tx, answered);
	return tx_end(tx, status);
}
