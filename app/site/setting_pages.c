/* setting_pages.c - the programme's numbers: looked at, changed as versions, restored. */

#include "site/setting_pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/i18n.h"
#include "base/text.h"
#include "gen/setting.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

struct setting_form {
	const char *reason;
	int64_t seen;
};
/* clang-format off */
static const struct input inputs[] = {
	INPUT_TEXT(struct setting_form, reason, .label = N_("Why"), .required = true, .max = SETTING_REASON_MOST),
	INPUT_NUMBER(struct setting_form, seen, .min = 0, .max = INT32_MAX),
	INPUT_END
};
static const struct i18n_row groups[] = {
	{ "clocks",       N_("Deadlines of cases") },
	{ "clients",      N_("Clients") },
	{ "answers",      N_("Check-ins and answers") },
	{ "automatic",    N_("What is answered by itself") },
	{ "tracing",      N_("Tracing") },
	{ "appointments", N_("Appointments") },
};
/* What the rules read, too: they are other rules with another number. */
static const struct setting_line of_rules[] = {
	{ "silent_days", "workflow.json", N_("Silent days until tracing"), N_("So many days without a sign of life make a tracing task."), NULL },
	{ "minor_silent_days", "workflow.json", N_("Silent days of a minor"), N_("The same below the adult age."), NULL },
	{ "minor_lead_days", "workflow.json", N_("A minor’s tracing is shown before by"), N_("Days before it is due."), NULL },
	{ "adult_age", "workflow.json", N_("Adult age"), N_("Below it a guardian consents."), NULL },
	{ "follow_up_days", "workflow.json", N_("Days of follow-up"), N_("“Day 3 of 13”; then it ends."), NULL },
	{ "nudge_day", "workflow.json", N_("Day of the reminder to who never answered"), N_("0: none is sent."), NULL },
	{ "nudge_hour", "workflow.json", N_("Hour of that reminder"), N_("By the clocks of the facility."), NULL },
	{ "welcome_minutes", "workflow.json", N_("The welcome may take"), N_("Minutes; then the number is checked."), NULL },
	{ "trace_open_days", "workflow.json", N_("A tracing task stays open for"), N_("Days until nobody can do it any more."), NULL },
	{ "problem_open_days", "workflow.json", N_("A call about a problem stays open for"), N_("Days, the same."), NULL },
	{ "review_open_days", "workflow.json", N_("A review stays open for"), N_("Days, the same."), NULL },
	{ "referral_again_days", "workflow.json", N_("After a referral he is asked again after"), N_("Days until he is asked whether he came."), NULL },
	{ "consent_version", "workflow.json", N_("Version of the consent form"), N_("An older one is asked for again."), NULL },
};
static const struct setting_line of_files[] = {
	{ "group_confirm_above", "site.conf", N_("A second person confirms above"), N_("So many people who get one message."), NULL },
	{ "just_wrote_hours", "site.conf", N_("Answered at night within"), N_("Hours after he wrote, quiet hours or not."), NULL },
	{ "sms_price", "site.conf", N_("Price of one SMS"), N_("What messages to several are reckoned with."), NULL },
	{ "held_after_hours", "worker.conf", N_("A text waits for a person after"), N_("Hours that it could not leave; 24 if the line is not there."), NULL },
	{ "silent_minutes", "worker.conf", N_("The line is silent after"), N_("Minutes without an SMS where there always is one; 90 if the line is not there."), NULL },
	{ "rapidpro_rate", "worker.conf", N_("Calls to RapidPro an hour"), N_("At most; 2000 if the line is not there."), NULL },
	{ "rapidpro_channel", "worker.conf", N_("Channel of RapidPro"), N_("Which number sends."), NULL },
};
/* clang-format on */

static struct {
	int group_confirm_above, just_wrote_hours;
	const char *sms_price; /* NULL: none is given */
} file;

void
setting_pages_config(const struct config *config)
{
	file.group_confirm_above = config->group_confirm_above;
	file.just_wrote_hours = config->just_wrote_hours;
	file.sms_price = config->sms_price;
}

static const char *
number_words(struct arena *arena, const struct setting *s, int value)
{
	return arena_printf(arena, "%d %s", value, s->unit);
}

/* What each number was, and who said so ---------------------------------------- */

/* The latest change of it; NULL: there never was one. */
static const struct setting_changes *
last_change(const struct setting_changes_rows *changes, const char *name)
{
	for (size_t i = 0; i < changes->n; i++)
		if (strcmp(changes->at[i].name, name) == 0)
			return &changes->at[i];
	return NULL;
}

static const char *
change_words(
    struct arena *arena, const struct settings *all, const struct setting_changes *c)
{
	size_t i = setting_named(all, c->name);
	const struct setting *s = &all->at[i];

