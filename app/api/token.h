/* token.h - where a client gets its token of five minutes: docs/fhir.md. */

#ifndef API_TOKEN_H
#define API_TOKEN_H

#include "web/request.h"

#define TOKEN_PATH "/auth/token"

MUST_CHECK enum status token_give(struct request *);
/* What is to be noted of it, however it ended. */
MUST_CHECK enum status token_note(struct request *, struct tx *);
/* The whole address, as a client of this request asks for it. */
const char *token_url(const struct request *);

#endif
