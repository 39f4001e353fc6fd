/* fhir_response_create.c - see fhir_response.h. */

#include <inttypes.h>
#include <string.h>

#include "api/fhir_body.h"
#include "api/fhir_condition.h"
#include "api/fhir_known.h"
#include "api/fhir_response.h"
#include "api/fhir_response_wish.h"
#include "api/fhir_shape.h"
#include "api/fhir_word.h"
#include "core/report.h"

#define TYPE "QuestionnaireResponse"

/* One on its way to a report. */
struct bringing {
	const struct fhir_ask *ask;
	struct tx *tx;
	const struct json *sheet;
	struct fhir_issues *issues;
	int code; /* that what is wrong is refused with */
	struct fhir_response_wish wish;
	struct form_filling filling;
	const struct form_asked *asked;
	size_t nasked;
	struct fhir_answers_wish answers;
};

static enum status
complain(struct bringing *b, int code, const char *issue, const char *element,
    const char *words)
{
	b->code = code;
	fhir_issue_add(b->issues, issue,
	    arena_printf(b->ask->arena, TYPE ".%s", element), TYPE ".%s: %s", element,
	    words);
	return OK;
}

/* What it is filled in about -------------------------------------------------------- */

/* The task of the request that it answers. */
static enum status
find_task(struct bringing *b)
{
	const struct service_request_get *r;
	enum status status;

	if (b->wish.request_id == 0)
		return OK;
	status = sql_service_request_get(b->tx, b->wish.request_id, &r);
	if (status == ERR_NOT_FOUND)
		return complain(
		    b, 422, "not-found", "basedOn", "There is no such request here.");
	TRY(status);
	if (b->wish.task_id != 0 && b->wish.task_id != r->task_id)
		return complain(b, 422, "business-rule", "basedOn",
		    "This request has become another task.");
	b->wish.task_id = r->task_id;
	return OK;
}

/* Of a task it is the form that the task opens. */
static enum status
check_task(struct bringing *b)
{
	const char *form;
	enum status status;

	TRY(find_task(b));
	if (b->wish.task_id == 0 || b->issues->n > 0)
		return OK;
	if (!client_may(b->ask->client, "Task", 'u'))
		return complain(b, 403, "forbidden", "extension",
		    "This client has no scope system/Task.u, and so finishes none.");
	status = form_of_task(b->tx, b->wish.task_id, b->ask->client->id, &form);
	if (status == ERR_NOT_FOUND)
		return complain(b, 422, "not-found", "extension",
		    "There is no such task here that a form finishes.");
	TRY(status);
	if (strcmp(form, b->wish.form) == 0)
		return OK;
	return complain(b, 422, "business-rule", "questionnaire",
	    arena_printf(b->ask->arena,
		"This task is finished with urn:aftercare:questionnaire:%s.", form));
}

static bool
registers(struct bringing *b, const struct form *form)
{
	struct form_made made;

	for (size_t i = 0; form_makes(b->ask->arena, form, i, &made); i++)
		if (strcmp(made.type, "person") == 0)
			return true;
	return false;
}

/* About nobody yet: it registers him, at the only facility of the client. */
static enum status
check_nobody(struct bringing *b)
{
	if (b->filling.patient_id != 0 || b->wish.task_id != 0)
		return OK;
	if (!registers(b, b->filling.form))
		return complain(
		    b, 422, "required", "subject", "Say whom it is about: Patient/id.");
	if (strchr(b->ask->client->places, ',') != NULL)
		return complain(b, 422, "business-rule", "subject",
		    "Only a program with one facility can register a client.");
	if (!client_may(b->ask->client, "Patient", 'c'))
		return complain(b, 403, "forbidden", "subject",
		    "This client has no scope system/Patient.c, and so registers "
		    "nobody.");
	return OK;
}

static enum status
check_version(struct bringing *b)
{
	const struct form_filling *f = &b->filling;

	if (*b->wish.version != '\0' &&
	    strcmp(b->wish.version,
		arena_printf(b->ask->arena, "%d", (int)f->number)) != 0)
		return complain(b, 422, "business-rule", "questionnaire",
		    arena_printf(b->ask->arena,
			"The version in use is %d: read the Questionnaire again.",
			(int)f->number));
	if (b->wish.task_id != 0 && b->wish.patient_id != 0 &&
	    b->wish.patient_id != f->patient_id)
		return complain(b, 422, "business-rule", "subject",
		    "The task is about somebody else.");
	return check_nobody(b);
}

