/* auto_answer.c - see auto_answer.h. */

#include "core/auto_answer.h"

#include <string.h>

#include "base/clock.h"
#include "core/outbox.h"
#include "core/triage.h"

/* clang-format off */
static const struct { const char *word, *text; } kinds[AUTO_KINDS] = {
	[AUTO_OUTSIDE_HOURS] = { "outside-hours", "outside_hours" },
	[AUTO_WHICH_SIGN] = { "which-sign", "which_sign" },
	[AUTO_STOPPED] = { "stopped", "stopped" },
	[AUTO_STARTED] = { "started", "started" },
	[AUTO_REPORT] = { "report", NULL },
	[AUTO_SCREENING] = { "screening", NULL },
};
/* clang-format on */

const char *
auto_kind_word(enum auto_kind kind)
{
	return kinds[kind].word;
}

/* Whom to call is never out of place in a danger. */
static bool
is_emergency(const struct auto_asked *a)
{
	return a->kind == AUTO_OUTSIDE_HOURS && a->danger;
}

/* Of a form or a screening: each text has its answer, which may be the same again. */
static bool
has_own_words(const struct auto_asked *a)
{
	return a->kind == AUTO_REPORT || a->kind == AUTO_SCREENING;
}

static bool
is_unwanted(const struct auto_asked *a, const struct automatic_facts *f)
{
	if (!f->opted_out || a->kind == AUTO_STOPPED || a->kind == AUTO_STARTED)
		return false;
	return !is_emergency(a);
}

const char *
auto_withheld(const struct auto_asked *a, const struct automatic_facts *f,
    const struct workflow *w, int64_t now)
{
	const bool own = has_own_words(a);
	int most = own ? AUTO_REPORTS_PER_DAY : w->automatic_per_day;

	if (now - f->at > w->automatic_late_minutes * MINUTE && !is_emergency(a))
		return "late";
	if (strlen(f->e164) < AUTO_DIGITS_MIN + 1) /* and the plus */
		return "machine";
	if (f->echo)
		return "echo";
	if (f->repeated && !own && !is_emergency(a))
		return "repeated";
	if (f->said && !own)
		return "said";
	if (is_unwanted(a, f))
		return "opted-out";
	return f->today >= most ? "limit" : NULL;
}

/* The words of it; NULL where the pack has none. */
static const char *
words_of(struct tx *tx, const struct auto_asked *a)
{
	if (a->kind == AUTO_REPORT)
		return a->body;
	if (a->kind == AUTO_SCREENING)
		return workflow_fill(tx_arena(tx), a->body, &a->words);
	return workflow_text(tx_arena(tx), a->language, kinds[a->kind].text, &a->words);
}

static enum status
say(struct tx *tx, const struct auto_asked *a, const char *body, int64_t *message_id)
{
	TRY(outbox_text(tx,
	    &(struct outbox_text){ .thread_id = a->thread_id,
		.phone_id = a->phone_id,
		.place_id = a->place_id,
		.patient_id = a->patient_id,
		.kind = "automatic",
		.body = body,
		.priority = OUTBOX_AUTOMATIC },
	    message_id));
	return a->kind != AUTO_WHICH_SIGN ? OK
					  : sql_message_asks(tx, *message_id,
						triage_question_word(ASKED_SIGN));
}

enum status
auto_answer(struct tx *tx, const struct auto_asked *a, int64_t *message_id)
{
	const char *kind = auto_kind_word(a->kind), *body = words_of(tx, a), *withheld;
	const struct workflow *w = workflow();
	const struct automatic_facts *f;

	*message_id = 0;
	if (body == NULL || *body == '\0')
		return OK;
	TRY(sql_automatic_facts(tx, a->about_id, a->phone_id, a->place_id,
	    a->patient_id, kind, tx_now(tx),
	    tx_now(tx) - w->automatic_again_hours * HOUR, &f));
	withheld = auto_withheld(a, f, w, tx_now(tx));
	if (withheld == NULL)
		TRY(say(tx, a, body, message_id));
	return sql_automatic_add(tx, a->about_id, a->phone_id, a->thread_id, kind,
	    a->kind == AUTO_OUTSIDE_HOURS ? f->closed : "",
	    withheld != NULL ? withheld : "", *message_id, tx_now(tx));
}
