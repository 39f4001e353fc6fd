/* workflow_pages.c - of what the programme consists, what it was before, what is wrong. */

#include "site/workflow_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "core/text_version.h"
#include "core/workflow.h"
#include "gen/workflow.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/text_pages.h"

#define USES_MOST 12
#define WRONG_MOST 40
#define NAMES_MOST 400 /* letters */

/* clang-format off */
static const struct i18n_row kinds[] = {
	{ "parameter", N_("Parameters") },
	{ "step",      N_("Steps of the schedule") },
	{ "text",      N_("Texts") },
	{ "form",      N_("Forms") },
	{ "rule",      N_("Rules") },
	{ "triage",    N_("How texts are read") },
	{ "file",      N_("Other files") },
};
/* clang-format on */

/* What is in use ------------------------------------------------------------------ */

struct using
{
	struct request *rq;
	struct workflow_use *at;
	size_t n;
};

static void
use(struct using *u, struct workflow_use row)
{
	u->at[u->n++] = row;
}

static const char *
version_words(struct arena *arena, int32_t number)
{
	return number > 0 ? arena_printf(arena, _("Version %d"), (int)number)
			  : _("the programme’s own");
}

static void
use_pack(struct using *u, const struct workflow_version_list_rows *packs)
{
	const struct workflow *w = workflow();

	use(u, (struct workflow_use){ .what = _("Pack"),
		   .version = arena_printf(u->rq->arena, "%s %s", w->name, w->version),
		   .about = *w->preset != '\0'
				? arena_printf(u->rq->arena, _("preset %s"), w->preset)
				: "",
		   .since = packs->n > 0 ? packs->at[0].since : 0,
		   .who = "",
		   .path = "" });
}

static enum status
use_texts(struct using *u)
{
	struct text_version_list_rows rows;
	struct workflow_use row = { .what = _("Texts"),
		.version = version_words(u->rq->arena, 0),
		.who = "",
		.path = "/admin/texts/versions" };
	size_t n = 0;

	while (workflow_text_key(n) != NULL)
		n++;
	row.about = arena_printf(
	    u->rq->arena, _("%zu in %zu languages"), n, workflow()->nlanguages);
	TRY(sql_text_version_list(u->rq->tx, workflow()->name, &rows));
	for (size_t i = 0; i < rows.n && row.since == 0; i++)
		if (rows.at[i].published_at != 0) {
			row.version = version_words(u->rq->arena, rows.at[i].number);
			row.since = rows.at[i].published_at;
			row.who = rows.at[i].published_by;
		}
	use(u, row);
	return OK;
}

static enum status
use_schedule(struct using *u)
{
	struct schedule_version_list_rows rows;
	struct workflow_use row = { .what = _("Schedule"),
		.version = version_words(u->rq->arena, 0),
		.about = arena_printf(u->rq->arena, _("%zu steps"), workflow()->nsteps),
		.who = "",
		.path = "/admin/schedules" };

	TRY(sql_schedule_version_list(u->rq->tx, workflow()->name, &rows));
	for (size_t i = 0; i < rows.n && row.since == 0; i++)
		if (rows.at[i].published_at != 0) {
			row.version = version_words(u->rq->arena, rows.at[i].number);
			row.about = arena_printf(
			    u->rq->arena, _("%d steps"), (int)rows.at[i].steps);
			row.since = rows.at[i].published_at;
			row.who = rows.at[i].published_by;
		}
	use(u, row);
	return OK;
}

static enum status
use_settings(struct using *u)
{
	struct setting_version_list_rows rows;
	struct workflow_use row = { .what = _("Settings"), .path = "/admin/settings" };

	TRY(sql_setting_version_list(u->rq->tx, workflow()->name, &rows));
	row.version = version_words(u->rq->arena, rows.n > 0 ? rows.at[0].number : 0);
	row.about = "";
	row.since = rows.n > 0 ? rows.at[0].published_at : 0;
	row.who = rows.n > 0 ? rows.at[0].published_by : "";
	use(u, row);
	return OK;
}

/* Each has versions of its own: the newest tells when they were last changed. */
static void
use_forms(struct using *u, const struct form_list_rows *rows)
{
	const struct form_list *last = NULL;
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		const struct form_list *f = &rows->at[i];

		n += f->retired_at == 0;
		if (last == NULL || f->created_at > last->created_at)
			last = f;
	}
	use(u, (struct workflow_use){ .what = _("Forms"),
		   .version = arena_printf(u->rq->arena, _("%zu are filled in"), n),
		   .about = last != NULL ? arena_printf(u->rq->arena,
					       _("the newest: %s, version %d"),
					       last->name, (int)last->number)
					 : "",
		   .since = last != NULL ? last->created_at : 0,
		   .who = last != NULL ? last->by_name : "",
		   .path = "/admin/forms" });
}

