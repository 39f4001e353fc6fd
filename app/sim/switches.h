/* switches.h - every fault that can be switched on, and in which words. */

#ifndef SIM_SWITCHES_H
#define SIM_SWITCHES_H

#include <stddef.h>

struct switch_info {
	const char *name;
	const char *words;
	const char *unit; /* of the amount; NULL where there is none */
};

/* The last has no name. */
extern const struct switch_info switches[];
const struct switch_info *switch_named(const char *); /* NULL if unknown */

#endif