static enum status
open_filling(struct bringing *b)
{
	const struct form_subject subject = { .user_id = b->ask->client->id,
		.task_id = b->wish.task_id,
		.patient_id = b->wish.task_id != 0 ? 0 : b->wish.patient_id,
		.form = b->wish.form };
	enum status status;
	struct form_current_rows current;

	TRY(sql_form_current(b->tx, b->wish.form, &current));
	if (current.n == 0)
		return complain(b, 422, "not-found", "questionnaire",
		    "There is no such Questionnaire here, or no longer.");
	status = form_filling_open(b->tx, &subject, b->wish.language, &b->filling);
	if (status == ERR_NOT_FOUND)
		return complain(b, 422, "not-found", "subject",
		    b->wish.patient_id != 0 ? "There is no such client here."
					    : "Say whom it is about: Patient/id.");
	if (status == ERR_CONFLICT)
		return complain(b, 409, "conflict", "extension",
		    "This task has been closed in the meantime.");
	TRY(status);
	return check_version(b);
}

/* The answers ------------------------------------------------------------------------ */

static void
refuse(struct bringing *b, const struct fhir_answer_wish *a, const char *words)
{
	fhir_issue_add(b->issues, "business-rule", a->expression, "%s: %s",
	    a->asked->link, words != NULL ? words : "This cannot be answered so.");
}

static bool
is_answered(const struct bringing *b, const char *path)
{
	for (size_t i = 0; i < b->answers.n; i++)
		if (strcmp(b->answers.at[i].path, path) == 0)
			return true;
	return false;
}

/* What a form begins with is no answer of whoever sent it. */
static enum status
clear(struct bringing *b, const struct form_asked *all, size_t n, const char *plain,
    const char *numbered)
{
	struct form_entry *entry = b->filling.entry;

	for (size_t i = 0; i < n; i++) {
		const struct form_asked *a = &all[i];
		const char *path = arena_printf(
		    b->ask->arena, "%s%s", numbered, a->path + strlen(plain));
		const char *value, *name;
		enum status status = OK;

		if (a->asks == FORM_ASKS_REPEAT) {
			for (size_t k = 1; k <= FORM_REPEATS_MAX; k++) {
				const char *one =
				    arena_printf(b->ask->arena, "%s[%zu]", path, k);

				if (form_value(entry, one) == NULL)
					break;
				TRY(clear(b, a->below, a->nbelow, a->path, one));
			}
		} else if (a->asks == FORM_ASKS_GROUP) {
			TRY(clear(b, a->below, a->nbelow, plain, numbered));
		} else if (a->asks != FORM_ASKS_NOTE &&
			   (value = form_value(entry, path)) != NULL &&
			   *value != '\0' && !is_answered(b, path) &&
			   (name = form_name_of(entry, path)) != NULL) {
			status = form_put(entry, name, "", NULL);
		}
		if (status == ERR_UNAVAILABLE)
			return status;
	}
	return OK;
}

static enum status
compute(struct bringing *b)
{
	const char *why = NULL;
	enum status status = form_compute(b->filling.entry, &why);

	if (status != ERR_INVALID)
		return status;
	return complain(b, 422, "too-costly", "item",
	    why != NULL ? why : "This is too much to work out.");
}

/* False while it has no place, or is not asked: what comes later may change that. */
static bool
take(struct bringing *b, struct fhir_answer_wish *a)
{
	struct form_entry *entry = b->filling.entry;
	const char *name, *why = NULL;

	if (a->taken || form_make_place(entry, a->path, &why) != OK ||
	    !form_relevant(entry, a->path))
		return false;
	name = form_name_of(entry, a->path);
	if (name == NULL)
		return false;
	a->taken = true;
	if (form_put(entry, name, a->value, &why) != OK)
		refuse(b, a, why);
	return true;
}

static enum status
take_all(struct bringing *b)
{
	bool any = true;

	while (any && b->issues->n == 0) {
		any = false;
		for (size_t i = 0; i < b->answers.n; i++)
			any |= take(b, &b->answers.at[i]);
		TRY(compute(b));
	}
	return OK;
}

static void
check_taken(struct bringing *b)
{
	for (size_t i = 0; i < b->answers.n; i++) {
		const struct fhir_answer_wish *a = &b->answers.at[i];

		if (form_value(b->filling.entry, a->path) == NULL)
			refuse(b, a, "There is no room for so many.");
		else if (!a->taken || !form_relevant(b->filling.entry, a->path))
			refuse(b, a,
			    "With the other answers this is not asked: leave it out.");
	}
}

