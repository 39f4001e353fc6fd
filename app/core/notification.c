/* notification.c - see notification.h. */

#include "core/notification.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"

static bool
tells_which(const struct notification *n)
{
	return n->number != 0 && strcmp(n->content, "empty") != 0;
}

static void
write_task_reference(struct buf *b, const struct notification *n)
{
	buf_json(b, arena_printf(b->arena, "%s/Task/%" PRId64, n->base, n->task));
}

static void
write_event(struct buf *b, const struct notification *n)
{
	buf_printf(b,
	    ",{\"name\":\"notification-event\",\"part\":[{\"name\":\"event-number\","
	    "\"valueString\":\"%" PRId64
	    "\"},{\"name\":\"timestamp\",\"valueInstant\":\"%s\"}",
	    n->number, clock_iso(b->arena, n->at));
	if (tells_which(n)) {
		buf_puts(b, ",{\"name\":\"focus\",\"valueReference\":{\"reference\":");
		write_task_reference(b, n);
		buf_puts(b, "}}");
	}
	buf_puts(b, "]}");
}

void
notification_status(struct buf *b, const struct notification *n)
{
	buf_puts(b,
	    "{\"resourceType\":\"Parameters\",\"meta\":{\"profile\":[\"" BACKPORT
	    "subscription-status-r4\"]},\"parameter\":[{\"name\":\"subscription\","
	    "\"valueReference\":{\"reference\":");
	buf_json(b, arena_printf(b->arena, "%s/Subscription/%" PRId64, n->base,
			n->subscription));
	buf_puts(b, "}}");
	if (*n->topic != '\0') {
		buf_puts(b, ",{\"name\":\"topic\",\"valueCanonical\":");
		buf_json(b, n->topic);
		buf_putc(b, '}');
	}
	buf_printf(b,
	    ",{\"name\":\"status\",\"valueCode\":\"%s\"},{\"name\":\"type\","
	    "\"valueCode\":\"%s\"},{\"name\":\"events-since-subscription-start\","
	    "\"valueString\":\"%" PRId64 "\"}",
	    n->status, n->type, n->told);
	if (n->number != 0)
		write_event(b, n);
	if (*n->error != '\0') {
		buf_puts(b, ",{\"name\":\"error\",\"valueCodeableConcept\":{\"text\":");
		buf_json(b, n->error);
		buf_puts(b, "}}");
	}
	buf_puts(b, "]}");
}

const char *
notification_bundle(struct arena *arena, const struct notification *n)
{
	struct buf b;

	buf_init(&b, arena);
	buf_printf(&b,
	    "{\"resourceType\":\"Bundle\",\"meta\":{\"profile\":[\"" BACKPORT
	    "subscription-notification-r4\"]},\"type\":\"history\",\"timestamp\":\"%s\""
	    ",\"entry\":[{\"fullUrl\":",
	    clock_iso(arena, n->at));
	buf_json(&b, arena_printf(arena, "%s/Subscription/%" PRId64 "/$status", n->base,
			 n->subscription));
	buf_puts(&b, ",\"resource\":");
	notification_status(&b, n);
	buf_printf(&b,
	    ",\"request\":{\"method\":\"GET\",\"url\":\"Subscription/%" PRId64
	    "/$status\"},\"response\":{\"status\":\"200\"}}",
	    n->subscription);
	if (tells_which(n)) {
		buf_puts(&b, ",{\"fullUrl\":");
		write_task_reference(&b, n);
		if (strcmp(n->content, "full-resource") == 0)
			buf_printf(&b, ",\"resource\":%s", n->body);
		buf_printf(&b,
		    ",\"request\":{\"method\":\"PUT\",\"url\":\"Task/%" PRId64
		    "\"},\"response\":{\"status\":\"200\"}}",
		    n->task);
	}
	buf_puts(&b, "]}");
	return b.data;
}
