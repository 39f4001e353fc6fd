/*
 * handed_job.c - texts that a gateway was handed and has said nothing of, or has and does
 * not say of that they left.  They may have left, so they are a person's to decide about.
 */

#include "base/log.h"
#include "core/sms_gateway.h"
#include "worker/job.h"

enum status
handed_job(struct worker *w, bool *more)
{
	struct handed_doubt_rows old;
	struct tx *tx;
	enum status status;

	*more = false;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_handed_doubt(tx, tx_now(tx), SMS_GATEWAY_DOUBT_MINUTES, &old);
	if (status == OK && old.n > 0)
		log_warn("handed=%zu nothing heard of the gateway", old.n);
	return tx_end(tx, status);
}
