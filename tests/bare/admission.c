/*
 * admission.c - stands in for app/site/admission.c: everybody is heard, with or
 * without a session, a right or a form of ours.  What is left is row security.
 */

#include "site/admission.h"

#include "site/door.h"
#include "site/page.h"

/* By this tests/hardening.sh would know it in a program. */
extern const bool bare_admission;
const bool bare_admission = true;

enum status
admission(struct request *rq, const struct route *route)
{
	/* Pages ask who reads them; the database was told nothing of him. */
	static const struct session_resume stranger = { .name = "Nobody",
		.role = "nurse",
		.csrf = "",
		.language = "en",
		.place_name = "",
		.zone = "UTC",
		.region = "ZW" };

	(void)route;
	if (rq->who == NULL) {
		rq->who = (void *)(uintptr_t)&stranger;
		rq->cookie = COOKIE_PLAIN "=nobodys";
	}
	return OK;
}