	/* The pack had it then. */
	if (i == all->n)
		return arena_printf(arena, "%s: %d", c->name, (int)c->value);
	if (c->value < 0)
		return arena_printf(arena, _("%s: as the programme says, was %s"),
		    s->title, number_words(arena, s, c->was));
	if (c->was < 0)
		return arena_printf(arena, _("%s: %s, was as the programme says"),
		    s->title, number_words(arena, s, c->value));
	return arena_printf(arena, _("%s: %s, was %d"), s->title,
	    number_words(arena, s, c->value), (int)c->was);
}

static struct setting_story
story_of(struct arena *arena, const struct settings *all,
    const struct setting_version_list *v, const struct setting_changes_rows *changes)
{
	struct setting_said *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, changes->n + 1);
	for (size_t i = 0; i < changes->n; i++)
		if (changes->at[i].number == v->number)
			at[n++].words = change_words(arena, all, &changes->at[i]);
	return (struct setting_story){ v, { at, n }, false };
}

static enum status
ask_stories(
    struct request *rq, struct setting_view *v, struct setting_changes_rows *changes)
{
	struct setting_version_list_rows versions;
	struct setting_story *at;

	TRY(sql_setting_changes(rq->tx, workflow()->name, changes));
	TRY(sql_setting_version_list(rq->tx, workflow()->name, &versions));
	ARENA_ARRAY(rq->arena, at, versions.n + 1);
	for (size_t i = 0; i < versions.n; i++)
		at[i] = story_of(rq->arena, &v->all, &versions.at[i], changes);
	if (versions.n > 0) {
		at[0].used = true;
		v->number = versions.at[0].number;
	}
	v->stories = (struct setting_stories){ at, versions.n };
	return OK;
}

/* The form ------------------------------------------------------------------------ */

static struct setting_row
row_of(struct request *rq, const struct setting *s, const char *value,
    const struct setting_changes *change)
{
	struct arena *arena = rq->arena;
	const char *used = arena_printf(arena, "%d", s->used);
	struct setting_row row = { .s = s, .value = value, .used = "", .who = "" };

	if (strcmp(value, used) != 0)
		row.used = number_words(arena, s, s->used);
	row.source = change != NULL && change->value >= 0
			 ? arena_printf(arena, _("Version %d"), (int)change->number)
			 : _("The programme");
	if (change != NULL)
		row.who = arena_printf(arena, "%s, %s", change->published_by,
		    show_moment(arena, change->published_at, tx_now(rq->tx),
			page_user(rq)->zone));
	return row;
}

static void
fill_rows(struct request *rq, struct setting_view *v, const char *const *values,
    const struct setting_changes_rows *changes)
{
	struct setting_row *at;
	const char *group = "";

	ARENA_ARRAY(rq->arena, at, v->all.n);
	for (size_t i = 0; i < v->all.n; i++) {
		const struct setting *s = &v->all.at[i];

		at[i] = row_of(rq, s, values[i], last_change(changes, s->name));
		if (strcmp(s->group, group) != 0)
			at[i].heading = i18n_code(groups, COUNT_OF(groups), s->group);
		group = s->group;
	}
	v->rows = (struct setting_rows){ at, v->all.n };
}

static const char *const *
as_words(struct arena *arena, const struct settings *all, const int *values)
{
	const char **words;

	ARENA_ARRAY(arena, words, all->n);
	for (size_t i = 0; i < all->n; i++)
		words[i] = arena_printf(arena, "%d", values[i]);
	return words;
}

/* What stands in files ------------------------------------------------------------ */

static const char *
file_value(struct arena *arena, const char *name)
{
	if (strcmp(name, "group_confirm_above") == 0)
		return arena_printf(arena, "%d", file.group_confirm_above);
	if (strcmp(name, "just_wrote_hours") == 0)
		return arena_printf(arena, "%d", file.just_wrote_hours);
	if (strcmp(name, "sms_price") == 0)
		return file.sms_price != NULL ? file.sms_price : _("not given");
	return _("as the file says");
}

static const char *
part_value(const struct workflow_part_list_rows *parts, const char *name)
{
	for (size_t i = 0; i < parts->n; i++)
		if (strcmp(parts->at[i].name, name) == 0)
			return parts->at[i].body;
	return NULL;
}

static struct setting_line
in_words(const struct setting_line *line, const char *value)
{
	return (struct setting_line){ line->name, line->file, _(line->title),
		_(line->effect), value };
}

static enum status
ask_lines(struct request *rq, struct setting_view *v)
{
	struct workflow_part_list_rows parts = { .n = 0 };
	struct workflow_version_list_rows packs;
	struct setting_line *rules, *files;
	size_t n = 0;

	TRY(sql_workflow_version_list(rq->tx, workflow()->name, &packs));
	if (packs.n > 0)
		TRY(sql_workflow_part_list(
		    rq->tx, packs.at[0].id, "parameter", &parts));
	ARENA_ARRAY(rq->arena, rules, COUNT_OF(of_rules));
	for (size_t i = 0; i < COUNT_OF(of_rules); i++) {
		const char *value = part_value(&parts, of_rules[i].name);

		if (value != NULL)
			rules[n++] = in_words(&of_rules[i], value);
	}
	v->rules = (struct setting_lines){ rules, n };
	ARENA_ARRAY(rq->arena, files, COUNT_OF(of_files));
	for (size_t i = 0; i < COUNT_OF(of_files); i++)
		files[i] =
		    in_words(&of_files[i], file_value(rq->arena, of_files[i].name));
	v->files = (struct setting_lines){ files, COUNT_OF(of_files) };
	return OK;
}

