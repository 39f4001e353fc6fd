/* transport.h - what can go wrong on the way to and from the API. */

#ifndef SIM_TRANSPORT_H
#define SIM_TRANSPORT_H

#include "sim/api.h"

/* nginx answers this one by closing the connection; see nginx/sim.conf.in. */
#define TRANSPORT_RESET "/sim-reset"

/* *answered: a fault took the call before the API could see it. */
MUST_CHECK enum status transport_before(struct call *, bool *answered);
/* Spoils the reply of a call that has been done. */
MUST_CHECK enum status transport_after(struct call *);

#endif
