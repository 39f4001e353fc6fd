/* report.c - see report.h. */

#include "core/report.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "core/form_picture.h"
#include "core/outcome.h"
#include "core/workflow.h"
#include "ext/json.h"
#include "ext/secret.h"

/*
 * A field of a report by its dotted path, "review.seen", as a text; "" where there is
 * none or it is a group.
 */
static const char *
report_field(struct arena *arena, const struct json *fields, const char *path)
{
	const char *text;

	if (path == NULL)
		return "";
	while (strchr(path, '.') != NULL) {
		const char *dot = strchr(path, '.');

		fields =
		    json_get(fields, arena_strndup(arena, path, (size_t)(dot - path)));
		path = dot + 1;
	}
	text = json_scalar(arena, json_get(fields, path));
	return text != NULL ? text : "";
}

enum status
report_add(struct tx *tx, const struct report_new *r, int64_t *report_id)
{
	struct report_put_rows put;

	TRY(sql_report_put(tx,
	    r->doc_id != NULL ? r->doc_id : secret_uuid_at(tx_arena(tx), tx_now(tx)),
	    r->form, 0, r->place_id, r->patient_id, r->task_id, r->parent_id,
	    r->phone_id, r->attempt ? "attempt" : "final", r->fields,
	    r->doc != NULL ? r->doc : "{}",
	    r->hidden_fields != NULL ? r->hidden_fields : "[]", NULL,
	    r->at != 0 ? r->at : tx_now(tx), r->user_id, NULL,
	    tx_int_array(tx, NULL, 0), &put));
	*report_id = put.at[0].id;
	return OK;
}

/* What it means ------------------------------------------------------------ */

struct meaning {
	const struct workflow_form *form; /* NULL: it means nothing to us */
	struct task_outcome outcome;
	bool put_off;
};

/* One report in the making. */
struct saving {
	struct tx *tx;
	struct arena *arena;
	struct form_filling *f;
	const struct report_send *send;
	struct report_saved *saved;
	struct form_saved made;
	const struct json *fields;
	struct meaning meaning;
	int64_t place_id, patient_id;
	struct person {
		const char *id; /* of his document */
		int64_t patient_id;
	} * people;
	int64_t *registered; /* of them those who were not there before */
	size_t npeople, nregistered;
};

static enum status
ask(struct saving *s, const char *name, const char *words)
{
	if (s->saved->nfaults < REPORT_FAULTS_MAX)
		s->saved->faults[s->saved->nfaults++] =
		    (struct report_fault){ name, words };
	return ERR_INVALID;
}

/* At the question of this field, if it is one. */
static enum status
refuse(struct saving *s, const char *field, const char *words)
{
	const char *name = field != NULL ? form_name_behind(s->f->entry, field) : NULL;

	return ask(s, name != NULL ? name : "", words);
}

/* When to try again; "stop" gives up. */
static enum status
read_next_try(struct saving *s)
{
	struct meaning *m = &s->meaning;
	const char *when = report_field(s->arena, s->fields, m->form->next_try);
	const struct form_again_at *again;

	if (strcmp(when, "stop") == 0) {
		m->outcome.outcome = "not-found";
		return OK;
	}
	TRY(sql_form_again_at(s->tx, *when != '\0' ? when : "2h", s->place_id,
	    s->f->zone, tx_now(s->tx), &again));
	m->outcome.again_at = again->at;
	m->put_off = s->f->subject.task_id != 0;
	if (again->at <= tx_now(s->tx) || again->at > tx_now(s->tx) + 92 * 24 * HOUR)
		return refuse(s, m->form->next_try,
		    _("Next try: choose a moment in the next three months."));
	return OK;
}

/* By which way, as a form may ask; NULL if it does not. */
static const char *
read_method(struct saving *s, const struct workflow_form *form)
{
	static const struct {
		const char *said, *method;
	} ways[] = { { "phone", "call" }, { "home", "visit" }, { "somebody", "kin" } };
	const char *said = report_field(s->arena, s->fields, form->method);

	for (size_t i = 0; i < COUNT_OF(ways); i++)
		if (strcmp(said, ways[i].said) == 0)
			return ways[i].method;
	return NULL;
}

