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

/* What a parameter of a type says, with or without quotes; NULL if it is not there. */
static const char *
said(const char *type, const char *name)
{
	const char *at = strcasestr(type, name);

	return at == NULL ? NULL : at + strlen(name) + (at[strlen(name)] == '"');
}

bool
fhir_is_version(const char *type)
{
	const char *version = said(type, "fhirVersion=");

	return version == NULL || strncmp(version, "4.0", 3) == 0;
}

static bool
is_utf8(const char *type)
{
	const char *charset = said(type, "charset=");

	return charset == NULL || strncasecmp(charset, "utf-8", 5) == 0;
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
	if (!fhir_is_version(type) || !is_utf8(type))
		return fhir_refuse(rq, 415, "not-supported", "",
		    "Send it as fhirVersion=4.0 and in UTF-8; this is %.60s.", type);
	if (rq->body_len > FHIR_BODY_MAX)
		return fhir_refuse(
		    rq, 413, "too-long", "", "The body is larger than 256 KiB.");
	status = json_parse(ask->arena, rq->body, rq->body_len, json);
	if (status == ERR_INVALID)
		return fhir_refuse(
		    rq, 400, "structure", "", "The body is no JSON of RFC 8259.");
	return status;
}
