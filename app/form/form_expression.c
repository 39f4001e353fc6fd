/* form_expression.c - see form_expression.h; how an expression is worked out. */

#include "form/form_expression.h"

#include <math.h>
#include <string.h>

#include "form/form_date.h"
#include "form/form_function.h"
#include "form/form_read.h"
#include "form/form_value.h"

struct form_expression {
	struct form_reading read;
	struct xml_path *path;
};

static void
keep_names(struct arena *arena, struct form_names *names)
{
	const char **kept;

	ARENA_ARRAY(arena, kept, names->count);
	for (size_t i = 0; i < names->count; i++)
		kept[i] = arena_strdup(arena, names->at[i]);
	names->at = kept;
}

/* Reading takes many times the room of what is kept of it. */
static enum status
compile(struct arena *arena, struct arena *reading, const char *text,
    const struct form_scope *scope, struct form_expression **expression,
    const char **why)
{
	struct form_expression *made = arena_alloc(arena, sizeof *made);
	const char *not_ours;

	*expression = NULL;
	if (form_read(reading, text, scope, &made->read, why) != OK) {
		*why = arena_strdup(arena, *why);
		return ERR_INVALID;
	}
	if (xml_path_compile(arena, made->read.written, &made->path, &not_ours) != OK) {
		*why = arena_printf(
		    arena, "it is no expression of XPath: %s", made->read.written);
		return ERR_INVALID;
	}
	keep_names(arena, &made->read.paths);
	keep_names(arena, &made->read.functions);
	keep_names(arena, &made->read.instances);
	made->read.written = NULL;
	*expression = made;
	return OK;
}

enum status
form_expression_compile(struct arena *arena, const char *text,
    const struct form_scope *scope, struct form_expression **expression,
    const char **why)
{
	struct arena *reading = arena_new();
	enum status status = compile(arena, reading, text, scope, expression, why);

	arena_free(reading);
	return status;
}

static const char *
entry(const struct form_names *names, size_t i)
{
	return i < names->count ? names->at[i] : NULL;
}

const char *
form_expression_path(const struct form_expression *expression, size_t i)
{
	return entry(&expression->read.paths, i);
}

const char *
form_expression_function(const struct form_expression *expression, size_t i)
{
	return entry(&expression->read.functions, i);
}

const char *
form_expression_instance(const struct form_expression *expression, size_t i)
{
	return entry(&expression->read.instances, i);
}

size_t
form_expression_terms(const struct form_expression *expression)
{
	return expression->read.terms;
}

bool
form_expression_time(const struct form_expression *expression)
{
	return expression->read.time;
}

bool
form_expression_chance(const struct form_expression *expression)
{
	return expression->read.chance;
}

bool
form_expression_once(const struct form_expression *expression)
{
	return expression->read.once;
}

/* ----------------------------------------------------- working out --- */

static void
add_node(struct arena *arena, struct xml_value *value, struct xml_node *node)
{
	struct xml_node **more;

	/* Room for twice as many whenever it is full. */
	if ((value->count & (value->count - 1)) == 0) {
		ARENA_ARRAY(arena, more, value->count * 2 + 1);
		for (size_t i = 0; i < value->count; i++)
			more[i] = value->nodes[i];
		value->nodes = more;
	}
	value->nodes[value->count++] = node;
}

/* All elements at a path of names. */
static void
look_through(struct arena *arena, struct xml_node *node, const char *path,
    struct xml_value *value)
{
	const char *name = path + 1;
	size_t len = strcspn(name, "/");

	for (; node != NULL; node = xml_next(node)) {
		if (strncmp(xml_name(node), name, len) != 0 ||
		    xml_name(node)[len] != '\0' || *xml_space(node) != '\0')
			continue;
		if (name[len] == '\0')
			add_node(arena, value, node);
		else
			look_through(arena, xml_first(node), name + len, value);
	}
}

/* A path outside of all repeats: form_variable(). */
static enum status
variable(void *with, struct arena *arena, struct xml *doc, const char *name,
    struct xml_value *value)
{
	const struct form_eval *eval = with;
	const char *path = form_variable_path(arena, name);
	struct xml_node *node;

	*value = (struct xml_value){ .type = XML_NODES };
	if (eval->element == NULL) {
		look_through(arena, xml_root(doc), path, value);
		return OK;
	}
	node = eval->element(eval->with, path);
	if (node != NULL)
		add_node(arena, value, node);
	return OK;
}

struct xml_paths *
form_paths_new(
    struct arena *arena, struct xml *instance, const struct xml_node *prefixes)
{
	size_t count;
	const struct xml_function_named *functions = form_functions(&count);
	struct xml_paths *paths = xml_paths_new(arena, instance, functions, count);

	xml_paths_variables(paths, variable);
	if (prefixes != NULL)
		xml_paths_prefixes(paths, prefixes);
	return paths;
}

/* The value, and a call in which it can be made another. */
static enum status
work_out(const struct form_expression *expression, struct arena *arena,
    const struct form_eval *eval, struct xml_node *node, struct xml_value *value,
    struct xml_call *call, const char **why)
{
	*call = (struct xml_call){ .with = (void *)(uintptr_t)eval, .arena = arena };
	return xml_path_eval(
	    arena, eval->paths, expression->path, call->with, node, 1, 1, value, why);
}

enum status
form_expression_string(const struct form_expression *expression, struct arena *arena,
    const struct form_eval *eval, struct xml_node *node, const char **string,
    const char **why)
{
	struct xml_value value;
	struct xml_call call;
	bool blank;

	*string = "";
	TRY(work_out(expression, arena, eval, node, &value, &call, why));
	if (!form_is_date(&value)) {
		*string = arena_strdup(arena, form_text(&call, &value));
	} else {
		/* The CHT leaves the time at the end, though it is midnight. */
		double ms = form_date_of(&value, &blank);

		*string = blank ? "" : form_iso_local(arena, ms, eval->clock.zone);
	}
	return OK;
}

enum status
form_expression_number(const struct form_expression *expression, struct arena *arena,
    const struct form_eval *eval, struct xml_node *node, double *number,
    const char **why)
{
	struct xml_value value;
	struct xml_call call;

	*number = NAN;
	TRY(work_out(expression, arena, eval, node, &value, &call, why));
	*number = form_number(&call, &value);
	return OK;
}

enum status
form_expression_boolean(const struct form_expression *expression, struct arena *arena,
    const struct form_eval *eval, struct xml_node *node, bool *boolean,
    const char **why)
{
	struct xml_value value;
	struct xml_call call;

	*boolean = false;
	TRY(work_out(expression, arena, eval, node, &value, &call, why));
	*boolean = form_truth(&call, &value);
	return OK;
}

enum status
form_expression_nodes(const struct form_expression *expression, struct arena *arena,
    const struct form_eval *eval, struct xml_node *node, struct xml_node ***nodes,
    size_t *count, const char **why)
{
	struct xml_value value;
	struct xml_call call;

	*nodes = NULL;
	*count = 0;
	TRY(work_out(expression, arena, eval, node, &value, &call, why));
	if (value.type != XML_NODES) {
		*why = "it gives no nodes";
		return ERR_INVALID;
	}
	/* The list is kept as long as the filling. */
	if (!xml_paths_charge(eval->paths, value.count)) {
		*why = "it takes too much work";
		return ERR_INVALID;
	}
	*nodes = value.nodes;
	*count = value.count;
	return OK;
}
