/* patient_pages.c - clients: found, looked at, and taken out of the programme. */

#include "site/patient_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/enrolment.h"
#include "core/opt_out.h"
#include "core/thread.h"
#include "core/workflow.h"
#include "gen/patient_list.h"
#include "gen/patient_show.h"
#include "site/figures.h"
#include "site/form_sheet.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/register_form.h"
#include "site/show.h"
#include "site/timeline.h"

#define PAGE 50
#define FOUND_PAGE 25 /* who is not among them is looked for by more letters */
#define FOUND_MOST 500
#define APPOINTMENTS_SHOWN 3

/* The list. */

static enum status
search(struct request *rq, struct patient_list_view *v, const char **ids, int64_t *only)
{
	struct patient_search_rows found;
	int64_t *list;

	*ids = NULL;
	*only = 0;
	if (*v->q == '\0')
		return OK;
	TRY(sql_patient_search(rq->tx, text_fold(rq->arena, v->q),
	    phone_digits(rq->arena, v->q), FOUND_MOST, &found));
	ARENA_ARRAY(rq->arena, list, found.n);
	for (size_t i = 0; i < found.n; i++)
		list[i] = found.at[i].id;
	v->similar = found.n > 0 && !found.at[0].exact;
	if (found.n == 1 && !v->similar)
		*only = list[0];
	*ids = tx_int_array(rq->tx, list, found.n);
	return OK;
}

static const char *
summary(struct request *rq, const struct patient_list_view *v)
{
	const struct session_resume *user = page_user(rq);

	if (*v->q != '\0' && v->rows.n == 0)
		return _("No match");
	if (user->place_count == 1)
		return arena_printf(rq->arena, _("%lld in follow-up at %s"),
		    (long long)v->counts->active, user->place_name);
	return arena_printf(rq->arena, _("%lld in follow-up at %d facilities"),
	    (long long)v->counts->active, user->place_count);
}

/* Words and colours of a patient's state, the most urgent first. */
static const struct state {
	const char *words, *colour;
} problem = { N_("Possible problem"), "red" }, left = { N_("Messages stopped"), "" },
  fails = { N_("Number fails"), "red" }, silent = { N_("Silent"), "amber" },
  active = { N_("In follow-up"), "green" }, finished = { N_("Finished"), "blue" },
  stopped = { N_("Follow-up stopped"), "" }, died = { N_("Died"), "" };

static const struct state *
state_of(const struct patient_list *p)
{
	bool followed = strcmp(p->enrolment_state, "active") == 0;

	if (p->died)
		return &died;
	if (p->escalated)
		return &problem;
	if (p->opted_out)
		return &left;
	if (p->failed && followed)
		return &fails;
	if (p->silent)
		return &silent;
	if (followed)
		return &active;
	return strcmp(p->enrolment_state, "finished") == 0 ? &finished : &stopped;
}

const char *
patient_state(const struct patient_list *p)
{
	return _(state_of(p)->words);
}

const char *
patient_state_colour(const struct patient_list *p)
{
	return state_of(p)->colour;
}

/* How many there are to download; a search never finds more than are shown. */
static int64_t
held(const struct patient_list_view *v)
{
	if (*v->q != '\0')
		return (int64_t)v->rows.n;
	if (strcmp(v->state, "active") == 0)
		return v->counts->active;
	if (strcmp(v->state, "finished") == 0)
		return v->counts->finished;
	return strcmp(v->state, "stopped") == 0 ? v->counts->stopped
						: v->counts->everybody;
}

/* Those of a view, or those that the search found. */
static enum status
ask_rows(struct request *rq, struct patient_list_view *v, const char *ids,
    int64_t after, int32_t most)
{
	if (ids != NULL && strcmp(v->state, "all") == 0)
		return sql_patient_found(rq->tx, ids, after, most, &v->rows);
	if (ids != NULL)
		return sql_patient_found_in(
		    rq->tx, ids, v->state, after, most, &v->rows);
	return sql_patient_list(rq->tx, v->state, after, most, &v->rows);
}

