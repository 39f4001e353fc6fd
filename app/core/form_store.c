/* form_store.c - see form_store.h; form_draft.c has what is being filled in. */

#include "core/form_store.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "core/workflow.h"

/* Reading ------------------------------------------------------------------ */

#define LOADED_MAX 24
#define LOADED_BYTES_MAX (2 * FORM_XML_MAX) /* a definition takes many times its text */

/*
 * Definitions that this process has read, by the hash of their text: a version never
 * changes, and reading one costs more than all the rest of a page.
 */
static struct loaded {
	char sha256[65];
	struct arena *arena;
	const struct form *form;
	size_t bytes; /* of its text */
	uint64_t used;
	int holders; /* requests that have it in hand */
} loaded[LOADED_MAX];
static uint64_t uses;

/* Nobody holds it. */
static struct loaded *
oldest(void)
{
	struct loaded *l = NULL;

	for (size_t i = 0; i < LOADED_MAX; i++)
		if (loaded[i].form != NULL && loaded[i].holders == 0 &&
		    (l == NULL || loaded[i].used < l->used))
			l = &loaded[i];
	return l;
}

static void
forget(struct loaded *l)
{
	arena_free(l->arena);
	*l = (struct loaded){ .form = NULL };
}

/* A place for one of this size, for which the oldest go; NULL if all are held. */
static struct loaded *
place_for(size_t bytes)
{
	struct loaded *place = NULL, *old;

	for (size_t i = 0; i < LOADED_MAX; i++) {
		bytes += loaded[i].bytes;
		if (loaded[i].form == NULL)
			place = &loaded[i];
	}
	while (
	    (place == NULL || bytes > LOADED_BYTES_MAX) && (old = oldest()) != NULL) {
		bytes -= old->bytes;
		forget(old);
		place = old;
	}
	return place;
}

static void
let_go(void *l)
{
	((struct loaded *)l)->holders--;
}

/* Until the request is answered. */
static const struct form *
held(struct tx *tx, struct loaded *l)
{
	l->used = ++uses;
	l->holders++;
	arena_defer(tx_arena(tx), let_go, l);
	return l->form;
}

static enum status
load(struct arena *arena, int64_t form_version_id, const char *xml, struct form **form)
{
	struct form_faults faults;

	if (form_load(arena, xml, strlen(xml), form, &faults) == OK)
		return OK;
	log_error("form_version=%lld cannot be read any more: %s",
	    (long long)form_version_id, faults.n > 0 ? faults.at[0].what : "");
	return ERR_INTERNAL;
}

enum status
form_store_known(struct tx *tx, int64_t form_version_id, const char *sha256,
    const struct form **form)
{
	const struct form_version_xml *row;
	struct arena *arena;
	struct form *fresh;
	struct loaded *l;

	for (size_t i = 0; i < LOADED_MAX; i++)
		if (strcmp(loaded[i].sha256, sha256) == 0) {
			*form = held(tx, &loaded[i]);
			return OK;
		}
	TRY(sql_form_version_xml(tx, form_version_id, &row));
	l = place_for(strlen(row->xml));
	arena = l != NULL ? arena_new() : tx_arena(tx);
	if (load(arena, form_version_id, row->xml, &fresh) != OK) {
		if (l != NULL)
			arena_free(arena);
		return ERR_INTERNAL;
	}
	*form = fresh;
	if (l == NULL)
		return OK;
	*l =
	    (struct loaded){ .arena = arena, .form = fresh, .bytes = strlen(row->xml) };
	(void)snprintf(l->sha256, sizeof l->sha256, "%s", sha256);
	*form = held(tx, l);
	return OK;
}

enum status
form_store_load(struct tx *tx, int64_t form_version_id, const struct form **form)
{
	const struct form_version_get *v;

	TRY(sql_form_version_get(tx, form_version_id, &v));
	return form_store_known(tx, form_version_id, v->sha256, form);
}

/* Checking ----------------------------------------------------------------- */

struct check {
	struct arena *arena;
	struct form_fault *at;
	size_t n, errors;
};

static void
add(struct check *c, int line, bool warning, const char *what)
{
	if (c->n == FORM_FAULTS_MAX)
		return;
	c->at[c->n++] =
	    (struct form_fault){ .line = line, .warning = warning, .what = what };
	c->errors += !warning;
}

/* A name that the table of forms and an address take. */
static bool
is_name(const char *name)
{
	static const char letters[] = "_.:-"
				      "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t len = name != NULL ? strlen(name) : 0;

	return len > 0 && len <= 80 && strchr(".:-", *name) == NULL &&
	       strspn(name, letters) == len;
}

/* What becomes a document of its own: a person, or a report. */
static void
check_made(struct check *c, const struct form_made *made)
{
	const char *word = made->type;

	if (strcmp(word, "person") == 0 || strcmp(word, "data_record") == 0)
		return;
	add(c, made->line, false,
	    *word == '\0'
		? arena_printf(c->arena,
		      "the part <%s> becomes a document of its own and does not say "
		      "of which type: write <type>person</type> or "
		      "<type>data_record</type> into it",
		      made->name)
		: arena_printf(c->arena,
		      "the part <%s> becomes a document of type %s: a form can "
		      "register a person or make a further report "
		      "(data_record), nothing else; facilities are added by the "
		      "administrator",
		      made->name, word));
}

