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

struct notification {
	const char *base; /* of ours: "https://aftercare.example.org/fhir" */
	const char *type; /* handshake, heartbeat, event-notification, query-status */
	int64_t subscription;
	const char *status, *topic; /* of the subscription; no topic: "" */
	const char *error; /* why it is off; or "" */
	int64_t told; /* events since it began */
	int64_t number, at, task; /* of the event; number 0 is none */
	const char *content; /* empty, id-only or full-resource */
	const char *body; /* the task */
};

/* The status alone: a Parameters. */
void notification_status(struct buf *, const struct notification *);
/* What leaves: a Bundle. */
const char *notification_bundle(struct arena *, const struct notification *);

#endif
