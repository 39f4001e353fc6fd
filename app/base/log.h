/*
 * log.h - one line per event on standard error: level, context, words,
 * then key=value.  Never a name, a phone, a text or an address: ids only.
 */

#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/status.h"

void log_info(const char *fmt, ...) PRINTF(1, 2);
void log_warn(const char *fmt, ...) PRINTF(1, 2);
void log_error(const char *fmt, ...) PRINTF(1, 2);

/* Given once per request or job, printed on each of its lines. */
void log_context(const char *id);
/* Printed on every line: "site", "worker"... */
void log_program(const char *name);

#endif
