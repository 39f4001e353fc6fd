/*
 * form_media.c - files of a form as instances: XML as it is, a table (CSV) and a map
 * (GeoJSON) as /root/item, as Enketo makes them.
 *
 * A form that is kept has its files within it: what they say belongs to its version.
 */

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "form/form_inner.h"

#define ROWS_MAX 20000
#define COLUMNS_MAX 200
#define CELL_MAX 10000
#define POINTS_MAX 10000

static bool
ends_with(const char *name, const char *suffix)
{
	size_t len = strlen(name), n = strlen(suffix);

	return len > n && strcasecmp(name + len - n, suffix) == 0;
}

/* ------------------------------------------------------------ tables --- */

/* "label::English (en)" is <label lang="English (en)">. */
static struct xml_node *
add_cell(struct arena *arena, struct xml_node *item, const char *heading)
{
	const char *colons = strstr(heading, "::");
	size_t len = colons != NULL ? (size_t)(colons - heading) : strlen(heading);
	struct xml_node *cell =
	    xml_add(item, form_trimmed(arena, arena_strndup(arena, heading, len)));

	if (cell != NULL && colons != NULL)
		xml_set_attribute(cell, "lang", form_trimmed(arena, colons + 2));
	return cell;
}

static enum status
read_table(struct arena *arena, const char *text, size_t len, struct xml_node *root,
    const char **why)
{
	static const struct csv_limits limits = { ROWS_MAX, COLUMNS_MAX, CELL_MAX };
	struct csv_fault fault;
	struct csv csv;

	if (csv_read(arena, text, len, &limits, &csv, &fault) != OK) {
		*why = fault.words;
		return ERR_INVALID;
	}
	for (size_t i = 1; i < csv.n; i++) {
		struct xml_node *item = xml_add(root, "item");

		for (size_t k = 0; k < csv.columns; k++) {
			const char *heading = csv.rows[0].cells[k];
			struct xml_node *cell = add_cell(arena, item, heading);

			if (cell == NULL) {
				*why = arena_printf(arena,
				    "the column %.60s cannot be the name of an element",
				    heading);
				return ERR_INVALID;
			}
			xml_set_text(cell, csv.rows[i].cells[k]);
		}
	}
	return OK;
}

/* -------------------------------------------------------------- maps --- */

/* "LAT LONG 0 0" of [long, lat]. */
static bool
add_point(struct buf *b, const struct json *point)
{
	const char *x = json_scalar(b->arena, json_at(point, 0));
	const char *y = json_scalar(b->arena, json_at(point, 1));

	if (!json_is_array(point) || x == NULL || y == NULL)
		return false;
	buf_printf(b, "%s%s %s 0 0", b->len > 0 ? ";" : "", y, x);
	return true;
}

static const char *
geometry_of(struct arena *arena, const struct json *geometry)
{
	const char *type = json_text(json_get(geometry, "type"));
	const struct json *at = json_get(geometry, "coordinates");
	struct buf b;

	buf_init(&b, arena);
	if (type == NULL)
		return NULL;
	if (strcmp(type, "Point") == 0)
		return add_point(&b, at) ? b.data : NULL;
	if (strcmp(type, "Polygon") == 0)
		at = json_at(at, 0);
	else if (strcmp(type, "LineString") != 0)
		return NULL;
	for (size_t i = 0; i < json_count(at) && i < POINTS_MAX; i++)
		if (!add_point(&b, json_at(at, i)))
			return NULL;
	return b.len > 0 ? b.data : NULL;
}

static bool
add_feature(struct arena *arena, struct xml_node *root, const struct json *feature)
{
	const char *geometry = geometry_of(arena, json_get(feature, "geometry"));
	const char *id = json_scalar(arena, json_get(feature, "id")), *key;
	const struct json *properties = json_get(feature, "properties"), *value;
	struct xml_node *item = xml_add(root, "item"), *cell;

	if (geometry == NULL)
		return false;
	xml_set_text(xml_add(item, "geometry"), geometry);
	if (id != NULL)
		xml_set_text(xml_add(item, "id"), id);
	for (size_t i = 0; json_member(properties, i, &key, &value); i++) {
		const char *text = json_scalar(arena, value);

		if (text == NULL || (id != NULL && strcmp(key, "id") == 0) ||
		    (cell = xml_add(item, key)) == NULL)
			continue;
		xml_set_text(cell, text);
	}
	return true;
}