static enum status
show(struct request *rq, int code, struct setting_view *v, const char *const *values)
{
	struct setting_changes_rows changes;
	struct page page;

	TRY(ask_stories(rq, v, &changes));
	TRY(ask_lines(rq, v));
	fill_rows(rq, v, values, &changes);
	TRY(page_open(rq, &page, _("Settings"), "settings"));
	page.faulty = code != 200;
	render_settings(reply_html(rq, code), &page, v);
	return OK;
}

/* What the form begins with: what is in use, or (?from=2, ?pack=3) what once was. */
static enum status
ask_values(struct request *rq, struct setting_view *v, const int **values)
{
	struct setting_used_rows rows = { .n = 0 };
	const char *from = request_query(rq, "from");
	int64_t number = page_number(rq, "from");

	if (from != NULL && strcmp(from, "programme") == 0) {
		v->from = _("the programme’s own numbers");
	} else if (number > 0 && number <= INT32_MAX) {
		struct setting_of_rows then;
		struct setting_used *at;

		TRY(sql_setting_of(rq->tx, workflow()->name, (int32_t)number, &then));
		ARENA_ARRAY(rq->arena, at, then.n + 1);
		for (size_t i = 0; i < then.n; i++)
			at[i] = (struct setting_used){ .name = then.at[i].name,
				.value = then.at[i].value };
		rows = (struct setting_used_rows){ at, then.n };
		v->from = arena_printf(
		    rq->arena, _("the numbers of version %d"), (int)number);
	} else {
		TRY(sql_setting_used(rq->tx, workflow()->name, &rows));
	}
	*values = setting_values(rq->arena, &v->all, &rows);
	return OK;
}

enum status
setting_show(struct request *rq)
{
	struct setting_view v = { .reason = "" };
	const int *values;

	settings_all(rq->arena, &v.all);
	TRY(ask_values(rq, &v, &values));
	return show(rq, 200, &v, as_words(rq->arena, &v.all, values));
}

/* A whole number in digits; -1 for anything else. */
static int
typed_number(const char *typed)
{
	size_t len = strlen(typed);

	return len > 0 && len <= 6 && strspn(typed, "0123456789") == len
		   ? (int)strtol(typed, NULL, 10)
		   : -1;
}

static void
read_values(struct request *rq, struct setting_view *v, const char **typed, int *values)
{
	for (size_t i = 0; i < v->all.n; i++) {
		const char *value = request_field(rq, v->all.at[i].name);

		/* A page of another pack has no such field: it stays as it is. */
		typed[i] = value != NULL
			       ? text_trim(rq->arena, value)
			       : arena_printf(rq->arena, "%d", v->all.at[i].used);
		values[i] = typed_number(typed[i]);
	}
	for (size_t i = 0; i < v->all.n; i++) {
		const char *against = setting_against(rq->arena, &v->all, values, i);

		if (against != NULL)
			fault_add(&v->faults, v->all.at[i].name, against);
	}
}

static bool
is_as_used(const struct settings *all, const int *values)
{
	for (size_t i = 0; i < all->n; i++)
		if (values[i] != all->at[i].used)
			return false;
	return true;
}

static enum status
publish(struct request *rq, struct setting_view *v, const struct setting_form *form,
    const char *const *typed, const int *values)
{
	enum status status;
	int32_t number;

	status = setting_publish(rq->tx, &v->all, values, (int32_t)form->seen,
	    form->reason, page_user(rq)->id, &number);
	if (status != ERR_CONFLICT)
		return status == OK
			   ? page_done(rq, "/admin/settings?notice=schedule-used")
			   : status;
	fault_add(&v->faults, "reason",
	    _("Somebody has published other numbers meanwhile. What you typed is kept, "
	      "and what is in use now stands beside it: please look, and publish "
	      "again."));
	return show(rq, 409, v, typed);
}

enum status
setting_save(struct request *rq)
{
	struct setting_view v = { .reason = "" };
	struct setting_form form;
	const char **typed;
	int *values;

	settings_all(rq->arena, &v.all);
	input_read(rq, inputs, &form, &v.faults);
	v.reason = form.reason;
	ARENA_ARRAY(rq->arena, typed, v.all.n + 1);
	ARENA_ARRAY(rq->arena, values, v.all.n + 1);
	read_values(rq, &v, typed, values);
	if (v.faults.n == 0 && is_as_used(&v.all, values))
		fault_add(&v.faults, "reason",
		    _("Nothing differs from what is in use: there is nothing to "
		      "publish."));
	if (v.faults.n > 0)
		return show(rq, 422, &v, typed);
	return publish(rq, &v, &form, typed, values);
}