static enum status
use_rules(struct using *u)
{
	const struct rule_state *state;

	TRY(sql_rule_state(u->rq->tx, tx_now(u->rq->tx), &state));
	use(u, (struct workflow_use){ .what = _("Rules"),
		   .version = state->hash != NULL ? arena_printf(u->rq->arena,
							"tasks.js %.8s", state->hash)
						  : "–",
		   .about = "",
		   .since = state->since,
		   .who = "",
		   .path = "/rules" });
	return OK;
}

static void
use_readings(struct using *u)
{
	use(u, (struct workflow_use){ .what = _("How texts are read"),
		   .version = _("the programme’s own"),
		   .about = "",
		   .who = "",
		   .path = "/admin/triage" });
}

/* What is wrong ------------------------------------------------------------------- */

struct judging {
	struct request *rq;
	struct workflow_wrong *at;
	size_t n;
};

static void
wrong(struct judging *j, const char *what, const char *remedy, const char *path,
    const char *link)
{
	if (j->n < WRONG_MOST)
		j->at[j->n++] = (struct workflow_wrong){ what, remedy, path, link };
}

static const struct form_list *
form_of(const struct form_list_rows *forms, const char *name)
{
	for (size_t i = 0; i < forms->n; i++)
		if (strcmp(forms->at[i].name, name) == 0 &&
		    forms->at[i].retired_at == 0)
			return &forms->at[i];
	return NULL;
}

static bool
needs_no_form(const char *name)
{
	const char *const *at = workflow()->without_form;

	while (at != NULL && *at != NULL && strcmp(*at, name) != 0)
		at++;
	return at != NULL && *at != NULL;
}

static enum status
judge_forms(struct judging *j, const struct form_list_rows *forms)
{
	struct workflow_forms_wanted_rows wanted;
	struct workflow_forms_other_rows others;
	struct arena *arena = j->rq->arena;

	TRY(sql_workflow_forms_wanted(j->rq->tx, &wanted));
	for (size_t i = 0; i < wanted.n; i++)
		if (form_of(forms, wanted.at[i].form) == NULL &&
		    !needs_no_form(wanted.at[i].form))
			wrong(j,
			    arena_printf(arena,
				_("The rule %s asks for the form “%s”, which nobody "
				  "can fill in"),
				wanted.at[i].rule, wanted.at[i].form),
			    _("Bring the form, or return it if it was retired."),
			    "/admin/forms", _("Forms"));
	for (size_t i = 0; i < workflow()->nforms; i++)
		if (form_of(forms, workflow()->forms[i].name) == NULL)
			wrong(j,
			    arena_printf(arena,
				_("workflow.json speaks of the form “%s”, which nobody "
				  "can fill in"),
				workflow()->forms[i].name),
			    _("On the server: aftercarectl workflow publish. Or return "
			      "it if it was retired."),
			    "/admin/forms", _("Forms"));
	TRY(sql_workflow_forms_other(j->rq->tx, workflow()->name, &others));
	for (size_t i = 0; i < others.n; i++)
		wrong(j,
		    arena_printf(arena,
			_("The form “%s” that is filled in is another one than the "
			  "pack’s file"),
			others.at[i].name),
		    _("If the pack’s is meant: aftercarectl workflow publish on the "
		      "server. If yours is, nothing is to be done."),
		    arena_printf(arena, "/admin/forms/%" PRId64, others.at[i].form_id),
		    _("The form"));
	return OK;
}

static enum status
judge_texts(struct judging *j)
{
	size_t n;

	TRY(text_wrong_ask(j->rq, &n));
	if (n > 0)
		wrong(j,
		    arena_printf(j->rq->arena,
			i18n_many("%zu text is not right", "%zu texts are not right",
			    (unsigned long)n),
			n),
		    _("What is wrong stands beside each of them."),
		    "/admin/texts?of=all&only=1", _("Texts"));
	return OK;
}

