/*
 * rapidpro.h - a RapidPro for the torture: a child process that takes any call,
 * drops the repeat of the intent that it has just sent, and counts what it sent.
 */

#ifndef TORTURE_RAPIDPRO_H
#define TORTURE_RAPIDPRO_H

#include <stdbool.h>

#define RAPIDPRO_CONTACT "7c1d3a52-91e4-4f0b-8a6d-2e5b9f10c3d4"
#define RAPIDPRO_SEND "c0290103-855d-4f55-99ec-8712e8e3574f"
#define RAPIDPRO_CHECKIN "1e2ed6cb-6470-4f1f-934b-8db4b18fbdb1"
#define RAPIDPRO_SURVEY "5e0a3c1b-4d2f-4a77-9b36-0f1c2d3e4a5b"

/* Started once; ends with the process that started it. */
void rapidpro_begin(void);
int rapidpro_port(void);
/* What there is besides what was sent. */
struct rapidpro_there {
	bool flows; /* ours are imported */
	bool words; /* a text came in */
	bool answer; /* a run holds an answer */
	bool survey; /* a flow that is not ours, and shows its runs */
	bool waits; /* a flow waits for one, until it is asked to end */
};
/* Nothing was sent yet. */
void rapidpro_reset(const struct rapidpro_there *);
/* Its clock moves on. */
void rapidpro_wait(int seconds);
/* How many texts were sent. */
int rapidpro_sent(void);

#endif