static void
check_whole(struct check *c, const struct form_file *file, const struct form *form)
{
	struct form_made made;
	const char *name;

	if (form_contact_type(form) != NULL)
		add(c, 0, false,
		    "this form edits a contact: clients are registered and corrected "
		    "on their own pages, and a form makes a report");
	for (size_t i = 0; (name = form_file(form, i)) != NULL; i++)
		add(c, form_file_line(form, i), false,
		    arena_printf(c->arena,
			"it reads the file %s: lay it into the folder %s-media beside "
			"the form and publish the programme, or write what stands in "
			"it into the <instance> itself",
			name, file->name));
	for (size_t i = 0; (name = form_function(form, i)) != NULL; i++)
		if (strcmp(name, "z-score") == 0 && workflow()->name != NULL &&
		    workflow()->charts == NULL)
			add(c, 0, false,
			    "z-score() reads the growth charts of the programme, which "
			    "has none: lay zscore-charts.json into its folder");
	for (size_t i = 0; form_makes(c->arena, form, i, &made); i++)
		check_made(c, &made);
}

/* As every office program writes it: a ZIP archive. */
static bool
is_workbook(const struct form_file *file)
{
	static const char zip[] = { 'P', 'K', 3, 4 };

	return file->len > sizeof zip && memcmp(file->xml, zip, sizeof zip) == 0;
}

enum status
form_store_check(struct arena *arena, const struct form_file *file, struct form **form,
    struct form_stored *stored)
{
	struct check c = { .arena = arena };
	enum status status;
	const char *why;

	*stored = (struct form_stored){ .number = 0 };
	ARENA_ARRAY(arena, c.at, FORM_FAULTS_MAX);
	if (!text_is_clean(file->xml, file->len)) {
		add(&c, 0, false,
		    is_workbook(file)
			? "it is the workbook (.xlsx): have cht-conf or pyxform make "
			  "the XML of it, and bring that"
			: "it is no text in UTF-8: save it as XML in UTF-8");
		stored->faults = (struct form_faults){ c.at, c.n, c.errors };
		return ERR_INVALID;
	}
	status = form_load(arena, file->xml, file->len, form, &stored->faults);
	if (status != OK && status != ERR_INVALID)
		return status;
	for (size_t i = 0; i < stored->faults.n; i++)
		add(&c, stored->faults.at[i].line, stored->faults.at[i].warning,
		    stored->faults.at[i].what);
	if (!is_name(file->name))
		add(&c, 0, false,
		    "its name is made of letters, digits, _, -, . and :, at most 80, "
		    "and begins with a letter, a digit or _");
	if (status == OK)
		check_whole(&c, file, *form);
	/* Without its files it is not the form that it will be. */
	if (status == OK && form_file(*form, 0) == NULL &&
	    form_try(arena, *form, &why) == ERR_INVALID)
		add(&c, 0, false, why);
	stored->faults = (struct form_faults){ c.at, c.n, c.errors };
	return c.errors > 0 ? ERR_INVALID : OK;
}

enum status
form_store_put(struct tx *tx, const struct form_file *file, struct form_stored *stored)
{
	const struct form_publish *row;
	struct form *form;
	const char *title;

	TRY(form_store_check(tx_arena(tx), file, &form, stored));
	title = form_title(form);
	TRY(sql_form_publish(tx, file->name, *title != '\0' ? title : file->name,
	    arena_strndup(tx_arena(tx), file->xml, file->len), file->user_id,
	    file->again, tx_now(tx), &row));
	stored->form_id = row->form_id;
	stored->number = row->number;
	stored->fresh = row->fresh;
	return OK;
}

/* Whose form it is --------------------------------------------------------- */

enum status
form_of_task(struct tx *tx, int64_t task_id, int64_t user_id, const char **name)
{
	const struct workflow *w = workflow();
	const struct form_of_task *row;
	const char **kinds, **forms;
	size_t n = 0, most = 0;

	for (size_t i = 0; i < w->nforms; i++)
		for (size_t k = 0; w->forms[i].kinds[k] != NULL; k++)
			most++;
	ARENA_ARRAY(tx_arena(tx), kinds, most);
	ARENA_ARRAY(tx_arena(tx), forms, most);
	for (size_t i = 0; i < w->nforms; i++)
		for (size_t k = 0; w->forms[i].kinds[k] != NULL; k++, n++) {
			kinds[n] = w->forms[i].kinds[k];
			forms[n] = w->forms[i].name;
		}
	TRY(sql_form_of_task(tx, task_id, user_id, tx_text_array(tx, kinds, n),
	    tx_text_array(tx, forms, n), &row));
	*name = row->name;
	return OK;
}
