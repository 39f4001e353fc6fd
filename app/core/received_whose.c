/* received_whose.c - whose a text is, by what it says and by what was said before. */

#include "core/received.h"
#include "core/workflow.h"

/* An answer, and STOP and START, are one man's own: what was said before does not tell. */
static bool
is_answer(const struct reading *reading)
{
	return reading->kind == TRIAGE_FINE || reading->kind == TRIAGE_PROBLEM ||
	       reading->kind == TRIAGE_STOP || reading->kind == TRIAGE_START;
}

/*
 * Somebody has said lately whose the texts of this phone are.  An answer is his all the
 * same only if nobody else there was asked.
 */
static enum status
talks(struct tx *tx, struct received *r, const struct inbound_patients_rows *patients)
{
	const struct inbound_patients *his = NULL;
	const struct talk_of *talk;
	struct talk_asked_rows asked;
	struct reading reading;
	enum status status = sql_talk_of(tx, r->phone_id, r->in->at, &talk);

	if (status != OK)
		return status == ERR_NOT_FOUND ? OK : status;
	for (size_t i = 0; i < patients->n; i++)
		if (patients->at[i].patient_id == talk->patient_id)
			his = &patients->at[i];
	if (his == NULL)
		return OK;
	reading = triage_read(
	    inbound_words(), tx_arena(tx), his->language, ASKED_CHECKIN, r->said);
	if (is_answer(&reading)) {
		TRY(sql_talk_asked(
		    tx, r->phone_id, r->in->at, workflow()->answer_hours, &asked));
		if (reading.kind == TRIAGE_STOP || reading.kind == TRIAGE_START ||
		    asked.n != 1 || asked.at[0].patient_id != his->patient_id)
			return OK;
	}
	r->patient = his;
	r->how = "talk";
	return OK;
}

struct whose
received_names(struct tx *tx, const struct received *r,
    const struct inbound_patients_rows *patients)
{
	struct whose_person people[WHOSE_MOST];
	struct whose whose = { .how = WHOSE_UNTOLD };
	struct reading whole;

	if (patients->n == 0 || patients->n > WHOSE_MOST)
		return whose;
	for (size_t i = 0; i < patients->n; i++)
		people[i] = (struct whose_person){ .given = patients->at[i].given_name,
			.family = patients->at[i].family_name,
			.number = patients->at[i].number };
	whose = whose_read(tx_arena(tx), r->in->text, people, patients->n);
	if (whose.how != WHOSE_CODE)
		return whose;
	for (size_t i = 0; i < patients->n; i++) {
		whole = triage_read(inbound_words(), tx_arena(tx),
		    patients->at[i].language, ASKED_NOTHING, r->in->text);
		if (*whole.sign != '\0')
			return (struct whose){ .how = WHOSE_UNTOLD };
	}
	return whose;
}

enum status
received_whose(struct tx *tx, struct received *r,
    const struct inbound_patients_rows *patients, struct whose *whose)
{
	*whose = received_names(tx, r, patients);
	if (patients->n <= 1) {
		r->patient = patients->n == 1 ? &patients->at[0] : NULL;
		/* The others are not followed up any more; he writes as before. */
		if (whose->how == WHOSE_CODE)
			r->said = whose->parts[0].said;
		return OK;
	}
	if (whose->how == WHOSE_UNTOLD)
		return talks(tx, r, patients);
	r->patient = &patients->at[whose->parts[0].person];
	r->said = whose->parts[0].said;
	r->how = whose->how == WHOSE_CODE ? "code" : "name";
	/* Somebody else writes now. */
	return sql_talk_end(tx, r->phone_id);
}