/* Without the numbers of its repeats. */
static const char *
plain(struct arena *arena, const char *path)
{
	char *text = arena_strdup(arena, path), *to = text;

	for (const char *from = path; *from != '\0';)
		if (*from == '[')
			from += strcspn(from, "]") + (strchr(from, ']') != NULL);
		else
			*to++ = *from++;
	*to = '\0';
	return text;
}

static const char *
expression_of(const struct bringing *b, const struct form_problem *p, const char *link)
{
	for (size_t i = 0; i < b->answers.n; i++)
		if (strcmp(b->answers.at[i].path, p->path) == 0)
			return b->answers.at[i].expression;
	return arena_printf(
	    b->ask->arena, TYPE ".descendants().where(linkId='%s')", link);
}

static enum status
check_problems(struct bringing *b)
{
	const struct form_problem *problems;
	const char *why = NULL;
	enum status status;
	size_t n;

	status = form_problems(b->filling.entry, -1, &problems, &n, &why);
	if (status == ERR_INVALID)
		return complain(b, 422, "too-costly", "item",
		    why != NULL ? why : "This is too much to work out.");
	TRY(status);
	for (size_t i = 0; i < n; i++) {
		const struct form_asked *a = fhir_asked_at(
		    b->asked, b->nasked, plain(b->ask->arena, problems[i].path));
		const char *link = a != NULL ? a->link : problems[i].path;

		fhir_issue_add(b->issues, "business-rule",
		    expression_of(b, &problems[i], link), "%s%s%s%s: %s", link,
		    *problems[i].label != '\0' ? " (" : "", problems[i].label,
		    *problems[i].label != '\0' ? ")" : "", problems[i].words);
	}
	return OK;
}

static enum status
fill(struct bringing *b)
{
	const char *root;

	form_outline(b->ask->arena, b->filling.form, "en", &b->asked, &b->nasked);
	fhir_answers_wish_read(b->ask, b->sheet, b->wish.form, b->asked, b->nasked,
	    &b->answers, b->issues);
	if (b->issues->n > 0)
		return OK;
	root = "";
	TRY(clear(b, b->asked, b->nasked, root, root));
	TRY(compute(b));
	TRY(take_all(b));
	if (b->issues->n > 0)
		return OK;
	/* What is only asked now may begin with something, too. */
	TRY(clear(b, b->asked, b->nasked, root, root));
	TRY(compute(b));
	check_taken(b);
	return b->issues->n > 0 ? OK : check_problems(b);
}

static enum status
check(struct bringing *b)
{
	TRY(check_task(b));
	if (b->issues->n == 0)
		TRY(open_filling(b));
	return b->issues->n == 0 ? fill(b) : OK;
}

static void
begin(struct bringing *b, const struct fhir_ask *ask, const struct json *sheet,
    struct fhir_issues *issues)
{
	*b = (struct bringing){ .ask = ask,
		.tx = ask->rq->tx,
		.sheet = sheet,
		.issues = issues,
		.code = 422 };
	fhir_response_wish_read(ask, sheet, &b->wish, issues);
}

enum status
fhir_response_check(
    const struct fhir_ask *ask, const struct json *sheet, struct fhir_issues *issues)
{
	struct bringing b;

	begin(&b, ask, sheet, issues);
	return issues->n == 0 ? check(&b) : OK;
}

/* Keeping it --------------------------------------------------------------------------- */

static enum status
show(const struct fhir_ask *ask, int64_t id, int code)
{
	struct fhir_query q = { .type = ask->type, .elements = "{}", .includes = "" };
	struct fhir_page page = { 0 };

	for (size_t i = 0; i < REFS; i++)
		q.refs[i].is = "";
	q.refs[REF_ID] = (struct fhir_ids){ true, "", { id }, 1 };
	TRY(fhir_type_find(ask->rq->tx, &q, 1, &page));
	if (page.n == 0)
		return ERR_NOT_FOUND;
	ask->rq->reply.shown = ask->type->shown;
	ask->rq->reply.shown_id = id;
	if (code == 201)
		ask->rq->reply.location =
		    arena_printf(ask->arena, "%s/" TYPE "/%" PRId64, ask->base, id);
	return fhir_show(ask, &(struct fhir_resource){ page.at[0].body, 0, 0, code });
}

