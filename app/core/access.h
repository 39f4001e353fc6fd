/* access.h - which role may do what.  Which rows, the database decides. */

#ifndef CORE_ACCESS_H
#define CORE_ACCESS_H

#include <stdbool.h>

enum access {
	ANYONE, /* no session needed */
	SIGNED_IN, /* any role */
	PATIENT_READ,
	PATIENT_WRITE,
	MESSAGE_READ,
	MESSAGE_SEND,
	TASK_WORK,
	TASK_REOPEN,
	ESCALATION_READ,
	ESCALATION_RAISE,
	ESCALATION_DECIDE,
	DELIVERY_READ,
	DELIVERY_RETRY,
	USER_MANAGE,
	PLACE_MANAGE,
	AUDIT_READ,
	INDICATOR_READ, /* numbers; the men behind them are patients */
	RULE_ASK, /* why there is, or is no, task */
	RULE_WATCH, /* which rules fail */
	FORM_MANAGE,
	LATE_DECIDE, /* which late texts still leave */
	SCHEDULE_MANAGE, /* who is texted what and when */
	ANSWER_WRITE,
	DUTY_PLAN, /* who is on duty when */
	ANSWER_APPROVE, /* a clinician's: never an administrator's */
	ACCESS_COUNT
};

/* "nurse", "supervisor" or "admin"; false for any other word. */
bool role_may(const char *role, enum access);

#endif
