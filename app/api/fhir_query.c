/* fhir_query.c - see fhir_query.h. */

#include "api/fhir_query.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/fhir_word.h"
#include "base/text.h"

struct reading {
	const struct fhir_ask *ask;
	struct fhir_query *q;
	const char *name, *modifier, *value;
};

static enum status
refuse(const struct reading *r, const char *issue, const char *why)
{
	return fhir_refuse(r->ask->rq, 400, issue, "", "%s%s%s=%s: %s", r->name,
	    *r->modifier != '\0' ? ":" : "", r->modifier, r->value, why);
}

/* Up to the next of these that no backslash stands before; what is behind it. */
static const char *
cut(struct arena *arena, const char *text, char at, const char **head)
{
	size_t len = 0;

	while (text[len] != '\0' && text[len] != at)
		len += text[len] == '\\' && text[len + 1] != '\0' ? 2 : 1;
	*head = arena_strndup(arena, text, len);
	return text[len] == '\0' ? NULL : text + len + 1;
}

static const char *
plain(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text), *to = copy;

	for (const char *from = copy; *from != '\0'; from++) {
		if (*from == '\\' && from[1] != '\0')
			from++;
		*to++ = *from;
	}
	*to = '\0';
	return copy;
}

/*
 * 0 for what is nothing of ours: it is not found.  What a task is about is below 0 if it
 * is a text; an id alone is a request.
 */
static int64_t
referred(const struct reading *r, const struct fhir_param *p, const char *text)
{
	static const char message[] = "Communication/";
	const size_t base = strlen(r->ask->base);
	const char *slash;

	if (strncmp(text, r->ask->base, base) == 0 && text[base] == '/')
		text += base + 1;
	slash = strchr(text, '/');
	if (slash != NULL) {
		if (!fhir_among(p->targets, text, (size_t)(slash - text)))
			return 0;
		if (p->slot == REF_FOCUS &&
		    strncmp(text, message, sizeof message - 1) == 0)
			return -fhir_id(slash + 1);
		text = slash + 1;
	}
	return fhir_id(text);
}

static void
keep_ids(struct fhir_ids *ids, const int64_t *found, size_t n)
{
	size_t kept = 0;

	if (!ids->asked) {
		memcpy(ids->at, found, n * sizeof *found);
		ids->n = n;
		ids->asked = true;
		return;
	}
	for (size_t i = 0; i < ids->n; i++)
		for (size_t k = 0; k < n; k++)
			if (ids->at[i] == found[k]) {
				ids->at[kept++] = ids->at[i];
				break;
			}
	ids->n = kept;
}

static enum status
read_missing(const struct reading *r, bool *missing)
{
	*missing = strcmp(r->value, "true") == 0;
	if (*missing || strcmp(r->value, "false") == 0)
		return OK;
	return refuse(r, "value", "write true or false.");
}

static enum status
ask_reference(const struct reading *r, const struct fhir_param *p)
{
	struct fhir_ids *ids = &r->q->refs[p->slot];
	int64_t found[FHIR_VALUES_MAX];
	const char *rest = r->value, *one;
	bool missing;
	size_t n = 0;

	if (strcmp(r->modifier, "missing") == 0) {
		TRY(read_missing(r, &missing));
		if (!p->may_miss)
			r->q->nothing = r->q->nothing || missing;
		else if (*ids->is != '\0' &&
			 (strcmp(ids->is, "missing") == 0) != missing)
			r->q->nothing = true;
		else
			ids->is = missing ? "missing" : "there";
		return OK;
	}
	if (*r->modifier != '\0' &&
	    (strcmp(p->name, "_id") == 0 ||
		!fhir_among(p->targets, r->modifier, strlen(r->modifier))))
		return refuse(r, "code-invalid", "there is no such modifier here.");
	for (size_t values = 0; rest != NULL; values++) {
		int64_t id;

		if (values == FHIR_VALUES_MAX)
			return refuse(r, "too-costly", "these are too many values.");
		rest = cut(r->ask->arena, rest, ',', &one);
		id = referred(r, p, plain(r->ask->arena, one));
		if (id != 0)
			found[n++] = id;
	}
	keep_ids(ids, found, n);
	r->q->nothing = r->q->nothing || ids->n == 0;
	return OK;
}

