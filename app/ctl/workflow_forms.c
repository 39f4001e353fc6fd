/* workflow_forms.c - see workflow_forms.h. */

#include "ctl/workflow_forms.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "core/outcome.h"
#include "core/workflow.h"
#include "ctl/form_files.h"
#include "ctl/form_folder.h"
#include "ext/xml.h"

struct checked {
	struct arena *arena;
	const char *folder;
	const struct form_folder_file *files;
	const struct form **forms; /* by file; NULL: it cannot be used */
	size_t n;
	bool good;
};

static bool
is_there(const struct checked *c, const char *name, size_t *i)
{
	for (*i = 0; *i < c->n; ++*i)
		if (strcmp(c->files[*i].name, name) == 0)
			return true;
	return false;
}

static void
check_file(struct checked *c, size_t i)
{
	struct form_stored stored = { .number = 0 };
	struct form_file file;
	struct form *form;

	if (!form_folder_read(c->arena, &c->files[i], &file) ||
	    form_store_check(c->arena, &file, &form, &stored) != OK)
		c->good = false;
	else
		c->forms[i] = form;
	form_faults_print(stderr, c->files[i].path, &stored.faults);
}

/* The first line of workflow.json on which this stands; 0 if it cannot be told. */
static int
line_of(const struct checked *c, const char *sought)
{
	const char *path = arena_printf(c->arena, "%s/workflow.json", c->folder), *text,
		   *at;
	size_t len;
	int line = 1;

	if (file_read(c->arena, path, (size_t)1024 * 1024, &text, &len) != OK ||
	    (at = strstr(text, sought)) == NULL)
		return 0;
	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static void
complain(struct checked *c, const struct workflow_form *form, const char *what)
{
	const char *named = arena_printf(c->arena, "\"name\": \"%s\"", form->name);

	fprintf(stderr, "%s/workflow.json:%d: form %s: %s\n", c->folder,
	    line_of(c, named), form->name, what);
	c->good = false;
}

/* Where the outcome itself is asked for, each choice has to be one that is known. */
static void
check_choices(struct checked *c, const struct workflow_form *form,
    struct xml_node *node, const char *question)
{
	const char *name = xml_attribute(node, NULL, "name");
	bool asks = name != NULL && strcmp(name, question) == 0;

	for (node = xml_first(node); node != NULL; node = xml_next(node)) {
		const char *value = xml_attribute(node, NULL, "value");

		if (asks && strcmp(xml_name(node), "choice") == 0 &&
		    (value == NULL || outcome_known(value) == NULL))
			complain(c, form,
			    arena_printf(c->arena, "%s is no outcome that is known",
				value != NULL ? value : ""));
		check_choices(c, form, node, question);
	}
}

static void
check_path(struct checked *c, const struct workflow_form *form,
    struct form_entry *entry, const char *key, const char *path)
{
	if (path != NULL && form_value(entry, path) == NULL)
		complain(c, form,
		    arena_printf(
			c->arena, "%s is %s, and there is no such field", key, path));
}

/* What workflow.json says of a form. */
static void
check_form(struct checked *c, const struct workflow_form *form)
{
	const struct form_context context = { .zone = "UTC" };
	struct form_entry *entry;
	const char *question, *why = "";
	size_t i;

	if (!is_there(c, form->name, &i)) {
		complain(c, form,
		    arena_printf(c->arena, "there is no forms/%s.xml", form->name));
		return;
	}
	if (c->forms[i] == NULL)
		return;
	if (form_begin(c->arena, c->forms[i], &context, &entry, &why) != OK) {
		complain(c, form, why);
		return;
	}
	check_path(c, form, entry, "outcome", form->outcome);
	check_path(c, form, entry, "note", form->note);
	check_path(c, form, entry, "next_try", form->next_try);
	check_path(c, form, entry, "escalate", form->escalate);
	check_path(c, form, entry, "severity", form->severity);
	check_path(c, form, entry, "sign", form->sign);
	question = form->outcome != NULL ? form_name_of(entry, form->outcome) : NULL;
	if (question != NULL)
		check_choices(
		    c, form, xml_root(form_view(entry, -1, NULL, 0)), question);
}

/* What an action of tasks.js names. */
static void
check_use(struct checked *c, const struct rule_complaint *use)
{
	const char *const *none = workflow()->without_form;
	size_t i;

	for (; none != NULL && *none != NULL; none++)
		if (strcmp(*none, use->words) == 0)
			return;
	if (is_there(c, use->words, &i))
		return;
	fprintf(stderr, "%s:%d: form %s: there is no forms/%s.xml%s\n", use->file,
	    use->line, use->words, use->words,
	    workflow()->name != NULL
		? ", and without_form of workflow.json is without it"
		: "");
	c->good = false;
}

static bool
is_rule(const struct workflow_tasks *tasks, const char *name)
{
	for (size_t i = 0; i < tasks->nrules; i++)
		if (strcmp(tasks->rules[i].words, name) == 0)
			return true;
	return false;
}

/* What is made at once goes to the rule that asked for it later: there has to be one. */
static void
check_at_once(struct checked *c, const struct workflow_tasks *tasks)
{
	const char *const *name = workflow()->made_at_once;

	for (; tasks->nrules > 0 && name != NULL && *name != NULL; name++) {
		if (is_rule(tasks, *name))
			continue;
		fprintf(stderr,
		    "%s/workflow.json:%d: made_at_once: tasks.js has no task \"%s\"\n",
		    c->folder, line_of(c, "\"made_at_once\""), *name);
		c->good = false;
	}
}

bool
workflow_forms_check(
    struct arena *arena, const char *folder, const struct workflow_tasks *tasks)
{
	struct checked c = { .arena = arena, .folder = folder, .good = true };

	if (!form_folder_list(arena, folder, &c.files, &c.n))
		return false;
	ARENA_ARRAY(arena, c.forms, c.n);
	for (size_t i = 0; i < c.n; i++)
		check_file(&c, i);
	for (size_t i = 0; i < workflow()->nforms; i++)
		check_form(&c, &workflow()->forms[i]);
	/* A programme without any forms has the page of outcomes. */
	for (size_t i = 0; c.n > 0 && i < tasks->nforms; i++)
		check_use(&c, &tasks->forms[i]);
	check_at_once(&c, tasks);
	return c.good;
}
