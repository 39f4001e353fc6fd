/* fhir_validate.c - see fhir_validate.h. */

#include "api/fhir_validate.h"

#include <string.h>

#include "api/fhir_body.h"
#include "api/fhir_response.h"
#include "api/fhir_shape.h"
#include "api/fhir_type.h"

enum status
fhir_validate(const struct fhir_ask *ask)
{
	struct fhir_issues issues = { .arena = ask->arena };
	const struct json *body, *parameters, *resource;
	const char *type, *name;

	TRY(fhir_body_read(ask, FHIR_JSON, &body));
	resource = body;
	type = json_text(json_get(body, "resourceType"));
	parameters = json_get(body, "parameter");
	if (type != NULL && strcmp(type, "Parameters") == 0)
		for (size_t i = 0; i < json_count(parameters); i++) {
			name = json_text(json_get(json_at(parameters, i), "name"));
			if (name != NULL && strcmp(name, "resource") == 0)
				resource = json_get(json_at(parameters, i), "resource");
		}
	fhir_shape(ask->arena, ask->type->name, resource, &issues);
	/* Whether a form takes these answers is said by the form. */
	if (issues.n == 0 && strcmp(ask->type->name, "QuestionnaireResponse") == 0)
		TRY(fhir_response_check(ask, resource, &issues));
	fhir_issues_write(fhir_body(ask->rq, 200), &issues);
	return OK;
}
