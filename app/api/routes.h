/* routes.h - the program for machines: RapidPro's webhook, FHIR, a CHT's doors, health. */

#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "base/config.h"
#include "web/dispatch.h"

extern const struct program api;

/* Given once by main, before the first request; the texts outlive the program. */
void api_secrets(const struct config *);

#endif
