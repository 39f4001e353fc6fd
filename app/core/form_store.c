/* form_store.c - see form_store.h; form_draft.c has what is being filled in. */

#include "core/form_store.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "core/workflow.h"
#include "ext/xml.h"

/* Reading ------------------------------------------------------------------ */

#define LOADED_MAX 24

/*
 * Definitions that this process has read, by the hash of their text: a version never
 * changes, and reading one costs more than all the rest of a page.
 */
static struct loaded {
	char sha256[65];
	struct arena *arena;
	const struct form *form;
	uint64_t used;
} loaded[LOADED_MAX];
static uint64_t uses;

static struct loaded *
oldest(void)
{
	struct loaded *l = &loaded[0];

	for (size_t i = 1; i < LOADED_MAX; i++)
		if (loaded[i].used < l->used)
			l = &loaded[i];
	return l;
}

enum status
form_store_known(struct tx *tx, int64_t form_version_id, const char *sha256,
    const struct form **form)
{
	const struct form_version_xml *row;
	struct form_faults faults;
	struct arena *arena;
	struct form *fresh;
	struct loaded *l;

	for (size_t i = 0; i < LOADED_MAX; i++)
		if (strcmp(loaded[i].sha256, sha256) == 0) {
			loaded[i].used = ++uses;
			*form = loaded[i].form;
			return OK;
		}
	TRY(sql_form_version_xml(tx, form_version_id, &row));
	arena = arena_new();
	if (form_load(arena, row->xml, strlen(row->xml), &fresh, &faults) != OK) {
		log_error("form_version=%lld cannot be read any more: %s",
		    (long long)form_version_id, faults.n > 0 ? faults.at[0].what : "");
		arena_free(arena);
		return ERR_INTERNAL;
	}
	l = oldest();
	arena_free(l->arena);
	*l = (struct loaded){ .arena = arena, .form = fresh, .used = ++uses };
	(void)snprintf(l->sha256, sizeof l->sha256, "%s", sha256);
	*form = fresh;
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
check_document(struct check *c, const struct xml_node *node)
{
	const struct xml_node *type = xml_child(node, "type");
	const char *word = type != NULL ? xml_text(c->arena, type) : "";

	if (strcmp(word, "contact") == 0) {
		type = xml_child(node, "contact_type");
		word = type != NULL ? xml_text(c->arena, type) : "";
	}
	if (strcmp(word, "person") == 0 || strcmp(word, "data_record") == 0)
		return;
	add(c, xml_line(node), false,
	    *word == '\0'
		? arena_printf(c->arena,
		      "the part <%s> becomes a document of its own and does not say "
		      "of which type: write <type>person</type> or "
		      "<type>data_record</type> into it",
		      xml_name(node))
		: arena_printf(c->arena,
		      "the part <%s> becomes a document of type %s: a form can "
		      "register a person or make a further report "
		      "(data_record), nothing else; facilities are added by the "
		      "administrator",
		      xml_name(node), word));
}

static void
check_documents(struct check *c, const struct xml_node *node)
{
	for (; node != NULL; node = xml_next(node)) {
		const char *own = xml_attribute(node, "*", "db-doc");

		if (own != NULL && strcmp(own, "true") == 0)
			check_document(c, node);
		check_documents(c, xml_first(node));
	}
}

static void
check_parts(struct check *c, const struct form_file *file)
{
	const struct xml_node *node;
	struct xml *doc;

	if (xml_parse(c->arena, file->xml, file->len, &doc, NULL) != OK)
		return; /* form_load has said so */
	node = xml_child(xml_root(doc), "head");
	node = xml_child(xml_child(node, "model"), "instance");
	check_documents(c, xml_first(node));
}

static void
check_whole(struct check *c, const struct form_file *file, const struct form *form)
{
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
	check_parts(c, file);
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
		add(&c, 0, false, "it is no text in UTF-8: save it as XML in UTF-8");
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
