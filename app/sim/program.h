/* program.h - the simulator as web/fcgi.h serves it, and as tests ask it. */

#ifndef SIM_PROGRAM_H
#define SIM_PROGRAM_H

#include "base/config.h"
#include "web/dispatch.h"

extern const struct program sim;

/*
 * Only "simulator = yes" with an address of our own, http on this machine and
 * with the path /sim, is a simulation.
 */
bool program_is_simulated(const struct config *);

/* The pages, by file. */
handler phones_show, phones_add, phones_reply, phones_missed, phones_set, phones_hide;
handler ledger_show, ledger_json;
handler faults_show, faults_set, clock_show, clock_set;

#endif
