/* admission.h - the first wall: whether this request is heard at all. */

#ifndef SITE_ADMISSION_H
#define SITE_ADMISSION_H

#include "web/dispatch.h"

/*
 * After the session is known (page_user()): OK to go on, ERR_FORBIDDEN, or the
 * way to the sign-in as a reply.  What a stranger's hand could have sent, and
 * what the role may not do, ends here; which rows there are, the database
 * decides (tests/bare shows that it does so without this file).
 */
MUST_CHECK enum status admission(struct request *, const struct route *);

#endif
