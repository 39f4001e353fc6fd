/*
 * mediator.h - the door of the CHT's interoperability mediator: programs that were
 * written for it ask for a follow-up and are told of the Encounter (docs/cht.md).
 */

#ifndef API_MEDIATOR_H
#define API_MEDIATOR_H

#include "web/request.h"

MUST_CHECK enum status mediator(struct request *);

#endif