/* What it points to, by its type; an id alone may be of any. */
static enum status
ask_link(const struct reading *r, const struct fhir_param *p)
{
	struct arena *arena = r->ask->arena;
	struct fhir_texts *texts = &r->q->texts[p->slot];
	const size_t base = strlen(r->ask->base);
	const char *rest = r->value, *one;
	bool missing;

	if (texts->n > 0)
		return refuse(r, "not-supported", "it can be asked for once.");
	if (strcmp(r->modifier, "missing") == 0) {
		TRY(read_missing(r, &missing));
		texts->values[texts->n++] = missing ? FHIR_NONE : "";
		return OK;
	}
	if (*r->modifier != '\0' &&
	    !fhir_among(p->targets, r->modifier, strlen(r->modifier)))
		return refuse(r, "code-invalid", "there is no such modifier here.");
	while (rest != NULL) {
		const char *slash, *type = p->targets;

		rest = cut(arena, rest, ',', &one);
		one = plain(arena, one);
		if (strncmp(one, r->ask->base, base) == 0 && one[base] == '/')
			one += base + 1;
		slash = strchr(one, '/');
		for (; *type != '\0'; type += strspn(type, " ")) {
			const size_t len = strcspn(type, " ");
			const char *name = arena_strndup(arena, type, len);
			const int64_t id = fhir_id(slash != NULL ? slash + 1 : one);

			type += len;
			if (id == 0 ||
			    (slash != NULL &&
				!fhir_among(name, one, (size_t)(slash - one))) ||
			    (*r->modifier != '\0' && strcmp(r->modifier, name) != 0))
				continue;
			if (texts->n == FHIR_VALUES_MAX)
				return refuse(
				    r, "too-costly", "these are too many values.");
			texts->values[texts->n++] =
			    arena_printf(arena, "%s/%" PRId64, name, id);
		}
	}
	r->q->nothing = r->q->nothing || texts->n == 0;
	return OK;
}

/* R4's own codes have no system, as far as "|requested" goes. */
static bool
is_code(const char *system, const char *code, const char *its_system, const char *its)
{
	if (system != NULL && (*system != '\0' ? strcmp(system, its_system) != 0
					       : strncmp(its_system, "urn:", 4) == 0))
		return false;
	return *code == '\0' || strcmp(code, its) == 0;
}

/*
 * The codes that a token names: "requested", "system|requested", "system|"; "|requested"
 * where there is no system, as in R4's own codes.
 */
static unsigned
codes_of(struct arena *arena, const struct fhir_param *p, const char *token)
{
	const char *head, *code = cut(arena, token, '|', &head);
	const char *system = code != NULL ? plain(arena, head) : NULL;
	const struct fhir_besides *b = p->besides;
	unsigned set = 0;

	code = plain(arena, code != NULL ? code : head);
	for (size_t i = 0; p->codes[i] != NULL; i++) {
		const bool besides = b != NULL && strcmp(p->codes[i], b->code) == 0;

		if (is_code(
			system, code, p->system, besides ? b->within : p->codes[i]) ||
		    (besides && is_code(system, code, b->system, b->code)))
			set |= 1u << i;
	}
	return set;
}

static unsigned
all_codes(const struct fhir_param *p)
{
	unsigned set = 0;

	for (size_t i = 0; p->codes[i] != NULL; i++)
		set |= 1u << i;
	return set;
}

static void
keep_codes(const struct reading *r, const struct fhir_param *p, unsigned set)
{
	struct fhir_query *q = r->q;

	q->sets[p->slot] = q->set_of[p->slot] != NULL ? q->sets[p->slot] & set : set;
	q->set_of[p->slot] = p;
	q->nothing = q->nothing || q->sets[p->slot] == 0;
}

