/* outbound.c - see outbound.h. */

#include "core/outbound.h"

#include <string.h>
#include <strings.h>

#include "ext/http.h"
#include "ext/json.h"

#define PUSHES_MAX 100
#define COMPLAINTS_MAX 50
#define MAPPING_MAX 200
#define EXPRESSION_MAX ((size_t)10000)
#define PATH_MAX_LETTERS ((size_t)300)
#define PER_MINUTE_MAX 6000
/* Where a call may go is looked at when it is made. */
#define ANY_NETWORK "0.0.0.0/0, ::/0"

struct reader {
	struct arena *arena;
	const char *name; /* of the push that is read */
	struct outbound_complaint *complaints;
	size_t n;
};

static void
complain(struct reader *r, const char *where, const char *words)
{
	if (r->n < COMPLAINTS_MAX)
		r->complaints[r->n++] =
		    (struct outbound_complaint){ r->name, where, words };
}

static bool
is_one_of(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* Nothing is passed over in silence. */
static void
check_keys(struct reader *r, const struct json *object, const char *where,
    const char *const *known, size_t n)
{
	const char *key;
	const struct json *value;

	for (size_t i = 0; json_member(object, i, &key, &value); i++)
		if (!is_one_of(key, known, n))
			complain(r,
			    arena_printf(r->arena, "%s%s%.60s", where,
				*where != '\0' ? "." : "", key),
			    "is not known here");
}

/* A text of so many letters at most, none of them a control character; NULL if not. */
static const char *
line_at(const struct json *object, const char *key, size_t max)
{
	const char *text = json_text(json_get(object, key));

	if (text == NULL || *text == '\0' || strlen(text) > max)
		return NULL;
	for (const char *at = text; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return NULL;
	return text;
}

/* --------------------------------------------------------------- destination --- */

static const char *
joined(struct arena *arena, const char *base, const char *path)
{
	size_t len = strlen(base);

	while (len > 0 && base[len - 1] == '/')
		len--;
	while (*path == '/')
		path++;
	return *path == '\0' ? base
			     : arena_printf(arena, "%.*s/%s", (int)len, base, path);
}

static const char *
read_url(struct reader *r, const struct json *destination)
{
	const char *base = line_at(destination, "base_url", 300), *fault, *url;
	const char *path = line_at(destination, "path", 190);

	if (base == NULL) {
		complain(r, "destination.base_url",
		    "is missing: write the address of the other system, such as "
		    "https://rapidpro.example.org");
		return "";
	}
	if (json_get(destination, "path") != NULL && path == NULL) {
		complain(r, "destination.path",
		    "is no path: write one such as /api/v2/flow_starts.json");
		return "";
	}
	url = joined(r->arena, base, path != NULL ? path : "");
	fault = http_url_fault(url, ANY_NETWORK);
	if (fault != NULL)
		complain(r, "destination.base_url", fault);
	return url;
}

static const char *
read_credential(struct reader *r, const struct json *auth, const char *key)
{
	const char *credential = line_at(auth, key, 100);

	if (credential != NULL)
		return credential;
	complain(r, arena_printf(r->arena, "destination.auth.%s", key),
	    "is missing: write the key under which aftercarectl outbound credential "
	    "keeps the secret");
	return "";
}

static void
read_basic(struct reader *r, const struct json *auth, struct outbound_setting *s)
{
	static const char *const known[] = { "type", "username", "password_key" };
	const char *username = line_at(auth, "username", 200);

	check_keys(r, auth, "destination.auth", known, COUNT_OF(known));
	s->auth = "basic";
	s->credential = read_credential(r, auth, "password_key");
	if (username == NULL || strchr(username, ':') != NULL)
		complain(r, "destination.auth.username",
		    "is missing, or has a colon, which the other system could not "
		    "read");
	else
		s->username = username;
}

static void
read_header(struct reader *r, const struct json *auth, struct outbound_setting *s)
{
	static const char *const known[] = { "type", "name", "value_key" };
	const char *name = line_at(auth, "name", 100);

	check_keys(r, auth, "destination.auth", known, COUNT_OF(known));
	s->auth = "header";
	s->credential = read_credential(r, auth, "value_key");
	if (name == NULL || strcmp(name, "Authorization") != 0)
		complain(r, "destination.auth.name",
		    "has to be Authorization, as with the CHT");
}

static void
read_auth(struct reader *r, const struct json *auth, struct outbound_setting *s)
{
	const char *type = json_text(json_get(auth, "type"));

	if (auth == NULL)
		return;
	if (type == NULL)
		complain(
		    r, "destination.auth.type", "is missing: write basic or header");
	else if (strcasecmp(type, "basic") == 0)
		read_basic(r, auth, s);
	else if (strcasecmp(type, "header") == 0)
		read_header(r, auth, s);
	else
		complain(r, "destination.auth.type",
		    arena_printf(r->arena,
			"\"%.40s\" is not supported: basic and header are", type));
}

static void
read_destination(
    struct reader *r, const struct json *destination, struct outbound_setting *s)
{
	static const char *const known[] = { "base_url", "path", "auth" };

	if (!json_is_object(destination)) {
		complain(r, "destination",
		    "is missing: write {\"base_url\": ..., \"path\": ..., \"auth\": "
		    "...}");
		return;
	}
	check_keys(r, destination, "destination", known, COUNT_OF(known));
	s->url = read_url(r, destination);
	read_auth(r, json_get(destination, "auth"), s);
}

/* ------------------------------------------------------------------- mapping --- */

static bool
is_expression(const struct json *value)
{
	const char *text = json_text(value);

	return text != NULL && text[strspn(text, " \t\r\n")] != '\0' &&
	       strlen(text) <= EXPRESSION_MAX;
}

/* Names between points, none of them empty. */
static bool
is_path(const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;

	return len > 0 && len <= PATH_MAX_LETTERS && text[0] != '.' &&
	       text[len - 1] != '.' && strstr(text, "..") == NULL;
}

static bool
is_source(const char *path)
{
	return is_path(path) &&
	       (strcmp(path, "doc") == 0 || strncmp(path, "doc.", 4) == 0);
}

static const char *
value_fault(struct reader *r, const char *where, const struct json *value)
{
	static const char *const known[] = { "path", "expr", "optional" };
	const struct json *path = json_get(value, "path"),
			  *expr = json_get(value, "expr");
	bool optional;

	if (json_text(value) != NULL)
		return is_source(json_text(value)) ? NULL
						   : "is no path such as doc.fields.x";
	if (!json_is_object(value))
		return "is neither a path nor {\"path\" or \"expr\"}";
	check_keys(r, value, where, known, COUNT_OF(known));
	if ((path != NULL) == (expr != NULL))
		return "needs a path or an expr, and not both";
	if (path != NULL && !is_source(json_text(path)))
		return "has no path such as doc.fields.x";
	if (expr != NULL && !is_expression(expr))
		return "has an expr that is no JavaScript of at most 10,000 letters";
	if (json_get(value, "optional") != NULL &&
	    !json_bool(json_get(value, "optional"), &optional))
		return "has an optional that is neither true nor false";
	return NULL;
}

static void
read_mapping(struct reader *r, const struct json *mapping)
{
	const struct json *value;
	const char *dest;
	size_t n = 0;

	for (; json_member(mapping, n, &dest, &value) && n < MAPPING_MAX; n++) {
		const char *where = arena_printf(r->arena, "mapping.%.80s", dest);
		const char *fault = is_path(dest)
					? value_fault(r, where, value)
					: "is no name, or names with points between";

		if (fault != NULL)
			complain(r, where, fault);
	}
	if (n == 0)
		complain(r, "mapping",
		    "is missing: write what is told, such as {\"name\": "
		    "\"doc.patient.name\"}");
	else if (json_count(mapping) > MAPPING_MAX)
		complain(r, "mapping", "has more than 200 names");
}

/* ------------------------------------------------------------------ together --- */

static int32_t
read_rate(struct reader *r, const struct json *rate)
{
	int64_t n;

	if (rate == NULL)
		return OUTBOUND_PER_MINUTE;
	if (json_int(rate, &n) && n >= 1 && n <= PER_MINUTE_MAX)
		return (int32_t)n;
	complain(r, "per_minute", "is no whole number from 1 to 6000");
	return OUTBOUND_PER_MINUTE;
}

static const char *
read_when(struct reader *r, const struct json *cron)
{
	const char *text = json_text(cron), *fault;

	if (cron == NULL)
		return "";
	if (text == NULL || strlen(text) > 200)
		fault = "is no text such as \"0 6 * * *\"";
	else
		fault = outbound_cron_fault(r->arena, text);
	if (fault != NULL)
		complain(r, "cron", fault);
	return text != NULL ? text : "";
}

static void
read_push(struct reader *r, const struct json *push, struct outbound_setting *s)
{
	static const char *const known[] = { "relevant_to", "destination", "mapping",
		"cron", "per_minute" };

	*s = (struct outbound_setting){ .name = r->name,
		.text = "{}",
		.url = "",
		.auth = "none",
		.username = "",
		.credential = "",
		.cron = "",
		.per_minute = OUTBOUND_PER_MINUTE };
	if (*r->name == '\0' || strlen(r->name) > 100)
		complain(r, "", "its name is empty, or longer than 100 letters");
	if (!json_is_object(push)) {
		complain(r, "", "is no object of settings");
		return;
	}
	s->text = json_write(r->arena, push);
	check_keys(r, push, "", known, COUNT_OF(known));
	if (!is_expression(json_get(push, "relevant_to")))
		complain(r, "relevant_to",
		    "is missing: write which documents are told, in JavaScript, such "
		    "as doc.form === 'enroll'");
	read_destination(r, json_get(push, "destination"), s);
	read_mapping(r, json_get(push, "mapping"));
	s->cron = read_when(r, json_get(push, "cron"));
	s->per_minute = read_rate(r, json_get(push, "per_minute"));
}

static void
read_all(
    struct reader *r, const struct json *pushes, struct outbound_settings *settings)
{
	struct outbound_setting *list;
	const struct json *push;

	if (!json_is_object(pushes) || json_count(pushes) == 0) {
		complain(r, "",
		    "there is no outbound push in it: the file is an "
		    "app_settings.json, "
		    "or what stands there under \"outbound\"");
		return;
	}
	ARENA_ARRAY(r->arena, list, PUSHES_MAX);
	for (size_t n = 0; json_member(pushes, n, &r->name, &push); n++) {
		if (n == PUSHES_MAX) {
			complain(r, "", "there are more than 100 pushes");
			break;
		}
		read_push(r, push, &list[n]);
		settings->n = n + 1;
	}
	settings->list = list;
}

enum status
outbound_read(struct arena *arena, const char *text, size_t len,
    struct outbound_settings *settings)
{
	struct reader r = { .arena = arena, .name = "" };
	const struct json *json, *outbound;

	*settings = (struct outbound_settings){ .n = 0 };
	ARENA_ARRAY(arena, r.complaints, COMPLAINTS_MAX);
	if (json_parse(arena, text, len, &json) != OK) {
		complain(&r, "", "it is not JSON");
	} else {
		outbound = json_get(json, "outbound");
		read_all(&r, outbound != NULL ? outbound : json, settings);
	}
	settings->complaints = r.complaints;
	settings->ncomplaints = r.n;
	return r.n == 0 ? OK : ERR_INVALID;
}
