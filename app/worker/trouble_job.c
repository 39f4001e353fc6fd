/*
 * trouble_job.c - looks for troubles of the line, and sends the mails about them.
 *
 * Both by any worker, one at a time.  A mail is leased and the lease committed before it
 * leaves: whoever is lost on the way leaves it to another after two minutes, and then it
 * may come twice, as one by its Message-ID.  A trouble that goes unsaid would be worse.
 * It comes a few times at most, and no beginning comes when the trouble is over.
 */

#include "base/clock.h"
#include "base/log.h"
#include "core/trouble.h"
#include "ext/mail.h"
#include "worker/job.h"

#define LOOK_EVERY_MS 30000

static enum status
learn_hours(struct worker *w)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_usual_learn(tx, tx_now(tx));
	return tx_end(tx, status);
}

enum status
trouble_job(struct worker *w, bool *more)
{
	const struct feed_take *turn;
	struct tx *tx;
	enum status status;
	int64_t now;

	*more = false;
	TRY(worker_take_feed(w, "troubles", LOOK_EVERY_MS, &turn, &now));
	if (turn == NULL)
		return OK;
	TRY(learn_hours(w));
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = trouble_look(tx, w->config->silent_minutes);
	return tx_end(tx, status);
}

static enum status
claim(struct worker *w, struct mail_claim_rows *mails)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_mail_claim(tx, w->id, tx_now(tx), MAIL_LEASE_SECONDS,
	    MAILS_AN_HOUR, MAIL_LOST_MOST, mails);
	return tx_end(tx, status);
}

static enum status
settle(struct worker *w, const struct mail_claim *mail, enum mail_outcome became,
    const char *problem)
{
	int64_t wait = became == MAIL_LATER ? trouble_mail_wait(mail->attempt) : 0;
	const char *state = became == MAIL_SENT ? "sent"
			    : wait > 0          ? "ready"
						: "failed";
	struct tx *tx;
	enum status status;

	if (became != MAIL_SENT)
		log_warn(
		    "mail id=%lld state=%s: %s", (long long)mail->id, state, problem);
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_mail_result(tx, mail->id, w->id, mail->attempt, state,
	    tx_now(tx) + wait, problem, tx_now(tx));
	return tx_end(tx, status);
}

enum status
mail_job(struct worker *w, bool *more)
{
	const struct config *c = w->config;
	const struct mail_server server = { c->mail_server, c->mail_user,
		c->mail_password, c->mail_from };
	struct mail_claim_rows mails;
	enum mail_outcome became;
	const char *problem;

	*more = false;
	/* What is told later is told as soon as somebody says by which server. */
	if (c->mail_server == NULL)
		return OK;
	TRY(claim(w, &mails));
	if (mails.n == 0)
		return OK;
	became = mail_send(w->arena, &server,
	    &(struct mail){ .to = mails.at[0].address,
		.subject = mails.at[0].subject,
		.body = mails.at[0].body,
		.id = mails.at[0].key,
		.at = mails.at[0].created_at },
	    &problem);
	*more = became == MAIL_SENT;
	return settle(w, &mails.at[0], became, problem);
}