static enum status
ask_codes(const struct reading *r, const struct fhir_param *p)
{
	const char *rest = r->value, *one;
	const bool not_ = strcmp(r->modifier, "not") == 0;
	bool missing;
	unsigned set = 0;

	if (strcmp(r->modifier, "missing") == 0) {
		TRY(read_missing(r, &missing));
		r->q->nothing = r->q->nothing || missing;
		return OK;
	}
	if (*r->modifier != '\0' && !not_)
		return refuse(r, "code-invalid", "there is no such modifier here.");
	while (rest != NULL) {
		rest = cut(r->ask->arena, rest, ',', &one);
		set |= codes_of(r->ask->arena, p, one);
	}
	keep_codes(r, p, not_ ? all_codes(p) & ~set : set);
	return OK;
}

/* stat 50, asap 40, urgent 30, routine 20. */
static enum status
ask_order(const struct reading *r, const struct fhir_param *p)
{
	const char *rest = r->value, *one;
	unsigned set = 0;

	if (*r->modifier != '\0')
		return refuse(r, "code-invalid", "there is no such modifier here.");
	while (rest != NULL) {
		const char *word;
		char *end;
		long than;

		rest = cut(r->ask->arena, rest, ',', &one);
		word = strspn(one, "abcdefghijklmnopqrstuvwxyz") == 2 ? one : "eq";
		than = strtol(word == one ? one + 2 : one, &end, 10);
		if (*end != '\0' || end == one || end == one + 2)
			return refuse(r, "value", "write a whole number.");
		for (unsigned i = 0; i < 4; i++) {
			const long n = 50 - 10 * (long)i;
			const bool fits = *word == 'e'   ? n == than
					  : *word == 'n' ? n != than
					  : *word == 'g' ? n > than
					  : *word == 'l' ? n < than
							 : false;

			if (fits ||
			    (n == than && word[1] == 'e' && strchr("gl", *word)))
				set |= 1u << i;
		}
	}
	keep_codes(r, p, set);
	return OK;
}

static enum status
ask_date(const struct reading *r, const struct fhir_param *p)
{
	struct fhir_spans *spans = &r->q->dates[p->slot];
	bool missing;

	if (strcmp(r->modifier, "missing") == 0) {
		TRY(read_missing(r, &missing));
		if (p->may_miss)
			fhir_spans_ask_missing(spans, missing);
		else
			r->q->nothing = r->q->nothing || missing;
	} else if (*r->modifier != '\0')
		return refuse(r, "code-invalid", "there is no such modifier here.");
	else if (!fhir_spans_ask(r->ask->arena, spans, r->value, r->ask->now))
		return refuse(r, "value",
		    "write a date or a time, such as ge2026-11-21 or "
		    "lt2026-11-21T08:00:00Z.");
	r->q->nothing =
	    r->q->nothing || (spans->asked && (spans->n == 0 || spans->missing));
	return OK;
}

/* Of something that lasts: it is the database that holds it against its ends. */
static enum status
ask_period(const struct reading *r)
{
	struct fhir_periods *periods = &r->q->periods;
	bool missing;

	if (strcmp(r->modifier, "missing") == 0) {
		TRY(read_missing(r, &missing));
		if (periods->n < FHIR_PERIODS_MAX)
			periods->at[periods->n++] = missing ? "none" : "any";
		return OK;
	}
	if (*r->modifier != '\0')
		return refuse(r, "code-invalid", "there is no such modifier here.");
	if (periods->n == FHIR_PERIODS_MAX)
		return refuse(r, "too-costly", "these are too many conditions.");
	periods->at[periods->n] = fhir_period_ask(r->ask->arena, r->value, r->ask->now);
	if (periods->at[periods->n++] != NULL)
		return OK;
	periods->n = 0;
	return refuse(r, "value",
	    "write a date or a time, such as ge2026-11-21 or lt2026-11-21T08:00:00Z.");
}

/* "4711", of any system; "system|4711", "|4711" of none; "system|" is every one of it. */
static const char *
identifier_of(struct arena *arena, const char *token, const char **system)
{
	const char *head, *value = cut(arena, token, '|', &head);

	if (value == NULL)
		return plain(arena, head);
	*system = plain(arena, head);
	return plain(arena, value);
}

