/* fhir_type.h - the types of resources, and by what each is searched. */

#ifndef API_FHIR_TYPE_H
#define API_FHIR_TYPE_H

#include "api/fhir.h"
#include "api/fhir_span.h"

enum fhir_kind {
	KIND_REF,
	KIND_LINK, /* to several types, kept as "Task/7" */
	KIND_SET,
	KIND_DATE,
	KIND_PERIOD,
	KIND_TEXT,
	KIND_ORDER
};

/* Where what is asked is kept: one list of slots for each kind. */
enum {
	REF_ID,
	REF_PATIENT,
	REF_OWNER,
	REF_REQUESTER,
	REF_PLACE,
	REF_FOCUS,
	REF_PART,
	REFS
};
enum { SET_STATUS, SET_KIND, SET_ROLE, SET_PRIORITY, SET_INTENT, SETS };
enum { DATE_CHANGED, DATE_AUTHORED, DATE_DUE, DATE_BEGINS, DATES };
enum {
	TEXT_IDENTIFIER,
	TEXT_OUTCOME,
	TEXT_NAME,
	TEXT_PHONE,
	TEXT_URL,
	TEXT_LINK,
	TEXT_FAMILY,
	TEXT_GIVEN,
	TEXTS
};

/* A code of another system, that some of those that have one of the codes have, too. */
struct fhir_besides {
	const char *code, *system;
	const char *within; /* "free" */
};

struct fhir_param {
	const char *name;
	enum fhir_kind kind;
	int slot;
	/* Of a set: the codes there are, and their system. */
	const char *const *codes;
	const char *system;
	const struct fhir_besides *besides; /* its code is one of the codes; or NULL */
	const char *targets; /* of a reference: "Patient" */
	const char *url; /* its definition; NULL: R4's own */
	bool may_miss; /* :missing is something to ask for */
};

#define FHIR_VALUES_MAX 50
#define FHIR_KEYS 3
#define FHIR_PERIODS_MAX 10

struct fhir_ids {
	bool asked;
	const char *is; /* "", "missing" or "there" */
	int64_t at[FHIR_VALUES_MAX];
	size_t n;
};

/* Of a text: there is none.  An empty one: there is any. */
#define FHIR_NONE "!"

struct fhir_texts {
	const char *systems[FHIR_VALUES_MAX], *values[FHIR_VALUES_MAX];
	size_t n;
};

/* Each "ge 2026-11-01T00:00:00Z 2026-12-01T00:00:00Z", several with commas between. */
struct fhir_periods {
	const char *at[FHIR_PERIODS_MAX];
	size_t n;
};

struct fhir_key {
	const char *name; /* "" */
	int64_t way; /* 1 up, -1 down */
};

struct fhir_cursor {
	int64_t rank[FHIR_KEYS], id, at;
};

struct fhir_query {
	const struct fhir_type *type;
	struct fhir_ids refs[REFS];
	unsigned sets[SETS]; /* a bit for each code that will do */
	const struct fhir_param *set_of[SETS]; /* NULL: not asked */
	struct fhir_spans dates[DATES];
	struct fhir_texts texts[TEXTS];
	struct fhir_periods periods; /* of what lasts: executionPeriod, a day */
	bool nothing; /* it cannot find anything */
	struct fhir_key keys[FHIR_KEYS];
	size_t nkeys;
	int32_t count;
	bool total, only_total;
	const char *elements; /* an array of the database: "{}" is all of them */
	const char *includes; /* the same, of words: patient owner requester location */
	bool tasks; /* _revinclude=Task:patient */
	struct fhir_cursor after;
	struct buf self; /* what was used, as a query */
};

struct fhir_found {
	int64_t id;
	const char *body;
	struct fhir_cursor cursor;
};

struct fhir_page {
	struct fhir_found *at;
	size_t n;
};

/* Finds at most so many, behind the cursor. */
typedef enum status fhir_find(
    struct tx *, const struct fhir_query *, int32_t most, struct fhir_page *);

struct fhir_type {
	const char *name;
	const char *shown; /* for the audit */
	const char *needed; /* without these it is none: "id,status" */
	const struct fhir_param *params; /* the last has no name */
	fhir_find *find;
	bool task; /* it has versions, sorts and includes */
};

/* The beginning of a word of a name, whatever its letters. */
bool fhir_is_name(int slot);

/* The last has no name. */
extern const struct fhir_type fhir_types[];
const struct fhir_type *fhir_type_of(const char *name);

/* What may be sorted by, of tasks; and what is included with them.  NULL ends each. */
extern const char *const fhir_sorts[], *const fhir_includes[];

/* The elements of those that are only counted. */
#define FHIR_COUNTED "{id}"

/* As its type does, planned for what is asked. */
MUST_CHECK enum status fhir_type_find(
    struct tx *, const struct fhir_query *, int32_t most, struct fhir_page *);
MUST_CHECK enum status fhir_count_tasks(
    struct tx *, const struct fhir_query *, int64_t *n);

/* As arrays of the database. */
const char *fhir_priorities_of(struct tx *, const struct fhir_query *);
const char *fhir_ids_of(struct tx *, const struct fhir_query *, int slot);
const char *fhir_codes_of(struct tx *, const struct fhir_query *, int slot);
const char *fhir_texts_of(struct tx *, const struct fhir_query *, int slot);
/* "-_lastUpdated", as it was asked for. */
const char *fhir_order_of(struct tx *, const struct fhir_query *);

/* What the parts fhir_behind and fhir_order take, but for where the page before ended. */
#define FHIR_ORDER(tx, q)                                             \
	fhir_order_of(tx, q),                                         \
	    fhir_spans_text(tx_arena(tx), &(q)->dates[DATE_CHANGED]), \
	    fhir_spans_from(&(q)->dates[DATE_CHANGED]),               \
	    fhir_spans_until(&(q)->dates[DATE_CHANGED])

#endif
