/* workflow_job.c - what the pack of this worker says, once in its life. */

#include "core/workflow_part.h"
#include "worker/job.h"

enum status
workflow_job(struct worker *w, bool *more)
{
	enum status status;
	struct tx *tx;

	*more = false;
	if (w->has_told_pack)
		return OK;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = tx_end(tx, workflow_part_take(tx));
	w->has_told_pack = status == OK;
	return status;
}