/* Each time it is asked for, one of these names has to be there. */
static enum status
ask_name(const struct reading *r, const struct fhir_param *p)
{
	struct arena *arena = r->ask->arena;
	struct fhir_texts *texts = &r->q->texts[p->slot];
	const char *rest = r->value, *one;
	struct buf b;

	if (texts->n == FHIR_VALUES_MAX)
		return refuse(r, "too-costly", "these are too many values.");
	buf_init(&b, arena);
	while (rest != NULL) {
		const char *name;

		rest = cut(arena, rest, ',', &one);
		name = text_fold(arena, plain(arena, one));
		if (*name == '\0')
			return refuse(r, "value", "write a value.");
		buf_printf(&b, "%s%s", b.len > 0 ? "\n" : "", name);
	}
	texts->systems[texts->n] = "*";
	texts->values[texts->n++] = b.data;
	return OK;
}

static enum status
ask_text(const struct reading *r, const struct fhir_param *p)
{
	struct arena *arena = r->ask->arena;
	struct fhir_texts *texts = &r->q->texts[p->slot];
	const char *rest = r->value, *one;
	bool missing;

	if (texts->n > 0 && !fhir_is_name(p->slot))
		return refuse(r, "not-supported", "it can be asked for once.");
	if (strcmp(r->modifier, "missing") == 0) {
		TRY(read_missing(r, &missing));
		if (!p->may_miss) {
			r->q->nothing = r->q->nothing || missing;
			return OK;
		}
		texts->systems[0] = p->system != NULL ? p->system : "*";
		texts->values[texts->n++] = missing ? FHIR_NONE : "";
		return OK;
	}
	if (*r->modifier != '\0')
		return refuse(r, "code-invalid", "there is no such modifier here.");
	if (fhir_is_name(p->slot))
		return ask_name(r, p);
	while (rest != NULL && texts->n < FHIR_VALUES_MAX) {
		const char *value, *system = "*";

		rest = cut(arena, rest, ',', &one);
		value = plain(arena, one);
		if (p->slot == TEXT_IDENTIFIER || p->slot == TEXT_OUTCOME)
			value = identifier_of(arena, one, &system);
		if (*value == '\0' && strchr("*", *system) != NULL)
			return refuse(r, "value", "write a value.");
		if ((p->system != NULL && *system != '*' &&
			strcmp(system, p->system) != 0) ||
		    strcmp(value, FHIR_NONE) == 0)
			continue;
		if (r->q->type->task && *value == '\0' &&
		    strcmp(system, "urn:aftercare:task") == 0) {
			/* Each has one. */
			texts->n = 0;
			return OK;
		}
		texts->systems[texts->n] = system;
		texts->values[texts->n++] = value;
	}
	r->q->nothing = r->q->nothing || texts->n == 0;
	return OK;
}

/* How the result is to be. */

static enum status
ask_count(const struct reading *r)
{
	size_t len = strspn(r->value, "0123456789");

	if (len == 0 || r->value[len] != '\0')
		return refuse(r, "value", "write a whole number.");
	r->q->count = len > 6 ? FHIR_COUNT_MAX : (int32_t)strtol(r->value, NULL, 10);
	if (r->q->count > FHIR_COUNT_MAX)
		r->q->count = FHIR_COUNT_MAX;
	r->q->only_total = r->q->only_total || r->q->count == 0;
	return OK;
}

static enum status
ask_sort(const struct reading *r)
{
	const char *rest = r->value, *one;

	for (r->q->nkeys = 0; rest != NULL; r->q->nkeys++) {
		const char *name;
		size_t i = 0;

		rest = cut(r->ask->arena, rest, ',', &one);
		name = one + (*one == '-');
		while (fhir_sorts[i] != NULL && strcmp(fhir_sorts[i], name) != 0)
			i++;
		if (r->q->nkeys == FHIR_KEYS || fhir_sorts[i] == NULL ||
		    (!r->q->type->task && (r->q->nkeys > 0 || *name != '_')))
			return refuse(r, "not-supported",
			    r->q->type->task
				? "sort by up to three of _id, _lastUpdated, "
				  "modified, authored-on, due-date, not-before, "
				  "priority-order."
				: "sort by one of _id, -_id, _lastUpdated, "
				  "-_lastUpdated.");
		r->q->keys[r->q->nkeys] =
		    (struct fhir_key){ fhir_sorts[i], *one == '-' ? -1 : 1 };
	}
	return OK;
}

