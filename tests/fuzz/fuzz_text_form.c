/*
 * fuzz_text_form.c - a text is no form, or makes JSON and tells every fault; and a
 * configuration is refused in words or holds.  The first piece is the text, the second
 * the forms; without it they are these.
 */

#include "fuzz.h"

#include <string.h>

#include "core/text_form.h"
#include "ext/json.h"

static const char usual[] =
    "{\"REG\": {\"public_form\": true, \"fields\": {"
    "\"name\": {\"type\": \"string\", \"required\": true, \"length\": [3, 12], "
    "\"labels\": {\"tiny\": {\"en\": \"nam\"}}},"
    "\"a.day\": {\"type\": \"date\"}, \"a.well\": {\"type\": \"boolean\"},"
    "\"age\": {\"type\": \"integer\", \"labels\": {\"tiny\": \"ag\"}},"
    "\"sex\": {\"type\": \"integer\", \"list\": [[0, {\"en\": \"Male\"}], [1, "
    "\"Female\"]]},"
    "\"phone\": {\"type\": \"phone_number\"}, \"month\": {\"type\": \"month\"},"
    "\"id\": {\"type\": \"string\", \"flags\": {\"input_digits_only\": true}}}},"
    "\"ON\": {\"fields\": {}}}";

static void
check(const struct text_forms *forms, struct arena *arena, const char *text)
{
	struct text_report report;
	enum status status =
	    text_form_read(forms, arena, text, "en", "Africa/Harare", &report);

	REQUIRE(status == OK || status == ERR_INVALID || status == ERR_NOT_FOUND);
	if (status == ERR_NOT_FOUND)
		return;
	REQUIRE((status == ERR_INVALID) == (report.nfaults > 0));
	REQUIRE(report.title != NULL && report.form != NULL);
	REQUIRE(json_gate(report.fields, strlen(report.fields)));
	for (size_t i = 0; i < report.nfaults; i++) {
		REQUIRE(report.faults[i].label != NULL);
		REQUIRE(strncmp(text_fault_key(report.faults[i].kind), "text_form.",
			    10) == 0);
	}
}

/* The same brought as JSON. */
static void
check_json(const struct text_forms *forms, struct arena *arena, const char *text)
{
	struct text_report report;
	const struct json *json;
	enum status status;

	if (json_parse(arena, text, strlen(text), &json) != OK)
		return;
	status =
	    text_form_fill(forms, arena, "reg", json, "en", "Africa/Harare", &report);
	if (status == ERR_NOT_FOUND)
		return;
	REQUIRE((status == ERR_INVALID) == (report.nfaults > 0));
	REQUIRE(json_gate(report.fields, strlen(report.fields)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	struct text_forms *forms;
	const char *text, *json = usual, *why = NULL;
	size_t len, json_len = sizeof usual - 1;
	enum status status;

	text = feed_text(&feed, &len);
	if (feed.left > 0)
		json = feed_text(&feed, &json_len);
	status = text_forms_read(arena, json, json_len, &forms, &why);
	REQUIRE(status == OK || (status == ERR_INVALID && why != NULL));
	REQUIRE(json != usual || status == OK);
	/* What is no text never comes as far as here. */
	if (status == OK && strlen(text) == len && fuzz_is_text(text)) {
		check(forms, arena, text);
		check_json(forms, arena, text);
	}
	arena_free(arena);
	return 0;
}