static enum status
list_rows(struct request *rq, struct patient_list_view *v, const char *ids,
    const struct nav_counts **counts)
{
	const char *after = request_query(rq, "after");
	const size_t most = ids != NULL ? FOUND_PAGE : PAGE;

	TRY(tx_together(rq->tx));
	v->counts = figures_patients(rq);
	if (v->counts == NULL)
		TRY(sql_patient_counts(rq->tx, &v->counts));
	TRY(ask_rows(rq, v, ids, after != NULL ? strtoll(after, NULL, 10) : 0,
	    (int32_t)most + 1));
	TRY(page_ask(rq, counts));
	TRY(tx_fetch(rq->tx));
	figures_keep_nav(rq, *counts);
	figures_keep_patients(rq, v->counts);
	if (v->rows.n > most) {
		v->rows.n = most;
		v->more = v->rows.at[most - 1].id;
	}
	v->held = held(v);
	return OK;
}

/* What was asked for: the same for the page and for the file. */
static enum status
filter(struct request *rq, struct patient_list_view *v, const char **ids, int64_t *only)
{
	static const char *const states[] = { "active", "finished", "stopped", "all",
		NULL };
	const char *q = request_query(rq, "q"), *state = request_query(rq, "state");

	v->q = q != NULL ? text_trim(rq->arena, q) : "";
	v->state = state == NULL && *v->q != '\0' ? "all" : page_one_of(state, states);
	v->several = page_user(rq)->place_count > 1;
	return search(rq, v, ids, only);
}

enum status
patient_list(struct request *rq)
{
	struct patient_list_view v = { .q = "" };
	const struct nav_counts *counts;
	struct page page;
	const char *ids;
	int64_t only;

	TRY(filter(rq, &v, &ids, &only));
	if (only != 0 && strcmp(v.state, "all") == 0)
		return reply_see_other(rq, "/patients/%" PRId64, only);
	TRY(list_rows(rq, &v, ids, &counts));
	v.summary = summary(rq, &v);
	page_open_with(rq, &page, counts, _("Clients"), "patients");
	page.search = v.q;
	render_patient_list(reply_html(rq, 200), &page, &v);
	return OK;
}

/* The list as a file: what the page shows, of everybody in the view. */

static const char *const headings[] = { N_("Client"), N_("Number on the card"),
	N_("Phone"), N_("Shared phone"), N_("Facility"), N_("Follow-up"),
	N_("Last reply"), N_("Time of the last reply"), N_("State"), N_("Open tasks") };

/* "2026-11-21 07:10", where the client is. */
static const char *
moment_cell(struct arena *arena, int64_t at, const char *zone)
{
	return at == 0 ? "" : clock_local_minute(arena, at, zone);
}

static const char *
reply_cell(const struct patient_list *p)
{
	if (strcmp(p->reply_reads, "problem") == 0)
		return "1";
	return strcmp(p->reply_reads, "fine") == 0 ? "0" : p->reply_words;
}

static void
download_row(struct request *rq, struct buf *b, const struct patient_list *p)
{
	struct arena *arena = rq->arena;
	const char *cells[COUNT_OF(headings)] = { show_name(arena, p->given_name,
						      p->family_name),
		p->number, page_phone(rq, p->e164),
		strcmp(p->phone_owner, "shared") == 0 ? _("yes") : "", p->place_name,
		show_follow_up(arena, p->anchor_date, workflow()->follow_up_days,
		    tx_now(rq->tx), p->zone),
		p->reply_at != 0 ? reply_cell(p) : "",
		moment_cell(arena, p->reply_at, p->zone), patient_state(p),
		arena_printf(arena, "%" PRId64, p->tasks) };

	csv_row(b, cells, COUNT_OF(cells));
}

enum status
patient_download(struct request *rq)
{
	const char *words[COUNT_OF(headings)], *ids;
	struct patient_list_view v = { .q = "" };
	int64_t only;
	struct buf *b;

	TRY(filter(rq, &v, &ids, &only));
	TRY(ask_rows(rq, &v, ids, 0, DOWNLOAD_MOST));
	for (size_t i = 0; i < COUNT_OF(headings); i++)
		words[i] = _(headings[i]);
	b = reply_file(rq, "text/csv; charset=utf-8", "clients.csv");
	csv_begin(b);
	csv_row(b, words, COUNT_OF(words));
	for (size_t i = 0; i < v.rows.n; i++)
		download_row(rq, b, &v.rows.at[i]);
	/* Nothing leaves unnoticed: with the file, not after it. */
	return sql_session_note(rq->tx, "", false, page_user(rq)->id, "patient-list",
	    (int64_t)v.rows.n, rq->address, false);
}

