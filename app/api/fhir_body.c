/* fhir_body.c - see fhir_body.h. */

#include "api/fhir_body.h"

#include <string.h>
#include <strings.h>

static bool
is_mime(const char *type, const char *mime)
{
	size_t len = strlen(mime);

	return strncasecmp(type, mime, len) == 0 &&
	       (type[len] == '\0' || type[len] == ';' || type[len] == ' ');
}

static bool
is_json(const char *type)
{
	return is_mime(type, "application/fhir+json") ||
	       is_mime(type, "application/json") || is_mime(type, "text/json");
}

enum status
fhir_body_read(
    const struct fhir_ask *ask, enum fhir_mime mime, const struct json **json)
{
	struct request *rq = ask->rq;
	const char *type = rq->content_type;
	const bool patch = mime == JSON_PATCH;
	enum status status;

	if (patch ? !is_mime(type, "application/json-patch+json") : !is_json(type))
		return fhir_refuse(rq, 415, "not-supported", "",
		    "Send it as %s; this is %.60s.",
		    patch ? "application/json-patch+json" : "application/fhir+json",
		    *type != '\0' ? type : "without a Content-Type");
	if (rq->body_len > FHIR_BODY_MAX)
		return fhir_refuse(
		    rq, 413, "too-long", "", "The body is larger than 256 KiB.");
	status = json_parse(ask->arena, rq->body, rq->body_len, json);
	if (status == ERR_INVALID)
		return fhir_refuse(
		    rq, 400, "structure", "", "The body is no JSON of RFC 8259.");
	return status;
}