static enum status
read_meaning(struct saving *s)
{
	static const char *const severities[] = { "severe", "moderate", "mild", NULL };
	const struct workflow_form *form = workflow_form_named(s->f->name);
	struct task_outcome *o = &s->meaning.outcome;
	const char *known;
	size_t i;

	*o = (struct task_outcome){ .outcome = "reported",
		.note = "",
		.user_id = s->f->subject.user_id,
		.version = s->send->task_version };
	if (form == NULL || form->outcome == NULL)
		return OK;
	s->meaning.form = form;
	o->note = report_field(s->arena, s->fields, form->note);
	o->method = read_method(s, form);
	o->sign = report_field(s->arena, s->fields, form->sign);
	o->kept = form->escalate != NULL &&
		  strcmp(report_field(s->arena, s->fields, form->escalate), "no") == 0;
	o->severity = report_field(s->arena, s->fields, form->severity);
	for (i = 0; severities[i] != NULL; i++)
		if (strcmp(severities[i], o->severity) == 0)
			break;
	if (severities[i] == NULL)
		o->severity = NULL;
	s->saved->outcome = report_field(s->arena, s->fields, form->outcome);
	if (*s->saved->outcome == '\0')
		return OK;
	known = outcome_known(s->saved->outcome);
	if (known == NULL)
		return refuse(s, form->outcome,
		    arena_printf(s->arena,
			_("The form says the outcome “%s”, which there is not. Tell "
			  "your administrator."),
			s->saved->outcome));
	o->outcome = known;
	/* A case without words says nothing to who opens it. */
	if (*o->note == '\0' && strcmp(o->outcome, "reached-problem") == 0)
		o->note = s->f->title;
	return strcmp(o->outcome, "not-reached") == 0 ? read_next_try(s) : OK;
}

/* What follows ------------------------------------------------------------- */

static enum status
settle(struct saving *s)
{
	struct task_outcome *o = &s->meaning.outcome;
	struct outcome_about about = { .place_id = s->place_id,
		.patient_id = s->patient_id,
		.thread_id = s->f->thread_id };

	o->report_id = s->saved->report_id;
	s->saved->put_off = s->meaning.put_off;
	if (s->f->subject.task_id != 0)
		return task_settle(s->tx, s->f->subject.task_id, o, &s->saved->case_id);
	if (s->patient_id == 0 || strcmp(o->outcome, "reported") == 0)
		return OK;
	about.cause =
	    arena_printf(s->arena, "report:%lld", (long long)s->saved->report_id);
	return outcome_told(s->tx, &about, o, &s->saved->case_id);
}

/* A question of the person by the field of his document: "/r/person/phone". */
static enum status
refuse_person(struct saving *s, const struct form_document *d, const char *field,
    const char *words)
{
	return refuse(s, arena_printf(s->arena, "%s/%s", d->path, field), words);
}

static bool
answered(const char *answer, const char *asked, const char *about)
{
	return *answer != '\0' && strcmp(asked, about) == 0;
}

/* He is somebody who is registered already, she says. */
static bool
is_same(struct saving *s, const struct person_said *a)
{
	const struct person_known *k = &s->saved->known;

	s->saved->same = 0;
	if (k->users.n == 1 && answered(a->same_phone, a->asked_phone, k->e164) &&
	    strcmp(a->same_phone, "same") == 0)
		s->saved->same = k->users.at[0].id;
	else if (k->namesakes.n > 0 &&
		 answered(a->same_name, a->asked_name, k->name_key) &&
		 strcmp(a->same_name, "same") == 0)
		s->saved->same = k->namesakes.at[0].id;
	return s->saved->same != 0;
}