/* Nobody brings one of this name meanwhile. */
static enum status
brought_before(struct bringing *b, int64_t *id)
{
	const struct report_brought_same *r;
	const struct fhir_ask *ask = b->ask;
	enum status status;

	*id = 0;
	if (b->wish.value == NULL)
		return OK;
	TRY(sql_fhir_lock(b->tx, arena_printf(ask->arena, TYPE " %" PRId64 " %s|%s",
				     ask->client->id, b->wish.system, b->wish.value)));
	status = sql_report_brought_same(b->tx, ask->client->id, b->wish.system,
	    b->wish.value, json_write(ask->arena, b->sheet), &r);
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	*id = r->report_id;
	if (r->same)
		return OK;
	return fhir_refuse(ask->rq, 409, "duplicate", TYPE ".identifier",
	    "This is " TYPE "/%" PRId64 ", which says something else: what was filled "
	    "in is changed in Aftercare alone.",
	    r->report_id);
}

/* What saving it found. */
static enum status
refuse_saved(struct bringing *b, enum status status, const struct report_saved *saved)
{
	if (status == ERR_CONFLICT)
		return fhir_refuse(b->ask->rq, 409, "conflict", TYPE,
		    "This task has been closed or changed in the meantime.");
	if (status != ERR_INVALID || saved->nfaults == 0)
		return status;
	for (size_t i = 0; i < saved->nfaults; i++)
		fhir_issue_add(
		    b->issues, "business-rule", TYPE, "%s", saved->faults[i].words);
	return fhir_refuse_all(b->ask->rq, 422, b->issues);
}

static enum status
save(struct bringing *b, int64_t *id)
{
	const struct report_send send = { .once = NULL };
	struct report_saved saved = { .nfaults = 0 };
	enum status status = report_save(b->tx, &b->filling, &send, &saved);

	if (status != OK)
		return refuse_saved(b, status, &saved);
	*id = saved.report_id;
	return sql_report_brought_add(b->tx, *id, b->ask->client->id, b->wish.system,
	    b->wish.value, json_write(b->ask->arena, b->sheet), b->wish.authored_from,
	    b->wish.authored_until);
}

static enum status
bring(const struct fhir_ask *ask, const struct json *sheet)
{
	struct fhir_issues issues = { .arena = ask->arena };
	struct bringing b;
	int64_t id;

	begin(&b, ask, sheet, &issues);
	if (issues.n > 0)
		return fhir_refuse_all(ask->rq, 422, &issues);
	TRY(brought_before(&b, &id));
	if (id != 0)
		return show(ask, id, 200);
	TRY(check(&b));
	if (issues.n > 0)
		return fhir_refuse_all(ask->rq, b.code, &issues);
	TRY(save(&b, &id));
	return show(ask, id, 201);
}

static enum status
read_sheet(const struct fhir_ask *ask, const struct json **sheet)
{
	struct fhir_issues issues = { .arena = ask->arena };

	TRY(fhir_body_read(ask, FHIR_JSON, sheet));
	TRY(fhir_known_resolve(ask, *sheet, sheet));
	fhir_shape(ask->arena, TYPE, *sheet, &issues);
	return issues.n > 0 ? fhir_refuse_all(ask->rq, 400, &issues) : OK;
}

enum status
fhir_response_create(const struct fhir_ask *ask)
{
	const struct json *sheet;
	int64_t id;
	bool asked;

	TRY(read_sheet(ask, &sheet));
	TRY(fhir_if_none_exist(ask, &asked, &id));
	return id != 0 ? show(ask, id, 200) : bring(ask, sheet);
}

enum status
fhir_response_put_by(const struct fhir_ask *ask)
{
	const struct json *sheet;
	const char *own;
	int64_t id, same;
	struct fhir_issues issues = { .arena = ask->arena };
	struct bringing b;

	TRY(read_sheet(ask, &sheet));
	TRY(fhir_condition_find(ask, ask->rq->query, &id));
	own = json_text(json_get(sheet, "id"));
	if (id != 0 && own != NULL && fhir_id(own) != id)
		return fhir_refuse(ask->rq, 400, "value", TYPE ".id",
		    TYPE ".id is another one than that of the answers found.");
	if (id == 0)
		return bring(ask, sheet);
	begin(&b, ask, sheet, &issues);
	if (issues.n > 0)
		return fhir_refuse_all(ask->rq, 422, &issues);
	TRY(brought_before(&b, &same));
	if (same == id)
		return show(ask, id, 200);
	return fhir_refuse(ask->rq, 409, "conflict", TYPE,
	    TYPE "/%" PRId64 " says something else: what was filled in is changed in "
		 "Aftercare alone.",
	    id);
}
