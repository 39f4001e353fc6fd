/*
 * case_step.h - a case whose time is over goes from one person to the next.
 *
 * Each clock of a case has a row (case_clock).  When its deadline passes, who is first on
 * duty is told, after step_minutes the next, at last everybody and whom the administrator
 * has told of troubles: each step once (case_notice), by page, by mail and,
 * where the programme and she want it, by SMS.  Where nobody is
 * on duty all supervisors of the facility are the first step.  Whoever stops the clock
 * stops the steps.  docs/escalation.md.
 */

#ifndef CORE_CASE_STEP_H
#define CORE_CASE_STEP_H

#include "gen/sql.h"

/* Where mails lead, "https://aftercare.example.org"; NULL: they name no address. */
void case_step_settings(const char *site_url);

/*
 * Cases that are with somebody who is off duty, or no supervisor of their facility any
 * more, go back to the queue, and a clock of their own begins.
 */
MUST_CHECK enum status case_step_free(struct tx *);
/*
 * Tells whoever is to be told by now.  What was missed while no worker ran is told as one
 * to each.
 */
MUST_CHECK enum status case_step_tell(struct tx *);

#endif