static enum status
read_map(struct arena *arena, const char *text, size_t len, struct xml_node *root,
    const char **why)
{
	const struct json *json, *features;

	*why = "it is no GeoJSON: a FeatureCollection of points, lines and polygons";
	if (json_parse(arena, text, len, &json) != OK)
		return ERR_INVALID;
	features = json_get(json, "features");
	if (!json_is_array(features) || json_count(features) > ROWS_MAX)
		return ERR_INVALID;
	for (size_t i = 0; i < json_count(features); i++)
		if (!add_feature(arena, root, json_at(features, i)))
			return ERR_INVALID;
	return OK;
}

/* ------------------------------------------------------------- files --- */

enum status
form_media_read(struct arena *arena, const char *name, const char *text, size_t len,
    struct xml **doc, const char **why)
{
	struct xml_fault fault = { .what = "" };
	struct xml *file;

	if (ends_with(name, ".csv") || ends_with(name, ".geojson")) {
		*doc = xml_new(arena, "root");
		return (ends_with(name, ".csv") ? read_table : read_map)(
		    arena, text, len, xml_root(*doc), why);
	}
	if (xml_parse(arena, text, len, &file, &fault) != OK) {
		*why = arena_printf(arena, "line %d: %s", fault.line, fault.what);
		return ERR_INVALID;
	}
	*doc = xml_plain(arena, xml_root(file));
	return OK;
}

const char *
form_media_name(const char *src)
{
	static const char *const places[] = { "jr://file/", "jr://file-csv/" };

	for (size_t i = 0; i < COUNT_OF(places); i++) {
		const char *name = src + strlen(places[i]);

		if (strncmp(src, places[i], strlen(places[i])) == 0)
			return *name == '.' || *name == '\0' ||
				       strchr(name, '/') != NULL
				   ? NULL
				   : name;
	}
	return NULL;
}

/* ${taken}: it was there, and the instance has it now. */
static enum status
take_file(struct arena *arena, struct xml_node *instance, const struct form_media *from,
    bool *taken, const char **why)
{
	const char *src = xml_attribute(instance, NULL, "src"), *name, *text;
	struct xml *doc;
	size_t len;

	if (src == NULL || xml_first(instance) != NULL ||
	    (name = form_media_name(src)) == NULL)
		return OK;
	text = from->file(from->with, arena, name, &len);
	if (text == NULL)
		return OK;
	name = arena_strdup(arena, name);
	if (form_media_read(arena, name, text, len, &doc, why) != OK) {
		*why = arena_printf(arena, "the file %s: %s", name, *why);
		return ERR_INVALID;
	}
	xml_remove_attribute(instance, NULL, "src");
	(void)xml_copy_into(instance, xml_root(doc));
	*taken = true;
	return OK;
}

enum status
form_media_take(struct arena *arena, const struct form_media *from, const char **xml,
    size_t *len, const char **why)
{
	struct xml_node *model;
	bool taken = false;
	struct xml *doc;

	*why = NULL;
	if (*len > FORM_XML_MAX || xml_parse(arena, *xml, *len, &doc, NULL) != OK)
		return OK; /* form_load says what is wrong */
	model = xml_child(xml_child(xml_root(doc), "head"), "model");
	for (struct xml_node *node = xml_child(model, "instance"); node != NULL;
	     node = xml_next_named(node, "instance"))
		TRY(take_file(arena, node, from, &taken, why));
	if (!taken)
		return OK;
	/* Its lines are those of the file, but for comments. */
	*xml = arena_printf(arena, "%s%s",
	    strncmp(*xml, "<?xml", 5) == 0 ? "<?xml version=\"1.0\"?>\n" : "",
	    xml_write(arena, xml_root(doc)));
	*len = strlen(*xml);
	return OK;
}
