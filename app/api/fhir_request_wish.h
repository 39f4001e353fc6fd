/* fhir_request_wish.h - what a ServiceRequest from outside says that nurses go by. */

#ifndef API_FHIR_REQUEST_WISH_H
#define API_FHIR_REQUEST_WISH_H

#include "api/fhir.h"
#include "ext/json.h"

#define FHIR_NAMES_MAX 5 /* identifiers of one resource */

struct fhir_request_wish {
	const char *status;
	const char *words; /* what is asked for */
	const char *asker, *reason, *note; /* each "" if it is not said */
	const char *because; /* why it is not wanted any more */
	int32_t priority; /* 1 stat to 4 routine */
	/* Whom it is about: one of ours, or whom its identifiers name, or a stranger. */
	int64_t patient_id;
	const char *names[FHIR_NAMES_MAX]; /* "system|value" or "value" */
	size_t nnames;
	const char *person, *called,
	    *phone; /* "Tendai Moyo, 1998-04-02", "Tendai Moyo" */
	bool subject_wrong;
	int64_t place_id; /* 0: not said */
	bool place_wrong, places_differ;
	const char *from, *until; /* as dateTime; "" */
	const char
	    *keys[2 *
		  FHIR_NAMES_MAX]; /* its own identifiers: "system|value", "*|value" */
	size_t nkeys;
	bool keys_wrong;
};

/* Of a valid ServiceRequest. */
void fhir_request_wish_read(
    const struct fhir_ask *, const struct json *request, struct fhir_request_wish *);

#endif
