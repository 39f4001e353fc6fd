/*
 * sms_gateway.h - texts that leave by an SMS gateway, which comes for them as it would
 * come to a CHT: docs/cht.md.
 *
 * What a gateway has been handed stays with it, under one id: as long as it says nothing
 * of it, it is offered again.  Of what nothing is heard for too long a person decides.
 */

#ifndef CORE_SMS_GATEWAY_H
#define CORE_SMS_GATEWAY_H

#include "ext/json.h"
#include "gen/sql.h"

#define SMS_GATEWAY_MOST 25 /* at once, as with the CHT */
#define SMS_GATEWAY_AGAIN_SECONDS 120 /* then 240, 480, up to half an hour */
#define SMS_GATEWAY_DOUBT_MINUTES 60

/* What is older leaves no more by itself: held_after_hours, at first 24. */
void sms_gateway_settings(int held_after_hours);

/*
 * What whoever asks, a client, is to send now, the most urgent first; none if no
 * facility's texts leave by it.  It is noted as handed over, and in the trail.
 */
MUST_CHECK enum status sms_gateway_fetch(
    struct tx *, const char *address, struct sms_gateway_fetch_rows *);
/*
 * What it says of texts, [{"id", "status", "reason"}].  What is told again, is not its
 * own or cannot be read changes nothing.
 */
MUST_CHECK enum status sms_gateway_said(struct tx *, const struct json *updates);

#endif