static void
ask_phone(struct saving *s, const struct form_document *d, const struct person_said *a)
{
	const struct person_known *k = &s->saved->known;

	if (k->users.n == 0 && k->elsewhere == 0) {
		if (k->doubt != NULL &&
		    !(a->phone_sure && strcmp(a->asked_phone, k->e164) == 0))
			(void)refuse_person(s, d, "phone", k->doubt);
	} else if (!answered(a->same_phone, a->asked_phone, k->e164)) {
		(void)ask(s, "same_phone",
		    _("Mobile phone: this number is already in use. Say who this is."));
	} else if (strcmp(a->same_phone, "wrong") == 0) {
		(void)refuse_person(
		    s, d, "phone", _("Mobile phone: please correct the number."));
	} else if (strcmp(a->same_phone, "same") == 0 && k->users.n != 1) {
		(void)ask(s, "same_phone",
		    _("Mobile phone: several clients use it. Open the right one by its "
		      "link."));
	}
}

/* As the page that registers a client asks: once, and never silently twice. */
static void
ask_known(struct saving *s, const struct form_document *d, const struct person_said *a)
{
	const struct person_known *k = &s->saved->known;

	if (s->npeople > 0 &&
	    (k->users.n > 0 || k->elsewhere > 0 || k->namesakes.n > 0)) {
		(void)refuse_person(s, d, "name",
		    _("Several people in one form: one of them is perhaps registered "
		      "already. Register him on the page for it."));
		return;
	}
	ask_phone(s, d, a);
	if (k->namesakes.n > 0 && !answered(a->same_name, a->asked_name, k->name_key))
		(void)ask(s, "same_name",
		    _("Name: a client of this name and age is registered already. Say "
		      "whether he is the same."));
}

/* Who he is from now on: for what else the form says of him. */
static void
remember(struct saving *s, const struct form_document *d, int64_t patient_id)
{
	s->people[s->npeople++] = (struct person){ d->id, patient_id };
}

static enum status
enrol(struct saving *s, const struct form_document *d, const struct json *person)
{
	static const struct person_said nothing = { "", "", "", "", false };
	const struct person_said *said =
	    s->send->said != NULL ? s->send->said : &nothing;
	struct person_faults faults;
	struct registration r;
	int64_t patient_id;
	enum status status;

	status = report_person_read(s->tx, person, s->place_id, s->f->subject.user_id,
	    &r, &s->saved->known, &faults);
	if (status != OK && status != ERR_INVALID)
		return status;
	if (s->npeople == 0 && is_same(s, said)) {
		remember(s, d, s->saved->same);
		/* A form that does nothing else has nothing to say. */
		return s->patient_id == 0 && s->f->subject.task_id == 0 ? ERR_INVALID
									: OK;
	}
	for (size_t i = 0; i < faults.n; i++)
		(void)refuse_person(s, d, faults.at[i].field, faults.at[i].words);
	ask_known(s, d, said);
	if (s->saved->nfaults > 0)
		return ERR_INVALID;
	status = registration_save(s->tx, &r, &patient_id);
	if (status == ERR_CONFLICT)
		return refuse_person(s, d, "patient_id",
		    _("Number on the card: the facility has another client of this "
		      "number."));
	TRY(status);
	remember(s, d, patient_id);
	s->registered[s->nregistered++] = patient_id;
	if (s->saved->registered == 0)
		s->saved->registered = patient_id;
	return OK;
}

static bool
is_person(const struct form_document *d, const struct json *doc)
{
	const char *type = json_text(json_get(doc, "contact_type"));

	return strcmp(d->type, "person") == 0 ||
	       (strcmp(d->type, "contact") == 0 && type != NULL &&
		   strcmp(type, "person") == 0);
}

/* People first: a report in the form may be about one of them. */
static enum status
enrol_people(struct saving *s)
{
	ARENA_ARRAY(s->arena, s->people, s->made.n);
	ARENA_ARRAY(s->arena, s->registered, s->made.n);
	for (size_t i = 1; i < s->made.n; i++) {
		const struct form_document *d = &s->made.documents[i];
		const struct json *doc;

		TRY(json_parse(s->arena, d->json, strlen(d->json), &doc));
		if (is_person(d, doc))
			TRY(enrol(s, d, doc));
		else if (strcmp(d->type, "data_record") != 0)
			return refuse(s, NULL,
			    arena_printf(s->arena,
				_("The form makes a document of type “%s”, which "
				  "cannot be kept. Tell your administrator."),
				d->type));
	}
	if (s->patient_id == 0)
		s->patient_id =
		    s->saved->registered != 0 ? s->saved->registered : s->saved->same;
	return OK;
}

