/*
 * line.h - the line to RapidPro: calls pass through it, and are cut on their way.
 *
 * It listens where rapidpro_url says and passes each call on to the port behind.
 * The switches that begin with "line_" say where it cuts: before a call, within
 * its head or its body, behind it, and the same of the answer.  A cut is a reset.
 */

#ifndef SIM_LINE_H
#define SIM_LINE_H

/* Until it is told to stop by SIGTERM or SIGINT. */
int line_run(const char *database, int port, int behind);

#endif
