/* metrics.c - see metrics.h. */

#include "api/metrics.h"

#include <inttypes.h>
#include <string.h>

#include "gen/sql.h"

/* clang-format off */
static const struct metric {
	const char *name;
	const char *label; /* NULL: it has none */
	const char *help;
} metrics[] = {
	{ "outbox_rows", "state", "Texts and check-ins on their way out." },
	{ "outbox_oldest_seconds", "state", "How long the oldest that is due has waited, been unsure, or been held for a person." },
	{ "outbox_parked_day", NULL, "Texts that were given up in the last 24 hours." },
	{ "troubles_open", "kind", "What is wrong with the line, as the pages tell it." },
	{ "trouble_oldest_seconds", NULL, "Since the oldest trouble that is not over began." },
	{ "mail_waiting", NULL, "Mails about troubles that have not left." },
	{ "mail_oldest_seconds", NULL, "How long the oldest of them has waited." },
	{ "mail_failed_day", NULL, "Mails that were given up in the last 24 hours." },
	{ "reminder_oldest_seconds", NULL, "How long the oldest planned reminder is overdue." },
	{ "inbox_rows", "state", "What came in: new, or parked because it cannot be read." },
	{ "inbox_oldest_seconds", "state", "How long the oldest unread one has waited." },
	{ "webhook_lag_seconds", NULL, "Of the webhooks of the last 5 minutes: the longest from arrival to being read." },
	{ "feed_age_seconds", "feed", "Since a list of RapidPro was last read to its end." },
	{ "feed_checkpoint_age_seconds", "feed", "Up to how long ago a list is known for certain." },
	{ "workers", NULL, "Workers that gave a sign of life in the last minute." },
	{ "worker_age_seconds", NULL, "Since the last sign of life of any worker." },
	{ "rapidpro_age_seconds", NULL, "Since the last answer of RapidPro." },
	{ "rapidpro_failures", NULL, "Calls in a row that RapidPro did not answer well." },
	{ "rapidpro_paused", NULL, "1 while RapidPro asked us to wait." },
	{ "rapidpro_token_refused", NULL, "1 if RapidPro refuses our token." },
	{ "rules_due", NULL, "Patients whose turn it is to be evaluated." },
	{ "rules_oldest_seconds", NULL, "Since it became the turn of the one who waits longest." },
	{ "rules_failures", NULL, "Rules that are stopped, each for one patient." },
};
/* clang-format on */

static void
write_metric(
    struct buf *b, const struct metric *metric, const struct metrics_rows *rows)
{
	bool begun = false;

	for (size_t i = 0; i < rows->n; i++) {
		const struct metrics *row = &rows->at[i];

		if (strcmp(row->name, metric->name) != 0)
			continue;
		if (!begun)
			buf_printf(b,
			    "# HELP aftercare_%s %s\n# TYPE aftercare_%s gauge\n",
			    metric->name, metric->help, metric->name);
		begun = true;
		buf_printf(b, "aftercare_%s", metric->name);
		if (metric->label != NULL)
			buf_printf(b, "{%s=\"%s\"}", metric->label, row->label);
		buf_printf(b, " %" PRId64 "\n", row->value);
	}
}

enum status
metrics_show(struct request *rq)
{
	struct metrics_rows rows;
	struct buf *b;

	TRY(sql_metrics(rq->tx, tx_now(rq->tx), &rows));
	b = reply_html(rq, 200);
	rq->reply.type = "text/plain; version=0.0.4; charset=utf-8";
	for (size_t i = 0; i < COUNT_OF(metrics); i++)
		write_metric(b, &metrics[i], &rows);
	return OK;
}
