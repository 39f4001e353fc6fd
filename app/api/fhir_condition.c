/* fhir_condition.c - see fhir_condition.h. */

#include "api/fhir_condition.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/fhir_query.h"
#include "gen/sql.h"

enum status
fhir_if_match(const struct fhir_ask *ask, int64_t *version)
{
	const char *header = request_header(ask->rq, "If-Match"), *at = header;
	char *end;

	*version = 0;
	if (header == NULL || *header == '\0')
		return OK;
	at += strncmp(at, "W/", 2) == 0 ? 2 : 0;
	if (at[0] == '"' && strspn(at + 1, "0123456789") > 0 &&
	    strspn(at + 1, "0123456789") <= 18) {
		*version = strtoll(at + 1, &end, 10);
		if (strcmp(end, "\"") == 0)
			return OK;
	}
	return fhir_refuse(ask->rq, 400, "value", "",
	    "If-Match has to be the ETag of a version, such as W/\"12\".");
}

enum status
fhir_same_version(const struct fhir_ask *ask, int64_t read, int64_t now)
{
	if (read == 0 || read == now)
		return OK;
	return fhir_refuse(ask->rq, 412, "conflict", ask->type->name,
	    "This %s is of version %" PRId64 " by now; you have %" PRId64 ".",
	    ask->type->name, now, read);
}

enum status
fhir_condition_find(const struct fhir_ask *ask, const char *condition, int64_t *id)
{
	struct fhir_ask strictly = *ask;
	struct fhir_page page = { 0 };
	struct fhir_query q;

	strictly.strict = true;
	TRY(fhir_query_read(&strictly, condition, &q));
	if (q.self.len == 0)
		return fhir_refuse(ask->rq, 412, "required", "",
		    "The condition is empty: write for example "
		    "identifier=system|value.");
	TRY(sql_fhir_lock(ask->rq->tx, q.self.data));
	if (!q.nothing)
		TRY(fhir_type_find(ask->rq->tx, &q, 2, &page));
	if (page.n > 1)
		return fhir_refuse(ask->rq, 412, "multiple-matches", "",
		    "More than one %s is as the condition says: %s.", q.type->name,
		    condition);
	*id = page.n == 1 ? page.at[0].id : 0;
	return OK;
}

enum status
fhir_if_none_exist(const struct fhir_ask *ask, bool *asked, int64_t *id)
{
	const char *condition = request_header(ask->rq, "If-None-Exist");

	*id = 0;
	*asked = condition != NULL && *condition != '\0';
	if (!*asked)
		return OK;
	if (strchr(condition, '?') != NULL)
		condition = strchr(condition, '?') + 1;
	return fhir_condition_find(ask, condition, id);
}
