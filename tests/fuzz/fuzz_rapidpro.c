/* fuzz_rapidpro.c - every reader of RapidPro's bodies, over any bytes. */

#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/rapidpro.h"

static void
check_messages(struct arena *arena, const char *text, size_t len)
{
	struct rapidpro_message_page page;
	struct rapidpro_message again;

	if (rapidpro_read_messages(arena, text, len, &page) != OK)
		return;
	for (size_t i = 0; i < page.count; i++) {
		const struct rapidpro_message *m = &page.rows[i];

		REQUIRE(m->id != NULL || m->uuid != NULL);
		REQUIRE(m->text != NULL);
		/* What is kept in the inbox reads the same later. */
		REQUIRE(
		    rapidpro_read_message(arena, m->raw, strlen(m->raw), &again) == OK);
		REQUIRE(strcmp(m->raw, again.raw) == 0);
		REQUIRE(m->created_on == again.created_on && m->state == again.state);
	}
	REQUIRE(page.count > 0 || page.skipped > 0 || page.next == NULL);
}

static void
check_runs(struct arena *arena, const char *text, size_t len)
{
	struct rapidpro_run_page page;
	struct rapidpro_run again;

	if (rapidpro_read_runs(arena, text, len, &page) != OK)
		return;
	for (size_t i = 0; i < page.count; i++) {
		const struct rapidpro_run *run = &page.rows[i];

		REQUIRE(run->uuid != NULL && strlen(run->uuid) == 36);
		REQUIRE(
		    rapidpro_read_run(arena, run->raw, strlen(run->raw), &again) == OK);
		REQUIRE(run->value_count == again.value_count);
		for (size_t j = 0; j < run->value_count; j++)
			REQUIRE(run->values[j].key != NULL);
	}
}

static void
check_contacts(struct arena *arena, const char *text, size_t len)
{
	struct rapidpro_contact_page page;
	struct rapidpro_start_page starts;

	if (rapidpro_read_contacts(arena, text, len, &page) == OK)
		for (size_t i = 0; i < page.count; i++) {
			REQUIRE(
			    page.rows[i].uuid != NULL && page.rows[i].status != NULL);
			for (size_t j = 0; j < page.rows[i].urn_count; j++)
				REQUIRE(page.rows[i].urns[j] != NULL);
		}
	if (rapidpro_read_starts(arena, text, len, &starts) == OK)
		for (size_t i = 0; i < starts.count; i++)
			REQUIRE(starts.rows[i].status != NULL);
}

static void
check_lists(struct arena *arena, const char *text, size_t len)
{
	struct rapidpro_channel_page channels;
	struct rapidpro_flow_page flows;
	struct rapidpro_field_page fields;
	struct rapidpro_group_page groups;
	struct rapidpro_global_page globals;
	enum status channel = rapidpro_read_channels(arena, text, len, &channels);

	/* They differ in their rows alone. */
	REQUIRE(rapidpro_read_flows(arena, text, len, &flows) == channel);
	REQUIRE(rapidpro_read_fields(arena, text, len, &fields) == channel);
	REQUIRE(rapidpro_read_groups(arena, text, len, &groups) == channel);
	REQUIRE(rapidpro_read_globals(arena, text, len, &globals) == channel);
	if (channel == OK)
		REQUIRE(
		    channels.count + channels.skipped == fields.count + fields.skipped);
}

static void
check_singles(struct arena *arena, const char *text, size_t len)
{
	struct rapidpro_workspace workspace;
	struct rapidpro_contact contact;
	struct rapidpro_message message;
	struct rapidpro_start start;
	struct rapidpro_hook hook;

	if (rapidpro_read_workspace(arena, text, len, &workspace) == OK)
		REQUIRE(workspace.uuid != NULL || workspace.name != NULL);
	if (rapidpro_read_contact(arena, text, len, &contact) == OK)
		REQUIRE(contact.uuid != NULL);
	if (rapidpro_read_start(arena, text, len, &start) == OK)
		REQUIRE(start.uuid != NULL);
	if (rapidpro_read_broadcast(arena, text, len, &message) == OK)
		REQUIRE(message.broadcast != NULL);
	if (rapidpro_read_hook(arena, text, len, &hook) == OK)
		REQUIRE(hook.event != NULL && hook.run_uuid != NULL);
	REQUIRE(rapidpro_read_failures(arena, text, len) <= len);
	REQUIRE(strlen(rapidpro_read_reason(arena, text, len)) <= 600);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = (const char *)data;

	check_messages(arena, text, size);
	check_runs(arena, text, size);
	check_contacts(arena, text, size);
	check_lists(arena, text, size);
	check_singles(arena, text, size);
	arena_free(arena);
	return 0;
}
