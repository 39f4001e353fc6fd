/* xml_path.c - see xml.h; XPath, by libxml2. */

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ext/xml_lib.h"

#define NO_LIMIT (~0UL)
#define TOO_MUCH "it takes too much work"

struct xml_path {
	xmlXPathCompExpr *compiled;
};

struct xml_paths {
	struct xml *doc;
	xmlXPathContext *ctxt;
	const struct xml_function_named *functions;
	size_t count;
	xml_variable variable;
	unsigned long left; /* operations, or NO_LIMIT */
	/* Of the evaluation under way. */
	struct arena *arena;
	void *with;
	struct xml_node *origin;
	const char *why;
	enum status failed;
};

/* ---------------------------------------------------------- values --- */

/* Shortest digits that read back the same. */
static int
shortest(double n, char *digits, size_t size)
{
	for (int precision = 0; precision < 17; precision++) {
		(void)snprintf(digits, size, "%.*e", precision, n);
		if (strtod(digits, NULL) == n)
			return precision;
	}
	return 17;
}

const char *
xml_number_text(struct arena *arena, double n)
{
	char digits[40];
	int places;

	if (isnan(n))
		return "NaN";
	if (isinf(n))
		return n < 0 ? "-Infinity" : "Infinity";
	if (n == 0)
		return "0";
	if (n == trunc(n) && fabs(n) < 1e15)
		return arena_printf(arena, "%.0f", n);
	places = shortest(n, digits, sizeof digits);
	places -= (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
	return arena_printf(arena, "%.*f", places < 0 ? 0 : places, n);
}

const char *
xml_value_string(struct arena *arena, const struct xml_value *value)
{
	switch (value->type) {
	case XML_NODES:
		return value->count == 0 ? "" : xml_text_here(arena, value->nodes[0]);
	case XML_STRING:
		return value->string;
	case XML_NUMBER:
		return xml_number_text(arena, value->number);
	default:
		return value->boolean ? "true" : "false";
	}
}

double
xml_value_number(struct arena *arena, const struct xml_value *value)
{
	switch (value->type) {
	case XML_NODES:
	case XML_STRING:
		return xmlXPathStringEvalNumber(
		    (const xmlChar *)xml_value_string(arena, value));
	case XML_NUMBER:
		return value->number;
	default:
		return value->boolean;
	}
}

bool
xml_value_boolean(const struct xml_value *value)
{
	switch (value->type) {
	case XML_NODES:
		return value->count > 0;
	case XML_STRING:
		return *value->string != '\0';
	case XML_NUMBER:
		return !isnan(value->number) && value->number != 0;
	default:
		return value->boolean;
	}
}

/* ------------------------------------------------------- functions --- */

static enum status
value_from(const xmlXPathObject *object, struct xml_value *value)
{
	*value = (struct xml_value){ .type = XML_STRING, .string = "" };
	switch (object->type) {
	case XPATH_NODESET:
	case XPATH_XSLT_TREE:
		value->type = XML_NODES;
		value->shuffled = object->type == XPATH_XSLT_TREE;
		if (object->nodesetval != NULL) {
			value->nodes =
			    (struct xml_node **)(void *)object->nodesetval->nodeTab;
			value->count = (size_t)object->nodesetval->nodeNr;
		}
		return OK;
	case XPATH_BOOLEAN:
		value->type = XML_BOOLEAN;
		value->boolean = object->boolval != 0;
		return OK;
	case XPATH_NUMBER:
		value->type = XML_NUMBER;
		value->number = object->floatval;
		return OK;
	case XPATH_STRING:
		if (object->stringval != NULL)
			value->string = (const char *)object->stringval;
		return OK;
	default:
		return ERR_INVALID;
	}
}

static xmlXPathObject *
nodes_of(const struct xml_value *value)
{
	xmlNodeSet *set = xmlXPathNodeSetCreate(NULL);
	xmlXPathObject *object;

	/* They are not looked through for the same one. */
	for (size_t i = 0; i < value->count; i++)
		(void)xmlXPathNodeSetAddUnique(set, xml_inside(value->nodes[i]));
	object = xmlXPathWrapNodeSet(set);
	/* The only set that the library does not sort; without boolval it owns no tree. */
	if (object != NULL && value->shuffled)
		object->type = XPATH_XSLT_TREE;
	return object;
}

static xmlXPathObject *
object_of(const struct xml_value *value)
{
	switch (value->type) {
	case XML_NODES:
		return nodes_of(value);
	case XML_STRING:
		return xmlXPathNewCString(value->string == NULL ? "" : value->string);
	case XML_NUMBER:
		return xmlXPathNewFloat(value->number);
	default:
		return xmlXPathNewBoolean(value->boolean);
	}
}

static int
by_name(const void *name, const void *entry)
{
	return strcmp(name, ((const struct xml_function_named *)entry)->name);
}

static const struct xml_function_named *
find_function(const struct xml_paths *paths, const char *name)
{
	if (paths->count == 0)
		return NULL;
	return bsearch(
	    name, paths->functions, paths->count, sizeof *paths->functions, by_name);
}

static enum status
charge(struct xml_paths *paths, size_t cost)
{
	xmlXPathContext *ctxt = paths->ctxt;

	if (ctxt->opLimit == 0 || cost < ctxt->opLimit - ctxt->opCount) {
		ctxt->opCount += cost;
		return OK;
	}
	ctxt->opCount = ctxt->opLimit;
	paths->why = TOO_MUCH;
	return ERR_INVALID;
}

static enum status
call_one(struct xml_paths *paths, const char *name, const struct xml_value *args,
    size_t nargs, struct xml_value *result)
{
	const struct xml_function_named *function = find_function(paths, name);
	xmlXPathContext *ctxt = paths->ctxt;
	struct xml_call call = {
		.with = paths->with,
		.arena = paths->arena,
		.doc = paths->doc,
		.origin = paths->origin,
		.node = xml_outside(ctxt->node),
		.position = (size_t)ctxt->proximityPosition,
		.size = (size_t)ctxt->contextSize,
		.name = name,
	};
	enum status status;

	if (function == NULL || nargs < function->min || nargs > function->max) {
		paths->why = arena_printf(
		    paths->arena, "%.60s() has a wrong number of arguments", name);
		return ERR_INVALID;
	}
	status = function->call(&call, args, nargs, result);
	if (status != OK)
		paths->why = call.why != NULL ? call.why
					      : arena_printf(paths->arena,
						    "%.60s() cannot be done", name);
	return status == OK ? charge(paths, call.cost) : status;
}

/* What the library calls for every function of ours. */
static void
call_function(xmlXPathParserContext *parser, int nargs)
{
	struct xml_paths *paths = parser->context->userData;
	const char *name = (const char *)parser->context->function;
	struct xml_value values[16], result = { .type = XML_STRING };
	xmlXPathObject *objects[COUNT_OF(values)];
	size_t count = nargs < 0 ? 0 : (size_t)nargs, got;
	enum status status = OK;

	struct xml_value *args = values;
	xmlXPathObject **of = objects;

	if (count > COUNT_OF(values)) {
		ARENA_ARRAY(paths->arena, args, count);
		ARENA_ARRAY(paths->arena, of, count);
	}
	for (got = count; got > 0; got--) {
		of[got - 1] = valuePop(parser);
		if (of[got - 1] == NULL ||
		    value_from(of[got - 1], &args[got - 1]) != OK) {
			status = ERR_INVALID;
			break;
		}
	}
	if (status == OK)
		status = call_one(paths, name, args, count, &result);
	if (status == OK)
		valuePush(parser, object_of(&result));
	for (size_t i = got; i < count; i++)
		xmlXPathFreeObject(of[i]);
	if (status != OK) {
		if (got > 0)
			xmlXPathFreeObject(of[got - 1]);
		paths->failed = status;
		xmlXPathErr(parser, XPATH_EXPR_ERROR);
	}
}

static xmlXPathFunction
look_up(void *with, const xmlChar *name, const xmlChar *uri)
{
	const struct xml_paths *paths = with;

	return uri == NULL && find_function(paths, (const char *)name) != NULL
		   ? call_function
		   : NULL;
}

/* What the library asks of every variable. */
static xmlXPathObject *
look_up_variable(void *with, const xmlChar *name, const xmlChar *uri)
{
	struct xml_paths *paths = with;
	struct xml_value value;

	if (uri != NULL ||
	    paths->variable(paths->with, paths->arena, paths->doc, (const char *)name,
		&value) != OK ||
	    charge(paths, value.type == XML_NODES ? value.count : 1) != OK)
		return NULL;
	return object_of(&value);
}

void
xml_paths_variables(struct xml_paths *paths, xml_variable variable)
{
	paths->variable = variable;
	xmlXPathRegisterVariableLookup(paths->ctxt, look_up_variable, paths);
}

/* ------------------------------------------------------ evaluation --- */

static void
heard(void *with, xmlError *error)
{
	struct xml_paths *paths = with;

	if (paths->why == NULL && paths->arena != NULL)
		paths->why =
		    error->code == XML_XPATH_EXPRESSION_OK + XPATH_OP_LIMIT_EXCEEDED
			? TOO_MUCH
			: xml_error_words(paths->arena, error);
}

static void
release_context(void *ctxt)
{
	xmlXPathFreeContext(ctxt);
}

/* The first meaning of each prefix. */
static void
take_prefixes(xmlXPathContext *ctxt, const xmlNode *node)
{
	for (const xmlNs *ns = node->nsDef; ns != NULL; ns = ns->next)
		if (ns->prefix != NULL && ns->href != NULL &&
		    xmlXPathNsLookup(ctxt, ns->prefix) == NULL)
			(void)xmlXPathRegisterNs(ctxt, ns->prefix, ns->href);
	for (const xmlNode *n = node->children; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			take_prefixes(ctxt, n);
}

void
xml_paths_prefixes(struct xml_paths *paths, const struct xml_node *node)
{
	xmlNode *in = xml_inside(node);
	xmlNs **all = xmlGetNsList(in->doc, in);

	for (size_t i = 0; all != NULL && all[i] != NULL; i++)
		if (all[i]->prefix != NULL && all[i]->href != NULL)
			(void)xmlXPathRegisterNs(
			    paths->ctxt, all[i]->prefix, all[i]->href);
	xmlFree(all);
}

struct xml_paths *
xml_paths_new(struct arena *arena, struct xml *doc,
    const struct xml_function_named *functions, size_t count)
{
	struct xml_paths *paths = arena_alloc(arena, sizeof *paths);
	xmlXPathContext *ctxt;

	xml_begin();
	ctxt = xmlXPathNewContext(doc->doc);
	*paths = (struct xml_paths){ .doc = doc,
		.ctxt = ctxt,
		.functions = functions,
		.count = count,
		.left = NO_LIMIT };
	ctxt->userData = paths;
	ctxt->error = heard;
	xmlXPathRegisterFuncLookup(ctxt, look_up, paths);
	take_prefixes(ctxt, xmlDocGetRootElement(doc->doc));
	arena_defer(arena, release_context, ctxt);
	return paths;
}

void
xml_paths_limit(struct xml_paths *paths, unsigned long operations)
{
	paths->left = operations;
}

unsigned long
xml_paths_left(const struct xml_paths *paths)
{
	return paths->left;
}

bool
xml_paths_charge(struct xml_paths *paths, size_t operations)
{
	if (paths->left == NO_LIMIT)
		return true;
	paths->left -= operations < paths->left ? operations : paths->left;
	return paths->left > 0;
}

static void
release_path(void *compiled)
{
	xmlXPathFreeCompExpr(compiled);
}

enum status
xml_path_compile(struct arena *arena, const char *expression, struct xml_path **path,
    const char **why)
{
	/* A context only to hear what is wrong. */
	struct xml_paths paths = { .arena = arena };
	xmlXPathContext *ctxt;

	*path = arena_alloc(arena, sizeof **path);
	xml_begin();
	ctxt = xmlXPathNewContext(NULL);
	ctxt->userData = &paths;
	ctxt->error = heard;
	(*path)->compiled = xmlXPathCtxtCompile(ctxt, (const xmlChar *)expression);
	xmlXPathFreeContext(ctxt);
	if ((*path)->compiled == NULL) {
		*why = paths.why != NULL ? paths.why : "it is no expression of XPath";
		return ERR_INVALID;
	}
	arena_defer(arena, release_path, (*path)->compiled);
	return OK;
}

/* The nodes outlive the list of them; only those of namespaces do not. */
static void
keep_value(struct arena *arena, struct xml_value *value)
{
	struct xml_node **kept;
	size_t count = 0;

	if (value->type == XML_STRING)
		value->string = arena_strdup(arena, value->string);
	if (value->type != XML_NODES || value->count == 0)
		return;
	kept = arena_room(arena, value->count * sizeof *kept);
	for (size_t i = 0; i < value->count; i++)
		if (xml_inside(value->nodes[i])->type != XML_NAMESPACE_DECL)
			kept[count++] = value->nodes[i];
	value->nodes = kept;
	value->count = count;
}

static xmlXPathObject *
evaluate(struct xml_paths *paths, const struct xml_path *path, struct xml_node *node,
    size_t position, size_t size)
{
	xmlXPathContext *ctxt = paths->ctxt;
	xmlXPathObject *object;

	ctxt->doc = paths->doc->doc;
	ctxt->node = xml_inside(node);
	ctxt->proximityPosition = (int)position;
	ctxt->contextSize = (int)size;
	ctxt->depth = 0;
	ctxt->opCount = 0;
	/* There 0 is no limit. */
	ctxt->opLimit = paths->left == NO_LIMIT ? 0 : paths->left + 1;
	object = xmlXPathCompiledEval(path->compiled, ctxt);
	if (paths->left != NO_LIMIT)
		paths->left -=
		    ctxt->opCount < paths->left ? ctxt->opCount : paths->left;
	return object;
}

enum status
xml_path_eval(struct arena *arena, struct xml_paths *paths, const struct xml_path *path,
    void *with, struct xml_node *node, size_t position, size_t size,
    struct xml_value *value, const char **why)
{
	struct xml_paths before = *paths; /* a function may evaluate another */
	xmlXPathObject *object;
	enum status status = OK;

	*value = (struct xml_value){ .type = XML_STRING, .string = "" };
	paths->arena = arena;
	paths->with = with;
	paths->origin = node;
	paths->why = NULL;
	paths->failed = OK;
	object = evaluate(paths, path, node, position, size);
	if (object == NULL || value_from(object, value) != OK)
		status = paths->failed != OK ? paths->failed : ERR_INVALID;
	else
		keep_value(arena, value);
	*why = status == OK         ? NULL
	       : paths->why != NULL ? paths->why
				    : "it cannot be worked out";
	xmlXPathFreeObject(object);
	paths->arena = before.arena;
	paths->with = before.with;
	paths->origin = before.origin;
	paths->why = before.why;
	paths->failed = before.failed;
	return status;
}
