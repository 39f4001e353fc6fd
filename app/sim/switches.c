/* switches.c - see switches.h. */

#include "sim/switches.h"

#include <string.h>

/* clang-format off */
const struct switch_info switches[] = {
	{ "reset", "The connection breaks before the call is looked at", NULL },
	{ "response_lost", "The call is done, then the connection breaks", NULL },
	{ "error_after", "The call is done, then answered with 502", NULL },
	{ "http_500", "Answered with 500, nothing done", NULL },
	{ "http_502", "Answered with 502, nothing done", NULL },
	{ "http_503", "Answered with 503, nothing done", "Retry-After, s" },
	{ "http_504", "Answered with 504, nothing done", NULL },
	{ "throttled", "Answered with 429, nothing done", "Retry-After, s" },
	{ "throttled_date", "The same, with the moment as a date", "Retry-After, s" },
	{ "throttled_zero", "The same, with a Retry-After of 0", NULL },
	{ "throttled_bare", "The same, without Retry-After", NULL },
	{ "token_refused", "The token is refused: 403", NULL },
	{ "forbidden", "The role may not do this: 403", NULL },
	{ "suspended", "Every POST: the workspace is suspended", NULL },
	{ "flagged", "Every POST: the workspace is flagged", NULL },
	{ "mailroom_down", "Every POST: 500, as when the engine is down", NULL },
	{ "slow_body", "The answer trickles", "bytes a second" },
	{ "truncated_body", "The answer breaks off before its length", NULL },
	{ "garbled_body", "The answer is broken JSON", NULL },
	{ "html_200", "200 with a page that is no JSON", NULL },
	{ "huge_body", "An enormous answer", "bytes" },
	{ "extra_keys", "The answer has keys that nobody knows", NULL },
	{ "unknown_status", "The answer has a status that nobody knows", NULL },
	{ "next_scheme", "The next page is at http instead of https, or the reverse", NULL },
	{ "next_host", "The next page is at another host", NULL },
	{ "start_ignored", "A flow start is accepted, and nothing happens", NULL },
	{ "index_lag", "Starts with groups or exclusions overlook young contacts", "age, ms" },
	{ "late_message", "A text that came in can be seen only later, dated earlier", "ms" },
	{ "inbound_duplicate", "A text comes in twice", "apart, ms" },
	{ "status_order", "Delivery states arrive out of order", NULL },
	{ "status_regression", "A delivered SMS is reported as sent afterwards", NULL },
	{ "line_refused", "The line: cut before a call", NULL },
	{ "line_in_head", "The line: cut within a call's head", "byte" },
	{ "line_in_body", "The line: cut within a call's body", "byte" },
	{ "line_after_call", "The line: cut behind a call, before its answer", NULL },
	{ "line_late", "The line: cut behind a POST, which is done only later", "ms" },
	{ "line_in_answer_head", "The line: cut within the head of an answer", "byte" },
	{ "line_in_answer_body", "The line: cut within the body of an answer", "byte" },
	{ "line_kept", "The line: cut after an answer, when it is used again", NULL },
	{ "webhook_delay", "Webhooks leave late", "ms" },
	{ "webhook_lost", "Webhooks never leave", NULL },
	{ "webhook_duplicate", "Webhooks arrive twice", "apart, ms" },
	{ "webhook_reordered", "Webhooks arrive after later ones", "late, ms" },
	{ "webhook_orphan", "A webhook arrives, but its run never exists", NULL },
	{ NULL, NULL, NULL }
};
/* clang-format on */

const struct switch_info *
switch_named(const char *name)
{
	for (const struct switch_info *s = switches; s->name != NULL; s++)
		if (name != NULL && strcmp(s->name, name) == 0)
			return s;
	return NULL;
}
