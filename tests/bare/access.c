/* access.c - stands in for app/core/access.c: every role may do everything. */

#include "core/access.h"

/* By this tests/hardening.sh would know it in a program. */
extern const bool bare_access;
const bool bare_access = true;

bool
role_may(const char *role, enum access access)
{
	(void)role;
	(void)access;
	return true;
}
