/*
 * outbound_make.h - what is told of a document that has changed, made by the evaluator
 * of rules, in a process of its own (rule_child.h, rule_outbound.js).
 */

#ifndef CORE_OUTBOUND_MAKE_H
#define CORE_OUTBOUND_MAKE_H

#include <stdbool.h>

#include "core/outbound.h"
#include "db/tx.h"

struct outbound_maker;

/* No process is started before there is something to be made. */
struct outbound_maker *outbound_maker_new(struct arena *);
void outbound_maker_end(struct outbound_maker *); /* ends it; NULL is fine */

/*
 * What has changed since the last time becomes what is to be told, some of it at a time,
 * in one transaction; *more is set if there may be more.
 */
MUST_CHECK enum status outbound_make(
    struct outbound_maker *, struct db *, struct arena *, bool *more);

/*
 * What of the JavaScript of settings cannot be compiled, as complaints; ERR_UNAVAILABLE
 * if no evaluator can be had.
 */
MUST_CHECK enum status outbound_compile(struct outbound_maker *, struct arena *,
    const struct outbound_setting *, const struct outbound_complaint **, size_t *n);

#endif
