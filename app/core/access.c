/* access.c - the table of roles. */

#include "core/access.h"

#include <stddef.h>
#include <string.h>

#include "base/status.h"

#define MAY(a) (1u << (a))

#define CARE                                                                           \
	(MAY(SIGNED_IN) | MAY(PATIENT_READ) | MAY(PATIENT_WRITE) | MAY(MESSAGE_READ) | \
	    MAY(MESSAGE_SEND) | MAY(TASK_WORK) | MAY(ESCALATION_READ) |                \
	    MAY(ESCALATION_RAISE) | MAY(DELIVERY_READ) | MAY(DELIVERY_RETRY) |         \
	    MAY(RULE_ASK) | MAY(INDICATOR_READ))

static const struct {
	const char *role;
	unsigned may;
} roles[] = {
	{ "nurse", CARE },
	{ "supervisor", CARE | MAY(ESCALATION_DECIDE) | MAY(TASK_REOPEN) |
			    MAY(RULE_WATCH) | MAY(ANSWER_WRITE) | MAY(ANSWER_APPROVE) |
			    MAY(DUTY_PLAN) | MAY(LATE_DECIDE) },
	{ "admin", MAY(SIGNED_IN) | MAY(DELIVERY_READ) | MAY(USER_MANAGE) |
		       MAY(PLACE_MANAGE) | MAY(AUDIT_READ) | MAY(RULE_WATCH) |
		       MAY(FORM_MANAGE) | MAY(ANSWER_WRITE) | MAY(INDICATOR_READ) |
		       MAY(DUTY_PLAN) | MAY(SCHEDULE_MANAGE) | MAY(LATE_DECIDE) },
};

bool
role_may(const char *role, enum access access)
{
	if (access == ANYONE)
		return true;
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		if (strcmp(roles[i].role, role) == 0)
			return (roles[i].may & MAY(access)) != 0;
	return false;
}
