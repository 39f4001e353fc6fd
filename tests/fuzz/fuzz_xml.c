/*
 * fuzz_xml.c - what is taken for XML has no DOCTYPE, keeps the limits, can be walked
 * and changed, and is the same once it was written and read again; and any expression
 * of XPath over it ends within its operations.  The document comes first, then the
 * expression.
 */

#include "fuzz.h"

#include <string.h>

#include "ext/xml.h"

struct count {
	size_t nodes, depth;
};

static void
walk(struct arena *arena, struct xml_node *node, size_t depth, struct count *count)
{
	struct xml_part part = { 0 };
	struct xml_attribute attribute;
	struct xml_node *child = xml_first(node);

	count->nodes++;
	count->depth = depth > count->depth ? depth : count->depth;
	REQUIRE(fuzz_is_text(xml_text(arena, node)) && fuzz_is_text(xml_name(node)));
	REQUIRE(xml_line(node) > 0 && xml_data(node) == NULL);
	for (size_t i = 0; xml_attribute_at(node, i, &attribute); i++) {
		count->nodes++;
		REQUIRE(fuzz_is_text(attribute.value));
		REQUIRE(xml_attribute(node,
			    *attribute.prefix == '\0' ? NULL : attribute.space,
			    attribute.name) != NULL);
	}
	while (xml_part_next(node, &part)) {
		if (part.text != NULL) {
			count->nodes++;
			continue;
		}
		REQUIRE(part.node == child && xml_parent(child) == node);
		walk(arena, child, depth + 1, count);
		child = xml_next(child);
	}
	REQUIRE(child == NULL);
}

static struct xml *
read_again(struct arena *arena, const char *text)
{
	struct xml *xml;

	REQUIRE(xml_parse(arena, text, strlen(text), &xml, NULL) == OK);
	return xml;
}

static void
change(struct arena *arena, struct xml *xml, const char *bytes)
{
	struct xml_node *root = xml_root(xml), *added = xml_add(root, "added");

	xml_set_attribute(added, "value", bytes);
	xml_add_text(added, bytes);
	REQUIRE(fuzz_is_text(xml_text(arena, added)));
	xml_set_text(xml_copy_into(root, added), bytes);
	(void)xml_copy_after(added, added);
	xml_remove(added);
	(void)xml_add(root, bytes);
	(void)read_again(arena, xml_write(arena, root));
	(void)read_again(arena, xml_write(arena, xml_root(xml_plain(arena, root))));
}

static void
work_out(struct arena *arena, struct xml *xml, const char *expression)
{
	struct xml_paths *paths = xml_paths_new(arena, xml, NULL, 0);
	struct xml_path *path;
	struct xml_value value;
	const char *why = NULL;

	if (xml_path_compile(arena, expression, &path, &why) != OK) {
		REQUIRE(why != NULL && fuzz_is_text(why));
		return;
	}
	xml_paths_limit(paths, 2000);
	if (xml_path_eval(
		arena, paths, path, NULL, xml_root(xml), 1, 1, &value, &why) != OK) {
		REQUIRE(why != NULL && fuzz_is_text(why));
		return;
	}
	(void)xml_value_number(arena, &value);
	(void)xml_value_boolean(&value);
	REQUIRE(xml_value_string(arena, &value) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	struct xml_fault fault = { -1, NULL };
	struct count count = { 0 };
	size_t len;
	const char *text = feed_text(&feed, &len);
	struct xml *xml;

	if (xml_parse(arena, text, len, &xml, &fault) != OK) {
		REQUIRE(
		    fault.what != NULL && fault.line >= 0 && fuzz_is_text(fault.what));
		arena_free(arena);
		return 0;
	}
	REQUIRE(fault.what == NULL);
	walk(arena, xml_root(xml), 1, &count);
	REQUIRE(count.nodes <= XML_NODES_MAX && count.depth <= XML_DEPTH);
	text = xml_write(arena, xml_root(xml));
	REQUIRE(strcmp(text, xml_write(arena, xml_root(read_again(arena, text)))) == 0);
	text = feed_text(&feed, &len);
	work_out(arena, xml, text);
	change(arena, xml, text);
	arena_free(arena);
	return 0;
}
