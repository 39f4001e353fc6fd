/*
 * peer.h - whom our programs call in the torture: child processes that listen on a free
 * port of this machine and share some memory with us.  What cannot be had ends the program.
 */

#ifndef TORTURE_PEER_H
#define TORTURE_PEER_H

#include <stddef.h>

/* All zero; shared with the children that are started later. */
void *peer_memory(size_t size);
/* Starts a child that serves and ends with us; returns its port. */
int peer_begin(void (*serve)(int listener));

#endif
