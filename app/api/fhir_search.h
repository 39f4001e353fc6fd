/* fhir_search.h - searches and histories, as Bundles. */

#ifndef API_FHIR_SEARCH_H
#define API_FHIR_SEARCH_H

#include "api/fhir_type.h"

/* The parameters are those of an address. */
MUST_CHECK enum status fhir_search(const struct fhir_ask *, const char *encoded);
/* Of one task, or of all where no id is asked for. */
MUST_CHECK enum status fhir_history(const struct fhir_ask *);

#endif