/* What else it says: its fields, and what stands beside them. */
static void
split(
    struct arena *arena, const struct json *doc, const char **fields, const char **rest)
{
	static const char *const ours[] = { "_id", "type", "form", "fields",
		"content_type", "reported_date", "form_version", "hidden_fields",
		"contact", "from" };
	const struct json *value, *own = json_get(doc, "fields");
	const char *key;
	struct buf b;

	buf_init(&b, arena);
	buf_putc(&b, '{');
	for (size_t i = 0; json_member(doc, i, &key, &value); i++) {
		size_t k = 0;

		while (k < COUNT_OF(ours) && strcmp(ours[k], key) != 0)
			k++;
		if (k < COUNT_OF(ours))
			continue;
		if (b.len > 1)
			buf_putc(&b, ',');
		buf_json(&b, key);
		buf_putc(&b, ':');
		buf_puts(&b, json_write(arena, value));
	}
	buf_putc(&b, '}');
	*fields = json_is_object(own) ? json_write(arena, own) : b.data;
	*rest = json_is_object(own) ? b.data : "{}";
}

/* Of whom: somebody whom the form registered, or whoever the form is about. */
static int64_t
whose(const struct saving *s, const struct json *doc)
{
	static const char *const names[] = { "patient_uuid", "patient_id" };

	for (size_t i = 0; i < COUNT_OF(names) * 2; i++) {
		const struct json *in =
		    i < COUNT_OF(names) ? doc : json_get(doc, "fields");
		const char *id = json_text(json_get(in, names[i % COUNT_OF(names)]));

		for (size_t k = 0; id != NULL && k < s->npeople; k++)
			if (strcmp(s->people[k].id, id) == 0)
				return s->people[k].patient_id;
	}
	return s->patient_id;
}

static enum status
add_parts(struct saving *s)
{
	for (size_t i = 1; i < s->made.n; i++) {
		const struct form_document *d = &s->made.documents[i];
		const char *form, *slash = strrchr(d->path, '/');
		struct report_new part = { .doc_id = d->id,
			.place_id = s->place_id,
			.user_id = s->f->subject.user_id,
			.parent_id = s->saved->report_id,
			.task_id = s->f->subject.task_id,
			.attempt = s->meaning.put_off };
		const struct json *doc;
		int64_t id;

		if (strcmp(d->type, "data_record") != 0)
			continue;
		TRY(json_parse(s->arena, d->json, strlen(d->json), &doc));
		form = json_text(json_get(doc, "form"));
		part.form = form != NULL && *form != '\0' ? form
			    : slash != NULL               ? slash + 1
							  : d->path;
		part.patient_id = whose(s, doc);
		split(s->arena, doc, &part.fields, &part.doc);
		TRY(report_add(s->tx, &part, &id));
	}
	return OK;
}

/* Saving ------------------------------------------------------------------- */

/* ERR_INVALID while something is missing or wrong on any page. */
static enum status
check(struct saving *s)
{
	const struct form_problem *problems;
	const char *why = NULL;
	size_t n;

	TRY(form_problems(s->f->entry, -1, &problems, &n, &why));
	return n > 0 ? ERR_INVALID : OK;
}

static enum status
make(struct saving *s, const char *doc_id, int64_t at)
{
	const struct form_save_context context = { .form = s->f->name,
		.report_id = doc_id,
		.reported_date = at / 1000,
		.sha256 = s->f->sha256,
		.version_ms = s->f->version_at / 1000,
		.edited = s->f->subject.report_id != 0 };
	const char *why = NULL;
	enum status status;

	TRY(check(s));
	status = form_save(s->f->entry, &context, &s->made, &why);
	if (status == ERR_INVALID)
		return refuse(s, NULL, why);
	TRY(status);
	return json_parse(s->arena, s->made.fields, strlen(s->made.fields), &s->fields);
}