static enum status
judge_rules(struct judging *j)
{
	struct rule_failing_rows rows;

	TRY(sql_rule_failing(j->rq->tx, &rows));
	if (rows.n > 0)
		wrong(j,
		    arena_printf(j->rq->arena,
			i18n_many("A rule fails at %zu place",
			    "Rules fail at %zu places", (unsigned long)rows.n),
			rows.n),
		    _("The page of rules says where, and for how many clients."),
		    "/rules", _("Rules"));
	return OK;
}

static void
judge_pack(struct judging *j, const struct workflow_version_list_rows *packs)
{
	const struct workflow *w = workflow();

	if (packs->n == 0)
		wrong(j, _("No worker has told yet what the pack says"),
		    _("See that aftercare-worker runs: it writes it down within half a "
		      "minute."),
		    "/admin/rapidpro", _("RapidPro check"));
	else if (strcmp(packs->at[0].version, w->version) != 0 ||
		 strcmp(packs->at[0].preset, w->preset) != 0)
		wrong(j,
		    arena_printf(j->rq->arena,
			_("These pages run with the pack %s, the worker with %s"),
			w->version, packs->at[0].version),
		    _("Start the programs again on every server, with the same "
		      "folder."),
		    "", "");
}

static enum status
judge(struct request *rq, struct workflow_list_view *v,
    const struct form_list_rows *forms)
{
	struct judging j = { .rq = rq };

	ARENA_ARRAY(rq->arena, j.at, WRONG_MOST);
	judge_pack(&j, &v->packs);
	TRY(judge_texts(&j));
	TRY(judge_forms(&j, forms));
	TRY(judge_rules(&j));
	v->wrongs = (struct workflow_wrongs){ j.at, j.n };
	return OK;
}

enum status
workflow_list(struct request *rq)
{
	struct workflow_list_view v;
	struct using u = { .rq = rq };
	struct form_list_rows forms;
	struct page page;

	TRY(sql_workflow_version_list(rq->tx, workflow()->name, &v.packs));
	TRY(sql_form_list(rq->tx, &forms));
	ARENA_ARRAY(rq->arena, u.at, USES_MOST);
	use_pack(&u, &v.packs);
	TRY(use_schedule(&u));
	TRY(use_texts(&u));
	use_forms(&u, &forms);
	TRY(use_settings(&u));
	TRY(use_rules(&u));
	use_readings(&u);
	v.uses = (struct workflow_uses){ u.at, u.n };
	TRY(judge(rq, &v, &forms));
	TRY(page_open(rq, &page, _("The programme"), "settings"));
	render_workflows(reply_html(rq, 200), &page, &v);
	return OK;
}

/* One of the packs ---------------------------------------------------------------- */

