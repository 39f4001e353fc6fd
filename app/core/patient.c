/* patient.c - see patient.h. */

#include "core/patient.h"

#include <string.h>

#include "base/text.h"
#include "core/schedule.h"
#include "core/task.h"
#include "core/thread.h"
#include "core/workflow.h"

/* What a search compares with: names and number, folded. */
static const char *
patient_folded(
    struct arena *arena, const char *given, const char *family, const char *number)
{
	return text_fold(
	    arena, text_trim(arena, arena_printf(arena, "%s%s%s %s", given,
					*family != '\0' ? " " : "", family, number)));
}

const char *
patient_number_after(struct arena *arena, const char *number)
{
	char *next = arena_strdup(arena, number);
	size_t at = strlen(next);

	while (at > 0 && next[at - 1] == '9')
		next[--at] = '0';
	if (at > 0 && next[at - 1] >= '0' && next[at - 1] < '9') {
		next[at - 1]++;
		return next;
	}
	return arena_printf(arena, "%.*s1%s", (int)at, next, next + at);
}

static enum status
phone_id(struct tx *tx, const char *e164, int64_t *id)
{
	const struct phone_ensure *row;

	*id = 0;
	if (*e164 == '\0')
		return OK;
	TRY(sql_phone_ensure(tx, e164, &row));
	*id = row->id;
	return OK;
}

enum status
patient_add(struct tx *tx, int64_t place_id, const struct patient_facts *p, bool shared,
    int64_t user_id, int64_t *patient_id)
{
	const struct patient_next_number *next;
	const char *number = p->number;
	const struct patient_add *row;
	int64_t phone, phone2, thread;

	if (*number == '\0') {
		TRY(sql_patient_next_number(tx, place_id, 1, &next));
		number = next->number;
	}
	TRY(phone_id(tx, p->phone, &phone));
	TRY(phone_id(tx, p->phone2, &phone2));
	TRY(sql_patient_add(tx, place_id, number, p->given_name, p->family_name,
	    patient_folded(tx_arena(tx), p->given_name, p->family_name, number), p->sex,
	    p->birth_date, p->birth_estimated, p->language, phone, p->phone_typed,
	    p->phone_owner, p->phone_owner_name, phone2, p->phone2_typed,
	    p->phone2_owner_name, p->guardian_name, p->guardian_relation, p->lives_in,
	    p->note, tx_now(tx), user_id, &row));
	*patient_id = row->id;
	if (shared)
		TRY(sql_patient_phone_shared(tx, phone));
	return thread_of_patient(tx, row->id, &thread);
}

enum status
patient_change(
    struct tx *tx, int64_t patient_id, int32_t version, const struct patient_facts *p)
{
	const struct patient_change *row;
	enum status status;
	int64_t phone2;

	TRY(phone_id(tx, p->phone2, &phone2));
	status = sql_patient_change(tx, patient_id, version, p->number, p->given_name,
	    p->family_name,
	    patient_folded(tx_arena(tx), p->given_name, p->family_name, p->number),
	    p->sex, p->birth_date, p->birth_estimated, p->language, p->phone_owner,
	    p->phone_owner_name, phone2, p->phone2_typed, p->phone2_owner_name,
	    p->guardian_name, p->guardian_relation, p->lives_in, p->note, &row);
	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	return sql_patient_renamed(tx, patient_id);
}

enum status
patient_change_phone(struct tx *tx, int64_t patient_id, int32_t version,
    const struct patient_phone *phone)
{
	const struct patient_phone_change *row;
	enum status status;
	int64_t id;

	TRY(phone_id(tx, phone->e164, &id));
	status = sql_patient_phone_change(
	    tx, patient_id, version, id, phone->typed, phone->owner, &row);
	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	if (phone->shared)
		TRY(sql_patient_phone_shared(tx, id));
	TRY(sql_patient_phone_moved(tx, patient_id, id, tx_now(tx)));
	return task_close_kind(
	    tx, patient_id, "number", "The number was corrected.", 0);
}

enum status
patient_send_welcome(struct tx *tx, int64_t patient_id, enum outbox_priority priority)
{
	const struct patient_welcome *p;
	struct outbox_text text = {
		.patient_id = patient_id, .kind = "automatic", .priority = priority
	};
	int64_t message_id;

	TRY(sql_patient_welcome(tx, patient_id, &p));
	text.place_id = p->place_id;
	text.phone_id = p->phone_id;
	text.body = workflow_text(tx_arena(tx), p->language, "welcome",
	    &(const struct workflow_words){ .first_name = p->given_name,
		.clinic = p->place_name,
		.emergency = p->emergency_phone });
	if (text.body == NULL || text.phone_id == 0)
		return OK; /* a pack without a welcome, a patient without a phone */
	TRY(thread_of_patient(tx, patient_id, &text.thread_id));
	return outbox_text(tx, &text, &message_id);
}