static enum status
ask_total(const struct reading *r)
{
	r->q->total = strcmp(r->value, "none") != 0;
	if (!r->q->total || strcmp(r->value, "accurate") == 0 ||
	    strcmp(r->value, "estimate") == 0)
		return OK;
	return refuse(r, "value", "write none, estimate or accurate.");
}

#define TASK_SUMMARY                                                                \
	"{basedOn,groupIdentifier,partOf,status,statusReason,businessStatus,intent" \
	",code,description,focus,for,encounter,executionPeriod,lastModified"        \
	",requester,owner,location}"

static enum status
ask_summary(const struct reading *r)
{
	const char *v = r->value;

	if (strcmp(v, "count") == 0)
		r->q->only_total = true;
	else if (strcmp(v, "text") == 0)
		r->q->elements =
		    arena_printf(r->ask->arena, "{%s,text}", r->q->type->needed);
	else if (strcmp(v, "true") == 0 && r->q->type->task)
		r->q->elements = TASK_SUMMARY;
	else if (strcmp(v, "true") != 0 && strcmp(v, "false") != 0 &&
		 strcmp(v, "data") != 0)
		return refuse(r, "value", "write true, text, data, count or false.");
	return OK;
}

/* What is needed for a resource to be one comes along. */
static enum status
ask_elements(const struct reading *r)
{
	if (strspn(r->value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,") <
		strlen(r->value) ||
	    *r->value == '\0')
		return refuse(
		    r, "value", "write names of elements with commas between.");
	r->q->elements =
	    arena_printf(r->ask->arena, "{%s,%s}", r->q->type->needed, r->value);
	return OK;
}

static enum status
ask_include(const struct reading *r)
{
	const struct fhir_param *p = r->q->type->params;
	const char *name, *target;

	if (r->q->type->task && strncmp(r->value, "Task:", 5) == 0 &&
	    *r->modifier == '\0') {
		/* "Task:patient:Patient" says where it leads to, too. */
		target = cut(r->ask->arena, r->value + 5, ':', &name);
		while (p->name != NULL && strcmp(p->name, name) != 0)
			p++;
		for (size_t i = 0; fhir_includes[i] != NULL; i++)
			if (strcmp(fhir_includes[i], name) == 0 &&
			    (target == NULL || (strchr(p->targets, ' ') == NULL &&
						   strcmp(p->targets, target) == 0))) {
				r->q->includes = arena_printf(
				    r->ask->arena, "%s,%s", r->q->includes, name);
				return OK;
			}
	}
	return refuse(r, "not-supported",
	    "included are Task:patient, Task:owner, Task:requester and Task:location, "
	    "with tasks.");
}

static enum status
ask_revinclude(const struct reading *r)
{
	r->q->tasks = strcmp(r->value, "Task:patient") == 0 &&
		      strcmp(r->q->type->name, "Patient") == 0;
	if (r->q->tasks)
		return OK;
	return refuse(r, "not-supported", "with clients: Task:patient.");
}

const char *
fhir_cursor_text(struct arena *arena, const struct fhir_cursor *c)
{
	return arena_printf(arena,
	    "%" PRId64 ".%" PRId64 ".%" PRId64 ".%" PRId64 ".%" PRId64, c->rank[0],
	    c->rank[1], c->rank[2], c->id, c->at);
}

static enum status
ask_cursor(const struct reading *r)
{
	int64_t *const numbers[] = { &r->q->after.rank[0], &r->q->after.rank[1],
		&r->q->after.rank[2], &r->q->after.id, &r->q->after.at };
	const char *at = r->value;

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		size_t digits = strspn(at + (*at == '-'), "0123456789");
		char *end;

		if (digits == 0 || digits > 18)
			return refuse(
			    r, "value", "it is no link of a page of this search.");
		*numbers[i] = strtoll(at, &end, 10);
		at = end + (*end == '.');
	}
	if (*at == '\0' && r->q->after.id > 0)
		return OK;
	return refuse(r, "value", "it is no link of a page of this search.");
}

