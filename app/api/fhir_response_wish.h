/* fhir_response_wish.h - what a QuestionnaireResponse from outside says. */

#ifndef API_FHIR_RESPONSE_WISH_H
#define API_FHIR_RESPONSE_WISH_H

#include "api/fhir.h"
#include "ext/json.h"
#include "form/form_outline.h"

struct fhir_response_wish {
	const char *form; /* its name; "" if it is none of ours */
	const char *version; /* that it is said to be of; "" */
	const char *system, *value; /* its identifier; value is NULL without one */
	const char *language;
	int64_t patient_id, task_id, request_id; /* each 0 if it is not said */
	int64_t authored_from, authored_until; /* 0 if it is not said */
};

/* One answer, and where it belongs. */
struct fhir_answer_wish {
	const struct form_asked *asked;
	const char *path; /* "/r/child[2]/name" */
	const char *value; /* as a form has it; several choices with blanks between */
	const char *expression; /* "QuestionnaireResponse.item[0].item[2]" */
	bool taken;
};

struct fhir_answers_wish {
	struct fhir_answer_wish *at;
	size_t n;
};

/* Of a valid QuestionnaireResponse, all but its answers; what is wrong is an issue. */
void fhir_response_wish_read(const struct fhir_ask *, const struct json *,
    struct fhir_response_wish *, struct fhir_issues *);
/* Its answers to what a form of this name asks. */
void fhir_answers_wish_read(const struct fhir_ask *, const struct json *,
    const char *form, const struct form_asked *, size_t n, struct fhir_answers_wish *,
    struct fhir_issues *);
/* What is asked at "/r/child/name"; NULL if nothing is. */
const struct form_asked *fhir_asked_at(
    const struct form_asked *, size_t n, const char *path);

#endif