static enum status
ask_kinds(struct request *rq, struct workflow_view *v)
{
	struct workflow_version_kinds_rows rows;
	struct workflow_kind_row *at;

	TRY(sql_workflow_version_kinds(rq->tx, rq->id, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		at[i] = (struct workflow_kind_row){
			i18n_code(kinds, COUNT_OF(kinds), rows.at[i].kind),
			rows.at[i].parts,
			strlen(rows.at[i].names) <= NAMES_MOST ? rows.at[i].names : ""
		};
	v->kinds = (struct workflow_kind_rows){ at, rows.n };
	return OK;
}

/* "en/day" as "day (English)". */
static const char *
part_name(struct arena *arena, const char *kind, const char *name)
{
	const char *key = strchr(name, '/');

	if (strcmp(kind, "text") != 0 || key == NULL)
		return name;
	return arena_printf(arena, "%s (%s)", key + 1,
	    workflow_language_name(arena_strndup(arena, name, (size_t)(key - name))));
}

/* Of a file its hash is kept: it tells nobody anything. */
static bool
is_file(const struct workflow_changes *c)
{
	return strcmp(c->kind, "triage") == 0 || strcmp(c->kind, "file") == 0 ||
	       ((strcmp(c->kind, "rule") == 0 || strcmp(c->kind, "form") == 0) &&
		   (strchr(c->name, '/') != NULL || strcmp(c->name, "tasks.js") == 0));
}

static enum status
ask_changes(struct request *rq, struct workflow_view *v, int64_t other)
{
	struct workflow_changes_rows rows;
	struct workflow_change *at;
	const char *kind = "";

	TRY(sql_workflow_changes(rq->tx, rq->id, other, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct workflow_changes *c = &rows.at[i];
		bool file = is_file(c);

		at[i] = (struct workflow_change){ .name = part_name(
						      rq->arena, c->kind, c->name),
			.was = file ? "" : c->was,
			.is = file ? "" : c->body,
			.added = c->added,
			.removed = c->removed,
			.file = file };
		if (strcmp(kind, c->kind) != 0)
			at[i].heading = i18n_code(kinds, COUNT_OF(kinds), c->kind);
		kind = c->kind;
	}
	v->changes = (struct workflow_change_rows){ at, rows.n };
	return OK;
}

/* A text of a pack as this one says it, if that is something else now; NULL. */
static const char *
other_text(const struct workflow_part_list *part, size_t *language)
{
	const char *key = strchr(part->name, '/'), *own;
	enum text_kind kind;

	if (key == NULL || !text_known(key + 1, &kind))
		return NULL;
	for (*language = 0; *language < workflow()->nlanguages; ++*language) {
		const char *code = workflow()->languages[*language];
		size_t len = (size_t)(key - part->name);

		if (strlen(code) != len || strncmp(code, part->name, len) != 0)
			continue;
		own = workflow_text_own(*language, key + 1);
		return own == NULL || strcmp(own, part->body) != 0 ? key + 1 : NULL;
	}
	return NULL;
}

static enum status
count_texts(struct request *rq, size_t *n)
{
	struct workflow_part_list_rows parts;
	size_t language;

	*n = 0;
	TRY(sql_workflow_part_list(rq->tx, rq->id, "text", &parts));
	for (size_t i = 0; i < parts.n; i++)
		*n += other_text(&parts.at[i], &language) != NULL;
	return OK;
}

/* What it is shown beside: the one before it, or (?with=latest) the latest. */
static int64_t
choose_other(struct request *rq, struct workflow_view *v)
{
	const char *with = request_query(rq, "with");

	v->other = "";
	if (with != NULL && strcmp(with, "latest") == 0 && !v->used) {
		v->other = arena_printf(
		    rq->arena, _("version %d, the latest"), (int)v->version->latest);
		return v->version->latest_id;
	}
	if (v->version->before_id != 0)
		v->other = _("the version before it");
	return v->version->before_id;
}

enum status
workflow_show(struct request *rq)
{
	struct workflow_view v = { .other = "" };
	struct page page;
	int64_t other;

	TRY(sql_workflow_version_get(rq->tx, rq->id, workflow()->name, &v.version));
	v.used = v.version->id == v.version->latest_id;
	other = choose_other(rq, &v);
	TRY(ask_kinds(rq, &v));
	if (other != 0)
		TRY(ask_changes(rq, &v, other));
	TRY(sql_workflow_forms_kept(rq->tx, rq->id, &v.forms));
	TRY(count_texts(rq, &v.texts));
	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, _("Pack, version %d"), (int)v.version->number),
	    "settings"));
	render_workflow(reply_html(rq, 200), &page, &v);
	return OK;
}

/* Its texts, as far as they are the programme's own now and others, into a new draft. */
static enum status
take_texts(
    struct request *rq, int64_t draft_id, const struct workflow_part_list_rows *p)
{
	const struct text_version_used *used;
	struct text_wordings_rows words;

	TRY(sql_text_version_used(rq->tx, workflow()->name, 0, &used));
	TRY(sql_text_wordings(rq->tx, used->id, &words));
	for (size_t i = 0; i < p->n; i++) {
		size_t language;
		const char *key = other_text(&p->at[i], &language);

		/* What somebody has written here is meant to be so. */
		if (key == NULL || text_wording_of(&words, key,
				       workflow()->languages[language]) != NULL)
			continue;
		TRY(text_draft_say(rq->tx, draft_id, &words, key, language,
		    p->at[i].body, page_user(rq)->id));
	}
	return OK;
}

enum status
workflow_texts(struct request *rq)
{
	const struct workflow_version_get *version;
	struct workflow_part_list_rows parts;
	const struct text_draft_lock *draft;
	bool began;

	TRY(sql_workflow_version_get(rq->tx, rq->id, workflow()->name, &version));
	TRY(sql_workflow_part_list(rq->tx, rq->id, "text", &parts));
	TRY(text_draft_open(rq->tx, page_user(rq)->id, TEXT_FROM_USED, &draft, &began));
	/* A draft that is there already is somebody's work. */
	if (began)
		TRY(take_texts(rq, draft->id, &parts));
	return page_done(rq, "/admin/texts/versions/%" PRId64 "?notice=%s", draft->id,
	    began ? "schedule-draft" : "schedule-there");
}