static enum status
ask_nothing(const struct reading *r)
{
	(void)r;
	return OK;
}

static const struct {
	const char *name;
	enum status (*ask)(const struct reading *);
} results[] = {
	{ "_count", ask_count },
	{ "_sort", ask_sort },
	{ "_total", ask_total },
	{ "_summary", ask_summary },
	{ "_elements", ask_elements },
	{ "_include", ask_include },
	{ "_revinclude", ask_revinclude },
	{ "_cursor", ask_cursor },
	{ "_format", ask_nothing },
	{ "_pretty", ask_nothing },
};

static enum status
ask_param(const struct reading *r, const struct fhir_param *p)
{
	switch (p->kind) {
	case KIND_REF:
		return ask_reference(r, p);
	case KIND_LINK:
		return ask_link(r, p);
	case KIND_SET:
		return ask_codes(r, p);
	case KIND_DATE:
		return ask_date(r, p);
	case KIND_PERIOD:
		return ask_period(r);
	case KIND_TEXT:
		return ask_text(r, p);
	case KIND_ORDER:
		return ask_order(r, p);
	}
	return ERR_INTERNAL;
}

/* Into the link of this very search. */
static void
used(const struct reading *r, const struct request_pair *pair)
{
	struct buf *b = &r->q->self;

	if (strcmp(r->name, "_cursor") == 0)
		return;
	buf_putc(b, b->len == 0 ? '?' : '&');
	buf_puts(b, r->name);
	if (*r->modifier != '\0') {
		buf_putc(b, ':');
		buf_url(b, r->modifier);
	}
	buf_putc(b, '=');
	buf_url(b, pair->value);
}

static enum status
ask_pair(struct reading *r, const struct request_pair *pair)
{
	const char *colon = strchr(pair->name, ':');
	const struct fhir_param *p = r->q->type->params;

	r->value = pair->value;
	r->modifier = colon != NULL ? colon + 1 : "";
	r->name = colon != NULL ? arena_strndup(r->ask->arena, pair->name,
				      (size_t)(colon - pair->name))
				: pair->name;
	for (size_t i = 0; i < COUNT_OF(results); i++)
		if (strcmp(results[i].name, r->name) == 0) {
			if (*pair->value == '\0')
				return OK;
			TRY(results[i].ask(r));
			used(r, pair);
			return OK;
		}
	while (p->name != NULL && strcmp(p->name, r->name) != 0)
		p++;
	if (p->name == NULL)
		return r->ask->strict ? refuse(r, "not-supported",
					    "there is no such parameter here.")
				      : OK;
	/* A value that is empty asks for nothing. */
	if (*pair->value == '\0')
		return OK;
	TRY(ask_param(r, p));
	used(r, pair);
	return OK;
}

enum status
fhir_query_read(const struct fhir_ask *ask, const char *encoded, struct fhir_query *q)
{
	struct reading r = { .ask = ask, .q = q };
	struct request as = { .arena = ask->arena, .body = encoded };
	const struct request_pair *pairs;
	size_t n;

	*q = (struct fhir_query){
		.type = ask->type, .count = FHIR_COUNT, .elements = "{}", .includes = ""
	};
	for (size_t i = 0; i < FHIR_KEYS; i++)
		q->keys[i] = (struct fhir_key){ "", 1 };
	for (size_t i = 0; i < REFS; i++)
		q->refs[i].is = "";
	buf_init(&q->self, ask->arena);
	if (request_pairs(&as, FHIR_PAIRS_MAX, &pairs, &n) != OK)
		return fhir_refuse(ask->rq, 400, "structure", "",
		    "The parameters cannot be read: they are too many, or not encoded "
		    "as in an address.");
	for (size_t i = 0; i < n; i++)
		TRY(ask_pair(&r, &pairs[i]));
	return OK;
}