static enum status
put(struct saving *s, const char *doc_id)
{
	struct report_put_rows put;

	TRY(sql_report_put(s->tx, doc_id, s->f->name, s->f->form_version_id,
	    s->place_id, s->patient_id, s->f->subject.task_id, 0, 0,
	    s->meaning.put_off ? "attempt" : "final", s->made.fields, "{}",
	    s->made.hidden_fields, form_instance(s->f->entry), tx_now(s->tx),
	    s->f->subject.user_id, s->send->once,
	    tx_int_array(s->tx, s->registered, s->nregistered), &put));
	if (put.n == 0)
		return ERR_CONFLICT;
	s->saved->report_id = put.at[0].id;
	return OK;
}

static enum status
save(struct saving *s)
{
	const char *doc_id = secret_uuid_at(s->arena, tx_now(s->tx));

	TRY(make(s, doc_id, tx_now(s->tx)));
	TRY(read_meaning(s));
	TRY(enrol_people(s));
	TRY(put(s, doc_id));
	TRY(settle(s));
	TRY(add_parts(s));
	TRY(form_picture_report(s->tx, s->f, s->saved->report_id));
	return form_filling_discard(s->tx, &s->f->subject);
}

/* Of one key the first saves; who comes at the same moment waits for it. */
static enum status
saved_before(struct tx *tx, const char *once, struct report_saved *saved)
{
	const struct report_of_once *before;
	const struct report_turn *turn;
	enum status status;

	if (once == NULL)
		return OK;
	TRY(sql_report_turn(tx, once, &turn));
	status = sql_report_of_once(tx, once, &before);
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	saved->report_id = before->id;
	saved->registered = before->registered;
	saved->again = true;
	return OK;
}

static enum status
wholly(struct tx *tx, enum status status)
{
	if (status != OK && status != ERR_UNAVAILABLE)
		TRY(tx_back_to_savepoint(tx));
	return status;
}

enum status
report_save(struct tx *tx, struct form_filling *f, const struct report_send *send,
    struct report_saved *saved)
{
	struct saving s = { .tx = tx,
		.arena = tx_arena(tx),
		.f = f,
		.send = send,
		.saved = saved,
		.place_id = f->place_id,
		.patient_id = f->patient_id };

	*saved = (struct report_saved){ .outcome = "" };
	TRY(saved_before(tx, send->once, saved));
	if (saved->again)
		return OK;
	TRY(tx_savepoint(tx));
	return wholly(tx, save(&s));
}

static enum status
change(struct saving *s, int32_t version, const char *why)
{
	const struct report_get *r;
	struct report_change_rows changed;

	TRY(sql_report_get(s->tx, s->f->subject.report_id, &r));
	if (strcmp(r->state, "withdrawn") == 0)
		return ERR_CONFLICT;
	TRY(make(s, r->doc_id, r->reported_at));
	TRY(sql_report_change(s->tx, r->id, version, s->made.fields,
	    s->made.hidden_fields, form_instance(s->f->entry), why,
	    s->f->subject.user_id, tx_now(s->tx), &changed));
	if (changed.n == 0)
		return ERR_CONFLICT;
	s->saved->report_id = r->id;
	TRY(form_picture_report(s->tx, s->f, r->id));
	return form_filling_discard(s->tx, &s->f->subject);
}

enum status
report_edit(struct tx *tx, struct form_filling *f, int32_t report_version,
    const char *why, struct report_saved *saved)
{
	const struct report_send none = { .once = NULL };
	struct saving s = {
		.tx = tx, .arena = tx_arena(tx), .f = f, .send = &none, .saved = saved
	};

	*saved = (struct report_saved){ .outcome = "" };
	TRY(tx_savepoint(tx));
	return wholly(tx, change(&s, report_version, why));
}
