/*
 * engine.h - the part of RapidPro that works behind its API: flow starts
 * become runs, texts go out and arrive, flows wait, time out and expire.
 *
 * Any number of engines may run: what is due is claimed with SKIP LOCKED.
 */

#ifndef SIM_ENGINE_H
#define SIM_ENGINE_H

#include "db/tx.h"
#include "ext/http.h"

struct engine {
	struct db *db;
	struct http *http;
	struct arena *arena; /* of one tick */
	int64_t done; /* things, in this tick */
};

/* Does once all that is due; *busy: something was, so look again at once. */
MUST_CHECK enum status engine_tick(struct engine *, bool *busy);
/* Ticks until told to stop by SIGTERM or SIGINT. */
int engine_run(const char *database);

/* ---- for the engine's own files ---- */

MUST_CHECK enum status engine_inbound(struct engine *, struct tx *);
MUST_CHECK enum status engine_broadcasts(struct engine *, struct tx *);
/* Runs one claimed sprint up to its next webhook, or commits it. */
MUST_CHECK enum status engine_sprint(struct engine *, int64_t id);

#endif
