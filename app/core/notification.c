/* notification.c - see notification.h. */

#include "core/notification.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"

static bool
tells_which(const struct notification *n)
{
	return strcmp(n->content, "empty") != 0;
}

static void
write_task_reference(struct buf *b, const struct notification *n, int64_t task)
{
	buf_json(b, arena_printf(b->arena, "%s/Task/%" PRId64, n->base, task));
}

static void
write_event(
    struct buf *b, const struct notification *n, const struct notification_event *e)
{
	buf_printf(b,
	    ",{\"name\":\"notification-event\",\"part\":[{\"name\":\"event-number\","
	    "\"valueString\":\"%" PRId64
	    "\"},{\"name\":\"timestamp\",\"valueInstant\":\"%s\"}",
	    e->number, clock_iso(b->arena, e->at));
	if (tells_which(n)) {
		buf_puts(b, ",{\"name\":\"focus\",\"valueReference\":{\"reference\":");
		write_task_reference(b, n, e->task);
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
	for (size_t i = 0; i < n->n; i++)
		write_event(b, n, &n->events[i]);
	if (*n->error != '\0') {
		buf_puts(b, ",{\"name\":\"error\",\"valueCodeableConcept\":{\"text\":");
		buf_json(b, n->error);
		buf_puts(b, "}}");
	}
	buf_puts(b, "]}");
}

static void
write_entry(
    struct buf *b, const struct notification *n, const struct notification_event *e)
{
	buf_puts(b, ",{\"fullUrl\":");
	write_task_reference(b, n, e->task);
	if (strcmp(n->content, "full-resource") == 0)
		buf_printf(b, ",\"resource\":%s", e->body);
	buf_printf(b,
	    ",\"request\":{\"method\":\"PUT\",\"url\":\"Task/%" PRId64
	    "\"},\"response\":{\"status\":\"200\"}}",
	    e->task);
}

void
notification_write(struct buf *b, const struct notification *n)
{
	buf_printf(b,
	    "{\"resourceType\":\"Bundle\",\"meta\":{\"profile\":[\"" BACKPORT
	    "subscription-notification-r4\"]},\"type\":\"history\",\"timestamp\":\"%s\""
	    ",\"entry\":[{\"fullUrl\":",
	    clock_iso(b->arena, n->at));
	buf_json(b, arena_printf(b->arena, "%s/Subscription/%" PRId64 "/$status",
			n->base, n->subscription));
	buf_puts(b, ",\"resource\":");
	notification_status(b, n);
	buf_printf(b,
	    ",\"request\":{\"method\":\"GET\",\"url\":\"Subscription/%" PRId64
	    "/$status\"},\"response\":{\"status\":\"200\"}}",
	    n->subscription);
	for (size_t i = 0; i < n->n && tells_which(n); i++)
		write_entry(b, n, &n->events[i]);
	buf_puts(b, "]}");
}

const char *
notification_bundle(struct arena *arena, const struct notification *n)
{
	struct buf b;

	buf_init(&b, arena);
	notification_write(&b, n);
	return b.data;
}