/* One patient. */

static const char *
language_name(struct request *rq, const char *code)
{
	const struct option_rows languages = register_form_languages(rq->arena);

	for (size_t i = 0; i < languages.n; i++)
		if (strcmp(languages.at[i].value, code) == 0)
			return languages.at[i].label;
	return code;
}

/* The names of those that the programme offers for a patient. */
static const char *
form_names(struct request *rq)
{
	const struct workflow *w = workflow();
	const char **names;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, names, w->nforms);
	for (size_t i = 0; i < w->nforms; i++)
		if (w->forms[i].patients)
			names[n++] = w->forms[i].name;
	return tx_text_array(rq->tx, names, n);
}

static void
show_forms(
    struct request *rq, const struct form_offered_rows *offered, struct patient_view *v)
{
	struct option *at;

	ARENA_ARRAY(rq->arena, at, offered->n);
	for (size_t i = 0; i < offered->n; i++)
		at[i] = (struct option){ .value = offered->at[i].name,
			.label =
			    form_sheet_title(rq->arena, offered->at[i].name, NULL) };
	v->forms = (struct option_rows){ at, offered->n };
}

/* In the order of the list; the first asks for his words. */
static const char *const opt_out_whys[] = { "other", "too-many", "secrecy", "phone",
	"cost", "programme", NULL };

static struct option_rows
opt_out_options(struct request *rq)
{
	const char *words[COUNT_OF(opt_out_whys)];

	for (size_t i = 0; opt_out_whys[i] != NULL; i++)
		words[i] = opt_out_reason_words(opt_out_whys[i]);
	return field_options(rq->arena, opt_out_whys, words);
}

/* Where he is in more than one: those that still write to him. */
static struct option_rows
programme_options(struct request *rq, const struct patient_programmes_rows *in)
{
	struct option *at;
	size_t n = 0;

	if (in->n < 2)
		return (struct option_rows){ .n = 0 };
	ARENA_ARRAY(rq->arena, at, in->n + 1);
	at[n++] = (struct option){ "0", _("All of them") };
	for (size_t i = 0; i < in->n; i++)
		if (!in->at[i].stopped)
			at[n++] = (struct option){ arena_printf(rq->arena, "%" PRId64,
						       in->at[i].enrolment_id),
				in->at[i].workflow };
	return (struct option_rows){ at, n };
}

static enum status
fill(struct request *rq, struct patient_view *v, const struct nav_counts **counts)
{
	static const char *const shows[] = { "all", "sms", "tasks", "changes", NULL };
	struct patient_timeline_rows timeline;
	struct form_offered_rows forms;
	struct patient_days_rows days;
	struct patient_dated_rows dated;
	const struct patient_get *p;

	TRY(sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &p));
	v->patient = p;
	v->show = page_one_of(request_query(rq, "show"), shows);
	TRY(tx_together(rq->tx));
	TRY(sql_patient_days(rq->tx, p->enrolment_id, &days));
	TRY(sql_patient_dated(rq->tx, p->enrolment_id, &dated));
	TRY(sql_patient_phone_users(rq->tx, p->e164, p->id, &v->sharers));
	TRY(sql_patient_tasks(rq->tx, p->id, &v->tasks));
	TRY(sql_patient_programmes(rq->tx, p->id, &v->programmes));
	TRY(sql_appointment_his(rq->tx, p->id, APPOINTMENTS_SHOWN, &v->appointments));
	TRY(timeline_ask(rq, v, &timeline));
	TRY(sql_form_offered(rq->tx, form_names(rq), &forms));
	TRY(page_ask(rq, counts));
	TRY(tx_fetch(rq->tx));
	v->name = show_name(rq->arena, p->given_name, p->family_name);
	v->initials = page_initials(rq->arena, v->name);
	v->language = language_name(rq, p->language);
	v->method = register_form_method(p->method);
	v->day = show_follow_up(rq->arena, p->anchor_date, workflow()->follow_up_days,
	    tx_now(rq->tx), p->zone);
	if (p->enrolment_id != 0)
		days_strip(rq, &days, p->anchor_date, p->zone, &v->days);
	TRY(dated_show(rq, &dated, p->zone, &v->dated));
	timeline_show(rq, &timeline, v);
	show_forms(rq, &forms, v);
	v->books = workflow()->appointments.nvisits > 0 && p->died_on == NULL &&
		   p->enrolment_id != 0;
	v->whys = opt_out_options(rq);
	v->of_which = programme_options(rq, &v->programmes);
	return OK;
}

