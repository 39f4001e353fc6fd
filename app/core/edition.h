/*
 * edition.h - what an administrator has published in place of what the pack says.
 */

#ifndef CORE_EDITION_H
#define CORE_EDITION_H

#include "db/tx.h"

/*
 * From here on the words and numbers in use are said and reckoned with.  They are asked
 * again only if the number of published versions, which comes with the session, the client
 * or the gateway, is another one.
 */
MUST_CHECK enum status edition_use(struct tx *, int64_t published);

#endif
