/* thread.c - see thread.h. */

#include "core/thread.h"

enum status
thread_of_patient(struct tx *tx, int64_t patient_id, int64_t *thread_id)
{
	const struct thread_for_patient *row;

	TRY(sql_thread_for_patient(tx, patient_id, &row));
	*thread_id = row->id;
	return OK;
}

enum status
thread_of_number(struct tx *tx, int64_t phone_id, const char *kind, int64_t place_id,
    int64_t *thread_id)
{
	const struct thread_for_number *row;

	TRY(sql_thread_for_number(tx, phone_id, kind, place_id, &row));
	*thread_id = row->id;
	return OK;
}