static enum status
show(struct request *rq, int code, const struct faults *faults, const char *reason)
{
	struct patient_view view = { .faults = faults, .reason = reason };
	const struct nav_counts *counts;
	struct page page;

	TRY(fill(rq, &view, &counts));
	page_open_with(rq, &page, counts,
	    arena_printf(rq->arena, "%s, %s", view.name, _("Clients")), "patients");
	page.faulty = faults->n > 0;
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_patient_show(reply_html(rq, code), &page, &view);
	return OK;
}

enum status
patient_show(struct request *rq)
{
	static const struct faults none;

	return show(rq, 200, &none, "");
}

/* Leaving the programme's messages. */

struct reason_form {
	int64_t programme; /* an enrolment; 0: all */
	const char *why; /* of opting out */
	const char *reason;
};

/* clang-format off */
static const struct input opt_out_inputs[] = {
	INPUT_NUMBER(struct reason_form, programme, .label = N_("Of which programme"), .min = 0, .max = INT64_MAX),
	INPUT_CHOICE(struct reason_form, why, opt_out_whys, .label = N_("Why he wants no more SMS")),
	INPUT_TEXT(struct reason_form, reason, .label = N_("Reason for stopping his messages")),
	INPUT_END
};
/* clang-format on */

/* Only somebody of ours, before anything is written. */
static enum status
exists(struct request *rq)
{
	const struct patient_get *p;

	return sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &p);
}

/* One that he is in, or 0 for all. */
static enum status
is_his(struct request *rq, int64_t enrolment_id, bool *his)
{
	struct patient_programmes_rows in;

	TRY(sql_patient_programmes(rq->tx, rq->id, &in));
	*his = enrolment_id == 0;
	for (size_t i = 0; i < in.n; i++)
		*his = *his || in.at[i].enrolment_id == enrolment_id;
	return OK;
}

enum status
patient_stop(struct request *rq)
{
	struct faults faults = { .n = 0 };
	struct reason_form form;
	bool changed, his;

	TRY(exists(rq));
	input_read(rq, opt_out_inputs, &form, &faults);
	TRY(is_his(rq, form.programme, &his));
	if (!his)
		fault_add(&faults, "programme",
		    _("Of which programme: he is not in it any more. Choose again."));
	if (*form.why == '\0')
		form.why = opt_out_whys[0];
	if (faults.n == 0 && strcmp(form.why, "other") == 0 && *form.reason == '\0')
		fault_add(&faults, "reason",
		    _("Reason for stopping his messages: please fill this in."));
	if (faults.n > 0)
		return show(rq, 422, &faults, form.reason);
	TRY(opt_out_begin(rq->tx,
	    &(struct opt_out){ .patient_id = rq->id,
		.enrolment_id = form.programme,
		.user_id = page_user(rq)->id,
		.reason = form.why,
		.note = form.reason },
	    &changed));
	return page_done(rq, "/patients/%" PRId64 "?notice=opted-out", rq->id);
}

enum status
patient_resume(struct request *rq)
{
	const char *then = request_field(rq, "then"); /* from his conversation */
	int64_t thread_id, programme;
	size_t n;
	bool changed;

	TRY(exists(rq));
	TRY(page_numbers(rq, "programme", 1, &programme, &n));
	TRY(opt_out_end(rq->tx,
	    &(struct opt_out){ .patient_id = rq->id,
		.enrolment_id = n > 0 ? programme : 0,
		.user_id = page_user(rq)->id },
	    &changed));
	if (then != NULL && strcmp(then, "thread") == 0) {
		TRY(thread_of_patient(rq->tx, rq->id, &thread_id));
		return page_done(
		    rq, "/messages/%" PRId64 "?notice=opted-in", thread_id);
	}
	return page_done(rq, "/patients/%" PRId64 "?notice=opted-in", rq->id);
}
