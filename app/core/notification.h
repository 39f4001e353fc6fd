/*
 * notification.h - what is told to whoever has subscribed to a topic: R5's
 * SubscriptionStatus, as the backport writes it in R4, alone or with the task that it is
 * about.
 */

#ifndef CORE_NOTIFICATION_H
#define CORE_NOTIFICATION_H

#include "base/buf.h"

#define TOPIC_STATE_CHANGED "urn:aftercare:topic:task-status-changed"
#define BACKPORT                                                             \
	"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/" \
	"backport-"

struct notification_event {
	int64_t number, at, task;
	const char *body; /* the task; NULL if the content leaves it out */
};

struct notification {
	const char *base; /* of ours: "https://aftercare.example.org/fhir" */
	/* handshake, heartbeat, event-notification, query-status, query-event */
	const char *type;
	int64_t subscription;
	const char *status, *topic; /* of the subscription; no topic: "" */
	const char *error; /* why it is off; or "" */
	int64_t told; /* events since it began */
	int64_t at;
	const struct notification_event *events; /* in their order */
	size_t n;
	const char *content; /* empty, id-only or full-resource */
};

/* The status alone: a Parameters. */
void notification_status(struct buf *, const struct notification *);
/* A Bundle. */
void notification_write(struct buf *, const struct notification *);
/* What leaves. */
const char *notification_bundle(struct arena *, const struct notification *);

#endif
